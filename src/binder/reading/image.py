"""Photos and scans: kept and drawable. What is printed on them is recognised afterwards, where it can be."""

from __future__ import annotations

import warnings as python_warnings
from typing import Any, BinaryIO

import pi_heif
import PIL
from PIL import Image, ImageFile

from binder.model.clean import clean
from binder.model.document import AGAIN, Document
from binder.model.errors import Unreadable
from binder.reading.limits import Limits

READER = f"pillow {PIL.__version__}"
FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP", "HEIF")
_PAGES = 500  # pages of a TIFF that are counted
pi_heif.register_heif_opener()  # photos of telephones; decodes only, so it brings no encoder's licence
pi_heif.options.DECODE_THREADS = 1
_EXIF_TAKEN, _EXIF_TIME, _EXIF_PART = 36867, 306, 0x8769


def read_image(stream: BinaryIO, media_type: str, limits: Limits) -> Document:
    """Read size and pages of a picture. Raises Unreadable where nothing of it can be drawn."""
    with open_image(stream, limits) as image:
        pages = _count(image)
        tags = _tags(image)
        warnings: list[str] = []
        if pages > _PAGES:
            warnings.append(f"only the first {_PAGES} pages are counted")
        try:
            image.draft("L", (image.width // 8, image.height // 8))  # JPEG: decode an eighth, enough to see it is whole
            image.load()
        except (OSError, ValueError, SyntaxError, EOFError):
            warnings.append(f"the picture is cut off or damaged: {AGAIN}")
    count = min(pages, _PAGES)
    pictures = tuple(range(1, count + 1))
    return Document("", media_type, (), None, tags, count, tuple(warnings), READER, pictures=pictures)


def open_image(stream: BinaryIO, limits: Limits) -> Any:
    """Open one of the kinds of picture read here. Raises Unreadable in words."""
    Image.MAX_IMAGE_PIXELS = limits.pixels
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(stream, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable(
            f"This picture has more than {limits.pixels // 1_000_000} million points, more than is drawn here; "
            "ask for a smaller copy."
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, OverflowError):
        raise Unreadable("This picture is damaged and cannot be drawn; ask for it again.") from None


def _count(image: Any) -> int:
    """Pages of a TIFF; an animation counts as one picture."""
    if image.format != "TIFF":
        return 1
    try:
        page = 0
        while page <= _PAGES:
            image.seek(page)
            page += 1
    except (EOFError, OSError, ValueError, SyntaxError):
        pass
    finally:
        image.seek(0)
    return max(page, 1)


def _tags(image: Any) -> tuple[tuple[str, str], ...]:
    found = [("Size", f"{image.width} x {image.height}")]
    try:
        exif = image.getexif()
        taken = exif.get_ifd(_EXIF_PART).get(_EXIF_TAKEN) or exif.get(_EXIF_TIME)
    except Exception:  # a broken Exif block must not cost the picture
        taken = None
    if isinstance(taken, str) and taken[:4].isdigit():
        found.append(("Taken", clean(taken.strip("\0 "))[:40]))
    return tuple(found)
