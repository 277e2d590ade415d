"""How the nouns of the model are laid out in rows, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from binder.model.citation import Citation
from binder.model.document import Page
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import (
    DateFound,
    DateRole,
    Fact,
    FactType,
    Filing,
    Person,
    Precision,
    Record,
    RecordState,
)
from binder.model.study import Instance
from binder.vault.connection import Row


def record_id(number: int) -> str:
    """The spoken id of a record's row: 12 is "R12"."""
    return f"R{number}"


def number_of(record: str) -> int:
    """The row of a spoken id; raises BinderError where it is none."""
    text = record.strip()
    if text[:1] in "Rr" and text[1:].isascii() and text[1:].isdigit() and len(text) < 18:
        return int(text[1:])
    raise BinderError(f"“{record}” is no record: records are called R1, R2 and so on.")


# --- citations, dates, facts -------------------------------------------------------------------------------------


def _citation_row(citation: Citation | None) -> dict[str, Any]:
    names = ("page", "line", "start", "end", "quote")
    return {name: None if citation is None else getattr(citation, name) for name in names}


def _citation(row: Row, record: str) -> Citation:
    page, line, start, end, quote = row
    return Citation(page, line, start, end, quote, record)


def date_row(record: int, date: DateFound) -> dict[str, Any]:
    """A date found, as a row of date_found."""
    return {
        "record": record,
        "value": date.value,
        "role": date.role.value,
        "precision": date.precision.value,
        "other_reading": date.other_reading,
        **_citation_row(date.citation),
    }


DATE_COLUMNS = 'value, role, precision, other_reading, page, line, start, "end", quote'


def date_found(row: Row, record: str) -> DateFound:
    """A row of DATE_COLUMNS as a date found."""
    value, role, precision, other, *place = row
    citation = None if place[0] is None else _citation(tuple(place), record)
    return DateFound(value, DateRole(role), citation, Precision(precision), other)


def fact_row(record: int, fact: Fact) -> dict[str, Any]:
    """A fact, as a row of fact."""
    names = ("name", "value", "unit", "low", "high", "flag", "code", "date", "confidence", "rule")
    plain = {name: getattr(fact, name) for name in names}
    return {"record": record, "type": fact.type.value, **plain, **_citation_row(fact.citation)}


FACT_COLUMNS = 'type, name, value, page, line, start, "end", quote, unit, low, high, flag, code, date, confidence, rule'


def fact(row: Row, record: str) -> Fact:
    """A row of FACT_COLUMNS as a fact."""
    return Fact(FactType(row[0]), row[1], row[2], _citation(row[3:8], record), *row[8:])


# --- filing -------------------------------------------------------------------------------------------------------


def _json_citation(citation: Citation | None) -> list[Any] | None:
    return None if citation is None else list(_citation_row(citation).values())


def _basis_json(date: DateFound | None) -> dict[str, Any] | None:
    if date is None:
        return None
    return {
        "value": date.value,
        "role": date.role.value,
        "precision": date.precision.value,
        "other_reading": date.other_reading,
        "citation": _json_citation(date.citation),
    }


def _basis(value: dict[str, Any] | None, record: str) -> DateFound | None:
    if value is None:
        return None
    place = value["citation"]
    return DateFound(
        value["value"],
        DateRole(value["role"]),
        None if place is None else _citation(tuple(place), record),
        Precision(value["precision"]),
        value["other_reading"],
    )


def _person_json(person: Person | None) -> dict[str, str] | None:
    return None if person is None else {f.name: getattr(person, f.name) for f in fields(person)}


FILING_FIELDS = tuple(f.name for f in fields(Filing) if f.name not in ("dates", "facts"))
RECORD_FIELDS = ("state", "reason", "opinion", "name")
_OWN_COLUMNS = (
    "kind", "kind_confidence", "title", "date", "date_precision", "date_confidence", "author", "facility", "accession",
)  # fmt: skip
_IN_JSON = ("kind_basis", "date_basis", "patient", "doubts")


def to_plain(name: str, value: Any) -> Any:
    """A field of a filing or record as JSON can hold it."""
    if name == "date_basis":
        return _basis_json(value)
    if name == "patient":
        return _person_json(value)
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Kind | Precision | RecordState) else value


def from_plain(name: str, value: Any, record: str) -> Any:
    """The inverse of to_plain."""
    match name:
        case "kind":
            return Kind(value)
        case "date_precision":
            return Precision(value)
        case "state":
            return RecordState(value)
        case "date_basis":
            return _basis(value, record)
        case "patient":
            return None if value is None else Person(**value)
        case "kind_basis" | "doubts":
            return tuple(value)
    return value


def filing_row(filing: Filing) -> dict[str, Any]:
    """The columns of record that a filing fills."""
    own = {name: to_plain(name, getattr(filing, name)) for name in _OWN_COLUMNS}
    rest = {name: to_plain(name, getattr(filing, name)) for name in _IN_JSON}
    return {**own, "filing": json.dumps(rest, ensure_ascii=False)}


RECORD_COLUMNS = (
    "record.id, name, state, media_type, source, lower(hex(blob.sha256)), record.size, pages, pictures, reason, "
    "opinion, added_at, added_by, warnings, reader, study_uid, instances, study.expected, diagnostic, filing, "
    + ", ".join(_OWN_COLUMNS)
)
RECORD_FROM = "record LEFT JOIN blob ON blob.id = record.blob LEFT JOIN study ON study.uid = record.study_uid"


def record(row: Row) -> Record:
    """A row of RECORD_COLUMNS as a record, without its tags, dates and facts."""
    rid = record_id(row[0])
    rest = json.loads(row[19])
    plain = {**dict(zip(_OWN_COLUMNS, row[20:], strict=True)), **rest}
    return Record(
        id=rid,
        name=row[1],
        filing=Filing(**{name: from_plain(name, value, rid) for name, value in plain.items()}),
        state=RecordState(row[2]),
        media_type=row[3],
        source=row[4],
        sha256=row[5] or "",
        size=row[6],
        pages=row[7],
        pictures=row[8],
        reason=row[9],
        opinion=row[10],
        added_at=row[11],
        added_by=row[12],
        warnings=tuple(json.loads(row[13])),
        reader=row[14],
        study_uid=row[15] or "",
        instances=row[16],
        expected=row[17],
        diagnostic=bool(row[18]),
    )


# --- pages ---------------------------------------------------------------------------------------------------------


def lines_text(lines: tuple[str, ...]) -> str:
    """Lines as one text, each ended by a line feed, so that no line and one empty line stay apart."""
    return "".join(f"{line}\n" for line in lines)


def text_lines(text: str) -> tuple[str, ...]:
    """The inverse of lines_text."""
    return tuple(text.split("\n")[:-1])


def page_rows(record: int, pages: tuple[Page, ...], *, after: int = 0) -> Iterator[dict[str, Any]]:
    """Pages as rows of page; `after` is added to their numbers."""
    for page in pages:
        yield {
            "record": record,
            "number": page.number + after,
            "lines": lines_text(page.lines),
            "prose": page.prose,
            "recognised": int(page.recognised),
        }


# --- instances -----------------------------------------------------------------------------------------------------

_INSTANCE_DEFAULTS = {f.name: f.default for f in fields(Instance)}


def instance_json(instance: Instance) -> str:
    """A DICOM header as JSON; what is absent is left out."""
    values = ((name, getattr(instance, name)) for name in _INSTANCE_DEFAULTS)
    return json.dumps({n: v for n, v in values if v != _INSTANCE_DEFAULTS[n]}, ensure_ascii=False)


def instance(text: str) -> Instance:
    """The inverse of instance_json."""
    values = json.loads(text)
    if "image_type" in values:
        values["image_type"] = tuple(values["image_type"])
    return Instance(**values)
