"""A pattern that is looked for only where a sign of it stands finds all that it would find everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from binder.comparison import facts, named, rhythms, times
from binder.comparison.cued import Cued

LINES = [line for file in sorted((Path(__file__).parent / "pairs").glob("*.txt"))[::5] for line in file.open()]
SAID = (
    "Take it QHS, b.i.d. or Every other day; q6h before, then 3-weekly at six-month intervals.",
    "NYHA class III, Grade 2, HER2 Negative, wild-type KRAS, Undetectable HBV, non-reactive.",
    "Right away, Without Delay, ASAP: after the Fourth cycle, before dose 2, over about half a year ago.",
    "While the index is Above 35 it was roughly 2.3 cm, close to 3, ~4 or <5.",
)


def _cued(room: ModuleType) -> Iterator[tuple[str, Cued]]:
    for name, value in vars(room).items():
        for one in value if isinstance(value, tuple) else (value,):
            for part in one if isinstance(one, tuple) else (one,):
                if isinstance(part, Cued):
                    yield f"{room.__name__}.{name}", part


ALL = [pair for room in (facts, named, rhythms, times) for pair in _cued(room)]


@pytest.mark.parametrize("cued", [one for _, one in ALL], ids=[name for name, _ in ALL])
def test_nothing_is_missed_for_want_of_a_sign(cued: Cued) -> None:
    for line in (*LINES, *SAID):
        found = [m.span() for m in cued.finditer(line, line.lower())]
        assert found == [m.span() for m in cued.pattern.finditer(line)], line


def test_without_a_sign_nothing_is_looked_for() -> None:
    cued = Cued(r"\d+ times", "time")
    assert list(cued.finditer("three of them", "three of them")) == []
    assert cued.search("3 Times", "3 times") is not None
    assert cued.search("3 apples", "3 apples") is None


def test_signs_are_sought_in_lower_case_and_the_pattern_as_it_says() -> None:
    exact = Cued("NYHA", "nyha", flags=re.NOFLAG)
    assert exact.search("NYHA", "nyha") is not None
    assert exact.search("nyha", "nyha") is None
