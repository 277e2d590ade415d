"""The checklist as it is kept."""

from __future__ import annotations

from dataclasses import replace

from binder.model.checklist import ChecklistItem, ItemState, Need, Receipt
from binder.model.kinds import Kind
from binder.vault import Vault

from .conftest import lab_report

PATHOLOGY = ChecklistItem(
    "pathology",
    "Pathology report and slides",
    (Need.REPORT, Need.SLIDES),
    (Kind.PATHOLOGY_REPORT,),
    why="The second pathologist reads the slides, not the report.",
    source="guide 3",
    group="Tissue",
    whom="pathology lab",
    position=2,
)
COUNTS = ChecklistItem("counts", "Blood counts", (Need.REPORT,), (Kind.LAB_REPORT,), position=1)


def test_items_come_back_in_their_order_as_they_were(vault: Vault) -> None:
    assert vault.checklist.seed([PATHOLOGY, COUNTS]) == 2
    assert vault.checklist.items() == [COUNTS, PATHOLOGY]


def test_a_second_seeding_adds_only_what_is_new(vault: Vault) -> None:
    vault.checklist.seed([COUNTS])
    vault.checklist.save(replace(COUNTS, note="asked twice"), action="note", summary="Noted")
    assert vault.checklist.seed([COUNTS, PATHOLOGY]) == 1
    assert vault.checklist.items()[0].note == "asked twice"
    seeded = len(vault.events.recent(100))
    assert vault.checklist.seed([COUNTS, PATHOLOGY]) == 0
    assert len(vault.events.recent(100)) == seeded


def test_receipts_are_kept_with_their_record_and_can_be_taken_back(vault: Vault) -> None:
    record = vault.records.add(*lab_report())
    vault.checklist.seed([PATHOLOGY])
    receipts = (Receipt(Need.REPORT, "2026-03-01", "report by fax", record.id), Receipt(Need.SLIDES, "2026-03-04", "7"))
    part = replace(PATHOLOGY, receipts=receipts[:1], state=ItemState.PARTLY_RECEIVED)
    whole = replace(PATHOLOGY, receipts=receipts, state=ItemState.RECEIVED, note="courier 1Z")
    for item in (part, whole):
        vault.checklist.save(item, action="receive", summary=f"{item.title}: {item.state.label}")
        assert vault.checklist.get("pathology") == item
    assert vault.checklist.items()[0].missing == ()
    for before in (part, PATHOLOGY):
        vault.events.undo()
        assert vault.checklist.items() == [before]


def test_an_item_added_by_hand_goes_away_again_by_undo(vault: Vault) -> None:
    vault.checklist.seed([COUNTS])
    own = ChecklistItem("dental", "Dental X-rays", (Need.IMAGES,), custom=True, position=9)
    vault.checklist.save(own, action="add_item", summary="Added Dental X-rays")
    vault.checklist.save(replace(own, receipts=(Receipt(Need.IMAGES, "2026-01-01"),)), action="receive", summary="Got")
    vault.events.undo()
    assert vault.checklist.get("dental") == own
    vault.events.undo()
    assert vault.checklist.items() == [COUNTS]


def test_saving_what_is_there_already_logs_nothing(vault: Vault) -> None:
    vault.checklist.seed([COUNTS])
    logged = len(vault.events.recent(100))
    vault.checklist.save(COUNTS, action="note", summary="Nothing")
    assert len(vault.events.recent(100)) == logged
    assert vault.checklist.get("nothing") is None
