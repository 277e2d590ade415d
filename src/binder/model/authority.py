"""Authority: the papers by which somebody may ask for a patient's records (FHIR Consent)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AuthorityKind(StrEnum):
    """By what right somebody asks."""

    PATIENT = "patient"
    AUTHORIZATION = "authorization"
    CO_SIGNED = "co_signed"
    POWER_OF_ATTORNEY = "power_of_attorney"
    GUARDIANSHIP = "guardianship"
    EXECUTOR = "executor"
    VERBAL = "verbal"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"patient": "the patient's own right of access", "authorization": "signed HIPAA authorization",
                "co_signed": "release form co-signed by the patient",
                "power_of_attorney": "health-care power of attorney", "guardianship": "court guardianship",
                "executor": "executor of the estate", "verbal": "patient's spoken agreement"}[self.value]  # fmt: skip

    @property
    def law(self) -> str:
        """Where the right stands, 45 CFR."""
        return {"patient": "45 CFR 164.524", "authorization": "45 CFR 164.508(c)", "co_signed": "45 CFR 164.524",
                "verbal": "45 CFR 164.510(b)"}.get(self.value, "45 CFR 164.502(g)")  # fmt: skip

    @property
    def representative(self) -> bool:
        """Stands in the patient's shoes (personal representative, 164.502(g))."""
        return self in (AuthorityKind.POWER_OF_ATTORNEY, AuthorityKind.GUARDIANSHIP, AuthorityKind.EXECUTOR)


class Sensitive(StrEnum):
    """Kinds of records that forms ask to be named, and initialled, one by one."""

    SUBSTANCE_USE = "substance_use"
    PSYCHOTHERAPY = "psychotherapy"
    HIV = "hiv"
    GENETIC = "genetic"
    MENTAL_HEALTH = "mental_health"


@dataclass(frozen=True, slots=True)
class Authority:
    """One paper (or spoken agreement) and all that makes it good. Whether it stands is derived, with a date.

    Attributes:
        grantor: who gave it, as signed (the patient, or a court).  grantee: id of the family member who may act;
            "patient" where the patient asks alone.
        scope: the information, described specifically: 164.508(c)(1)(i).
        discloser: who may disclose, in words: (ii).  organizations: their ids; empty where it covers every one.
        recipient: to whom: (iii).  purpose: (iv).  expires_on: ISO date, or expires_event: event in words: (v).
        signed_by, signed_on: signature and ISO date: (vi).
        representative_authority: what the signer may act by, where it was not the patient who signed: (vi).
        signed_by_representative: whether it was not the patient who signed.
        states_revocation, states_conditioning, states_redisclosure: the statements of 164.508(c)(2)(i) to (iii).
        event_on: ISO date the event of its expiry came.  revoked_on: ISO date it was taken back, in writing.
        record: id of the scanned paper in the binder.
    """

    kind: AuthorityKind
    id: str = ""
    grantor: str = ""
    grantee: str = ""
    scope: str = ""
    discloser: str = ""
    organizations: tuple[str, ...] = ()
    recipient: str = ""
    purpose: str = ""
    expires_on: str = ""
    expires_event: str = ""
    signed_by: str = ""
    signed_on: str = ""
    signed_by_representative: bool = False
    representative_authority: str = ""
    states_revocation: bool = False
    states_conditioning: bool = False
    states_redisclosure: bool = False
    initialled: tuple[Sensitive, ...] = ()
    event_on: str = ""
    revoked_on: str = ""
    record: str = ""
    note: str = ""


class AuthorityState(StrEnum):
    """Where a paper stands on a day; derived, never kept."""

    DRAFT = "draft"
    INSUFFICIENT = "insufficient"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
