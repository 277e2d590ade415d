"""Today: the number to call first, one key to note the call, and Enter to go where the line leads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.chase import TodayLine
from binder.model.appointment import Appointment
from binder.model.event import Event
from binder.tui.screens.today import change_rows, hint_lines, today_rows
from binder.tui.widgets.record_list import RecordList
from tests.filing.papers import PAPERS
from tests.tui.cabinet import screen_text, status
from tests.tui.chased import PHONE, a_place, asked, day, press, shown, write


@pytest.fixture
def binder(tmp_path: Path) -> Iterator[Binder]:
    """One paper is here, so that Today speaks of what is late."""
    paper = tmp_path / "visit.txt"
    paper.write_text("Visit note\nDate of service: February 20, 2026\nThe patient feels well.\n")
    with Binder.create(tmp_path / "b.binder", "correct horse", patient="Test Person", profile=1) as made:
        list(made.add([paper]))
        yield made


def words(line: TodayLine, width: int = 74) -> list[str]:
    return ["".join(text for text, _ in pieces) for pieces in hint_lines(line, width)]


def test_the_number_stands_first_then_what_for_then_whom() -> None:
    hint = f"call radiology file room, Saltmarsh Imaging {PHONE}: ask whether it arrived"
    line = TodayLine("now", "Call today: images", "request:REQ1", hint, phone=PHONE)
    assert words(line, 79) == [f"   {PHONE}  ask whether it arrived · radiology file room, Saltmarsh Imaging"]


def test_what_to_do_is_told_to_its_end_however_narrow_the_screen() -> None:
    hint = f"call radiology file room, Saltmarsh Imaging {PHONE}: ask whether the disc is in the mail"
    told = words(TodayLine("now", "Call today: images", "request:REQ1", hint, phone=PHONE))
    assert told == [f"   {PHONE}  ask whether the disc is in the mail · radiology file room,",
                    f"   {' ' * len(PHONE)}  Saltmarsh Imaging"]  # fmt: skip


def test_an_empty_binder_names_the_key_that_adds() -> None:
    assert words(TodayLine("now", "Nothing here yet.", "add", "add files")) == ["   add files: press a"]


def test_a_hint_without_a_number_is_broken_to_the_width() -> None:
    line = TodayLine("soon", "x", "", "one two three four five six seven")
    assert words(line, 16) == ["   one two three", "   four five six", "   seven"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_line_and_a_change_are_told_to_their_end_in_rows_that_fit(width: int) -> None:
    question = "No answer since 2026-11-19: how low may the platelets fall before we call, and whom, at what hour?"
    change = "Question for the first doctor, put on the list beside eleven others that wait since the last visit there"
    event = Event(1, "2026-03-13T09:41:00+01:00", "ruth", "ask", "question", "Q1", change)
    rows = [*today_rows([TodayLine("soon", question, "questions")], width), *change_rows([event], 9, width)]
    told = ["".join(text for text, _ in pieces) for _, pieces in rows]
    assert max(map(len, told)) <= width - 2
    whole = " ".join(" ".join(told).split())
    assert question in whole and change in whole


async def test_what_is_late_leads_and_c_notes_the_call_from_the_line(binder: Binder) -> None:
    request = asked(binder, a_place(binder), 41)
    async with shown(binder, "today") as (app, pilot):
        assert "11 days late" in screen_text(app, "#today-list") and PHONE in screen_text(app, "#today-list")
        at = next(n for n, line in enumerate(binder.today()) if line.action == f"request:{request.id}")
        app.screen.query_one("#today-list", RecordList).move_to(str(at))
        await press(pilot, "c")
        await write(pilot, "Dana")
        await write(pilot, "on its way")
        await press(pilot, "enter")
        assert "Noted. Next: call again" in status(app)
        assert binder.request(request.id).request.events[0].who == "Dana"
        app.screen.query_one("#today-list", RecordList).move_to(str(at))
        await press(pilot, "enter")
        assert app.main is not None and app.main.view_name == "requests"


async def test_enter_then_o_marks_a_letter_that_today_says_holds_an_opinion(binder: Binder, tmp_path: Path) -> None:
    paths = [tmp_path / "calloway.txt", tmp_path / "solberg.txt"]
    for path, doctor in zip(paths, ("Ines Calloway", "Henrike Solberg"), strict=True):
        letter = PAPERS["second opinion"][1].replace("Orla Fennimore", doctor)
        path.write_text(letter.replace("Rosalind Amberley", "Test Person"))
    letters = [intake.record for intake in binder.add(paths)]
    async with shown(binder, "today") as (app, pilot):
        lines = binder.today()
        at, line = next((n, one) for n, one in enumerate(lines) if one.action.startswith("opinion:"))
        whole = " ".join("".join(t for t, _ in row) for _, row in today_rows([line], 78))
        assert "to compare them: press Enter, then o" in " ".join(whole.split())
        app.screen.query_one("#today-list", RecordList).move_to(str(at))
        await press(pilot, "enter", "o", "1")
        assert app.main is not None and app.main.view_name == "timeline"
    (marked,) = binder.opinions()
    assert marked.id in letters and marked.opinion == 1
    (left,) = [one for one in binder.today() if one.action.startswith("opinion:")]
    assert left.action.removeprefix("opinion:") in set(letters) - {marked.id}


async def test_a_line_without_a_call_says_what_enter_does(binder: Binder) -> None:
    async with shown(binder, "today") as (app, pilot):
        await press(pilot, "g", "c")
        assert "Enter opens what it is about" in status(app)


async def test_the_next_visit_stands_in_the_head_and_its_call_is_noted_from_here(binder: Binder) -> None:
    visit = binder.save_appointment(Appointment(f"{day(3)}T10:30", phone=PHONE))
    async with shown(binder, "today") as (app, pilot):
        assert "next visit" in screen_text(app, "#today-head") and "in 3 days" in screen_text(app, "#today-head")
        lines = binder.today()
        at = next(n for n, line in enumerate(lines) if line.action == f"appointment:{visit.id}")
        app.screen.query_one("#today-list", RecordList).move_to(str(at))
        await press(pilot, "c")
        await write(pilot, "Ana")
        await press(pilot, "y")
    assert binder.appointments()[0].records_arrived


async def test_backup_and_check_are_in_the_list_of_commands(binder: Binder, tmp_path: Path) -> None:
    async with shown(binder, "today") as (app, pilot):
        app.command("CheckWhole")
        await press(pilot, "j")
        assert "Every record is whole." in status(app)
        app.command("BackUp")
        await write(pilot, str(tmp_path / "copies.binder"))
        await press(pilot, "j")
        assert "Backed up and verified" in status(app)
        app.command("WriteCalendar")
        await write(pilot, str(tmp_path / "days.ics"))
        assert (tmp_path / "days.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
        app.command("ExportAll")
        await write(pilot, str(tmp_path / "out"))
        await press(pilot, "j")
        assert "readable by anybody" in status(app)
        await pilot.press("colon")
        for _ in range(50):
            await pilot.pause()
            if app.screen.query("#palette-list"):
                break
        await pilot.press(*"verified")
        await pilot.pause()
        assert "back up" in screen_text(app, "#palette-list")


async def test_a_view_taken_down_while_it_asks_for_its_data_ends_without_a_word(binder: Binder) -> None:
    async with shown(binder, "today") as (app, _):
        assert app.main is not None and app.main.view is not None
        await app.main.view.remove_children()  # as on the way out, while the answer is still being looked up
        await app.main.refresh_view()
    assert app.return_code in (None, 0)
