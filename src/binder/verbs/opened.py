"""What every verb stands on: the opened vault, the isolated reader, and looking at what is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from binder.model.comparison import Comparison
from binder.model.document import Document, Picture
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType, Person, Record
from binder.vault import Hit, RecordFilter, Vault
from binder.vault.profile import tidy

if TYPE_CHECKING:
    from binder.model.study import Study
    from binder.reading import Reader


@dataclass(frozen=True, slots=True)
class LabSeries:
    """One analyte over time, oldest first, in one unit; each value with the record that states it."""

    name: str
    unit: str
    points: tuple[tuple[Record, Fact], ...]

    @property
    def first_flagged(self) -> tuple[Record, Fact] | None:
        """The first value that its report flags."""
        return next((point for point in self.points if point[1].flag), None)


class Opened:
    """One open binder, to be looked at."""

    def __init__(self, vault: Vault) -> None:
        """Use `create`, `open` or `unlock`."""
        self._vault = vault
        tidy(vault)
        self._reader: Reader | None = None
        self._reader_lock = threading.Lock()
        self._compared: dict[tuple[str, str], tuple[object, Comparison]] = {}  # with all that it was made of

    def close(self) -> None:
        """Let go of the file and of the worker that reads documents."""
        with self._reader_lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
        self._compared.clear()
        self._vault.close()

    def __enter__(self) -> Self:
        """The binder itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._vault.path

    @property
    def recovery_code(self) -> str:
        """The key as a person can write it down."""
        return self._vault.recovery_code

    @property
    def patient(self) -> Person:
        """Whose records these are."""
        return Person(self._vault.meta("patient.name"), self._vault.meta("patient.born"), role="patient")

    def set_patient(self, name: str, born: str = "") -> None:
        """Say whose records these are; documents of another person are then held for review."""
        self._vault.set_meta("patient.name", name)
        self._vault.set_meta("patient.born", born)

    @property
    def reader(self) -> Reader:
        """The isolated reader of documents, started at first use."""
        from binder.reading import Reader

        with self._reader_lock:
            if self._reader is None:
                self._reader = Reader()
            return self._reader

    # -- looking ------------------------------------------------------------------------------------------------------

    def ids(self, which: RecordFilter | None = None) -> list[tuple[str, str]]:
        """(id, ISO date) of the records that pass the filter, newest first, undated last."""
        return self._vault.records.ids(which or RecordFilter())

    def rows(self, ids: Iterable[str]) -> list[Record]:
        """The records of these ids without their facts, in the order asked for: cheap, for the lines on a screen."""
        return self._vault.records.rows(list(ids))

    def record(self, record_id: str) -> Record:
        """One record with its facts."""
        return self._vault.records.get(record_id)

    def document(self, record_id: str) -> Document:
        """The text of a record as it was read."""
        return self._vault.records.document(record_id)

    def original(self, record_id: str) -> Iterator[bytes]:
        """The original bytes, in chunks.

        Raises:
            BinderError: the record is an imaging study, which has many files.
        """
        return self._vault.records.original(record_id)

    def study(self, record_id: str) -> Study:
        """The imaging study of a record: series and instances."""
        return self._vault.records.study(record_id)

    def instance(self, record_id: str, series_uid: str, number: int) -> Iterator[bytes]:
        """The original bytes of one image of a study; number counts from 0 within the series."""
        return self._vault.records.instance_data(record_id, series_uid, number)[1]

    def picture(
        self,
        record_id: str,
        number: int = 1,
        *,
        width: int,
        height: int,
        window: tuple[float, float] | None = None,
        series: str | None = None,
    ) -> Picture:
        """A page, photograph or slice in grey levels, drawn in the isolated worker; a preview, not for diagnosis."""
        from binder.reading import Source

        record = self.record(record_id)
        if record.kind is Kind.IMAGING_STUDY and record.study_uid:
            name, data, number = self._slice(record_id, series, number)
        else:
            name, data = record.name, b"".join(self.original(record_id))
        return self.reader.picture(Source.from_bytes(name, data), number, width=width, height=height, window=window)

    def _slice(self, record_id: str, series: str | None, number: int) -> tuple[str, bytes, int]:
        """The image that holds a picture of a series, and which of its frames that is."""
        study = self.study(record_id)
        found = next((s for s in study.series if s.pictures and series in (None, s.uid)), None)
        if found is None:
            raise BinderError("There is no picture in this study: ask the imaging department for the DICOM images.")
        try:
            index, frame = found.place(number)
        except IndexError:
            raise BinderError(f"There is no picture {number} in this series: it has {found.pictures}.") from None
        instance, chunks = self._vault.records.instance_data(record_id, found.uid, index)
        return instance.sop_instance_uid, b"".join(chunks), frame

    def search(self, words: str, limit: int = 50) -> list[tuple[Record, Hit]]:
        """The lines that hold the words, best first, each with its record."""
        hits = self._vault.pages.search(words, limit)
        rows = {row.id: row for row in self.rows(dict.fromkeys(hit.record for hit in hits))}
        return [(rows[hit.record], hit) for hit in hits if hit.record in rows]

    def labs(self, name: str = "") -> list[LabSeries]:
        """Lab values as series, equal analytes on one scale; all, or those whose name holds `name`.

        A value printed in another unit of the same kind (128 g/L beside 12.8 g/dL) is given in the newest one's. Values
        of a record that waits because it names another person are left out until it is filed.
        """
        from binder.chase import of_somebody_else
        from binder.filing.series import series_key

        series: dict[tuple[str, str], list[tuple[str, Fact]]] = {}
        for day, fact in self._vault.records.facts([FactType.LAB]):
            if name.casefold() in fact.name.casefold():
                series.setdefault(series_key(fact), []).append((day, fact))
        stated = self.rows(dict.fromkeys(f.citation.record for points in series.values() for _, f in points))
        patient = self.patient
        rows = {row.id: row for row in stated if not of_somebody_else(row, patient)}
        own = ([p for p in points if p[1].citation.record in rows] for points in series.values())
        found = [_one_series(sorted(points, key=_by_day), rows) for points in own if points]
        return sorted(found, key=lambda one: one.name.casefold())


def _one_series(points: list[tuple[str, Fact]], rows: dict[str, Record]) -> LabSeries:
    from binder.filing.series import on_one_scale

    newest = points[-1][1]
    facts = on_one_scale((fact for _, fact in points), newest.unit)
    return LabSeries(newest.name, newest.unit, tuple((rows[f.citation.record], f) for f in facts))


def _by_day(point: tuple[str, Fact]) -> tuple[str, str]:
    day, fact = point
    return fact.date or day, fact.citation.record
