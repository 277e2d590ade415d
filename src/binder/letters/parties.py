"""Who writes, for whom, and to whom: the fields of a letter that come from people and places."""

from __future__ import annotations

from collections.abc import Iterable

from binder.letters.days import day
from binder.model.authority import Authority, AuthorityKind
from binder.model.people import (
    Contact,
    DepartmentKind,
    FamilyMember,
    Organization,
    PatientDetails,
    Practitioner,
    Relationship,
)
from binder.model.record import Person

Said = dict[str, str | Iterable[str]]

_DESKS = {
    DepartmentKind.MEDICAL_RECORDS: "Health Information Management / Medical Records",
    DepartmentKind.RADIOLOGY: "Radiology File Room",
    DepartmentKind.PATHOLOGY: "Department of Pathology",
    DepartmentKind.SECOND_OPINION: "Second Opinion Office",
    DepartmentKind.MEMBER_SERVICES: "Member Services",
    DepartmentKind.PRIVACY_OFFICER: "Privacy Officer",
}
_ROLES = {
    AuthorityKind.POWER_OF_ATTORNEY: "health care agent",
    AuthorityKind.GUARDIANSHIP: "guardian",
    AuthorityKind.EXECUTOR: "executor of the estate",
}


def patient_fields(patient: Person, details: PatientDetails, organization: str = "") -> Said:
    """Whom the letter is about; organization: id of the place whose record number is wanted."""
    return {
        "patient": patient.name,
        "patient_born": day(patient.born),
        "patient_former": details.former_names,
        "patient_number": details.number_at(organization) if organization else "",
        "patient_address": details.contact.address,
        "patient_phone": details.contact.phone,
    }


def writer_fields(
    patient: Person, details: PatientDetails, member: FamilyMember | None, paper: Authority | None
) -> Said:
    """Who signs. A representative signs for the patient; any other helper is named as one who may speak.

    A request signed by the patient is the patient's own right; one that rests on an authorization only permits the
    office to answer. So the patient signs unless the paper makes somebody the patient's representative.
    """
    if member is not None and paper is not None and paper.kind.representative:
        return _representative(patient, member, paper)
    said: Said = {"signer": patient.name, "sender": patient.name, "my": "my", "me": "me", **_at(details.contact)}
    enclosed = [f"Copy of {patient.name}'s photo ID"] if patient.name else []
    if member is not None:
        said["speaks_for"] = speaking(member)
        if paper is not None and paper.kind is AuthorityKind.CO_SIGNED:
            said["cosigner"] = f"{member.name}, {member.relationship.label}"
        if paper is not None and paper.kind is AuthorityKind.AUTHORIZATION:
            enclosed.append(f"Authorization{_signed(paper)} that names {member.name}")
    return {**said, "enclosures": enclosed}


def _representative(patient: Person, member: FamilyMember, paper: Authority) -> Said:
    role = _ROLES[paper.kind]
    label = member.relationship.label
    plain = member.relationship in (Relationship.OTHER, Relationship.GUARDIAN, Relationship.HEALTH_CARE_AGENT)
    by = f"{paper.kind.label}{_signed(paper)}"
    return {
        "signer": member.name,
        "sender": member.name,
        "signer_role": role if plain else f"{label} and {role}",
        "my": f"{patient.name}'s",
        "me": patient.name,
        "authority_words": f"A copy of the paper that says so is enclosed: {by}.",
        "authority_law": paper.kind.law,
        "representative_authority": by,
        "enclosures": [f"Copy of {member.name}'s photo ID", f"Copy of the {by}"],
        **_at(member.contact),
    }


def recipient_fields(organization: Organization, kind: DepartmentKind) -> Said:
    """To whom it goes: the organization, its desk, and the desk's own address where it has one."""
    desk = organization.department(kind)
    contact = desk.contact if desk else Contact()
    own = organization.contact
    return {
        "recipient": organization.name,
        "department": (desk.name if desk else "") or _DESKS.get(kind, ""),
        "recipient_address": contact.address or own.address,
        "recipient_phone": contact.phone or own.phone,
        "recipient_fax": contact.fax or own.fax,
    }


def desk_words(kind: DepartmentKind) -> str:
    """A desk within a sentence: "medical records department"."""
    return {
        DepartmentKind.RADIOLOGY: "radiology department",
        DepartmentKind.PATHOLOGY: "pathology department",
        DepartmentKind.OTHER: "office",
        DepartmentKind.CLINIC: "clinic",
        DepartmentKind.MEDICAL_RECORDS: "medical records department",
    }.get(kind, kind.label)


def doctor_fields(doctor: Practitioner, organization: Organization | None) -> Said:
    """The doctor a letter is about, or goes to."""
    return {
        "doctor": doctor.name + (f", {doctor.specialty}" if doctor.specialty else ""),
        "doctor_organization": organization.name if organization else doctor.practice,
        "doctor_phone": doctor.contact.phone or (organization.contact.phone if organization else ""),
        "salutation": doctor.name,
    }


def to_doctor(doctor: Practitioner, organization: Organization | None) -> Said:
    """A doctor as the one a letter goes to."""
    place = organization.contact if organization else Contact()
    return {
        "recipient": doctor.name,
        "attention": organization.name if organization else doctor.practice,
        "recipient_address": doctor.contact.address or place.address,
        "recipient_phone": doctor.contact.phone or place.phone,
        "recipient_fax": doctor.contact.fax or place.fax,
        "salutation": doctor.name,
    }


def address_lines(name: str, organization: Organization | None) -> list[str]:
    """A place to send something to, line by line."""
    contact = organization.contact if organization else Contact()
    return [name, *contact.address.splitlines(), *([contact.phone] if contact.phone else [])]


def speaking(member: FamilyMember) -> str:
    """Somebody of the family as an office may need to know them."""
    who = member.name
    if member.relationship is not Relationship.OTHER:
        who += f" ({member.relationship.label})"
    return f"{who}, {member.contact.phone}," if member.contact.phone else who


def _at(contact: Contact) -> Said:
    return {
        "sender_address": contact.address,
        "sender_phone": contact.phone,
        "sender_email": contact.email,
    }


def _signed(paper: Authority) -> str:
    return f" of {day(paper.signed_on)}" if paper.signed_on else ""
