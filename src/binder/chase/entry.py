"""An entry of the agenda: one thing with its day, what Today says of it, and what the calendar does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from binder.chase.line import Urgency
from binder.model.people import Department


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do, or to expect, on a day.

    Attributes:
        key: never changes for the same matter ("REQ1.due"), so that a calendar updates it instead of adding another.
        on: the day.  at: the moment, where the hour is known; minutes: how long it takes.
        title: what it is, in words that stay true on any day.
        text: what Today says of it, counted from the day one looks; empty where Today says nothing yet.
        urgency: of that line.  action: what Enter opens ("request:REQ1").
        hint: what to do, one clause.  whom, phone: whom to call.
        late: how many days it is late; 0 where it is not.
        law: where the day stands, or empty.
        first: before all others, however late they are.
        dated: false where it has no day of its own and only waits to be done: the calendar leaves it out.
        past: it took place, or should have, on its day; nothing of it can be made up for later.
    """

    key: str
    on: date
    title: str
    action: str
    text: str = ""
    urgency: Urgency = "soon"
    hint: str = ""
    whom: str = ""
    phone: str = ""
    late: int = 0
    law: str = ""
    at: datetime | None = None
    minutes: int = 0
    dated: bool = True
    first: bool = False
    past: bool = False


def reached(desk: Department | None, place: str = "") -> tuple[str, str]:
    """Whom to call and the number: the desk with its place."""
    if desk is None:
        return place, ""
    return ", ".join(part for part in (desk.label, place) if part), desk.contact.phone


def urgent(now: bool, otherwise: Urgency = "soon") -> Urgency:
    """ "now" where it presses, else how much it does."""
    return "now" if now else otherwise


def in_days(count: int) -> str:
    """A number of days from now as words: "today", "tomorrow", "in 5 days", "3 days ago"."""
    words = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return words.get(count) or (f"in {count} days" if count > 0 else f"{-count} days ago")


def late_by(day: date, on: date) -> int:
    """How many days a day is past; 0 where it is not."""
    return max((on - day).days, 0)


def days_late(count: int) -> str:
    """ "1 day late", "12 days late"."""
    return f"{count} day{'' if count == 1 else 's'} late"
