"""`binder read`: what binder would make of files, without a binder; nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.progress import on_terminal
from binder.cli.shape import document_shape, unread_shape
from binder.model.clean import clean
from binder.model.document import Document
from binder.model.progress import Progress
from binder.model.record import Filing, Intake


@verb("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--pdf-password-file", type=click.Path(path_type=Path), help="The password of encrypted PDFs.")
@json_option
def command(session: Session, paths: tuple[Path, ...], pdf_password_file: Path | None, as_json: bool) -> int:
    """Say what binder would make of files, folders, discs and zips; exit status 1 if any could not be read."""
    from binder.filing import file
    from binder.reading import Reader, Source, sources

    password = Session(passphrase_file=pdf_password_file).given_passphrase() if pdf_password_file else None
    failed = False
    with Reader() as reader, on_terminal() as progress:
        unread: list[Intake] = []
        done = total = 0

        def expect(count: int) -> None:
            nonlocal total
            total += count

        def found() -> Iterator[Source]:
            for one in sources(paths, reader, expect):
                if isinstance(one, Source):
                    yield one
                else:
                    unread.append(one)

        def watch(source: Source, number: int, count: int) -> bool:
            if progress is not None:
                progress(Progress(done, max(total, done), f"{source.name}, page {number} of {count}"))
            return True

        for source, read in reader.read_many(found(), password=password, watch=watch):
            done += 1 + len(unread)
            failed |= _tell_left_out(unread, as_json)
            if isinstance(read, Document):
                _tell(source.label, read, file(read), as_json)
            else:
                failed = True
                _tell_failed(source.label, str(read), as_json)
        failed |= _tell_left_out(unread, as_json)
    return 1 if failed else 0


def _tell(label: str, document: Document, filing: Filing, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(document_shape(label, document, filing)))
        return
    click.echo(f"{filing.date or 'no date':10}  {filing.kind.label}: {filing.title}  [{clean(label)}]")
    for doubt in dict.fromkeys((*filing.doubts, *document.warnings)):
        click.echo(f"    {clean(doubt)}")


def _tell_left_out(unread: list[Intake], as_json: bool) -> bool:
    failed = False
    for intake in unread:
        failed |= intake.status.value == "unreadable"
        if as_json:
            click.echo(json.dumps(unread_shape(intake.path, intake.status.value, intake.why)))
        else:
            click.echo(f"{intake.status.value:10}  {clean(intake.path)}\n    {clean(intake.why)}")
    unread.clear()
    return failed


def _tell_failed(label: str, why: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(unread_shape(label, "unreadable", why)))
    else:
        click.echo(f"unreadable  {clean(label)}\n    {clean(why)}")
