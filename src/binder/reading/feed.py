"""The bytes of a document inside the worker: asked for from the parent as they are needed, so neither side holds all.

A header of a 500 MB file costs one block; a zip is read at its end first.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from binder.reading.wire import BLOCK


class Feed(io.RawIOBase):
    """A seekable, read-only file whose blocks come from `fetch(offset, length)`; `first` is its beginning."""

    name = ""  # pydicom asks every file for one

    def __init__(self, size: int, first: bytes, fetch: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self._size = size
        self._first = first
        self._fetch = fetch
        self._at = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, as files do."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """The place where it stands."""
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what comes next; 0 at the end."""
        wanted = min(len(buffer), BLOCK, self._size - self._at)
        if wanted <= 0:
            return 0
        part = self._first[self._at : self._at + wanted] or self._fetch(self._at, wanted)
        memoryview(buffer)[: len(part)] = part
        self._at += len(part)
        return len(part)
