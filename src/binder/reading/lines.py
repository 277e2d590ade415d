"""Lays structured records out as lines a person can read, and knows where each thing was put."""

from __future__ import annotations

import re

from binder.model.citation import Span
from binder.model.clean import clean_lines
from binder.model.document import Page
from binder.model.errors import Unreadable
from binder.reading.limits import Limits

LONGEST = 5_000  # characters of one line; what is longer goes onto further lines
_PAGE = 60  # lines after which a new section begins a new page
_WIDEST = 70, 36  # characters a column is filled up to; the second where the table would become too wide
_FULL = 150  # characters a table may be wide and still have its columns filled up
GAP = "  "


class Lines:
    """Pages in the making. Every line is clean; `full` is set once the bound on text is reached and no more is taken.

    The number of pages and the characters in all are bounded by Limits."""

    def __init__(self, limits: Limits) -> None:
        self._pages: list[list[str]] = [[]]
        self._room = limits.text
        self._most = limits.pages
        self.full = False

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages made so far; a last empty one is left out."""
        kept = self._pages if self._pages[-1] or len(self._pages) == 1 else self._pages[:-1]
        return tuple(Page(number, tuple(lines)) for number, lines in enumerate(kept, 1))

    def section(self, fresh: bool = False) -> None:
        """Begin a new part: on a new page where this one is full (or `fresh` asks for one), else after a blank line."""
        lines = self._pages[-1]
        while lines and not lines[-1]:
            lines.pop()
        if not lines:
            return
        if (fresh or len(lines) > _PAGE) and len(self._pages) < self._most:
            self._pages.append([])
        else:
            lines.append("")

    def add(self, text: str) -> Span:
        """Put one line down (blanks made single at line ends only) and say where it stands; the first piece if long."""
        found: Span | None = None
        for piece in _pieces(text):
            self._room -= len(piece) + 1
            if self._room < 0:
                self.full = True
                break
            self._pages[-1].append(piece)
            found = found or Span(len(self._pages), len(self._pages[-1]), 0, len(piece))
        return found or Span(len(self._pages), max(len(self._pages[-1]), 1), 0, 0)

    def labelled(self, label: str, value: str) -> Span:
        """Put "Label: value" down and say where the value stands."""
        place = self.add(f"{label}: {value}")
        return Span(place.page, place.line, min(len(label) + 2, place.end), place.end)

    def cells(self, row: list[str], widths: list[int]) -> list[Span]:
        """Put a row of a table down, two blanks or more between its cells, and say where each stands."""
        starts: list[tuple[int, int]] = []
        line = ""
        for number, cell in enumerate(row):
            start = len(line)
            line += cell
            starts.append((start, len(line)))
            if number < len(row) - 1:
                line += " " * max((widths[number] if number < len(widths) else 0) - len(cell), 0) + GAP
        place = self.add(line.rstrip())
        return [Span(place.page, place.line, min(a, place.end), min(b, place.end)) for a, b in starts]

    def table(self, rows: list[list[str]]) -> list[list[Span]]:
        """Put a whole table down, its columns under each other where they fit; where each cell of each row stands."""
        rows = [[spaced(cell) for cell in row] for row in rows]
        widths = column_widths(rows)
        return [self.cells(row if any(widths) else [cell or "-" for cell in row], widths) for row in rows]

    def text(self, span: Span) -> str:
        """The words at a place."""
        return self._pages[span.page - 1][span.line - 1][span.start : span.end]

    def line(self, page: int, number: int) -> str:
        """A whole line, both counted from 1."""
        return self._pages[page - 1][number - 1]

    def here(self) -> tuple[int, int]:
        """Page and number of the next line."""
        return len(self._pages), len(self._pages[-1]) + 1


def column_widths(rows: list[list[str]]) -> list[int]:
    """How wide each column is filled up; all zero where the table is too wide for columns."""
    for widest in _WIDEST:
        widths: list[int] = []
        for row in rows:
            widths += [0] * (len(row) - len(widths))
            for number, cell in enumerate(row):
                widths[number] = max(widths[number], min(len(cell), widest))
        if sum(widths) + len(GAP) * len(widths) <= _FULL:
            return widths
    return [0] * len(widths)


def spaced(text: str) -> str:
    """Words with single blanks between them."""
    return " ".join(text.split())


def read_whole(stream: object, most: int, what: str) -> bytes:
    """All bytes of a source. Raises Unreadable where there are more than `most`."""
    raw: bytes = stream.read(most + 1)  # type: ignore[attr-defined]
    if len(raw) > most:
        raise Unreadable(f"This {what} is larger than {most >> 20} MB; ask for a shorter period of time.")
    return raw


def _pieces(text: str) -> list[str]:
    lines = [line for line in clean_lines(text)] or [""]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return [line[at : at + LONGEST] for line in lines for at in range(0, len(line) or 1, LONGEST)]


def iso(stamp: str) -> str:
    """An HL7 time stamp (YYYY[MM[DD[HHMM...]]]) as an ISO date to its precision, or empty where it is none."""
    match = re.match(r"\s*((?:18|19|20|21)\d\d)(?:-?(\d\d)(?:-?(\d\d))?)?(?=\D|\d{2}|$)", stamp)
    if not match:
        return ""
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year
    if day is None or not 1 <= int(day) <= _days(int(year), int(month)):
        return f"{year}-{month}"
    return f"{year}-{month}-{day}"


def clock(stamp: str) -> str:
    """A time stamp for a line: its date and, where stated, its hour and minute."""
    date = iso(stamp)
    time = re.match(r"\s*\d{4}-?\d\d-?\d\d[T ]?(\d\d):?(\d\d)", stamp)
    return f"{date} {time[1]}:{time[2]}" if date and time and time[1] + time[2] != "0000" else date


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
