"""Dates as they are written: which characters are one, and which day they mean where day and month may be swapped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from binder.filing.sheet import Row
from binder.knowledge import load
from binder.model.record import DateRole

_FIRST_YEAR, _LAST_YEAR = 1890, 2100


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it is written on a row.

    Attributes:
        start, end: its columns.  short_year: the year has two digits.
        first, second: the two numbers of a numeric date as they come, else month and day; 0 where there is no day.
        form: "iso" | "numeric" | "dotted" | "named" | "compact" | "month".
    """

    row: Row
    start: int
    end: int
    first: int
    second: int
    year: int
    form: str
    short_year: bool = False


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = "|".join(sorted(load("dates")["months"], key=len, reverse=True))
    glued = rf"(?P<month>{names})\.?"  # the year may follow at once: 14MAR2026
    month = rf"(?P<month>{names})\b\.?"
    flags = re.IGNORECASE
    return (
        ("iso", re.compile(r"(?<![\d/.\-])(?P<y>(?:19|20)\d\d)([-/.])(?P<a>\d{1,2})\2(?P<b>\d{1,2})(?![\d/\-]|\.\d)")),
        ("numeric", re.compile(
            r"(?<![\d/.\-])(?<!\d:)(?P<a>\d{1,2})(?:(?P<s>[/\-])|\s/\s)(?P<b>\d{1,2})(?:(?(s)(?P=s)|\s/\s))(?P<y>\d{4}|\d\d)"
            r"(?![\d/\-%]|\.\d|\s?(?:mg|mcg|mL|cm|mm|units?)\b)")),
        ("dotted", re.compile(r"(?<![\d/.\-])(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.\s?(?P<y>\d{4}|\d\d)(?![\d/\-]|\.\d)")),
        ("named", re.compile(
            rf"(?<![\w/.\-])(?P<b>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s\-/.]*(?:day\s+of\s+|of\s+|de\s+)?{glued}"
            r",?[\s\-/.]*(?:of\s+|de\s+)?(?P<y>\d{4}|(?<=[\s\-/.])'?\d\d)(?![\d\w])", flags)),
        ("named", re.compile(
            rf"(?<![\w/])(?:{month})[\s\-/]*(?P<b>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+|[-/])(?P<y>(?:19|"
            rf"20)\d\d|'\d\d|(?<=[-/])\d\d)"
            r"(?!\d)", flags)),
        ("compact", re.compile(r"(?<![\w.\-/])(?P<y>(?:19|20)\d\d)(?P<a>[01]\d)(?P<b>[0-3]\d)(?=T?\d{4}|"
            r"\b)(?![.\-]\d)")),
        ("month", re.compile(rf"(?<![\w/])(?<!\d )(?<!of )(?:{month}),?\s+(?:of\s+|de\s+)?(?P<y>(?:19|"
            rf"20)\d\d)(?!\d)", flags)),
        ("month", re.compile(r"(?<![\d/.\-])(?P<a>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)(?![\d/])")),
    )  # fmt: skip


def _year(text: str, latest: dt.date) -> tuple[int, bool]:
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits), False
    year = 2000 + int(digits)
    return (year if year <= latest.year + 1 else year - 100), True


def dates_on(row: Row, latest: dt.date) -> list[Written]:
    """The dates of a row, left to right, none overlapping; the strictest pattern wins."""
    taken: list[Written] = []
    if not any(c.isdigit() for c in row.text):
        return taken
    for form, pattern in _patterns():
        for m in pattern.finditer(row.text):
            if any(m.start() < t.end and t.start < m.end() for t in taken):
                continue
            match = _as_written(row, form, m, latest)
            if match is not None:
                taken.append(match)
    return sorted(taken, key=lambda t: t.start)


def _as_written(row: Row, form: str, m: re.Match[str], latest: dt.date) -> Written | None:
    parts = m.groupdict()
    year, short = _year(parts["y"], latest)
    name = parts.get("month")
    first = load("dates")["months"][name.lower()] if name else int(parts["a"])
    second = int(parts["b"]) if parts.get("b") else 0
    match = Written(row, m.start(), m.end(), first, second, year, form, short)
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not any(_valid(*r) for r in _readings(match)):
        return None
    return match


def _valid(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return False
    return True


def _readings(m: Written) -> tuple[tuple[int, int, int], ...]:
    """The dates (year, month, day) it may mean; month first before day first."""
    if m.form in ("numeric", "dotted"):
        return tuple(r for r in ((m.year, m.first, m.second), (m.year, m.second, m.first)) if _valid(*r))
    return ((m.year, m.first, m.second),)


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


@dataclass(frozen=True, slots=True)
class Order:
    """Which number comes first in this document, and whether its numbers prove it, or its place at least says so."""

    day_first: bool
    proven: bool
    placed: bool


def order_of(matches: Sequence[Written], text: str, day_first: bool | None, born: str = "") -> Order:
    """The order by the document's own numbers, else by the place it comes from, else by the user's habit.

    The patient's day of birth is known (`born`, an ISO date): written with numbers, it shows the order as a number
    above twelve does.
    """
    numeric = [m for m in matches if m.form in ("numeric", "dotted")]
    apart = [m for m in numeric if m.first != m.second]
    days = sum(m.first > 12 or _iso(m.year, m.second, m.first) == born for m in apart)
    months = sum(m.second > 12 or _iso(m.year, m.first, m.second) == born for m in apart)
    if (days > 0) != (months > 0):
        return Order(days > 0, True, True)
    places = load("dates")["places"]
    us = any(re.search(p, text) for p in places["month_first"])
    abroad = any(re.search(p, text) for p in places["day_first"])
    if us != abroad:
        return Order(abroad, False, not (days and months))
    return Order(bool(day_first), False, day_first is not None)


def resolve(m: Written, order: Order, role: DateRole | None, latest: dt.date) -> tuple[str, str, bool]:
    """The reading chosen, the other one where both are possible, and whether that is a doubt to be shown."""
    readings = _readings(m)
    if len(readings) == 1 or readings[0] == readings[1]:
        return _iso(*readings[0]), "", False
    past = [r for r in readings if dt.date(*r) <= latest]
    if role not in (None, DateRole.OTHER) and len(past) == 1 and not order.proven:
        return _iso(*past[0]), "", False  # the other reading had not come yet when the document did
    dotted = m.form == "dotted" and not order.proven
    day_first = dotted or order.day_first
    chosen, other = (readings[1], readings[0]) if day_first else readings
    return _iso(*chosen), "" if order.proven else _iso(*other), not (order.proven or order.placed or dotted)


def needs_label(m: Written) -> bool:
    """Eight digits, or 3-13-26, are a date only where something says so."""
    written = m.row.text[m.start : m.end]
    return m.form == "compact" or (m.short_year and "/" not in written and not re.search("[A-Za-z]", written))
