"""What is quoted on an axis says something by itself and is cut from the text."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from binder.model.comparison import Axis, Comparison
from tests.comparison.conftest import (
    KIDNEY_A,
    KIDNEY_B,
    KNEE_A,
    KNEE_B,
    MIGRAINE_A,
    MIGRAINE_B,
    RHYTHM_A,
    RHYTHM_B,
    opinion,
)

PAIRS = [(KIDNEY_A, KIDNEY_B), (MIGRAINE_A, MIGRAINE_B), (KNEE_A, KNEE_B), (RHYTHM_A, RHYTHM_B)]


def quoted(c: Comparison, axis: Axis) -> tuple[list[str], list[str]]:
    (result,) = [r for r in c.axes if r.axis is axis]
    return [q.quote for q in result.a], [q.quote for q in result.b]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_quotes_are_phrases_of_at_most_sixty_characters(a: str, b: str) -> None:
    c = compare(opinion(a), opinion(b))
    for axis in Axis:
        for quote in (*quoted(c, axis)[0], *quoted(c, axis)[1]):
            assert len(quote) <= 60 and quote == quote.strip()
            assert not quote.replace(".", "").isdigit(), "a bare number says nothing"


def test_a_word_of_advice_is_quoted_with_what_it_advises() -> None:
    a, b = quoted(compare(opinion(MIGRAINE_A), opinion(MIGRAINE_B)), Axis.TREATMENT)
    assert "Start topiramate 50 mg" in a and "Topiramate is not recommended" in b


def test_what_differs_is_quoted_first() -> None:
    a, b = quoted(compare(opinion(KIDNEY_A), opinion(KIDNEY_B)), Axis.TIMING)
    assert "6 weeks" in a[0] and "3 months" in b[0]


def test_a_score_beside_the_stage_is_not_quoted_as_the_stage() -> None:
    a = "STAGE\n\nThe tumor is stage IIB. ECOG performance status is 1. FLIPI is 3.\n"
    b = "STAGE\n\nI call this stage IIIA. ECOG 2. The FLIPI is 3.\n"
    left, right = quoted(compare(opinion(a), opinion(b)), Axis.STAGING)
    assert left == ["The tumor is stage IIB"] and right == ["call this stage IIIA"]


@pytest.mark.parametrize(("sentence", "quote", "lost"), [
    ("There is no evidence of transformation to a faster lymphoma.", "no evidence", "faster lymphoma"),
    ("You have had neither fever nor night sweats.", "neither fever", "fever"),
    ("I would not give bendamustine now, since it lowers the counts.", "not give bendamustine", "bendamustine"),
])  # fmt: skip
def test_a_quote_does_not_lose_its_denial(sentence: str, quote: str, lost: str) -> None:
    a = f"ASSESSMENT\n\nFollicular lymphoma, grade 1-2. {sentence} Stage IIIA.\n"
    b = "ASSESSMENT\n\nFollicular lymphoma, grade 3. She had fever. Start bendamustine. Stage IVA.\n"
    told = [q for axis in Axis for q in quoted(compare(opinion(a), opinion(b)), axis)[0]]
    assert all(quote in q for q in told if lost in q)


PLAN = "\n\nPLAN\n\nI recommend {}.\n"


@pytest.mark.parametrize(("sentence", "other", "quote"), [
    ("HER2 was scored, and the result was 1+.", "HER2 was scored, and the result was 3+.",
     "HER2 was scored, and the result was 1+"),
    ("The curettage shows a non-invasive mole.", "The curettage shows an invasive mole.", "non-invasive mole"),
    ("Scans at 3-month intervals are advised.", "Scans at 6-month intervals are advised.", "3-month intervals"),
])  # fmt: skip
def test_a_quote_begins_and_ends_with_whole_words_and_has_the_thing_that_a_number_is_of(
    sentence: str, other: str, quote: str
) -> None:
    a, b = (f"ASSESSMENT\n\n{s}{PLAN.format(p)}" for s, p in ((sentence, "surgery"), (other, "observation")))
    c = compare(opinion(a), opinion(b))
    assert any(quote in q for axis in Axis for q in quoted(c, axis)[0])


def test_a_quote_does_not_end_between_a_number_and_its_unit_where_the_line_ends() -> None:
    a = "PLAN\n\nI recommend surgery. An ultrasound of the node should be done every 3\nmonths after the operation.\n"
    b = "PLAN\n\nI recommend surgery. An ultrasound of the node should be done every 6\nmonths after the operation.\n"
    c = compare(opinion(a), opinion(b))
    told = [q for axis in Axis for side in quoted(c, axis) for q in side]
    assert told and not any(q.endswith(("3", "6", "every")) or q.startswith("months") for q in told)
