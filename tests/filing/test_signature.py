"""Who wrote a letter: by its signature or its letterhead, never the patient nor the doctor it is addressed to."""

from __future__ import annotations

import pytest

from binder.filing import file
from tests.filing.conftest import Paper

LETTER = """\
Westpark Urology
Date: 12 March 2026
Re: Mr. George Hale, DOB 05/11/1957
Dear Dr. Quill,

Thank you for sending this gentleman. The biopsy shows adenocarcinoma, Gleason 3+4.
I advise robotic prostatectomy; radiotherapy would be the alternative.
"""


@pytest.mark.parametrize(
    ("end", "author"),
    [
        ("Mr. Simon Achterberg MD PhD", "Mr. Simon Achterberg MD PhD"),
        ("Mr Simon Achterberg, FRCS", "Mr Simon Achterberg, FRCS"),
        ("Mr. Simon Achterberg, MD, PhD, FEBU", "Mr. Simon Achterberg, MD, PhD, FEBU"),
        ("Mr Simon Achterberg FRCS(Urol)", "Mr Simon Achterberg FRCS(Urol)"),
        ("Yours sincerely,\n\nMr. Simon Achterberg MD PhD", "Mr. Simon Achterberg MD PhD"),
        ("Dr. Miriam Feld", "Dr. Miriam Feld"),
        ("Prof. Miriam Feld", "Prof. Miriam Feld"),
        ("Dr. M. Feld\n\nPage 1 of 1", "Dr. M. Feld"),
        ("Signed by:\nDr. Miriam Feld", "Dr. Miriam Feld"),
        ("Prof. Dr. med. Miriam Feld", "Prof. Dr. med. Miriam Feld"),
        ("Kind regards,\nDr. Miriam Feld", "Dr. Miriam Feld"),
        ("Many thanks,\nDr. Miriam Feld", "Dr. Miriam Feld"),
        ("With kind regards\n\nDr. Miriam Feld", "Dr. Miriam Feld"),
        ("Yours sincerely\n\nDr. Miriam Feld\nConsultant Urological Surgeon", "Dr. Miriam Feld"),
        ("Dr. Miriam Feld\nConsultant Urological Surgeon", "Dr. Miriam Feld"),
        ("Yours sincerely\n\nDr. Miriam Feld\n\ncc: Dr. Imogen Quill", "Dr. Miriam Feld"),
        ("Dr. Miriam Feld\n\ncc:\nDr. Imogen Quill\nGlenn Porter, MD", "Dr. Miriam Feld"),
    ],
)
def test_a_letter_is_by_who_signed_it(end: str, author: str, paper: Paper) -> None:
    assert file(paper(f"{LETTER}\n{end}\n")).author == author


@pytest.mark.parametrize(
    "head",
    [
        "UROLOGY - KLINIKUM WESTPARK - Dr. R. Anand",
        "Klinikum Westpark – Department of Urology – Dr. R. Anand",
        "Westpark Hospital | Radiation Oncology | Dr. R. Anand",
    ],
)
def test_a_letterhead_of_department_and_place_ends_in_the_doctor(head: str, paper: Paper) -> None:
    assert file(paper(f"{head}\n{LETTER}")).author == "Dr. R. Anand"


def test_who_signed_comes_before_the_letterhead(paper: Paper) -> None:
    text = f"UROLOGY - KLINIKUM WESTPARK - Dr. R. Anand\n{LETTER}\nYours sincerely\nDr. Miriam Feld\n"
    assert file(paper(text)).author == "Dr. Miriam Feld"


@pytest.mark.parametrize(
    "end",
    [
        "Dear Mr. George Hale",
        "Re: Mr. George Hale",
        "Pt: George Hale",
        "Mr. George Hale",
        "Yours sincerely\n\nMr. George Hale\n14 Birch Row",
        "Dear Dr. Imogen Quill",
        "Dear Dr. Imogen Quill MD",
        "To: Dr. Imogen Quill",
        "To Dr. Imogen Quill, MD",
        "cc: Dr. Anna Brandt",
        "CC Dr. Anna Brandt",
        "cc:\nDr. Anna Brandt",
        "Yours sincerely\n\ncc:\nDr. Anna Brandt\nGlenn Porter, MD",
        "Dr. Imogen Quill",
        "Yours sincerely\n\nDr. Imogen Quill",
    ],
)
def test_neither_the_patient_nor_who_is_addressed_wrote_the_letter(end: str, paper: Paper) -> None:
    assert file(paper(f"{LETTER}\n{end}\n")).author == ""


@pytest.mark.parametrize(
    "head",
    [
        "To: UROLOGY - KLINIKUM WESTPARK - Dr. R. Anand",
        "To:\nUROLOGY - KLINIKUM WESTPARK - Dr. R. Anand",
        "UROLOGY - KLINIKUM WESTPARK - Dr. I. Quill",
        "UROLOGY - KLINIKUM WESTPARK - George Hale",
        "UROLOGY - follow-up - Dr. R. Anand",
    ],
)
def test_a_head_line_that_addresses_somebody_is_no_letterhead(head: str, paper: Paper) -> None:
    assert file(paper(f"{head}\n{LETTER}")).author == ""


def test_a_doctor_of_the_patients_surname_still_signs(paper: Paper) -> None:
    assert file(paper(f"{LETTER}\nDr. Anna Hale\n")).author == "Dr. Anna Hale"


def test_a_patients_own_letter_is_theirs(paper: Paper) -> None:
    assert file(paper(f"{LETTER}\nYours sincerely\nGeorge Hale\n")).author == "George Hale"


def test_the_patient_stays_who_the_letter_is_about(paper: Paper) -> None:
    patient = file(paper(f"UROLOGY - KLINIKUM WESTPARK - Dr. R. Anand\n{LETTER}\nDr. Miriam Feld\n")).patient
    assert patient and (patient.name, patient.born) == ("George Hale", "1957-05-11")


@pytest.mark.parametrize("above", ["He will be seen in April by", "Referring physician:", "Appointment with:"])
def test_a_name_that_ends_a_sentence_or_a_field_signs_nothing(above: str, paper: Paper) -> None:
    assert file(paper(f"{LETTER}{above}\nDr. Miriam Feld\n")).author == ""


@pytest.mark.parametrize(
    "dear", ["Dear Dr. Feld:", "Dear Doctor Feld,", "Dear Mrs. Hale and Dr. Feld,", "To: Dr. M. Feld   Fax: 12"]
)
def test_however_a_doctor_is_addressed_they_wrote_nothing(dear: str, paper: Paper) -> None:
    assert file(paper(f"{dear}\n\nThe biopsy shows adenocarcinoma.\n\nDr. Miriam Feld\n")).author == ""


@pytest.mark.parametrize("closing", ["Yours sincerely", "With kind regards", "Sincerely"])
def test_closing_and_name_may_share_a_line(closing: str, paper: Paper) -> None:
    assert file(paper(f"{LETTER}\n{closing}, Dr. Miriam Feld\n")).author == "Dr. Miriam Feld"
