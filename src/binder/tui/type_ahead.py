"""Keys typed faster than the app acts wait their turn, so that none lands in the wrong place.

A key travels from the focused widget up to the app, and what it does may open a question or another view a moment
later. Over a slow line several keys arrive at once: "/cough" must not find nothing and then copy, mark and undo. Keys
that had to wait too long are left out, not carried out: by then nobody knows what they would do.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING
from weakref import WeakSet

from textual.dom import DOMNode
from textual.events import Key
from textual.worker import Worker

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

LONGEST = 10.0  # seconds a key is held back: a command that hangs must not take the keyboard with it
LOST = 0.4  # seconds after which a key that did not arrive is not waited for: a widget went away under it
NEVER_HELD = {"ctrl+c", "ctrl+q", "ctrl+l"}


class TypeAhead:
    """Lets one key through at a time: the next one when the one before has been carried out."""

    def __init__(self, app: BinderApp) -> None:
        self._app = app
        self._waiting: deque[tuple[Key, float]] = deque()
        self._let_go_at = -LOST  # when the key now on its way was let through
        self._let_through = False
        self._hanging: WeakSet[Worker[object]] = WeakSet()  # commands that are no longer waited for

    def holds(self, key: Key) -> bool:
        """Keep a key for later; False where it is its turn now."""
        if self._let_through or key.key in NEVER_HELD:
            return False
        if key.key == "escape" and self._app.main is None:
            return False  # it leaves, also while a passphrase is tried
        if not self._under_way and not self._waiting and not self._acting:
            return False
        self._waiting.append((key, time.monotonic()))
        for seconds in (LOST, LONGEST):
            self._app.set_timer(seconds, self.go_on)
        return True

    def follow(self) -> None:
        """A key was just let through: go on with the next when it has been carried out.

        What follows takes the same way as the key, from widget to widget up to the app, and so arrives behind it.
        """
        self._let_go_at = time.monotonic()
        self._climb(self._app.focused or self._app.screen)

    def go_on(self) -> None:
        """Let the next key through if nothing stands in its way."""
        self._app.call_later(self._next)

    def forget(self) -> None:
        """Leave out what waits."""
        self._waiting.clear()

    @property
    def _under_way(self) -> bool:
        return time.monotonic() - self._let_go_at < LOST

    @property
    def _acting(self) -> bool:
        """Whether the binder is being opened, or a command is under way that has not yet asked its question, begun
        long work or laid help over."""
        app = self._app
        main = app.main
        if main is None:
            return app.opening
        if not main.is_mounted:
            return True  # its first view is still on the way
        if app.working or app.screen is not main or main.asking:
            return False
        return bool(self._commands())

    def _commands(self) -> list[Worker[object]]:
        """The commands under way that are waited for."""
        some = (worker for worker in self._app.workers if worker.group == "commands" and not worker.is_finished)
        return [worker for worker in some if worker not in self._hanging]

    def _climb(self, node: DOMNode | None) -> None:
        while node is not None and node is not self._app:
            above = node.parent
            if node.call_later(self._climb, above):
                return
            node = above
        # Twice: what the key itself put off comes first.
        self._app.call_later(lambda: self._app.call_later(self._arrived))

    async def _arrived(self) -> None:
        self._let_go_at = -LOST
        await self._next()

    async def _next(self) -> None:
        if not self._waiting:
            return
        if self._under_way or self._acting:
            if time.monotonic() - self._waiting[0][1] > LONGEST * 0.9:
                self._waiting.clear()
                self._hanging.update(self._commands())
                self._app.say("binder was busy too long: the keys typed meanwhile were left out.")
            return
        key, _ = self._waiting.popleft()
        self._let_through = True
        try:
            await self._app.on_event(key)
        finally:
            self._let_through = False
