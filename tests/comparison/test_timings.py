"""When to begin, when to come back, how often: the same thing timed by two doctors in their own words."""

from __future__ import annotations

import pytest

from binder.comparison.side_by_side import read_opinion
from binder.comparison.timings import starts_across
from tests.comparison.conftest import opinion
from tests.comparison.ruled import marks, ruled

DIFFERENT = [
    # at some point of time against a rhythm of the same length: both differences count
    (
        "Repeat the ultrasound of the aorta at 6 months, then annually.",
        "Repeat the ultrasound of the aorta twice a year.",
        "annually",
        "twice a year",
    ),
    # days and seasons in words
    (
        "I advise that the hip replacement should be done in January.",
        "I advise that the hip replacement should wait until next autumn.",
        "in January",
        "next autumn",
    ),
    # the sentences have little else in common
    (
        "Follow-up with me in six weeks.",
        "The gardener among you will be pleased. Let us have a video call in three months.",
        "six weeks",
        "three months",
    ),
    (
        "Clinic review in six weeks.",
        "Please come again in three months, with your daughter.",
        "six weeks",
        "three months",
    ),
    # the second only says "the operation"
    (
        "I advise a hip replacement within four weeks.",
        "Of the garden we spoke at length. The operation should be done in three months.",
        "four weeks",
        "three months",
    ),
]


@pytest.mark.parametrize(("a", "b", "left", "right"), DIFFERENT)
def test_other_times_for_one_thing_are_marked(a: str, b: str, left: str, right: str) -> None:
    assert marks(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n", left, right)


def test_a_month_within_the_season_that_the_other_names_is_no_difference() -> None:
    a = "PLAN\n\nI advise that the hip replacement should be done in October.\n"
    b = "PLAN\n\nI advise that the hip replacement should be done next autumn.\n"
    assert ruled(a, b) == []


def test_a_month_in_what_is_told_of_the_past_is_no_time_of_the_plan() -> None:
    a = "HISTORY\n\nThe pain in the hip came in October.\n"
    b = "PLAN\n\nI advise that the hip should be replaced in spring.\n"
    assert not marks(a, b, "in October", "in spring")


def test_the_beginning_of_one_treatment_is_not_set_against_that_of_another() -> None:
    a = "PLAN\n\nI advise injection of the knee within four weeks.\n"
    b = "PLAN\n\nI advise to start methotrexate after three months.\n"
    assert list(starts_across(read_opinion(opinion(a))[0], read_opinion(opinion(b))[0])) == []


def test_the_length_of_an_attack_is_no_time_to_come_back() -> None:
    a = "PLAN\n\nI would see him in three months.\n"
    b = "FINDINGS\n\nOn the video we saw him stiff for fourteen minutes.\n"
    assert not marks(a, b, "three months", "fourteen minutes")
