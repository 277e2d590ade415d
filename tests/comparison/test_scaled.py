"""Words that stand on one scale: sides of the body, risk and activity in words."""

from __future__ import annotations

import pytest

from binder.comparison.scaled import steps
from binder.comparison.side_by_side import read_opinion
from tests.comparison.conftest import opinion
from tests.comparison.ruled import ruled


def sides(text: str) -> list[int]:
    return [x.step for x in steps(read_opinion(opinion(f"FINDINGS\n\n{text}\n"))[0], (0,)) if x.scale == "side"]


def marked(a: str, b: str) -> set[str]:
    return {rule for rule, _, _ in ruled(f"FINDINGS\n\n{a}\n", f"FINDINGS\n\n{b}\n")}


@pytest.mark.parametrize(
    "text",
    [
        "The drain should be left undisturbed.",
        "She was left with a limp.",
        "You have lost most of the turn, ten degrees being left.",
        "The other knee can be left alone.",
        "An osteotomy is right for her, as she is young.",
        "In this you are right.",
        "Infliximab is the right drug here.",
        "The patient is a right-handed tailor.",
        "Both the supraspinatus and the infraspinatus are torn.",
    ],
)
def test_what_remains_what_is_correct_and_the_hand_one_writes_with_are_no_side(text: str) -> None:
    assert sides(text) == []


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("He has left knee pain.", [0]),
        ("The first attack was left optic neuritis.", [0]),
        ("She has a burning pain on the right at night.", [1]),
        ("Patellar reflexes are brisk right and left.", [2, 2]),
        ("Both kidneys are small.", [2]),
    ],
)
def test_a_side_is_read_however_it_is_put(text: str, side: list[int]) -> None:
    assert sides(text) == side


def test_one_side_well_and_the_other_ill_exclude_nothing() -> None:
    assert "side of the body" not in marked("The left adrenal is normal.", "There is uptake in the right adrenal.")
    assert "side of the body" in marked(
        "There is a nodule in the left adrenal.", "There is a nodule in the right adrenal."
    )


def test_risk_and_activity_are_compared_in_whatever_words() -> None:
    assert "risk" in marked("The risk of progression is moderate.", "I rate the risk of progression as high.")
    assert "activity" in marked("Rheumatoid arthritis of high activity.", "Rheumatoid arthritis of middling activity.")
    assert "risk" not in marked("The risk of progression is moderate.", "An intermediate risk of progression.")


def test_the_left_and_the_right_are_both_sides() -> None:
    assert not marked(
        "Bicuspid valve with right-left fusion.", "Bicuspid valve with fusion of the right and left cusps."
    )
    assert not marked("The pressure is 27 in the right eye and 24 in the left.", "The angle is open in both eyes.")
