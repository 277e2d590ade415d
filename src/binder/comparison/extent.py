"""How far or how severe an illness is, as a text puts it: named scales with their values, and plain words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from binder.comparison.facts import SPREAD, Fact
from binder.comparison.found import NOT_NOW, Opinion, Part
from binder.comparison.scaled import steps
from binder.comparison.scales import bare
from binder.comparison.scores import POINTS, is_name, scores
from binder.comparison.severity import verdicts
from binder.comparison.spotted import spotted
from binder.comparison.statement import Statement

ELSEWHERE = ("treatment", "timing", "history")  # headings under which a word of extent is of something else
NAMED, SCORE, WORD = "named", "score", "word"
# A score called by what it measures, or by nothing at all: "a symptom score of 22", "the international index".
_ANY = frozenset(
    (
        *("score", "index", "scale", "category", "points", "symptom", "severity", "activity", "pain", "urinary"),
        *("bleeding", "prognostic", "composite", "disability", "motor", "quality-of-life", "comorbidity", "bladder"),
        *("international", "depression", "functional"),
    )
)
_TNM = frozenset("TNM")
TELLING = 4  # from here on a number is hardly the same by chance
_MOMENT = re.compile(r"\b(?:at|in) (?:this|that|the present|any|every|some|which|a later|an? early) stages?\b", re.I)
_FROM = re.compile(r"\bfrom\s+(?:the\s+|a\s+)?(?:stage\s+|class\s+|grade\s+)?$", re.I)
_TO = re.compile(r"[^.;,]{0,20}\b(?:in)?to\b", re.I)
_OF_OTHERS = re.compile(r"[\s-]+(?:patients|people|men|women|cases|tumou?rs)\b", re.I)  # said of many, not of this one
_STEPS = ("severity", "risk", "favorable", "resectable")


def said(s: Statement) -> dict[str, tuple[int, int]]:
    """Which groups of words of extent stand in a sentence, with the place of the first; looked up once."""
    if "extent" not in s.cues:
        found = {name.removeprefix("extent "): at for name, at in spotted(s).items() if name.startswith("extent ")}
        if NAMED in found and _MOMENT.search(s.text):
            del found[NAMED]
        s.cues["extent"] = found
    return cast("dict[str, tuple[int, int]]", s.cues["extent"])


@dataclass(frozen=True, slots=True)
class Extent:
    """What a text says of how far or how severe.

    Attributes:
        values: sort (named scale, score by its own name, scale in words) -> which -> the values given of it.
        groups: group of words -> in how many sentences it stands, headings of other matters left out.
        parts: where scores and words of scales stand.
        grades: the grades given, of whatever: one letter's "Meyerding I" is the other's "grade 1 slip".
    """

    values: dict[str, dict[str, set[str]]]
    groups: dict[str, int]
    parts: list[Part]
    grades: set[str]


def extent(opinion: Opinion) -> Extent:
    """What a text says of how far or how severe; looked up once."""
    if "extent" not in opinion.known:
        values: dict[str, dict[str, set[str]]] = {s: defaultdict(set) for s in (NAMED, SCORE, WORD)}
        groups: dict[str, int] = defaultdict(int)
        parts: list[Part] = []
        for n, s in enumerate(opinion.statements):
            for sort, which, value, place in _values(opinion, n):
                values[sort][which].add(value)
                if sort != NAMED:
                    parts.append(Part(n, (place,)))
            if s.axis_hint not in ELSEWHERE:
                for group in said(s):
                    groups[group] += 1
        graded = {f.label for facts in opinion.facts for f in facts if f.kind == "grade" and not NOT_NOW & f.frames}
        opinion.known["extent"] = Extent({k: dict(v) for k, v in values.items()}, dict(groups), parts, graded)
    return cast("Extent", opinion.known["extent"])


def _values(opinion: Opinion, n: int) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """(sort, which scale, value, place) of one sentence."""
    s, stages = opinion.statements[n], [f for f in opinion.facts[n] if f.kind == "stage"]
    for f in stages:
        if not NOT_NOW & f.frames and not _is_left(s.text, f.start, f.end):
            yield NAMED, f.key, f.label or "/".join(map(str, f.values)), (f.start, f.end)
    if s.axis_hint in ELSEWHERE:
        return
    yield from _of_persons(opinion, n, stages)
    for name, value, (start, end) in scores(s):
        if not any(f.start < end and start < f.end for f in stages):
            yield SCORE, name, value, (start, end)
    ill = {t.name for t in s.terms if t.kind in ("disease", "finding")}
    called = list(verdicts(s))
    for scale, how, place in called:
        yield WORD, scale, how, place
    for step in steps(opinion, (n,)):
        if _is_left(s.text, step.start, step.end) or _OF_OTHERS.match(s.text, step.end):
            continue
        if any(x < step.end and step.start < y for scale, _, (x, y) in called if scale == step.scale):
            continue  # "moderately severe" is neither
        if step.scale in _STEPS and (step.scale != "severity" or ill & step.about or s.axis_hint == "staging"):
            yield WORD, step.scale, str(step.step), (step.start, step.end)
    if ill:
        yield from _in_words(s)
    for t in s.terms:
        if t.name in SPREAD and t.state and not NOT_NOW & t.frames:
            yield WORD, t.name, str(t.state), s.place(t.first, t.last)


def _is_left(text: str, start: int, end: int) -> bool:
    """Whether a step is the one that is left: "from the high-risk into the very-high-risk group"."""
    return bool(_FROM.search(text, 0, start) and _TO.match(text, end))


def _of_persons(opinion: Opinion, n: int, stages: list[Fact]) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """Grades by a person's name ("Goutallier 2") but for Gleason's, which are of cells."""
    for f in opinion.facts[n]:
        if f.kind != "grade" or not f.key.startswith("scale:") or f.rule == "Gleason" or NOT_NOW & f.frames:
            continue
        if is_name(opinion.statements[n], f.rule, f.start) and not any(
            g.start < f.end and f.start < g.end for g in stages
        ):
            yield SCORE, bare(f.rule), f.label, (f.start, f.end)


def _in_words(s: Statement) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """The first step of every scale in words; of two at one place the longer, "near-complete" is not complete."""
    first: dict[str, tuple[int, int, str]] = {}
    for name, (start, end) in spotted(s).items():
        if name.startswith("steps "):
            scale, step = name.split()[1:]
            hit = (start, -end, step)
            first[scale] = min(first.get(scale, hit), hit, key=lambda h: (h[0] + h[1], h[0]))
    for scale, (start, end, step) in first.items():
        yield WORD, scale, step, (start, -end)


def compared(a: Extent, b: Extent) -> dict[str, float]:
    """How the values of two texts agree, by sort: scales with a value in common, with none, and given by one alone."""
    found = {}
    for sort in (NAMED, SCORE, WORD):
        x, y = a.values[sort], b.values[sort]
        both, lone = x.keys() & y.keys(), x.keys() ^ y.keys()
        alike = sum(agree(x[k], y[k]) for k in both)
        renamed = _renamed(sort, a, b) if sort != WORD else frozenset()
        found[f"{sort} equal"] = min(2, alike + len(renamed)) / 2
        found[f"{sort} conflict"] = min(2, sum(k != POINTS and not agree(x[k], y[k]) for k in both)) / 2
        found[f"{sort} more in one"] = float(any(x[k] != y[k] for k in both))
        found[f"{sort} only one"] = min(3, len(lone - renamed)) / 3
        found[f"{sort} none"] = float(not x and not y)
        found[f"{sort} lone"] = float(bool(x) != bool(y) and not renamed)
    mine, theirs = ({v for sort in (NAMED, SCORE) for some in e.values[sort].values() for v in some} for e in (a, b))
    found["values alike"] = len(mine & theirs) / (len(mine | theirs) or 1)
    found["values unlike"] = float(bool(mine and theirs) and not mine & theirs)
    return found


def agree(some: set[str], others: set[str]) -> bool:
    """Whether two give a value alike, or one of them the same less exactly: "IIIA" and "stage III", 14.2 and 14."""
    return not some.isdisjoint(others) or any(_within(x, y) or _within(y, x) for x in some for y in others)


def _within(less: str, more: str) -> bool:
    """Whether a value is another told less exactly."""
    return rounded(less, more) or (more.startswith(less) and more[len(less) :].isalpha())


def rounded(less: str, more: str) -> bool:
    """Whether a number is another one rounded; of small ones the half is a step of its own."""
    numbers = less.isdigit() and "." in more and more.replace(".", "", 1).isdigit()
    return numbers and float(more) > TELLING and abs(float(less) - float(more)) <= 0.5


def _renamed(sort: str, a: Extent, b: Extent) -> frozenset[str]:
    """Scales of one sort that either text alone gives by this name, whose value the other gives by another name."""
    found = set[str]()
    for own, rest in ((a, b), (b, a)):
        mine, theirs = ({k: v for s in (NAMED, SCORE) for k, v in e.values[s].items()} for e in (own, rest))
        for name, values in own.values[sort].items():
            if name in rest.values[sort]:
                continue
            others = [v for k, v in theirs.items() if k == name or (k not in mine and _one_scale(name, k, values))]
            if name.startswith("extent:"):
                others.append(rest.grades)
            if any(agree(values, v) for v in others):
                found.add(name)
    return frozenset(found)


def _one_scale(x: str, y: str, values: set[str]) -> bool:
    """Whether two names may be of one scale: either says nothing of it, or begins as the other does."""
    named = [n.startswith("extent:") for n in (x, y)]
    x, y = x.removeprefix("extent:"), y.removeprefix("extent:")
    if {x, y} & _TNM:
        return False
    if {x, y} & {"stage", "class"}:
        return any(named) or any(v[-1].isalpha() for v in values)
    telling = any(not v.isdigit() or int(v) >= TELLING for v in values)
    if telling and not {x, y}.isdisjoint(_ANY):
        return True
    return min(len(x), len(y)) > 2 and (x.startswith(y) or y.startswith(x))
