"""The originals of a damaged binder: each kept only where its bytes give the SHA-256 that it was added with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from binder.vault.blobs import CHUNK
from binder.vault.connection import Connection, Row
from binder.vault.readable import Readable
from binder.vault.vault import Batch

_COPY_COLUMNS = "sha256, size, first, chunks"


class Originals:
    """One pass over the originals.

    Attributes:
        were: the digest of every original there was, by its number.  saved: the numbers of those saved, by digest.
    """

    def __init__(self, read: Readable) -> None:
        self._read = read
        self.were: dict[int, bytes] = {}
        self.saved: dict[bytes, int] = {}

    def save(self, connection: Connection, batch: Batch, tell: Callable[[int, int], None]) -> None:
        """Copy all that are whole, and remember which.

        Args:
            batch: is let breathe after each of them.  tell: is called as (done, of).
        """
        rows = {row[0]: row for row in self._read.by_id("blob", _COPY_COLUMNS)}
        # The index of digests lies on other pages than the table: it names originals whose row is lost.
        for digest, number in self._index_of_digests():
            self.were.setdefault(number, digest)
        self.were.update({number: bytes(row[1]) for number, row in rows.items()})
        taken: set[int] = set()
        for done, (number, digest, size, first, chunks) in enumerate(rows.values()):
            tell(done, len(rows))
            taken.update(range(first, first + chunks))
            if self._copy_original(connection, number, bytes(digest), size, first, chunks):
                self.saved[bytes(digest)] = number
            batch.breathe()
        wanted = {digest: number for number, digest in self.were.items() if number not in rows}
        if wanted:
            self._orphans(connection, wanted, taken)

    def _index_of_digests(self) -> Iterator[Row]:
        for order in ("", "DESC"):
            found = self._read.ask(
                f"SELECT sha256, id FROM blob INDEXED BY sqlite_autoindex_blob_1 ORDER BY sha256 {order}"
            )
            yield from found or []

    def _copy_original(
        self, connection: Connection, number: int, digest: bytes, size: int, first: int, chunks: int
    ) -> bool:
        hasher, got = hashlib.sha256(), 0
        for chunk in range(first, first + chunks):
            rows = self._read.ask("SELECT data FROM chunk WHERE id = ?", [chunk])
            if not rows:
                break
            hasher.update(rows[0][0])
            got += len(rows[0][0])
            connection.run("INSERT INTO chunk VALUES (?, ?)", (chunk, rows[0][0]))
            connection.written += len(rows[0][0])
        if hasher.digest() != digest or got != size:
            connection.run("DELETE FROM chunk WHERE id >= ? AND id < ?", [first, first + chunks])
            return False
        row = (number, digest, size, first, chunks)
        connection.run(f"INSERT INTO blob (id, {_COPY_COLUMNS}) VALUES (?,?,?,?,?)", row)
        return True

    def _orphans(self, connection: Connection, wanted: dict[bytes, int], taken: set[int]) -> None:
        """Find the originals whose own row is lost among the pieces that no other row names."""
        free = [number for (number, _) in self._read.by_id("chunk", "length(data)") if number not in taken]
        at = 0
        while at < len(free):
            found = self._one_orphan(free, at, wanted)
            if found is None:
                at += 1
                continue
            digest, size, count = found
            if self._copy_original(connection, wanted[digest], digest, size, free[at], count):
                self.saved[digest] = wanted[digest]
            at += count

    def _one_orphan(self, free: list[int], at: int, wanted: dict[bytes, int]) -> tuple[bytes, int, int] | None:
        hasher, size = hashlib.sha256(), 0
        for count, number in enumerate(free[at:], 1):
            rows = self._read.ask("SELECT data FROM chunk WHERE id = ?", [number])
            if not rows or number != free[at] + count - 1:
                return None
            hasher.update(rows[0][0])
            size += len(rows[0][0])
            if hasher.digest() in wanted:
                return hasher.digest(), size, count
            if len(rows[0][0]) < CHUNK:
                return None
        return None

    def is_saved(self, number: int) -> bool:
        """Whether the original of this number was saved."""
        return self.were.get(number) in self.saved
