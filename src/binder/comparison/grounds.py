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
from binder.comparison.echo import echoed
from binder.comparison.extent import ELSEWHERE, compared, extent, said
from binder.comparison.facts import SPREAD, Fact
from binder.comparison.found import NOT_NOW, Found, Opinion, Part, partners
from binder.comparison.kin import kin_of
from binder.comparison.leftovers import Features
from binder.comparison.main_illness import (
    NEAR,
    denies_the_other,
    illnesses_compared,
    labels_compared,
    speaks,
    weight_of,
)
from binder.comparison.spotted import spotted
from binder.comparison.stated import states
from binder.comparison.swaps import diagnosis_alone
from binder.comparison.values import same_value
from binder.model.comparison import Axis, Link, Tier

WEEK = 7.0  # days; what is given more often is a dose
UNRULED = "words without counterpart"  # the rule of what is left over in a link
CLEAR = 0.4  # chance above which a difference is more than noise

# Report categories that are themselves the diagnosis: the next one is another, not the same more precisely.
_CATEGORIES = frozenset(("Bethesda", "BI-RADS", "PI-RADS", "LI-RADS", "TI-RADS", "Lung-RADS"))
_EXCLUSIVE = frozenset(("diagnosis", "drug", "procedure", "negation"))
_DESCRIBED = frozenset(("number", "finding", "stage"))
_OF_EXTENT = _DESCRIBED | {"certainty", "negation", "diagnosis"}
_CANCERS = ("carcinoma", "cancer", "lymphoma", "sarcoma", "melanoma", "tumor", "leukemia")


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
        Axis.TREATMENT: _of_treatment(a, b),
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
    """What axes the marked words are about, whatever the axis of the rule that marked them."""
    s, found = opinion.statements[part.sentence], set[Axis]()

    def inside(start: int, end: int) -> bool:
        return any(start < y and x < end for x, y in part.ranges)

    for t in s.terms:
        if t.kind in _BEARS and inside(*s.place(t.first, t.last)):
            found.add(Axis.STAGING if t.name in SPREAD else _BEARS[t.kind])
    for f in opinion.facts[part.sentence]:
        axis = Axis.TREATMENT if f.kind == "number" and _plans(opinion, part.sentence) else _FACTS.get(f.kind)
        if axis and f.label != "past" and inside(f.start, f.end):
            found.add(axis)
    if s.axis_hint not in ELSEWHERE and any(inside(*place) for place in said(s).values()):
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
        **_of_timing(a, b, links),
        "findings opposed": min(2, _opposed(a, b)) / 2,
        **_values(a, b),
    }
    for kind in ("number", "stage", "finding"):
        found[f"whole, any {kind}"] = _any(w for w in weighed if w.two and w.found.kind == kind)
    for axis in Axis:
        on = [w for w in weighed if w.found.axis is axis]
        found[f"two-sided on {axis.value}"] = _many(w for w in on if w.two)
        found[f"one-sided on {axis.value}"] = _many(w for w in on if not w.two)
        found[f"any on {axis.value}"] = _any(w for w in on if w.two)
    return found


def _values(a: Opinion, b: Opinion) -> Features:
    """How many doses and other numbers either gives that the other gives too, in whatever place."""
    found: Features = {}
    for name, kinds in (("doses", ("dose",)), ("numbers", ("number",))):
        own = [[f for facts in o.facts for f in facts if f.kind in kinds and f.values and not NOT_NOW & f.frames]
               for o in (a, b)]  # fmt: skip
        met = alone = 0
        for mine, theirs in (own, own[::-1]):
            by: dict[str, dict[object, Fact]] = {}  # of facts that compare alike one is enough
            same = {(g.dimension, g.values) for g in theirs}
            for g in theirs:
                by.setdefault(g.dimension, {})[g.values, g.label, g.key, g.step, g.loose] = g
            for f in mine:
                some = by.get(f.dimension, {}).values()
                alike = (f.dimension, f.values) in same or any(same_value(f, g) for g in some)
                met, alone = met + alike, alone + (not alike)
        found[f"{name} met"], found[f"{name} alone"] = log1p(met), log1p(alone)
        found[f"{name} alike"] = met / (met + alone) if met + alone else 0.5
    return found


def _opposed(a: Opinion, b: Opinion) -> int:
    """How many things one says throughout to be there and the other throughout to be absent."""
    (mine, not_mine), (theirs, not_theirs) = _held(a), _held(b)
    return len(((mine - not_mine) & (not_theirs - theirs)) | ((theirs - not_theirs) & (not_mine - mine)))


def _held(opinion: Opinion) -> tuple[set[str], set[str]]:
    """Findings and illnesses said to be there, and said to be absent."""
    there, absent = set[str](), set[str]()
    for s in opinion.statements:
        if s.axis_hint in ELSEWHERE:
            continue
        for t in s.terms:
            if t.kind in ("finding", "disease") and not t.frames and t.state:
                (absent if t.denied or t.state < 0 else there).add(t.name)
    return there, absent


def _of_axis(axis: Axis, a: Opinion, b: Opinion, links: list[Link], weighed: list[Weighed]) -> Features:
    """What was found on one axis and how much of what is said on it is lined up."""
    on = [w for w in weighed if w.found.axis is axis]
    mine, theirs = ({p.sentence for p in states(o, axis)} for o in (a, b))
    linked_a, linked_b = {n for k in links for n in k.a}, {n for k in links for n in k.b}
    tied = [k for k in links if not mine.isdisjoint(k.a) or not theirs.isdisjoint(k.b)]
    said_there = [o.statements[n] for o, some in ((a, mine), (b, theirs)) for n in some]
    found: Features = {
        "strength": sum(k.strength for k in tied) / len(tied) if tied else 0.5,
        "weakest tie": min((k.strength for k in tied), default=0.5),
        **_news((a, b), (mine, theirs)),
        "word for word": sum(k.same for k in tied) / (len(tied) or 1),
        "shared there": min(3, sum(speaks(s, "shares") for s in said_there)) / 3,
        "refused there": min(3, sum(speaks(s, "refuses") for s in said_there)) / 3,
        "lined up, mean": sum(len(x & y) / (len(x) or 1) for x, y in ((mine, linked_a), (theirs, linked_b))) / 2,
        "places": log1p(len(mine) + len(theirs)),
        "clear": log1p(sum(max(0.0, w.chance - CLEAR) for w in on)),
        "sure": _any(w for w in on if w.two and w.found.tier is Tier.FIRM),
        "sure, many": _many(w for w in on if w.two and w.found.tier is Tier.FIRM),
        "excluding": _most(w for w in on if w.two and excludes(axis, w.found)),
        "one silent": float(not mine or not theirs),
        "both silent": float(not mine and not theirs),
        "lined up": min(len(x & y) / (len(x) or 1) for x, y in ((mine, linked_a), (theirs, linked_b))),
        "in what both say": _most(w for w in weighed if _stands_in(w, mine, theirs, every=True)),
        "in what either says": _most(w for w in weighed if _stands_in(w, mine, theirs, every=False)),
    }
    for kind in ("diagnosis", "grade", "biomarker", "finding", "certainty", "negation", "stage", "time", "drug",
                 "procedure", "dose"):  # fmt: skip
        found[f"most likely {kind}"] = _most(w for w in on if w.two and w.found.kind == kind)
        found[f"most likely lone {kind}"] = _most(w for w in on if not w.two and w.found.kind == kind)
    return found


def _told_of(opinion: Opinion) -> list[tuple[int, str, bool]]:
    """(sentence, name, whether denied) of the things of medicine an opinion names now; looked up once."""
    if "told of" not in opinion.known:
        opinion.known["told of"] = [
            (n, t.name, t.denied)
            for n, s in enumerate(opinion.statements)
            for t in s.terms
            if t.kind and t.kind != "topic" and not NOT_NOW & t.frames
        ]
    return cast("list[tuple[int, str, bool]]", opinion.known["told of"])


def _news(both: tuple[Opinion, Opinion], on: tuple[set[int], set[int]]) -> Features:
    """Things named, and things denied, in the sentences on an axis that the other text names or denies nowhere.

    Beside how much is new in the texts as a whole: of two letters of one hand one new word tells more.
    """
    new = named = new_anywhere = named_anywhere = 0
    denied = []
    for opinion, other, sentences in zip(both, both[::-1], on, strict=True):
        told = _told_of(opinion)
        here = [(name, no) for n, name, no in told if n in sentences]
        named_anywhere, named = named_anywhere + len(told), named + len(here)
        new_anywhere += sum([name not in other.terms for _, name, _ in told])
        new += sum([name not in other.terms for name, _ in here])
        denied.append(sum([no for _, no in here]))
    share = new_anywhere / (named_anywhere or 1)
    return {
        "new, many": log1p(new),
        "new, share": new / named if named else share,
        "new, beyond": (new / named if named else share) - share,
        "new in the whole": share,
        "denials unlike": log1p(abs(denied[0] - denied[1])),
    }


def _stands_in(w: Weighed, mine: set[int], theirs: set[int], *, every: bool) -> bool:
    x, y = w.found.a, w.found.b
    if not x or not y:
        return False
    inside = x.sentence in mine, y.sentence in theirs
    return all(inside) if every else any(inside)


def _plans(opinion: Opinion, n: int) -> bool:
    s = opinion.statements[n]
    return s.axis_hint in ("treatment", "timing") or any(t.advice for t in s.terms if t.kind in ("drug", "procedure"))


def _described(a: Opinion, b: Opinion, links: list[Link], weighed: list[Weighed]) -> Features:
    """Differences that stand where the illness is described, not where something is planned."""
    inside = [w for w in weighed if not any(_plans(o, p.sentence) for o, p in ((a, w.found.a), (b, w.found.b)) if p)]
    two = [w for w in inside if w.two]
    count = sum(not _plans(a, k.a[0]) and not _plans(b, k.b[0]) for k in links) or 1
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
        **_markers(a, b),
        **_field(a, b),
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


def _field(a: Opinion, b: Opinion) -> Features:
    """What the two letters are about: how much of a plan, of illnesses, of cells, of an operation."""
    statements = [s for o in (a, b) for s in o.statements]
    count = len(statements) or 1
    kinds = [{t.kind for t in s.terms} for s in statements]
    names = [{n for n, told in o.terms.items() if told[0][1].kind == "disease"} for o in (a, b)]
    return {
        "cancer": float(any(_names_cancer(o) for o in (a, b))),
        "procedures, share": sum("procedure" in k for k in kinds) / count,
        "drugs, share": sum("drug" in k for k in kinds) / count,
        "illnesses, share": sum("disease" in k for k in kinds) / count,
        "tests, share": sum("test" in k for k in kinds) / count,
        "anatomy, share": sum("anatomy" in k for k in kinds) / count,
        "illnesses named": log1p(sum(map(len, names))),
        "illnesses in common": len(names[0] & names[1]) / (len(names[0] | names[1]) or 1),
        "specimen": min(4, sum("said specimen" in spotted(s) for s in statements)) / 4,
        "diagnosis named": min(6, sum("diagnos" in s.text.lower() for s in statements)) / 6,
        "length": log1p(count),
        "lengths unlike": abs(log1p(len(a.statements)) - log1p(len(b.statements))),
    }


def _markers(a: Opinion, b: Opinion) -> Features:
    """How grades and markers of the two agree: given alike, otherwise, and by one alone."""
    tables: list[dict[str, list[Fact]]] = []
    for opinion in (a, b):
        table: dict[str, list[Fact]] = {}
        for facts in opinion.facts:
            for f in facts:
                if f.kind in ("grade", "biomarker") and f.key and not NOT_NOW & f.frames:
                    table.setdefault(f.key, []).append(f)
        tables.append(table)
    mine, theirs = tables
    both = mine.keys() & theirs.keys()
    alike = sum(any(same_value(x, y) for x in mine[k] for y in theirs[k]) for k in both)
    return {
        "markers alike": log1p(alike),
        "markers unlike": log1p(len(both) - alike),
        "markers of one": log1p(len(mine.keys() ^ theirs.keys())),
    }


def _of_staging(a: Opinion, b: Opinion, weighed: list[Weighed]) -> Features:
    x, y = extent(a), extent(b)
    places = [{n for n, s in enumerate(o.statements) if s.axis_hint not in ELSEWHERE and said(s)} for o in (a, b)]
    beside = [w for w in weighed if _stands_in(w, *places, every=True)]
    found = {
        "beside words of extent": _any(w for w in beside if w.found.kind in _OF_EXTENT),
        "number beside words of extent": _any(w for w in beside if w.found.kind == "number"),
        "cancer": float(any(_names_cancer(o) for o in (a, b))),
        **echoed(a, b),
    }
    for group in ("spread", "advanced", "named", "severity", "nodes", "confined", "activity", "risk"):
        told = sorted(min(2, e.groups.get(group, 0)) / 2 for e in (x, y))
        found[f"says {group}, least"], found[f"says {group}, most"] = told
    return found


def _names_cancer(opinion: Opinion) -> bool:
    return any(any(c in name for c in _CANCERS) for name, told in opinion.terms.items() if told[0][1].kind == "disease")


def _advised(opinion: Opinion) -> tuple[set[str], set[str]]:
    """Medicines and procedures advised, and advised against."""
    named = [
        t for s in opinion.statements for t in s.terms if t.kind in ("drug", "procedure") and not NOT_NOW & t.frames
    ]
    return {t.name for t in named if t.advice > 0.5}, {t.name for t in named if t.advice < 0}


def _far(advised: set[str], other: Opinion) -> int:
    """How many things advised have nothing near in the other text."""
    return sum(
        n not in other.terms and all(k not in other.terms for k, how in kin_of(n) if how >= NEAR) for n in advised
    )


def _of_treatment(a: Opinion, b: Opinion) -> Features:
    (mine, not_mine), (theirs, not_theirs) = _advised(a), _advised(b)
    return {
        "advice alike": len(mine & theirs) / (len(mine | theirs) or 1),
        "advised by one, unnamed": log1p(sum(n not in b.terms for n in mine) + sum(n not in a.terms for n in theirs)),
        "advised by one, far": log1p(_far(mine, b) + _far(theirs, a)),
        "advised": log1p(len(mine | theirs)),
        "advice of one": log1p(len(mine ^ theirs)),
        "advice against": min(2, len(mine & not_theirs) + len(theirs & not_mine)) / 2,
    }


def _times(opinion: Opinion) -> list[tuple[int, Fact]]:
    """Spans of time that are no part of a history, each with its sentence."""
    return [
        (n, f)
        for n, facts in enumerate(opinion.facts)
        for f in facts
        if (f.axis is Axis.TIMING or (f.kind == "time" and f.dimension == "days" and max(f.values, default=0) >= WEEK))
        if f.values and f.label != "past" and not NOT_NOW & f.frames
        if opinion.statements[n].axis_hint != "history"
    ]


def _of_timing(a: Opinion, b: Opinion, links: list[Link]) -> Features:
    """How the spans of time agree: given by both; other where both speak of one matter; given by one of its own."""
    mine, theirs = _times(a), _times(b)
    to_b, to_a = partners(links)
    met = other = alone = planned = 0
    for own, rest, tied, opinion in ((mine, theirs, to_b, a), (theirs, mine, to_a, b)):
        timed = {m for m, _ in rest}
        values: dict[str, dict[tuple[float, ...], Fact]] = {}
        for _, g in rest:
            values.setdefault(g.label, {}).setdefault(g.values, g)
        for n, f in own:
            some = values.get(f.label, {})
            if f.values in some or any(same_value(f, g) for g in some.values()):
                met += 1
            elif not timed.isdisjoint(tied.get(n, ())):
                other += 1
            else:
                alone += 1
                planned += _plans(opinion, n)
    return {
        "times met": log1p(met),
        "times other": log1p(other),
        "times alone": log1p(alone),
        "times alone, planned": log1p(planned),
        "open end, one": float(_open_ends(a) != _open_ends(b)),
        "times alike": met / (met + other + alone or 1),
        "times of one alone": float(not mine or not theirs),
    }


def _open_ends(opinion: Opinion) -> bool:
    """Whether something goes on until a thing happens, or for life."""
    return any("said open_end" in spotted(s) for n, s in enumerate(opinion.statements) if _plans(opinion, n))
