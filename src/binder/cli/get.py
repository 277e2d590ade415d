"""`binder get`: the original bytes of a record."""

from __future__ import annotations

from pathlib import Path

import click

from binder.cli.options import Session, verb
from binder.export.private_file import write_private


@verb("get")
@click.argument("record_id", metavar="ID")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Where to write; - for standard output."
)
def command(session: Session, record_id: str, output: Path) -> None:
    """Write the original bytes of record ID to PATH: exactly what was added, in plain."""
    with session.binder() as binder:
        chunks = binder.original(record_id)
        if str(output) == "-":
            with click.open_file("-", "wb") as stream:
                for chunk in chunks:
                    stream.write(chunk)
            return
        write_private(output, chunks)
