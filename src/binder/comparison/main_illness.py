"""The illness an opinion is about: the first it holds where it gives its diagnosis; and whether another denies it."""

from __future__ import annotations

from binder.comparison.found import NOT_NOW, Opinion
from binder.comparison.statement import Statement, Term
from binder.comparison.swaps import GENERAL

_ELSEWHERE = ("treatment", "timing", "history")  # headings under which an illness is feared or past, not diagnosed


def denies_the_other(a: Opinion, b: Opinion) -> bool:
    """Whether either opinion holds, as its main illness, what the other rules out or calls unlikely throughout."""
    return _denied(main_illness(a), b) or _denied(main_illness(b), a)


def main_illness(opinion: Opinion) -> Term | None:
    """The first illness held under a heading of diagnosis; elsewhere a letter also tells what might be."""
    under = (s for s in opinion.statements if s.axis_hint == "diagnosis")
    return next((t for s in under for t in s.terms if _is_illness(t) and _holds(t)), None)


def _is_illness(term: Term) -> bool:
    return term.kind == "disease" and term.name not in GENERAL and not NOT_NOW & term.frames


def _holds(term: Term) -> bool:
    return not (term.denied or term.state < 0 or term.frames or term.sure in (0, 1))


def _denied(illness: Term | None, other: Opinion) -> bool:
    """Denied wherever it is named, under no narrower name held: "no lymphoma in the marrow" is a word of extent."""
    if illness is None:
        return False
    words = set(illness.name.split())
    told = [
        (s, t)
        for s in other.statements
        if s.axis_hint not in _ELSEWHERE
        for t in s.terms
        if _is_illness(t) and words <= set(t.name.split())
    ]
    return any(t.name == illness.name for _, t in told) and all(_rules_out(s, t) for s, t in told)


def _rules_out(s: Statement, term: Term) -> bool:
    place = any(
        t.kind == "anatomy" and t.first >= term.last and s.clause[t.first] == s.clause[term.first] for t in s.terms
    )
    return (term.denied or term.sure == 0) and not place
