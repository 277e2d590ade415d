"""`binder opinion`: what is known of each opinion beside its text."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from binder.cli.options import Session, json_option, verb
from binder.model.clean import clean
from binder.model.opinion import Form, Opinion, Seen
from binder.model.record import Record


@verb("opinion")
@click.argument("number", type=int, required=False)
@click.option("--doctor", "practitioner", help="Whose opinion it is.")
@click.option("--organization", help="Where the doctor works.")
@click.option("--form", type=click.Choice([f.value for f in Form]), help="How it was given.")
@click.option("--seen-first", type=click.Choice([s.value for s in Seen]), help="Had the doctor seen the one before?")
@click.option("--material", "materials", multiple=True, help="What the doctor had before them; once for each thing.")
@json_option
def command(session: Session, number: int | None, as_json: bool, **given: Any) -> None:
    """List the opinions, or write down what is known of opinion NUMBER."""
    known: dict[str, Any] = {name: value for name, value in given.items() if value}
    known |= {"form": Form(known["form"])} if "form" in known else {}
    known |= {"seen_first": Seen(known["seen_first"])} if "seen_first" in known else {}
    if known and number is None:
        raise click.UsageError("Name the opinion's number too.")
    with session.binder() as binder:
        if known and number is not None:
            binder.describe_opinion(number, **known)
        wanted = [(binder.opinion(number), None)] if number else []
        told = [pair for pair in binder.known_opinions() if number in (None, pair[0].number)] or wanted
    for opinion, record in told:
        click.echo(json.dumps(_shape(opinion, record)) if as_json else clean(_line(opinion, record)))
    if not told and not as_json:
        click.echo("No record is marked as an opinion yet: binder add FILE --opinion 1")


def _shape(opinion: Opinion, record: Record | None) -> dict[str, Any]:
    """One object a line: the opinion with its number, and the record that holds it."""
    fields = asdict(opinion)
    number = int(fields.pop("id"))
    return {
        "number": number,
        "record": record.id if record else None,
        "title": record.title if record else "",
        **fields,
    }


def _line(opinion: Opinion, record: Record | None) -> str:
    doctor = opinion.practitioner or (record.filing.author if record else "")
    parts = [f"{record.id} {record.title}, {record.date or 'undated'}" if record else "not here yet"]
    parts += [part for part in (doctor, opinion.organization) if part]
    parts += [opinion.form.value] if opinion.form is not Form.UNKNOWN else []
    if opinion.seen_first is not Seen.UNKNOWN:
        parts.append(
            "had seen the first opinion" if opinion.seen_first is Seen.YES else "had not seen the first opinion"
        )
    parts += [f"saw {', '.join(opinion.materials)}"] if opinion.materials else []
    if opinion.sealed:
        parts.append(f"SEALED since {opinion.sealed_at[:10]}: read blind, not compared")
    elif opinion.unsealed_at:
        parts.append(f"unsealed {opinion.unsealed_at[:10]} by {opinion.unsealed_by}")
    return f"{opinion.number}  {'; '.join(parts)}"
