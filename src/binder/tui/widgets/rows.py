"""What a list shows: lines in pieces, each piece with the role that gives it its colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Piece = tuple[str, str]
"""Text and its role: one of ROLES, or "" for plain text."""

Pieces = Sequence[Piece]
ROLES = ("heading", "rule", "dim", "badge", "strong", "good", "soon", "warn", "mark", "a", "b")


class Rows(Protocol):
    """What a list shows, line by line. All is asked from the app's own thread and must be quick."""

    def __len__(self) -> int:
        """How many lines there are."""

    def key(self, index: int) -> str:
        """What the line belongs to; neighbours with the same key are one item; empty: a heading."""

    def prepare(self, start: int, stop: int) -> None:
        """Lines `start` to `stop` are about to be drawn: fetch them in one go."""

    def line(self, index: int, width: int) -> Pieces:
        """The line in pieces, at most `width` cells; what is longer is cut. Text is cleaned again when drawn."""

    def find(self, key: str) -> int | None:
        """The first line of an item, None where it is not there."""


class NoRows:
    """An empty list."""

    def __len__(self) -> int:
        """None."""
        return 0

    def key(self, index: int) -> str:
        """Nothing."""
        return ""

    def prepare(self, start: int, stop: int) -> None:
        """Nothing to fetch."""

    def line(self, index: int, width: int) -> Pieces:
        """Nothing."""
        return ()

    def find(self, key: str) -> int | None:
        """Nowhere."""
        return None


def headed(lines: list[tuple[str, Pieces]], *heading: Piece | str) -> None:
    """Begin a section: its heading, set off by a blank line from what stands before it."""
    if lines:
        lines.append(("", ()))
    lines.append(("", [(piece, "heading") if isinstance(piece, str) else piece for piece in heading]))


class ListRows:
    """Lines held in memory: (key, pieces) each; for short lists."""

    def __init__(self, lines: Sequence[tuple[str, Pieces]]) -> None:
        self.lines = lines

    def __len__(self) -> int:
        """How many."""
        return len(self.lines)

    def key(self, index: int) -> str:
        """Its key."""
        return self.lines[index][0]

    def prepare(self, start: int, stop: int) -> None:
        """All is here."""

    def line(self, index: int, width: int) -> Pieces:
        """Its pieces."""
        return self.lines[index][1]

    def find(self, key: str) -> int | None:
        """The first line with the key."""
        return next((index for index, line in enumerate(self.lines) if line[0] == key), None)
