"""Paragraphs that change often: only the rows whose words changed are drawn again, and nothing is laid out anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from binder.model.clean import clean
from binder.tui.sized import Sized
from binder.tui.widgets.text_rows import wrap

ROLES = ("title", "line", "offer", "good", "dim")


class Paragraphs(Sized, Widget):
    """Wrapped paragraphs, each with a role that the style sheet gives its look; what does not fit is cut with "…"."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"paragraphs--{role}" for role in ROLES}

    class Fitted(Message):
        """There is another room for them."""

    def __init__(self, *, on: str = "", id: str | None = None) -> None:
        """Paragraphs.

        Args:
            on: how to read on, said where they are cut.
        """
        super().__init__(id=id)
        self._on = on
        self._paragraphs: Sequence[tuple[str, str]] = ()
        self._rows: list[tuple[str, str]] = []
        self._gap = False

    def show(self, paragraphs: Iterable[tuple[str, str]], *, gap: bool = False) -> None:
        """Show (words, role) pairs.

        Args:
            gap: leave a blank row between them.
        """
        self._paragraphs, self._gap = tuple(paragraphs), gap
        before, self._rows = self._rows, self._wrapped()
        for y in range(max(len(before), len(self._rows))):
            old = before[y] if y < len(before) else ("", "")
            new = self._rows[y] if y < len(self._rows) else ("", "")
            if old != new:
                width = max(cell_len(old[0]), cell_len(new[0]))
                self.refresh(Region(0, y, width, 1))  # within the border and padding

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again."""
        self._rows = self._wrapped()
        self.refresh()
        self.post_message(self.Fitted())

    def _wrapped(self) -> list[tuple[str, str]]:
        width, height = self.content_size.width, self.content_size.height
        if width <= 0:
            return []
        rows: list[tuple[str, str]] = []
        for words, role in self._paragraphs:
            if rows and self._gap:
                rows.append(("", ""))
            line = clean(words)
            rows += [(line[start:end], role) for start, end, _ in wrap(line, width)]
        if len(rows) > height:
            rows = rows[:height]
            end = f" … {self._on}".rstrip()
            rows[-1] = (set_cell_size(rows[-1][0], width - cell_len(end)).rstrip() + end, rows[-1][1])
        return rows

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.content_size.width
        if y >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        words, role = self._rows[y]
        look = self.get_component_rich_style(f"paragraphs--{role}") if role else self.rich_style
        return Strip([Segment(words, look)]).adjust_cell_length(width, self.rich_style)
