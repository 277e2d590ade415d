"""`binder get`: the original bytes of a record."""

from __future__ import annotations

import os
from pathlib import Path

import click

from binder.cli.options import Session, verb
from binder.model.errors import BinderError, DiskFull


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
        try:
            handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BinderError(f"{output} already exists and is left as it is: choose another name.") from None
        except OSError as error:
            raise BinderError(f"{output} cannot be written ({error.strerror}): choose another folder.") from error
        try:
            with os.fdopen(handle, "wb") as stream:
                for chunk in chunks:
                    stream.write(chunk)
        except OSError as error:
            output.unlink(missing_ok=True)
            raise DiskFull(f"{output} could not be written ({error.strerror}); nothing was left there.") from error
        except BinderError:
            output.unlink(missing_ok=True)
            raise
