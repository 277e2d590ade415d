"""Rows of two opinions at a width: side by side with wrapped rows aligned, or stacked pairs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from typing import NamedTuple

from rich.cells import cell_len

from binder.model.clean import clean
from binder.model.comparison import Comparison, Tier
from binder.model.opinion import Marked
from binder.model.passages import Block, Order, Passage, Side, blocks, ordered
from binder.model.spoken import rule_name, value_words
from binder.tui.widgets.opinion_axes import cells
from binder.tui.widgets.opinion_rows import (
    NARROWEST,
    Layout,
    Mode,
    Row,
    Run,
    Stop,
    Wording,
    clip,
    label,
    pad,
    paged,
    unparted,
    wrapped,
)
from binder.tui.widgets.text_rows import wrap

GUTTER = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """The columns at a width.

    Attributes:
        label_a, label_b: cells of the line numbers.  text_a, text_b: cells of the texts.
    """

    mode: Mode
    width: int
    label_a: int
    label_b: int
    text_a: int
    text_b: int


def lay_out(
    comparison: Comparison,
    width: int,
    mode: Mode = Mode.AUTO,
    order: Order = Order.A,
    *,
    wording: Wording = Wording.DIM,
    fold: bool = False,
    differences_only: bool = False,
    find: str = "",
    marked: Marked | None = None,
) -> Layout:
    """Lay a comparison out in rows of at most `width` cells.

    Args:
        mode: side by side, stacked, or by the width.
        order: in whose order; in the other's, or by axis.
        fold: passages that are word for word the same become one row with their count.
        differences_only: only passages with a difference or without a partner; the others are counted.
        find: words to light up in either text.
        marked: the same comparison with what a person marked on it.
    """
    made = ordered(blocks(comparison, marked), order)
    maker = _Maker(comparison, _frame(comparison, made, mode.at(width), width), order, wording, find)
    for hide, group in groupby(enumerate(made), key=lambda pair: _hidden(pair[1], fold, differences_only)):
        members = list(group)
        if hide:
            maker.fold(len(members), hide)
        else:
            for index, block in members:
                maker.add(index, block)
    return maker.layout(made)


def _hidden(block: Block, fold: bool, differences_only: bool) -> str:
    """How the words begin for why a block is not shown; empty where it is."""
    if differences_only and block.plain:
        return "without a difference found (c shows"
    if fold and block.plain and block.same:
        return "word for word the same (f shows"
    return ""


def _frame(comparison: Comparison, made: Sequence[Block], mode: Mode, width: int) -> Frame:
    with_page = paged(comparison)
    widest = {side: max((len(label(p, with_page)) for b in made for p in b.side(side)), default=1) for side in Side}
    if mode is Mode.STACKED:
        # cursor, gutter, side, label, two blanks
        both = max(widest.values())
        text = max(NARROWEST, width - 1 - GUTTER - 2 - both - 2)
        return Frame(mode, width, both, both, text, text)
    room = width - GUTTER
    left = room // 2
    text_a = left - 1 - widest[Side.A] - 1
    text_b = room - left - 1 - widest[Side.B] - 1
    return Frame(mode, width, widest[Side.A], widest[Side.B], max(NARROWEST, text_a), max(NARROWEST, text_b))


class _Cell(NamedTuple):
    """One row of one side: its label, its runs, the passage it shows and what the gutter shows where that begins."""

    label: str
    runs: tuple[Run, ...]
    passage: int | None
    mark: str = ""


class _Maker:
    """Collects rows block by block."""

    def __init__(self, comparison: Comparison, frame: Frame, order: Order, wording: Wording, find: str) -> None:
        self.comparison = comparison
        self.frame = frame
        self.order = order
        self.wording = wording
        self.find = re.compile(re.escape(find), re.IGNORECASE) if find else None
        self.with_page = paged(comparison)
        self.rows: list[Row] = []
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        self.group: str | None = ""
        self.folded = 0

    # Blocks

    def fold(self, count: int, why: str) -> None:
        """A row in place of blocks that are not shown."""
        self.folded += count
        passages, them = ("1 passage", "it") if count == 1 else (f"{count} passages", "them")
        self._between(f"· · · {passages} {why} {them}) · · ·", "dim")
        self.group = None

    def add(self, index: int, block: Block) -> None:
        """The rows of a block, with the heading it stands under where that is a new one."""
        self._heading(block)
        self.first[index] = len(self.rows)
        if self.frame.mode is Mode.SIDE_BY_SIDE:
            self._side_by_side(index, block)
        else:
            self._stacked(index, block)
        self.last[index] = len(self.rows) - 1
        if self.frame.mode is Mode.STACKED:
            self.rows.append(Row(()))

    def _heading(self, block: Block) -> None:
        """The axis, or the heading of the order's own side where it is a new one, with the other's beside it."""
        lead, other = block.side(self.order.side), block.side(self.order.side.other)
        if self.order is Order.AXIS:
            group = block.axes[0].value.upper() if block.axes else "NO DIFFERENCE FOUND, OR ONLY IN ONE"
        elif lead:
            group = lead[0].heading
        else:
            return
        if group == self.group:
            return
        self.group = group
        if group and self.rows and self.rows[-1].runs:
            self.rows.append(Row(()))
        if group and self.order is Order.AXIS:
            self._between(group, "heading")
        elif group:
            side = self.order.side
            self._headings({side: group, side.other: other[0].heading if other else ""})

    def _headings(self, words: dict[Side, str]) -> None:
        frame = self.frame
        if frame.mode is Mode.STACKED:
            both = [(Run(_under(side, words[side]), f"heading-{side}"), Run("   ")) for side in Side if words[side]]
            self.rows.append(Row(clip((Run(" "), *chain.from_iterable(both)), frame.width)))
            return
        cells = []
        for side, room in ((Side.A, frame.label_a + frame.text_a), (Side.B, frame.label_b + frame.text_b)):
            run = Run(_under(side, words[side]), f"heading-{side}") if words[side] else Run("")
            cells.append(pad(clip((run,), room + 1), room + 1))
        self.rows.append(Row((Run(" "), *cells[0], Run(" " * (GUTTER + 1)), *cells[1])))

    def _between(self, words: str, ink: str) -> None:
        self.rows.append(Row(clip((Run(f" {words}", ink),), self.frame.width)))

    def _side_by_side(self, index: int, block: Block) -> None:
        frame = self.frame
        left = self._cells(block, Side.A, frame.text_a)
        right = self._cells(block, Side.B, frame.text_b)
        for n in range(max(len(left), len(right))):
            a = left[n] if n < len(left) else _Cell("", (), None)
            b = right[n] if n < len(right) else _Cell("", (), None)
            mark, ink = (block.mark, _mark_ink(block)) if n == 0 else _added(a.mark or b.mark)
            runs = (
                Run(" ", "cursor-a"),
                Run(f"{a.label:>{frame.label_a}} ", "line-a"),
                *pad(a.runs, frame.text_a),
                Run(f" {mark[: GUTTER - 1]:<{GUTTER - 1}}", ink),
                Run(" ", "cursor-b"),
                Run(f"{b.label:>{frame.label_b}} ", "line-b"),
                *pad(b.runs, frame.text_b),
            )
            self.rows.append(Row(runs, index, a.passage, b.passage))

    def _stacked(self, index: int, block: Block) -> None:
        frame, mark, ink = self.frame, block.mark, _mark_ink(block)
        for side, room in ((Side.A, frame.text_a), (Side.B, frame.text_b)):
            if not block.side(side):
                continue
            for n, cell in enumerate(self._cells(block, side, room)):
                mark, ink = (mark, ink) if mark else _added(cell.mark)
                runs = (
                    Run(" ", f"cursor-{side}"),
                    Run(f"{mark[: GUTTER - 1]:<{GUTTER}}", ink),
                    Run(side.upper() if n == 0 else " ", side),
                    Run(f" {cell.label:>{frame.label_a}}  ", f"line-{side}"),
                    *cell.runs,
                )
                mark = ""
                a, b = (cell.passage, None) if side is Side.A else (None, cell.passage)
                self.rows.append(Row(runs, index, a, b))
        self._values(index, block)

    def _values(self, index: int, block: Block) -> None:
        """The values as understood, under a stacked pair, where both sides of a firm difference stand in it."""
        room = self.frame.width - 1 - GUTTER - cell_len("≠ ")
        told = set()
        for number in block.firm:
            difference = self.comparison.differences[number]
            values = value_words(difference.a_value), value_words(difference.b_value)
            if difference.a and difference.b and block.linked and (values, difference.rule) not in told:
                told.add((values, difference.rule))
                for n, runs in enumerate(_value_rows(*values, clean(rule_name(difference)), room)):
                    mark = Run("≠ " if n == 0 else "  ", "mark-firm")
                    self.rows.append(Row((Run(" " * (1 + GUTTER)), mark, *runs), index))

    # Passages

    def _cells(self, block: Block, side: Side, width: int) -> list[_Cell]:
        if not block.side(side):
            return [_Cell("", tuple(clip((Run(f"· nothing like it in {side.upper()} ·", "dim"),), width)), None)]
        cells = []
        for passage in block.side(side):
            styled = self._styled(block, passage)
            where = label(passage, self.with_page)
            for n, (start, end, _) in enumerate(wrap(passage.text, width)):
                head = (where, block.mark_of(passage)) if n == 0 else ("", "")
                runs = tuple(_slices(passage.text, styled, start, end))
                cells.append(_Cell(head[0], runs, passage.number, head[1]))
        return cells

    def _styled(self, block: Block, passage: Passage) -> list[tuple[int, int, str, tuple[int, ...]]]:
        """The passage in stretches of one style: (start, end, ink, differences)."""
        side = passage.side
        marks: list[tuple[int, int, int, int]] = []
        for number in (*block.firm, *block.possible):
            difference = self.comparison.differences[number]
            rank = 2 if difference.tier is Tier.FIRM else 1
            spans = difference.a if side is Side.A else difference.b
            marks += [(start, end, rank, number) for start, end in passage.ranges(spans)]
        if self.wording is not Wording.OFF:
            for number in block.wording:
                spans = self.comparison.wording[number][side is Side.B]
                marks += [(start, end, 0, number) for start, end in passage.ranges(spans)]
        if self.find is not None:
            marks += [(hit.start(), hit.end(), 3, -1) for hit in self.find.finditer(passage.text)]
        plain = "same" if block.same and block.plain else ""
        cuts = sorted({0, len(passage.text), *(c for start, end, _, _ in marks for c in (start, end))})
        styled = []
        for start, end in pairwise(cuts):
            here = [(rank, number) for s, e, rank, number in marks if s <= start and end <= e]
            top = max((rank for rank, _ in here), default=-1)
            inks = {
                3: "found",
                2: f"firm-{side}",
                1: f"possible-{side}",
                0: f"wording-{side}-{self.wording}",
                -1: plain,
            }
            styled.append((start, end, inks[top], tuple(n for rank, n in here if rank in (1, 2))))
        return styled

    # The whole

    def layout(self, made: list[Block]) -> Layout:
        """All rows, and where each difference stands."""
        first = tuple(self.first.get(index, -1) for index in range(len(made)))
        last = tuple(self.last.get(index, -1) for index in range(len(made)))
        while self.rows and not self.rows[-1].runs:
            self.rows.pop()
        places = self._places()
        stops, wording, found = self._stops(made, places), self._wording_stops(made), self._found(made)
        return Layout(
            self.frame.width, self.frame.mode, tuple(self.rows), tuple(made), first, last, stops, wording,
            found, self.folded, places,
        )  # fmt: skip

    def _places(self) -> dict[int, dict[Side, int]]:
        """For each difference the first row with its words, on either side."""
        places: dict[int, dict[Side, int]] = {}
        for at, row in enumerate(self.rows):
            for run in row.runs:
                for number in run.differences:
                    side = Side.A if run.ink.endswith("-a") else Side.B
                    places.setdefault(number, {}).setdefault(side, at)
        return places

    def _stops(self, made: Sequence[Block], places: dict[int, dict[Side, int]]) -> tuple[Stop, ...]:
        lead = self.order.side
        stops = []
        for number, sides in places.items():
            at = sides.get(lead, sides.get(lead.other, 0))
            stops.append(self._stop(at, number, self.rows[at].block))
        # Differences whose words were found nowhere still are visited, at the first block that names them.
        for index, block in enumerate(made):
            for number in (*block.firm, *block.possible):
                if number not in places and self.first.get(index, -1) >= 0:
                    places[number] = {}
                    stops.append(self._stop(self.first[index], number, index))
        return tuple(sorted(stops))

    def _stop(self, row: int, number: int, block: int) -> Stop:
        return Stop(row, number, block, self.comparison.differences[number].tier is Tier.FIRM)

    def _found(self, made: Sequence[Block]) -> tuple[Stop, ...]:
        """Passages that hold the words looked for, each at its block."""
        shown = [(self.first.get(index, -1), index, block) for index, block in enumerate(made)]
        return tuple(
            Stop(row, passage.number, index)
            for row, index, block in shown
            if row >= 0 and self.find is not None
            for passage in (*block.a, *block.b)
            if self.find.search(passage.text)
        )

    def _wording_stops(self, made: Sequence[Block]) -> tuple[Stop, ...]:
        seen: set[int] = set()
        stops = []
        for index, block in enumerate(made):
            if self.first.get(index, -1) >= 0:
                for number in block.wording:
                    if number not in seen:
                        seen.add(number)
                        stops.append(Stop(self.first[index], number, index))
        return tuple(stops)


def _under(side: Side, heading: str) -> str:
    """A heading of one text, not to be taken for whose text it is."""
    return f"{side.upper()} under “{heading}”"


def _mark_ink(block: Block) -> str:
    if block.firm:
        return "mark-firm"
    if block.possible:
        return "mark-possible"
    if block.linked:
        return "mark-plain"
    return "mark-a" if block.a else "mark-b"


def _added(mark: str) -> tuple[str, str]:
    """What the gutter shows of one of several passages that adds something, and its ink."""
    return mark, "mark-possible" if mark.endswith("?") else f"mark-{mark[1:].lower()}" if mark else "mark-plain"


def _slices(text: str, styled: Sequence[tuple[int, int, str, tuple[int, ...]]], start: int, end: int) -> Iterator[Run]:
    """The runs of a stretch of the text."""
    for from_, to, ink, differences in styled:
        low, high = max(start, from_), min(end, to)
        if low < high:
            yield Run(text[low:high], ink, differences)


def _value_rows(a: str, b: str, rule: str, room: int) -> list[tuple[Run, ...]]:
    """Both values whole, beside each other or one below the other: often only the last word tells them apart."""
    rows: list[tuple[Run, ...]] = [(Run("A: ", "a"), Run(a), Run("   "), Run("B: ", "b"), Run(b))]
    if cells(rows[0]) > room:
        rows = []
        for side, value in ((Side.A, a), (Side.B, b)):
            rows += wrapped((Run(f"{side.upper()}: ", side),), (Run(unparted(value, room - 3)),), room)
    told = Run(f"   ({rule})", "dim")
    if rule and cells((*rows[-1], told)) <= room:
        rows[-1] = (*rows[-1], told)
    return rows
