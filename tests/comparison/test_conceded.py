"""A question about a treatment quotes what a doctor advises, not what is granted before it."""

from __future__ import annotations

import pytest

from binder.comparison import compare
from binder.comparison.conceded import advised_instead
from binder.comparison.found import Part
from binder.comparison.side_by_side import read_opinion
from binder.model.comparison import Axis
from binder.verbs.comparing import question_words
from tests.comparison.conftest import opinion

VALVE = "ASSESSMENT\n\nSevere aortic stenosis, valve area 0.7 cm2. No fainting.\n\nPLAN\n\n"


def instead(plan: str, words: str) -> str:
    """What is quoted instead of the clause in which some words of a plan stand."""
    read, _ = read_opinion(opinion(VALVE + plan))
    n, s = next((n, s) for n, s in enumerate(read.statements) if words in s.text)
    return advised_instead(read, Part(n, ((s.text.index(words), s.text.index(words) + len(words)),)))


@pytest.mark.parametrize(("plan", "advice"), [
    ("TAVI would be easier on her in the first weeks and she would be home sooner, which I understand she hopes for, "
     "but at her age I advise surgical replacement.", "at her age I advise surgical replacement"),
    ("Although TAVI would be easier on her in the first weeks and she would be home sooner than most women of that "
     "age are, I advise surgical replacement.", "I advise surgical replacement"),
    ("TAVI would be easier on her. Still, I advise surgical replacement.", "I advise surgical replacement"),
    ("I go for surgical replacement. TAVI would also be right for her, but the valve wears out sooner.",
     "I go for surgical replacement"),
])  # fmt: skip
def test_the_clause_that_advises_is_quoted_and_not_what_is_granted(plan: str, advice: str) -> None:
    assert instead(plan, "TAVI") == advice


def test_advice_that_only_points_back_is_quoted_with_what_it_points_to() -> None:
    granted = "TAVI by the groin is defensible for women who cannot bear the thought of an open chest any more"
    whole = f"{granted}, but I would not do it here"
    assert instead(f"{whole}.", "TAVI by the groin") == whole


@pytest.mark.parametrize("plan", [
    "I advise surgery, but not before her iron is better.",
    "TAVI was asked for by the family, but I could not support it.",
    "I advise TAVI by the groin. Surgery is for another day.",
    "Her valve is narrow, and TAVI is what I advise.",
])  # fmt: skip
def test_what_says_by_itself_what_is_advised_is_quoted_as_it_stands(plan: str) -> None:
    assert instead(plan, "TAVI" if "TAVI" in plan else "surgery") == ""


def test_the_question_offered_quotes_the_advice_and_the_passages_keep_the_words_that_differ() -> None:
    a = f"{VALVE}TAVI would be easier on her. Still, I advise surgical replacement of the valve.\n"
    b = f"{VALVE}We prefer TAVI by the groin. Continue furosemide 20 mg daily.\n"
    c = compare(opinion(a), opinion(b))
    (n,) = [n for n, d in enumerate(c.differences) if d.axis is Axis.TREATMENT and "easier" in d.a_said]
    assert question_words(c, n, of_a=True) == (
        "You write “I advise surgical replacement of the valve”, the other doctor writes “We prefer TAVI by the "
        "groin”. What is the reason for the difference?"
    )
