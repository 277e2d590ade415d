"""Slides and blocks: what a laboratory holds, and the parcels it travels in (FHIR Specimen, SupplyDelivery)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from binder.model.checklist import Need


class SpecimenKind(StrEnum):
    """What it is; each has its own time of keeping."""

    SLIDES = "slides"
    STAINED_SLIDES = "stained_slides"
    CYTOLOGY = "cytology"
    NEEDLE_ASPIRATE = "needle_aspirate"
    BLOCK = "block"
    WET_TISSUE = "wet_tissue"
    BLOOD_SMEAR = "blood_smear"
    DIGITAL_SLIDES = "digital_slides"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"slides": "H&E slides", "stained_slides": "special stains (IHC) slides", "cytology": "cytology slides",
                "needle_aspirate": "needle aspirate slides", "block": "tissue block", "wet_tissue": "wet tissue",
                "blood_smear": "blood or marrow smears", "digital_slides": "digital slides"}[self.value]  # fmt: skip

    @property
    def need(self) -> Need:
        """The need of a checklist item that it meets."""
        return Need.BLOCK if self in (SpecimenKind.BLOCK, SpecimenKind.WET_TISSUE) else Need.SLIDES


class SpecimenState(StrEnum):
    """Where it stands (data model E3)."""

    AT_LAB = "at_lab"
    RELEASE_REQUESTED = "release_requested"
    RELEASED = "released"
    SHIPPED = "shipped"
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    RETURN_DUE = "return_due"
    RETURNED = "returned"
    LOST = "lost"
    DESTROYED = "destroyed"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


class Cut(StrEnum):
    """Whether it is the glass first looked at, or newly cut from the block."""

    UNKNOWN = "unknown"
    ORIGINAL = "original"
    RECUT = "recut"


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a specimen: on: ISO date; where: who has it since, in words."""

    state: SpecimenState
    on: str
    where: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Specimen:
    """Glass slides or a block of one accession at one laboratory.

    Attributes:
        lab: id of the organization.  accession: the laboratory's number.  collected_on: ISO date of the biopsy.
        reported_on: ISO date of the final report, from which wet tissue is kept.
        count: how many slides or blocks.  labels: what stands on them ("A1, A2").
        item: id of the checklist item.  request: id of the request that asks for it.
        reviewer: id of the organization that is to look at it.
        return_by: ISO date it has to be back, as the lab said; empty while not known.
        moves: oldest first; the last one is where it stands.
    """

    lab: str
    accession: str = ""
    id: str = ""
    kind: SpecimenKind = SpecimenKind.SLIDES
    count: int = 0
    labels: str = ""
    cut: Cut = Cut.UNKNOWN
    collected_on: str = ""
    reported_on: str = ""
    item: str = "pathology-slides"
    request: str = ""
    reviewer: str = ""
    return_by: str = ""
    moves: tuple[Move, ...] = ()
    note: str = ""

    @property
    def state(self) -> SpecimenState:
        """Where it stands by its last step."""
        return self.moves[-1].state if self.moves else SpecimenState.AT_LAB

    @property
    def since(self) -> str:
        """ISO date of its last step, or empty."""
        return self.moves[-1].on if self.moves else ""


class ShipmentState(StrEnum):
    """Where a parcel stands, by its dates."""

    PREPARING = "preparing"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    LOST = "lost"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel.

    Attributes:
        specimens: ids.  sender, recipient: ids of organizations, or names as typed.
        returning: on the way back to the lab.  report_enclosed: the outside report has to come along.
        signature_required, rigid_container: as the sender confirmed.
        sent_on, expected_on, delivered_on, confirmed_on: ISO dates; confirmed: the recipient said that it is all there.
        signed_by: who took it.  lost_on: ISO date it was given up as lost.  cost: as on the bill.
    """

    specimens: tuple[str, ...]
    id: str = ""
    sender: str = ""
    recipient: str = ""
    returning: bool = False
    courier: str = ""
    tracking: str = ""
    courier_phone: str = ""
    signature_required: bool = False
    rigid_container: bool = False
    report_enclosed: bool = False
    packed_by: str = ""
    sent_on: str = ""
    expected_on: str = ""
    delivered_on: str = ""
    signed_by: str = ""
    confirmed_on: str = ""
    confirmed_by: str = ""
    lost_on: str = ""
    cost: str = ""
    note: str = ""

    @property
    def state(self) -> ShipmentState:
        """Where it stands, by its dates."""
        if self.confirmed_on:
            return ShipmentState.CONFIRMED
        if self.lost_on:
            return ShipmentState.LOST
        if self.delivered_on:
            return ShipmentState.DELIVERED
        return ShipmentState.IN_TRANSIT if self.sent_on else ShipmentState.PREPARING
