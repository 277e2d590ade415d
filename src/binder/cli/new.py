"""`binder new`: an encrypted binder, and the recovery code once."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from binder.cli.options import Session, json_option, new_passphrase, verb
from binder.model.errors import BinderError


@verb("new")
@click.argument("file_", metavar="FILE", required=False, type=click.Path(path_type=Path))
@click.option("--patient", default="", help="Whose records these will be.")
@click.option("--born", default="", metavar="DATE", help="The patient's birth date, as 1957-03-21.")
@json_option
def command(session: Session, file_: Path | None, patient: str, born: str, as_json: bool) -> None:
    """Make an encrypted binder at FILE (default: $BINDER_FILE, else your own) and print its recovery code once."""
    from binder.binder import Binder

    path = session.told(file=file_).path
    if path.exists():
        raise BinderError(f"{path} already exists and is left as it is: choose another name.")
    passphrase = new_passphrase("A passphrase for the new binder: ", session.given_passphrase())
    path.parent.mkdir(parents=True, exist_ok=True)
    with Binder.create(path, passphrase, patient=patient, born=born) as binder:
        code = binder.recovery_code
    if as_json:
        click.echo(json.dumps({"path": str(path), "recovery_code": code}))
        return
    click.echo(f"Made {path}\n")
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    click.echo("Recovery code, shown this once:\n")
    click.echo(f"    {'-'.join(groups[:half])}-\n    {'-'.join(groups[half:])}\n")
    click.echo("Write it down and keep it away from this machine:\nit opens the binder when the passphrase is lost.")
    click.echo("As a sheet to print, with what to do without binder: binder keys sheet")
    click.echo(f"Whoever has it can read everything.\n\nNext: binder add --file {shlex.quote(str(path))} FOLDER")
