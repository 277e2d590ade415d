"""Dates: every one found with what it is the date of, and its place."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from binder.filing import file
from binder.model.document import Document, Page
from binder.model.record import DateRole
from tests.filing.conftest import Paper, citations_hold


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


def test_a_date_beside_the_name_that_is_years_older_than_all_others_is_the_birth_date(paper: Paper) -> None:
    text = "MAMMOGRAM REPORT\nName: AMBERLEY,ROSALIND  5/11/57\nDate of exam 1/30/26\n"
    filing = file(paper(text), received="2026-07-01")
    assert filing.patient and filing.patient.born == "1957-05-11"
    assert filing.date == "2026-01-30"


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="0123456789/-. :ABDMOacdehlort\n", max_size=160),
    st.dates(dt.date(1950, 1, 1), dt.date(2026, 6, 1)),
)
def test_whatever_the_text_every_citation_holds(noise: str, day: dt.date) -> None:
    text = f"{noise}\nDate of service: {day:%m/%d/%Y}  Hemoglobin 11.2 g/dL 12.0-16.0\npT2 pN1a {noise}"
    document = Document("x", "text/plain", (Page(1, tuple(text.split("\n"))),))
    assert citations_hold(document, file(document, received="2026-07-01"))
