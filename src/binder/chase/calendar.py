"""The agenda as an iCalendar file (RFC 5545) that a phone takes: days as days, visits with their hour.

The same matter always has the same UID, so that a newer file moves an entry instead of adding another. The file is
plain text, and entries are marked private: a calendar is often shared, or lies with a service.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from binder.chase.entry import Entry

if TYPE_CHECKING:
    from icalendar import Event

_MORNING = timedelta(hours=9)  # of the day itself, where only the day is known
_BEFORE_A_VISIT = timedelta(hours=-24)


def calendar(entries: Iterable[Entry], *, identity: str, stamp: datetime, name: str = "Second opinion") -> bytes:
    """The entries that have a day of their own as one calendar file, in the order of their days.

    Args:
        identity: of the binder, so that entries of two binders are never taken for one another.
        stamp: when the file is made, with its time zone.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//binder//second opinion//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for entry in sorted((one for one in entries if one.dated), key=lambda one: (one.on, one.key)):
        made.add_component(_event(entry, identity, stamp))
    return bytes(made.to_ical())


def _event(entry: Entry, identity: str, stamp: datetime) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", f"{entry.key.lower()}@{identity}.binder")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("summary", entry.title)
    event.add("class", "PRIVATE")
    if words := _description(entry):
        event.add("description", words)
    _time(event, entry)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    alarm.add("trigger", _BEFORE_A_VISIT if entry.at else _MORNING)
    event.add_component(alarm)
    return event


def _time(event: Event, entry: Entry) -> None:
    """A moment in UTC, which every phone turns into its own time; or a whole day, which is the same everywhere."""
    if entry.at is not None:
        begins = entry.at.astimezone(UTC)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=entry.minutes))
        return
    event.add("dtstart", entry.on)
    event.add("dtend", _after(entry.on))
    event.add("transp", "TRANSPARENT")  # a deadline does not make a day busy


def _after(day: date) -> date:
    """The end of a whole day, which the standard counts exclusively."""
    return day if day == date.max else day + timedelta(1)


def _description(entry: Entry) -> str:
    call = " ".join(part for part in (entry.whom, entry.phone) if part)
    lines = [f"Call {call}" if entry.phone else call, entry.hint, entry.law]
    return "\n".join(dict.fromkeys(line for line in lines if line))
