"""Two people in one binder over two lines: each sees the other's change, and what the other has open, by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from binder.binder import Binder
from binder.tui.app import BinderApp
from tests.tui.conftest import PASSPHRASE
from tests.tui.test_unlock import screen_text


async def until(what: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    for _ in range(400):
        if what():
            return
        await asyncio.sleep(0.025)
    raise AssertionError("it did not come")


async def test_a_change_made_elsewhere_comes_onto_the_screen(family: Path, open_family: Callable[[], Binder]) -> None:
    app = BinderApp(family, binder=open_family())
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        with Binder.open(family, passphrase=PASSPHRASE, actor="jonas") as other:
            await until(lambda: "Test Person" in screen_text(app))
            await asyncio.sleep(1.2)  # it has looked once
            other.set_patient("Rosa Example", "1957-03-21")
            await until(lambda: "Rosa Example" in screen_text(app))
            other.announce("Checklist")
            await until(lambda: "jonas has this binder open too: Checklist" in screen_text(app))


async def test_the_other_is_told_what_is_open_here(family: Path, open_family: Callable[[], Binder]) -> None:
    app = BinderApp(family, binder=open_family())
    with Binder.open(family, passphrase=PASSPHRASE, actor="jonas") as other:

        def seen() -> list[str]:
            return [one.what for one in other.sessions()]

        async with app.run_test(size=(80, 24)) as pilot:
            await until(lambda: seen() == ["Today"])
            await pilot.press("2")
            await until(lambda: seen() == ["Timeline"])
        assert seen() == []  # it was closed


async def test_a_locked_binder_is_asked_nothing(family: Path, open_family: Callable[[], Binder]) -> None:
    app = BinderApp(family, binder=open_family())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.lock()
        await until(lambda: app.locked)
        await asyncio.sleep(1.2)
        assert app._sharing._timer is None
