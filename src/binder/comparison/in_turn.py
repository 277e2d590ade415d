"""Values told in turn: "estrogen and progesterone receptors are positive, at 90% and 55%"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from binder.comparison.facts import Fact
from binder.comparison.statement import Statement, Term

_JOINED = re.compile(r"\s*(?:,|and|or|&|/|,\s*and)\s*")


def in_turn(s: Statement, facts: Iterable[Fact]) -> list[Fact]:
    """The facts, those that stand in a list behind a list of as many things each about its own thing alone."""
    made = list(facts)
    order = [n for n, f in enumerate(made) if f.values and not f.key]
    if len(order) < 2:
        return made
    order.sort(key=lambda n: made[n].start)
    run: list[int] = []
    for n in [*order, -1]:
        if (
            n >= 0
            and run
            and _joined(s, made[run[-1]].end, made[n].start)
            and made[n].dimension == made[run[0]].dimension
        ):
            run.append(n)
            continue
        if len(run) > 1:
            for k, term in zip(run, _things_before(s, made[run[0]].start, len(run)), strict=False):
                made[k] = replace(made[k], about=frozenset((term.name,)))
        run = [n]
    return made


def _things_before(s: Statement, place: int, count: int) -> list[Term]:
    """The last list of so many things before a place; none where there is no such list."""
    terms = [t for t in s.terms if s.ends[t.last - 1] <= place]
    for last in range(len(terms), count - 1, -1):
        some = terms[last - count : last]
        if some[-1].kind and all(_joined(s, s.ends[x.last - 1], s.starts[y.first]) for x, y in pairwise(some)):
            return some
    return []


def _joined(s: Statement, end: int, start: int) -> bool:
    return end < start and bool(_JOINED.fullmatch(s.text[end:start]))
