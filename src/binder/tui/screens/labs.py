"""Lab values over time: each analyte a line with its newest value, its flag, its course and the first value flagged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from binder.model.clean import clean
from binder.model.record import Fact, Record
from binder.tui.commands import Command
from binder.tui.screens.timeline_rows import date_words, fitted
from binder.tui.view import View
from binder.tui.widgets.record_list import ListRows, Piece, Pieces, RecordList

if TYPE_CHECKING:
    from binder.binder import LabSeries

BARS = "▁▂▃▄▅▆▇"  # none as high as its line: bars of neighbouring lines would run into one another
MOST_BARS = 8
NAME, VALUE, UNIT, RANGE, DATE = 19, 10, 9, 11, 11  # NAME is the least; it gets what the width has besides
_BESIDE = 2 + 1 + (VALUE + 1) + (UNIT + 1) + (RANGE + 1) + (DATE + 2) + MOST_BARS  # all of a line but the name
_FIRST = 30  # cells of "  first L 14 Feb 2026: 34.9"
FIRST_FROM = 108  # columns that hold the first flagged value as well
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class FilterNames(Command):
    """Find an analyte by its name; the list narrows as you type."""

    keys, text, footer = "slash", "find", True


class FlaggedOnly(Command):
    """Show only what a report has flagged, or all again."""

    keys, text, footer = "f", "flagged only", True


class LabsView(View):
    """The series; Enter opens the values of one, and a value opens the line that states it."""

    title = "Lab values"
    commands = (FilterNames, FlaggedOnly)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._series: list[LabSeries] = []
        self._open: set[tuple[str, str]] = set()
        self._words = ""
        self._flagged = False

    def compose(self) -> ComposeResult:
        """What is shown, in words; the list."""
        yield Static("", id="labs-state", markup=False)
        yield RecordList(id="labs-list")

    async def refresh_view(self) -> None:
        """Ask for the series again."""
        binder = self.app.binder
        self._series = await self.app.in_thread(lambda: binder.labs())
        self._show()

    def on_resize(self) -> None:
        """Columns fit the width."""
        self._show()

    # -- what is shown ------------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> list[tuple[int, LabSeries]]:
        return [
            (index, one)
            for index, one in enumerate(self._series)
            if self._words.casefold() in one.name.casefold() and (one.first_flagged or not self._flagged)
        ]

    def _show(self) -> None:
        shown = self._shown
        lines: list[tuple[str, Pieces]] = []
        width = self.size.width - 2  # the cursor's mark and a scroll bar
        name = name_width((one.name for _, one in shown), width)
        for index, one in shown:
            opened = (one.name, one.unit) in self._open
            lines.append((str(index), series_line(one, width, name, opened=opened)))
            if opened:
                lines += [(f"{index}.{at}", point_line(*point, name)) for at, point in enumerate(one.points)]
        nothing = "No lab values yet: add a lab report." if not self._series else "No analyte by that name."
        self.query_one(RecordList).show(ListRows(lines), empty=nothing)
        words = (
            f"{len(shown)} of {len(self._series)} analytes"
            if len(shown) != len(self._series)
            else (f"{len(shown)} analyte{'' if len(shown) == 1 else 's'}")
        )
        flagged = ", flagged only (f shows all)" if self._flagged else ""
        state = f"{words}{flagged}  ·  L and H are the laboratory's own flags"
        self.query_one("#labs-state", Static).update(Text(state, no_wrap=True, overflow="ellipsis", end=""))

    # -- commands -----------------------------------------------------------------------------------------------------

    async def action_filter_names(self) -> None:
        """Narrow as one types; Esc takes it back."""
        before = self._words

        def typed(words: str) -> None:
            self._words = words
            self._show()

        words = await self.app.ask("Find:", before, on_change=typed)
        self._words = before if words is None else words
        self._show()

    def action_flagged_only(self) -> None:
        """All, or what was flagged."""
        self._flagged = not self._flagged
        self._show()

    @on(RecordList.Selected)
    def act(self, event: RecordList.Selected) -> None:
        """Open or close a series; open the line of a value."""
        event.stop()
        index, _, at = event.key.partition(".")
        one = self._series[int(index)]
        if at:
            _, fact = one.points[int(at)]
            self.app.open_record(fact.citation.record, fact.citation)
        else:
            self._open ^= {(one.name, one.unit)}
            self._show()

    def place(self) -> Any:
        """The line under the cursor."""
        return self.query_one(RecordList).key

    async def go(self, place: Any) -> None:
        """Stand on that line again."""
        if place and self.query_one(RecordList).rows.find(place) is not None:
            self.query_one(RecordList).move_to(place)


def name_width(names: Iterable[str], width: int) -> int:
    """The cells for the names: as many as the longest needs, as far as a line of `width` cells has them."""
    spare = width - _BESIDE - (_FIRST if width >= FIRST_FROM else 0)
    return max(NAME, min(spare, max((cell_len(clean(name)) for name in names), default=0)))


def series_line(one: LabSeries, width: int, name: int = NAME, *, opened: bool = False) -> Pieces:
    """One analyte: newest value with its flag, unit, range, day, course, and the first value that was flagged."""
    record, fact = one.points[-1]
    pieces: list[Piece] = [
        ("▾ " if opened else "▸ ", "dim"),
        (fitted(one.name, name) + " ", "strong"),
        *value_pieces(fact),
        (fitted(one.unit, UNIT) + " ", "dim"),
        (fitted(range_words(fact), RANGE) + " ", "dim"),
        (f"{date_words(fact.date or record.date):>{DATE}}  ", "dim"),
        (course([f.value for _, f in one.points]).ljust(MOST_BARS), ""),
    ]
    if width >= FIRST_FROM and one.first_flagged and len(one.points) > 1:
        first_record, first = one.first_flagged
        when = date_words(first.date or first_record.date)
        pieces.append((f"  first {first.flag} {when}: {first.value}", "soon"))
    return pieces


def point_line(record: Record, fact: Fact, name: int = NAME) -> Pieces:
    """One value, with the record that states it."""
    return [
        (" " * (name - DATE + 2) + f"{date_words(fact.date or record.date):>{DATE}} ", "dim"),
        *value_pieces(fact),
        (fitted(fact.unit, UNIT) + " ", "dim"),
        (fitted(range_words(fact), RANGE) + " ", "dim"),
        (f"line {fact.citation.line}, {clean(record.title)}", "dim"),
    ]


def value_pieces(fact: Fact) -> list[Piece]:
    """The value and its flag, a letter beside it."""
    text = f"{clean(fact.value)} {fact.flag or ' '}"
    return [(fitted(f"{text:>{VALUE}}", VALUE) + " ", "warn" if fact.flag else "")]


def range_words(fact: Fact) -> str:
    """The range as the report gives it: "150-400", "< 5", "> 60"."""
    if fact.low and fact.high:
        return f"{fact.low}-{fact.high}"
    return f"> {fact.low}" if fact.low else f"< {fact.high}" if fact.high else ""


def course(values: Sequence[str]) -> str:
    """The last values as bars between their own lowest and highest; empty where fewer than two are numbers."""
    numbers = [float(found.group()) for value in values if (found := _NUMBER.search(value))][-MOST_BARS:]
    if len(numbers) < 2:
        return ""
    low, high = min(numbers), max(numbers)
    steps = len(BARS) - 1
    return "".join(BARS[round((n - low) / (high - low) * steps) if high > low else steps // 2] for n in numbers)
