"""Words of one meaning or nearly so: "womb" and uterus, "nephrectomy" and removal, kidney."""

from __future__ import annotations

from functools import cache, lru_cache

from binder.knowledge import load

EXPLAINS = 0.5  # how near a word is to one that it explains


@cache
def _kin_lines() -> dict[str, str]:
    """A word -> its line, read no further before it is asked for."""
    return dict(line.split(": ", 1) for line in load("comparison_kin")["kin"].strip().splitlines())


@lru_cache(maxsize=65_536)
def kin_of(word: str) -> tuple[tuple[str, float], ...]:
    """The kin of a folded word or phrase, each with how near it is (0 to 1)."""
    explain, _, near = _kin_lines().get(word, "").partition("=")
    found = {other[2:]: int(other[:2]) / 100 for other in near.split()}
    for other in explain.split():
        found[other] = max(found.get(other, 0.0), EXPLAINS)
    return tuple(found.items())
