"""The keys of the screen one was on, made from its commands; Enter on one gives it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from binder.tui.commands import Commanding, commands_at
from binder.tui.screens.palette import Chosen, command_lines
from binder.tui.view import View
from binder.tui.widgets.record_list import ListRows, Pieces, RecordList
from binder.tui.widgets.too_small import TooSmall


class HelpScreen(ModalScreen[Chosen | None]):
    """All keys that act where the user was: of the view first, then those that act everywhere, then moving about."""

    BINDINGS = [Binding("escape,q,question_mark,f1", "leave", "close")]  # noqa: RUF012 Textual's own form

    def __init__(self, origin: Widget, title: str) -> None:
        """Explain the keys that act at `origin`, in the view named `title`."""
        super().__init__()
        self._title = title
        self._offered = list(commands_at(origin))
        views = (node for node in origin.ancestors_with_self if isinstance(node, View))
        self._marks = next((view.marks for view in views), ())

    def compose(self) -> ComposeResult:
        """One list."""
        yield Static(f" Keys of {self._title or 'this screen'}", id="help-title", markup=False)
        yield RecordList(id="help-list")
        yield Static(" Enter does it   Esc closes", id="help-keys", markup=False)
        yield TooSmall()

    def on_mount(self) -> None:
        """Ready to read."""
        self.query_one(RecordList).focus()

    def on_resize(self) -> None:
        """Sentences are broken to the width."""
        self.query_one(RecordList).show(ListRows(self._rows()))

    def _rows(self) -> list[tuple[str, Pieces]]:
        marks: list[tuple[str, Pieces]] = [
            ("", [(f"{sign:>8}  ", "strong"), (words, "dim")]) for sign, words in self._marks
        ]
        groups = {self._title: [], "What the marks mean": marks, "Everywhere": [], "Moving about": []}
        for widget, command in self._offered:
            name = "Everywhere" if isinstance(widget, Screen) else self._title
            if command in RecordList.commands:
                name = "Moving about"
            groups[name] += command_lines(self, widget, command, self.app.size.width)
        rows: list[tuple[str, Pieces]] = []
        for name, lines in groups.items():
            if lines:
                rows += [("", ()), ("", [(name, "heading")]), *lines]
        return rows[1:]

    @on(RecordList.Selected)
    def chosen(self, event: RecordList.Selected) -> None:
        """Give the command."""
        event.stop()
        widget: Commanding = next(w for w, c in self._offered if c.__name__ == event.key)
        self.dismiss((widget, event.key))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
