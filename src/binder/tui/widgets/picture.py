"""A grey picture in half blocks: two points a cell, few enough bytes for a slow line; sharp where the terminal can."""

from __future__ import annotations

import asyncio
import itertools
import os
from functools import lru_cache
from typing import ClassVar, NamedTuple

from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import ControlType, Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from binder.model.clean import clean
from binder.model.document import Picture
from binder.tui import sharp

# The grey ramp of the 256-colour palette with its black and white: the same picture in every terminal, and
# "38;5;244" is half as long as "38;2;128;128;128".
_RAMP = (16, *range(232, 256), 231)
_GREYS = (0, *range(8, 239, 10), 255)
LEVELS = len(_GREYS)
FRAME_BYTES = 46_000
_LEVEL_OF = bytes(min(range(LEVELS), key=lambda level: abs(_GREYS[level] - grey)) for grey in range(256))


class Run(NamedTuple):
    """Cells beside each other that look the same: levels of the upper and the lower points, and how many cells."""

    upper: int
    lower: int
    cells: int

    @property
    def bytes(self) -> int:
        """What it costs on the line, escape codes counted."""
        return 15 + self.cells if self.upper == self.lower else 26 + 3 * self.cells


def half_blocks(picture: Picture, *, brightness: int = 0, budget: int = FRAME_BYTES) -> list[list[Run]]:
    """The rows of cells of a picture, as runs that cost at most `budget` bytes where that can be done.

    Neighbours a few levels apart are joined, by no more than it takes: noise in a scan is what costs.
    """
    points = picture.grey.translate(_levels(brightness))
    width, height = picture.width, picture.height
    if height % 2:
        points += bytes(width)
        height += 1
    pairs = [
        list(zip(points[y * width : (y + 1) * width], points[(y + 1) * width : (y + 2) * width], strict=True))
        for y in range(0, height, 2)
    ]
    runs: list[list[Run]] = []
    for tolerance in range(LEVELS):
        runs = [_join(row, tolerance) for row in pairs]
        if sum(run.bytes for row in runs for run in row) <= budget:
            break
    return runs


def _join(row: list[tuple[int, int]], tolerance: int) -> list[Run]:
    """Join neighbours whose levels all lie within `tolerance` of each other; a run takes their middle."""
    runs: list[Run] = []
    cells = 0
    low_u = high_u = low_l = high_l = 0
    for upper, lower in row:
        bounds = min(low_u, upper), max(high_u, upper), min(low_l, lower), max(high_l, lower)
        if cells and bounds[1] - bounds[0] <= tolerance and bounds[3] - bounds[2] <= tolerance:
            low_u, high_u, low_l, high_l = bounds
            cells += 1
            continue
        if cells:
            runs.append(_run(low_u, high_u, low_l, high_l, cells, tolerance))
        low_u = high_u = upper
        low_l = high_l = lower
        cells = 1
    if cells:
        runs.append(_run(low_u, high_u, low_l, high_l, cells, tolerance))
    return runs


def _run(low_u: int, high_u: int, low_l: int, high_l: int, cells: int, tolerance: int) -> Run:
    upper, lower = (low_u + high_u) // 2, (low_l + high_l) // 2
    if abs(upper - lower) <= tolerance // 2:
        upper = lower = (upper + lower) // 2
    return Run(upper, lower, cells)


@lru_cache(32)
def _levels(brightness: int) -> bytes:
    """Grey 0 to 255 -> level, brighter or darker by steps of 16."""
    return bytes(_LEVEL_OF[max(0, min(255, grey + 16 * brightness))] for grey in range(256))


@lru_cache(32)
def _light(brightness: int) -> bytes:
    """Grey 0 to 255 as it is drawn sharp, brighter or darker by steps of 16."""
    return bytes(max(0, min(255, grey + 16 * brightness)) for grey in range(256))


def _go(x: int, y: int) -> Segment:
    """Go to a cell."""
    return Segment(f"\x1b[{y + 1};{x + 1}H", Style(), ((ControlType.CURSOR_FORWARD, 0),))


def _send(x: int, y: int, data: str) -> Segment:
    """Go to a cell and send what is no text."""
    return Segment(_go(x, y).text + data, Style(), ((ControlType.CURSOR_FORWARD, 0),))


@lru_cache(LEVELS)
def _color(level: int) -> Color:
    grey = _GREYS[level]
    # With its triplet given, Textual leaves a palette colour as it is.
    return Color(f"grey{grey}", ColorType.EIGHT_BIT, _RAMP[level], ColorTriplet(grey, grey, grey))


@lru_cache(LEVELS * LEVELS)
def _segment_style(upper: int, lower: int) -> Style:
    return Style(bgcolor=_color(upper)) if upper == lower else Style(color=_color(upper), bgcolor=_color(lower))


class Drawn(NamedTuple):
    """A picture as it goes to a terminal that draws it point by point, and how many cells it fills."""

    data: str
    number: int
    columns: int
    rows: int


class PictureView(Widget, can_focus=True):
    """Shows a Picture in the middle of its space, under a line that says what it is and that it is no diagnosis."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"picture--note"}
    NOTICE = "preview, not for diagnosis"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.picture: Picture | None = None
        self.brightness = 0
        self._words = ""
        self._runs: list[list[Run]] = []
        self._drawn: Drawn | None = None
        self._numbers = itertools.cycle(range(1, 100))
        self.can = sharp.of_terminal(os.environ)
        self.sharp = self.can is not None

    @property
    def room(self) -> tuple[int, int]:
        """How many points fit, the line of words left out: one a column and two a row, or as many as are drawn."""
        size = self.content_size
        if self.can and self.sharp:
            width, height = size.width * self.can.cell_width, (size.height - 1) * self.can.cell_height
            return max(1, min(width, sharp.LARGEST)), max(2, min(height, sharp.LARGEST))
        return max(1, size.width), max(2, 2 * (size.height - 1))

    def show(self, picture: Picture, words: str = "") -> None:
        """Show a picture with words about it."""
        self.picture = picture
        self._words = words
        self._draw()

    def show_words(self, words: str) -> None:
        """Show words only: what is awaited, or why there is no picture."""
        self._words = words
        self.refresh(Size(self.size.width, 1).region if self.picture else self.size.region)

    def clear(self) -> None:
        """Show nothing."""
        self.picture = None
        self._words = ""
        self._runs = []
        self._drawn = None
        self.refresh()

    def brighten(self, steps: int) -> None:
        """Make it brighter, or darker where negative; no new picture is needed for it."""
        self.brightness = max(-12, min(12, self.brightness + steps))
        self._draw()

    def _draw(self) -> None:
        if self.picture is not None and self.can and self.sharp:
            self._runs = []
            self.run_worker(self._draw_sharp(self.picture, self.can), exclusive=True, group="sharp")
            return
        if self.picture is not None:
            self._runs = half_blocks(self.picture, brightness=self.brightness)
            self._drawn = None
        self.refresh()

    async def _draw_sharp(self, picture: Picture, can: sharp.Sharp) -> None:
        """Make the picture ready for the terminal in a thread, and show it."""
        columns, rows = self.content_size.width, min(self.content_size.height - 1, sharp.most_rows())
        width, height = columns * can.cell_width, rows * can.cell_height
        if columns < 1 or rows < 1 or picture.width > width or picture.height > height:
            return  # the space has shrunk since; a picture that fits is on its way
        number = next(self._numbers)

        def drawn() -> str:
            lit = picture.grey.translate(_light(self.brightness))
            grey = sharp.centred(lit, picture.width, picture.height, (width, height))
            if can.way is sharp.Way.SIXEL:
                return sharp.sixel(grey, width, height)
            return sharp.kitty(grey, width, height, number=number, columns=columns, rows=rows)

        self._drawn = Drawn(await asyncio.to_thread(drawn), number, columns, rows)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the rows of a region; a picture drawn point by point goes out with the row that suits its way."""
        strips = super().render_lines(crop)
        drawn = self._drawn
        if drawn is None or self.can is None:
            return strips
        x, y = self.content_region.offset
        first, last = 1 - crop.y, drawn.rows - crop.y
        if self.can.way is sharp.Way.KITTY:
            if 0 <= first < len(strips):
                strips[first] = Strip([_send(x, y + 1, drawn.data), _go(x, y + 1), *strips[first]], crop.width)
            return strips
        for at in range(max(0, first), min(len(strips), last + 1)):
            strips[at] = Strip([], 0)  # what is written into a cell wipes the picture out there
        if 0 <= last < len(strips):  # after it, nothing is written there any more
            strips[last] = Strip([_send(x, y + 1, drawn.data), _go(x + crop.width, y + drawn.rows)], crop.width)
        return strips

    def render_line(self, y: int) -> Strip:
        """Draw one row of the screen."""
        width = self.content_size.width
        if y == 0:
            return self._draw_words(width)
        if self._drawn is not None and y <= self._drawn.rows:
            return self._sharp_row(y - 1, width, self._drawn)
        rows = self._runs
        top = 1 + max(0, (self.content_size.height - 1 - len(rows)) // 2)
        if self.picture is None or not top <= y < top + len(rows):
            return Strip.blank(width, self.rich_style)
        left = max(0, (width - self.picture.width) // 2)
        segments = [Segment(" " * left, self.rich_style)]
        for run in rows[y - top]:
            glyph = " " if run.upper == run.lower else "▀"
            segments.append(Segment(glyph * run.cells, _segment_style(run.upper, run.lower)))
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _sharp_row(self, row: int, width: int, drawn: Drawn) -> Strip:
        """A row that a picture fills: kitty's own signs, their colour telling its number; Sixel needs none."""
        if self.can is None or self.can.way is sharp.Way.SIXEL:
            return Strip.blank(width)
        color = Color(f"color({drawn.number})", ColorType.EIGHT_BIT, drawn.number, ColorTriplet(1, 1, 1))
        return Strip([Segment(sharp.placeholders(row, min(width, drawn.columns)), Style(color=color))], width)

    def _draw_words(self, width: int) -> Strip:
        style = self.rich_style + self.get_component_rich_style("picture--note", partial=True)
        words = [self.NOTICE] if self.picture else []
        note = self.picture.note if self.picture and self.picture.note not in self._words else ""
        words += [clean(part) for part in (self._words, note) if part]
        if self.picture and self.brightness:
            words.append(f"brightness {self.brightness:+d}")
        text = Text(" " + " · ".join(words), style=style, no_wrap=True)
        text.truncate(width, overflow="ellipsis", pad=True)
        return Strip([Segment(text.plain, style)])
