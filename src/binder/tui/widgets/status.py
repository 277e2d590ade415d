"""The line above the footer: what just happened, or how far long work has come."""

from __future__ import annotations

import textwrap

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from binder.model.clean import clean
from binder.tui.sized import Sized

MOST = 2


class Status(Sized, Static):
    """A line of words, two at most; whatever it is told is cleaned and never read as markup."""

    def __init__(self) -> None:
        super().__init__("", id="status", markup=False)
        self.words = ""

    def say(self, words: str) -> None:
        """Show the words, on a second line too where one does not hold them; what is longer still is cut."""
        words = clean(words)
        if words != self.words:
            self.words = words
            self._show()

    def on_resize(self) -> None:
        """Another width may need another number of lines."""
        self._show()

    def _show(self) -> None:
        width = self.app.size.width - 2
        rows = textwrap.wrap(self.words, width) if cell_len(self.words) > width else [self.words]
        if len(rows) > MOST:
            rows = [*rows[: MOST - 1], " ".join(rows[MOST - 1 :])]
        lines = max(1, len(rows))
        if self.styles.height is None or self.styles.height.value != lines:
            self.styles.height = lines  # only then is anything laid out anew
            if isinstance(self.parent, Widget) and self.display:
                self.parent.styles.height = lines
        self.update(Text("\n".join(rows), no_wrap=True, overflow="ellipsis", end=""))
