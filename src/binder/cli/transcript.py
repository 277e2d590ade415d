"""`binder transcript`: what is said in a recording, typed by whoever listened to it."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from binder.cli.options import Session, verb
from binder.model.clean import clean


@verb("transcript")
@click.argument("record_id", metavar="ID")
@click.option(
    "--from", "source", type=click.File(encoding="utf-8"), help="A file with the words; - for standard input."
)
@click.option("--remove", is_flag=True, help="Take the words away again.")
def command(session: Session, record_id: str, source: TextIO | None, remove: bool) -> None:
    """Type what is said in a recording (a voicemail); it is searched and cited like any other text."""
    with session.binder() as binder:
        record = binder.record(record_id)
        if remove:
            said = ""
        else:
            if source is None and sys.stdin.isatty():
                click.echo(f"Type what is said in {clean(record.name)}, then Ctrl-D on an empty line:", err=True)
            said = (source or sys.stdin).read()
            if not said.strip():
                raise click.UsageError("There are no words; nothing was changed. --remove takes words away.")
        kept = binder.transcribe(record.id, said)
    done = "words taken away" if remove else "words kept"
    click.echo(f"{kept.id} {kept.kind.label}: {done}.")
