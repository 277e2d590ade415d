"""`binder restore`: a backup becomes the binder again."""

from __future__ import annotations

import json
from pathlib import Path

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.progress import on_terminal
from binder.model.clean import clean


@verb("restore")
@click.argument("backup", metavar="BACKUP", type=click.Path(path_type=Path))
@click.argument("file_", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of the binder there, kept as FILE.before-restore.")
@json_option
def command(session: Session, backup: Path, file_: Path | None, replace: bool, as_json: bool) -> None:
    """Make BACKUP the binder at FILE (default: $BINDER_FILE, else your own), once all of it proved whole.

    BACKUP stays as it is. What stands at FILE is never lost: without --replace nothing is done, with it the binder
    there is kept under another name.
    """
    from binder.binder import Binder

    to = session.told(file=file_).path
    Binder.recognise(backup)
    opened = session.unlocked(backup, read_only=True)
    with on_terminal() as progress:
        if opened is None:
            done = Binder.restore(backup, to, passphrase=session.passphrase(), replace=replace, progress=progress)
        else:
            done = opened.restore_to(to, replace=replace, progress=progress)
    at = f"{done.last_change.at[:16].replace('T', ' ')} by {done.last_change.actor}" if done.last_change else ""
    if as_json:
        kept = str(done.kept) if done.kept else None
        click.echo(json.dumps({"path": str(done.path), "records": done.records, "last_change": at, "kept": kept}))
        return
    click.echo(clean(f"{done.records} records as of {at}: {done.path}"))
    if done.kept:
        click.echo(clean(f"What stood there before is kept: {done.kept}"))
