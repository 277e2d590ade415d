"""Says what a file is by its content. The name only breaks ties between kinds of plain text."""

from __future__ import annotations

import codecs
import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from binder.model.document import AGAIN

HEAD = 4096  # bytes looked at
_OFFICE = 64 << 20  # bytes of an old office file, whose table of contents may stand at its end
_TRACKS = 1 << 20  # bytes at either end of a film in which its tracks are described
DIRECTORY_CLASS = b"1.2.840.10008.1.3.10"  # Media Storage Directory Storage: a DICOMDIR (PS3.4 B.5)

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n", b"\0asm")
_PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_BINARIES = (
    (b"{\\rtf", "application/rtf", ""),
    (b"ID3", "audio/mpeg", ""),
    (b"OggS", "audio/ogg", ""),
    (b"fLaC", "audio/flac", ""),
    (b"#!AMR", "audio/amr", ""),
    (b"caff", "audio/x-caf", ""),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "7z archives"),
    (b"Rar!\x1a\x07", "application/vnd.rar", "RAR archives"),
    (b"\x1f\x8b", "application/gzip", "gzip archives"),
    (b"BZh", "application/x-bzip2", "bzip2 archives"),
    (b"\xfd7zXZ\0", "application/x-xz", "xz archives"),
    (b"SQLite format 3\0", "application/vnd.sqlite3", "databases"),
)
_CLAIMED = {
    "pdf": ("application/pdf", "a PDF"),
    "dcm": ("application/dicom", "a DICOM image"),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "tif", "tiff"), ("image/", "a picture")),
}
_MAIL_FIELD = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*:[ \t]?[^\r\n]*(\r?\n[ \t][^\r\n]*)*\r?\n", re.MULTILINE)
_MAIL_SURE = re.compile(
    rb"^(received|return-path|message-id|mime-version|content-type|delivered-to):", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is.

    Attributes:
        media_type: of the content.  words: plural words for a kind that is kept but not read; empty for kinds read.
    """

    media_type: str
    words: str = ""


def misnamed(name: str, media_type: str) -> tuple[str, ...]:
    """A warning where the content is of another kind than the file's ending claims; what ends in .txt may be anything.

    An empty `media_type` is content of a kind not known here.
    """
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in _CLAIMED or media_type.startswith(_CLAIMED[ending][0]):
        return ()
    return (f"it is named as {_CLAIMED[ending][1]}, but is none: {AGAIN}",)


def is_program(head: bytes) -> bool:
    """Whether these first bytes are those of a program."""
    return head.startswith(_PROGRAMS)


def is_pdf(head: bytes) -> bool:
    """Whether these first bytes are those of a PDF; some senders put rubbish before the mark."""
    return b"%PDF-" in head[:1024]


def is_dicom(head: bytes) -> bool:
    """Whether the DICOM mark stands where PS3.10 puts it."""
    return head[128:132] == b"DICM"


def is_disc_index(head: bytes) -> bool:
    """Whether this is the index of a disc (DICOMDIR) rather than an image."""
    return is_dicom(head) and DIRECTORY_CLASS in head[132:700]


def is_zip(head: bytes) -> bool:
    """Whether this is a zip container of any kind."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def identify(stream: BinaryIO, name: str = "") -> Identity | None:
    """Say what the content is; None for content of a kind not known here. Leaves the stream at its start."""
    head = stream.read(HEAD)
    stream.seek(0)
    if is_dicom(head):
        return Identity("application/dicom")
    if is_zip(head):
        return _container(stream)
    found = _office(head, stream) or _by_mark(head) or _media(head, stream)  # an Outlook message may show a PDF's mark
    return found or _by_text(head, name)


def _by_mark(head: bytes) -> Identity | None:
    for mark, media_type in _PICTURES:
        if head.startswith(mark):
            return Identity(media_type)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Identity("image/webp")
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and len(head) > 26:
        return Identity("image/bmp")
    for mark, media_type, words in _BINARIES:
        if head.startswith(mark):
            return Identity(media_type, words)
    if is_pdf(head):
        return Identity("application/pdf")
    return None


def _media(head: bytes, stream: BinaryIO) -> Identity | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Identity("audio/wav")
    if head[:2] in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2") and len(head) > 64:
        return Identity("audio/mpeg")
    if head[:2] in (b"\xff\xf1", b"\xff\xf9") and len(head) > 64:
        return Identity("audio/aac")
    if head[4:8] != b"ftyp":
        return None
    brands = head[8:12] + head[16:40]
    if b"avif" in brands:
        return Identity("image/avif", "AVIF photos")
    if any(brand in brands for brand in (b"heic", b"heix", b"mif1", b"hevc")):
        return Identity("image/heic")
    if b"M4A" in brands or b"M4B" in brands or not _has_film(stream):
        return Identity("audio/mp4")
    return Identity("video/mp4", "films")


def _has_film(stream: BinaryIO) -> bool:
    """Whether a container for sound and film names a track of film (its handler is "vide"), at either end of it."""
    size = stream.seek(0, 2)
    found = False
    for at in (0, max(0, size - _TRACKS)):
        stream.seek(at)
        found = found or re.search(rb"hdlr.{8}vide", stream.read(_TRACKS), re.DOTALL) is not None
    stream.seek(0)
    return found


def _container(stream: BinaryIO) -> Identity:
    """Tell office files, which are zips too, from archives."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {info.filename for info in archive.infolist()[:500]}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        names = set()
    stream.seek(0)
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return Identity("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        if any(name.startswith("xl/") for name in names):
            return Identity("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel files")
        if any(name.startswith("ppt/") for name in names):
            return Identity("application/vnd.openxmlformats-officedocument.presentationml.presentation", "slide shows")
    if "mimetype" in names and "META-INF/manifest.xml" in names:
        return Identity("application/vnd.oasis.opendocument.text", "OpenDocument files")
    if "mimetype" in names and "META-INF/container.xml" in names:
        return Identity("application/epub+zip", "e-books")
    return Identity("application/zip")


def _office(head: bytes, stream: BinaryIO) -> Identity | None:
    if not head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None
    whole = stream.read(_OFFICE)
    stream.seek(0)
    if "__properties_version1".encode("utf-16-le") in whole:
        return Identity("application/vnd.ms-outlook")
    if "WordDocument".encode("utf-16-le") in whole:
        return Identity("application/msword")
    return Identity("application/x-ole-storage", "old Office files")


def _by_text(head: bytes, name: str) -> Identity | None:
    sample = _as_text(head)
    if sample is None:
        return None
    start = sample.lstrip("\ufeff\x0b \t\r\n")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    coded = _coded(start, ending)
    if coded:
        return coded
    if _is_mail(head, ending):
        return Identity("message/rfc822")
    return Identity({"md": "text/markdown", "markdown": "text/markdown", "csv": "text/csv"}.get(ending, "text/plain"))


def _coded(start: str, ending: str) -> Identity | None:
    """Kinds that are text underneath, but whose tags are nothing to read."""
    lowered = start[:2000].lower()
    if start.startswith(("MSH|", "FHS|", "BHS|")):
        return Identity("application/hl7-v2")
    if lowered.startswith("<!doctype html") or re.match(r"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<html[\s>]", lowered, re.S):
        return Identity("text/html")
    if lowered.startswith("<?xml") or re.match(r"<(!doctype|!--|[a-z_][\w:.-]*[\s/>])", lowered):
        if "<xsl:" in lowered:
            return Identity("application/xslt+xml", "style sheets")
        return _xml(start)
    listed = r"\[\s*[\[{\"\d\]]" if ending in ("json", "ndjson") else r"\[\s*\{"
    if re.match(r"\{\s*(\"|\}\s*$)|" + listed, start):
        if '"resourceType"' in start:
            return Identity("application/fhir+json")
        return Identity("application/json", "JSON files")
    return None


def _xml(start: str) -> Identity:
    """XML by the name of its root element; a long comment or type declaration may stand before it."""
    bare = re.sub(r"<!--.*?(-->|$)|<\?.*?\?>|<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", "", start, flags=re.S)
    root = re.match(r"\s*<(?:[\w.-]+:)?([\w.-]+)", bare)
    name = root[1] if root else ""
    if name == "ClinicalDocument" or (not name and "clinicaldocument" in start.lower()):
        return Identity("application/cda+xml")
    if name == "HealthData" or re.search(r"<!DOCTYPE\s+HealthData\b", start):
        return Identity("application/vnd.apple.health+xml")
    if name and re.search(r"xmlns(?::[\w.-]+)?\s*=\s*[\"']http://hl7\.org/fhir[\"']", start):
        return Identity("application/fhir+xml")
    return Identity("application/xml", "XML files")


def _is_mail(head: bytes, ending: str) -> bool:
    """A memo begins with From and Date too: only fields that mail programs write count, or the name says so."""
    top = head
    position, count = 0, 0
    if top.startswith(b"From "):
        position = top.find(b"\n") + 1
    while match := _MAIL_FIELD.match(top, position):
        position, count = match.end(), count + 1
    fields_ = top[:position]
    if count < 2 or not re.search(rb"^(from|date|subject|received):", fields_, re.IGNORECASE | re.MULTILINE):
        return False
    return ending == "eml" or len(_MAIL_SURE.findall(fields_)) >= 2


def _as_text(head: bytes) -> str | None:
    """The head as text where it looks like text in one of the encodings read here; None where it does not."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, errors="replace")
    guess = utf16_without_mark(head)
    if guess:
        return head[: len(head) & ~1].decode(guess, errors="replace")
    odd = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\v\f\r\x1b")
    if not head or odd > len(head) // 50:
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 4:  # cut in the middle of a character
            return head[: error.start].decode("utf-8")
    high = sum(1 for byte in head if byte > 127)
    return head.decode("latin-1") if high < len(head) // 3 else None


def utf16_without_mark(head: bytes) -> str:
    """Name the UTF-16 flavour of text that has no byte-order mark, judging by where its zero bytes fall; or empty."""
    sample = head[:1024]
    if len(sample) < 8:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.05:
        return "utf-16-be"
    return ""
