"""Words that change what a sentence says, looked up once: of denial, state, advice, talk, doubt, tone and frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that changes a statement, at tokens first to last (exclusive)."""

    name: str
    first: int
    last: int


_GROUPS = ("denial", "state", "advice", "talk", "doubt", "tone", "frame")


def cues_of(statement: Statement, group: str) -> list[Cue]:
    """The cues of a group in a sentence, longest match first, none inside another; looked up once."""
    if group not in statement.cues:
        statement.cues.update(_look_up(statement))
    found: list[Cue] = statement.cues[group]
    return found


@cache
def _beginnings() -> dict[bool, dict[str, tuple[str, ...]]]:
    """By whether endings are folded: word -> the groups of which a cue begins with it."""
    found: dict[bool, dict[str, tuple[str, ...]]] = {True: {}, False: {}}
    for group in _GROUPS:
        phrases = lexicon().cues[group]
        own = found[phrases.stemmed]
        own.update({word: (*own.get(word, ()), group) for word in phrases.table})
    return found


def _look_up(statement: Statement) -> dict[str, list[Cue]]:
    """The cues of all groups."""
    found: dict[str, list[Cue]] = {group: [] for group in _GROUPS}
    for stemmed, begin in _beginnings().items():
        words = statement.stems if stemmed else statement.words
        for i, groups in [(i, begin[word]) for i, word in enumerate(words) if word in begin]:
            for group in groups:
                own = found[group]
                if own and i < own[-1].last:
                    continue
                hit = lexicon().cues[group].at(words, i)
                if hit:
                    own.append(Cue(hit[1], i, hit[0]))
    return found
