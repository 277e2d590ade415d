"""`binder [FILE]`: the app."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from binder.cli.options import Session, verb
from binder.model.errors import Misused


@verb("open")
@click.argument("file_", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
def command(session: Session, file_: Path | None) -> None:
    """Open the app on FILE, else on $BINDER_FILE, else on your own binder."""
    open_app(session.told(file=file_))


def open_app(session: Session) -> None:
    """Start the app; it asks for the passphrase in its first frame unless a file, a command or a card gives it.

    Raises:
        NoBinder: there is no binder at that path.
        Misused: there is no terminal.
    """
    from binder.binder import Binder

    path = Binder.recognise(session.path)
    need_terminal()
    from binder.tui.app import run

    if session.looks_only:
        os.environ["BINDER_READ_ONLY"] = "1"  # for the process that asks for the passphrase again after a lock, too
    if binder := session.unlocked(path, read_only=session.looks_only):
        run(path, binder=binder)
    else:
        run(path, passphrase=session.given_passphrase())


def need_terminal() -> None:
    """Raise Misused where there is no terminal to draw on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Misused(
            "The app needs a terminal: run it in one (over SSH: `ssh -t HOST binder`), or use a verb such as "
            "`binder today` or `binder records`."
        )
