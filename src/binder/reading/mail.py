"""E-mail as files (RFC 5322, MIME): head and body as text, attachments and mails within the mail as parts.

Names of attachments are labels and nothing more; what a mail says of the kind of an attachment is not believed.
"""

from __future__ import annotations

import contextlib
import email.errors
import email.generator
import email.header
import email.message
import email.parser
from email.message import Message
from typing import BinaryIO

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.reading.enclosed import Enclosed, label
from binder.reading.letter import Letter, document_of
from binder.reading.limits import MIB, Limits
from binder.reading.text import decode_as

READER = "binder mail 1"
_FIELDS = ("From", "To", "Cc", "Date", "Subject")
_WHOLE = 64 * MIB  # a mail is held whole while it is taken apart
_DEEPEST = 60  # kinds within kinds; more is made to harm
_SMALL = 12 * 1024  # bytes of a picture that is only there for looks
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")
_ENDINGS = {"text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "image/jpeg": ".jpg",
            "image/png": ".png", "image/heic": ".heic", "image/tiff": ".tif", "application/pdf": ".pdf",
            "application/xml": ".xml", "text/xml": ".xml", "application/zip": ".zip"}  # fmt: skip
_TOO_DEEP = "This mail nests mails within mails without end; it was not read."


def read_mail(stream: BinaryIO, size: int, limits: Limits) -> Document:
    """Read a mail. Raises Unreadable where it is too large or nests without end."""
    return document_of(_letter(stream, size), "message/rfc822", READER, limits)


def enclosed(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> list[Enclosed]:
    """What is attached, in the order of the mail."""
    return _letter(stream, size).parts


def _letter(stream: BinaryIO, size: int) -> Letter:
    if size > _WHOLE:
        raise Unreadable(f"This mail is larger than {_WHOLE // MIB} MB; save its attachments and add them.")
    raw = stream.read()
    if raw.startswith(b"From "):  # as mailboxes on Unix write it
        raw = raw.partition(b"\n")[2]
    try:
        message = email.parser.BytesParser().parsebytes(raw)
        letter = Letter(fields=[(name, _decoded(message.get(name))) for name in _FIELDS])
        _gather(message, letter, 0)
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None
    return letter


def _gather(part: Message, letter: Letter, depth: int) -> None:
    """Sort what a mail holds into body and attachments."""
    if depth > _DEEPEST:
        raise Unreadable(_TOO_DEEP)
    kind = part.get_content_type()
    if kind in _ENCRYPTED:
        letter.warnings.append("this mail is encrypted; open it in the program that received it and save what it says")
    if kind == "message/rfc822" and depth:
        _inner_mail(part, letter)
    elif part.is_multipart():
        for inner in _inner(part):
            _gather(inner, letter, depth + 1)
    elif _is_body(part, kind):
        _body(part, kind, letter)
    else:
        _attachment(part, kind, letter)


def _inner(part: Message) -> list[Message]:
    held = part.get_payload()
    return [inner for inner in held if isinstance(inner, Message)] if isinstance(held, list) else []


def _is_body(part: Message, kind: str) -> bool:
    return kind in ("text/plain", "text/html") and not _filename(part) and _disposition(part) != "attachment"


def _body(part: Message, kind: str, letter: Letter) -> None:
    text = decode_as(_bytes(part), _charset(part))
    if kind == "text/html":
        letter.html += text
    else:
        letter.plain += ("\n\n" if letter.plain else "") + text


def _attachment(part: Message, kind: str, letter: Letter) -> None:
    data = _bytes(part)
    if kind.startswith("image/") and _disposition(part) != "attachment" and len(data) < _SMALL:
        note = "small pictures in the text (logos, lines) are left out"
        if note not in letter.warnings:
            letter.warnings.append(note)
        return
    if kind in ("application/applefile", "application/x-apple-diskimage-header") or (not data and not _filename(part)):
        return
    name = label(_filename(part), len(letter.parts) + 1, _ENDINGS.get(kind, ""))
    letter.parts.append(Enclosed(name, data))


def _inner_mail(part: Message, letter: Letter) -> None:
    inner = _inner(part)
    if not inner:
        return
    name = _filename(part) or f"{_decoded(inner[0].get('Subject')) or 'forwarded mail'}.eml".replace("/", "-")
    try:
        data, why = inner[0].as_bytes(), ""
    except (KeyError, ValueError, TypeError, LookupError, AttributeError, email.errors.MessageError):
        data, why = b"", "This mail inside the mail is damaged; ask for it to be sent by itself."
    letter.parts.append(Enclosed(label(name, len(letter.parts) + 1, ".eml"), data, why))


def _bytes(part: Message) -> bytes:
    """The bytes of a part; what is wrong in their encoding is forgiven as far as the library can."""
    try:
        held = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError):
        held = None
    return held if isinstance(held, bytes) else b""


def _filename(part: Message) -> str:
    with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return _decoded(part.get_filename())
    return ""


def _disposition(part: Message) -> str:
    with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return part.get_content_disposition() or ""
    return ""


def _charset(part: Message) -> str:
    with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError, UnicodeError):
        return str(part.get_content_charset() or "")
    return ""


def _decoded(value: object) -> str:
    """A field with its encoded words decoded; raw bytes in it are taken for what they look like."""
    if value is None:
        return ""
    text = str(value)
    try:
        pieces = email.header.decode_header(value if isinstance(value, email.header.Header) else text)
    except (email.errors.HeaderParseError, ValueError, IndexError, TypeError):
        return text
    return "".join(
        decode_as(piece, charset or "")
        if isinstance(piece, bytes)
        else piece.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for piece, charset in pieces
    )
