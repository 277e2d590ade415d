"""A line of the home screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WIDTH = 72  # of a line that names several things: with its mark it fits 80 columns

Urgency = Literal["now", "soon", "info"]


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One line of the home screen.

    Attributes:
        urgency: "now", "soon" or "info".  text: said in whole, of any length.
        action: what Enter opens: "review", "checklist:ITEM", "record:R7", "opinions", "add", "request:REQ1",
            "specimen:SP1", "shipment:SH1", "appointment:V1", "authority:AUTH1", "coverage:COV1", "doctor:DR1",
            "questions", "question:Q1", "case", "decision", "decision:DEC1", "opinion:R7" (to be marked), or empty.
        hint: whom to ask, or what to do; of any length, and naming neither key nor command: either face has its own.
        phone: the number to call, as typed.  on: ISO date of what it is about.  Empty where there is none.
    """

    urgency: Urgency
    text: str
    action: str = ""
    hint: str = ""
    phone: str = ""
    on: str = ""
