"""What a sentence states, in values that can be compared: one shape for stage, dose, time, number and the rest."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from binder.comparison.cued import Cued
from binder.comparison.statement import Statement
from binder.model.comparison import Axis

# Findings that tell how far an illness has spread.
SPREAD = frozenset(("metastasis", "lymphadenopathy", "lymph node", "mediastinum", "extranodal extension"))
_NONE: frozenset[str] = frozenset()
_ABOUT = Cued(
    r"(?:\b(?:about|around|approximately|approx\.?|circa|ca\.?|roughly|nearly|almost|some|close to"
    r"|just (?:over|under|short of)|(?:little|slightly) (?:over|under|more than|less than)|over|up to)|~)\s*(?:an? )?$",
    "about", "around", "approx", "ca", "roughly", "nearly", "almost", "some", "close to", "just", "slightly", "little",
    "over", "up to", "~",
)  # fmt: skip
# A bound that a condition sets ("while the index is above 35"), not a value found and not a target.
_LIMIT = Cued(
    r"\b(?:if|while|until|unless|when|once|as long as|should)\b.*?"
    r"(?:\b(?:above|below|over|under|more than|less than|greater than|exceed\w*|beyond|reach\w*)\s+(?:an? )?"
    r"|[<>≥≤]\s*)$",
    "above", "below", "over", "under", "than", "exceed", "beyond", "reach", "<", ">", "≥", "≤",
)  # fmt: skip
# "Under one per cent", "above 400": a value on that side of it and near says the same.
_UPPER = r"(?:no|not) more than|at most|under|below|(?:less|lower|fewer) than|not quite|just short of|<|≤"
_LOWER = r"(?:no|not) less than|at least|over|above|(?:more|greater|higher) than|exceed(?:s|ed|ing)?|>|≥"
_BOUND = Cued(
    rf"(?:(?P<upper>{_UPPER})|(?P<lower>{_LOWER}))\s*(?:an? )?$",
    "under", "below", "than", "quite", "short", "most", "over", "above", "least", "exceed", "<", "≤", ">", "≥",
)  # fmt: skip
_DECIMALS = re.compile(r"\d\.(\d+)")
_BETWEEN = frozenset(
    [
        "is",
        "was",
        "of",
        "at",
        ":",
        "(",
        ")",
        "=",
        "score",
        "index",
        "level",
        "value",
        "about",
        "approximately",
        "measured",
        "now",
        "were",
        "in",
        "the",
        "total",
    ]
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A stated value.

    Attributes:
        kind: stage, grade, biomarker, dose, time, number ... as shown to a person.
        key: what it is a value of; the same key can be compared wherever it stands. Empty: only inside a link.
        dimension: what it is measured in ("days", "mg", "percent", "count:cycle", "bare"); only like meets like.
        values: in the dimension's unit; a range has two.  label: for values that are no numbers ("iib").
        start, end: place in the sentence's text.  rule: in words a person can read.
        about: names of the things spoken of near it.
        join: the thing it is directly a value of, for lining up across both texts; weaker than a key.
        limit: a bound ("above 35"), not a value found.
        bound: 1 said to be above it ("over 400"), -1 below it, 0 neither.
        raw: the numbers as printed, where the dimension brought them to another unit.
        step: the least that the value as printed can differ by ("4.9 cm": 1 mm, "two months": 30 days); 0 unknown.
        loose: said to be about so much; of a week by its number, that it begins after one week less; of a month, that
            it is the last day of something.
        listed: the values are points in time, each meant ("at 4, 8 and 12 months"); else two values are a range.
        daily: how much of it in a day, where its rhythm stands behind it.  rate: where that begins.
    """

    kind: str
    key: str
    dimension: str
    start: int
    end: int
    rule: str
    axis: Axis | None = None
    values: tuple[float, ...] = ()
    label: str = ""
    about: frozenset[str] = frozenset()
    frames: frozenset[str] = frozenset()
    shown: str = ""
    join: str = ""
    raw: tuple[float, ...] = ()
    limit: bool = False
    bound: int = 0
    step: float = 0.0
    loose: bool = False
    listed: bool = False
    daily: float = 0.0
    rate: int = -1


def valued(
    s: Statement,
    kind: str,
    dimension: str,
    span: tuple[int, int],
    rule: str,
    axis: Axis | None,
    values: tuple[float, ...],
    *,
    key: str = "",
    label: str = "",
    printed: tuple[float, ...] = (),
    factor: float = 1.0,
    beside: frozenset[str] = _NONE,
) -> Fact:
    """A number of a sentence with all that its surroundings say of it.

    Args:
        printed: the numbers as they stand there, where `values` are in another unit; factor: how many of that one.
        beside: more names of what is spoken of near it.
    """
    start, end = span
    names = about(s, start, end)
    value_of = _value_of(s, start)
    if axis is Axis.STAGING and dimension != "mm" and not names & SPREAD:
        axis = Axis.DIAGNOSIS  # a score or a laboratory value beside the stage is not the stage
    more = beside | {value_of} if value_of else beside
    if not more <= names:
        names |= more
    shown = s.text[start:end]
    before, near = max(0, start - 110), max(0, start - 20)
    return Fact(
        kind=kind,
        key=key,
        dimension=dimension,
        start=start,
        end=end,
        rule=rule,
        axis=axis,
        values=values,
        label=label,
        about=names,
        frames=frames_at(s, start),
        shown=shown,
        join=value_of,
        raw=printed or values,
        limit=bool(_LIMIT.search(s.text[before:start], s.lower[before:start])),
        bound=_bound(s, start),
        step=step_of(shown) * factor,
        loose=bool(_ABOUT.search(s.text[near:start], s.lower[near:start])),
    )


def _bound(s: Statement, start: int) -> int:
    """Whether a number is said to be passed (1) or not reached (-1)."""
    near = max(0, start - 20)
    found = _BOUND.search(s.text[near:start], s.lower[near:start])
    return 0 if not found else -1 if found["upper"] else 1


def step_of(printed: str) -> float:
    """What the last digit of a printed number stands for: 0.1 of "4.9 cm", 1 of "five"."""
    decimals = _DECIMALS.search(printed) if "." in printed else None
    return 10.0 ** -len(decimals[1]) if decimals else 1.0


def _value_of(s: Statement, start: int) -> str:
    """The thing a number directly follows ("EF 55 %", "PD-L1 (TPS) was 60 %"), where only small words stand between."""
    first = bisect_left(s.starts, start)
    term = next((t for t in reversed(s.terms) if t.last <= first), None)
    if term is None or first - term.last > 5 or not all(w in _BETWEEN for w in s.words[term.last : first]):
        return ""
    raw = s.text[s.starts[term.first] : s.ends[term.last - 1]]
    named = term.kind in ("measure", "test", "finding") or (not term.kind and raw[:1].isupper() and raw[1:2].isupper())
    return term.name if named else ""


def about(statement: Statement, start: int, end: int, reach: int = 60) -> frozenset[str]:
    """Names of the terms within reach characters of a place, in the same clause where there is one."""
    starts, ends, clauses = statement.starts, statement.ends, statement.clause
    first = bisect_right(ends, start)
    if first == len(starts) or starts[first] >= end:
        return _NONE
    clause, low, high = clauses[first], start - reach, end + reach
    return frozenset(
        [
            t.name
            for t in statement.terms
            if clauses[t.first] == clause
            and low < (e := ends[t.last - 1])
            and (b := starts[t.first]) < high
            and (b >= end or e <= start)
        ]
    )


def frames_at(statement: Statement, start: int) -> frozenset[str]:
    """Under which frames (past, condition, family, other) the term nearest to a place stands."""
    if not any([t.frames for t in statement.terms]):
        return _NONE
    near = min(statement.terms, key=lambda t: abs(statement.starts[t.first] - start))
    return near.frames
