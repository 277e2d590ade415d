"""`binder add`: one outcome a file, and on after a bad one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.shape import intake_shape
from binder.model.clean import clean
from binder.model.document import faults_in
from binder.model.errors import Unreadable
from binder.model.kinds import Kind
from binder.model.progress import Progress
from binder.model.record import Intake, Outcome

if TYPE_CHECKING:
    from binder.binder import Binder

_MARKS = {Outcome.ADDED: "+", Outcome.DUPLICATE: "=", Outcome.UNREADABLE: "!", Outcome.SKIPPED: "-"}


@verb("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--opinion", type=click.IntRange(1, 99), help="Mark the record as the first, second ... opinion.")
@click.option("--pdf-password-file", type=click.Path(path_type=Path), help="The password of encrypted PDFs.")
@json_option
def command(
    session: Session, paths: tuple[Path, ...], opinion: int | None, pdf_password_file: Path | None, as_json: bool
) -> int:
    """Read, date and file documents, folders, discs and zips; exit status 1 if any could not be read."""
    password = Session(passphrase_file=pdf_password_file).given_passphrase() if pdf_password_file else None
    failed: list[Intake] = []
    counts = dict.fromkeys(Outcome, 0)
    said = _Lines()
    with session.binder() as binder:
        for intake in binder.add(paths, opinion=opinion, password=password, progress=_progress()):
            counts[intake.status] += 1
            if intake.status is Outcome.UNREADABLE:
                failed.append(intake)
            if sys.stdout.isatty():
                _forget_progress()
            if as_json:
                click.echo(json.dumps(intake_shape(intake)))
            else:
                said.tell(intake)
        _forget_progress()
        said.close()
        failed = [intake for intake in failed if not _read_with_password(binder, intake)]
    summary = ", ".join(f"{n} {status.value}" for status, n in counts.items() if n) or "nothing found"
    click.echo(f"binder: {summary}.", err=True)
    if failed:
        click.echo("binder: could not be read:", err=True)
        for intake in failed:
            kept = f" It is kept as {intake.record}." if intake.record else ""
            click.echo(f"  {clean(intake.path)}: {clean(intake.why)}{kept}", err=True)
    return 1 if failed else 0


class _Lines:
    """The outcomes for a person: a line a file, but one for all the images that joined one study."""

    def __init__(self) -> None:
        self._study = ""
        self._more = 0

    def tell(self, intake: Intake) -> None:
        """Say what became of a file."""
        study = intake.record if intake.status is Outcome.ADDED and intake.kind is Kind.IMAGING_STUDY else ""
        if study and study == self._study and not faults_in(intake.warnings):
            self._more += 1
            return
        self.close()
        self._study = study
        click.echo(_line(intake))

    def close(self) -> None:
        """Say how many joined the study that was last named."""
        if self._more:
            click.echo(f"    and {self._more} more image{'s' * (self._more != 1)} of {self._study}")
        self._more = 0


def _line(intake: Intake) -> str:
    kind = intake.kind.badge if intake.kind and intake.status is not Outcome.SKIPPED else ""
    mark, status = _MARKS[intake.status], intake.status.value
    line = f"{mark} {status:10} {intake.record:6} {intake.date:10} {kind:6}{clean(intake.path)}"
    return line + (f"\n    {clean(intake.why)}" if intake.why else "")


def _read_with_password(binder: Binder, intake: Intake) -> bool:
    """Ask for the password of an encrypted PDF where a person is there to ask; Enter leaves it unread."""
    if not (intake.locked and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    while True:
        question = f"Password of {clean(intake.path)} (Enter: leave it unread)"
        password = click.prompt(question, hide_input=True, default="", show_default=False, err=True)
        if not password:
            return False
        try:
            record = binder.reread(intake.record, password)
        except Unreadable as error:
            click.echo(str(error), err=True)
            continue
        click.echo(f"{record.id} {record.kind.label} of {record.date or 'no date'}: read now.", err=True)
        return True


def _progress() -> Callable[[Progress], None] | None:
    """Progress for a person: files done of how many, and the page of a scan that is being recognised."""
    return _show if sys.stderr.isatty() else None


def _show(progress: Progress) -> None:
    click.echo(f"\r\033[K{clean(str(progress))}"[:78], nl=False, err=True)


def _forget_progress() -> None:
    if _progress():
        click.echo("\r\033[K", nl=False, err=True)
