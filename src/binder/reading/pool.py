"""The workers of one reader: lent for a document, replaced when they are worn or broken, all ended together."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from binder.model.errors import BinderError, Unreadable
from binder.reading.limits import Limits
from binder.reading.process import WorkerProcess


class Pool:
    """At most `limits.workers` that read, and one more for each archive that is open.

    Attributes:
        closed: no more are lent.  all: those alive.  held: which parts of the lock the last one had put on.
    """

    def __init__(self, limits: Limits) -> None:
        self.closed = False
        self.all: set[WorkerProcess] = set()
        self.held: tuple[str, ...] = ()
        self._limits = limits
        self._free = threading.Condition()
        self._idle: list[WorkerProcess] = []
        self._unpackers: list[WorkerProcess] = []
        self._busy = 0  # workers that read a document, or are being started for one
        self._kits: set[str] = set()  # what documents so far needed beyond what every worker has
        self._checks: dict[str, bool] = {}

    def close(self) -> None:
        """End all; a document being read ends as unreadable."""
        with self._free:
            self.closed = True
            workers, self._idle, self._unpackers = list(self.all), [], []
            self._free.notify_all()
        for worker in workers:
            worker.kill()

    def want(self, kit: str) -> None:
        """Workers that are started from now on have this kit."""
        self._kits.add(kit)

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[WorkerProcess]:
        """A worker for one document; waits while all are busy."""
        with self._free:
            self._free.wait_for(lambda: self._idle or self._busy < self._limits.workers or self.closed)
            if self.closed:
                raise Unreadable("Reading was stopped before this was done.")
            worker = self._idle.pop() if self._idle else None
            self._busy += 1
        try:
            worker = worker or self._start()
            yield worker
        finally:
            with self._free:
                self._busy -= 1
                if worker is not None and not worker.spent and not self.closed:
                    self._idle.append(worker)
                    worker = None
                self._free.notify()
            if worker is not None:
                self.all.discard(worker)
                worker.kill()

    @contextlib.contextmanager
    def unpacker(self) -> Iterator[WorkerProcess]:
        """A worker for one archive, so that members can be read by others while it is open."""
        with self._free:
            worker = self._unpackers.pop() if self._unpackers else None
        worker = worker or self._start()
        try:
            yield worker
        finally:
            self._put_back(worker)

    def _put_back(self, worker: WorkerProcess) -> None:
        """Keep one unpacker for the next archive; most people have one at a time."""
        with self._free:
            keep = not (worker.spent or self.closed or self._unpackers)
            if keep:
                self._unpackers.append(worker)
            else:
                self.all.discard(worker)
        if not keep:
            worker.kill()

    def _start(self) -> WorkerProcess:
        if self.closed:
            raise BinderError("This reader is closed.")
        worker = WorkerProcess(self._limits, frozenset(self._kits))
        self.all.add(worker)
        self._checks, self.held = worker.refused, worker.held
        return worker

    @property
    def checks(self) -> dict[str, bool]:
        """What a worker tried when it started, and whether it was refused: opening a file, a connection ..."""
        if not self._checks:
            with self.borrowed():
                pass
        return dict(self._checks)

    @property
    def isolation(self) -> str:
        """One sentence that says what holds a worker on this machine."""
        checks = self.checks
        walls = [name for part, name in (("landlock", "Landlock"), ("seccomp", "seccomp")) if part in self.held]
        if checks and all(checks.values()):
            return (
                "Documents are read in a separate process that can open no file and no connection, start no program "
                f"and use {self._limits.memory // (1 << 20)} MB at most ({' and '.join(walls)}, tried at its start)."
            )
        words = {"open": "open files", "write": "write files", "list": "list folders", "stat": "see which files exist",
                 "socket": "connect", "fork": "start processes", "exec": "start programs", "kill": "signal others",
                 "memory": "use much memory"}  # fmt: skip
        free = ", ".join(word for part, word in words.items() if not checks.get(part))
        return f"Documents are read in a separate process; this system does not keep it from these: {free}."
