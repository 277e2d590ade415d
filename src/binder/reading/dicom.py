"""DICOM headers: who, what and when, as the file itself says. Pixels are left where they are until drawn.

pydicom has no limits of its own, so whatever a file declares is checked or guarded here (PS3.3, PS3.5, PS3.10).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import pydicom
from pydicom.errors import InvalidDicomError
from pydicom.uid import UID

from binder.model.clean import clean
from binder.model.document import AGAIN, Document
from binder.model.errors import Unreadable
from binder.model.study import Instance
from binder.reading.dicom_values import iso_date, number_of, sequence_of, text_of, texts_of, value_of
from binder.reading.enclosed import Enclosed, label, named
from binder.reading.limits import Limits
from binder.reading.structured_report import person, report_pages

READER = f"pydicom {pydicom.__version__}"
DEFLATED = b"1.2.840.10008.1.2.1.99"
DIRECTORY = "1.2.840.10008.1.3.10"
_ENDINGS = {"application/pdf": ".pdf", "text/xml": ".xml", "model/stl": ".stl", "model/obj": ".obj"}
_PIXELS = {(0x7FE0, 0x0008), (0x7FE0, 0x0009), (0x7FE0, 0x0010)}

# What a person or the receiving doctor may want to see of a header, in their words.
TAGS = (
    ("Patient", "PatientName"),
    ("Patient ID", "PatientID"),
    ("Born", "PatientBirthDate"),
    ("Sex", "PatientSex"),
    ("Age", "PatientAge"),
    ("Study date", "StudyDate"),
    ("Study time", "StudyTime"),
    ("Study", "StudyDescription"),
    ("Accession number", "AccessionNumber"),
    ("Modality", "Modality"),
    ("Body part", "BodyPartExamined"),
    ("Side", "Laterality"),
    ("Protocol", "ProtocolName"),
    ("Series", "SeriesDescription"),
    ("Series number", "SeriesNumber"),
    ("Image number", "InstanceNumber"),
    ("Institution", "InstitutionName"),
    ("Department", "InstitutionalDepartmentName"),
    ("Referring doctor", "ReferringPhysicianName"),
    ("Performing doctor", "PerformingPhysicianName"),
    ("Reading doctor", "NameOfPhysiciansReadingStudy"),
    ("Title", "DocumentTitle"),
    ("Contrast", "ContrastBolusAgent"),
    ("Slice thickness", "SliceThickness"),
    ("Pixel spacing", "PixelSpacing"),
    ("Window centre", "WindowCenter"),
    ("Window width", "WindowWidth"),
    ("Image type", "ImageType"),
    ("Manufacturer", "Manufacturer"),
    ("Model", "ManufacturerModelName"),
    ("Field strength", "MagneticFieldStrength"),
    ("Tube voltage", "KVP"),
    ("Colour", "PhotometricInterpretation"),
    ("Lossy compression", "LossyImageCompression"),
    ("Burned-in names", "BurnedInAnnotation"),
    ("Study UID", "StudyInstanceUID"),
    ("Series UID", "SeriesInstanceUID"),
    ("Instance UID", "SOPInstanceUID"),
)


_PATIENTS = 20  # people of one disc that are named


def read_dicom(stream: BinaryIO, size: int, limits: Limits) -> Document:
    """Read the header of one DICOM file. Raises Unreadable where it names no object that can be filed."""
    dataset = header(stream, size, limits)
    warnings = list(_cut_off(dataset, stream, size))
    syntax = _syntax(dataset)
    kind = _class(dataset)
    if kind == DIRECTORY:
        warnings.append("this is the index of a disc (DICOMDIR), not an image: add the whole disc or folder")
        return Document("", "application/dicom", tags=_tags(dataset), warnings=tuple(warnings), reader=READER)
    instance = _instance(dataset, kind, syntax)
    if not instance.study_uid or not instance.sop_instance_uid:
        raise Unreadable(
            "This DICOM file lacks the numbers that say which study and image it is; ask for the study again."
        )
    warnings += _remarks(dataset, instance)
    pages, cut = report_pages(dataset, limits) if "ContentSequence" in dataset else ((), False)
    if cut:
        warnings.append("the structured report is very long; only its beginning is read")
    return Document(
        "",
        "application/dicom",
        pages,
        instance=instance,
        tags=_tags(dataset),
        picture_pages=instance.frames if instance.has_pixels else 0,
        warnings=tuple(warnings),
        reader=READER,
        parts=named((document_name(dataset),), limits) if "EncapsulatedDocument" in dataset else (),
    )


def enclosed(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> Iterator[Enclosed]:
    """The document that is wrapped in a DICOM object (PS3.3 A.45), byte for byte."""
    dataset = header(stream, size, limits)
    data = value_of(dataset, "EncapsulatedDocument")
    if isinstance(data, bytes):
        length = value_of(dataset, "EncapsulatedDocumentLength")  # without it, an even length may have been padded
        known = isinstance(length, int) and 0 < length <= len(data)
        yield Enclosed(document_name(dataset), data[:length] if known else data.removesuffix(b"\0"))


def document_name(dataset: Any) -> str:
    """What the wrapped document is called."""
    ending = _ENDINGS.get(text_of(dataset, "MIMETypeOfEncapsulatedDocument").lower(), "")
    return label((text_of(dataset, "DocumentTitle") or "document").replace("/", "-") + ending, 1, ending)


def header(stream: BinaryIO, size: int, limits: Limits) -> Any:
    """The dataset up to the pixels; leaves the stream at the pixel element. Raises Unreadable in words."""
    _refuse_bombs(stream, limits)
    try:
        return pydicom.dcmread(stream, stop_before_pixels=True)
    except InvalidDicomError:
        raise Unreadable("This is marked as DICOM but its header is not one; ask for the study again.") from None
    except (EOFError, struct.error, zlib.error):
        raise Unreadable("This DICOM file is cut off in its header; copy the disc or ask for it again.") from None
    except RecursionError:
        raise Unreadable("This DICOM file nests parts within parts without end; it was not read.") from None


def counts(stream: BinaryIO, size: int, limits: Limits) -> tuple[dict[str, int], int, list[str]]:
    """What a disc's index promises: instances for each study UID, how many files it names in all, and of whom."""
    dataset = header(stream, size, limits)
    found: dict[str, int] = {}
    patients: dict[str, str] = {}
    files, study = 0, ""
    for record in sequence_of(dataset, "DirectoryRecordSequence"):
        kind = text_of(record, "DirectoryRecordType")
        if kind == "PATIENT" and len(patients) < _PATIENTS:
            name, number = person(text_of(record, "PatientName")), text_of(record, "PatientID")
            patients[f"{name}\0{number}"] = name or number or "someone without a name"
        if kind in ("PATIENT", "STUDY"):
            study = text_of(record, "StudyInstanceUID") if kind == "STUDY" else ""
        if value_of(record, "ReferencedFileID"):
            files += 1
            if study:
                found[study] = found.get(study, 0) + 1
    return found, files, list(patients.values())


def _refuse_bombs(stream: BinaryIO, limits: Limits) -> None:
    """A deflated file is unpacked whole by pydicom even for its header: unpack it here first, with a bound."""
    head = stream.read(2048)
    stream.seek(0)
    if DEFLATED not in head:
        return
    start = 144 + struct.unpack_from("<L", head, 140)[0] if head[132:136] == b"\x02\0\0\0" else 0
    if not start or start > len(head):
        raise Unreadable("This deflated DICOM file has no proper header; ask for the study uncompressed.")
    stream.seek(start)
    unpacker, made = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while block := stream.read(1 << 16):
        while block:
            made += len(unpacker.decompress(block, 1 << 20))
            block = unpacker.unconsumed_tail
            if made > limits.inflated:
                raise Unreadable("This deflated DICOM file unpacks to far more than an image; it was not read.")
    stream.seek(0)


def _cut_off(dataset: Any, stream: BinaryIO, size: int) -> Iterable[str]:
    """Whether the pixels end before they should: the header stays good, the picture does not."""
    at = stream.tell()
    little = getattr(dataset, "original_encoding", (True, True))[1] is not False
    explicit = getattr(dataset, "original_encoding", (False, True))[0] is False
    element = stream.read(12)
    if len(element) < 8 or _syntax(dataset) == DEFLATED.decode():
        return
    order = "<" if little else ">"
    if struct.unpack_from(order + "HH", element) not in _PIXELS:
        yield f"the header ends in the middle: the file is cut off or damaged, {AGAIN}"
        return
    length, start = _length(element, explicit, order, at)
    if length == 0xFFFFFFFF:
        stream.seek(max(0, size - 4096))
        if b"\xfe\xff\xdd\xe0" not in stream.read(4096):
            yield f"the pixels are cut off: the picture may be incomplete, {AGAIN}"
    elif start + length > size:
        yield f"the pixels are cut off: {max(size - start, 0)} of {length} bytes are here, {AGAIN}"


def _length(element: bytes, explicit: bool, order: str, at: int) -> tuple[int, int]:
    """Length and first byte of an element's value (PS3.5 section 7.1)."""
    if not explicit:
        return struct.unpack_from(order + "L", element, 4)[0], at + 8
    if element[4:6] in (b"OB", b"OW", b"OF", b"OD", b"OV", b"UN") and len(element) == 12:
        return struct.unpack_from(order + "L", element, 8)[0], at + 12
    return struct.unpack_from(order + "H", element, 6)[0], at + 8


def _instance(dataset: Any, kind: str, syntax: str) -> Instance:
    frames = number_of(dataset, "NumberOfFrames")
    rows, columns = number_of(dataset, "Rows") or 0, number_of(dataset, "Columns") or 0
    return Instance(
        sop_instance_uid=text_of(dataset, "SOPInstanceUID"),
        sop_class_uid=kind,
        study_uid=text_of(dataset, "StudyInstanceUID"),
        series_uid=text_of(dataset, "SeriesInstanceUID"),
        patient_name=text_of(dataset, "PatientName").rstrip("^ "),
        patient_id=text_of(dataset, "PatientID"),
        patient_birth_date=iso_date(text_of(dataset, "PatientBirthDate")),
        patient_sex=text_of(dataset, "PatientSex"),
        study_date=_study_date(dataset),
        study_description=text_of(dataset, "StudyDescription"),
        accession=text_of(dataset, "AccessionNumber"),
        modality=text_of(dataset, "Modality"),
        body_part=text_of(dataset, "BodyPartExamined"),
        institution=text_of(dataset, "InstitutionName"),
        referring=text_of(dataset, "ReferringPhysicianName").rstrip("^ "),
        series_number=number_of(dataset, "SeriesNumber"),
        series_description=text_of(dataset, "SeriesDescription"),
        instance_number=number_of(dataset, "InstanceNumber"),
        rows=max(rows, 0),
        columns=max(columns, 0),
        frames=max(frames or 1, 1),
        image_type=texts_of(dataset, "ImageType"),
        transfer_syntax=syntax,
        lossy=text_of(dataset, "LossyImageCompression") == "01",
        has_pixels=rows > 0 and columns > 0,
    )


def _remarks(dataset: Any, instance: Instance) -> Iterable[str]:
    if value_of(dataset, "NumberOfFrames") is not None and number_of(dataset, "NumberOfFrames") is None:
        yield "the number of frames is not a number; taken as one"
    if text_of(dataset, "BurnedInAnnotation") == "YES":
        yield "names or numbers are written into the picture itself"


def _study_date(dataset: Any) -> str:
    for name in ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"):
        found = iso_date(text_of(dataset, name))
        if found:
            return found
    return ""


def _class(dataset: Any) -> str:
    return text_of(dataset, "SOPClassUID") or text_of(getattr(dataset, "file_meta", None), "MediaStorageSOPClassUID")


def _syntax(dataset: Any) -> str:
    return text_of(getattr(dataset, "file_meta", None), "TransferSyntaxUID")


def _tags(dataset: Any) -> tuple[tuple[str, str], ...]:
    found = [(label, _shown(dataset, keyword)) for label, keyword in TAGS]
    rows, columns, frames = (number_of(dataset, name) for name in ("Rows", "Columns", "NumberOfFrames"))
    if rows and columns:
        found.append(("Size", f"{columns} x {rows}" + (f", {frames} frames" if frames and frames > 1 else "")))
    found.append(("Kind of object", _named(_class(dataset))))
    found.append(("Stored as", _named(_syntax(dataset))))
    return tuple((label, value) for label, value in found if value)


def _shown(dataset: Any, keyword: str) -> str:
    value = text_of(dataset, keyword)
    if keyword.endswith("Name") and "^" in value:
        return person(value)
    return (iso_date(value) or value) if keyword.endswith("Date") else value


def _named(uid: str) -> str:
    try:
        return clean(UID(uid).name) if uid else ""
    except Exception:
        return uid
