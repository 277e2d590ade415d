"""Documents made by code for the tests of reading: real PDFs, DICOM files, pictures and archives, of nobody."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

import numpy as np
import pydicom
from fpdf import FPDF
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

LAB_ROWS = (
    ("Hemoglobin", "13.5", "", "g/dL", "12.0-16.0"),
    ("Platelets", "91", "L", "10*3/uL", "150-400"),
    ("White cells", "6.1", "", "10*3/uL", "4.0-11.0"),
)
LEFT = "The left column tells of the operation and how it went on the day itself without any trouble at all."
RIGHT = "The right column lists what was sent to the laboratory and which questions were asked about it there."


def pdf(*pages: str, title: str = "", author: str = "") -> bytes:
    """A PDF with one page for each text."""
    made = FPDF(format="letter")
    made.set_title(title)
    made.set_author(author)
    for text in pages:
        made.add_page()
        made.set_font("Helvetica", size=11)
        if text:
            made.multi_cell(0, 6, text)
    return bytes(made.output())


def lab_pdf(watermark: str = "", sidebar: str = "") -> bytes:
    """A laboratory report with a table, and if wanted a large word across it and a line on its side."""
    made = FPDF(format="letter")
    made.add_page()
    made.set_font("Helvetica", "B", 24)
    made.cell(0, 12, "LABORATORY REPORT", align="C", new_x="LMARGIN", new_y="NEXT")
    made.set_font("Helvetica", size=10)
    for row in (("Test", "Result", "Flag", "Units", "Range"), *LAB_ROWS):
        for cell, width in zip(row, (50, 25, 15, 30, 40), strict=True):
            made.cell(width, 6, cell)
        made.ln()
    if sidebar:
        with made.rotation(90, 205, 150):
            made.text(205, 150, sidebar)
    if watermark:
        made.set_font("Helvetica", "B", 64)
        made.set_text_color(225)
        made.text(15, 40, watermark)
    return bytes(made.output())


def two_columns() -> bytes:
    """A page of prose in two columns."""
    made = FPDF(format="letter")
    made.add_page()
    made.set_font("Helvetica", size=10)
    for x, text in ((15, LEFT), (115, RIGHT)):
        made.set_xy(x, 30)
        made.multi_cell(80, 5, text)
    return bytes(made.output())


def sideways() -> bytes:
    """A page whose lines all run from bottom to top, as after scanning on the side."""
    made = FPDF(format="letter")
    made.add_page()
    made.set_font("Helvetica", size=10)
    for number in range(4):
        with made.rotation(90, 40 + number * 6, 200):
            made.text(40 + number * 6, 200, f"sideways line {number}")
    return bytes(made.output())


def spelled_pdf(rows: tuple[tuple[str, ...], ...], spacing: float = 0.0) -> bytes:
    """A table whose every character is drawn for itself, or whose words are spaced out."""
    made = FPDF(format="letter")
    made.add_page()
    made.set_font("Helvetica", size=10)
    made.set_char_spacing(spacing)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            x = 20.0 + 42 * column
            for piece in [cell] if spacing else cell:
                made.text(x, 40 + 6 * number, piece)
                x += made.get_string_width(piece)
    return bytes(made.output())


def scan_pdf(hidden_text: str = "") -> bytes:
    """A page that is one picture, with or without an invisible layer of recognised text."""
    made = FPDF(format="letter")
    made.add_page()
    held = io.BytesIO(picture("PNG", 600, 800))
    made.image(held, 0, 0, made.w, made.h)
    if hidden_text:
        made.set_font("Helvetica", size=11)
        made.text_mode = 3
        made.text(20, 30, hidden_text)
    return bytes(made.output())


def locked_pdf(text: str, password: str) -> bytes:
    """A PDF that opens with a password only; with the empty one, only its owner's rights are kept."""
    made = FPDF()
    made.set_encryption(owner_password="the owner's own", user_password=password)
    made.add_page()
    made.set_font("Helvetica", size=11)
    made.multi_cell(0, 6, text)
    return bytes(made.output())


def hand_made_pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))


def endless_pdf(levels: int = 60) -> bytes:
    """Forms that each draw the next one twice: 2 to the power of `levels` steps of drawing in a few kilobytes."""
    head = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>",
        _stream(b"/A Do /A Do"),
    ]
    forms = [
        _stream(
            b"/A Do /A Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>" % (6 + n)
        )
        for n in range(levels)
    ]
    return hand_made_pdf([*head, *forms, _stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")])


def bomb_pdf(size: int) -> bytes:
    """A page whose drawing unpacks to so many bytes of text operators."""
    line = b"BT /F 9 Tf 9 9 Td (aaaaaaaaaaaaaaaa) Tj ET\n"
    packed = zlib.compress(line * (size // len(line)), 1)
    return hand_made_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            _stream(packed, b"/Filter/FlateDecode"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


def _stream(body: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(body), body)


def dicom(pixels: np.ndarray | None = None, **tags: object) -> bytes:
    """A DICOM image; by default an 8 x 6 ramp of Ann Sample's, of study 1.2.3 and series 1.2.3.1."""
    made = dicom_dataset(pixels, **tags)
    held = io.BytesIO()
    made.save_as(held, enforce_file_format=True)
    return held.getvalue()


def dicom_dataset(pixels: np.ndarray | None = None, **tags: object) -> FileDataset:
    """The same, not yet written."""
    pixels = np.arange(48, dtype=np.uint16).reshape(6, 8) if pixels is None else pixels
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
    meta.MediaStorageSOPInstanceUID = str(tags.get("SOPInstanceUID", "1.2.3.1.1"))
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SpecificCharacterSet = "ISO_IR 192"
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    made.PatientName, made.PatientID, made.PatientBirthDate = "Sample^Ann", "S-1", "19520229"
    made.StudyDate, made.StudyDescription, made.Modality = "20260110", "MRI abdomen", "MR"
    made.SeriesNumber, made.InstanceNumber = 2, 7
    frames = pixels.shape[0] if pixels.ndim == 3 else 1
    made.Rows, made.Columns = pixels.shape[-2:]
    if frames > 1:
        made.NumberOfFrames = frames
    made.BitsAllocated = made.BitsStored = pixels.dtype.itemsize * 8
    made.HighBit, made.SamplesPerPixel = made.BitsStored - 1, 1
    made.PixelRepresentation = int(pixels.dtype.kind == "i")
    made.PhotometricInterpretation = "MONOCHROME2"
    made.PixelData = pixels.tobytes()
    for name, value in tags.items():
        setattr(made, name, value)
    return made


def disc_index(*studies: tuple[str, int], patients: tuple[str, ...] = ("",)) -> bytes:
    """A DICOMDIR that names so many images for each study, all of them of the last patient."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = "1.2.840.10008.1.3.10", "1.2.9"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.FileSetID = "DISC"
    records = [_record("PATIENT", PatientID=f"S-{n}", PatientName=name) for n, name in enumerate(patients, 1)]
    for uid, count in studies:
        records += [_record("STUDY", StudyInstanceUID=uid), _record("SERIES", SeriesInstanceUID=uid + ".1")]
        records += [_record("IMAGE", ReferencedFileID=["IMAGES", f"IM{n:05}"]) for n in range(count)]
    made.DirectoryRecordSequence = records
    held = io.BytesIO()
    made.save_as(held, enforce_file_format=True)
    return held.getvalue()


def _record(kind: str, **tags: object) -> Dataset:
    record = Dataset()
    record.OffsetOfTheNextDirectoryRecord = record.OffsetOfReferencedLowerLevelDirectoryEntity = 0
    record.RecordInUseFlag, record.DirectoryRecordType = 0xFFFF, kind
    for name, value in tags.items():
        setattr(record, name, value)
    return record


def deflated_dicom(size: int) -> bytes:
    """A deflated DICOM file whose dataset unpacks to `size` bytes of one private element."""
    whole = dicom_dataset()
    del whole.PixelData
    whole.file_meta.TransferSyntaxUID = pydicom.uid.DeflatedExplicitVRLittleEndian
    whole.add_new(0x00110010, "LO", "TEST")
    whole.add_new(0x00111001, "OB", bytes(size))
    held = io.BytesIO()
    whole.save_as(held, enforce_file_format=True)
    return held.getvalue()


def picture(kind: str, width: int = 64, height: int = 48, pages: int = 1) -> bytes:
    """A picture: dark on its left half, light on its right."""
    image = Image.new("L", (width, height), 30)
    image.paste(220, (width // 2, 0, width, height))
    held = io.BytesIO()
    if pages > 1:
        image.save(held, kind, save_all=True, append_images=[image] * (pages - 1))
    else:
        image.save(held, kind)
    return held.getvalue()


def archive(*members: tuple[str, bytes]) -> bytes:
    """A zip of these members, in this order."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            made.writestr(name, data)
    return held.getvalue()
