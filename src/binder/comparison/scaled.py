"""Words that stand on one scale: mild and severe, left and right, neoadjuvant and adjuvant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from binder.comparison.facts import about, frames_at
from binder.comparison.found import NOT_NOW, Found, Opinion, Pair, Part
from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement
from binder.model.comparison import Axis, Tier

_FIRM = frozenset(
    ("severity", "risk", "favorable", "differentiation", "grade word", "resectable", "activity", "kind", "side")
)
# Scales whose words tell by themselves what they measure.
_OWN = frozenset(("risk", "favorable", "differentiation", "grade word", "resectable", "activity"))
_OF_STAGING = frozenset(("severity", "activity", "resectable"))
_OF_TREATMENT = frozenset(("order", "moment", "approach", "intent", "setting"))


@dataclass(frozen=True, slots=True)
class Step:
    """A word of a scale in a sentence."""

    sentence: int
    scale: str
    step: int
    start: int
    end: int
    about: frozenset[str]


def steps(opinion: Opinion, sentences: tuple[int, ...]) -> list[Step]:
    """The words of scales in some sentences."""
    return [step for n in sentences for step in _steps(opinion.statements[n], n)]


def _steps(s: Statement, n: int) -> list[Step]:
    if "steps" not in s.cues:
        s.cues["steps"] = _look_up(s, n)
    return cast("list[Step]", s.cues["steps"])


def _look_up(s: Statement, n: int) -> list[Step]:
    table, found, after = lexicon().scales, [], 0
    begin = table.table
    for i in [i for i, stem in enumerate(s.stems) if stem in begin]:
        hit = table.at(s.stems, i) if i >= after else None
        if hit is None:
            continue
        scale, _, step = hit[1].rpartition(":")
        start, end = s.place(i, hit[0])
        here = scale == "side" and s.words[i + 1 : i + 2] in (["away"], ["now"], ["choice"])
        if not _set_aside(s.words, i) and not here:
            found.append(Step(n, scale, int(step), start, end, about(s, start, end, 40)))
        after = hit[0]
    return found


def _set_aside(words: list[str], i: int) -> bool:
    """ "Rather than end-stage", "not severe": the step is named to say that it is another."""
    before = words[max(0, i - 2) : i]
    return before in (["rather", "than"], ["instead", "of"], ["no", "longer"]) or before[-1:] == ["not"]


def scale_differences(pair: Pair) -> Iterator[Found]:
    """Steps of one scale that differ inside a link; a scale on which any step is shared is left alone."""
    mine, theirs = steps(pair.a, pair.link.a), steps(pair.b, pair.link.b)
    for scale in sorted({s.scale for s in mine} & {s.scale for s in theirs}):
        left, right = [s for s in mine if s.scale == scale], [s for s in theirs if s.scale == scale]
        if {s.step for s in left} & {s.step for s in right}:
            continue
        if _said_elsewhere(pair.b, pair.with_a, scale, left) or _said_elsewhere(pair.a, pair.with_b, scale, right):
            continue
        x, y = max(
            ((x, y) for x in left for y in right),
            key=lambda e: (len(e[0].about & e[1].about), -e[0].start - e[1].start),
        )
        if NOT_NOW & (
            frames_at(pair.a.statements[x.sentence], x.start) ^ frames_at(pair.b.statements[y.sentence], y.start)
        ):
            continue
        tier = Tier.FIRM if scale in _FIRM and x.about & y.about and not pair.link.weak else Tier.POSSIBLE
        if tier is Tier.POSSIBLE and not x.about & y.about and (scale not in _OWN or pair.link.weak):
            continue
        axis = _axis(scale, pair.a.statements[x.sentence].axis_hint)
        kind, rule = ("laterality", "side of the body") if scale == "side" else ("finding", scale)
        yield Found(tier, axis, kind, rule, _part(pair.a, x), _part(pair.b, y), pair.number)


def _said_elsewhere(opinion: Opinion, sentences: tuple[int, ...], scale: str, mine: list[Step]) -> bool:
    """Whether another sentence tied to these has the step they have."""
    return bool({s.step for s in mine} & {s.step for s in steps(opinion, sentences) if s.scale == scale})


def _axis(scale: str, hint: str) -> Axis:
    if scale in _OF_STAGING:
        return Axis.STAGING
    return Axis.TREATMENT if scale in _OF_TREATMENT or hint == "treatment" else Axis.DIAGNOSIS


def _part(opinion: Opinion, step: Step) -> Part:
    return Part(step.sentence, ((step.start, step.end),), opinion.statements[step.sentence].text[step.start : step.end])
