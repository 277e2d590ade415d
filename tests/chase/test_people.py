"""People and places: numbers that can be dialled, numbers that cannot, and who is tied to whom."""

from __future__ import annotations

import pytest

from binder.chase.people import channel_problem, check_email, check_fax, check_phone, desk, dial, independence
from binder.model.errors import BinderError
from binder.model.people import Channel, Contact, Department, DepartmentKind, Organization, Practitioner


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("555-010-0134", "5550100134"),
        ("(555) 010-0134 ext. 7", "5550100134,7"),
        ("555.010.0134 x12", "5550100134,12"),
        ("+1 555 010 0134", "+15550100134"),
        ("1-800-4-CANCER", "18004226237"),
        ("1-800-MEDICARE", "180063342273"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_typed_and_dialled_as_digits(typed: str, dialled: str) -> None:
    assert dial(typed) == dialled
    assert check_phone(typed) == typed


@pytest.mark.parametrize("typed", ["555-FAX-0134", "555 010 0134 Attn. Pat", "12", "call Pat"])
def test_a_fax_number_with_letters_is_said_at_once(typed: str) -> None:
    with pytest.raises(BinderError, match="fax number"):
        check_fax(typed, "The fax number of Saltmarsh Hospital")


def test_what_cannot_be_dialled_or_mailed_is_said() -> None:
    with pytest.raises(BinderError, match="cannot be dialled"):
        check_phone("ask at the desk")
    with pytest.raises(BinderError, match="has 3 digits"):
        check_phone("911")
    with pytest.raises(BinderError, match=r"write it as name@example\.org"):
        check_email("records at saltmarsh")
    assert check_email(" him@saltmarsh.example ") == "him@saltmarsh.example"


HOUSE = Organization(
    "Saltmarsh Hospital",
    "ORG1",
    Contact(phone="555-010-0140", fax="555-010-0149", address="1 Causeway"),
    (Department(DepartmentKind.RADIOLOGY, contact=Contact(phone="555-010-0158")),),
    system="Tide",
)


def test_a_desk_without_numbers_of_its_own_is_reached_by_those_of_the_house() -> None:
    assert desk(HOUSE, DepartmentKind.PATHOLOGY).contact.phone == "555-010-0140"
    radiology = desk(HOUSE, DepartmentKind.RADIOLOGY)
    assert radiology.contact.phone == "555-010-0158" and radiology.contact.address == "1 Causeway"
    assert radiology.contact.fax == ""  # a fax at the front desk is not the file room's


def test_a_way_that_a_desk_does_not_take_is_said() -> None:
    portal = Department(DepartmentKind.MEDICAL_RECORDS, accepts=(Channel.PORTAL, Channel.MAIL))
    assert channel_problem(portal, Channel.FAX) == (
        "Medical records: requests are taken by portal or mail, not by fax."
    )
    assert channel_problem(desk(HOUSE, DepartmentKind.RADIOLOGY), Channel.FAX) == (
        "No fax number of the radiology file room is noted."
    )
    assert channel_problem(desk(HOUSE, DepartmentKind.PATHOLOGY), Channel.FAX) == ""


FIRST = Practitioner("Dr. Wren", "DR1", organization="ORG1", practice="Larkmoor Oncology")


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (Practitioner("Dr. Moor", practice="larkmoor  oncology"), "is of the same practice as Dr. Wren"),
        (
            Practitioner("Dr. Moor", organization="ORG1"),
            "works at the same institution as Dr. Wren: Saltmarsh Hospital",
        ),
        (Practitioner("Dr. Moor", organization="ORG2"), "share a records system: Tide"),
    ],
)
def test_what_ties_the_second_doctor_to_the_first_is_said(second: Practitioner, said: str) -> None:
    places = [HOUSE, Organization("Tidewell Institute", "ORG2", system="tide")]
    (tie,) = independence(FIRST, second, places)
    assert said in tie


def test_a_doctor_elsewhere_is_independent() -> None:
    places = [HOUSE, Organization("Tidewell Institute", "ORG2", system="Other")]
    assert independence(FIRST, Practitioner("Dr. Moor", organization="ORG2", practice="Lymphoma"), places) == []
