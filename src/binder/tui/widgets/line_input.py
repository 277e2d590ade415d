"""A line to type in that may be broken into rows, so that the whole of a long one is in sight while it is written."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import Input

from binder.tui.widgets.text_rows import wrap

Rows = list[tuple[int, int]]  # (start, end) of the characters on each; the blank at which it is broken is on neither


class LineInput(Input):
    """No border, no blinking.

    Attributes:
        most: rows it may take; with one it moves along the line, as any line does.
    """

    def __init__(self, *, password: bool = False, id: str | None = None) -> None:
        super().__init__(password=password, compact=True, select_on_focus=False, id=id)
        self.cursor_blink = False
        self.most = 1
        self._top = 0  # the first row in sight, where there are more than it may take

    def rows_at(self, width: int) -> Rows:
        """The rows of the line at a width, all of them."""
        if self.most == 1:
            return [(0, len(self.value))]
        return [(start, end) for start, end, _ in wrap(self.value, max(1, width - 1))]  # a cell for the cursor

    def step_row(self, way: int) -> bool:
        """Move the cursor a row up or down, beyond them to the very beginning or end; False where there is one row."""
        rows = self.rows_at(self.size.width)
        if len(rows) < 2:
            return False
        row, column = self._cursor_at(rows)
        if 0 <= row + way < len(rows):
            start, end = rows[row + way]
            while start < end and cell_len(self.value[rows[row + way][0] : start + 1]) <= column:
                start += 1
            self.cursor_position = start
        else:
            self.cursor_position = 0 if way < 0 else len(self.value)
        return True

    def _on_paste(self, event: events.Paste) -> None:
        """Several lines become one: of what is pasted nothing is lost."""
        if not self.password:
            event.prevent_default()
            event.stop()
            self.replace(" ".join(filter(None, map(str.strip, event.text.splitlines()))), *sorted(self.selection))

    def _cursor_at(self, rows: Rows) -> tuple[int, int]:
        """Row and column of the cursor."""
        at = self.cursor_position
        row = max(n for n, (start, _) in enumerate(rows) if start <= at)
        return row, cell_len(self.value[rows[row][0] : at])

    @property
    def content_width(self) -> int:
        """What is broken into rows is as wide as there is room."""
        return super().content_width if self.most == 1 else self.size.width

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal is told that the cursor is."""
        if self.most == 1:
            return super().cursor_screen_offset
        row, column = self._cursor_at(self.rows_at(self.size.width))
        return self.content_region.offset + Offset(column, row - self._top)

    def render_line(self, y: int) -> Strip:
        """Draw a row of the line."""
        if self.most == 1 or not self.value:
            return super().render_line(y)
        width = self.size.width
        rows = self.rows_at(width)
        row, _ = self._cursor_at(rows)
        self._top = max(0, min(self._top, row, len(rows) - self.size.height), row - self.size.height + 1)
        if (n := self._top + y) >= len(rows):
            return Strip.blank(width, self.rich_style)
        text = self._value
        text.pad_right(1)
        if self.has_focus:
            first, last = sorted(self.selection)
            text.stylize_before(self.get_component_rich_style("input--selection"), first, last)
            text.stylize(self.get_component_rich_style("input--cursor"), self.cursor_position, self.cursor_position + 1)
        start, end = rows[n]
        shown = text[start : end + 1]  # with the blank at which it is broken: the cursor may stand on it
        shown.end = ""
        strip = Strip(self.app.console.render(shown, self.app.console_options.update_width(width)))
        return strip.extend_cell_length(width).apply_style(self.rich_style)
