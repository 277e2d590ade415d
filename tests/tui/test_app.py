"""The frame around the views: keys, questions, help, palette, long work, and what a crash says."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import ClassVar

import pytest
from textual.pilot import Pilot

from binder.chase import TodayLine
from binder.model.errors import BinderError
from binder.model.event import Event
from binder.model.kinds import Kind
from binder.model.progress import Progress
from binder.tui.app import BinderApp
from binder.tui.commands import Command, commands_at
from binder.tui.long_work import LongWork
from binder.tui.screens.help import HelpScreen
from binder.tui.screens.main import MAIN_VIEWS
from binder.tui.screens.palette import PaletteScreen
from binder.tui.widgets.footer import Footer
from binder.tui.widgets.record_list import RecordList
from tests.tui.stand_in import StandIn, record
from tests.tui.test_unlock import screen_text

LINES = (
    TodayLine("now", "Missing: pathology glass slides", "checklist:pathology-slides", "ask the pathology lab"),
    TodayLine("soon", "1 document needs a look", "review"),
    TodayLine("info", "The report of the first operation is here", "record:R1"),
)


def app_with(**more: object) -> BinderApp:
    stand_in = StandIn([record(1, "Operation", "2026-01-02", Kind.OPERATIVE_NOTE)], LINES)
    return BinderApp(Path("x.binder"), binder=stand_in, **more)  # type: ignore[arg-type]


async def settled(pilot: Pilot[int]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_today_is_the_first_view_most_urgent_first() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)):
        text = screen_text(app)
        assert text.index("Now") < text.index("glass slides") < text.index("ask the pathology lab")
        assert text.index("ask the pathology lab") < text.index("Soon") < text.index("needs a look")
        assert "Test Person" in text and "1 record" in text


async def test_a_tall_screen_has_room_for_the_last_changes_and_a_run_of_additions_is_one() -> None:
    app = app_with()
    at = "2026-03-13T09:41:00+00:00"
    app.binder.logged = [  # type: ignore[attr-defined]
        Event(4, at, "maria", "receive", "checklist", "slides", "Slides: received"),
        *(Event(n, at, "jonas", "add", "record", f"R{n}", f"note {n}") for n in (3, 2, 1)),
    ]
    async with app.run_test(size=(120, 40)) as pilot:
        text = screen_text(app)
        assert "maria  Slides: received" in text
        assert "jonas  3 records added" in text
        await pilot.resize_terminal(80, 15)
        await pilot.pause()
        assert "Last changes" not in screen_text(app)


async def test_enter_on_a_line_of_today_goes_where_it_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_with()
    went: list[tuple[str, object]] = []
    monkeypatch.setattr(BinderApp, "show_view", lambda self, name, place=None: went.append((name, place)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "j", "enter", "j", "enter")
        await pilot.pause()
    assert went == [("checklist", "pathology-slides"), ("review", None), ("record", ("R1", None))]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
async def test_the_footer_fits_and_always_ends_with_help(size: tuple[int, int]) -> None:
    app = app_with()
    async with app.run_test(size=size) as pilot:
        for key in ("1", "2"):
            await pilot.press(key)
            await settled(pilot)
            line = screen_text(app).split("\n")[-1]
            assert line.endswith("? help")
            assert line.count("  ") <= 7


@pytest.mark.parametrize("size", [(40, 10), (59, 24), (80, 14)])
async def test_a_terminal_too_small_gets_one_sentence_and_a_larger_one_all(size: tuple[int, int]) -> None:
    app = app_with()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        words = " ".join(screen_text(app).split())
        assert words == "This terminal is too small: binder needs 60 columns and 15 lines; make it larger."
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "glass slides" in screen_text(app)


async def test_a_question_stays_open_while_the_terminal_shrinks_and_grows() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", *"/nowhere")
        await pilot.resize_terminal(40, 10)
        await pilot.resize_terminal(80, 24)
        await pilot.press("enter")
        await settled(pilot)
        assert "There is nothing at /nowhere" in screen_text(app)


async def test_help_lists_every_key_of_the_screen_and_enter_does_it() -> None:
    app = app_with()
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("2")
        await settled(pilot)
        offered = [command for _, command in commands_at(app.screen.focused)]
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        text = " ".join(screen_text(app).split())
        for command in offered:
            assert command.help().split()[0] in text
            assert command.text in text
        app.screen.query_one(RecordList).move_to("ShowToday")
        await pilot.press("enter")
        await settled(pilot)
        assert app.main is not None and app.main.view_name == "today"


async def test_the_palette_finds_a_command_by_its_words_and_gives_it() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press("tab", *"every")
        await pilot.pause()
        assert "Timeline" in screen_text(app) and "Opinions" not in screen_text(app)
        await pilot.press("enter")
        await settled(pilot)
        assert app.main is not None and app.main.view_name == "timeline"


async def test_ctrl_p_opens_the_palette_and_esc_changes_nothing() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen is app.main


async def test_undo_says_what_was_undone_and_says_when_there_is_nothing() -> None:
    app = app_with()
    app.binder.undone.append("Slides: received")  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        await settled(pilot)
        assert "Undone: Slides: received" in screen_text(app)
        await pilot.press("u")
        await settled(pilot)
        assert "nothing to undo" in screen_text(app)


async def test_only_y_is_a_yes() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        for key, answer in (("y", True), ("n", False), ("enter", False), ("escape", False)):
            worker = app.run_worker(app.confirm("Really?"))
            await pilot.pause()
            assert "Really?" in screen_text(app)
            await pilot.press("x", key)
            assert await worker.wait() is answer
            assert ("No: nothing was changed." in screen_text(app)) is not answer
            app.say("")


async def test_files_are_added_from_a_folder_that_is_typed(tmp_path: Path) -> None:
    folder = tmp_path / "two words"
    folder.mkdir()
    (folder / "one.txt").write_text("1")
    (folder / "two.txt").write_text("2")
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*("space" if c == " " else c for c in f"'{folder}'"), "enter")
        await settled(pilot)
        await settled(pilot)
        assert "2 added." in screen_text(app)
        assert "3 records" in screen_text(app)


async def test_long_work_says_how_far_it_is_and_esc_stops_it() -> None:
    app = app_with()
    started, results = threading.Event(), []

    def work(long: LongWork) -> str:
        long.progress(Progress(37, 120, "scan.pdf", 2))
        started.set()
        while not long.cancelled():
            threading.Event().wait(0.01)
        return "stopped"

    async def run() -> None:
        results.append(await app.run_long("Adding", work))

    async with app.run_test(size=(80, 24)) as pilot:
        worker = app.run_worker(run())
        while not started.is_set():
            await pilot.pause(0.01)
        await pilot.pause()
        assert "Adding 37 of 120, 2 failed: scan.pdf" in screen_text(app)
        assert await app.run_long("More", work) is None
        assert "still running" in screen_text(app)
        await pilot.press("escape")
        await worker.wait()
        assert results == ["stopped"]
        assert not app.working


async def test_what_cannot_be_done_is_one_sentence_in_the_status_line() -> None:
    app = app_with()

    def broken() -> str:
        raise BinderError("No space was left: free some and try again.")

    app.binder.undo = broken  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        await settled(pilot)
        assert "No space was left" in screen_text(app)


async def test_words_said_cannot_act_on_the_terminal() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        app.say("\x1b]0;title\x07[red]not markup[/red]")
        await pilot.pause()
        assert "\x1b" not in screen_text(app)
        assert "[red]not markup[/red]" in screen_text(app)


class Wish(Command):
    """Wish for something."""

    keys, text, footer = "w", "wish", True

    @classmethod
    def disabled_reason(cls, app: BinderApp) -> str | None:
        return "There is nothing to wish for."


async def test_a_key_that_cannot_act_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    from binder.tui.screens.main import MainScreen

    class Wishing(MainScreen):
        commands: ClassVar = (Wish, *MainScreen.commands)
        acted = False

        def action_wish(self) -> None:
            self.acted = True

    app = app_with()
    monkeypatch.setattr("binder.tui.app.MainScreen", Wishing)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await pilot.pause()
        assert "There is nothing to wish for." in screen_text(app)
        assert not app.screen.acted  # type: ignore[attr-defined]
        assert "w wish" in app.screen.query_one(Footer).shown


async def test_a_crash_says_where_and_nothing_of_the_documents(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_with()

    def broken() -> list[TodayLine]:
        secret = "Anna's diagnosis"
        raise ValueError(secret)

    app.binder.today = broken  # type: ignore[method-assign]
    with pytest.raises(ValueError):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
    assert app.return_code == 1
    said = capsys.readouterr()
    assert "diagnosis" not in said.out + said.err
    assert "ValueError" in said.out + said.err
    assert "What was saved before is intact" in " ".join((said.out + said.err).split())


def test_the_main_views_are_the_keys_from_one_on() -> None:
    from binder.tui.screens.main import MainScreen

    keys = {c.keys: c.text for c in MainScreen.commands}
    assert [keys[str(n)] for n in range(1, len(MAIN_VIEWS) + 1)] == list(MAIN_VIEWS.values())


async def test_keys_typed_while_a_command_hangs_wait_and_are_then_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binder.tui.type_ahead.LONGEST", 0.6)
    go_on = threading.Event()

    class Slow(StandIn):
        def undo(self) -> str | None:
            assert go_on.wait(60)
            return None

    app = BinderApp(Path("x.binder"), binder=Slow([record(1, "Operation")]))  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("u", "q")
        for _ in range(500):
            await pilot.pause(0.01)
            if "were left out" in screen_text(app):
                break
        assert "the keys typed meanwhile were left out" in screen_text(app) and app.is_running
        await pilot.press("2")  # the keyboard is free again
        for _ in range(500):
            await pilot.pause(0.01)
            if "Operation" in screen_text(app):
                break
        assert app.main is not None and app.main.view_name == "timeline"
        go_on.set()
        await settled(pilot)


async def test_a_question_longer_than_the_line_takes_the_rows_it_needs_and_gives_them_back() -> None:
    app = app_with()
    question = "Laboratory report of Somebody Else was found in the folder that was added today: file it all the same?"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.run_worker(app.confirm(question))
        await pilot.pause()
        await pilot.pause()
        seen = " ".join(screen_text(app).split())
        assert question in seen and "y yes ▸n no" in seen
        await pilot.resize_terminal(140, 24)
        await pilot.pause()
        assert f"{question} y yes  ▸n no" in screen_text(app)
        await pilot.press("n")
        await settled(pilot)
        assert app.screen.query_one("#line").size.height == 1
        assert "? help" in app.screen.query_one(Footer).shown
