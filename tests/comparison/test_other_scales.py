"""One state told on two scales is one state: a letter may use either."""

from __future__ import annotations

import pytest

from binder.comparison.facts import Fact
from binder.comparison.other_scales import one_state
from binder.comparison.side_by_side import read_opinion
from tests.comparison.conftest import opinion
from tests.comparison.ruled import marks, ruled


def facts(text: str) -> list[Fact]:
    return [f for some in read_opinion(opinion(f"DIAGNOSIS\n\n{text}\n"))[0].facts for f in some]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The biopsy shows Gleason 3+4=7.", "The tumor is in grade group 2."),
        ("The biopsy shows Gleason 4+3.", "We read it as ISUP grade 3."),
        ("Her Karnofsky index is 80%.", "Her performance status is ECOG 1."),
        ("The eGFR is 52 mL/min.", "She has CKD stage 3a."),
        ("The eGFR is 52 mL/min.", "She has CKD stage 3."),
        ("FEV1 is 58% of predicted.", "This is GOLD 2."),
        ("The liver is Child-Pugh B.", "The Child-Pugh score is 7."),
        ("The leg is Fontaine IV.", "The leg is Rutherford 5."),
        ("He is in NYHA class II.", "He is in functional class two."),
        ("He is in NYHA class II.", "WHO functional class II."),
    ],
)
def test_a_step_of_one_scale_is_a_step_of_the_other(a: str, b: str) -> None:
    assert any(one_state(x, y) or (x.key and x.key == y.key and x.label == y.label) for x in facts(a) for y in facts(b))
    assert [f for f in ruled(f"DIAGNOSIS\n\n{a}\n", f"DIAGNOSIS\n\n{b}\n") if f[1] and f[2]] == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The biopsy shows Gleason 3+4=7.", "The tumor is in grade group 3."),
        ("Her Karnofsky index is 60%.", "Her performance status is ECOG 1."),
        ("The eGFR is 28 mL/min.", "She has CKD stage 3."),
        ("The liver is Child-Pugh A.", "The Child-Pugh score is 7."),
    ],
)
def test_another_step_is_another_state(a: str, b: str) -> None:
    assert not any(one_state(x, y) for x in facts(a) for y in facts(b))


def test_one_scale_by_two_names_is_set_against_itself() -> None:
    assert marks(
        "STAGING\n\nHe is in NYHA class II.\n", "STAGING\n\nHe is in functional class III.\n", "class II", "class III"
    )


def test_a_scale_is_the_same_with_a_nought_behind_the_point() -> None:
    assert ruled("STAGING\n\nEDSS 2.0.\n", "STAGING\n\nI score her EDSS at 2.\n") == []
