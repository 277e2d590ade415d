"""The agenda as an iCalendar file (RFC 5545) that a phone takes: days as days, visits with their hour.

The same matter always has the same UID, so that a newer file moves an entry instead of adding another. The file is
plain text, and entries are marked private: a calendar is often shared, or lies with a service.

What is late stands on the day the file is made, with its true day in its words: no phone rings for a day that is past.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from binder.chase import days
from binder.chase.entry import Entry, days_late

if TYPE_CHECKING:
    from icalendar import Event

_MORNING = 9  # o'clock on the day itself, where only the day is known
_SOON = 2  # hours from now, at most, where that hour is past and the day is today
_BEFORE_A_VISIT = timedelta(hours=-24)


def calendar(entries: Iterable[Entry], *, identity: str, stamp: datetime, name: str = "Second opinion") -> bytes:
    """The entries that have a day of their own as one calendar file, in the order of their days.

    Args:
        identity: of the binder, so that entries of two binders are never taken for one another.
        stamp: when the file is made, with its time zone; the day is the one of that zone.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//binder//second opinion//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    today = days.in_zone(stamp, stamp.tzinfo)
    placed = [(one.on if one.past else max(one.on, today), one) for one in entries if one.dated]
    for day, entry in sorted(placed, key=lambda one: (one[0], one[1].key)):
        made.add_component(_event(entry, day, identity, stamp))
    return bytes(made.to_ical())


def _event(entry: Entry, day: date, identity: str, stamp: datetime) -> Event:
    from icalendar import Alarm, Event

    event, title = Event(), entry.title
    if entry.on < day:
        since = f"since {entry.on.day} {entry.on:%b %Y}"
        title = ", ".join(part for part in (since, days_late(entry.late) if entry.late else "") if part)
        title = f"{title[:1].upper()}{title[1:]}: {entry.title}"
    event.add("uid", f"{entry.key.lower()}@{identity}.binder")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    if words := _description(entry):
        event.add("description", words)
    _time(event, entry, day)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _BEFORE_A_VISIT if entry.at else _rings(day, stamp))
    event.add_component(alarm)
    return event


def _rings(day: date, stamp: datetime) -> timedelta:
    """The hour of the day to ring at: in the morning, or soon where that is over for today."""
    hour = _MORNING
    if day == days.in_zone(stamp, stamp.tzinfo):
        hour = min(max(hour, stamp.hour + _SOON), 23)
    return timedelta(hours=hour)


def _time(event: Event, entry: Entry, day: date) -> None:
    """A moment in UTC, which every phone turns into its own time; or a whole day, which is the same everywhere."""
    if entry.at is not None:
        begins = entry.at.astimezone(UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=entry.minutes))
        return
    event.add("dtstart", day)
    event.add("dtend", _after(day))
    event.add("transp", "TRANSPARENT")  # a deadline does not make a day busy


def _after(day: date) -> date:
    """The end of a whole day, which the standard counts exclusively."""
    return day if day == date.max else day + timedelta(1)


def _description(entry: Entry) -> str:
    call = " ".join(part for part in (entry.whom, entry.phone) if part)
    lines = [f"Call {call}" if entry.phone else call, entry.hint, entry.law]
    return "\n".join(dict.fromkeys(line for line in lines if line))
