"""One stream of bytes becomes one document: by what it is, not by what it is called. Runs in the worker."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.reading.apple_health import read_apple_health
from binder.reading.audio import read_audio
from binder.reading.bluebutton import with_fields
from binder.reading.ccda import read_ccda
from binder.reading.docx import read_docx
from binder.reading.fhir import read_fhir, read_fhir_xml
from binder.reading.hl7 import read_hl7
from binder.reading.html import read_html
from binder.reading.identify import HEAD, identify, misnamed
from binder.reading.kits import DICOM, IMAGE, need
from binder.reading.limits import Limits
from binder.reading.mail import read_mail
from binder.reading.outlook import read_outlook
from binder.reading.pdf import read_pdf
from binder.reading.rtf import read_rtf
from binder.reading.source import EMPTY
from binder.reading.text import read_text
from binder.reading.word97 import read_word97

_STRUCTURED: dict[str, Callable[[BinaryIO, Limits], Document]] = {
    "application/cda+xml": read_ccda,
    "application/fhir+json": read_fhir,
    "application/fhir+xml": read_fhir_xml,
    "application/hl7-v2": read_hl7,
    "text/html": read_html,
}
_WRITTEN: dict[str, Callable[[BinaryIO, int, Limits], Document]] = {
    "application/msword": read_word97,
    "application/rtf": read_rtf,
    "application/vnd.ms-outlook": read_outlook,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": read_docx,
    "message/rfc822": read_mail,
}


def read_stream(
    stream: BinaryIO,
    size: int,
    name: str,
    limits: Limits,
    password: str | None = None,
    second: bool = False,
    alive: Callable[[], None] = lambda: None,
) -> Document:
    """Read whatever this is; `second` takes the second PDF reader, `alive` is called now and then on the way.

    Raises Unreadable with one sentence, Missing where this worker lacks the kit; other exceptions are the parsers' own.
    """
    if size == 0:
        raise Unreadable(EMPTY)
    found = identify(stream, name)
    if found is None:
        raise Unreadable(_unknown(stream, name))
    wrong = misnamed(name, found.media_type)
    if found.words:
        document = kept(found.media_type, found.words)
        return replace(document, warnings=(*wrong, *document.warnings))
    if found.media_type == "application/pdf":
        document = read_pdf(stream, size, limits, password, second, alive)
    elif found.media_type in _WRITTEN:
        document = _WRITTEN[found.media_type](stream, size, limits)
    elif found.media_type.startswith("audio/"):
        document = read_audio(stream, size, found.media_type, limits)
    elif found.media_type == "application/dicom":
        document = _read_dicom(stream, size, limits)
    elif found.media_type.startswith("image/"):
        document = _read_image(stream, found.media_type, limits)
    elif found.media_type == "application/vnd.apple.health+xml":
        document = read_apple_health(stream, limits, alive)
    elif found.media_type in _STRUCTURED:
        document = _STRUCTURED[found.media_type](stream, limits)
    elif found.media_type == "application/zip":
        if not zipfile.is_zipfile(stream):
            raise Unreadable("This archive or office file is damaged or cut off; ask for it again.")
        document = kept(found.media_type, "archives inside archives")
    else:
        document = with_fields(read_text(stream, found.media_type, limits))
    return replace(document, name=name, warnings=(*wrong, *document.warnings))


def _read_dicom(stream: BinaryIO, size: int, limits: Limits) -> Document:
    need(DICOM)
    from binder.reading.dicom import read_dicom

    return read_dicom(stream, size, limits)


def _read_image(stream: BinaryIO, media_type: str, limits: Limits) -> Document:
    need(IMAGE)
    from binder.reading.image import read_image

    return read_image(stream, media_type, limits)


def kept(media_type: str, words: str) -> Document:
    """A document of a kind that is known but not read: no pages, and a sentence that says so."""
    return Document("", media_type, warnings=(f"kept; text is not read from {words} yet",), reader="binder 1")


def _unknown(stream: BinaryIO, name: str) -> str:
    """Name what it may be, so that the person knows what to ask for."""
    head = stream.read(HEAD)
    if not head.strip(b"\0"):
        return "This file holds only empty bytes; the copy failed, ask for it again."
    if head[:2] in (b"\x08\x00", b"\x00\x08", b"\x02\x00", b"\x00\x02") and len(head) > 8:
        return (
            "This looks like a DICOM image without the file header that says so; "
            "ask for the study again, exported as DICOM files."
        )
    for wrong in misnamed(name, ""):
        return f"{wrong[:1].upper()}{wrong[1:]}."
    return "This is of a kind that is not known here; ask for it as PDF, as text, or as DICOM for images."
