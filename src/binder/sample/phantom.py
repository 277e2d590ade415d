"""A computed body for the sample's CT: ellipses of the right greyness, 24 slices from the shoulders to the hips.

It resembles a CT as a drawing resembles a person: enough to page through, nothing of any real body.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from binder.sample.people import HOUSES, PATIENT_NUMBER

SLICES = 24
SIZE = 256
STUDY_DAY = "2025-10-07"
ACCESSION = "FH-25-10447"
DESCRIPTION = "CT CHEST ABDOMEN PELVIS W CONTRAST"
_PIXEL = 1.6  # mm
_STEP = 25.0  # mm between slices
_CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
_EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
_NAMES = uuid.UUID("8f1d0a52-6f0e-5f0b-9a57-6d7a0b1c2d3e")

Plane = npt.NDArray[np.float32]


def uid(name: str) -> str:
    """A UID of the sample, always the same for the same name (UUID-derived, root 2.25)."""
    return f"2.25.{uuid.uuid5(_NAMES, name).int}"


STUDY_UID = uid("study")
SERIES_UID = uid("series 2")


def images() -> Iterator[tuple[str, bytes]]:
    """The slices as DICOM files: (path on the disc, bytes)."""
    noise = np.random.default_rng(1957)
    for number in range(1, SLICES + 1):
        yield f"DICOM/PA000001/ST000001/SE000002/IM{number:06d}", _file(number, slice_values(number, noise))


def slice_values(number: int, noise: np.random.Generator) -> npt.NDArray[np.int16]:
    """Hounsfield units of one slice, counted from 1 at the shoulders."""
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    x, y = (x - SIZE / 2) * _PIXEL, (y - SIZE / 2) * _PIXEL
    down = (number - 1) / (SLICES - 1)  # 0 at the shoulders, 1 at the hips
    plane: Plane = np.full((SIZE, SIZE), -1000, np.float32)
    wide = 172 - 34 * np.sin(np.pi * down) + 12 * down
    deep = 112 - 10 * np.cos(np.pi * down)
    _fill(plane, x, y, (0, 0, wide, deep), -95)  # skin and fat
    _fill(plane, x, y, (0, 0, wide - 14, deep - 12), 48)  # muscle
    _fill(plane, x, y, (0, -6, wide - 30, deep - 30), -85)  # fat within
    _organs(plane, x, y, down, wide, deep)
    _bones(plane, x, y, down, wide, deep)
    _nodes(plane, x, y, down)
    _fill(plane, x, y, (0, 0, 0, 0), 0)
    plane[(np.abs(x) < 190) & (y > 128) & (y < 134)] = -150  # the table
    blurred = (plane + np.roll(plane, 1, 0) + np.roll(plane, 1, 1) + np.roll(plane, -1, 0) + np.roll(plane, -1, 1)) / 5
    return np.clip(blurred + noise.normal(0, 9, plane.shape), -1024, 3071).astype(np.int16)


def _fill(plane: Plane, x: Plane, y: Plane, ellipse: tuple[float, float, float, float], value: float) -> None:
    """Set an ellipse (centre x, centre y, half width, half depth, all in mm) to a value in Hounsfield units."""
    cx, cy, a, b = ellipse
    if a > 0 and b > 0:
        plane[((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 <= 1] = value


def _swell(down: float, top: float, bottom: float) -> float:
    """How much of an organ is in this slice: 0 outside top..bottom, 1 in its middle."""
    if not top < down < bottom:
        return 0.0
    return float(np.sin(np.pi * (down - top) / (bottom - top)) ** 0.5)


def _organs(plane: Plane, x: Plane, y: Plane, down: float, wide: float, deep: float) -> None:
    lung, heart = _swell(down, -0.02, 0.42), _swell(down, 0.14, 0.44)
    for side in (-1, 1):
        _fill(plane, x, y, (side * 68, -4, 56 * lung, 72 * lung), -830)
    _fill(plane, x, y, (0, -8, 22 * lung, 66 * lung), 40)  # mediastinum
    _fill(plane, x, y, (0, -30, 8 * lung, 8 * lung), -960)  # windpipe
    _fill(plane, x, y, (18, -22, 50 * heart, 42 * heart), 130)
    liver, spleen = _swell(down, 0.36, 0.72), _swell(down, 0.36, 0.70)
    _fill(plane, x, y, (-52, -10, 78 * liver, 66 * liver), 105)
    _fill(plane, x, y, (92, 22, 36 * spleen, 52 * spleen), 120)  # larger than it should be
    stomach = _swell(down, 0.40, 0.62)
    _fill(plane, x, y, (44, -40, 40 * stomach, 26 * stomach), 20)
    _fill(plane, x, y, (44, -52, 24 * stomach, 9 * stomach), -900)
    kidney = _swell(down, 0.52, 0.78)
    for side in (-1, 1):
        _fill(plane, x, y, (side * 62, 36, 24 * kidney, 30 * kidney), 190)
        _fill(plane, x, y, (side * 58, 36, 9 * kidney, 12 * kidney), 20)
    bowel = _swell(down, 0.62, 0.97)
    for n, (cx, cy) in enumerate(((-70, -30), (-30, -48), (10, -34), (48, -46), (80, -20), (-20, -8), (30, -4))):
        _fill(plane, x, y, (cx, cy, 19 * bowel, 15 * bowel), 35)
        _fill(plane, x, y, (cx, cy - 4, (7 + n % 3 * 2) * bowel, 6 * bowel), -880 if n % 2 else 25)
    bladder = _swell(down, 0.88, 1.06)
    _fill(plane, x, y, (0, -18, 42 * bladder, 32 * bladder), 8)
    _fill(plane, x, y, (12, 34, 12, 12), 210)  # aorta
    _fill(plane, x, y, (-14, 30, 11, 10), 170)  # vena cava


def _bones(plane: Plane, x: Plane, y: Plane, down: float, wide: float, deep: float) -> None:
    _fill(plane, x, y, (0, 62, 23, 19), 420)
    _fill(plane, x, y, (0, 61, 18, 14), 190)
    _fill(plane, x, y, (0, 84, 9, 9), 30)  # the canal
    _fill(plane, x, y, (0, 95, 4, 8), 480)
    ribs = _swell(down, -0.05, 0.62)
    if ribs:
        for turn in np.linspace(0.15, np.pi * 2 - 0.15, 17):
            cx, cy = (wide - 22) * np.sin(turn), (deep - 20) * np.cos(turn)
            _fill(plane, x, y, (float(cx), float(cy), 8.5, 5.5), 520)
    hips = _swell(down, 0.80, 1.15)
    for side in (-1, 1):
        _fill(plane, x, y, (side * 104, 26, 30 * hips, 46 * hips), 460)
        _fill(plane, x, y, (side * 104, 26, 20 * hips, 36 * hips), 180)


def _nodes(plane: Plane, x: Plane, y: Plane, down: float) -> None:
    """The enlarged lymph nodes that the report speaks of: left armpit, beside the aorta, both groins."""
    for at, cx, cy, half in ((0.09, 138, 8, 13.0), (0.09, 120, -14, 8.0), (0.66, 34, 30, 11.0), (0.70, -2, 46, 9.0)):
        seen = max(0.0, 1 - abs(down - at) / 0.07)
        _fill(plane, x, y, (cx, cy, half * seen, half * 0.8 * seen), 88)
    for side in (-1, 1):
        seen = max(0.0, 1 - abs(down - 0.97) / 0.06)
        _fill(plane, x, y, (side * 62, -66, 9 * seen, 8 * seen), 86)


def _file(number: int, values: npt.NDArray[np.int16]) -> bytes:
    """One slice as a DICOM file (CT Image Storage, explicit VR little endian)."""
    from pydicom.dataset import Dataset, FileMetaDataset

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = _CT_IMAGE, uid(f"image {number}")
    meta.TransferSyntaxUID, meta.ImplementationClassUID = _EXPLICIT_LITTLE, uid("sample")
    dataset = Dataset()
    dataset.file_meta = meta
    dataset.SOPClassUID, dataset.SOPInstanceUID = _CT_IMAGE, meta.MediaStorageSOPInstanceUID
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = STUDY_DAY.replace("-", "")
    dataset.StudyTime, dataset.Modality, dataset.AccessionNumber = "093000", "CT", ACCESSION
    dataset.Manufacturer, dataset.InstitutionName = "SAMPLE - computed phantom", HOUSES["imaging"].name
    dataset.ReferringPhysicianName, dataset.StudyDescription = "NANDAKUMAR^PRIYA", DESCRIPTION
    dataset.SeriesDescription, dataset.BodyPartExamined = "AXIAL 5MM VENOUS", "CHESTABDPELVIS"
    dataset.PatientName, dataset.PatientID = "ASHGROVE^MARIAN^T", PATIENT_NUMBER
    dataset.PatientBirthDate, dataset.PatientSex = "19570522", "F"
    dataset.PatientComments = "SAMPLE - made-up person"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = STUDY_UID, SERIES_UID
    dataset.StudyID, dataset.SeriesNumber, dataset.InstanceNumber = "1", 2, number
    _geometry(dataset, number)
    dataset.PixelData = (values + 1024).astype("<u2").tobytes()
    out = io.BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _geometry(dataset: object, number: int) -> None:
    for name, value in {
        "SliceThickness": 5,
        "KVP": 120,
        "ContrastBolusAgent": "made-up contrast",
        "FrameOfReferenceUID": uid("frame"),
        "ImagePositionPatient": [-SIZE * _PIXEL / 2, -SIZE * _PIXEL / 2, -_STEP * number],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "SliceLocation": -_STEP * number,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": SIZE,
        "Columns": SIZE,
        "PixelSpacing": [_PIXEL, _PIXEL],
        "BitsAllocated": 16,
        "BitsStored": 12,
        "HighBit": 11,
        "PixelRepresentation": 0,
        "WindowCenter": 40,
        "WindowWidth": 400,
        "RescaleIntercept": -1024,
        "RescaleSlope": 1,
        "RescaleType": "HU",
    }.items():
        setattr(dataset, name, value)
