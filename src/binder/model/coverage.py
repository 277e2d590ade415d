"""Coverage: the plan, the calls to it, and what was asked of it (FHIR Coverage and Communication)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlanKind(StrEnum):
    """The kinds of plan whose rules differ."""

    HMO = "hmo"
    PPO = "ppo"
    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare_advantage"
    MEDICAID = "medicaid"
    TRICARE = "tricare"
    PRIVATE = "private"
    NONE = "none"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"hmo": "HMO", "ppo": "PPO", "medicare": "Original Medicare (Part B)",
                "medicare_advantage": "Medicare Advantage", "medicaid": "Medicaid", "tricare": "TRICARE",
                "private": "private or employer plan", "none": "no coverage"}[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """One question of the list with its answer; question: id in the list, or the words where it is the user's own."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class CoverageCall:
    """One call to the plan.

    Attributes:
        on: ISO date.  who: the name given.  reference: their number for the call.
        next_on, next_step: what was agreed to happen next.
    """

    on: str
    who: str = ""
    reference: str = ""
    number: str = ""
    answers: tuple[CallAnswer, ...] = ()
    said: str = ""
    next_on: str = ""
    next_step: str = ""


class PlanAsk(StrEnum):
    """What a plan may be asked for."""

    PRE_AUTHORIZATION = "pre_authorization"
    REFERRAL = "referral"
    GAP_EXCEPTION = "gap_exception"
    APPEAL = "appeal"
    EXTERNAL_REVIEW = "external_review"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"pre_authorization": "pre-authorization", "gap_exception": "network-gap exception",
                "appeal": "internal appeal"}.get(self.value, self.value.replace("_", " "))  # fmt: skip


class Timing(StrEnum):
    """What the plan's time to decide depends on."""

    BEFORE_SERVICE = "before_service"
    AFTER_SERVICE = "after_service"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"before_service": "before the service", "after_service": "after the service", "urgent": "urgent"}[
            self.value
        ]


class PlanAnswer(StrEnum):
    """What the plan said."""

    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """Something asked of the plan.

    Attributes:
        asked_on, answered_on: ISO dates.  reason: of a denial, as stated.
        number: its place in the coverage, from 1.  appeals: number of the denial that it appeals, 0 where none.
        reference: the plan's number.  letter: id of the letter.
    """

    what: PlanAsk
    asked_on: str = ""
    number: int = 0
    doctor: str = ""
    timing: Timing = Timing.BEFORE_SERVICE
    answer: PlanAnswer = PlanAnswer.OPEN
    answered_on: str = ""
    reason: str = ""
    reference: str = ""
    appeals: int = 0
    letter: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One plan of the patient.

    Attributes:
        payer: its name.  organization: id, where it is kept as one.  phone: the member-services number on the card.
        benefit: a second-opinion service the plan or employer pays for, in words.
    """

    payer: str
    id: str = ""
    kind: PlanKind = PlanKind.PRIVATE
    organization: str = ""
    member_id: str = ""
    group_number: str = ""
    phone: str = ""
    fax: str = ""
    address: str = ""
    benefit: str = ""
    calls: tuple[CoverageCall, ...] = ()
    requests: tuple[PlanRequest, ...] = ()
    note: str = ""

    def answer(self, question: str) -> str:
        """The newest answer to a question of the list, or empty."""
        return next((a.answer for call in reversed(self.calls) for a in call.answers if a.question == question), "")
