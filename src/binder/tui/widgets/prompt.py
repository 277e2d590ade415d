"""Questions above the footer, one line where that holds them: awaited, answered with Enter or one key; Esc gives up."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from binder.model.clean import clean
from binder.tui.commands import spoken_key
from binder.tui.type_ahead import TypeAhead
from binder.tui.widgets.choices import Choice, Choices
from binder.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from binder.tui.paths import Completed

MOST = 3  # rows of a question
MOST_TYPED = 8  # ... of what is typed, and at most a third of the window
LEAST = 24  # cells to type in beside a question; with less it stands above
SOON = 0.3  # seconds in which what completes a line must answer; keys typed behind Tab wait no longer

_AT_A_GLANCE = 50  # characters of an answer that is seen as a whole


class Keys(Static, can_focus=True):
    """Takes the one key that answers a question with choices."""


class Prompt(Vertical):
    """The question line; hidden while nothing is asked."""

    class KeysChanged(Message):
        """A question was asked, answered, given up or completed: the footer has other words."""

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self._answer: asyncio.Future[str | None] | None = None
        self._choices: Mapping[str, str] = {}
        self._listed = False
        self._secret = False
        self._back: Widget | None = None
        self._on_change: Callable[[str], None] | None = None
        self._complete: Callable[[str], Completed] | None = None
        self._reading: asyncio.Task[Completed] | None = None
        self._question = self._hint = self._default = self._said = ""
        self._above, self._width = False, 0
        self._typed_rows = 1

    def compose(self) -> ComposeResult:
        """The question, then a line to type in or a place for one key."""
        yield Static("", id="prompt-above", markup=False)
        with Horizontal(id="prompt-line"):
            yield Static("", id="prompt-question", markup=False)
            yield LineInput(id="prompt-input")
            yield Keys("", id="prompt-keys", markup=False)

    @property
    def asking(self) -> bool:
        """Whether a question waits for its answer."""
        return self._answer is not None and not self._answer.done()

    @property
    def keys_words(self) -> str:
        """What the footer says while a question waits: its keys, or what Tab found."""
        words = "Tab completes   " if self._complete is not None else ""
        if self._typed_rows > 1:
            words += "Arrows move   Ctrl+K deletes the rest   "
        if not self._choices or self._listed:
            words += "Enter answers"
        elif self._default in self._choices:
            words += f"Enter takes ▸{self._default} {self._choices[self._default]}"
        else:
            words += "One of the keys above answers"
        return self._said or f"{words}   Esc gives up"

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
        """Ask and wait for the answer; a question still open is given up first.

        Args:
            question: what is asked; cleaned.
            default: what stands in the line already, to be kept or written over; with choices, what Enter means,
                which is marked.
            choices: one-key answers, as a key is written for a person, and what they mean; the answer is the key.
            on_change: called with what was typed so far, for filters.
            secret: what is typed is not shown, and kept as it is, blanks too.
            complete: what Tab makes of the line; run in a thread.

        Returns:
            The answer, or None where the user pressed Esc.
        """
        answer = self._begin(choices or {})
        self.query_one("#prompt-input", LineInput).password = self._secret = secret
        self._on_change, self._complete = on_change, complete
        self._set_out(question, default)
        return await self._answered(answer)

    async def choose(self, question: str, choices: Sequence[Choice], default: str = "") -> str | None:
        """Ask with a list of answers above the line; arrows and Enter choose, or the key that stands before one.

        Returns:
            The key of the choice, or None where the user pressed Esc.
        """
        answer = self._begin({choice.key: choice.words for choice in choices})
        self._listed = True
        self._list.offer(choices, default)
        self._set_out(question, "", hint="↑ ↓ Enter, or its key")
        return await self._answered(answer)

    async def pick(self, question: str, choices: Sequence[Choice]) -> str | None:
        """Ask with a long list of answers that narrows to those with the words typed; Enter takes the one marked.

        Returns:
            The key of the choice, or None where the user pressed Esc or nothing had the words.
        """

        def narrow(typed: str) -> None:
            words = typed.casefold().split()
            self._list.offer(
                [c for c in choices if all(w in f"{c.words} {c.beside}".casefold() for w in words)], numbered=False
            )

        answer = self._begin({})
        self._listed = True
        narrow("")
        self._on_change = narrow
        self._set_out(question, "")
        return await self._answered(answer)

    def _begin(self, choices: Mapping[str, str]) -> asyncio.Future[str | None]:
        self._finish(None)
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._answer = answer
        self._choices, self._on_change, self._complete, self._secret = choices, None, None, False
        self.query_one("#prompt-input", LineInput).password = False
        if self._listed:
            self._listed = self._list.display = False
        # A question asked right after another finds the keyboard still in this line.
        focused = self.screen.focused
        if focused is not None and self not in focused.ancestors:
            self._back = focused
        return answer

    async def _answered(self, answer: asyncio.Future[str | None]) -> str | None:
        try:
            return await answer
        finally:
            if self._answer is answer:
                self._answer = None
                self._put_away(self._back)

    @property
    def _list(self) -> Choices:
        return self.screen.query_one(Choices)

    def _set_out(self, question: str, default: str, hint: str = "") -> None:
        line, keys = self.query_one("#prompt-input", LineInput), self.query_one("#prompt-keys", Keys)
        hint = hint or "  ".join(
            f"{'▸' if key == default else ''}{key} {meaning}".rstrip() for key, meaning in self._choices.items()
        )
        self._question, self._hint = clean(question), clean(hint)
        line.display, keys.display = not self._choices, bool(self._choices)
        self._default, self._said, self._above = default, "", False
        line.most = 1 if self._secret or self._on_change is not None else MOST_TYPED
        with line.prevent(Input.Changed):
            line.value = "" if self._choices else default
        if len(line.value) <= _AT_A_GLANCE:
            line.select_all()  # typing writes over it, an arrow key keeps it
        else:
            line.cursor_position = 0  # a whole sentence is read and mended, not written over
        self._take_line(True)
        self._fit()
        self.take_keyboard()
        self.post_message(self.KeysChanged())

    def _fit(self) -> None:
        """The question beside the answer where one line holds both, else above it in as many rows as it needs.

        What is typed takes as many rows as hold it; a question that once went above stays there.
        """
        width, line = self.app.size.width - 2, self.query_one("#prompt-input", LineInput)
        typed = self._default if line.most == 1 else line.value
        beside = max(LEAST, cell_len(self._hint), cell_len(typed) + 1 if not self._choices else 0)
        self._width = self.size.width
        self._above = self._above or cell_len(self._question) + 1 + beside > width
        above = textwrap.wrap(self._question, width, max_lines=MOST, placeholder=" …") if self._above else []
        hint = textwrap.wrap(self._hint, width if above else 10_000, break_long_words=False)[:MOST] or [""]
        self.query_one("#prompt-question", Static).update(Text("" if above else f"{self._question} ", end=""))
        over = self.query_one("#prompt-above", Static)
        over.display, over.styles.height = bool(above), len(above)
        over.update(Text("\n".join(above), no_wrap=True, end=""))
        self.query_one("#prompt-keys", Keys).update(Text("\n".join(hint), no_wrap=True, end=""))
        most = max(1, min(line.most, self.app.size.height // 3))
        self._typed_rows = min(most, len(line.rows_at(width))) if above and not self._choices else 1
        line.styles.height = self._typed_rows
        rows = max(len(hint), self._typed_rows)
        self.query_one("#prompt-line").styles.height = self.query_one("#prompt-keys").styles.height = rows
        self.styles.height = len(above) + rows
        if isinstance(self.parent, Widget):
            self.parent.styles.height = len(above) + rows

    def _grow(self) -> None:
        """Another row where what was typed needs it; the footer explains the keys of several."""
        rows, above = self._typed_rows, self._above
        width, line = self.app.size.width - 2, self.query_one("#prompt-input", LineInput)
        if line.most > 1 and (above or cell_len(self._question) + cell_len(line.value) + 2 > width):
            self._fit()
        if (rows > 1) is not (self._typed_rows > 1):
            self.post_message(self.KeysChanged())

    def on_resize(self) -> None:
        """Another width may need another number of rows."""
        if self.asking:
            self._above = self._above and self.size.width == self._width
            self._fit()

    def take_keyboard(self) -> None:
        """Put the keyboard where the answer is given."""
        # At once, not when the message queue comes to it: the next key may already wait.
        self.screen.set_focus(self.query_one("#prompt-keys" if self._choices else "#prompt-input"), False)
        if isinstance(ahead := getattr(self.app, "type_ahead", None), TypeAhead):
            ahead.go_on()

    def _take_line(self, mine: bool) -> None:
        """Stand in the status line's place, or give it back.

        Two widgets are changed and not a class of the screen, which would have every widget drawn again.
        """
        self.display = mine
        status = self.screen.query_one("#status")
        status.display = not mine
        if not mine and isinstance(self.parent, Widget):
            self.parent.styles.height = status.styles.height

    def _put_away(self, back: Widget | None) -> None:
        if self._answer is not None or not self.is_attached:
            return
        line = self.query_one("#prompt-input", LineInput)
        with line.prevent(Input.Changed):
            line.value = ""
        self.query_one("#prompt-question", Static).update("")
        if self._listed:
            self._listed = self._list.display = False
        self._take_line(False)
        if back is not None and back.is_attached and back.display:
            self.screen.set_focus(back, False)
        self.post_message(self.KeysChanged())

    def _finish(self, answer: str | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)

    @on(Input.Submitted, "#prompt-input")
    def typed(self, event: Input.Submitted) -> None:
        """Enter answers."""
        event.stop()
        if self._listed and self._on_change is not None:
            self._on_change(event.value.strip())  # the last letter may not have been told yet
            self._finish(self._list.key or None)
        else:
            self._finish(event.value if self._secret else event.value.strip())

    @on(Input.Changed, "#prompt-input")
    def typing(self, event: Input.Changed) -> None:
        """Tell a filter what was typed so far."""
        event.stop()
        self._tell("")
        self._grow()
        if self._on_change is not None and self._answer is not None and not self._answer.done():
            self._on_change(event.value.strip())

    def _tell(self, words: str) -> None:
        """Say something in the footer, in place of the keys, until the next key."""
        if words != self._said:
            self._said = clean(words)
            self.post_message(self.KeysChanged())

    async def _complete_line(self) -> None:
        """Complete what stands in the line; what is slow to answer, as a folder on a network, is not waited for."""
        if self._complete is None:
            return
        line = self.query_one("#prompt-input", LineInput)
        typed, slow = line.value, "That folder does not answer: press Tab again in a while."
        if self._reading is not None and not self._reading.done():
            self._tell(slow)
            return
        self._reading = asyncio.create_task(asyncio.to_thread(self._complete, typed))
        await asyncio.wait({self._reading}, timeout=SOON)
        if not self._reading.done():
            self._tell(slow)
        elif line.value == typed:
            completed = self._reading.result()
            with line.prevent(Input.Changed):
                line.value = completed.line
            line.cursor_position = len(line.value)
            self._grow()
            self._tell(completed.words)

    async def on_key(self, event: events.Key) -> None:
        """Esc gives up; one key answers where there are choices; nothing gets past the question."""
        if event.key in ("tab", "shift+tab"):
            # Textual's own would take the keyboard to the view behind.
            event.stop()
            event.prevent_default()
            if event.key == "tab":
                await self._complete_line()
            return
        self._tell("")
        if event.key == "escape":
            event.stop()
            self._finish(None)
        elif self._listed and not self._choices:
            if self._list.moved(event.key):
                event.stop()
        elif self._listed:
            event.stop()
            event.prevent_default()
            if (chosen := self._list.pressed(event)) is not None:
                self._finish(chosen)
        elif self._choices:
            event.stop()
            event.prevent_default()
            pressed = (self._default,) if event.key == "enter" else (event.character, spoken_key(event.key))
            if (chosen := next((key for key in pressed if key in self._choices), None)) is not None:
                self._finish(chosen)
        elif event.key in ("up", "down"):
            event.stop()
            self.query_one("#prompt-input", LineInput).step_row(-1 if event.key == "up" else 1)
