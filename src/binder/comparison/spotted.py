"""Which groups of phrases stand in a sentence; a group is looked for only where a first word of its phrases is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from binder.comparison.statement import Statement
from binder.knowledge import load

_PLAIN = re.compile(r"[a-z0-9]+")
_SECOND = re.compile(r"[^a-z0-9*]+([a-z0-9]+)(?!\*)(?![a-z0-9])")  # a whole word behind the first one


def one_of(phrases: str) -> re.Pattern[str]:
    """A pattern for any of some phrases in lower case; | and line breaks separate them, a * stands for any letters."""
    told = (re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in _each(phrases))
    return re.compile(rf"\b(?:{'|'.join(told)})(?!\w)")


def _each(phrases: str) -> list[str]:
    """The phrases, the longest first."""
    return sorted((w.strip() for w in re.split(r"[|\n]", phrases.lower()) if w.strip()), key=len, reverse=True)


class Spotter:
    """Finds groups of phrases, each given as for `one_of`."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._phrases = dict(groups)
        self._patterns: dict[str, re.Pattern[str]] = {}  # compiled where one is first needed
        self._whole: dict[str, dict[str, set[str]]] = {}  # first word -> group -> second words, "" for none
        self._begun: list[tuple[str, str]] = []
        self._of_word: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
        for group, phrases in groups.items():
            for phrase in _each(phrases):
                first = re.match(r"[a-z0-9]*", phrase)
                word = first[0] if first else ""
                if phrase[len(word) : len(word) + 1] == "*":
                    self._begun.append((word, group))
                else:
                    second = _SECOND.match(phrase, len(word))
                    self._whole.setdefault(word, {}).setdefault(group, set()).add(second[1] if second else "")

    def _groups(self, word: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """The groups with a phrase that begins with a word, each with the words one of which must stand there too."""
        if word not in self._of_word:
            may = {group: frozenset(more) for group, more in self._whole.get(word, {}).items()}
            may |= {group: frozenset([""]) for start, group in self._begun if word.startswith(start)}
            self._of_word[word] = tuple(may.items())
        return self._of_word[word]

    def spot(self, s: Statement) -> dict[str, tuple[int, int]]:
        """Group -> the place of its first phrase in a sentence, for those that stand there."""
        lower = s.text.lower()
        words = frozenset(_PLAIN.findall(lower))
        may = {g for word in words for g, more in self._groups(word) if "" in more or not more.isdisjoint(words)}
        if not may:
            return {}
        text = lower if len(lower) == len(s.text) else s.text  # places must hold; a few capitals are longer when lower
        hits = ((group, self._pattern(group).search(text)) for group in self._phrases if group in may)
        return {group: m.span() for group, m in hits if m}

    def _pattern(self, group: str) -> re.Pattern[str]:
        if group not in self._patterns:
            self._patterns[group] = one_of(self._phrases[group])
        return self._patterns[group]


@cache
def _spotter() -> Spotter:
    data = load("comparison_axes")
    groups = {
        f"{part} {name}": told for part in ("extent", "diagnosis", "said", "hurry") for name, told in data[part].items()
    }
    for scale, steps in data["steps"].items():
        groups |= {f"steps {scale} {n}": step.replace("/", "|") for n, step in enumerate(steps.split("|"))}
    return Spotter(groups)


def spotted(s: Statement) -> dict[str, tuple[int, int]]:
    """Group of comparison_axes.toml -> the place of its first phrase in a sentence; looked up once, all in one go."""
    found: dict[str, tuple[int, int]] | None = s.cues.get("spotted")
    if found is None:
        found = s.cues["spotted"] = _spotter().spot(s)
    return found
