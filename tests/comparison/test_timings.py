"""When to begin, when to come back, how often: the same thing timed by two doctors in their own words."""

from __future__ import annotations

import pytest

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
