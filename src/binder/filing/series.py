"""Equal analytes of different laboratories on one scale: only by powers of ten, which change nothing in a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache

from binder.filing.analytes import ucum_of
from binder.knowledge import load
from binder.model.record import Fact

_NUMBER = re.compile(r"(?P<sign>[<>≤≥]?=?\s*)(?P<digits>\d[\d.,]*)")


@cache
def _powers() -> dict[str, tuple[str, int]]:
    """UCUM unit -> what it measures and its power of ten, from knowledge/units.toml."""
    return {unit: (what, power) for what, units in load("units")["powers"].items() for unit, power in units.items()}


def _scale(fact: Fact) -> tuple[str, int] | None:
    unit = ucum_of(fact.unit)
    tables = load("units")
    if unit == "10*3/uL" and fact.unit.strip() in ("G/L", "G/l") and fact.code not in tables["counted"]["codes"]:
        unit = "g/L"  # a laboratory that prints all in capitals
    if unit == "meq/L" and fact.code in tables["single_charge"]["codes"]:
        unit = "mmol/L"
    return _powers().get(unit)


def series_key(fact: Fact) -> tuple[str, str]:
    """What a value may be drawn on one line with: the same analyte, in units that differ by powers of ten."""
    scale = _scale(fact)
    code = load("analytes")["same"].get(fact.code, fact.code)
    return code or fact.name.casefold(), scale[0] if scale else ucum_of(fact.unit) or fact.unit.casefold()


def on_one_scale(facts: Iterable[Fact], unit: str) -> list[Fact]:
    """The facts of one series in the unit of one of them; a value that had to be moved says so in its rule."""
    every = list(facts)
    model = next((f for f in every if f.unit == unit), None)
    target = _scale(model) if model is not None else None
    return [_moved(fact, unit, target) for fact in every]


def _moved(fact: Fact, unit: str, target: tuple[str, int] | None) -> Fact:
    scale = _scale(fact)
    if target is None or scale is None or scale[0] != target[0] or fact.unit == unit:
        return fact
    shift = scale[1] - target[1]
    if shift == 0:
        return replace(fact, unit=unit)
    value = _shifted(fact.value, shift)
    if not value:
        return fact
    printed = f"{fact.value} {fact.unit} as printed"
    return replace(fact, value=value, low=_shifted(fact.low, shift), high=_shifted(fact.high, shift), unit=unit,
                   rule=f"{fact.rule}; {printed}")  # fmt: skip


def _shifted(text: str, shift: int) -> str:
    """The number of a printed value with its point moved; empty where it has none."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return ""
    digits = match["digits"]
    thousands = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits)
    try:
        number = Decimal(digits.replace(",", "" if thousands else ".")).scaleb(shift)
    except InvalidOperation:
        return ""
    plain = f"{number:f}"
    return match["sign"].strip() + (plain.rstrip("0").rstrip(".") if "." in plain else plain)
