"""What the verdict on an axis is weighed on, as named features: differences with their chances, and what either says.

Nothing here hangs on the likelihood from which a difference is shown, and all is the same whichever opinion comes
first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log1p, prod
from typing import cast

from binder.comparison.chance import of_whole
from binder.comparison.concordance import (
    advice_agreed,
    findings_opposed,
    markers_agreed,
    names_cancer,
    news,
    plans,
    subject,
    times_agreed,
    values_agreed,
)
from binder.comparison.echo import echoed
from binder.comparison.extent import ELSEWHERE, compared, extent, said
from binder.comparison.facts import SPREAD
from binder.comparison.found import Found, Opinion, Part
from binder.comparison.leftovers import UNRULED, Features
from binder.comparison.main_illness import (
    denies_the_other,
    illnesses_compared,
    labels_compared,
    speaks,
    weight_of,
)
from binder.comparison.stated import states
from binder.comparison.swaps import diagnosis_alone
from binder.model.comparison import Axis, Link, Tier

CLEAR = 0.4  # chance above which a difference is more than noise

# Report categories that are themselves the diagnosis: the next one is another, not the same more precisely.
_CATEGORIES = frozenset(("Bethesda", "BI-RADS", "PI-RADS", "LI-RADS", "TI-RADS", "Lung-RADS"))
_EXCLUSIVE = frozenset(("diagnosis", "drug", "procedure", "negation"))
_DESCRIBED = frozenset(("number", "finding", "stage"))
_OF_EXTENT = _DESCRIBED | {"certainty", "negation", "diagnosis"}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A difference that may be one, with its chance; never mind whether it is shown."""

    found: Found
    chance: float

    @property
    def two(self) -> bool:
        """Whether it marks words in both texts."""
        return bool(self.found.a and self.found.b)


def is_category(found: Found) -> bool:
    """Whether a difference is one of two report categories, which are two diagnoses."""
    return found.rule in _CATEGORIES


def excludes(axis: Axis, found: Found) -> bool:
    """Whether a difference of this kind means that the two do not go together on an axis."""
    if axis is Axis.STAGING:
        return found.kind == "stage"
    if axis is Axis.TIMING:
        return found.kind == "time"
    if axis is Axis.DIAGNOSIS:
        return found.kind == "diagnosis" or is_category(found)
    return found.kind in _EXCLUSIVE


def grounds(a: Opinion, b: Opinion, links: list[Link], weighed: list[Weighed]) -> dict[Axis, Features]:
    """The features of every axis."""
    whole = _of_pair(a, b, links, weighed)
    described = _described(a, b, links, weighed)
    marked = _marked(a, b, weighed)
    special: dict[Axis, Features] = {
        Axis.DIAGNOSIS: described | _of_diagnosis(a, b) | _of_main(a, b, weighed),
        Axis.STAGING: described | _of_staging(a, b, weighed),
        Axis.TREATMENT: advice_agreed(a, b),
    }
    return {axis: whole | _of_axis(axis, a, b, links, weighed) | marked[axis] | special.get(axis, {}) for axis in Axis}


_BEARS = {
    "disease": Axis.DIAGNOSIS, "finding": Axis.DIAGNOSIS, "drug": Axis.TREATMENT, "procedure": Axis.TREATMENT,
}  # fmt: skip
_FACTS = {
    "grade": Axis.DIAGNOSIS, "biomarker": Axis.DIAGNOSIS, "stage": Axis.STAGING, "dose": Axis.TREATMENT,
    "time": Axis.TIMING,
}  # fmt: skip


def bears_on(opinion: Opinion, part: Part) -> set[Axis]:
    """What axes the marked words are about, whatever the axis of the rule that marked them; looked up once."""
    key = "bears on", part.sentence, part.ranges
    if key not in opinion.known:
        opinion.known[key] = _bears_on(opinion, part)
    return cast("set[Axis]", opinion.known[key])


def _bears_on(opinion: Opinion, part: Part) -> set[Axis]:
    s, found = opinion.statements[part.sentence], set[Axis]()

    for t in s.terms:
        if t.kind in _BEARS and part.meets(*s.place(t.first, t.last)):
            found.add(Axis.STAGING if t.name in SPREAD else _BEARS[t.kind])
    for f in opinion.facts[part.sentence]:
        axis = Axis.TREATMENT if f.kind == "number" and plans(opinion, part.sentence) else _FACTS.get(f.kind)
        if axis and f.label != "past" and part.meets(f.start, f.end):
            found.add(axis)
    if s.axis_hint not in ELSEWHERE and any(part.meets(*place) for place in said(s).values()):
        found.add(Axis.STAGING)
    return found


def _marked(a: Opinion, b: Opinion, weighed: list[Weighed]) -> dict[Axis, Features]:
    """Differences by what the words they mark are about."""
    on: dict[Axis, list[Weighed]] = {axis: [] for axis in Axis}
    beside = dict.fromkeys(Axis, 0.0)
    for w in weighed:
        for axis in set[Axis]().union(*(bears_on(o, p) for o, p in ((a, w.found.a), (b, w.found.b)) if p)):
            on[axis].append(w)
            if w.two and (w.found.rule == UNRULED or w.found.kind == "number") and w.found.axis is not axis:
                beside[axis] = max(beside[axis], w.chance)
    return {
        axis: {
            "marked, of another": beside[axis],
            "marked, any": _any(some),
            "marked, two-sided": _many(w for w in some if w.two),
            "marked, one-sided": _many(w for w in some if not w.two),
            "marked, most": _most(w for w in some if w.two),
            "marked, clear": log1p(sum(max(0.0, w.chance - CLEAR) for w in some)),
            "marked, firm": _many(w for w in some if w.found.tier is Tier.FIRM),
        }
        for axis, some in on.items()
    }


def _any(some: Iterable[Weighed]) -> float:
    """The chance that any of some is true."""
    return 1 - prod(1 - w.chance for w in some)


def _many(some: Iterable[Weighed]) -> float:
    """How many of some are true, as is to be expected; a logarithm."""
    return log1p(sum(w.chance for w in some))


def _most(some: Iterable[Weighed]) -> float:
    return max((w.chance for w in some), default=0.0)


def _of_pair(a: Opinion, b: Opinion, links: list[Link], weighed: list[Weighed]) -> Features:
    """How the two texts agree as a whole."""
    count = len(links) or 1
    found: Features = {
        "bias": 1.0,
        "expected": _many(weighed),
        "rate": sum(w.chance for w in weighed) / count / 2,
        **of_whole([w.found for w in weighed if w.found.tier is Tier.FIRM], links, a, b),
        **illnesses_compared(a, b),
        **compared(extent(a), extent(b)),
        **times_agreed(a, b, links),
        "findings opposed": min(2, findings_opposed(a, b)) / 2,
        **values_agreed(a, b),
    }
    for kind in ("number", "stage", "finding"):
        found[f"whole, any {kind}"] = _any(w for w in weighed if w.two and w.found.kind == kind)
    for axis in Axis:
        on = [w for w in weighed if w.found.axis is axis]
        found[f"two-sided on {axis.value}"] = _many(w for w in on if w.two)
        found[f"one-sided on {axis.value}"] = _many(w for w in on if not w.two)
        found[f"any on {axis.value}"] = _any(w for w in on if w.two)
    return found


def _of_axis(axis: Axis, a: Opinion, b: Opinion, links: list[Link], weighed: list[Weighed]) -> Features:
    """What was found on one axis and how much of what is said on it is lined up."""
    on = [w for w in weighed if w.found.axis is axis]
    two, lone = [w for w in on if w.two], [w for w in on if not w.two]
    mine, theirs = ({p.sentence for p in states(o, axis)} for o in (a, b))
    linked_a, linked_b = {n for k in links for n in k.a}, {n for k in links for n in k.b}
    tied = [k for k in links if not mine.isdisjoint(k.a) or not theirs.isdisjoint(k.b)]
    said_there = [o.statements[n] for o, some in ((a, mine), (b, theirs)) for n in some]
    found: Features = {
        "strength": sum(k.strength for k in tied) / len(tied) if tied else 0.5,
        "weakest tie": min((k.strength for k in tied), default=0.5),
        **news((a, b), (mine, theirs)),
        "word for word": sum(k.same for k in tied) / (len(tied) or 1),
        "shared there": min(3, sum(speaks(s, "shares") for s in said_there)) / 3,
        "refused there": min(3, sum(speaks(s, "refuses") for s in said_there)) / 3,
        "lined up, mean": sum(len(x & y) / (len(x) or 1) for x, y in ((mine, linked_a), (theirs, linked_b))) / 2,
        "places": log1p(len(mine) + len(theirs)),
        "clear": log1p(sum(max(0.0, w.chance - CLEAR) for w in on)),
        "sure": _any(w for w in two if w.found.tier is Tier.FIRM),
        "sure, many": _many(w for w in two if w.found.tier is Tier.FIRM),
        "excluding": _most(w for w in two if excludes(axis, w.found)),
        "one silent": float(not mine or not theirs),
        "both silent": float(not mine and not theirs),
        "lined up": min(len(x & y) / (len(x) or 1) for x, y in ((mine, linked_a), (theirs, linked_b))),
        "in what both say": _most(w for w in weighed if _stands_in(w, mine, theirs, every=True)),
        "in what either says": _most(w for w in weighed if _stands_in(w, mine, theirs, every=False)),
    }
    for kind in ("diagnosis", "grade", "biomarker", "finding", "certainty", "negation", "stage", "time", "drug",
                 "procedure", "dose"):  # fmt: skip
        found[f"most likely {kind}"] = _most(w for w in two if w.found.kind == kind)
        found[f"most likely lone {kind}"] = _most(w for w in lone if w.found.kind == kind)
    return found


def _stands_in(w: Weighed, mine: set[int], theirs: set[int], *, every: bool) -> bool:
    x, y = w.found.a, w.found.b
    if not x or not y:
        return False
    inside = x.sentence in mine, y.sentence in theirs
    return all(inside) if every else any(inside)


def _described(a: Opinion, b: Opinion, links: list[Link], weighed: list[Weighed]) -> Features:
    """Differences that stand where the illness is described, not where something is planned."""
    inside = [w for w in weighed if not any(plans(o, p.sentence) for o, p in ((a, w.found.a), (b, w.found.b)) if p)]
    two = [w for w in inside if w.two]
    count = sum(not plans(a, k.a[0]) and not plans(b, k.b[0]) for k in links) or 1
    return {
        "described, two-sided": _many(two),
        "described, one-sided": _many(w for w in inside if not w.two),
        "described, rate": min(2.0, sum(w.chance for w in two) / count),
        "described, any number": _any(w for w in two if w.found.kind == "number"),
        "described, any finding": _any(w for w in two if w.found.kind == "finding"),
        "described, many": _many(w for w in two if w.found.kind in _DESCRIBED),
    }


def _of_diagnosis(a: Opinion, b: Opinion) -> Features:
    return {
        **markers_agreed(a, b),
        **subject(a, b),
        "ruled out throughout": float(denies_the_other(a, b)),
        "diagnosis alone": float(diagnosis_alone(a, b)),
    }


def _of_main(a: Opinion, b: Opinion, weighed: list[Weighed]) -> Features:
    """Differences on the illnesses that either letter is most about."""
    one, both, lone, kinds = 0.0, 0.0, 0.0, {"diagnosis": 0.0, "certainty": 0.0, "finding": 0.0, "negation": 0.0}
    for w in weighed:
        weights = [weight_of(o, p.sentence, p.ranges) for o, p in ((a, w.found.a), (b, w.found.b)) if p]
        most = w.chance * max(weights)
        if w.two:
            one, both = max(one, most), max(both, w.chance * min(weights))
            if w.found.kind in kinds:
                kinds[w.found.kind] = max(kinds[w.found.kind], most)
        else:
            lone = max(lone, most)
    found = {f"main, {kind}": chance for kind, chance in kinds.items()}
    return found | {"main, either": one, "main, both": both, "main, lone": lone} | labels_compared(a, b)


def _of_staging(a: Opinion, b: Opinion, weighed: list[Weighed]) -> Features:
    x, y = extent(a), extent(b)
    places = [{n for n, s in enumerate(o.statements) if s.axis_hint not in ELSEWHERE and said(s)} for o in (a, b)]
    beside = [w for w in weighed if _stands_in(w, *places, every=True)]
    found = {
        "beside words of extent": _any(w for w in beside if w.found.kind in _OF_EXTENT),
        "number beside words of extent": _any(w for w in beside if w.found.kind == "number"),
        "cancer": float(any(names_cancer(o) for o in (a, b))),
        **echoed(a, b),
    }
    for group in ("spread", "advanced", "named", "severity", "nodes", "confined", "activity", "risk"):
        told = sorted(min(2, e.groups.get(group, 0)) / 2 for e in (x, y))
        found[f"says {group}, least"], found[f"says {group}, most"] = told
    return found
