"""What a letter says without stating anything: courtesies at either end, words to a typist, who was seen and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from binder.comparison.facts import Fact
from binder.comparison.statement import Statement, Term
from binder.knowledge import load

AT_TOP, AT_END = 3, 4  # sentences in which they may stand
_MEDICINE = frozenset(("drug", "procedure", "test", "disease", "finding", "measure"))
_ILL = frozenset(("disease", "finding"))
_TOLD = _ILL | {"drug", "procedure"}  # kinds of terms with which a sentence says more than who was seen
_VALUES = frozenset(("stage", "grade", "biomarker", "dose"))
_DATA = load("comparison_letters")
_OFFICES = frozenset(_DATA["offices"].split())


def _any_of(name: str) -> str:
    phrases = sorted((e.strip() for e in re.split(r"[|\n]", _DATA[name]) if e.strip()), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(e).replace(r"\*", ".*?") for e in phrases) + ")"


_COURTESY = re.compile(rf"(?:dear [^,]{{2,40}}, )?(?:and |but |so )?{_any_of('courtesies')}\b", re.IGNORECASE)
_DICTATED = re.compile(rf"(?:{_any_of('dictation')}\b[\s,.;]*)+", re.IGNORECASE)
_INTRODUCTION = re.compile(rf"{_any_of('introductions')}\b", re.IGNORECASE)
# "Please call if the leg grows weak" is advice, "please call if anything is unclear" is not.
_WHEN = re.compile(r"\b(?:if|should|when|in case)\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:questions?|concerns?|unclear|unsure|anything|discuss|help(?:ful)?)\b", re.IGNORECASE)


def courtesies(statements: Sequence[Statement]) -> frozenset[int]:
    """Which sentences at either end of a letter are only polite, and speak of no medicine nor of when to call."""
    last = len(statements) - AT_END
    # "... this lady with a lump in the neck": who is introduced may be told of by where it ails.
    at_top = {n for n, s in enumerate(statements[:AT_TOP]) if _is_courtesy(s, _MEDICINE | {"anatomy"})}
    at_end = {n for n, s in enumerate(statements) if n >= max(last, AT_TOP) and _is_courtesy(s, _MEDICINE)}
    return frozenset(at_top | at_end)


def dictated(statements: Sequence[Statement]) -> frozenset[int]:
    """Which sentences are only marks said to whoever typed the letter ("Full stop, new paragraph.")."""
    return frozenset(n for n, s in enumerate(statements) if _DICTATED.fullmatch(s.text))


def introduces(s: Statement, facts: Sequence[Fact]) -> bool:
    """Whether a sentence only tells who was seen or what was read: no illness, no treatment, no advice, no stage.

    Args:
        facts: the values of the sentence.
    """
    if not _INTRODUCTION.match(s.text):
        return False
    told = any((t.kind in _TOLD and not is_office(s, t)) or t.explicit for t in s.terms)
    return not told and _VALUES.isdisjoint(f.kind for f in facts)


def is_office(s: Statement, t: Term) -> bool:
    """Whether an illness is part of the name of an office: "the breast cancer clinic"."""
    return t.kind in _ILL and not _OFFICES.isdisjoint(s.words[t.last : t.last + 1])


def _is_courtesy(s: Statement, medicine: frozenset[str]) -> bool:
    if not _COURTESY.match(s.text.replace("’", "'")) or (_WHEN.search(s.text) and not _ASKS.search(s.text)):
        return False
    return not any(t.kind in medicine for t in s.terms)
