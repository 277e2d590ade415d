"""What binder makes of a record that waits for review: kind, date candidates, title, patient and doubts, in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widgets import Static

from binder.model.clean import clean
from binder.model.document import Document
from binder.model.kinds import Kind
from binder.model.record import DateFound, DateRole, Filing, Person, Record
from binder.tui.sized import Sized
from binder.tui.widgets.day_words import spelled
from binder.tui.widgets.record_head import labelled, order, role_words, spoken_name, where

MOST_DATES = 6
_LABEL_WIDTH = 11
_WHOLE = ("!", "t")  # a doubt, and what decided the kind, are to be read to their end


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the user changed of a record and has not accepted yet; None where binder's proposal stands."""

    kind: Kind | None = None
    date: DateFound | str | None = None
    title: str | None = None


def candidates(filing: Filing) -> list[DateFound]:
    """The dates a record may have, the proposed one first, then in their order; both readings where there are two."""
    found = [*([filing.date_basis] if filing.date_basis else []), *filing.dates]
    by_value: dict[str, DateFound] = {}
    for date in found:
        if date.role is DateRole.BIRTH:
            continue
        by_value.setdefault(date.value, date)
        if date.other_reading:
            by_value.setdefault(date.other_reading, replace(date, value=date.other_reading, other_reading=date.value))
    return list(by_value.values())[:MOST_DATES]


def review_lines(
    record: Record, document: Document, changed: Corrections, patient: Person
) -> Iterator[tuple[str, str, str]]:
    """The lines of the head as (key, label, words); a label only on the first line of a matter."""
    filing = record.filing
    kind = changed.kind or filing.kind
    basis = ", ".join(f"“{words}”" for words in filing.kind_basis[:3])
    by = "  your choice" if changed.kind else f"  decided by {basis}" if basis else "  a guess: no words decided it"
    yield "t", "Kind", kind.label + by
    yield from _date_lines(record, document, changed)
    title = changed.title if changed.title is not None else record.title
    yield "T", "Title", title + ("  your words" if changed.title is not None else "")
    yield "", "Patient", _patient_words(filing.patient, patient)
    for i, doubt in enumerate(filing.doubts or ([record.reason] if record.reason else [])):
        yield "!", "Doubt" if i == 0 else "", doubt


def _date_lines(record: Record, document: Document, changed: Corrections) -> Iterator[tuple[str, str, str]]:
    dates = candidates(record.filing)
    chosen = chosen_date(record, changed)
    if isinstance(changed.date, str):
        yield "d", "Date", f"▸ {spelled(changed.date)}  typed by you"
    elif not dates:
        yield "d", "Date", f"▸ {spelled(record.date)}" if record.date else "none found; D types one"
    elif not chosen:
        yield "d", "Date", "none is sure to be its own: d chooses one of these, D types another"
    widest = max((len(spelled(date.value)) for date in dates), default=0)
    for i, date in enumerate(dates, 1):
        mark = "▸" if date.value == chosen else " "
        quote = f": “{labelled(date.citation, document)}”" if date.citation else ""
        why = f"{role_words(date.role)}, {where(date, record.pages)}{quote}"
        if _second_reading(date, dates[: i - 1]):
            why = f"{where(date, record.pages)}, day and month the other way round"
        elif date == record.filing.date_basis and (settled := order(record.filing)):
            why += f", {settled}"
        label = "Date" if i == 1 and chosen and not isinstance(changed.date, str) else ""
        yield "d" if label else "", label, f"{mark} {spelled(date.value):<{widest}}  {why}"


def chosen_date(record: Record, changed: Corrections) -> str:
    """The date the record will have when it is accepted."""
    if isinstance(changed.date, DateFound):
        return changed.date.value
    return changed.date if changed.date is not None else record.date


def _second_reading(date: DateFound, before: list[DateFound]) -> bool:
    return any(date.value == earlier.other_reading and date.citation == earlier.citation for earlier in before)


def _patient_words(found: Person | None, patient: Person) -> str:
    if found is None or not found.name:
        return f"not named in it (this binder is {patient.name}'s)" if patient.name else "not named in it"
    born = f", born {spelled(found.born)}" if found.born else ""
    return spoken_name(found.name) + born


class ReviewHead(Sized, Static):
    """The head on the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"review--title", "review--key", "review--label", "review--doubt"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._title = ""
        self._height = -1
        self._lines: list[tuple[str, str, str]] = []

    def show(self, title: str, lines: list[tuple[str, str, str]]) -> None:
        """Show a title and lines as `review_lines` gives them."""
        self._title, self._lines = title, lines
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Another width holds other words."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width or 80
        # On a low screen the document below needs the room more than the fifth date.
        most = 9 if self.app.size.height < 30 else 14
        text = Text(end="")
        text.append(_cut(clean(self._title), width), self.get_component_rich_style("review--title"))
        for key, label, words in self._lines[:most]:
            text.append("\n")
            text.append(f"{key:<2}", self.get_component_rich_style("review--doubt" if key == "!" else "review--key"))
            text.append(f"{label:<{_LABEL_WIDTH - 2}}", self.get_component_rich_style("review--label"))
            words, role = clean(words), Style.null()
            if key == "!":
                role = self.get_component_rich_style("review--doubt")
            if key in _WHOLE:
                words = ("\n" + " " * _LABEL_WIDTH).join(textwrap.wrap(words, max(20, width - _LABEL_WIDTH)))
            else:
                words = _cut(words, width - _LABEL_WIDTH)
            text.append(words, role)
        if len(self._lines) > most:
            text.append(f"\n  and {len(self._lines) - most} more lines on a higher screen", "dim")
        height, self._height = self._height, text.plain.count("\n")
        self.update(text, layout=height != self._height)


def _cut(words: str, width: int) -> str:
    while cell_len(words) > width:
        words = words[:-2] + "…" if words.endswith("…") else words[: max(width, 2) - 1] + "…"
    return words
