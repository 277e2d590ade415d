"""What is not refused but put off ("not before April"), paused ("stopped three days before the operation"), or given
for so long ("stopped after six months", "tapered and stopped within four weeks").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from binder.comparison.cues import Cue
from binder.comparison.statement import Statement, Term
from binder.comparison.times import MONTHS, SEASONS
from binder.comparison.words import stem
from binder.knowledge import load

_REACH = 14  # tokens behind a denial within which it says until when
_WITHIN = 8  # tokens behind "before" within which the time stands
_UNTIL = frozenset(("before", "until", "till", "earlier", "sooner"))
_TOLD = frozenset(("did", "was", "were", "had", "has", "have", "didn't", "wasn't", "weren't", "hadn't", "hasn't"))
_AT_LEAST = ["for", "at", "least"]
_PUT_OFF = frozenset(stem(w) for w in ("wait", "delay", "defer", "postpone", "hold"))
_PAUSED = frozenset(stem(w) for w in ("stop", "pause", "hold", "held", "withhold", "omit", "interrupt", "discontinue"))
_ACTIONS = frozenset(("drug", "procedure", "test"))
# A time that will come, whatever the illness does; "until it grows" is a condition.
_TIMES = frozenset((*MONTHS, *SEASONS, *load("comparison_words")["times_to_come"].split())) - {"may"}
_YEAR = re.compile(r"20\d\d")
# "72 hours before", "a week prior to": so long beforehand.
_AHEAD = re.compile(
    r"\b(?:[\d.]+|an?|one|two|three|four|five|six|seven|ten|the)\s+(?:to\s+\w+\s+)?(?:full\s+)?"
    r"(?:hour|day|week|evening|night|morning)s?\s+(?:before|prior|ahead|beforehand)\b"
    r"|\bon the (?:day|morning) of\b",
    re.I,
)
_SPAN = (
    r"(?:the\s+(?:next|coming|first)\s+)?(?:about\s+)?(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
    r"(?:(?:\s+to\s+|\s+or\s+|\s?[-–]\s?)(?:\d+|\w+))?[\s-](?:day|week|month|year)s?\b"
)
# "Stopped after six months" has been given for as long; "within four weeks" only where it comes down until then.
_AFTER = re.compile(rf"\bafter\s+{_SPAN}", re.I)
_WITHIN_SPAN = re.compile(rf"\b(?:within|over|in|by)\s+{_SPAN}", re.I)
_COMES_DOWN = re.compile(
    r"\b(?:(?:taper|wean|reduc)\w*|lower(?:ed|ing))|\b(?:comes?|coming|came|brought|bring|stepp?(?:ed)?|go(?:es)?)\s+(?:\w+\s+)?down\b",
    re.I,
)


def put_off(statement: Statement, cues: Sequence[Cue], denials: Sequence[Cue]) -> list[Term]:
    """Take back the advice against what is to be done later: it is advised; what is paused, returned here, is neither.

    Args:
        cues: of advice.  denials: all of the sentence.
    """
    paused: list[Term] = []
    for cue in denials:
        told = not _TOLD.isdisjoint(statement.words[cue.first : cue.last])
        stopped = any(c.name == "against" and c.last <= cue.first and _stops(statement, c) for c in cues)
        if cue.name == "deny_after" and not told and not stopped:  # "stop it no earlier than June"
            _advise_later(statement, cue, denied=True)
    for cue in cues:
        if cue.name != "against":
            continue
        if not _PUT_OFF.isdisjoint(statement.stems[cue.first : cue.last]):
            _advise_later(statement, cue, denied=False)
        if _stops(statement, cue):
            paused += _pause(statement, cue)
    return paused


def _stops(statement: Statement, cue: Cue) -> bool:
    return not _PAUSED.isdisjoint(statement.stems[cue.first : cue.last])


def _advise_later(statement: Statement, cue: Cue, *, denied: bool) -> None:
    place = _until(statement, cue)
    if not place or (denied and not _PUT_OFF.isdisjoint(statement.stems[cue.last : place])):
        return  # "should not wait until April"
    actions = [t for t in statement.terms if t.kind in _ACTIONS]
    clause = statement.clause[cue.first]
    if statement.words[place] == "for":
        actions = [t for t in actions if t.kind == "procedure"]  # no ibuprofen for a week is no delay of it
    inside = [t for t in actions if cue.first <= t.first < place and (t.advice < 0 or t.denied)]
    for term in inside or [t for t in actions if statement.clause[t.first] == clause and t.last <= cue.first]:
        term.advice, term.explicit, term.advice_cue = 1.0, True, None
        term.state, term.denied, term.cue = 0, False, None


def _until(statement: Statement, cue: Cue) -> int:
    """The token where behind a cue the time begins that is to be waited for; 0 where there is none."""
    words = statement.words
    for i in range(cue.last, min(cue.last + _REACH, len(words))):
        if words[i] in (".", ";"):
            return 0
        if words[i] in _UNTIL or words[i : i + 3] == _AT_LEAST:
            behind = takewhile(lambda k: words[k] != ",", range(i + 1, min(i + 1 + _WITHIN, len(words))))
            return i if any(_is_time(statement, k) for k in behind) else 0
    return 0


def _is_time(statement: Statement, i: int) -> bool:
    word = statement.words[i]
    if word == "may":
        return statement.text[statement.starts[i]].isupper()
    return word in _TIMES or bool(_YEAR.fullmatch(word))


def _pause(statement: Statement, cue: Cue) -> list[Term]:
    text, begin = statement.text, statement.starts[cue.first]
    if not (_AHEAD.search(text, begin) or _is_ended(text, begin)):
        return []
    place = cue.first, cue.last
    found = [t for t in statement.terms if t.kind == "drug" and t.advice < 0 and t.advice_cue == place]
    for term in found:
        term.advice, term.explicit, term.advice_cue = 0.0, False, None
    return found


def _is_ended(text: str, begin: int) -> bool:
    """Whether a word of stopping, at a place in a text, ends what is given until then."""
    clause = re.split(r"[;.](?:\s|$)", text[begin:], maxsplit=1)[0]
    return bool(_AFTER.search(clause) or (_WITHIN_SPAN.search(clause) and _COMES_DOWN.search(text)))
