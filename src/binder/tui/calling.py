"""Noting a call to an office or a plan, from wherever one stands: whom, what was said, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from binder.chase.coverage import plan_questions
from binder.model.appointment import Arrival
from binder.model.coverage import CallAnswer, CoverageCall
from binder.tui.asking import ask_day, ask_words

if TYPE_CHECKING:
    from binder.tui.app import BinderApp


async def log_arrival(app: BinderApp, visit_id: str) -> None:
    """Note the call that asked whether the records arrived: whom, all there or what not."""
    binder = app.binder
    now = await app.in_thread(binder.situation)
    visit = next(one for one in now.appointments if one.id == visit_id)
    last = visit.arrivals[-1].who if visit.arrivals else ""
    office = visit.phone or now.name(visit.organization) or now.name(visit.doctor) or "The office"
    who = await app.ask(f"{office}: whom did you speak with?", last)
    if who is None:
        return
    there = await app.ask("Are all the records there?", "y", {"y": "yes, all", "n": "no, something is missing"})
    if there is None:
        return
    missing = ""
    if there == "n":
        said = await ask_words(app, "What is missing?", because="Say what was missing, so that it can be sent again.")
        if said is None:
            return
        missing = said
    call = Arrival(date.today().isoformat(), who, there == "y", missing)
    await app.in_thread(lambda: binder.records_arrived(visit_id, call))
    app.data_changed()
    app.say(
        f"Noted: {missing} is to be sent again. u takes it back."
        if missing
        else "Noted: all of it is there. u takes it back."
    )


async def log_plan_call(
    app: BinderApp, plan_id: str, questions: Sequence[str] = (), show: Callable[[str], object] | None = None
) -> None:
    """Note a call to the plan: the questions still open one after another (Esc ends them), the next step.

    Args:
        questions: those to ask; all that are open where not given.  show: called with each question's id.
    """
    binder = app.binder
    plan = await app.in_thread(lambda: binder.coverage(plan_id))
    texts = {question.id: question.text for question in plan_questions(plan)}
    asked = questions or [question.id for question in plan_questions(plan) if not question.answer]
    last = plan.calls[-1].who if plan.calls else ""
    who = await app.ask(f"{plan.payer} {plan.phone}: whom did you speak with?", last)
    if who is None:
        return
    answers = []
    for number, key in enumerate(asked, 1):
        if show is not None:
            show(key)
        count = f"{number}/{len(asked)} " if len(asked) > 1 else ""
        said = await app.ask(f"{count}{_short(texts[key])}")
        if said is None:
            break
        if said:
            answers.append(CallAnswer(key, said))
    reference = await app.ask("Their reference number for the call?")
    if reference is None:
        return
    next_step = await app.ask("What was agreed to happen next? (may stay empty)")
    if next_step is None:
        return
    next_on = await ask_day(app, "On which day?", "+7") if next_step else ""
    if next_on is None:
        return
    call = CoverageCall(
        date.today().isoformat(), who, reference, plan.phone, tuple(answers), next_on=next_on, next_step=next_step
    )
    await app.in_thread(lambda: binder.log_plan_call(plan_id, call))
    app.data_changed()
    app.say(f"Noted, with {len(answers)} answer{'' if len(answers) == 1 else 's'}. u takes it back.")


def _short(text: str) -> str:
    """A question cut so that there is room to type the answer beside it."""
    return text if len(text) <= 56 else text[:55] + "…"
