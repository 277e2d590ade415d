"""Names and units of laboratory values: which analyte a printed name means, and which unit a printed one equals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from binder.knowledge import load

_SHORTEST = 6  # letters a damaged name must have to be repaired: in fewer, "UREA" and "CREA" would meet
_LONG = 9  # and so many for two wrong letters, or for a beginning that was lost
_SAME_END = 0.8  # the share of a name that must be left where its beginning was lost
# Letters and digits that recognition takes for each other, each as the one it is compared by.
_LOOKALIKES = ("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("i", "l"), ("|", "l"), ("5", "s"), ("8", "b")


@dataclass(frozen=True, slots=True)
class Analyte:
    """A known analyte: LOINC code, the name shown for its series, and whether the printed name had to be repaired."""

    code: str
    name: str
    printed: str
    repaired: bool = False


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9%#]+", "", name.lower())


def _by_property(code: str, unit: str) -> str:
    """LOINC gives an amount of substance (mmol/L) another code than a mass (mg/dL)."""
    return str(load("analytes")["molar"].get(code, code)) if "mol/" in ucum_of(unit) else code


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
            return Analyte(_by_property(hit[0], unit), hit[1], name)
    if not repair:
        return None
    for section in sections:
        known = _repaired_name(key, section) or _without_beginning(name, key, section)
        if known is not None:
            return Analyte(_by_property(known[0], unit), known[1], known[2], repaired=True)
    return None


def _shape(key: str) -> str:
    for seen, meant in _LOOKALIKES:
        key = key.replace(seen, meant)
    return key


@cache
def _shapes(section: str) -> dict[str, tuple[str, str, str]]:
    table: dict[str, tuple[str, str, str]] = {}
    for key, known in _table(section).items():
        table.setdefault(_shape(key), known)
    return table


def _repaired_name(key: str, section: str) -> tuple[str, str, str] | None:
    """What a table says of a name that recognition damaged: look-alike signs, or a wrong letter within a long word.

    First and last signs and digits must be right: they tell troponin I from T and vitamin B6 from B12.
    """
    shape = _shape(key)
    if len(key) > 2 and (known := _shapes(section).get(shape)):
        return known
    wrong = 2 if len(shape) >= _LONG else 1
    if len(shape) < _SHORTEST:
        return None
    for like, known in _shapes(section).items():
        if len(like) != len(shape) or like[0] != shape[0] or like[-1] != shape[-1]:
            continue
        differing = [(a, b) for a, b in zip(shape, like, strict=True) if a != b]
        if len(differing) <= wrong and all(a.isalpha() and b.isalpha() for a, b in differing):
            return known
    return None


def _without_beginning(name: str, key: str, section: str) -> tuple[str, str, str] | None:
    """What a table says of a name whose first letters became others ("hleutrophils") or a sign ("^asos")."""
    sign = not name[:1].isalnum() and len(key) > 3
    if any(key.endswith(like) and 0 < len(key) - len(like) < _SHORTEST for like in _table(section) if len(like) > 3):
        return None  # "methemoglobin" is not hemoglobin with its beginning lost
    for like, known in _table(section).items():
        if sign and like[1:] == key:
            return known
        same = _common_end(key, like)
        lost, put = len(like) - same, len(key) - same
        if len(like) >= _LONG and same >= _SAME_END * len(like) and 0 < lost <= 3 and 0 < put <= lost + 2:
            return known
    return None


def _common_end(a: str, b: str) -> int:
    count = 0
    while count < min(len(a), len(b)) and a[-1 - count] == b[-1 - count]:
        count += 1
    return count


def _plain(unit: str) -> str:
    return re.sub(r"\s+", "", unit).replace("μ", "µ")


def _unit_key(unit: str) -> str:
    return _plain(unit).lower()


@cache
def _exact_units() -> dict[str, tuple[str, str]]:
    """Printed unit, with its case, -> (UCUM, spelling): "g/L" are grams and "G/L" thousands a microlitre."""
    table: dict[str, tuple[str, str]] = {}
    for ucum, spellings in load("units")["units"].items():
        for spelling in (*spellings, ucum):
            table.setdefault(_plain(spelling), (ucum, spelling))
    return table


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


def _unit(unit: str) -> tuple[str, str] | None:
    key = _unit_key(unit)
    return _exact_units().get(_plain(unit)) or _units().get(key) or _units().get(_repaired(key))


def ucum_of(unit: str) -> str:
    """The UCUM code a printed unit equals, or empty. Case decides where two units differ in nothing else."""
    hit = _unit(unit)
    return hit[0] if hit else ""


def spelled(unit: str) -> str:
    """A printed unit as it is usually spelled ("MG/DL" -> "mg/dL"), or unchanged where unknown."""
    hit = _unit(unit)
    return hit[1] if hit else unit


@cache
def unit_pattern() -> str:
    """A regular expression that matches any known unit, longest first."""
    spellings = {s for ucum, known in load("units")["units"].items() for s in (*known, ucum)}
    parts = [r"\s?".join(re.escape(p) for p in s.split()) for s in sorted(spellings, key=len, reverse=True)]
    damaged = r"[xX]?[l1I][oO0][E^*]\d{1,2}/\w{1,3}"
    return "(?:" + "|".join([*parts, damaged]) + ")"
