"""Apple Health's export.xml: who, what kinds of measurement and from when, the latest of each, and which records came.

The file is read as a stream, since it may hold years of heartbeats. Its DOCTYPE is dropped (one release wrote it
malformed) and so are the control characters that some sources put into names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from binder.model.citation import Span
from binder.model.document import AGAIN, Coded, Document, Stated
from binder.model.errors import Unreadable
from binder.reading.limits import Limits
from binder.reading.lines import Lines, iso, spaced
from binder.reading.markup import VERSION

READER = f"binder apple health 1, {VERSION}"
_BLOCK = 1 << 18
_DOCTYPE = 1 << 20  # bytes in which a DOCTYPE must end
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 13))
_PREFIX = re.compile(r"^HK(?:Quantity|Category|Data|Correlation|Characteristic)TypeIdentifier|^HK")
_KINDS = 400  # kinds of measurement listed
_RECORDS = 2_000  # clinical records listed
_EVERY = 20_000  # elements after which a sign of progress is given
# Measurements a doctor asks for; steps and heartbeats are counted only.
_SHOWN = {
    "BodyMass": ("Body weight", "29463-7"),
    "Height": ("Body height", "8302-2"),
    "BodyMassIndex": ("Body mass index", "39156-5"),
    "BloodPressureSystolic": ("Systolic blood pressure", "8480-6"),
    "BloodPressureDiastolic": ("Diastolic blood pressure", "8462-4"),
    "BodyTemperature": ("Body temperature", "8310-5"),
    "OxygenSaturation": ("Oxygen saturation", "59408-5"),
    "BloodGlucose": ("Blood glucose (own measurement)", ""),
}


@dataclass(slots=True)
class _Series:
    """One kind of measurement."""

    count: int = 0
    begun: str = ""
    last: str = ""
    value: str = ""
    unit: str = ""
    source: str = ""


class _Filtered:
    """A stream without DOCTYPE and control characters, for a parser that reads in blocks."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = _without_doctype(stream)

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes; empty at the end."""
        wanted = size if size > 0 else _BLOCK
        while not self._held:
            block = self._stream.read(_BLOCK)
            if not block:
                return b""
            self._held = block.translate(None, _CONTROLS)
        part, self._held = self._held[:wanted], self._held[wanted:]
        return part


def _without_doctype(stream: BinaryIO) -> bytes:
    """The first bytes without a type declaration, which may not go on for ever."""
    head = stream.read(_BLOCK).lstrip(b"\xef\xbb\xbf \t\r\n\x0b")
    start = head.find(b"<!DOCTYPE")
    if start < 0 or b"<HealthData" in head[:start]:
        return head.translate(None, _CONTROLS)
    while b"<HealthData" not in head and len(head) < _DOCTYPE:
        block = stream.read(_BLOCK)
        if not block:
            break
        head += block
    end = head.find(b"<HealthData", start)
    if end < 0:
        raise Unreadable("This Apple Health export is damaged at its start; export it again from the Health app.")
    return (head[:start] + head[end:]).translate(None, _CONTROLS)


class _Found:
    """What the stream held."""

    def __init__(self) -> None:
        self.exported = ""
        self.me: dict[str, str] = {}
        self.series: dict[str, _Series] = {}
        self.records: list[dict[str, str]] = []
        self.records_left = 0

    def take(self, element: Any) -> None:
        """Note one element."""
        name, values = element.tag, element.attrib
        if name == "Record":
            self._measured(values)
        elif name == "ClinicalRecord":
            if len(self.records) < _RECORDS:
                self.records.append(dict(values))
            else:
                self.records_left += 1
        elif name == "Me":
            self.me = dict(values)
        elif name == "ExportDate":
            self.exported = iso(values.get("value", ""))

    def _measured(self, values: Any) -> None:
        kind = _PREFIX.sub("", values.get("type", ""))[:80]
        if kind not in self.series and len(self.series) >= _KINDS:
            return
        series = self.series.setdefault(kind, _Series())
        series.count += 1
        date = values.get("startDate", "")[:10]
        if not series.begun or date < series.begun:
            series.begun = date
        if date >= series.last:
            series.last, series.value = date, values.get("value", "")
            series.unit, series.source = values.get("unit", ""), values.get("sourceName", "")


def read_apple_health(stream: BinaryIO, limits: Limits, alive: Callable[[], None] = lambda: None) -> Document:
    """Read an export.xml. Raises Unreadable where it is damaged from the start."""
    found, warnings = _Found(), list[str]()
    try:
        _each(_Filtered(stream), found, alive)
    except etree.XMLSyntaxError:
        if not found.series and not found.me:
            raise Unreadable(
                "This Apple Health export is damaged and could not be read; export it again from the Health app."
            ) from None
        warnings.append(f"the export is damaged or cut off: only what stands before is counted, {AGAIN}")
    return _written(found, limits, warnings)


def _each(source: _Filtered, found: _Found, alive: Callable[[], None]) -> None:
    """Every element at the first level, let go of as soon as it is noted."""
    depth = number = 0
    options: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
                               "remove_comments": True, "remove_pis": True}  # fmt: skip
    for event, element in etree.iterparse(source, events=("start", "end"), **options):
        depth += 1 if event == "start" else -1
        if event == "end" and depth == 1:
            found.take(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
            number += 1
            if number % _EVERY == 0:
                alive()


def _written(found: _Found, limits: Limits, warnings: list[str]) -> Document:
    lines = Lines(limits)
    header = [Stated("kind", "Apple Health export", "apple-health", "format")]
    header.append(Stated("title", "Apple Health export", place=lines.add("Apple Health export")))
    born = iso(found.me.get("HKCharacteristicTypeIdentifierDateOfBirth", ""))
    for label, name, value in (("Born", "born", born), ("Exported", "made", found.exported)):
        if value:
            header.append(Stated(name, value, place=lines.labelled(label, value)))
    sex = found.me.get("HKCharacteristicTypeIdentifierBiologicalSex", "").removeprefix("HKBiologicalSex")
    if sex and sex != "NotSet":
        lines.labelled("Sex", sex)
    coded = _measurements(found, lines)
    _clinical(found, lines)
    return Document("", "application/vnd.apple.health+xml", lines.pages, warnings=tuple(warnings), reader=READER,
                    header=tuple(header), coded=tuple(coded))  # fmt: skip


def _measurements(found: _Found, lines: Lines) -> list[Coded]:
    if not found.series:
        return []
    lines.section()
    lines.add("Own measurements (how many, from when to when, the latest)")
    kinds = sorted(found.series, key=lambda kind: (kind not in _SHOWN, kind))
    rows = []
    for kind in kinds:
        series = found.series[kind]
        name = _SHOWN[kind][0] if kind in _SHOWN else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind)
        latest = f"{series.value} {series.unit}".strip() if kind in _SHOWN else ""
        rows.append(
            [name, str(series.count), series.begun, series.last, latest, series.source if kind in _SHOWN else ""]
        )
    coded = []
    for kind, cells in zip(kinds, lines.table(rows), strict=True):
        series = found.series[kind]
        if kind in _SHOWN and series.value:
            place = Span(cells[0].page, cells[0].line, 0, cells[4].end)
            name, code = _SHOWN[kind]
            coded.append(Coded("vital", name, spaced(series.value), place, code=code, system="LOINC" if code else "",
                               unit=spaced(series.unit), date=iso(series.last)))  # fmt: skip
    return coded


def _clinical(found: _Found, lines: Lines) -> None:
    """The records that hospitals sent to the phone; each lies beside as a file of its own."""
    if not found.records:
        return
    lines.section()
    lines.add("Records from hospitals (each is a file of its own in the export)")
    lines.table([[iso(r.get("receivedDate", "")), r.get("type", ""), r.get("sourceName", ""),
                  r.get("resourceFilePath", "").rsplit("/", 1)[-1]] for r in found.records])  # fmt: skip
    if found.records_left:
        lines.add(f"and {found.records_left} more")
