"""Where a sentence ends and the next begins, in letters, notes and lists as people write them."""

from __future__ import annotations

import pytest

from binder.comparison.segment import segment
from tests.comparison.conftest import opinion


def sentences(text: str) -> list[str]:
    """The sentences of a text, headings apart."""
    return [passage.text for passage in segment(opinion(text))[0]]


def headings(text: str) -> list[str]:
    """The heading of each sentence."""
    return [passage.sentence.heading for passage in segment(opinion(text))[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Creatinine was 84. eGFR is 58 mL/min. mpMRI showed nothing.",
            ["Creatinine was 84.", "eGFR is 58 mL/min.", "mpMRI showed nothing."],
        ),
        ("The node is clear. pT2 pN0 it is.", ["The node is clear.", "pT2 pN0 it is."]),
        ("Each spell lasts 10 min. Colour returns then.", ["Each spell lasts 10 min.", "Colour returns then."]),
        ("Give at least min. 2 litres, Dr. Abel said.", ["Give at least min. 2 litres, Dr. Abel said."]),
        ("The leak is Strasberg A. No vessel is hurt.", ["The leak is Strasberg A.", "No vessel is hurt."]),
        ("I spoke with Thomas A. Smith today.", ["I spoke with Thomas A. Smith today."]),
        ("Rec: adj. CAPOX. Vit. D daily.", ["Rec: adj. CAPOX.", "Vit. D daily."]),
        ("It is cancer, and Dr. Vance removed it.", ["It is cancer, and Dr. Vance removed it."]),
        ("No neoadj. CTx. US: bilat. effusion.", ["No neoadj. CTx.", "US: bilat. effusion."]),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_the_next_begins(text: str, found: list[str]) -> None:
    assert sentences(text) == found


def test_points_of_a_list_that_lost_its_line_breaks_are_sentences_of_their_own() -> None:
    assert sentences("In short • skin is thick • lungs need care now. • Stop prednisone over two weeks") == [
        "In short",
        "• skin is thick",
        "• lungs need care now.",
        "• Stop prednisone over two weeks",
    ]


def test_points_in_small_letters_are_sentences_of_their_own() -> None:
    assert sentences("- no lysis: too late - no stent now; ask again in May - no filter") == [
        "- no lysis: too late",
        "- no stent now; ask again in May",
        "- no filter",
    ]


def test_a_dash_after_a_full_stop_begins_a_point() -> None:
    assert sentences("Seen with her sister. - Weight up by 14 kg. - Pressure still high") == [
        "Seen with her sister.",
        "- Weight up by 14 kg.",
        "- Pressure still high",
    ]


def test_a_number_that_a_line_begins_with_may_end_the_sentence_before() -> None:
    told = (
        "She is much better than in winter, and on the scale of the ward the score is now\n"
        "3. With a stroke behind her this is remarkable, and I told her daughter so.\n"
    )
    assert sentences(told)[0].endswith("the score is now 3.")


def test_a_numbered_list_is_not_run_together() -> None:
    told = "My advice:\n1. Stop the tablet.\n2. See me in spring.\n3. Keep the diary.\n"
    assert [s.split(". ")[-1] for s in sentences(told)] == ["Stop the tablet.", "See me in spring.", "Keep the diary."]


@pytest.mark.parametrize(
    "title",
    [
        "DO I NEED MORE TREATMENT?",
        "SECOND LOOK, PROF. EMERITUS LIEBKNECHT-AUMANN, LARYNGOLOGY AND SLIDES",
        "CLINICAL COMMENT (DR F. ACHTERBERG)",
    ],
)
def test_a_line_in_capitals_by_itself_is_a_heading(title: str) -> None:
    told = f"{title}\n\nNo, and not this year.\n\nThe rest can wait.\n\nSee me in May.\n"
    assert sentences(told) == ["No, and not this year.", "The rest can wait.", "See me in May."]
    assert headings(told) == [title, title, title]


def test_a_letter_of_one_line_is_not_taken_for_its_greeting() -> None:
    assert sentences("Dear Ann, please stop the tablet") == ["Dear Ann, please stop the tablet"]


def test_a_greeting_is_no_heading_of_the_letter() -> None:
    assert headings("Dear Ann,\n\nPlease stop the tablet.") == [""]


def test_the_number_of_the_next_point_is_not_the_end_of_the_point_before() -> None:
    told = (
        "1. Membranous nephropathy with a high antibody, found by biopsy on the twentieth of August\n"
        "2. Nephrotic syndrome with a urine protein to creatinine ratio of now 940 mg/mmol\n"
        "3. Chronic kidney disease, eGFR 58\n"
    )
    assert [s[:2] for s in sentences(told)] == ["1.", "2.", "3."]


def test_lines_in_capitals_that_stand_alone_are_headings_however_many_they_are() -> None:
    text = "BLOOD\n\nThe count is low.\n\nPNH CLONE\n\nThere is none.\n\nSPLEEN AND NODES\n\nNeither is enlarged.\n"
    assert sentences(text) == ["The count is low.", "There is none.", "Neither is enlarged."]
    assert headings(text) == ["BLOOD", "PNH CLONE", "SPLEEN AND NODES"]
