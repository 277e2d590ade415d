"""`Binder`: open, create, close, and the verbs both faces call. It joins the rooms and holds no rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from binder.chase import TodayLine, proposals, starting_items, today
from binder.chase.agenda import agenda
from binder.chase.calendar import calendar
from binder.chase.entry import Entry
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.progress import Progress
from binder.model.record import DateFound, Intake, Precision, Record, RecordState
from binder.vault import RecordFilter, Vault, ways
from binder.vault.format import read_salt
from binder.vault.keys import key_from_recovery_code
from binder.vault.sheet import code_in
from binder.verbs.asking import Asking
from binder.verbs.checklist import ChecklistLine
from binder.verbs.comparing import opinion_text
from binder.verbs.coverage import Coverages
from binder.verbs.exports import Exports
from binder.verbs.opened import LabSeries
from binder.verbs.safekeeping import Safekeeping, user
from binder.verbs.sent_letters import SentLetters
from binder.verbs.specimens import Specimens

if TYPE_CHECKING:
    from binder.reading import Source
    from binder.vault.identity import Ask

__all__ = ["Binder", "ChecklistLine", "LabSeries", "RecordFilter", "opinion_text"]


class Binder(Exports, Safekeeping, SentLetters, Specimens, Asking, Coverages):
    """One open binder. Every method may be called from any thread."""

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
        vault = Vault.create(path, passphrase, profile=profile, actor=actor or user())
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
        return cls(Vault.open(path, passphrase=passphrase, key=key, read_only=read_only, actor=actor or user()))

    @classmethod
    def unlock(cls, path: Path, typed: str, *, read_only: bool = False, actor: str | None = None) -> Binder:
        """Open a binder with what a person typed: passphrase, recovery code, or the passphrase of a card of theirs.

        Raises:
            NoBinder, WrongPassphrase, Damaged, Held: as their names say.
        """
        return cls(ways.unlock(path, typed, read_only=read_only, actor=actor or user()))

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
        how = {"read_only": read_only, "actor": actor or user()}
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

    def transcribe(self, record_id: str, said: str) -> Record:
        """Keep what a person heard in a recording as its text, found and cited like any other; "" takes it away.

        Raises:
            BinderError: the record is no recording.
        """
        from binder.intake import transcribe

        return transcribe(self._vault, record_id, said, patient=self.patient, by=self._vault.actor)

    # -- reviewing ----------------------------------------------------------------------------------------------------

    def review_queue(self) -> list[Record]:
        """Records whose filing is in doubt, oldest doubt first."""
        return [self.record(i) for i in self._vault.records.review_queue()]

    def settle(
        self, record_id: str, *, kind: Kind | None = None, date: str | DateFound | None = None, title: str | None = None
    ) -> Record:
        """Accept what binder proposed for a record, corrected where it was wrong: all of it, so that no doubt is left.

        Args:
            date: one of the dates found in the document, or an ISO date as typed ("2026", "2026-03", "2026-03-13").
        """
        changes = _corrections(kind, date, title) | {"state": RecordState.FILED, "reason": "", "doubts": ()}
        was = self.record(record_id)
        what = "accepted as" if kind is None and date is None and title is None else "settled as"
        summary = f"{was.title}: {what} {(kind or was.kind).label.lower()}"
        return self._vault.records.update(record_id, "settle", summary, **changes)

    def correct(
        self, record_id: str, *, kind: Kind | None = None, date: str | DateFound | None = None, title: str | None = None
    ) -> Record:
        """Correct one thing about a record: what else is in doubt about it still waits for review. See `settle`."""
        from binder.filing import left_open

        was = self.record(record_id)
        doubts = left_open(was.filing.doubts, kind=kind is not None, date=date is not None)
        changes = _corrections(kind, date, title) | {
            "state": was.state if doubts else RecordState.FILED,
            "reason": "; ".join(doubts),
            "doubts": doubts,
        }
        what = " and ".join(name for name, new in (("kind", kind), ("date", date), ("title", title)) if new is not None)
        return self._vault.records.update(record_id, "settle", f"{was.title}: {what} corrected", **changes)

    def trash(self, record_id: str) -> Record:
        """Put a record aside; undo brings it back."""
        record = self.record(record_id)
        return self._vault.records.update(record_id, "trash", f"{record.title}: put aside", state=RecordState.TRASHED)

    def trash_all(self, record_ids: Sequence[str], whose: str = "") -> None:
        """Put several records aside, in one change: one undo brings all of them back.

        Args:
            whose: whom they are about, for the log.
        """
        summary = f"{len(record_ids)} records{f' of {whose}' if whose else ''} put aside"
        with self._vault.together("trash", summary):
            for record_id in record_ids:
                self.trash(record_id)

    # -- all of it together -------------------------------------------------------------------------------------------

    def today(self) -> list[TodayLine]:
        """What to do now, worst first."""
        items = self._vault.checklist.items()
        records = self._chased(items)
        return today(
            items,
            proposals(items, records),
            records,
            opinions=self.opinions(),
            verdicts=self.axis_verdicts(),
            sealed=self.sealed_opinions(),
            patient=self.patient,
            keeping=self.keeping(),
            spoken=self.spoken_of(),
            situation=self.situation(),
        )

    def agenda(self) -> list[Entry]:
        """Everything that has a day, worst first: what Today shows part of, and the calendar all."""
        return agenda(self.situation(), datetime.now().astimezone())

    def calendar(self) -> bytes:
        """The agenda as a calendar file (RFC 5545) that a phone takes; plain text, for whoever holds it."""
        return calendar(self.agenda(), identity=self._vault.salt.hex()[:16], stamp=datetime.now().astimezone())


def _corrections(kind: Kind | None, date: str | DateFound | None, title: str | None) -> dict[str, object]:
    """What a person said of a record, as fields of it."""
    changes: dict[str, object] = {"title": title} if title is not None else {}
    if kind is not None:
        changes |= {"kind": kind, "kind_confidence": 1.0}
    return changes | _date_changes(date) if date is not None else changes


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
