"""Each rule by example: what is a difference, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from binder.model.comparison import Tier
from tests.comparison.conftest import Result
from tests.comparison.ruled import ruled

Lay = Callable[[str, str], Result]


def advice(text: str) -> str:
    return f"PLAN\n\n{text}\n"


def findings(text: str) -> str:
    return f"FINDINGS\n\n{text}\n"


DIFFERENT = [
    # times, doses and frequencies in whatever unit
    (
        advice("Cataract surgery should be done within 4 weeks."),
        advice("The cataract surgery can be done within 3 months."),
        "4 weeks",
        "3 months",
    ),
    (
        advice("Repeat the colonoscopy every 3 years."),
        advice("Colonoscopy every five years is enough."),
        "3 years",
        "five years",
    ),
    (advice("Take prednisone 20 mg daily for 5 days."), advice("Prednisone 40 mg daily for 5 days."), "20 mg", "40 mg"),
    (
        advice("Gabapentin 300 mg three times daily."),
        advice("Gabapentin 300 mg twice daily."),
        "three times daily",
        "twice daily",
    ),
    (
        advice("Physiotherapy starts immediately."),
        advice("Physiotherapy should start after 6 weeks."),
        "immediately",
        "6 weeks",
    ),
    (
        advice("Radiotherapy of the hip, 20 Gy in 5 fractions."),
        advice("Radiotherapy to the hip: 8 Gy in 1 fraction."),
        "20 Gy",
        "8 Gy",
    ),
    # numbers with their unit or the noun beside them
    (findings("The ejection fraction is 55%."), findings("I measured an EF of 40 %."), "55%", "40 %"),
    (findings("MoCA score of 21."), findings("The MoCA was 26 today."), "21", "26"),
    (findings("Hip flexion strength is 4/5."), findings("Hip flexion strength was 5/5."), "4/5", "5/5"),
    (
        findings("Two of 14 lymph nodes contain carcinoma."),
        findings("I found carcinoma in 3 of 14 lymph nodes."),
        "Two of 14",
        "3 of 14",
    ),
    # stage, grade, scores, markers
    (
        findings("Endometrial carcinoma, grade 1."),
        findings("The endometrial carcinoma is grade 3."),
        "grade 1",
        "grade 3",
    ),
    (findings("The tumor is stage IIB (cT3 N0)."), findings("I make it stage IIIA (cT3 N1)."), "IIB", "IIIA"),
    (
        findings("Heart failure, NYHA class II."),
        findings("Heart failure in NYHA class III."),
        "NYHA class II",
        "NYHA class III",
    ),
    (findings("ALK is negative."), findings("ALK rearrangement was detected."), "ALK", "ALK"),
    # polarity over any noun
    (findings("There is no synovitis of the wrist."), findings("The wrist shows synovitis."), "synovitis", "synovitis"),
    (findings("Papilledema is absent."), findings("Papilledema is present on both sides."), "absent", "present"),
    (findings("The rotator cuff is intact."), findings("The rotator cuff is torn."), "intact", "torn"),
    # recommendations
    (advice("Lithium is recommended."), advice("Lithium is not recommended."), "recommended", "not recommended"),
    (advice("Stop metformin."), advice("Metformin may continue."), "metformin", "may"),
    (advice("I would give antibiotics."), advice("There is no role for antibiotics."), "antibiotics", "no role"),
    (advice("Hip replacement is indicated."), advice("Avoid hip replacement."), "replacement", "Avoid"),
    # ordinals and sides
    (findings("Mild spinal stenosis at L4-5."), findings("Severe spinal stenosis at L4-5."), "Mild", "Severe"),
    (
        findings("A nodule in the left lobe of the thyroid."),
        findings("The thyroid nodule sits in the right lobe."),
        "left",
        "right",
    ),
    # medicines and procedures
    (
        advice("Start apixaban 5 mg twice daily for the atrial fibrillation."),
        advice("For the atrial fibrillation I would use warfarin."),
        "apixaban",
        "warfarin",
    ),
    (
        advice("Laparoscopic sigmoid colectomy is advised for the diverticulitis."),
        advice("For the diverticulitis a diverting colostomy is advised."),
        "colectomy",
        "colostomy",
    ),
    (
        findings("Osteoarthritis of the hip, Tonnis grade 3."),
        findings("Osteoarthritis of the hip (I read it as Tonnis 2)."),
        "Tonnis grade 3",
        "Tonnis 2",
    ),
    (
        findings("The hip arthritis is end-stage."),
        findings("The hip arthritis is moderate rather than end-stage."),
        "end-stage",
        "moderate",
    ),
    # a test that was not done, a pronoun, the other way of saying a name, the sister who only tells
    (
        findings("HLA-B27 has not been tested."),
        findings("HLA-B27 is positive."),
        "not been tested",
        "positive",
    ),
    (
        advice("I recommend electroconvulsive therapy."),
        advice("Electroconvulsive therapy works, but I would not use it."),
        "lectroconvulsive",
        "not use",
    ),
    (
        advice("A steroid injection is not advised."),
        advice("An injection of cortisone, guided by ultrasound, is advised."),
        "not advised",
        "injection of cortisone",
    ),
    (
        findings("There is no evidence of bipolar disorder."),
        findings("Her sister and I saw elation, so I believe that this is bipolar disorder."),
        "no evidence",
        "bipolar",
    ),
    (
        "DIAGNOSIS\n\nThis is lobular carcinoma in situ of the breast.\n",
        "DIAGNOSIS\n\nMy diagnosis is fibroadenoma; the features fall short of lobular carcinoma in situ.\n",
        "carcinoma in situ",
        "fibroadenoma",
    ),
]


@pytest.mark.parametrize(("a", "b", "left", "right"), DIFFERENT)
def test_a_difference_is_marked_on_the_words_that_differ(lay: Lay, a: str, b: str, left: str, right: str) -> None:
    result = lay(a, b)
    assert result.marks(left, right), result.said()


SAME = [
    (advice("Surgery within 12 weeks."), advice("The surgery should take place within 3 months.")),
    (advice("Levothyroxine 0.1 mg daily."), advice("Synthroid 100 mcg once daily.")),
    (advice("Tylenol 1 g three times a day."), advice("Paracetamol 1000 mg TID.")),
    (findings("The tumour measures 3.4 x 2.9 cm."), findings("The tumor is 34 mm in greatest dimension.")),
    (findings("No evidence of distant metastasis."), findings("The scan did not reveal metastases.")),
    (findings("Lymph nodes appear normal."), findings("No abnormal lymph nodes were seen.")),
    (findings("Stage IIB (T2 N1 M0)."), findings("This is clinical stage 2b, cT2 cN1 M0.")),
    (advice("No radiation therapy is indicated."), advice("Radiotherapy has no role here.")),
    (advice("Colonoscopy in 1 year."), advice("A colonoscopy is due one year from now.")),
    (findings("Haemoglobin 11.8 g/dL."), findings("Her hemoglobin was 11.8.")),
    (findings("Her mother had ovarian cancer at 52."), findings("Her mother was treated for ovarian cancer.")),
    (findings("He denies chest pain."), findings("There is no angina.")),
    (findings("Gleason 3+4=7 (ISUP 2) in four cores."), findings("Gleason score of 7 (3 + 4), that is grade group 2.")),
    (findings("No further seizures."), findings("One seizure in March, none since.")),
]
ADDED = [
    (findings("The HbA1c is 8.2%."), findings("The HbA1c of 8.2% must fall; I operate once it is below 7.5%.")),
    (
        advice("Apixaban 5 mg twice daily."),
        advice("Eliquis 5 mg twice daily for two months; then it may be stopped."),
    ),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_the_same_in_other_words_or_units_is_no_difference(lay: Lay, a: str, b: str) -> None:
    assert lay(a, b).said() == []


@pytest.mark.parametrize(("a", "b"), ADDED)
def test_what_one_adds_makes_no_other_value_or_medicine_of_the_same(lay: Lay, a: str, b: str) -> None:
    result = lay(a, b)
    assert result.said(tier=Tier.FIRM) == [] and not {"number", "dose", "drug"} & {
        d.kind for d in result.comparison.differences
    }


def test_what_the_other_doctor_said_is_not_what_this_one_says(lay: Lay) -> None:
    a = "DIAGNOSIS\n\nLobular carcinoma of the breast, grade 1.\n"
    b = (
        "DIAGNOSIS\n\nSubmitted diagnosis: lobular carcinoma, grade 1. "
        "In my view this is a phyllodes sarcoma of the breast, grade 3.\n"
    )
    assert lay(a, b).marks("grade 1", "grade 3")


def test_a_medicine_only_one_names_is_marked_on_one_side(lay: Lay) -> None:
    a = advice("Continue aspirin 81 mg daily. Return in a year.")
    b = advice("Continue aspirin 81 mg daily. Add clopidogrel 75 mg daily. Return in a year.")
    assert lay(a, b).marks("", "clopidogrel")


def test_a_dose_only_one_gives_is_found_on_one_side() -> None:
    a = findings("The tumor cells are positive for S100.") + advice("Radiotherapy of the axilla is advised.")
    b = findings("The tumor cells are positive for S100.") + advice("Radiotherapy of the axilla, 50 Gy, is advised.")
    assert ("dose only one gives", "", "50 Gy") in ruled(a, b)


def test_a_second_grade_beside_the_one_both_have_is_not_passed_over(lay: Lay) -> None:
    a = "DIAGNOSIS\n\nOligoastrocytoma, grade III.\n"
    b = "DIAGNOSIS\n\nOligoastrocytoma. The report gave grade III. I find grade II.\n"
    assert lay(a, b).verdicts()["diagnosis"] != "no_difference_found"


def test_that_no_stage_applies_is_a_statement_on_the_stage(lay: Lay) -> None:
    result = lay(findings("This is stage 0 disease."), findings("No stage applies to this lesion."))
    assert result.verdicts()["staging"] == "different"


def test_how_long_people_live_is_no_time_of_the_plan(lay: Lay) -> None:
    a, b = "Median survival is 14 years.", "The median survival is 9 years."
    assert all(r.axis.value != "timing" or r.verdict.value == "neither_says" for r in lay(a, b).comparison.axes)


def test_a_value_is_shown_as_understood(lay: Lay) -> None:
    result = lay(advice("Surgery within 4 weeks."), advice("Surgery within 2 weeks."))
    (difference,) = result.comparison.differences
    assert (difference.a_value, difference.b_value) == ("4 weeks = 28 days", "2 weeks = 14 days")
    assert difference.rule == "when to start" and difference.tier is Tier.FIRM


def test_advice_against_one_use_of_a_medicine_is_none_against_another(lay: Lay) -> None:
    a = "PLAN\n\nI recommend bendamustine with rituximab. After that I recommend maintenance rituximab for 2 years."
    b = "PLAN\n\nI would give rituximab alone for 4 weeks. I do not recommend maintenance rituximab."
    result = lay(a, b)
    said = [(d.a_value, d.b_value) for d in result.comparison.differences if d.rule == "recommended or not"]
    assert ("maintenance rituximab: advised", "maintenance rituximab: advised against") in said
    assert not any(x.startswith("rituximab:") or y.startswith("rituximab:") for x, y in said)
