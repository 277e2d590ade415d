"""Structured formats say what they are, whose and of when in fields of their own: those fields become the filing.

Words are asked only where the fields are silent. Whatever is stated here is cited where the lines show it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from binder.filing.analytes import analyte_of
from binder.filing.cells import number
from binder.filing.kind import KindFound
from binder.knowledge import load
from binder.model.citation import Citation, Span
from binder.model.document import Coded, Document
from binder.model.kinds import Kind
from binder.model.record import DateFound, DateRole, Fact, FactType, Person, Precision

_SURE = 0.99
_ROLES = {
    "service": DateRole.SERVICE,
    "service_end": DateRole.SERVICE,
    "visit": DateRole.SERVICE,
    "visit_end": DateRole.DISCHARGED,
    "latest": DateRole.SERVICE,
    "collected": DateRole.COLLECTED,
    "received": DateRole.RECEIVED,
    "reported": DateRole.REPORTED,
    "signed": DateRole.SIGNED,
    "made": DateRole.REPORTED,
    "printed": DateRole.PRINTED,
}
_CLINICAL_DOCUMENT = "application/cda+xml"
# Of a stay or a period of care the end dates the paper that sums it up; of an operation or a scan its beginning does.
_BY_END = (
    "service_end",
    "service",
    "visit_end",
    "visit",
    "latest",
    "collected",
    "made",
    "reported",
    "signed",
    "printed",
)
_BY_START = (
    "service",
    "visit",
    "collected",
    "service_end",
    "visit_end",
    "reported",
    "latest",
    "made",
    "signed",
    "printed",
)
_SUMS_UP = frozenset({Kind.PATIENT_SUMMARY, Kind.DISCHARGE_SUMMARY, Kind.REFERRAL, Kind.TREATMENT_PLAN})
_LONG_CARE = 60  # days: a longer period of care is not one visit, and the visit named beside it is the better date
_TYPES = {
    "lab": FactType.LAB,
    "vital": FactType.MEASUREMENT,
    "medication": FactType.MEDICATION,
    "procedure": FactType.PROCEDURE,
    "problem": FactType.FINDING,
    "allergy": FactType.FINDING,
    "finding": FactType.FINDING,
}
_PANELS = 2  # titles of a file with several reports that are named in its title


@dataclass(frozen=True, slots=True)
class FromFields:
    """What the fields of a structured document say; empty or None where they are silent."""

    kind: KindFound | None
    title: str
    date: DateFound | None
    confidence: float
    dates: tuple[DateFound, ...]
    patient: Person | None
    author: str
    facility: str
    accession: str
    facts: tuple[Fact, ...]
    others: tuple[str, ...] = ()  # further patients of whom it holds records


def from_fields(document: Document, latest: dt.date) -> FromFields | None:
    """Read the fields of a structured document; None where it has none. Dates after `latest` are never its own."""
    if not document.header and not document.coded:
        return None
    kind = _kind(document)
    dates = _dates(document)
    own = _own_date(kind.kind if kind else Kind.OTHER, document, dates, latest)
    return FromFields(
        kind,
        _title(document),
        own,
        _SURE if own else 0.0,
        tuple(found for _, found in dates),
        _patient(document),
        _first(document, "author", "signer", "performer"),
        _first(document, "facility", "place", "practice"),
        _first(document, "accession"),
        tuple(fact for item in document.coded if (fact := _fact(document, item, kind)) is not None),
        tuple(dict.fromkeys(item.value for item in document.header if item.name == "other_patient")),
    )


@cache
def _kinds() -> dict[str, Kind]:
    tables = load("loinc_kinds")
    return {code: Kind(kind) for name in ("kinds", "fhir") for kind, codes in tables[name].items() for code in codes}


def _kind(document: Document) -> KindFound | None:
    """By the document's own LOINC code; a code that only says "a note" leaves it to the words."""
    for item in document.header:
        if item.name == "kind" and (kind := _kinds().get(item.code)) is not None:
            return KindFound(kind, _SURE, (f"{item.system} {item.code}".strip(), *filter(None, [item.value])))
    return None


def _dates(document: Document) -> list[tuple[str, DateFound]]:
    found = []
    for item in document.header:
        role = DateRole.BIRTH if item.name == "born" else _ROLES.get(item.name)
        if role is not None and item.value:
            found.append((item.name, DateFound(item.value, role, _cite(document, item.place), _precision(item.value))))
    return found


def _precision(value: str) -> Precision:
    return {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(value), Precision.UNKNOWN)


def _own_date(kind: Kind, document: Document, dates: list[tuple[str, DateFound]], latest: dt.date) -> DateFound | None:
    """The date it states of itself, where its format has one; else of the care it tells of, before its export.

    A clinical document's effectiveTime is by its standard the date of the document (HL7 CDA R2, 4.2.1.4); the visit
    or the stay it tells of stands among the other dates. A bundle's time is that of the download and comes last.
    """
    made = _first(document, "made")
    last = min(latest.isoformat(), made) if len(made) == 10 else latest.isoformat()
    usable = {
        name: found for name, found in reversed(dates) if found.value <= last and found.role is not DateRole.BIRTH
    }
    order = list(_BY_END if kind in _SUMS_UP else _BY_START)
    if document.media_type == _CLINICAL_DOCUMENT:
        order.insert(0, "made")
    if _days(usable, "service", "service_end") > _LONG_CARE and ("visit" in usable or "visit_end" in usable):
        order = [name for name in order if not name.startswith("service")]
    return next((usable[name] for name in order if name in usable), None)


def _days(dates: dict[str, DateFound], begin: str, end: str) -> int:
    try:
        return (dt.date.fromisoformat(dates[end].value) - dt.date.fromisoformat(dates[begin].value)).days
    except (KeyError, ValueError):
        return 0


def _title(document: Document) -> str:
    titles = list(dict.fromkeys(item.value for item in document.header if item.name == "title"))
    more = len(titles) - _PANELS
    title = "; ".join(titles[:_PANELS]) + (f" and {more} more" if more > 0 else "")
    return title if len(title) <= 80 else title[:79].rsplit(" ", 1)[0] + "…"


def _patient(document: Document) -> Person | None:
    who = Person(_first(document, "patient"), _first(document, "born"), _first(document, "patient_id"), "patient")
    return who if any((who.name, who.born, who.identifier)) else None


def _first(document: Document, *names: str) -> str:
    return next((item.value for name in names if (item := document.stated(name)) is not None and item.value), "")


def _cite(document: Document, place: Span | None) -> Citation | None:
    """The citation of a place, or None where the lines show nothing there."""
    if place is None:
        return None
    quote = document.line(place.page, place.line)[place.start : place.end]
    return (
        Citation(place.page, place.line, place.start, place.end, quote)
        if len(quote) == place.end - place.start > 0
        else None
    )


def _fact(document: Document, item: Coded, kind: KindFound | None) -> Fact | None:
    """A coded statement as a fact; one that cannot be shown is not claimed."""
    sort, citation = _TYPES.get(item.type), _cite(document, item.place)
    if sort is None or citation is None:
        return None
    if sort is FactType.LAB and kind is not None and kind.kind is Kind.IMAGING_REPORT:
        sort = FactType.MEASUREMENT
    name, value = (
        (item.type.capitalize(), item.name) if sort is FactType.FINDING and not item.value else (item.name, item.value)
    )
    low, high = (item.low, item.high) if sort in (FactType.LAB, FactType.MEASUREMENT) else ("", "")
    code = item.code
    if sort is FactType.LAB and item.system != "LOINC" and (known := analyte_of(item.name, item.unit)) is not None:
        code = known.code  # a laboratory's own code joins nothing; the name may
    flag, rule = _flag(item) if sort in (FactType.LAB, FactType.MEASUREMENT) else ("", "coded entry")
    return Fact(sort, name, value, citation, unit=item.unit, low=low, high=high, flag=flag, code=code,
                date=item.date, confidence=_SURE, rule=rule)  # fmt: skip


def _flag(item: Coded) -> tuple[str, str]:
    """H, L, A or nothing: as coded, else by the range (HL7 tables 0078 and ObservationInterpretation)."""
    coded = item.flag.upper().strip()
    if coded.startswith("H") or coded in (">", "U", "CRITICAL HIGH"):
        return "H", "coded entry"
    if coded.startswith("L") or coded in ("<", "D", "CRITICAL LOW"):
        return "L", "coded entry"
    if coded in ("A", "AA", "ABNORMAL", "POS", "DET"):
        return "A", "coded entry"
    if not coded and item.value[:1] not in "<>≤≥" and (value := number(item.value)) is not None:
        low, high = number(item.low), number(item.high)
        if high is not None and value > high:
            return "H", "coded entry; flag by its range"
        if low is not None and value < low:
            return "L", "coded entry; flag by its range"
    return "", "coded entry"
