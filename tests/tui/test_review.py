"""The review queue: what binder thinks, in words, and settling one record after another by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from binder.binder import Binder
from binder.model.kinds import Kind
from binder.model.record import RecordState
from binder.tui.app import BinderApp
from binder.tui.screens.review import ReviewView, marks_for_review
from binder.tui.widgets.day_words import spelled
from binder.tui.widgets.footer import Footer
from binder.tui.widgets.review_head import Corrections, candidates, review_lines
from tests.tui.cabinet import (
    LAB_RECORD,
    LETTER_DATE,
    LETTER_TEXT,
    PATIENT,
    Cabinet,
    letter,
    screen_text,
    status,
)
from tests.tui.chased import press, shown, write
from tests.tui.stand_in import StandIn


def reviewing(
    binder: Binder | StandIn, first: str | None = None
) -> AbstractAsyncContextManager[tuple[BinderApp, Pilot[Any]]]:
    """The review screen, at its first record or at one that is named."""
    return shown(binder, "review", first)


def lines(changed: Corrections | None = None) -> str:
    record = letter(2)
    found = review_lines(record, Cabinet().document("R2"), changed or Corrections(), PATIENT)
    return "\n".join(f"{key} {label} {words}" for key, label, words in found)


def test_both_readings_of_a_date_are_candidates_the_proposed_one_first() -> None:
    assert [date.value for date in candidates(letter(2).filing)] == ["2026-03-04", "2026-04-03"]
    assert [date.value for date in candidates(LAB_RECORD.filing)] == ["2026-02-14", "2026-02-15"]


def test_months_are_spelled_so_that_day_and_month_cannot_be_mistaken() -> None:
    assert [spelled(d) for d in ("2026-03-04", "2026-03", "2026", "")] == ["4 March 2026", "March 2026", "2026", ""]


def test_the_head_says_the_deciding_words_the_dates_the_patient_and_the_doubt() -> None:
    words = lines()
    assert "Consult note  decided by “in consultation”" in words
    assert "▸ 4 March 2026  date of the letter, line 2: “03/04/2026”" in words
    assert "  3 April 2026  line 2, day and month the other way round" in words
    assert "Anna Beispiel, born 4 May 1961" in words and "! Doubt Its date 03/04/2026" in words


def test_what_was_changed_is_said_to_be_the_users() -> None:
    words = lines(Corrections(kind=Kind.LETTER, date="2026-04-05", title="From the clinic"))
    assert "Letter  your choice" in words and "5 April 2026  typed by you" in words and "your words" in words


def test_the_words_that_decided_are_marked_in_the_text() -> None:
    marks = marks_for_review(letter(2), Cabinet().document("R2"))
    assert {mark.citation.quote for mark in marks} == {"03/04/2026", "in consultation"}
    assert all(mark.citation.holds(LETTER_TEXT[mark.citation.line - 1]) for mark in marks)


def test_dates_of_which_none_is_sure_are_offered_and_none_is_taken() -> None:
    record = letter(2).filed_as(date="", date_basis=None)
    found = list(review_lines(record, Cabinet().document("R2"), Corrections(), PATIENT))
    words = "\n".join(line for _, _, line in found)
    assert "chooses one of these" in words and "4 March 2026" in words and "▸" not in words


async def test_all_that_decided_the_kind_is_read_to_its_end_on_a_narrow_screen() -> None:
    told = replace(letter(2).filing, kind_basis=("in consultation", "thank you for referring", "be read again"))
    async with reviewing(Cabinet([replace(letter(2), filing=told)])) as (app, _):
        head = " ".join(screen_text(app, "#review-head").split())
        assert "decided by “in consultation”, “thank you for referring”, “be read again”" in head


async def test_enter_files_it_and_shows_the_next() -> None:
    cabinet = Cabinet()
    async with reviewing(cabinet) as (app, pilot):
        assert "R2 · scan0002.pdf · 1 of 3 to review" in screen_text(app)
        assert app.screen.query_one(ReviewView).text.cursor_line[1] == 2, "the date's line is shown"
        await press(pilot, "enter")
        assert cabinet.record("R2").state is RecordState.FILED and cabinet.record("R2").date == "2026-03-04"
        assert "R3" in screen_text(app, "#review-head") and "u takes it back" in status(app)


async def test_d_chooses_the_other_reading() -> None:
    cabinet = Cabinet()
    async with reviewing(cabinet) as (app, pilot):
        await press(pilot, "d")
        assert cabinet.record("R2").state is RecordState.NEEDS_REVIEW, "choosing alone files nothing"
        assert "▸ 3 April 2026" in screen_text(app)
        await press(pilot, "enter")
        assert cabinet.record("R2").date == "2026-04-03"
        basis = cabinet.record("R2").filing.date_basis
        assert basis is not None and basis.citation == LETTER_DATE.citation


async def test_kind_date_and_title_are_corrected_before_filing() -> None:
    cabinet = Cabinet()
    async with reviewing(cabinet) as (_, pilot):
        await press(pilot, "t")
        await write(pilot, "second")
        await press(pilot, "D")
        await write(pilot, "2026-05")
        await press(pilot, "T")
        await write(pilot, "Valley")
        await press(pilot, "enter")
        done = cabinet.record("R2")
        assert (done.kind, done.date, done.title) == (Kind.SECOND_OPINION, "2026-05", "Valley")


async def test_twenty_are_settled_by_twenty_enters() -> None:
    cabinet = Cabinet([letter(number) for number in range(1, 21)])
    async with reviewing(cabinet) as (app, pilot):
        for _ in range(20):
            await press(pilot, "enter")
        assert all(record.state is RecordState.FILED for record in cabinet.by_id.values())
        assert "Nothing waits for review" in screen_text(app)


async def test_one_put_off_comes_again_after_the_others() -> None:
    async with reviewing(Cabinet()) as (app, pilot):
        view = app.screen.query_one(ReviewView)
        order = []
        for _ in range(4):
            order.append(view.current.id if view.current else "")
            await press(pilot, "s")
        assert order == ["R2", "R3", "R4", "R2"]


async def test_undo_brings_the_record_back_to_the_front() -> None:
    cabinet = Cabinet()
    async with reviewing(cabinet) as (app, pilot):
        await press(pilot, "enter")
        await press(pilot, "u")
        assert cabinet.record("R2").state is RecordState.NEEDS_REVIEW
        assert "R2" in screen_text(app, "#review-head") and "Undone" in status(app)


async def test_undo_after_the_last_one_brings_it_back_too() -> None:
    cabinet = Cabinet([letter(2)])
    async with reviewing(cabinet) as (app, pilot):
        await press(pilot, "enter")
        assert "Nothing waits" in screen_text(app)
        await press(pilot, "u")
        assert "R2" in screen_text(app, "#review-head")


async def test_put_aside_takes_it_out_of_the_queue() -> None:
    cabinet = Cabinet()
    async with reviewing(cabinet) as (app, pilot):
        await press(pilot, "x")
        assert cabinet.record("R2").state is RecordState.TRASHED and "R3" in screen_text(app, "#review-head")


async def test_the_whole_record_opens_and_escape_comes_back_to_it() -> None:
    async with reviewing(Cabinet(), "R3") as (app, pilot):
        await press(pilot, "p")
        assert app.main is not None and app.main.view_name == "record"
        await press(pilot, "escape")
        assert app.main.view_name == "review" and "R3" in screen_text(app, "#review-head")


async def test_an_empty_queue_says_so_and_its_keys_say_why_they_cannot_act() -> None:
    async with reviewing(Cabinet([LAB_RECORD])) as (app, pilot):
        assert "Nothing waits for review" in screen_text(app)
        await pilot.press("enter")
        assert "Nothing waits for review" in status(app)


async def test_a_record_without_text_says_where_its_picture_is() -> None:
    bare = replace(letter(60), id="R60")
    async with reviewing(Cabinet([bare])) as (app, _):
        assert "p opens its picture" in screen_text(app)


async def test_a_typed_date_that_can_be_two_days_is_asked_about() -> None:
    cabinet = Cabinet()
    async with reviewing(cabinet) as (app, pilot):
        await press(pilot, "D")
        await write(pilot, "05/04/2026")
        assert "Which day is 05/04/2026?" in screen_text(app, "Prompt")
        assert "4 May 2026" in screen_text(app, "Choices") and "5 April 2026" in screen_text(app, "Choices")
        await press(pilot, "2", "enter")
        assert cabinet.record("R2").date == "2026-04-05"


@pytest.fixture
def of_others(tmp_path: Path) -> Iterator[Binder]:
    """A binder in which three visit notes of one other person wait, and one of a second."""
    with Binder.create(tmp_path / "b.binder", "correct horse", patient="Ada Sample", born="1957-04-09", profile=1) as b:
        for n, name in enumerate(("Gerald Other", "Gerald Other", "Gerald Other", "Nora Else"), 1):
            text = f"Visit note\nPatient: {name}\nDOB: 02/01/1950\nDate of service: March {n}, 2026\nWell.\n"
            (tmp_path / f"{n}.txt").write_text(text)
            list(b.add([tmp_path / f"{n}.txt"]))
        assert len(b.review_queue()) == 4
        yield b


async def test_all_that_names_one_other_person_is_put_aside_and_brought_back_by_one_key(of_others: Binder) -> None:
    async with reviewing(of_others, "R1") as (app, pilot):
        await press(pilot, "X")
        assert "Put aside all 3 in review that name Gerald Other?" in screen_text(app, "Prompt")
        await press(pilot, "y")
        assert [r.id for r in of_others.review_queue()] == ["R4"] and "3 of Gerald Other were put aside" in status(app)
        await press(pilot, "u")
        assert len(of_others.review_queue()) == 4 and "1 of 4 to review" in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_for_what_names_another_person_the_footer_offers_to_put_it_aside_before_filing_it(
    of_others: Binder, tmp_path: Path, size: tuple[int, int]
) -> None:
    (tmp_path / "5.txt").write_text("Consult note\nPatient: Ada Sample\nDate: 03/04/2026\nSeen for a cough.\n")
    list(of_others.add([tmp_path / "5.txt"]))
    async with shown(of_others, "review", "R5", size) as (app, pilot):
        footer = app.screen.query_one(Footer)
        assert "n next mark  Enter file it so" in footer.shown
        await press(pilot, "s")
        assert "x put aside  X put all aside  Enter file it so" in footer.shown


@pytest.mark.parametrize("key", ["enter", "n", "escape"])
async def test_a_question_left_with_no_says_so_and_a_yes_that_comes_too_late_files_nothing(
    of_others: Binder, key: str
) -> None:
    async with reviewing(of_others, "R1") as (app, pilot):
        await press(pilot, "X")
        assert "y yes  ▸n no" in screen_text(app, "Prompt"), "what Enter takes is marked"
        assert app.screen.query_one(Footer).shown == " Enter takes ▸n no   Esc gives up"
        await press(pilot, key)
        assert status(app) == "No: nothing was changed."
        await press(pilot, "y")
        assert len(of_others.review_queue()) == 4


async def test_where_there_is_nobody_to_put_aside_it_is_said_why(of_others: Binder) -> None:
    async with reviewing(of_others, "R4") as (app, pilot):
        await press(pilot, "X")
        assert status(app) == "Nothing else in review names Nora Else; x puts this one aside."
    async with reviewing(Cabinet(), "R2") as (app, pilot):
        await press(pilot, "X")
        assert status(app) == "R2 is not thought to be another person's; x puts it aside."
