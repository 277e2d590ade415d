"""Whose document it is, who wrote it, and what happens when it is somebody else's."""

from __future__ import annotations

import pytest

from binder.filing import file
from binder.model.record import Person
from tests.filing.conftest import Paper
from tests.filing.papers import PAPERS

ROSALIND = Person("Rosalind Amberley", born="1957-05-11")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Patient Name: AMBERLEY, ROSALIND   MRN: 7702281", "AMBERLEY, ROSALIND"),
        ("Patient: Rosalind J. Amberley  DOB: 05/11/1957", "Rosalind J. Amberley"),
        ("NAME: Rosalind Amberley      Date of Birth: 05/11/1957", "Rosalind Amberley"),
        ("RE: Mrs. Rosalind Amberley", "Rosalind Amberley"),
        ("Patient: van der Amberley, Rosalind", "van der Amberley, Rosalind"),
        ("Patient: O'Amberley-Quist, Rosalind (F)", "O'Amberley-Quist, Rosalind"),
        ("Surname: AMBERLEY   Forename: Rosalind   NHS No: 943 476 5919", "Rosalind AMBERLEY"),
        ("Patient Name    Rosalind Amberley     Path No.   S26-0718", "Rosalind Amberley"),
        ("Rosalind Amberley, DOB 5/11/1957", "Rosalind Amberley"),
        ("VISIT LIST - Rosalind Amberley (MRN: 3310)", "Rosalind Amberley"),
        ("Amberley, Rosalind  68 F  DOB 05/11/1957", "Amberley, Rosalind"),
        ("I saw Mrs. Rosalind Amberley (date of birth 11 May 1957) today.", "Rosalind Amberley"),
        ("Patient Name: AMBERLEY, R0SALIND", "AMBERLEY, ROSALIND"),
        ("Name: AMBERLEY,ROSALIND  05/11/1957", "AMBERLEY,ROSALIND"),
        ("Patient: Discharge Instructions", ""),
        ("Re: Request for Records", ""),
    ],
)
def test_the_patient_is_read_by_label(line: str, name: str, paper: Paper) -> None:
    patient = file(paper(f"PROGRESS NOTE\n{line}\n")).patient
    assert (patient.name if patient else "") == name


def test_birth_date_and_record_number_come_along(paper: Paper) -> None:
    patient = file(paper(PAPERS["discharge"][1])).patient
    assert patient == Person("Amberley, Rosalind", "1957-05-11", "7702281", "patient")


@pytest.mark.parametrize(
    ("name", "author"),
    [("discharge", "Ansel Pryor, MD"), ("second opinion", "Orla Fennimore, MD"), ("pathology", "Lucan Brodie, MD"),
     ("imaging", "Wren Castellane, MD"), ("letter", "Imogen Quill, MD"), ("consult", "")],
)  # fmt: skip
def test_the_author_is_who_signed_not_who_asked(name: str, author: str, paper: Paper) -> None:
    assert file(paper(PAPERS[name][1])).author == author


@pytest.mark.parametrize("before", ["Sincerely", "Second Opinion", "Consultation Report"])
def test_what_stands_before_the_name_on_its_line_is_no_part_of_it(before: str, paper: Paper) -> None:
    assert file(paper(f"I advise surgery.\n\n{before}, Ada Lakeside, MD\n")).author == "Ada Lakeside, MD"


def test_the_letterhead_names_the_place(paper: Paper) -> None:
    assert file(paper(PAPERS["second opinion"][1])).facility == "Midland Cancer Institute"


@pytest.mark.parametrize("name", ["discharge", "pathology", "imaging", "labs", "second opinion"])
def test_the_patients_own_papers_raise_no_alarm(name: str, paper: Paper) -> None:
    doubts = file(paper(PAPERS[name][1]), patient=ROSALIND, received="2026-07-01").doubts
    assert not any("another person" in d for d in doubts)


def test_another_persons_document_says_so_first(paper: Paper) -> None:
    text = PAPERS["discharge"][1].replace("Amberley, Rosalind", "Vance, Theodora").replace("05/11/1957", "08/23/1949")
    doubts = file(paper(text), patient=ROSALIND, received="2026-07-01").doubts
    assert doubts[0] == ("this may be another person's: it names Vance, Theodora, not Rosalind Amberley; "
                         "born 23 August 1949, not 11 May 1957")  # fmt: skip


def test_a_sister_of_the_same_surname_is_another_person(paper: Paper) -> None:
    text = PAPERS["discharge"][1].replace("Amberley, Rosalind", "Amberley, Juniper").replace("05/11/1957", "10/02/1960")
    assert any("another person" in d for d in file(paper(text), patient=ROSALIND, received="2026-07-01").doubts)


def test_a_married_or_shortened_name_is_the_same_person(paper: Paper) -> None:
    text = PAPERS["discharge"][1].replace("Amberley, Rosalind", "Amberley, Roz")
    married = PAPERS["discharge"][1].replace("Amberley, Rosalind", "Amberley-Hart, Rosalind")
    for document in (paper(text), paper(married)):
        assert not any("another person" in d for d in file(document, patient=ROSALIND, received="2026-07-01").doubts)


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        ("Submitting Physician: Glenn Porter, MD\nPathologist: Nadia Karim, MD", "Nadia Karim, MD"),
        ("Submitting MD: PORTER, GLENN\nElectronically signed by Karim, Nadia MD on 2/3/2026", "Karim, Nadia MD"),
        ("Physician(s): Glenn Porter MD\nNadia Karim, M.D.\nAttending Pathologist", "Nadia Karim, M.D"),
        ("Attending: Glenn Porter, MD\nReport electronically verified by: Nadia Karim, MD", "Nadia Karim, MD"),
        ("Submitted by: Glenn Porter, MD\nReported by: Dr N Karim, Consultant Histopathologist", "Dr N Karim"),
    ],
)
def test_a_pathology_report_is_by_the_pathologist_not_by_who_sent_the_specimen(
    lines: str, author: str, paper: Paper
) -> None:
    text = f"SURGICAL PATHOLOGY REPORT\nFinal diagnosis: carcinoma\nGross description: received in formalin\n{lines}\n"
    assert file(paper(text)).author == author


def test_an_age_that_the_patient_did_not_have_then_is_looked_at(paper: Paper) -> None:
    def doubts(words: str) -> str:
        text = f"RADIOLOGY REPORT\nExam date: 03/02/2026\nHistory: {words}\nImpression: no acute finding.\n"
        return " ".join(file(paper(text), patient=ROSALIND, received="2026-07-01").doubts)

    child = doubts("5-year-old boy with cough.")
    assert "another person's: it tells of a 5-year-old boy, the patient was about 69 then" in child
    for words in (
        "68-year-old woman with cough.",
        "lives with her 5-year-old grandson.",
        "has a 40 year old male partner.",
    ):
        assert "another person" not in doubts(words)
