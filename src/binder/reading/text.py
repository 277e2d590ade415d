"""Plain text and Markdown: lines as they stand, a form feed begins a new page."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import BinaryIO

from binder.model.clean import clean_lines
from binder.model.document import Document, Page
from binder.reading.identify import utf16_without_mark
from binder.reading.limits import Limits

READER = "binder text 1"
LONGEST = 5_000  # characters of a line that are kept whole; the rest goes onto further lines
_BLOCK = 1 << 20


def read_text(stream: BinaryIO, media_type: str, limits: Limits) -> Document:
    """Read text in UTF-8, UTF-16 or, failing these, Latin-1; says so in a warning where it had to guess."""
    raw, cut = up_to(stream, limits.text)
    warnings = [f"only the first {limits.text // (1 << 20)} MB of this text are read"] if cut else []
    content, guessed = decode(raw, cut)
    if content.count("\n") + content.count("\r") > limits.lines:
        content = "\n".join(re.split("\r\n|\n|\r", content, maxsplit=limits.lines)[: limits.lines])
        warnings.append(f"only the first {limits.lines} lines of this text are read")
    if guessed:
        warnings.append("the encoding is not stated and was taken for Latin-1: accents and signs may be wrong")
    pages: list[Page] = []
    wrapped = 0
    texts = content.split("\f")
    if len(texts) > 1 and not texts[-1].strip():
        texts.pop()  # a form feed at the very end closes the last page
    for number, part in enumerate(texts[: limits.pages], 1):
        lines, longer = bounded(_trimmed(clean_lines(part)))
        wrapped += longer
        pages.append(Page(number, tuple(lines)))
    if wrapped:
        warnings.append(f"{wrapped} very long lines are shown in pieces of {LONGEST} characters")
    if len(texts) > limits.pages:
        warnings.append(f"only the first {limits.pages} of {len(texts)} pages are read")
    if not any(line.strip() for page in pages for line in page.lines):
        warnings.append("there are no words in this file")
    return Document("", media_type, tuple(pages), warnings=tuple(warnings), reader=READER)


def decode(raw: bytes, cut: bool = False) -> tuple[str, bool]:
    """Turn bytes into text; the second value is true where the encoding had to be guessed as Latin-1."""
    if raw.startswith(codecs.BOM_UTF8):
        return raw[3:].decode("utf-8", errors="replace"), False
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace"), False
    flavour = utf16_without_mark(raw)
    if flavour:
        return raw.decode(flavour, errors="replace"), False
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError as error:
        if cut and error.start >= len(raw) - 4:
            return raw[: error.start].decode("utf-8"), False
    return raw.decode("latin-1"), True


def decode_as(raw: bytes, charset: str) -> str:
    """Turn bytes into text by the name of an encoding; one that is unknown or wrong gives way to what fits."""
    names = [charset]
    if charset.lower().replace("-", "_") in ("", "iso_8859_1", "latin_1", "latin1", "us_ascii", "ascii"):
        names = ["utf-8", "cp1252"]  # what writers of these names mean, as browsers take it too
    for name in names:
        # OSError: an encoding that was not loaded before the lock
        with contextlib.suppress(LookupError, UnicodeError, OSError, ValueError):
            return raw.decode(name)
    return decode(raw)[0]


def up_to(stream: BinaryIO, limit: int) -> tuple[bytes, bool]:
    """The first `limit` bytes, and whether there were more."""
    parts: list[bytes] = []
    size = 0
    while size <= limit and (block := stream.read(_BLOCK)):
        parts.append(block)
        size += len(block)
    raw = b"".join(parts)
    return raw[:limit], len(raw) > limit


def _trimmed(lines: list[str]) -> list[str]:
    """Drop the empty end that the last line break leaves; keep blank lines elsewhere, so line numbers hold."""
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def bounded(lines: list[str]) -> tuple[list[str], int]:
    """Lines of bounded length, the rest of longer ones on further lines, and how many there were."""
    if max(map(len, lines), default=0) <= LONGEST:
        return lines, 0
    out: list[str] = []
    longer = 0
    for line in lines:
        longer += len(line) > LONGEST
        out += [line[at : at + LONGEST] for at in range(0, len(line), LONGEST)] or [""]
    return out, longer
