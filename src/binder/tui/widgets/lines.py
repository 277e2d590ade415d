"""A few lines of text of which only what changed is sent to the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Line = tuple[tuple[str, Style], ...]


class Lines(Widget):
    """Lines that are replaced often: between one text and the next only the stretch that differs is repainted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """What stands there."""
        return "\n".join("".join(words for words, _ in line) for line in self._lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        before, self._lines = self._lines, tuple(lines)
        for y in range(max(len(before), len(self._lines))):
            self._refresh_changed(y, before[y] if y < len(before) else ())

    def _refresh_changed(self, y: int, before: Line) -> None:
        width = self.size.width
        old, new = self._cells(before, width), self._cells(self._line(y), width)
        changed = [x for x in range(width) if old[x] != new[x]]
        if changed:
            self.refresh(Region(changed[0], y, changed[-1] - changed[0] + 1, 1))

    def _line(self, y: int) -> Line:
        return self._lines[y] if y < len(self._lines) else ()

    def _strip(self, line: Line, width: int) -> Strip:
        base = self.rich_style
        return Strip(Segment(words, base + style) for words, style in line).adjust_cell_length(width, base)

    def _cells(self, line: Line, width: int) -> list[tuple[str, Style | None]]:
        """What stands in each cell; a wide letter fills its second cell with nothing."""
        cells: list[tuple[str, Style | None]] = []
        for segment in self._strip(line, width):
            for letter in segment.text:
                size = Segment(letter).cell_length
                cells += [(letter, segment.style)] + [("", segment.style)] * (size - 1) if size else []
        return (cells + [(" ", None)] * width)[:width]

    def render_line(self, y: int) -> Strip:
        """One line."""
        return self._strip(self._line(y), self.size.width)
