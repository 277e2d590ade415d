"""The first frame: asks for the passphrase and opens the binder, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from binder.model.clean import clean
from binder.model.errors import BinderError, WrongPassphrase
from binder.tui.running import open_swap
from binder.tui.widgets.line_input import LineInput
from binder.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

WRONG = "That is not the passphrase of this binder. Three ways on:"
WAYS = (
    "· type it again (capitals and keyboard layout count)",
    "· type the recovery code from the sheet made with the binder",
    "· press Esc to leave; nothing was changed",
)


class UnlockScreen(Screen[None]):
    """Passphrase, or recovery code, of one binder."""

    BINDINGS = [Binding("escape", "leave", "leave")]  # noqa: RUF012 Textual's own form

    if TYPE_CHECKING:
        app = getters.app(BinderApp)

    def __init__(self, path: Path, *, why: str = "", hint: str = "", passphrase: str | None = None) -> None:
        """Ask for the binder at `path`; `why` says what led here, `hint` what may be typed; a `passphrase` is tried."""
        super().__init__()
        self.path, self._why, self._hint = path, why, hint
        self._passphrase = passphrase
        self.busy = False  # a passphrase is being tried

    def compose(self) -> ComposeResult:
        """A small form."""
        with Vertical(id="unlock"):
            yield Static("binder", id="unlock-name", markup=False)
            yield Static(path_words(self.path), id="unlock-path", markup=False)
            yield Static(clean(self._why), id="unlock-why", markup=False)
            yield Static("Passphrase", id="unlock-label", markup=False)
            yield LineInput(password=True, id="unlock-input")
            yield Static(clean(self._hint), id="unlock-said", markup=False)
            yield Static(swap_words(), id="unlock-swap", markup=False)
        yield Static(" Enter opens   Esc leaves   Everything stays on this machine.", id="unlock-keys", markup=False)
        yield TooSmall()

    def on_mount(self) -> None:
        """Ready to type; meanwhile the rooms that opening needs are fetched."""
        self.query_one(LineInput).focus()
        if self._passphrase is not None:
            self._try(self._passphrase)
        else:
            self.call_after_refresh(self.app.preload)

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Try it."""
        event.stop()
        if event.value and not self.busy:
            self._try(event.value)

    def _try(self, passphrase: str) -> None:
        self.busy = True
        self.say("Opening…")
        self._open(passphrase)

    @work(exclusive=True, group="unlock")
    async def _open(self, typed: str) -> None:
        try:
            binder = await self.app.in_thread(lambda: self.app.open_binder(typed))
        except BinderError as error:
            self.app.type_ahead.forget()  # nothing was opened for the keys typed meanwhile
            if self._passphrase is not None:
                self.app.failure = error
                self.app.exit()
            # A mistyped recovery code names its group; that helps more than the ways on.
            plain = isinstance(error, WrongPassphrase) and "recovery code" not in str(error)
            self.say("\n".join((WRONG, *WAYS)) if plain else str(error))
        else:
            self.app.opened(binder)
            return
        finally:
            self.busy = False
            self.query_one(LineInput).value = ""

    def say(self, words: str) -> None:
        """Say something under the line."""
        self.query_one("#unlock-said", Static).update(Text("\n".join(clean(line) for line in words.split("\n"))))

    def action_leave(self) -> None:
        """Leave."""
        self.app.exit()


def swap_words() -> str:
    """A warning where the system may write what is open to a disk as it stands; empty where it does not."""
    swap = open_swap()
    return (
        f"Note: swap on this machine ({clean(swap)}) is not encrypted; what is open may be written there."
        if swap
        else ""
    )


def path_words(path: Path, room: int = 66) -> str:
    """A path in at most `room` characters; its end, which tells one binder from another, is kept."""
    words = clean(str(path))
    home = str(Path.home())
    if words.startswith(home + "/"):
        words = "~" + words[len(home) :]
    return words if len(words) <= room else "…" + words[-room + 1 :]
