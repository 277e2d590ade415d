"""What passes between the reader and its workers: framed JSON and bytes. Never pickle: a worker is not trusted.

A frame is one byte of kind, four bytes of length, and a body. `J` carries JSON, `D` carries bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from binder.model.citation import Span
from binder.model.clean import clean
from binder.model.document import Coded, Document, Page, Stated
from binder.model.study import Instance

HEADER = struct.Struct("!cI")
BLOCK = 1 << 20  # bytes of a source or a picture sent at a time
LINE = 100_000  # characters one line may have
_VALUE = 2_000  # characters a tag, label or warning may have


T = TypeVar("T")


class Malformed(Exception):
    """A frame or an answer that is not of the agreed shape."""


class Frames:
    """Reads and writes frames over two functions: read(n) gives 1 to n bytes or b"" at the end; write takes all."""

    def __init__(self, read: Callable[[int], bytes], write: Callable[[bytes], None]) -> None:
        self._read = read
        self._write = write

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        self._write(HEADER.pack(b"J", len(body)) + body)

    def send_data(self, data: bytes | memoryview) -> None:
        """Send bytes, a block at a time."""
        view = memoryview(data)
        for start in range(0, max(len(view), 1), BLOCK):
            part = view[start : start + BLOCK]
            self._write(HEADER.pack(b"D", len(part)) + bytes(part))

    def receive(self, limit: int) -> dict[str, Any] | bytes:
        """Wait for one frame. Raises EOFError at the end and Malformed where it is no frame of ours."""
        kind, length = HEADER.unpack(self._exactly(HEADER.size))
        if kind not in (b"J", b"D") or length > limit:
            raise Malformed(f"frame {kind!r} of {length} bytes")
        body = self._exactly(length)
        if kind == b"D":
            return body
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Malformed("not JSON") from error
        if not isinstance(message, dict):
            raise Malformed("not an object")
        return message

    def receive_data(self, size: int) -> bytes:
        """Wait for so many bytes, in blocks."""
        parts: list[bytes] = []
        while size > 0 or not parts:
            part = self.receive(BLOCK)
            if not isinstance(part, bytes) or len(part) > size:
                raise Malformed("bytes expected")
            parts.append(part)
            size -= len(part)
            if size and not part:
                raise Malformed("too few bytes")
        return b"".join(parts)

    def _exactly(self, size: int) -> bytes:
        first = self._read(size)
        if len(first) == size:
            return first
        parts, got = [first], len(first)
        while got < size:
            if not parts[-1]:
                raise EOFError
            parts.append(self._read(min(size - got, BLOCK)))
            got += len(parts[-1])
        return b"".join(parts)


def document_to_wire(document: Document) -> dict[str, Any]:
    """A document as plain JSON values."""
    instance = document.instance
    return {
        "media_type": document.media_type,
        "pages": [[page.number, page.lines, page.prose, page.recognised] for page in document.pages],
        "instance": instance and {f.name: getattr(instance, f.name) for f in fields(Instance)},
        "tags": document.tags,
        "picture_pages": document.picture_pages,
        "pictures": document.pictures,
        "warnings": document.warnings,
        "reader": document.reader,
        "parts": [[part.name, document_to_wire(part)] for part in document.parts],
        "header": [_flat(item) for item in document.header],
        "coded": [_flat(item) for item in document.coded],
    }


def document_from_wire(name: str, wire: object, depth: int = 0) -> Document:
    """Rebuild a document from what a worker answered, checking every shape and cleaning every string again."""
    if depth > 8:
        raise Malformed("parts too deep")
    body = _a(dict, wire)
    instance = body.get("instance")
    return Document(
        name=name,
        media_type=text(body.get("media_type")),
        pages=tuple(_page(page) for page in _a(list, body.get("pages"))),
        instance=None if instance is None else _instance(_a(dict, instance)),
        tags=tuple(_pair(pair) for pair in _a(list, body.get("tags"))),
        picture_pages=whole(body.get("picture_pages")),
        pictures=tuple(whole(number) for number in _a(list, body.get("pictures"))),
        warnings=tuple(text(warning) for warning in _a(list, body.get("warnings"))),
        reader=text(body.get("reader")),
        parts=tuple(_part(part, depth) for part in _a(list, body.get("parts"))),
        header=tuple(Stated(*_statement(Stated, item)) for item in _a(list, body.get("header"))),
        coded=tuple(Coded(*_statement(Coded, item)) for item in _a(list, body.get("coded"))),
    )


def text(value: object, limit: int = _VALUE) -> str:
    """A clean string of bounded length, or Malformed."""
    return clean(_a(str, value)[:limit])


def whole(value: object) -> int:
    """A whole number that fits in 63 bits, or Malformed."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 1 << 63:
        raise Malformed("not a whole number")
    return value


def _a(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise Malformed(f"not a {kind.__name__}")
    return value


def _page(value: object) -> Page:
    number, lines, prose, recognised = _of(4, value)
    clean_lines = tuple(clean(_a(str, line)[:LINE]) for line in _a(list, lines))
    joined = "\n".join(clean(line) for line in _a(str, prose).split("\n"))
    return Page(whole(number), clean_lines, joined, _a(bool, recognised))


def _pair(value: object) -> tuple[str, str]:
    name, content = _of(2, value)
    return text(name), text(content)


def _part(value: object, depth: int) -> Document:
    name, part = _of(2, value)
    return document_from_wire(text(name), part, depth + 1)


def _flat(item: Stated | Coded) -> list[Any]:
    """A statement as its values in order, its place as four numbers or nothing."""
    values = [getattr(item, f.name) for f in fields(item)]
    return [[v.page, v.line, v.start, v.end] if isinstance(v, Span) else v for v in values]


def _statement(kind: type[Stated] | type[Coded], value: object) -> list[Any]:
    names = [f.name for f in fields(kind)]
    values = _of(len(names), value)
    return [_place(v, kind) if name == "place" else text(v) for name, v in zip(names, values, strict=True)]


def _place(value: object, kind: type[Stated] | type[Coded]) -> Span | None:
    if value is None and kind is Stated:
        return None
    return Span(*(whole(number) for number in _of(4, value)))


def _of(length: int, value: object) -> list[Any]:
    items = _a(list, value)
    if len(items) != length:
        raise Malformed(f"not {length} items")
    return items


def _instance(body: dict[str, Any]) -> Instance:
    values: dict[str, Any] = {}
    for field in fields(Instance):
        value = body.get(field.name)
        if field.type == "str":
            values[field.name] = text(value)
        elif field.type == "bool":
            values[field.name] = _a(bool, value)
        elif field.type == "tuple[str, ...]":
            values[field.name] = tuple(text(item) for item in _a(list, value))
        else:
            values[field.name] = None if value is None and field.type == "int | None" else whole(value)
    return Instance(**values)
