"""Every command that can be given here, with its key; what is typed narrows the list."""

from __future__ import annotations

import textwrap

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static

from binder.tui.commands import Command, Commanding, commands_at
from binder.tui.widgets.line_input import LineInput
from binder.tui.widgets.record_list import ListRows, Pieces, RecordList
from binder.tui.widgets.too_small import TooSmall

INDENT = 28
Chosen = tuple[Commanding, str]


class PaletteScreen(ModalScreen[Chosen | None]):
    """A list of commands under a line to type in; Enter gives the command."""

    BINDINGS = [  # noqa: RUF012 Textual's own form
        Binding("escape", "leave", "close"),
        Binding("down,ctrl+n", "move('cursor_down')", "next"),
        Binding("up,ctrl+p", "move('cursor_up')", "before"),
        Binding("pagedown", "move('page_down')", "page down"),
        Binding("pageup", "move('page_up')", "page up"),
    ]

    def __init__(self, origin: Widget) -> None:
        """Offer the commands that can be given from `origin`."""
        super().__init__()
        self._offered = {c.__name__: (w, c) for w, c in commands_at(origin) if c.palette}

    def compose(self) -> ComposeResult:
        """A line, a list."""
        with Horizontal(id="palette-line"):
            yield Static(": ", markup=False)
            yield LineInput(id="palette-input")
        yield RecordList(id="palette-list", empty="No command has these words.")
        yield Static(" Enter does it   Esc closes", id="palette-keys", markup=False)
        yield TooSmall()

    def on_mount(self) -> None:
        """All commands at first."""
        self.query_one(RecordList).can_focus = False  # Tab must not take the keyboard out of the line
        self.query_one(LineInput).focus()
        self._narrow("")

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        event.stop()
        self._narrow(event.value)

    def _narrow(self, words: str) -> None:
        wanted = words.casefold().split()
        rows: list[tuple[str, Pieces]] = []
        for widget, command in self._offered.values():
            if all(word in f"{command.text} {command.help()}".casefold() for word in wanted):
                rows += command_lines(self, widget, command, self.app.size.width)
        self.query_one(RecordList).show(ListRows(rows))
        self.query_one(RecordList).action_go_top()

    @on(Input.Submitted)
    def chosen(self, event: Input.Submitted) -> None:
        """Enter gives the command under the cursor."""
        event.stop()
        if name := self.query_one(RecordList).key:
            self.dismiss((self._offered[name][0], name))

    def action_move(self, how: str) -> None:
        """Move the cursor of the list while the keyboard stays in the line."""
        getattr(self.query_one(RecordList), f"action_{how}")()

    def action_leave(self) -> None:
        """Close without a command."""
        self.dismiss(None)


def command_lines(screen: Widget, widget: Commanding, command: type[Command], width: int) -> list[tuple[str, Pieces]]:
    """A command as lines of one item: key, name, and what it does, or why it cannot be given now."""
    reason = widget.why_not(command)
    key, name = f"{command.key_text(screen.app):>8}  ", f"{command.text:<{INDENT - 11}} "
    # A key or name longer than its column leaves less of the first line.
    first, *more = textwrap.wrap(
        reason or command.help(),
        max(INDENT + 20, width - 2),
        initial_indent=key + name,
        subsequent_indent=" " * INDENT,
    )
    head: Pieces = [
        (key, "dim" if reason else "badge"),
        (name, "dim" if reason else "strong"),
        (first.removeprefix(key + name), "dim"),
    ]
    return [(command.__name__, head), *((command.__name__, [(line, "dim")]) for line in more)]
