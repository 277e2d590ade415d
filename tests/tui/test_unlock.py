"""Unlocking and locking: the passphrase is the first frame, and nothing of the binder is left when it is locked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from binder.binder import Binder
from binder.model.errors import NoBinder
from binder.tui.app import BinderApp
from binder.tui.screens.main import MainScreen
from binder.tui.screens.unlock import UnlockScreen
from binder.tui.settings import Settings
from tests.tui.conftest import PASSPHRASE


def screen_text(app: App[int]) -> str:
    """All that is on the screen."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def type_in(pilot: Pilot[int], words: str) -> None:
    await pilot.press(*("space" if c == " " else c for c in words), "enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_a_wrong_passphrase_is_said_with_the_ways_on_and_the_right_one_opens(family: Path) -> None:
    app = BinderApp(family)
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, UnlockScreen)
        assert "Passphrase" in screen_text(app)
        await type_in(pilot, "wrong one")
        said = screen_text(app)
        assert "not the passphrase" in said
        assert "type it again" in said and "recovery code" in said and "Esc to leave" in said
        await type_in(pilot, PASSPHRASE)
        assert isinstance(app.screen, MainScreen)
        assert "Test Person" in screen_text(app)


async def test_the_typed_passphrase_is_never_shown(family: Path) -> None:
    app = BinderApp(family)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"secret")
        assert "secret" not in screen_text(app)
        assert "••••••" in screen_text(app)


async def test_the_recovery_code_opens_too(family: Path, open_family: Callable[[], Binder]) -> None:
    with open_family() as binder:
        code = binder.recovery_code
    app = BinderApp(family)
    async with app.run_test() as pilot:
        await type_in(pilot, code.lower())
        assert isinstance(app.screen, MainScreen)


async def test_a_file_that_went_away_is_one_sentence_not_a_crash(tmp_path: Path) -> None:
    app = BinderApp(tmp_path / "none.binder")
    async with app.run_test() as pilot:
        await type_in(pilot, "x")
        await pilot.pause()
        assert isinstance(app.screen, UnlockScreen)
        assert "There is no file" in screen_text(app)


async def test_a_passphrase_given_beforehand_is_not_asked_for(family: Path) -> None:
    app = BinderApp(family, passphrase=PASSPHRASE)
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)


def opens_only_when(go_on: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let opening a binder last until the test says so."""
    opening = BinderApp.open_binder

    def slowly(self: BinderApp, typed: str) -> Binder:
        assert go_on.wait(60)
        return opening(self, typed)

    monkeypatch.setattr(BinderApp, "open_binder", slowly)


async def test_keys_typed_while_the_binder_is_opened_act_once_it_is_open(
    family: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, go_on = BinderApp(family, passphrase=PASSPHRASE), threading.Event()
    opens_only_when(go_on, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.post_message(Key("4", "4"))
        await pilot.pause(0.6)
        assert isinstance(app.screen, UnlockScreen)
        go_on.set()
        for _ in range(1000):
            await pilot.pause(0.01)
            if app.main is not None and app.main.is_mounted and app.main.view_name == "opinions":
                break
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.main is not None and app.main.view_name == "opinions"


async def test_keys_typed_behind_a_wrong_passphrase_are_left_out(family: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, go_on = BinderApp(family), threading.Event()
    opens_only_when(go_on, monkeypatch)
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(Input).value = "wrong"
        app.post_message(Key("enter", None))
        await pilot.pause(0.2)
        assert app.opening
        app.post_message(Key("4", "4"))
        await pilot.pause(0.2)
        go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause(0.6)
        assert "not the passphrase" in screen_text(app)
        assert app.screen.query_one(Input).value == ""


async def test_a_passphrase_given_beforehand_that_fails_ends_the_app_with_the_reason(tmp_path: Path) -> None:
    app = BinderApp(tmp_path / "none.binder", passphrase="x")
    async with app.run_test():
        await app.workers.wait_for_complete()
    assert isinstance(app.failure, NoBinder)


async def test_locking_closes_the_binder_and_leaves_no_word_of_it(
    family: Path, open_family: Callable[[], Binder]
) -> None:
    app = BinderApp(family, binder=open_family())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Blood count" in screen_text(app) or "blood count" in screen_text(app)
        await pilot.press("ctrl+l")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.locked
        assert isinstance(app.screen, UnlockScreen)
        assert app.main is None
        assert "lood count" not in screen_text(app) and "Test Person" not in screen_text(app)
        await type_in(pilot, PASSPHRASE)
        assert app.main is not None and app.main.view_name == "timeline"


async def test_help_that_lies_open_does_not_keep_the_lock_from_falling(
    family: Path, open_family: Callable[[], Binder]
) -> None:
    app = BinderApp(family, binder=open_family())
    async with app.run_test() as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        app.lock()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, UnlockScreen)
        assert len(app.screen_stack) == 2


async def test_it_locks_after_the_time_without_a_key(family: Path, open_family: Callable[[], Binder]) -> None:
    app = BinderApp(family, binder=open_family(), settings=Settings(lock_after_minutes=0.2 / 60))
    async with app.run_test() as pilot:
        for _ in range(100):
            await pilot.pause(0.05)
            if app.locked:
                break
        assert isinstance(app.screen, UnlockScreen)
        assert "without a key" in screen_text(app)


async def test_escape_leaves(family: Path) -> None:
    app = BinderApp(family)
    async with app.run_test() as pilot:
        await pilot.press("escape")
    assert app.return_code == 0


async def test_ctrl_c_twice_leaves_and_once_says_so(family: Path) -> None:
    app = BinderApp(family)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "Ctrl+C again" in screen_text(app)
        await pilot.press("ctrl+c")
    assert app.return_code == 0
