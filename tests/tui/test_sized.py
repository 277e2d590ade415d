"""Whatever lays itself out to its size is told of it, in whichever moment the screen was drawn before."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.widget import Widget

from binder.tui.sized import Sized


class Measured(Sized, Widget):
    """Keeps the sizes it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[Size] = []

    def on_resize(self) -> None:
        """Another size."""
        self.sizes.append(self.size)


class Hiding(App[None]):
    """Hides one widget at first."""

    CSS = "Measured { display: none; height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Measured()


async def test_a_widget_that_is_shown_is_told_its_size_once() -> None:
    app = Hiding()
    async with app.run_test(size=(80, 24)) as pilot:
        widget = app.query_one(Measured)
        widget.display = True
        await pilot.pause()
        assert widget.sizes == [Size(80, 24)]
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert widget.sizes[-1] == Size(100, 30)


async def test_a_widget_that_is_drawn_before_it_is_laid_out_is_told_its_size_all_the_same() -> None:
    app = Hiding()
    async with app.run_test(size=(80, 24)) as pilot:
        widget = app.query_one(Measured)
        widget.display = True
        for _ in range(20):  # a frame in every moment between being shown and being laid out
            app.screen._compositor.update_widgets({widget})
            app.screen._compositor.render_strips()
            await asyncio.sleep(0)
        await pilot.pause()
        await pilot.pause()
        assert widget.sizes == [Size(80, 24)]
