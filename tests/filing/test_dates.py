"""Dates: every one found with what it is the date of; one chosen by rule; nothing guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binder.filing import file
from binder.filing.dates import find_dates
from binder.filing.sheet import Sheet
from binder.model.document import Document, Page
from binder.model.record import DateRole, Precision
from tests.filing.conftest import Paper, citations_hold
from tests.filing.papers import PAPERS

TODAY = dt.date(2026, 7, 1)
FORMATS = """2026-03-13|2026/03/13|2026.03.13|03/13/2026|3/13/26|03-13-2026|13.03.2026|13/03/2026|13-Mar-2026
13 Mar 2026
13MAR2026|13-MAR-26|Mar 13, 2026|March 13 2026|March 13th, 2026|13th of March 2026|13th day of March, 2026|Mar-13-2026
Fri 13 Mar 2026|2026-03-13T14:30:00Z|Collected: 20260313|3/13/2026 14:30|03/13/2026 2:30PM|MARCH 13, 2026|13. März 2026
13 de marzo de 2026|Mar. 13, 2026|13/Mar/2026|Friday, March 13, 2026|03 / 13 / 2026|Mar 13 '26"""
NOT_DATES = """call 555-03-1234|BP 120/80|1/17 nodes|version 1.2.3|10.0.0.1|T 98.6|5/5 strength
vision 20/40 and 20/400|SSN 123-45-6789
zip 12345-6789|C50.911|3.4-10.8|1.5 x 2.0 x 3.0|S26-01234|case 26-03-1234|MRN 20260313|617-555-0123
may 5 mg be given|10/12/14 mg
G2P1011|12-14 weeks|on the 13th|in 2004|L4-5-S1|9/10|3/93|March madness|1.10.20|40/60/2026|30 February 2026"""


def _found(line: str) -> list[str]:
    sheet = Sheet(Document("x", "text/plain", (Page(1, (line,)),)))
    return [d.found.value for d in find_dates(sheet, TODAY)]


@pytest.mark.parametrize("written", [f for line in FORMATS.splitlines() for f in line.split("|")])
def test_a_date_is_read_in_the_ways_medicine_writes_it(written: str) -> None:
    assert _found(written) == ["2026-03-13"]


@pytest.mark.parametrize("written", [f for line in NOT_DATES.splitlines() for f in line.split("|")])
def test_other_numbers_are_not_dates(written: str) -> None:
    assert _found(f"The note goes on for a while before it mentions that {written}") == []


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


def test_day_and_month_are_never_swapped_in_silence(paper: Paper) -> None:
    filing = file(paper("PROGRESS NOTE\nDate of visit: 03/04/2026\nSubjective: well"), received="2026-07-01")
    assert filing.date_basis and {filing.date, filing.date_basis.other_reading} == {"2026-03-04", "2026-04-03"}
    assert filing.date_confidence < 0.75
    assert "03/04/2026 could be 4 March 2026 or 3 April 2026" in filing.doubts


def test_a_number_above_twelve_decides_for_the_whole_document(paper: Paper) -> None:
    filing = file(
        paper("PROGRESS NOTE\nDate of visit: 03/04/2026\nDOB: 25/12/1950\nSubjective: well"), received="2026-07-01"
    )
    assert filing.date == "2026-04-03"
    assert not any("could be" in doubt for doubt in filing.doubts)


def test_a_reading_that_lies_in_the_future_is_no_reading(paper: Paper) -> None:
    filing = file(paper("PROGRESS NOTE\nDate of visit: 03/12/2026\nSubjective: well"), received="2026-04-01")
    assert filing.date == "2026-03-12"
    assert not any("could be" in doubt for doubt in filing.doubts)


def test_the_users_habit_settles_what_the_document_leaves_open(paper: Paper) -> None:
    text = "PROGRESS NOTE\nDate of visit: 03/04/2026\nSubjective: well"
    assert file(paper(text), received="2026-07-01", day_first=True).date == "2026-04-03"
    assert file(paper(text), received="2026-07-01", day_first=False).date == "2026-03-04"


def test_an_appointment_to_come_is_not_the_date(paper: Paper) -> None:
    text = (
        "Midland Cancer Institute\nMarch 3, 2026\n\nDear Ms. Amberley:\nThis letter confirms your visit.\n"
        "Appointment: 03/30/2026\nSincerely,"
    )
    assert file(paper(text), received="2026-03-05").date == "2026-03-03"


def test_a_header_above_its_dates_names_them(paper: Paper) -> None:
    text = (
        "SURGICAL PATHOLOGY REPORT\n"
        "Collected          Received          Reported\n"
        "01/19/2026         01/20/2026        01/23/2026\nGross description: received in formalin"
    )
    filing = file(paper(text), received="2026-07-01")
    assert filing.date == "2026-01-19"
    assert [d.role for d in filing.dates] == [DateRole.COLLECTED, DateRole.RECEIVED, DateRole.REPORTED]


def test_a_birth_year_of_two_digits_is_settled_by_the_age(paper: Paper) -> None:
    filing = file(paper("PROGRESS NOTE\nDOB: 05/14/21   Age: 104\nDate of visit: 03/13/2026"), received="2026-07-01")
    assert filing.patient and filing.patient.born == "1921-05-14"


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="0123456789/-. :ABDMOacdehlort\n", max_size=160),
    st.dates(dt.date(1950, 1, 1), dt.date(2026, 6, 1)),
)
def test_whatever_the_text_every_citation_holds(noise: str, day: dt.date) -> None:
    text = f"{noise}\nDate of service: {day:%m/%d/%Y}  Hemoglobin 11.2 g/dL 12.0-16.0\npT2 pN1a {noise}"
    document = Document("x", "text/plain", (Page(1, tuple(text.split("\n"))),))
    assert citations_hold(document, file(document, received="2026-07-01"))


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


def test_a_date_beside_the_name_that_is_years_older_than_all_others_is_the_birth_date(paper: Paper) -> None:
    text = "MAMMOGRAM REPORT\nName: AMBERLEY,ROSALIND  5/11/57\nDate of exam 1/30/26\n"
    filing = file(paper(text), received="2026-07-01")
    assert filing.patient and filing.patient.born == "1957-05-11"
    assert filing.date == "2026-01-30"


def test_a_table_with_a_column_for_each_day_is_dated_by_its_newest(paper: Paper) -> None:
    text = (
        "CUMULATIVE LAB RESULTS\nReference range\n            01/03/2026   01/24/2026   02/14/2026   Units\n"
        "WBC         6.1          4.0          2.2          K/uL\n"
        "Hemoglobin  12.2         11.0         9.8          g/dL\n"
    )
    assert file(paper(text), received="2026-07-01").date == "2026-02-14"


def test_british_words_settle_the_order_of_day_and_month_and_keep_the_other_reading(paper: Paper) -> None:
    text = "CLINIC LETTER\nDate: 03/04/2026\nThe tumour has not grown.\n"
    filing = file(paper(text), received="2026-07-01")
    assert filing.date == "2026-04-03"
    assert filing.date_basis and filing.date_basis.other_reading == "2026-03-04"
