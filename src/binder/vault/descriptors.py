"""One descriptor for each file that is open in this process, which whoever reads the file's bytes shares.

On POSIX, closing any descriptor of a file drops every lock that the process holds on it, SQLite's too. Others would
then take a binder that is open here for closed: restore another over it, or take its log away. So a connection holds
the descriptor of its file from before SQLite opens it until after SQLite has closed it, and nobody opens a second one.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe must not keep us waiting


@dataclass(slots=True)
class _File:
    """Attributes: descriptors: more than one only where the path was given to another file while it was opened."""

    users: int = 0
    descriptors: list[int] = field(default_factory=list)


_files: dict[tuple[int, int], _File] = {}
_turn = threading.Lock()


class Descriptor:
    """A share in the descriptor of a file. Read by `os.pread` alone: others read by the same number.

    Raises OSError where the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        with _turn:
            which = _which(os.stat(path))
            if which not in _files:
                opened = os.open(path, _FLAGS)
                which = _which(os.fstat(opened))
                _files.setdefault(which, _File()).descriptors.append(opened)
            self._which = which
            self._file = _files[which]
            self._file.users += 1
            self._closed = False
            self.number = self._file.descriptors[0]

    def close(self) -> None:
        """Give the share back; the last one closes the descriptor. Safe to call twice."""
        with _turn:
            if self._closed:
                return
            self._closed = True
            self._file.users -= 1
            if not self._file.users:
                del _files[self._which]
                for descriptor in self._file.descriptors:
                    os.close(descriptor)

    def __enter__(self) -> Descriptor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_here(path: Path) -> bool:
    """Whether this process has a file open: its own locks on it would not stop it."""
    try:
        return _which(os.stat(path)) in _files
    except OSError:
        return False


def _which(about: os.stat_result) -> tuple[int, int]:
    return about.st_dev, about.st_ino
