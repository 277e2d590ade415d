"""Who may ask, by what paper; an authorization lacks something as soon as one element of 45 CFR 164.508(c) is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binder.chase.authority import best, elements, lacking, standing, warnings
from binder.model.authority import Authority, AuthorityKind, AuthorityState
from binder.model.checklist import Need
from binder.model.people import DepartmentKind
from binder.model.request import Carried, DeliverTo, Request

NOW = date(2026, 3, 10)
WHOLE = Authority(
    AuthorityKind.AUTHORIZATION,
    "AUTH1",
    grantor="Ada Sample",
    grantee="FAM1",
    scope="pathology and imaging reports and images, 2024 to now",
    discloser="Saltmarsh Hospital, all departments",
    recipient="Ines Sample, daughter",
    purpose="at the request of the individual",
    expires_on="2026-12-31",
    signed_by="Ada Sample",
    signed_on="2026-03-01",
    states_revocation=True,
    states_conditioning=True,
    states_redisclosure=True,
)
ASKS = Request("ORG1", DepartmentKind.MEDICAL_RECORDS, "REQ1", (Carried("operative-note", Need.REPORT),), "FAM1")
NAMES = {"FAM1": "Ines Sample", "ORG1": "Saltmarsh Hospital"}


def test_a_whole_authorization_stands() -> None:
    assert lacking(WHOLE) == () and standing(WHOLE, NOW) is AuthorityState.ACTIVE
    assert warnings(ASKS, [WHOLE], NOW, NAMES) == []


# Every element of (c)(1)(i) to (vi) and every statement of (c)(2)(i) to (iii), taken out one by one.
TAKEN_OUT = {
    "(c)(1)(i)": {"scope": " "},
    "(c)(1)(ii)": {"discloser": ""},
    "(c)(1)(iii)": {"recipient": ""},
    "(c)(1)(iv)": {"purpose": ""},
    "(c)(1)(v)": {"expires_on": ""},
    "(c)(1)(vi)": {"signed_by": ""},
    "(c)(2)(i)": {"states_revocation": False},
    "(c)(2)(ii)": {"states_conditioning": False},
    "(c)(2)(iii)": {"states_redisclosure": False},
}


def test_the_elements_are_those_of_the_law() -> None:
    assert [element.paragraph for element in elements()] == list(TAKEN_OUT)


@pytest.mark.parametrize("paragraph", TAKEN_OUT)
def test_without_one_element_it_is_not_good_and_the_element_is_named(paragraph: str) -> None:
    torn = replace(WHOLE, **TAKEN_OUT[paragraph])  # type: ignore[arg-type]
    assert [element.paragraph for element in lacking(torn)] == [paragraph]
    assert standing(torn, NOW) is AuthorityState.INSUFFICIENT
    (said,) = warnings(ASKS, [torn], NOW, NAMES)
    assert f"[164.508{paragraph}]" in said


def test_an_event_serves_as_well_as_a_date_until_it_comes() -> None:
    event = replace(WHOLE, expires_on="", expires_event="when the second opinion is given")
    assert standing(event, NOW) is AuthorityState.ACTIVE
    assert standing(replace(event, event_on="2026-03-10"), NOW) is AuthorityState.EXPIRED


def test_a_representative_who_signs_has_to_say_by_what_authority() -> None:
    signed = replace(WHOLE, signed_by="Ines Sample", signed_by_representative=True)
    assert [element.paragraph for element in lacking(signed)] == ["(c)(1)(vi)"]
    assert lacking(replace(signed, representative_authority="health-care power of attorney of 2025-04-02")) == ()


def test_it_is_a_draft_until_signed_and_ends_by_date_or_by_being_taken_back() -> None:
    assert standing(replace(WHOLE, signed_on=""), NOW) is AuthorityState.DRAFT
    assert standing(WHOLE, date(2026, 12, 31)) is AuthorityState.ACTIVE  # the last day counts
    assert standing(WHOLE, date(2027, 1, 1)) is AuthorityState.EXPIRED
    revoked = replace(WHOLE, revoked_on="2026-03-05")
    assert standing(revoked, date(2026, 3, 4)) is AuthorityState.ACTIVE
    assert standing(revoked, NOW) is AuthorityState.REVOKED
    for paper, word in ((revoked, "taken back"), (replace(WHOLE, expires_on="2026-03-09"), "ran out on 2026-03-09")):
        assert word in warnings(ASKS, [paper], NOW, NAMES)[0]


def test_the_patient_needs_no_paper_and_others_do() -> None:
    assert warnings(replace(ASKS, asked_by="patient"), [], NOW) == []
    (said,) = warnings(ASKS, [], NOW, NAMES)
    assert said.startswith("Nothing in the binder lets Ines Sample ask")


def test_a_paper_for_another_place_or_person_does_not_serve() -> None:
    elsewhere = replace(WHOLE, organizations=("ORG2",))
    assert "Nothing in the binder" in warnings(ASKS, [elsewhere], NOW, NAMES)[0]
    named = replace(ASKS, authority="AUTH1")
    assert warnings(named, [elsewhere], NOW, NAMES) == ["AUTH1 is not for Ines Sample at Saltmarsh Hospital."]
    assert "Nothing" in warnings(ASKS, [replace(WHOLE, grantee="FAM2")], NOW, NAMES)[0]


def test_a_power_of_attorney_needs_no_508_elements() -> None:
    paper = Authority(AuthorityKind.POWER_OF_ATTORNEY, "AUTH2", grantee="FAM1", signed_on="2025-04-02")
    assert standing(paper, NOW) is AuthorityState.ACTIVE and warnings(ASKS, [paper], NOW, NAMES) == []
    assert paper.kind.law == "45 CFR 164.502(g)" and paper.kind.representative


def test_a_spoken_agreement_is_no_right_to_copies() -> None:
    spoken = Authority(AuthorityKind.VERBAL, "AUTH3", grantee="FAM1", signed_on="2026-03-01")
    (said,) = warnings(ASKS, [spoken], NOW, NAMES)
    assert "164.510(b) gives no right to copies" in said


def test_the_paper_that_stands_is_chosen() -> None:
    old = replace(WHOLE, id="AUTH4", expires_on="2026-01-01")
    assert best(ASKS, [old, WHOLE], NOW) == WHOLE
    assert best(replace(ASKS, asked_by="patient"), [WHOLE], NOW) is None


def test_sending_it_to_somebody_else_is_warned() -> None:
    (said,) = warnings(replace(ASKS, deliver_to=DeliverTo.SECOND_DOCTOR), [WHOLE], NOW, NAMES)
    assert "Ciox v. Azar" in said and "Send it to me" in said
