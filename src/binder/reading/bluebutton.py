"""Blue Button text (My HealtheVet and MyMedicare downloads): lines already, whose labels are as good as fields.

A download is a United States form: a date in figures is month, day, year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from binder.model.citation import Span
from binder.model.document import Coded, Document, Stated
from binder.reading.hl7 import range_ends

READER = "binder blue button 1"
_TOP = 40  # lines in which the download says what it is
_MARK = re.compile(r"\bblue\s?button\b", re.IGNORECASE)
_FIELD = re.compile(r"^\s*(?P<label>[A-Z][A-Za-z/()' ]{1,40}?)\s*:\s*(?P<value>\S.*?)?\s*$")
_TWO = re.compile(r"\s{3,}(?=[A-Z][A-Za-z/ ]{2,30}:)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"\b(?P<d>\d{1,2})[ -](?P<m>[A-Za-z]{3})[a-z]*[ -](?P<y>(?:19|20)\d\d)\b")
_FIGURES = re.compile(r"\b(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d)\b")
_RESULT = re.compile(
    r"(?P<value>.*?)\s*(?P<flag>\b(?:critical )?(?:high|low)\b|\b(?:HH|LL|H|L)\b|\*+)?\s*$", re.IGNORECASE
)
_TAKEN = ("date/time collected", "date taken", "collection date")
_AGREED = frozenset({"medication", "drug name", "medication name"})


@dataclass(frozen=True, slots=True)
class _Field:
    """A "Label: value" with where its value stands."""

    label: str
    value: str
    place: Span
    whole: Span


def with_fields(document: Document) -> Document:
    """The same document, with the fields of a Blue Button download where it is one."""
    top = [line for page in document.pages for line in page.lines][:_TOP]
    if not any(_MARK.search(line) for line in top):
        return document
    fields = list(_fields(document))
    header = [Stated("kind", "Blue Button download", "blue-button", "format")]
    header += _first(fields, "patient", ("name",))
    header += _dated(fields, "born", ("date of birth",))
    header += _made(document)
    coded = (*_labs(fields), *_medications(fields))
    return replace(document, header=tuple(header), coded=coded, reader=READER)


def _fields(document: Document) -> Iterator[_Field]:
    for page in document.pages:
        for number, line in enumerate(page.lines, 1):
            start = 0
            for piece in _TWO.split(line):
                at = line.index(piece, start)
                start = at + len(piece)
                if match := _FIELD.match(piece):
                    value = match["value"] or ""
                    place = Span(page.number, number, at + match.start("value"), at + match.end("value"))
                    whole = Span(page.number, number, at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip()))
                    yield _Field(match["label"].lower(), value, place if value else whole, whole)


def _first(fields: list[_Field], name: str, labels: tuple[str, ...]) -> list[Stated]:
    found = next((f for f in fields if f.label in labels and f.value), None)
    return [Stated(name, found.value, place=found.place)] if found else []


def _dated(fields: list[_Field], name: str, labels: tuple[str, ...]) -> list[Stated]:
    found = next((f for f in fields if f.label in labels and date_in(f.value)), None)
    return [Stated(name, date_in(found.value), place=found.place)] if found else []


def _made(document: Document) -> list[Stated]:
    """The day of the download: beside its mark at the top, or the first date alone below it."""
    marked = False
    for page in document.pages[:1]:
        for number, line in enumerate(page.lines[:_TOP], 1):
            marked = marked or bool(_MARK.search(line))
            if marked and ":" not in line.split("@")[0].split(" ")[0] and (date := date_in(line)):
                start = len(line) - len(line.lstrip())
                return [Stated("made", date, place=Span(page.number, number, start, len(line.rstrip())))]
    return []


def date_in(text: str) -> str:
    """The first date of a text, ISO 8601; figures are month/day/year. Empty where it has none that exists."""
    for pattern in (_NAMED, _FIGURES):
        for match in pattern.finditer(text):
            month = str(_MONTHS.index(match["m"][:3].lower()) + 1) if match["m"][:3].lower() in _MONTHS else match["m"]
            if month.isdigit() and 1 <= int(month) <= 12 and 1 <= int(match["d"]) <= 31:
                return f"{match['y']}-{int(month):02}-{int(match['d']):02}"
    return ""


def _labs(fields: list[_Field]) -> Iterator[Coded]:
    """Every "Test Name" with the "Result", "Units" and "Reference Range" below it."""
    collected = ""
    for at, field in enumerate(fields):
        if field.label in _TAKEN:
            collected = date_in(field.value)
        elif field.label == "test name" and field.value:
            below: dict[str, _Field] = {}
            for other in fields[at + 1 : at + 8]:
                if other.label in ("test name", "lab test"):
                    break
                below.setdefault(other.label, other)
            result = below.get("result")
            match = _RESULT.match(result.value) if result else None
            if result is None or match is None or not match["value"]:
                continue
            low, high = range_ends(below["reference range"].value if "reference range" in below else "")
            unit = below["units"].value if "units" in below else ""
            flag = (match["flag"] or "").upper().removeprefix("CRITICAL ")
            yield Coded("lab", field.value, match["value"], result.whole, unit=unit, low=low, high=high,
                        flag="A" if flag.startswith("*") else flag[:1], date=collected)  # fmt: skip


def _medications(fields: list[_Field]) -> Iterator[Coded]:
    for at, field in enumerate(fields):
        if field.label not in _AGREED or not field.value:
            continue
        below = {f.label: f.value for f in reversed(fields[at + 1 : at + 8]) if f.label not in _AGREED}
        begun = next(
            (
                d
                for key in ("initially ordered on", "start date", "last filled on")
                if (d := date_in(below.get(key, "")))
            ),
            "",
        )
        how = below.get("instructions") or below.get("supply") or ""
        yield Coded("medication", field.value, how, field.whole, date=begun, status=below.get("status", ""))
