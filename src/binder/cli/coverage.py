"""`binder coverage`: the plan, the calls to it, what was asked of it and until when it can be appealed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import click

from binder.chase.coverage import deadlines, plan_questions
from binder.cli.nouns import DAY, among, noun, on_option, shape, tell
from binder.cli.options import Session, json_option, verb
from binder.model.clean import clean
from binder.model.coverage import CallAnswer, Coverage, CoverageCall, PlanAnswer, PlanAsk, PlanKind, PlanRequest, Timing
from binder.model.errors import Misused

_plan = click.option("--plan", "which", default="", metavar="ID", help="Which plan, where there are several.")


def plan_shape(plan: Coverage) -> dict[str, Any]:
    """A plan with its questions and the days that are open."""
    return shape(
        plan,
        questions=[{"id": q.id, "text": q.text, "answer": q.answer or None} for q in plan_questions(plan)],
        deadlines=[
            {"on": d.on.isoformat(), "what": d.what, "ours": d.ours, "law": d.law or None, "number": d.number}
            for d in deadlines(plan)
        ],
    )


@verb("list")
@json_option
def list_plans(session: Session, as_json: bool) -> None:
    """List each plan with its number, what was asked of it, and the questions still open."""
    with session.binder(read_only=True) as binder:
        plans = binder.coverages()
    for plan in plans:
        if as_json:
            click.echo(json.dumps(plan_shape(plan)))
            continue
        click.echo(clean(f"{plan.id:5} {plan.payer}, {plan.kind.label}  {plan.phone}"))
        for asked in plan.requests:
            click.echo(clean(f"      {asked.number}. {asked.what.label}: {asked.answer.value} {asked.answered_on}"))
        for one in deadlines(plan):
            click.echo(clean(f"      {one.on} {one.what}" + (f" ({one.law})" if one.law else "")))
        for question in plan_questions(plan):
            mark = f"● {question.id}: {question.answer}" if question.answer else f"○ {question.id}: {question.text}"
            click.echo(clean(f"      {mark}"))


@verb("new")
@click.argument("payer", metavar="NAME")
@click.option("--kind", type=among(PlanKind), default=PlanKind.PRIVATE.value, help="What kind of plan.")
@click.option("--phone", default="", metavar="TEXT", help="Member services, on the card.")
@click.option("--member", default="", metavar="TEXT", help="The member number.")
@json_option
def new(session: Session, payer: str, kind: str, phone: str, member: str, as_json: bool) -> None:
    """Note a plan as it stands on the card."""
    with session.binder() as binder:
        plan = binder.save_coverage(Coverage(payer, kind=PlanKind(kind), phone=phone, member_id=member))
    tell(as_json, plan_shape(plan), f"{plan.id} {plan.payer}, {plan.kind.label}")


@verb("call")
@_plan
@click.option("--who", default="", metavar="NAME", help="The name they gave.")
@click.option("--reference", default="", metavar="TEXT", help="Their number for the call.")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=TEXT", help="An answer; again for more.")
@click.option("--said", default="", metavar="TEXT", help="What else was said.")
@click.option("--next", "next_on", type=DAY, default="", metavar="DAY", help="The day of the next step.")
@click.option("--step", default="", metavar="TEXT", help="What the next step is.")
@on_option()
@json_option
def call(
    session: Session, which: str, who: str, reference: str, answers: tuple[str, ...], said: str, next_on: str,
    step: str, on: str, as_json: bool,
) -> None:  # fmt: skip
    """Note a call to the plan. `binder coverage` lists the questions and their names.

    \b
    binder coverage call --who Marlo --reference CS-551 --answer in_network=no --next +7 --step "call again"
    """
    given = []
    for one in answers:
        question, equals, text = one.partition("=")
        if not equals:
            raise Misused(f"{one!r} is no answer: write it as in_network=yes.")
        given.append(CallAnswer(question.strip(), text.strip()))
    with session.binder() as binder:
        plan = binder.coverage(which)
        noted = CoverageCall(
            on or date.today().isoformat(), who, reference, plan.phone, tuple(given), said, next_on, step
        )
        plan = binder.log_plan_call(plan.id, noted)
    tell(as_json, plan_shape(plan), f"Noted, with {len(given)} answers.")


@verb("ask")
@click.argument("what", type=among(PlanAsk))
@_plan
@click.option("--timing", type=among(Timing), default=Timing.BEFORE_SERVICE.value)
@click.option("--appeals", type=int, default=0, metavar="NUMBER", help="The refusal that it appeals.")
@click.option("--doctor", default="", metavar="NAME")
@click.option("--reference", default="", metavar="TEXT")
@on_option()
@json_option
def ask(
    session: Session, what: str, which: str, timing: str, appeals: int, doctor: str, reference: str, on: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Note that the plan was asked for a pre-authorization, referral, gap_exception, appeal or external_review."""
    asked = PlanRequest(
        PlanAsk(what), on or date.today().isoformat(), doctor=doctor, timing=Timing(timing), reference=reference,
        appeals=appeals,
    )  # fmt: skip
    with session.binder() as binder:
        plan = binder.ask_plan(which, asked)
    tell(as_json, plan_shape(plan), f"Noted as number {plan.requests[-1].number}.")


@verb("answer")
@click.argument("number", type=int)
@click.argument("answer", type=among(PlanAnswer))
@_plan
@click.option("--reason", default="", metavar="TEXT", help="Of a refusal, in their words.")
@on_option("The day of the answer; today if left out.")
@json_option
def answer(session: Session, number: int, answer: str, which: str, reason: str, on: str, as_json: bool) -> None:
    """Note what the plan said to what was asked under NUMBER: granted, denied, withdrawn."""
    with session.binder() as binder:
        plan = binder.answer_plan(which, number, PlanAnswer(answer), on=on, reason=reason)
    open_ = [f"{one.on} {one.what}" for one in deadlines(plan) if one.number == number]
    tell(as_json, plan_shape(plan), "Noted.", *open_)


@verb("change")
@_plan
@click.option("--phone", default="", metavar="TEXT")
@click.option("--member", default="", metavar="TEXT")
@click.option("--benefit", default="", metavar="TEXT", help="A second-opinion service that the plan pays for.")
@json_option
def change(session: Session, which: str, phone: str, member: str, benefit: str, as_json: bool) -> None:
    """Change what is known of the plan."""
    with session.binder() as binder:
        plan = binder.coverage(which)
        plan = binder.save_coverage(
            replace(
                plan,
                phone=phone or plan.phone,
                member_id=member or plan.member_id,
                benefit=benefit or plan.benefit,
            )
        )
    tell(as_json, plan_shape(plan), f"{plan.id} {plan.payer}: changed.")


command = noun(
    "coverage",
    "The insurance plan: calls, what was asked of it, appeals. Without an act: list.",
    list_plans,
    new, call, ask, answer, change,
)  # fmt: skip
