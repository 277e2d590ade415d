"""What waits in review: whose it may be, and for which item it may be. Today and the checklist both ask here."""

from __future__ import annotations

from collections.abc import Iterable

from binder.model.checklist import ChecklistItem, Need
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
    """The records that wait to be looked at and may be the report an item lacks; never one of another person."""
    if Need.REPORT not in item.missing or Need.IMAGES in item.needs:
        return []  # which scan a report is of is told scan by scan
    return [
        r
        for r in records
        if r.state is RecordState.NEEDS_REVIEW and r.kind in item.kinds and not of_somebody_else(r, patient)
    ]
