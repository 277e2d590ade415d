"""Stages, classes and scores are read however people write them, and known again when the other writes otherwise."""

from __future__ import annotations

import pytest

from binder.comparison.extent import NAMED, SCORE, WORD, compared, extent
from binder.comparison.found import Opinion
from binder.comparison.side_by_side import read_opinion
from tests.comparison.conftest import opinion


def read(text: str, heading: str = "FINDINGS") -> Opinion:
    return read_opinion(opinion(f"{heading}\n\n{text}\n"))[0]


def stages(text: str, heading: str = "FINDINGS") -> dict[str, set[str]]:
    return extent(read(text, heading)).values[NAMED]


def together(a: str, b: str) -> dict[str, float]:
    return compared(extent(read(a)), extent(read(b)))


def agree(a: str, b: str) -> bool:
    found = together(a, b)
    return found["named equal"] + found["score equal"] > 0 and not differ(a, b)


def differ(a: str, b: str) -> bool:
    found = together(a, b)
    return found["named conflict"] + found["score conflict"] > 0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("FIGO 2009 stage IB.", "This is stage IB."),
        ("FIGO 2018 IB2.", "The stage is IB2."),
        ("The tumour is cT1b N0.", "It counts as T1b N0."),
        ("pT1c pN0.", "From the rectal examination this is what we call T1c."),
        ("Lymphoma, stage IVA.", "Ann Arbor IV A."),
        ("Ann Arbor stage IIIA.", "It lies on both sides of the diaphragm, this is stage III."),
        ("Stage 0, cTis N0.", "Ductal carcinoma in situ, which is stage nought."),
        ("Osteonecrosis of the jaw, stage 2.", "Hers is at stage two."),
        ("CKD stage G3a A2.", "Creatinine 1.4, GFR 49, which we call stage 3a."),
        ("R-ISS II.", "Revised ISS: two."),
        ("AJCC IB.", "The melanoma is still in the first stage."),
        ("Fibrosis stage F2.", "Stiffness 8.9 kilopascals, consistent with F2."),
    ],
)
def test_a_stage_is_the_same_in_figures_and_words_and_with_or_without_its_system(a: str, b: str) -> None:
    assert agree(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("NYHA class II.", "She is in the second class of the New York Association."),
        ("NYHA class I.", "Walking so far puts you in class I of the New York scale."),
        ("Angina, CCS II.", "I place him in class two of the Canadian Cardiovascular Society."),
        ("Harvey-Bradshaw Index 9.", "We call that moderately active (HBI of 9)."),
        ("Kellgren-Lawrence grade 4.", "On the film the right hip is KL four."),
        ("IPSS 22 points.", "His symptom score 22/35 and bother 5/6."),
        ("Insomnia Severity Index 19.", "ISI 19."),
        ("Kellgren-Lawrence grade 2.", "The knee is a 2 on the four-step Kellgren-Lawrence scale."),
        ("EDSS 5.5.", "Your disability, 5.5 on the EDSS scale, is considerable."),
        ("DAS28-CRP 5.6.", "The activity score of 5.6 is high."),
        ("The EREFS score is 4.", "EREFS I also count four points."),
        ("He scores 24 on the IRLS.", "A score of 24 is in the severe band."),
        ("ICH score 0.", "She scored nought on the ICH scale."),
        ("DLQI 19.", "On the page about your life you scored 19 out of 30."),
        ("His Epworth is 18.", "18 points on the Epworth scale."),
        ("Abscess, Hinchey II.", "An abscess of the second Hinchey class."),
        ("Fatty change is Goutallier grade 1.", "Some streaks of fat, first degree after Goutallier."),
        ("Slip of 5 mm, Meyerding I.", "An unstable grade 1 slip of L4 on L5."),
        ("The PASI was 14.2.", "A PASI of 14 is severe."),
    ],
)
def test_a_score_is_the_same_under_its_name_its_initials_or_none(a: str, b: str) -> None:
    assert agree(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Stage IIA.", "Stage two B."),
        ("AJCC IB for a gastric site.", "This makes it stage IIIA."),
        ("cT3c N1.", "Six abnormal glands, which makes it N2."),
        ("NYHA II.", "I must place him in class III of the New York classification."),
        ("The left knee is KL 1.", "The film shows Kellgren-Lawrence 3."),
        ("Hurley II.", "It has come to the third degree of Hurley."),
        ("CKD stage 5.", "The panel assigns G4 A3."),
        ("The cyst is Bosniak IIF.", "I call the cyst Bosniak III."),
        ("Child-Pugh works out at B7.", "This makes your cirrhosis Child-Pugh A5."),
        ("Stage IA, pT1b.", "The official stage moves up one notch to IB."),
        ("Clinical stage I.", "If that is right you are stage IIA, not stage I."),
        ("Her FIGO stage | IB2.", "All of this makes her a FIGO IIB."),
    ],
)
def test_two_values_of_one_scale_differ_however_they_are_written(a: str, b: str) -> None:
    assert differ(a, b)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Stage 1: take out the metal and five deep samples.", "TREATMENT"),
        ("Stage 2, if cultures are negative: arthrodesis.", "TREATMENT"),
        ("At this stage one would wait.", "FINDINGS"),
        ("The hand stage I make out on the film is the late one.", "FINDINGS"),
        ("The sensory level is T4 and the cord is bright from T1 to T3.", "FINDINGS"),
        ("The thyroid hormone called T4 is low.", "FINDINGS"),
        ("The aim is a PASI 75.", "FINDINGS"),
        ("She takes the AREDS 2 capsules.", "FINDINGS"),
        ("MDS-UPDRS III 34.", "FINDINGS"),
        ("Child 7 years old.", "FINDINGS"),
    ],
)
def test_a_step_of_a_plan_a_vertebra_or_an_aim_is_no_stage(text: str, heading: str) -> None:
    assert stages(text, heading) == {}


@pytest.mark.parametrize(
    "text",
    [
        "EGD 8/19 was clean.",
        "Sight OS 20/200.",
        "Power of ECRL 4/5.",
        "Mrs Talwyn 63 lives alone.",
        "Aspirin and Zetia 10.",
        "Wear the class 2 stocking.",
        "Ablation is a class I indication.",
    ],
)
def test_a_day_a_sight_a_power_an_age_a_dose_and_a_class_of_stockings_are_no_scores(text: str) -> None:
    assert extent(read(text)).values[SCORE] == {}


def test_two_scores_without_a_name_are_no_conflict() -> None:
    assert not differ("On that sheet you scored 17 out of 48.", "Six points of 8 for the polyps.")


@pytest.mark.parametrize(
    ("text", "scale", "step"),
    [
        ("Villalta 9 today, i.e. mild.", "severity", "1"),
        ("The score comes to 22, which is severe.", "severity", "3"),
        ("Two dismissals make it severe in my eyes.", "severity", "3"),
        ("Lichen sclerosus of moderate severity.", "severity", "2"),
        ("Failure of an organ means moderately severe disease.", "severity", "2.5"),
        ("The anaemia is very severe.", "severity", "4"),
        ("At present the illness is of middling activity.", "how active", "2"),
        ("Low systemic activity.", "how active", "1"),
        ("His risk is low.", "risk", "1"),
        ("It is good-risk disease.", "risk", "1"),
    ],
)
def test_a_verdict_on_how_severe_active_or_risky_is_a_step_of_a_scale(text: str, scale: str, step: str) -> None:
    assert extent(read(text)).values[WORD][scale] == {step}


def test_what_is_said_not_to_be_severe_is_no_step() -> None:
    assert "severity" not in extent(read("The leak is not severe.")).values[WORD]


def test_of_a_change_from_one_step_to_another_the_last_counts() -> None:
    risk = extent(read("She moves from the high-risk into the very-high-risk group.")).values[WORD]["risk"]
    assert risk == {"4"}
    assert stages("That lifts it from stage IIA to stage IIIB.")["stage"] == {"3b"}


def test_what_is_true_of_many_patients_is_no_step_of_this_one() -> None:
    assert "risk" not in extent(read("It lowers recurrence in high-risk patients.")).values[WORD]
