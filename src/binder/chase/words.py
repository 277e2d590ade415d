"""Where an item stands, in the words a person reads: "report here, images missing"."""

from __future__ import annotations

from collections.abc import Iterable

from binder.chase.imaging import Examination, examinations, filed
from binder.chase.proposals import of_this_modality, sometimes
from binder.chase.review import in_review
from binder.model.checklist import ChecklistItem, ItemState, Need, Proposal
from binder.model.kinds import Kind
from binder.model.record import Person, Record


def status_words(
    item: ChecklistItem, proposals: Iterable[Proposal], records: Iterable[Record], patient: Person | None = None
) -> str:
    """One short clause for the item's line.

    "here" means that a record of the binder can satisfy it, "received" that a person has marked it.

    Args:
        patient: whose binder it is: a document that waits in review and names another person may be no item's.
    """
    if item.state in (ItemState.WAIVED, ItemState.UNAVAILABLE):
        return item.note or ("not needed" if item.state is ItemState.WAIVED else "cannot be had")
    offered = [p for p in proposals if p.item == item.id]
    records = list(records)
    doubtful = _in_review(item, in_review(item, records, patient))
    if Need.IMAGES in item.needs:
        return _imaging(item, doubtful, records)
    if Need.SLIDES in item.needs or Need.BLOCK in item.needs:
        return _material(item, offered, records)
    return _papers(item, offered, doubtful)


def imaging_of(item: ChecklistItem, records: Iterable[Record]) -> list[Examination]:
    """The examinations that belong to an imaging item: by modality, or because a receipt links them."""
    linked = {receipt.record for receipt in item.receipts if receipt.record}
    return [
        exam
        for exam in examinations(records)
        if of_this_modality(item, exam.modality) or any(r and r.id in linked for r in (exam.report, exam.study))
    ]


def scan_name(item: ChecklistItem, exam: Examination) -> str:
    """One examination of an item: "MRI scan", or as the user calls it."""
    return (not item.custom and exam.called) or item.title.removesuffix("s")


def to_ask_for(item: ChecklistItem, records: Iterable[Record], place: str = "") -> list[Examination]:
    """The examinations of an item of which something is missing, as an office is asked for them.

    Args:
        place: the office; where some are known to have been made there, those that others made are left out.
    """
    lacking = [exam for exam in imaging_of(item, records) if exam.lacks]
    there = [exam for exam in lacking if made_at(exam, place)]
    return [exam for exam in lacking if exam in there or not exam.facility] if there else lacking


def made_at(exam: Examination, place: str) -> bool:
    """Whether an examination was made at a place, whose name may stand on paper longer or shorter."""
    ours, theirs = place.casefold(), exam.facility.casefold()
    return bool(ours and theirs) and (ours in theirs or theirs in ours)


def _in_review(item: ChecklistItem, records: list[Record]) -> str:
    """How many may be it and wait to be looked at; empty where none is, or where it was asked for."""
    if not records or item.requested_on:
        return ""
    return f"{len(records)} wait{'s' * (len(records) == 1)} in review"


def _imaging(item: ChecklistItem, doubtful: str, records: list[Record]) -> str:
    if item.state is ItemState.VERIFIED:
        return _received(item)
    exams = imaging_of(item, records)
    by_hand = {receipt.need for receipt in item.receipts if not receipt.record}
    if len(exams) > 1:
        return _several(item, exams, by_hand)
    report = Need.REPORT in item.met or any(e.report for e in exams)
    here = _report_word(item, report)
    if item.state is ItemState.RECEIVED and not any(e.incomplete for e in exams):
        return _received(item)
    if not exams and not item.receipts:
        return doubtful or _nothing(item, "report and images missing")
    images = _images_word(item, exams[0] if exams else None)
    if images.startswith("images asked"):
        return images if report else f"report and {images}"
    return f"{here}, {images}"


def _report_word(item: ChecklistItem, here: bool) -> str:
    if not here:
        return "report missing"
    return "report received" if Need.REPORT in item.met else "report here"


def _images_word(item: ChecklistItem, exam: Examination | None) -> str:
    if exam is not None and exam.incomplete and exam.study is not None:
        return f"{exam.study.instances} of {exam.study.expected} images here"
    if Need.IMAGES in item.met:
        return "images received"
    if exam is not None and exam.study is not None and not exam.pictures_only:
        return "images here"
    if item.requested_on:
        return f"images asked {item.requested_on}"
    return "pictures only, images missing" if exam is not None and exam.pictures_only else "images missing"


def _several(item: ChecklistItem, exams: list[Examination], by_hand: set[Need]) -> str:
    """Words for several examinations: how many, and which of them lack something, by date."""
    if item.state is ItemState.RECEIVED and by_hand >= set(item.needs):
        return _received(item)
    gaps = []
    if bare := [e for e in exams if e.images_missing]:
        gaps.append(_gap("images missing" if not any(e.pictures_only for e in bare) else "pictures only", bare))
    if partial := [e for e in exams if e.incomplete and not e.pictures_only and e.study]:
        gaps += [f"{e.study.instances} of {e.study.expected} images here" for e in partial if e.study]
    if unread := [e for e in exams if e.report is None]:
        gaps.append(_gap("report missing", unread))
    asked = f", asked {item.requested_on}" if gaps and item.requested_on else ""
    whole = f"{len(exams)} scans " + ("received" if item.state is ItemState.RECEIVED and not gaps else "here")
    return ", ".join([whole, *gaps]) + asked


def _gap(what: str, exams: list[Examination]) -> str:
    if len(exams) == 1 and exams[0].date:
        return f"{what} for {exams[0].date}"
    return f"{what} for {len(exams)}"


def _material(item: ChecklistItem, offered: list[Proposal], records: list[Record]) -> str:
    """Words for glass and paraffin: the report may be here while they are not."""
    if not item.missing:
        return _received(item)
    thing = " and ".join(need.value for need in item.missing)
    if not item.requested_on and sometimes(item) and not item.receipts:
        return "if the second lab asks"
    # Only what is missing: slides that came while the block has not.
    has_report = Need.REPORT in item.met or any(filed(r, Kind.PATHOLOGY_REPORT) for r in records)
    came = [f"{need.value} received" for need in item.met]
    before = came or (["report here"] if has_report else [])
    if item.requested_on:
        return f"{thing} asked {item.requested_on}"
    return ", ".join([*before, f"{thing} missing"])


def _papers(item: ChecklistItem, offered: list[Proposal], doubtful: str) -> str:
    waiting = len({p.record for p in offered})
    if not item.missing:
        return _received(item) + (f", {waiting} more here" if waiting and item.state is ItemState.RECEIVED else "")
    if waiting:
        return "here" if waiting == 1 else f"{waiting} here"
    return doubtful or _nothing(item, "missing")


def _nothing(item: ChecklistItem, missing: str) -> str:
    if item.requested_on:
        return f"asked {item.requested_on}"
    return "if there is one" if sometimes(item) else missing


def _received(item: ChecklistItem) -> str:
    last = max((receipt.on for receipt in item.receipts), default="")
    said = "verified" if item.state is ItemState.VERIFIED else "received"
    return f"{said} {last}".strip()
