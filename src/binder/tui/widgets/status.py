"""The line above the footer: what just happened, or how far long work has come."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from binder.model.clean import clean


class Status(Static):
    """One line of words; whatever it is told is cleaned and never read as markup."""

    def __init__(self) -> None:
        super().__init__("", id="status", markup=False)
        self.words = ""

    def say(self, words: str) -> None:
        """Show the words, cut at the width of the line."""
        words = clean(words)
        if words != self.words:
            self.words = words
            self.update(Text(words, no_wrap=True, overflow="ellipsis", end=""))
