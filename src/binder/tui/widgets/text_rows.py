"""How the lines of a document are cut into rows of the screen. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells

from binder.model.document import Document

STUB = 4
"""A last row shorter than this part of the width is a stub."""
_GAP = re.compile(r"\S {3,}\S")


class Row(NamedTuple):
    """One row on the screen: a stretch of a line, or the rule that begins a page.

    Attributes:
        page: number of the page.  line: from 1; 0 for a page rule.
        start, end: columns of the line shown.  indent: blanks before a continuation; -1 on a line's first row.
        left_out: stretches of blank columns that are not drawn, so that a table fits.
    """

    page: int
    line: int
    start: int
    end: int
    indent: int = 0
    left_out: tuple[tuple[int, int], ...] = ()

    @property
    def drawn(self) -> Iterator[tuple[int, int]]:
        """The stretches that are drawn."""
        at = self.start
        for start, end in self.left_out:
            yield at, start
            at = end
        yield at, self.end

    @property
    def first(self) -> bool:
        """Whether it begins its line, and so carries the line's number."""
        return self.line > 0 and self.indent < 0


def wrap(line: str, width: int, margin: int = 0) -> Iterator[tuple[int, int, int]]:
    """Cut a line at blanks into stretches (start, end, indent) of at most `width` cells.

    The first has the indent -1; further ones stand under the line's first letter.
    """
    start, indent = min(margin, len(line)), -1
    while True:
        end = _fit(line, start, width - max(indent, 0))
        if end < len(line) and line[end] != " ":
            blank = line.rfind(" ", start + 1, end)
            end = blank if blank > start and line[start:blank].strip() else end
        yield start, end, indent
        if indent < 0:
            indent = min(max(0, len(line) - len(line.lstrip()) - margin), width // 3)
        start = end
        while start < len(line) and line[start] == " ":
            start += 1
        if start >= len(line):
            return


def _without_stub(line: str, width: int, margin: int) -> list[tuple[int, int, int]]:
    """A line as `wrap` cuts it, broken earlier where only a word or two would be left for the last row."""
    rows = list(wrap(line, width, margin))
    narrower = width
    while len(rows) > 1 and rows[-1][1] - rows[-1][0] < width // STUB and narrower > width * 2 // 3:
        narrower -= 4
        other = list(wrap(line, narrower, margin))
        if len(other) > len(rows):
            break
        rows = other
    return rows


def _fit(line: str, start: int, width: int) -> int:
    """The furthest column that still fits into `width` cells from `start`; at least one character on."""
    if line.isascii():
        return min(len(line), start + width)
    pieces = chop_cells(line[start : start + width], width)
    return start + max(1, len(pieces[0])) if pieces else len(line)


def rows_of(document: Document, lines_of: Mapping[int, Sequence[str]], width: int) -> Iterator[Row]:
    """The rows of a document at a width: a rule before each page where there are several, then its lines.

    Args:
        lines_of: the clean lines of each page, by its number.
    """
    rules = len(lines_of) > 1 or any(page.recognised for page in document.pages)
    for page, lines in lines_of.items():
        if rules:
            yield Row(page, 0, 0, 0)
        # A printed page's own margin would push half its lines over the edge of a narrow screen.
        margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        gaps = _narrowed(lines, width, margin)
        for number, line in enumerate(lines, 1):
            if left_out := gaps.get(number):
                yield Row(page, number, margin, len(line), -1, left_out)
                continue
            for start, end, indent in _without_stub(line, width, margin):
                yield Row(page, number, start, end, indent)


def _narrowed(lines: Sequence[str], width: int, margin: int) -> dict[int, tuple[tuple[int, int], ...]]:
    """Line number -> blank columns to leave out, for tables that would not fit: their columns stay in line.

    A table here is a run of lines that each have a wide gap; columns blank in all of them can go, but for two a gap.
    """
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    table: list[int] = []
    for number in range(1, len(lines) + 2):
        if number <= len(lines) and _GAP.search(lines[number - 1].lstrip()):
            table.append(number)
            continue
        if table:
            block = [lines[n - 1] for n in table]
            left_out = _removable(block, max(map(cell_len, block)) - margin - width)
            found |= {n: tuple(_within(left_out, len(lines[n - 1]))) for n in table} if left_out else {}
        table = []
    return found


def _removable(block: Sequence[str], too_wide: int) -> list[tuple[int, int]]:
    """Blank columns common to the lines, at least `too_wide` of them, taken first from the widest gaps; else none."""
    if too_wide <= 0:
        return []
    longest = max(map(len, block))
    ink = [any(c < len(line) and line[c] != " " for line in block) for c in range(longest)]
    gaps: list[tuple[int, int]] = []
    start = next((c for c in range(longest) if ink[c]), longest)
    for c in range(start, longest):
        if ink[c]:
            if c - start > 2:
                gaps.append((start + 2, c))
            start = c + 1
    taken: list[tuple[int, int]] = []
    for start, end in sorted(gaps, key=lambda gap: gap[0] - gap[1]):
        if too_wide <= 0:
            break
        taken.append((start, min(end, start + too_wide)))
        too_wide -= taken[-1][1] - start
    return sorted(taken) if too_wide <= 0 else []


def _within(gaps: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The gaps that lie within a line of that length."""
    return ((start, end) for start, end in gaps if end <= length)
