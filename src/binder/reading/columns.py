"""Tables as lines: cells of one column stand under each other, two blanks between columns, as a printed table does."""

from __future__ import annotations

from collections.abc import Sequence

GAP = "  "
_WIDEST = 48  # characters a column is widened to; a longer cell pushes the rest of its own line
_COLUMNS = 200


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay rows of clean cells out as lines; a cell that spans several columns may be given as one."""
    widths: list[int] = []
    for row in rows:
        for at, cell in enumerate(row[:_COLUMNS]):
            if at == len(widths):
                widths.append(0)
            widths[at] = max(widths[at], min(len(cell), _WIDEST))
    return [_line(row, widths) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
    return GAP.join((*cells, *row[len(widths) :])).rstrip()
