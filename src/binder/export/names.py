"""File names a person can read and every system accepts: Windows, macOS, Linux, and a stick formatted long ago."""

from __future__ import annotations

import re
import unicodedata

from binder.model.record import Record

_LONGEST = 100  # bytes in UTF-8 of a title, so that the whole name stays far below the 255 of most file systems
_PARTED = re.compile(r"\s*[:/\\|]\s+")  # "Operative note: biopsy" reads better parted by a dash than by nothing
_FORBIDDEN = str.maketrans({c: "-" for c in '/\\:|"<>'} | {c: "_" for c in "*?"})
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
# What the cleaner puts in the place of a harmful character says nothing in a file name.
_STAND_INS = re.compile("[\u2400-\u2426\ufffd]")
_ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "application/dicom": (".dcm",),
    "application/rtf": (".rtf",),
    "application/json": (".json",),
    "application/fhir+json": (".json",),
    "application/xml": (".xml",),
    "application/cda+xml": (".xml",),
    "application/zip": (".zip",),
    "application/gzip": (".gz",),
    "application/hl7-v2": (".hl7", ".txt"),
    "application/msword": (".doc",),
    "application/vnd.ms-outlook": (".msg",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/wav": (".wav",),
    "audio/ogg": (".ogg",),
    "audio/amr": (".amr",),
    "audio/flac": (".flac",),
    "audio/x-caf": (".caf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    "image/gif": (".gif",),
    "image/bmp": (".bmp",),
    "image/webp": (".webp",),
    "image/heic": (".heic",),
    "message/rfc822": (".eml",),
    "text/csv": (".csv",),
    "text/html": (".html", ".htm"),
    "text/markdown": (".md", ".markdown"),
    "text/plain": (".txt", ".text"),
    "video/mp4": (".mp4", ".mov"),
}
# A file that could not be read keeps an ending only if no system would run it.
_KEPT = {ending for endings in _ENDINGS.values() for ending in endings} | {
    ".7z", ".bz2", ".epub", ".ods", ".ppt", ".rar", ".xls", ".xz",
}  # fmt: skip


def safe(text: str, longest: int = _LONGEST) -> str:
    """Text as one part of a file name, of at most so many bytes; "untitled" where nothing is left of it."""
    text = _STAND_INS.sub(" ", _PARTED.sub(" - ", unicodedata.normalize("NFC", text)).translate(_FORBIDDEN))
    text = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    text = " ".join(text.split()).strip(" .")
    text = text.encode("utf-8", "replace")[:longest].decode("utf-8", "ignore").rstrip(" .")
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    return text or "untitled"


def record_name(record: Record) -> str:
    """A record's file name without its ending: date, title and id, which keeps it unique ("2026-01-12 Letter R11")."""
    title = record.title
    if title == record.name and "." in title:
        title = title.rpartition(".")[0] or title
    return f"{safe(record.date or 'undated')} {safe(title)} {record.id}"


def ending(record: Record) -> str:
    """The ending that fits the content; the file's own where it says the same, ".bin" where nothing harmless fits."""
    own = ("." + record.name.rpartition(".")[2].lower()) if "." in record.name else ""
    fitting = _ENDINGS.get(record.media_type, ())
    if own in fitting:
        return own
    if fitting:
        return fitting[0]
    return own if own in _KEPT else ".bin"


def percent_encoded(path: str) -> str:
    """A relative path as a URL (RFC 3986): every byte but letters, digits and -._~/ as %XX."""
    plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
    return "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in path.encode("utf-8"))
