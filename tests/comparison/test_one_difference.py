"""Two letters that agree in all but one thing: the axis of that thing is never called without difference."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.comparison.conftest import Result

Lay = Callable[[str, str], Result]

FIRST = """
Dear Mr. Halloran,

DIAGNOSIS

You have ankylosing spondylitis. The HLA-B27 is positive. The MRI shows edema of both sacroiliac joints and none in the
lumbar spine.

SEVERITY

The disease is of moderate severity. Your BASDAI is 5.2. You had two episodes of uveitis.

TREATMENT

I recommend adalimumab 40 mg every 2 weeks. Physiotherapy should go on daily. I would not operate on the hip.

TIMING

We should begin within 4 weeks. An MRI is due in 6 months.
"""
SECOND = """
Dear Mr. Halloran,

DIAGNOSIS

I agree that this is ankylosing spondylitis. HLA-B27 was positive. I see edema in both sacroiliac joints and no edema
in the lumbar spine.

SEVERITY

I too call it moderate. I count a BASDAI of 5.2. There were two attacks of uveitis.

TREATMENT

Adalimumab 40 mg every other week is a good choice. Do your physiotherapy every day. The hip needs no operation.

TIMING

Begin in the next month. Repeat the MRI in half a year.
"""


def test_letters_that_agree_have_no_difference_that_counts(lay: Lay) -> None:
    result = lay(FIRST, SECOND)
    assert "different" not in result.verdicts().values()


@pytest.mark.parametrize(
    ("axis", "said", "instead"),
    [
        (
            "diagnosis",
            "I agree that this is ankylosing spondylitis.",
            "I do not think that this is ankylosing spondylitis.",
        ),
        ("diagnosis", "I agree that this is ankylosing spondylitis.", "This is psoriatic arthritis."),
        ("diagnosis", "HLA-B27 was positive.", "HLA-B27 was negative."),
        ("staging", "I count a BASDAI of 5.2.", "I count a BASDAI of 2.1."),
        ("staging", "I too call it moderate.", "I call it severe."),
        ("treatment", "Adalimumab 40 mg every other week is a good choice.", "I would give no such medicine now."),
        ("treatment", "Adalimumab 40 mg every other week", "Secukinumab 150 mg every month"),
        ("treatment", "The hip needs no operation.", "The hip should be operated on."),
        ("timing", "Begin in the next month.", "It can wait until after the summer."),
        ("timing", "Repeat the MRI in half a year.", "Repeat the MRI in two years."),
    ],
)
def test_one_thing_changed_is_never_called_the_same(lay: Lay, axis: str, said: str, instead: str) -> None:
    assert said in SECOND
    assert lay(FIRST, SECOND.replace(said, instead)).verdicts()[axis] != "no_difference_found"
