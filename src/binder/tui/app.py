"""The app: unlock, one main screen, lock; idle time, hang-up and crashes end in a closed binder."""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste

from binder.model.errors import BinderError
from binder.tui.keys import load_keymap
from binder.tui.long_work import Working
from binder.tui.messages import HangUp, LockAsked
from binder.tui.process import HUNG_UP, HangUpWatch, guard
from binder.tui.running import Running, on_lock
from binder.tui.screens.main import MAIN_VIEWS, MainScreen
from binder.tui.screens.unlock import UnlockScreen
from binder.tui.settings import DEFAULT_THEME, Settings, load_settings
from binder.tui.sharing import Sharing
from binder.tui.styles import style_paths, style_variables
from binder.tui.type_ahead import TypeAhead

if TYPE_CHECKING:
    from binder.binder import Binder
    from binder.model.citation import Citation
    from binder.tui.paths import Completed
    from binder.tui.widgets.choices import Choice

LEAVE_WITHIN = 2.0
LOCKED = 75


class BinderApp(Working):
    """binder in a terminal."""

    CSS_PATH = style_paths()  # type: ignore[assignment]
    TITLE = "binder"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (110, "-wide")]  # noqa: RUF012 Textual's own form
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "interrupt", show=False, priority=True)]

    def __init__(
        self,
        path: Path,
        *,
        binder: Binder | None = None,
        passphrase: str | None = None,
        hint: str = "",
        why: str = "",
        view: str = "today",
        ends_to_lock: bool = False,
        settings: Settings | None = None,
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        """Show the binder at `path`.

        Args:
            binder: one already open; without it the passphrase is the first thing asked.
            passphrase: tried once instead of asking; where it is wrong the app ends and `failure` says so.
            hint: a sentence on the unlock screen (the sample's passphrase).  why: what led to it ("Locked.").
            view: the view shown first.
            ends_to_lock: a lock ends the app with `LOCKED`: a new process asks then, and this one's memory is gone.
            settings, keymap: the user's, read from their files where not given.

        Raises:
            Misused: a settings file says something that is not known.
        """
        super().__init__()
        self.path = path
        self.hint = hint
        self.settings = settings or load_settings()
        self.failure: BinderError | None = None
        self._binder = binder
        self._passphrase = passphrase
        self._first_view = view
        self.why = why
        self._ends_to_lock = ends_to_lock
        self._presence = Running()
        self._sharing = Sharing(self)
        self._last_key = time.monotonic()
        self._interrupted = -LEAVE_WITHIN
        self.type_ahead = TypeAhead(self)
        self.animation_level = "none"
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else DEFAULT_THEME
        self.set_keymap(dict(keymap if keymap is not None else load_keymap()))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of our own, for every style sheet."""
        return style_variables()

    # -- open and closed ----------------------------------------------------------------------------------------------

    @property
    def binder(self) -> Binder:
        """The open binder.

        Raises:
            BinderError: it is locked.
        """
        if self._binder is None:
            raise BinderError("The binder is locked: type the passphrase first.")
        return self._binder

    @property
    def locked(self) -> bool:
        """Whether the binder is closed."""
        return self._binder is None

    @property
    def opening(self) -> bool:
        """Whether a passphrase is being tried just now."""
        return isinstance(self.screen, UnlockScreen) and self.screen.busy

    @property
    def first_view(self) -> str:
        """The view to come back to after unlocking."""
        return self._first_view

    def on_mount(self) -> None:
        """The passphrase first, unless the binder came open."""
        if self._binder is None:
            passphrase, self._passphrase = self._passphrase, None
            self.push_screen(UnlockScreen(self.path, why=self.why, hint=self.hint, passphrase=passphrase))
        else:
            self._presence.opened()
            self.push_screen(MainScreen(self._first_view))
            self._sharing.start()
        if self.settings.lock_after_minutes:
            self._watch_idle(self.settings.lock_after_minutes * 60)

    def preload(self) -> None:
        """Fetch in the background what opening needs, while the passphrase is typed."""
        threading.Thread(target=lambda: __import__("binder.binder"), name="preload", daemon=True).start()

    def open_binder(self, typed: str) -> Binder:
        """Open the binder with its passphrase or its recovery code; about a second of computing: call it in a thread.

        Raises:
            NoBinder, WrongPassphrase, Damaged, Held: as their names say.
        """
        from binder.binder import Binder

        return Binder.unlock(self.path, typed, read_only=bool(os.environ.get("BINDER_READ_ONLY")))

    def opened(self, binder: Binder) -> None:
        """Show the binder that was opened, where the user was before it was locked."""
        self._binder = binder
        self._presence.opened()
        self.switch_screen(MainScreen(self._first_view))
        self._sharing.start()

    def lock(self, why: str = "Locked.") -> None:
        """Close the binder and take everything of it off the screen."""
        self.call_later(self._lock, why)

    async def _lock(self, why: str) -> None:
        if self._binder is None:
            return
        if isinstance(main := self.main, MainScreen) and main.view_name in MAIN_VIEWS:
            self._first_view = main.view_name
        await self._end_long()
        self.workers.cancel_all()
        if self._ends_to_lock:
            self.why = why
            self._close_binder()
            self.exit(return_code=LOCKED)
            return
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        await self.switch_screen(UnlockScreen(self.path, why=why, hint=self.hint))
        self._close_binder()

    def _close_binder(self) -> None:
        binder, self._binder = self._binder, None
        self._sharing.stop()
        if binder is not None:
            binder.close()
        self._presence.closed()

    async def on_unmount(self) -> None:
        """However the app ends, the binder is closed."""
        await self._end_long()
        self._close_binder()

    # -- idle, hang-up, leaving, crash --------------------------------------------------------------------------------

    def _watch_idle(self, seconds: float) -> None:
        rest = self._last_key + seconds - time.monotonic()
        if rest <= 0:
            # Long work is the user's wish too: it is let finish, then the lock falls.
            if not self.working:
                self.lock(f"Locked after {self.settings.lock_after_minutes:g} minutes without a key.")
                self._last_key = time.monotonic()
            rest = min(seconds, 60) if self.working else seconds
        self.set_timer(rest, lambda: self._watch_idle(seconds), name="idle")

    async def on_event(self, event: Event) -> None:
        """Note that somebody is there; one key at a time."""
        if isinstance(event, Key | Paste):
            self._last_key = time.monotonic()
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
        elif not self.type_ahead.holds(event):
            await super().on_event(event)
            self.type_ahead.follow()

    def on_worker_state_changed(self) -> None:
        """A command has been carried out, perhaps: the next key may go on."""
        self.type_ahead.go_on()

    def tell_hang_up(self) -> None:
        """Called from a signal handler or another thread when the terminal went away."""
        self.post_message(HangUp())

    def tell_lock(self) -> None:
        """Called from another thread when another terminal asks to lock."""
        self.post_message(LockAsked())

    @on(LockAsked)
    def lock_asked(self) -> None:
        """Another terminal asks to lock."""
        self.lock("Locked from another terminal.")

    @on(HangUp)
    def hang_up(self) -> None:
        """The terminal went away: close the binder and end."""
        self.exit(return_code=HUNG_UP)

    def action_interrupt(self) -> None:
        """Ctrl+C twice leaves."""
        now = time.monotonic()
        if now - self._interrupted < LEAVE_WITHIN:
            self.exit()
        else:
            self._interrupted = now
            self.say("Press Ctrl+C again to leave binder.")

    def _fatal_error(self) -> None:
        """Say where it went wrong and nothing of what was on the screen: Textual would print every local variable."""
        _, error, trace = sys.exc_info()
        error = error or self._exception
        trace = trace or (error.__traceback__ if error is not None else None)
        if os.environ.get("BINDER_DEBUG"):
            words = "".join(traceback.format_exception(error))
        else:
            ours = [frame for frame in traceback.extract_tb(trace) if "binder" in Path(frame.filename).parts]
            where = f" at {Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
            words = (
                f"binder met something it did not expect ({type(error).__name__}{where}) and closed. What was saved "
                "before is intact. BINDER_DEBUG=1 shows more; that may include words of your documents."
            )
        self._exit_renderables.append(Text(words))
        self._close_messages_no_wait()

    # -- what views call ----------------------------------------------------------------------------------------------

    @property
    def main(self) -> MainScreen | None:
        """The main screen, also while help lies over it."""
        return next((screen for screen in self.screen_stack if isinstance(screen, MainScreen)), None)

    def show_view(self, name: str, place: object = None) -> None:
        """Show a view by name; `place` is given to its `go`."""
        if self.main is not None:
            self.call_later(self.main.show, name, place)

    def open_record(self, record_id: str, citation: Citation | None = None) -> None:
        """Open a record, at the cited line if there is one; Esc comes back here."""
        self.show_view("record", (record_id, citation))

    def command(self, name: str) -> None:
        """Give one of the main screen's commands, as its key would."""
        if self.main is not None:
            self.main.action_command(name)

    def say(self, words: str) -> None:
        """Say something in the status line."""
        if self.main is not None and self.main.is_mounted:
            self.main.status.say(words)
        elif isinstance(self.screen, UnlockScreen):
            self.screen.say(words)

    async def ask(
        self,
        question: str,
        default: str = "",
        choices: Mapping[str, str] | None = None,
        on_change: Callable[[str], None] | None = None,
        *,
        secret: bool = False,
        complete: Callable[[str], Completed] | None = None,
    ) -> str | None:
        """Ask in the line above the footer; None where the user gave up. See `Prompt.ask`. Call it from a worker."""
        if self.main is None:
            return None
        return await self.main.prompt.ask(question, default, choices, on_change, secret=secret, complete=complete)

    async def choose(self, question: str, choices: Sequence[Choice], default: str = "") -> str | None:
        """Ask with a list of answers; the key of one, or None where the user gave up. Call it from a worker."""
        if self.main is None:
            return None
        return await self.main.prompt.choose(question, choices, default)

    async def pick(self, question: str, choices: Sequence[Choice]) -> str | None:
        """Ask with a long list that narrows as one types; see `choose`."""
        if self.main is None:
            return None
        return await self.main.prompt.pick(question, choices)

    async def confirm(self, question: str) -> bool:
        """Ask yes or no; only the key y is a yes, and that it was none is said."""
        yes = await self.ask(question, "n", {"y": "yes", "n": "no"}) == "y"
        if not yes:
            self.say("No: nothing was changed.")
        return yes

    def data_changed(self) -> None:
        """Something in the binder changed: the view that is seen takes it in."""
        if self.main is not None:
            self.call_later(self.main.refresh_view)


def run(
    path: Path,
    *,
    binder: Binder | None = None,
    passphrase: str | None = None,
    hint: str = "",
    why: str = "",
    view: str = "today",
) -> int:
    """Run the app on the binder at `path` until the user leaves; returns the exit status.

    Locking ends this process for a new one that asks for the passphrase: Python cannot wipe what it has shown from its
    memory, but a process that is gone holds nothing.

    Args:
        binder: one already open; the app closes it.
        passphrase: as it came from a file or a command; without it the app asks.
        hint: a sentence for the unlock screen.  why: what led to it.  view: the view shown first.

    Raises:
        Misused: a settings file that cannot be used.
        BinderError: the binder could not be opened with the passphrase given.
    """
    guard()
    app = BinderApp(path, binder=binder, passphrase=passphrase, hint=hint, why=why, view=view, ends_to_lock=True)
    watch = HangUpWatch(app.tell_hang_up)
    watch.start()
    on_lock(app.tell_lock)
    try:
        app.run(mouse=False)
    finally:
        watch.stop()
    if app.failure is not None:
        raise app.failure
    if app.return_code == LOCKED:
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "binder.tui.locked", str(path), app.why, app.first_view, hint])
    return app.return_code or 0
