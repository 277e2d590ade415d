"""Questions: what is to be asked of whom, and the answers kept (FHIR Questionnaire and Communication)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from binder.model.citation import Citation


class QuestionGroup(StrEnum):
    """The groups of the question bank."""

    DIAGNOSIS = "diagnosis"
    OPTIONS = "options"
    WAITING = "waiting"
    RECOMMENDATION = "recommendation"
    EXPERIENCE = "experience"
    REASONING = "reasoning"
    RESOURCES = "resources"
    INSURER = "insurer"
    OFFICE = "office"
    RECONCILE = "reconcile"
    FAMILY = "family"


class Asked(StrEnum):
    """Who is to be asked, by what they are in this story."""

    FIRST_DOCTOR = "first_doctor"
    SECOND_DOCTOR = "second_doctor"
    THIRD_DOCTOR = "third_doctor"
    PRIMARY_CARE = "primary_care"
    CARE_TEAM = "care_team"
    SECOND_OFFICE = "second_office"
    INSURER = "insurer"
    PATHOLOGY_LAB = "pathology_lab"
    RADIOLOGY = "radiology"
    FAMILY = "family"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"second_office": "second doctor's office"}.get(self.value, self.value.replace("_", " "))


class Origin(StrEnum):
    """Where a question comes from."""

    BANK = "bank"
    TYPED = "typed"
    DIFFERENCE = "difference"
    FINDING = "finding"


class QuestionState(StrEnum):
    """Where a question stands."""

    DRAFT = "draft"
    TO_ASK = "to_ask"
    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        asked_of: who, by role.  whom: id of the doctor or organization, where it is settled.
        priority: 1 comes first; 0 means none was given.
        bank: id in the question bank, where it comes from there.
        citations: the places it is about, of one opinion or of both.
        opinion: number of the opinion that is to be answered, where a doctor is asked to answer the other; else 0.
        appointment: id of the visit it is to be asked at.
        asked_on, answered_on: ISO dates.  answered_by: a name.  answer_at: where the answer stands, in a record.
    """

    text: str
    id: str = ""
    group: QuestionGroup = QuestionGroup.FAMILY
    asked_of: Asked = Asked.SECOND_DOCTOR
    whom: str = ""
    priority: int = 0
    state: QuestionState = QuestionState.TO_ASK
    origin: Origin = Origin.TYPED
    bank: str = ""
    citations: tuple[Citation, ...] = ()
    opinion: int = 0
    appointment: str = ""
    asked_on: str = ""
    answer: str = ""
    answered_on: str = ""
    answered_by: str = ""
    answer_at: Citation | None = None
    note: str = ""
