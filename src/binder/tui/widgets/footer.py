"""The last line: at most seven keys of this screen, as many as fit, and always how to get help."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from binder.tui.commands import Command, Commanding, commands_at
from binder.tui.sized import Sized
from binder.tui.widgets.prompt import Prompt

MOST = 7


class Footer(Sized, Static):
    """One line; the keys come from the commands of the focused widget and of what it stands in."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--off"}

    def __init__(self) -> None:
        super().__init__("", id="footer", markup=False)
        self._text = Text()

    @property
    def shown(self) -> str:
        """The words of the line."""
        return self._text.plain

    def refresh_keys(self) -> None:
        """Work out the keys again: the focus, the view or what can be done has changed."""
        screen = self.screen
        if asking := [prompt for prompt in screen.query(Prompt) if prompt.asking]:
            self._show(Text(f" {asking[0].keys_words}", no_wrap=True, overflow="ellipsis", end=""))
            return
        offered = list(commands_at(screen.focused or screen))
        widgets = dict.fromkeys(widget for widget, _ in offered)
        here = [(w, c) for w in widgets for c in w.footer_commands() if (w, c) in offered]
        words = self._words([(w, c) for w, c in here if c.__name__ != "ShowHelp"])
        words += [(w, c) for w, c in here if c.__name__ == "ShowHelp"]
        text = Text(no_wrap=True, overflow="ellipsis", end="")
        key_style, off = self.get_component_rich_style("footer--key"), self.get_component_rich_style("footer--off")
        for widget, command in words:
            dim = widget.why_not(command) is not None
            text.append(" " + command.key_text(self.app), off if dim else key_style)
            text.append(f" {widget.words_for(command)} ", off if dim else "")
        self._show(text)

    def _show(self, text: Text) -> None:
        if text != self._text:
            self._text = text
            self.update(text)

    def _words(self, here: list[tuple[Commanding, type[Command]]]) -> list[tuple[Commanding, type[Command]]]:
        """As many as fit beside the help key, in order, the one thing the eye must not lose."""
        left = self.size.width - len(" ? help ")
        fitting: list[tuple[Commanding, type[Command]]] = []
        for widget, command in here[: MOST - 1]:
            left -= cell_len(f" {command.key_text(self.app)} {widget.words_for(command)} ")
            if left < 0:
                break
            fitting.append((widget, command))
        return fitting

    def on_resize(self) -> None:
        """Another width holds other keys."""
        self.refresh_keys()
