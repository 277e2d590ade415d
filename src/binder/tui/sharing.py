"""Others in the same binder: their changes come onto the screen within a second, and they see what is open here."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from binder.model.errors import BinderError

if TYPE_CHECKING:
    from textual.timer import Timer

    from binder.binder import Binder
    from binder.tui.app import BinderApp

EVERY = 1.0


class Sharing:
    """Asks once a second whether anybody changed anything. Nothing is drawn, and nothing written, where nobody did."""

    def __init__(self, app: BinderApp) -> None:
        self._app = app
        self._timer: Timer | None = None
        self._asking: asyncio.Task[None] | None = None
        self._shown = ""
        self._said: str | None = None

    def start(self) -> None:
        """Begin to ask, once the binder is open."""
        self.stop()
        self._timer = self._app.set_interval(EVERY, self._look, name="sharing")

    def stop(self) -> None:
        """Ask no more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._shown, self._said = "", None

    def _look(self) -> None:
        busy = self._asking is not None and not self._asking.done()
        if not (busy or self._app.locked or self._app.working):
            self._asking = asyncio.create_task(self._ask(self._app.binder), name="sharing")

    async def _ask(self, binder: Binder) -> None:
        main = self._app.main
        view = main.view if main is not None and main.is_mounted else None
        shown = view.title if view is not None else ""
        # Said only once it has stayed for a second: leafing through records is no news to anybody.
        say = shown if shown == self._shown and shown != self._said else None
        self._shown = shown
        with suppress(BinderError):  # it was closed meanwhile, or a writer is busy: asked again in a second
            changed = await asyncio.to_thread(_exchange, binder, say)
            if say is not None:
                self._said = say
            if changed and not self._app.locked:
                self._app.data_changed()


def _exchange(binder: Binder, say: str | None) -> bool:
    if say is not None:
        binder.announce(say)
    return binder.changed()
