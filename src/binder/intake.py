"""How a file comes into the binder: offered, hashed, seen before?, read (isolated), filed, kept. One outcome each.

Reading runs ahead in the worker while the vault writes. A commit is made every `COMMIT_BYTES` or `COMMIT_FILES`, so
that a crash or a lost line costs at most the last few documents, which are simply offered again.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from binder.filing import file
from binder.model.clean import clean
from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.model.progress import Progress
from binder.model.record import Filing, Intake, Outcome, Person, Record, RecordState

if TYPE_CHECKING:
    from binder.reading import Reader, Source
    from binder.vault import Vault

COMMIT_BYTES = 32 * 1024 * 1024
COMMIT_FILES = 200
_CHUNK = 1024 * 1024


@dataclass(slots=True)
class _Tally:
    """What `add_sources` counts on the way."""

    done: int = 0
    failed: int = 0
    files: int = 0
    size: int = 0


def add_sources(
    vault: Vault,
    reader: Reader,
    offered: Iterable[Path | str | Source],
    *,
    patient: Person,
    password: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Intake]:
    """Take in everything offered and say what became of each file, as it is kept."""
    known: deque[Intake] = deque()
    digests: dict[int, str] = {}
    tally, batch = _Tally(), ExitStack()

    def told(intake: Intake) -> Intake:
        tally.done += 1
        tally.failed += intake.status is Outcome.UNREADABLE
        if progress is not None:
            progress(Progress(tally.done, None, clean(intake.path), tally.failed))
        return intake

    fresh = _fresh(vault, reader, offered, known, digests, password, cancelled)
    try:
        for source, read in reader.read_many(fresh, password=password):
            while known:
                yield told(known.popleft())
            if not tally.files:
                batch.enter_context(vault.batch())
            intake = _keep(vault, source, read, digests.pop(id(source)), patient)
            tally.files, tally.size = tally.files + 1, tally.size + source.size
            if tally.files >= COMMIT_FILES or tally.size >= COMMIT_BYTES:
                batch.close()
                tally.files = tally.size = 0
            yield told(intake)
    finally:
        batch.close()
    while known:
        yield told(known.popleft())


def reread(vault: Vault, reader: Reader, record_id: str, *, patient: Person, password: str) -> Record:
    """Read a kept but unread document again, with its password; raises Unreadable where that fails."""
    from binder.reading import Source

    record = vault.records.get(record_id)
    source = Source.from_bytes(record.name, b"".join(vault.records.original(record_id)))
    document = reader.read(source, password=password)
    filing = file(document, patient=patient)
    return vault.records.replace_reading(record_id, filing, document, state=_state(filing), reason=_why(filing))


def sha256_of(source: Source) -> str:
    """Hex SHA-256 of a source's bytes, read in chunks."""
    digest = hashlib.sha256()
    with source.open() as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _fresh(
    vault: Vault,
    reader: Reader,
    offered: Iterable[Path | str | Source],
    known: deque[Intake],
    digests: dict[int, str],
    password: str | None,
    cancelled: Callable[[], bool] | None,
) -> Iterator[Source]:
    """The sources that have to be read; the outcome of every other file goes to `known`."""
    for found in _sources(reader, offered, vault):
        if cancelled is not None and cancelled():
            return
        if isinstance(found, Intake):
            known.append(found)
            continue
        try:
            digest = sha256_of(found)
        except OSError as error:
            known.append(Intake(found.label, Outcome.UNREADABLE, why=f"it cannot be opened: {error.strerror or error}"))
            continue
        before = vault.intake.seen(digest)
        if before is not None and not (password and before.status is Outcome.UNREADABLE):
            known.append(_again(found, before))
            continue
        digests[id(found)] = digest
        yield found


def _sources(reader: Reader, offered: Iterable[Path | str | Source], vault: Vault) -> Iterator[Source | Intake]:
    from binder.reading import Source, sources

    for one in offered:
        if isinstance(one, Source):
            yield from sources([one], reader)
        else:
            yield from sources([Path(one)], reader)


def _keep(vault: Vault, source: Source, read: Document | Unreadable, digest: str, patient: Person) -> Intake:
    """Keep one file, read or not, and say what became of it."""
    before = vault.intake.seen(digest)
    if before is not None and not (before.status is Outcome.UNREADABLE and isinstance(read, Document)):
        return _again(source, before)
    if isinstance(read, Unreadable):
        intake = _keep_unread(vault, source, read)
    elif read.instance is not None:
        intake = _keep_instance(vault, source, read, patient)
    else:
        intake = _keep_document(vault, source, read, patient)
    vault.intake.note(digest, intake)
    return intake


def _keep_document(vault: Vault, source: Source, document: Document, patient: Person) -> Intake:
    filing = file(document, patient=patient)
    with source.open() as data:
        record = vault.records.add(
            filing, document, data, source=source.label, state=_state(filing), reason=_why(filing), size=source.size
        )
    return _added(source, record, document.warnings)


def _keep_instance(vault: Vault, source: Source, document: Document, patient: Person) -> Intake:
    assert document.instance is not None
    filing = file(document, patient=patient)
    with source.open() as data:
        record, new = vault.records.add_instance(
            document.instance, filing, document, data, source=source.label, state=_state(filing), reason=_why(filing)
        )
    if not new:
        why = "this image (same SOP Instance UID) is already in the binder"
        return Intake(source.label, Outcome.DUPLICATE, record.id, record.kind, record.date, record.title, why)
    return _added(source, record, document.warnings)


def _keep_unread(vault: Vault, source: Source, error: Unreadable) -> Intake:
    """Nothing is lost: the bytes are kept with the reason they could not be read."""
    reason = clean(str(error))
    document = Document(name=source.name, media_type="application/octet-stream")
    filing = Filing(title=source.name)
    with source.open() as data:
        record = vault.records.add(
            filing, document, data, source=source.label, state=RecordState.UNREADABLE, reason=reason, size=source.size
        )
    return Intake(source.label, Outcome.UNREADABLE, record.id, record.kind, "", record.title, reason)


def _added(source: Source, record: Record, warnings: tuple[str, ...]) -> Intake:
    why = record.reason if record.state is RecordState.NEEDS_REVIEW else ""
    return Intake(source.label, Outcome.ADDED, record.id, record.kind, record.date, record.title, why, warnings)


def _again(source: Source, before: Intake) -> Intake:
    """The outcome for bytes that were offered before."""
    if before.status is Outcome.SKIPPED:
        why = f"offered before and left out: {before.why}"
    elif before.status is Outcome.UNREADABLE:
        why = f"kept before, unread: {before.why}"
    else:
        why = f"the same file is already here as {before.record}" if before.record else "offered before"
    return replace(before, path=source.label, status=Outcome.DUPLICATE, why=why, warnings=())


def _state(filing: Filing) -> RecordState:
    return RecordState.NEEDS_REVIEW if filing.doubts else RecordState.FILED


def _why(filing: Filing) -> str:
    return "; ".join(filing.doubts)
