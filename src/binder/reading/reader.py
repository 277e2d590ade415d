"""`Reader`: hands documents to isolated worker processes and brings back what they made of them."""

from __future__ import annotations

import contextlib
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Any, BinaryIO

from binder.model.document import Document, Picture, Stated
from binder.model.errors import Unreadable
from binder.reading.identify import is_pdf
from binder.reading.kits import KITS
from binder.reading.limits import Limits
from binder.reading.pool import Pool
from binder.reading.process import Stopped, Wants, WorkerProcess
from binder.reading.recognise import recognised
from binder.reading.source import EMPTY, Source, why_not
from binder.reading.wire import Malformed, document_from_wire, text, whole

_AHEAD = 6  # documents in work or waiting, for each worker
_TURNS = 8  # workers tried for one document: each may find that it lacks a kit
_HEADER_WEAR = 0.04  # of a document: a header leaves nothing behind in a worker
_BROKE = (
    "Reading this broke the separate process it was read in, and nothing else; "
    "it is kept unread, ask for it again or print it anew as PDF."
)
_OF_ALL = frozenset(("patient", "born", "patient_id"))  # what a record says of every file inside it
_OF_ONE = frozenset(("kind", "title", "service", "author", "facility", "accession"))  # where it wraps a single one
Outcome = tuple[Source, Document | Unreadable]
Watch = Callable[[Source, int, int], bool]


class Reader:
    """Reads documents in warm, isolated worker processes; one that dies costs one document.

    Workers start at the first use. All methods may be called from any thread.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.pool = Pool(self.limits)

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all workers; a document being read ends as unreadable."""
        self.pool.close()

    def read(self, source: Source, password: str | None = None, watch: Watch | None = None) -> Document:
        """Read one document. Raises Unreadable with one sentence: what is wrong and what to do."""
        return self._read(source, password, None, watch)

    def read_many(
        self, sources: Iterable[Source], password: str | None = None, watch: Watch | None = None
    ) -> Iterator[Outcome]:
        """Read documents side by side and ahead of the caller, yielding them in the order they came.

        Ahead are at most a few documents a worker, and never more than `limits.ahead` bytes of them.
        `watch` is asked, in a thread of its own, before each page whose print is recognised, which takes a second or
        more: with the source, the how manieth of how many pages it is; no more are when it says no.
        """
        used: set[WorkerProcess] = set()
        wanted = True

        def ask(source: Source, number: int, count: int) -> bool:
            return wanted and (watch is None or watch(source, number, count))

        waiting: deque[tuple[Source, Future[tuple[Document | Unreadable, int]]]] = deque()
        pool = ThreadPoolExecutor(self.limits.workers, "binder-reading")
        try:
            for source in sources:
                waiting.append((source, pool.submit(self._outcome, source, password, used, ask)))
                while len(waiting) >= _AHEAD * self.limits.workers or self._bytes(waiting) > self.limits.ahead:
                    first, future = waiting.popleft()
                    yield first, future.result()[0]
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()[0]
        finally:
            wanted = False  # a page that is being recognised is the last one
            pool.shutdown(wait=False, cancel_futures=True)
            if waiting:  # the caller stopped in the middle: do not wait for what nobody wants
                for worker in list(used):
                    worker.kill()
            pool.shutdown(wait=True)

    def parts(self, source: Source, password: str | None = None) -> list[tuple[Source, str]]:
        """What lies inside a document (attachments): each as a source, in the order of `Document.parts`.

        The second value says in a sentence why the bytes are not to be had; the source is empty then.
        Raises Unreadable.
        """
        return self._parts(source, password, None)

    def part(self, source: Source, path: tuple[int, ...], password: str | None = None) -> bytes:
        """The bytes of a part, found by its place in `parts`, and in the parts of that. Raises Unreadable."""
        for place in path:
            inside = self.parts(source, password)
            if not 0 <= place < len(inside):
                raise Unreadable(f"There is no part {place + 1} in this file: it holds {len(inside)}.")
            source, why = inside[place]
            if why:
                raise Unreadable(why)
        with _opened(source) as stream:
            return stream.read()

    def picture(
        self,
        source: Source,
        number: int = 1,
        width: int = 160,
        height: int = 96,
        window: tuple[float, float] | str | None = None,
        password: str | None = None,
    ) -> Picture:
        """Draw a PDF page, a picture or a DICOM frame (number from 1) in grey, fitted into width x height points.

        `window` is (centre, width) or the name of a preset ("lung", "bone" ...), for DICOM. Raises Unreadable.
        """
        wish = {"do": "picture", "number": number, "width": width, "height": height, "window": window}
        return self._drawn(source, {**wish, "password": password})

    def _drawn(self, source: Source, wish: dict[str, Any], used: set[WorkerProcess] | None = None) -> Picture:
        answer, grey = self._ask(source, wish, used)
        wide, high = answer.get("width"), answer.get("height")
        if not isinstance(wide, int) or not isinstance(high, int) or wide < 1 or high < 1 or wide * high != len(grey):
            raise Unreadable(_BROKE)
        return Picture(wide, high, grey, text(answer.get("note", "")))

    def expected_counts(self, source: Source) -> dict[str, int]:
        """How many instances a disc's index (DICOMDIR) promises for each study UID. Raises Unreadable."""
        return self.index(source)[0]

    def index(self, source: Source) -> tuple[dict[str, int], int, tuple[str, ...]]:
        """The promises of a disc's index: instances by study UID, files named in all, patients. Raises Unreadable."""
        answer, _ = self._ask(source, {"do": "counts"})
        try:
            counts = answer["counts"]
            patients = tuple(text(name) for name in answer["patients"][:100])
            return {text(uid): whole(count) for uid, count in counts.items()}, whole(answer["files"]), patients
        except (Malformed, KeyError, AttributeError, TypeError):
            raise Unreadable(_BROKE) from None

    def unzip(self, source: Source) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield (description, bytes) of an archive's members as the worker unpacks them; the summary comes last.

        Uses a worker of its own, so that members can be read while the archive is open. Raises Unreadable.
        """
        with _opened(source) as stream, self.pool.unpacker() as worker:
            try:
                yield from worker.unzip(stream, _size(stream), source.name)
            except Stopped as stopped:
                raise Unreadable(self._why(stopped)) from None
            except OSError as error:
                raise Unreadable(why_not(error)) from None

    @property
    def checks(self) -> dict[str, bool]:
        """What a worker tried when it started, and whether it was refused: opening a file, a connection ..."""
        return self.pool.checks

    @property
    def isolation(self) -> str:
        """One sentence that says what holds a worker on this machine."""
        return self.pool.isolation

    def _outcome(
        self, source: Source, password: str | None, used: set[WorkerProcess], watch: Watch | None
    ) -> tuple[Document | Unreadable, int]:
        """What read_many yields, and roughly how many bytes it holds."""
        try:
            document = self._read(source, password, used, watch)
        except Unreadable as error:
            return error, 0
        return document, _weight(document)

    @staticmethod
    def _bytes(waiting: Iterable[tuple[Source, Future[tuple[Document | Unreadable, int]]]]) -> int:
        return sum(
            source.held + (future.result()[1] if future.done() and not future.exception() else 0)
            for source, future in waiting
        )

    def _read(
        self,
        source: Source,
        password: str | None,
        used: set[WorkerProcess] | None,
        watch: Watch | None,
        depth: int = 0,
    ) -> Document:
        request: dict[str, Any] = {"do": "read", "password": password}
        answer, _ = self._ask(source, request, used)
        try:
            document = document_from_wire(source.name, answer["document"])
        except (Malformed, KeyError):
            raise Unreadable(_BROKE) from None
        document = self._recognised(source, document, password, used, watch)
        if not document.parts:
            return document
        count = len(document.parts)
        if depth >= self.limits.depth:
            why = f"holds {count} more file{'s' * (count != 1)} inside, which are not taken out: save them and add them"
            return replace(document, parts=(), warnings=(*document.warnings, why))
        try:
            inside = self._parts(source, password, used)
        except Unreadable as error:
            why = f"what is attached could not be taken out: {error}"
            return replace(document, parts=(), warnings=(*document.warnings, why))
        parts = (self._part(*one, password, used, watch, depth + 1) for one in inside)
        return replace(document, parts=tuple(_within(document, part) for part in parts))

    def _recognised(
        self,
        source: Source,
        document: Document,
        password: str | None,
        used: set[WorkerProcess] | None,
        watch: Watch | None,
    ) -> Document:
        """The document with the print on its pictures: each page drawn by a worker, recognised by a locked program."""

        def draw(number: int, turned: int) -> Picture:
            return self._drawn(source, {"do": "scan", "number": number, "turned": turned, "password": password}, used)

        def ask(number: int, count: int) -> bool:
            return not self.pool.closed and (watch is None or watch(source, number, count))

        return recognised(document, draw, self.limits.scans, ask)

    def _part(
        self,
        source: Source,
        why: str,
        password: str | None,
        used: set[WorkerProcess] | None,
        watch: Watch | None,
        depth: int,
    ) -> Document:
        """A part as a document: each is read for itself, so one that breaks its worker costs no other."""
        if not why:
            try:
                return self._read(source, password, used, watch, depth)
            except Unreadable as error:
                why = str(error)
        return Document(source.name, "application/octet-stream", unread=why)

    def _parts(self, source: Source, password: str | None, used: set[WorkerProcess] | None) -> list[tuple[Source, str]]:
        answer, data = self._ask(source, {"do": "parts", "password": password}, used)
        found: list[tuple[Source, str]] = []
        at = 0
        try:
            for name, size, why in answer["parts"]:
                end = at + whole(size)
                if not at <= end <= len(data):
                    raise Malformed("parts beyond their bytes")
                label = f"{source.label} > {text(name)}"
                found.append((Source.from_bytes(text(name), data[at:end], label), text(why)))
                at = end
        except (Malformed, KeyError, TypeError, ValueError):
            raise Unreadable(_BROKE) from None
        return found

    def _ask(
        self, source: Source, request: dict[str, Any], used: set[WorkerProcess] | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """Ask a worker about a document; a PDF that ended its worker is given to the second reader in a fresh one."""
        with _opened(source) as stream:
            size = _size(stream)
            if size == 0:
                raise Unreadable(EMPTY)
            request = {**request, "name": source.name}
            try:
                try:
                    return self._once(request, stream, size, used)
                except Stopped as stopped:
                    stream.seek(0)
                    if request["do"] != "read" or self.pool.closed or not is_pdf(stream.read(1024)):
                        raise
                    stream.seek(0)
                    with contextlib.suppress(Unreadable):
                        return self._once({**request, "second": True}, stream, size, used)
                    raise stopped from None
            except Stopped as stopped:
                raise Unreadable(self._why(stopped)) from None
            except OSError as error:
                raise Unreadable(why_not(error)) from None

    def _once(
        self, request: dict[str, Any], stream: BinaryIO, size: int, used: set[WorkerProcess] | None
    ) -> tuple[dict[str, Any], bytes]:
        for _ in range(_TURNS):
            try:
                return self._asked(request, stream, size, used)
            except Wants as wants:
                if wants.kit not in KITS:
                    break
                self.pool.want(wants.kit)
                stream.seek(0)
        raise Unreadable(_BROKE)

    def _asked(
        self, request: dict[str, Any], stream: BinaryIO, size: int, used: set[WorkerProcess] | None
    ) -> tuple[dict[str, Any], bytes]:
        with self.pool.borrowed() as worker:
            if used is not None:
                used.add(worker)
            try:
                answer, data = worker.ask(request, stream, size)
            finally:
                if used is not None:
                    used.discard(worker)
            document = answer.get("document")
            if isinstance(document, dict) and document.get("media_type") == "application/dicom":
                worker.worn -= 1 - _HEADER_WEAR
            return answer, data

    def _why(self, stopped: Stopped) -> str:
        if self.pool.closed:
            return "Reading was stopped before this was done."
        if not stopped.late:
            return _BROKE
        return (
            f"Reading this took longer than {self.limits.seconds:g} seconds and was stopped; it is kept unread, "
            "print it anew as PDF or ask for it again."
        )


def _within(whole_one: Document, part: Document) -> Document:
    """A part with what is said around it: a report wrapped in DICOM, or in a record of a portal, is of the patient and
    day that its wrapping names."""
    if part.header or part.unread:
        return part
    found = whole_one.instance
    if found is not None:
        said = (("patient", found.patient_name), ("born", found.patient_birth_date), ("patient_id", found.patient_id),
                ("service", found.study_date), ("accession", found.accession),
                ("facility", found.institution))  # fmt: skip
        return replace(part, header=tuple(Stated(name, value) for name, value in said if value))
    told = _OF_ALL | (_OF_ONE if whole_one.media_type == "application/cda+xml" else frozenset())
    return replace(part, header=tuple(replace(one, place=None) for one in whole_one.header if one.name in told))


def _weight(document: Document) -> int:
    """Roughly how many bytes a document holds, its parts included."""
    own = sum(len(line) + 60 for page in document.pages for line in (page.prose, *page.lines))
    return own + sum(map(_weight, document.parts))


def _opened(source: Source) -> BinaryIO:
    try:
        return source.open()
    except OSError as error:
        raise Unreadable(why_not(error)) from None


def _size(stream: BinaryIO) -> int:
    """The size as it is now, which may not be the size when the folder was listed."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size
