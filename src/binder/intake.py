"""How a file comes into the binder: offered, hashed, seen before?, read (isolated), filed, kept. One outcome each.

Reading runs ahead in the worker while the vault writes. The vault commits every 32 MiB, 200 files or two seconds, so
that a crash or a lost line costs at most the last few documents, which are simply offered again.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, Queue
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

_CHUNK = 1024 * 1024


_AHEAD = 64
_END = object()


@dataclass(frozen=True, slots=True)
class _Read:
    """A source on its way from reading to keeping."""

    source: Source
    digest: str
    made: Document | Unreadable


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
    done = failed = 0
    steps = _Ahead(_read(vault, reader, offered, password, cancelled))
    try:
        for intake in _kept(vault, steps, patient):
            done, failed = done + 1, failed + (intake.status is Outcome.UNREADABLE)
            if progress is not None:
                progress(Progress(done, None, clean(intake.path), failed))
            yield intake
    finally:
        steps.stop()


def _kept(vault: Vault, steps: _Ahead, patient: Person) -> Iterator[Intake]:
    """Keep what was read. A transaction is open only while there is something to write, so nobody else waits for it."""
    while (step := steps.next(wait=True)) is not None:
        with vault.batch() as batch:
            while step is not None:
                yield _left_out(vault, step) if isinstance(step, Intake) else _keep(vault, step, patient)
                batch.breathe()
                step = steps.next(wait=False)


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


class _Ahead:
    """Runs an iterator in a thread of its own, a bounded number of steps ahead."""

    def __init__(self, steps: Generator[_Read | Intake]) -> None:
        self._queue: Queue[object] = Queue(_AHEAD)
        self._steps = steps
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="binder-intake", daemon=True)
        self._thread.start()

    def next(self, *, wait: bool) -> _Read | Intake | None:
        """The next step; None at the end, or where not waiting and none is ready. Raises what the iterator raised."""
        try:
            step = self._queue.get(block=wait)
        except Empty:
            return None
        if step is _END:
            self._queue.put(_END)
            return None
        if isinstance(step, BaseException):
            raise step
        assert isinstance(step, _Read | Intake)
        return step

    def stop(self) -> None:
        """End the thread, dropping what it read ahead."""
        self._stopped.set()
        while self._thread.is_alive():
            with contextlib.suppress(Empty):
                self._queue.get(timeout=0.05)
        self._thread.join()

    def _run(self) -> None:
        try:
            for step in self._steps:
                self._queue.put(step)
                if self._stopped.is_set():
                    break
        except BaseException as error:  # handed to whoever asks next
            self._queue.put(error)
        finally:
            self._steps.close()
            self._queue.put(_END)


def _read(
    vault: Vault,
    reader: Reader,
    offered: Iterable[Path | str | Source],
    password: str | None,
    cancelled: Callable[[], bool] | None,
) -> Generator[_Read | Intake]:
    """Every file offered, read in the isolated worker, or with its outcome where it need not be read."""
    known: deque[Intake] = deque()
    digests: dict[int, str] = {}
    fresh = _fresh(vault, reader, offered, known, digests, password, cancelled)
    for source, made in reader.read_many(fresh, password=password):
        while known:
            yield known.popleft()
        yield _Read(source, digests.pop(id(source)), made)
    yield from known


def reread(vault: Vault, reader: Reader, record_id: str, *, patient: Person, password: str) -> Record:
    """Read a kept but unread document again, with its password; raises Unreadable where that fails."""
    from binder.reading import Source

    record = vault.records.get(record_id)
    source = Source.from_bytes(record.name, b"".join(vault.records.original(record_id)))
    document = reader.read(source, password=password)
    filing = file(document, patient=patient)
    return vault.records.reread(record_id, filing, document, state=_state(filing), reason=_why(filing))


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
    for found in _sources(reader, offered):
        if cancelled is not None and cancelled():
            return
        if isinstance(found, Intake):
            known.append(found)
            continue
        try:
            digest = sha256_of(found)
        except (OSError, Unreadable) as error:
            known.append(Intake(found.label, Outcome.UNREADABLE, why=clean(str(error))))
            continue
        before = vault.intake.seen(digest)
        if before is not None and not (password and before.status is Outcome.UNREADABLE):
            known.append(_again(found, before))
            continue
        digests[id(found)] = digest
        yield found


def _sources(reader: Reader, offered: Iterable[Path | str | Source]) -> Iterator[Source | Intake]:
    from binder.reading import Source, sources

    for one in offered:
        if isinstance(one, Source):
            yield from sources([one], reader)
        else:
            yield from sources([Path(one)], reader)


def _keep(vault: Vault, read: _Read, patient: Person) -> Intake:
    """Keep one file, read or not, and say what became of it."""
    before = vault.intake.seen(read.digest)
    if before is not None:
        if before.status is Outcome.UNREADABLE and before.record and isinstance(read.made, Document):
            return _keep_reread(vault, read, before, patient)
        return _again(read.source, before)
    if isinstance(read.made, Unreadable):
        intake = _keep_unread(vault, read.source, read.made, read.digest)
    elif read.made.instance is not None:
        intake = _keep_instance(vault, read.source, read.made, read.digest, patient)
    else:
        intake = _keep_document(vault, read.source, read.made, read.digest, patient)
    vault.intake.note(read.digest, intake)
    return intake


def _keep_reread(vault: Vault, read: _Read, before: Intake, patient: Person) -> Intake:
    """A file that could not be read before (its password was missing) and now can."""
    assert isinstance(read.made, Document)
    filing = file(read.made, patient=patient)
    record = vault.records.reread(before.record, filing, read.made, state=_state(filing), reason=_why(filing))
    intake = _added(read.source, record, read.made.warnings)
    vault.intake.note(read.digest, intake)
    return intake


def _keep_document(vault: Vault, source: Source, document: Document, digest: str, patient: Person) -> Intake:
    filing = file(document, patient=patient)
    with source.open() as data:
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
    with source.open() as data:
        record, new = vault.records.add_instance(
            document.instance, document, data, source.label, filing=filing, sha256=digest
        )
    if not new:
        why = "this image (same SOP Instance UID) is already in the binder"
        return Intake(source.label, Outcome.DUPLICATE, record.id, record.kind, record.date, record.title, why)
    return _added(source, record, document.warnings)


def _keep_unread(vault: Vault, source: Source, error: Unreadable, digest: str) -> Intake:
    """Nothing is lost: the bytes are kept with the reason they could not be read."""
    reason = clean(str(error))
    document = Document(name=source.name, media_type="application/octet-stream")
    filing = Filing(title=source.name)
    with source.open() as data:
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


def _added(source: Source, record: Record, warnings: tuple[str, ...]) -> Intake:
    why = record.reason if record.state is RecordState.NEEDS_REVIEW else ""
    return Intake(source.label, Outcome.ADDED, record.id, record.kind, record.date, record.title, why, warnings)


def _again(source: Source, before: Intake) -> Intake:
    """The outcome for bytes that were offered before."""
    if before.status is Outcome.UNREADABLE:
        why = f"kept before, unread: {before.why}"
    else:
        why = f"the same file is already here as {before.record}" if before.record else "offered before"
    return replace(before, path=source.label, status=Outcome.DUPLICATE, why=why, warnings=())


def _state(filing: Filing) -> RecordState:
    return RecordState.NEEDS_REVIEW if filing.doubts else RecordState.FILED


def _why(filing: Filing) -> str:
    return "; ".join(filing.doubts)
