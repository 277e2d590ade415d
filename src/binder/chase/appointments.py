"""Appointments: when to ask whether the records arrived, what to bring, and who comes along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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


def starting_bring(visit: Appointment) -> tuple[Bring, ...]:
    """What to have at hand; for an opinion on records alone nothing is brought."""
    return () if visit.format is Format.RECORDS_ONLY else tuple(Bring(what) for what in _BRING)


def check_appointment(visit: Appointment) -> Appointment:
    """An appointment whose time was looked at.

    Raises:
        BinderError: the time or the time zone is none.
    """
    try:
        at = datetime.fromisoformat(visit.at)
        written = visit.at in (at.date().isoformat(), at.isoformat(timespec="minutes"))
        if at.tzinfo is not None or not written:
            raise ValueError
    except ValueError:
        raise BinderError(f"{visit.at!r} is no date and time: write it as 2026-12-15T10:30, or 2026-12-15.") from None
    zone_of(visit)
    if visit.minutes <= 0:
        raise BinderError(f"{visit.minutes} minutes is no length of a visit.")
    return visit


def zone_of(visit: Appointment) -> tzinfo | None:
    """The time zone of an appointment; None means that of this machine.

    Raises:
        BinderError: the name is none that is known.
    """
    if not visit.zone:
        return None
    try:
        return ZoneInfo(visit.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BinderError(f"There is no time zone {visit.zone!r}: write it as America/Chicago.") from None


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
