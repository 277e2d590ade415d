"""How a file comes into the binder: offered, hashed, seen before?, read (isolated), filed, kept. One outcome each.

Reading runs ahead in the worker while the vault writes. The vault commits every 32 MiB, 200 files or two seconds, so
that a crash or a lost line costs at most the last few documents, which are simply offered again.

What is attached to a mail or a PDF, or wrapped in DICOM, is kept as records of its own, after the one it came in. That
one counts as seen only when everything inside it has been kept, so that nothing attached is lost by a crash between.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING

from binder.filing import file
from binder.model.clean import clean
from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.model.kinds import Kind
from binder.model.progress import Progress
from binder.model.record import Filing, Intake, Outcome, Person, Record, RecordState

if TYPE_CHECKING:
    from binder.reading import Reader, Source
    from binder.vault import Vault

_CHUNK = 1024 * 1024


_AHEAD = 64
_AHEAD_BYTES = 64 * 1024 * 1024  # of attachments and members of archives, which are held in memory
_END = object()


@dataclass(frozen=True, slots=True)
class _Read:
    """A source on its way from reading to keeping; `within` is the digest of the document it was attached to."""

    source: Source
    digest: str
    made: Document | Unreadable
    within: str = ""

    @property
    def has_parts(self) -> bool:
        """Whether documents that lie inside it follow."""
        return isinstance(self.made, Document) and bool(self.made.parts)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everything that lies inside a document has been offered."""

    digest: str


_Step = _Read | _Whole | Intake


@dataclass(slots=True)
class _Open:
    """Documents whose parts are on their way: their outcome to be noted, or that they were here before."""

    kept: dict[str, Intake] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


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
    opened = _Open()
    while (step := steps.next(wait=True)) is not None:
        with vault.batch() as batch:
            while step is not None:
                outcome = _taken(vault, step, patient, opened)
                if outcome is not None:
                    yield outcome
                batch.breathe()
                step = steps.next(wait=False)


def _taken(vault: Vault, step: _Step, patient: Person, opened: _Open) -> Intake | None:
    """What became of one step; None where there is nothing to say of it."""
    if isinstance(step, Intake):
        return _left_out(vault, step)
    if isinstance(step, _Whole):
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


class _Ahead:
    """Runs an iterator in a thread of its own, a bounded number of steps ahead."""

    def __init__(self, steps: Generator[_Step]) -> None:
        self._queue: Queue[object] = Queue(_AHEAD)
        self._room = threading.Condition()
        self._held = 0
        self._steps = steps
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="binder-intake", daemon=True)
        self._thread.start()

    def next(self, *, wait: bool) -> _Step | None:
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
        assert isinstance(step, _Read | _Whole | Intake)
        with self._room:
            self._held -= _held(step)
            self._room.notify()
        return step

    def stop(self) -> None:
        """End the thread, dropping what it read ahead."""
        self._stopped.set()
        with self._room:
            self._room.notify()
        while self._thread.is_alive():
            with contextlib.suppress(Empty):
                self._queue.get(timeout=0.05)
        self._thread.join()

    def _run(self) -> None:
        try:
            for step in self._steps:
                with self._room:
                    self._room.wait_for(lambda: self._held < _AHEAD_BYTES or self._stopped.is_set())
                    self._held += _held(step)
                self._queue.put(step)
                if self._stopped.is_set():
                    break
        except BaseException as error:  # handed to whoever asks next
            self._queue.put(error)
        finally:
            self._steps.close()
            self._queue.put(_END)


def _held(step: _Step) -> int:
    return step.source.held if isinstance(step, _Read) else 0


def _read(
    vault: Vault,
    reader: Reader,
    offered: Iterable[Path | str | Source],
    password: str | None,
    cancelled: Callable[[], bool] | None,
) -> Generator[_Step]:
    """Every file offered, read in the isolated worker, or with its outcome where it need not be read."""
    known: deque[Intake] = deque()
    digests: dict[int, str] = {}
    fresh = _fresh(vault, reader, offered, known, digests, password, cancelled)
    for source, made in reader.read_many(fresh, password=password):
        while known:
            yield known.popleft()
        yield from _with_parts(reader, _Read(source, digests.pop(id(source)), made), password)
    yield from known


def _with_parts(reader: Reader, read: _Read, password: str | None) -> Iterator[_Step]:
    """A document, and after it whatever is attached to it, each as if it had been offered by itself."""
    yield read
    if not read.has_parts:
        return
    assert isinstance(read.made, Document)
    try:
        inside = reader.parts(read.source, password)
    except Unreadable as error:
        yield Intake(read.source.label, Outcome.UNREADABLE, why=f"What is attached could not be taken out: {error}")
    else:
        for (source, why), part in zip(inside, read.made.parts, strict=False):
            yield from _part(reader, source, why, part, read.digest, password)
    yield _Whole(read.digest)


def _part(
    reader: Reader, source: Source, why: str, part: Document, within: str, password: str | None
) -> Iterator[_Step]:
    """An attachment: passed over like any file of its kind, unpacked where it is an archive, else as it was read."""
    from binder.reading import sources
    from binder.reading.skip import why_skipped

    if why:
        yield Intake(source.label, Outcome.UNREADABLE, why=why)
        return
    if why := why_skipped(source.name):
        yield Intake(source.label, Outcome.SKIPPED, why=why)
        return
    for found in sources([source], reader):
        if isinstance(found, Intake):
            yield found
            continue
        made: Document | Unreadable = Unreadable(part.unread) if part.unread else part
        if found is not source:
            try:
                made = reader.read(found, password)
            except Unreadable as error:
                made = error
        yield from _with_parts(reader, _Read(found, sha256_of(found), made, within), password)


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


def _keep(vault: Vault, read: _Read, patient: Person, opened: _Open) -> Intake:
    """Keep one file, read or not, and say what became of it."""
    before = vault.intake.seen(read.digest)
    if before is not None:
        if before.status is Outcome.UNREADABLE and before.record and isinstance(read.made, Document):
            return _keep_reread(vault, read, before, patient)
        opened.known.add(read.digest)
        return _again(read.source, before)
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


def _taken_up(vault: Vault, read: _Read, known: str, opened: _Open) -> Intake:
    """A document that was kept, but not yet all that is attached to it: the import ended in between."""
    record = vault.records.row(known)
    opened.kept[read.digest] = _added(read.source, record, record.warnings)
    why = f"the same file is already here as {known}; what is attached to it is taken up where it was left"
    return Intake(read.source.label, Outcome.DUPLICATE, known, record.kind, record.date, record.title, why)


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
    is_report = filing.kind is Kind.IMAGING_REPORT
    study = _without_words(document) if is_report else document
    with source.open() as data:
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
