"""The rows of a document on the screen: wrapped at a width, drawn with numbers and marks, a cursor on one of them.

A row at the edge jumps half a page, so that a held arrow over a slow line repaints little.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from binder.model.citation import Citation
from binder.model.clean import clean
from binder.model.document import Document
from binder.tui.sized import Sized
from binder.tui.widgets.text_rows import Row, rows_of

FACT_GLYPH = "•"
CURSOR_GLYPH = "▌"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked place: a fact, a date's basis, or the words a citation opened at.

    Attributes:
        label: what it says, for the status line.
    """

    citation: Citation
    label: str = ""


class TextBody(Sized, ScrollView):
    """A document's lines with numbers, wrapped, with marks."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text--gutter",
        "text--rule",
        "text--fact",
        "text--current",
        "text--match",
        "text--cursor",
    }

    def __init__(self, *, numbers: bool = True, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.document = Document("", "")
        self.marks: tuple[Mark, ...] = ()
        self.current: int | None = None
        self.row = 0
        self.sought = ""
        self._target: tuple[int, int, int] | None = None
        self._numbers = numbers
        self._rows: list[Row] = []
        self._lines: dict[int, tuple[str, ...]] = {}
        self._spans: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        self._matches: list[Citation] = []
        self._match: int | None = None
        self._match_spans: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        self._strips: dict[int, Strip] = {}
        self._gutter = 0
        self._width = 0

    # What is shown

    def show(self, document: Document, marks: Sequence[Mark] = (), *, keep_place: bool = False) -> None:
        """Show a document with its marks, from its top or from where the same document was left."""
        place = self._place() if keep_place else None
        self.document = document
        self._lines = {page.number: tuple(clean(line) for line in page.lines) for page in document.pages}
        self.marks = tuple(sorted(marks, key=lambda mark: mark.citation.span))
        self._spans = _by_line([mark.citation for mark in self.marks])
        self.current = None
        self._target = None
        self._set_matches([])
        self._lay_out(place)

    def open_at(self, citation: Citation) -> bool:
        """Mark the cited words and go there; False where they no longer stand there."""
        line = self._line(citation.page, citation.line)
        before = self.marks[self.current].citation if self.current is not None else citation
        if all(mark.citation.span != citation.span for mark in self.marks):
            self.marks = tuple(sorted((*self.marks, Mark(citation)), key=lambda mark: mark.citation.span))
            self._spans = _by_line([mark.citation for mark in self.marks])
        self.current = next(i for i, mark in enumerate(self.marks) if mark.citation.span == citation.span)
        self._redraw_line(before.page, before.line)
        self._redraw_line(citation.page, citation.line)
        self._go_to_place(citation.page, citation.line, citation.start)
        return citation.holds(line)

    def go_to_line(self, page: int, line: int) -> None:
        """Put the cursor on a line."""
        self._go_to_place(page, line, 0)

    @property
    def cursor_line(self) -> tuple[int, int, str]:
        """Page, line and text under the cursor; line 0 on a page rule or where there is no text."""
        if not self._rows:
            return 0, 0, ""
        row = self._rows[self.row]
        return row.page, row.line, self._line(row.page, row.line)

    # Drawing

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again where the width changed, keeping the place."""
        if self.scrollable_content_region.width != self._width:
            self._lay_out(self._place() if self._rows or self._target else None)

    def notify_style_update(self) -> None:
        """Forget drawn rows when colours change."""
        super().notify_style_update()
        self._strips.clear()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The cursor is drawn only where keys go."""
        super().watch_has_focus(_has_focus)
        self._redraw(self.row)

    def render_line(self, y: int) -> Strip:
        """Draw one row of the screen."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        if at not in self._strips:
            if len(self._strips) > 2_000:
                self._strips.clear()
            self._strips[at] = self._draw(at).adjust_cell_length(width, self._row_style(at)).simplify()
        return self._strips[at]

    def _draw(self, at: int) -> Strip:
        row = self._rows[at]
        base = self._row_style(at)
        if row.line == 0:
            return self._draw_rule(row)
        text = self._line(row.page, row.line)
        segments = [*self._draw_gutter(at, row), Segment(" " * max(row.indent, 0), base)]
        segments += self._draw_text(row, text, base)
        return Strip(segments)

    def _draw_rule(self, row: Row) -> Strip:
        page = next(p for p in self.document.pages if p.number == row.page)
        words = f" page {row.page} of {len(self.document.pages)} "
        if page.recognised:
            words += "· read from a picture, check numbers against it "
        line = "──" + words
        line += "─" * max(0, self._width - cell_len(line))
        return Strip([Segment(line, self.get_component_rich_style("text--rule"))])

    def _draw_gutter(self, at: int, row: Row) -> Iterator[Segment]:
        if not self._gutter:
            return
        style = self.get_component_rich_style("text--gutter")
        here = at == self.row and self.has_focus
        cursor = self.get_component_rich_style("text--cursor") if here else style
        yield Segment(CURSOR_GLYPH if here else " ", cursor)
        number = str(row.line) if row.first else ""
        yield Segment(f"{number:>{self._gutter - 4}} ", style)
        marked = any(
            start < max(row.end, row.start + 1) and end > row.start
            for start, end, _ in self._spans.get((row.page, row.line), ())
        )
        yield Segment(f"{FACT_GLYPH} " if marked else "  ", style)

    def _draw_text(self, row: Row, text: str, base: Style) -> Iterator[Segment]:
        styled = self._styled(row)
        for shown_from, shown_to in row.drawn:
            inside = (c for s, e, _ in styled for c in (s, e) if shown_from < c < shown_to)
            for start, end in pairwise(sorted({shown_from, shown_to, *inside})):
                style = base
                for from_, to, name in styled:
                    if from_ <= start and end <= to:
                        style += self.get_component_rich_style(name, partial=True)
                yield Segment(text[start:end], style)

    def _styled(self, row: Row) -> list[tuple[int, int, str]]:
        """Which stretches of the row are drawn otherwise; later ones lie over earlier ones."""
        key = (row.page, row.line)
        marks = self._spans.get(key, ())
        styled = [(start, end, "text--fact") for start, end, _ in marks]
        styled += [(start, end, "text--match") for start, end, _ in self._match_spans.get(key, ())]
        if self._match is not None:
            spans = self._match_spans.get(key, ())
            styled += [(start, end, "text--current") for start, end, i in spans if i == self._match]
        elif self.current is not None:
            styled += [(start, end, "text--current") for start, end, i in marks if i == self.current]
        return styled

    def _row_style(self, at: int) -> Style:
        if at == self.row and self.has_focus:
            return self.rich_style + self.get_component_rich_style("text--cursor", partial=True)
        return self.rich_style

    # Rows

    def _lay_out(self, place: tuple[int, int, int] | None) -> None:
        self._width = self.scrollable_content_region.width
        digits = len(str(max((len(lines) for lines in self._lines.values()), default=0)))
        self._gutter = max(2, digits) + 4 if self._numbers else 0
        self._strips.clear()
        self._rows = (
            list(rows_of(self.document, self._lines, max(10, self._width - self._gutter))) if self._width else []
        )
        self.virtual_size = Size(self._width, len(self._rows))
        first = 1 if len(self._rows) > 1 and self._rows[0].line == 0 else 0
        self.row = self._row_of(*place) if place else first
        self.row = max(0, min(self.row, len(self._rows) - 1))
        if place is None:
            self.scroll_to(y=0, animate=False)
        elif self._rows:
            self._go(self.row, centre=True)
        self.refresh()

    def _line(self, page: int, line: int) -> str:
        lines = self._lines.get(page, ())
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def _place(self) -> tuple[int, int, int]:
        if not self._rows:
            return self._target or (0, 0, 0)
        row = self._rows[self.row]
        return row.page, row.line, row.start

    def _go_to_place(self, page: int, line: int, start: int) -> None:
        """Go to a place, at once or as soon as the width is known."""
        self._target = (page, line, start)
        self._go(self._row_of(page, line, start), centre=True)

    def _row_of(self, page: int, line: int, start: int) -> int:
        """The row that shows a place, or the nearest before it."""
        at = bisect_right(self._rows, (page, line, start), key=lambda row: (row.page, row.line, row.start))
        return max(0, at - 1) if at and self._rows[at - 1][:2] == (page, line) else min(at, max(0, len(self._rows) - 1))

    def _go(self, row: int, *, centre: bool = False) -> None:
        if not self._rows:
            return
        row = max(0, min(row, len(self._rows) - 1))
        before, self.row = self.row, row
        self._redraw(before)
        self._redraw(row)
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if centre:
            if not top + 1 <= row < top + height - 2:
                self.scroll_to(y=row - height // 3, animate=False)
        elif row < top:
            self.scroll_to(y=min(row, max(0, top - height // 2)), animate=False)
        elif row >= top + height:
            self.scroll_to(y=max(row - height + 1, top + height // 2), animate=False)

    def _redraw(self, row: int) -> None:
        self._strips.pop(row, None)
        self.refresh_line(row)

    def _redraw_line(self, page: int, line: int) -> None:
        """Draw again all rows of a line."""
        row = self._row_of(page, line, 0)
        while row < len(self._rows) and self._rows[row][:2] == (page, line):
            self._redraw(row)
            row += 1

    def _set_matches(self, matches: list[Citation]) -> None:
        if matches or self._matches:
            self._strips.clear()
            self.refresh()
        self._matches, self._match = matches, None
        self._match_spans = _by_line(matches)


def _by_line(citations: Sequence[Citation]) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
    """(page, line) -> (start, end, index), in the order given."""
    spans: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for i, citation in enumerate(citations):
        spans.setdefault((citation.page, citation.line), []).append((citation.start, citation.end, i))
    return spans
