"""So many of so many, in words: "one in twenty", "four positive cores out of twelve"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.comparison.cued import Cued
from binder.comparison.facts import Fact, valued
from binder.comparison.measures import UNITS
from binder.comparison.rhythms import NUM, free, number
from binder.comparison.statement import Statement
from binder.comparison.times import Places
from binder.model.comparison import Axis

_MOST = 1000
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True) if u.isalpha())
_TITRE = re.compile(r"antibod|tit(?:er|re)|antinuclear|serolog|dilut", re.I)  # "1 in 640" of a serum
_SHARE = Cued(
    rf"(?<![\w.,/-])(?P<x>{NUM})\s+(?:in(?:\s+every)?|(?:(?!and\b|or\b)[a-z]+\s+){{1,3}}out\s+of(?:\s+the)?)\s+(?P<y>{NUM})"
    rf"(?![\w/-]|[.,]\d|\s*-?\s*(?:{_UNIT}|more|further)\b|\s*%)",
    " in ", "out of",
)  # fmt: skip


def shares(s: Statement, taken: Places, axis: Axis | None) -> Iterator[Fact]:
    """Shares of a whole; "one in three months" is none."""
    for m in () if _TITRE.search(s.text) else _SHARE.finditer(s.text, s.lower):
        x, y = number(m["x"]), number(m["y"])
        if 0 < x < y <= _MOST and free(taken, *m.span()):
            yield valued(s, "number", "ratio", m.span(), "count", axis, (x, y), label="ratio")
