"""The verbs of slides and blocks: what a laboratory holds, where it is now, and the parcels it goes in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from binder.chase import requests, specimens
from binder.chase.specimens import Kept
from binder.model.checklist import ItemState
from binder.model.errors import BinderError
from binder.model.people import DepartmentKind
from binder.model.specimen import Move, Shipment, Specimen, SpecimenState
from binder.verbs.requests import Requests


@dataclass(frozen=True, slots=True)
class SpecimenLine:
    """A specimen as a list shows it.

    Attributes:
        lab: name of the laboratory.  where: where it is now, in words.  kept: how long the laboratory keeps it.
        kept_words: the same as a sentence, or empty.  back: the day it is due back, or None.
    """

    specimen: Specimen
    lab: str
    where: str
    kept: Kept
    kept_words: str
    back: date | None


class Specimens(Requests):
    """Slides, blocks and parcels."""

    def specimens(self, on: date | None = None) -> list[SpecimenLine]:
        """Everything that is known of slides and blocks, with where it is on a day (today)."""
        day, now = on or date.today(), self.situation()
        found = []
        for one in now.specimens:
            lab = now.organization(one.lab)
            cap = lab.cap_accredited if lab else None
            desk = now.desk(one.lab, DepartmentKind.PATHOLOGY)
            found.append(
                SpecimenLine(
                    one,
                    now.name(one.lab),
                    specimens.where(one, now.shipments, now.names),
                    specimens.kept(one, cap),
                    specimens.kept_words(one, cap, day),
                    specimens.return_due(one, desk.return_days if desk else 0),
                )
            )
        return found

    def save_specimen(self, specimen: Specimen) -> Specimen:
        """Keep what is known of slides or a block. Where it stands is moved with `move_specimen`.

        Raises:
            BinderError: a place or request is not in the binder, a date cannot be, or its steps were changed by hand.
        """
        self._vault.organizations.need(specimen.lab)
        if specimen.reviewer:
            self._vault.organizations.need(specimen.reviewer)
        if specimen.request:
            self._vault.requests.need(specimen.request)
        kept = self._vault.specimens.get(specimen.id) if specimen.id else None
        if specimen.moves != (kept.moves if kept else ()):
            raise BinderError("Where a specimen stands is noted step by step: move it.")
        changed = specimens.check_specimen(specimen, date.today())
        return self._vault.specimens.save(changed, action="specimen", summary=_called(changed))

    def move_specimen(
        self, which: str, state: SpecimenState, on: str = "", *, where: str = "", note: str = ""
    ) -> Specimen:
        """One step further: release requested, released, in review, return due, returned, lost, destroyed ...

        Received where it is to be looked at again, it answers the request that asked for it.
        """
        specimen = self._vault.specimens.need(which)
        step = Move(state, on or date.today().isoformat(), where.strip(), note.strip())
        changed = specimens.move(specimen, step, date.today())
        with self._vault.together("move", f"{_called(changed)}: {state.label}"):
            return self._moved(changed)

    def _moved(self, specimen: Specimen) -> Specimen:
        """Keep a specimen that went a step, and mark its item as received once it is there."""
        kept = self._vault.specimens.save(
            specimen, action="move", summary=f"{_called(specimen)}: {specimen.state.label}"
        )
        if specimen.state is SpecimenState.RECEIVED and specimen.request:
            request, need = self._vault.requests.need(specimen.request), specimen.kind.need
            item = self._vault.checklist.get(specimen.item)
            if item and item.state is not ItemState.WAIVED and requests.carries(request, item.id, need):
                place = self._vault.organizations.get(specimen.reviewer)
                what = f"{_called(specimen)}, at {place.name}" if place else _called(specimen)
                self.receive(item.id, need=need, on=specimen.since, what=what, request=request.id)
        return kept

    def shipments(self) -> list[Shipment]:
        """Every parcel."""
        return self._vault.shipments.all()

    def save_shipment(self, parcel: Shipment) -> tuple[Shipment, list[str]]:
        """Keep a parcel; what is newly noted of its way moves the specimens in it.

        Returns:
            The parcel, and what it lacks while it has not left, one clause each.

        Raises:
            BinderError: a specimen is not in the binder, a date cannot be, or a specimen cannot go that way.
        """
        inside = [self._vault.specimens.need(one) for one in parcel.specimens]
        checked = specimens.check_shipment(parcel, date.today())
        before = self._vault.shipments.get(parcel.id) if parcel.id else None
        before = before or replace(parcel, sent_on="", delivered_on="", lost_on="", confirmed_on="")
        with self._vault.together("ship", f"Parcel with {', '.join(parcel.specimens)}: {checked.state.label}"):
            for step in specimens.steps(before, checked):
                inside = [specimens.move(one, step, date.today()) for one in inside]
            for one in inside:
                self._moved(one)
            kept = self._vault.shipments.save(checked, action="ship", summary=f"Parcel: {checked.state.label}")
        return kept, [] if kept.sent_on else specimens.packing(kept)


def _called(specimen: Specimen) -> str:
    what = f"{specimen.count} {specimen.kind.label}" if specimen.count else specimen.kind.label
    return f"{what} {specimen.accession}".strip()
