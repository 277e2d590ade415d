"""Times whose unit has been said before: "at one week and at six", "every six months for two years, yearly to 5"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from binder.comparison.measures import UNITS
from binder.comparison.rhythms import NUM, SPELLED, number
from binder.comparison.statement import Statement

_UNSAID = re.compile(
    r"(?P<before>[\w/-]{1,20})\s+(?P<lead>(?:after|in|until|till)|(?<=and )at|(?<=and again )at|(?<=then )at)\s+"
    rf"(?P<x>{NUM})"
    r"(?=\s*(?:[.,;:)](?!\d)|$|(?:and|then)\b))"
    rf"|\b(?:yearly|annually)\s+(?:to|until|till|up to)\s+(?P<y>{NUM})(?=\s*(?:[.,;:)](?!\d)|$))",
    re.I,
)
FAR = 40  # words before a number within which its unit may stand
_LEADS = frozenset(("after", "in", "until", "till", "at", "yearly", "annually"))
_SPANS = frozenset(
    ("day", "days", "wk", "wks", "week", "weeks", "mo", "mos", "month", "months", "yr", "yrs", "year", "years")
)
_TIMES = _SPANS | {"yearly", "annually"}


def unsaid(s: Statement) -> Iterator[tuple[tuple[int, int], float, float]]:
    """Where such a number stands, the days it means, and the days of its unit."""
    may = not _LEADS.isdisjoint(s.words) and not _TIMES.isdisjoint(s.words)
    for m in _UNSAID.finditer(s.text) if may else ():
        name = "y" if m["y"] else "x"
        unit = "year" if m["y"] else _unit_before(s, m.start("lead"))
        before = (m["before"] or "").lower()
        counted = before in SPELLED or before[-1:].isdigit()  # "one in five"
        if unit and not counted:
            days = UNITS[unit][1]
            yield m.span(name), number(m[name]) * days, days


def _unit_before(s: Statement, place: int) -> str:
    """The unit of the last span of time before a place."""
    last = bisect_left(s.starts, place) - 1
    for k in range(last, max(0, last - FAR), -1):
        if s.words[k] in _SPANS and (s.words[k - 1] in SPELLED or s.words[k - 1].isdigit()):
            return s.words[k]
    return ""
