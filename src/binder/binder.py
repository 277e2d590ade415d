"""`Binder`: open, create, close, and the verbs both faces call. It joins the rooms and holds no rule of its own."""

from __future__ import annotations

import getpass
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from binder.chase import TodayLine, proposals, receive, set_state, starting_items, status_words, today
from binder.model.checklist import ChecklistItem, ItemState, Need, Proposal
from binder.model.clean import clean
from binder.model.comparison import Axis, Comparison, OpinionText, Verdict
from binder.model.document import Document, Picture
from binder.model.errors import BinderError
from binder.model.event import Event
from binder.model.keeping import Keeping
from binder.model.kinds import Kind
from binder.model.progress import Progress
from binder.model.record import DateFound, Fact, FactType, Intake, Person, Precision, Record, RecordState
from binder.vault import (
    Backup,
    Damage,
    Hit,
    RecordFilter,
    Restored,
    Salvaged,
    Session,
    Vault,
    back_up,
    check,
    restore,
    salvage,
    ways,
)
from binder.vault.backup import KEEP, last_backup
from binder.vault.format import read_salt
from binder.vault.holders import Holders, Reissued
from binder.vault.keys import key_from_recovery_code
from binder.vault.profile import replace_key, tidy
from binder.vault.sheet import code_in, print_sheet

if TYPE_CHECKING:
    from binder.export import Contents, Exported, Holding
    from binder.model.study import Study
    from binder.reading import Reader, Source
    from binder.vault.identity import Ask
    from binder.vault.ways import Way

__all__ = ["Binder", "ChecklistLine", "LabSeries", "RecordFilter"]


_NEWEST = 200  # of each kind are looked at when the checklist asks what may satisfy it


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One line of the checklist: the item, what may satisfy it, and where it stands in words."""

    item: ChecklistItem
    proposals: tuple[Proposal, ...]
    words: str


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


class Binder:
    """One open binder. Every method may be called from any thread."""

    def __init__(self, vault: Vault) -> None:
        """Use `create`, `open` or `unlock`."""
        self._vault = vault
        tidy(vault)
        self._reader: Reader | None = None
        self._reader_lock = threading.Lock()
        self._compared: dict[tuple[str, str], Comparison] = {}

    # -- opening and closing ------------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        path: Path,
        passphrase: str,
        *,
        patient: str = "",
        born: str = "",
        profile: int = 2,
        actor: str | None = None,
    ) -> Binder:
        """Make a new binder at a path where nothing stands, with the checklist every second opinion starts from."""
        vault = Vault.create(path, passphrase, profile=profile, actor=actor or _me())
        vault.set_meta("patient.name", patient)
        vault.set_meta("patient.born", born)
        vault.checklist.seed(starting_items())
        return cls(vault)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        passphrase: str | None = None,
        key: bytes | None = None,
        read_only: bool = False,
        actor: str | None = None,
    ) -> Binder:
        """Open a binder with its passphrase, or with the key that its recovery code stands for.

        Raises:
            NoBinder, WrongPassphrase, Damaged, Held: as their names say.
        """
        return cls(Vault.open(path, passphrase=passphrase, key=key, read_only=read_only, actor=actor or _me()))

    @classmethod
    def unlock(cls, path: Path, typed: str, *, read_only: bool = False, actor: str | None = None) -> Binder:
        """Open a binder with what a person typed: passphrase, recovery code, or the passphrase of a card of theirs.

        Raises:
            NoBinder, WrongPassphrase, Damaged, Held: as their names say.
        """
        return cls(ways.unlock(path, typed, read_only=read_only, actor=actor or _me()))

    @classmethod
    def unlock_with_sheet(cls, path: Path, text: str, *, read_only: bool = False, actor: str | None = None) -> Binder:
        """Open a binder with the text of its recovery sheet, or with the recovery code alone.

        Raises:
            WrongPassphrase: it is mistyped, and where; or it is the sheet of another binder.
        """
        return cls.open(path, key=key_from_recovery_code(code_in(text)), read_only=read_only, actor=actor)

    @classmethod
    def unlock_with_card(
        cls,
        path: Path,
        card: Path | None = None,
        *,
        identity: Path | None = None,
        passphrase: Ask | None = None,
        ask: Ask | None = None,
        read_only: bool = False,
        actor: str | None = None,
    ) -> Binder | None:
        """Open a binder with one card; without its name, with whichever of the user's cards fits the identity.

        Where neither is named, the system's keyring is asked if a card says that it holds the key.

        Args:
            identity: the private key (ssh-ed25519 or age) of a sealed card.
            passphrase: called with a question where the card has a passphrase of its own.
            ask: called with a question where the private key has one.

        Returns:
            None where the user has no card that fits; a card that was named raises WrongPassphrase instead.
        """
        how = {"read_only": read_only, "actor": actor or _me()}
        vault: Vault | None
        if card is not None:
            vault = ways.unlock_with_card(path, card, identity=identity, passphrase=passphrase, ask=ask, **how)
        elif identity is not None:
            vault = ways.unlock_with_identity(path, identity, ask, **how)
        else:
            vault = ways.unlock_from_keyring(path, **how)
        return None if vault is None else cls(vault)

    @staticmethod
    def recognise(path: Path) -> Path:
        """The path, if what lies there is a binder; no passphrase is needed to tell.

        Raises:
            NoBinder: nothing lies there, or another kind of file.  Damaged: a binder cut short.
        """
        read_salt(path)
        return path

    def close(self) -> None:
        """Let go of the file and of the worker that reads documents."""
        with self._reader_lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
        self._compared.clear()
        self._vault.close()

    def __enter__(self) -> Binder:
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

    # -- gathering ----------------------------------------------------------------------------------------------------

    def add(
        self,
        offered: Iterable[Path | str | Source],
        *,
        opinion: int | None = None,
        password: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Intake]:
        """Read, file and keep everything offered: files, folders, discs, zips. One outcome a file, as it comes.

        Args:
            opinion: mark the (single) record added as the first, second ... opinion.
            password: for encrypted PDFs.
            progress: called after each file.  cancelled: asked before each file; what was finished is kept.
        """
        from binder.intake import add_sources

        for intake in add_sources(
            self._vault,
            self.reader,
            offered,
            patient=self.patient,
            password=password,
            progress=progress,
            cancelled=cancelled,
        ):
            if opinion is not None and intake.record:
                self.set_opinion(intake.record, opinion)
                opinion = None  # a mail's attachments follow it; the opinion is what was named
            yield intake

    def reread(self, record_id: str, password: str) -> Record:
        """Read a kept but unread document again, with its password.

        Raises:
            Unreadable: it still cannot be read.
        """
        from binder.intake import reread

        return reread(self._vault, self.reader, record_id, patient=self.patient, password=password)

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
        """Lab values as series, equal analytes and units joined; all, or those whose name holds `name`."""
        series: dict[tuple[str, str], list[tuple[str, Fact]]] = {}
        for day, fact in self._vault.records.facts([FactType.LAB]):
            if name.casefold() in fact.name.casefold():
                series.setdefault((fact.code or fact.name.casefold(), fact.unit), []).append((day, fact))
        rows = {
            row.id: row for row in self.rows(dict.fromkeys(f.citation.record for p in series.values() for _, f in p))
        }
        found = [
            LabSeries(
                points[-1][1].name, unit, tuple((rows[f.citation.record], f) for _, f in sorted(points, key=_by_day))
            )
            for (_, unit), points in series.items()
        ]
        return sorted(found, key=lambda one: one.name.casefold())

    # -- reviewing ----------------------------------------------------------------------------------------------------

    def review_queue(self) -> list[Record]:
        """Records whose filing is in doubt, oldest doubt first."""
        return [self.record(i) for i in self._vault.records.review_queue()]

    def settle(
        self, record_id: str, *, kind: Kind | None = None, date: str | DateFound | None = None, title: str | None = None
    ) -> Record:
        """Accept what binder proposed for a record, or correct it; either way it leaves the review queue.

        Args:
            date: one of the dates found in the document, or an ISO date as typed ("2026", "2026-03", "2026-03-13").
        """
        changes: dict[str, object] = {"state": RecordState.FILED, "reason": "", "doubts": ()}
        if kind is not None:
            changes |= {"kind": kind, "kind_confidence": 1.0}
        if title is not None:
            changes["title"] = title
        if date is not None:
            changes |= _date_changes(date)
        was = self.record(record_id)
        what = "accepted as" if kind is None and date is None and title is None else "settled as"
        summary = f"{was.title}: {what} {(kind or was.kind).label.lower()}"
        return self._vault.records.update(record_id, "settle", summary, **changes)

    def trash(self, record_id: str) -> Record:
        """Put a record aside; undo brings it back."""
        record = self.record(record_id)
        return self._vault.records.update(record_id, "trash", f"{record.title}: put aside", state=RecordState.TRASHED)

    # -- opinions -----------------------------------------------------------------------------------------------------

    def set_opinion(self, record_id: str, number: int | None) -> Record:
        """Mark a record as the first, second ... opinion, or as none."""
        record = self.record(record_id)
        if number is not None and (holder := self._vault.records.by_opinion(number)) and holder.id != record_id:
            raise BinderError(f"{holder.id} ({holder.title}) is already opinion {number}: choose another number.")
        summary = f"{record.title}: " + (f"opinion {number}" if number else "no longer an opinion")
        return self._vault.records.update(record_id, "opinion", summary, opinion=number)

    def opinions(self) -> list[Record]:
        """The opinions in their order."""
        return self._vault.records.opinions()

    def compare(self, a: str, b: str) -> Comparison:
        """Lay two opinions side by side; each given as a record id or as an opinion number.

        Raises:
            BinderError: there is no such record or opinion.
        """
        from binder.comparison import compare

        first, second = self._opinion(a), self._opinion(b)
        pair = (first.id, second.id)
        if pair not in self._compared:
            self._compared[pair] = compare(self._text_of(first), self._text_of(second))
        return self._compared[pair]

    def _opinion(self, which: str) -> Record:
        if which.isdecimal():
            record = self._vault.records.by_opinion(int(which))
            if record is None:
                raise BinderError(
                    f"No record is marked as opinion {which}: open the record and press o, or name its id."
                )
            return record
        return self.record(which)

    def _text_of(self, record: Record) -> OpinionText:
        return opinion_text(self.document(record.id), record)

    # -- the chase ----------------------------------------------------------------------------------------------------

    def checklist(self) -> list[ChecklistLine]:
        """Every item with what may satisfy it and where it stands, in words."""
        items = self._vault.checklist.items()
        records = self._chased(items)
        offered = proposals(items, records)
        return [
            ChecklistLine(item, tuple(p for p in offered if p.item == item.id), status_words(item, offered, records))
            for item in items
        ]

    def receive(
        self, item_id: str, *, need: Need | None = None, on: str = "", what: str = "", record: str = ""
    ) -> ChecklistItem:
        """Mark something as received for an item: what came, when, and the record it is linked to.

        Args:
            need: which need it meets; may be left out where only one is missing.
            on: ISO date; today if left out.
        """
        item = self.item(item_id)
        linked = self.record(record) if record else ""
        if need is None:
            if len(item.missing) != 1:
                raise BinderError(f"Say what came for {item.title!r}: one of {', '.join(n.value for n in item.needs)}.")
            need = item.missing[0]
        changed = receive(item, need, on or date.today().isoformat(), what, linked)
        summary = f"{item.title}: {need.value} received"
        self._vault.checklist.save(changed, action="receive", summary=summary)
        return changed

    def set_item_state(self, item_id: str, state: ItemState, note: str = "", *, on: str = "") -> ChecklistItem:
        """Say where an item stands: requested, verified, waived with its reason, unavailable ..."""
        item = self.item(item_id)
        changed = set_state(item, state, note, on=on or date.today().isoformat())
        self._vault.checklist.save(changed, action="state", summary=f"{item.title}: {state.label}")
        return changed

    def add_item(self, title: str, needs: tuple[Need, ...] = (Need.REPORT,), why: str = "") -> ChecklistItem:
        """Add an item of the user's own."""
        taken = {item.id for item in self._vault.checklist.items()}
        stem = "".join(c if c.isalnum() else "-" for c in title.casefold()).strip("-") or "item"
        slug = next(s for n in range(1, len(taken) + 2) if (s := stem if n == 1 else f"{stem}-{n}") not in taken)
        item = ChecklistItem(
            id=slug, title=title, needs=needs, why=why, custom=True, group="yours", position=len(taken)
        )
        self._vault.checklist.save(item, action="add-item", summary=f"{title}: put on the checklist")
        return item

    def item(self, item_id: str) -> ChecklistItem:
        """One checklist item by its id, or by the beginning of its id or title where only one has it."""
        items = self._vault.checklist.items()
        wanted = item_id.casefold()
        exact = [i for i in items if i.id == wanted]
        close = exact or [i for i in items if i.id.startswith(wanted) or i.title.casefold().startswith(wanted)]
        if len(close) != 1:
            problem = "Several items begin" if close else "No checklist item begins"
            named = ", ".join(i.id for i in (close or items))
            raise BinderError(f"{problem} with {item_id!r}. The items are: {named}.")
        return close[0]

    def today(self) -> list[TodayLine]:
        """What to do now, worst first."""
        items = self._vault.checklist.items()
        records = self._chased(items)
        opinions = self.opinions()
        differ: tuple[Axis, ...] = ()
        if len(opinions) > 1:
            axes = self.compare(opinions[0].id, opinions[1].id).axes
            differ = tuple(x.axis for x in axes if x.verdict in (Verdict.DIFFERENT, Verdict.REFINED))
        return today(
            items,
            proposals(items, records),
            records,
            opinions=opinions,
            differ=differ,
            patient=self.patient,
            keeping=self.keeping(),
        )

    def _chased(self, items: Iterable[ChecklistItem]) -> list[Record]:
        """The records that the chase has to look at, without facts: a binder may hold a hundred thousand others.

        These are the newest of each kind that an item can be met by, the opinions, what is linked to an item, and
        all that waits for review or could not be read.
        """
        kinds = {kind for item in items for kind in item.kinds} | {Kind.IMAGING_STUDY, Kind.IMAGING_REPORT}
        wanted = [i for kind in sorted(kinds) for i, _ in self.ids(RecordFilter(kinds=(kind,)))[:_NEWEST]]
        waiting = self.ids(RecordFilter(states=(RecordState.NEEDS_REVIEW, RecordState.UNREADABLE)))
        wanted += [i for i, _ in waiting] + [r.record for item in items for r in item.receipts if r.record]
        return self.rows(dict.fromkeys(wanted))

    # -- ways in ------------------------------------------------------------------------------------------------------

    @property
    def cards(self) -> Holders:
        """Who has a card, and the making and taking back of cards."""
        return Holders(self._vault)

    def ways(self) -> list[Way]:
        """Every way into this binder that it knows of."""
        return ways.ways(self._vault)

    def key_advice(self) -> str:
        """What would make the ways in better, as a sentence; empty where there is nothing to say."""
        return ways.advice(self._vault)

    def sheet(self) -> str:
        """The recovery sheet as text for one page, noted as printed. Whoever reads it can open the binder."""
        return print_sheet(self._vault)

    def change_passphrase(
        self, new: str, *, stronger: bool = False, progress: Callable[[Progress], None] | None = None
    ) -> Reissued:
        """Give the binder a new passphrase and key, and write new cards for all whose public key is known.

        Args:
            stronger: move to the next stronger key derivation too, if this machine has the memory for it.
            progress: called from another thread too.

        Raises:
            Held: another session has the binder open.  DiskFull: a copy of it does not fit beside it.
            The old passphrase opens the binder then, and nothing was changed.
        """

        def tell(done: int, total: int, what: str) -> None:
            if progress is not None:
                progress(Progress(done, total, what))

        vault = self._vault
        old = vault.key
        try:
            key = replace_key(vault, new, stronger=stronger, progress=tell)
        except BaseException:
            with suppress(BinderError):
                self._vault = Vault.open(vault.path, key=old, actor=vault.actor)
            raise
        self._vault = Vault.open(vault.path, key=key, actor=vault.actor)
        return self.cards.reissue()

    # -- history and health -------------------------------------------------------------------------------------------

    def undo(self) -> str | None:
        """Take back the last change that can be taken back; what it was, in words, or None."""
        event = self._vault.events.undo()
        self._compared.clear()
        return event.summary if event else None

    def events(self, count: int = 50) -> list[Event]:
        """The last changes, newest first."""
        return self._vault.events.recent(count)

    def last_change(self) -> Event | None:
        """The newest change of all, so that an old copy of the file is noticed."""
        return next(iter(self.events(1)), None)

    def export(
        self,
        folder: Path,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Exported:
        """Write everything in open formats, as PLAIN TEXT, into a new folder; the log says that it was done.

        Raises:
            Misused: the folder is not empty.  DiskFull, Damaged, Cancelled, BinderError: nothing was left there.
        """
        from binder.export import export

        return export(
            self._contents(), folder, progress=progress, cancelled=cancelled, complete=self._log_export(folder)
        )

    def _contents(self) -> Contents:
        """Everything in this binder, read only as it is asked for."""
        from binder.export import Contents

        ids = [i for i, _ in self.ids()] + [i for i, _ in self.ids(RecordFilter(states=(RecordState.TRASHED,)))]
        opinions = self.opinions()
        return Contents(
            name=self.path.name,
            identity=self._vault.salt.hex(),
            made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
            patient=self.patient,
            holdings=(self._holding(i) for i in ids),
            count=len(ids),
            size=sum(r.size for at in range(0, len(ids), 500) for r in self.rows(ids[at : at + 500])),
            checklist=tuple((line.item, line.words) for line in self.checklist()),
            events=reversed(self.events(sys.maxsize)),
            comparison=self.compare(opinions[0].id, opinions[1].id) if len(opinions) > 1 else None,
        )

    def _holding(self, record_id: str) -> Holding:
        from binder.export import Holding

        record = self.record(record_id)
        return Holding(
            record=record,
            pages=self.document(record_id).pages,
            original=lambda: self.original(record_id),
            study=self.study(record_id) if record.study_uid else None,
            instance=lambda series, number: self.instance(record_id, series, number),
        )

    def _log_export(self, folder: Path) -> Callable[[], None]:
        def log() -> None:
            if not self._vault.read_only:
                with self._vault.transaction():
                    what = clean(f"Exported everything as plain text to {folder}")
                    self._vault.events.append("export", "binder", "", what)

        return log

    def keeping(self) -> Keeping:
        """How the file itself is kept: backups, last change, who else is in it."""
        at, changes = last_backup(self._vault)
        last = self.last_change()
        return Keeping(
            records=self._vault.records.counts()["records"],
            last_backup=at,
            changes_since=changes,
            last_change=last.at if last else "",
            others=tuple((one.user, one.what) for one in self.sessions() if not one.own),
        )

    def check(self, progress: Callable[[Progress], None] | None = None) -> list[Damage]:
        """Go over the whole file; what is damaged, which records that touches, what to do. Empty means whole."""
        return check(self._vault, _teller(progress))

    def back_up(self, to: Path, *, keep: int = KEEP, progress: Callable[[Progress], None] | None = None) -> Backup:
        """Make a verified copy while the binder is open: in a folder under a dated name, or as a file of that name.

        Args:
            keep: how many copies of this binder a folder keeps, the newest; 0 keeps all.

        Raises:
            Misused: something stands there.  Damaged: the binder is not whole.  DiskFull: there is no room.
        """
        return back_up(self._vault, to, keep=keep, progress=_teller(progress))

    @staticmethod
    def restore(
        backup: Path,
        to: Path,
        *,
        passphrase: str | None = None,
        key: bytes | None = None,
        replace: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Restored:
        """Make a backup the binder at `to`, once all of it proved whole; `replace` keeps what stands there beside it.

        Raises:
            Misused: something stands there.  NoBinder, WrongPassphrase, Damaged: of the backup.
            Held: what stands there is open elsewhere.  DiskFull: there is no room.
        """
        tell = _teller(progress)
        return restore(backup, to, passphrase=passphrase, key=key, replace=replace, actor=_me(), progress=tell)

    def restore_to(
        self, to: Path, *, replace: bool = False, progress: Callable[[Progress], None] | None = None
    ) -> Restored:
        """Close this backup, which was opened to look at, and make it the binder at `to`; see `restore`."""
        backup, key = self.path, self._vault.key
        self.close()
        return self.restore(backup, to, key=key, replace=replace, progress=progress)

    def has_passphrase(self, typed: str) -> bool:
        """Whether this is the binder's own passphrase, and not a recovery code or the passphrase of a card."""
        return self._vault.has_passphrase(typed)

    def salvage(self, to: Path, passphrase: str, *, progress: Callable[[Progress], None] | None = None) -> Salvaged:
        """Save what is whole into a new binder at `to`, and say what is lost; nothing is written into this one.

        Raises:
            Misused: something stands there.  DiskFull, Damaged: nothing could be saved, and nothing was left there.
        """
        return salvage(self._vault, to, passphrase, progress=_teller(progress))

    # -- others -------------------------------------------------------------------------------------------------------

    def announce(self, what: str = "") -> None:
        """Tell the other sessions in this binder what this one has open; may wait for a writer."""
        self._vault.announce(what)

    def sessions(self) -> list[Session]:
        """Everybody who has this binder open and said so, oldest first."""
        return self._vault.sessions()

    def changed(self) -> bool:
        """Whether anybody changed anything since this was last asked; cheap enough to be asked every second."""
        if self._vault.changed():
            self._compared.clear()
            return True
        return False


def _teller(progress: Callable[[Progress], None] | None) -> Callable[[int, int, str], None]:
    def tell(done: int, total: int, what: str) -> None:
        if progress is not None:
            progress(Progress(done, total, what))

    return tell


def _by_day(point: tuple[str, Fact]) -> tuple[str, str]:
    day, fact = point
    return fact.date or day, fact.citation.record


def opinion_text(document: Document, record: Record) -> OpinionText:
    """A document as the comparison takes it in."""
    return OpinionText(
        title=record.title,
        pages=tuple((page.number, page.lines) for page in document.pages),
        author=record.filing.author,
        date=record.date,
        record=record.id,
    )


def _date_changes(given: str | DateFound) -> dict[str, object]:
    if isinstance(given, DateFound):
        return {"date": given.value, "date_precision": given.precision, "date_basis": given, "date_confidence": 1.0}
    precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(given))
    try:
        if precision is None:
            raise ValueError
        date.fromisoformat((given + "-01-01")[:10])
    except ValueError:
        raise BinderError(f"{given!r} is no date: write it as 2026-03-13, 2026-03 or 2026.") from None
    return {"date": given, "date_precision": precision, "date_basis": None, "date_confidence": 1.0}


def _me() -> str:
    """Who is at the keyboard, as the system knows them."""
    try:
        return os.environ.get("BINDER_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
