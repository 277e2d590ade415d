"""One state on two scales: Gleason 3+4 and grade group 2, a Karnofsky index of 80 and a performance status of 1."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import inf

from binder.comparison.facts import Fact
from binder.knowledge import load

_Step = tuple[float, float, str, str]  # from, to, the same as a label, the step on the other scale


@cache
def _scales() -> dict[str, list[tuple[frozenset[str], list[_Step]]]]:
    """Name of a scale -> the scales on which it can be told, and its steps there."""
    found: dict[str, list[tuple[frozenset[str], list[_Step]]]] = defaultdict(list)
    for entry in load("comparison_scales")["scale"]:
        steps = [_step(*one.split("=")) for one in entry["steps"].split()]
        found[entry["of"]].append((frozenset(entry["on"]), steps))
    return dict(found)


def _step(of: str, on: str) -> _Step:
    low, dash, high = of.partition("-")
    if not low.isdigit():
        return 1.0, 0.0, of, on
    return float(low), (float(high) if high else inf) if dash else float(low), of, on


def _names(fact: Fact) -> set[str]:
    return {fact.key, fact.join, fact.dimension} - {"", "bare", "percent"}


def _label(fact: Fact) -> str:
    """The step of a scale that a fact gives, however it is kept."""
    return f"{fact.values[0]:g}" if len(fact.values) == 1 else fact.label


def _elsewhere(fact: Fact) -> set[tuple[str, str]]:
    """What a value is on other scales: (scale, step)."""
    scales, label = _scales(), _label(fact)
    value = float(label) if label.replace(".", "", 1).isdigit() else -1.0
    return {
        (name, on)
        for scale in _names(fact) & scales.keys()
        for names, steps in scales[scale]
        for low, high, of, on in steps
        if of == label or low <= int(value) <= high
        for name in names
    }


def one_state(x: Fact, y: Fact) -> bool:
    """Whether two values are one state told on two scales; a stage without its letter is told less exactly."""
    scales = _scales()
    for one, other in ((x, y), (y, x)):
        if one.key not in scales and one.join not in scales and one.dimension not in scales:
            continue
        step = _label(other)
        for name, told in _elsewhere(one) if step else ():
            if name in _names(other) and (told == step or (told.startswith(step) and told[len(step) :].isalpha())):
                return True
    return False
