"""Files attached to a PDF: those of the document, and those pinned to a page as a note (PDF 2.0, 7.11.4, 12.5.6.15).

pypdf takes them out, since it bounds what a stream may unpack to; pdfium does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import pypdf
from pypdf.generic import DictionaryObject

from binder.reading.enclosed import Enclosed, label
from binder.reading.limits import Limits

_DAMAGED = "This attachment is damaged; ask for it to be sent by itself."
_PAGES = 500  # pages looked through for attachments pinned to them
_NAMES = 1_000


def enclosed(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> Iterator[Enclosed]:
    """What is attached, each name once with its bytes; nothing where the PDF is too damaged to look into."""
    try:
        reader = pypdf.PdfReader(stream)
        if reader.is_encrypted and not reader.decrypt(password or ""):
            return
        specifications = list(_specifications(reader, limits))
    except MemoryError:
        raise
    except Exception:  # pypdf may raise anything on a damaged file
        return
    for number, (name, specification) in enumerate(specifications, 1):
        try:
            data = _bytes(specification)
        except MemoryError:
            raise
        except Exception:  # LimitReachedError among others
            data = None
        if data is None:
            yield Enclosed(label(name, number), b"", _DAMAGED)
        else:
            yield Enclosed(label(name, number), data)


def _specifications(reader: Any, limits: Limits) -> Iterator[tuple[str, Any]]:
    """(name, file specification) of every attachment, each stream once."""
    seen: set[int] = set()
    for specification in (*_of_document(reader.root_object), *_of_pages(reader)):
        held = _at(specification, "/EF")
        if not isinstance(held, DictionaryObject):
            continue
        reference = held.raw_get(next(iter(held)))
        mark = getattr(reference, "idnum", id(held))
        if mark in seen or len(seen) > limits.parts:
            continue
        seen.add(mark)
        yield str(_at(specification, "/UF") or _at(specification, "/F") or ""), specification


def _of_document(root: Any) -> Iterator[Any]:
    """The tree of names under /EmbeddedFiles, walked without recursion."""
    waiting, seen = [_at(_at(root, "/Names"), "/EmbeddedFiles")], 0
    while waiting and seen < _NAMES:
        node = waiting.pop(0)
        seen += 1
        if not isinstance(node, DictionaryObject):
            continue
        waiting += [kid.get_object() for kid in (_at(node, "/Kids") or ())[:_NAMES]]
        pairs = _at(node, "/Names") or ()
        yield from (pair for n in range(1, min(len(pairs), 2 * _NAMES), 2) if _is_file(pair := pairs[n].get_object()))


def _of_pages(reader: Any) -> Iterator[Any]:
    for page in list(reader.pages)[:_PAGES]:
        for note in _at(page, "/Annots") or ():
            found = note.get_object()
            if isinstance(found, DictionaryObject) and _at(found, "/Subtype") == "/FileAttachment":
                file = _at(found, "/FS")
                if _is_file(file):
                    yield file


def _at(found: Any, key: str) -> Any:
    """The value of a key, followed to where it is written; None where there is none (`get` would not follow it)."""
    return found[key] if isinstance(found, DictionaryObject) and key in found else None


def _is_file(found: Any) -> bool:
    return isinstance(found, DictionaryObject)


def _bytes(specification: Any) -> bytes | None:
    held = _at(specification, "/EF")
    stream = _at(held, "/UF") or _at(held, "/F")
    data = stream.get_data() if stream is not None else None
    return data if isinstance(data, bytes) else None
