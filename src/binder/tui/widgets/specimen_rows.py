"""Slides, blocks and the parcels they travel in, as rows of a list, and one of them in full. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import set_cell_size

from binder.chase.specimens import at_once, kept_words, packing, return_due, where
from binder.model.clean import clean
from binder.model.people import DepartmentKind, Organization
from binder.model.specimen import Shipment, ShipmentState, Specimen, SpecimenState
from binder.tui.widgets.day_words import away, day_words
from binder.tui.widgets.record_list import ListRows, Pieces
from binder.tui.widgets.rows import headed

GLYPHS = {
    SpecimenState.AT_LAB: "○",
    SpecimenState.RELEASE_REQUESTED: "◌",
    SpecimenState.RELEASED: "◌",
    SpecimenState.SHIPPED: "→",
    SpecimenState.RECEIVED: "●",
    SpecimenState.IN_REVIEW: "●",
    SpecimenState.RETURN_DUE: "!",
    SpecimenState.RETURNED: "✓",
    SpecimenState.LOST: "✗",
    SpecimenState.DESTROYED: "✗",
}


@dataclass(frozen=True, slots=True)
class Material:
    """All slides, blocks and parcels, with the places by id."""

    specimens: Sequence[Specimen]
    shipments: Sequence[Shipment]
    places: Mapping[str, Organization]

    @property
    def names(self) -> dict[str, str]:
        """Names of places by id."""
        return {place.id: place.name for place in self.places.values()}

    def name(self, key: str) -> str:
        """The name of a place, or what was typed for it."""
        return self.names.get(key, key)

    def due_back(self, specimen: Specimen) -> date | None:
        """The day it has to be back at its laboratory."""
        place = self.places.get(specimen.lab)
        lab = place.department(DepartmentKind.PATHOLOGY) if place else None
        return return_due(specimen, lab.return_days if lab else 0)


def specimen_words(one: Specimen) -> str:
    """ "6 H&E slides S25-11873"."""
    count = f"{one.count} " if one.count else ""
    return f"{count}{one.kind.label} {one.accession}".strip()


def specimen_rows(material: Material, width: int, today: date) -> ListRows:
    """What lies where, then the parcels."""
    lines: list[tuple[str, Pieces]] = []
    for one in material.specimens:
        lines += [(one.id, _first(one, material, width, today)), (one.id, _second(one, material, today))]
    if material.shipments:
        headed(lines, "Parcels")
    lines += [(parcel.id, _parcel(parcel, material, width, today)) for parcel in reversed(material.shipments)]
    return ListRows(lines)


def _first(one: Specimen, material: Material, width: int, today: date) -> Pieces:
    due = material.due_back(one)
    late = due is not None and due < today
    state = f"{one.state.label}" + (f", back {away(due, today)}" if due else "")
    role = "warn" if late or one.state in (SpecimenState.LOST, SpecimenState.DESTROYED) else "soon"
    return [
        (("!" if late else GLYPHS[one.state]) + " ", role),
        (set_cell_size(clean(specimen_words(one)), max(24, min(46, width - 36))), "strong"),
        (" " + state, role),
    ]


def _second(one: Specimen, material: Material, today: date) -> Pieces:
    return [("  " + clean(where(one, material.shipments, material.names)), "dim")]


def _parcel(parcel: Shipment, material: Material, width: int, today: date) -> Pieces:
    way = f"{material.name(parcel.sender)} → {material.name(parcel.recipient)}"
    glyph = {ShipmentState.PREPARING: "○", ShipmentState.IN_TRANSIT: "→", ShipmentState.LOST: "✗"}
    return [
        (glyph.get(parcel.state, "●") + " ", "warn" if parcel.state is ShipmentState.LOST else "soon"),
        (set_cell_size(clean(way), max(24, min(46, width - 36))), "strong"),
        (" " + parcel_words(parcel, today), "dim"),
    ]


def parcel_words(parcel: Shipment, today: date) -> str:
    """Where a parcel stands, in a few words."""
    if parcel.state is ShipmentState.CONFIRMED:
        return f"confirmed {day_words(parcel.confirmed_on, today)}"
    if parcel.state is ShipmentState.DELIVERED:
        return f"delivered {day_words(parcel.delivered_on, today)}"
    if parcel.state is ShipmentState.IN_TRANSIT:
        expected = f", expected {day_words(parcel.expected_on, today)}" if parcel.expected_on else ""
        return f"on its way since {day_words(parcel.sent_on, today)}{expected}"
    return parcel.state.label


def specimen_detail(material: Material, key: str, today: date) -> Iterator[tuple[str, str]]:
    """One specimen or one parcel in paragraphs: what to do first."""
    if one := next((s for s in material.specimens if s.id == key), None):
        yield from _specimen(one, material, today)
    elif parcel := next((p for p in material.shipments if p.id == key), None):
        yield from _shipment(parcel, material, today)


def _specimen(one: Specimen, material: Material, today: date) -> Iterator[tuple[str, str]]:
    yield f"{specimen_words(one)} · {one.id} · {one.state.label}", "title"
    if hurry := at_once(one, today):
        yield f"! {hurry}", "offer"
    place = material.places.get(one.lab)
    lab = place.department(DepartmentKind.PATHOLOGY) if place else None
    phone = (lab.contact.phone if lab else "") or (place.contact.phone if place else "")
    yield f"Of {material.name(one.lab)}" + (f", call {phone}" if phone else ""), "line"
    if due := material.due_back(one):
        yield f"Due back {day_words(due, today, weekday=True)}, {away(due, today)}", "offer"
    if kept := kept_words(one, place.cap_accredited if place else None, today):
        yield f"The lab: {kept}", "line"
    for step in reversed(one.moves):
        where_ = f", {step.where}" if step.where else ""
        note = f": {step.note}" if step.note else ""
        yield f"{day_words(step.on, today)} {step.state.label}{where_}{note}", "line"
    facts = (one.labels, one.cut.value if one.cut.value != "unknown" else "", one.request, one.note)
    if words := " · ".join(fact for fact in facts if fact):
        yield words, "dim"


def _shipment(parcel: Shipment, material: Material, today: date) -> Iterator[tuple[str, str]]:
    yield f"Parcel {parcel.id} · {parcel_words(parcel, today)}", "title"
    yield f"From {material.name(parcel.sender)} to {material.name(parcel.recipient)}", "line"
    if parcel.state is ShipmentState.PREPARING:
        for lack in packing(parcel):
            yield f"! Before it leaves: {lack}", "offer"
    courier = " ".join(part for part in (parcel.courier, parcel.tracking) if part)
    if courier:
        yield f"{courier}" + (f", call {parcel.courier_phone}" if parcel.courier_phone else ""), "line"
    inside = {s.id: specimen_words(s) for s in material.specimens}
    yield "Holds " + ", ".join(inside.get(key, key) for key in parcel.specimens), "line"
    if parcel.signed_by:
        yield f"Signed for by {parcel.signed_by}", "line"
    if parcel.note:
        yield f"Note: {parcel.note}", "line"
