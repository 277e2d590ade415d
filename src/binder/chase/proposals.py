"""Which filed record may satisfy which need of which item: proposed here, accepted by a person."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from binder.chase.imaging import filed, modality
from binder.knowledge import load
from binder.model.checklist import ChecklistItem, ItemState, Need, Proposal
from binder.model.kinds import Kind
from binder.model.record import Record, RecordState

_CLOSED = (ItemState.VERIFIED, ItemState.WAIVED)


@cache
def _entry(item_id: str) -> dict[str, object]:
    return next((entry for entry in load("checklists")["items"] if entry["id"] == item_id), {})


def sometimes(item: ChecklistItem) -> bool:
    """Whether only some people need it, so that it is not missing until something speaks of it."""
    return bool(_entry(item.id).get("sometimes", False))


def modalities(item: ChecklistItem) -> frozenset[str]:
    """The DICOM modalities of an imaging item; empty for the item that takes all the others, and for the user's own."""
    found = _entry(item.id).get("modalities", ())
    return frozenset(str(code) for code in found) if isinstance(found, list) else frozenset()


@cache
def _named_modalities() -> frozenset[str]:
    return frozenset(code for entry in load("checklists")["items"] for code in entry.get("modalities", ()))


def of_this_modality(item: ChecklistItem, code: str) -> bool:
    """Whether images of that modality belong to this imaging item."""
    if wanted := modalities(item):
        return code in wanted
    return item.custom or code not in _named_modalities()


def proposals(items: Iterable[ChecklistItem], records: Iterable[Record]) -> list[Proposal]:
    """What may satisfy what, in the order of the checklist, newest record first.

    Only filed records count; nothing is proposed for items verified or waived, nor twice for the same receipt.
    """
    newest = sorted(records, key=lambda r: r.date, reverse=True)
    found: list[Proposal] = []
    for item in items:
        if item.state in _CLOSED:
            continue
        taken = {(receipt.need, receipt.record) for receipt in item.receipts}
        for need in item.needs:
            found += [
                Proposal(item.id, need, record.id, _because(record))
                for record in _candidates(item, need, newest)
                if (need, record.id) not in taken
            ]
    return found


def _candidates(item: ChecklistItem, need: Need, records: list[Record]) -> list[Record]:
    """The records that satisfy a need; once a record is marked as the opinion asked for, that one alone."""
    fitting = [record for record in records if _satisfies(item, need, record)]
    wanted = _entry(item.id).get("opinion")
    marked = [record for record in fitting if wanted is not None and record.opinion == wanted]
    return marked or fitting


def _satisfies(item: ChecklistItem, need: Need, record: Record) -> bool:
    if need is Need.IMAGES:
        return filed(record, Kind.IMAGING_STUDY) and record.diagnostic and of_this_modality(item, modality(record))
    if need is not Need.REPORT:
        return False  # glass and paraffin are not files
    if record.opinion is not None and (wanted := _entry(item.id).get("opinion")) is not None:
        # A person said that this is the opinion: what kind of paper binder took it for does not matter.
        return record.opinion == wanted and record.state in (RecordState.FILED, RecordState.NEEDS_REVIEW)
    if record.state is not RecordState.FILED:
        return False
    if record.kind not in item.kinds:
        return False
    return Need.IMAGES not in item.needs or of_this_modality(item, modality(record))


def fits(item: ChecklistItem, need: Need, record: Record) -> str:
    """Why this record cannot stand for that need, as one sentence; empty where it can.

    A person may link a report of any kind (they can see more than the rules do), never a report for images.
    """
    if record.state is RecordState.TRASHED:
        return f"{record.id} was put aside: bring it back before it counts for {item.title!r}."
    if need in (Need.SLIDES, Need.BLOCK):
        wanted = "glass slides" if need is Need.SLIDES else "a tissue block"
        if record.kind in (Kind.PATHOLOGY_REPORT, Kind.PATHOLOGY_CONSULT, Kind.MOLECULAR_REPORT):
            return (
                f"{record.id} is a report: {item.title!r} asks for {wanted}, from the {item.whom or 'pathology lab'}."
            )
    if need is Need.IMAGES:
        if record.kind is not Kind.IMAGING_STUDY:
            return (
                f"{record.id} holds no DICOM images: ask the {item.whom or 'radiology file room'} for the study itself."
            )
        if not record.diagnostic:
            return (
                f"{record.id} holds pictures only: ask the {item.whom or 'radiology file room'} for the DICOM images."
            )
    if need is Need.REPORT and record.kind is Kind.IMAGING_STUDY:
        return f"{record.id} holds images: the report on them is a document of its own."
    return ""


def _because(record: Record) -> str:
    """The clause that says why it is proposed."""
    of = f" of {record.date}" if record.date else ", undated"
    if record.kind is Kind.IMAGING_STUDY:
        if record.expected is not None and record.instances < record.expected:
            return f"{record.instances} of {record.expected} images here{of}"
        return f"it holds {record.instances} images{of}"
    if record.opinion is not None:
        return f"it is marked as opinion {record.opinion}{of}"
    label = record.kind.label
    # "a DICOM study", "an MRI": only the first letter changes, and the article with it
    article = "an" if label[0].casefold() in "aeio" else "a"
    return f"it is {article} {label[0].lower()}{label[1:]}{of}"
