"""The data types of FHIR (DSTU2 to R5) in words. Nothing is assumed to be of the type it should have.

Numbers arrive as text, exactly as they were written, and single values may stand where lists should.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from binder.reading.lines import iso, spaced

Resource = dict[str, Any]
SYSTEMS = {
    "http://loinc.org": "LOINC",
    "http://snomed.info/sct": "SNOMED CT",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://hl7.org/fhir/sid/cvx": "CVX",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10",
    "http://www.ama-assn.org/go/cpt": "CPT",
}
_DATES = ("effectiveDateTime", "effectiveInstant", "performedDateTime", "occurrenceDateTime", "occurrenceString",
          "authoredOn",
          "dateWritten", "dateAsserted", "whenHandedOver", "onsetDateTime", "recordedDate", "assertedDate",
          "dateRecorded", "date", "started", "created", "issued", "effectiveTimeDateTime")  # fmt: skip
_PERIODS = ("effectivePeriod", "performedPeriod", "occurrencePeriod", "period", "onsetPeriod", "effectiveTimePeriod")


def many(value: Any) -> list[Any]:
    """A list, whatever was given: nothing, one thing or several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def records(value: Any) -> Iterator[Resource]:
    """The objects among what was given."""
    return (item for item in many(value) if isinstance(item, dict))


def first(value: Any) -> Resource:
    """The first object, or an empty one."""
    return next(records(value), {})


def string(value: Any) -> str:
    """A text or number in one line; empty for anything else."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return spaced(value) if isinstance(value, str) else ""


def coding(concept: Any) -> tuple[str, str]:
    """Code and system of a concept: LOINC, RxNorm or SNOMED CT before others."""
    codings = [c for item in records(concept) for c in (*records(item.get("coding")), item) if string(c.get("code"))]
    known = [c for c in codings if string(c.get("system")).rstrip("/") in SYSTEMS] or codings
    if not known:
        return "", ""
    system = string(known[0].get("system")).rstrip("/")
    return string(known[0].get("code")), SYSTEMS.get(system, "" if system.startswith(("http", "urn")) else system)


def codes(concept: Any) -> set[str]:
    """Every code of one or several concepts, in lower case; plain strings count as codes."""
    found = {string(c.get("code")).lower() for item in records(concept) for c in records(item.get("coding"))}
    found |= {string(item).lower() for item in many(concept) if isinstance(item, str)}
    return {code for code in found if code}


def concept(value: Any) -> str:
    """A concept in words: its text, else what its code is called, else the code."""
    item = first(value) if not isinstance(value, str) else {"text": value}
    displays = [string(c.get("display")) for c in records(item.get("coding"))]
    return (string(item.get("text")) or next((d for d in displays if d), "") or string(item.get("display"))
            or coding(item)[0])  # fmt: skip


def quantity(value: Any) -> tuple[str, str]:
    """Value with its sign of comparison, and unit."""
    item = first(value)
    number = string(item.get("value"))
    return (
        string(item.get("comparator")) + number if number else "",
        string(item.get("unit")) or string(item.get("code")),
    )


def value_of(resource: Resource) -> tuple[str, str]:
    """What an observation or component found, and in which unit."""
    for key, given in resource.items():
        if not key.startswith("value") or given is None:
            continue
        if key in ("valueQuantity", "valueAge", "valueDuration"):
            return quantity(given)
        if key == "valueCodeableConcept" or key == "valueCoding":
            return concept(given), ""
        if key == "valueRange":
            return _range(first(given))
        if key == "valueRatio":
            sides = [quantity(first(given).get(side)) for side in ("numerator", "denominator")]
            return (":".join(v for v, _ in sides), sides[0][1]) if all(v for v, _ in sides) else ("", "")
        if key in ("valueDateTime", "valueTime", "valueDate"):
            return iso(string(given)) or string(given), ""
        if key == "valuePeriod":
            return span(given), ""
        return string(given), ""
    return "", ""


def _range(given: Resource) -> tuple[str, str]:
    (low, unit), (high, other) = quantity(given.get("low")), quantity(given.get("high"))
    if low and high:
        return f"{low}-{high}", unit or other
    return (f">={low}", unit) if low else (f"<={high}", other) if high else ("", "")


def reference_range(resource: Resource) -> tuple[str, str, str]:
    """Low, high and the words of the first reference range."""
    given = first(resource.get("referenceRange"))
    low, high = quantity(given.get("low"))[0], quantity(given.get("high"))[0]
    shown = string(given.get("text")) or (
        f"{low}-{high}" if low and high else f">={low}" if low else f"<={high}" if high else ""
    )
    return low, high, shown


def when(resource: Resource) -> str:
    """When it happened, ISO 8601: the first of the fields that say so."""
    for key in _DATES:
        if date := iso(string(resource.get(key))):
            return date
    for key in _PERIODS:
        if date := iso(string(first(resource.get(key)).get("start"))) or iso(
            string(first(resource.get(key)).get("end"))
        ):
            return date
    return ""


def span(period: Any) -> str:
    """A period in words."""
    begin, end = iso(string(first(period).get("start"))), iso(string(first(period).get("end")))
    return begin if begin == end or not end else f"{begin} to {end}".strip()


def person_name(names: Any) -> str:
    """A name as spoken: the official or usual one where there are several, without titles."""
    order = {"official": 0, "usual": 1, "": 2}
    for name in sorted(records(names), key=lambda n: order.get(string(n.get("use")), 3)):
        parts = [string(p) for key in ("given", "family", "suffix") for p in many(name.get(key))]
        if spoken := spaced(" ".join(parts)) or string(name.get("text")):
            return spoken
    return string(names) if isinstance(names, str) else ""


def dosage(resource: Resource) -> str:
    """Dose, route and frequency of a medication in words."""
    given = first(resource.get("dosageInstruction") or resource.get("dosage") or resource.get("dose"))
    if text := string(given.get("text")) or string(given.get("patientInstruction")):
        return text
    rate = first(given.get("doseAndRate")) or given
    amount, unit = quantity(rate.get("doseQuantity") or rate.get("quantityQuantity") or rate.get("quantity"))
    repeat = first(first(given.get("timing")).get("repeat"))
    often = (
        string(repeat.get("frequency")),
        string(repeat.get("period")),
        string(repeat.get("periodUnit") or repeat.get("periodUnits")),
    )
    timing = (
        f"{often[0]} times every {often[1]} {often[2]}"
        if all(often)
        else concept(first(given.get("timing")).get("code"))
    )
    as_needed = "as needed" if string(given.get("asNeededBoolean")) == "yes" else ""
    return ", ".join(
        p for p in (spaced(f"{amount} {unit}") if amount else "", concept(given.get("route")), timing, as_needed) if p
    )
