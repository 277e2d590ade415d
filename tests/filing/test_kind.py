"""What a document is: said with the words that decided, and with a confidence that means something."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.filing import file
from binder.model.document import Document
from binder.model.kinds import Kind
from binder.model.study import Instance
from tests.filing.conftest import Paper, citations_hold
from tests.filing.elsewhere import ELSEWHERE
from tests.filing.papers import PAPERS


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_a_family_holds_is_known_for_what_it_is(name: str, paper: Paper) -> None:
    kind, text = PAPERS[name]
    document = paper(text)
    filing = file(document, received="2026-07-01")
    assert filing.kind == kind
    assert filing.kind_basis
    assert citations_hold(document, filing)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_papers_of_other_places_are_known_with_their_day_and_their_patient(name: str, paper: Paper) -> None:
    kind, date, patient, text = ELSEWHERE[name]
    document = paper(text)
    filing = file(document, received="2026-07-15")
    assert (filing.kind, filing.date) == (kind, date)
    assert patient.casefold() in (filing.patient.name.casefold() if filing.patient else "")
    assert citations_hold(document, filing)


def test_the_words_that_decided_stand_in_the_document(paper: Paper) -> None:
    text = PAPERS["operative"][1]
    for words in file(paper(text)).kind_basis:
        assert words.split()[0] in text.lower()


def test_a_document_that_says_nothing_is_not_given_a_kind(paper: Paper) -> None:
    filing = file(paper("Thank you for shopping.\nTotal 12 items.\n"))
    assert filing.kind is Kind.OTHER
    assert filing.kind_confidence < 0.5
    assert any("kind" in doubt for doubt in filing.doubts)


def test_a_weak_guess_waits_for_a_person_and_names_the_other_possibility(paper: Paper) -> None:
    filing = file(paper("Impression: stable.\nPlan: as before.\nFindings: none.\n"))
    assert filing.kind_confidence < 0.75
    assert any(doubt.startswith("it is probably") for doubt in filing.doubts)


def test_a_name_given_by_a_person_helps_where_the_text_is_silent(paper: Paper) -> None:
    assert file(paper("page one of two", name="discharge summary March.txt")).kind is Kind.DISCHARGE_SUMMARY


def test_dicom_needs_no_guess() -> None:
    instance = Instance(
        "1.2.3",
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2",
        "1.2.1",
        modality="CT",
        study_date="2026-01-20",
        patient_name="Amberley Rosalind",
        patient_birth_date="1957-05-11",
        patient_id="77",
        study_description="CHEST W CONTRAST",
        body_part="CHEST",
        accession="A9",
        has_pixels=True,
    )
    filing = file(Document("IM1", "application/dicom", instance=instance))
    assert (filing.kind, filing.date, filing.accession) == (Kind.IMAGING_STUDY, "2026-01-20", "A9")
    assert filing.title == "CT, CHEST W CONTRAST"
    assert filing.patient and filing.patient.born == "1957-05-11"
    assert filing.doubts == ()


def test_a_picture_without_text_asks_what_it_is() -> None:
    filing = file(Document("IMG_2231.jpg", "image/jpeg", picture_pages=1))
    assert filing.kind is Kind.IMAGE
    assert filing.date == ""
    assert filing.doubts


def test_a_letter_about_an_operation_is_a_letter(paper: Paper) -> None:
    text = """Ansel Pryor, MD
February 10, 2026

Dear Dr. Quill:

Thank you for referring Ms. Amberley. I had the pleasure of operating on her on January 30, 2026.
The incision has healed.

Sincerely,

Ansel Pryor, MD"""
    filing = file(paper(text))
    assert (filing.kind, filing.date, filing.author) == (Kind.LETTER, "2026-02-10", "Ansel Pryor, MD")


@pytest.mark.parametrize(
    "line",
    [
        "a" + " " * 20_000 + "b 1",
        "1" * 20_000,
        ". " * 10_000,
        "pT2 N1 " * 3_000,
        "1/2/" * 5_000,
        "Patient: " + "Aa " * 7_000,
    ],
)
def test_an_absurd_line_is_filed_all_the_same(line: str, paper: Paper) -> None:
    document = paper(line)
    assert citations_hold(document, file(document))


@pytest.mark.data
def test_what_is_called_sure_is_right_nine_times_in_ten(data: Path) -> None:
    from bench import score_filing as bench

    sure: list[bool] = []
    for row in bench.rows(data):
        accepted = bench.accepted(row)
        if row["kind"] != "text" or not accepted or not row["path"].endswith(".txt"):
            continue
        document = bench.plain(data / row["path"])
        filing = file(Document("document", document.media_type, document.pages))
        assert citations_hold(document, filing), row["path"]
        if filing.kind_confidence >= 0.9:
            sure.append(filing.kind.value in accepted)
    assert sum(sure) / len(sure) >= 0.9
    assert len(sure) >= 100


ADVICE = """{head}
Staging CT did not reveal metastases.
MRI of the breast shows a mass of 2.3 cm; the ultrasound of the axilla is negative.
I recommend lumpectomy with sentinel lymph node biopsy. In my opinion chemotherapy is not needed.
Surgery should take place within 4 weeks.
"""


@pytest.mark.parametrize("head", ["", "Impression and plan", "Dear Mrs. Amberley,"])
def test_a_doctors_advice_that_speaks_of_scans_is_no_radiology_report(head: str, paper: Paper) -> None:
    found = file(paper(ADVICE.format(head=head)))
    assert found.kind in (Kind.SECOND_OPINION, Kind.CONSULT_NOTE, Kind.LETTER, Kind.TREATMENT_PLAN)


def test_a_sentence_among_the_first_lines_is_no_title(paper: Paper) -> None:
    filing = file(paper("She had a colonoscopy report sent to us last year.\nThe weather was fine.\n"))
    assert filing.kind_confidence < 0.75


def test_a_note_that_quotes_a_few_values_does_not_become_a_laboratory_report(paper: Paper) -> None:
    told = "\n".join(f"Day {n}: the patient rested and was given fluids and antibiotics." for n in range(1, 15))
    values = "Sodium  139 mmol/L (133-146)\nPotassium  4.4 mmol/L (3.5-5.3)\nCreatinine  1.0 mg/dL (0.7-1.3)\n"
    filing = file(paper(f"Reason for admission: pneumonia.\nHospital stay:\n{told}\n{values}Discharged home.\n"))
    assert filing.kind is Kind.DISCHARGE_SUMMARY


def test_the_licence_of_a_viewer_on_a_disc_is_no_message(paper: Paper) -> None:
    text = (
        "Copyright (c) 2019 The viewer's authors. If you have questions, please send a message to the authors.\n"
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software.\n"
        'THE SOFTWARE IS PROVIDED "AS IS", without warranties of merchantability.\n'
    )
    assert file(paper(text, "ABOUT.txt")).kind is Kind.OTHER
