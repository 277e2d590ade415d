"""The verdict on an axis: what differences say together, and when nothing may be called the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from binder.comparison.found import Found, Part
from binder.comparison.grounds import grounds
from binder.comparison.side_by_side import read_opinion
from binder.comparison.verdict import LIKELY, Ground, Likely, judge
from binder.knowledge import load
from binder.model.comparison import Axis, Tier, Verdict
from tests.comparison.conftest import KIDNEY_A, KIDNEY_B, Result, opinion

Lay = Callable[[str, str], Result]
SAID = [Part(0, ((0, 4),))]


def difference(axis: Axis, kind: str, tier: Tier, *, both: bool = True, rule: str = "") -> Found:
    return Found(tier, axis, kind, rule or kind, SAID[0], SAID[0] if both else None)


def verdict(axis: Axis, *found: Found, differ: float = 0.0, exclude: float = 0.0, **more: object) -> Verdict:
    ground = Ground(SAID, SAID, list(found), Likely(differ, exclude, same=0.2))
    return judge(axis, replace(ground, **more))


@pytest.mark.parametrize("axis", list(Axis))
def test_nothing_is_called_the_same_over_a_difference(axis: Axis) -> None:
    kinds = ("number", "finding", "time", "stage", "drug", "diagnosis", "grade")
    some = [difference(axis, kind, tier) for kind in kinds for tier in Tier]
    for found in [(f,) for f in some] + list(combinations(some, 2)):
        for differ in (0.0, 0.6):
            assert verdict(axis, *found, differ=differ) is not Verdict.NO_DIFFERENCE_FOUND
    assert verdict(axis) is Verdict.NO_DIFFERENCE_FOUND
    assert verdict(axis, comparable=False) is Verdict.COULD_NOT_COMPARE


@pytest.mark.parametrize("axis", list(Axis))
@pytest.mark.parametrize("silent", ["mine", "theirs"])
def test_no_difference_is_never_said_where_one_opinion_is_silent(axis: Axis, silent: str) -> None:
    assert verdict(axis, spoken=True, **{silent: []}) is not Verdict.NO_DIFFERENCE_FOUND


def test_texts_with_little_in_common_differ_only_by_words_laid_side_by_side() -> None:
    perhaps = difference(Axis.TREATMENT, "drug", Tier.POSSIBLE)
    assert verdict(Axis.TREATMENT, differ=0.9, strange=True) is Verdict.COULD_NOT_COMPARE
    assert verdict(Axis.TREATMENT, perhaps, differ=0.9, strange=True) is Verdict.DIFFERENT


@pytest.mark.parametrize("axis", list(Axis))
def test_what_is_neither_likely_to_differ_nor_likely_the_same_is_not_compared(axis: Axis) -> None:
    assert verdict(axis, differ=0.3) is Verdict.COULD_NOT_COMPARE
    assert verdict(axis, differ=0.6) is (Verdict.REFINED if axis is Axis.DIAGNOSIS else Verdict.DIFFERENT)
    assert verdict(axis, differ=0.6, exclude=0.6) is Verdict.DIFFERENT


@pytest.mark.parametrize("axis", list(Axis))
def test_a_sure_difference_needs_no_likelihood(axis: Axis) -> None:
    assert verdict(axis, difference(axis, "finding", Tier.FIRM)) is Verdict.REFINED
    assert verdict(axis, difference(axis, "finding", Tier.POSSIBLE)) is Verdict.COULD_NOT_COMPARE


@pytest.mark.parametrize(("axis", "kind"), [(Axis.STAGING, "stage"), (Axis.TREATMENT, "drug"), (Axis.TIMING, "time")])
def test_two_values_of_one_thing_are_different_whatever_is_likely(axis: Axis, kind: str) -> None:
    assert verdict(axis, difference(axis, kind, Tier.FIRM)) is Verdict.DIFFERENT
    assert verdict(axis, difference(axis, kind, Tier.FIRM, both=False)) is Verdict.REFINED


@pytest.mark.parametrize("axis", list(Axis))
def test_where_one_or_both_say_nothing_there_is_nothing_to_compare(axis: Axis) -> None:
    assert verdict(axis, mine=[], theirs=[], differ=0.9) is Verdict.NEITHER_SAYS
    assert verdict(axis, theirs=[], differ=0.9) is Verdict.ONLY_A
    assert verdict(axis, mine=[], differ=0.9) is Verdict.ONLY_B


def test_words_of_severity_that_are_no_stage_are_likeliest_no_staging() -> None:
    assert verdict(Axis.STAGING, likely=Likely(0.6, silent=0.5, same=0.2)) is Verdict.NEITHER_SAYS
    assert verdict(Axis.STAGING, likely=Likely(0.6, silent=0.2, same=0.2)) is Verdict.DIFFERENT
    stage = difference(Axis.STAGING, "stage", Tier.FIRM)
    assert verdict(Axis.STAGING, stage, likely=Likely(0.6, silent=0.9, same=0.2)) is Verdict.DIFFERENT


def test_every_weight_is_of_a_feature_there_is() -> None:
    a, b = (read_opinion(opinion(text))[0] for text in (KIDNEY_A, KIDNEY_B))
    features = grounds(a, b, [], [])
    for axis in Axis:
        data = load("comparison_verdicts")[axis.value]
        assert 0 <= data["sure"] < LIKELY
        assert 0 <= data["same"] < LIKELY
        for head in data.keys() - {"same", "sure"}:
            assert data[head].keys() <= features[axis].keys()


@pytest.mark.parametrize(("mine", "theirs"), [
    ("There is perineural invasion.", "There is no perineural invasion."),
    ("Lupus nephritis, class IV.", "Lupus nephritis, class IV combined with class V."),
])  # fmt: skip
def test_what_one_finds_and_the_other_does_not_is_never_the_same_diagnosis(lay: Lay, mine: str, theirs: str) -> None:
    text = "DIAGNOSIS\n\nThis is a biopsy of 4 June. {}\n\nPLAN\n\nReview in 3 months.\n"
    assert lay(text.format(mine), text.format(theirs)).verdicts()["diagnosis"] != "no_difference_found"


PAIR = (
    "DIAGNOSIS\n\nAdenocarcinoma of the sigmoid colon, grade 2. Stage IIIB.\n\n"
    "PLAN\n\nSurgery within 4 weeks. Capecitabine for 3 months.\n",
    "DIAGNOSIS\n\nAdenocarcinoma of the sigmoid colon, grade 3. Stage IIIC.\n\n"
    "PLAN\n\nSurgery within 8 weeks. No chemotherapy.\n",
)


def test_the_verdicts_are_the_same_whichever_opinion_comes_first(lay: Lay) -> None:
    turned = {"only_a": "only_b", "only_b": "only_a"}
    forth, back = lay(*PAIR).verdicts(), lay(*reversed(PAIR)).verdicts()
    assert forth == {axis: turned.get(word, word) for axis, word in back.items()}
    assert forth["staging"] == forth["treatment"] == forth["timing"] == "different"


@pytest.mark.parametrize(("mine", "theirs"), [
    ("NYHA class II", "NYHA class III"),
    ("Her SINS score is 12", "The SINS comes to 14"),
    ("mild disease", "severe disease"),
    ("a nephrometry score of 6a", "a nephrometry score of 8a"),
])  # fmt: skip
def test_two_values_of_a_scale_of_severity_are_never_the_same_stage(lay: Lay, mine: str, theirs: str) -> None:
    text = "ASSESSMENT\n\nHer heart failure is known since May. I see {}.\n\nPLAN\n\nReview in 3 months.\n"
    assert lay(text.format(mine), text.format(theirs)).verdicts()["staging"] != "no_difference_found"


def test_another_report_category_is_another_diagnosis_and_another_grade_is_the_same_more_precisely(lay: Lay) -> None:
    text = "DIAGNOSIS\n\nThyroid nodule on the right, {}.\n\nPLAN\n\nRepeat the ultrasound in 6 months.\n"
    told = lay(text.format("Bethesda III"), text.format("Bethesda IV")).verdicts()
    assert told["diagnosis"] == "different"
    text = "DIAGNOSIS\n\nInvasive ductal carcinoma of the left breast, grade {}.\n\nPLAN\n\nMastectomy in 4 weeks.\n"
    assert lay(text.format("2"), text.format("3")).verdicts()["diagnosis"] == "refined"


@pytest.mark.parametrize("ruled_out", [
    "I do not think that she has myasthenia gravis.",
    "Myasthenia gravis is unlikely.",
    "There is no myasthenia gravis.",
])  # fmt: skip
def test_an_illness_that_the_other_rules_out_is_another_diagnosis(lay: Lay, ruled_out: str) -> None:
    a = "ASSESSMENT\n\nMyasthenia gravis. Double vision since May. Her thymus is of normal size.\n"
    b = f"Dear colleague,\n\nHer double vision began in May. {ruled_out} The thymus is of normal size.\n"
    assert lay(a, b).verdicts()["diagnosis"] == lay(b, a).verdicts()["diagnosis"] == "different"


def test_an_illness_ruled_out_beside_the_main_one_does_not_make_another_diagnosis(lay: Lay) -> None:
    a = "ASSESSMENT\n\nMyasthenia gravis. Perhaps hepatitis in 2010. Her thymus is of normal size.\n"
    b = "Dear colleague,\n\nThis is myasthenia gravis. There was no hepatitis. The thymus is of normal size.\n"
    assert lay(a, b).verdicts()["diagnosis"] != "different"


def test_an_illness_denied_in_one_place_or_of_one_sort_is_not_ruled_out(lay: Lay) -> None:
    a = "DIAGNOSIS\n\nFollicular lymphoma, grade 1-2. No evidence of transformation to a faster lymphoma.\n"
    b = "IMPRESSION\n\nLymphoma, slowly growing. There is no follicular lymphoma in the bone marrow.\n"
    c = "Dear colleague,\n\nThis is follicular lymphoma, grade 1-2. There is no lymphoma in the bone marrow.\n"
    for x, y in ((a, b), (b, a), (a, c), (c, a), (b, c)):
        assert lay(x, y).verdicts()["diagnosis"] != "different"


def test_a_stage_under_its_longer_name_is_the_same_stage(lay: Lay) -> None:
    a = "STAGE\n\nAnn Arbor stage IIIA. No B symptoms.\n\nPLAN\n\nWatch and wait. Review in 3 months.\n"
    b = "STAGE\n\nThis is stage IIIA. No B symptoms.\n\nPLAN\n\nWatch and wait. Review in 3 months.\n"
    assert lay(a, b).verdicts()["staging"] == "no_difference_found"


def test_where_neither_gives_a_stage_nothing_is_quoted_of_one(lay: Lay) -> None:
    a = "ASSESSMENT\n\nModerately active ulcerative colitis.\n\nPLAN\n\nStart mesalamine 4 g daily.\n"
    b = "ASSESSMENT\n\nUlcerative colitis.\n\nPLAN\n\nStart mesalamine 4 g daily.\n"
    (staging,) = (r for r in lay(a, b).comparison.axes if r.axis is Axis.STAGING)
    assert (staging.verdict, staging.a, staging.b) == (Verdict.NEITHER_SAYS, (), ())
