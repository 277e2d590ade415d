"""The decision: its options, the choice and what followed, without a word about which opinion is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from binder.chase import days
from binder.model.decision import Case, Choice, Decision, Option, WaitingAnswer
from binder.model.errors import BinderError


def decide(decision: Decision, choice: Choice, today: date) -> Decision:
    """Keep a choice; an earlier one stays in the record.

    Raises:
        BinderError: it is none of the options, or a date cannot be.
    """
    days.not_ahead(choice.on, today, "The day of the decision,")
    if choice.review_on:
        days.need(choice.review_on, "The day to look at it again")
        days.ordered(choice.on, choice.review_on, "It would be looked at again before it was taken")
    if decision.options and choice.option not in {one.what for one in decision.options}:
        named = "; ".join(one.what for one in decision.options)
        raise BinderError(f"{choice.option!r} is none of the options ({named}): add it first.")
    if choice.followed is not None and not choice.opinion:
        raise BinderError("Say by which opinion the choice is measured: 1, 2 or 3.")
    return replace(decision, choices=(*decision.choices, choice))


def add_option(decision: Decision, option: Option) -> Decision:
    """One more way to go.

    Raises:
        BinderError: it has no words, or is there already.
    """
    what = option.what.strip()
    if not what:
        raise BinderError("An option needs words: write what would be done.")
    if any(one.what.casefold() == what.casefold() for one in decision.options):
        raise BinderError(f"{what!r} is among the options already.")
    return replace(decision, options=(*decision.options, replace(option, what=what)))


def answer_waiting(case: Case, answer: WaitingAnswer, today: date) -> Case:
    """Keep what the doctor said about waiting.

    Raises:
        BinderError: the date cannot be, the days are none, or nothing was said.
    """
    days.not_ahead(answer.asked_on, today, "The day it was asked,")
    if answer.safe_days is not None and answer.safe_days < 0:
        raise BinderError(f"{answer.safe_days} days cannot be safe: type 0 or more, or mark it as urgent.")
    if not (answer.answer.strip() or answer.safe_days is not None or answer.urgent):
        raise BinderError("Write what was said about waiting.")
    return replace(case, waiting=(*case.waiting, answer))
