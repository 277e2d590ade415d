"""Requests on the screen: worst first, the number to call, and what comes next, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.chase.follow_up import Do, Step
from binder.model.checklist import ItemState
from binder.model.people import FamilyMember
from binder.model.request import RequestState
from binder.tui.widgets.request_rows import step_words
from tests.tui.cabinet import screen_text, status
from tests.tui.chased import PHONE, a_place, asked, day, press, shown, write


@pytest.fixture
def binder(tmp_path: Path) -> Iterator[Binder]:
    with Binder.create(tmp_path / "b.binder", "correct horse", patient="Test Person", profile=1) as made:
        yield made


def test_a_step_that_was_not_taken_is_said_with_its_day_and_how_late_it_is() -> None:
    step = Step(Do.OVERDUE_LETTER, date(2026, 11, 12), "send the overdue letter")
    assert step_words(step, date(2026, 11, 30)) == "send the overdue letter, since 12 Nov, 18 days late"
    assert step_words(step, date(2026, 11, 12)) == "send the overdue letter, today"
    assert step_words(step, date(2026, 11, 11)) == "send the overdue letter, tomorrow"


async def test_what_is_late_stands_first_with_its_number_and_the_clock_counts_the_days(binder: Binder) -> None:
    place = a_place(binder)
    asked(binder, place, 12)
    asked(binder, place, 41, "imaging-mri")
    async with shown(binder, "requests") as (app, pilot):
        rows = screen_text(app, ".listing--items")
        assert rows.index("Late") < rows.index("11 days late") < rows.index("Waiting")
        assert "day 12 of 30, due" in rows
        detail = screen_text(app, "Paragraphs")
        assert f"Call {PHONE}" in detail and "45 CFR 164.524" in detail
        await press(pilot, "R")
        assert app.main is not None and app.main.view_name == "requests"


async def test_a_call_is_noted_in_three_answers_and_taken_back_by_one_key(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 12)
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "c")
        await write(pilot, "Dana")
        await write(pilot, "in the queue")
        await press(pilot, "2")
        (event,) = binder.request(request.id).request.events
        assert (event.who, event.said, event.number, event.next_step) == ("Dana", "in the queue", PHONE, "call again")
        assert event.next_on >= day(7) and "Next: call again" in status(app)
        await press(pilot, "u")
        assert binder.request(request.id).request.events == ()


async def test_what_they_promised_is_kept_with_who_promised(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 5)
    async with shown(binder, "requests") as (_, pilot):
        await press(pilot, "c")
        await write(pilot, "Ilse")
        await write(pilot, "a disc")
        await press(pilot, "3")
        await write(pilot, "+4")
    (event,) = binder.request(request.id).request.events
    assert (event.promised_on, event.promised_by) == (day(4), "Ilse")


async def test_a_report_instead_of_the_images_closes_nothing_and_is_noted(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 12)
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "space", "x")
        assert "a report is not the images" in status(app)
    after = binder.request(request.id).request
    assert after.outstanding and after.events[-1].incoming
    assert binder.item("imaging-ct").state is ItemState.REQUESTED


async def test_what_came_by_a_second_request_takes_the_first_one_back(binder: Binder) -> None:
    first = asked(binder, a_place(binder), 20)
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "m")
        assert "asks again for what is missing" in status(app)
        await press(pilot, "s", "enter", "enter", "space", "i")
        await write(pilot, "a disc")
        await press(pilot, "enter")
    states = {line.request.id: line.request.state for line in binder.requests()}
    assert states == {first.id: RequestState.WITHDRAWN, "REQ2": RequestState.FULFILLED}


async def test_a_notice_that_only_was_said_is_told_not_to_count(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 12)
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "x", "enter", "n")
        await write(pilot, "+40")
        await write(pilot, "staff is short")
        assert "was not in writing" in status(app)
    assert not binder.request(request.id).clock.extended


async def test_a_refusal_keeps_its_ground_and_a_withdrawal_its_reason(binder: Binder) -> None:
    place = a_place(binder)
    denied, taken_back = asked(binder, place, 12), asked(binder, place, 5, "imaging-mri")
    async with shown(binder, "requests", denied.id) as (app, pilot):
        await press(pilot, "D", "4")
        await write(pilot, "send an ID first")
        await press(pilot, "enter", "y")
        assert binder.request(denied.id).request.state is RequestState.DENIED
        assert app.main is not None
        await app.main.show("requests", taken_back.id)
        await press(pilot, "W")
        await write(pilot, "")
        assert binder.request(taken_back.id).request.state is RequestState.SENT and "why" in status(app)
        await press(pilot, "W")
        await write(pilot, "found at home")
    assert binder.request(taken_back.id).request.withdrawn_because == "found at home"


async def test_a_key_that_cannot_act_says_why(binder: Binder) -> None:
    asked(binder, a_place(binder), None)
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "c")
        assert "was not sent yet" in status(app)
        await press(pilot, "v")
        assert "was not sent yet" in status(app)


async def test_without_a_request_the_screen_says_how_to_make_one(binder: Binder) -> None:
    async with shown(binder, "requests") as (app, pilot):
        assert "n asks a place" in screen_text(app)
        await press(pilot, "c")
        assert "n makes a request" in status(app)


async def test_a_new_request_asks_a_new_place_and_warns_that_no_paper_lets_her_ask(binder: Binder) -> None:
    binder.save_family(FamilyMember("Nora Example"))
    async with shown(binder, "checklist", "imaging-ct") as (app, pilot):
        await press(pilot, "n", "1", "n")
        await write(pilot, "Riverside Radiology")
        assert "Phone of the radiology file room at Riverside Radiology" in screen_text(app, "#prompt")
        await write(pilot, "not a number")
        assert "That is no number" in screen_text(app, "#prompt")
        await write(pilot, "555-010-0177")
        await write(pilot, "")
        await press(pilot, "2")
        assert app.main is not None and app.main.view_name == "requests"
        assert "lets Nora Example ask" in " ".join(screen_text(app, "#requests Paragraphs").split())
    (line,) = binder.requests()
    assert (line.place, line.request.asked_by) == ("Riverside Radiology", "FAM1")
    assert line.desk is not None and line.desk.contact.phone == "555-010-0177"


async def test_enter_offers_the_letter_first_and_the_letter_is_read_sent_and_kept(
    binder: Binder, tmp_path: Path
) -> None:
    asked(binder, a_place(binder), None)
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "enter", "enter")
        assert app.main is not None and app.main.view_name == "letter"
        assert "Saltmarsh Imaging" in screen_text(app, "#letter-text")
        await press(pilot, "w")
        await write(pilot, str(tmp_path))
        (written,) = tmp_path.glob("*.pdf")
        assert written.read_bytes().startswith(b"%PDF") and written.stat().st_mode & 0o077 == 0
        await press(pilot, "x")
        assert binder.letters() == [] and app.main.view_name == "requests"
        await press(pilot, "u")
        assert len(binder.letters()) == 1


async def test_what_can_be_done_now_is_a_numbered_list(binder: Binder) -> None:
    place = a_place(binder)
    asked(binder, place, 12)
    assert f"{binder.requests()[0].request.id} sent to Saltmarsh Imaging" in {e.summary for e in binder.events(5)}
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "enter")
        rows = [row.split() for row in screen_text(app, "#choices").splitlines() if row.strip()]
        assert [row[0].strip("▌") or row[1] for row in rows[1:4]] == ["1", "2", "3"]


async def test_the_fields_of_a_request_are_changed_one_by_one(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 12)
    async with shown(binder, "requests") as (_, pilot):
        await press(pilot, "e", "1")
        await write(pilot, "+10")
        await press(pilot, "5")
        await write(pilot, "ask for Ilse")
        await press(pilot, "escape")
    after = binder.request(request.id).request
    assert (after.needed_by, after.note) == (day(10), "ask for Ilse")


async def test_receipt_a_fee_and_going_further_are_noted_each_by_its_key(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 41)
    async with shown(binder, "requests") as (_, pilot):
        await press(pilot, "h")
        await write(pilot, day(-40))
        await write(pilot, "fax confirmation")
        await press(pilot, "dollar_sign")
        await write(pilot, "25.00")
        await press(pilot, "5")
        await press(pilot, "T", "1", "enter")
    after = binder.request(request.id).request
    assert (after.received_on, after.receipt_proof) == (day(-40), "fax confirmation")
    assert [fee.amount for fee in after.fees] == ["25.00"] and after.fees[0].charged_for[0].value == "search"
    assert after.state is RequestState.ESCALATED


async def test_a_letter_by_mail_is_noted_beside_the_calls(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 12)
    async with shown(binder, "requests") as (app, pilot):
        await press(pilot, "f")
        assert "portal message" in screen_text(app, "#choices")
        await press(pilot, "3")
        await write(pilot, "")
        await write(pilot, "they wrote that it takes a while")
        await press(pilot, "7")
    assert [event.kind.value for event in binder.request(request.id).request.events] == ["letter"]


async def test_what_is_asked_for_already_is_not_asked_for_again_without_a_word(binder: Binder) -> None:
    first = asked(binder, a_place(binder), 12)
    async with shown(binder, "checklist", "imaging-ct") as (app, pilot):
        await press(pilot, "n", "1")
        assert f"{first.id} asks Saltmarsh Imaging for it already, since {day(-12)}." in screen_text(app, "Prompt")
        await press(pilot, "n")
        assert "No second request was made" in status(app)
    assert len(binder.requests()) == 1
    again = asked(binder, first.organization, None)
    assert any("asks Saltmarsh Imaging for it already" in words for words in binder.request_warnings(again.id))


async def test_the_menu_of_who_asks_says_when_the_patient_has_to_sign(binder: Binder) -> None:
    a_place(binder)
    binder.save_family(FamilyMember("Nora Person"))
    async with shown(binder, "checklist", "imaging-ct") as (app, pilot):
        await press(pilot, "n", "1", "1")
        assert "no paper yet lets them ask: the patient signs" in screen_text(app, "Choices")
