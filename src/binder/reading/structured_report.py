"""DICOM structured reports as indented text: every item a line, its name before its value (PS3.3 C.17.3, PS3.16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from binder.model.clean import clean, clean_lines
from binder.model.document import Page
from binder.reading.dicom_values import iso_date, sequence_of, text_of, texts_of, value_of
from binder.reading.limits import Limits
from binder.reading.text import bounded

_DEEPEST = 40
_LINES = 50_000
_INDENT = "  "
_TEXT = 200_000  # characters of one item


def report_pages(dataset: Any, limits: Limits) -> tuple[tuple[Page, ...], bool]:
    """The report as one page, and whether it was too long to be read whole."""
    lines: list[str] = []
    for line in (*_head(dataset), "", *_items(dataset, 0)):
        if len(lines) >= _LINES:
            return (Page(1, tuple(bounded(lines)[0])),), True
        lines.append(line)
    return (Page(1, tuple(bounded(lines)[0])),), False


def _head(dataset: Any) -> Iterator[str]:
    """Who, when and what as the head of a printed report."""
    yield _concept(dataset) or text_of(dataset, "SeriesDescription") or "Structured report"
    for label, keyword in (("Patient", "PatientName"), ("Patient ID", "PatientID"), ("DOB", "PatientBirthDate"),
                           ("Study", "StudyDescription"), ("Study date", "StudyDate"), ("Accession number",
                           "AccessionNumber"), ("Report date", "ContentDate"), ("Institution", "InstitutionName"),
                           ("Status", "CompletionFlag"), ("Verification", "VerificationFlag")):  # fmt: skip
        value = text_of(dataset, keyword)
        if value:
            yield f"{label}: {_shown(keyword, value)}"
    for observer in sequence_of(dataset, "AuthorObserverSequence"):
        if name := text_of(observer, "PersonName"):
            yield f"Author: {person(name)}"
    for observer in sequence_of(dataset, "VerifyingObserverSequence"):
        when = iso_date(text_of(observer, "VerificationDateTime")[:8])
        yield f"Verified by: {person(text_of(observer, 'VerifyingObserverName'))}" + (f", {when}" if when else "")


def _shown(keyword: str, value: str) -> str:
    if keyword == "PatientName":
        return person(value)
    return (iso_date(value) or value) if keyword.endswith("Date") else value.replace("_", " ")


def person(name: str) -> str:
    """A DICOM name as people write it ("Sample^Ann^^Dr" becomes "Dr Ann Sample")."""
    family, given, middle, before, after = ([part.strip() for part in name.split("=")[0].split("^")] + [""] * 5)[:5]
    return " ".join(part for part in (before, given, middle, family, after) if part)


def _items(parent: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        yield _INDENT * depth + "(further levels are not shown)"
        return
    for item in sequence_of(parent, "ContentSequence"):
        name, values = _concept(item), list(_values(item))
        start = _INDENT * depth
        if not values and name and text_of(item, "ValueType") == "CONTAINER":
            yield start + name
        elif len(values) == 1:
            yield start + (f"{name}: {values[0]}" if name else values[0])
        elif values or (name and text_of(item, "ValueType") != "UIDREF"):
            yield start + (f"{name}:" if name else "")
            yield from (start + _INDENT + value for value in values)
        yield from _items(item, depth + 1)


def _values(item: Any) -> Iterable[str]:
    """The value of a content item in words, a line each."""
    kind = text_of(item, "ValueType")
    if kind == "TEXT":
        return [line for line in clean_lines(str(value_of(item, "TextValue") or "")[:_TEXT]) if line]
    if kind == "CODE":
        return _meanings(item, "ConceptCodeSequence")
    if kind == "NUM":
        return list(_numbers(item))
    if kind == "PNAME":
        return [person(text_of(item, "PersonName"))]
    if kind in ("DATE", "TIME", "DATETIME"):
        value = text_of(item, {"DATE": "Date", "TIME": "Time", "DATETIME": "DateTime"}[kind])
        return [_moment(kind, value)] if value else []
    if kind in ("IMAGE", "COMPOSITE", "WAVEFORM"):
        return list(_references(item, kind))
    if kind in ("SCOORD", "SCOORD3D", "TCOORD"):
        return [f"({text_of(item, 'GraphicType').lower() or 'marked'} on the image)"]
    return ()  # UIDREF and what says nothing to a reader


def _numbers(item: Any) -> Iterator[str]:
    for measured in sequence_of(item, "MeasuredValueSequence"):
        unit = next(iter(sequence_of(measured, "MeasurementUnitsCodeSequence")), None)
        code, meaning = text_of(unit, "CodeValue"), text_of(unit, "CodeMeaning")
        words = "" if code in ("1", "{no units}") or meaning == "no units" else code or meaning
        yield f"{text_of(measured, 'NumericValue')} {words}".strip()
    yield from _meanings(item, "NumericValueQualifierCodeSequence")


def _moment(kind: str, value: str) -> str:
    day, clock = (value[:8], value[8:]) if kind == "DATETIME" else (value, "") if kind == "DATE" else ("", value)
    time = f"{clock[:2]}:{clock[2:4]}" if len(clock) >= 4 and clock[:4].isdigit() else ""
    return " ".join(part for part in (iso_date(day), time) if part) or value


def _references(item: Any, kind: str) -> Iterator[str]:
    for referenced in sequence_of(item, "ReferencedSOPSequence"):
        frames = ", ".join(texts_of(referenced, "ReferencedFrameNumber"))
        word = {"IMAGE": "image", "WAVEFORM": "curve"}.get(kind, "object")
        uid = text_of(referenced, "ReferencedSOPInstanceUID")
        yield f"({word} {uid}{', frame ' + frames if frames else ''})"


def _meanings(item: Any, keyword: str) -> list[str]:
    codes = sequence_of(item, keyword)
    return [found for code in codes if (found := text_of(code, "CodeMeaning") or text_of(code, "CodeValue"))]


def _concept(item: Any) -> str:
    """The name of an item, clean."""
    return clean("; ".join(_meanings(item, "ConceptNameCodeSequence")))
