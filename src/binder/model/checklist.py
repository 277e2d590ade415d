"""What a second opinion needs: items, what each needs (report, images, slides, block), and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from binder.model.kinds import Kind


class Need(StrEnum):
    """The material an item asks for. A report never stands for images, slides or a block."""

    REPORT = "report"
    IMAGES = "images"
    SLIDES = "slides"
    BLOCK = "block"


class ItemState(StrEnum):
    """Where an item stands (data model E4)."""

    WANTED = "wanted"
    REQUESTED = "requested"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    VERIFIED = "verified"
    WAIVED = "waived"
    UNAVAILABLE = "unavailable"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")

    @property
    def glyph(self) -> str:
        """One cell; never the only sign of the state."""
        return {"wanted": "○", "requested": "◌", "partly_received": "◐", "received": "●", "verified": "✓",
                "waived": "–", "unavailable": "✗"}[self.value]  # fmt: skip

    @property
    def settled(self) -> bool:
        """Nothing more is to be done for it."""
        return self in (ItemState.RECEIVED, ItemState.VERIFIED, ItemState.WAIVED, ItemState.UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One thing received for an item.

    Attributes:
        need: which of the item's needs it meets.  on: ISO date it came.
        what: what came, in the user's words.  record: the record it is linked to, or empty (slides have none).
    """

    need: Need
    on: str
    what: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing a second opinion needs.

    Attributes:
        id: a slug ("pathology-slides").  why: one sentence for the person.
        needs: all must be met.  kinds: kinds of record that may satisfy a report need.
        source: whose list asks for it.  state: as last set or derived from receipts.
        note: the user's words; the reason where waived or unavailable.
        whom: whom to ask ("pathology lab"); custom: added by the user.
    """

    id: str
    title: str
    needs: tuple[Need, ...]
    kinds: tuple[Kind, ...] = ()
    why: str = ""
    source: str = ""
    group: str = ""
    state: ItemState = ItemState.WANTED
    receipts: tuple[Receipt, ...] = ()
    note: str = ""
    whom: str = ""
    requested_on: str = ""
    custom: bool = False
    position: int = 0

    @property
    def met(self) -> tuple[Need, ...]:
        """The needs that something was received for."""
        return tuple(n for n in self.needs if any(r.need is n for r in self.receipts))

    @property
    def missing(self) -> tuple[Need, ...]:
        """The needs nothing was received for yet."""
        return tuple(n for n in self.needs if n not in self.met)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record that may satisfy a need of an item; the user says yes or no.

    Attributes:
        because: one clause ("it is a pathology report of 2026-01-12").
    """

    item: str
    need: Need
    record: str
    because: str = ""
