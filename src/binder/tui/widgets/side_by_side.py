"""The passages of two opinions with their keys: a cursor on a block, differences and found words to step through.

A cursor step repaints one column of two blocks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from rich.cells import cell_len
from textual.geometry import Region

from binder.model.passages import Side
from binder.tui.commands import Commanding
from binder.tui.widgets.opinion_body import MAP_CELLS, OpinionRows
from binder.tui.widgets.opinion_rows import Stop
from binder.tui.widgets.record_list import (
    CursorDown,
    CursorUp,
    GoBottom,
    GoTop,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
)

__all__ = ["MAP_CELLS", "SideBySide"]


class SideBySide(Commanding, OpinionRows, can_focus=True, inherit_bindings=False):
    """Two opinions to move about in."""

    commands = (CursorDown, CursorUp, HalfPageDown, HalfPageUp, PageDown, PageUp, GoTop, GoBottom)

    # -- moving -------------------------------------------------------------------------------------------------------

    def _go(self, block: int, *, current: int | None = None, row: int | None = None) -> None:
        """Put the cursor on a block, on a difference in it where one is given."""
        before, was = self.cursor, self.current
        self._fresh = self._placing = False
        self._mended = None
        self.cursor, self.current = block, current
        if not self._keep_in_sight(row):
            for index in {before, block}:
                self._refresh_cursor(index)
        if was != current:
            self._refresh_difference(was)
            self._refresh_difference(current)
        self.post_message(self.Moved())

    def _refresh_cursor(self, block: int) -> None:
        """Draw again the cells in which the cursor stands on a block, on either side, and nothing beside them."""
        if not self._shown(block):
            return
        top = -self.scroll_offset.y
        texts = self.layout_now.blocks[block]
        for side in Side if block == self.cursor and self._turned else (self._side_at(texts),):
            cells = self._cursor_cells(block, side)
            if cells:
                column, first, last = cells[0][0], cells[0][1], cells[-1][1]
                self.refresh(Region(column, first + top, 1, last - first + 1))

    def _cursor_cells(self, block: int, side: Side) -> list[tuple[int, int]]:
        """(column, row) of every cell that the cursor fills on one side of a block."""
        cells = []
        for at in range(self.layout_now.first[block], self.layout_now.last[block] + 1):
            column = 0
            for run in self.layout_now.rows[at].runs:
                if run.ink == f"cursor-{side}":
                    cells.append((column, at))
                column += cell_len(run.text)
        return cells

    def _refresh_difference(self, number: int | None) -> None:
        if number is None:
            return
        for row in {self._first(s.block) for s in self.layout_now.stops if s.number == number}:
            block = self.layout_now.rows[row].block
            self._refresh_block(block)
        for row in self.layout_now.places.get(number, {}).values():
            self._refresh_block(self.layout_now.rows[row].block)

    def _refresh_block(self, block: int) -> None:
        if self._shown(block):
            first = self._first(block) - self.scroll_offset.y
            self.refresh(Region(0, first, self.size.width, self._last(block) - self._first(block) + 1))

    def _scroll(self, lines: int) -> None:
        self._fresh = self._placing = False
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)

    def _step(self, way: int) -> None:
        height, top = self.size.height, self.scroll_offset.y
        if self.listing or not self._shown(self.cursor):
            self._scroll(way * max(1, height // 2))
        elif way > 0 and self._last(self.cursor) >= top + height:
            self._scroll(max(1, height // 2))
        elif way < 0 and self._first(self.cursor) < top:
            self._scroll(-max(1, height // 2))
        elif (block := self._next_shown(self.cursor, way)) != self.cursor:
            self._go(block)
        elif way < 0:
            self.scroll_to(y=0, animate=False)

    def _leap(self, lines: int) -> None:
        top = self.scroll_offset.y
        self._scroll(lines)
        if self.listing or not self._shown(self.cursor):
            return
        wanted = self._first(self.cursor) + lines
        seen = max(0, min(top + lines, self._count - self.size.height))
        wanted = max(wanted, seen) if lines > 0 else min(wanted, seen + self.size.height - 1)
        self._go(self._block_at(wanted, 1 if lines > 0 else -1))

    def _block_at(self, row: int, way: int) -> int:
        """The block at a row, else the nearest that way, else the last or first there is."""
        rows = range(max(0, row), self._count) if way > 0 else range(min(row, self._count - 1), -1, -1)
        for at in rows:
            if (block := self._row(at).block) >= 0:
                return block
        return self._next_shown(len(self.layout_now.first), -1) if way > 0 else self._next_shown(-1, 1)

    def action_cursor_down(self) -> None:
        """Next block."""
        self._step(1)

    def action_cursor_up(self) -> None:
        """Block before."""
        self._step(-1)

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
        """The beginning."""
        self._placing = False
        self.scroll_to(y=0, animate=False)
        if not self.listing:
            self._go(self._next_shown(-1, 1))

    def action_go_bottom(self) -> None:
        """The end."""
        self._placing = False
        self.scroll_to(y=self._count, animate=False)
        if not self.listing:
            self._go(self._next_shown(len(self.layout_now.first), -1))

    # -- differences --------------------------------------------------------------------------------------------------

    def step_difference(self, way: int, *, sure: bool = False) -> bool:
        """Go to the next or previous difference, round the end; False where there is none.

        Args:
            sure: past those that are only perhaps.
        """
        stops = [stop for stop in self.layout_now.stops if stop.firm or not sure]
        here = next((i for i, s in enumerate(stops) if s.number == self.current), None)
        return self._visit(stops, here, way)

    def step_wording(self, way: int) -> bool:
        """Go to the next or previous passage whose words differ; False where there is none."""
        stops = self.layout_now.wording_stops
        blocks = sorted({stop.block for stop in stops})
        if not blocks:
            return False
        at = bisect_right(blocks, self.cursor if way > 0 else self.cursor - 1)
        self._go(blocks[at % len(blocks) if way > 0 else (at - 1) % len(blocks)])
        return True

    def go_to(self, stops: Sequence[Stop]) -> bool:
        """Go to the first of some stops, or from one of them to the one after it."""
        here = next((i for i, s in enumerate(stops) if s.number == self.current), None)
        return self._visit(stops, here if here is not None else -1, 1)

    def _visit(self, stops: Sequence[Stop], here: int | None, way: int) -> bool:
        if not stops:
            return False
        if here is None:
            before = sum(1 for stop in stops if stop.block < self.cursor)
            here = before - 1 if way > 0 else before
        stop = stops[(here + way) % len(stops)]
        self._go(stop.block, current=stop.number, row=stop.row)
        return True

    def other_place(self) -> int | None:
        """The block where the current difference's other side stands, if that is another block."""
        if self.current is None:
            return None
        blocks = {self.layout_now.rows[row].block for row in self.layout_now.places.get(self.current, {}).values()}
        return next(iter(blocks - {self.cursor}), None)

    def step_found(self) -> tuple[int, int]:
        """Go to the next passage that holds the words looked for: which of how many; (0, 0) where there is none."""
        stops = self.layout_now.found
        blocks = sorted({stop.block for stop in stops})
        if not blocks:
            return 0, 0
        at = bisect_right(blocks, self.cursor) % len(blocks)
        self._go(blocks[at])
        return at + 1, len(blocks)

    def go_to_block(self, block: int) -> None:
        """Put the cursor on a block, keeping the current difference."""
        self._go(block, current=self.current)

    def change_side(self) -> None:
        """Let Enter open the other side."""
        self.side = self.active_side.other
        self._turned = True
        self._refresh_cursor(self.cursor)
        self._turned = False
        self.post_message(self.Moved())
