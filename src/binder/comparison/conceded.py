"""Where the words of a difference stand in what a doctor only grants: the clause that advises, to be quoted instead."""

from __future__ import annotations

from binder.comparison.cues import cues_of
from binder.comparison.denied import ACTIONS
from binder.comparison.found import Opinion, Part
from binder.comparison.quotes import clause, core_of, told
from binder.comparison.spotted import one_of
from binder.comparison.statement import Statement
from binder.knowledge import load

_DATA = load("comparison_concessions")
_TURNING = frozenset(_DATA["turning"].split())
_NOT_TURNING = frozenset(_DATA["not_turning"].split())
_GRANTING = frozenset(_DATA["granting"].split())
_POINTING = frozenset(_DATA["pointing"].split())
_ADVISING = one_of(_DATA["advising"])
_POINTS = frozenset(",;:—–-.?!")
_WHOLE = 200  # characters of a quote that holds what is granted too


def advised_instead(opinion: Opinion, part: Part) -> str:
    """The clause that advises; empty where the words themselves stand in advice, or nothing near them advises."""
    s = opinion.statements[part.sentence]
    first, last = _tokens(s, *core_of(part))
    begins = _main_clause(s, first, last)
    if begins:
        quoted = clause(s, *core_of(part))
        cue = next((c for c in cues_of(s, "advice") if c.first >= begins and c.name in ("advise", "against")), None)
        if cue is not None:
            advice = clause(s, s.starts[begins], s.ends[max(begins, cue.last - 1)])
            return "" if advice[1] <= quoted[1] else _by_itself(s, quoted[0], advice)
        return _beside(opinion, part.sentence) if _reads_as_advised(s, first, last) else ""
    after = opinion.statements[part.sentence + 1 : part.sentence + 2]
    turned = next((t for t in after if t.words and t.words[0] in _TURNING), None)
    return _advice_of(turned) if turned is not None else ""


def _tokens(s: Statement, start: int, end: int) -> tuple[int, int]:
    """The first and the last token of some characters."""
    inside = [n for n in range(len(s.words)) if s.starts[n] < end and start < s.ends[n]]
    return (inside[0], inside[-1]) if inside else (0, 0)


def _main_clause(s: Statement, first: int, last: int) -> int:
    """The token at which it is said what is meant, behind what is granted; 0 where nothing is granted."""
    for n in range(first + 1, len(s.words) - 1):
        if s.words[n] in _TURNING and s.words[n - 1] not in _NOT_TURNING:
            loose = s.words[n] == "but" or s.words[n - 1] in _POINTS
            return n + 1 if loose and s.words[n + 1] not in _POINTS else 0
    granted = next((n for n in range(first, -1, -1) if s.words[n] in _GRANTING or s.words[n] in _POINTS), -1)
    if granted < 0 or s.words[granted] not in _GRANTING or (granted and s.words[granted - 1] not in (*_POINTS, "even")):
        return 0
    return next((n + 1 for n in range(last + 1, len(s.words) - 1) if s.words[n] == ","), 0)


def _by_itself(s: Statement, start: int, advice: tuple[int, int]) -> str:
    """The advice; with what is granted before it where it names no treatment or only points back to it."""
    words = [n for n in range(len(s.words)) if advice[0] <= s.starts[n] < advice[1]]
    named = any(t.kind in ACTIONS and words and words[0] <= t.first <= words[-1] for t in s.terms)
    if (named and _POINTING.isdisjoint(s.words[n] for n in words)) or advice[1] - start > _WHOLE:
        return told(s, advice)
    return told(s, (start, advice[1]))


def _reads_as_advised(s: Statement, first: int, last: int) -> bool:
    return any(t.kind in ACTIONS and t.advice > 0.5 and first <= t.first <= last for t in s.terms)


def _beside(opinion: Opinion, sentence: int) -> str:
    """What the sentence before or behind advises in the doctor's own person."""
    for n in (sentence - 1, sentence + 1):
        if 0 <= n < len(opinion.statements) and (said := _advice_of(opinion.statements[n])):
            return said
    return ""


def _advice_of(s: Statement) -> str:
    """The clause in which a sentence advises a treatment in the doctor's own person."""
    hit = _ADVISING.search(s.lower)
    if hit is None or not any(t.kind in ACTIONS and t.advice > 0.5 for t in s.terms):
        return ""
    return told(s, clause(s, *hit.span()))
