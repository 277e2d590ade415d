"""The rows of two opinions on the screen: laid out at a width, kept in their place, drawn with a map beside them.

Only the rows that are seen are drawn. Beyond the edge half a page is jumped, because every scroll repaints the whole
widget.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from binder.model.comparison import Comparison, Difference
from binder.model.opinion import Marked
from binder.model.passages import Block, Order, Passage, Side
from binder.tui.sized import Sized
from binder.tui.widgets.opinion_axes import first_stop
from binder.tui.widgets.opinion_inks import INKS, style_of
from binder.tui.widgets.opinion_layout import lay_out
from binder.tui.widgets.opinion_rows import Layout, Mode, Row, Wording

MAP_CELLS = 2
AT_ONCE = 400  # passages that are laid out without a thread


class OpinionRows(Sized, ScrollView):
    """Two opinions laid out in rows, or for a while a list in their place; a cursor on a block."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"opinions--{ink}" for ink in INKS}

    class Moved(Message):
        """The cursor came elsewhere, or the current difference changed."""

        def can_replace(self, message: Message) -> bool:
            """Only the last place matters."""
            return isinstance(message, OpinionRows.Moved)

    class LaidOut(Message):
        """The passages were laid out anew."""

        def can_replace(self, message: Message) -> bool:
            """Only the last layout matters."""
            return isinstance(message, OpinionRows.LaidOut)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.marked: Marked | None = None
        self.layout_now = Layout(0, Mode.STACKED, ())
        self.mode, self.order, self.wording = Mode.AUTO, Order.A, Wording.DIM
        self.folded, self.differences_only = False, False
        self.find = ""
        self.side = Side.A
        self.cursor = 0
        self.current: int | None = None
        self.listing = ""
        self._list: Sequence[Row] = ()
        self._listed: Callable[[int], Sequence[Row]] = lambda width: ()
        self._kept_scroll = 0
        self._placing = False  # nobody has moved since a list was opened or left
        self._turned = False
        self._inks: dict[str, Style] = {}
        self._stop_rows: list[int] = []
        self._wanted = 0  # layouts asked for; one that comes late is thrown away
        self._laid_out: Marked | None = None
        self._fresh = True  # nobody has moved in it yet
        self._mended: Passage | None = None  # where a person ties or takes apart: there the cursor stays

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def comparison(self) -> Comparison | None:
        """What is shown."""
        return self.marked.comparison if self.marked is not None else None

    def show(self, marked: Marked | None, *, keep: bool = False) -> None:
        """Show two opinions from their beginning, or where they are the same two as before, at the same place."""
        was = self.marked
        self.marked = marked
        self._close_list()
        if keep and was is not None and was is self._laid_out and was.comparison.whole:
            self._fresh = False  # only the first view of two begins at the weightiest difference
        if not keep:
            self.cursor, self.current, self._fresh = 0, None, True
            self.layout_now = Layout(0, Mode.STACKED, ())
            self.scroll_to(y=0, animate=False)
        self._lay_out()

    def stay_at(self, passage: Passage) -> None:
        """Stand on the row of a passage when the two are shown again, mended by hand."""
        self._mended, self._fresh = passage, False

    def change(self, **look: Any) -> None:
        """Lay out otherwise (mode, order, wording, folded, differences_only, find), keeping the place."""
        for name, value in look.items():
            setattr(self, name, value)
        self._lay_out()

    def _lay_out(self) -> None:
        """Make the rows anew: at once where that is quick, else in a thread while what is there stays on the screen."""
        width, marked = self.size.width - MAP_CELLS, self.marked
        self._wanted += 1
        if marked is None or width < 2:
            self._take(Layout(0, Mode.STACKED, ()))
            return
        c = marked.comparison
        make = partial(
            lay_out, c, width, self.mode, self.order, wording=self.wording, fold=self.folded,
            differences_only=self.differences_only, find=self.find, marked=marked,
        )  # fmt: skip
        if len(c.a_sentences) + len(c.b_sentences) <= AT_ONCE:
            self._take(make())
        else:
            self.run_worker(self._made_aside(make, self._wanted), group="compare")

    async def _made_aside(self, make: Callable[[], Layout], number: int) -> None:
        layout = await asyncio.to_thread(make)
        if number == self._wanted and self.is_attached:
            self._take(layout)

    def _take(self, layout: Layout) -> None:
        """Show rows that were made, the place kept."""
        held, offset = self._held()
        mended = self._mended if self.marked is not self._laid_out else None
        current = self._held_difference()
        self.layout_now = layout
        self._list = self._listed(self.size.width - MAP_CELLS) if self.listing else ()
        self._stop_rows = [stop.row for stop in layout.stops if stop.firm]
        self.current = self._find_difference(current)
        self._measure()
        if self._fresh and layout.stops:
            self._begin()
        elif held is not None:
            self.cursor = self._find(mended or held)
            if mended is not None:
                self._mended = None
                self.current = self.current if self._is_at_cursor(self.current) else None
            if self._shown(self.cursor) and not self.listing:
                # At the very top the first heading belongs to the place; elsewhere the block keeps its row.
                at_top = self.cursor == self._next_shown(-1, 1) and offset > 0
                self.scroll_to(y=0 if at_top else self._first(self.cursor) - offset, animate=False)
                self._keep_in_sight()
        elif layout.blocks:
            self.cursor = self._next_shown(-1, 1)
        self._laid_out = self.marked
        self.refresh()
        self.post_message(self.LaidOut())
        self.post_message(self.Moved())

    def _begin(self) -> None:
        """Stand on what the head quotes first of the weightiest axis: a letter begins with courtesies."""
        assert self.comparison is not None, "there are stops only where two are compared"
        stop = first_stop(self.comparison, self.layout_now.stops)
        self.cursor, self.current = stop.block, stop.number
        self.scroll_to(y=0, animate=False)
        self._keep_in_sight(stop.row)

    def _measure(self) -> None:
        self.virtual_size = Size(max(0, self.size.width - MAP_CELLS), self._count)

    def _held_difference(self) -> Difference | None:
        """The current difference of the comparison whose rows are on the screen."""
        marked = self._laid_out
        if self.current is None or marked is None or self.current >= len(marked.comparison.differences):
            return None
        return marked.comparison.differences[self.current]

    def _find_difference(self, held: Difference | None) -> int | None:
        """The number of the same difference now: a new comparison may number them otherwise, or find it no more."""
        if held is None or self.comparison is None:
            return None
        same = (
            n for n, d in enumerate(self.comparison.differences) if (d.a, d.b, d.kind) == (held.a, held.b, held.kind)
        )
        return next(same, None)

    def _held(self) -> tuple[Passage | None, int]:
        """The passage under the cursor, and on which row of the screen its block begins."""
        if not self.layout_now.blocks or not self._shown(self.cursor):
            return None, 0
        block = self.layout_now.blocks[self.cursor]
        return (block.a or block.b)[0], self._first(self.cursor) - self.scroll_offset.y

    def _is_at_cursor(self, number: int | None) -> bool:
        """Whether a difference is one of the row under the cursor."""
        return any(stop.number == number and stop.block == self.cursor for stop in self.layout_now.stops)

    def _find(self, passage: Passage) -> int:
        """The shown block that holds a passage, or the nearest shown after or before it."""
        for index, block in enumerate(self.layout_now.blocks):
            if any(p.place == passage.place for p in block.side(passage.side)):
                return index if self._shown(index) else self._next_shown(index, 1, or_before=True)
        return self._next_shown(-1, 1)

    # -- places -------------------------------------------------------------------------------------------------------

    @property
    def _count(self) -> int:
        return len(self._list) if self.listing else len(self.layout_now.rows)

    def _row(self, index: int) -> Row:
        return self._list[index] if self.listing else self.layout_now.rows[index]

    def _shown(self, block: int) -> bool:
        return 0 <= block < len(self.layout_now.first) and self.layout_now.first[block] >= 0

    def _first(self, block: int) -> int:
        return self.layout_now.first[block]

    def _last(self, block: int) -> int:
        return self.layout_now.last[block]

    def _next_shown(self, block: int, way: int, *, or_before: bool = False) -> int:
        at = block + way
        while 0 <= at < len(self.layout_now.first):
            if self._shown(at):
                return at
            at += way
        return self._next_shown(block, -way) if or_before else max(0, block)

    @property
    def block(self) -> Block | None:
        """The block under the cursor."""
        return self.layout_now.blocks[self.cursor] if self._shown(self.cursor) else None

    @property
    def active_side(self) -> Side:
        """The side whose source Enter opens: the chosen one where it speaks here, else the other."""
        return self.side if self.block is None else self._side_at(self.block)

    # -- lists -------------------------------------------------------------------------------------------------------

    def show_list(self, name: str, rows: Callable[[int], Sequence[Row]] | None = None) -> None:
        """Show a list in place of the passages, or with no name the passages again where they were left.

        A list opens at its top, or where what the cursor stood on would not be seen there, at the heading over that.

        Args:
            rows: makes the list's rows at a width.
        """
        if name and not self.listing:
            self._kept_scroll = self.scroll_offset.y
        if rows is None or not name:
            back = bool(self.listing)
            self._close_list()
            self._placing = back
        else:
            self.listing, self._listed = name, rows
            self._list = rows(self.size.width - MAP_CELLS)
            self._placing = True
        self._measure()
        self._place()
        self.refresh()
        self.post_message(self.Moved())

    def _place(self) -> None:
        """Scroll to where a list opens or the passages were left; again when that changed what room there is for it."""
        if not self._placing:
            return
        y, height = self._kept_scroll, self.size.height
        if self.listing:
            here = next((n for n, row in enumerate(self._list) if row.here), 0)
            heads = [n for n, row in enumerate(self._list[:here]) if any(run.ink == "heading" for run in row.runs)]
            y = 0 if here < height else heads[-1] if heads and here < heads[-1] + height else here - height // 2
        self.scroll_to(y=y, animate=False)

    def _close_list(self) -> None:
        self.listing, self._list = "", ()

    # -- the window --------------------------------------------------------------------------------------------------

    def _keep_in_sight(self, row: int | None = None) -> bool:
        """Scroll, half a page beyond the edge at once, until the block (or its row) is seen; True if it scrolled."""
        height, top = self.size.height, self.scroll_offset.y
        if height <= 0 or self.listing or not self._shown(self.cursor):
            return False
        first, last = self._first(self.cursor), self._last(self.cursor)
        first, last = (first, last) if row is None else (max(first, row - height // 2), min(last, row + height // 2))
        if first < top:
            target = 0 if self.cursor == self._next_shown(-1, 1) else first - height // 2
        elif last >= top + height:
            target = min(first, last - height // 2)
        else:
            return False
        target = max(0, min(target, self._count - height))
        if target == top:
            return False
        self.scroll_to(y=target, animate=False)
        return True

    def _side_at(self, block: Block) -> Side:
        return self.side if block.side(self.side) else self.side.other

    # -- drawing ------------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Lay out again where the width changed; keep the place."""
        if self.layout_now.width != self.size.width - MAP_CELLS or self.marked is None:
            self._lay_out()
        else:
            self._measure()
            self._place()
            self._keep_in_sight(next((s.row for s in self.layout_now.stops if s.number == self.current), None))

    def notify_style_update(self) -> None:
        """Colours changed: ask for them again."""
        self._inks = {}
        super().notify_style_update()

    def ink(self, name: str) -> Style:
        """The style of an ink."""
        if name not in self._inks:
            self._inks[name] = style_of(self, name) if name in INKS else Style.null()
        return self._inks[name]

    def render_line(self, y: int) -> Strip:
        """Draw one row of the window and its cell of the map."""
        width, index, base = self.size.width - MAP_CELLS, self.scroll_offset.y + y, self.rich_style
        segments = self._segments(self._row(index), base) if index < self._count else []
        strip = Strip(segments).adjust_cell_length(width, base)
        return Strip([*strip, *self._map_cell(y, base)], width + MAP_CELLS).simplify()

    def _segments(self, row: Row, base: Style) -> list[Segment]:
        segments = []
        here = row.block >= 0 and row.block == self.cursor and not self.listing
        cursor = f"cursor-{self.active_side}" if here else ""
        for run in row.runs:
            text = "▌" if here and run.ink == cursor else run.text
            # Blanks look the same in every ink: left plain they need no escape sequence of their own.
            style = base if text.isspace() and not run.differences else base + self.ink(run.ink)
            if self.current in run.differences:
                style += self.ink("current")
            segments.append(Segment(text, style))
        return segments

    def _map_cell(self, y: int, base: Style) -> tuple[Segment, ...]:
        """One cell of the map: where on the whole the window is, and where the sure differences are."""
        count, height, top = self._count, self.size.height, self.scroll_offset.y
        if count <= height or height <= 0:
            return (Segment("  ", base),)
        low, high = y * count // height, (y + 1) * count // height
        seen = top < high and low < top + height
        marked = not self.listing and bisect_right(self._stop_rows, high - 1) > bisect_right(self._stop_rows, low - 1)
        style = base + self.ink("map-here" if seen else "map")
        return Segment(" ", base), Segment("≠" if marked else "┃" if seen else "│", style)
