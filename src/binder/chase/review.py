"""What waits in review: whose it may be, and for which item it may be. Today and the checklist both ask here."""

from __future__ import annotations

from collections.abc import Iterable

from binder.chase.imaging import modality
from binder.chase.proposals import of_this_modality
from binder.model.checklist import ChecklistItem, Need
from binder.model.kinds import Kind
from binder.model.record import Person, Record, RecordState


def of_somebody_else(record: Record, patient: Person | None) -> bool:
    """Whether a record held for review names another person, by the rule it was filed by."""
    if record.state is not RecordState.NEEDS_REVIEW:
        return False
    if record.filing.patient is not None and patient is not None:
        from binder.filing.doubts import differs  # filing is slow to load, and Today comes first

        return bool(differs(record.filing.patient, patient))
    return "another person" in " ".join((record.reason, *record.filing.doubts)).casefold()


def in_review(item: ChecklistItem, records: Iterable[Record], patient: Person | None) -> list[Record]:
    """The records that wait to be looked at and may be what an item lacks; never one of another person."""
    waiting = (r for r in records if r.state is RecordState.NEEDS_REVIEW and _may_be(item, r))
    return [r for r in waiting if not of_somebody_else(r, patient)]


def _may_be(item: ChecklistItem, record: Record) -> bool:
    if Need.IMAGES in item.needs and not of_this_modality(item, modality(record)):
        return False
    if record.kind is Kind.IMAGING_STUDY:
        return Need.IMAGES in item.missing
    return Need.REPORT in item.missing and record.kind in item.kinds
