"""How figures are printed: one line each, the ratio to its peer and the goal beside it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def title(words: str) -> None:
    """A heading."""
    print(f"\n{words}\n{'-' * len(words)}", flush=True)


def figure(what: str, value: str, goal: str = "") -> None:
    """One figure, and what it is meant to be."""
    print(f"  {what:<58} {value:>16}{f'   goal {goal}' if goal else ''}", flush=True)


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def spread(values: Sequence[float], unit: str = "", scale: float = 1.0) -> str:
    """Median with least and greatest."""
    low, mid, high = (f"{v * scale:.0f}" for v in (min(values), middle(values), max(values)))
    return f"{mid} ({low}-{high}){unit}"
