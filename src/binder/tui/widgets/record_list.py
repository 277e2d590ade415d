"""The one long list: draws only the lines that are seen, so that 100,000 rows cost what none do.

An item is a run of neighbouring lines with the same key; a line without a key is a heading and the cursor passes over
it. A cursor move repaints the lines of two items and nothing else; at the edge the list jumps half a page, because a
terminal app repaints the whole list for every scroll.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from binder.model.clean import clean
from binder.tui.commands import Command, Commanding
from binder.tui.sized import Sized
from binder.tui.widgets.rows import ROLES, ListRows, NoRows, Piece, Pieces, Rows

__all__ = ["ROLES", "ListRows", "NoRows", "Piece", "Pieces", "RecordList", "Rows"]


class CursorDown(Command):
    """Go to the next line."""

    keys, text, shown_key, palette = "j,down", "next line", "j ↓", False


class CursorUp(Command):
    """Go to the line before."""

    keys, text, shown_key, palette = "k,up", "line before", "k ↑", False


class HalfPageDown(Command):
    """Go half a page down."""

    keys, text, palette = "ctrl+d", "half a page down", False


class HalfPageUp(Command):
    """Go half a page up."""

    keys, text, palette = "ctrl+u", "half a page up", False


class PageDown(Command):
    """Go a page down."""

    keys, text, palette = "pagedown,ctrl+f", "page down", False


class PageUp(Command):
    """Go a page up."""

    keys, text, palette = "pageup", "page up", False


class GoTop(Command):
    """Go to the first line."""

    keys, text, shown_key, palette = "g,home", "first line", "g Home", False


class GoBottom(Command):
    """Go to the last line."""

    keys, text, shown_key, palette = "G,end", "last line", "G End", False


class OpenItem(Command):
    """Open what the cursor stands on."""

    keys, text, footer, palette = "enter", "open", True, False


class RecordList(Commanding, Sized, ScrollView, can_focus=True, inherit_bindings=False):
    """A list over `Rows`, with a cursor that stands on an item."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"record-list--cursor", *(f"record-list--{role}" for role in ROLES)}
    commands: ClassVar[tuple[type[Command], ...]] = (
        CursorDown,
        CursorUp,
        HalfPageDown,
        HalfPageUp,
        PageDown,
        PageUp,
        GoTop,
        GoBottom,
        OpenItem,
    )

    class Highlighted(Message):
        """The cursor came to another item."""

        def __init__(self, record_list: RecordList, key: str) -> None:
            super().__init__()
            self.record_list = record_list
            self.key = key

        @property
        def control(self) -> RecordList:
            """The list."""
            return self.record_list

        def can_replace(self, message: Message) -> bool:
            """Only where the cursor stands last matters."""
            return isinstance(message, RecordList.Highlighted) and message.record_list is self.record_list

    class Selected(Message):
        """Enter was pressed on an item."""

        def __init__(self, record_list: RecordList, key: str) -> None:
            super().__init__()
            self.record_list = record_list
            self.key = key

        @property
        def control(self) -> RecordList:
            """The list."""
            return self.record_list

    def __init__(self, rows: Rows | None = None, *, empty: str = "", enter: str = OpenItem.text, **kwargs: Any) -> None:
        """Make a list; `empty` is the sentence shown while there is nothing in it, `enter` what Enter does here."""
        super().__init__(**kwargs)
        self._enter = enter
        self.rows: Rows = rows or NoRows()
        self.empty = empty
        self._cursor = -1
        self._styles_now: dict[str, Style] = {}
        self._prepared = (0, 0)

    def words_for(self, command: type[Command]) -> str:
        """Enter does different things in different lists."""
        return self._enter if command is OpenItem else super().words_for(command)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show(self, rows: Rows, *, empty: str | None = None) -> None:
        """Show other rows; the cursor stays on its item, else on the one that took its place."""
        key, line = self.key, self._cursor
        self.rows, self._prepared = rows, (0, 0)
        if empty is not None:
            self.empty = empty
        self._measure()
        found = rows.find(key) if key else None
        self._cursor = found if found is not None else self._near(min(max(line, 0), len(rows) - 1))
        self._keep_in_sight()
        self.refresh()
        if self.key != key:
            self.post_message(self.Highlighted(self, self.key))

    def redraw(self, key: str | None = None) -> None:
        """Draw again the lines of one item, or all of them, after their data changed."""
        self._prepared = (0, 0)
        line = self.rows.find(key) if key else None
        if line is None:
            self.refresh()
        else:
            self._refresh_item(line)

    @property
    def line_width(self) -> int:
        """The cells of a line: the scroll bar takes one where there is more than a windowful."""
        bar = self.styles.scrollbar_size_vertical if len(self.rows) > self.size.height else 0
        return max(0, self.size.width - bar)

    @property
    def key(self) -> str:
        """The key of the item under the cursor; empty where there is none."""
        return self.rows.key(self._cursor) if 0 <= self._cursor < len(self.rows) else ""

    def move_to(self, key: str) -> bool:
        """Put the cursor on an item; False where it is not in the list."""
        line = self.rows.find(key)
        if line is None:
            return False
        self._move(line)
        return True

    # -- the cursor ---------------------------------------------------------------------------------------------------

    def _first(self, line: int) -> int:
        """The first line of the item that a line belongs to."""
        key = self.rows.key(line)
        while line > 0 and self.rows.key(line - 1) == key:
            line -= 1
        return line

    def _last(self, line: int) -> int:
        key = self.rows.key(line)
        while line + 1 < len(self.rows) and self.rows.key(line + 1) == key:
            line += 1
        return line

    def _near(self, line: int, step: int = 1) -> int:
        """The item at a line, else the nearest that way, else the nearest the other way, else -1."""
        for way in (step, -step):
            at = line
            while 0 <= at < len(self.rows):
                if self.rows.key(at):
                    return self._first(at)
                at += way
        return -1

    def _step(self, way: int) -> int:
        if self._cursor < 0:
            return -1
        line = (self._last(self._cursor) if way > 0 else self._cursor) + way
        while 0 <= line < len(self.rows):
            if self.rows.key(line):
                return self._first(line)
            line += way
        return self._cursor

    def _move(self, line: int) -> None:
        if line < 0:
            return
        if line == self._cursor:
            self._keep_in_sight()
            return
        before, self._cursor = self._cursor, line
        if not self._keep_in_sight():
            if before >= 0:
                self._refresh_item(before)
            self._refresh_item(line)
        self.post_message(self.Highlighted(self, self.key))

    def _keep_in_sight(self) -> bool:
        """Scroll, half a page beyond the edge at once, until the item is seen; True where it scrolled."""
        height, top = self.size.height, self.scroll_offset.y
        if height <= 0 or self._cursor < 0:
            return False
        first, last = self._cursor, self._last(self._cursor)
        if self._near(0) == first:
            target = 0
        elif first < top:
            target = first - height // 2 if top - first < height else first - 1
        elif last >= top + height:
            target = last - height // 2
        else:
            return False
        target = max(0, min(target, first, len(self.rows) - height))
        if target == top:
            return False
        self.scroll_to(y=target, animate=False)
        return True

    def _refresh_item(self, line: int) -> None:
        top, last = self.scroll_offset.y, self._last(line)
        self.refresh(Region(0, line - top, self.size.width, last - line + 1))

    def action_cursor_down(self) -> None:
        """Next item."""
        self._move(self._step(1))

    def action_cursor_up(self) -> None:
        """Item before."""
        line = self._step(-1)
        if line == self._cursor and self.scroll_offset.y:
            self.scroll_to(y=0, animate=False)
        self._move(line)

    def _leap(self, lines: int) -> None:
        if self._cursor < 0:
            self.scroll_to(y=self.scroll_offset.y + lines, animate=False)
            return
        target = max(0, min(self._cursor + lines, len(self.rows) - 1))
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)
        self._move(self._near(target, 1 if lines > 0 else -1))

    def action_half_page_down(self) -> None:
        """Half a page down."""
        self._leap(max(1, self.size.height // 2))

    def action_half_page_up(self) -> None:
        """Half a page up."""
        self._leap(-max(1, self.size.height // 2))

    def action_page_down(self) -> None:
        """A page down."""
        self._leap(max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """A page up."""
        self._leap(-max(1, self.size.height - 1))

    def action_go_top(self) -> None:
        """First item."""
        self.scroll_to(y=0, animate=False)
        self._move(self._near(0))

    def action_go_bottom(self) -> None:
        """Last item."""
        self.scroll_to(y=len(self.rows), animate=False)
        self._move(self._near(len(self.rows) - 1, -1))

    def action_open_item(self) -> None:
        """Tell that the item was chosen."""
        if self.key:
            self.post_message(self.Selected(self, self.key))

    # -- drawing ------------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        self.virtual_size = Size(self.line_width, len(self.rows))

    def on_resize(self, event: events.Resize) -> None:
        """Lines are as wide as the list."""
        self._measure()
        self._keep_in_sight()

    def notify_style_update(self) -> None:
        """Colours changed: ask for them again."""
        self._styles_now = {}
        super().notify_style_update()

    def _style(self, role: str) -> Style:
        if role not in self._styles_now:
            self._styles_now[role] = self._role_style(role)
        return self._styles_now[role]

    def _role_style(self, role: str) -> Style:
        """A role's colour as it looks on the list, and its attributes; only the cursor has a background."""
        if not role:
            return Style.null()
        name = f"record-list--{role}"
        full, partial = self.get_component_rich_style(name), self.get_component_rich_style(name, partial=True)
        ground = full.bgcolor if role == "cursor" else None
        colour = full.color if self.get_component_styles(name).has_rule("color") else None
        return Style(color=colour, bgcolor=ground, bold=partial.bold, underline=partial.underline)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        index, width = self.scroll_offset.y + y, self.line_width
        if index >= len(self.rows):
            words = f" {self.empty}" if not len(self.rows) and y == 1 else ""
            return Strip(
                [Segment(set_cell_size(clean(words), width), self._style("dim") if words else self.rich_style)]
            )
        self._prepare(index)
        at_cursor = self._cursor >= 0 and self.rows.key(index) == self.key
        base = self.rich_style + (self._style("cursor") if at_cursor else Style.null())
        return Strip(self._segments(self.rows.line(index, width - 1), width - 1, base, at_cursor), width)

    def _segments(self, pieces: Pieces, width: int, base: Style, at_cursor: bool) -> list[Segment]:
        """The pieces as segments, neighbours of one style joined.

        The line of the cursor has one style from end to end: every change of style costs some 40 bytes on the wire, and
        this line is sent with every key.
        """
        parts: list[tuple[str, Style]] = []
        left = width
        for text, role in pieces:
            text = clean(text)
            cells = cell_len(text)
            if cells > left:
                text = set_cell_size(text, left - 1) + "…" if left > 0 else ""
                cells = left
            parts.append((text, base if at_cursor or not role else base + self._style(role)))
            left -= cells
            if left <= 0:
                break
        gutter = ("▌" if at_cursor else " ", parts[0][1] if parts else base)
        return joined([gutter, *parts, (" " * max(left, 0), parts[-1][1] if parts else base)])

    def _prepare(self, index: int) -> None:
        start, stop = self._prepared
        if not start <= index < stop:
            top = self.scroll_offset.y
            self._prepared = max(0, top), min(len(self.rows), top + max(self.size.height, 1))
            if not self._prepared[0] <= index < self._prepared[1]:
                self._prepared = index, index + 1
            self.rows.prepare(*self._prepared)


def joined(parts: Sequence[tuple[str, Style]]) -> list[Segment]:
    """Segments of the parts, neighbours of one style joined into one."""
    segments: list[Segment] = []
    for text, style in parts:
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + text, style)
        elif text:
            segments.append(Segment(text, style))
    return segments
