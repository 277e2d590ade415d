"""`binder today`: what is missing, due or waiting."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from binder.cli.options import Session, json_option, verb
from binder.model.clean import clean

# What a line leads to -> the command that does it.
_COMMANDS = {"add": "binder add PATH", "opinion": "binder add FILE --opinion 1"}


@verb("today")
@json_option
def command(session: Session, as_json: bool) -> None:
    """Say what to do now, worst first, with the number to call.

    \b
    now   late, due today, or not to be put off        soon  this week        info  good to know
    """
    with session.binder() as binder:
        lines = binder.today()
    for line in lines:
        if as_json:
            click.echo(json.dumps(asdict(line)))
            continue
        click.echo(clean(f"{line.urgency:5} {line.text}"))
        if told := ": ".join(part for part in (line.hint, _COMMANDS.get(line.action.partition(":")[0], "")) if part):
            click.echo(clean(f"      {told}"))
