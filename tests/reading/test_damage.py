"""Files damaged at random end as documents or in one sentence; pictures of them too. Nothing else is raised."""

from __future__ import annotations

import os
import random

from binder.model.document import Document, Picture
from binder.model.errors import Unreadable
from binder.model.record import Intake
from binder.reading import Reader, Source, sources
from tests.reading import made

ROUNDS = 400 if os.environ.get("BINDER_LONG_TESTS") else 12
KINDS = {
    "a.pdf": made.lab_pdf(watermark="COPY"),
    "scan.pdf": made.scan_pdf("hidden words"),
    "a.dcm": made.dicom(),
    "DICOMDIR": made.disc_index(("1.2.3", 3)),
    "a.zip": made.archive(("a.txt", b"words" * 100), ("b.pdf", made.pdf("Words."))),
    "a.tif": made.picture("TIFF", pages=2),
    "a.jpg": made.picture("JPEG"),
    "a.png": made.picture("PNG"),
}


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, a piece left out or doubled, or the end cut off."""
    made_wrong = bytearray(data)
    for _ in range(dice.choice((1, 4, 30))):
        made_wrong[dice.randrange(len(made_wrong))] = dice.choice((0, 0x7F, 0xFF, dice.randrange(256)))
    at, size = dice.randrange(len(made_wrong)), dice.randrange(1, 200)
    match dice.randrange(4):
        case 0:
            del made_wrong[at : at + size]
        case 1:
            made_wrong[at:at] = made_wrong[at : at + size]
        case 2:
            del made_wrong[at:]
    return bytes(made_wrong)


def test_whatever_is_damaged_ends_in_words(reader: Reader):
    dice = random.Random(20260110)
    for _ in range(ROUNDS):
        for name, data in KINDS.items():
            for found in sources([Source.from_bytes(name, damaged(data, dice))], reader):
                if isinstance(found, Intake):
                    assert found.why
                    continue
                try:
                    document = reader.read(found)
                    assert isinstance(document, Document)
                    if document.picture_pages:
                        assert isinstance(reader.picture(found), Picture)
                except Unreadable as error:
                    assert str(error).endswith(".") and "\n" not in str(error)
