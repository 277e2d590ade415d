"""Builds the rows of a page from its characters, so that a table stays a table in plain text.

Characters become runs (no gap between them), runs that stand at the same height become a row, and a gap wider than
0.9 line heights becomes two or more blanks, so far as possible up to the column where the next run stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

WIDE = 0.9  # line heights: a gap wider than this parts two columns
BLANK = 0.18  # line heights: a gap wider than this parts two words even where the file has no blank
LARGE = 2.5  # times the median height: a watermark or a title, never part of a row of ordinary size
PARAGRAPH = 1.4  # times the usual distance of rows: a new paragraph
_PAD = 60  # blanks at most in one gap
_LINE = 5_000  # characters at most in one row


# A character or a word: its text, its box x0, y0, x1, y1 in upright page space (y grows upwards), and whether a blank
# stands before it. A plain tuple, since a page has thousands.
Glyph = tuple[str, float, float, float, float, bool]


@dataclass(slots=True)
class Run:
    """Characters that follow each other at one height without a wide gap, with the box around them.

    Attributes:
        height: of the box.  middle: the height it stands at.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    height: float
    middle: float


def lines_of(upright: list[Glyph], turned: list[list[Glyph]] | None = None) -> list[str]:
    """The lines of a page from top to bottom. Turned characters, each direction for itself, come after the rest."""
    runs = runs_of(upright)
    usual = _usual_height(runs)
    ordinary = [run for run in runs if run.height <= LARGE * usual]
    rows = _rows(ordinary)
    rows, asides = _place_large([run for run in runs if run.height > LARGE * usual], rows)
    left = min((run.x0 for run in ordinary), default=0.0)
    unit = _unit(ordinary)
    lines = _spaced(rows, [_line(row, left, unit) for row in rows])
    lines += [_line(row, min(run.x0 for run in row), unit) for row in asides]
    for other in turned or []:
        lines += lines_of(other)
    return lines


def _usual_height(runs: list[Run]) -> float:
    """The height that half of all characters do not exceed."""
    heights = sorted((run.height, len(run.text)) for run in runs)
    half, passed = sum(count for _, count in heights) // 2, 0
    for height, count in heights:
        passed += count
        if passed > half:
            return height
    return 0.0


def _spaced(rows: list[list[Run]], lines: list[str]) -> list[str]:
    """Put an empty line where a paragraph ends: where the next row stands clearly lower than rows here usually do."""
    heights = [median(run.middle for run in row) for row in rows]
    steps = [above - below for above, below in pairwise(heights)]
    if not steps:
        return lines
    usual = median(steps)
    spaced = lines[:1]
    for step, line in zip(steps, lines[1:], strict=True):
        if step > PARAGRAPH * usual:
            spaced.append("")
        spaced.append(line)
    return spaced


def runs_of(glyphs: list[Glyph]) -> list[Run]:
    """Join characters and words, in the file's own order, into runs."""
    runs: list[Run] = []
    parts: list[str] = []
    x0 = y0 = x1 = y1 = 0.0

    def close() -> None:
        if parts:
            runs.append(Run("".join(parts), x0, y0, x1, y1, y1 - y0, (y0 + y1) / 2))
            parts.clear()

    for text, u0, v0, u1, v1, blank in glyphs:
        height, own = y1 - y0, v1 - v0
        if own < height:
            height = own
        gap = u0 - x1
        if parts and -0.6 * height < gap <= WIDE * height and abs(v0 + v1 - y0 - y1) < 0.5 * height:
            if blank or gap > BLANK * height:
                parts.append(" ")
            x1 = u1 if u1 > x1 else x1
            if v0 < y0:
                y0 = v0
            if v1 > y1:
                y1 = v1
        else:
            close()
            x0, y0, x1, y1 = u0, v0, u1, v1
        parts.append(text)
    close()
    return runs


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Group runs that stand at the same height, top first."""
    rows: list[list[Run]] = []
    middle = height = 0.0
    for run in sorted(runs, key=lambda r: -r.middle):
        if rows and middle - run.middle < 0.5 * max(min(height, run.height), 0.6 * max(height, run.height)):
            rows[-1].append(run)
            weight = len(run.text) / sum(len(r.text) for r in rows[-1])
            middle += (run.middle - middle) * weight
            height = max(height, run.height)
        else:
            rows.append([run])
            middle, height = run.middle, run.height
    return rows


def _place_large(large: list[Run], rows: list[list[Run]]) -> tuple[list[list[Run]], list[list[Run]]]:
    """A title stands alone and keeps its place; a watermark lies across ordinary rows and goes to the end."""
    asides: list[list[Run]] = []
    titles: list[list[Run]] = []
    bands = [(min(r.y0 for r in row), max(r.y1 for r in row)) for row in rows]
    for row in _rows(large):
        low = min(r.y0 for r in row) + 0.2 * row[0].height
        high = max(r.y1 for r in row) - 0.2 * row[0].height
        across = any(bottom < high and top > low for bottom, top in bands)
        (asides if across else titles).append(row)
    merged = sorted(rows + titles, key=lambda row: -median(r.middle for r in row)) if titles else rows
    return merged, asides


def _unit(runs: list[Run]) -> float:
    """The usual width of a character, for placing columns."""
    widths = sorted((run.x1 - run.x0) / len(run.text) for run in runs if len(run.text) > 2)
    return max(widths[len(widths) // 2], 0.5) if widths else 5.0


def _line(row: list[Run], left: float, unit: float) -> str:
    row.sort(key=lambda r: r.x0)
    line, end = "", left
    before: Run | None = None
    for run in row:
        if before and run.text == before.text and abs(run.x0 - before.x0) < 0.3 * unit:
            continue  # the same words drawn twice to look bold
        height = max(run.height, before.height if before else 0.0)
        gap = run.x0 - end
        column = int((run.x0 - left) / unit + 0.5)
        if before is None or gap > WIDE * height:
            least = 2 if line else 0
            line += " " * min(max(column - len(line), least), _PAD)
        elif gap > BLANK * height:
            line += " "
        line += run.text
        end, before = max(end, run.x1), run
        if len(line) > _LINE:
            break
    return line.rstrip()
