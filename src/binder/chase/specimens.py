"""Slides and blocks: their way from the laboratory and back, how long they are kept, and the parcels they go in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from binder.chase import days
from binder.knowledge import load
from binder.model.errors import BinderError
from binder.model.specimen import Move, Shipment, Specimen, SpecimenKind, SpecimenState

_S = SpecimenState
_NEXT: dict[SpecimenState, tuple[SpecimenState, ...]] = {
    _S.AT_LAB: (_S.RELEASE_REQUESTED, _S.RELEASED, _S.LOST, _S.DESTROYED),
    _S.RELEASE_REQUESTED: (_S.RELEASED, _S.AT_LAB, _S.LOST, _S.DESTROYED),
    _S.RELEASED: (_S.SHIPPED, _S.AT_LAB, _S.LOST, _S.DESTROYED),
    _S.SHIPPED: (_S.RECEIVED, _S.RETURNED, _S.LOST, _S.DESTROYED),
    _S.RECEIVED: (_S.IN_REVIEW, _S.RETURN_DUE, _S.SHIPPED, _S.RETURNED, _S.LOST, _S.DESTROYED),
    _S.IN_REVIEW: (_S.RETURN_DUE, _S.SHIPPED, _S.RETURNED, _S.LOST, _S.DESTROYED),
    _S.RETURN_DUE: (_S.SHIPPED, _S.RETURNED, _S.LOST, _S.DESTROYED),
    _S.RETURNED: (_S.RELEASE_REQUESTED, _S.RELEASED, _S.LOST, _S.DESTROYED),
    _S.LOST: (_S.AT_LAB, _S.RECEIVED, _S.RETURNED),
    _S.DESTROYED: (),
}
AWAY = (_S.SHIPPED, _S.RECEIVED, _S.IN_REVIEW, _S.RETURN_DUE)


def allowed(specimen: Specimen) -> tuple[SpecimenState, ...]:
    """The states a specimen may go to from where it stands."""
    return _NEXT[specimen.state]


def move(specimen: Specimen, to: Move, today: date) -> Specimen:
    """One step further.

    Raises:
        BinderError: there is no way there from where it stands, or the day is yet to come or before the last step.
    """
    if to.state not in allowed(specimen):
        ways = " or ".join(state.label for state in allowed(specimen)) or "nothing any more"
        raise BinderError(
            f"{specimen.id} is {specimen.state.label}: it cannot become {to.state.label} now, only {ways}."
        )
    days.not_ahead(to.on, today, "The day")
    days.ordered(specimen.since, to.on, f"{specimen.id} was {specimen.state.label} later than that")
    return replace(specimen, moves=(*specimen.moves, to))


def check_specimen(specimen: Specimen, today: date) -> Specimen:
    """A specimen whose own facts were looked at.

    Raises:
        BinderError: a count below 0, or a date that cannot be.
    """
    if specimen.count < 0:
        raise BinderError(f"{specimen.count} is no count of slides or blocks.")
    dates = ((specimen.collected_on, "The day it was taken,"), (specimen.reported_on, "The day of the report,"))
    days.happened(dates, today)
    days.ordered(specimen.collected_on, specimen.reported_on, "It cannot be reported before it was taken")
    if specimen.return_by:
        days.need(specimen.return_by, "The day it is due back")
        days.ordered(specimen.since, specimen.return_by, "It would be due back before it left")
    return replace(specimen, accession=specimen.accession.strip())


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a laboratory has to keep a specimen.

    Attributes:
        until: last day that is sure; None where the day it was taken is not known, or no rule is.
        longer: last day where the laboratory is accredited by CAP, if that is later; else None.
        rule: which rule gives `until`.
    """

    until: date | None
    longer: date | None = None
    rule: str = ""


def kept(specimen: Specimen, cap_accredited: bool | None) -> Kept:
    """How long the laboratory has to keep it, by federal rule and by CAP's."""
    entry = next((one for one in load("retention")["kinds"] if one["kind"] == specimen.kind.value), None)
    start = days.read(specimen.reported_on if entry and entry.get("after") else specimen.collected_on)
    if entry is None or start is None:
        return Kept(None)
    by_law = days.years_on(start, entry["clia_years"]) if "clia_years" in entry else None
    by_cap = None
    if "cap_years" in entry:
        by_cap = days.years_on(start, entry["cap_years"])
    elif "cap_days" in entry:
        by_cap = start + timedelta(entry["cap_days"])
    if cap_accredited and by_cap is not None and (by_law is None or by_cap >= by_law):
        return Kept(by_cap, None, "CAP")
    if by_law is None:
        return Kept(by_cap, None, "CAP")
    longer = by_cap if cap_accredited is None and by_cap is not None and by_cap > by_law else None
    return Kept(by_law, longer, "42 CFR 493.1105")


def kept_words(specimen: Specimen, cap_accredited: bool | None, on: date) -> str:
    """How long it is kept, as one sentence; empty where nothing is known or it has left the laboratory for good."""
    found = kept(specimen, cap_accredited)
    if found.until is None or specimen.state is _S.DESTROYED:
        return ""
    until = found.until.isoformat()
    if found.until >= on:
        return f"kept until {until} at least ({found.rule})"
    if found.longer is not None and found.longer >= on:
        return f"may be destroyed since {until}, unless the lab is accredited by CAP: then {found.longer.isoformat()}"
    return f"may be destroyed since {until}: ask the lab whether it still has it"


def at_once(specimen: Specimen, on: date) -> str:
    """A sentence where waiting costs the material itself: wet tissue and smears are thrown away within days."""
    if specimen.kind not in (SpecimenKind.WET_TISSUE, SpecimenKind.BLOOD_SMEAR) or specimen.state is not _S.AT_LAB:
        return ""
    until = kept(specimen, True).until
    if until is None:
        return f"Ask the lab today to keep the {specimen.kind.label}: it is thrown away within days."
    if until < on:
        return f"The {specimen.kind.label} may be gone since {until.isoformat()}: ask the lab."
    return f"Ask the lab today to keep the {specimen.kind.label}: it may be thrown away after {until.isoformat()}."


def where(specimen: Specimen, shipments: Iterable[Shipment], names: dict[str, str]) -> str:
    """Where it is now, in words.

    Args:
        names: of organizations by their ids.
    """
    lab = names.get(specimen.lab, specimen.lab)
    there = names.get(specimen.reviewer, specimen.reviewer) or "the reviewing laboratory"
    last = specimen.moves[-1] if specimen.moves else None
    if last is not None and last.where and specimen.state is not _S.SHIPPED:
        return f"{last.where}, since {last.on}"
    match specimen.state:
        case _S.SHIPPED:
            parcel = next((one for one in reversed(list(shipments)) if specimen.id in one.specimens), None)
            if parcel is None:
                return f"on its way since {specimen.since}"
            by = " ".join(part for part in (parcel.courier, parcel.tracking) if part) or "a courier"
            return f"on its way with {by} since {parcel.sent_on or specimen.since}"
        case _S.RECEIVED | _S.IN_REVIEW | _S.RETURN_DUE:
            return f"at {there}, since {specimen.since}"
        case _S.LOST:
            return f"lost, said on {specimen.since}"
        case _S.DESTROYED:
            return f"destroyed, said on {specimen.since}"
        case _:
            return f"at {lab}"


def return_due(specimen: Specimen, return_days: int = 0) -> date | None:
    """The day it has to be back: as the laboratory said, or so many days after it arrived there; None where neither."""
    if specimen.state not in AWAY:
        return None
    if said := days.read(specimen.return_by):
        return said
    arrived = next((one.on for one in specimen.moves if one.state is _S.RECEIVED), "")
    day = days.read(arrived)
    return day + timedelta(return_days) if day and return_days else None


# -- parcels ----------------------------------------------------------------------------------------------------------


def check_shipment(parcel: Shipment, today: date) -> Shipment:
    """A parcel whose dates stand in order.

    Raises:
        BinderError: a date is none, is yet to come where it has happened, or stands before the one it follows.
    """
    dates = (
        (parcel.sent_on, "The day it was sent,"),
        (parcel.delivered_on, "The day it was delivered,"),
        (parcel.confirmed_on, "The day it was confirmed,"),
        (parcel.lost_on, "The day it was lost,"),
    )
    days.happened(dates, today)
    if parcel.expected_on:
        days.need(parcel.expected_on, "The day it is expected")
    days.ordered(parcel.sent_on, parcel.expected_on, "It cannot arrive before it was sent")
    days.ordered(parcel.sent_on, parcel.delivered_on, "It cannot be delivered before it was sent")
    days.ordered(parcel.delivered_on, parcel.confirmed_on, "It cannot be confirmed before it was delivered")
    if parcel.delivered_on and not parcel.sent_on:
        raise BinderError("A parcel is delivered after it was sent: note first when that was.")
    if parcel.lost_on and not parcel.sent_on:
        raise BinderError("A parcel is lost on its way: note first when it was sent.")
    if parcel.lost_on and parcel.delivered_on:
        raise BinderError(f"This parcel was delivered on {parcel.delivered_on}: it is not lost on its way.")
    return parcel


def packing(parcel: Shipment) -> list[str]:
    """What a parcel of slides still lacks before it may leave, one clause each; empty where all is there."""
    lacks = []
    if not parcel.specimens:
        lacks.append("say which slides or blocks are in it")
    if not parcel.courier:
        lacks.append("name the courier")
    if not parcel.tracking:
        lacks.append("note the tracking number before it leaves")
    if not parcel.signature_required:
        lacks.append("have it signed for on delivery")
    if not parcel.rigid_container:
        lacks.append("pack it in a rigid holder")
    if not parcel.report_enclosed and not parcel.returning:
        lacks.append("enclose the pathology report: laboratories send slides back without it")
    return lacks


def steps(before: Shipment, after: Shipment) -> list[Move]:
    """What the specimens in a parcel become by what was newly noted of it, in order."""
    found = []
    if after.sent_on and not before.sent_on:
        found.append(Move(_S.SHIPPED, after.sent_on))
    if after.lost_on and not before.lost_on:
        found.append(Move(_S.LOST, after.lost_on))
    if after.delivered_on and not before.delivered_on:
        found.append(Move(_S.RETURNED if after.returning else _S.RECEIVED, after.delivered_on))
    return found
