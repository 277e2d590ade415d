"""Fields for every letter, made up; and a binder that knows enough to write them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.letters import FIELDS, Composed, compose, shipped, statements, values
from binder.letters.template import Value
from binder.model.authority import Authority, AuthorityKind, Sensitive
from binder.model.checklist import Need
from binder.model.people import (
    Contact,
    Department,
    DepartmentKind,
    FamilyMember,
    FamilyRole,
    Organization,
    PatientDetails,
    PatientNumber,
    Relationship,
)
from binder.model.request import Carried

PASSPHRASE = "correct horse"
HOME = "12 Elm Street\nSpringfield, IL 62704"
LISTS = ("items", "examinations", "papers", "log", "came", "missing", "specimens", "scope", "facts", "questions")

# What an office would see in a letter of the patient's own, everything noted.
PLAIN = {
    "date": "March 13, 2026",
    "signer": "Maria Example",
    "sender": "Maria Example",
    "sender_address": HOME,
    "sender_phone": "(217) 555-0134",
    "sender_email": "maria@example.com",
    "patient": "Maria Example",
    "patient_born": "March 21, 1957",
    "patient_number": "00123456",
    "patient_address": HOME,
    "my": "my",
    "me": "me",
    "recipient": "Mercy General Hospital",
    "department": "Health Information Management / Medical Records",
    "recipient_address": "400 River Road\nSpringfield, IL 62701",
    "recipient_fax": "(217) 555-0199",
    "items": ["Pathology report, 2025 to today", "CT scans: the DICOM images and the report"],
    "examinations": ["CT scans: the DICOM images and the report"],
    "reports": "yes",
    "images": "yes",
    "needed_by": "March 30, 2026",
    "needed_for": "an appointment on April 2, 2026",
    "speaks_for": "Rosa Example (daughter), (309) 555-0177,",
    "enclosures": ["Copy of Maria Example's photo ID"],
    "legal_clock": "yes",
    "sent_on": "February 2, 2026",
    "received_on": "February 3, 2026",
    "receipt_known": "yes",
    "due_on": "March 5, 2026",
    "days_late": "8 days",
    "asked_department": "medical records department",
    "by_when": "March 23, 2026",
    "log": ["February 2, 2026: Faxed: the request", "February 16, 2026: Call to your office (Ms. Lee): in the queue"],
    "came": ["CT scans: the report, came March 2, 2026"],
    "missing": ["CT scans: the DICOM images"],
    "images_missing": "yes",
    "fee": "$75.00",
    "fee_on": "February 20, 2026",
    "fee_for": "copying and search",
    "fee_not_allowed": "search",
    "complaint_by": "September 1, 2026",
    "specimens": ["Accession S26-1234: 6 H&E slides (A1-A6)", "Accession S26-1234: 1 tissue block (A3)"],
    "ship_to": ["Lakeside Cancer Center", "900 Lake Drive, Chicago, IL 60611"],
    "return_by": "April 30, 2026",
    "scope": ["Pathology, operative and imaging reports, 2025 to today", "The DICOM images of all CT scans"],
    "discloser": "Mercy General Hospital, 400 River Road, Springfield, IL 62701",
    "receiver": "Rosa Example (daughter), 9 Oak Lane, Peoria, IL 61602",
    "purpose": "Getting a second medical opinion.",
    "expires": "on March 13, 2027",
    "sensitive": ["Genetic test results"],
    "paper": "the signed HIPAA authorization of January 5, 2026",
    "payer": "Prairie Health Plan",
    "payer_address": "PO Box 100\nPeoria, IL 61601",
    "plan": "HMO",
    "member_id": "PHP-555-01",
    "doctor": "Dr. Ada Lakeside",
    "doctor_organization": "Lakeside Cancer Center",
    "condition": "a rare sarcoma of the thigh",
    "denied_on": "March 2, 2026",
    "service": "the network-gap exception for Dr. Ada Lakeside",
    "denial_reason": "“out of network”",
    "appeal_by": "August 29, 2026",
    "by_aca": "yes",
    "decide_within": "30 days",
    "calls": ["February 24, 2026 (Ms. Ortiz, reference 8841): no sarcoma specialist in the directory"],
    "salutation": "Dr. Lakeside",
    "appointment": "April 2, 2026, 10:30",
    "question": "Can surgery spare the muscle?",
    "questions": ["Do you agree with the diagnosis?", "Is surgery first still right?"],
    "contents": ["Pathology report, February 12, 2026", "CT of February 3, 2026: DICOM images on a disc"],
    "withheld": "the first doctor's recommendation",
    **statements(),
}


def plain(**changes: str | list[str]) -> dict[str, Value]:
    """The fields above, some of them changed; an empty one is not there."""
    return values({**PLAIN, **changes})


def letter(name: str, **changes: str | list[str]) -> Composed:
    """A letter that comes with binder, filled in."""
    return compose(shipped(name), plain(**changes), dated="2026-03-13")


def everything() -> dict[str, Value]:
    """Every field with something in it that stands nowhere else; those of several lines have two."""
    return {name: tuple(f"<{name}{n}>" for n in range(1 + (name in LISTS))) for name in FIELDS}


@pytest.fixture
def binder(tmp_path: Path) -> Iterator[Binder]:
    """A real binder: a patient, her daughter, a hospital, a request for CT scans and one for slides."""
    path = tmp_path / "my.binder"
    with Binder.create(path, PASSPHRASE, patient="Maria Example", born="1957-03-21", profile=1) as made:
        fill(made)
        yield made


def fill(made: Binder) -> None:
    """The people, places, papers and requests that the stories are about."""
    hospital = made.save_organization(
        Organization(
            "Mercy General Hospital",
            contact=Contact(phone="(217) 555-0100", address="400 River Road\nSpringfield, IL 62701"),
            departments=(
                Department(DepartmentKind.MEDICAL_RECORDS, contact=Contact(fax="(217) 555-0199")),
                Department(DepartmentKind.PATHOLOGY),
            ),
        )
    )
    made.set_patient_details(
        PatientDetails(
            former_names=("Maria Beispiel",),
            contact=Contact(
                "(217) 555-0134", email="maria@example.com", address="12 Elm Street\nSpringfield, IL 62704"
            ),
            numbers=(PatientNumber(hospital.id, "00123456"),),
        )
    )
    daughter = made.save_family(
        FamilyMember(
            "Rosa Example",
            relationship=Relationship.DAUGHTER,
            roles=(FamilyRole.COORDINATOR,),
            contact=Contact("(309) 555-0177", address="9 Oak Lane\nPeoria, IL 61602"),
        )
    )
    scans = [Carried("imaging-ct", Need.REPORT, "2025 to today"), Carried("imaging-ct", Need.IMAGES, "2025 to today")]
    made.make_request(hospital.id, DepartmentKind.MEDICAL_RECORDS, scans, asked_by=daughter.id)
    made.make_request(hospital.id, DepartmentKind.PATHOLOGY, [("pathology-slides", Need.SLIDES)])


def form(binder: Binder, **changes: object) -> Authority:
    """A draft of an authorization that lets the daughter have the records of the hospital."""
    paper = Authority(
        AuthorityKind.AUTHORIZATION,
        grantor="Maria Example",
        grantee=binder.family()[0].id,
        scope="Pathology and imaging reports, 2025 to today",
        discloser="Mercy General Hospital, 400 River Road, Springfield, IL 62701",
        recipient="Rosa Example, 9 Oak Lane, Peoria, IL 61602",
        purpose="Getting a second medical opinion.",
        expires_on="2030-03-13",
        initialled=(Sensitive.GENETIC,),
    )
    return binder.save_authority(replace(paper, **changes))[0]  # type: ignore[arg-type]


@pytest.fixture
def own_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own templates; nothing lies there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    from binder.verbs.printing import own_templates as folder

    return folder()
