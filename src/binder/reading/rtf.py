"""Rich Text Format: the words of it, tables as columns, page breaks as pages. A flat walk over control words.

After the RTF 1.9.1 specification as far as text needs it; whatever else a group is for is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import BinaryIO

from binder.model.clean import clean
from binder.model.document import AGAIN, Document, Page
from binder.model.errors import Unreadable
from binder.reading.columns import aligned
from binder.reading.limits import MIB, Limits
from binder.reading.text import bounded, decode_as

READER = "binder rtf 1"
_WHOLE = 64 * MIB
_DEEPEST = 10_000  # groups within groups
_TOKEN = re.compile(
    rb"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-f]{2})|\\(?P<sign>[^a-z])|(?P<brace>[{}])|"
    rb"(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|(?P<odd>.)",
    re.IGNORECASE | re.DOTALL,
)
_PASSED_OVER = frozenset(
    (
        b"fonttbl colortbl stylesheet info pict object themedata datastore latentstyles listtable listoverridetable "
        b"rsidtbl generator xmlnstbl fldinst filetbl revtbl bkmkstart bkmkend mmathPr operator nonshppict shpinst sp "
        b"sn sv blipuid private header footer headerl headerr headerf footerl footerr footerf annotation atnid "
        b"atnauthor pnseclvl listpicture userprops xmlopen"
    ).split()
)
_SPOKEN = {  # control words that stand for characters
    b"tab": "\t", b"line": "\n", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"endash": "–", b"emdash": "—", b"enspace": " ", b"emspace": " ", b"qmspace": " ", b"nestcell": "\t",
    b"nestrow": "\n",
}  # fmt: skip
_SIGNS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\t": "\t"}
_CODE_PAGES = {932: "cp932", 936: "gbk", 949: "cp949", 950: "big5", 65001: "utf-8", 10000: "mac_roman"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    silent: bool = False
    skipped: int = 1  # characters after \u that repeat it for older readers


class _Rtf:
    """One walk through a file."""

    def __init__(self, limit: int) -> None:
        self.pages: list[list[str]] = [[]]
        self.full = False
        self._room = limit
        self._groups: list[_State] = []
        self._now = _State()
        self._code_page = "cp1252"
        self._bytes = bytearray()  # characters of the code page not yet decoded
        self._high = ""  # the first half of a character beyond 16 bits
        self._words: list[str] = []
        self._row: list[str] = []
        self._rows: list[list[str]] = []
        self._to_skip = 0
        self._fresh = False  # a group has just begun: its first word says what it is for
        self._starred = False

    def walk(self, data: bytes) -> None:
        """Take the file in; raises Unreadable where it nests without end."""
        at, end = 0, len(data)
        while at < end and not self.full:
            match = _TOKEN.match(data, at)
            if match is None:
                break
            at = match.end()
            if match["word"] == b"bin" and match["number"]:
                at += max(0, int(match["number"]))
            self._token(match)
        self._flush()
        self._end_line()
        self._end_table()

    def _token(self, match: re.Match[bytes]) -> None:
        kind = match.lastgroup
        if kind == "brace":
            self._brace(match["brace"] == b"{")
        elif kind in ("word", "number"):
            self._word(match["word"].lower(), int(match["number"]) if match["number"] else None)
        elif kind == "hex":
            self._raw(bytes([int(match["hex"], 16)]))
        elif kind == "sign":
            self._sign(match["sign"])
        elif kind == "text":
            self._raw(match["text"])

    def _brace(self, opens: bool) -> None:
        self._flush()
        self._to_skip = 0
        if opens:
            if len(self._groups) >= _DEEPEST:
                raise Unreadable("This file nests parts within parts without end; it was not read.")
            self._groups.append(self._now)
        elif self._groups:
            self._now = self._groups.pop()
        self._fresh, self._starred = opens, False

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in (b"\r", b"\n"):
            self._word(b"par", None)
        elif sign in _SIGNS:
            self._say(_SIGNS[sign])

    def _word(self, word: bytes, number: int | None) -> None:
        fresh, self._fresh = self._fresh, False
        if fresh and (self._starred or word in _PASSED_OVER):
            self._starred = False
            self._now = replace(self._now, silent=True)
        elif word in (b"v", b"deleted", b"htmlrtf"):  # hidden, struck out by a reviewer, or said again as a web page
            self._flush()
            self._now = replace(self._now, silent=number != 0)
        elif word == b"ansicpg" and number:
            self._code_page = _CODE_PAGES.get(number, f"cp{number}")
        elif word == b"mac":
            self._code_page = "mac_roman"
        elif word == b"uc":
            self._now = replace(self._now, skipped=max(0, min(number or 0, 16)))
        elif word == b"u" and number is not None:
            self._unicode(number % 0x10000)
        elif word in _SPOKEN:
            self._say(_SPOKEN[word])
        elif not self._now.silent:
            self._break(word)

    def _break(self, word: bytes) -> None:
        if word in (b"par", b"sect"):
            self._flush()
            if self._row:
                self._words.append(" ")  # a paragraph within a cell
            else:
                self._end_line()
        elif word == b"cell":
            self._flush()
            self._row.append(self._taken())
        elif word == b"row":
            self._flush()
            self._rows.append(self._row)
            self._row = []
        elif word == b"page":
            self._flush()
            self._end_line()
            self._end_table()
            if self.pages[-1]:
                self.pages.append([])

    def _unicode(self, code: int) -> None:
        self._flush()
        if 0xD800 <= code < 0xDC00:
            self._high = chr(code)
        else:
            character = self._high + chr(code)
            self._high = ""
            self._say(character.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
        self._to_skip = self._now.skipped

    def _raw(self, data: bytes) -> None:
        """Characters in the code page of the file, but for those that only repeat a \\u before them."""
        self._fresh = False
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if not self._now.silent:
            self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            raw, self._bytes = bytes(self._bytes), bytearray()
            self._say(raw.decode("ascii") if raw.isascii() else decode_as(raw, self._code_page))

    def _say(self, text: str) -> None:
        self._fresh = False
        if self._bytes:
            self._flush()
        if self._now.silent:
            return
        self._room -= len(text)
        if self._room < 0:
            self.full = True
            return
        self._words.append(text)

    def _taken(self) -> str:
        text = " ".join("".join(self._words).split())
        self._words = []
        return clean(text)

    def _end_line(self) -> None:
        text, self._words = "".join(self._words), []
        if self._rows and not text.strip():
            return
        self._end_table()
        self.pages[-1] += [clean(line.expandtabs(8)).rstrip() for line in text.split("\n")]

    def _end_table(self) -> None:
        if self._row:
            self._rows.append(self._row)
            self._row = []
        if self._rows:
            self.pages[-1] += aligned(self._rows)
            self._rows = []


def read_rtf(stream: BinaryIO, size: int, limits: Limits) -> Document:
    """Read a Rich Text file. Raises Unreadable where it is too large or nests without end."""
    if size > _WHOLE:
        raise Unreadable(f"This file is larger than {_WHOLE // MIB} MB; save it as PDF and add that.")
    data = stream.read()
    pages, full = rtf_pages(data, limits.text)
    warnings = [f"only the first {limits.text // MIB} MB of this text are read"] if full else []
    if data.count(b"{") > data.count(b"}") + data.count(b"\\{"):
        warnings.append(f"the file is cut off at its end: {AGAIN}")
    pictures = data.count(b"{\\pict") + data.count(b"\\shppict")
    if pictures:
        warnings.append("it holds pictures, which are kept and not read")
    if not any(line for page in pages for line in page):
        warnings.append("there are no words in this file")
    made = tuple(Page(number, tuple(bounded(page)[0])) for number, page in enumerate(pages[: limits.pages], 1))
    return Document("", "application/rtf", made, None, (), 0, tuple(warnings), READER)


def rtf_pages(data: bytes, limit: int) -> tuple[list[list[str]], bool]:
    """The lines of each page of Rich Text, and whether there was more than `limit` characters."""
    rtf = _Rtf(limit)
    rtf.walk(data.rstrip(b"\0\r\n "))  # some programs leave empty bytes behind the end
    pages = [_trimmed(page) for page in rtf.pages]
    return [page for page in pages if page] or [[]], rtf.full


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines.pop()
    return lines
