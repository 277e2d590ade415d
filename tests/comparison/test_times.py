"""Times and doses as doctors write them: in words, by the week's number, in lists, for life, by the day."""

from __future__ import annotations

import pytest

from tests.comparison.ruled import marks, ruled

SAME = [
    # numbers put together in words
    ("Repeat the scan of the chest after 24 months.", "Repeat the scan of the chest after twenty-four months."),
    ("Continue vitamin D 2000 IU daily.", "Continue vitamin D, two thousand units daily."),
    ("Continue vitamin D 50,000 units weekly.", "Continue vitamin D 50 000 units weekly."),
    # parts of a year, and a month or so
    ("Repeat the scan of the chest after 3 months.", "Repeat the scan of the chest after a quarter of a year."),
    ("Repeat the scan of the chest every 6 months.", "Repeat the scan of the chest every half year."),
    ("Repeat the scan of the chest in two weeks.", "Repeat the scan of the chest in a couple of weeks."),
    # as it is written in Britain
    ("Repeat the scan of the chest in 8 weeks.", "Repeat the scan of the chest in 8/52."),
    ("Repeat the scan of the chest in 3 months.", "Repeat the scan of the chest in 3/12."),
    # a week by its number; the third week begins after two
    ("Start physiotherapy at week 6.", "Start physiotherapy at six weeks."),
    ("Start physiotherapy after 2 weeks.", "Start physiotherapy from the third week."),
    # a list of times, and the same told one by one
    ("Repeat the scan of the chest at 6 and 12 months.", "Repeat the scan of the chest at half a year and a year."),
    ("Continue levothyroxine 75 daily.", "Continue levothyroxine 75 micrograms daily."),
    # a cycle is a course is a round
    ("Repeat the scan of the chest after cycle 2.", "Repeat the scan of the chest after two courses."),
    ("Give six cycles of FOLFOX.", "Give six 14-day rounds of FOLFOX."),
    # at once is today
    ("I advise to start prednisone immediately.", "I advise to start prednisone today."),
    # as much in a day, in other portions
    ("Continue levetiracetam 1500 mg twice daily.", "Continue levetiracetam 3 g/d."),
    ("Continue methotrexate 15 mg once weekly.", "Continue methotrexate, six tablets of 2.5 mg once weekly."),
    ("Give radiotherapy to 50 Gy.", "Give radiotherapy, 25 fractions of 2 Gy."),
    ("Give radiotherapy to 36 Gy.", "Give radiotherapy, 18 x 2 Gy."),
]

OTHER = [
    ("Start physiotherapy at week 2.", "Start physiotherapy at week 6.", "week 2", "week 6"),
    ("Start physiotherapy on the fifth day.", "Start physiotherapy on the second day.", "fifth day", "second day"),
    (
        "Repeat the scan of the chest after cycle 2.",
        "Repeat the scan of the chest after the fourth course.",
        "after cycle 2",
        "after the fourth course",
    ),
    (
        "Repeat the scan of the chest at 4, 8 and 12 months.",
        "Repeat the scan of the chest at 6, 18 and 36 months.",
        "4, 8 and 12 months",
        "6, 18 and 36 months",
    ),
    (
        "Repeat the scan of the chest at 6 months.",
        "Repeat the scan of the chest at six, twelve and twenty-four months.",
        "6 months",
        "twenty-four months",
    ),
    ("Repeat the scan of the chest in 6/52.", "Repeat the scan of the chest in 3/12.", "6/52", "3/12"),
    ("Continue rituximab q 2 mo x 2 y.", "Continue rituximab q 2 mo for 1 yr.", "2 y", "1 yr"),
    ("Continue apixaban for six months.", "Continue apixaban for life.", "six months", "for life"),
    ("Continue apixaban indefinitely.", "Continue apixaban for two years.", "indefinitely", "two years"),
    ("I advise to start prednisone now.", "I advise to start prednisone in three months.", "now", "three months"),
    (
        "Please have the scan of the chest repeated for three years.",
        "Repeat the scan of the chest for five years.",
        "three years",
        "five years",
    ),
    ("I would use 15 units of insulin.", "I would use 20 IU/d of insulin.", "15 units", "20 IU"),
    # where all know the unit
    ("Continue gabapentin 600 tid.", "Continue gabapentin 300 mg three times daily.", "600", "300 mg"),
    # of two rhythms the nearer is meant
    (
        "Repeat the scan of the chest every four months, then twice a year.",
        "Repeat the scan of the chest every three months, then once a year.",
        "every four months",
        "every three months",
    ),
    # a time that is named to be refused is not said
    (
        "I recommend an orthopaedic referral within a month.",
        "The knee should be seen by the surgeon this week and not in a month.",
        "a month",
        "this week",
    ),
    # one medicine instead of another
    ("Continue nadolol 40 mg.", "Carvedilol 6.25 mg is better than nadolol.", "40 mg", "6.25 mg"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_time_or_dose_in_other_words_is_no_difference(a: str, b: str) -> None:
    found = ruled(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n")
    assert [f for f in found if f[1] and f[2]] == []


@pytest.mark.parametrize(("a", "b", "left", "right"), OTHER)
def test_another_time_or_dose_is_marked_on_both_sides(a: str, b: str, left: str, right: str) -> None:
    assert marks(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n", left, right)


def test_what_is_not_for_life_has_an_end() -> None:
    a = "PLAN\n\nContinue apixaban for six months.\n"
    b = "PLAN\n\nContinue apixaban for six months, but not for life.\n"
    assert not marks(a, b, "six months", "for life")


def test_positive_nodes_are_no_months() -> None:
    a = "FINDINGS\n\nLymph nodes were positive in 3/12 nodes.\n"
    b = "FINDINGS\n\nLymph nodes were positive three months after the operation.\n"
    assert not any(f[0] == "when to start" for f in ruled(a, b))


def test_each_quarter_is_every_three_months() -> None:
    a = "PLAN\n\nRepeat the scan of the chest every three months.\n"
    assert not [f for f in ruled(a, "PLAN\n\nRepeat the scan of the chest each quarter.\n") if f[1] and f[2]]
    assert marks(a, "PLAN\n\nRepeat the scan of the chest every half year.\n", "three months", "half year")


def test_years_behind_a_name_are_an_age() -> None:
    a = "Ms Tellier, 44 years, has had a swelling of the thigh for a year."
    b = "Ms Tellier watched a swelling of the thigh grow for two years."
    assert not marks(a, b, "44 years", "two years")


def test_an_age_is_no_span_of_time() -> None:
    a = "HISTORY\n\nTeacher, 58 y, with pain in the hip.\n"
    b = "HISTORY\n\nTeacher with pain in the hip for two years.\n"
    assert not marks(a, b, "58", "two years")


def test_what_is_taken_daily_is_not_set_against_a_date() -> None:
    a = "PLAN\n\nExercise of the shoulder every day.\n"
    b = "PLAN\n\nExercise of the shoulder in six weeks.\n"
    assert not marks(a, b, "every day", "six weeks")
