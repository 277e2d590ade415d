"""Yes against no in free words: what is refused in half a sentence, doubly denied, or refused with all of its kind."""

from __future__ import annotations

import pytest

from binder.comparison.advice import advised_otherwise, refused_by_one
from binder.comparison.found import Pair
from binder.comparison.side_by_side import read_opinion
from binder.model.comparison import Link, Tier
from tests.comparison.conftest import opinion
from tests.comparison.ruled import marks, ruled

REFUSED = [
    # no verb, no heading: "no" before a treatment is advice against it
    ("No tamoxifen.", "I recommend tamoxifen.", "No tamoxifen", "tamoxifen"),
    (
        "I recommend a laminectomy at L4-5 only, no fusion.",
        "I recommend a laminectomy at L4-5 and a fusion at the same time.",
        "no fusion",
        "fusion",
    ),
    # given here without a word of advice, and warned of there
    (
        "Amitriptyline 10 mg at night helps him to sleep.",
        "I would avoid amitriptyline at night, it does not help him to sleep.",
        "Amitriptyline",
        "avoid amitriptyline",
    ),
]


@pytest.mark.parametrize(("a", "b", "left", "right"), REFUSED)
def test_what_one_refuses_and_the_other_gives_is_marked(a: str, b: str, left: str, right: str) -> None:
    assert marks(f"{a}\n", f"{b}\n", left, right)


def test_a_treatment_that_was_never_given_is_not_refused() -> None:
    a = "HISTORY\n\nNo previous chemotherapy.\n"
    b = "HISTORY\n\nShe has had no chemotherapy so far.\n"
    assert ruled(a, b) == []


def test_a_test_denied_after_its_name_is_a_finding_of_its_absence() -> None:
    a = "ASSESSMENT\n\nAsthma effectively excluded.\n"
    b = "ASSESSMENT\n\nAsthma was excluded.\n"
    assert ruled(a, b) == []


def test_what_is_not_considered_excluded_is_not_absent() -> None:
    a = "ASSESSMENT\n\nThe hereditary hypercalcemia is ruled out by the urine.\n"
    b = "ASSESSMENT\n\nI do not consider a hereditary hypercalcemia excluded by the urine.\n"
    assert marks(a, b, "hypercalcemia", "hypercalcemia")


def test_a_test_awaited_here_and_read_there_is_marked() -> None:
    a = "FINDINGS\n\nElectron microscopy is awaited.\n"
    b = "FINDINGS\n\nElectron microscopy shows amyloid.\n"
    assert marks(a, b, "awaited", "amyloid")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Propranolol 40 mg three times daily until she is settled.", "The propranolol should be stopped."),
        ("Methylphenidate I would not give now.", "Extended-release methylphenidate 18 mg each morning."),
    ],
)
def test_a_medicine_ordered_with_its_dose_and_refused_is_surely_opposite_advice(a: str, b: str) -> None:
    assert tiers(a, b) == {Tier.FIRM} and tiers(b, a) == {Tier.FIRM}


def test_a_medicine_of_which_a_dose_was_given_is_not_ordered() -> None:
    assert Tier.FIRM not in tiers("Sertraline 50 mg has left him sleepless.", "Sertraline should be stopped.")


def tiers(a: str, b: str) -> set[Tier]:
    mine, theirs = (read_opinion(opinion(f"{text}\n"))[0] for text in (a, b))
    pair = Pair(0, Link((0,), (0,), 0.5), mine, theirs)
    return {f.tier for rule in (advised_otherwise, refused_by_one) for f in rule(pair)}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("MRI not indicated.", "Therefore MRI of the spine need not be done."),
        ("Active surveillance would not be safe for him.", "Surveillance is not recommended."),
        ("An operation is out of proportion.", "An operation is not to be contemplated."),
        ("TAVR was discussed and set aside.", "I would not put in a TAVR."),
        ("Chemotherapy need not wait.", "Start chemotherapy now."),
        ("You need not stop the aspirin.", "Continue the aspirin."),
        ("Thyroiditis was thought of and dismissed.", "It does not behave like thyroiditis."),
    ],
)
def test_two_ways_to_refuse_or_to_go_on_are_no_opposite_advice(a: str, b: str) -> None:
    found = {rule for rule, _, _ in ruled(f"PLAN\n\n{a}\n", f"PLAN\n\n{b}\n")}
    assert not found & {"recommended or not", "present or absent"}


def test_what_need_not_be_done_here_and_should_be_there_is_opposite_advice() -> None:
    a, b = "PLAN\n\nThe stent need not be removed.\n", "PLAN\n\nThe stent should be removed.\n"
    assert "recommended or not" in {rule for rule, _, _ in ruled(a, b)}


def advice(text: str, name: str) -> set[float]:
    return {t.advice for s in read_opinion(opinion(text))[0].statements for t in s.terms if t.name == name}


@pytest.mark.parametrize(
    "said", ["I see no need for azathioprine.", "I have no use for azathioprine.", "There is no call for azathioprine."]
)
def test_no_need_of_a_medicine_is_advice_against_it(said: str) -> None:
    assert advice(said, "azathioprine") == {-1.0}
    given = "She takes infliximab in combination with azathioprine 2 mg/kg.\n"
    assert ("advised against by one", "azathioprine") in {found[:2] for found in ruled(given, f"{said}\n")}


@pytest.mark.parametrize(
    "said",
    [
        "The prednisolone needs to come down and be stopped within four weeks.",
        "Prednisolone should be tapered over a month and stopped within six weeks.",
        "Prednisolone should be stopped after three months.",
    ],
)
def test_a_medicine_that_ends_after_a_span_of_time_is_not_refused(said: str) -> None:
    assert -1.0 not in advice(said, "prednisolone")


@pytest.mark.parametrize("said", ["Prednisolone should be stopped.", "I would stop prednisolone within a week."])
def test_a_medicine_that_is_to_stop_without_coming_down_is_advised_against(said: str) -> None:
    assert advice(said, "prednisolone") == {-1.0}
