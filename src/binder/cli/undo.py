"""`binder undo`: take the last change back."""

from __future__ import annotations

import click

from binder.cli.options import Session, verb
from binder.model.clean import clean


@verb("undo")
def command(session: Session) -> None:
    """Take back the last change that can be taken back, and say what it was."""
    with session.binder() as binder:
        undone = binder.undo()
    click.echo(clean(f"Undone: {undone}") if undone else "There is nothing to undo.")
