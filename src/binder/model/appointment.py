"""Appointments with the doctors who are asked (FHIR Appointment)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The ways a second opinion is given."""

    RECORDS_ONLY = "records_only"
    VIRTUAL = "virtual"
    IN_PERSON = "in_person"
    TUMOR_BOARD = "tumor_board"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"records_only": "records only", "virtual": "by video", "in_person": "in person",
                "tumor_board": "tumor board"}[self.value]  # fmt: skip


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value

    @property
    def coming(self) -> bool:
        """It is still to take place."""
        return self in (AppointmentState.PLANNED, AppointmentState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One call that asked whether the records are there.

    Attributes:
        on: ISO date.  who: whom one spoke with.  complete: whether all of it was there.  missing: what was not.
    """

    on: str
    who: str = ""
    complete: bool = True
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Bring:
    """One thing to bring along; record: its id in the binder, where it is one."""

    what: str
    packed: bool = False
    record: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit, by video or in a room; or the day a written opinion is expected.

    Attributes:
        doctor, organization: ids.  at: ISO date, or ISO local date and time ("2026-12-15T10:30").
        zone: the IANA time zone of that time ("America/Chicago"); empty means that of this machine.
        minutes: how long.  place: room or address; video: the link.
        companion: id of the family member who comes along, or a name.
        arrivals: the calls that asked whether the records arrived, oldest first.
        opinion: number of the opinion it is about (2, 3 ...).
    """

    at: str
    id: str = ""
    doctor: str = ""
    organization: str = ""
    format: Format = Format.IN_PERSON
    state: AppointmentState = AppointmentState.PLANNED
    zone: str = ""
    minutes: int = 60
    place: str = ""
    video: str = ""
    phone: str = ""
    companion: str = ""
    bring: tuple[Bring, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    opinion: int = 2
    notes: str = ""

    @property
    def day(self) -> str:
        """ISO date of it."""
        return self.at[:10]

    @property
    def records_arrived(self) -> bool:
        """Whether the last call found all of it there."""
        return bool(self.arrivals) and self.arrivals[-1].complete
