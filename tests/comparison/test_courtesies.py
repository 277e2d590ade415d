"""Thanks, pleasures and offers to call are named as left out, in either letter, and laid beside nothing."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from tests.comparison.conftest import opinion

MIDDLE = "The mass in the left kidney measures 42 mm. I would advise a biopsy first. The nodes are not enlarged."


def said(first: str, last: str) -> list[str]:
    text = f"{first} {MIDDLE} {last}"
    return [s.text for s in compare(opinion(text), opinion(text)).a_sentences]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (
            "It was good to meet you and your daughter by video on Tuesday.",
            "The decision is yours, and we are glad to talk.",
        ),
        ("Thank you for referring this pleasant 71-year-old retired cook.", "Please do not hesitate to call me."),
        ("Thank you for coming.", "Please call my office if anything is unclear."),
        ("I had the pleasure of seeing Mrs Vale and her son.", "All questions were answered. Thanks for sending him."),
    ],
)
def test_courtesies_are_left_out_on_both_sides(first: str, last: str) -> None:
    text = f"{first} {MIDDLE} {last}"
    c = compare(opinion(text), opinion(text))
    assert len(c.a_sentences) == len(c.b_sentences) == 3
    assert {n.where for n in c.not_compared if "courtesy" in n.why} == {"A", "B"}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Thank you for referring this man with a cancer of the bladder.", "Please call if the leg grows weak."),
        ("Thank you for asking about rivaroxaban.", "The decision is yours, but I advise surgery."),
    ],
)
def test_what_speaks_of_medicine_is_a_statement_however_polite(first: str, last: str) -> None:
    assert len(said(first, last)) == 5


def test_in_the_middle_of_a_letter_they_are_part_of_what_it_tells() -> None:
    text = f"{MIDDLE} The adrenal is normal. Thank you for the slides. {MIDDLE} {MIDDLE}"
    assert "Thank you for the slides." in [s.text for s in compare(opinion(text), opinion(text)).a_sentences]
