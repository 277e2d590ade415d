"""Coverage: what to ask which plan, what it has to decide until when, and until when a refusal can be appealed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from binder.chase import days
from binder.knowledge import load
from binder.model.coverage import Coverage, CoverageCall, PlanAnswer, PlanAsk, PlanKind, PlanRequest
from binder.model.errors import BinderError

# Plans whose appeals are those of the private market or of employers; the others have rules of their own.
_COMMERCIAL = (PlanKind.HMO, PlanKind.PPO, PlanKind.PRIVATE)


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """A question to a plan; answer: the newest one, or empty."""

    id: str
    text: str
    answer: str = ""


def plan_questions(plan: Coverage) -> list[PlanQuestion]:
    """What to ask a plan of this kind, with what it has answered."""
    return [
        PlanQuestion(entry["id"], entry["text"], plan.answer(entry["id"]))
        for entry in load("insurers")["questions"]
        if not entry["plans"] or plan.kind.value in entry["plans"]
    ]


def plan_facts(kind: PlanKind) -> tuple[str, ...]:
    """What is known of plans of this kind, one sentence each, with where to complain last."""
    entry = next(one for one in load("insurers")["plans"] if one["id"] == kind.value)
    return (*entry["facts"], *([entry["complaint"]] if "complaint" in entry else []))


def log_call(plan: Coverage, call: CoverageCall, today: date) -> Coverage:
    """Keep a call to the plan.

    Raises:
        BinderError: its date is none or yet to come, or the next step lies before it.
    """
    days.not_ahead(call.on, today, "The day of the call,")
    if call.next_on:
        days.need(call.next_on, "The day of the next step")
        days.ordered(call.on, call.next_on, "The next step lies before the call")
    return replace(plan, calls=tuple(sorted((*plan.calls, call), key=lambda one: one.on)))


def ask_plan(plan: Coverage, asked: PlanRequest, today: date) -> Coverage:
    """Note that the plan was asked for something; it gets its number.

    Raises:
        BinderError: the date cannot be, or an appeal names no refusal.
    """
    if asked.asked_on:
        days.not_ahead(asked.asked_on, today, "The day it was asked,")
    if asked.what in (PlanAsk.APPEAL, PlanAsk.EXTERNAL_REVIEW):
        before = plan_request(plan, asked.appeals)
        if before.answer is not PlanAnswer.DENIED:
            raise BinderError(f"Number {asked.appeals} was not refused: there is nothing to appeal.")
        days.ordered(before.answered_on, asked.asked_on, "It cannot be appealed before it was refused")
    number = max((one.number for one in plan.requests), default=0) + 1
    return replace(plan, requests=(*plan.requests, replace(asked, number=number)))


def answer_plan(plan: Coverage, number: int, answer: PlanAnswer, on: str, reason: str, today: date) -> Coverage:
    """Note what the plan said.

    Raises:
        BinderError: there is no such number, or the date cannot be.
    """
    days.not_ahead(on, today, "The day of the answer,")
    asked = plan_request(plan, number)
    days.ordered(asked.asked_on, on, "It cannot be answered before it was asked")
    changed = replace(asked, answer=answer, answered_on=on, reason=reason.strip())
    return replace(plan, requests=tuple(changed if one.number == number else one for one in plan.requests))


def plan_request(plan: Coverage, number: int) -> PlanRequest:
    """One thing asked of the plan, by its number.

    Raises:
        BinderError: there is none; the message names those there are.
    """
    for one in plan.requests:
        if one.number == number:
            return one
    there = ", ".join(f"{one.number} ({one.what.label})" for one in plan.requests) or "none yet"
    raise BinderError(f"Nothing asked of {plan.payer} has number {number}. There are: {there}.")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that matters with a plan.

    Attributes:
        on: last day.  ours: whether it is ours to act (else the plan's to answer).
        law: where it stands; empty where it is only binder's own reminder.
        number: of what was asked.
    """

    on: date
    what: str
    ours: bool
    law: str
    number: int


def deadlines(plan: Coverage) -> list[Deadline]:
    """The days that are open with a plan, soonest first.

    For plans whose appeals have rules of their own (Medicare, Medicaid, TRICARE) the letter of denial names the day.
    """
    found = []
    for one in plan.requests:
        if (asked := days.read(one.asked_on)) and one.answer is PlanAnswer.OPEN:
            found.append(_answer_due(plan, one, asked))
        elif (
            (refused := days.read(one.answered_on))
            and one.answer is PlanAnswer.DENIED
            and not any(later.appeals == one.number and later.asked_on for later in plan.requests)
            and plan.kind in _COMMERCIAL
            and one.what is not PlanAsk.EXTERNAL_REVIEW
        ):
            found.append(_appeal_until(one, refused))
    return sorted(found, key=lambda deadline: deadline.on)


def _answer_due(plan: Coverage, one: PlanRequest, asked: date) -> Deadline:
    rules = load("law")["appeals"]
    if one.what is PlanAsk.APPEAL and plan.kind in _COMMERCIAL:
        number = rules["decide_days"].get(one.timing.value)
        on = asked + (timedelta(number) if number else timedelta(hours=rules["urgent_hours"]))
        return Deadline(on, f"{one.what.label}: answer due", False, rules["law"], one.number)
    on = days.open_from(asked + timedelta(load("follow_up")["coverage"]["answer_call"]))
    return Deadline(on, f"{one.what.label}: ask for the answer", True, "", one.number)


def _appeal_until(one: PlanRequest, refused: date) -> Deadline:
    rules = load("law")["appeals"]
    if one.what is PlanAsk.APPEAL:
        months = rules["external_months"]
        on = days.months_on(refused, months)
        if on.day < refused.day:  # no such day in that month: the first of the next
            on += timedelta(1)
        return Deadline(on, "external review can be asked for", True, rules["external_law"], one.number)
    on = refused + timedelta(rules["file_days"])
    return Deadline(on, f"{one.what.label} refused: appeal", True, rules["law"], one.number)
