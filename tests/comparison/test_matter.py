"""What frames a letter is named, kept in the text, and compared with nothing."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from binder.comparison.matter import outer_matter
from binder.model.comparison import OpinionText
from tests.comparison.conftest import KIDNEY_A, KIDNEY_B, KNEE_B, MIGRAINE_A, opinion

LETTER = """
Northfield Kidney Center
Department of Urology
12 Harbour Road, Northfield NF 20114   Tel (555) 555-0111   Fax (555) 555-0112

4 May 2025

Mr. Owen Tarrant
7 Mill Lane
Northfield

Date of birth: 3 January 1960
Re: your kidney and what I advise

Dear Mr. Tarrant,

Thank you for coming. Cancer of the left kidney is likely. I recommend partial nephrectomy within 6 weeks.

With kind regards,

Petra Lindholm, MD, FRCS
Consultant Urologist, Northfield Kidney Center
cc: Dr. Amos Reed
"""


def framed(text: OpinionText) -> set[int]:
    return {line for _, line in outer_matter(text).frame}


def test_letterhead_address_date_greeting_and_signature_are_not_statements() -> None:
    c = compare(opinion(LETTER), opinion(KIDNEY_A))
    assert [s.text for s in c.a_sentences] == [
        "Cancer of the left kidney is likely.",
        "I recommend partial nephrectomy within 6 weeks.",
    ]
    named, polite = [n for n in c.not_compared if n.where == "A"]
    assert polite.why == "words of courtesy: line 16"
    assert "letterhead" in named.why and "greeting" in named.why and "signature" in named.why
    assert "lines 1-14, 18-22" in named.why


@pytest.mark.parametrize(
    "line",
    [
        "Patient: Anselm Reed, age 64. Current PSA 7.8 ng/mL. MRI, reviewed: left",
        "CC: gross hematuria, now after a resection; quit cigarettes, 30 pack-years. GU",
        "Mr Owen Tarrant, 59, architect, outside imaging available. Painless",
    ],
)
def test_a_line_in_which_one_statement_ends_and_another_begins_is_text(line: str) -> None:
    text = f"{line}\nlesion of 1.4 cm, confined to the gland of 38 cc.\n\nI advise surgery within six weeks.\n"
    assert framed(opinion(text)) == set()


def test_a_date_with_a_full_stop_is_no_statement() -> None:
    assert framed(opinion(LETTER.replace("3 January 1960", "3. January 1960"))) == framed(opinion(LETTER))


def test_the_frame_stays_part_of_the_text() -> None:
    c = compare(opinion(LETTER), opinion(KIDNEY_A))
    assert c.a.pages == opinion(LETTER).pages


@pytest.mark.parametrize("text", [KIDNEY_A, MIGRAINE_A, KNEE_B])
def test_statements_are_never_taken_for_a_frame(text: str) -> None:
    lines = opinion(text).pages[0][1]
    assert all(lines[n - 1].startswith("Dear") for n in framed(opinion(text)))


def test_a_report_that_begins_with_its_diagnosis_keeps_it() -> None:
    text = opinion("Diagnosis: renal cell carcinoma\nGrade 2\nMargins clear\n\nHe should be seen again in May.\n")
    assert framed(text) == set()


def test_a_list_of_diagnoses_under_the_greeting_is_text() -> None:
    text = opinion("Dear Colleague,\n\nDiagnoses:\n1. Follicular lymphoma\n2. Asthma\n\nI saw this lady today.\n")
    assert framed(text) == {1}


def test_headers_and_footers_that_come_back_are_named_and_a_sentence_runs_on_over_them() -> None:
    first = (
        "Dr. Lindholm, opinion on O. Tarrant",
        "",
        "The mass should be removed by partial",
        "",
        "Made up   Page 1 of 2",
    )
    second = ("Dr. Lindholm, opinion on O. Tarrant", "", "nephrectomy within six weeks.", "", "Made up   Page 2 of 2")
    text = OpinionText("", ((1, first), (2, second)))
    matter = outer_matter(text)
    assert matter.edges == {(1, 1), (1, 5), (2, 1), (2, 5)}
    assert "page 1 lines 1, 5, page 2 lines 1, 5" in matter.why
    (sentence,) = compare(text, opinion(KIDNEY_B)).a_sentences
    assert sentence.text == "The mass should be removed by partial nephrectomy within six weeks."


def test_two_copies_of_one_page_have_no_header() -> None:
    page = tuple(KIDNEY_A.strip().splitlines())
    assert outer_matter(OpinionText("", ((1, page), (2, page)))).edges == frozenset()


def test_what_a_letter_is_stands_above_its_greeting_and_is_no_statement() -> None:
    text = """
Ada Lund
Institute of Colorectal Surgery, Nordby
Second opinion requested by the family

Dear Mrs Lund,
The operation should wait.
With warm greetings to your husband
Prof. K. Berg
"""
    assert framed(opinion(text)) == {1, 2, 3, 5, 7, 8}
    assert 3 not in framed(opinion(text.replace("Dear Mrs Lund,\n", "")))


PATIENT_LETTER = """
Seaforth University Cancer Center
Breast Program - Second Opinion Service
77 Harbor Terrace, Seaforth, MA 02999

26 November 2025

Mrs. Ilse Farrow
8 Orchard Close
Brackwater, OH 44999
(copy to Dr. H. Pell, Brackwater General Hospital, and Dr. S. Trelawn)

{}

Dear Mrs. Farrow,

The tumor is 18 mm. Radiotherapy may begin in January.

Best,

Prof. Ada Okon, MD, PhD
"""


@pytest.mark.parametrize(
    "about",
    [
        "Re: Second opinion, breast cancer on the left - Ilse Farrow, born 22 March 1965, seen by video",
        "Subject: your visit for a second opinion on November 20, 2025",
        "Your visit of 17 November 2025 - second opinion on your breast (date of birth 22 March 1965)",
    ],
)
def test_whom_it_is_for_and_what_it_is_about_is_no_statement(about: str) -> None:
    c = compare(opinion(PATIENT_LETTER.format(about)), opinion(KIDNEY_A))
    assert [s.text for s in c.a_sentences] == ["The tumor is 18 mm.", "Radiotherapy may begin in January."]
    assert {s.heading for s in c.a_sentences} == {""}


def test_a_diagnosis_above_the_greeting_is_a_statement() -> None:
    text = PATIENT_LETTER.format(
        "Diagnosis: left breast cancer, born of a scar, pT1c pN0 M0, receptor positive, grade 2"
    )
    assert "pT1c pN0" in compare(opinion(text), opinion(KIDNEY_A)).a_sentences[0].text


FOOT = "Aldermoor General Hospital. Dictated but not signed by the author to avoid delay.  Page {} of 2"


@pytest.mark.parametrize(
    "head",
    [
        "                    Mrs Rosalind THACK, hospital no. A 558210",
        "                    R Thack - 20 November 2025",
        "                    Mr Desmond OKON-HALE, 19/11/1962",
        "Mrs R. Thack",
    ],
)
def test_a_sentence_goes_on_over_the_foot_of_one_page_and_the_head_of_the_next(head: str) -> None:
    first = (
        "She has a narrow canal at the fourth level, and the slip there moves by six millimetres on bending.",
        "In view of the weakness I would not like to leave this long, and I have put her on my list for surgery",
        "",
        FOOT.format(1),
    )
    second = (head, "within the next six to eight weeks. She must stop smoking before then.", "", FOOT.format(2))
    c = compare(OpinionText("A", ((1, first), (2, second))), opinion(KIDNEY_A))
    assert c.a_sentences[1].text.endswith("on my list for surgery within the next six to eight weeks.")
    assert c.a_sentences[2].text == "She must stop smoking before then."
    assert len(c.a_sentences) == 3


def test_what_goes_on_at_the_top_of_a_page_is_text() -> None:
    first = ("The plan was made on Tuesday together with the daughter of the patient and our surgeon, who is", "")
    second = ("Dr Vance of 12 Mill Road, and the operation is planned for the tenth of December at our hospital.",)
    assert not outer_matter(OpinionText("A", ((1, first), (2, second)))).edges


SIGNED_OVERLEAF = OpinionText(
    "",
    (
        (
            1,
            (
                "Ashbourne Clinic for Bowel Surgery",
                "Quay House, 22 Mill Quay, Ashbourne AB1 6DD",
                "",
                "29 September 2026",
                "",
                "Second opinion on your Crohn's disease (date of birth 14 February 1988)",
                "",
                "Dear Ms Oyelaran,",
                "",
                "There is no doubt that you have Crohn's disease. I recommend an operation in four to six weeks.",
                "",
                "With best wishes,",
                "",
                "Ashbourne Clinic - private and confidential - Page 1 of 2",
            ),
        ),
        (
            2,
            (
                "Second opinion on your Crohn's disease (date of birth 14 February 1988)",
                "",
                "Priya Halvorsen",
                "Colorectal Surgeon",
                "",
                "Ashbourne Clinic - private and confidential - Page 2 of 2",
            ),
        ),
    ),
)


def test_a_running_head_and_a_signature_on_a_page_of_its_own_state_nothing() -> None:
    c = compare(SIGNED_OVERLEAF, opinion(KNEE_B))
    assert [s.text for s in c.a_sentences] == [
        "There is no doubt that you have Crohn's disease.",
        "I recommend an operation in four to six weeks.",
    ]


@pytest.mark.parametrize(
    "about",
    [
        "Second opinion: Henrik Sandoval, DOB 11/02/1957",
        "Henrik Sandoval, born 11 February 1957, hospital no. 4471902",
        "SANDOVAL, Henrik MRN 00938841",
    ],
)
def test_a_line_that_says_who_somebody_is_needs_no_greeting_below_it(about: str) -> None:
    text = f"ST. ORLA MEDICAL CENTER\n1200 Juniper Avenue, Fallmark, WA 98999\n\nJuly 2, 2026\n\n{about}\n\n"
    assert 6 in framed(opinion(f"{text}The scan was reviewed with the family. Paroxysmal AF is confirmed."))


@pytest.mark.parametrize(
    "line",
    ["Male infant born at 38 weeks, 2.1 kg", "Henrik Sandoval, DOB 11/02/1957, prostate cancer cT2 N0 Gleason 7"],
)
def test_a_line_that_says_more_of_somebody_is_text(line: str) -> None:
    assert not framed(opinion(f"{line}\n\nThe scan was reviewed with the family. Surgery is advised."))
