"""The values under a stacked pair and below the passages: never cut off, however narrow the window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from binder.model.citation import Span
from binder.model.opinion import Marked
from binder.tui.widgets.opinion_detail import Told, detail_rows, difference_words
from binder.tui.widgets.opinion_layout import lay_out
from binder.tui.widgets.opinion_rows import Mode
from tests.tui.two_opinions import two_opinions

ADVICE = ("androgen deprivation: advised against", "androgen deprivation: advised")


def values_shown(width: int, a: str, b: str) -> list[str]:
    """The rows that tell the values of the first difference, where these are the values."""
    comparison = two_opinions()
    first, *rest = comparison.differences
    made = replace(comparison, differences=(replace(first, a_value=a, b_value=b), *rest))
    layout = lay_out(made, width, Mode.STACKED)
    block = next(n for n, one in enumerate(layout.blocks) if 0 in one.firm)
    rows = [row for row in layout.rows if row.block == block and row.a is None and row.b is None]
    return ["".join(run.text for run in row.runs).strip() for row in rows]


def test_two_long_values_stand_whole_one_below_the_other_in_a_narrow_window() -> None:
    assert values_shown(80, *ADVICE) == [f"≠ A: {ADVICE[0]}", f"B: {ADVICE[1]}   (grade)"]


def test_the_same_values_stand_beside_each_other_where_they_fit() -> None:
    assert values_shown(120, *ADVICE) == [f"≠ A: {ADVICE[0]}   B: {ADVICE[1]}   (grade)"]


@pytest.mark.parametrize("width", range(60, 161, 4))
def test_a_value_longer_than_a_row_is_wrapped_and_what_is_advised_is_not_parted(width: int) -> None:
    a, b = (f"total neoadjuvant therapy with induction chemotherapy and {words}" for words in ADVICE)
    rows = values_shown(width, a, b)
    assert " ".join(" ".join(rows).split()).startswith(f"≠ A: {a} B: {b}")
    assert any("advised against" in row for row in rows) and not any("…" in row for row in rows)
    assert max(map(cell_len, rows)) <= width - 9


def told(width: int, least: int, a: str, b: str) -> list[str]:
    """What stands below the passages of the first difference, where these are its values."""
    comparison = two_opinions()
    first, *rest = comparison.differences
    made = replace(comparison, differences=(replace(first, a_value=a, b_value=b), *rest))
    parts = difference_words(Marked(made), lay_out(made, width), 0, Told.VALUE)
    return ["".join(run.text for run in row) for row in detail_rows(parts, "Enter opens A (Tab)", width, least)]


@pytest.mark.parametrize("width", range(60, 161, 4))
@pytest.mark.parametrize("least", [2, 3])
def test_below_the_passages_a_value_is_wrapped_and_never_cut(width: int, least: int) -> None:
    a, b = (f"total neoadjuvant therapy with induction chemotherapy and {words}" for words in ADVICE)
    rows = told(width, least, a, b)
    whole = " ".join(" ".join(rows).split())
    assert f"A 1:2 {a}" in whole and f"B 1:5 {b}" in whole and "…" not in whole
    assert "both give a grade on one scale; not the same step" in whole and "Enter opens A (Tab)" in whole
    assert any("advised against" in row for row in rows), "what is advised is not parted"
    assert max(map(cell_len, rows)) <= width


def test_below_the_passages_short_values_share_a_row() -> None:
    assert told(80, 3, "2", "3") == [
        " difference 1 of 5, sure · Diagnosis · Enter opens A (Tab)",
        " A 1:2 2   B 1:5 3",
        " why: grade: both give a grade on one scale; not the same step",
    ]


def test_a_value_that_is_its_own_words_is_told_once() -> None:
    comparison = two_opinions()
    first, *rest = comparison.differences
    apart = Span(1, 2, 0, 8), Span(1, 2, 16, 25)
    made = replace(comparison, differences=(replace(first, a=apart, a_value="Invasive … carcinoma"), *rest))
    side = difference_words(Marked(made), lay_out(made, 120), 0)[1]
    assert "".join(run.text for run in side) == "A page 1 line 2 “Invasive … carcinoma”"
