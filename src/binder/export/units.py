"""Printed units as UCUM codes, only where there is no doubt: "g/L" and "G/L", "mm" and "mM" are not the same."""

from __future__ import annotations

from functools import cache

from binder.knowledge import load

_SIZES = {"mm": "mm", "cm": "cm", "m": "m", "kg": "kg", "g": "g", "mL": "mL"}
_SHORT = 2  # in so few letters upper and lower case mean different things


@cache
def _table() -> tuple[dict[str, str], dict[str, set[str]]]:
    """Spelling -> UCUM, and spelling without case -> every UCUM it may stand for."""
    exact: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for ucum, spellings in load("units")["units"].items():
        for spelling in (ucum, *spellings):
            exact.setdefault(_plain(spelling), ucum)
            loose.setdefault(_plain(spelling).lower(), set()).add(ucum)
    return exact, loose


def _plain(unit: str) -> str:
    return "".join(unit.split()).replace("\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}")


def ucum(unit: str) -> str:
    """The UCUM code of a printed unit, or empty where it is not known or could mean two things."""
    plain = _plain(unit)
    exact, loose = _table()
    if plain in _SIZES or plain in exact:
        return _SIZES.get(plain) or exact[plain]
    codes = loose.get(plain.lower(), set())
    return next(iter(codes)) if len(codes) == 1 and len(plain) > _SHORT else ""
