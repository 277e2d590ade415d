"""Reads ahead of keeping, in a thread of its own, so that neither waits for the other."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator
from queue import Empty, Queue

from binder.intake.steps import Read, Step, Whole, held_by
from binder.model.record import Intake

_AHEAD = 64
_AHEAD_BYTES = 64 * 1024 * 1024  # of attachments and members of archives, which are held in memory
_END = object()


class Ahead:
    """Runs an iterator in a thread of its own, a bounded number of steps ahead."""

    def __init__(self, steps: Generator[Step]) -> None:
        self._queue: Queue[object] = Queue(_AHEAD)
        self._room = threading.Condition()
        self._held = 0
        self._steps = steps
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="binder-intake", daemon=True)
        self._thread.start()

    def next(self, *, within: float | None = None) -> Step | None:
        """The next step; None at the end, or where none comes within so many seconds. Raises what the steps raised."""
        try:
            step = self._queue.get(timeout=within)
        except Empty:
            return None
        if step is _END:
            self._queue.put(_END)
            return None
        if isinstance(step, BaseException):
            raise step
        assert isinstance(step, Read | Whole | Intake)
        with self._room:
            self._held -= held_by(step)
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
                    self._held += held_by(step)
                self._queue.put(step)
                if self._stopped.is_set():
                    break
        except BaseException as error:  # handed to whoever asks next
            self._queue.put(error)
        finally:
            self._steps.close()
            self._queue.put(_END)
