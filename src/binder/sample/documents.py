"""The sample's documents as they would lie in a folder: PDFs, texts, a disc, a photograph, a zip, a locked file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from binder.sample import labs, phantom
from binder.sample.people import FOOTER

if TYPE_CHECKING:
    from binder.reading import Source

DISC = "Fernhollow disc"
COPY_OF, COPY = "Labs 2026-02-14.pdf", "Labs 2026-02-14 (1).pdf"
PHOTO = "IMG_2217.png"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the sample before it is drawn.

    Attributes:
        key: name of its text in the package, beginning with its date.  file: the name it is offered under.
        zip: the archive it comes in, or empty.  opinion: 1 or 2 for the two opinions, else None.
    """

    key: str
    file: str
    body: str
    house: str = "none"
    form: str = "report"
    title: str = ""
    zip: str = ""
    password: str = ""
    opinion: int | None = None

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        if not self.file.endswith(".pdf"):
            return f"{self.body.strip()}\n\n{FOOTER}\n".encode()
        from binder.sample.paper import paper

        made = self.key[:10] if self.key[:1].isdigit() else "2026-03-27"
        return paper(self.body, house=self.house, title=self.title, form=self.form, made=made, password=self.password)


@cache
def papers() -> tuple[Paper, ...]:
    """All papers, oldest first, the undated last."""
    written = [
        _parse(entry.name.removesuffix(".txt"), entry.read_text(encoding="utf-8"))
        for entry in files(__package__).joinpath("papers").iterdir()
        if entry.name.endswith(".txt")
    ]
    counted = [
        Paper(f"{day}-labs", f"Labs {day}.pdf", labs.report(n), house="lab", title="LABORATORY REPORT")
        for n, day in enumerate(labs.DAYS)
    ]
    return tuple(sorted((*written, *counted), key=lambda paper: paper.key))


def _parse(key: str, text: str) -> Paper:
    head, _, body = text.partition("---\n")
    said = dict(line.split(": ", 1) for line in head.strip().split("\n"))
    opinion = int(said.pop("opinion")) if "opinion" in said else None
    return Paper(key, body=body, opinion=opinion, **said)


def documents() -> Iterator[Source]:
    """Every file of the sample, in the order a family would offer them; always the same bytes."""
    from binder.reading import Source

    for paper in papers():
        if not paper.zip:
            yield Source.from_bytes(paper.file, paper.data)
        if paper.key.endswith("-ct"):
            for path, data in phantom.images():
                yield Source.from_bytes(path.rsplit("/", 1)[-1], data, f"{DISC}/{path}")
        if paper.file == COPY_OF:
            yield Source.from_bytes(COPY, paper.data)
    for name in dict.fromkeys(paper.zip for paper in papers() if paper.zip):
        yield Source.from_bytes(name, _archive(name))
    yield Source.from_bytes(PHOTO, photograph())


def _archive(name: str) -> bytes:
    """The zip of that name, its members dated like their documents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for paper in papers():
            if paper.zip == name:
                year, month, day = (int(part) for part in paper.key[:10].split("-"))
                entry = zipfile.ZipInfo(paper.file, (year, month, day, 9, 0, 0))
                entry.create_system = 3  # the same bytes whichever system makes them
                archive.writestr(entry, paper.data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_CARD = (
    (34, "TIDEWELL CANCER INSTITUTE"),
    (24, "Lymphoma Service   (555) 555-0171"),
    (30, ""),
    (28, "Your next visit:"),
    (44, "Thursday, April 9    10:15"),
    (32, "Dr. Solberg"),
    (30, ""),
    (26, "Please bring: MRI images on a disc,"),
    (26, "a list of all medicines, your questions"),
    (30, ""),
    (20, FOOTER),
)


def photograph() -> bytes:
    """A photograph of an appointment card on a table: a picture without text that can be read."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    card = Image.new("L", (760, 470), 246)
    pen = ImageDraw.Draw(card)
    pen.rectangle((8, 8, 751, 461), outline=150, width=2)
    down = 28
    for size, text in _CARD:
        pen.text((40, down), text, font=ImageFont.load_default(size), fill=45)
        down += int(size * 1.35) if text else 14
    table = Image.new("L", (960, 720), 118)
    table.paste(card.rotate(3.2, expand=True, fillcolor=118, resample=Image.Resampling.BICUBIC), (85, 110))
    light = np.linspace(1.06, 0.78, 960)[None, :] * np.linspace(1.02, 0.9, 720)[:, None]
    grain = np.random.default_rng(2217).normal(0, 4, (720, 960))
    shown = np.clip(np.asarray(table, dtype=np.float64) * light + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(shown).save(out, "PNG")
    return out.getvalue()
