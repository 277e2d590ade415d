"""A question with several answers of more than a word: a short list above the question, by arrows or by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events

from binder.model.clean import clean
from binder.tui.widgets.record_list import ListRows, Piece, RecordList

MOST = 9  # lines seen at once; more are scrolled to


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer.

    Attributes:
        key: what the answer stands for; given back.  words: what is read.
        beside: more about it, dim.  press: the key that takes it at once; its number where none is given.
    """

    key: str
    words: str
    beside: str = ""
    press: str = ""


class Choices(RecordList, can_focus=False):
    """The answers, one a line; a key pressed here is for the question alone."""

    def __init__(self) -> None:
        super().__init__(id="choices", empty="Nothing has these words.")
        self.display = False
        self._pressed: dict[str, str] = {}

    def offer(self, choices: Sequence[Choice], default: str = "", *, numbered: bool = True) -> None:
        """Show the answers, the cursor on the default one, else on the first.

        Args:
            numbered: a key takes each of them at once; not while words are typed to narrow them.
        """
        self._pressed = {}
        if numbered:
            self._pressed = {choice.press or str(n): choice.key for n, choice in enumerate(choices, 1)}
        shown = {key: press for press, key in self._pressed.items() if len(press) == 1}
        width = max((cell_len(clean(choice.words)) for choice in choices if choice.beside), default=0)
        lines: list[tuple[str, Sequence[Piece]]] = []
        for choice in choices:
            words = clean(choice.words)
            gap = " " * max(2, min(width, 46) - cell_len(words) + 2)
            lines.append(
                (
                    choice.key,
                    [
                        (f" {shown.get(choice.key, ' ')}  ", "badge"),
                        (words, "strong"),
                        (gap + clean(choice.beside), "dim"),
                    ],
                )
            )
        self.styles.height = min(max(len(lines), 1), MOST) + 1  # the line above it
        self.display = True
        self.show(ListRows(lines))
        if not (default and self.move_to(default)):
            self.action_go_top()

    def pressed(self, event: events.Key) -> str | None:
        """The answer that a key takes; None where it only moves the cursor, or does nothing."""
        if event.key == "enter":
            return self.key or None
        if event.character and event.character in self._pressed:
            return self._pressed[event.character]
        if not self.moved(event.key):
            for letter, way in (("j", "down"), ("k", "up")):
                if event.key == letter:
                    self.moved(way)
        return None

    def moved(self, key: str) -> bool:
        """Move the cursor by an arrow key or a page; False where the key is none of these."""
        moves = {
            "down": self.action_cursor_down,
            "up": self.action_cursor_up,
            "pagedown": self.action_page_down,
            "pageup": self.action_page_up,
        }
        if key in moves:
            moves[key]()
        return key in moves
