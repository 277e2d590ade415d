"""Pictures in half blocks: two points a cell, greys that mean the same everywhere, few bytes, and never a diagnosis."""

from __future__ import annotations

import random

from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.strip import Strip

from binder.model.document import Picture
from binder.tui.widgets.picture import FRAME_BYTES, LEVELS, PictureView, half_blocks


class Looking(App[None]):
    """Nothing but a picture."""

    def compose(self) -> ComposeResult:
        yield PictureView()


def noisy(width: int, height: int, spread: int) -> Picture:
    dice = random.Random(7)
    grey = bytes(max(0, min(255, 128 + dice.randint(-spread, spread))) for _ in range(width * height))
    return Picture(width, height, grey)


def drawn(view: PictureView) -> list[Strip]:
    return [view.render_line(y) for y in range(view.size.height)]


def sent(strips: list[Strip]) -> int:
    """The bytes that go to a terminal of 16 million colours."""
    return sum(
        len(Strip.render_style(s.style, s.text, ColorSystem.TRUECOLOR).encode())
        for strip in strips
        for s in strip
        if s.style
    )


def test_a_row_of_cells_shows_two_rows_of_points() -> None:
    runs = half_blocks(Picture(3, 2, bytes([0, 0, 255, 255, 255, 255])))
    black, white = 0, LEVELS - 1
    assert [(run.upper, run.lower, run.cells) for run in runs[0]] == [(black, white, 2), (white, white, 1)]


def test_an_odd_last_row_is_filled_with_black() -> None:
    runs = half_blocks(Picture(2, 3, bytes([255] * 6)))
    assert len(runs) == 2 and runs[1][0].lower == 0 and runs[1][0].upper == LEVELS - 1


def test_there_are_between_24_and_64_greys() -> None:
    ramp = half_blocks(Picture(256, 2, bytes(range(256)) * 2), budget=10**9)
    assert 24 <= len({run.upper for run in ramp[0]}) <= 64


def test_the_worst_picture_stays_within_what_a_slow_line_bears() -> None:
    for spread in (0, 10, 60, 128):
        runs = half_blocks(noisy(80, 80, spread))
        assert all(sum(run.cells for run in row) == 80 for row in runs)
        assert sum(run.bytes for row in runs for run in row) <= FRAME_BYTES


async def test_a_frame_at_80_by_40_is_sent_in_46_kilobytes() -> None:
    async with Looking().run_test(size=(80, 40)) as pilot:
        view = pilot.app.query_one(PictureView)
        width, height = view.room
        view.show(noisy(width, height, 40))
        assert sent(drawn(view)) <= 46_000


async def test_it_always_says_that_it_is_a_preview_and_how_it_was_made() -> None:
    async with Looking().run_test(size=(80, 24)) as pilot:
        view = pilot.app.query_one(PictureView)
        view.show(Picture(4, 4, bytes(16), note="window 40/400"), "slice 3 of 24")
        first = drawn(view)[0].text
        assert "preview, not for diagnosis" in first and "window 40/400" in first and "slice 3 of 24" in first


async def test_brighter_and_darker_change_the_greys_and_say_so() -> None:
    async with Looking().run_test(size=(80, 24)) as pilot:
        view = pilot.app.query_one(PictureView)
        view.show(Picture(4, 4, bytes([100] * 16)))
        before = half_blocks(view.picture, brightness=0)[0][0].upper  # type: ignore[arg-type]
        view.brighten(2)
        assert half_blocks(view.picture, brightness=view.brightness)[0][0].upper > before  # type: ignore[arg-type]
        assert "brightness +2" in drawn(view)[0].text


async def test_a_picture_stands_in_the_middle() -> None:
    async with Looking().run_test(size=(20, 11)) as pilot:
        view = pilot.app.query_one(PictureView)
        view.show(Picture(4, 4, bytes([255] * 16)))
        lit = [
            y
            for y, strip in enumerate(drawn(view))
            if any(s.style and s.style.bgcolor and s.style.bgcolor.number == 231 for s in strip)
        ]
        assert lit == [5, 6]
        assert drawn(view)[5].text.index(" " * 4) == 0 and drawn(view)[5].cell_length == 20
