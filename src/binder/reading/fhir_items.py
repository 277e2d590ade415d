"""Resources of FHIR as rows of a table and as statements: what, when, how much, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from binder.model.citation import Span
from binder.model.document import Coded
from binder.reading.fhir_known import Known
from binder.reading.fields import (
    Resource,
    codes,
    coding,
    concept,
    dosage,
    first,
    many,
    person_name,
    records,
    reference_range,
    span,
    string,
    value_of,
    when,
)  # fmt: skip

_TYPES = {
    "Condition": "problem",
    "AllergyIntolerance": "allergy",
    "Procedure": "procedure",
    "Immunization": "immunization",
}
_NOT_SO = {"entered-in-error", "cancelled", "not-done", "refuted"}
_NOWHERE = Span(1, 1, 0, 0)  # until the row has been put down
_LONGEST = 200  # characters of a finding in words that still counts as a value


class Items:
    """Makes the rows of a file whose resources are known; `several` where it is about more than one patient."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.several = False

    def rows(self, resource: Resource) -> Iterator[tuple[list[str], Coded | None]]:
        """The rows a resource makes: one, or one for each component of an observation."""
        if resource.get("resourceType") == "Observation":
            parts = list(records(resource.get("component")))
            if value_of(resource)[0] or not parts:
                yield self._observation(resource, resource)
            for part in parts:
                yield self._observation(resource, part)
            return
        kind = string(resource.get("resourceType"))
        name, date, status = self.what(resource), when(resource), _status(resource)
        detail = dosage(resource) if kind.startswith("Medication") else self._detail(resource)
        other = self._known.patient_of(resource) if self.several else {}
        cells = [date, name or kind, detail, status, person_name(other.get("name"))]
        sort = "medication" if kind.startswith("Medication") else _TYPES.get(kind, "")
        coded = None
        if sort and name and status not in _NOT_SO:
            code, system = coding(self._code(resource))
            value = detail if sort == "medication" else ""
            coded = Coded(sort, name, value, _NOWHERE, code, system, date=date, status=status)
        yield _trimmed(cells), coded

    def _observation(self, whole: Resource, part: Resource) -> tuple[list[str], Coded | None]:
        name, (value, unit) = concept(part.get("code")), value_of(part)
        low, high, shown = reference_range(part)
        flag = concept(part.get("interpretation")) if part is whole or part.get("interpretation") else ""
        date, status = when(whole), _status(whole)
        code, system = coding(part.get("code"))
        missing = concept(part.get("dataAbsentReason"))
        other = person_name(self._known.patient_of(whole).get("name")) if self.several else ""
        cells = [
            date,
            name or "Observation",
            value or (f"({missing})" if missing else "-"),
            unit,
            shown,
            flag,
            status,
            other,
        ]
        sort = self._sort(whole)
        if not (name and value and sort) or status in _NOT_SO or len(value) > _LONGEST:
            return _trimmed(cells), None
        flags = coding(part.get("interpretation"))[0] or flag
        coded = Coded(sort, name, value, _NOWHERE, code, system, unit, low, high, flags, date, status)
        return _trimmed(cells), coded

    def _sort(self, observation: Resource) -> str:
        """Laboratory, vital sign or other finding: by category, else by what it was measured on."""
        categories = codes(observation.get("category"))
        if categories & {"laboratory", "lab"}:
            return "lab"
        if categories & {"vital-signs", "vital-sign", "vitals"}:
            return "vital"
        if categories:
            return "finding"
        if first(observation.get("specimen")):
            return "lab"
        return "lab" if observation.get("referenceRange") and "valueQuantity" in observation else "finding"

    def _code(self, resource: Resource) -> Any:
        for key in (
            "code",
            "medicationCodeableConcept",
            "vaccineCode",
            "vaccineType",
            "substance",
            "type",
            "description",
        ):
            if resource.get(key):
                return resource[key]
        medication = resource.get("medication") or resource.get("medicationReference")
        direct = first(medication).get("concept") or (medication if "coding" in first(medication) else None)
        return direct or self._known.resolve(
            first(medication).get("reference") if "concept" in first(medication) else medication
        ).get("code")

    def what(self, resource: Resource) -> str:
        """What a resource is about, in words."""
        if resource.get("resourceType") == "Patient":
            return ""
        named = concept(self._code(resource)) or concept(resource.get("modality"))
        return (
            named or string(first(resource.get("medicationReference")).get("display")) or string(resource.get("title"))
        )

    def _detail(self, resource: Resource) -> str:
        kind = resource.get("resourceType")
        if kind == "Encounter":
            parts = [
                concept(resource.get("reasonCode") or resource.get("reason")),
                self._known.named(resource.get("serviceProvider")),
            ]
        elif kind == "AllergyIntolerance":
            parts = [concept(m) for r in records(resource.get("reaction")) for m in many(r.get("manifestation"))]
        elif kind == "DiagnosticReport":
            parts = [concept(resource.get("conclusionCode") or resource.get("codedDiagnosis"))]
        elif kind == "ImagingStudy":
            parts = [
                string(resource.get("description")),
                *(concept(s.get("bodySite")) for s in records(resource.get("series"))),
            ]
        elif kind in ("Goal", "FamilyMemberHistory", "CarePlan"):
            conditions = [concept(c.get("code")) for c in records(resource.get("condition"))]
            activities = [concept(first(a.get("detail")).get("code")) for a in records(resource.get("activity"))]
            parts = [
                concept(resource.get("relationship")),
                concept(resource.get("description")),
                *conditions,
                *activities,
            ]
        else:
            parts = [span(resource.get("performedPeriod")) if "to" in span(resource.get("performedPeriod")) else "",
                     concept(resource.get("bodySite"))]  # fmt: skip
        return "; ".join(dict.fromkeys(p for p in parts if p))


def _status(resource: Resource) -> str:
    return (
        string(resource.get("status"))
        or concept(resource.get("clinicalStatus"))
        or concept(resource.get("verificationStatus"))
    )


def _trimmed(cells: list[str]) -> list[str]:
    while len(cells) > 2 and not cells[-1]:
        cells = cells[:-1]
    return cells
