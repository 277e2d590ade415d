"""Names and units of laboratory values: which analyte a printed name means, and which unit a printed one equals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache

from binder.knowledge import load

_LIKENESS = 0.84  # how alike a damaged name must be to a known one; below it "RBC" and "WBC" would meet


@dataclass(frozen=True, slots=True)
class Analyte:
    """A known analyte: LOINC code, the name shown for its series, and whether the printed name had to be repaired."""

    code: str
    name: str
    printed: str
    repaired: bool = False


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9%#]+", "", name.lower())


@cache
def _table(section: str) -> dict[str, tuple[str, str, str]]:
    """Key of a printed name -> (code, shown name, spelling)."""
    table: dict[str, tuple[str, str, str]] = {}
    for code, names in load("analytes")[section].items():
        for name in names:
            table.setdefault(_key(name), (code, names[0], name))
    return table


def _sections(unit: str, urine: bool) -> tuple[str, ...]:
    ucum = ucum_of(unit)
    if urine:
        return ("urine", "general")
    if ucum in ("10*3/uL", "/uL", "10*6/uL"):
        return ("count", "general")
    return ("general", "percent") if ucum != "%" else ("percent", "general")


def analyte_of(name: str, unit: str = "", *, urine: bool = False, repair: bool = False) -> Analyte | None:
    """The analyte a printed name means, or None. The unit tells shares from counts; `repair` allows for OCR damage."""
    key = _key(name)
    sections = _sections(unit, urine)
    for section in (*sections, "percent", "count", "urine"):
        if (hit := _table(section).get(key)) and (section in sections or key not in _table("general")):
            return Analyte(hit[0], hit[1], name)
    if not repair or len(key) < 4:
        return None
    for section in sections:
        close = get_close_matches(key, _table(section), n=1, cutoff=_LIKENESS if len(key) > 5 else 0.75)
        if close and abs(len(close[0]) - len(key)) <= 2:
            code, shown, _ = _table(section)[close[0]]
            spellings = [n for n in load("analytes")[section][code] if _key(n) == close[0]]
            nearest = max(spellings, key=lambda n: SequenceMatcher(None, n, name).ratio())
            return Analyte(code, shown, nearest, repaired=True)
    return None


def _unit_key(unit: str) -> str:
    return re.sub(r"\s+", "", unit).lower().replace("μ", "µ")


@cache
def _units() -> dict[str, tuple[str, str]]:
    """Key of a printed unit -> (UCUM, spelling)."""
    table: dict[str, tuple[str, str]] = {}
    for ucum, spellings in load("units")["units"].items():
        for spelling in (*spellings, ucum):
            table.setdefault(_unit_key(spelling), (ucum, spelling))
    return table


def _repaired(key: str) -> str:
    """The same key with the letters set right that recognition takes for digits ("xlOE3/uL", "l0^9/L")."""
    return re.sub(r"^x?[l1i][o0](?=[e^*(\d])", lambda m: ("x" if m[0][0] == "x" else "") + "10", key)


def ucum_of(unit: str) -> str:
    """The UCUM code a printed unit equals, or empty."""
    key = _unit_key(unit)
    hit = _units().get(key) or _units().get(_repaired(key))
    return hit[0] if hit else ""


def spelled(unit: str) -> str:
    """A printed unit as it is usually spelled ("MG/DL" -> "mg/dL"), or unchanged where unknown."""
    key = _unit_key(unit)
    hit = _units().get(key) or _units().get(_repaired(key))
    return hit[1] if hit else unit


@cache
def unit_pattern() -> str:
    """A regular expression that matches any known unit, longest first."""
    spellings = {s for ucum, known in load("units")["units"].items() for s in (*known, ucum)}
    parts = [r"\s?".join(re.escape(p) for p in s.split()) for s in sorted(spellings, key=len, reverse=True)]
    damaged = r"[xX]?[l1I][oO0][E^*]\d{1,2}/\w{1,3}"
    return "(?:" + "|".join([*parts, damaged]) + ")"
