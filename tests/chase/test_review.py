"""What waits in review, told alike by Today and by the checklist."""

from __future__ import annotations

from binder.chase import proposals, receive, status_words, today
from binder.model.checklist import ChecklistItem, Need
from binder.model.kinds import Kind
from binder.model.record import Filing, Person, Record, RecordState

from .conftest import make_record

Items = dict[str, ChecklistItem]
ADA = Person("Ada Sample", "1957-04-09")


def waits(id: str, kind: Kind, whose: str = "Ada Sample", title: str = "") -> Record:
    """A document in review that names somebody."""
    return Record(
        id, f"{id}.pdf", Filing(kind=kind, title=title, patient=Person(whose)), RecordState.NEEDS_REVIEW, "No date."
    )


def told(items: Items, *records: Record) -> tuple[dict[str, str], list[str]]:
    """The words of the checklist by item, and the lines of Today."""
    offered = proposals(items.values(), records)
    words = {item.id: status_words(item, offered, records, ADA) for item in items.values()}
    return words, [line.text for line in today(items.values(), offered, records, patient=ADA)]


def test_a_document_that_names_another_person_is_no_candidate_for_an_item_on_either_screen(items: Items) -> None:
    own, stranger = waits("R1", Kind.VISIT_NOTE), waits("R2", Kind.VISIT_NOTE, "Gerald Else")
    words, lines = told(items, own, stranger, waits("R3", Kind.INSURANCE, "Gerald Else"))
    assert words["visit-notes"] == "1 waits in review"
    assert words["insurance"] == "missing"
    assert "Waits in review: visit notes and history (1)" in lines
    assert [line for line in lines if line.startswith("Missing: ") and "insurance letters" in line]


def test_reports_of_a_scan_that_wait_in_review_are_told_on_both_screens_and_of_no_other_scan(items: Items) -> None:
    words, lines = told(
        items,
        waits("R1", Kind.IMAGING_REPORT, title="CT chest"),
        waits("R2", Kind.IMAGING_REPORT, title="CT abdomen"),
        waits("R3", Kind.IMAGING_REPORT, "Gerald Else", "CT head"),
    )
    assert words["imaging-ct"] == "2 wait in review"
    assert words["imaging-mri"] == "if there is one"
    assert "Waits in review: CT scans (2)" in lines


def test_what_the_checklist_calls_missing_is_on_today(items: Items) -> None:
    """As missing, scan by scan, or as waiting in review: whatever is here of it, and in whatever state."""
    scan = make_record("R8", Kind.IMAGING_STUDY, "2026-02-03", "CT chest", instances=4, diagnostic=True)
    noted = {"imaging-ct": receive(items["imaging-ct"], Need.REPORT, "2026-02-20")}
    for list_, records in (
        (items, []),
        (items, [make_record("R1", Kind.IMAGING_REPORT, "2026-02-03", "CT chest")]),
        (items, [scan]),
        (items, [waits("R1", Kind.IMAGING_REPORT, title="CT chest")]),
        (items, [waits("R1", Kind.IMAGING_STUDY, title="CT chest")]),
        (items, [waits("R1", Kind.IMAGING_REPORT, "Gerald Else", "CT chest")]),
        (items | noted, []),
        (items | noted, [waits("R1", Kind.IMAGING_STUDY, title="CT chest")]),
    ):
        # A binder is never empty here: the first line of an empty one is another.
        words, lines = told(list_, make_record("R9", Kind.OTHER), *records)
        assert "missing" in words["imaging-ct"] or "in review" in words["imaging-ct"]
        assert [line for line in lines if "CT scan" in line], words["imaging-ct"]


def test_images_without_their_report_are_told_scan_by_scan(items: Items) -> None:
    scan = make_record("R8", Kind.IMAGING_STUDY, "2026-02-03", "CT chest", instances=4, diagnostic=True)
    words, lines = told(items, scan)
    assert words["imaging-ct"] == "report missing, images here"
    assert "CT scan of 2026-02-03: images here, report missing" in lines
