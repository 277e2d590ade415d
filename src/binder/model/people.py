"""People and places of the chase: the patient, the family, doctors, and organizations with their departments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is reached; every field as typed by a person, empty where not known.

    Attributes:
        address: lines separated by newlines.  hours: in words ("Mon-Fri 8-16").
    """

    phone: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    portal: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class PatientNumber:
    """The number an organization knows the patient by (MRN); organization: its id."""

    organization: str
    number: str


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What letters and forms need to say about the patient (FHIR Patient); name and birth date stand with the binder.

    There is one; its id is always "patient".

    Attributes:
        former_names: as they may stand on old records.  numbers: one an organization.
        languages: in words, the first one preferred.
    """

    id: str = "patient"
    preferred_name: str = ""
    former_names: tuple[str, ...] = ()
    sex: str = ""
    contact: Contact = Contact()
    languages: tuple[str, ...] = ()
    numbers: tuple[PatientNumber, ...] = ()

    def number_at(self, organization: str) -> str:
        """The patient's number at an organization, or empty."""
        return next((one.number for one in self.numbers if one.organization == organization), "")


class Relationship(StrEnum):
    """What somebody is to the patient; `code` is the HL7 v3-RoleCode."""

    DAUGHTER = "daughter"
    SON = "son"
    SPOUSE = "spouse"
    PARTNER = "partner"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDCHILD = "grandchild"
    FRIEND = "friend"
    GUARDIAN = "guardian"
    HEALTH_CARE_AGENT = "health_care_agent"
    ADVOCATE = "advocate"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")

    @property
    def code(self) -> str:
        """HL7 v3-RoleCode; empty where it has none."""
        return {"daughter": "DAUC", "son": "SONC", "spouse": "SPS", "partner": "DOMPART", "parent": "PRN",
                "sibling": "SIB", "grandchild": "GRNDCHILD", "friend": "FRND", "guardian": "GUARD",
                "health_care_agent": "HPOWATT"}.get(self.value, "")  # fmt: skip


class FamilyRole(StrEnum):
    """What somebody does in this binder."""

    COORDINATOR = "coordinator"
    VIEWER = "viewer"
    SECOND_EARS = "second_ears"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """Somebody of the family, or a friend, who helps (FHIR RelatedPerson)."""

    name: str
    id: str = ""
    relationship: Relationship = Relationship.OTHER
    roles: tuple[FamilyRole, ...] = ()
    contact: Contact = Contact()
    note: str = ""


class DepartmentKind(StrEnum):
    """The desks that hold what a second opinion needs."""

    MEDICAL_RECORDS = "medical_records"
    RADIOLOGY = "radiology"
    PATHOLOGY = "pathology"
    SECOND_OPINION = "second_opinion"
    MEMBER_SERVICES = "member_services"
    PRIVACY_OFFICER = "privacy_officer"
    CLINIC = "clinic"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to a person and put on an envelope."""
        return {"medical_records": "medical records", "radiology": "radiology file room",
                "pathology": "pathology lab", "second_opinion": "second-opinion office",
                "member_services": "member services", "privacy_officer": "privacy officer"}.get(
                    self.value, self.value)  # fmt: skip


class Channel(StrEnum):
    """The ways a request or an answer travels."""

    MAIL = "mail"
    CERTIFIED_MAIL = "certified_mail"
    FAX = "fax"
    EMAIL = "email"
    PORTAL = "portal"
    IN_PERSON = "in_person"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


class SlidePolicy(StrEnum):
    """What a pathology lab sends out."""

    UNKNOWN = "unknown"
    ORIGINALS = "originals"
    RECUTS = "recuts"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Department:
    """One desk of an organization (FHIR HealthcareService); an organization has at most one of a kind.

    Attributes:
        name: what they call themselves, where it is not the usual name.
        accepts: the channels they take requests by; empty while not known.
        form_needed: the form of their own they ask for, in words.  fee_policy: in words.
        slides: what a lab sends out.  return_days: within how many days slides must be back; 0 while not known.
    """

    kind: DepartmentKind
    name: str = ""
    contact: Contact = Contact()
    accepts: tuple[Channel, ...] = ()
    form_needed: str = ""
    fee_policy: str = ""
    slides: SlidePolicy = SlidePolicy.UNKNOWN
    return_days: int = 0
    note: str = ""

    @property
    def label(self) -> str:
        """Its own name, or that of its kind."""
        return self.name or self.kind.label


@dataclass(frozen=True, slots=True)
class Organization:
    """A hospital, practice, laboratory or insurer (FHIR Organization).

    Attributes:
        system: the records system or health system it shares with others, in words; for independence.
        state: two letters of the US state whose law may be shorter ("CA"); empty where not known.
        cap_accredited: whether its laboratory is accredited by CAP, which keeps blocks longer; None while not known.
    """

    name: str
    id: str = ""
    contact: Contact = Contact()
    departments: tuple[Department, ...] = ()
    system: str = ""
    state: str = ""
    cap_accredited: bool | None = None
    note: str = ""

    def department(self, kind: DepartmentKind) -> Department | None:
        """Its desk of that kind; None where none was noted."""
        return next((one for one in self.departments if one.kind is kind), None)


class DoctorRole(StrEnum):
    """What a doctor is in this story."""

    FIRST_OPINION = "first_opinion"
    SECOND_OPINION = "second_opinion"
    THIRD_OPINION = "third_opinion"
    TREATING = "treating"
    PRIMARY_CARE = "primary_care"
    PATHOLOGIST = "pathologist"
    RADIOLOGIST = "radiologist"
    SURGEON = "surgeon"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


class Standing(StrEnum):
    """Where a doctor stands as the one to be asked for an opinion."""

    NOT_ASKED = "not_asked"
    CANDIDATE = "candidate"
    CHOSEN = "chosen"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A doctor (FHIR Practitioner with role), with what the choice of a second one rests on.

    Attributes:
        organization: id of the institution; practice: name of the group, for independence.
        board_certified, accepts_plan, academic: None while not known.  academic: teaching hospital or NCI-designated.
        cases: the answer to "how often do you treat this condition?", as given.
        found_by: how the family came to the name.  declined_because: the reason, where declined.
    """

    name: str
    id: str = ""
    role: DoctorRole = DoctorRole.OTHER
    standing: Standing = Standing.NOT_ASKED
    specialty: str = ""
    subspecialty: str = ""
    organization: str = ""
    practice: str = ""
    contact: Contact = Contact()
    board_certified: bool | None = None
    accepts_plan: bool | None = None
    academic: bool | None = None
    cases: str = ""
    found_by: str = ""
    declined_because: str = ""
    note: str = ""
