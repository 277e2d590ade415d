"""Keeping: each file that was read becomes a record, a duplicate, or a kept original with its reason."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from binder.filing import as_settled, file
from binder.intake.steps import Read, Step, Whole, again
from binder.model.clean import clean, clean_lines
from binder.model.document import LISTEN, Document, Page, faults_in
from binder.model.errors import BinderError, Unreadable
from binder.model.kinds import Kind
from binder.model.record import Filing, Intake, Outcome, Person, Record, RecordState

if TYPE_CHECKING:
    from binder.reading import Reader, Source
    from binder.vault import Vault


@dataclass(slots=True)
class Open:
    """Documents whose parts are on their way: their outcome to be noted, or that they were here before."""

    kept: dict[str, Intake] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


def taken(vault: Vault, step: Step, patient: Person, opened: Open) -> Intake | None:
    """What became of one step; None where there is nothing to say of it."""
    if isinstance(step, Intake):
        return _left_out(vault, step)
    if isinstance(step, Whole):
        if (intake := opened.kept.pop(step.digest, None)) is not None:
            vault.intake.note(step.digest, intake)
        return None
    if step.within in opened.known:
        opened.known.add(step.digest)  # attached to something that was here already, with all that is in it
        return None
    return _keep(vault, step, patient, opened)


def _left_out(vault: Vault, intake: Intake) -> Intake:
    """A file that is no document: remembered by where it was, so that it is not reported anew each time."""
    from binder.reading import DiscIndex

    if isinstance(intake, DiscIndex):
        for study_uid, count in intake.expected.items():
            vault.records.set_expected(study_uid, count)
    if intake.status is not Outcome.SKIPPED:
        return intake
    place = hashlib.sha256(b"left out\0" + intake.path.encode()).hexdigest()
    before = vault.intake.seen(place)
    if before is not None:
        return replace(before, path=intake.path, status=Outcome.DUPLICATE, why=f"left out before: {before.why}")
    vault.intake.note(place, intake)
    return intake


def _keep(vault: Vault, read: Read, patient: Person, opened: Open) -> Intake:
    """Keep one file, read or not, and say what became of it."""
    before = vault.intake.seen(read.digest)
    if before is not None:
        if before.status is Outcome.UNREADABLE and before.record and isinstance(read.made, Document):
            return _keep_reread(vault, read, before, patient)
        opened.known.add(read.digest)
        return again(read.source, before)
    if read.has_parts and (known := vault.records.find(read.digest)) is not None:
        return _taken_up(vault, read, known, opened)
    if isinstance(read.made, Unreadable):
        intake = _keep_unread(vault, read.source, read.made, read.digest)
    elif read.made.instance is not None:
        intake = _keep_instance(vault, read.source, read.made, read.digest, patient)
    else:
        intake = _keep_document(vault, read.source, read.made, read.digest, patient)
    if read.has_parts:
        opened.kept[read.digest] = intake
    else:
        vault.intake.note(read.digest, intake)
    return intake


def _taken_up(vault: Vault, read: Read, known: str, opened: Open) -> Intake:
    """A document that was kept, but not yet all that is attached to it: the import ended in between."""
    record = vault.records.row(known)
    opened.kept[read.digest] = _added(read.source, record, record.warnings)
    why = f"the same file is already here as {known}; what is attached to it is taken up where it was left"
    return Intake(read.source.label, Outcome.DUPLICATE, known, record.kind, record.date, record.title, why)


def _keep_reread(vault: Vault, read: Read, before: Intake, patient: Person) -> Intake:
    """A file that could not be read before (its password was missing) and now can."""
    assert isinstance(read.made, Document)
    filing = as_settled(file(read.made, patient=patient), vault.records.get(before.record))
    record = vault.records.reread(before.record, filing, read.made, state=_state(filing), reason=_why(filing))
    intake = _added(read.source, record, read.made.warnings)
    vault.intake.note(read.digest, intake)
    return intake


def _keep_document(vault: Vault, source: Source, document: Document, digest: str, patient: Person) -> Intake:
    filing = file(document, patient=patient)
    with _bytes_of(source) as data:
        record = vault.records.add(
            filing,
            document,
            data,
            source=source.label,
            state=_state(filing),
            reason=_why(filing),
            size=source.size,
            sha256=digest,
        )
    return _added(source, record, document.warnings)


def _keep_instance(vault: Vault, source: Source, document: Document, digest: str, patient: Person) -> Intake:
    assert document.instance is not None
    filing = file(document, patient=patient)
    is_report = filing.kind is Kind.IMAGING_REPORT
    study = _without_words(document) if is_report else document
    with _bytes_of(source) as data:
        record, new = vault.records.add_instance(
            document.instance,
            study,
            data,
            source.label,
            filing=file(study, patient=patient) if is_report else filing,
            sha256=digest,
        )
    if not new:
        why = "this image (same SOP Instance UID) is already in the binder"
        return Intake(source.label, Outcome.DUPLICATE, record.id, record.kind, record.date, record.title, why)
    if is_report:
        belonging = replace(document, tags=(*document.tags, ("Imaging study", record.id)))
        return _keep_document(vault, source, belonging, digest, patient)
    return _added(source, record, document.warnings)


def _without_words(report: Document) -> Document:
    """A structured report as it belongs to its study: the words of it are a record of their own, and its modality
    says nothing of the images."""
    assert report.instance is not None
    tags = tuple(tag for tag in report.tags if tag[0] not in ("Modality", "Series"))
    return replace(report, pages=(), tags=tags, instance=replace(report.instance, modality="", series_description=""))


def _keep_unread(vault: Vault, source: Source, error: Unreadable, digest: str) -> Intake:
    """Nothing is lost: the bytes are kept with the reason they could not be read."""
    reason = clean(str(error))
    document = Document(name=source.name, media_type="application/octet-stream")
    filing = Filing(title=source.name)
    with _bytes_of(source) as data:
        record = vault.records.add(
            filing,
            document,
            data,
            source=source.label,
            state=RecordState.UNREADABLE,
            reason=reason,
            size=source.size,
            sha256=digest,
        )
    return Intake(source.label, Outcome.UNREADABLE, record.id, record.kind, "", record.title, reason)


def reread(vault: Vault, reader: Reader, record_id: str, *, patient: Person, password: str) -> Record:
    """Read a kept but unread document again, with its password; raises Unreadable where that fails."""
    from binder.reading import Source

    record = vault.records.get(record_id)
    source = Source.from_bytes(record.name, b"".join(vault.records.original(record_id)))
    document = reader.read(source, password=password)
    filing = as_settled(file(document, patient=patient), record)
    return vault.records.reread(record_id, filing, document, state=_state(filing), reason=_why(filing))


def transcribe(vault: Vault, record_id: str, said: str, *, patient: Person, by: str) -> Record:
    """Keep what a person heard in a recording as its text; an empty text takes it away again.

    Raises BinderError where the record is no recording.
    """
    record = vault.records.get(record_id)
    if not record.media_type.startswith("audio/"):
        raise BinderError(f"{record_id} is no recording: what is said can be typed for a recording only.")
    lines = tuple(line.rstrip() for line in clean_lines(said.strip("\n")))
    document = Document(
        record.name,
        record.media_type,
        pages=(Page(1, lines),) if any(lines) else (),
        tags=record.tags,
        warnings=(f"its words were typed by {by}",) if any(lines) else (LISTEN,),
        reader="typed",
    )
    filing = as_settled(file(document, patient=patient), record)
    return vault.records.reread(record_id, filing, document, state=_state(filing), reason=_why(filing))


def _added(source: Source, record: Record, warnings: tuple[str, ...]) -> Intake:
    told = [record.reason] if record.state is RecordState.NEEDS_REVIEW else []
    told += [fault for fault in faults_in(warnings) if fault not in record.reason]
    why = "; ".join(told)
    return Intake(source.label, Outcome.ADDED, record.id, record.kind, record.date, record.title, why, warnings)


def _state(filing: Filing) -> RecordState:
    return RecordState.NEEDS_REVIEW if filing.doubts else RecordState.FILED


def _why(filing: Filing) -> str:
    return "; ".join(filing.doubts)


def _bytes_of(source: Source) -> contextlib.AbstractContextManager[bytes | BinaryIO]:
    """What is kept: the bytes that were hashed and read where they are held, else the file once more."""
    return source.open() if source.whole is None else contextlib.nullcontext(source.whole)
