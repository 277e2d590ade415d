"""`binder export`: everything out in open formats, after a warning that it is plain text."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.progress import on_terminal
from binder.model.clean import clean
from binder.model.errors import Misused


@verb("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask: I know that the folder will not be encrypted.")
@json_option
def command(session: Session, folder: Path, yes: bool, as_json: bool) -> int:
    """Write everything into the new folder DIR in open formats: originals, texts, tables, FHIR, a page for a browser.

    What is written there is plain text: it is not encrypted. Without a terminal to ask on, --yes is needed.
    """
    from binder.export import free_folder

    where = free_folder(folder)
    if not (yes or _agreed(where)):
        click.echo("binder: nothing was written.", err=True)
        return 1
    with session.binder() as binder, _stopped_by_signals() as stopped, on_terminal() as progress:
        done = binder.export(where, progress=progress, cancelled=stopped)
    if as_json:
        shape = {"folder": str(done.folder), "records": done.records, "put_aside": done.put_aside}
        click.echo(json.dumps(shape | {"files": done.files, "size": done.size}))
    else:
        click.echo(clean(f"{done.how_many}, in {done.files} files ({done.size / 1e6:.1f} MB): {done.folder}"))
        click.echo("Not encrypted. Begin with index.html; README.txt says what is what.")
    return 0


def _agreed(where: Path) -> bool:
    """Whether the person at the terminal says yes to plain text."""
    if not sys.stdin.isatty():
        raise Misused(
            "An export is plain text, not encrypted, and there is no terminal to ask on: say --yes if that is wanted."
        )
    click.echo(
        clean(f"Everything in this binder will be written to {where} as PLAIN TEXT.") + "\n"
        "It will not be encrypted: whoever can read that folder, or finds the disk, can read it all.",
        err=True,
    )
    return click.confirm("Write it?", default=False, err=True)


@contextmanager
def _stopped_by_signals() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C, a hang-up or a request to end came: half an export must not stay behind in plain text."""
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)

    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    heard = [one for one in wanted if signal.getsignal(one) is not signal.SIG_IGN]  # nohup means to go on
    before = {one: signal.signal(one, note) for one in heard}
    try:
        yield lambda: bool(came)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
