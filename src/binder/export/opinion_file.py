"""Writes a sheet of opinions to a file that a person named: Markdown, HTML or PDF by how its name ends."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from binder.export.opinion_html import as_html
from binder.export.opinion_markdown import as_markdown
from binder.export.opinion_sheet import Sheet
from binder.model.errors import BinderError, DiskFull, Misused


def _pdf(sheet: Sheet) -> bytes:
    from binder.export.opinion_pdf import as_pdf  # fpdf2 takes a moment to import

    return as_pdf(sheet)


_FORMATS: dict[str, Callable[[Sheet], bytes]] = {
    ".md": lambda sheet: as_markdown(sheet).encode(),
    ".html": lambda sheet: as_html(sheet).encode("utf-8", "replace"),
    ".pdf": _pdf,
}


def write_sheet(sheet: Sheet, path: Path) -> int:
    """Write a sheet as PLAIN TEXT for its owner alone to read, and return how many bytes it has.

    Raises:
        Misused: the name ends otherwise, or something stands there already.  DiskFull, BinderError: nothing is left.
    """
    write = _FORMATS.get(path.suffix.casefold())
    if write is None:
        raise Misused(f"A name that ends in .md, .html or .pdf says what is to be written; {path.name} does not.")
    data = write(sheet)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Misused(f"There is already something at {path}: choose another name.") from None
    except OSError as error:
        raise BinderError(f"{path} could not be written: {error.strerror or error}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"There is no room for {path.name}: make some first. Nothing was written.") from None
        raise BinderError(f"{path} could not be written: {error.strerror or error}.") from None
    return len(data)
