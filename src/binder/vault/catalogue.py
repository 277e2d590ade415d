"""The catalogue of records: one record with all that is known of it, and which records there are. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from binder.model.document import Document
from binder.model.errors import BinderError, Damaged
from binder.model.record import Fact, FactType, Record, RecordState
from binder.model.study import Instance, Study
from binder.vault.blobs import Blobs
from binder.vault.connections import Connections
from binder.vault.instances import Instances
from binder.vault.pages import Pages
from binder.vault.rows import (
    DATE_COLUMNS,
    FACT_COLUMNS,
    RECORD_COLUMNS,
    RECORD_FROM,
    date_found,
    fact,
    number_of,
    record,
    record_id,
)
from binder.vault.selection import RecordFilter, where

_AT_ONCE = 500


class Catalogue:
    """The records of the binder, to be looked up."""

    def __init__(self, connections: Connections, blobs: Blobs, pages: Pages, instances: Instances) -> None:
        self._connections = connections
        self._blobs = blobs
        self._pages = pages
        self._instances = instances

    # -- one record

    def row(self, record: str) -> Record:
        """One record without its tags, dates and facts. Raises BinderError where there is none."""
        found = self.rows([record])
        if not found:
            raise BinderError(f"There is no record {record} in this binder.")
        return found[0]

    def rows(self, ids: Sequence[str]) -> list[Record]:
        """Records without their tags, dates and facts, in the order asked for; unknown ones are left out."""
        numbers = [number_of(i) for i in ids]
        found: dict[int, Record] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            marks = ",".join("?" * len(part))
            sql = f"SELECT {RECORD_COLUMNS} FROM {RECORD_FROM} WHERE record.id IN ({marks})"
            found.update((row[0], record(row)) for row in self._connections.here.all(sql, part))
        return [found[n] for n in numbers if n in found]

    def get(self, record: str) -> Record:
        """One record with its tags, dates and facts; their citations name the record."""
        found = self.row(record)
        number, connection = number_of(found.id), self._connections.here
        dates = connection.all(f"SELECT {DATE_COLUMNS} FROM date_found WHERE record = ? ORDER BY id", [number])
        facts = connection.all(f"SELECT {FACT_COLUMNS} FROM fact WHERE record = ? ORDER BY id", [number])
        return replace(
            found.filed_as(
                dates=tuple(date_found(row, found.id) for row in dates),
                facts=tuple(fact(row, found.id) for row in facts),
            ),
            tags=self._tags(number),
        )

    def _tags(self, number: int) -> tuple[tuple[str, str], ...]:
        rows = self._connections.here.all("SELECT name, value FROM tag WHERE record = ? ORDER BY position", [number])
        return tuple((name, value) for name, value in rows)

    def document(self, record: str) -> Document:
        """What was read of a record: its pages, tags and warnings. Embedded parts are records of their own."""
        found = self.row(record)
        number = number_of(found.id)
        return Document(
            name=found.name,
            media_type=found.media_type,
            pages=self._pages.of(number),
            tags=self._tags(number),
            picture_pages=found.pictures,
            warnings=found.warnings,
            reader=found.reader,
        )

    def original(self, record: str) -> Iterator[bytes]:
        """The original bytes, chunk by chunk. Raises BinderError for a study, whose instances each have their own."""
        number = number_of(record)
        found = self._connections.here.one("SELECT blob, study_uid, instances FROM record WHERE id = ?", [number])
        if found is None:
            raise BinderError(f"There is no record {record} in this binder.")
        blob, study, count = found
        if blob is None and not study:
            raise Damaged(f"The original of {record} was lost to damage: add the file again, or take a backup copy.")
        if blob is None:
            raise BinderError(f"{record} is an imaging study of {count} files: take them one by one.")
        return self._blobs.read(blob)

    def study(self, record: str) -> Study:
        """The imaging study of a record, with all its series and instances. Raises BinderError where it is none."""
        return self._instances.study(number_of(self.row(record).id))

    def instance_data(self, record: str, series_uid: str, index: int) -> tuple[Instance, Iterator[bytes]]:
        """Header and bytes of the instance at a place (from 0) in a series, in the order `study` gives."""
        return self._instances.data(number_of(record), series_uid, index)

    def has_study(self, study_uid: str) -> bool:
        """Whether any image of a study is here."""
        return self._instances.study_record(study_uid) is not None

    # -- finding

    def ids(self, wanted: RecordFilter | None = None) -> list[tuple[str, str]]:
        """(id, ISO date) of all records that pass, newest first, the undated last."""
        condition, params = where(wanted or RecordFilter())
        sql = f"SELECT id, date FROM record WHERE {condition} ORDER BY date DESC, id DESC"
        return [(f"R{number}", date) for number, date in self._connections.here.all(sql, params)]

    def find(self, sha256: str) -> str | None:
        """The record that holds these bytes, as its original or as an instance of its study."""
        number = self._connections.here.value(
            "SELECT coalesce((SELECT min(id) FROM record WHERE blob = blob.id), "
            "(SELECT min(record) FROM instance WHERE blob = blob.id)) FROM blob WHERE sha256 = ?",
            [bytes.fromhex(sha256)],
        )
        return None if number is None else record_id(number)

    def find_instance(self, sop_uid: str) -> str | None:
        """The study record that holds a SOP Instance UID."""
        number = self._instances.find(sop_uid)
        return None if number is None else record_id(number)

    def by_opinion(self, number: int) -> Record | None:
        """The record that is the first, second, third ... opinion."""
        found = self._connections.here.value(
            "SELECT id FROM record WHERE opinion = ? AND state <> 'trashed' ORDER BY id DESC", [number]
        )
        return None if found is None else self.row(record_id(found))

    def opinions(self) -> list[Record]:
        """All opinions in order of their numbers."""
        sql = "SELECT id FROM record WHERE opinion IS NOT NULL AND state <> 'trashed' ORDER BY opinion"
        return self.rows([record_id(number) for (number,) in self._connections.here.all(sql)])

    def review_queue(self) -> list[str]:
        """Ids of the records that wait for a person, in the order they came."""
        sql = "SELECT id FROM record WHERE state = 'needs_review' ORDER BY id"
        return [record_id(number) for (number,) in self._connections.here.all(sql)]

    def facts(self, types: Sequence[FactType] = (), name: str = "") -> list[tuple[str, Fact]]:
        """(the record's date, fact) of records not trashed, by record date; `name` compares without case."""
        parts, params = ["record.state <> 'trashed'"], [t.value for t in types]
        if types:
            parts.append(f"fact.type IN ({','.join('?' * len(types))})")
        if name:
            parts.append("fact.name = ? COLLATE NOCASE")
            params.append(name)
        columns = ", ".join(f"fact.{column.strip()}" for column in FACT_COLUMNS.split(","))
        sql = (
            f"SELECT record.id, record.date, {columns} FROM fact JOIN record ON record.id = fact.record "
            f"WHERE {' AND '.join(parts)} ORDER BY record.date, record.id, fact.id"
        )
        return [(row[1], fact(row[2:], record_id(row[0]))) for row in self._connections.here.each(sql, params)]

    def counts(self) -> dict[str, int]:
        """How many records there are: "records" (not trashed), one entry a state, and one a kind ("kind:lab_report").

        Also "instances", and "bytes" of originals.
        """
        connection = self._connections.here
        out: dict[str, int] = {"records": 0, **{state.value: 0 for state in RecordState}}
        for state, kind, count in connection.all("SELECT state, kind, count(*) FROM record GROUP BY state, kind"):
            out[state] += count
            if state != RecordState.TRASHED:
                out["records"] += count
                out[f"kind:{kind}"] = out.get(f"kind:{kind}", 0) + count
        out["instances"] = connection.value("SELECT count(*) FROM instance")
        out["bytes"] = connection.value("SELECT coalesce(sum(size), 0) FROM blob")
        return out

    def size(self) -> int:
        """Bytes of all originals as they go out, also of what was put aside."""
        return int(self._connections.here.value("SELECT coalesce(sum(size), 0) FROM record"))
