"""A page as a reader of print needs it: grey, straight, its letters large enough. Runs in the worker.

A page that stands askew costs more of its rows than anything else does, so it is set straight first: the angle is the
one at which the lines of print and the white between them part best.
"""

from __future__ import annotations

import ctypes
from typing import Any, BinaryIO

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageFilter, ImageOps

from binder.model.document import Picture
from binder.model.errors import Unreadable
from binder.reading.identify import identify
from binder.reading.image import open_image
from binder.reading.limits import Limits
from binder.reading.pdf import open_pdf
from binder.reading.tones import grey_of

_LETTER = 11.0  # inches: the long side that a picture without a size of its own is taken to have
_DPI = 300  # dots an inch print is brought to
_COARSEST, _FINEST = 72, 400  # dots an inch a scan may have
_MOST = 16_000_000  # points of a page
_LARGEST = 3.0  # times a picture is enlarged at most
_ASKEW = 5.0  # degrees looked through to each side
_SMALL = 2000  # points the long side has about while the angle is sought
_DARK = 150_000  # dark points that are looked at for it
_TURNED = 0.1  # degrees that are not worth turning the page for
_FAX = 0.97  # share of points near black or white that makes a page one of two tones
_BLUR = 1.1 / 204  # of a dot, for each dot an inch: what reads best on the pages of a fax machine
_INK = 0.0005  # share of dark points below which a page is blank


def page_to_read(stream: BinaryIO, size: int, name: str, wish: dict[str, Any], limits: Limits) -> Picture:
    """Page `number` of a PDF or picture in grey, straight, at about 300 dots an inch; its note says "blank" if it is.

    `turned` (0 to 3) are quarter turns to the left to make before. Raises Unreadable.
    """
    found = identify(stream, name)
    kind = found.media_type if found and not found.words else ""
    number = int(wish["number"])
    if kind == "application/pdf":
        page, dpi = _of_pdf(stream, size, number, wish.get("password"))
    elif kind.startswith("image/"):
        page, dpi = _of_picture(stream, number, limits)
    else:
        raise Unreadable("This kind of file has no page to recognise.")
    page = _toned(page)
    if turned := int(wish.get("turned", 0)) % 4:
        page = page.rotate(90 * turned, expand=True, fillcolor=255)
    if _ink(page) < _INK:
        return Picture(1, 1, b"\xff", "blank")
    page = _enlarged(page, dpi)
    angle = _angle(page)
    if abs(angle) > _TURNED:
        page = page.rotate(angle, Image.Resampling.BICUBIC, expand=False, fillcolor=255)
    return Picture(page.width, page.height, page.tobytes(), f"turned by {angle:.1f} degrees")


def _of_pdf(stream: BinaryIO, size: int, number: int, password: str | None) -> tuple[Any, float]:
    """A page drawn with the dots that its own picture has."""
    try:
        pdf = open_pdf(stream, size, password)
    except pypdfium2.PdfiumError:
        raise Unreadable("The pages of this damaged PDF cannot be drawn.") from None
    try:
        if not 1 <= number <= len(pdf):
            raise Unreadable(f"There is no page {number} in this PDF.")
        page = pdf[number - 1]
        width, height = page.get_size()
        if not (0 < width < 1e6 and 0 < height < 1e6):
            raise Unreadable("This page has no size that can be drawn.")
        dpi = min(max(_own_dots(page), _COARSEST), _FINEST)
        dpi = min(dpi, 72 * (_MOST / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=dpi / 72, grayscale=True)
        try:
            drawn = np.array(bitmap.to_numpy(), copy=True)
        finally:
            bitmap.close()
            page.close()
    except (pypdfium2.PdfiumError, ValueError):
        raise Unreadable("This page cannot be drawn.") from None
    finally:
        pdf.close()
    return Image.fromarray(drawn.reshape(drawn.shape[0], -1)[:, : drawn.shape[1]], "L"), dpi


def _own_dots(page: Any) -> float:
    """Dots an inch of the largest picture on a page; of a page without any, what print is brought to."""
    best, dots = 0.0, float(_DPI)
    edges = [ctypes.c_float() for _ in range(4)]
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        if not pdfium.FPDFPageObj_GetBounds(item.raw, *map(ctypes.byref, edges)):
            continue
        x0, y0, x1, y1 = (edge.value for edge in edges)
        area = (x1 - x0) * (y1 - y0)
        if area > best and pdfium.FPDFImageObj_GetImagePixelSize(item.raw, ctypes.byref(wide), ctypes.byref(high)):
            best, dots = area, 72 * (wide.value * high.value / area) ** 0.5
    return dots


def _of_picture(stream: BinaryIO, number: int, limits: Limits) -> tuple[Any, float]:
    with open_image(stream, limits) as image:
        try:
            if number > 1:
                image.seek(number - 1)
            across, down = _resolution(image)
            grey = grey_of(ImageOps.exif_transpose(image))
        except (OSError, ValueError, SyntaxError, EOFError):
            raise Unreadable("This picture is damaged and cannot be drawn; ask for it again.") from None
    if across and down and 0.4 < across / down < 2.5 and abs(across - down) > 1:  # a fax of half the rows
        if across > down:
            grey = grey.resize((grey.width, round(grey.height * across / down)))
        else:
            grey = grey.resize((round(grey.width * down / across), grey.height))
        down = across = max(across, down)
    dots = max(grey.size) / _LETTER
    if _COARSEST < across <= 1200 and 4 < max(grey.size) / across < 20:
        dots = across
    if dots > _DPI:
        grey = grey.reduce(int(dots / _DPI)) if dots >= 2 * _DPI else grey
    if grey.width * grey.height > _MOST:
        grey.thumbnail((int(_MOST**0.5), int(_MOST**0.5)))
    return grey, max(grey.size) / _LETTER if dots > _DPI else dots


def _resolution(image: Any) -> tuple[float, float]:
    try:
        across, down = image.info["dpi"]
        return float(across), float(down)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0


def _toned(page: Any) -> Any:
    """The full range of grey, dark print on light ground; a page of two tones is left as it is."""
    counts = np.array(page.histogram(), dtype=float)
    total = counts.sum() or 1.0
    if counts[:64].sum() > 0.75 * total:  # light print on dark ground
        page = ImageOps.invert(page)
        counts = counts[::-1]
    if (counts[:32].sum() + counts[224:].sum()) / total > _FAX:
        return page
    ink = 100 * counts[:128].sum() / total
    return ImageOps.autocontrast(page, cutoff=(min(1.0, ink / 2), 30))


def _enlarged(page: Any, dpi: float) -> Any:
    """Small print made larger, and the stairs of a page of two tones smoothed."""
    factor = min(_DPI / max(dpi, 1.0), _LARGEST, (_MOST / (page.width * page.height)) ** 0.5)
    two_toned = sum(page.histogram()[32:224]) < (1 - _FAX) * page.width * page.height
    if two_toned:  # takes off specks and stairs alike; a filter that votes would take thin strokes with them
        page = page.filter(ImageFilter.GaussianBlur(_BLUR * dpi))
    if factor > 1.1:
        page = page.resize((round(page.width * factor), round(page.height * factor)), Image.Resampling.BICUBIC)
    return page


def _ink(page: Any) -> float:
    counts = page.histogram()
    return float(sum(counts[:128]) / max(sum(counts), 1))


def _angle(page: Any) -> float:
    """Degrees to turn the page to the left so that its lines lie level."""
    # By a whole number: any other makes stripes, which line up at an angle of their own.
    grey = np.asarray(page.reduce(max(1, round(max(page.size) / _SMALL))), dtype=np.float32)
    border = (slice(int(grey.shape[0] * 0.03), None), slice(int(grey.shape[1] * 0.03), None))
    dark = grey < min(float(grey.mean()) - 20, 200)
    rows, columns = np.nonzero(dark[border])
    if len(rows) < 200:
        return 0.0
    if len(rows) > _DARK:
        step = len(rows) // _DARK + 1
        rows, columns = rows[::step], columns[::step]

    def sharpness(angle: float) -> float:
        slope = np.tan(np.radians(angle))
        level = np.floor(rows + columns * slope).astype(np.int32)
        profile = np.bincount(level - level.min()).astype(np.float64)
        # A table lines up at some wrong angles too, a row of one column with the next of another: the smaller is meant.
        return float(np.sum(np.diff(profile) ** 2)) * (1 - 0.02 * abs(angle))

    best = max(np.arange(-_ASKEW, _ASKEW + 0.01, 0.2), key=sharpness)
    best = max(np.arange(best - 0.15, best + 0.16, 0.05), key=sharpness)
    if sharpness(best) < 1.05 * sharpness(0.0):
        return 0.0
    return -float(best)
