"""The timeline: months as headings, words and kinds narrow it, marks are words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from binder.model.kinds import Kind
from binder.model.record import RecordState
from binder.tui.app import BinderApp
from binder.tui.screens.timeline_rows import date_words, month_name, record_line
from binder.tui.widgets.record_list import RecordList
from tests.tui.stand_in import StandIn, record
from tests.tui.test_unlock import screen_text

RECORDS = (
    record(1, "Blood count in March", "2026-03-13"),
    record(2, "Blood count in February", "2026-02-14"),
    record(3, "Pathology of the left side", "2026-02-02", Kind.PATHOLOGY_REPORT),
    record(4, "Letter without a date", "", Kind.LETTER, state=RecordState.NEEDS_REVIEW),
    record(5, "Old note", "2024", Kind.VISIT_NOTE),
)


def app_with(*records: object) -> BinderApp:
    return BinderApp(Path("x.binder"), binder=StandIn(records or RECORDS))  # type: ignore[arg-type]


async def settled(pilot: Pilot[int]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def open_timeline(pilot: Pilot[int]) -> RecordList:
    await pilot.press("2")
    await settled(pilot)
    return pilot.app.screen.query_one("#timeline-list", RecordList)


async def test_records_stand_under_their_months_newest_first() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot)
        lines = [line for line in screen_text(app).split("\n")[2:] if line.strip()]
        heads = [line.split(" ─")[0].strip() for line in lines if "─" in line]
        assert heads == ["March 2026", "February 2026", "2024, month not stated", "No date stated"]
        assert "13 Mar 2026  LAB    Blood count in March" in lines[1]
        assert "needs a look" in next(line for line in lines if "Letter" in line)


async def test_words_narrow_the_list_as_they_are_typed_and_esc_takes_them_back() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot)
        await pilot.press("slash", *"blood")
        for _ in range(100):
            await pilot.pause(0.02)
            if "2 of 5" in screen_text(app):
                break
        assert "2 of 5: records with “blood”" in screen_text(app)
        assert "Pathology of" not in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert "2 of 5" in screen_text(app)
        await pilot.press("escape")
        await settled(pilot)
        assert "5 records" in screen_text(app)


async def test_giving_up_the_filter_shows_what_was_there_before() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot)
        await pilot.press("slash", *"zzz", "escape")
        await settled(pilot)
        assert "5 records" in screen_text(app)


async def test_f_goes_through_the_kinds_that_are_there_and_back_to_all() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot)
        seen = []
        for _ in range(5):
            await pilot.press("f")
            await settled(pilot)
            seen.append(screen_text(app).split("\n")[1].split("   ")[0].strip())
        assert seen == [
            "1 of 5: pathology",
            "2 of 5: lab reports",
            "1 of 5: visits",
            "1 of 5: letters, messages and papers",
            "5 records, newest first",
        ]


async def test_find_from_another_view_opens_the_timeline_with_the_question() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await pilot.pause()
        await pilot.pause()
        assert app.main is not None and app.main.view_name == "timeline" and app.main.prompt.asking
        await pilot.press("escape")


async def test_a_record_is_marked_as_an_opinion_with_one_key() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        listed = await open_timeline(pilot)
        assert listed.key == "R1"
        await pilot.press("o")
        await pilot.pause()
        await pilot.press("2")
        await settled(pilot)
        assert app.binder.record("R1").opinion == 2
        assert "opinion 2" in next(line for line in screen_text(app).split("\n") if "March" in line and "LAB" in line)


async def test_what_needs_a_record_says_so_where_there_is_none() -> None:
    app = app_with(*())
    app._binder.by_id.clear()  # type: ignore[union-attr]
    async with app.run_test(size=(80, 24)) as pilot:
        await open_timeline(pilot)
        assert "No records yet. Press a to add files." in screen_text(app)
        await pilot.press("o")
        await pilot.pause()
        assert "There is no record under the cursor." in screen_text(app)


async def test_a_hundred_thousand_records_fetch_no_more_than_is_seen() -> None:
    many = [record(n, f"Note {n}", f"20{n % 20:02}-{n % 12 + 1:02}-01") for n in range(100_000)]
    app = app_with(*many)
    async with app.run_test(size=(80, 24)) as pilot:
        listed = await open_timeline(pilot)
        await pilot.press("G", "k", "pageup", "g")
        await settled(pilot)
        assert sum(app.binder.fetched) < 200  # type: ignore[attr-defined]
        assert listed.key


async def test_the_view_is_found_as_it_was_left() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        listed = await open_timeline(pilot)
        await pilot.press("j", "j")
        await pilot.press("1")
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        assert listed.key == "R3"
        assert app.screen.focused is listed


@pytest.mark.parametrize(
    ("date", "words"),
    [("2026-03-03", "3 Mar 2026"), ("2026-12", "Dec 2026"), ("2026", "2026"), ("", "no date"), ("20-99-x", "20")],
)
def test_dates_are_written_to_their_precision(date: str, words: str) -> None:
    assert date_words(date) == words


def test_a_month_that_is_not_stated_is_not_made_up() -> None:
    assert month_name("2026-05") == "May 2026"
    assert month_name("2026") == "2026, month not stated"
    assert month_name("") == "No date stated"


@pytest.mark.parametrize("width", [58, 79, 119])
def test_marks_are_words_and_the_line_fits(width: int) -> None:
    long = record(1, "A very long title " * 12, "2026-03-13")
    for changed, words in (
        (replace(long, state=RecordState.UNREADABLE), "not readable"),
        (replace(long, opinion=1), "opinion 1"),
        (replace(long, instances=24, expected=30), "24 of 30 images"),
        (replace(long, instances=1), "1 image"),
    ):
        line = "".join(text for text, _ in record_line(changed, width))
        assert words in line and len(line) <= width
        assert width >= 100 or line.endswith(words)
