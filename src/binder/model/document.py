"""What reading makes of a file: pages of lines, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from binder.model.citation import Span
from binder.model.study import Instance

LISTEN = "a recording: listen to it and type what is said"
AGAIN = "ask for it again"  # ends every sentence that says that a file is not whole, or not what its name says


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        number: from 1.
        lines: clean lines with columns kept (a wide gap stays two or more blanks): what is shown and cited.
        prose: the page in reading order, for full-text search; empty where it is the same as the lines.
        recognised: the text comes from optical recognition, so its numbers need a look at the picture.
        certainty: of a page recognised here, how sure each line is, in percent; else empty. Not kept in a binder.
    """

    number: int
    lines: tuple[str, ...]
    prose: str = ""
    recognised: bool = False
    certainty: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """Something a structured format says about the document itself, in a field of its own.

    Attributes:
        name: "kind", "title", "patient", "born", "patient_id", "author", "facility", "accession", "section", or what a
            date is the date of: "service", "admitted", "discharged", "collected", "reported", "signed", "printed".
        value: as shown; dates are ISO 8601 to their precision.
        code, system: where it is coded; system is "LOINC" or as the format names it.
        place: where it stands in the lines; None where it is not shown.
    """

    name: str
    value: str
    code: str = ""
    system: str = ""
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """One statement of a structured format, with the line that shows it.

    Attributes:
        type: "lab", "vital", "medication", "problem", "procedure", "allergy" or "immunization".
        name, value, unit, low, high: as stated; numbers as text.  flag: as coded ("H", "LL", "A", "N" ...).
        code, system: of the name; system is "LOINC", "RxNorm", "SNOMED CT" or as the format names it.
        date: ISO 8601 to its precision; collected, given or begun.  status: where the format says one ("final").
        place: the words in the lines that say it.
    """

    type: str
    name: str
    value: str
    place: Span
    code: str = ""
    system: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    flag: str = ""
    date: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read, before anything is said about what it is.

    Attributes:
        name: the file's name as a clean label; never used as a path.
        media_type: by content, not by extension ("application/pdf", "application/dicom", "text/plain" ...).
        pages: the text; empty for pictures, sound and DICOM images.
        instance: the DICOM header, where the file is DICOM.
        tags: (name, value) pairs worth showing: DICOM tags, a PDF's own title and author. Clean.
        picture_pages: how many pages or frames can be drawn.  pictures: the numbers of pages that are pictures without
            text.
        warnings: sentences for the person, such as "page 3 is a picture without text".
        reader: name and version of what read it, kept so that a re-read never moves old citations silently.
        parts: documents inside this one (attachments), each read for itself.
        unread: why a part could not be read, one sentence; empty for what was read.
        header: what a structured format says of the document itself; coded: its statements, each with its place.
    """

    name: str
    media_type: str
    pages: tuple[Page, ...] = ()
    instance: Instance | None = None
    tags: tuple[tuple[str, str], ...] = ()
    picture_pages: int = 0
    warnings: tuple[str, ...] = ()
    reader: str = ""
    parts: tuple[Document, ...] = field(default=())
    unread: str = ""
    header: tuple[Stated, ...] = ()
    coded: tuple[Coded, ...] = ()
    pictures: tuple[int, ...] = ()

    def line(self, page: int, line: int) -> str:
        """The text of a line, both counted from 1; empty if there is no such line."""
        for p in self.pages:
            if p.number == page:
                return p.lines[line - 1] if 0 < line <= len(p.lines) else ""
        return ""

    def stated(self, name: str) -> Stated | None:
        """The first thing of that name in the header."""
        return next((item for item in self.header if item.name == name), None)

    @property
    def text(self) -> str:
        """All lines, joined."""
        return "\n".join(line for page in self.pages for line in page.lines)


def faults_in(warnings: Iterable[str]) -> tuple[str, ...]:
    """The warnings of a document that say that it has to be asked for again."""
    return tuple(warning for warning in warnings if AGAIN in warning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in grey levels, ready to be drawn in a terminal: never for diagnosis.

    Attributes:
        width, height: in points.
        grey: width x height bytes, 0 black to 255 white, row by row.
        note: how it was made ("window 40/400, frame 3 of 24").
    """

    width: int
    height: int
    grey: bytes
    note: str = ""
