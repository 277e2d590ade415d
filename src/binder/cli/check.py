"""`binder check`: is the file whole?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from binder.cli.options import Session, json_option, verb
from binder.model.clean import clean
from binder.model.errors import Damaged
from binder.model.progress import Progress


@verb("check")
@click.argument("file_", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@json_option
def command(session: Session, file_: Path | None, as_json: bool) -> int:
    """Go over the whole file: pages, documents' bytes, citations, index and log. Exit status 12 if it is damaged."""
    with session.told(file=file_).binder() as binder:
        damage = binder.check(_show if sys.stderr.isatty() else None)
        last = binder.last_change()
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    if as_json:
        click.echo(json.dumps({"whole": not damage, "damage": [asdict(d) for d in damage]}))
    else:
        for one in damage:
            touched = f" Touches {', '.join(one.records)}." if one.records else ""
            click.echo(clean(f"{one.what}{touched} {one.advice}"))
        if not damage:
            when = (
                f" Last change: {last.at[:16].replace('T', ' ')} by {last.actor} ({last.summary or last.action})."
                if last
                else ""
            )
            click.echo(clean(f"Whole.{when}"))
    return Damaged.exit_status if damage else 0


def _show(progress: Progress) -> None:
    click.echo(f"\r\033[K{clean(str(progress))}"[:78], nl=False, err=True)
