"""Letters and mails made by code: Word, Rich Text, MIME, Outlook, DICOM reports, of nobody."""

from __future__ import annotations

import io
import struct
from email.message import EmailMessage

from pydicom.dataset import Dataset

from tests.reading import made

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of Word with one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of Word."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def word(body: str, **parts: str) -> bytes:
    """A Word file: its body, and further parts by the stem of their name (header1, footnotes, numbering ...)."""
    members = [
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode()),
    ]
    members += [(f"word/{name}.xml", f"<w:{name} {_W}>{xml}</w:{name}>".encode()) for name, xml in parts.items()]
    return made.archive(*members)


def mail(
    body: str = "Please find it attached.", *attached: tuple[str, bytes], html: str = "", subject: str = "Results"
) -> bytes:
    """A mail of 10 January 2026 with attachments."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Clinic <desk@example.org>", "ann@example.org", subject
    message["Date"], message["Message-ID"] = "Sat, 10 Jan 2026 09:30:00 -0500", "<1@example.org>"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def forwarded(inner: bytes, body: str = "See below.") -> bytes:
    """A mail that holds another mail."""
    head = b"From: a@example.org\nDate: Mon, 12 Jan 2026 10:00:00 +0000\nSubject: Fwd\nMIME-Version: 1.0\n"
    edge = b"edge%d" % inner.count(b"boundary")
    head += b"Message-ID: <2@example.org>\nContent-Type: multipart/mixed; boundary=%b\n\n--%b\n" % (edge, edge)
    text = b"Content-Type: text/plain\n\n" + body.encode() + b"\n--%b\n" % edge
    return head + text + b"Content-Type: message/rfc822\n\n" + inner + b"\n--%b--\n" % edge


def outlook(properties: dict[str, bytes], *attached: tuple[str, bytes]) -> bytes:
    """An Outlook message: streams by the number and type of their property, and attachments."""
    streams: dict[tuple[str, ...], bytes] = {("__properties_version1.0",): bytes(32)}
    streams |= {(f"__substg1.0_{number}",): data for number, data in properties.items()}
    for at, (name, data) in enumerate(attached):
        folder = f"__attach_version1.0_#{at:08X}"
        streams[folder, "__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[folder, "__substg1.0_37010102"] = data
    return compound(streams)


def word97(text: str, flags: int = 0x0200) -> bytes:
    """A Word 97 file whose text is one piece of one byte a character and one of UTF-16."""
    half = len(text) // 2
    first, second = text[:half].encode("cp1252"), text[half:].encode("utf-16-le")
    head = bytearray(1024)
    struct.pack_into("<H", head, 0x0A, flags)
    struct.pack_into("<III", head, 0x4C, len(text), 0, 0)
    pieces = struct.pack("<III", 0, half, len(text))
    pieces += struct.pack("<HIH", 0, 1024 * 2 | 1 << 30, 0) + struct.pack("<HIH", 0, 1024 + len(first), 0)
    clx = b"\x01\x02\0\0\0" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", head, 0x01A2, 0, len(clx))
    return compound({("WordDocument",): bytes(head) + first + second, ("1Table",): clx})


def compound(streams: dict[tuple[str, ...], bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3) of these streams; folders are one level deep at most."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    mini, mini_fat, big = bytearray(), [], []
    starts: dict[tuple[str, ...], int] = {}
    sectors: list[bytes] = []
    fat: list[int] = []

    def chain(data: bytes) -> int:
        first, count = len(sectors), max(1, -(-len(data) // 512))
        for n in range(count):
            sectors.append(data[n * 512 : n * 512 + 512].ljust(512, b"\0"))
            fat.append(first + n + 1 if n + 1 < count else end)
        return first

    for path, data in streams.items():
        if len(data) >= 4096:
            big.append(path)
            starts[path] = chain(data)
            continue
        count = max(1, -(-len(data) // 64))
        starts[path] = len(mini_fat)
        mini_fat += [len(mini_fat) + n + 1 for n in range(count - 1)] + [end]
        mini += data.ljust(count * 64, b"\0")
    folders = list(dict.fromkeys(path[0] for path in streams if len(path) == 2))
    names = ["Root Entry", *folders, *(path[-1] for path in streams)]
    owners: list[tuple[str, ...]] = [(), *((folder,) for folder in folders), *streams]
    children = {
        owner: [n for n, path in enumerate(owners) if n and path[:-1] == owner]
        for owner in [(), *[(f,) for f in folders]]
    }
    mini_start = chain(bytes(mini))
    entries = b""
    for n, (name, path) in enumerate(zip(names, owners, strict=True)):
        wide = (name + "\0").encode("utf-16-le")
        siblings = next((kids for kids in children.values() if n in kids), [])
        right = siblings[siblings.index(n) + 1] if siblings and n != siblings[-1] else free
        kids = children.get(path) if (not path or path in children) else None
        kind = 5 if n == 0 else 1 if path in children else 2
        start, size = (mini_start, len(mini)) if n == 0 else (starts.get(path, 0), len(streams.get(path, b"")))
        entries += wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
        entries += (
            struct.pack("<III", free, right, kids[0] if kids else free) + bytes(36) + struct.pack("<IQ", start, size)
        )
    directory = chain(entries)
    mini_table = chain(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(512, b"\xff"))
    fat_at = len(sectors)
    table = [*fat, fat_mark]
    assert len(table) <= 128, "one sector of table is enough for the tests"
    sectors.append(struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff"))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, mini_table, 1, end, 0)
    head += struct.pack("<I", fat_at) + struct.pack("<I", free) * 108
    return head + b"".join(sectors)


def code(meaning: str, value: str = "1") -> Dataset:
    """A coded concept."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "99TEST", meaning
    return item


def item(kind: str, name: str, *inside: Dataset, **values: object) -> Dataset:
    """An item of a structured report."""
    made_item = Dataset()
    made_item.RelationshipType, made_item.ValueType = "CONTAINS", kind
    made_item.ConceptNameCodeSequence = [code(name)]
    for keyword, value in values.items():
        setattr(made_item, keyword, value)
    if inside:
        made_item.ContentSequence = list(inside)
    return made_item


def measured(name: str, value: str, unit: str) -> Dataset:
    """A measurement."""
    number = Dataset()
    number.NumericValue, number.MeasurementUnitsCodeSequence = value, [code(unit, unit)]
    return item("NUM", name, MeasuredValueSequence=[number])


def structured_report(
    *inside: Dataset, title: str = "Radiology Report", sop_class: str = "88.11", **tags: object
) -> bytes:
    """A structured report of Ann Sample's study 1.2.3."""
    given = {"SOPInstanceUID": "1.2.3.9.1", "SeriesInstanceUID": "1.2.3.9", "Modality": "SR", **tags}
    dataset = made.dicom_dataset(**given)
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "SamplesPerPixel",
                    "PixelRepresentation", "PhotometricInterpretation"):  # fmt: skip
        delattr(dataset, keyword)
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = f"1.2.840.10008.5.1.4.1.1.{sop_class}"
    dataset.ValueType, dataset.ConceptNameCodeSequence = "CONTAINER", [code(title)]
    if inside:
        dataset.ContentSequence = list(inside)
    held = io.BytesIO()
    dataset.save_as(held, enforce_file_format=True)
    return held.getvalue()


def wrapped_pdf(data: bytes, title: str = "Radiology report") -> bytes:
    """A PDF wrapped in DICOM, as many archives of images keep their reports."""
    return structured_report(
        sop_class="104.1", SOPInstanceUID="1.2.3.8.1", SeriesInstanceUID="1.2.3.8", Modality="DOC", DocumentTitle=title,
        MIMETypeOfEncapsulatedDocument="application/pdf", EncapsulatedDocument=data + b"\0" * (len(data) % 2),
        EncapsulatedDocumentLength=len(data),
    )  # fmt: skip
