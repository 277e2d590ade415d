"""HL7 version 2 messages as laboratories send them: split here, since real ones bend every rule a library insists on.

The header's own separators are taken (chapter 2.5.4), segments may end in CR, LF or both, and a line that begins no
segment belongs to the one above it. Results stand in OBR, OBX and NTE (chapter 7), text documents in TXA (chapter 9).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from typing import BinaryIO

from binder.model.citation import Span
from binder.model.document import Coded, Document, Stated
from binder.model.errors import Unreadable
from binder.reading.attached import Inside
from binder.reading.enclosed import Enclosed, named
from binder.reading.hl7_segments import Segment, messages
from binder.reading.limits import Limits
from binder.reading.lines import Lines, clock, iso, read_whole, spaced
from binder.reading.text import decode

READER = "binder hl7 1"
_LARGEST = 64 << 20
_IMAGING = {"CT", "RAD", "NMR", "MRI", "CUS", "RUS", "OUS", "VUS", "XRC", "NMS", "RX", "CTH", "DX", "US", "MG", "PET"}
_SECTIONS = {"PAT": "11526-1", "SP": "11526-1", "CP": "11526-1", "CG": "55228-1", "GE": "51969-4",
             "EC": "11524-6"}  # fmt: skip
_RESULTS = {"NM", "SN", "CWE", "CE", "CNE", "CF", "ST", "TX", "FT", ""}
_SYSTEMS = {"LN": "LOINC", "LOINC": "LOINC", "SCT": "SNOMED CT", "SNM": "SNOMED CT", "RXNORM": "RxNorm"}
_WITHDRAWN = ("deleted", "wrong, withdrawn", "not done")
_RUNNING = 3  # results of one code in words: from so many on they are the lines of one text
_SHORT, _LONG = 60, 300  # characters of a result in words that still stands in a table, free text and strings
_COLUMNS = ["Test", "Value", "Unit", "Range", "Flag", "Status"]
_STATUS = {"F": "final", "P": "preliminary", "C": "corrected", "X": "not done", "I": "pending", "D": "deleted",
           "R": "not verified", "S": "partial", "U": "final", "W": "wrong, withdrawn", "O": "ordered"}  # fmt: skip


def read_hl7(stream: BinaryIO, limits: Limits) -> Document:
    """Read one file of messages. Raises Unreadable where it holds none."""
    return _read(stream, limits)[0]


def enclosed(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> list[Enclosed]:
    """The files inside its results."""
    return _read(stream, limits)[1]


def _read(stream: BinaryIO, limits: Limits) -> tuple[Document, list[Enclosed]]:
    content, guessed = decode(read_whole(stream, _LARGEST, "HL7 file"))
    found = list(messages(content.lstrip("\ufeff\x0b \t\r\n")))
    if not found:
        raise Unreadable("This HL7 file holds no message that can be read; ask for the results as PDF.")
    written = _Written(limits)
    for number, message in enumerate(found):
        written.message(message, number)
        if written.lines.full:
            written.warnings.append("only the first part of this file is read: it is very long")
            break
    if guessed:
        written.warnings.append("the encoding is not stated and was taken for Latin-1: accents and signs may be wrong")
    made = Document("", "application/hl7-v2", written.lines.pages, warnings=tuple(written.warnings), reader=READER,
                    header=tuple(written.header), coded=tuple(written.coded),
                    parts=named((part.name for part in written.inside.parts), limits))  # fmt: skip
    return made, written.inside.parts


class _Written:
    """The lines, header and statements of a file in the making."""

    def __init__(self, limits: Limits) -> None:
        self.lines = Lines(limits)
        self.inside = Inside(limits)
        self.header: list[Stated] = []
        self.coded: list[Coded] = []
        self.warnings: list[str] = []
        self._who: tuple[str, str] | None = None
        self._other = False  # whether the message being written is of another patient than the first

    def message(self, message: list[Segment], number: int) -> None:
        """Write one message down."""
        if number:
            self.lines.section(fresh=True)
        self._heading(message[0], next((s for s in message if s.name == "PID"), None))
        group: list[Segment] = []
        for segment in message[1:]:
            if segment.name in ("OBR", "TXA"):
                self._results(group)
                self.lines.section()
                self._ordered(segment) if segment.name == "OBR" else self._document(segment)
                group = []
            elif segment.name == "OBX":
                group.append(segment)
            elif segment.name == "NTE":
                self._results(group)
                group = []
                self._note(segment)
        self._results(group)
        if message[0].get(9) in ("ORU", "OUL", "") and any(segment.name == "OBR" for segment in message):
            self.state("kind", "laboratory results", None, "11502-2", "LOINC")  # unless it said otherwise above

    def state(self, name: str, value: str, place: Span | None = None, code: str = "", system: str = "") -> None:
        """Note something about the file, once for each value."""
        if value and not any(item.name == name and item.value == value and item.code == code for item in self.header):
            self.header.append(Stated(name, value, code, system, place))

    def _heading(self, msh: Segment, pid: Segment | None) -> None:
        facility = msh.get(4) or msh.get(3)
        kind = msh.get(9)
        self.lines.add("Results (HL7 message)" if kind in ("ORU", "") else f"HL7 message {kind}")
        if facility:
            self.state("facility", facility, self.lines.labelled("From", facility))
        if made := iso(msh.get(7)):
            self.state("printed", made, self.lines.labelled("Message made", clock(msh.get(7))))
        if pid is not None:
            self._patient(pid)

    def _patient(self, pid: Segment) -> None:
        parts = [pid.get(5, n) for n in range(1, 5)]
        name = spaced(" ".join([parts[1], parts[2], parts[0], parts[3]]))
        born, identifier = iso(pid.get(7)), pid.get(3) or pid.get(2)
        if self._who not in (None, (name, born)):
            self.warnings.append("it holds messages of more than one patient: only what is stated of the first is used")
            self.state("other_patient", name or "another patient")
        self._other = self._who not in (None, (name, born))
        self._who = self._who or (name, born)
        for label, key, value in (("Patient", "patient", name), ("Born", "born", born), ("Sex", "", pid.get(8)),
                                  ("Patient ID", "patient_id", identifier)):  # fmt: skip
            if value:
                place = self.lines.labelled(label, value)
                if key:
                    self.state(key, value, place)

    def _ordered(self, obr: Segment) -> None:
        title = obr.get(4, 2) or obr.get(4, 5) or obr.get(4)
        if title:
            place = self.lines.add(title)
            self.state("title", title, place)
            self._kind(obr, 4, title)
            section = obr.get(24).upper()
            if code := "18748-4" if section in _IMAGING else _SECTIONS.get(section, ""):
                self.state("kind", section, None, code, "LOINC")
        for label, key, field in (
            ("Collected", "collected", 7),
            ("Received", "received", 14),
            ("Reported", "reported", 22),
        ):
            if date := iso(obr.get(field)):
                self.state(key, date, self.lines.labelled(label, clock(obr.get(field))))
        if number := obr.get(3) or obr.get(2):
            self.state("accession", number, self.lines.labelled("Order", number))
        if doctor := _person(obr, 32) or "":
            self.state("author", doctor, self.lines.labelled("Interpreted by", doctor))
        if doctor := _person(obr, 16):
            self.lines.labelled("Ordered by", doctor)

    def _kind(self, segment: Segment, field: int, title: str) -> None:
        """A LOINC code of an order or of a text may be that of a kind of report."""
        if _system(segment.get(field, 3), segment.get(field)) == "LOINC":
            self.state("kind", title, None, segment.get(field), "LOINC")

    def _document(self, txa: Segment) -> None:
        code, title = txa.get(2), txa.get(2, 2) or txa.get(2)
        if title:
            loinc = code if re.fullmatch(r"\d{1,7}-\d", code) else _NOTES.get(code, "")
            self.state("kind", title, self.lines.labelled("Document", title), loinc, "LOINC" if loinc else "HL7 0270")
        for label, key, field in (("Service", "service", 4), ("Written", "reported", 6)):
            if date := iso(txa.get(field)):
                self.state(key, date, self.lines.labelled(label, clock(txa.get(field))))
        if author := _person(txa, 9) or _person(txa, 5):
            self.state("author", author, self.lines.labelled("Author", author))

    def _note(self, nte: Segment) -> None:
        for piece in nte.raw(3).split(nte.separators.repeat):
            if text := nte.separators.plain(piece).strip():
                self.lines.add(text)

    def _results(self, group: list[Segment]) -> None:
        """Results under one header of columns; running text as its lines."""
        codes = Counter(obx.get(3) for obx in group)
        results = [(obx, _Result(obx, codes[obx.get(3)] < _RUNNING)) for obx in group]
        rows = [r for _, r in results if r.row is not None]
        heading = ""
        places = iter(self.lines.table([_COLUMNS, *(r.row for r in rows if r.row)])[1:] if rows else [])
        for obx, result in results:
            if result.row is not None:
                self._result(obx, result, next(places))
            elif result.attached:
                self._attachment(result)
            else:
                self._kind(obx, 3, result.name)
                if result.name and result.name != heading:
                    heading = result.name
                    self.lines.add(f"{heading}:")
                for text in result.text:
                    self.lines.add(text)

    def _result(self, obx: Segment, result: _Result, cells: list[Span]) -> None:
        if date := iso(obx.get(14)):
            self.state("collected", date)
        if not result.value or not result.name or result.status in _WITHDRAWN or self._other:
            return
        place = Span(cells[0].page, cells[0].line, cells[0].start, max(c.end for c in cells[:5] if c.end > c.start))
        kind = "lab" if result.type in _RESULTS else "finding"
        self.coded.append(Coded(
            kind, result.name, result.value, place, code=obx.get(3), system=_system(obx.get(3, 3), obx.get(3)),
            unit=result.unit, low=result.low, high=result.high, flag=result.flag, date=date or self._collected(),
            status=result.status,
        ))  # fmt: skip

    def _collected(self) -> str:
        return next((item.value for item in reversed(self.header) if item.name == "collected"), "")

    def _attachment(self, result: _Result) -> None:
        if result.name:
            self.lines.add(result.name)
        if result.file is None:
            self.warnings.append(f"holds an attached {result.attached} that is elsewhere, or damaged")
            return
        for line in self.inside.take(result.file, result.media, result.name):
            self.lines.add(line)


# HL7 table 0270, the types of transcribed documents.
_NOTES = {"HP": "34117-2", "CN": "11488-4", "DS": "18842-5", "OP": "11504-8", "PN": "11506-3", "ED": "34111-5",
          "PR": "28570-0", "DI": "18748-4", "AU": "18743-5", "LP": "11502-2", "SP": "11526-1",
          "TS": "18761-7"}  # fmt: skip


class _Result:
    """One OBX taken apart: a row of a table, lines of text, or an attachment."""

    def __init__(self, obx: Segment, alone: bool = True) -> None:
        self.type = obx.get(2).upper()
        self._alone = alone
        self.name = obx.get(3, 2) or obx.get(3, 5) or obx.get(3)
        self.unit = obx.get(6) or obx.get(6, 2)
        self.flag = obx.get(8)
        self.status = _STATUS.get(obx.get(11).upper(), "")
        self.attached = _attached(obx) if self.type in ("ED", "RP") else ""
        self.file, self.media = _file(obx) if self.attached else (None, "")
        self.text: list[str] = []
        self.value = "" if self.attached else self._value(obx)
        self.range = spaced(obx.separators.plain(obx.raw(7)))
        self.low, self.high = range_ends(self.range)
        self.row: list[str] | None = None
        if not self.attached and not self.text and (self.name or self.value):
            shown = self.value or "-"
            self.row = [self.name, shown, self.unit, self.range, self.flag, self.status]

    def _value(self, obx: Segment) -> str:
        """The value of a row; running text goes to `text` instead."""
        separators, raw = obx.separators, obx.raw(5)
        if self.type == "SN":
            parts = [*separators.components(raw), "", "", ""]
            return spaced("".join(parts[:4]))
        if self.type in ("CWE", "CE", "CNE", "CF"):
            each = [separators.components(piece) for piece in raw.split(separators.repeat)]
            return ", ".join(v for v in (_shown(parts) for parts in each) if v)
        if self.type in ("DT", "TS", "DTM"):
            return clock(raw)
        lines = [
            line.rstrip() for piece in raw.split(separators.repeat) for line in separators.plain(piece).split("\n")
        ]
        short = len(lines) == 1 and len(raw) <= (_SHORT if self.type in ("TX", "FT") else _LONG)
        if not (short and self.name and (self._alone or self.unit)) and self.type not in ("NM", ""):
            self.text = lines
            return ""
        return spaced(" ".join(separators.plain(raw).split(separators.component)))


def _shown(parts: list[str]) -> str:
    """What a coded value says: its words, else its code."""
    return spaced(next((parts[n] for n in (1, 8, 4, 0) if n < len(parts) and parts[n].strip()), ""))


def _attached(obx: Segment) -> str:
    kind = " ".join(obx.get(5, n) for n in (2, 3)).upper()
    if "PDF" in kind:
        return "PDF"
    try:
        start = base64.b64decode(obx.get(5, 5)[:8] or obx.get(5)[:8], validate=True)
    except (binascii.Error, ValueError):
        start = b""
    return "PDF" if start.startswith(b"%PDF") else "file"


def _file(obx: Segment) -> tuple[bytes | None, str]:
    """The bytes of an encapsulated result (type ED: source, type, subtype, encoding, data) and their kind."""
    data = obx.get(5, 5) or obx.get(5)
    kind = f"{obx.get(5, 2)}/{obx.get(5, 3)}".strip("/").lower()
    media = {"pdf": "application/pdf", "im": "image/", "text": "text/plain"}.get(kind, kind)
    try:
        return base64.b64decode("".join(data.split()), validate=True) or None, media
    except (binascii.Error, ValueError):
        return None, media


def _person(segment: Segment, number: int) -> str:
    """A doctor's name from an XCN or NDL field."""
    raw = segment.raw(number).split(segment.separators.repeat)[0]
    parts = segment.separators.components(raw)
    if segment.separators.part in parts[0]:  # NDL: the name's own parts stand one level down
        parts = [
            segment.separators.plain(p)
            for p in raw.split(segment.separators.component)[0].split(segment.separators.part)
        ]
    parts += [""] * 7
    if not (parts[1] or parts[2]):
        return ""
    return spaced(" ".join([parts[5], parts[2], parts[3], parts[1], parts[4]]))


def _system(declared: str, code: str) -> str:
    known = _SYSTEMS.get(declared.upper())
    return known or ("LOINC" if re.fullmatch(r"\d{1,5}-\d", code) else declared)


def range_ends(printed: str) -> tuple[str, str]:
    """The two ends of a reference range as printed; empty where it has none ("70-105", "70_105", "<5", ">= 60")."""
    number = r"-?(?:\d[\d,]*\.?\d*|\.\d+)"
    if match := re.match(rf"[\[(\s]*({number})\s*(?:-|–|_|to|\.\.)\s*({number})", printed):
        return match[1], match[2]
    if match := re.match(rf"\s*(?:<|≤|up to|less than)\s*=?\s*({number})", printed, re.IGNORECASE):
        return "", match[1]
    if match := re.match(rf"\s*(?:>|≥|greater than|more than)\s*=?\s*({number})", printed, re.IGNORECASE):
        return match[1], ""
    return "", ""
