"""Questions: the bank, what is to be asked of whom in what order, and the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from binder.chase import days
from binder.knowledge import load
from binder.model.errors import BinderError
from binder.model.question import Asked, Origin, Question, QuestionGroup, QuestionState
from binder.model.record import Fact, FactType


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the bank; after: only once both opinions are there."""

    id: str
    text: str
    group: QuestionGroup
    asked_of: Asked
    priority: int
    after: bool = False


def bank() -> list[BankQuestion]:
    """Every question of the bank, in its order."""
    return [
        BankQuestion(
            entry["id"],
            entry["text"],
            QuestionGroup(entry["group"]),
            Asked(entry["asked_of"]),
            entry["priority"],
            entry.get("after", False),
        )
        for entry in load("question_bank")["questions"]
    ]


def from_bank(which: str, whom: str = "") -> Question:
    """A question of the bank, to be asked.

    Args:
        whom: id of the doctor or organization, where it is settled.

    Raises:
        BinderError: the bank has no such question.
    """
    found = next((one for one in bank() if one.id == which), None)
    if found is None:
        raise BinderError(f"The question bank has no {which!r}. It has: {', '.join(one.id for one in bank())}.")
    return Question(
        found.text,
        group=found.group,
        asked_of=found.asked_of,
        whom=whom,
        priority=found.priority,
        origin=Origin.BANK,
        bank=found.id,
    )


def not_yet_asked(kept: Iterable[Question], *, both_opinions: bool) -> list[BankQuestion]:
    """What the bank has that is not on the list yet; questions about two opinions only once both are here."""
    taken = {one.bank for one in kept if one.bank}
    return [one for one in bank() if one.id not in taken and (both_opinions or not one.after)]


_OF_FINDING = {
    FactType.STAGE: "How sure is this stage, and what would change it",
    FactType.GRADE: "How sure is this grade, and what would change it",
    FactType.BIOMARKER: "What does this result mean for the choice of treatment",
    FactType.LAB: "What does this value mean, and should it be measured again",
    FactType.MEASUREMENT: "What does this measurement mean, and how is it to be followed",
    FactType.MEDICATION: "Does this medicine matter for the plan",
    FactType.PROCEDURE: "What follows from this procedure",
    FactType.FOLLOW_UP: "Has this been done, and who sees to it",
    FactType.MENTIONED_RECORD: "Is this record needed too, and who has it",
    FactType.FINDING: "What does this mean, and does it have to be looked at again",
}


def from_finding(fact: Fact, asked_of: Asked = Asked.SECOND_DOCTOR) -> Question:
    """A question about something a record states, with the place it stands; nothing is said about what it means."""
    quoted = " ".join(fact.citation.quote.split())
    return Question(
        f"“{quoted}”: {_lower(_OF_FINDING[fact.type])}?",
        group=QuestionGroup.DIAGNOSIS,
        asked_of=asked_of,
        origin=Origin.FINDING,
        citations=(fact.citation,),
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def check_question(question: Question) -> Question:
    """A question whose words were looked at.

    Raises:
        BinderError: it has none.
    """
    text = " ".join(question.text.split())
    if not text:
        raise BinderError("A question needs words: write what you want to know.")
    return replace(question, text=text)


def asked(question: Question, on: str, today: date) -> Question:
    """It was asked, and is waiting for its answer.

    Raises:
        BinderError: the date cannot be.
    """
    days.not_ahead(on, today, "The day it was asked,")
    return replace(question, state=QuestionState.ASKED, asked_on=on)


def answered(question: Question, answer: str, on: str, by: str, today: date) -> Question:
    """It was answered; the answer is kept in the words it was given.

    Raises:
        BinderError: there is no answer, or the date cannot be.
    """
    if not answer.strip():
        raise BinderError("An answer needs words; where none was given, mark the question unanswered.")
    days.not_ahead(on, today, "The day of the answer,")
    days.ordered(question.asked_on, on, "It cannot be answered before it was asked")
    return replace(
        question,
        state=QuestionState.ANSWERED,
        answer=answer.strip(),
        answered_on=on,
        answered_by=by.strip(),
        asked_on=question.asked_on or on,
    )


def unanswered(question: Question, on: str, today: date) -> Question:
    """It was asked and no answer was given."""
    changed = asked(question, question.asked_on or on, today)
    return replace(changed, state=QuestionState.UNANSWERED)


_ORDER = {state: place for place, state in enumerate(
    (QuestionState.UNANSWERED, QuestionState.ASKED, QuestionState.TO_ASK, QuestionState.DRAFT, QuestionState.ANSWERED,
     QuestionState.DROPPED))}  # fmt: skip


def in_order(questions: Iterable[Question]) -> list[Question]:
    """As they are asked: by person, then by what is open, then by priority."""
    people = list(Asked)
    return sorted(
        questions,
        key=lambda one: (people.index(one.asked_of), _ORDER[one.state], one.priority or 99, len(one.id), one.id),
    )


_DOCTORS = (Asked.SECOND_DOCTOR, Asked.THIRD_DOCTOR, Asked.FIRST_DOCTOR, Asked.PRIMARY_CARE, Asked.CARE_TEAM)
_OFFICE = {Asked.SECOND_DOCTOR: Asked.SECOND_OFFICE}


def put_to(
    questions: Iterable[Question],
    asked_of: Asked | None,
    *,
    doctor: str = "",
    visit: str = "",
    office: bool = False,
) -> list[Question]:
    """The open questions that a letter to a doctor puts, the most important first.

    These are the ones for them by name, for this visit, and for what they are in this story.

    Args:
        asked_of: what they are; None where nobody has said it: then the second doctor, else the first of the doctors
            whom anything is to be asked of.
        doctor, visit: ids, where they are known.  office: with what is to be asked of their office.
    """
    open_ = [q for q in in_order(questions) if q.state in (QuestionState.TO_ASK, QuestionState.UNANSWERED)]
    if asked_of is None:
        asked_of = next((who for who in _DOCTORS if any(q.asked_of is who and not q.whom for q in open_)), None)
    roles = {asked_of, _OFFICE.get(asked_of) if office and asked_of else None} - {None}
    return [
        q
        for q in open_
        if (doctor and q.whom == doctor)
        or (visit and q.appointment == visit)
        or (not q.whom and not q.appointment and q.asked_of in roles)
    ]


def responses_wanted(questions: Iterable[Question], opinions: int) -> list[Asked]:
    """Of two opinions that are here, the doctors who were not yet asked to answer the other's reasons."""
    if opinions < 2:
        return []
    held = {one.asked_of for one in questions if one.group is QuestionGroup.RECONCILE}
    return [who for who in (Asked.FIRST_DOCTOR, Asked.SECOND_DOCTOR) if who not in held]
