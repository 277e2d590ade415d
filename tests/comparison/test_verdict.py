"""The verdict on an axis: what differences say together, and when nothing may be called the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from binder.comparison.found import Found, Part
from binder.comparison.verdict import Ground, judge
from binder.model.comparison import Axis, Tier, Verdict
from tests.comparison.conftest import Result

Lay = Callable[[str, str], Result]
SAID = [Part(0, ((0, 4),))]


def difference(axis: Axis, kind: str, tier: Tier, *, both: bool = True, rule: str = "") -> Found:
    return Found(tier, axis, kind, rule or kind, SAID[0], SAID[0] if both else None)


def verdict(axis: Axis, *found: Found, comparable: bool = True, elsewhere: bool = False) -> Verdict:
    return judge(axis, Ground(SAID, SAID, list(found), comparable, elsewhere=elsewhere))


@pytest.mark.parametrize("axis", list(Axis))
def test_nothing_is_called_the_same_over_a_difference(axis: Axis) -> None:
    kinds = ("number", "finding", "time", "stage", "drug", "diagnosis", "grade")
    some = [difference(axis, kind, tier) for kind in kinds for tier in Tier]
    for found in [(f,) for f in some] + list(combinations(some, 2)):
        for elsewhere in (False, True):
            assert verdict(axis, *found, elsewhere=elsewhere) is not Verdict.NO_DIFFERENCE_FOUND
    assert verdict(axis) is Verdict.NO_DIFFERENCE_FOUND
    assert verdict(axis, comparable=False) is Verdict.COULD_NOT_COMPARE


@pytest.mark.parametrize("axis", [Axis.TREATMENT, Axis.TIMING])
def test_several_possible_differences_of_a_plan_are_one(axis: Axis) -> None:
    one = difference(axis, "finding", Tier.POSSIBLE)
    assert verdict(axis, one) is Verdict.COULD_NOT_COMPARE
    assert verdict(axis, one, one) is Verdict.DIFFERENT
    assert verdict(axis, one, elsewhere=True) is Verdict.DIFFERENT, "in texts that differ anyway one is enough"
    firm = difference(axis, "finding", Tier.FIRM)
    assert verdict(axis, firm) is Verdict.REFINED
    assert verdict(axis, firm, one) is Verdict.DIFFERENT, "a sure one beside it makes them no fewer"


def test_what_one_alone_says_of_a_plan_counts_only_where_the_texts_differ() -> None:
    lone = difference(Axis.TREATMENT, "drug", Tier.POSSIBLE, both=False)
    assert verdict(Axis.TREATMENT, lone, lone) is Verdict.COULD_NOT_COMPARE
    assert verdict(Axis.TREATMENT, lone, lone, elsewhere=True) is Verdict.DIFFERENT


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
