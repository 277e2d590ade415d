"""Words that stand on one scale: mild and severe, left and right, neoadjuvant and adjuvant."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from binder.comparison.facts import about, frames_at
from binder.comparison.found import NOT_NOW, Found, Opinion, Pair, Part
from binder.comparison.lexicon import lexicon
from binder.comparison.severity import verdicts
from binder.comparison.statement import Statement
from binder.model.comparison import Axis, Tier

_FIRM = frozenset(
    ("severity", "risk", "favorable", "differentiation", "grade word", "resectable", "activity", "kind", "side")
)
# Scales whose words tell by themselves what they measure.
_OWN = frozenset(("risk", "favorable", "differentiation", "grade word", "resectable", "activity"))
# Verdicts -> scales, and their steps as these scales number them.
_CALLED = {"risk": "risk", "how active": "activity"}
_OF_STAGING = frozenset(("severity", "activity", "resectable"))
_OF_TREATMENT = frozenset(("order", "moment", "approach", "intent", "setting"))


BOTH = 2  # the step of either side
# "It is left alone", "ten degrees being left", "he left at noon": what remains, who goes; not "he has left knee pain".
_REMAINS = re.compile(
    r"\b(?:be|been|being|is|are|was|were|has|have|had|if|when|once|he|she|they|we|I|you|who|can|nothing|anything"
    r"|something|little|much|none|degrees|days?|weeks?|months?|years?|time)\s+(?:now\s+|then\s+|still\s+|only\s+)?left"
    r"(?=\s*(?:[.,;:!?)]|$)|\s+(?:in|with|without|to|as|for|until|till|on|at|by|after|her|him|it|them|and|but|when)\b"
    r"(?!\s+right))"
    r"|\bleft\s+(?:alone|behind|over|un[a-z]+|as it is|in (?:place|situ|peace))\b",
    re.I,
)
# "Surgery is right for her", "the right drug": as it should be.
_CORRECT = re.compile(
    r"\b(?:is|are|am|was|were|be|seems?|quite|absolutely|perfectly|entirely|all|he|she|they|we|I|you)\s+right\b"
    r"(?=\s*(?:[.,;:!?)]|$)|\s+(?:for|to|in|that|about|and|but|when|as|if|with|on|not|here|there)\b(?!\s+left))"
    r"|\bright\s+(?:operation|treatment|therapy|drugs?|medicines?|tablets?"
    r"|dose|course|time|moment|window|order|thing|choice|way|decision|answer|diagnosis|question|word|place|step|track"
    r"|person|people|balance|amount|size|direction|test|path)\b",
    re.I,
)
_HANDED = re.compile(r"[\s-](?:hand(?:ed|er|edness)|dominant)\b", re.I)  # says nothing of an illness
_ONE_AND_OTHER = re.compile(
    r"\b(?:left|right)(?:\s+(?:and|as well as)\s+(?:on\s+)?(?:the\s+)?|\s?[-–/]\s?)(?:left|right)\b", re.I
)
# "Both the supraspinatus and the infraspinatus are torn": two things, perhaps of one side.
_TWO_THINGS = re.compile(r"both\s+(?!sides\b|left\b|right\b)(?:[\w-]+\s+){1,3}(?:and|or)\s", re.I)
_WELL = re.compile(
    r"\b(?:normal|clear|free|unremarkable|intact|healthy|spared|uninvolved|unaffected|clean|not|no|without|neither|nor"
    r"|nothing)\b",
    re.I,
)


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
        if not _set_aside(s.words, i) and not here and not (scale == "side" and _is_no_side(s.text, start, end)):
            found.append(Step(n, scale, int(step), start, end, about(s, start, end, 40)))
        after = hit[0]
    if any(step.scale == "side" for step in found):
        found = _sides_joined(s.text, found)
    return found


def _is_no_side(text: str, start: int, end: int) -> bool:
    """Whether "left" is what remains, "right" what is as it should be, or the hand one writes with."""
    near = max(0, start - 20)
    if text[start].lower() == "b":
        return bool(_TWO_THINGS.match(text, start))
    other = _REMAINS if text[start].lower() == "l" else _CORRECT
    said = any(m.start() <= start < m.end() for m in other.finditer(text, near, end + 30))
    return said or bool(_HANDED.match(text, end))


def _sides_joined(text: str, found: list[Step]) -> list[Step]:
    """ "Right and left" is both."""
    joined = [m.span() for m in _ONE_AND_OTHER.finditer(text)]
    if not joined:
        return found
    return [
        replace(x, step=BOTH) if any(a <= x.start < b for a, b in joined) and x.scale == "side" else x for x in found
    ]


def _set_aside(words: list[str], i: int) -> bool:
    """ "Rather than end-stage", "not severe": the step is named to say that it is another."""
    before = words[max(0, i - 2) : i]
    return before in (["rather", "than"], ["instead", "of"], ["no", "longer"]) or before[-1:] == ["not"]


def _all_steps(opinion: Opinion, sentences: tuple[int, ...]) -> list[Step]:
    """The words of scales with the verdicts on risk and activity that are worded more freely: "the risk is high"."""
    found = steps(opinion, sentences)
    for n in sentences:
        s = opinion.statements[n]
        if "risk" not in s.lower and "activity" not in s.words:
            continue
        for called, step, (start, end) in verdicts(s):
            scale = _CALLED.get(called)
            if scale and not any(x.sentence == n and x.scale == scale for x in found):
                found.append(Step(n, scale, int(float(step)), start, end, about(s, start, end, 40)))
    return found


def scale_differences(pair: Pair) -> Iterator[Found]:
    """Steps of one scale that differ inside a link; a scale on which any step is shared is left alone."""
    mine, theirs = _all_steps(pair.a, pair.link.a), _all_steps(pair.b, pair.link.b)
    for scale in sorted({s.scale for s in mine} & {s.scale for s in theirs}):
        left, right = [s for s in mine if s.scale == scale], [s for s in theirs if s.scale == scale]
        if _values(left) & _values(right):
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
        if scale == "side" and BOTH not in (x.step, y.step) and _one_is_well(pair, x, y):
            continue
        tier = Tier.FIRM if scale in _FIRM and x.about & y.about and not pair.link.weak else Tier.POSSIBLE
        if tier is Tier.POSSIBLE and not x.about & y.about and (scale not in _OWN or pair.link.weak):
            continue
        axis = _axis(scale, pair.a.statements[x.sentence].axis_hint)
        kind, rule = ("laterality", "side of the body") if scale == "side" else ("finding", scale)
        yield Found(tier, axis, kind, rule, _part(pair.a, x), _part(pair.b, y), pair.number)


def _values(some: list[Step]) -> set[int]:
    """The steps of one scale; the left and the right are also either."""
    found = {s.step for s in some}
    return found | {BOTH} if some[0].scale == "side" and {0, 1} <= found else found


def _one_is_well(pair: Pair, x: Step, y: Step) -> bool:
    """Whether one side is said to be well and the other not to be: "left adrenal normal", "uptake in the right one"."""
    return _is_well(pair.a.statements[x.sentence], x) != _is_well(pair.b.statements[y.sentence], y)


def _is_well(s: Statement, step: Step) -> bool:
    clause = s.clause[bisect_right(s.starts, step.start) - 1]
    words = [i for i, c in enumerate(s.clause) if c == clause]
    return bool(_WELL.search(s.text, s.starts[words[0]], s.ends[words[-1]]))


def _said_elsewhere(opinion: Opinion, sentences: tuple[int, ...], scale: str, mine: list[Step]) -> bool:
    """Whether another sentence tied to these has the step they have."""
    return bool({s.step for s in mine} & {s.step for s in steps(opinion, sentences) if s.scale == scale})


def _axis(scale: str, hint: str) -> Axis:
    if scale in _OF_STAGING:
        return Axis.STAGING
    return Axis.TREATMENT if scale in _OF_TREATMENT or hint == "treatment" else Axis.DIAGNOSIS


def _part(opinion: Opinion, step: Step) -> Part:
    return Part(step.sentence, ((step.start, step.end),), opinion.statements[step.sentence].text[step.start : step.end])
