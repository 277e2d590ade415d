"""Dates are read as medicine writes them, no other number is taken for one, and day and month never swap in silence."""

from __future__ import annotations

import datetime as dt

import pytest

from binder.filing import file, why_read_so
from binder.filing.dates import find_dates
from binder.filing.sheet import Sheet
from binder.model.document import Document, Page
from binder.model.record import Person
from tests.filing.conftest import Paper

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


VERA = Person("Vera Lindqvist", born="1951-04-12")


@pytest.mark.parametrize(
    ("birth", "date", "reason"),
    [
        ("04/12/1951", "2026-08-03", "month first, as “DOB: 04/12/1951” is 12 April"),
        ("12/04/1951", "2026-03-08", "day first, as “DOB: 12/04/1951” is 12 April"),
        ("12.4.1951", "2026-03-08", "day first, as “DOB: 12.4.1951” is 12 April"),
        ("04/12/51", "2026-08-03", "month first, as “DOB: 04/12/51” is 12 April"),
    ],
)
def test_the_patients_own_birth_date_shows_whether_day_or_month_comes_first(
    birth: str, date: str, reason: str, paper: Paper
) -> None:
    text = f"PROGRESS NOTE\nPatient: Vera Lindqvist   DOB: {birth}\nDate of visit: 08/03/2026\nSubjective: well"
    filing = file(paper(text), received="2026-12-01", patient=VERA)
    assert (filing.date, filing.patient and filing.patient.born) == (date, "1951-04-12")
    assert not filing.doubts and filing.date_basis and not filing.date_basis.other_reading
    assert why_read_so(filing) == reason
    unknown = file(paper(text), received="2026-12-01")
    if "." not in birth:
        assert unknown.doubts and not why_read_so(unknown), "whose birth date it is must be known"


def test_another_date_of_the_document_is_named_as_the_reason(paper: Paper) -> None:
    text = "PROGRESS NOTE\nPrinted: 25/12/2025\nDate of visit: 08/03/2026\nSubjective: well"
    filing = file(paper(text), received="2026-12-01")
    assert filing.date == "2026-03-08" and why_read_so(filing) == "day first, as “Printed: 25/12/2025” shows"
    for plain in ("08/25/2026", "8 March 2026", "2026-03-08", "08/08/2026"):
        assert why_read_so(file(paper(text.replace("08/03/2026", plain)), received="2026-12-01")) == ""


def test_a_birth_date_that_contradicts_the_other_dates_settles_nothing(paper: Paper) -> None:
    text = "PROGRESS NOTE\nDOB: 04/12/1951\nPrinted: 25/12/2025\nDate of visit: 08/03/2026\nSubjective: well"
    filing = file(paper(text), received="2026-12-01", patient=VERA)
    assert filing.date_basis and filing.date_basis.other_reading and why_read_so(filing) == ""


def test_somebody_elses_birth_date_settles_nothing(paper: Paper) -> None:
    text = "PROGRESS NOTE\nDOB: 05/11/1951\nDate of visit: 08/03/2026\nSubjective: well"
    assert "08/03/2026 could be 3 August" in " ".join(file(paper(text), received="2026-12-01", patient=VERA).doubts)


def test_a_reading_that_lies_in_the_future_is_no_reading(paper: Paper) -> None:
    filing = file(paper("PROGRESS NOTE\nDate of visit: 03/12/2026\nSubjective: well"), received="2026-04-01")
    assert filing.date == "2026-03-12"
    assert not any("could be" in doubt for doubt in filing.doubts)


def test_the_users_habit_settles_what_the_document_leaves_open(paper: Paper) -> None:
    text = "PROGRESS NOTE\nDate of visit: 03/04/2026\nSubjective: well"
    assert file(paper(text), received="2026-07-01", day_first=True).date == "2026-04-03"
    assert file(paper(text), received="2026-07-01", day_first=False).date == "2026-03-04"


def test_british_words_settle_the_order_of_day_and_month_and_keep_the_other_reading(paper: Paper) -> None:
    text = "CLINIC LETTER\nDate: 03/04/2026\nThe tumour has not grown.\n"
    filing = file(paper(text), received="2026-07-01")
    assert filing.date == "2026-04-03"
    assert filing.date_basis and filing.date_basis.other_reading == "2026-03-04"
