"""`binder appointment`: with whom, when, whether the records arrived, what to bring, who comes along."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import click

from binder.chase.appointments import call_window
from binder.cli.nouns import among, noun, on_option, shape, tell
from binder.cli.options import Session, json_option, verb
from binder.model.appointment import Appointment, AppointmentState, Arrival, Bring, Format
from binder.model.clean import clean
from binder.model.errors import BinderError


def visit_shape(visit: Appointment) -> dict[str, Any]:
    """An appointment with when to ask whether the records arrived."""
    window = call_window(visit)
    return shape(visit, ask_from=window.opens.isoformat(), ask_until=window.closes.isoformat())


@verb("list")
@json_option
def list_visits(session: Session, as_json: bool) -> None:
    """List the appointments in the order of their days."""
    with session.binder(read_only=True) as binder:
        visits, now = binder.appointments(), binder.situation()
    for visit in visits:
        if as_json:
            click.echo(json.dumps(visit_shape(visit)))
            continue
        with_ = now.name(visit.doctor) or now.name(visit.organization)
        place = visit.place or visit.video
        click.echo(clean(f"{visit.id:4} {visit.at} {with_}, {visit.format.label}: {visit.state.label}  {place}"))
        if visit.records_arrived:
            click.echo("      the records are there")
        else:
            phone = f", {visit.phone}" if visit.phone else ""
            when = " to ".join(map(str, call_window(visit).ends))
            click.echo(clean(f"      ask whether the records arrived: {when}{phone}"))
        for number, one in enumerate(visit.bring, 1):
            click.echo(clean(f"      {'●' if one.packed else '○'} {number}. {one.what}"))


@verb("new")
@click.argument("at", metavar="WHEN")
@click.option("--with", "doctor", default="", metavar="DOCTOR", help="Id, or how the name begins.")
@click.option("--format", "how", type=among(Format), default=Format.IN_PERSON.value)
@click.option("--place", default="", metavar="TEXT")
@click.option("--video", default="", metavar="LINK")
@click.option("--phone", default="", metavar="TEXT", help="The office's number.")
@click.option("--comes", "companion", default="", metavar="ID", help="Who comes along: FAM1, or a name.")
@click.option("--zone", default="", metavar="ZONE", help="Time zone by a city in it (Chicago); else this machine's.")
@json_option
def new(
    session: Session, at: str, doctor: str, how: str, place: str, video: str, phone: str, companion: str, zone: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Note an appointment; WHEN is "15 Dec 2026 10:30", 2026-12-15T10:30, or the day alone."""
    with session.binder() as binder:
        known = binder.doctor(doctor) if doctor else None
        visit = binder.save_appointment(
            Appointment(
                at,
                doctor=known.id if known else "",
                organization=known.organization if known else "",
                format=Format(how),
                place=place,
                video=video,
                phone=phone,
                companion=companion,
                zone=zone,
            )
        )
    tell(as_json, visit_shape(visit), f"{visit.id} {visit.at}: noted.")


@verb("arrived")
@click.argument("which", metavar="APPOINTMENT")
@click.option("--who", default="", metavar="NAME", help="Whom one spoke with.")
@click.option("--missing", default="", metavar="TEXT", help="What was not there; all was if left out.")
@on_option()
@json_option
def arrived(session: Session, which: str, who: str, missing: str, on: str, as_json: bool) -> None:
    """Note the call that asked whether the records are there."""
    call = Arrival(on or date.today().isoformat(), who, not missing, missing)
    with session.binder() as binder:
        visit = binder.records_arrived(which, call)
    tell(as_json, visit_shape(visit), f"{visit.id}: {'all of it is there' if not missing else 'missing: ' + missing}.")


@verb("is")
@click.argument("which", metavar="APPOINTMENT")
@click.argument("state", type=among(AppointmentState))
@json_option
def becomes(session: Session, which: str, state: str, as_json: bool) -> None:
    """Say that it is confirmed, done, missed, cancelled."""
    with session.binder() as binder:
        visit = binder.set_appointment_state(which, AppointmentState(state))
    tell(as_json, visit_shape(visit), f"{visit.id} is {visit.state.label}.")


@verb("pack")
@click.argument("which", metavar="APPOINTMENT")
@click.argument("number", type=int)
@click.option("--not", "unpack", is_flag=True, help="It is not packed after all.")
@json_option
def pack(session: Session, which: str, number: int, unpack: bool, as_json: bool) -> None:
    """Mark the thing with this NUMBER in the list as packed."""
    with session.binder() as binder:
        visit = binder.pack(which, number, not unpack)
    tell(as_json, visit_shape(visit), f"{visit.bring[number - 1].what}: {'not packed' if unpack else 'packed'}.")


@verb("bring")
@click.argument("which", metavar="APPOINTMENT")
@click.argument("what")
@json_option
def bring(session: Session, which: str, what: str, as_json: bool) -> None:
    """Add something to bring along."""
    with session.binder() as binder:
        visit = next((one for one in binder.appointments() if one.id == which.upper()), None)
        if visit is None:
            there = ", ".join(one.id for one in binder.appointments()) or "none yet"
            raise BinderError(f"There is no appointment {which!r}. There are: {there}.")
        visit = binder.save_appointment(replace(visit, bring=(*visit.bring, Bring(what))))
    tell(as_json, visit_shape(visit), f"{visit.id}: bring {what}.")


command = noun(
    "appointment",
    "Appointments: when, with whom, whether the records arrived. Without an act: list.",
    list_visits,
    new, arrived, becomes, pack, bring,
)  # fmt: skip
