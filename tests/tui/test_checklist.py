"""The checklist on the screen: what is needed against what is here, and marking what came by keys alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from binder.model.checklist import ItemState, Need
from binder.model.record import RecordState
from binder.tui.screens.checklist import ChecklistView
from binder.tui.widgets.checklist_rows import ChecklistRows, detail
from tests.tui.cabinet import PATHOLOGY, SCAN, Cabinet, app_with, screen_text, settle_down, status, type_words

TODAY = date.today().isoformat()


@pytest.fixture
def cabinet() -> Cabinet:
    return Cabinet()


def words_of(cabinet: Cabinet, item: str, full: bool = True) -> str:
    line = next(line for line in cabinet.checklist() if line.item.id == item)
    records = {record.id: record for record in cabinet.by_id.values()}
    return "\n".join(words for words, _ in detail(line, records, full=full))


def test_each_row_says_the_state_in_a_word_and_what_is_here(cabinet: Cabinet) -> None:
    rows = ChecklistRows(cabinet.checklist())
    lines = {rows.key(i): "".join(text for text, _ in rows.line(i, 79)) for i in range(len(rows))}
    assert lines["pathology-slides"].split()[:5] == ["○", "Pathology", "glass", "slides", "wanted"]
    assert "report here, slides missing" in lines["pathology-slides"]


@pytest.mark.parametrize("width", [78, 79])
def test_no_title_and_no_words_are_cut_where_the_width_holds_them(cabinet: Cabinet, width: int) -> None:
    cabinet.receive("imaging-mri", need=Need.REPORT, on="2026-03-01")
    rows = ChecklistRows(cabinet.checklist())
    lines = ["".join(text for text, _ in rows.line(i, width)) for i in range(len(rows))]
    shown = "\n".join(line[:width] for line in lines)
    assert "…" not in shown and "partly received" in shown
    for title in ("First doctor's written opinion ", "Authorization, power of attorney "):
        assert title in shown


def test_the_detail_says_whom_to_ask_why_and_which_record_may_be_it(cabinet: Cabinet) -> None:
    words = words_of(cabinet, "pathology-report")
    assert "R7 Surgical pathology, 2026-01-12 may be its report" in words and "Space accepts it" in words
    assert "Why: " in words


def test_what_lies_here_is_looked_at_before_anybody_is_asked_for_it(cabinet: Cabinet) -> None:
    words = words_of(cabinet, "pathology-report")
    assert words.index("Enter opens it, Space accepts it.") < words.index("if that is not it, ask the pathology lab")
    assert "still missing" not in words
    assert "still missing: slides · ask the pathology lab" in words_of(cabinet, "pathology-slides")
    del cabinet.by_id[PATHOLOGY.id]
    assert "still missing: report · ask the pathology lab" in words_of(cabinet, "pathology-report")
    cabinet.by_id["R7"] = replace(PATHOLOGY, state=RecordState.NEEDS_REVIEW)
    words = words_of(cabinet, "pathology-report")
    assert "R7 Surgical pathology, 2026-01-12 waits in review and may be it. Enter looks at it." in words
    assert "still missing" not in words and "if that is not it, ask the pathology lab" in words


def test_the_detail_lists_what_came_with_day_and_record(cabinet: Cabinet) -> None:
    cabinet.receive("pathology-report", need=Need.REPORT, on="2026-03-01", what="by fax", record=PATHOLOGY.id)
    words = words_of(cabinet, "pathology-report")
    assert "report came 2026-03-01" in words and "“by fax”" in words and "R7 Surgical pathology" in words


async def test_space_and_enter_accept_the_proposed_record_as_of_today(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "pathology-report")
        await settle_down(pilot)
        await pilot.press("space")
        await settle_down(pilot)
        assert "1  Surgical pathology, 2026-01-12 (R7)" in screen_text(app, "#choices")
        await pilot.press("enter")
        await settle_down(pilot, lambda: bool(cabinet.items["pathology-report"].receipts))
        item = cabinet.items["pathology-report"]
        assert item.state is ItemState.RECEIVED
        assert [(r.need, r.on, r.record, r.what) for r in item.receipts] == [
            (Need.REPORT, TODAY, "R7", "Surgical pathology")
        ]
        assert "Now ● received" in status(app) and "u takes it back" in status(app)


async def test_a_report_alone_leaves_a_scan_partly_received(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "imaging-ct")
        await settle_down(pilot)
        await pilot.press("space", "r")
        await settle_down(pilot)
        await type_words(pilot, "on paper")
        await settle_down(pilot)
        assert cabinet.items["imaging-ct"].state is ItemState.PARTLY_RECEIVED
        assert "partly received, images still missing" in status(app)


async def test_images_are_proposed_first_where_only_they_are_here(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "imaging-ct")
        await settle_down(pilot)
        await pilot.press("space", "enter")
        await settle_down(pilot, lambda: bool(cabinet.items["imaging-ct"].receipts))
        (receipt,) = cabinet.items["imaging-ct"].receipts
        assert (receipt.need, receipt.record) == (Need.IMAGES, SCAN.id)


async def test_another_record_is_found_by_letters_of_its_name(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "first-opinion")
        await settle_down(pilot)
        await pilot.press("space", "o")
        await settle_down(pilot)
        assert "Complete blood count" in screen_text(app, "#choices")
        await type_words(pilot, "consultation r3")
        await settle_down(pilot, lambda: bool(cabinet.items["first-opinion"].receipts))
        (receipt,) = cabinet.items["first-opinion"].receipts
        assert (receipt.record, receipt.on) == ("R3", TODAY)


async def test_slides_have_no_record_and_the_day_may_be_yesterday(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "pathology-slides")
        await settle_down(pilot)
        await pilot.press("space", "d")
        await settle_down(pilot)
        await type_words(pilot, "yesterday")
        await settle_down(pilot)
        await pilot.press("s")
        await type_words(pilot, "six glass slides")
        await settle_down(pilot)
        receipt = cabinet.items["pathology-slides"].receipts[0]
        yesterday = (date.today() - timedelta(days=1)).isoformat()
        assert (receipt.on, receipt.what, receipt.record) == (yesterday, "six glass slides", "")


async def test_a_day_that_is_none_is_asked_again_and_escape_changes_nothing(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "pathology-slides")
        await settle_down(pilot)
        await pilot.press("space", "d")
        await settle_down(pilot)
        await type_words(pilot, "x")
        assert "Write the day as" in screen_text(app, "#prompt")
        await pilot.press("escape")
        await settle_down(pilot)
        assert cabinet.items["pathology-slides"].receipts == ()


async def test_asked_for_waived_and_taken_back(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "tissue-block")
        await settle_down(pilot)
        await pilot.press("M")
        await settle_down(pilot)
        await pilot.press("enter")
        await settle_down(pilot)
        assert cabinet.items["tissue-block"].state is ItemState.REQUESTED
        assert cabinet.items["tissue-block"].requested_on == TODAY
        await pilot.press("w")
        await settle_down(pilot)
        await type_words(pilot, "the slides suffice")
        await settle_down(pilot)
        assert cabinet.items["tissue-block"].state is ItemState.WAIVED
        assert cabinet.items["tissue-block"].note == "the slides suffice"
        await pilot.press("w", "y")
        await settle_down(pilot)
        assert cabinet.items["tissue-block"].state is ItemState.WANTED


async def test_waiving_without_a_reason_changes_nothing_and_says_why(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "tissue-block")
        await settle_down(pilot)
        await pilot.press("w")
        await settle_down(pilot)
        await pilot.press("enter")
        await settle_down(pilot)
        assert cabinet.items["tissue-block"].state is ItemState.WANTED and "why" in status(app)


async def test_what_has_not_come_cannot_be_verified_and_it_is_said(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "pathology-report")
        await settle_down(pilot)
        await pilot.press("v")
        await settle_down(pilot)
        assert "can be verified once" in status(app)


async def test_undo_takes_the_receipt_back_in_words(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "pathology-report")
        await settle_down(pilot)
        await pilot.press("space", "enter")
        await settle_down(pilot, lambda: bool(cabinet.items["pathology-report"].receipts))
        await pilot.press("u")
        await settle_down(pilot)
        assert not cabinet.items["pathology-report"].receipts and "Undone: Pathology report" in status(app)


async def test_enter_opens_the_record_that_may_be_it_and_escape_comes_back_to_the_item(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "pathology-report")
        await settle_down(pilot)
        await pilot.press("enter")
        await settle_down(pilot)
        assert app.main is not None and app.main.view_name == "record"
        assert "Surgical pathology" in screen_text(app)
        await pilot.press("escape")
        await settle_down(pilot)
        assert app.main.view_name == "checklist"
        assert app.screen.query_one(ChecklistView).items.key == "pathology-report"


async def test_an_own_item_is_added_and_the_cursor_stands_on_it(cabinet: Cabinet) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist")
        await settle_down(pilot)
        await pilot.press("plus")
        await settle_down(pilot)
        await type_words(pilot, "Echo of the heart")
        await pilot.press("i")
        await settle_down(pilot)
        await type_words(pilot, "before chemotherapy")
        await settle_down(pilot)
        item = cabinet.items["own"]
        assert (item.title, item.needs, item.why) == ("Echo of the heart", (Need.IMAGES,), "before chemotherapy")
        assert app.screen.query_one(ChecklistView).items.key == "own"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_detail_is_on_the_screen_at_both_sizes(cabinet: Cabinet, size: tuple[int, int]) -> None:
    app = app_with(cabinet)
    async with app.run_test(size=size) as pilot:
        app.show_view("checklist", "pathology-report")
        await settle_down(pilot)
        seen = " ".join(screen_text(app, "Paragraphs").split())
        assert "R7 Surgical pathology" in seen and "Why:" in seen


async def test_an_item_that_is_longer_than_its_room_says_how_to_read_on_and_z_gives_it_the_room() -> None:
    cabinet = Cabinet()
    cabinet.items["imaging-ct"] = replace(cabinet.items["imaging-ct"], note="A long note. " * 60, source="the list")
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.show_view("checklist", "imaging-ct")
        await settle_down(pilot)
        assert "… z reads on" in screen_text(app, "Paragraphs")
        before = app.screen.query_one("Paragraphs").size.height
        await pilot.press("z")
        await settle_down(pilot)
        assert app.screen.query_one("Paragraphs").size.height > before + 5
        assert "CT scans" in screen_text(app, ".listing--items")
        await pilot.press("z")
        await settle_down(pilot)
        assert app.screen.query_one("Paragraphs").size.height == before
