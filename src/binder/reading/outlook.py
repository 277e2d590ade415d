"""Outlook messages (.msg): a compound file whose streams are MAPI properties ([MS-OXMSG], [MS-OXPROPS]).

olefile opens the container; which stream means what, and the compressed rich text ([MS-OXRTFCP]), are read here.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import olefile

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.reading.enclosed import Enclosed, label
from binder.reading.letter import Letter, document_of
from binder.reading.limits import MIB, Limits
from binder.reading.rtf import rtf_pages
from binder.reading.text import decode_as

READER = f"olefile {olefile.__version__} outlook 1"
_WHOLE = 64 * MIB
_SUBJECT, _BODY, _HTML, _RTF, _HEADERS = "0037", "1000", "1013", "1009", "007D"
_FROM_NAME, _FROM, _TO, _CC = "0C1A", "5D01", "0E04", "0E03"
_SENT, _DELIVERED, _CODE_PAGES = 0x0039, 0x0E06, (0x3FDE, 0x3FFD)
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _DATA, _CONTENT_ID = "3707", "3704", "3001", "3701", "3712"
_DAMAGED = "This Outlook message is damaged; save the mail anew, or print it as PDF."
_SMALL = 12 * 1024  # bytes of a picture that is only there for looks
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# What every compressed text may refer back to before it has said anything ([MS-OXRTFCP] 3.1.1.1.1).
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20"
    rb"\b\i\u\tab\tx"
)


def read_outlook(stream: BinaryIO, size: int, limits: Limits) -> Document:
    """Read a .msg file. Raises Unreadable where it is damaged or too large."""
    return document_of(_opened(stream, size, limits), "application/vnd.ms-outlook", READER, limits)


def enclosed(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> list[Enclosed]:
    """What is attached, in the order of the message."""
    return _opened(stream, size, limits).parts


def _opened(stream: BinaryIO, size: int, limits: Limits) -> Letter:
    if size > _WHOLE:
        raise Unreadable(f"This mail is larger than {_WHOLE // MIB} MB; save its attachments and add them.")
    try:
        with olefile.OleFileIO(io.BytesIO(stream.read())) as ole:
            return _Message(ole, limits).letter()
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, OverflowError):
        raise Unreadable(_DAMAGED) from None


class _Message:
    """The properties of one message, by their number."""

    def __init__(self, ole: Any, limits: Limits) -> None:
        self._ole = ole
        self._limits = limits
        self._left = _WHOLE  # bytes that may be taken out in all
        self._names = {"/".join(path).upper(): path for path in ole.listdir(streams=True, storages=True)[:20_000]}
        self._fixed = dict(self._numbers())
        pages = [self._fixed[p] & 0xFFFF for p in _CODE_PAGES if p in self._fixed]
        self._code_page = f"cp{pages[0]}" if pages and pages[0] not in (65001, 0) else "utf-8"

    def letter(self) -> Letter:
        """The message taken apart."""
        sender = " ".join(
            part for part in (self._text(_FROM_NAME), self._address(self._text(_FROM) or self._text("0C1F"))) if part
        )
        fields = [("From", sender), ("To", self._text(_TO)), ("Cc", self._text(_CC)), ("Date", self._date()),
                  ("Subject", self._text(_SUBJECT))]  # fmt: skip
        letter = Letter(fields, self._text(_BODY), self._html())
        if not letter.plain.strip() and not letter.html.strip():
            letter.plain = self._rich()
        letter.parts = list(self._attachments(letter))
        return letter

    @staticmethod
    def _address(text: str) -> str:
        return f"<{text}>" if "@" in text else ""

    def _numbers(self) -> Iterator[tuple[int, int]]:
        """The properties of fixed size: 32 bytes of head at the top level, then 16 bytes each."""
        data = self._stream("__PROPERTIES_VERSION1.0")
        for at in range(32, len(data) - 15, 16):
            tag, _, value = struct.unpack_from("<IIQ", data, at)
            yield tag >> 16, value

    def _date(self) -> str:
        for number in (_SENT, _DELIVERED):
            value = self._fixed.get(number, 0)
            if value:
                try:
                    return (_EPOCH + dt.timedelta(microseconds=value // 10)).strftime("%a, %d %b %Y %H:%M:%S +0000")
                except OverflowError:
                    continue
        headers = self._text(_HEADERS)
        return next((line[5:].strip() for line in headers.splitlines() if line.lower().startswith("date:")), "")

    def _text(self, number: str, folder: str = "") -> str:
        """A property of text: in UTF-16, or in the code page of the message."""
        wide = self._stream(f"{folder}__SUBSTG1.0_{number}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(f"{folder}__SUBSTG1.0_{number}001E")
        return decode_as(narrow, self._code_page).rstrip("\0") if narrow else ""

    def _html(self) -> str:
        raw = self._stream(f"__SUBSTG1.0_{_HTML}0102")
        return decode_as(raw, self._code_page) if raw else self._text(_HTML)

    def _rich(self) -> str:
        raw = self._stream(f"__SUBSTG1.0_{_RTF}0102")
        if not raw:
            return ""
        pages, _ = rtf_pages(unpacked(raw, self._limits.text), self._limits.text)
        return "\n".join(line for page in pages for line in page)

    def _attachments(self, letter: Letter) -> Iterator[Enclosed]:
        folders = sorted({name.split("/")[0] for name in self._names if name.startswith("__ATTACH_VERSION1.0_")})
        for number, folder in enumerate(folders, 1):
            at = folder + "/"
            name = self._text(_LONG_NAME, at) or self._text(_SHORT_NAME, at) or self._text(_SHOWN_NAME, at)
            data = self._stream(f"{at}__SUBSTG1.0_{_DATA}0102")
            if f"{at}__SUBSTG1.0_{_DATA}000D" in self._names:
                why = "A mail inside this Outlook message is not taken out; open it in Outlook and save it by itself."
                yield Enclosed(label(name, number, ".msg"), b"", why)
            elif len(data) < _SMALL and data.startswith(_PICTURES) and self._text(_CONTENT_ID, at):
                note = "small pictures in the text (logos, lines) are left out"
                letter.warnings += [note] if note not in letter.warnings else []
            else:
                yield Enclosed(label(name, number), data)

    def _stream(self, name: str) -> bytes:
        path = self._names.get(name)
        if path is None or self._ole.get_type(path) != olefile.STGTY_STREAM:
            return b""
        size = self._ole.get_size(path)
        self._left -= size
        if self._left < 0:
            raise Unreadable("This Outlook message says it holds more than it has; save the mail anew.")
        data: bytes = self._ole.openstream(path).read()
        return data


def unpacked(data: bytes, limit: int) -> bytes:
    """Rich text out of its compressed form ([MS-OXRTFCP]); at most `limit` bytes of it."""
    if len(data) < 16:
        return b""
    _, size, kind = struct.unpack_from("<II4s", data)
    if kind == b"MELA":  # stored as it is
        return data[16 : 16 + min(size, limit)]
    if kind != b"LZFu":
        return b""
    ring = bytearray(_DICTIONARY.ljust(4096, b"\0"))
    write, at, out = len(_DICTIONARY), 16, bytearray()
    while at < len(data) and len(out) < min(size, limit):
        control, at = data[at], at + 1
        for bit in range(8):
            if at + (control >> bit & 1) >= len(data):
                return bytes(out)
            if not control >> bit & 1:
                out.append(data[at])
                ring[write] = data[at]
                write, at = (write + 1) % 4096, at + 1
                continue
            pair, at = data[at] << 8 | data[at + 1], at + 2
            start, length = pair >> 4, (pair & 15) + 2
            if start == write:
                return bytes(out)
            for step in range(length):
                byte = ring[(start + step) % 4096]
                out.append(byte)
                ring[write] = byte
                write = (write + 1) % 4096
    return bytes(out)
