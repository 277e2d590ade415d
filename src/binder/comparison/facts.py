"""What a sentence states, in values that can be compared: one shape for stage, dose, time, number and the rest."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from binder.comparison.statement import Statement
from binder.model.comparison import Axis

# Findings that tell how far an illness has spread.
SPREAD = frozenset(("metastasis", "lymphadenopathy", "lymph node", "mediastinum", "extranodal extension"))


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
        raw: the numbers as printed, where the dimension brought them to another unit.
        step: the least that the value as printed can differ by ("4.9 cm": 1 mm, "two months": 30 days); 0 unknown.
        loose: said to be about so much.
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
    step: float = 0.0
    loose: bool = False


def about(statement: Statement, start: int, end: int, reach: int = 60) -> frozenset[str]:
    """Names of the terms within reach characters of a place, in the same clause where there is one."""
    first = bisect_right(statement.ends, start)
    inside = first < len(statement.starts) and statement.starts[first] < end
    clause = statement.clause[first] if inside else -1
    names = set()
    for term in statement.terms:
        s, e = statement.starts[term.first], statement.ends[term.last - 1]
        if start - e >= reach or (s < end and e > start):
            continue
        if s - end >= reach:
            break
        if statement.clause[term.first] == clause:
            names.add(term.name)
    return frozenset(names)


def frames_at(statement: Statement, start: int) -> frozenset[str]:
    """Under which frames (past, condition, family, other) the term nearest to a place stands."""
    near = min(statement.terms, key=lambda t: abs(statement.starts[t.first] - start), default=None)
    return near.frames if near else frozenset()
