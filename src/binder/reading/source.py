"""A file as it is offered: a label to show, and a way to its bytes. Its name is never used as a path."""

from __future__ import annotations

import errno
import io
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from binder.model.clean import clean
from binder.model.errors import Unreadable

EMPTY = "This file has 0 bytes: there is nothing in it; ask for it again."


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read.

    Attributes:
        label: clean words for where it came from ("disc.zip > IMAGES/IM00003").
        name: its own name, clean.  size: bytes.  path: where it lies; None where it came out of an archive.
    """

    label: str
    name: str
    size: int
    path: Path | None = None
    _data: bytes = field(default=b"", repr=False)

    @classmethod
    def from_path(cls, path: str | os.PathLike[str], label: str | None = None) -> Source:
        """Make a source of a file on disk. Raises Unreadable where there is none."""
        place = Path(path)
        try:
            found = os.stat(place)
        except (OSError, ValueError) as error:
            raise Unreadable(why_not(error)) from None
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(f"This is {sort_of_file(found.st_mode)}, not a file that can be read.")
        return cls(one_line(label if label is not None else str(place)), one_line(place.name), found.st_size, place)

    @classmethod
    def from_bytes(cls, name: str, data: bytes, label: str | None = None) -> Source:
        """Make a source of bytes already in memory."""
        return cls(one_line(label if label is not None else name), one_line(name), len(data), None, data)

    def in_memory(self) -> Source:
        """The same source with its bytes held, so that it is read from disk once. Raises Unreadable, OSError."""
        if self.path is None:
            return self
        with self.open() as stream:
            data = stream.read()
        return Source(self.label, self.name, len(data), None, data)

    @property
    def whole(self) -> bytes | None:
        """The bytes where they are held in memory."""
        return self._data if self.path is None else None

    @property
    def held(self) -> int:
        """Bytes this source keeps in memory."""
        return len(self._data)

    def open(self) -> BinaryIO:
        """Open the bytes for reading, seekable. Raises OSError; `why_not` puts it into words."""
        if self.path is None:
            return io.BytesIO(self._data)
        # O_NONBLOCK: a pipe that took the file's place since must not hang us.
        fd = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            os.close(fd)
            raise OSError(errno.EINVAL, "no longer a file")
        return os.fdopen(fd, "rb")


def one_line(text: str) -> str:
    """A path or name as a clean label of one line and bounded length."""
    text = clean(text)
    return text if len(text) <= 1000 else text[:999] + "…"


def why_not(error: OSError | ValueError) -> str:
    """Say in one sentence why the system would not open something, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "There is no such file; check the path."
    if isinstance(error, PermissionError):
        return "You are not allowed to read this; change its permissions or copy it as a user who may."
    if isinstance(error, NotADirectoryError | ValueError):
        return "This is no valid path; check it."
    words = clean(getattr(error, "strerror", None) or "unknown error").lower()
    return f"The system could not read this ({words}); if it is on a disc, clean it or try another drive."


def sort_of_file(mode: int) -> str:
    """What something is that is no ordinary file, in words."""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISLNK(mode):
        return "a link"
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        return "a pipe between programs"
    return "a device"
