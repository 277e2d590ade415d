"""What of an axis has a counterpart in the other opinion, by meaning: features of a verdict, alike either way round."""

from __future__ import annotations

from collections.abc import Iterable

from binder.comparison.covered import Covered
from binder.comparison.found import NOT_NOW, Opinion
from binder.comparison.leftovers import Features
from binder.comparison.main_illness import salient
from binder.comparison.stated import states
from binder.comparison.statement import Term
from binder.model.comparison import Axis

UNKNOWN = 0.5  # of what is not there
BARE = 0.6  # how well words must be covered not to count as missing
_NAMES = {
    Axis.DIAGNOSIS: frozenset(("disease", "finding")),
    Axis.STAGING: frozenset(("disease", "finding", "anatomy")),
    Axis.TREATMENT: frozenset(("drug", "procedure")),
    Axis.TIMING: frozenset(("drug", "procedure", "test")),
}


def counterparts(axis: Axis, a: Opinion, b: Opinion, covered: Covered) -> Features:
    """How well what either says on an axis is covered by the other."""
    found: Features = {}
    sentences: list[float] = []
    things: list[float] = []
    for side, opinion in enumerate((a, b)):
        on = sorted({p.sentence for p in states(opinion, axis)})
        sentences += [covered.sentence(side, n) for n in on]
        things += _things(opinion, side, on, axis, covered)
    found |= _summed("said there", sentences) | _summed("named there", things)
    if axis is Axis.DIAGNOSIS:
        firsts = sorted(_first(o, side, covered) for side, o in enumerate((a, b)))
        found |= {"first illness covered, least": firsts[0], "first illness covered, most": firsts[1]}
    if axis is Axis.TREATMENT:
        found |= _summed("advised", [v for side, o in enumerate((a, b)) for v in _advised(o, side, covered)])
    return found


def _summed(name: str, some: list[float]) -> Features:
    """What many are like: in the middle, the worst two, and how much is missing in all."""
    some = sorted(some)
    return {
        f"{name}, covered": sum(some) / len(some) if some else UNKNOWN,
        f"{name}, least covered": some[0] if some else UNKNOWN,
        f"{name}, next covered": some[1] if len(some) > 1 else UNKNOWN,
        f"{name}, missing": min(3.0, sum(max(0.0, BARE - v) for v in some)),
    }


def _things(opinion: Opinion, side: int, on: Iterable[int], axis: Axis, covered: Covered) -> list[float]:
    best: dict[str, float] = {}
    for n in on:
        for t in opinion.statements[n].terms:
            if t.kind in _NAMES[axis] and not NOT_NOW & t.frames:
                best[t.name] = max(best.get(t.name, -1.0), _of_term(opinion, side, n, t, covered))
    return list(best.values())


def _of_term(opinion: Opinion, side: int, n: int, term: Term, covered: Covered) -> float:
    return covered.words(side, n, (opinion.statements[n].place(term.first, term.last),))


def _best(opinion: Opinion, side: int, name: str, covered: Covered) -> float:
    """How well a thing is covered where it is covered best."""
    return max(_of_term(opinion, side, n, t, covered) for n, t in opinion.terms[name])


def _first(opinion: Opinion, side: int, covered: Covered) -> float:
    """How well the illness an opinion is most about is covered."""
    held = salient(opinion)
    first = min(held, key=lambda n: (-held[n], n), default="")
    return _best(opinion, side, first, covered) if first else UNKNOWN


def _advised(opinion: Opinion, side: int, covered: Covered) -> list[float]:
    """How well each medicine and procedure is covered that an opinion advises."""
    told = {
        name
        for name, some in opinion.terms.items()
        if any(t.kind in ("drug", "procedure") and t.advice > 0.5 and not NOT_NOW & t.frames for _, t in some)
    }
    return [_best(opinion, side, name, covered) for name in sorted(told)]
