"""What can be said of each axis: different, refined, no difference found, or honestly nothing. Never who is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Found, Opinion, Part
from binder.comparison.main_illness import denies_the_other
from binder.comparison.quotes import quotes
from binder.comparison.retold import retold
from binder.comparison.scaled import Step, steps
from binder.comparison.statement import Statement
from binder.comparison.swaps import GENERAL, diagnosis_alone, qualified_alone
from binder.model.comparison import Axis, AxisResult, Link, OpinionText, Tier, Verdict

SEVERAL = 2  # possible differences on an axis that together are one, though none is sure by itself
MANY = 4  # ... on the diagnosis, where letters have more to say beside it
COVER = 0.6  # share of what either says on an axis that must be lined up before no difference can be said to be found
COVER_QUIET = 0.5  # ... where nothing at all is firmly different in the two texts
STATED = 4  # statements on treatment, and
QUIET = 4  # firm differences elsewhere from which silence on treatment or timing is not trusted
ENOUGH = 3  # quotes under the heading of an axis that need no others
_SPREAD = frozenset(("metastasis", "lymphadenopathy"))
_SEVERITY = frozenset(("activity", "resectable"))
_BY_SEVERAL = {
    Axis.DIAGNOSIS: Verdict.REFINED,
    Axis.TREATMENT: Verdict.DIFFERENT,
    Axis.TIMING: Verdict.DIFFERENT,
}
# Report categories that are themselves the diagnosis: the next one is another, not the same more precisely.
_CATEGORIES = frozenset(("Bethesda", "BI-RADS", "PI-RADS", "LI-RADS", "TI-RADS", "Lung-RADS"))
_NAMED = {
    Axis.DIAGNOSIS: frozenset(("disease", "finding")),
    Axis.STAGING: frozenset(("disease",)),
    Axis.TREATMENT: frozenset(("drug", "procedure")),
    Axis.TIMING: frozenset[str](),
}
_KINDS = frozenset(("disease", "finding", "drug", "procedure", "test", "measure"))
_EXCLUSIVE = frozenset(("diagnosis", "drug", "procedure", "negation"))


def states(opinion: Opinion, axis: Axis) -> list[Part]:
    """Where an opinion says something on an axis."""
    return list(_WHERE[axis](opinion))


def _diagnosis(opinion: Opinion) -> Iterator[Part]:
    """Illnesses first, the one named in most words before others; then grades and markers, then findings."""
    illnesses, findings = list[tuple[int, Part]](), list[Part]()
    for n, s in enumerate(opinion.statements):
        if s.axis_hint in ("treatment", "timing"):
            continue
        told = [t for t in s.terms if t.kind in ("disease", "finding") and not NOT_NOW & t.frames]
        for term in told[:1]:
            part = Part(n, (s.place(term.first, term.last),))
            if term.kind == "disease" and not term.denied:
                illnesses.append((term.first - term.last, part))
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


def staged(opinion: Opinion) -> bool:
    """Whether a text gives a stage, or says of an illness that it has spread."""
    return any(f.kind == "stage" and not NOT_NOW & f.frames for facts in opinion.facts for f in facts) or any(
        t.name in _SPREAD and t.state > 0 and not NOT_NOW & t.frames for s in opinion.statements for t in s.terms
    )


def _is_severity(step: Step, s: Statement) -> bool:
    """How far an illness has gone; "a small cut" is none."""
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


@dataclass(frozen=True, slots=True)
class Ground:
    """What a verdict stands on.

    Attributes:
        mine, theirs: where either says something on the axis.  found: the differences on it.
        comparable: enough of both was lined up, and nothing stands in the way, to say that no difference was found.
        staged: one of the texts gives a stage or says that the illness has spread, not only how severe it is.
        elsewhere: there are sure differences in the two texts, so that possible ones are the likelier.
        denied: the main illness of one is ruled out by the other.
    """

    mine: list[Part]
    theirs: list[Part]
    found: list[Found]
    comparable: bool
    staged: bool = True
    elsewhere: bool = True
    denied: bool = False


def judge(axis: Axis, ground: Ground) -> Verdict:
    """The verdict on one axis. Where anything at all was found, it is never that no difference was found."""
    mine, theirs, found = ground.mine, ground.theirs, ground.found
    firm = [f for f in found if f.tier is Tier.FIRM]
    both = [f for f in firm if f.a and f.b]
    if not mine and not theirs:
        return Verdict.NEITHER_SAYS
    if axis is Axis.STAGING and not both and not (mine and theirs) and not ground.staged:
        return Verdict.NEITHER_SAYS
    if not both and (not mine or not theirs):
        return Verdict.ONLY_A if mine else Verdict.ONLY_B
    if any(_excludes(axis, f) for f in firm) or (axis is Axis.DIAGNOSIS and ground.denied):
        return Verdict.DIFFERENT
    by_several = _by_several(axis, found, elsewhere=ground.elsewhere)
    if by_several or firm:
        return by_several or Verdict.REFINED
    if found or not ground.comparable:
        return Verdict.COULD_NOT_COMPARE
    return Verdict.NO_DIFFERENCE_FOUND


def _by_several(axis: Axis, found: list[Found], *, elsewhere: bool) -> Verdict | None:
    """What differences say together of which none decides alone; what one text alone says counts in texts that differ.

    One possible difference of plan is enough where the texts differ anyway.
    """
    if axis not in _BY_SEVERAL:
        return None
    both = sum(bool(f.a and f.b) for f in found)
    if axis is Axis.DIAGNOSIS:
        return _BY_SEVERAL[axis] if elsewhere and len(found) >= MANY else None
    enough = both >= SEVERAL or (elsewhere and (both or len(found) >= SEVERAL))
    return _BY_SEVERAL[axis] if enough else None


def _excludes(axis: Axis, found: Found) -> bool:
    if axis is Axis.STAGING:
        return found.kind == "stage"
    if axis is Axis.TIMING:
        return found.kind == "time"
    if axis is Axis.DIAGNOSIS:
        return found.kind == "diagnosis" or found.rule in _CATEGORIES
    return found.kind in _EXCLUSIVE


def axis_results(
    a: Opinion,
    b: Opinion,
    texts: tuple[OpinionText, OpinionText],
    links: list[Link],
    found: list[Found],
    doubted: list[Found],
    *,
    same: bool = False,
) -> tuple[AxisResult, ...]:
    """One result an axis, each with quotes from both texts.

    Args:
        doubted: differences too unlikely to be shown; on their axis it is never said that no difference was found.
        same: the texts are one report read twice, so that small unlikeness is noise; a sentence in other words is not.
    """
    results: list[AxisResult] = []
    elsewhere = sum(f.tier is Tier.FIRM for f in found)
    other_words = (retold(a, b), retold(b, a)) if same else (set[int](), set[int]())
    for axis in Axis:
        on_axis = [f for f in found if f.axis is axis]
        mine, theirs = states(a, axis), states(b, axis)
        barred = any(f.axis is axis for f in doubted) or _in_the_way(axis, a, b, results, mine + theirs, elsewhere)
        if same:
            comparable = not any(_speaks(*told, axis) for told in zip((a, b), other_words, (mine, theirs), strict=True))
        else:
            comparable = not barred and _lined_up(mine, theirs, links, COVER if elsewhere else COVER_QUIET)
        denied = axis is Axis.DIAGNOSIS and not same and denies_the_other(a, b)
        ground = Ground(mine, theirs, on_axis, comparable, staged(a) or staged(b), elsewhere >= SEVERAL, denied)
        verdict = judge(axis, ground)
        if verdict is Verdict.NEITHER_SAYS:
            mine, theirs, on_axis = [], [], []  # a word of how severe it is, is not a quote of what nobody says
        leading = sorted(on_axis, key=_weight)
        quotes_a = quotes(a, texts[0], [f.a for f in leading if f.a] + _under_its_heading(a, axis, mine))
        quotes_b = quotes(b, texts[1], [f.b for f in leading if f.b] + _under_its_heading(b, axis, theirs))
        results.append(AxisResult(axis, verdict, quotes_a, quotes_b))
    return tuple(results)


def _speaks(opinion: Opinion, sentences: set[int], parts: list[Part], axis: Axis) -> bool:
    """Whether any of some sentences is about an axis: by what it says or names, by its heading or for want of one."""
    stated = {p.sentence for p in parts}
    for n in sentences:
        s = opinion.statements[n]
        kinds = {t.kind for t in s.terms if t.name not in GENERAL} & _KINDS
        if n in stated or kinds & _NAMED[axis]:
            return True
        if s.axis_hint == axis.value or (not s.axis_hint and (kinds or any(f.axis for f in opinion.facts[n]))):
            return True
    return False


def _lined_up(mine: list[Part], theirs: list[Part], links: list[Link], cover: float) -> bool:
    """Whether most of what either says on an axis is tied to something in the other text."""
    linked = {n for k in links for n in k.a}, {n for k in links for n in k.b}
    said = {p.sentence for p in mine}, {p.sentence for p in theirs}
    return all(s and len(s & of) >= cover * len(s) for s, of in zip(said, linked, strict=True))


def _in_the_way(axis: Axis, a: Opinion, b: Opinion, before: list[AxisResult], said: list[Part], elsewhere: int) -> bool:
    """What forbids to call an axis without difference though none was found on it."""
    if axis is Axis.DIAGNOSIS:
        return diagnosis_alone(a, b) or (elsewhere >= SEVERAL and qualified_alone(a, b))
    if axis is Axis.STAGING:
        return _scales_of_one(a, b)
    other = any(r.axis is Axis.TREATMENT and r.verdict is Verdict.DIFFERENT for r in before)
    return elsewhere >= QUIET or other or (axis is Axis.TREATMENT and len(said) < STATED)


def _scales_of_one(a: Opinion, b: Opinion) -> bool:
    """Whether one gives a named scale of how far the illness is that the other does not, under no name either."""
    told = []
    for opinion in (a, b):
        facts = [f for some in opinion.facts for f in _stages(some)]
        told.append(({f.key for f in facts}, {f.label for f in facts}, facts))
    return any(
        f.key.startswith("extent:") and f.key not in keys and f.label not in labels
        for (_, _, facts), (keys, labels, _) in (told, reversed(told))
        for f in facts
    )


def _stages(facts: list[Fact]) -> list[Fact]:
    """The stages of a sentence, each once: "Ann Arbor stage III" is the stage under its longer name."""
    stages = [f for f in facts if f.kind == "stage" and not NOT_NOW & f.frames]
    plain = [f for f in stages if not f.key.startswith("extent:")]
    return [f for f in stages if f in plain or not any(f.start < p.end and p.start < f.end for p in plain)]


def _weight(found: Found) -> tuple[bool, bool, int]:
    """Firm before possible, both sides before one, early in the texts before late; the same whichever comes first."""
    return found.tier is not Tier.FIRM, not (found.a and found.b), sum(p.sentence for p in (found.a, found.b) if p)


def _under_its_heading(opinion: Opinion, axis: Axis, parts: list[Part]) -> list[Part]:
    """What stands under a heading of the axis comes first; where there is enough of it, nothing else comes."""
    if axis is Axis.DIAGNOSIS:
        return parts
    own = [p for p in parts if opinion.statements[p.sentence].axis_hint == axis.value]
    return own if len(own) >= ENOUGH else [*own, *(p for p in parts if p not in own)]
