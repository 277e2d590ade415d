"""`binder check`: is the file whole?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from binder.chase import last_change
from binder.cli.options import Session, json_option, new_passphrase, verb
from binder.cli.progress import on_terminal
from binder.model.clean import clean
from binder.model.errors import Damaged

if TYPE_CHECKING:
    from binder.vault import Damage


@verb("check")
@click.argument("file_", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--salvage", "to", metavar="NEW", type=click.Path(path_type=Path), help="Save what is whole into NEW.")
@json_option
def command(session: Session, file_: Path | None, to: Path | None, as_json: bool) -> int:
    """Go over the whole file: pages, documents' bytes, citations, index and log. Exit status 12 if it is damaged.

    With --salvage all that can be read is saved into the new binder NEW, under the same passphrase, and what is lost
    is said; the damaged file is left as it is.
    """
    if to is not None:
        return _salvage(session.told(file=file_), to, as_json)
    with session.told(file=file_).binder(greet=False) as binder, on_terminal() as progress:
        damage = binder.check(progress)
        last = binder.last_change()
    notes = [last_change(last, datetime.now().astimezone())] if last else []
    if as_json:
        click.echo(json.dumps({"whole": not damage, "damage": [asdict(d) for d in damage]}))
    else:
        _tell(damage)
        click.echo(clean(" ".join(["Whole."] * (not damage) + notes)))
    return Damaged.exit_status if damage else 0


def _tell(damage: Iterable[Damage]) -> None:
    for one in damage:
        touched = f" Touches {', '.join(one.records)}." if one.records else ""
        click.echo(clean(f"{one.what}{touched} {one.advice}"))


def _salvage(session: Session, to: Path, as_json: bool) -> int:
    from binder.binder import Binder

    path = Binder.recognise(session.path)
    opened = session.unlocked(path, read_only=True)
    typed = ""
    if opened is None:
        typed = session.passphrase()
        opened = Binder.unlock(path, typed, read_only=True)
    with opened as binder, on_terminal() as progress:
        if not (typed and binder.has_passphrase(typed)):
            typed = new_passphrase("A passphrase for the new binder: ", session.given_passphrase())
        done = binder.salvage(to, typed, progress=progress)
    if as_json:
        shape = {"path": str(done.path), "records": done.records, "lost": [asdict(one) for one in done.lost]}
        click.echo(json.dumps(shape))
    else:
        _tell(done.lost)
        click.echo(
            clean(f"{done.records} records were saved: {done.path}" + ("" if done.lost else "; nothing is lost."))
        )
        click.echo("The new binder has a key of its own: print its recovery sheet, and give its cards anew.")
    return 0
