"""Days: read from ISO, counted on, working days among them."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any

from binder.knowledge import load
from binder.model.errors import BinderError

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read(text: str) -> date | None:
    """A day from an ISO date (or date and time); None where it is empty or none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def need(text: str, what: str = "") -> str:
    """An ISO date as typed, checked.

    Raises:
        BinderError: it is none; the message names what it was for.
    """
    text = text.strip()
    try:
        if date.fromisoformat(text).isoformat() != text:  # week dates and dates without dashes are ISO too
            raise ValueError
    except ValueError:
        raise BinderError(f"{what} {text!r} is no date: write it as 2026-03-13.".lstrip()) from None
    return text


_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(?:(\d{1,2})\2)?(\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})\.?\s+)?([a-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})", re.IGNORECASE)


def readings(typed: str, *, partial: bool = False) -> tuple[str, ...]:
    """The ISO dates that a typed day may mean: two where day and month can be either way round (03/04/2026), the
    American one first; one where it is clear (11/29/2026, 29.11.2026, Nov 29, 2026); none where it is no day.

    Args:
        partial: a month ("2026-03", "Mar 2026") or a year alone may be meant too.
    """
    typed = typed.strip()
    found: list[tuple[str, str, str]] = []  # year, month, day as typed
    if whole := _ISO.fullmatch(typed):
        found = [(whole[1], whole[2] or "", whole[3] or "")]
    elif numbers := _NUMBERS.fullmatch(typed):
        first, joint, second, year = numbers.groups()
        found = [(year, first, second)] if second and joint != "." else []
        found += [(year, second, first)] if second else [(year, first, "")]
    elif words := _WORDS.fullmatch(typed):
        months = [n for n, month in enumerate(month_name) if n and month.casefold().startswith(words[2].casefold())]
        if len(months) == 1 and not (words[1] and words[3]):
            found = [(words[4], str(months[0]), words[1] or words[3] or "")]
    dates = dict.fromkeys(_joined(*parts) for parts in found)
    return tuple(iso for iso in dates if len(iso) == 10 or (partial and iso))


def _joined(year: str, month: str, day: str) -> str:
    """The parts as an ISO date, of a month or year where no more was typed; empty where there is no such day."""
    try:
        whole = date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return ""
    return whole[: 10 if day else 7 if month else 4]


def not_ahead(text: str, today: date, what: str) -> str:
    """An ISO date of something that has happened, checked.

    Raises:
        BinderError: it is no date, or lies in the future.
    """
    if date.fromisoformat(need(text, what)) > today:
        raise BinderError(f"{what} {text} is yet to come: today is {today.isoformat()}. Note it once it has happened.")
    return text


def happened(dates: Iterable[tuple[str, str]], today: date) -> None:
    """Check several ISO dates of things that have happened, each with what it is of; empty ones pass.

    Raises:
        BinderError: one is no date, or lies in the future.
    """
    for text, what in dates:
        if text:
            not_ahead(text, today, what)


def ordered(first: str, then: str, words: str) -> None:
    """Refuse two ISO dates that stand the wrong way round; either may be empty.

    Raises:
        BinderError: with the sentence given, both dates named.
    """
    if first and then and then[:10] < first[:10]:
        raise BinderError(f"{words} ({then[:10]} is before {first[:10]}): check the two dates.")


def in_zone(moment: datetime, zone: tzinfo | None = None) -> date:
    """The day it is at a moment, in a time zone (this machine's where none is given)."""
    return moment.astimezone(zone).date()


def months_on(day: date, months: int) -> date:
    """So many calendar months later; the last day of a month that is too short."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def years_on(day: date, years: int) -> date:
    """So many years later; 28 February for a leap day."""
    return months_on(day, 12 * years)


def is_open(day: date) -> bool:
    """Whether it is a working day, on which offices are open."""
    return day.weekday() < 5 and day not in holidays(day.year) and day not in holidays(day.year + 1)


def open_from(day: date) -> date:
    """The day itself, or the next one on which offices are open: for what is to be asked of somebody there."""
    return day if is_open(day) else business_days_on(day, 1)


def open_until(day: date) -> date:
    """The day itself, or the last one before it on which offices are open."""
    while not is_open(day):
        day -= timedelta(1)
    return day


def business_days_on(day: date, count: int) -> date:
    """The count-th working day after a day."""
    while count:
        day += timedelta(1)
        count -= is_open(day)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """The holidays of the United States in a year as they are kept; a New Year's Day may fall into the year before."""
    return frozenset(_kept(entry, year) for entry in load("law")["holidays"])


def _kept(entry: dict[str, Any], year: int) -> date:
    month = entry["month"]
    if "day" in entry:
        fixed = date(year, month, entry["day"])
        return fixed + timedelta({5: -1, 6: 1}.get(fixed.weekday(), 0))
    weekday, week = _WEEKDAYS.index(entry["weekday"]), entry["week"]
    if week < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta((last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (week - 1))
