"""The whole of filing: one document in, one proposal out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from binder.filing.coded import FromFields, from_fields
from binder.filing.dates import Dated, find_dates
from binder.filing.doubts import SURE_ENOUGH, doubts_about, left_open
from binder.filing.findings import find_findings
from binder.filing.kind import KindFound, kind_of
from binder.filing.labs import find_labs
from binder.filing.letter_form import is_letter
from binder.filing.medications import find_medications
from binder.filing.mentions import find_mentions
from binder.filing.own_date import OwnDate, own_date
from binder.filing.people import people_of
from binder.filing.procedures import find_procedures
from binder.filing.sheet import Sheet
from binder.filing.staging import find_stages
from binder.filing.titles import title_of
from binder.model.document import Document
from binder.model.kinds import Kind
from binder.model.record import DateFound, DateRole, Fact, FactType, Filing, Person, Precision, Record
from binder.model.study import Instance

# Formats that hold a patient's record rather than one paper, where nothing in them says which paper it is.
STRUCTURED = frozenset(
    {"application/cda+xml", "application/fhir+json", "application/fhir+xml", "application/vnd.apple.health+xml"}
)
_ACCESSION = re.compile(
    r"\b(?:accession|case|specimen|lab|copath|requisition|outside\s+accession)\s*(?:number|no\.?|nbr|id|#)?\s*[:#]+\s*"
    r"(?P<id>(?=[A-Z0-9:-]{4})[A-Z]{0,4}[-:]?\d{2,}[-:A-Z0-9]*)(?!\s*(?:y/?o|years?|yr|-year)\b)",
    re.IGNORECASE,
)


def file(
    document: Document, *, patient: Person | None = None, received: str = "", day_first: bool | None = None
) -> Filing:
    """Propose how to file a document: kind, own date, title, people, facts and doubts, each with its place.

    `patient` is the binder's own patient: a document of somebody else says so in its doubts. `received` is the ISO
    date it came (today where empty): later dates are not its own. `day_first` is the user's habit for 03/04/2026.
    """
    latest = _latest(received)
    sheet = Sheet(document)
    dates = find_dates(sheet, latest, day_first=day_first, born=patient.born if patient else "")
    fields = from_fields(document, latest)
    kind = (fields and fields.kind) or kind_of(document, sheet)
    if document.instance is not None:
        return _imaging(document, document.instance, sheet, kind, dates, patient)
    if fields is not None:
        return _from_fields(document, fields, sheet, kind, dates, patient)
    own = own_date(kind.kind, dates, latest, letter=is_letter(sheet))
    people = people_of(sheet, dates, kind.kind)
    return Filing(
        kind=kind.kind,
        kind_confidence=kind.confidence,
        kind_basis=kind.basis,
        title=title_of(document, sheet, kind.kind, people.facility),
        date=own.chosen.found.value if own.chosen else "",
        date_precision=own.chosen.found.precision if own.chosen else Precision.UNKNOWN,
        date_basis=own.chosen.found if own.chosen else None,
        date_confidence=own.confidence,
        dates=tuple(d.found for d in dates),
        patient=people.patient,
        author=people.author,
        facility=people.facility,
        accession=_accession(sheet),
        facts=_facts(sheet, kind.kind, dates, own),
        doubts=doubts_about(document, kind, own, people.patient, patient),
    )


def as_settled(filing: Filing, before: Record) -> Filing:
    """A new proposal for a record of which a person had settled something: kind, date and title stay as they said.

    What a person settled is known by its full confidence, which no rule claims; what they settled is no doubt any more.
    """
    old = before.filing
    changes: dict[str, object] = {}
    kind, date = old.kind_confidence == 1.0, old.date_confidence == 1.0
    if kind:
        changes |= {"kind": old.kind, "kind_confidence": 1.0, "kind_basis": old.kind_basis}
    if date:
        changes |= {"date": old.date, "date_precision": old.date_precision, "date_basis": old.date_basis,
                    "date_confidence": 1.0}  # fmt: skip
    if not before.pages and old.title not in ("", before.name):
        changes["title"] = old.title
    return replace(filing, doubts=left_open(filing.doubts, kind=kind, date=date), **changes)  # type: ignore[arg-type]


def _facts(sheet: Sheet, kind: Kind, dates: list[Dated], own: OwnDate) -> tuple[Fact, ...]:
    """Everything the text states, in reading order; values of a laboratory report carry its date."""
    labs = find_labs(sheet, dates, kind)
    if own.chosen and kind is Kind.LAB_REPORT:
        labs = [f if f.date else replace(f, date=own.chosen.found.value) for f in labs]
    every = [*labs, *find_stages(sheet), *find_findings(sheet, kind), *find_medications(sheet, kind, dates),
             *find_procedures(sheet, kind, own.chosen.found.value if own.chosen else ""),
             *find_mentions(sheet, dates, kind)]  # fmt: skip
    return tuple(sorted(every, key=lambda f: (f.citation.page, f.citation.line, f.citation.start)))


def _from_fields(
    document: Document, fields: FromFields, sheet: Sheet, kind: KindFound, dates: list[Dated], patient: Person | None
) -> Filing:
    """A structured document: its fields first, its words for what they leave open."""
    if fields.kind is None and document.media_type in STRUCTURED and kind.kind is Kind.OTHER:
        kind = KindFound(Kind.PATIENT_SUMMARY, SURE_ENOUGH, (document.media_type,))
    return Filing(
        kind=kind.kind,
        kind_confidence=kind.confidence,
        kind_basis=kind.basis,
        title=fields.title or title_of(document, sheet, kind.kind, fields.facility),
        date=fields.date.value if fields.date else "",
        date_precision=fields.date.precision if fields.date else Precision.UNKNOWN,
        date_basis=fields.date,
        date_confidence=fields.confidence,
        dates=fields.dates,
        patient=fields.patient,
        author=fields.author,
        facility=fields.facility,
        accession=fields.accession,
        facts=_coded_facts(fields, sheet, kind.kind, dates),
        doubts=(
            *(f"it also holds records of {other}" for other in fields.others),
            *doubts_about(document, kind, OwnDate(None, 0.0), fields.patient, patient, dated=fields.date is not None),
        ),
    )


def _coded_facts(fields: FromFields, sheet: Sheet, kind: Kind, dates: list[Dated]) -> tuple[Fact, ...]:
    """The coded statements, and what the narrative states besides; a row that is coded is not read a second time."""
    coded = {fact.type for fact in fields.facts}
    rows = {(fact.citation.page, fact.citation.line) for fact in fields.facts}
    told = [*find_stages(sheet), *find_findings(sheet, kind), *find_mentions(sheet, dates, kind)]
    if FactType.MEDICATION not in coded:
        told += find_medications(sheet, kind, dates)
    if not coded & {FactType.LAB, FactType.MEASUREMENT}:
        told += find_labs(sheet, dates, kind)
    every = [*fields.facts, *(f for f in told if (f.citation.page, f.citation.line) not in rows)]
    return tuple(sorted(every, key=lambda f: (f.citation.page, f.citation.line, f.citation.start)))


def _latest(received: str) -> dt.date:
    try:
        return dt.date.fromisoformat(received[:10])
    except ValueError:
        return dt.date.today()


def _accession(sheet: Sheet) -> str:
    return next((m["id"] for row in sheet.filled if (m := _ACCESSION.search(row.text))), "")


def _imaging(
    document: Document, instance: Instance, sheet: Sheet, kind: KindFound, dates: list[Dated], patient: Person | None
) -> Filing:
    """A DICOM object says itself who, when and what, in coded fields."""
    found = DateFound(instance.study_date, DateRole.SERVICE) if instance.study_date else None
    who = Person(instance.patient_name, instance.patient_birth_date, instance.patient_id, "patient")
    person = who if any((who.name, who.born, who.identifier)) else None
    report = kind.kind is Kind.IMAGING_REPORT  # a structured report: it has words besides its fields
    return replace(
        Filing(),
        kind=kind.kind,
        kind_confidence=kind.confidence,
        kind_basis=kind.basis,
        title=title_of(document, sheet, kind.kind),
        date=instance.study_date,
        date_precision=Precision.DAY if found else Precision.UNKNOWN,
        date_basis=found,
        date_confidence=0.99 if found else 0.0,
        dates=((found,) if found else ()) + tuple(d.found for d in dates),
        patient=person,
        facility=instance.institution,
        author=people_of(sheet, dates, kind.kind).author if report else "",
        accession=instance.accession,
        facts=_facts(sheet, kind.kind, dates, OwnDate(None, 0.0)) if report else (),
        doubts=doubts_about(document, kind, OwnDate(None, 0.0), person, patient),
    )
