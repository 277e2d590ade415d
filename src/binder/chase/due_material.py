"""What the agenda says of slides, blocks and parcels: what runs out, what is on its way, what has to be back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from binder.chase import days
from binder.chase.entry import Entry, days_late, in_days, late_by, reached, urgent
from binder.chase.situation import Situation
from binder.chase.specimens import AWAY, at_once, kept, kept_words, packing, return_due
from binder.knowledge import load
from binder.model.people import DepartmentKind
from binder.model.specimen import Shipment, ShipmentState, Specimen, SpecimenState


def material_entries(now: Situation, on: date) -> Iterator[Entry]:
    """The entries of every specimen and parcel."""
    for specimen in now.specimens:
        yield from _specimen(specimen, now, on)
    for parcel in now.shipments:
        yield from _parcel(parcel, now, on)


def _specimen(one: Specimen, now: Situation, on: date) -> Iterator[Entry]:
    rules = load("follow_up")["material"]
    lab = now.organization(one.lab)
    desk = now.desk(one.lab, DepartmentKind.PATHOLOGY)
    whom, phone = reached(desk, now.name(one.lab))
    called, action = f"{one.kind.label} {one.accession}".strip(), f"specimen:{one.id}"
    if haste := at_once(one, on):
        yield Entry(f"{one.id}.haste", on, haste, action, haste, "now", "call", whom, phone, dated=False)
    elif one.state in (SpecimenState.AT_LAB, SpecimenState.RELEASE_REQUESTED):
        until = kept(one, lab.cap_accredited if lab else None).until
        if until is not None:
            near = until - on <= timedelta(rules["retention_warning"])
            past = until < on
            text = f"May be destroyed {'since' if past else 'after'} {until.isoformat()}: {called}" if near else ""
            hint = "ask the lab to keep it" if not past else kept_words(one, lab.cap_accredited if lab else None, on)
            title = f"Last day that the lab has to keep it: {called}"
            yield Entry(f"{one.id}.kept", until, title, action, text, "now", hint, whom, phone, late_by(until, on))
    if back := return_due(one, desk.return_days if desk else 0):
        left = (back - on).days
        text = f"{days_late(-left).capitalize()} going back to the lab: {called}" if left < 0 else ""
        if 0 <= left <= rules["return_warning"]:
            text = f"Due back at the lab {in_days(left)}: {called}"
        title = f"Due back at {now.name(one.lab)}: {called}"
        urgency = urgent(left <= 0)
        hint = f"send it back to {now.name(one.lab)}"
        yield Entry(f"{one.id}.back", back, title, action, text, urgency, hint, whom, phone, max(-left, 0))
    elif one.state in AWAY and one.state is SpecimenState.RETURN_DUE:
        text = f"To be sent back to the lab: {called}"
        yield Entry(f"{one.id}.back", on, text, action, text, "soon", "", whom, phone, dated=False)
    if one.state is SpecimenState.LOST:
        text = f"Lost: {called}, said on {one.since}"
        yield Entry(
            f"{one.id}.lost",
            on,
            text,
            action,
            text,
            "now",
            "ask the lab for recuts of the block",
            whom,
            phone,
            dated=False,
        )
    if one.state is SpecimenState.RELEASED:
        text = f"Released, to be shipped: {called}"
        yield Entry(f"{one.id}.ship", on, text, action, text, "now", "arrange the courier", whom, phone, dated=False)


def _parcel(one: Shipment, now: Situation, on: date) -> Iterator[Entry]:
    rules = load("follow_up")
    inside = ", ".join(f"{s.kind.label} {s.accession}".strip() for s in now.specimens if s.id in one.specimens)
    to = now.name(one.recipient)
    action = f"shipment:{one.id}"
    courier = " ".join(part for part in (one.courier, one.tracking) if part) or "the courier"
    match one.state:
        case ShipmentState.PREPARING:
            if lacks := packing(one):
                text = f"Not ready to leave: {inside}"
                yield Entry(
                    f"{one.id}.pack",
                    on,
                    text,
                    action,
                    text,
                    "soon",
                    "; ".join(lacks),
                    "",
                    one.courier_phone,
                    dated=False,
                )
        case ShipmentState.IN_TRANSIT:
            sent = days.read(one.sent_on) or on
            due = days.read(one.expected_on) or sent + timedelta(rules["shipment"]["unsigned_after"])
            late = (on - due).days
            text = f"On its way {in_days((sent - on).days)}: {inside}, to {to}"
            if late >= rules["shipment"]["late_after"]:
                text = f"{days_late(late).capitalize()} on its way: {inside}, to {to}"
            text = text.replace("On its way today", "Sent today").replace(" days ago", " days")
            urgency = urgent(late >= rules["shipment"]["late_after"], "info")
            title = f"Parcel expected at {to}: {inside}"
            hint = "ask where it is" if urgency == "now" else ""
            yield Entry(
                f"{one.id}.due", due, title, action, text, urgency, hint, courier, one.courier_phone, max(late, 0)
            )
        case ShipmentState.DELIVERED:
            desk = now.desk(one.recipient, DepartmentKind.PATHOLOGY)
            whom, phone = reached(desk, to)
            delivered = days.read(one.delivered_on) or on
            due = days.open_from(delivered + timedelta(rules["material"]["delivered_call"]))
            text = f"Delivered {one.delivered_on}, not confirmed: {inside}"
            hint = "ask whether all of it is there" + (f", signed by {one.signed_by}" if one.signed_by else "")
            title = f"Ask whether the parcel is complete: {inside}"
            urgency, late = urgent(due <= on), late_by(due, on)
            yield Entry(f"{one.id}.confirm", due, title, action, text, urgency, hint, whom, phone, late)
        case _:
            pass
