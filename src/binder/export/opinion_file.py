"""Writes a sheet of opinions to a file that a person named: Markdown, HTML or PDF by how its name ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from binder.export.opinion_html import as_html
from binder.export.opinion_markdown import as_markdown
from binder.export.opinion_sheet import Sheet
from binder.export.private_file import write_private
from binder.model.errors import Misused


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
    if os.path.lexists(path):
        raise Misused(f"There is already something at {path}: choose another name.")
    write_private(path, data)
    return len(data)
