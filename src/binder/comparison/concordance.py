"""How far two opinions agree in what they say, whatever was found to differ: values, findings, markers, advice, times.

All is the same whichever opinion comes first.
"""

from __future__ import annotations

from math import log1p
from typing import cast

from binder.comparison.extent import ELSEWHERE
from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Opinion, partners
from binder.comparison.kin import kin_of
from binder.comparison.leftovers import Features
from binder.comparison.main_illness import NEAR
from binder.comparison.spotted import spotted
from binder.comparison.values import same_value
from binder.model.comparison import Axis, Link

WEEK = 7.0  # days; what is given more often is a dose
_CANCERS = ("carcinoma", "cancer", "lymphoma", "sarcoma", "melanoma", "tumor", "leukemia")


def values_agreed(a: Opinion, b: Opinion) -> Features:
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


def findings_opposed(a: Opinion, b: Opinion) -> int:
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


def markers_agreed(a: Opinion, b: Opinion) -> Features:
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


def subject(a: Opinion, b: Opinion) -> Features:
    """What the two letters are about: how much of a plan, of illnesses, of cells, of an operation."""
    statements = [s for o in (a, b) for s in o.statements]
    count = len(statements) or 1
    kinds = [{t.kind for t in s.terms} for s in statements]
    names = [{n for n, told in o.terms.items() if told[0][1].kind == "disease"} for o in (a, b)]
    return {
        "cancer": float(any(names_cancer(o) for o in (a, b))),
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


def names_cancer(opinion: Opinion) -> bool:
    """Whether an opinion names a cancer, its own or one ruled out."""
    return any(any(c in name for c in _CANCERS) for name, told in opinion.terms.items() if told[0][1].kind == "disease")


def news(both: tuple[Opinion, Opinion], on: tuple[set[int], set[int]]) -> Features:
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


def advice_agreed(a: Opinion, b: Opinion) -> Features:
    """How far medicines and procedures advised are the same, and what one advises against."""
    (mine, not_mine), (theirs, not_theirs) = _advised(a), _advised(b)
    return {
        "advice alike": len(mine & theirs) / (len(mine | theirs) or 1),
        "advised by one, unnamed": log1p(sum(n not in b.terms for n in mine) + sum(n not in a.terms for n in theirs)),
        "advised by one, far": log1p(_far(mine, b) + _far(theirs, a)),
        "advised": log1p(len(mine | theirs)),
        "advice of one": log1p(len(mine ^ theirs)),
        "advice against": min(2, len(mine & not_theirs) + len(theirs & not_mine)) / 2,
    }


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


def times_agreed(a: Opinion, b: Opinion, links: list[Link]) -> Features:
    """How the spans of time agree: given by both; other where both speak of one matter; given by one of its own."""
    mine, theirs = spans_of_time(a), spans_of_time(b)
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
                planned += plans(opinion, n)
    return {
        "times met": log1p(met),
        "times other": log1p(other),
        "times alone": log1p(alone),
        "times alone, planned": log1p(planned),
        "open end, one": float(_open_ends(a) != _open_ends(b)),
        "times alike": met / (met + other + alone or 1),
        "times of one alone": float(not mine or not theirs),
    }


def spans_of_time(opinion: Opinion) -> list[tuple[int, Fact]]:
    """Spans of time that are no part of a history, each with its sentence."""
    return [
        (n, f)
        for n, facts in enumerate(opinion.facts)
        for f in facts
        if (f.axis is Axis.TIMING or (f.kind == "time" and f.dimension == "days" and max(f.values, default=0) >= WEEK))
        if f.values and f.label != "past" and not NOT_NOW & f.frames
        if opinion.statements[n].axis_hint != "history"
    ]


def _open_ends(opinion: Opinion) -> bool:
    """Whether something goes on until a thing happens, or for life."""
    return any("said open_end" in spotted(s) for n, s in enumerate(opinion.statements) if plans(opinion, n))


def plans(opinion: Opinion, n: int) -> bool:
    """Whether a sentence is about what is to be done."""
    s = opinion.statements[n]
    return s.axis_hint in ("treatment", "timing") or any(t.advice for t in s.terms if t.kind in ("drug", "procedure"))
