"""What waits in review, told alike by Today and by the checklist."""

from __future__ import annotations

from binder.chase import proposals, status_words, today
from binder.model.checklist import ChecklistItem
from binder.model.kinds import Kind
from binder.model.record import Filing, Person, Record, RecordState

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
