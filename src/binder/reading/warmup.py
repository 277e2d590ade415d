"""Reads tiny samples of what a kit is for before the lock, because parsers import parts of themselves at first use."""

from __future__ import annotations

import base64
import contextlib
import importlib
import io
import json
import zipfile
from typing import BinaryIO

from binder.model.errors import Unreadable
from binder.reading.kits import DICOM, IMAGE, PYPDF, SCAN, TEXT, Missing
from binder.reading.limits import Limits

_LATE = (
    "encodings.utf_16", "encodings.utf_16_le", "encodings.utf_16_be", "encodings.latin_1", "encodings.cp1252",
    "encodings.idna", "encodings.cp437", "encodings.iso2022_jp", "encodings.iso2022_jp_2", "encodings.iso2022_kr",
    "encodings.euc_kr", "encodings.gb18030", "encodings.gbk", "encodings.shift_jis", "encodings.iso8859_2",
    "encodings.iso8859_3", "encodings.iso8859_4", "encodings.iso8859_5", "encodings.iso8859_6", "encodings.iso8859_7",
    "encodings.iso8859_8", "encodings.iso8859_9", "encodings.iso8859_13", "encodings.iso8859_14",
    "encodings.iso8859_15", "encodings.iso8859_16", "encodings.cp1250", "encodings.cp1251", "encodings.cp1253",
    "encodings.cp1254", "encodings.cp1255", "encodings.cp1256", "encodings.cp1257", "encodings.cp1258",
    "encodings.koi8_r", "encodings.koi8_u", "encodings.mac_roman", "encodings.big5", "encodings.cp949",
    "encodings.cp932", "encodings.euc_jp", "encodings.utf_7", "encodings.utf_32", "encodings.cp850",
    "encodings.cp437", "encodings.quopri_codec", "encodings.base64_codec", "encodings.uu_codec", "email.quoprimime",
    "email.base64mime", "email.generator", "quopri", "uu", "lxml.etree", "encodings.tis_620", "encodings.ascii",
    "zlib", "lzma", "bz2", "unicodedata", "binder.reading.zip", "binder.reading.mail", "binder.reading.outlook",
)  # fmt: skip
_MODULES: dict[str, tuple[str, ...]] = {
    TEXT: _LATE,
    IMAGE: ("binder.reading.image",),
    SCAN: ("binder.reading.scan",),
    DICOM: ("pydicom.pixels", "pydicom.pixels.decoders", "pydicom.pixels.processing", "gdcm", "jpeg_ls", "openjpeg",
            "binder.reading.dicom", "binder.reading.picture"),
    PYPDF: ("pypdf", "binder.reading.pdf_attachments"),
}  # fmt: skip


def prepare(kit: str) -> None:
    """Import and exercise everything that reading with this kit may need later."""
    for name in _MODULES[kit]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from binder.reading.enclosed import take
    from binder.reading.identify import identify
    from binder.reading.read import read_stream

    limits = Limits()
    for name, sample in samples(kit).items():
        with contextlib.suppress(Unreadable, Missing):
            read_stream(io.BytesIO(sample), len(sample), name, limits, second=kit == PYPDF)
        if kit == DICOM:
            _draw(io.BytesIO(sample), len(sample), name, limits)
        if kit == SCAN:
            _set_straight(io.BytesIO(sample), len(sample), name, limits)
        found = identify(io.BytesIO(sample), name)
        with contextlib.suppress(Unreadable, Missing):
            take(io.BytesIO(sample), len(sample), found.media_type if found else "", limits, None)


def samples(kit: str) -> dict[str, bytes]:
    """The smallest valid files that exercise a kit, by name."""
    pictures = ("jpeg", "png", "tiff", "bmp", "gif", "webp")
    if kit == PYPDF:
        return {"c.pdf": _pdf()}
    if kit == IMAGE:
        return {f"picture.{kind}": _picture(kind) for kind in pictures}
    drawn = {"c.pdf": _pdf()} | {f"picture.{kind}": _picture(kind) for kind in pictures}
    if kit == SCAN:
        return drawn
    if kit == DICOM:  # whatever is drawn for the screen needs it
        return {"e.dcm": _dicom()} | drawn
    found = {"a.txt": b"A line.\n", "b.txt": "A caf\xe9.\n".encode("latin-1"), "c.pdf": _pdf(), "d.zip": _zip()}
    found |= {"f.rtf": b"{\\rtf1\\ansi A line.\\par}", "g.html": b"<html><body><p>A line.</p></body></html>"}
    found |= {"h.eml": _MAIL, "i.docx": _word(), "j.wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40)}
    return found | _structured()


def _structured() -> dict[str, bytes]:
    """Portals' formats; a damaged one and a web page inside, since lxml has a second and a third parser for these."""
    page = base64.b64encode(b"<html><body><p>A line.</p></body></html>").decode()
    return {
        "f.hl7": b"MSH|^~\\&|A||||20260101||ORU^R01|1|P|2.5\rPID|1||1||B^A\rOBX|1|NM|718-7^Hb^LN||13|g/dL\r",
        "g.xml": b"<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'><title>A</title></ClinicalDocument>",
        "h.xml": b"<?xml version='1.0' encoding='windows-1252'?><ClinicalDocument><title>\xe9</title>",
        "i.json": json.dumps({"resourceType": "Binary", "contentType": "text/html", "data": page}).encode(),
        "j.xml": b"<Binary xmlns='http://hl7.org/fhir'><contentType value='text/plain'/></Binary>",
        "k.xml": b"<!DOCTYPE HealthData []><HealthData><ExportDate value='2026-01-01'/></HealthData>",
    }


def _draw(stream: BinaryIO, size: int, name: str, limits: Limits) -> None:
    from binder.reading.picture import draw

    with contextlib.suppress(Unreadable):
        draw(stream, size, name, {"number": 1, "width": 8, "height": 8, "window": None}, limits)


def _set_straight(stream: BinaryIO, size: int, name: str, limits: Limits) -> None:
    from binder.reading.scan import page_to_read

    with contextlib.suppress(Unreadable):
        page_to_read(stream, size, name, {"number": 1, "turned": 1}, limits)


_MAIL = (
    b"From: =?utf-8?q?Ann?= <a@example.org>\nTo: b@example.org\nMIME-Version: 1.0\nMessage-ID: <1@x>\n"
    b"Subject: =?iso-8859-1?b?Q2Fm6Q==?=\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
    b"Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: quoted-printable\n\nA line.\n--x\n"
    b"Content-Type: message/rfc822\n\nFrom: a@example.org\nSubject: Inside\n\nA line.\n--x\n"
    b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
    b"Content-Disposition: attachment; filename*=utf-8''a.txt\n\nQQ==\n--x--\n"
)


def _word() -> bytes:
    held = io.BytesIO()
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>A line.</w:t></w:r></w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    return held.getvalue()


def _pdf() -> bytes:
    drawing = b"BT /F 12 Tf 20 50 Td (Sample 1.5) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(drawing), drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%bendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\n" % (
        len(places) + 1,
        table,
        len(places) + 1,
    )
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "A line.\n" * 10)
    return held.getvalue()


def _picture(kind: str) -> bytes:
    from PIL import Image

    held = io.BytesIO()
    Image.new("L", (16, 16), 99).save(held, kind)
    return held.getvalue()


def _dicom() -> bytes:
    import pydicom
    from pydicom.dataset import FileDataset, FileMetaDataset

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID, dataset.SOPInstanceUID = meta.MediaStorageSOPClassUID, "1.2.3.4"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    dataset.PatientName, dataset.PatientID, dataset.StudyDate = "Sample^Ann", "1", "20260101"
    dataset.Rows = dataset.Columns = 4
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.SamplesPerPixel = 15, 0, 1
    dataset.PhotometricInterpretation, dataset.RescaleSlope, dataset.RescaleIntercept = "MONOCHROME2", "1", "-1024"
    dataset.PixelData = bytes(range(32))
    held = io.BytesIO()
    dataset.save_as(held, enforce_file_format=True)
    return held.getvalue()
