"""Which difference of an axis a reader sees first: the one that changes most for the patient."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from binder.model.comparison import Axis, AxisResult
from tests.comparison.conftest import opinion

SURGEON = """DIAGNOSIS

Severe osteoarthritis of the right knee, Kellgren-Lawrence grade 4. The meniscus is torn.

PLAN

I recommend a total knee replacement. The operation should take place within six weeks.
Paracetamol 500 mg four times a day may be continued. She should lose some weight.
Review in the clinic two weeks after the operation.
"""
PHYSICIAN = """DIAGNOSIS

Osteoarthritis of the right knee, Kellgren-Lawrence grade 4. There is a meniscal tear.

PLAN

I would not advise a knee replacement at present. Paracetamol should be raised to 1000 mg four times a day.
Losing weight would help her. I would see her again after three months.
"""


def on(axis: Axis, a: str, b: str) -> AxisResult:
    (result,) = [r for r in compare(opinion(a), opinion(b)).axes if r.axis is axis]
    return result


@pytest.mark.parametrize("turned", [False, True])
def test_the_operation_comes_before_a_tablet_that_changes_in_dose(turned: bool) -> None:
    result = on(Axis.TREATMENT, *((PHYSICIAN, SURGEON) if turned else (SURGEON, PHYSICIAN)))
    first = (result.a[0].quote, result.b[0].quote)[:: -1 if turned else 1]
    assert "knee replacement" in first[0] and "not advise a knee replacement" in first[1]


def test_when_an_operation_is_to_be_done_comes_before_the_next_visit() -> None:
    other = SURGEON.replace("within six weeks", "within three months").replace("two weeks after", "six weeks after")
    result = on(Axis.TIMING, SURGEON, other)
    assert "six weeks" in result.a[0].quote and "three months" in result.b[0].quote


def test_the_two_halves_of_one_difference_belong_together() -> None:
    result = on(Axis.TREATMENT, SURGEON, PHYSICIAN)
    assert result.a and result.b and result.alone == ""


def test_of_what_one_alone_adds_it_is_said_that_the_other_says_nothing_of_it() -> None:
    more = """DIAGNOSIS

Right knee: severe osteoarthritis, grade 4 of Kellgren and Lawrence. The torn meniscus is confirmed.

PLAN

We agree that a total knee replacement is recommended, within six weeks. She should start denosumab 60 mg for her bones.
Paracetamol 500 mg four times a day goes on. A lower weight would help.
We would review her in the clinic two weeks after surgery.
"""
    first, second = on(Axis.TREATMENT, SURGEON, more), on(Axis.TREATMENT, more, SURGEON)
    assert first.alone == "b" and "denosumab" in first.b[0].quote
    assert second.alone == "a" and "denosumab" in second.a[0].quote
