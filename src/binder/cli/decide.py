"""`binder decide`: what the second opinion is about, what was said about waiting, and the decision with its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import click

from binder.cli.nouns import DAY, among, noun, on_option, shape, tell
from binder.cli.options import Session, json_option, verb
from binder.model.appointment import Format
from binder.model.clean import clean
from binder.model.decision import Choice, Decision, Followed, Option, WaitingAnswer
from binder.model.errors import BinderError


@verb("list")
@json_option
def list_decisions(session: Session, as_json: bool) -> None:
    """Show what it is about, whether waiting is safe, and each decision with its options."""
    with session.binder(read_only=True) as binder:
        case, waiting, decisions = binder.case(), binder.waiting(), binder.decisions()
    if as_json:
        click.echo(json.dumps({"type": "case", "waiting": waiting.words, "urgent": waiting.urgent} | shape(case)))
        for one in decisions:
            click.echo(json.dumps({"type": "decision", "state": one.state.value} | shape(one)))
        return
    for label, words in (("Condition", case.condition), ("To settle", case.question), ("Hoped for", case.goals),
                         ("Decide by", case.decide_by), ("Waiting", waiting.words)):  # fmt: skip
        if words:
            click.echo(clean(f"{label}: {words}"))
    for one in decisions:
        click.echo(clean(f"{one.id} {one.question} ({one.state.value})"))
        for option in one.options:
            by = f" (opinion {', '.join(map(str, option.opinions))})" if option.opinions else ""
            click.echo(clean(f"      ○ {option.what}{by}"))
        for choice in one.choices:
            why = f": {choice.reason}" if choice.reason else ""
            click.echo(clean(f"      ✓ {choice.on} {choice.option}{why}"))


@verb("about")
@click.option("--condition", default=None, metavar="TEXT", help="As the records name it.")
@click.option("--question", default=None, metavar="TEXT", help="What is to be settled.")
@click.option("--goals", default=None, metavar="TEXT", help="What the patient hopes for.")
@click.option("--reason", "reasons", multiple=True, metavar="TEXT", help="Why a second opinion; again for more.")
@click.option("--by", "decide_by", type=DAY, default=None, metavar="DAY", help="To be decided by.")
@click.option("--format", "how", type=among(Format), help="How the second opinion is to be given.")
@json_option
def about(
    session: Session, condition: str | None, question: str | None, goals: str | None, reasons: tuple[str, ...],
    decide_by: str | None, how: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say what the second opinion is about; what is left out stays."""
    with session.binder() as binder:
        case = binder.case()
        given = {"condition": condition, "question": question, "goals": goals, "decide_by": decide_by}
        case = replace(case, **{name: words for name, words in given.items() if words is not None})  # type: ignore[arg-type]
        case = replace(case, reasons=reasons or case.reasons, format=Format(how) if how else case.format)
        case = binder.save_case(case)
    tell(as_json, shape(case), "Noted.")


@verb("waiting")
@click.argument("answer")
@click.option("--who", default="", metavar="NAME", help="Who answered.")
@click.option("--days", type=int, help="How many days are safe, where a number was said.")
@click.option("--urgent", is_flag=True, help="Not to wait at all.")
@on_option("The day it was asked; today if left out.")
@json_option
def waiting(session: Session, answer: str, who: str, days: int | None, urgent: bool, on: str, as_json: bool) -> None:
    """Keep the ANSWER to “is there any risk in waiting a week or two?”."""
    with session.binder() as binder:
        binder.answer_waiting(WaitingAnswer(on or date.today().isoformat(), who, answer, days, urgent))
        found, case = binder.waiting(), binder.case()
    tell(as_json, shape(case, waiting=found.words, urgent=found.urgent), found.words)


@verb("new")
@click.argument("question")
@click.option("--option", "options", multiple=True, metavar="TEXT", help="A way to go; again for more.")
@click.option("--values", default="", metavar="TEXT", help="What matters to the patient.")
@json_option
def new(session: Session, question: str, options: tuple[str, ...], values: str, as_json: bool) -> None:
    """Begin a decision: its QUESTION and the ways to go, waiting among them."""
    with session.binder() as binder:
        one = binder.save_decision(Decision(question, options=tuple(Option(o) for o in options), values=values))
    tell(as_json, shape(one, state=one.state.value), f"{one.id} {one.question}")


@verb("option")
@click.argument("which", metavar="DECISION")
@click.argument("what")
@click.option("--for", "pros", default="", metavar="TEXT")
@click.option("--against", "cons", default="", metavar="TEXT")
@click.option("--opinion", "opinions", type=int, multiple=True, metavar="N", help="Recommended by opinion N.")
@json_option
def option(
    session: Session, which: str, what: str, pros: str, cons: str, opinions: tuple[int, ...], as_json: bool
) -> None:
    """Add a way to go."""
    with session.binder() as binder:
        one = binder.add_option(which, Option(what, pros, cons, opinions))
    tell(as_json, shape(one, state=one.state.value), f"{one.id}: {what}")


@verb("choose")
@click.argument("which", metavar="DECISION")
@click.argument("chosen", metavar="OPTION")
@click.option("--because", default="", metavar="TEXT", help="In the patient's words.")
@click.option("--with", "with_whom", default="", metavar="TEXT", help="Who talked it over.")
@click.option("--opinion", type=int, default=0, metavar="N", help="Measured by opinion N.")
@click.option("--follows", type=among(Followed), help="How far it follows that opinion.")
@click.option("--review", type=DAY, default="", metavar="DAY", help="To be looked at again.")
@on_option("The day it was decided; today if left out.")
@json_option
def choose(
    session: Session, which: str, chosen: str, because: str, with_whom: str, opinion: int, follows: str | None,
    review: str, on: str, as_json: bool,
) -> None:  # fmt: skip
    """Keep what was decided: OPTION is its words, or how they begin."""
    with session.binder() as binder:
        held = next((one for one in binder.decisions() if one.id == which.upper()), None)
        if held is None:
            there = ", ".join(one.id for one in binder.decisions()) or "none yet"
            raise BinderError(f"There is no decision {which!r}. There are: {there}.")
        begins = [one.what for one in held.options if one.what.casefold().startswith(chosen.casefold())]
        choice = Choice(
            begins[0] if len(begins) == 1 else chosen,
            on or date.today().isoformat(),
            with_whom,
            because,
            opinion,
            Followed(follows) if follows else None,
            review,
        )
        one = binder.decide(held.id, choice)
    tell(as_json, shape(one, state=one.state.value), f"{one.id}: {one.choice.option if one.choice else ''}.")


command = noun(
    "decide",
    "What it is about, whether waiting is safe, and the decision with its reason. Without an act: show.",
    list_decisions,
    about, waiting, new, option, choose,
)  # fmt: skip
