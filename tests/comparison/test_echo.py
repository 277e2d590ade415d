"""A value of a scale is known again in the other letter under another name; groups of phrases are found in one go."""

from __future__ import annotations

import pytest

from binder.comparison.echo import claims, echoed
from binder.comparison.found import Opinion
from binder.comparison.side_by_side import read_opinion
from binder.comparison.spotted import one_of, spotted
from binder.knowledge import load
from tests.comparison.conftest import opinion


def read(text: str) -> Opinion:
    return read_opinion(opinion(f"FINDINGS\n\n{text}\n"))[0]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("She is in NYHA class II.", "I would put her in class two of the New York scale."),
        ("The osteonecrosis is stage 2.", "The dentists call that stage two."),
        ("Full Mayo score 8.", "Adding up the Mayo index we arrive at 8 points."),
        ("Stage IIB.", "This is a tumour of stage 2b."),
    ],
)
def test_the_same_value_under_another_name_is_the_same(a: str, b: str) -> None:
    found = echoed(read(a), read(b))
    assert found["values echoed"] > 0 and found["values turned"] == 0 and found["all values echoed"] == 1


def test_another_value_of_the_same_scale_is_not() -> None:
    found = echoed(read("Full Mayo score 8."), read("The Mayo score comes to 5."))
    assert found["values turned"] > 0 and found["values echoed"] == 0


@pytest.mark.parametrize(
    "text", ["The MRI of 4 June shows no edema.", "HbA1c 52, TSH 2.1.", "CSF: 6 oligoclonal bands.", "RTC 2 wk."]
)
def test_what_is_measured_or_counted_is_no_scale(text: str) -> None:
    assert claims(read(text)) == []


def test_a_phrase_is_found_wherever_a_pattern_of_its_group_finds_it() -> None:
    text = "No hurry: the Disease is Well controlled, organ-confined, and I do not believe in an early end-stage."
    (statement,) = read(text).statements
    data = load("comparison_axes")
    for part in ("extent", "diagnosis", "said", "hurry"):
        for name, phrases in data[part].items():
            m = one_of(phrases).search(statement.text.lower())
            assert spotted(statement).get(f"{part} {name}") == (m.span() if m else None)
