"""The tables as CSV (RFC 4180, UTF-8 with a byte-order mark, since spreadsheets take other UTF-8 for something else).

A cell that a spreadsheet would run as a formula gets an apostrophe before it: the words come from strangers' documents.
Numbers such as -0.5 and lone signs are left alone.
"""

from __future__ import annotations

import contextlib
import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from typing import Any

from binder.export.contents import Kept
from binder.export.originals import Placed
from binder.export.write import Folder, Growing
from binder.model.checklist import ChecklistItem
from binder.model.event import Event
from binder.model.record import Person, Record

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_HARMLESS = re.compile(r"[+\-]?(\d+([.,]\d+)*\s?%?)?")
RECORDS = (
    "id", "date", "date_precision", "kind", "loinc", "title", "state", "reason", "opinion", "author", "facility",
    "accession", "patient", "patient_born", "file", "text", "sha256", "size", "media_type", "pages", "instances",
    "instances_expected", "name", "source", "added_at", "added_by", "warnings",
)  # fmt: skip
FACTS = (
    "record", "record_date", "type", "name", "code", "value", "unit", "low", "high", "flag", "date", "page", "line",
    "start", "end", "quote", "confidence", "rule",
)  # fmt: skip
CHECKLIST = (
    "id", "title", "group", "state", "words", "needs", "missing", "requested_on", "whom", "note", "why", "source",
)  # fmt: skip
RECEIVED = ("item", "need", "on", "what", "record")
EVENTS = ("seq", "at", "actor", "action", "entity", "entity_id", "summary", "undoes", "undone", "before", "after")


class Table:
    """One table being written, row by row."""

    def __init__(self, growing: Growing, columns: tuple[str, ...]) -> None:
        growing.write("\ufeff")
        self._writer = csv.writer(growing)
        self._writer.writerow(columns)

    def row(self, cells: Iterable[Any]) -> None:
        """Add a row; None becomes an empty cell."""
        self._writer.writerow([guarded("" if cell is None else str(cell)) for cell in cells])


@contextlib.contextmanager
def table(folder: Folder, path: str, columns: tuple[str, ...]) -> Iterator[Table]:
    """Begin a table; it is finished at the end of the block."""
    with folder.open(path) as growing:
        yield Table(growing, columns)


def guarded(cell: str) -> str:
    """The cell as a spreadsheet shows it and does not run it."""
    return f"'{cell}" if _FORMULA.match(cell) and not _HARMLESS.fullmatch(cell) else cell


def record_row(record: Record, placed: Placed) -> list[Any]:
    """A row of records.csv."""
    filing = record.filing
    who = filing.patient or Person("")
    return [
        record.id, record.date, filing.date_precision.value, record.kind.value, record.kind.loinc, record.title,
        record.state.value, record.reason, record.opinion, filing.author, filing.facility, filing.accession, who.name,
        who.born, placed.path, placed.text.path if placed.text else "", record.sha256, record.size, record.media_type,
        record.pages, record.instances or "", record.expected, record.name, record.source, record.added_at,
        record.added_by, " ".join(record.warnings),
    ]  # fmt: skip


def fact_rows(record: Record) -> Iterator[list[Any]]:
    """The rows of facts.csv for a record."""
    for fact in record.filing.facts:
        at = fact.citation
        yield [
            record.id, record.date, fact.type.value, fact.name, fact.code, fact.value, fact.unit, fact.low, fact.high,
            fact.flag, fact.date, at.page, at.line, at.start, at.end, at.quote, round(fact.confidence, 3), fact.rule,
        ]  # fmt: skip


def write_checklist(folder: Folder, items: Iterable[tuple[ChecklistItem, str]]) -> None:
    """checklist.csv, one item a row, and received.csv, one thing that came a row."""
    with table(folder, "checklist.csv", CHECKLIST) as wanted, table(folder, "received.csv", RECEIVED) as came:
        for item, words in items:
            needs, missing = (" ".join(n.value for n in some) for some in (item.needs, item.missing))
            wanted.row([
                item.id, item.title, item.group, item.state.value, words, needs, missing, item.requested_on,
                item.whom, item.note, item.why, item.source,
            ])  # fmt: skip
            for receipt in item.receipts:
                came.row([item.id, receipt.need.value, receipt.on, receipt.what, receipt.record])


def write_kept(folder: Folder, kept: Kept) -> None:
    """A table of what is kept of one kind, a thing a row, a field a column; a kind added later needs nothing here."""
    if not kept.things:
        return
    names = tuple(field.name for field in fields(kept.things[0]))  # type: ignore[arg-type]
    with table(folder, kept.file, names) as rows:
        for thing in kept.things:
            rows.row(_cell(getattr(thing, name)) for name in names)


def _cell(value: Any) -> Any:
    """One field as a cell: words and numbers as they are, several of them parted by "; ", what has parts as JSON."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list) and not any(is_dataclass(one) or isinstance(one, tuple | list) for one in value):
        return "; ".join(str(_cell(one)) for one in value)
    if is_dataclass(value) or isinstance(value, tuple | list | dict):
        return json.dumps(value, ensure_ascii=False, default=_in_json)
    return value


def _in_json(value: Any) -> Any:
    """What JSON itself does not know: a noun, an enum."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else getattr(value, "value", str(value))


def write_events(folder: Folder, events: Iterable[Event]) -> None:
    """events.csv: every change, oldest first."""
    with table(folder, "events.csv", EVENTS) as log:
        for event in events:
            folder.go_on()
            before, after = (
                None if state is None else json.dumps(state, ensure_ascii=False, sort_keys=True)
                for state in (event.before, event.after)
            )
            log.row([
                event.seq, event.at, event.actor, event.action, event.entity, event.entity_id, event.summary,
                event.undoes, "yes" if event.undone else "", before, after,
            ])  # fmt: skip
