"""The illness an opinion is about: the first it holds to be there; and whether the other opinion denies it."""

from __future__ import annotations

from binder.comparison.found import NOT_NOW, Opinion
from binder.comparison.statement import Term
from binder.comparison.swaps import GENERAL


def denies_the_other(a: Opinion, b: Opinion) -> bool:
    """Whether either opinion holds, as its main illness, what the other rules out or calls unlikely throughout."""
    return _denied(main_illness(a), b) or _denied(main_illness(b), a)


def main_illness(opinion: Opinion) -> Term | None:
    """The first illness held, under a heading of diagnosis before any other; history, plans and fears are none."""
    held: list[tuple[bool, int, Term]] = []
    for n, s in enumerate(opinion.statements):
        if s.axis_hint in ("treatment", "timing", "history"):
            continue
        held += [(s.axis_hint != "diagnosis", n, t) for t in s.terms if _is_illness(t) and _holds(t)]
    return min(held, key=lambda h: h[:2])[2] if held else None


def _is_illness(term: Term) -> bool:
    return term.kind == "disease" and term.name not in GENERAL and not NOT_NOW & term.frames


def _holds(term: Term) -> bool:
    return not (term.denied or term.state < 0 or term.frames or term.sure in (0, 1))


def _denied(illness: Term | None, other: Opinion) -> bool:
    """Nothing said of it elsewhere counts but where an illness is named: a plan may name what it treats if it comes."""
    if illness is None:
        return False
    told = [
        t
        for s in other.statements
        for t in s.terms
        if t.name == illness.name and _is_illness(t) and s.axis_hint not in ("treatment", "timing", "history")
    ]
    return bool(told) and all(t.denied or t.sure == 0 for t in told)
