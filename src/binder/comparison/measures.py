"""Units in which values are printed, and what they measure: milligrams, weeks, and what a laboratory writes."""

from __future__ import annotations

import re
from functools import lru_cache

from binder.knowledge import load

_DATA = load("comparison_words")


def _read_units() -> dict[str, tuple[str, float]]:
    """Unit as written -> (dimension, how many of the dimension's unit)."""
    units = {}
    for line in _DATA["units"].strip().splitlines():
        dimension, _, names = line.partition(":")
        for name, _, factor in (entry.strip().rpartition("=") for entry in names.split("|")):
            units[name] = (dimension, float(factor))
    return units


UNITS = _read_units()


def _read_composed() -> dict[str, tuple[str, float]]:
    """Unit of a laboratory as written -> (what is measured, how many of the unit that all of its kind share)."""
    data = load("units")
    found = {}
    for kind in ("mass", "substance", "cells", "activity"):
        least = min(data["powers"][kind].values())
        for name, power in data["powers"][kind].items():
            for spelling in (s for s in (name, *data["units"].get(name, ())) if "/" in s):
                found[spelling.replace(" ", "").replace("μ", "µ")] = (kind, 10.0 ** (power - least))
    # Only where no other unit is written so: "G/L" counts cells, "g/L" weighs.
    return {**{s.lower(): unit for s, unit in reversed(found.items())}, **found}


_COMPOSED = _read_composed()
_PLAIN = str.maketrans("μ×⁰¹²³⁴⁵⁶⁷⁸⁹*", "µx0123456789^")


@lru_cache(maxsize=4096)
def composed(unit: str) -> tuple[str, float] | None:
    """What is measured in a laboratory's unit, and how many of the common unit it is."""
    unit = re.sub(r"\s|\.$", "", unit).translate(_PLAIN)
    unit = re.sub(r"^x?10e?(?=\d)", "10^", re.sub("^micromol", "µmol", unit, flags=re.I), flags=re.I)
    return _COMPOSED.get(unit) or _COMPOSED.get(unit.lower())
