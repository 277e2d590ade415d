"""A line of the home screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WIDTH = 72  # a line and its mark fit 80 columns

Urgency = Literal["now", "soon", "info"]


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One line of the home screen.

    Attributes:
        urgency: "now", "soon" or "info".  text: at most about 72 characters.
        action: what Enter opens: "review", "checklist:ITEM", "record:R7", "opinions", "add", or empty.
        hint: whom to ask, or which key helps.
    """

    urgency: Urgency
    text: str
    action: str = ""
    hint: str = ""


def cut(text: str) -> str:
    """A text that fits one line."""
    return text if len(text) <= WIDTH else text[: WIDTH - 1].rstrip() + "…"
