"""Facts as FHIR R4 resources: values as Observation, medicines as MedicationStatement, each derived from its document.

Procedures, follow-ups and mentioned records are sentences rather than values; they stand in facts.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.export.units import ucum
from binder.export.values import Resource, compared, date, number, words
from binder.model.record import Fact, FactType, Record, RecordState

_LOINC, _UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_FLAGS = {"H", "L", "A", "N", "HH", "LL", "AA", "HU", "LU"}
_LOINC_CODE = re.compile(r"\d{1,7}-\d")
_OBSERVED = (
    FactType.LAB, FactType.STAGE, FactType.GRADE, FactType.BIOMARKER, FactType.MEASUREMENT, FactType.FINDING,
)  # fmt: skip


def fact_resources(record: Record, subject: Resource, source: Resource) -> Iterator[tuple[str, Resource]]:
    """(id, resource) for each fact of a record that FHIR has a resource for."""
    for at, fact in enumerate(record.filing.facts, 1):
        name = f"{record.id}-f{at}"
        if fact.type is FactType.MEDICATION:
            yield name, _medication(fact, record, subject, source)
        elif fact.type in _OBSERVED:
            yield name, _observation(fact, record, subject, source)


def _status(record: Record, otherwise: str = "unknown") -> str:
    return "entered-in-error" if record.state is RecordState.TRASHED else otherwise


def _note(fact: Fact, record: Record) -> list[Resource]:
    at = fact.citation
    return [{"text": words(f'{record.id}, page {at.page}, line {at.line}: "{at.quote}"')}]


def _observation(fact: Fact, record: Record, subject: Resource, source: Resource) -> Resource:
    lab = fact.type is FactType.LAB
    coding = [{"system": _LOINC, "code": fact.code}] if _LOINC_CODE.fullmatch(fact.code) else []
    return {
        "resourceType": "Observation",
        "status": _status(record),
        "category": [{"coding": [{"system": _CATEGORY, "code": "laboratory"}]}] if lab else [],
        "code": {"coding": coding, "text": words(fact.name) or fact.type.value},
        "subject": subject,
        "effectiveDateTime": date(fact.date) or date(record.date),
        **_value(fact),
        "interpretation": [_interpretation(fact.flag)] if fact.flag else [],
        "note": _note(fact, record),
        "referenceRange": _range(fact),
        "derivedFrom": [source],
    }


def _quantity(amount: str, unit: str, comparator: str = "") -> Resource:
    known = ucum(unit) if unit else ""
    system = {"system": _UCUM, "code": known} if known else {}
    return {"value": amount, "comparator": comparator, "unit": words(unit), **system}


def _value(fact: Fact) -> Resource:
    comparator, amount = compared(fact.value)
    if amount:
        return {"valueQuantity": _quantity(amount, fact.unit, comparator)}
    return {"valueString": words(f"{fact.value} {fact.unit}")}


def _range(fact: Fact) -> list[Resource]:
    if not (fact.low or fact.high):
        return []
    low, high = number(fact.low), number(fact.high)
    if (fact.low and not low) or (fact.high and not high):
        return [{"text": words(f"{fact.low} - {fact.high} {fact.unit}")}]
    return [{side: _quantity(amount, fact.unit) for side, amount in (("low", low), ("high", high)) if amount}]


def _interpretation(flag: str) -> Resource:
    known = [{"system": _INTERPRETATION, "code": flag}] if flag in _FLAGS else []
    return {"coding": known, "text": words(flag)}


def _medication(fact: Fact, record: Record, subject: Resource, source: Resource) -> Resource:
    """A medicine that a document names; whether it is taken is not known unless it says that it was stopped."""
    dose = f"{fact.value} {fact.unit}".strip()
    return {
        "resourceType": "MedicationStatement",
        "status": _status(record, "stopped" if fact.flag == "stopped" else "unknown"),
        "medicationCodeableConcept": {"text": words(fact.name) or "not named"},
        "subject": subject,
        "effectiveDateTime": date(fact.date) or date(record.date),
        "derivedFrom": [source],
        "note": _note(fact, record),
        "dosage": [{"text": words(dose)}] if words(dose) else [],
    }
