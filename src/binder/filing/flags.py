"""Flags of laboratory values: as printed, and as the printed range gives them."""

from __future__ import annotations

import re

from binder.filing.cells import number

_FLAGS = {"HH": "H", "H": "H", "HIGH": "H", "LL": "L", "L": "L", "LOW": "L", "↑": "H", "▲": "H", "↓": "L", "▼": "L"}


def flag_of(text: str) -> str:
    """H, L, A or nothing of a printed flag; A where it says only that the value is not usual."""
    plain = text.upper().strip("()[]*! ")
    if plain in _FLAGS:
        return _FLAGS[plain]
    if ("HIGH" in plain and "BELOW" not in plain) or plain.startswith("ABOVE"):
        return "H"
    if "LOW" in plain:
        return "L"
    return "A" if text.strip() else ""


def by_range(value: str, low: str, high: str, printed: str, *, comma: bool = False) -> str | None:
    """H, L or empty by the printed range; None where that cannot be told. `comma` where 1,5 means 1.5."""
    is_, least, most = number(value, comma=comma), number(low, comma=comma), number(high, comma=comma)
    if is_ is None or (least is None and most is None) or re.search(r"\d\s?[-–]\s?\d", value):
        return None
    sign = value[:1]
    if sign in "<≤":
        return "L" if least is not None and is_ <= least else "" if most is None or is_ <= most else None
    if sign in ">≥":
        return "H" if most is not None and is_ >= most else "" if least is None or is_ >= least else None
    strict_high = printed.startswith("<") and "=" not in printed
    strict_low = printed.startswith(">") and "=" not in printed
    if most is not None and (is_ > most or (strict_high and is_ >= most)):
        return "H"
    if least is not None and (is_ < least or (strict_low and is_ <= least)):
        return "L"
    return ""
