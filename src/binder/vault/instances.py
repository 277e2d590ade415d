"""Imaging: instances grouped into the one record of their study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from binder.model.document import Document
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import Filing, Person, Precision, Record
from binder.model.study import Instance, Series, Study
from binder.vault.blobs import Blobs, Data
from binder.vault.connection import Connection
from binder.vault.connections import Connections
from binder.vault.events import Events
from binder.vault.pages import Pages
from binder.vault.rows import instance, instance_json, number_of, record_id

_GROW = (
    "UPDATE record SET instances = instances + 1, size = size + ?, pictures = pictures + ?, pages = pages + ?, "
    "diagnostic = max(diagnostic, ?) WHERE id = ?"
)
_ADD = "INSERT INTO instance (sop_uid, record, series_uid, number, header, blob) VALUES (?,?,?,?,?,?)"


def study_filing(found: Instance) -> Filing:
    """What the header itself says about the study: date, title, patient; certain, since the fields are coded."""
    what = found.study_description or found.series_description or found.body_part
    who = Person(found.patient_name, found.patient_birth_date, found.patient_id, "patient")
    return Filing(
        kind=Kind.IMAGING_STUDY,
        kind_confidence=1.0,
        kind_basis=("DICOM",),
        title=" ".join(part for part in (found.modality, what) if part),
        date=found.study_date,
        date_precision=Precision.DAY if found.study_date else Precision.UNKNOWN,
        date_confidence=1.0 if found.study_date else 0.0,
        patient=who if found.patient_name or found.patient_id else None,
        facility=found.institution,
        accession=found.accession,
    )


def study_uid_of(found: Instance) -> str:
    """The study an instance belongs to; one without a study UID makes a study of its series, or of itself."""
    return found.study_uid or found.series_uid or found.sop_instance_uid


class Instances:
    """The DICOM instances of the binder."""

    def __init__(self, connections: Connections, blobs: Blobs, pages: Pages, events: Events) -> None:
        self._connections = connections
        self._blobs = blobs
        self._pages = pages
        self._events = events

    def find(self, sop_uid: str) -> int | None:
        """The study record that already holds this SOP Instance UID."""
        found: int | None = self._connections.here.value("SELECT record FROM instance WHERE sop_uid = ?", [sop_uid])
        return found

    def study_record(self, uid: str) -> int | None:
        """The record of a study UID."""
        found: int | None = self._connections.here.value("SELECT id FROM record WHERE study_uid = ?", [uid])
        return found

    def add(self, study: Record, found: Instance, document: Document, data: Data, *, sha256: str = "") -> Record:
        """Add a new instance to its study's record, inside the caller's transaction; return the record grown."""
        connection, record = self._connections.here, number_of(study.id)
        blob, _, size = self._blobs.put(data, sha256=sha256)
        header = instance_json(found)
        connection.run(_ADD, (found.sop_instance_uid, record, found.series_uid, found.instance_number, header, blob))
        if document.pages:  # a structured report travels with its study and is searched there
            after = connection.value("SELECT coalesce(max(number), 0) FROM page WHERE record = ?", [record])
            self._pages.save(record, document.pages, after=after)
        self._note_growth(connection, record)
        pictures = max(1, found.frames) if found.has_pixels else 0
        original = found.has_pixels and not found.secondary
        connection.run(_GROW, (size, pictures, len(document.pages), int(original), record))
        connection.files += 1
        return replace(
            study,
            instances=study.instances + 1,
            size=study.size + size,
            pictures=study.pictures + pictures,
            pages=study.pages + len(document.pages),
            diagnostic=study.diagnostic or original,
        )

    def _note_growth(self, connection: Connection, record: int) -> None:
        """Log a study's growth once a transaction, not once an image."""
        if record not in connection.pending:
            if not connection.pending:
                connection.before_commit.append(self._log_growth)
            connection.pending[record] = connection.value("SELECT instances FROM record WHERE id = ?", [record])

    def _log_growth(self, connection: Connection) -> None:
        for record, before in connection.pending.items():
            now = connection.value("SELECT instances FROM record WHERE id = ?", [record], default=before)
            if now != before:
                more = now - before
                summary = f"{more} image{'s' * (more != 1)} came to the study" + (f", {now} in all" if before else "")
                self._events.append("add_instances", "record", record_id(record), summary, after={"instances": now})

    def study(self, record: int) -> Study:
        """The study of a record, its series by number, their instances by number."""
        connection = self._connections.here
        sql = "SELECT header FROM instance WHERE record = ? ORDER BY series_uid, number, id"
        all_of_it = [instance(text) for (text,) in connection.each(sql, [record])]
        if not all_of_it:
            raise BinderError(f"{record_id(record)} is not an imaging study.")
        series = [_series(uid, tuple(group)) for uid, group in groupby(all_of_it, key=lambda i: i.series_uid)]
        series.sort(key=lambda s: (s.number is None, s.number or 0, s.uid))
        first = all_of_it[0]
        uid = study_uid_of(first)
        expected = connection.value("SELECT expected FROM study WHERE uid = ?", [uid])
        return Study(
            uid=uid,
            date=first.study_date,
            description=first.study_description,
            accession=first.accession,
            patient_name=first.patient_name,
            patient_id=first.patient_id,
            patient_birth_date=first.patient_birth_date,
            institution=first.institution,
            series=tuple(series),
            expected=expected,
        )

    def data(self, record: int, series_uid: str, index: int) -> tuple[Instance, Iterator[bytes]]:
        """The header and bytes of the instance at a place (from 0) in its series."""
        row = self._connections.here.one(
            "SELECT header, blob FROM instance WHERE record = ? AND series_uid = ? "
            "ORDER BY number, id LIMIT 1 OFFSET ?",
            [record, series_uid, index],
        )
        if row is None or index < 0:
            raise BinderError(f"{record_id(record)} has no image {index + 1} in that series.")
        return instance(row[0]), self._blobs.read(row[1])

    def expect(self, study_uid: str, count: int) -> None:
        """Keep and log how many instances a disc's index names for a study; the greatest of several discs counts."""
        with self._connections.transaction() as connection:
            if count > self.expected(study_uid):
                connection.run("INSERT OR REPLACE INTO study VALUES (?, ?)", [study_uid, count])
                summary = f"The index of a disc names {count} images of a study"
                self._events.append("expect", "study", study_uid, summary, after={"expected": count})

    def expected(self, study_uid: str) -> int:
        """How many instances a disc's index names for a study; 0 where none does."""
        return int(self._connections.here.value("SELECT expected FROM study WHERE uid = ?", [study_uid], default=0))


def _series(uid: str, instances: tuple[Instance, ...]) -> Series:
    first = instances[0]
    return Series(uid, first.series_number, first.modality, first.series_description, instances)
