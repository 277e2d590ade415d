"""Everything offered, read in the isolated worker: files, what archives hold, and what is attached to documents."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from binder.intake.steps import Read, Step, Whole, again
from binder.model.clean import clean
from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.model.record import Intake, Outcome

if TYPE_CHECKING:
    from binder.reading import Reader, Source
    from binder.reading.reader import Watch
    from binder.vault import Vault

_SHORT = 1024 * 1024  # up to this a file is read from disk once, to be hashed, read and kept
_CHUNK = 1024 * 1024


def read_all(
    vault: Vault,
    reader: Reader,
    offered: Iterable[Path | str | Source],
    password: str | None,
    cancelled: Callable[[], bool] | None,
    expect: Callable[[int], None] = lambda count: None,
    watch: Watch | None = None,
) -> Generator[Step]:
    """Every file offered, read in the isolated worker, or with its outcome where it need not be read.

    Args:
        cancelled: asked before each file.  expect: told of files that are to come, as `reading.sources` does.
        watch: asked before each page that is recognised, as `Reader.read_many` does.
    """
    known: deque[Intake] = deque()
    digests: dict[int, str] = {}
    fresh = _fresh(vault, reader, offered, known, digests, password, cancelled, expect)
    for source, made in reader.read_many(fresh, password=password, watch=watch):
        while known:
            yield known.popleft()
        expect(len(made.parts) if isinstance(made, Document) else 0)
        yield from _with_parts(reader, Read(source, digests.pop(id(source)), made), password)
    yield from known


def _with_parts(reader: Reader, read: Read, password: str | None) -> Iterator[Step]:
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
    yield Whole(read.digest)


def _part(
    reader: Reader, source: Source, why: str, part: Document, within: str, password: str | None
) -> Iterator[Step]:
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
        yield from _with_parts(reader, Read(found, sha256_of(found), made, within), password)


def _fresh(
    vault: Vault,
    reader: Reader,
    offered: Iterable[Path | str | Source],
    known: deque[Intake],
    digests: dict[int, str],
    password: str | None,
    cancelled: Callable[[], bool] | None,
    expect: Callable[[int], None],
) -> Iterator[Source]:
    """The sources that have to be read; the outcome of every other file goes to `known`."""
    for found in _sources(vault, reader, offered, expect):
        if cancelled is not None and cancelled():
            return
        if isinstance(found, Intake):
            known.append(found)
            continue
        try:
            if found.size <= _SHORT:
                found = found.in_memory()
            digest = sha256_of(found)
        except (OSError, Unreadable) as error:
            known.append(Intake(found.label, Outcome.UNREADABLE, why=clean(str(error))))
            continue
        before = vault.intake.seen(digest)
        if before is not None and not (password and before.status is Outcome.UNREADABLE):
            known.append(again(found, before))
            continue
        digests[id(found)] = digest
        yield found


def _sources(
    vault: Vault, reader: Reader, offered: Iterable[Path | str | Source], expect: Callable[[int], None]
) -> Iterator[Source | Intake]:
    from binder.reading import Source, sources

    offered = [one if isinstance(one, Source) else Path(one) for one in offered]
    return sources(offered, reader, expect, apart=vault.files)


def sha256_of(source: Source) -> str:
    """Hex SHA-256 of a source's bytes, read in chunks."""
    if source.whole is not None:
        return hashlib.sha256(source.whole).hexdigest()
    digest = hashlib.sha256()
    with source.open() as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
