"""Records: taken in and changed; every change logged with what stood before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from binder.model.document import Document
from binder.model.errors import BinderError
from binder.model.record import Filing, Precision, Record, RecordState
from binder.model.study import Instance
from binder.vault.blobs import Blobs, Data
from binder.vault.catalogue import Catalogue
from binder.vault.connections import Connections
from binder.vault.events import Before, Events, now
from binder.vault.instances import Instances, study_filing, study_uid_of
from binder.vault.pages import Pages
from binder.vault.rows import (
    FILING_FIELDS,
    RECORD_FIELDS,
    date_row,
    fact_row,
    filing_row,
    number_of,
    record_id,
    to_plain,
)
from binder.vault.transcript import TRANSCRIPT, transcript

_PRECISIONS = {0: Precision.UNKNOWN, 4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_IN_JSON = ("kind_basis", "date_basis", "patient", "doubts")
OTHERS = "others"  # in an event's before and after: other records that the same change touched


class Records(Catalogue):
    """The records of the binder: looked up as in the catalogue, taken in, changed."""

    def __init__(
        self, connections: Connections, blobs: Blobs, pages: Pages, events: Events, instances: Instances, actor: str
    ) -> None:
        super().__init__(connections, blobs, pages, instances)
        self._events = events
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

    def set_expected(self, study_uid: str, count: int) -> None:
        """Keep how many instances a disc's index names for a study, whether it is here yet or not."""
        self._instances.expect(study_uid, count)

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
