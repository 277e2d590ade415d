"""The case to be settled, and the decision the patient took with both opinions on the table (data model E2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from binder.model.appointment import Format


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """What the doctor said when asked whether waiting carries any risk.

    Attributes:
        asked_on: ISO date.  who: who answered.  answer: as said.
        safe_days: how many days were said to be safe; None where no number was said.  urgent: not to wait at all.
    """

    asked_on: str
    who: str = ""
    answer: str = ""
    safe_days: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What the second opinion is about. There is one; its id is always "case".

    Attributes:
        condition: as the records name it.  question: what is to be settled.
        reasons: ids of reasons in the list, or the user's own words.  goals: what the patient hopes for, in words.
        waiting: the answers about waiting, oldest first.  decide_by: ISO date.
        format: how the second opinion is to be given; None while not settled.
        withhold: whether the first doctor's recommendation is kept from the second.
    """

    id: str = "case"
    condition: str = ""
    question: str = ""
    reasons: tuple[str, ...] = ()
    goals: str = ""
    waiting: tuple[WaitingAnswer, ...] = ()
    decide_by: str = ""
    format: Format | None = None
    withhold: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go, doing nothing for now among them; opinions: numbers of those that recommend it."""

    what: str
    pros: str = ""
    cons: str = ""
    opinions: tuple[int, ...] = ()


class Followed(StrEnum):
    """Whether the choice is what an opinion recommends."""

    YES = "yes"
    IN_PART = "in_part"
    NO = "no"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided on a day.

    Attributes:
        option: what was chosen.  on: ISO date.  with_whom: who talked it over.  reason: in the patient's words.
        opinion: number of the opinion it is measured by, 0 where none; followed: how far it follows that.
        review_on: ISO date to look at it again, or empty.
    """

    option: str
    on: str
    with_whom: str = ""
    reason: str = ""
    opinion: int = 0
    followed: Followed | None = None
    review_on: str = ""


class DecisionState(StrEnum):
    """Where a decision stands, by its choices."""

    OPEN = "open"
    DECIDED = "decided"
    REVISED = "revised"


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing to be decided; choices: oldest first, the last one holds.

    Attributes:
        values: what matters to the patient, in words.  third_opinion: whether one is wanted first.
    """

    question: str
    id: str = ""
    options: tuple[Option, ...] = ()
    values: str = ""
    third_opinion: bool = False
    choices: tuple[Choice, ...] = ()
    note: str = ""

    @property
    def state(self) -> DecisionState:
        """Open, decided, or decided anew."""
        if not self.choices:
            return DecisionState.OPEN
        return DecisionState.DECIDED if len(self.choices) == 1 else DecisionState.REVISED

    @property
    def choice(self) -> Choice | None:
        """The choice that holds."""
        return self.choices[-1] if self.choices else None
