"""Which difference of an axis is told first: the one that changes most for the patient.

What that is was learned from differences that readers put in order (bench/train_leading.py): what stands early in
either letter, what both speak of again and again, an operation before a tablet that changes in dose.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p

from binder.comparison.closely import Closely, logit, wanted
from binder.comparison.found import Found, Opinion, Part
from binder.comparison.grounds import Weighed, excludes
from binder.comparison.leftovers import BY_ONE, UNRULED, Features
from binder.comparison.main_illness import salient
from binder.comparison.statement import Term
from binder.knowledge import load
from binder.model.comparison import Axis, Tier

_KINDS = {
    Axis.DIAGNOSIS: ("diagnosis", "grade", "biomarker", "certainty", "laterality", "negation", "finding", "number"),
    Axis.STAGING: ("stage", "finding", "number", "negation"),
    Axis.TREATMENT: ("procedure", "drug", "negation", "dose", "certainty", "finding", "number", "time"),
    Axis.TIMING: ("time", "number", "dose"),
}
_NAMED = ("drug", "procedure", "test", "disease", "finding", "measure", "anatomy")
_TIMES = ("start", "duration", "interval", "lead")
_ACTIONS = ("drug", "procedure")
_EITHER = ("said again", "of the illness", "place")  # what counts on either side, too
_MANY = _FAR = 5.0  # about the largest logarithm, and logit
SAID_FIRST = "said first"  # no difference of single words: what either says on an axis before all else
EVEN = 0.5
MOST = 60  # differences of an axis that are weighed, the sure and the likeliest; letters have fewer


def lead(
    axis: Axis,
    opinions: tuple[Opinion, Opinion],
    some: Sequence[Found],
    weighed: Sequence[Weighed],
    closely: Closely | None,
) -> Found | None:
    """Of some differences the one to tell first; None where there is none.

    Args:
        weighed: all, with their chances.  closely: what was read of the two opinions.
    """
    weights: dict[str, float] = load("comparison_leading")[axis.value]
    chances = {(w.found.a, w.found.b): w.chance for w in weighed}

    def weight(f: Found) -> tuple[float, int]:
        told = features(axis, opinions, f, chances.get((f.a, f.b), EVEN), closely)
        early = sum(p.sentence for p in (f.a, f.b) if p)
        return round(sum(weights.get(name, 0.0) * value for name, value in told.items()), 9), -early

    likeliest = sorted(some, key=lambda f: (f.tier is not Tier.FIRM, -chances.get((f.a, f.b), EVEN)))[:MOST]
    return max(likeliest, key=weight, default=None)


def features(
    axis: Axis, opinions: tuple[Opinion, Opinion], found: Found, chance: float, closely: Closely | None
) -> Features:
    """What speaks for telling a difference first; the same whichever opinion comes first."""
    two = [(o, p) for o, p in zip(opinions, (found.a, found.b), strict=True) if p]
    sides = [_of_side(axis, o, p) for o, p in two]
    both = {name: sum(side[name] for side in sides) / len(sides) for name in sides[0]}
    most = {f"{name}, most": max(side[name] for side in sides) for name in _EITHER}
    names = [{t.name for t in inside(o, p)} for o, p in two]
    read = next((r for k in wanted(found) if closely and (r := closely.of(*k))), None)
    return {
        "sure": float(found.tier is Tier.FIRM),
        "chance": logit(chance) / _FAR,
        "excludes": float(excludes(axis, found)),
        "unruled": float(found.rule == UNRULED),
        "said first": float(found.rule == SAID_FIRST),
        "of one": float(len(two) < 2),
        "of one, by words": float(found.rule == BY_ONE),
        "of one thing": float(len(two) > 1 and bool(names[0] & names[1])),
        **{f"kind {kind}": float(found.kind == kind) for kind in _KINDS[axis]},
        **both,
        **most,
        "read": float(read is not None),
        "read, counts": read.axes[list(Axis).index(axis)] / _FAR if read else 0.0,
        "read, differs": max(read.kinds) / _FAR if read else 0.0,
        "read, linked": read.linked / _FAR if read and len(two) > 1 else 0.0,
    }


def _of_side(axis: Axis, opinion: Opinion, part: Part) -> Features:
    """What the words of one side are, and the sentence in which they stand."""
    s = opinion.statements[part.sentence]
    named = inside(opinion, part)
    acts = [t for t in s.terms if t.kind in _ACTIONS]
    times = [f for f in opinion.facts[part.sentence] if f.kind == "time" and part.meets(f.start, f.end)]
    first = _first_advised(opinion)
    return {
        "place": part.sentence / max(1, len(opinion.statements) - 1),
        "under its heading": float(s.axis_hint == axis.value),
        "under another": float(s.axis_hint not in ("", axis.value)),
        **{f"names {kind}": float(any(t.kind == kind for t in named)) for kind in _NAMED},
        **{f"beside {kind}": float(any(t.kind == kind for t in s.terms)) for kind in _NAMED},
        "advises": float(any(t.advice > 0 and t.explicit for t in acts)),
        "advises against": float(any(t.advice < 0 for t in acts)),
        "on a condition": float(any("condition" in t.frames for t in named or s.terms)),
        "of the past": float(any("past" in t.frames for t in named or s.terms)),
        "first advised": float(first == part.sentence),
        "behind what is first advised": float(0 <= first < part.sentence),
        "said again": max((_again(opinion, t) for t in named), default=0.0),
        "of the illness": max((_weight(opinion, t) for t in s.terms), default=0.0),
        "words": log1p(len(s.words)) / _MANY,
        "marked": log1p(part.length) / _MANY,
        **{f"time, {label}": float(any(f.label == label for f in times)) for label in _TIMES},
        "time, long": max((log1p(max(f.values)) for f in times if f.values), default=0.0) / _MANY,
    }


def inside(opinion: Opinion, part: Part) -> list[Term]:
    """What is named in some words."""
    s = opinion.statements[part.sentence]
    return [t for t in s.terms if t.kind and part.meets(*s.place(t.first, t.last))]


def _again(opinion: Opinion, term: Term) -> float:
    """In how many sentences an opinion names a thing; a logarithm."""
    return log1p(len({n for n, _ in opinion.terms[term.name]})) if term.kind in (*_ACTIONS, "disease") else 0.0


def _weight(opinion: Opinion, term: Term) -> float:
    return log1p(salient(opinion).get(term.name, 0.0)) if term.kind == "disease" else 0.0


def _first_advised(opinion: Opinion) -> int:
    """The first sentence in which an opinion advises something outright; -1 where there is none."""
    if "first advised" not in opinion.known:
        opinion.known["first advised"] = next(
            (n for n, s in enumerate(opinion.statements) if any(map(_is_advised, s.terms))), -1
        )
    first = opinion.known["first advised"]
    return first if isinstance(first, int) else -1


def _is_advised(t: Term) -> bool:
    return t.kind in _ACTIONS and t.advice == 1 and t.explicit and not t.frames
