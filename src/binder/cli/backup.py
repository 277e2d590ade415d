"""`binder backup`: one more file that the same passphrase opens."""

from __future__ import annotations

import json
from pathlib import Path

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.progress import on_terminal
from binder.model.clean import clean


@verb("backup")
@click.argument("dest", metavar="DEST", type=click.Path(path_type=Path))
@click.option("--keep", default=7, show_default=True, metavar="N", help="How many copies a folder keeps; 0 keeps all.")
@json_option
def command(session: Session, dest: Path, keep: int, as_json: bool) -> None:
    """Make a verified copy of the binder: in the folder DEST under a dated name, or as the new file DEST.

    The binder may be open meanwhile. The copy is encrypted as the binder is, and the same passphrase opens it.
    """
    if keep < 0:
        raise click.BadParameter("a folder cannot keep fewer than none.", param_hint="--keep")
    with session.binder() as binder, on_terminal() as progress:
        made = binder.back_up(dest, keep=keep, progress=progress)
    if as_json:
        shape = {
            "path": str(made.path),
            "size": made.size,
            "records": made.records,
            "same_disk": made.same_disk,
            "removed": [str(path) for path in made.removed],
        }
        click.echo(json.dumps(shape))
        return
    click.echo(clean(f"{made.records} records ({made.size / 1e6:.1f} MB), verified: {made.path}"))
    for path in made.removed:
        click.echo(clean(f"Removed the older {path.name}"))
    if made.same_disk:
        click.echo("It lies on the disk the binder lies on: if that disk fails, both are lost.")
