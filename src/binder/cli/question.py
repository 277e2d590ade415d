"""`binder question`: what is to be asked of whom, and the answers."""

from __future__ import annotations

import json
from dataclasses import replace

import click

from binder.chase.question_list import open_list
from binder.cli.nouns import among, noun, on_option, shape, tell
from binder.cli.options import Session, json_option, verb
from binder.model.citation import Citation
from binder.model.clean import clean
from binder.model.errors import BinderError, Misused
from binder.model.question import Asked, Question

_GLYPH = {"answered": "●", "asked": "◌", "unanswered": "!", "dropped": "–"}


@verb("list")
@click.option("--for", "whom", type=among(Asked), help="Only those for this person.")
@json_option
def list_questions(session: Session, as_json: bool, whom: str | None = None) -> None:
    """List the questions by person asked, open ones first, with their answers."""
    with session.binder(read_only=True) as binder:
        questions = [one for one in binder.questions() if whom is None or one.asked_of.value == whom]
    heading = ""
    for one in questions:
        if as_json:
            click.echo(json.dumps(shape(one)))
            continue
        if one.asked_of.label != heading:
            heading = one.asked_of.label
            click.echo(f"\n{heading.upper()}")
        click.echo(clean(f"  {_GLYPH.get(one.state.value, '○')} {one.id:4} {one.text}"))
        if one.answer:
            by = f", {one.answered_by}" if one.answered_by else ""
            click.echo(clean(f"         {one.answer} ({one.answered_on}{by})"))


@verb("bank")
@click.option("--for", "whom", type=among(Asked), help="Only those for this person.")
@json_option
def bank(session: Session, whom: str | None, as_json: bool) -> None:
    """List what the question bank has that is not on your list yet; `binder question take NAME` puts it there."""
    with session.binder(read_only=True) as binder:
        offered = [one for one in binder.question_bank() if whom is None or one.asked_of.value == whom]
    for one in offered:
        click.echo(json.dumps(shape(one)) if as_json else clean(f"{one.id:20} {one.asked_of.label:14} {one.text}"))


@verb("take")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--whom", default="", metavar="ID", help="Who is asked: DR1, ORG2.")
@json_option
def take(session: Session, names: tuple[str, ...], whom: str, as_json: bool) -> None:
    """Put questions of the bank on the list."""
    with session.binder() as binder:
        for one in binder.take_from_bank(*names, whom=whom.upper()):
            tell(as_json, shape(one), f"{one.id} {one.text}")


@verb("new")
@click.argument("text")
@click.option("--for", "asked_of", type=among(Asked), default=Asked.SECOND_DOCTOR.value, help="Who is to be asked.")
@click.option("--whom", default="", metavar="ID", help="Their name: DR1, ORG2.")
@click.option("--first", is_flag=True, help="It comes first.")
@json_option
def new(session: Session, text: str, asked_of: str, whom: str, first: bool, as_json: bool) -> None:
    """Put a question of your own on the list."""
    with session.binder() as binder:
        one = binder.add_question(
            Question(text, asked_of=Asked(asked_of), whom=whom.upper(), priority=1 if first else 0)
        )
    tell(as_json, shape(one), f"{one.id} {one.text}")


@verb("about")
@click.argument("record", metavar="RECORD")
@click.argument("words")
@click.option("--for", "asked_of", type=among(Asked), default=Asked.SECOND_DOCTOR.value, help="Who is to be asked.")
@json_option
def about(session: Session, record: str, words: str, asked_of: str, as_json: bool) -> None:
    """Make a question of a finding of RECORD whose quoted WORDS are given, citing the place where it stands."""
    with session.binder() as binder:
        facts = binder.record(record).filing.facts
        found = next((fact for fact in facts if words.casefold() in fact.citation.quote.casefold()), None)
        if found is None:
            raise BinderError(
                f"No finding of {record.upper()} has these words: binder show {record.upper()} lists them."
            )
        at: Citation = found.citation
        one = binder.ask_about_finding(replace(at, record=at.record or record.upper()), Asked(asked_of))
    tell(as_json, shape(one), f"{one.id} {one.text}")


@verb("asked")
@click.argument("which", metavar="QUESTION")
@on_option()
@json_option
def asked(session: Session, which: str, on: str, as_json: bool) -> None:
    """Note that it was asked."""
    with session.binder() as binder:
        one = binder.asked(which, on)
    tell(as_json, shape(one), f"{one.id}: asked {one.asked_on}.")


@verb("answer")
@click.argument("which", metavar="QUESTION")
@click.argument("answer", required=False, default="")
@click.option("--by", default="", metavar="NAME", help="Who answered.")
@click.option("--none", "no_answer", is_flag=True, help="It was asked, and no answer was given.")
@on_option()
@json_option
def answer(session: Session, which: str, answer: str, by: str, no_answer: bool, on: str, as_json: bool) -> None:
    """Keep the ANSWER in the words it was given."""
    if not answer and not no_answer:
        raise Misused("Write the answer, or --none where none was given.")
    with session.binder() as binder:
        one = binder.unanswered(which, on) if no_answer else binder.answer(which, answer, on=on, by=by)
    tell(as_json, shape(one), f"{one.id}: {one.state.label}.")


@verb("drop")
@click.argument("which", metavar="QUESTION")
@json_option
def drop(session: Session, which: str, as_json: bool) -> None:
    """Say that it need not be asked; it stays to be seen."""
    with session.binder() as binder:
        one = binder.drop_question(which)
    tell(as_json, shape(one), f"{one.id}: {one.state.label}.")


@verb("both")
@json_option
def both(session: Session, as_json: bool) -> None:
    """Put it on the list that each doctor answers the other's reasons."""
    with session.binder() as binder:
        added = binder.ask_both_to_respond()
    for one in added:
        tell(as_json, shape(one), f"{one.id} {one.asked_of.label}: {one.text}")
    if not added and not as_json:
        click.echo("Both were asked already.")


@verb("print")
@click.option("--for", "whom", type=among(Asked), help="Only those for this person.")
def print_list(session: Session, whom: str | None) -> None:
    """Print the open questions as text, with room for the answers."""
    with session.binder(read_only=True) as binder:
        text = open_list(binder.questions(), Asked(whom) if whom else None)
    click.echo(text or "No question is open.", nl=not text)


command = noun(
    "question",
    "What is to be asked of whom, and the answers. Without an act: list.",
    list_questions,
    new, bank, take, about, asked, answer, drop, both, print_list,
)  # fmt: skip
