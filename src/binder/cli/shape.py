"""The JSON of the command line's contract: plain dictionaries made of the house's nouns."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from binder.model.checklist import ChecklistItem
from binder.model.citation import Citation
from binder.model.document import Document
from binder.model.record import DateFound, Fact, Filing, Intake, Person, Record
from binder.model.study import Study


def intake_shape(intake: Intake) -> dict[str, Any]:
    """The outcome for one file offered."""
    return {
        "id": intake.record or None,
        "path": intake.path,
        "kind": intake.kind.value if intake.kind else None,
        "date": intake.date or None,
        "title": intake.title or None,
        "status": intake.status.value,
        "why": intake.why or None,
        "warnings": list(intake.warnings),
    }


def citation_shape(citation: Citation | None) -> dict[str, Any] | None:
    """A quoted place."""
    if citation is None:
        return None
    keys = ("page", "line", "start", "end", "quote")
    return {key: getattr(citation, key) for key in keys}


def date_shape(found: DateFound | None) -> dict[str, Any] | None:
    """A date found in a document, with both readings where day and month could be either way round."""
    if found is None:
        return None
    return {
        "value": found.value,
        "role": found.role.value,
        "precision": found.precision.value,
        "other_reading": found.other_reading or None,
        "citation": citation_shape(found.citation),
    }


def fact_shape(fact: Fact) -> dict[str, Any]:
    """A fact with its place."""
    return {
        "type": fact.type.value,
        "name": fact.name,
        "code": fact.code or None,
        "value": fact.value,
        "unit": fact.unit or None,
        "low": fact.low or None,
        "high": fact.high or None,
        "flag": fact.flag or None,
        "date": fact.date or None,
        "citation": citation_shape(fact.citation),
        "confidence": round(fact.confidence, 3),
        "rule": fact.rule,
    }


def person_shape(person: Person | None) -> dict[str, Any] | None:
    """Whom a document is about."""
    return {"name": person.name, "born": person.born or None, "id": person.identifier or None} if person else None


def filing_shape(filing: Filing) -> dict[str, Any]:
    """What filing made of a document."""
    basis = filing.date_basis
    return {
        "kind": filing.kind.value,
        "loinc": filing.kind.loinc,
        "kind_confidence": round(filing.kind_confidence, 3),
        "kind_basis": list(filing.kind_basis),
        "title": filing.title,
        "date": filing.date or None,
        "date_precision": filing.date_precision.value,
        "date_confidence": round(filing.date_confidence, 3),
        "date_basis": citation_shape(basis.citation) if basis else None,
        "dates": [date_shape(found) for found in filing.dates],
        "patient": person_shape(filing.patient),
        "author": filing.author or None,
        "facility": filing.facility or None,
        "accession": filing.accession or None,
        "facts": [fact_shape(fact) for fact in filing.facts],
        "doubts": list(filing.doubts),
    }


def document_shape(path: str, document: Document, filing: Filing) -> dict[str, Any]:
    """One file as `binder read --json` tells it."""
    from binder.filing import study_of

    study = study_of([document.instance]) if document.instance else None
    return {
        "path": path,
        "media_type": document.media_type,
        **filing_shape(filing),
        "pages": [
            {"number": page.number, "lines": list(page.lines), "recognised": page.recognised} for page in document.pages
        ],
        "parts": [part_shape(f"{path} > {part.name}", part) for part in document.parts],
        "study": study_shape(study),
        "tags": dict(document.tags),
        "warnings": list(document.warnings),
    }


def unread_shape(path: str, status: str, why: str) -> dict[str, Any]:
    """A file of which nothing could be told, or that was left out, with the keys of one that was read."""
    nothing = document_shape(path, Document(path, ""), Filing())
    kind = {key: None for key in ("media_type", "kind", "loinc", "title")}
    return {**nothing, **kind, "status": status, "warnings": [why]}


def part_shape(path: str, part: Document) -> dict[str, Any]:
    """A document inside another: filed for itself, or with the reason why it could not be read."""
    from binder.filing import file

    if part.unread:
        return unread_shape(path, "unreadable", part.unread)
    return document_shape(path, part, file(part))


def study_shape(study: Study | None) -> dict[str, Any] | None:
    """The study, series, instance tree."""
    if study is None:
        return None
    shape = {
        key: getattr(study, key)
        for key in ("uid", "date", "description", "accession", "patient_name", "patient_id", "patient_birth_date",
                    "institution", "expected", "count", "diagnostic")
    }  # fmt: skip
    shape["series"] = [
        {
            "uid": series.uid,
            "number": series.number,
            "modality": series.modality,
            "description": series.description,
            "instances": [asdict(instance) for instance in series.instances],
        }
        for series in study.series
    ]
    return shape


def record_shape(record: Record) -> dict[str, Any]:
    """One record of the timeline."""
    return {
        "id": record.id,
        "name": record.name,
        "source": record.source,
        "media_type": record.media_type,
        "state": record.state.value,
        "reason": record.reason or None,
        "opinion": record.opinion,
        "sha256": record.sha256 or None,
        "size": record.size,
        "page_count": record.pages,
        "added_at": record.added_at,
        "added_by": record.added_by,
        "instances": record.instances,
        "expected": record.expected,
        "diagnostic": record.diagnostic,
        **filing_shape(record.filing),
        "warnings": list(record.warnings),
    }


def item_shape(item: ChecklistItem, words: str) -> dict[str, Any]:
    """One item of the checklist."""
    return {
        "id": item.id,
        "title": item.title,
        "group": item.group,
        "state": item.state.value,
        "needs": [need.value for need in item.needs],
        "missing": [need.value for need in item.missing],
        "words": words,
        "why": item.why,
        "whom": item.whom,
        "note": item.note or None,
        "requested_on": item.requested_on or None,
        "receipts": [
            {"need": r.need.value, "on": r.on, "what": r.what or None, "record": r.record or None}
            for r in item.receipts
        ],
    }
