"""Days and clocks in the few words that fit a line: "14 Mar", "day 12 of 30, due 14 Mar", "11 days late". Pure."""

from __future__ import annotations

from datetime import date, timedelta

from binder.chase.clock import Clock, Phase
from binder.model.clean import clean

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_NEAR = timedelta(days=180)


def spelled(iso: str) -> str:
    """A date with its month in letters, so that day and month cannot be mistaken: "4 March 2026"."""
    parts = iso.split("-")
    if not all(part.isdecimal() for part in parts) or (len(parts) > 1 and not 1 <= int(parts[1]) <= 12):
        return iso
    if len(parts) == 1:
        return iso
    month = f"{_LONG_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {month}" if len(parts) > 2 else month


def day_words(day: str | date, today: date, *, weekday: bool = False) -> str:
    """A day as a person says it: "14 Mar", with its year where that is not plain, "Tue 14 Mar" where asked for."""
    at = _read(day)
    if at is None:
        return clean(str(day))
    words = f"{at.day} {MONTHS[at.month - 1]}"
    if abs(at - today) > _NEAR:
        words += f" {at.year}"
    return f"{WEEKDAYS[at.weekday()]} {words}" if weekday else words


def _read(day: str | date) -> date | None:
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day[:10])
    except ValueError:
        return None


def away(day: str | date, today: date) -> str:
    """How far off a day is: "today", "tomorrow", "in 16 days", "3 days ago"."""
    at = _read(day)
    if at is None:
        return ""
    days = (at - today).days
    if days in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[days + 1]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def moment_words(at: str, today: date) -> str:
    """A day with its time, where it has one: "Tue 14 Mar 10:30"."""
    return day_words(at, today, weekday=True) + (f" {at[11:16]}" if len(at) > 10 else "")


def days(count: int) -> str:
    """ "1 day", "30 days"."""
    return f"{count} day{'' if count == 1 else 's'}"


def clock_words(clock: Clock, today: date) -> str:
    """Where a clock stands: "day 12 of 30, due 14 Mar"; empty where there is nothing to count."""
    if clock.due is None or clock.phase is Phase.CLOSED:
        return ""
    due = day_words(clock.due, today)
    if clock.phase is Phase.OVERDUE:
        return f"{days((today - clock.due).days)} late, was due {due}"
    if clock.phase is Phase.DUE_TODAY:
        return f"due today, {due}"
    if clock.law == "promised" or clock.received is None:
        return f"promised for {due}"
    whole = (clock.due - clock.received).days
    at = f"day {max(0, (today - clock.received).days)} of {whole}, due {due}"
    return at + (" (more time noticed)" if clock.extended else "")
