"""The question line: no key gets past it, Tab completes a path, what is prefilled gives way to what is typed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from binder.model.record import RecordState
from binder.tui.app import BinderApp
from binder.tui.paths import Completed, complete_path, typed_path
from binder.tui.screens.main import MainScreen
from binder.tui.widgets.footer import Footer
from binder.tui.widgets.line_input import LineInput
from tests.tui.cabinet import Cabinet, screen_text, settle_down
from tests.tui.chased import press, shown
from tests.tui.test_app import app_with


def line(app: BinderApp) -> LineInput:
    """The line one types in."""
    return app.screen.query_one("#prompt-input", LineInput)


def footer(app: BinderApp) -> str:
    """The last line of the screen."""
    return app.screen.query_one(Footer).shown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a family has it."""
    for name in ("letters", "scans 2025", "scans 2026"):
        (tmp_path / name).mkdir()
    for name in ("scan.pdf", ".hidden", "letters/from Dr. Doe.pdf", "scans \x1b[2J"):
        (tmp_path / name).touch()
    return tmp_path


# Nothing gets past it


@pytest.mark.parametrize("key", ["tab", "shift+tab", "f1", "ctrl+p", "j", "k", "u", "down", "pagedown"])
async def test_while_a_question_is_open_no_key_reaches_what_lies_behind_it(key: str) -> None:
    app = app_with()
    app.binder.undone.append("Slides: received")  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "a", key, "tab", "u", "j", "k")
        assert isinstance(app.screen, MainScreen) and app.screen.asking
        assert app.focused is line(app) and line(app).value.endswith("ujk")
        assert app.binder.undone == ["Slides: received"]  # type: ignore[attr-defined]


async def test_not_even_where_the_terminal_has_become_too_small_to_show_the_question() -> None:
    app = app_with()
    app.binder.undone.append("Slides: received")  # type: ignore[attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "a")
        await pilot.resize_terminal(40, 10)
        await press(pilot, "tab", "u", "f1", "q", "2")
        await pilot.resize_terminal(80, 24)
        await settle_down(pilot, lambda: app.focused is line(app))
        await press(pilot, "x")
        assert line(app).value.endswith("x") and "Add which file" in screen_text(app, "Prompt")
        assert app.binder.undone == ["Slides: received"]  # type: ignore[attr-defined]


async def test_a_question_with_choices_is_not_left_by_tab() -> None:
    async with shown(Cabinet(), "review") as (app, pilot):
        worker = app.run_worker(app.confirm("Really?"))
        await press(pilot, "tab", "shift+tab", "x", "j", "enter")
        assert await worker.wait() is False
        assert app.binder.record("R2").state is RecordState.NEEDS_REVIEW


async def test_the_binder_can_be_locked_all_the_same(open_family: Callable[[], object]) -> None:
    binder = open_family()
    app = BinderApp(binder.path, binder=binder, keymap={})  # type: ignore[arg-type, attr-defined]
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "a", "ctrl+l")
        assert app.locked


# What is prefilled


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["2", "0", "2", "5"], "2025"),
        (["end", "!"], "2026-11-30!"),
        (["right", "backspace"], "2026-11-3"),
        (["home", "~"], "~2026-11-30"),
        (["backspace"], ""),
        ([], "2026-11-30"),
    ],
)
async def test_typing_writes_over_what_is_prefilled_and_an_arrow_keeps_it(keys: list[str], answer: str) -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        worker = app.run_worker(app.ask("On which day?", "2026-11-30"))
        await pilot.pause()
        assert line(app).selected_text == "2026-11-30", "seen as marked"
        await press(pilot, *keys, "enter")
        assert await worker.wait() == answer


# A path


def test_a_path_is_completed_as_far_as_there_is_one_way_to_go_on(folder: Path) -> None:
    assert complete_path(f"{folder}/l") == Completed(f"{folder}/letters/")
    assert complete_path(f"{folder}/letters/") == Completed(f"{folder}/letters/from Dr. Doe.pdf")
    assert complete_path(f"{folder}/sc") == Completed(f"{folder}/scan", "3 there:  scan.pdf  scans 2025/  scans 2026/")
    assert complete_path(f"'{folder}/scans") == Completed(f"'{folder}/scans 202", "2 there:  scans 2025/  scans 2026/")


def test_where_it_cannot_go_on_the_line_stays_and_it_is_said_why(folder: Path) -> None:
    assert complete_path(f"{folder}/x") == Completed(f"{folder}/x", "Nothing there begins with “x”.")
    assert complete_path(f"{folder}/scans 2025/").words == "That folder is empty."
    assert complete_path(f"{folder}/nowhere/x").words == f"There is no folder {folder}/nowhere/"
    assert complete_path(f"{folder}/\0/x").line == f"{folder}/\0/x"


def test_names_that_could_act_on_the_terminal_are_not_offered_and_hidden_ones_only_when_asked_for(folder: Path) -> None:
    assert "4 there" in complete_path(f"{folder}/").words and "hidden" not in complete_path(f"{folder}/").words
    assert complete_path(f"{folder}/.h").line == f"{folder}/.hidden"


def test_the_home_folder_is_meant_by_its_sign(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert complete_path("~").line == "~/" and complete_path("~/l").line == "~/letters/"
    assert typed_path("'~/scan.pdf'") == folder / "scan.pdf"
    assert typed_path("~nobody at all/x") == Path("~nobody at all/x")


async def test_tab_completes_the_path_and_tells_below_what_there_is_to_choose(folder: Path) -> None:
    app = app_with()
    async with app.run_test(size=(100, 24)) as pilot:
        await press(pilot, "a")
        assert "Tab completes" in footer(app)
        line(app).value = f"{folder}/"
        line(app).action_end()
        await press(pilot, "tab")
        assert footer(app) == " 4 there:  letters/  scan.pdf  scans 2025/  scans 2026/"
        await press(pilot, "l")
        assert "Enter answers" in footer(app), "the next key brings the keys back"
        await press(pilot, "tab", "tab")
        assert line(app).value == f"{folder}/letters/from Dr. Doe.pdf"


async def test_a_folder_that_does_not_answer_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()

    def slow(typed: str) -> Completed:
        answers.wait(20)
        return Completed(typed + "late")

    async def again(pilot: Pilot[int]) -> None:
        await press(pilot, "tab")
        await asyncio.sleep(0.4)
        await pilot.pause()

    monkeypatch.setattr("binder.tui.paths.complete_path", slow)
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "a", "x")
        await again(pilot)
        assert "does not answer" in footer(app)
        await again(pilot)
        await press(pilot, "y")
        assert line(app).value == "xy" and "Enter answers" in footer(app)
        answers.set()
        await pilot.pause(0.1)
        assert line(app).value == "xy", "what comes too late changes nothing"
        await again(pilot)
        assert line(app).value == "xylate"


# A long line

SENTENCE = (
    "You write “I advise an operation in the autumn, since the valve is narrow”, the other doctor writes “I would wait "
    "and look at the heart again in six months”. What is the reason for the difference?"
)


def seen_question(app: BinderApp) -> str:
    """All that the question takes of the screen, row by row."""
    return screen_text(app, "#prompt")


def words_seen(app: BinderApp) -> str:
    """The same as running text."""
    return " ".join(seen_question(app).split())


def rows_seen(app: BinderApp) -> int:
    """How many rows it takes."""
    return app.screen.query_one("#prompt").size.height


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
async def test_a_sentence_is_written_in_as_many_rows_as_show_the_whole_of_it(size: tuple[int, int]) -> None:
    app = app_with()
    async with app.run_test(size=size) as pilot:
        worker = app.run_worker(app.ask("Question:", SENTENCE))
        await settle_down(pilot)
        assert SENTENCE in words_seen(app), "nothing of it is out of sight"
        assert all(words in footer(app) for words in ("Arrows move", "Ctrl+K", "Enter answers", "Esc gives up"))
        await press(pilot, "end", "space", "W", "h", "y", "?")
        await settle_down(pilot)
        assert f"{SENTENCE} Why?" in words_seen(app)
        await press(pilot, "enter")
        assert await worker.wait() == f"{SENTENCE} Why?"


async def test_the_arrows_go_from_row_to_row_of_a_sentence() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        worker = app.run_worker(app.ask("Question:", SENTENCE))
        await settle_down(pilot)
        second = seen_question(app).splitlines()[2].strip()
        await press(pilot, "down", "X", "up", "home", "Y", "down", "down", "down", "Z")
        await settle_down(pilot)
        await press(pilot, "enter")
        assert await worker.wait() == "Y" + SENTENCE.replace(second, f"X{second}") + "Z"


async def test_what_is_typed_takes_another_row_when_it_needs_one_and_gives_it_back() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        worker = app.run_worker(app.ask("What do you want to know?"))
        await settle_down(pilot)
        assert rows_seen(app) == 1
        line(app).insert_text_at_cursor(SENTENCE)
        await settle_down(pilot)
        assert SENTENCE in words_seen(app)
        await press(pilot, "home", "ctrl+k")
        await settle_down(pilot)
        assert rows_seen(app) == 2 and "Arrows move" not in footer(app)
        await press(pilot, "escape")
        assert await worker.wait() is None


async def test_of_what_is_pasted_over_several_lines_nothing_is_lost() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        worker = app.run_worker(app.ask("The answer?", "said: "))
        await press(pilot, "end")
        line(app).post_message(events.Paste("Come back in May.\nBring the scans.\n\n  And the list.\n"))
        await settle_down(pilot)
        await press(pilot, "enter")
        assert await worker.wait() == "said: Come back in May. Bring the scans. And the list."


async def test_of_a_line_longer_than_there_is_room_for_the_part_with_the_cursor_is_seen() -> None:
    app = app_with()
    async with app.run_test(size=(60, 20)) as pilot:
        worker = app.run_worker(app.ask("The answer?", "First of all. " + SENTENCE * 5 + " Last of all."))
        await settle_down(pilot)
        assert "First of all." in words_seen(app) and rows_seen(app) <= 8
        await press(pilot, "end")
        await settle_down(pilot)
        assert "Last of all." in words_seen(app) and "First of all." not in words_seen(app)
        await press(pilot, "escape")
        assert await worker.wait() is None
