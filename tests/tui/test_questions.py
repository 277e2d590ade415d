"""Questions, appointments and the decision on one screen, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.appointment import Appointment
from binder.model.decision import Decision, Option
from binder.model.people import DoctorRole, Practitioner, Standing
from binder.model.question import Asked, Question, QuestionState
from tests.tui.cabinet import screen_text, status
from tests.tui.chased import day, press, shown, write


@pytest.fixture
def binder(tmp_path: Path) -> Iterator[Binder]:
    with Binder.create(tmp_path / "b.binder", "correct horse", patient="Test Person", profile=1) as made:
        yield made


async def test_questions_stand_under_the_person_asked_with_how_many_are_open(binder: Binder) -> None:
    binder.add_question(Question("How sure are you?"))
    binder.add_question(Question("Is it covered?", asked_of=Asked.INSURER))
    async with shown(binder, "questions") as (app, _):
        rows = screen_text(app, ".listing--items")
        assert "Second doctor  1 to ask" in rows and "Insurer  1 to ask" in rows


async def test_the_bank_narrows_to_the_words_typed_and_goes_on_until_escape(binder: Binder) -> None:
    async with shown(binder, "questions") as (app, pilot):
        await press(pilot, "b", "enter")
        await write(pilot, "how often do you treat")
        assert "1 added. Another" in screen_text(app, "#prompt")
        await press(pilot, "escape")
        assert "1 question put on the list" in status(app)
    (question,) = binder.questions()
    assert question.bank and "often" in question.text


async def test_an_own_question_is_asked_answered_and_kept_in_these_words(binder: Binder) -> None:
    async with shown(binder, "questions") as (app, pilot):
        await press(pilot, "plus")
        await write(pilot, "Is the spot why it hurts?")
        await press(pilot, "enter", "s")
        assert binder.questions()[0].state is QuestionState.ASKED
        await press(pilot, "space")
        await write(pilot, "probably not")
        await write(pilot, "Dr. Sol")
        assert "“probably not”" in screen_text(app, "Paragraphs")
        await press(pilot, "u")
        assert binder.questions()[0].state is QuestionState.ASKED


async def test_the_open_questions_are_written_with_room_for_answers(binder: Binder, tmp_path: Path) -> None:
    binder.add_question(Question("How sure are you?"))
    async with shown(binder, "questions") as (_, pilot):
        await press(pilot, "p")
        await write(pilot, str(tmp_path / "list.txt"))
    text = (tmp_path / "list.txt").read_text()
    assert "QUESTIONS FOR: SECOND DOCTOR" in text and "[ ] How sure are you?" in text and "____" in text


async def test_an_appointment_is_added_and_the_arrival_call_noted(binder: Binder) -> None:
    binder.save_doctor(Practitioner("Dr. Sol", role=DoctorRole.SECOND_OPINION, standing=Standing.CHOSEN))
    async with shown(binder, "questions") as (app, pilot):
        await press(pilot, "A", "1")
        await write(pilot, "+16")
        await write(pilot, "9:30")
        await press(pilot, "enter")
        await write(pilot, "third floor")
        (visit,) = binder.appointments()
        assert visit.at == f"{day(16)}T09:30" and "in 16 days" in screen_text(app, ".listing--items")
        await press(pilot, "c")
        await write(pilot, "Ana")
        await press(pilot, "n")
        await write(pilot, "the MRI disc")
    (call,) = binder.appointments()[0].arrivals
    assert (call.who, call.complete, call.missing) == ("Ana", False, "the MRI disc")


async def test_what_to_bring_is_packed_one_by_one(binder: Binder) -> None:
    binder.save_appointment(Appointment(day(5)))
    async with shown(binder, "questions") as (_, pilot):
        await press(pilot, "K", "2", "escape")
    assert [one.packed for one in binder.appointments()[0].bring][:3] == [False, True, False]


async def test_what_was_said_about_waiting_is_kept_with_its_days(binder: Binder) -> None:
    async with shown(binder, "questions", "case") as (app, pilot):
        await press(pilot, "space")
        await write(pilot, "Dr. One")
        await write(pilot, "two weeks are fine")
        await write(pilot, "14")
        assert "14 days are safe" in screen_text(app, "Paragraphs")
    assert binder.waiting().until is not None


async def test_the_choice_is_kept_with_its_reason_and_measured_by_an_opinion(binder: Binder) -> None:
    options = (Option("operate", opinions=(1,)), Option("wait three months"))
    decision = binder.save_decision(Decision("Surgery?", options=options))
    async with shown(binder, "questions", decision.id) as (app, pilot):
        await press(pilot, "space", "2")
        await write(pilot, "the family")
        await write(pilot, "the garden first")
        await press(pilot, "2", "3")
        await write(pilot, "")
        assert "wait three months" in screen_text(app, ".listing--items")
    choice = binder.decisions()[0].choice
    assert choice is not None
    assert (choice.option, choice.reason, choice.opinion) == ("wait three months", "the garden first", 1)


async def test_a_key_for_something_else_says_where_to_put_the_cursor(binder: Binder) -> None:
    binder.add_question(Question("How sure are you?"))
    async with shown(binder, "questions", "Q1") as (app, pilot):
        await press(pilot, "c")
        assert "appointment first" in status(app)
        await press(pilot, "O")
        assert "decision first" in status(app)


async def test_a_fact_of_a_record_becomes_a_question_that_opens_at_it(binder: Binder, tmp_path: Path) -> None:
    paper = tmp_path / "blood count.txt"
    paper.write_text("Complete blood count\nCollected: 03/13/2026\nPlatelets 91 L 10*3/uL 150-400\n")
    (added,) = binder.add([paper])
    async with shown(binder, "record", (added.record, None)) as (app, pilot):
        await press(pilot, "f", "b", "enter")
        assert "To ask the second doctor" in status(app)
        assert app.main is not None
        await app.main.show("questions", "Q1")
        await press(pilot, "enter")
        assert app.main.view_name == "record"
    (question,) = binder.questions()
    assert question.citations[0].record == added.record and "91" in question.text
