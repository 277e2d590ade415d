"""Original bytes: in chunks of 256 KiB, once each by SHA-256.

Never one cell a file: reading the end of a 200 MB cell means walking and decrypting all of it (665 ms against 1.2 ms).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from binder.model.errors import BinderError, Damaged
from binder.vault.connection import Connection
from binder.vault.connections import Connections

CHUNK = 256 * 1024
_SHORT = 4 << 20
_HELD = 2  # chunks while reading; each check for damage takes a fiftieth of the time that reading one takes
Data = bytes | bytearray | memoryview | BinaryIO
_NEXT = "next chunk"  # the write lock is held, so ids counted from the greatest stay contiguous
_INSERT_CHUNK = "INSERT INTO chunk VALUES (?, ?)"


def _pieces(data: Data) -> Iterator[bytes | memoryview]:
    if isinstance(data, bytes | bytearray | memoryview):
        view = memoryview(data)
        for start in range(0, len(view), CHUNK):
            yield view[start : start + CHUNK]
        return
    while piece := data.read(CHUNK):
        while len(piece) < CHUNK and (more := data.read(CHUNK - len(piece))):
            piece += more
        yield piece


def _held_if_short(data: Data) -> Data:
    """Take a short stream into memory, so that it is read and hashed once; a longer one is left, rewound."""
    if isinstance(data, bytes | bytearray | memoryview) or not data.seekable():
        return data
    data.seek(0)
    head = data.read(_SHORT + 1)
    if len(head) <= _SHORT and not data.read(1):
        return head
    data.seek(0)
    return data


def _rewindable(data: Data) -> bool:
    return isinstance(data, bytes | bytearray | memoryview) or data.seekable()


def _rewind(data: Data) -> None:
    if not isinstance(data, bytes | bytearray | memoryview):
        data.seek(0)


class Blobs:
    """The store of original bytes."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def put(self, data: Data, *, sha256: str = "") -> tuple[int, str, int]:
        """Store bytes inside the caller's transaction, unless they are here; return (blob, hex SHA-256, size).

        A stream is read from its start. Up to 4 MiB are held in memory; of a longer one a chunk at a time, and it is
        read twice, to hash and to store it, or once where `sha256` is given or it cannot be rewound. Raises BinderError
        where the bytes are not those of `sha256` (the file changed while it was being read).
        """
        data = _held_if_short(data)
        digest = bytes.fromhex(sha256) if sha256 else None
        certain = False
        if digest is None and _rewindable(data):
            _rewind(data)
            hasher = hashlib.sha256()
            for piece in _pieces(data):
                hasher.update(piece)
            digest = hasher.digest()
            certain = isinstance(data, bytes | bytearray | memoryview)  # nobody else can change it before it is stored
        connection = self._connections.here
        if digest is not None and (known := self._known(connection, digest)):
            return known
        if _rewindable(data):
            _rewind(data)
        return self._store(connection, data, digest, certain)

    def _known(self, connection: Connection, digest: bytes) -> tuple[int, str, int] | None:
        row = connection.one("SELECT id, size FROM blob WHERE sha256 = ?", [digest])
        return None if row is None else (row[0], digest.hex(), row[1])

    def _store(self, connection: Connection, data: Data, expected: bytes | None, certain: bool) -> tuple[int, str, int]:
        first = connection.cache.get(_NEXT) or connection.value("SELECT coalesce(max(id), 0) + 1 FROM chunk")
        hasher, size, count = hashlib.sha256(), 0, 0
        for piece in _pieces(data):
            if not certain:
                hasher.update(piece)
            connection.run(_INSERT_CHUNK, (first + count, piece))
            size += len(piece)
            count += 1
        digest = expected if certain and expected else hasher.digest()
        if expected is not None and digest != expected:
            raise BinderError("The file changed while it was being read: add it again.")
        if expected is None and (known := self._known(connection, digest)):  # a stream that could be read only once
            connection.run("DELETE FROM chunk WHERE id >= ?", [first])
            return known
        blob = connection.run(
            "INSERT INTO blob (sha256, size, first, chunks) VALUES (?,?,?,?)", (digest, size, first, count)
        )
        connection.cache[_NEXT] = first + count
        connection.written += size
        return blob, digest.hex(), size

    def read(self, blob: int) -> Iterator[bytes]:
        """Yield the bytes of a blob chunk by chunk. Raises Damaged where some are missing."""
        connection = self._connections.here
        row = connection.one("SELECT size, first, chunks FROM blob WHERE id = ?", [blob])
        if row is None:
            raise Damaged("The original of this record is not in the binder: run binder check on it.")
        size, first, chunks = row
        got, end = 0, first + chunks
        for at in range(first, end, _HELD):
            for piece in connection.cells("chunk", "data", range(at, min(at + _HELD, end))):
                got += len(piece)
                yield piece
        if got != size:
            raise Damaged("Part of the original of this record is missing: run binder check on the binder.")

    def hash(self, blob: int) -> str:
        """Hex SHA-256 of the bytes as they are read now."""
        hasher = hashlib.sha256()
        for piece in self.read(blob):
            hasher.update(piece)
        return hasher.hexdigest()
