"""What rows of two opinions are made of: runs, rows, stops, a layout; and cutting text to cells. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len

from binder.model.comparison import Comparison
from binder.model.passages import Block, Passage, Side
from binder.model.spoken import lines_at
from binder.tui.widgets.text_rows import wrap

SIDE_BY_SIDE_FROM = 110
NARROWEST = 8  # cells of a column of text
_PART_OF_A_WORD = 12  # letters that are given up so that no word is cut in its middle
_UNPARTED = "\u00a0"  # a blank at which no row is broken


class Mode(StrEnum):
    """How the two texts stand on the screen."""

    AUTO = "auto"
    SIDE_BY_SIDE = "side by side"
    STACKED = "stacked"

    def at(self, width: int) -> Mode:
        """What it comes to at a width."""
        if self is Mode.AUTO:
            return Mode.SIDE_BY_SIDE if width >= SIDE_BY_SIDE_FROM else Mode.STACKED
        return self

    @property
    def next(self) -> Mode:
        """The mode after this one."""
        modes = list(Mode)
        return modes[(modes.index(self) + 1) % len(modes)]


class Wording(StrEnum):
    """How differing words without a difference in meaning found are shown."""

    OFF = "off"
    DIM = "dim"
    ON = "on"

    @property
    def next(self) -> Wording:
        """The setting after this one."""
        settings = list(Wording)
        return settings[(settings.index(self) + 1) % len(settings)]


class Run(NamedTuple):
    """A stretch of a row in one style.

    Attributes:
        ink: name of the style; "" is plain text.
        differences: indices of those whose words these are, so that the current one can be lit.
    """

    text: str
    ink: str = ""
    differences: tuple[int, ...] = ()


class Row(NamedTuple):
    """One row of the screen.

    Attributes:
        runs: from left to right; together at most the width.
        block: index of its block, -1 for what stands between blocks.
        a, b: numbers of the passages of either side that this row shows, or None.
        here: of a list, that the cursor stood on what this row says.
    """

    runs: tuple[Run, ...]
    block: int = -1
    a: int | None = None
    b: int | None = None
    here: bool = False


class Stop(NamedTuple):
    """A place that `n` or `]` visits.

    Attributes:
        number: index into the comparison's differences, or its wording.
        firm: whether it is a difference that is sure, not one that is only perhaps.
    """

    row: int
    number: int
    block: int
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything of a comparison at one width.

    Attributes:
        blocks: as shown, in order.  first: the first row of each block, -1 where it is folded away.
        last: the last row of each.
        stops: all differences, each once, in reading order.  wording_stops: likewise.
        found: passages that hold the words looked for, in reading order.
        hidden: how many blocks are not shown.
    """

    width: int
    mode: Mode
    rows: tuple[Row, ...]
    blocks: tuple[Block, ...] = ()
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    stops: tuple[Stop, ...] = ()
    wording_stops: tuple[Stop, ...] = ()
    found: tuple[Stop, ...] = ()
    hidden: int = 0
    places: dict[int, dict[Side, int]] = field(default_factory=dict)


def paged(comparison: Comparison) -> bool:
    """Whether places need the page beside the line, in either text."""
    return len(comparison.a.pages) > 1 or len(comparison.b.pages) > 1


def label(passage: Passage, with_page: bool) -> str:
    """The lines a passage stands on: what is quoted of it may begin on any of them."""
    return lines_at(passage.spans, paged=with_page) if passage.pieces else ""


def pad(runs: Iterable[Run], cells: int) -> tuple[Run, ...]:
    """Runs filled up with blanks to a number of cells."""
    runs = tuple(runs)
    left = cells - sum(cell_len(run.text) for run in runs)
    return (*runs, Run(" " * left)) if left > 0 else runs


def shorten(words: str, cells: int) -> str:
    """Words in at most so many cells, with an ellipsis where something is cut; a quotation stays closed."""
    if cell_len(words) <= cells:
        return words
    opening = words.find("“") if words.endswith("”") else -1
    end = "…”" if opening >= 0 and cells > cell_len(words[: opening + 1]) + 2 else "…"
    kept = words
    while kept and cell_len(kept) > cells - len(end):
        kept = kept[:-1]
    blank = kept.rfind(" ")
    if words[len(kept)] != " " and opening < blank and len(kept) - blank < min(_PART_OF_A_WORD, len(kept) // 2):
        kept = kept[:blank]
    return kept.rstrip() + end if cells > 0 else ""


def clip(runs: Iterable[Run], width: int) -> tuple[Run, ...]:
    """Runs cut at a width, with an ellipsis where something is cut."""
    kept: list[Run] = []
    left = width
    for run in runs:
        cells = cell_len(run.text)
        if cells > left:
            kept.append(run._replace(text=shorten(run.text, left)))
            break
        kept.append(run)
        left -= cells
    return tuple(kept)


def wrapped(lead: Sequence[Run], runs: Iterable[Run], width: int) -> Iterator[tuple[Run, ...]]:
    """Runs broken at blanks into rows of at most `width` cells, nothing cut off.

    Args:
        lead: stands before the first row; the others stand in under what follows it.
    """
    runs = list(runs)
    text = "".join(run.text for run in runs)
    margin = sum(cell_len(run.text) for run in lead)
    for n, (start, end, _) in enumerate(wrap(text, max(NARROWEST, width - margin))):
        row: list[Run] = list(lead) if n == 0 else [Run(" " * margin)]
        at = 0
        for run in runs:
            if part := run.text[max(0, start - at) : max(0, end - at)]:
                row.append(run._replace(text=part.replace(_UNPARTED, " ")))
            at += len(run.text)
        yield tuple(row)


def unparted(value: str, room: int) -> str:
    """A value whose last words stay in one row: "advised against" must not read as "advised" where it is broken."""
    thing, colon, decides = value.rpartition(": ")
    return thing + colon + decides.replace(" ", _UNPARTED) if colon and cell_len(decides) <= room // 2 else value
