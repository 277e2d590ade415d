"""Values that two doctors print in their own way: rounded, in another laboratory's unit, in other words."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from binder.comparison.side_by_side import read_opinion
from binder.comparison.values import shown
from binder.model.comparison import Tier
from tests.comparison.conftest import opinion
from tests.comparison.ruled import marks, ruled

SAME = [
    # the better known to the nearest whole, and what is said to be about so much
    ("The nodule of the thyroid measures 3.8 cm.", "The thyroid nodule is 4 cm."),
    ("The cyst of the kidney measures 4.5 cm.", "The kidney cyst is nearly five centimetres."),
    ("The ejection fraction is 54.6%.", "The ejection fraction is 55%."),
    # a laboratory that counts in grams and one that counts in moles
    ("The creatinine is 1.9 mg/dL.", "The creatinine is 168 micromol/l."),
    ("The HbA1c is 7.4%.", "The HbA1c is 57 mmol/mol."),
    ("The hemoglobin is 10.9 g/dL.", "The hemoglobin is 109 g/l."),
    # one acuity at twenty feet and at six metres
    ("The visual acuity of the left eye is 20/40.", "The visual acuity of the left eye is 6/12."),
    # what has been is told roughly
    ("She has had back pain for seven weeks.", "She has had back pain for two months."),
    # one rhythm in other words
    ("Repeat the scan of the chest 3-monthly.", "Repeat the scan of the chest every three months."),
    ("Repeat the scan of the chest at six-monthly intervals.", "Repeat the scan of the chest every six months."),
    ("Give rituximab in four doses a week apart.", "Give rituximab weekly in four doses."),
    ("Take prednisone on alternate days.", "Take prednisone every other day."),
    # a number that is said to be passed, or not reached, and one that lies there and near
    ("The CA 19-9 was 412 U/ml.", "The CA 19-9 is above 400 U/ml."),
    ("The growth fraction is 4%.", "The growth fraction is below 5%."),
    ("The nodule of the thyroid measures 8 mm.", "The thyroid nodule is not quite one centimetre."),
    # counted in lakhs, as in India
    ("Platelets 5.2 lakh.", "The platelets were 520,000."),
    ("Platelets 1.4 lakh.", "The platelets were 140."),
    # a loss with its sign and without
    ("The visual field has a mean deviation of -9.2 dB.", "The loss of the visual field is some 9 dB."),
    # so many fractions before or behind their dose
    ("Vaginal brachytherapy, three fractions of 7 Gy.", "Vaginal brachytherapy 7 Gy x 3."),
    # both measures of a wound, joined in another way
    ("The wound measures 4.5 by 3 cm.", "The wound is 45 times 30 mm."),
    # a dose with its medicine before it or behind it
    ("Continue rituximab 500 mg.", "Continue with 500 mg of rituximab."),
]

OTHER = [
    ("The CA 19-9 was 412 U/ml.", "The CA 19-9 is above 800 U/ml.", "412", "800"),
    ("The growth fraction is 4%.", "The growth fraction is above 5%.", "4%", "5%"),
    ("The growth fraction is 1%.", "The growth fraction is below 5%.", "1%", "5%"),
    ("Platelets 5.2 lakh.", "The platelets were 250,000.", "5.2", "250,000"),
    ("The nodule of the thyroid measures 3.8 cm.", "The thyroid nodule is 5 cm.", "3.8 cm", "5 cm"),
    ("The hemoglobin is 12.4 g/dL.", "The hemoglobin is 109 g/l.", "12.4 g/dL", "109 g/l"),
    ("Repeat the scan of the chest 3-monthly.", "Repeat the scan of the chest 6-monthly.", "3-monthly", "6-monthly"),
    (
        "Repeat the scan of the chest after half a year.",
        "Repeat the scan of the chest after a year.",
        "half a year",
        "a year",
    ),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_value_printed_in_two_ways_is_no_difference(a: str, b: str) -> None:
    assert [f for f in ruled(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n") if f[1] and f[2]] == []


@pytest.mark.parametrize(("a", "b", "left", "right"), OTHER)
def test_another_value_is_marked_on_both_sides(a: str, b: str, left: str, right: str) -> None:
    assert marks(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n", left, right)


TWICE = [
    ("Stop the metformin.", "There is no need to stop the metformin."),
    ("Withhold the anticoagulant.", "I would not withhold the anticoagulant."),
]


@pytest.mark.parametrize(("a", "b"), TWICE)
def test_two_words_against_a_treatment_are_one_for_it(a: str, b: str) -> None:
    assert "recommended or not" in [rule for rule, _, _ in ruled(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n")]


def test_what_should_be_withdrawn_and_what_should_stop_is_no_difference() -> None:
    found = ruled("PLAN\n\nThe ramipril should be withdrawn.\n", "PLAN\n\nThe ramipril should stop.\n")
    assert "recommended or not" not in [rule for rule, _, _ in found]


def test_values_told_in_turn_belong_each_to_its_own_thing() -> None:
    a = "PATHOLOGY\n\nThe tumor is positive for estrogen receptor in 95% and progesterone receptor in 60%.\n"
    b = "PATHOLOGY\n\nEstrogen and progesterone receptors are positive, at 90% and 55%.\n"
    assert marks(a, b, "95%", "90%") and marks(a, b, "60%", "55%")
    assert not marks(a, b, "60%", "90%") and not marks(a, b, "95%", "55%")


PRINTED_OTHERWISE = [
    # a result whose unit is left out, and the same in its unit
    ("The hemoglobin of the patient is 10.8.", "The hemoglobin of the patient is 108 g/l."),
    ("The eosinophils are 120/µl.", "The eosinophils are 0.12 × 10⁹/l."),
    # an index in percent and in the newer unit
    ("The HbA1c of the patient is 7.4.", "The HbA1c of the patient is 57 mmol/mol."),
    # a chart of letters at twenty feet and the nearest line at six metres
    ("Iron deficiency: FCM 1 g i.v.", "A drip with one gram of Ferinject will help the iron deficiency."),
    ("The acuity of the better eye is 20/32.", "The acuity of the better eye is 6/9."),
    # points of so many
    ("The pain is 6/10.", "The pain is 6 points of 10."),
    # the dose of a day, said behind the medicine
    ("She takes oxycodone 10 mg four times a day.", "She takes 40 mg of oxycodone per day."),
    ("Give levetiracetam 10 mg/kg twice a day.", "Give levetiracetam 20 mg per kilogram a day."),
]

OF_OTHER_THINGS = [
    # an age, the number of an item and of a lymph node's station are no values
    ("You are 66, otherwise well, with a normal heart.", "Your heart is normal, the body mass index is 29."),
    ("1. Heart failure, the ejection fraction is low.", "The ejection fraction of the heart is 38."),
    ("Node 4R shows adenocarcinoma.", "Adenocarcinoma in node 7, and not in the others."),
    # results of two tests, one of them without its unit
    ("Body mass index 41, hemoglobin low.", "The hemoglobin is 98 g/l, which is low."),
    # a ratio of weights and a ratio in moles
    ("The urine protein to creatinine ratio is 2.4 g/g.", "The urine protein to creatinine ratio is 270 mg/mmol."),
]

ANOTHER_WAY = [
    ("The blood pressure is 148 over 94.", "The blood pressure is 124/78 mmHg.", "148 over 94", "124/78 mmHg"),
    ("The blood pressure is 120/80.", "The blood pressure is 150/100.", "120/80", "150/100"),
    ("The tumor lies from 34 to 39 cm.", "The tumor lies between 34 and 42 cm.", "34 to 39 cm", "34 and 42 cm"),
    ("The stone of the kidney is 9 mm.", "The kidney has a stone, a single one of 7 mm.", "9 mm", "7 mm"),
    ("Crescents are in 3 of 18.", "Crescents are in 5 of 18 glomeruli.", "3 of 18", "5 of 18"),
    ("The cortisol was 160 and 168 nmol/L.", "The cortisol was 60 nmol/L.", "160", "60 nmol/L"),
]


@pytest.mark.parametrize(("a", "b"), [*PRINTED_OTHERWISE, *OF_OTHER_THINGS])
def test_numbers_of_one_size_or_of_two_things_are_no_difference(a: str, b: str) -> None:
    rules = {"value", "number", "dose", "count", "percentage", "how often"}
    assert [f for f in ruled(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n") if f[0] in rules and f[1] and f[2]] == []


@pytest.mark.parametrize(("a", "b", "left", "right"), ANOTHER_WAY)
def test_pressures_places_and_shares_are_read_whole(a: str, b: str, left: str, right: str) -> None:
    assert marks(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n", left, right)


def test_amounts_of_two_medicines_are_never_a_sure_difference_of_dose() -> None:
    a = "PLAN\n\nSotalol 80 mg twice daily. Ramipril 2.5 mg daily.\n"
    b = "PLAN\n\nI would exchange sotalol for bisoprolol 2.5 mg. Ramipril 5 mg daily.\n"
    sure = [d for d in compare(opinion(a), opinion(b)).differences if d.kind == "dose" and d.tier is Tier.FIRM]
    assert [("amipril" in d.a_said and "amipril" in d.b_said) for d in sure] == [True]


@pytest.mark.parametrize(
    ("a", "left"),
    [
        ("I would obtain a 7-day Holter at three and twelve months.", "three and twelve months = 91 and 365 days"),
        ("I would obtain a 7-day Holter at 1, 3 and 12 months.", "1, 3 and 12 months = 30, 91 and 365 days"),
        ("I would obtain a 7-day Holter in three to twelve months.", "three to twelve months = 91 to 365 days"),
    ],
)
def test_points_in_time_are_told_as_points_and_ranges_as_ranges(a: str, left: str) -> None:
    (fact,) = (f for some in read_opinion(opinion(f"PLAN\n\n{a}\n"))[0].facts for f in some if f.shown != "7-day")
    assert shown(fact) == left


def test_sizes_of_which_one_letter_gives_several_are_no_sure_difference() -> None:
    a = "FINDINGS\n\nThe ileum is narrowed over 12 cm, with slight dilatation upstream to 3.1 cm.\n"
    b = "FINDINGS\n\nThe diseased stretch of the ileum measures 20 cm, and it is 12 cm from the valve.\n"
    sure = [d for d in compare(opinion(a), opinion(b)).differences if d.tier is Tier.FIRM]
    assert not [d for d in sure if "3.1" in d.a_said]


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        ("Crohn's disease, Montreal A2 L1 B2.", "Doctors call this penetrating disease, B3.", True),
        ("Crohn's disease, Montreal A2 L1 B2.", "Crohn's disease of stricturing behaviour (B2).", False),
        ("Crohn's disease, Montreal A2 L1 B2.", "Crohn's disease, Montreal B2.", False),
        ("Crohn's disease, Montreal A2 L1 B2.", "Crohn's disease. Vitamin B3 is low, the wound is penetrating.", False),
        ("Crohn's disease, Montreal A2 L1 B2.", "Crohn's disease. A penetrating ulcer, type B3, is seen.", False),
    ],
)
def test_a_class_beside_its_meaning_is_one_of_its_scale(a: str, b: str, differ: bool) -> None:
    found = ruled(f"STAGE\n\n{a}\n", f"STAGE\n\n{b}\n")
    assert any(rule.startswith("Montreal") and "B3" in right for rule, _, right in found) is differ
    assert differ or not any(rule == "Montreal" and left and right for rule, left, right in found)
