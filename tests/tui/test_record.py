"""The record view: head with the date's basis, text with marks, facts, picture, details, and what can be done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from binder.model.kinds import Kind
from binder.model.record import DateRole, FactType, Filing, Record, RecordState
from binder.tui.app import BinderApp
from binder.tui.commands import Command
from binder.tui.screens.record import RecordView, marks_of
from binder.tui.screens.record_commands import ChooseKind, TypeDate, TypeTitle
from binder.tui.widgets.fact_rows import FactRows, fact_words, range_words
from binder.tui.widgets.kind_choice import matching
from binder.tui.widgets.picture import PictureView
from binder.tui.widgets.record_head import head_lines, size_words
from tests.tui.cabinet import (
    COLLECTED,
    LAB_RECORD,
    LAB_TEXT,
    LOCKED,
    SCAN,
    Cabinet,
    app_with,
    cite,
    letter,
    screen_text,
    settle_down,
    status,
    type_words,
)
from tests.tui.chased import press


def head(record: Record) -> str:
    return "\n".join(line for line, _ in head_lines(record, Cabinet().document(record.id)))


# The head


def test_the_head_says_what_it_is_and_where_its_date_was_taken_from() -> None:
    words = head(LAB_RECORD)
    assert "Lab report · 2026-02-14, collected, taken from line 4: “Collected: 02/14/2026”" in words
    assert "Riverside Laboratory" in words and "Dr. Iris Lund" in words and "84 KB" in words and "filed" in words


def test_a_date_typed_by_a_person_is_said_to_be_so() -> None:
    typed = replace(LAB_RECORD, filing=replace(LAB_RECORD.filing, date_basis=None, date_confidence=1.0))
    assert "typed by you" in head(typed)


def test_a_scan_that_came_incomplete_says_how_much_is_missing() -> None:
    words = head(SCAN)
    assert "26 of 30 images" in words and "names 30 images; 26 are here" in words


def test_signs_in_place_of_control_characters_are_explained() -> None:
    record = replace(LAB_RECORD, id="R99")
    document = replace(Cabinet().document("R1"), name="x")
    lines = ("␛[31mred", *LAB_TEXT)
    shown = replace(document, pages=(replace(document.pages[0], lines=lines),))
    assert any("could act on a terminal" in line for line, role in head_lines(record, shown) if role == "notice")


def test_sizes_are_said_in_plain_units() -> None:
    assert [size_words(n) for n in (0, 950, 84_000, 1_500_000)] == ["0 bytes", "950 bytes", "84 KB", "1.5 MB"]


# Facts


def test_facts_stand_under_their_type_in_the_order_of_the_document() -> None:
    facts = LAB_RECORD.filing.facts
    stage = replace(facts[0], type=FactType.STAGE, name="pT", value="pT2")
    rows = FactRows([stage, *reversed(facts)], pages=1)
    lines = ["".join(text for text, _ in rows.line(index, 78)) for index in range(len(rows))]
    assert lines[0].startswith("Lab values (3)") and lines[4].startswith("Stage (1)")
    assert [line.split()[0] for line in lines[1:4]] == ["White", "Hemoglobin", "Platelets"]
    assert "118 10*3/uL" in lines[3] and "150 to 400" in lines[3] and "L low" in lines[3] and "line 9" in lines[3]
    assert all(len(line) <= 78 for line in lines)


def test_a_fact_in_one_line_and_its_range_as_printed() -> None:
    platelets = LAB_RECORD.filing.facts[2]
    assert fact_words(platelets) == "Platelets 118 10*3/uL L (150 to 400)"
    assert (
        range_words(replace(platelets, low="")) == "up to 400"
        and range_words(replace(platelets, high="")) == "from 150"
    )


def test_facts_of_the_same_words_are_one_mark_and_the_date_is_one_too() -> None:
    twice = replace(LAB_RECORD, filing=replace(LAB_RECORD.filing, facts=LAB_RECORD.filing.facts * 2))
    assert len(marks_of(twice)) == 4


# On the screen


async def test_opening_at_a_citation_marks_its_line_and_escape_goes_back() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1", cite(LAB_TEXT, 9, "Platelets", record="R1"))
        await settle_down(pilot)
        view = app.screen.query_one(RecordView)
        assert view.tab == "text" and view.text.cursor_line[:2] == (1, 9)
        await pilot.press("escape")
        await settle_down(pilot)
        assert app.main is not None and app.main.view_name == "today"


async def test_a_citation_that_no_longer_holds_is_said_in_words() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1", replace(cite(LAB_TEXT, 9, "Platelets"), quote="Leukocytes"))
        await settle_down(pilot)
        assert "no longer stand there" in status(app)


async def test_n_steps_through_the_facts_and_says_each() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("n", "n", "n", "n")
        await settle_down(pilot)
        assert "4 of 4 marked: Platelets 118" in status(app)


async def test_enter_on_a_fact_goes_to_its_line() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("f", "j", "enter")
        await settle_down(pilot)
        view = app.screen.query_one(RecordView)
        assert view.tab == "text" and view.text.cursor_line[:2] == (1, 8)


async def test_words_are_found_in_the_document_and_escape_first_ends_the_search() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("slash")
        await type_words(pilot, "clots")
        await settle_down(pilot)
        view = app.screen.query_one(RecordView)
        assert view.text.cursor_line[1] == 11
        await pilot.press("escape")
        await settle_down(pilot)
        assert not view.text.finding and app.main is not None and app.main.view_name == "record"


async def test_the_line_under_the_cursor_goes_to_the_terminals_clipboard() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1", cite(LAB_TEXT, 9, "Platelets"))
        await settle_down(pilot)
        await pilot.press("c")
        assert app.clipboard == "Platelets 118 L 10*3/uL 150-400"
        assert "sent to your terminal" in status(app)


async def test_a_wrong_kind_is_corrected_by_typing_a_few_letters() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("e", "t")
        await settle_down(pilot)
        await type_words(pilot, "molec")
        await settle_down(pilot)
        assert cabinet.record("R1").kind is Kind.MOLECULAR_REPORT
        assert "Molecular or genetic report" in screen_text(app, "#record-head")


async def test_a_corrected_title_leaves_the_doubt_about_the_kind_and_says_so() -> None:
    doubts = ("it is probably a consult note", "03/04/2026 could be 4 March 2026 or 3 April 2026")
    cabinet = Cabinet([letter(2).filed_as(doubts=doubts)])
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R2")
        await settle_down(pilot)
        await press(pilot, "e", "T")
        await type_words(pilot, "From the valley")
        await settle_down(pilot)
        record = cabinet.record("R2")
        assert record.title == "From the valley" and record.state is RecordState.NEEDS_REVIEW
        assert status(app) == f"Corrected; u takes it back. Still to review: {'; '.join(doubts)}."
        await press(pilot, "e", "D")
        await type_words(pilot, "2026-03-04")
        await settle_down(pilot)
        assert cabinet.record("R2").filing.doubts == doubts[:1] and "probably a consult note" in status(app)


async def test_a_date_that_is_none_is_refused_in_words_and_nothing_changes() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("e", "D")
        await settle_down(pilot)
        await type_words(pilot, "2026-14-02")
        await settle_down(pilot)
        assert "That is no date" in screen_text(app, "Prompt") and "2026-14-02" in screen_text(app, "Prompt")
        assert cabinet.record("R1").date == "2026-02-14"
        await type_words(pilot, "11/29/2025")
        await settle_down(pilot)
        assert cabinet.record("R1").date == "2025-11-29"


@pytest.mark.parametrize("keymap", [{}, {"ChooseKind": "K,f6", "TypeTitle": "f7", "TypeDate": "ctrl+t"}])
@pytest.mark.parametrize(
    ("command", "question"), [(ChooseKind, "Kind (now"), (TypeDate, "Date ("), (TypeTitle, "Title")]
)
async def test_kind_date_and_title_have_the_same_keys_here_and_in_review(
    keymap: dict[str, str], command: type[Command], question: str
) -> None:
    cabinet = Cabinet()
    app = BinderApp(Path("test.binder"), binder=cabinet, keymap=keymap)  # type: ignore[arg-type]
    key = keymap.get(command.__name__, command.keys).split(",")[0]
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R2")
        await settle_down(pilot)
        await press(pilot, "e")
        assert f"{command.key_text(app)} {command.text.split()[-1]}" in screen_text(app, "Prompt")
        await press(pilot, key)
        assert question in screen_text(app, "Prompt")
        await press(pilot, "escape")
        app.show_view("review", "R2")
        await settle_down(pilot)
        await press(pilot, key)
        assert question in screen_text(app, "Prompt")


async def test_a_record_becomes_an_opinion_by_o() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("o", "2")
        await settle_down(pilot)
        assert cabinet.record("R1").opinion == 2
        assert "opinion 2" in screen_text(app, "#record-head")


async def test_put_aside_goes_back_and_undo_brings_it_back() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("x")
        await settle_down(pilot)
        assert cabinet.record("R1").state is RecordState.TRASHED
        assert app.main is not None and app.main.view_name == "today" and "u brings it back" in status(app)
        await pilot.press("u")
        await settle_down(pilot)
        assert cabinet.record("R1").state is RecordState.FILED


async def test_a_locked_document_asks_for_its_password_unseen_and_is_read() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record(LOCKED.id)
        await settle_down(pilot)
        assert "Press P" in screen_text(app, "#record-head")
        await pilot.press("P")
        await settle_down(pilot)
        await pilot.press(*"wrong")
        await settle_down(pilot)
        assert "wrong" not in screen_text(app, "#prompt")
        await pilot.press("enter")
        await settle_down(pilot)
        assert "does not open it" in status(app)
        await pilot.press("P")
        await settle_down(pilot)
        await type_words(pilot, "open sesame")
        await settle_down(pilot)
        assert cabinet.record(LOCKED.id).state is RecordState.FILED


async def test_a_key_that_cannot_act_says_why() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("P")
        assert "not locked with a password" in status(app)


# Scans


async def test_a_scan_opens_at_its_picture_with_its_series_and_says_it_is_a_preview() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record(SCAN.id)
        await settle_down(pilot, lambda: bool(cabinet.drawn))
        seen = screen_text(app)
        assert "Scout" in seen and "Axial 5 mm" in seen and "24 images" in seen
        assert "Dose report" not in seen, "a series without images cannot be shown"
        assert "preview, not for diagnosis" in seen


async def test_arrows_go_through_the_slices_and_w_through_the_windows() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record(SCAN.id)
        await settle_down(pilot, lambda: bool(cabinet.drawn))
        assert cabinet.drawn[-1] == (SCAN.id, 12, "s2", None), "the largest series is shown first, at its middle"
        await pilot.press("right", "full_stop")
        await settle_down(pilot)
        assert cabinet.drawn[-1][:3] == (SCAN.id, 14, "s2")
        await pilot.press("comma", "w")
        await settle_down(pilot)
        assert cabinet.drawn[-1] == (SCAN.id, 13, "s2", (50, 400))
        assert "slice 13 of 24 · soft tissue" in screen_text(app)
        await pilot.press("W")
        await settle_down(pilot)
        assert cabinet.drawn[-1][3] is None
        await pilot.press("k")
        await settle_down(pilot)
        assert cabinet.drawn[-1] == (SCAN.id, 1, "s1", None), "another series by the cursor"


async def test_brightness_needs_no_new_picture() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record(SCAN.id)
        await settle_down(pilot, lambda: bool(cabinet.drawn))
        drawn = len(cabinet.drawn)
        await pilot.press("plus", "plus", "minus")
        await settle_down(pilot)
        assert app.screen.query_one(PictureView).brightness == 1 and len(cabinet.drawn) == drawn


async def test_a_page_picture_has_no_window_and_says_so() -> None:
    cabinet = Cabinet()
    app = app_with(cabinet)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R1")
        await settle_down(pilot)
        await pilot.press("p")
        await settle_down(pilot, lambda: bool(cabinet.drawn))
        assert cabinet.drawn[-1][:3] == ("R1", 1, None)
        await pilot.press("w")
        assert "for CT images" in status(app)


async def test_details_list_the_tags_and_how_it_came() -> None:
    app = app_with(Cabinet())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record(SCAN.id)
        await settle_down(pilot)
        await pilot.press("i")
        await settle_down(pilot)
        seen = screen_text(app)
        assert "StudyDescription" in seen and "How it came" in seen and "LOINC" in seen


async def test_markup_in_a_title_is_shown_as_it_stands() -> None:
    odd = Record("R50", "odd.pdf", Filing(Kind.LETTER, title="[bold]x[/bold] \x1b[31m", date="2026-01-01"))
    app = app_with(Cabinet([odd]))
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_record("R50")
        await settle_down(pilot)
        assert "[bold]x[/bold] ␛[31m" in screen_text(app)


def test_kinds_are_found_by_parts_of_their_names() -> None:
    assert matching("path")[0] is Kind.PATHOLOGY_REPORT and matching("zzz") == [] and len(matching("")) == len(Kind)
    assert COLLECTED.role is DateRole.COLLECTED
