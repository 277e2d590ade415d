"""Grey pictures of what was kept: a PDF page, a photo, a DICOM frame. A preview for a terminal, never for diagnosis."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np
import pydicom
import pypdfium2
from PIL import Image, ImageFile, ImageOps
from pydicom.pixels import pixel_array
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut

from binder.model.document import Picture
from binder.model.errors import Unreadable
from binder.reading.dicom import DEFLATED, header
from binder.reading.identify import identify
from binder.reading.image import open_image
from binder.reading.limits import Limits
from binder.reading.pdf import open_pdf
from binder.reading.tones import eight_bits, grey_of, spread, windowed

# Usual windows for CT in Hounsfield units: (centre, width).
PRESETS = {"brain": (40, 80), "lung": (-600, 1500), "bone": (400, 1800), "soft tissue": (40, 400), "liver": (60, 160),
           "mediastinum": (50, 350), "spine": (50, 250)}  # fmt: skip
_SIDE = 4096  # points a side at most
_NOT_DRAWN = "This kind of file has no picture to draw; open its text."
_TWELVE_BIT = "1.2.840.10008.1.2.4.51"  # JPEG Extended: no free decoder reads its 12-bit form
_EXTRA = {
    "1.2.840.10008.1.2.4.57": "JPEG Lossless",
    "1.2.840.10008.1.2.4.70": "JPEG Lossless",
    "1.2.840.10008.1.2.4.80": "JPEG-LS",
    "1.2.840.10008.1.2.4.81": "JPEG-LS",
    "1.2.840.10008.1.2.4.90": "JPEG 2000",
    "1.2.840.10008.1.2.4.91": "JPEG 2000",
    "1.2.840.10008.1.2.4.201": "HTJ2K",
    "1.2.840.10008.1.2.4.202": "HTJ2K",
    "1.2.840.10008.1.2.4.203": "HTJ2K",
}


def draw(stream: BinaryIO, size: int, name: str, wish: dict[str, Any], limits: Limits) -> Picture:
    """Draw page, picture or frame `number` fitted into the width and height asked for. Raises Unreadable."""
    width, height = (min(max(int(wish[side]), 1), _SIDE) for side in ("width", "height"))
    number, window = int(wish["number"]), wish.get("window")
    found = identify(stream, name)
    kind = found.media_type if found and not found.words else ""
    if kind == "application/pdf":
        return _page(stream, size, number, width, height, wish.get("password"), limits)
    if kind == "application/dicom":
        return _frame(stream, size, number, width, height, window, limits)
    if kind.startswith("image/"):
        return _photo(stream, number, width, height, limits)
    raise Unreadable(_NOT_DRAWN)


def _page(
    stream: BinaryIO, size: int, number: int, width: int, height: int, password: str | None, limits: Limits
) -> Picture:
    try:
        pdf = open_pdf(stream, size, password)
    except pypdfium2.PdfiumError:
        raise Unreadable("The pages of this damaged PDF cannot be drawn; read its text, or ask for it again.") from None
    try:
        if not 1 <= number <= len(pdf):
            raise _no_such(number, len(pdf), "page")
        page = pdf[number - 1]
        wide, high = page.get_size()
        if not (0 < wide < 1e6 and 0 < high < 1e6):
            raise Unreadable("This page has no size that can be drawn; read its text.")
        # Drawn at twice the size asked for and averaged: thin letters survive on a coarse terminal.
        scale = min(width / wide, height / high) * 2
        bitmap = page.render(scale=max(scale, 1 / max(wide, high)), grayscale=True)
        image = bitmap.to_pil().convert("L")
        note = f"page {number} of {len(pdf)}"
        return _fitted(image, width, height, note)
    except (pypdfium2.PdfiumError, ValueError):
        raise Unreadable("This page cannot be drawn; read its text, or ask for the PDF again.") from None
    finally:
        pdf.close()


def _photo(stream: BinaryIO, number: int, width: int, height: int, limits: Limits) -> Picture:
    with open_image(stream, limits) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if not 1 <= number <= pages:
            raise _no_such(number, pages, "page")
        if pages > 1:
            image.seek(number - 1)
        if image.width * image.height > limits.pixels:
            raise Unreadable("This page has more points than are drawn here; ask for a smaller copy.")
        note = f"{image.width} x {image.height}" + (f", page {number} of {pages}" if pages > 1 else "")
        ImageFile.LOAD_TRUNCATED_IMAGES = True  # what is there of a cut-off picture is better than nothing
        try:
            image.draft("L", (width * 2, height * 2))
            grey = grey_of(ImageOps.exif_transpose(image))
        except (OSError, ValueError, SyntaxError, EOFError):
            raise Unreadable("This picture is damaged and cannot be drawn; ask for it again.") from None
        return _fitted(grey, width, height, note)


def _fitted(image: Any, width: int, height: int, note: str, tall: float = 1.0) -> Picture:
    """Scale into the box, keeping the shape; `tall` is the height of a point over its width."""
    scale = min(width / image.width, height / (image.height * tall))
    size = max(1, min(width, round(image.width * scale))), max(1, min(height, round(image.height * scale * tall)))
    if image.size != size:
        smaller = size[0] < image.width
        image = image.resize(size, Image.Resampling.BOX if smaller else Image.Resampling.BILINEAR)
    return Picture(size[0], size[1], image.tobytes(), note)


def _no_such(number: int, count: int, word: str) -> Unreadable:
    has = f"only one {word}" if count == 1 else f"{count} {word}s"
    return Unreadable(f"There is no {word} {number}: this has {has}.")


def _frame(stream: BinaryIO, size: int, number: int, width: int, height: int, window: Any, limits: Limits) -> Picture:
    dataset = header(stream, size, limits)
    frames = _declared(dataset, limits)
    if not 1 <= number <= frames:
        raise _no_such(number, frames, "frame")
    stream.seek(0)
    array = _decoded(stream, dataset, number - 1)
    if array.ndim == 3 and array.shape[-1] >= 3:
        image, how = Image.fromarray(eight_bits(array[..., :3])).convert("L"), "colour shown as grey"
    else:
        grey, how = _windowed(array.reshape(array.shape[:2]), dataset, window)
        image = Image.fromarray(grey)
    note = ", ".join(part for part in (how, f"frame {number} of {frames}" if frames > 1 else "") if part)
    return _fitted(image, width, height, note, _tallness(dataset))


def _declared(dataset: Any, limits: Limits) -> int:
    """The number of frames; refuses what declares more than a picture before anything is decoded."""
    try:
        rows, columns = int(dataset.Rows), int(dataset.Columns)
        depth = int(dataset.get("SamplesPerPixel") or 1) * ((int(dataset.BitsAllocated) + 7) // 8)
    except (AttributeError, TypeError, ValueError):
        raise Unreadable("This DICOM file holds no picture; look at its details.") from None
    if rows < 1 or columns < 1:
        raise Unreadable("This DICOM file holds no picture; look at its details.")
    if rows * columns > limits.pixels or rows * columns * depth > limits.frame:
        raise Unreadable(
            f"This picture declares {columns} x {rows} points, more than is drawn here; use a DICOM viewer."
        )
    try:
        return max(int(dataset.get("NumberOfFrames") or 1), 1)
    except (TypeError, ValueError):
        return 1


def _decoded(stream: BinaryIO, dataset: Any, index: int) -> Any:
    syntax = str(getattr(dataset.file_meta, "TransferSyntaxUID", ""))
    try:
        # A deflated file has no pixels to point at before it is unpacked; its size was bounded with the header.
        given = pydicom.dcmread(stream) if syntax == DEFLATED.decode() else stream
        array = pixel_array(given, index=index)
        if dataset.get("PhotometricInterpretation") == "PALETTE COLOR":
            array = apply_color_lut(array, dataset)
        return array
    except MemoryError:
        raise
    except Exception:  # decoders of several makers, each with its own exceptions
        raise Unreadable(_why_not_drawn(syntax)) from None


def _why_not_drawn(syntax: str) -> str:
    from pydicom.pixels import get_decoder

    try:
        available = get_decoder(syntax).is_available
    except (NotImplementedError, ValueError, KeyError):
        available = False
    if available and syntax != _TWELVE_BIT:
        return "The picture in this DICOM file is damaged or cut off and cannot be drawn; ask for it again."
    if syntax in _EXTRA:
        return (
            f"This picture is compressed as {_EXTRA[syntax]}; to draw it, install the extra "
            "(pip install 'binder[imaging]'). The file itself is kept whole."
        )
    return "This picture is compressed in a way that is not drawn here; use a DICOM viewer, the file is kept whole."


def _tallness(dataset: Any) -> float:
    """Height of a point over its width: scans are not always square (PS3.3 10.7.1.3, C.7.6.3.1.7)."""
    for name in ("PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "PixelAspectRatio"):
        try:
            down, across = (float(value) for value in dataset.get(name))
        except Exception:
            continue
        if down > 0 and across > 0 and 0.1 <= down / across <= 10:
            return down / across
    return 1.0


def _windowed(array: Any, dataset: Any, window: Any) -> tuple[Any, str]:
    """Stored values to grey: rescale, window, invert where low values are meant to be white."""
    values = _rescaled(array, dataset)
    inverted = dataset.get("PhotometricInterpretation") == "MONOCHROME1"
    chosen = _chosen(dataset, window)
    if chosen is None and window is None and "VOILUTSequence" in dataset:
        try:
            grey, how = spread(apply_voi_lut(values, dataset).astype(np.float32), 0, 100), "the file's own table"
            return (255 - grey if inverted else grey), how
        except Exception:
            chosen = None
    if chosen is None:
        if dataset.get("Modality") == "CT":
            values = np.maximum(values, -1024)  # below air there is only what lies outside the circle of the scan
        grey, how = spread(values.astype(np.float32)), "window fitted to the picture"
    else:
        centre, wide, label = chosen
        grey = windowed(values.astype(np.float32), centre, wide)
        how = f"window {centre:g}/{wide:g}{label}"
    return (255 - grey if inverted else grey), how


def _rescaled(array: Any, dataset: Any) -> Any:
    try:
        return apply_modality_lut(array, dataset)
    except Exception:  # a slope that is no number: the stored values are better than nothing
        return array


def _chosen(dataset: Any, window: Any) -> tuple[float, float, str] | None:
    """Centre, width and a label: as asked for, else the file's first own window; None means fit to the picture."""
    if isinstance(window, str):
        if window.lower() not in PRESETS:
            raise Unreadable(f"There is no window of that name; use one of: {', '.join(PRESETS)}.")
        return *PRESETS[window.lower()], f" ({window.lower()})"
    try:
        if window is not None:
            return float(window[0]), max(float(window[1]), 1e-6), ""
        centre, wide = (_first(dataset.get(name)) for name in ("WindowCenter", "WindowWidth"))
    except (TypeError, ValueError, IndexError):
        return None
    return (centre, wide, "") if np.isfinite(centre) and np.isfinite(wide) and wide > 0 else None


def _first(value: Any) -> float:
    if isinstance(value, pydicom.multival.MultiValue | list | tuple):
        value = value[0]
    return float(value)
