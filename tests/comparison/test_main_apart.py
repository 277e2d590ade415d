"""Two doctors who give two different illnesses as the diagnosis: what a reader must see first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from binder.model.comparison import Tier
from tests.comparison.conftest import Result
from tests.comparison.ruled import ruled

Lay = Callable[[str, str], Result]

MS = "## Diagnosis\nRelapsing-remitting multiple sclerosis.\n## Advice\nI recommend ocrelizumab."


def apart(a: str, b: str) -> list[tuple[str, str]]:
    """What either side is said to give as its diagnosis, where they are two."""
    return [(x, y) for rule, x, y in ruled(a, b) if rule == "which diagnosis"]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("My diagnosis is neuromyelitis optica spectrum disorder.", "neuromyelitis optica spectrum disorder"),
        ("Dx: MOG antibody-associated disease.", "MOG antibody-associated disease"),
        ("In my view this is MOGAD.", "MOGAD"),
        (
            "This woman does not, for these reasons, have multiple sclerosis but neuromyelitis optica.",
            "neuromyelitis optica",
        ),
    ],
)
def test_another_illness_given_as_the_diagnosis_is_a_firm_difference(lay: Lay, told: str, name: str) -> None:
    b = f"I have seen the pictures again.\n{told}\nI recommend rituximab."
    assert lay("Diagnosis: multiple sclerosis.\nI recommend ocrelizumab.", b).marks(
        "multiple sclerosis", name, Tier.FIRM
    )


def test_an_illness_that_the_other_only_rules_out_is_not_held_by_both() -> None:
    a = "Impression: normal pressure hydrocephalus.\nI recommend a shunt."
    b = "This is progressive supranuclear palsy, not iNPH.\nI advise against a shunt."
    assert ("normal pressure hydrocephalus", "progressive supranuclear palsy") in apart(a, b)


@pytest.mark.parametrize(
    "b",
    [
        "My diagnosis is CIDP.",
        "Diagnosis: chronic inflammatory demyelinating polyradiculoneuropathy.",
        "You have CIDP. You also have diabetes.",
        "Diagnosis: neuropathy of the chronic inflammatory demyelinating kind, CIDP.",
    ],
)
def test_one_illness_by_other_names_or_beside_others_is_no_difference(b: str) -> None:
    assert apart("Diagnosis: chronic inflammatory demyelinating polyneuropathy.", b) == []


def test_a_second_illness_is_not_set_against_the_first() -> None:
    a = "Diagnosis: narcolepsy with cataplexy."
    b = "The name is right, narcolepsy type 1.\nI also think that he has a mild depression."
    assert apart(a, b) == []


def test_a_special_form_is_not_set_against_the_illness() -> None:
    a = "Diagnosis: acute myeloid leukemia with maturation."
    b = "The proper name is acute myeloid leukemia, myelodysplasia-related, and not AML with maturation."
    assert apart(a, b + "\nShe has COPD.") == []
