"""What can be done with an appointment: adding, the call that asks whether the records arrived, packing, its state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from binder.chase.appointments import open_to
from binder.model.appointment import Appointment, AppointmentState, Bring, Format
from binder.model.errors import BinderError
from binder.tui.asking import ask_day, choose_words
from binder.tui.commands import Command
from binder.tui.editing import Field, edit, set_field
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.day_words import spelled

if TYPE_CHECKING:
    from binder.tui.screens.questions import QuestionsView


class AddVisit(Command):
    """Add an appointment: with whom, when, where or by video."""

    keys, text, footer = "A", "appointment", True


class ArrivalCall(Command):
    """Note the call that asked whether the records arrived."""

    keys, text, footer = "c", "records arrived?", True


class VisitState(Command):
    """Say that the appointment is confirmed, done, missed or cancelled."""

    keys, text = "v", "confirmed, done …"


class Packed(Command):
    """Mark what is packed to bring along."""

    keys, text = "K", "packed"


async def add(view: QuestionsView) -> None:
    """With whom, the day and hour, how, where."""
    app, binder = view.app, view.app.binder
    now = await app.in_thread(binder.situation)
    doctors = {one.id: one.name for one in now.doctors}
    doctor = await choose_words(app, "With whom?", {**doctors, "": "not noted"}) if doctors else ""
    if doctor is None:
        return
    day = await ask_day(app, "On which day?", "+14")
    if day is None:
        return
    hour = await app.ask("At what time? (as 10:30; empty: not known)")
    if hour is None:
        return
    how = await choose_words(app, "How?", {one.value: one.label for one in Format}, Format.IN_PERSON.value)
    if how is None:
        return
    place = await app.ask("Which link?" if Format(how) is Format.VIRTUAL else "Where? (address, room)")
    if place is None:
        return
    where = next((one.organization for one in now.doctors if one.id == doctor), "")
    visit = Appointment(f"{day} {hour}", doctor=doctor, organization=where, format=Format(how))
    visit = replace(visit, **{"video" if visit.format is Format.VIRTUAL else "place": place})  # type: ignore[arg-type]
    kept = await app.in_thread(lambda: binder.save_appointment(visit))
    await view.stand_on(kept.id)
    app.say("It is noted; Today tells when to ask whether the records arrived. u takes it off.")


async def next_state(view: QuestionsView, visit: Appointment) -> None:
    """Confirmed, done, missed, cancelled."""
    app = view.app
    state = await choose_words(
        app, f"It is {visit.state.label}. Now?", {one.value: one.label for one in open_to(visit)}
    )
    if state is None:
        return
    await app.in_thread(lambda: app.binder.set_appointment_state(visit.id, AppointmentState(state)))
    await view.stand_on(visit.id)
    done = AppointmentState(state) is AppointmentState.DONE
    after = " Space on a question notes its answer." if done else ""
    app.say(f"The appointment is {AppointmentState(state).label}.{after} u takes it back.")


async def pack(view: QuestionsView, key: str) -> None:
    """One thing after another until Esc."""
    app, binder = view.app, view.app.binder
    at = "1"
    while True:
        visit = next(one for one in await app.in_thread(binder.appointments) if one.id == key)
        if not visit.bring:
            raise BinderError("Nothing is to be brought to this appointment.")
        choices = [Choice(str(n), f"{'●' if one.packed else '○'} {one.what}") for n, one in enumerate(visit.bring, 1)]
        chosen = await app.choose("Packed? (Esc: done)", choices, at)
        if chosen is None:
            break
        at, number = chosen, int(chosen)
        packed = not visit.bring[number - 1].packed
        await app.in_thread(lambda n=number, p=packed: binder.pack(key, n, p))  # type: ignore[misc]
    await view.stand_on(key)


async def change(view: QuestionsView, key: str) -> None:
    """Field by field."""
    await edit(view.app, "Change what?", lambda: _fields(view, key))
    await view.stand_on(key)


def _fields(view: QuestionsView, key: str) -> list[Field]:
    binder = view.app.binder
    now = binder.situation()
    visit = next(one for one in now.appointments if one.id == key)
    make = set_field(lambda **given: binder.save_appointment(replace(visit, **given)))
    who = {"": "not noted"}
    helpers = {"": "nobody yet", **{one.id: one.name for one in now.family}}
    bring = "; ".join(one.what for one in visit.bring)

    def things(typed: str) -> tuple[Bring, ...]:
        packed = {one.what for one in visit.bring if one.packed}
        return tuple(Bring(part, part in packed) for part in map(str.strip, typed.split(";")) if part)

    return [
        make("at", "When (as 15 Dec 2026 10:30)", f"{spelled(visit.day)} {visit.at[11:]}".strip()),
        make("doctor", "With", visit.doctor, among=who | {one.id: one.name for one in now.doctors}),
        make("organization", "At", visit.organization, among=who | {one.id: one.name for one in now.organizations}),
        make("format", "How", visit.format.value, among={f.value: f.label for f in Format}, to=Format),
        make("place", "Where", visit.place),
        make("video", "Link", visit.video),
        make("phone", "Number to call", visit.phone),
        make("companion", "Who comes along", visit.companion, among=helpers),
        make("zone", "Time zone (a city in it, as Chicago; empty: here)", visit.zone),
        make("minutes", "Minutes", str(visit.minutes), number=True),
        make("bring", "To bring (; between)", bring, to=things),
        make("notes", "Notes", visit.notes),
    ]
