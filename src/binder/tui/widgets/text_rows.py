"""How the lines of a document are cut into rows of the screen. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import chop_cells

from binder.model.document import Document


class Row(NamedTuple):
    """One row on the screen: a stretch of a line, or the rule that begins a page.

    Attributes:
        page: number of the page.  line: from 1; 0 for a page rule.
        start, end: columns of the line shown.  indent: blanks before a continuation.
    """

    page: int
    line: int
    start: int
    end: int
    indent: int = 0

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
        for number, line in enumerate(lines, 1):
            for start, end, indent in wrap(line, width, margin):
                yield Row(page, number, start, end, indent)
