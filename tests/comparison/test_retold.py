"""One report laid beside itself: misread letters are noise, a sentence in other words is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.comparison.conftest import KIDNEY_A, KNEE_B, MIGRAINE_A, Result

Lay = Callable[[str, str], Result]


@pytest.mark.parametrize("text", [KIDNEY_A, MIGRAINE_A, KNEE_B])
def test_a_report_and_its_own_misread_copy_are_the_same(lay: Lay, text: str) -> None:
    misread = text.replace("headache", "headachc").replace("mass", "rnass").replace("tear", "tcar")
    assert set(lay(text, misread).verdicts().values()) <= {"no_difference_found", "neither_says"}


@pytest.mark.parametrize(
    ("said", "amended", "axis"),
    [
        ("Clinical stage I (cT1b N0 M0).", "After the new scan I would call this stage III.", "staging"),
        ("I recommend partial nephrectomy within 6 weeks.", "Surgery may well be left undone.", "treatment"),
        ("The adrenal gland is normal.", "A pheochromocytoma sits next to it.", "diagnosis"),
    ],
)
def test_a_report_whose_amendment_says_one_thing_otherwise_is_not_called_the_same_on_it(
    lay: Lay, said: str, amended: str, axis: str
) -> None:
    report = KIDNEY_A.replace("PLAN\n", MIGRAINE_A.split("PLAN")[0].replace("ASSESSMENT", "HISTORY") + "PLAN\n")
    assert said in report
    told = lay(report, report.replace(said, amended))
    assert any("nearly the same" in warning for warning in told.comparison.warnings)
    assert told.verdicts()[axis] != "no_difference_found"
    assert told.verdicts()["timing" if axis != "treatment" else "staging"] == "no_difference_found"
