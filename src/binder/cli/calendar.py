"""`binder calendar`: everything that has a day, as a calendar file that a phone takes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from binder.cli.options import Session, json_option, verb
from binder.export.private_file import write_private
from binder.model.clean import clean


@verb("calendar")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the .ics; - for standard output.")
@click.option("--replace", "again", is_flag=True, help="Write over the file where one is there.")
@json_option
def command(session: Session, output: Path | None, again: bool, as_json: bool) -> None:
    """Write the days that matter as an .ics file: deadlines, calls, appointments. Plain text, for whoever holds it.

    \b
    binder calendar -o binder.ics
    """
    with session.binder(read_only=True) as binder:
        entries = [one for one in binder.agenda() if one.dated]
        data = binder.calendar()
    if as_json:
        for one in entries:
            at = one.at.isoformat() if one.at else None
            more = {"late": one.late, "phone": one.phone or None, "law": one.law or None}
            click.echo(json.dumps({"key": one.key, "on": one.on.isoformat(), "at": at, "title": one.title} | more))
    if output is None:
        if not as_json:
            sys.stdout.buffer.write(data)
        return
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        return
    if again:
        output.unlink(missing_ok=True)
    write_private(output, data)
    if not as_json:
        click.echo(clean(f"Wrote {output}: {len(entries)} days. It is plain text outside the binder."))
