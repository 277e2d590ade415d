"""Records: taken in, listed, changed; every change logged with what stood before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from binder.model.document import Document
from binder.model.errors import BinderError, Damaged
from binder.model.record import Fact, FactType, Filing, Precision, Record, RecordState
from binder.model.study import Instance, Study
from binder.vault.blobs import Blobs, Data
from binder.vault.connections import Connections
from binder.vault.events import Before, Events, now
from binder.vault.instances import Instances, study_filing, study_uid_of
from binder.vault.pages import Pages
from binder.vault.rows import (
    DATE_COLUMNS,
    FACT_COLUMNS,
    FILING_FIELDS,
    RECORD_COLUMNS,
    RECORD_FIELDS,
    RECORD_FROM,
    date_found,
    date_row,
    fact,
    fact_row,
    filing_row,
    number_of,
    record,
    record_id,
    to_plain,
)
from binder.vault.selection import RecordFilter, where
from binder.vault.transcript import TRANSCRIPT, transcript

_PRECISIONS = {0: Precision.UNKNOWN, 4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_IN_JSON = ("kind_basis", "date_basis", "patient", "doubts")
OTHERS = "others"  # in an event's before and after: other records that the same change touched
_AT_ONCE = 500


class Records:
    """The records of the binder."""

    def __init__(
        self, connections: Connections, blobs: Blobs, pages: Pages, events: Events, instances: Instances, actor: str
    ) -> None:
        self._connections = connections
        self._blobs = blobs
        self._pages = pages
        self._events = events
        self._instances = instances
        self._actor = actor
        events.restores("record", self._restore)

    # -- taking in

    def add(
        self,
        filing: Filing,
        document: Document,
        data: Data,
        *,
        source: str = "",
        state: RecordState | None = None,
        reason: str = "",
        size: int | None = None,
        sha256: str = "",
        opinion: int | None = None,
    ) -> Record:
        """Store a document with its original bytes, text and facts; all or nothing.

        Args:
            data: bytes, or a binary stream that is read from its start.
            state: without one, what has doubts needs review and the rest is filed.
            size: checked against the bytes that were read, where given.
            sha256: hex, where the caller has hashed the bytes already; saves one pass.
        """
        with self._connections.transaction() as connection:
            blob, digest, stored = self._blobs.put(data, sha256=sha256)
            if size is not None and size != stored:
                raise BinderError(f"{document.name} changed while it was being read: add it again.")
            number = self._insert(
                filing,
                document,
                {
                    "blob": blob,
                    "source": source,
                    "size": stored,
                    "state": (state or _first_state(filing)).value,
                    "reason": reason or " ".join(filing.doubts),
                },
            )
            connection.files += 1
            added = self.row(record_id(number))
            after = {"kind": added.kind.value, "date": added.date, "title": added.title, "sha256": digest}
            after[TRANSCRIPT] = transcript(connection, number)
            self._events.append("add", "record", added.id, f"Added {added.title}", after=after)
            if opinion is not None:
                added = self.update(added.id, "opinion", f"{added.title} is opinion {opinion}", opinion=opinion)
        return added

    def _insert(self, filing: Filing, document: Document, own: dict[str, Any]) -> int:
        db = self._connections.here.db
        row = {
            "name": document.name,
            "media_type": document.media_type,
            "pages": len(document.pages),
            "pictures": document.picture_pages,
            "opinion": None,
            "added_at": now(),
            "added_by": self._actor,
            "reader": document.reader,
            "warnings": json.dumps(document.warnings, ensure_ascii=False),
            "study_uid": None,
            "instances": 0,
            "diagnostic": 0,
            **filing_row(filing),
            **own,
        }
        number: int = db["record"].insert(row).last_rowid
        self._insert_content(number, filing, document)
        return number

    def _insert_content(self, number: int, filing: Filing, document: Document) -> None:
        db = self._connections.here.db
        self._pages.save(number, document.pages)
        for table, rows in (
            ("tag", [_tag_row(number, i, tag) for i, tag in enumerate(document.tags)]),
            ("date_found", [date_row(number, date) for date in filing.dates]),
            ("fact", [fact_row(number, found) for found in filing.facts]),
        ):
            if rows:
                db[table].insert_all(rows)

    def add_instance(
        self,
        instance: Instance,
        document: Document,
        data: Data,
        source: str = "",
        *,
        filing: Filing | None = None,
        sha256: str = "",
    ) -> tuple[Record, bool]:
        """Add a DICOM instance to the record of its study, which is made at its first instance.

        Returns the study's record, and False where that SOP Instance UID was here already (nothing is stored then).
        `filing` is what filing makes of the study's first instance; without it the header alone decides.
        """
        with self._connections.transaction() as connection:
            known = self._instances.find(instance.sop_instance_uid)
            if known is not None:
                return self.row(record_id(known)), False
            uid = study_uid_of(instance)
            study = connection.cache.get(uid)
            if study is None:
                number = self._instances.study_record(uid)
                if number is None:
                    number = self._insert_study(uid, filing or study_filing(instance), document, source)
                study = self.row(record_id(number))
            study = self._instances.add(study, instance, document, data, sha256=sha256)
            connection.cache[uid] = study
            return study, True

    def _insert_study(self, uid: str, filing: Filing, document: Document, source: str) -> int:
        # Its pages, pictures and size are those of its instances, which are counted as they come.
        own = {
            "blob": None,
            "source": source,
            "size": 0,
            "pages": 0,
            "pictures": 0,
            "state": _first_state(filing).value,
            "reason": " ".join(filing.doubts),
            "study_uid": uid,
        }
        number = self._insert(filing, replace(document, pages=()), own)
        after = {"kind": filing.kind.value, "date": filing.date, "title": filing.title, "study_uid": uid}
        after[TRANSCRIPT] = transcript(self._connections.here, number)
        self._events.append("add", "record", record_id(number), f"Added {filing.title or document.name}", after=after)
        return number

    def reread(
        self, record: str, filing: Filing, document: Document, *, state: RecordState | None = None, reason: str = ""
    ) -> Record:
        """Replace what was read of a record (a password was found, a better reader came); the original bytes stay."""
        number = number_of(record)
        with self._connections.transaction() as connection:
            old = self.row(record)
            connection.cache.clear()
            self._pages.remove(number)
            for table in ("tag", "date_found", "fact"):
                connection.run(f"DELETE FROM {table} WHERE record = ?", [number])
            self._insert_content(number, filing, document)
            row = {
                "media_type": document.media_type,
                "pages": len(document.pages),
                "pictures": document.picture_pages,
                "reader": document.reader,
                "warnings": json.dumps(document.warnings, ensure_ascii=False),
                "state": (state or _first_state(filing)).value,
                "reason": reason or " ".join(filing.doubts),
                **filing_row(filing),
            }
            connection.db["record"].update(number, row)
            after = self.plain(record, (*FILING_FIELDS, "state", "reason"))
            after[TRANSCRIPT] = transcript(connection, number)
            self._events.append("reread", "record", old.id, f"Read {old.title} again ({document.reader})", after=after)
        return self.get(record)

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

    def set_expected(self, study_uid: str, count: int) -> None:
        """Keep how many instances a disc's index names for a study, whether it is here yet or not."""
        self._instances.expect(study_uid, count)

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

    # -- changing

    def update(self, record: str, action: str, summary: str = "", **changes: Any) -> Record:
        """Change fields of a record or of its filing, and log what stood before, so that undo can put it back.

        Args:
            changes: state, reason, opinion, name, or any field of Filing but dates and facts. A date given without its
                precision gets the one its length says. An opinion number that another record has moves here.
        """
        unknown = set(changes) - set(FILING_FIELDS) - set(RECORD_FIELDS)
        if unknown:
            raise TypeError(f"a record has no field {', '.join(sorted(unknown))} to change")
        if "date" in changes and "date_precision" not in changes:
            changes["date_precision"] = _PRECISIONS.get(len(changes["date"]), Precision.DAY)
        with self._connections.transaction():
            old = self.row(record)
            before = self.plain(record, changes)
            after: Before = {name: to_plain(name, value) for name, value in changes.items()}
            same = [name for name in after if after[name] == before[name]]
            for name in same:
                del before[name], after[name]
            if not after:
                return old
            holder = self.by_opinion(after["opinion"]) if after.get("opinion") is not None else None
            if holder is not None:
                before[OTHERS] = {holder.id: {"opinion": holder.opinion}}
                after[OTHERS] = {holder.id: {"opinion": None}}
            self._restore(old.id, after)
            self._events.append(action, "record", old.id, summary, before=before, after=after)
            return self.row(old.id)

    def plain(self, record: str, names: Iterable[str]) -> Before:
        """Some fields of a record as the log keeps them. Raises BinderError where there is no such record."""
        row = self.row(record)
        return {name: to_plain(name, _field(row, name)) for name in names}

    def _restore(self, record: str, plain: Before) -> None:
        """Put fields, as the log keeps them, into a record's row; the caller logs it."""
        for other, fields_of_other in plain.get(OTHERS, {}).items():
            self._restore(other, fields_of_other)
        number, connection = number_of(record), self._connections.here
        connection.cache.clear()
        row = {name: value for name, value in plain.items() if name != OTHERS and name not in _IN_JSON}
        in_json = {name: value for name, value in plain.items() if name in _IN_JSON}
        if in_json:
            kept = json.loads(connection.value("SELECT filing FROM record WHERE id = ?", [number]))
            row["filing"] = json.dumps({**kept, **in_json}, ensure_ascii=False)
        if row:
            connection.db["record"].update(number, row)


def _first_state(filing: Filing) -> RecordState:
    return RecordState.NEEDS_REVIEW if filing.doubts else RecordState.FILED


def _tag_row(number: int, position: int, tag: tuple[str, str]) -> dict[str, Any]:
    return {"record": number, "position": position, "name": tag[0], "value": tag[1]}


def _field(old: Record, name: str) -> Any:
    return getattr(old, name) if name in RECORD_FIELDS else getattr(old.filing, name)
