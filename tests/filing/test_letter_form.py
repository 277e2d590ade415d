"""What a letter is, whose it is and of which day, told by its form: greeting, address, subject, closing."""

from __future__ import annotations

import pytest

from binder.filing import file
from binder.model.kinds import Kind
from tests.filing.conftest import Paper

HEAD = "Larkmoor Heart Clinic\n4 Quay Road, Larkmoor LM2 4QA, Telephone 01632 960777\n\n"
BODY = (
    "I have looked at your tracings again. Your valve is tight, and you are short of breath on your stairs.\n"
    "Assessment and plan: we discussed an operation. I recommend it within three months.\n\n"
    "Best,\n\nProf. Nia Okoro MD PhD FRCS (CTh)\n"
)


@pytest.mark.parametrize(
    ("address", "greeting"),
    [
        ("To: Mr. Anselm Reedwater", "Dear Mr. Reedwater,"),
        ("Mrs Odile Quennell\n8 Orchard Close\nLarkmoor LM2 1AA", "Dear Mrs Quennell,"),
        ("Ms Odile Quennell\n8 Orchard Close", "Dear Odile,"),
    ],
)
def test_a_letter_that_says_you_is_about_whom_it_is_addressed_to(address: str, greeting: str, paper: Paper) -> None:
    patient = file(paper(f"{HEAD}20 November 2025\n\n{address}\n\n{greeting}\n\n{BODY}"), received="2026-01-05").patient
    assert patient is not None
    assert patient.name in ("Anselm Reedwater", "Odile Quennell")


@pytest.mark.parametrize(
    ("address", "greeting", "body"),
    [
        ("Mr Ivor Slate FRCS\nLarkmoor Hospital", "Dear Mr Slate,", BODY),
        ("Mr Ivor Slate\nDepartment of Surgery", "Dear Mr Slate,", BODY),
        ("Dr Ivor Slate\n2 Mill Lane", "Dear Ivor,", BODY),
        (
            "Mr Ivor Slate\n2 Mill Lane",
            "Dear Mr Slate,",
            "She is well and may go home.\n\nYours sincerely,\n\nA. Bell MD\n",
        ),
        (
            "Mr Ivor Slate\n2 Mill Lane",
            "Dear Mr Slate,",
            "Your mother has a tight valve. Your mother's heart is weak. You ask me.\n\nYours sincerely,\n\nA. Bell\n",
        ),
    ],
)
def test_a_doctor_or_a_relative_addressed_is_not_the_patient(
    address: str, greeting: str, body: str, paper: Paper
) -> None:
    patient = file(paper(f"{HEAD}20 November 2025\n\n{address}\n\n{greeting}\n\n{body}"), received="2026-01-05").patient
    assert patient is None or not patient.name


def test_a_label_says_more_surely_whose_it_is_than_the_address(paper: Paper) -> None:
    address = "Ms Odile Quennell\n8 Orchard Close\n\nRe: Bruno Quennell\n\nDear Ms Quennell,"
    text = f"{HEAD}20 November 2025\n\n{address}\n\n{BODY}"
    patient = file(paper(text), received="2026-01-05").patient
    assert patient is not None and patient.name == "Bruno Quennell"


@pytest.mark.parametrize("about", ["Visit: 10/30/2025", "Clinic date: 10/30/2025"])
def test_a_letter_is_of_its_own_day_not_of_the_visit_it_tells_of(about: str, paper: Paper) -> None:
    text = (
        f"Northgate Urology Associates\n22 Quarry Road, Northgate, PA 19999\n\n11/02/2025\n\nKen Abara, DO\n\n"
        f"RE: REEDWATER, Anselm   DOB: 07/09/1958   {about}\n\nDear Ken,\n\n"
        "DIAGNOSIS: he has a small cancer.\n\nASSESSMENT AND PLAN: We discussed surgery. He is fit. I recommend it.\n\n"
        "Best,\n\nPaul R. Marsh, MD, FACS\n"
    )
    filing = file(paper(text), received="2026-01-05")
    assert (filing.kind, filing.date) == (Kind.LETTER, "2025-11-02")


def test_the_day_a_letter_was_typed_comes_before_that_of_the_clinic(paper: Paper) -> None:
    text = f"{HEAD}Clinic date: 9 October 2025\nDate typed: 14 October 2025\n\nDear Dr Slate,\n\n{BODY}"
    assert file(paper(text), received="2026-01-05").date == "2025-10-14"


@pytest.mark.parametrize(
    "subject",
    [
        "Subject: your visit for a second opinion on November 20, 2025",
        "Re: Second opinion, your aortic valve",
        "Your visit of 17 November 2025 - second opinion on your heart (date of birth 2 May 1955)",
    ],
)
def test_a_subject_line_makes_it_a_second_opinion(subject: str, paper: Paper) -> None:
    text = f"{HEAD}20 November 2025\n\nMrs Odile Quennell\n\n{subject}\n\nDear Mrs Quennell,\n\n{BODY}"
    assert file(paper(text), received="2026-01-05").kind is Kind.SECOND_OPINION


def test_who_asks_for_a_second_opinion_gives_none(paper: Paper) -> None:
    asked = "Re: Request for a second opinion\n\nDear Dr Slate,\n\nThank you for seeing her.\n\nSincerely,\n"
    text = f"{HEAD}20 November 2025\n\n{asked}"
    assert file(paper(text), received="2026-01-05").kind is not Kind.SECOND_OPINION


@pytest.mark.parametrize(
    ("first", "place"),
    [
        (
            "Seaforth University Cancer Center\nBreast Program - Second Opinion Service",
            "Seaforth University Cancer Center",
        ),
        (
            "Breast Program - Second Opinion Service\nSeaforth University Cancer Center",
            "Seaforth University Cancer Center",
        ),
        (
            "St Brannoc's Centre for Neurosciences\nProfessor Nia Okoro | Consultant",
            "St Brannoc's Centre for Neurosciences",
        ),
    ],
)
def test_the_letterhead_names_the_place_and_its_parts_do_not(first: str, place: str, paper: Paper) -> None:
    address = "Mrs Odile Quennell\nThe Weir Hospital Flats\n\nDear Mrs Quennell,"
    text = f"{first}\n77 Harbor Terrace\n\n20 November 2025\n\n{address}\n\n{BODY}"
    filing = file(paper(text), received="2026-01-05")
    assert filing.facility == place
    assert "Service" not in filing.title


@pytest.mark.parametrize(
    "name",
    [
        "Mr Marcus Hetherley FRCS (Tr & Orth)",
        "Prof. Ilse Vandermark MD PhD FRCS (SN)",
        "Miss Una Bray MBBS FRCS (Plast)",
        "Dr Ada Lakeside MRCP (UK) FRCR",
    ],
)
def test_degrees_may_have_their_field_in_brackets(name: str, paper: Paper) -> None:
    text = f"{HEAD}Dear Dr Slate,\n\nShe is well.\n\nYours sincerely,\n\n{name}\nConsultant Surgeon\n"
    assert file(paper(text)).author == name
