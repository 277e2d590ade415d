"""Appointments: when to ask whether the records arrived, what to bring, and who comes along."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from binder.chase import days
from binder.knowledge import load
from binder.model.appointment import Appointment, AppointmentState, Arrival, Bring, Format
from binder.model.errors import BinderError

_S = AppointmentState
_NEXT = {
    _S.PLANNED: (_S.CONFIRMED, _S.DONE, _S.MISSED, _S.CANCELLED),
    _S.CONFIRMED: (_S.PLANNED, _S.DONE, _S.MISSED, _S.CANCELLED),
    _S.DONE: (_S.CONFIRMED,),
    _S.MISSED: (_S.PLANNED, _S.DONE),
    _S.CANCELLED: (_S.PLANNED,),
}
_BRING = (
    "a full copy of the records, on a disc or to be shown on a phone",
    "the list of medicines with doses and times",
    "the questions, most important first",
    "the insurance card, and the referral or approval",
    "an identity card, and the paper by which you act for the patient",
)

_MOMENT = re.compile(
    r"(?P<day>.+?)(?:(?:T|,?\s+(?:at\s+)?)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?:\s*(?P<half>[ap])\.?m\.?)?)?",
    re.IGNORECASE,
)


def starting_bring(visit: Appointment) -> tuple[Bring, ...]:
    """What to have at hand; for an opinion on records alone nothing is brought."""
    return () if visit.format is Format.RECORDS_ONLY else tuple(Bring(what) for what in _BRING)


def check_appointment(visit: Appointment) -> Appointment:
    """An appointment whose time was looked at.

    Raises:
        BinderError: the time or the time zone is none.
    """
    visit = replace(visit, at=moment(visit.at), zone=zone_named(visit.zone))
    if visit.minutes <= 0:
        raise BinderError(f"{visit.minutes} minutes is no length of a visit.")
    return visit


def moment(typed: str) -> str:
    """A day, or a day and an hour, as people write them ("15 Dec 2026 10:30", "12/15/2026 2:30 pm"), in ISO.

    Raises:
        BinderError: it is none, or could be two days.
    """
    found = _MOMENT.fullmatch(typed.strip())
    dates = days.readings(found["day"]) if found else ()
    if found is None or not dates:
        raise BinderError(f"{typed!r} is no date and time: write it as 15 Dec 2026 10:30, or 15 Dec 2026.")
    if len(dates) > 1:
        raise BinderError(f"{typed!r} could be {' or '.join(dates)}: write the month in letters, as 15 Dec 2026.")
    if not found["hour"]:
        return dates[0]
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"].lower() == "p")
    try:
        return f"{dates[0]}T{time(hour, int(found['minute'])).isoformat('minutes')}"
    except ValueError:
        raise BinderError(f"{typed!r} has no such hour: write it as 15 Dec 2026 10:30.") from None


def zone_named(typed: str) -> str:
    """The name of a time zone, of which the city is enough ("Chicago"); empty means that of this machine.

    Raises:
        BinderError: there is none of that name.
    """
    name = "_".join(typed.split())
    if not name or _zone(name):
        return name
    cities = [zone for zone in sorted(available_timezones()) if zone.lower().endswith(f"/{name.lower()}")]
    if not cities:
        raise BinderError(f"There is no time zone {typed!r}: name a large city in it, as Chicago or New York.")
    return cities[0]


def zone_of(visit: Appointment) -> tzinfo | None:
    """The time zone of an appointment; None means that of this machine.

    Raises:
        BinderError: the name is none that is known.
    """
    if not visit.zone:
        return None
    found = _zone(visit.zone)
    if found is None:
        raise BinderError(f"There is no time zone {visit.zone!r} on this machine.")
    return found


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def timed(visit: Appointment) -> bool:
    """Whether the hour is known, not only the day."""
    return len(visit.at) > 10


def starts(visit: Appointment) -> datetime | None:
    """The moment it begins, with its time zone; None where only the day is known."""
    if not timed(visit):
        return None
    at, zone = datetime.fromisoformat(visit.at), zone_of(visit)
    return at.replace(tzinfo=zone) if zone else at.astimezone()


def days_until(visit: Appointment, now: datetime) -> int:
    """Days from today to the day of the visit, counted where the visit is; negative once it is past."""
    return (date.fromisoformat(visit.day) - days.in_zone(now, zone_of(visit))).days


@dataclass(frozen=True, slots=True)
class CallWindow:
    """When to ask the second office whether the records arrived."""

    opens: date
    closes: date

    @property
    def ends(self) -> tuple[date, ...]:
        """Its first and its last day; one where they are the same."""
        return tuple(dict.fromkeys((self.opens, self.closes)))


def call_window(visit: Appointment) -> CallWindow:
    """Three to five days before, from one day on which offices are open to another."""
    first, last = load("follow_up")["appointment"]["arrival_call"]
    day = date.fromisoformat(visit.day)
    opens, closes = days.open_from(day - timedelta(first)), days.open_until(day - timedelta(last))
    return CallWindow(min(opens, closes), closes)


def open_to(visit: Appointment) -> tuple[AppointmentState, ...]:
    """The states it may go to from where it stands."""
    return _NEXT[visit.state]


def become(visit: Appointment, state: AppointmentState, now: datetime) -> Appointment:
    """Confirmed, done, missed, cancelled.

    Raises:
        BinderError: it cannot be that now, or its day has not come.
    """
    if state not in _NEXT[visit.state]:
        ways = " or ".join(one.label for one in _NEXT[visit.state])
        raise BinderError(f"{visit.id} is {visit.state.label}: it can only become {ways}.")
    if state in (_S.DONE, _S.MISSED) and days_until(visit, now) > 0:
        raise BinderError(f"{visit.id} is on {visit.day}, which is yet to come.")
    return replace(visit, state=state)


def arrival(visit: Appointment, call: Arrival, today: date) -> Appointment:
    """Note a call that asked whether the records are there.

    Raises:
        BinderError: the date cannot be, or something is missing and not named.
    """
    days.not_ahead(call.on, today, "The day of the call,")
    days.ordered(call.on, visit.day, "The call comes after the visit")
    if not call.complete and not call.missing.strip():
        raise BinderError("Say what was missing, so that it can be sent again.")
    return replace(visit, arrivals=tuple(sorted((*visit.arrivals, call), key=lambda one: one.on)))
