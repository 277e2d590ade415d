"""Old Word files (.doc, Word 97 to 2003): the text of them by its piece table ([MS-DOC] 2.4.1), cells as columns."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

import olefile

from binder.model.clean import clean
from binder.model.document import Document, Page
from binder.model.errors import Unreadable
from binder.reading.columns import aligned
from binder.reading.limits import MIB, Limits
from binder.reading.text import bounded

READER = f"olefile {olefile.__version__} word97 1"
_WHOLE = 64 * MIB
_FLAGS, _TEXT_LENGTHS, _CLX = 0x0A, 0x4C, 0x01A2  # places in the header of the file (the FIB)
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_COMPRESSED = 1 << 30
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")  # code, then what it came to
_MARKS = {"\x1e": "-", "\x1f": "", "\x01": "", "\x08": "", "\x02": "", "\x03": "", "\x04": "", "\x05": "", "\xa0": " "}
_DAMAGED = "This old Word file is damaged; open it in Word and save it as PDF, or ask for it again."
_LOCKED = "This old Word file is locked with a password; open it, save it without one, and add that."


def read_word97(stream: BinaryIO, size: int, limits: Limits) -> Document:
    """Read a .doc file. Raises Unreadable where it is damaged, locked or too large."""
    if size > _WHOLE:
        raise Unreadable(f"This file is larger than {_WHOLE // MIB} MB; save it as PDF and add that.")
    try:
        with olefile.OleFileIO(io.BytesIO(stream.read())) as ole:
            text = "".join(_pieces(ole, limits.text))
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, OverflowError):
        raise Unreadable(_DAMAGED) from None
    pages = [lines for page in _plain(text).split("\x0c") if (lines := _lines(page))]
    warnings = [] if pages else ["there are no words in this file"]
    made = tuple(Page(n, tuple(bounded(lines)[0])) for n, lines in enumerate(pages[: limits.pages], 1))
    return Document("", "application/msword", made, None, (), 0, tuple(warnings), READER)


def _pieces(ole: olefile.OleFileIO, limit: int) -> Iterator[str]:
    """The text in the order of the document: it is stored in pieces, each in UTF-16 or in one byte a character."""
    main = ole.openstream("WordDocument").read(_WHOLE)
    flags = struct.unpack_from("<H", main, _FLAGS)[0]
    if flags & _ENCRYPTED:
        raise Unreadable(_LOCKED)
    table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read(_WHOLE)
    body, notes, headers = struct.unpack_from("<III", main, _TEXT_LENGTHS)
    start, size = struct.unpack_from("<II", main, _CLX)
    clx, at = table[start : start + size], 0
    while clx[at] == 1:  # properties of paragraphs, before the pieces
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if clx[at] != 2:
        raise ValueError("no piece table")
    count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    if not 0 < count <= len(clx) // 12:
        raise ValueError("no pieces")
    places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    left = min(body + notes + headers, limit)
    for number in range(count):
        length = min(places[number + 1] - places[number], left)
        if length <= 0:
            break
        left -= length
        where = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        if where & _COMPRESSED:
            first = (where & ~_COMPRESSED) // 2
            yield main[first : first + length].decode("cp1252", "replace")
        else:
            yield main[where : where + 2 * length].decode("utf-16-le", "replace")


def _plain(text: str) -> str:
    """Fields as what they came to, marks of pictures and notes taken out."""
    for _ in range(8):  # fields stand within fields
        text, changed = _FIELD.subn(lambda m: m[1] or "", text)
        if not changed:
            break
    return text.translate({ord(mark): shown for mark, shown in _MARKS.items()})


def _lines(page: str) -> list[str]:
    """Paragraphs as lines; a mark ends each cell of a table, and a second one the row."""
    out: list[str] = []
    rows: list[list[str]] = []
    for part in re.split(r"[\r\x0b\n]", page):
        *cells, rest = part.split("\x07")
        for row in _rows(cells):
            rows.append(row)
        if rest.strip() or not cells:
            out += aligned(rows)
            rows = []
            out.append(clean(rest.expandtabs(8)).rstrip())
    out += aligned(rows)
    kept = [line for at, line in enumerate(out) if line or (at and out[at - 1])]  # one blank line is enough
    return kept[:-1] if kept and not kept[-1] else kept


def _rows(cells: list[str]) -> Iterator[list[str]]:
    """Cells up to an empty one, which is the mark of the end of a row."""
    row: list[str] = []
    for cell in cells:
        if cell:
            row.append(clean(" ".join(cell.split())))
        elif row:
            yield row
            row = []
    if row:
        yield row
