"""The connections of one opened binder: one a thread, so that any thread may use it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from binder.model.errors import BinderError
from binder.vault.connection import Connection
from binder.vault.keys import wipe


class Connections:
    """The connections of one opened binder, one a thread, all closed together."""

    def __init__(self, path: Path, key: bytes | bytearray, salt: bytes, *, read_only: bool, new: bool = False) -> None:
        self.path = path.absolute()  # later threads open it again, wherever the process has gone since
        self.salt = salt
        self.read_only = read_only
        self._key = bytearray(key)
        self._local = threading.local()
        self._open: list[tuple[threading.Thread, Connection]] = []
        self._lock = threading.Lock()
        self._closed = False
        self._watch: Connection | None = None
        self._here(new=new)

    @property
    def key(self) -> bytes:
        """The raw key of the file."""
        return bytes(self._key)

    @property
    def here(self) -> Connection:
        """This thread's connection, opened at first use (about a millisecond)."""
        found: Connection | None = getattr(self._local, "connection", None)
        if self._closed:
            raise BinderError("The binder is closed: open it again.")
        return found if found is not None and found.usable else self._here()

    def _here(self, *, new: bool = False) -> Connection:
        connection = Connection(self.path, self._key, self.salt, read_only=self.read_only, new=new)
        with self._lock:
            for thread, old in self._open:
                if not (thread.is_alive() and old.usable):
                    old.close()
            self._open = [(t, c) for t, c in self._open if t.is_alive() and c.usable]
            self._open.append((threading.current_thread(), connection))
        self._local.connection = connection
        return connection

    @property
    def watch(self) -> Connection:
        """One connection more, for looking whether others changed anything, from one thread at a time."""
        with self._lock:
            if self._closed:
                raise BinderError("The binder is closed: open it again.")
            if self._watch is None or not self._watch.usable:
                if self._watch is not None:
                    self._watch.close()
                self._watch = Connection(self.path, self._key, self.salt, read_only=self.read_only)
            return self._watch

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write on this thread's connection; see `Connection.transaction`."""
        with self.here.transaction() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections and overwrite the key."""
        with self._lock:
            self._closed = True  # the last connection to close folds the write-ahead log into the file
            if self._watch is not None:
                self._watch.close()
            for _, connection in self._open:
                connection.close()
            self._open.clear()
            wipe(self._key)
