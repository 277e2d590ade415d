"""A document's own date: one chosen by rule among all its dates; nothing guessed."""

from __future__ import annotations

import pytest

from binder.filing import file
from binder.model.record import DateRole, Precision
from tests.filing.conftest import Paper
from tests.filing.papers import PAPERS


def test_a_lab_report_is_dated_by_its_collection_not_its_printing(paper: Paper) -> None:
    filing = file(paper(PAPERS["labs"][1]), received="2026-07-01")
    assert filing.date == "2026-03-13"
    assert filing.date_basis and filing.date_basis.role is DateRole.COLLECTED
    assert filing.date_basis.citation and filing.date_basis.citation.quote == "Collected: 03/13/2026"
    assert {d.role for d in filing.dates} >= {DateRole.PRINTED, DateRole.BIRTH, DateRole.REPORTED}


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("discharge", "2026-02-02"),
        ("operative", "2026-01-30"),
        ("insurance approval", "2026-03-09"),
        ("slide release", "2026-03-16"),
        ("second opinion", "2026-04-14"),
        ("slide re-read", "2026-03-21"),
        ("imaging", "2026-01-20"),
        ("authorization", "2026-03-01"),
        ("power of attorney", "2026-02-20"),
        ("voicemail", "2026-03-17"),
        ("tumor board", "2026-03-26"),
        ("letter", "2026-03-03"),
        ("immunizations", ""),
        ("treatment plan", "2026-03-24"),
        ("pathology", "2026-01-09"),
        ("genes", "2026-01-30"),
    ],
)
def test_each_kind_has_its_own_rule(name: str, date: str, paper: Paper) -> None:
    assert file(paper(PAPERS[name][1]), received="2026-07-01").date == date


def test_no_date_is_said_where_none_is_stated(paper: Paper) -> None:
    text = "PROGRESS NOTE\nSubjective: CT on 03/22/2010 showed a cyst. Born 01/02/1950.\nPlan: return in May.\n"
    filing = file(paper(text))
    assert filing.date == ""
    assert filing.date_precision is Precision.UNKNOWN
    assert "it states no date of its own" in filing.doubts


def test_an_appointment_to_come_is_not_the_date(paper: Paper) -> None:
    text = (
        "Midland Cancer Institute\nMarch 3, 2026\n\nDear Ms. Amberley:\nThis letter confirms your visit.\n"
        "Appointment: 03/30/2026\nSincerely,"
    )
    assert file(paper(text), received="2026-03-05").date == "2026-03-03"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Collected:03/13/2026", "2026-03-13"),
        ("Received Friday March 13, 2026 at 9:04 AM", "2026-03-13"),
        ("Progress Notes by Lena Fischer, MD at 3/13/2026 9:30 AM", "2026-03-13"),
        ("Signed at Larkmoor on March 13, 2026.", "2026-03-13"),
        ("Rosalind Amberley   DOB 5/11/1957   03/13/2026", "2026-03-13"),
        ("Date of MDT: 13/03/2026", "2026-03-13"),
        ("COMPARISON: CT chest 12/02/2025 (outside study).", ""),
        ("The MRI of January 13, 2026 showed a mass.", ""),
    ],
)
def test_the_own_date_stands_where_people_write_it_and_nowhere_else(line: str, date: str, paper: Paper) -> None:
    assert file(paper(f"CONFERENCE NOTE\n{line}\n"), received="2026-07-01").date == date


def test_a_table_with_a_column_for_each_day_is_dated_by_its_newest(paper: Paper) -> None:
    text = (
        "CUMULATIVE LAB RESULTS\nReference range\n            01/03/2026   01/24/2026   02/14/2026   Units\n"
        "WBC         6.1          4.0          2.2          K/uL\n"
        "Hemoglobin  12.2         11.0         9.8          g/dL\n"
    )
    assert file(paper(text), received="2026-07-01").date == "2026-02-14"
