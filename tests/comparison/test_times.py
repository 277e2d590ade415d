"""Times and doses as doctors write them: in words, by the week's number, in lists, for life, by the day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.comparison.conftest import Result
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
    # "a full", "a minimum of", a sign for it
    ("Continue warfarin for 6 months.", "Continue warfarin for a full six months."),
    ("Continue warfarin for 6 months.", "Continue warfarin × 6 months."),
    ("Repeat the scan of the chest every 2 weeks.", "Repeat the scan of the chest every fortnight."),
    ("Repeat the scan of the chest every 2 weeks.", "Repeat the scan of the chest once a fortnight."),
    # the unit is that of the time before
    (
        "Repeat the scan of the chest after 3 weeks, the scan of the neck after 6 weeks.",
        "Repeat the scan of the chest after 3 weeks, the scan of the neck after six.",
    ),
    (
        "Repeat the scan of the chest every six months, then yearly until year 5.",
        "Repeat the scan of the chest every six months, then yearly to 5.",
    ),
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
    ("I will list her for the hip replacement within 8/52.", "Hip replacement within 3 weeks.", "8/52", "3 weeks"),
    (
        "Give gemcitabine with cisplatin, four cycles, every three weeks.",
        "Give gemcitabine with cisplatin, four cycles, one every fortnight.",
        "every three weeks",
        "every fortnight",
    ),
    (
        "Repeat the scan of the chest every 3 months for 2 years.",
        "Repeat the scan of the chest every 3 months in the first year.",
        "2 years",
        "the first year",
    ),
    # what is yet to be waited for is no history
    (
        "Back to heavy work would have to wait six months.",
        "Back to heavy work at three months.",
        "six months",
        "three months",
    ),
    # how long an attack lasted
    (
        "After the fit he was confused for an hour.",
        "After the fit he was confused for two minutes.",
        "an hour",
        "two minutes",
    ),
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


@pytest.mark.parametrize(
    "b",
    [
        "Sixty-nine-year-old man with pain in the hip.",
        "The man of 69 has had migraine since the age of 19.",
        "His other hip, a graft now ten years old, is working well.",
        "We would stop at age 80.",
    ],
)
def test_the_age_of_another_time_or_of_a_thing_is_not_the_patients(lay: Callable[[str, str], Result], b: str) -> None:
    a = "HISTORY\n\nMan, 69 years old, with pain in the hip. He walks with a stick.\n"
    assert not lay(a, f"HISTORY\n\n{b} He walks with a stick.\n").comparison.warnings


def test_what_is_taken_daily_is_not_set_against_a_date() -> None:
    a = "PLAN\n\nExercise of the shoulder every day.\n"
    b = "PLAN\n\nExercise of the shoulder in six weeks.\n"
    assert not marks(a, b, "every day", "six weeks")


OF_THE_PAST = [
    # so many within a span, against how long it has been so
    (
        "Four attacks of gout in 12 months.",
        "I advise allopurinol for the gout for six years.",
        "12 months",
        "six years",
    ),
    ("Hx: cough x 3 mo.", "The cough should be gone in two weeks.", "3 mo", "two weeks"),
    ("For ten weeks she has slept poorly.", "I advise to sleep apart for four weeks.", "ten weeks", "four weeks"),
    ("Walking has become slow over the last year.", "Walking aids for three months.", "the last year", "three months"),
    ("The boy is eight months old.", "I will see the boy in three months.", "eight months", "three months"),
]


@pytest.mark.parametrize(("a", "b", "left", "right"), OF_THE_PAST)
def test_what_has_been_is_not_set_against_what_is_planned(a: str, b: str, left: str, right: str) -> None:
    assert ("when to start", left, right) not in ruled(a, b)
    assert ("for how long", left, right) not in ruled(a, b)
    assert not marks(f"HISTORY\n\n{a}\n", f"PLAN\n\n{b}\n", left, right)


def test_one_in_twenty_is_no_time() -> None:
    a = "RISK\n\nThe risk of a stroke over five years is one in 20.\n"
    b = "RISK\n\nThe risk of a stroke over five years is one in ten.\n"
    assert not any("start" in rule for rule, _, _ in ruled(a, b))


def test_od_beside_the_eye_is_no_rhythm() -> None:
    a = "PLAN\n\nOD: observe the bleeding every 4 weeks.\n"
    b = "PLAN\n\nOD: observe the bleeding every 4 weeks, wear glasses every day.\n"
    assert not any("OD" in left for _, left, _ in ruled(a, b))


def test_a_day_or_two_is_no_span_of_a_plan() -> None:
    a = "PLAN\n\nYou may feel feverish for a day or two after the injection.\n"
    b = "PLAN\n\nYou may return for the injection after six weeks.\n"
    assert not marks(a, b, "a day or two", "six weeks")
