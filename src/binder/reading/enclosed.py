"""Documents inside documents: what is attached to a mail or a PDF, or wrapped in DICOM. Runs in the worker.

A reader names what its document holds (`Document.parts`, names only); the bytes are taken out here, and the Reader
then reads each as a document of its own, so that one that breaks its worker costs itself alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from binder.model.clean import clean
from binder.model.document import Document
from binder.reading.kits import DICOM, PYPDF, need
from binder.reading.limits import MIB, Limits

_LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document inside another: its name as a clean label (never a path), its bytes, or why they are not to be had."""

    name: str
    data: bytes
    why: str = ""


Taker = Callable[[BinaryIO, int, Limits, "str | None"], Iterable[Enclosed]]


def taker_of(media_type: str) -> Taker | None:
    """What takes the parts out of a document of this kind; None where it can hold none. Raises Missing."""
    if media_type == "message/rfc822":
        from binder.reading import mail

        return mail.enclosed
    if media_type == "application/vnd.ms-outlook":
        from binder.reading import outlook

        return outlook.enclosed
    if media_type == "application/cda+xml":
        from binder.reading import ccda

        return ccda.enclosed
    if media_type == "application/fhir+json":
        from binder.reading import fhir

        return fhir.enclosed
    if media_type == "application/fhir+xml":
        from binder.reading import fhir

        return fhir.enclosed_in_xml
    if media_type == "application/hl7-v2":
        from binder.reading import hl7

        return hl7.enclosed
    if media_type == "application/pdf":
        need(PYPDF)
        from binder.reading import pdf_attachments

        return pdf_attachments.enclosed
    if media_type == "application/dicom":
        need(DICOM)
        from binder.reading import dicom

        return dicom.enclosed
    return None


def take(
    stream: BinaryIO, size: int, media_type: str, limits: Limits, password: str | None
) -> tuple[dict[str, Any], bytes]:
    """All parts of a document: their names and sizes, and their bytes one after the other, within what may be sent."""
    taker = taker_of(media_type)
    told: list[list[Any]] = []
    blocks: list[bytes] = []
    room = limits.answer
    for part in taker(stream, size, limits, password) if taker else ():
        if len(told) >= limits.parts:
            break
        data, why = part.data, part.why
        if len(data) > room:
            data, why = (
                b"",
                f"What lies in this one file is more than {limits.answer // MIB} MB; save this part by itself.",
            )
        room -= len(data)
        blocks.append(data)
        told.append([part.name, len(data), why])
    return {"parts": told}, b"".join(blocks)


def named(names: Iterable[str], limits: Limits) -> tuple[Document, ...]:
    """The parts of a document as its reader tells them: by name."""
    return tuple(Document(name, "") for name in list(names)[: limits.parts])


def label(name: str, number: int, ending: str = "") -> str:
    """What a part is called: the last piece of what its sender wrote, clean; "attachment 2" where that is nothing."""
    last = clean(name).replace("\\", "/").rstrip("/ .").rsplit("/", 1)[-1].strip()
    if not last or not last.strip("."):
        return f"attachment {number}{ending}"
    return last if len(last) <= _LONGEST else last[: _LONGEST // 2] + "…" + last[-_LONGEST // 2 :]
