"""Which records a list shows, as a condition on the table of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from binder.model.kinds import Kind
from binder.model.record import RecordState
from binder.vault.pages import match_expressions

_HOLDS_WORDS = (
    "(record.id IN (SELECT page.record FROM page_fts JOIN page ON page.id = page_fts.rowid WHERE page_fts MATCH ?) "
    "OR record.id IN (SELECT rowid FROM record_fts WHERE record_fts MATCH ?))"
)


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records a list shows; an empty field does not restrict.

    Attributes:
        since, until: ISO dates to any precision, both inclusive; a record dated "2026-03" lies in all of March.
        words: each must stand in the record's text, title, file name, author or facility.
        states: empty means all but the trashed.
    """

    kinds: tuple[Kind, ...] = ()
    since: str = ""
    until: str = ""
    words: str = ""
    states: tuple[RecordState, ...] = ()


def where(wanted: RecordFilter) -> tuple[str, list[Any]]:
    """The filter as an SQL condition and its parameters."""
    parts: list[str] = []
    params: list[Any] = []

    def one_of(column: str, values: Sequence[str]) -> None:
        parts.append(f"{column} IN ({','.join('?' * len(values))})")
        params.extend(values)

    if wanted.states:
        one_of("state", [s.value for s in wanted.states])
    else:
        parts.append("state <> 'trashed'")
    if wanted.kinds:
        one_of("kind", [k.value for k in wanted.kinds])
    if wanted.since:
        parts.append("date || '~' >= ? AND date <> ''")  # "~" sorts behind every digit: "2026-03~" is the end of March
        params.append(wanted.since)
    if wanted.until:
        parts.append("date <= ? AND date <> ''")
        params.append(wanted.until + "~")
    for expression in match_expressions(wanted.words):
        parts.append(_HOLDS_WORDS)
        params += [expression, expression]
    return " AND ".join(parts), params
