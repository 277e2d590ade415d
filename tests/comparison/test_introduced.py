"""Who was seen, in which clinic and what was read is no statement of an illness; nor is what a typist was told."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from binder.comparison.side_by_side import read_opinion
from binder.model.comparison import Axis, Comparison
from tests.comparison.conftest import opinion

BODY = "The mass in the left kidney measures 42 mm. I would advise a biopsy within two weeks. The nodes are normal."
OTHER = "Cancer of the left kidney is likely, and it measures 45 mm. I would operate within six weeks."


def quoted(c: Comparison, axis: Axis | None = None) -> list[str]:
    return [q.quote for r in c.axes if axis in (None, r.axis) for q in (*r.a, *r.b)]


@pytest.mark.parametrize(
    "first",
    [
        "I saw this 38-year-old teacher in the inflammatory bowel disease clinic on 1 September.",
        "Patient seen July 1.",
        "Records, scans and echo loops reviewed.",
        "I reviewed this retired surveyor in the breast cancer clinic.",
    ],
)
def test_an_introduction_is_quoted_on_no_axis_and_may_be_compared(first: str) -> None:
    c = compare(opinion(f"{first} {BODY}"), opinion(OTHER))
    assert first in [s.text for s in c.a_sentences]
    assert not [q for q in quoted(c) if q.rstrip(".") in first]


def test_an_introduction_that_names_the_illness_is_a_statement_of_it() -> None:
    c = compare(opinion(f"I saw this teacher with ulcerative colitis. {BODY}"), opinion(OTHER))
    assert any("ulcerative colitis" in q for q in quoted(c, Axis.DIAGNOSIS))


@pytest.mark.parametrize("told", ["Full stop, new paragraph.", "New line.", "End of dictation."])
def test_what_was_said_to_the_typist_is_named_and_no_statement(told: str) -> None:
    said, left_out = read_opinion(opinion(f"{BODY} {told} {OTHER}"))
    assert told not in [s.text for s in said.statements]
    assert "words to the typist: line 1" in left_out


def test_a_sentence_that_goes_on_behind_a_mark_is_a_statement() -> None:
    said, _ = read_opinion(opinion("Period pain has lasted for a year. Colon and rectum are normal."))
    assert len(said.statements) == 2
