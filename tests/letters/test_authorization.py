"""An authorization holds every element and statement of 45 CFR 164.508(c), or is refused with the one it lacks."""

from __future__ import annotations

import re

import pytest

from binder.letters import compose, elements, shipped, shipped_text, template_of
from binder.model.errors import BinderError
from tests.letters.conftest import letter, plain

# The elements as the rule numbers them, with the field of the form that prints each. Written from the rule's text.
RULE = {
    "(c)(1)(i)": "scope",
    "(c)(1)(ii)": "discloser",
    "(c)(1)(iii)": "receiver",
    "(c)(1)(iv)": "purpose",
    "(c)(1)(v)": "expires",
    "(c)(1)(vi)": "signer",
    "(c)(2)(i)": "states_revocation",
    "(c)(2)(ii)": "states_conditioning",
    "(c)(2)(iii)": "states_redisclosure",
}


def test_the_form_as_it_comes_holds_them_all() -> None:
    assert {one.paragraph for one in elements()} == set(RULE)
    text = " ".join(letter("authorization").text.split())
    for field in RULE.values():
        assert all(line in text for line in plain()[field])
    assert "Signature of Maria Example" in text and "Date" in text


@pytest.mark.parametrize(("paragraph", "field"), RULE.items())
def test_without_one_of_them_it_is_refused_and_that_one_is_named(paragraph: str, field: str) -> None:
    with pytest.raises(BinderError) as refused:
        letter("authorization", **{field: ""})
    said = str(refused.value)
    assert "would not be valid" in said
    assert f"[164.508{paragraph}]" in said
    assert [p for p in RULE if f"[164.508{p}]" in said] == [paragraph]
    assert f"--set {field}=" in said


@pytest.mark.parametrize(("paragraph", "field"), RULE.items())
def test_a_changed_template_that_dropped_one_of_them_is_refused_too(paragraph: str, field: str) -> None:
    text = shipped_text("authorization")
    head, body = text.split("\n---\n", 1)
    kept = "\n".join(line for line in body.split("\n") if f"{{{field}}}" not in line)
    with pytest.raises(BinderError, match=re.escape(f"[164.508{paragraph}]")):
        compose(template_of(f"{head}\n---\n{kept}"), plain())


def test_a_signature_without_its_date_is_none() -> None:
    text = shipped_text("authorization").replace(" | Date", "")
    with pytest.raises(BinderError, match=re.escape("[164.508(c)(1)(vi)]")):
        compose(template_of(text), plain())


def test_a_representative_has_to_say_by_what_authority() -> None:
    signs = {"signer": "Rosa Example", "signer_role": "guardian"}
    with pytest.raises(BinderError, match=r"by what authority the representative signs \[164\.508\(c\)\(1\)\(vi\)\]"):
        letter("authorization", **signs)
    text = letter("authorization", **signs, representative_authority="court guardianship of May 2, 2025").text
    assert "My authority: court guardianship of May 2, 2025." in " ".join(text.split())


def test_several_missing_elements_are_all_named() -> None:
    with pytest.raises(BinderError) as refused:
        letter("authorization", receiver="", expires="")
    assert "(c)(1)(iii)" in str(refused.value) and "(c)(1)(v)" in str(refused.value)


def test_kinds_of_records_that_need_initials_have_a_place_for_each() -> None:
    text = letter("authorization", sensitive=["Genetic test results", "HIV test results and treatment"]).text
    assert text.count("initials ____") == 2
    assert "initials" not in letter("authorization", sensitive="").text


def test_a_revocation_needs_no_elements_but_says_what_is_revoked() -> None:
    text = " ".join(letter("revocation", scope="", receiver="").text.split())
    assert "I revoke the signed HIPAA authorization of January 5, 2026." in text
    assert "It allowed you" not in text
    assert shipped("revocation").files_as == "authorization"
