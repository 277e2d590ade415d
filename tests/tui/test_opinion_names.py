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
from binder.tui.widgets.opinion_names import whose
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
    assert any("A  titled “Summary of" in text_of(row) for row in matrix_rows(Matrix(columns), width))


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
    named = [row for row in rows if re.search("^ A  titled “", row)]
    assert named and all(re.search(r"titled “[^”]+”, 2 Mar 2026", row) for row in named)
    assert max(map(cell_len, rows)) <= width


@pytest.mark.parametrize(
    ("author", "width", "said"),
    [
        ("Prof. Adaeze Okonjo-Lund", 40, "Prof. Adaeze Okonjo-Lund, 26 Nov 2026"),
        ("Prof. Adaeze Okonjo-Lund", 33, "Adaeze Okonjo-Lund, 26 Nov 2026"),
        ("Prof. Adaeze Okonjo-Lund", 25, "Okonjo-Lund, 26 Nov 2026"),
        ("Okonjo-Lund, Adaeze", 30, "A. Okonjo-Lund, 26 Nov 2026"),
        ("Howard J. Pell, MD", 28, "Howard J. Pell, 26 Nov 2026"),
        ("Marcus Hetherington FRCS (Tr & Orth)", 35, "Marcus Hetherington, 26 Nov 2026"),
        ("Jane McKay MD PhD", 22, "J. McKay, 26 Nov 2026"),
        ("Dr. Maria de la Cruz, FRCS", 27, "M. de la Cruz, 26 Nov 2026"),
        ("Multidisciplinary Tumor Board", 32, "Multidisciplinary…, 26 Nov 2026"),
    ],
)
def test_of_a_name_that_is_too_long_the_surname_stays(author: str, width: int, said: str) -> None:
    assert whose(author, "letter.pdf", "", "2026-11-26", width) == said


def test_without_an_author_the_hospital_is_named_or_the_day_but_no_file() -> None:
    assert whose("", "scan_12.pdf", "St. Brigid Hospital", "2026-11-26", 60) == "St. Brigid Hospital, 26 Nov 2026"
    assert whose("", "scan_12.pdf", "", "2026-11-26", 60) == "letter of 26 Nov 2026"
    assert whose("", "scan_12.pdf", "", "", 60) == "titled “scan_12.pdf”, no date"
