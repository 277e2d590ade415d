"""The lines of the timeline: months as headings, records fetched only when they are about to be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len, set_cell_size

from binder.model.clean import clean
from binder.model.record import Record, RecordState
from binder.tui.widgets.record_list import Piece, Pieces

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
KEPT = 2_000
PEOPLE_FROM = 100
MARK_COLUMN = len("  123 of 456 images")


class TimelineRows:
    """`Rows` over (id, ISO date) pairs, newest first, undated last."""

    def __init__(self, ids: Sequence[tuple[str, str]], fetch: Callable[[list[str]], list[Record]]) -> None:
        """Take the ids; `fetch` gives the records of some of them."""
        self.count = len(ids)
        self._fetch = fetch
        self._records: dict[str, Record] = {}
        self._keys: list[str] = []
        self._headings: dict[int, str] = {}
        month = None
        for record_id, date in ids:
            if date[:7] != month:
                month = date[:7]
                self._headings[len(self._keys)] = month_name(month)
                self._keys.append("")
            self._keys.append(record_id)

    @property
    def first(self) -> str:
        """The key of the first record; empty where there is none."""
        return next((key for key in self._keys if key), "")

    def __len__(self) -> int:
        """Records and headings."""
        return len(self._keys)

    def key(self, index: int) -> str:
        """The record's id."""
        return self._keys[index]

    def find(self, key: str) -> int | None:
        """Where a record stands."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def prepare(self, start: int, stop: int) -> None:
        """Fetch what is not here yet."""
        missing = [key for key in self._keys[start:stop] if key and key not in self._records]
        if missing:
            if len(self._records) > KEPT:
                self._records.clear()
            self._records.update((record.id, record) for record in self._fetch(missing))

    def line(self, index: int, width: int) -> Pieces:
        """Date, type, title, people where there is room, and what is the matter with it."""
        key = self._keys[index]
        if not key:
            name = self._headings[index]
            return [(name + " ", "heading"), ("─" * max(0, width - cell_len(name) - 2), "rule")]
        record = self._records.get(key)
        return record_line(record, width) if record is not None else [("…", "dim")]


def record_line(record: Record, width: int) -> Pieces:
    """One record in one line of `width` cells; where there is room, marks and people have columns of their own."""
    mark, role = state_words(record)
    wide = width >= PEOPLE_FROM
    people = (width - 60) // 2 if wide else 0
    marked = MARK_COLUMN if wide else (cell_len(mark) + 2 if mark else 0)
    left = width - len("13 Mar 2026  ") - len("LETTR  ") - marked - (people + 2 if wide else 0) - 1
    pieces: list[Piece] = [
        (f"{date_words(record.date):>11}  ", "dim"),
        (f"{record.kind.badge:<5}  ", "badge"),
        (fitted(record.title, left if mark else left + marked), ""),
    ]
    if mark:
        pieces.append(("  " + fitted(mark, marked - 2), role))
    if wide:
        who = " · ".join(clean(name) for name in (record.filing.author, record.filing.facility) if name)
        pieces.append(("  " + fitted(who, people), "dim"))
    return pieces


def fitted(text: str, cells: int) -> str:
    """The text in exactly so many cells, cut with an ellipsis or filled with blanks."""
    text = clean(text)
    return set_cell_size(text, cells) if cell_len(text) <= cells else set_cell_size(text, cells - 1) + "…"


def state_words(record: Record) -> tuple[str, str]:
    """What a reader should know about the record, in words, and its role; empty where all is well."""
    if record.state is RecordState.UNREADABLE:
        return "not readable", "warn"
    if record.state is RecordState.NEEDS_REVIEW:
        return "needs a look", "soon"
    if record.expected is not None and record.instances < record.expected:
        return f"{record.instances} of {record.expected} images", "soon"
    if record.opinion:
        return f"opinion {record.opinion}", {1: "a", 2: "b"}.get(record.opinion, "strong")
    if record.instances:
        return f"{record.instances} image{'s' if record.instances > 1 else ''}", "dim"
    return "", ""


def date_words(date: str) -> str:
    """An ISO date to its precision as people write it without doubt: "13 Mar 2026", "Mar 2026", "2026"."""
    year, _, rest = date.partition("-")
    month, _, day = rest.partition("-")
    if month.isdecimal() and 1 <= int(month) <= 12:
        name = MONTHS[int(month) - 1][:3]
        return f"{int(day)} {name} {year}" if day[:2].isdecimal() else f"{name} {year}"
    return year or "no date"


def month_name(month: str) -> str:
    """The heading over a month: "March 2026"; a year alone has "2026, month not stated"."""
    year, _, number = month.partition("-")
    if number.isdecimal() and 1 <= int(number) <= 12:
        return f"{MONTHS[int(number) - 1]} {year}"
    return f"{year}, month not stated" if year else "No date stated"
