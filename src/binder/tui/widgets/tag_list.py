"""Names and values under headings, long values wrapped: what else is known of a record, and its DICOM tags."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from textual import events

from binder.model.clean import clean
from binder.model.record import Record
from binder.tui.widgets.record_head import extent_words, role_words, state_words, where
from binder.tui.widgets.record_list import ListRows, OpenItem, Pieces, RecordList

Group = tuple[str, Sequence[tuple[str, str]]]
"""A heading and its (name, value) pairs."""


class TagList(RecordList, inherit_bindings=False):
    """A list of (name, value) pairs in groups; there is nothing to open in it."""

    commands = tuple(command for command in RecordList.commands if command is not OpenItem)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty="Nothing more is known of this record.", **kwargs)
        self._groups: Sequence[Group] = ()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these groups; empty values are left out."""
        self._groups = groups
        self._wrap()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again."""
        self._wrap()

    def _wrap(self) -> None:
        width = max(20, self.size.width - 2)
        names = [clean(name) for _, pairs in self._groups for name, value in pairs if value]
        column = min(max((len(name) for name in names), default=0) + 2, max(14, width // 3))
        lines: list[tuple[str, Pieces]] = []
        for g, (heading, pairs) in enumerate(self._groups):
            kept = [(name, value) for name, value in pairs if value]
            if kept:
                lines += [("", [])] * bool(lines) + [("", [(heading, "heading")])]
            for i, (name, value) in enumerate(kept):
                lines += _pair(f"{g}.{i}", clean(name), clean(value), column, width)
        self.show(ListRows(lines))


def _pair(key: str, name: str, value: str, column: int, width: int) -> list[tuple[str, Pieces]]:
    if len(name) > column - 2:
        name = name[: column - 3] + "…"
    rows = wrap(value, width - column, break_long_words=True) or [""]
    return [(key, [((name if i == 0 else "").ljust(column), "dim"), (row, "")]) for i, row in enumerate(rows)]


def record_groups(record: Record) -> list[Group]:
    """All that is known of a record beside its text."""
    filing = record.filing
    patient = filing.patient
    filed: Group = (
        "Filed as",
        [
            ("Kind", f"{filing.kind.label} (LOINC {filing.kind.loinc})"),
            ("Decided by", ", ".join(f"“{words}”" for words in filing.kind_basis)),
            ("Title", record.title),
            ("Patient", patient.name if patient else ""),
            ("Born", patient.born if patient else ""),
            ("Patient number", patient.identifier if patient else ""),
            ("Author", filing.author),
            ("Facility", filing.facility),
            ("Accession number", filing.accession),
            ("State", state_words(record)),
            *(("Doubt", doubt) for doubt in filing.doubts),
            *(("Warning", warning) for warning in record.warnings),
        ],
    )
    dates: Group = (
        "Dates in it",
        [
            (date.value, f"{role_words(date.role)}, {where(date, record.pages)}{_other(date.other_reading)}")
            for date in filing.dates
        ],
    )
    came: Group = (
        "How it came",
        [
            ("Record", record.id),
            ("File", record.name),
            ("From", record.source),
            ("Extent", extent_words(record)),
            ("Type", record.media_type),
            ("Added", " by ".join(part for part in (record.added_at, record.added_by) if part)),
            ("Read by", record.reader),
            ("SHA-256", record.sha256),
            ("Study UID", record.study_uid),
        ],
    )
    return [filed, dates, came, ("Tags of the file", list(record.tags))]


def _other(reading: str) -> str:
    return f", or {reading} read the other way round" if reading else ""
