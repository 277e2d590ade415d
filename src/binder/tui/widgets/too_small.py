"""What is said instead of the screen where the terminal is too small for it."""

from __future__ import annotations

from textual.widgets import Static

LEAST_WIDTH, LEAST_HEIGHT = 60, 15


class TooSmall(Static):
    """One sentence; the style sheet shows it, and nothing else, below 60 x 15."""

    def __init__(self) -> None:
        super().__init__(
            f"This terminal is too small: binder needs {LEAST_WIDTH} columns and {LEAST_HEIGHT} lines; make it larger.",
            id="too-small",
            markup=False,
        )
