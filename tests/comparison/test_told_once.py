"""A difference is told once, by the surest rule that found it; other words for the same state are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from binder.comparison.both_well import both_well
from binder.comparison.found import Found, Opinion, Part
from binder.comparison.leftovers import BY_ONE, UNRULED
from binder.comparison.side_by_side import read_opinion
from binder.comparison.told_once import told_once
from binder.model.comparison import Axis, Link, Tier
from tests.comparison.conftest import opinion


def read(text: str) -> Opinion:
    return read_opinion(opinion(f"PLAN\n\n{text}\n"))[0]


def part(text: str, words: str) -> Part:
    start = text.index(words)
    return Part(0, ((start, start + len(words)),), words)


def found(rule: str, a: Part | None, b: Part | None, tier: Tier = Tier.POSSIBLE, kind: str = "finding") -> Found:
    return Found(tier, Axis.TREATMENT, kind, rule, a, b, 0)


A, B = "Review in the clinic after three months.", "I would like to see her again in six weeks."


def once(some: list[Found], a: str = A, b: str = B) -> list[Found]:
    return told_once(some, read(a), read(b))


def test_words_beside_a_difference_only_say_the_rest_of_it() -> None:
    time = found("when to start", part(A, "three months"), part(B, "six weeks"), Tier.FIRM, "time")
    rest = found(UNRULED, part(A, "Review in the clinic"), part(B, "see her again"))
    assert once([time, rest]) == [time]


def test_words_that_hold_a_value_of_their_own_are_told() -> None:
    a, b = "Ultrasound after two years, DMSA after three months.", "DMSA after a year and an ultrasound in six weeks."
    time = found("when to start", part(a, "two years"), part(b, "six weeks"), Tier.FIRM, "time")
    rest = found(UNRULED, part(a, "DMSA after three months"), part(b, "DMSA after a year"))
    assert once([time, rest], a, b) == [time, rest]


def test_words_far_from_the_difference_are_told() -> None:
    a = "Review after three months, and in the meantime she should be seen by the dietitian and by the family doctor."
    time = found("when to start", part(a, "three months"), part(B, "six weeks"), Tier.FIRM, "time")
    rest = found(UNRULED, part(a, "family doctor"), part(B, "see her again"))
    assert once([time, rest], a) == [time, rest]


def test_the_same_words_left_over_in_two_links_are_told_once() -> None:
    first = found(UNRULED, part(A, "Review in the clinic"), part(B, "see her again"))
    again = found(UNRULED, part(A, "in the clinic"), part(B, "like to see her again"))
    assert once([first, again]) == [first]


def test_of_advice_on_one_thing_the_surest_is_told() -> None:
    a, b = "The operation should take place.", "I would not operate; an operation is to be avoided."
    firm = found("recommended or not", part(a, "operation should"), part(b, "not operate"), Tier.FIRM, "negation")
    perhaps = found("advised against by one", part(a, "operation"), part(b, "operation is to be avoided"))
    assert once([perhaps, firm], a, b) == [firm]


def test_a_medicine_takes_in_its_dose() -> None:
    a, b = "Anticoagulation with apixaban 2.5 mg.", "Anticoagulation with enoxaparin 40 mg."
    which = found("which medicine", part(a, "apixaban"), part(b, "enoxaparin"), Tier.FIRM, "drug")
    dose = found("dose", part(a, "2.5 mg"), part(b, "40 mg"), Tier.POSSIBLE, "dose")
    (only,) = once([which, dose], a, b)
    assert only.rule == "which medicine" and only.a and only.b
    assert (only.a.value, only.b.value) == ("apixaban 2.5 mg", "enoxaparin 40 mg")


def test_a_dose_that_one_gives_belongs_to_the_medicine_that_one_names() -> None:
    b = "Vitamin: cholecalciferol 1000 IU daily."
    names = found("medicine only one names", None, part(b, "cholecalciferol"), kind="drug")
    dose = found("dose only one gives", None, part(b, "1000 IU"), kind="dose")
    (only,) = once([names, dose], A, b)
    assert only.b and only.b.value == "cholecalciferol 1000 IU"


def test_what_perhaps_one_alone_names_is_not_told_in_words_that_stand_against_others() -> None:
    b = "A template lymph node dissection is needed."
    both = found("which procedure", part(A, "Review"), part(b, "lymph node dissection"), Tier.FIRM, "procedure")
    alone = found("procedure only one names", None, part(b, "template lymph node dissection"), kind="procedure")
    assert once([both, alone], A, b) == [both]


def test_what_stands_apart_stays() -> None:
    some = [
        found("when to start", part(A, "three months"), part(B, "six weeks"), Tier.FIRM, "time"),
        found(BY_ONE, part(A, "in the clinic"), None),
    ]
    assert once(some) == some


def test_a_thing_among_words_that_one_alone_says_is_once() -> None:
    words = Part(3, ((2, 11), (20, 40)), "dietitian … lost 6 kg")
    alone = Found(Tier.POSSIBLE, None, "finding", BY_ONE, None, words)
    named = Found(Tier.POSSIBLE, Axis.TREATMENT, "procedure", "procedure only one names", None, Part(3, ((2, 11),)))
    (told,) = once([named, alone])
    assert (told.rule, told.axis) == (named.rule, named.axis) and told.b and told.b.ranges == words.ranges
    elsewhere = replace(named, b=Part(4, ((2, 11),)))
    sure = replace(named, tier=Tier.FIRM)
    for other in (elsewhere, sure):
        assert once([other, alone]) == [other, alone]


def test_a_thing_that_perhaps_one_alone_names_is_not_told_where_its_words_stand_against_others() -> None:
    words = Part(3, ((2, 11), (20, 40)))
    against = Found(Tier.POSSIBLE, Axis.TREATMENT, "procedure", UNRULED, words, Part(5, ((0, 8),)), 2)
    named = Found(Tier.POSSIBLE, Axis.TREATMENT, "procedure", "procedure only one names", Part(3, ((2, 11),)), None)
    assert once([named, against]) == [against]
    for other in (
        replace(named, tier=Tier.FIRM),
        replace(named, a=None, b=named.a),
        replace(named, a=Part(3, ((50, 60),))),
    ):
        assert once([other, against]) == [other, against]


# -- ways to say that all is well --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Coronary arteries normal on angiography.", "Coronary disease has been excluded."),
        ("No lymphovascular invasion.", "Vascular spaces are uninvolved."),
        ("Plain films of the hands are normal.", "The hand radiographs show no erosions."),
        ("No enlarged lymph nodes, no metastases.", "I found neither suspicious nodes nor deposits elsewhere."),
        ("The pancreatic duct is not widened.", "Main duct of normal calibre."),
        ("Subscapularis intact.", "The tendon in front is spared."),
    ],
)
def test_two_ways_to_say_that_all_is_well_do_not_differ(a: str, b: str) -> None:
    assert well(a, b) and well(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Coronary arteries normal on angiography.", "There is coronary disease."),
        ("Liver normal, a stone in the gallbladder.", "No abnormality of the liver."),
        ("Chemotherapy is not needed.", "No radiotherapy is given."),
        ("CEA is normal at 2.1.", "CEA is normal at 4.4."),
        ("No metastases.", "Metastases in the liver."),
    ],
)
def test_what_one_finds_or_advises_is_told(a: str, b: str) -> None:
    assert not well(a, b)


def well(a: str, b: str) -> bool:
    return both_well(found(UNRULED, part(a, a), part(b, b)), [Link((0,), (0,), 0.5)], read(a), read(b))
