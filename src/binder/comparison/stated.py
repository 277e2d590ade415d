"""Where an opinion says something on an axis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from binder.comparison.courtesies import introduces, is_office
from binder.comparison.extent import ELSEWHERE, extent, said
from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Opinion, Part
from binder.comparison.main_illness import labelled, salient
from binder.comparison.scaled import Step, steps
from binder.comparison.statement import Statement
from binder.model.comparison import Axis

GIVEN = 2.0  # how much more a letter is about an illness each time that it gives it as its diagnosis
TERM = 10  # words; the longer of two names comes first where nothing else decides
_SPREAD = frozenset(("metastasis", "lymphadenopathy"))
_SEVERITY = frozenset(("activity", "resectable"))


def states(opinion: Opinion, axis: Axis) -> list[Part]:
    """Where an opinion says something on an axis; looked up once."""
    if ("states", axis) not in opinion.known:
        opinion.known["states", axis] = [p for p in _WHERE[axis](opinion) if not only_introduces(opinion, p.sentence)]
    return cast("list[Part]", opinion.known["states", axis])


def only_introduces(opinion: Opinion, sentence: int) -> bool:
    """Whether a sentence only tells who was seen or what was read: it states nothing on any axis."""
    return introduces(opinion.statements[sentence], opinion.facts[sentence])


def hinted(opinion: Opinion, axis: Axis) -> list[Part]:
    """Where an opinion may say something on an axis: a score by its own name, a word of extent, any span of time."""
    if axis is Axis.STAGING:
        told = extent(opinion).parts
        return told or [
            Part(n, (place,))
            for n, s in enumerate(opinion.statements)
            if s.axis_hint not in ELSEWHERE
            for place in list(said(s).values())[:1]
        ]
    if axis is Axis.TIMING:
        return [
            Part(n, ((f.start, f.end),))
            for n, facts in enumerate(opinion.facts)
            for f in facts
            if f.axis is Axis.TIMING
            and f.label != "past"
            and not NOT_NOW & f.frames
            and not only_introduces(opinion, n)
        ]
    return []


def _diagnosis(opinion: Opinion) -> Iterator[Part]:
    """Illnesses first, the one the letter is most about before others; then grades and markers, then findings."""
    held, given = salient(opinion), labelled(opinion)
    illnesses, findings = list[tuple[float, Part]](), list[Part]()
    for n, s in enumerate(opinion.statements):
        if s.axis_hint in ("treatment", "timing"):
            continue
        told = [t for t in s.terms if t.kind in ("disease", "finding") and not (NOT_NOW & t.frames or is_office(s, t))]
        for term in sorted(told, key=lambda t: -held.get(t.name, 0.0))[:1]:
            part = Part(n, (s.place(term.first, term.last),))
            if term.kind == "disease" and not term.denied:
                weight = held.get(term.name, 0.0) + GIVEN * given.get(term.name, 0.0)
                illnesses.append((-weight - (term.last - term.first) / TERM, part))
            else:
                findings.append(part)
    yield from (part for _, part in sorted(illnesses, key=lambda e: e[0]))
    for n, s in enumerate(opinion.statements):
        if s.axis_hint not in ("treatment", "timing"):
            yield from (Part(n, ((f.start, f.end),)) for f in opinion.facts[n] if _grades(f))
    yield from findings


def _grades(fact: Fact) -> bool:
    return fact.axis is Axis.DIAGNOSIS and fact.kind in ("grade", "biomarker")


def _staging(opinion: Opinion) -> Iterator[Part]:
    for n in range(len(opinion.statements)):
        yield from (
            Part(n, ((f.start, f.end),)) for f in opinion.facts[n] if f.kind == "stage" and not NOT_NOW & f.frames
        )
    for n in range(len(opinion.statements)):
        yield from (
            Part(n, ((f.start, f.end),))
            for f in opinion.facts[n]
            if f.axis is Axis.STAGING and f.kind != "stage" and not NOT_NOW & f.frames
        )
    for n, s in enumerate(opinion.statements):
        if s.axis_hint in ("treatment", "timing"):
            continue
        yield from (
            Part(n, (s.place(t.first, t.last),)) for t in s.terms if t.name in _SPREAD and not NOT_NOW & t.frames
        )
        yield from (Part(n, ((step.start, step.end),)) for step in steps(opinion, (n,)) if _is_severity(step, s))


def _is_severity(step: Step, s: Statement) -> bool:
    """How far an illness has gone; "a small cut" is none."""
    if s.text[step.start : step.end].lower() == "mark":
        return False  # "the three-month mark"
    diseases = {t.name for t in s.terms if t.kind == "disease"}
    return step.scale in _SEVERITY or (step.scale == "severity" and bool(diseases & step.about))


def _treatment(opinion: Opinion) -> Iterator[Part]:
    for n, s in enumerate(opinion.statements):
        for term in s.terms:
            if term.kind in ("drug", "procedure") and term.advice and not NOT_NOW & term.frames:
                yield Part(n, (s.place(term.first, term.last),))


def _timing(opinion: Opinion) -> Iterator[Part]:
    for n, facts in enumerate(opinion.facts):
        yield from (
            Part(n, ((f.start, f.end),))
            for f in facts
            if f.axis is Axis.TIMING and not NOT_NOW & f.frames and _planned(opinion.statements[n])
        )


def _planned(s: Statement) -> bool:
    return s.axis_hint in ("treatment", "timing") or any(t.advice for t in s.terms)


_WHERE = {Axis.DIAGNOSIS: _diagnosis, Axis.STAGING: _staging, Axis.TREATMENT: _treatment, Axis.TIMING: _timing}
