"""How an opinion is called on the screen: by its doctor, else by a title that cannot be taken for one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from binder.model.comparison import Axis
from binder.model.opinion import Cell, Column, Marked, Matrix
from binder.tui.widgets.opinion_axes import head_rows
from binder.tui.widgets.opinion_lists import matrix_rows
from tests.tui.test_opinion_layout import text_of
from tests.tui.two_opinions import two_opinions


@pytest.mark.parametrize("width", [80, 120])
def test_a_title_is_not_taken_for_the_name_of_a_doctor(width: int) -> None:
    comparison = two_opinions()
    unsigned = replace(comparison, a=replace(comparison.a, author="", title="Summary of findings"))
    head = "\n".join(text_of(row) for row in head_rows(Marked(unsigned), width))
    assert "A  titled “Summary of" in head and "B  Dr. Two" in head
    columns = tuple(Column(t.title, t.author, "", t.record, n, {a: Cell() for a in Axis})
                    for n, t in enumerate((unsigned.a, unsigned.b), 1))  # fmt: skip
    assert any("1 titled “Summary of findings”" in text_of(row) for row in matrix_rows(Matrix(columns), width))


@pytest.mark.parametrize("width", [60, 78, 100, 120])
def test_a_title_that_is_too_long_stays_a_closed_quotation_with_its_date(width: int) -> None:
    long = "Summary of findings and recommendations of the multidisciplinary conference on hepatobiliary tumours"
    comparison = two_opinions()
    unsigned = replace(comparison, a=replace(comparison.a, author="", title=long))
    head = next(text for row in head_rows(Marked(unsigned), width) if "A  titled" in (text := text_of(row)))
    assert re.search(r"A  titled “S[^”“]*…”, 2 Mar 2026", head) and cell_len(head) <= width
    columns = tuple(Column(t.title, t.author, t.date, t.record, n, {a: Cell() for a in Axis})
                    for n, t in enumerate((unsigned.a, unsigned.b), 1))  # fmt: skip
    rows = [text_of(row) for row in matrix_rows(Matrix(columns), width)]
    named = [row for row in rows if "1 titled “" in row]
    assert named and all(re.search(r"titled “[^”]+”, 2 Mar 2026", row) for row in named)
    assert max(map(cell_len, rows)) <= width
