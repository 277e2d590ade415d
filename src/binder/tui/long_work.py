"""Long work of the app: in a thread, one at a time, its progress in the status line, stopped by Esc."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.app import App

from binder.model.errors import BinderError
from binder.model.progress import Progress
from binder.tui.messages import LongProgress

if TYPE_CHECKING:
    from binder.tui.type_ahead import TypeAhead

T = TypeVar("T")
STOP_WITHIN = 0.8
PROGRESS_EVERY = 0.25


class LongWork:
    """Handed to long work running in a thread: it tells how far it is and asks whether to stop."""

    def __init__(self, tell: Callable[[Progress | str], None]) -> None:
        self._tell = tell
        self._told = 0.0
        self._stop = threading.Event()
        self._ended = threading.Event()

    def run(self, work: Callable[[LongWork], T]) -> T:
        """Do the work, in the thread this is called from."""
        try:
            return work(self)
        finally:
            self._ended.set()

    @property
    def over(self) -> bool:
        """Whether the work's thread is done with it."""
        return self._ended.is_set()

    async def ended(self, within: float) -> bool:
        """Wait for the work's thread to be done with it; False where it is not `within` so many seconds."""
        end = time.monotonic() + within
        while not self.over and time.monotonic() < end:
            await asyncio.sleep(0.02)
        return self.over

    def progress(self, progress: Progress | str) -> None:
        """Say how far the work is; at most four times a second reach the screen."""
        if (now := time.monotonic()) - self._told >= PROGRESS_EVERY:
            self._told = now
            self._tell(progress)

    def cancelled(self) -> bool:
        """Whether the user wants it to stop; ask it between two steps."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask it to stop."""
        self._stop.set()


class Working(App[int]):
    """The part of the app that does long work."""

    def __init__(self) -> None:
        super().__init__()
        self._long: LongWork | None = None

    if TYPE_CHECKING:
        type_ahead: TypeAhead

        @property
        def locked(self) -> bool: ...

        def say(self, words: str) -> None: ...

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run something that may take more than 20 ms without holding up the screen."""
        return await asyncio.to_thread(work)

    async def run_long(self, label: str, work: Callable[[LongWork], T]) -> T | None:
        """Run long work in a thread, its progress in the status line, Esc to stop; one at a time.

        Returns:
            What the work returned, or None where it failed (which is then said) or other work is still running.
        """
        if self.working:
            self.say("Other work is still running; Esc stops it.")
            return None
        self._long = long = LongWork(lambda progress: self._tell(label, progress))
        self.type_ahead.go_on()
        self.say(f"{label}… Esc stops.")
        try:
            return await self.in_thread(lambda: long.run(work))
        except Exception as error:
            if isinstance(error, BinderError):
                self.say(str(error))
            elif not self.locked:  # a lock closes the file under the work, which then fails as it may
                raise
            return None
        finally:
            if long.over:  # else its waiter was cancelled while the thread goes on: closing still waits for it
                self._long = None

    def _tell(self, label: str, progress: Progress | str) -> None:
        self.post_message(LongProgress(label, progress))

    @on(LongProgress)
    def _long_progress(self, message: LongProgress) -> None:
        if self._long is not None:
            progress = message.progress
            if isinstance(progress, Progress):  # a whole path would push the rest off the line
                progress = replace(progress, name=progress.name.rsplit("/", 1)[-1])
            self.say(f"{message.label} {progress}   Esc stops")

    @property
    def working(self) -> bool:
        """Whether long work is running."""
        return self._long is not None and not self._long.over

    def stop_long(self) -> bool:
        """Ask the long work to stop; False where none runs."""
        if self._long is None or self._long.over:
            return False
        self._long.stop()
        self.say("Stopping…")
        return True

    async def _end_long(self) -> None:
        """Stop long work and give it a moment, so that the file is closed between two steps and not under one."""
        long = self._long
        if long is not None:
            long.stop()
            await long.ended(STOP_WITHIN)
