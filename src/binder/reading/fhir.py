"""Health records as FHIR resources (DSTU2 to R5): a bundle, lines of JSON or a single resource; a line each, by kind.

Plain JSON, not a strict model: those refuse the small faults that portals make.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from binder.model.citation import Span
from binder.model.document import Coded, Document, Stated
from binder.model.errors import Unreadable
from binder.reading.attached import attached_text, page_lines
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
)
from binder.reading.limits import MIB, Limits
from binder.reading.lines import Lines, iso, read_whole
from binder.reading.markup import parse, resources
from binder.reading.text import decode

READER = "binder fhir 1"
LARGEST = 96 * MIB
_MOST = 50_000  # resources of one file
_DEEPEST = 3  # bundles within bundles
_ENDLESS = "This health record (FHIR) nests parts within parts without end; it was not read."
_BROKEN = "This health record (FHIR) is cut off or damaged and could not be read; ask for it again."
_GROUPS = (
    ("Conditions", ("Condition",)),
    ("Allergies", ("AllergyIntolerance",)),
    ("Medications", ("MedicationRequest", "MedicationOrder", "MedicationPrescription", "MedicationStatement",
                     "MedicationAdministration", "MedicationDispense")),
    ("Reports", ("DiagnosticReport",)),
    ("Observations", ("Observation",)),
    ("Procedures", ("Procedure",)),
    ("Immunizations", ("Immunization",)),
    ("Imaging studies", ("ImagingStudy", "ImagingObjectSelection")),
    ("Documents", ("Composition", "DocumentReference", "Binary", "Media")),
    ("Visits", ("Encounter",)),
    ("Plans and goals", ("CarePlan", "Goal", "ServiceRequest", "ProcedureRequest", "DiagnosticOrder", "ReferralRequest",
                         "Appointment")),
    ("Family history", ("FamilyMemberHistory",)),
    ("Specimens", ("Specimen",)),
)  # fmt: skip
_SHOWN = {name for _, names in _GROUPS for name in names}
_SILENT = {"Patient", "Practitioner", "Organization", "PractitionerRole", "Location", "Medication", "Bundle"}
_TYPES = {
    "Condition": "problem",
    "AllergyIntolerance": "allergy",
    "Procedure": "procedure",
    "Immunization": "immunization",
}
_NOT_SO = {"entered-in-error", "cancelled", "not-done", "refuted"}
_DATED = {"Observation", "DiagnosticReport", "Encounter", "Procedure", "Immunization", "Condition", "MedicationRequest",
          "MedicationOrder", "ImagingStudy", "Composition"}  # fmt: skip
_NOWHERE = Span(1, 1, 0, 0)  # until the row has been put down
_LONGEST = 200  # characters of a finding in words that still counts as a value


def read_fhir(stream: BinaryIO, limits: Limits) -> Document:
    """Read a file of FHIR JSON. Raises Unreadable where it is none or cut off."""
    content, _ = decode(read_whole(stream, LARGEST, "health record"))
    warnings: list[str] = []
    return document_of(_loaded(content.lstrip("\ufeff \t\r\n"), warnings), limits, warnings)


def read_fhir_xml(stream: BinaryIO, limits: Limits) -> Document:
    """Read a file of FHIR XML. Raises Unreadable where it is none or cut off at its start."""
    warnings: list[str] = []
    root = parse(read_whole(stream, LARGEST, "health record"), warnings)
    return document_of(list(resources(root)), limits, warnings)


def document_of(loaded: list[Any], limits: Limits, warnings: list[str]) -> Document:
    """The document that parsed resources are."""
    written = _Written(limits, warnings)
    written.all(list(_unpacked(loaded, 0)))
    if not written.resources:
        raise Unreadable("This file holds no health record (FHIR resource) that can be read; ask for it as PDF.")
    return Document("", "application/fhir+json", written.lines.pages, warnings=tuple(warnings), reader=READER,
                    header=tuple(written.header), coded=tuple(written.coded))  # fmt: skip


def _loaded(content: str, warnings: list[str]) -> list[Any]:
    """One value, or a value a line."""
    try:
        return [_json(content)]
    except RecursionError:
        raise Unreadable(_ENDLESS) from None
    except ValueError:
        pass
    found, broken = [], 0
    for line in content.splitlines():
        if line.strip():
            try:
                found.append(_json(line))
            except RecursionError:
                raise Unreadable(_ENDLESS) from None
            except ValueError:
                broken += 1
    resources = [item for item in found if isinstance(item, dict)]
    if not resources:
        raise Unreadable(_BROKEN)
    if broken:
        warnings.append(f"{broken} of {broken + len(found)} lines are damaged and were left out")
    return found


def _json(content: str) -> Any:
    return json.loads(content, parse_float=str, parse_int=str, parse_constant=str)


def _unpacked(values: list[Any], depth: int) -> Iterator[tuple[str, Resource]]:
    """Every resource with the address it goes by; bundles and lists are opened."""
    for value in values:
        if isinstance(value, list):
            yield from _unpacked(value, depth)
        elif not isinstance(value, dict):
            continue
        elif string(value.get("resourceType")) == "Bundle":
            yield "", value
            if depth < _DEEPEST:
                for entry in records(value.get("entry")):
                    for address, resource in _unpacked([entry.get("resource")], depth + 1):
                        yield string(entry.get("fullUrl")) or address, resource
        elif value.get("resourceType"):
            yield "", value
            for inner in records(value.get("contained")):
                yield f"#{string(inner.get('id'))}", inner


class _Written:
    """The lines, header and statements of a file in the making."""

    def __init__(self, limits: Limits, warnings: list[str]) -> None:
        self.lines = Lines(limits)
        self.header: list[Stated] = []
        self.coded: list[Coded] = []
        self.warnings = warnings
        self.resources: list[Resource] = []
        self._known: dict[str, Resource] = {}
        self._patient: Resource = {}
        self._several = False

    def all(self, found: list[tuple[str, Resource]]) -> None:
        """Write every resource down, in groups."""
        if len(found) > _MOST:
            self.warnings.append(f"only the first {_MOST} of {len(found)} entries are read")
        seen: set[str] = set()
        for address, resource in found[:_MOST]:
            name = f"{string(resource.get('resourceType'))}/{string(resource.get('id'))}"
            mark = json.dumps(resource, sort_keys=True) if resource.get("resourceType") != "Bundle" else address + name
            if mark in seen:
                continue
            seen.add(mark)
            for key in (name if resource.get("id") else "", address):
                if key:
                    self._known.setdefault(key, resource)
            self.resources.append(resource)
        self._heading()
        for title, types in _GROUPS:
            self._group(title, [r for r in self.resources if r.get("resourceType") in types])
        self._left_out()

    def _resolve(self, reference: Any) -> Resource:
        target = string(first(reference).get("reference"))
        if target in self._known:
            return self._known[target]
        return self._known.get("/".join(target.split("/_history")[0].split("/")[-2:]), {}) if target else {}

    def _named(self, reference: Any) -> str:
        """A person, place or thing that is referred to, in words."""
        item = self._resolve(reference)
        name = item.get("name")
        if isinstance(name, str):
            return string(name)
        return person_name(name) or concept(item.get("code")) or string(first(reference).get("display"))

    def _state(self, name: str, value: str, place: Span | None = None, code: str = "", system: str = "") -> None:
        if value or code:
            self.header.append(Stated(name, value, code, system, place))

    def _heading(self) -> None:
        main = self._main()
        kind = string(main.get("resourceType"))
        title = self._title(main)
        place = self.lines.add(title or f"Health record ({kind or 'FHIR'})")
        self._state("title", title, place if title else None)
        self._kinds(main, place)
        self._patients()
        self._dates(main)
        self._people(main)

    def _main(self) -> Resource:
        """What the file is: its one resource, the composition of a document, or the bundle."""
        whole = next((r for r in self.resources if r.get("resourceType") == "Bundle"), None)
        composition = next((r for r in self.resources if r.get("resourceType") == "Composition"), None)
        if whole is not None:
            return composition if string(whole.get("type")) == "document" and composition else whole
        shown = [r for r in self.resources if r.get("resourceType") in _SHOWN]
        contained = {id(r) for key, r in self._known.items() if key.startswith("#")}
        outer = [r for r in shown if id(r) not in contained] or shown or self.resources
        return outer[0] if len(outer) == 1 else {}

    def _title(self, main: Resource) -> str:
        kind = main.get("resourceType")
        if kind == "Composition":
            return string(main.get("title")) or concept(main.get("type"))
        if kind == "DocumentReference":
            return string(main.get("description")) or concept(main.get("type")) or concept(main.get("category"))
        if kind == "Bundle" or not main:
            return ""
        return self._what(main)

    def _kinds(self, main: Resource, place: Span) -> None:
        """What the file says it is: by document type, by category, by the kind of resource."""
        kind = string(main.get("resourceType"))
        for named in (
            (main.get("type"), main.get("code"))
            if kind in ("Composition", "DocumentReference", "DiagnosticReport")
            else ()
        ):
            for item in records(named):
                for c in records(item.get("coding")):
                    self._state("kind", concept(named), place, string(c.get("code")), "LOINC")
        for category in sorted(codes(main.get("category")) | codes(main.get("class"))):
            self._state("kind", concept(main.get("category")), place, f"{kind}:{category}", "FHIR")
        several = {string(r.get("resourceType")) for r in self.resources} & _SHOWN
        if kind in ("", "Bundle"):
            self._state("kind", "", None, "+".join(sorted(several)) if len(several) < 4 else "Bundle", "FHIR")
        self._state("kind", "", None, kind or "Bundle", "FHIR")

    def _patients(self) -> None:
        patients = {id(r): r for r in self.resources if r.get("resourceType") == "Patient"}
        counts = Counter(id(p) for r in self.resources if (p := self._patient_of(r)) and id(p) in patients)
        self._several = len(counts) > 1
        if patients:
            chosen = max(patients, key=lambda k: counts[k])
            self._patient = patients[chosen]
        if self._several:
            main = person_name(self._patient.get("name"))
            self.warnings.append(f"it holds records of {len(counts)} patients: only what is stated of {main} is used")
            for other in counts:
                if other != id(self._patient):
                    self._state("other_patient", person_name(patients[other].get("name")) or "another patient")
        subject = next((s for r in self.resources for k in ("subject", "patient") if (s := first(r.get(k)))), {})
        name = person_name(self._patient.get("name")) or string(subject.get("display"))
        born = iso(string(self._patient.get("birthDate")))
        for label, key, value in (("Patient", "patient", name), ("Born", "born", born),
                                  ("Sex", "", string(self._patient.get("gender"))),
                                  ("Patient ID", "patient_id", _identifier(self._patient))):  # fmt: skip
            if value:
                place = self.lines.labelled(label, value)
                if key:
                    self._state(key, value, place)

    def _patient_of(self, resource: Resource) -> Resource:
        return next((p for k in ("subject", "patient") if (p := self._resolve(resource.get(k)))), {})

    def _dates(self, main: Resource) -> None:
        kind = main.get("resourceType")
        if kind in ("Bundle", None):
            today = dt.date.today().isoformat()
            every = [(string(r.get("resourceType")), d) for r in self.resources if (d := when(r)) and d <= today]
            dates = [d for kind, d in every if kind in _DATED]
            if dates:
                self.lines.labelled("Entries from", f"{min(dates)} to {max(dates)}")
                results = [d for kind, d in every if kind in ("Observation", "DiagnosticReport")]
                self._dated("Latest result" if results else "Latest entry", "latest", max(results or dates))
            self._dated("Made", "made", string(main.get("timestamp")))
        elif kind in ("DocumentReference", "Composition"):
            period = first(first(main.get("context")).get("period")) or first(first(main.get("event")).get("period"))
            self._dated("Care", "service", string(period.get("start")))
            self._dated("Care until", "service_end", string(period.get("end")))
            self._dated("Made", "made", string(main.get("date") or main.get("created") or main.get("indexed")))
        elif main:
            self._dated("Date", "collected" if kind == "Observation" else "service", when({**main, "issued": None}))
            self._dated("Issued", "reported", string(main.get("issued")))

    def _dated(self, label: str, name: str, stamp: str) -> None:
        if date := iso(stamp):
            self._state(name, date, self.lines.labelled(label, date))

    def _people(self, main: Resource) -> None:
        for key in ("resultsInterpreter", "author", "recorder", "performer", "requester", "asserter", "custodian"):
            for given in records(main.get(key)):
                actor = first(given.get("actor")) or first(given.get("agent")) or given
                name, thing = self._named(actor), self._resolve(actor)
                if not name:
                    continue
                place = thing.get("resourceType") == "Organization" or "Organization/" in string(actor.get("reference"))
                role = "facility" if place or key == "custodian" else "author"
                self._state(role, name, self.lines.labelled("Facility" if role == "facility" else "By", name))
        organizations = {
            n: None for r in self.resources if r.get("resourceType") == "Organization" and (n := string(r.get("name")))
        }
        if not any(item.name == "facility" for item in self.header) and len(organizations) == 1:
            name = next(iter(organizations))
            self._state("facility", name, self.lines.labelled("Facility", name))

    def _group(self, title: str, resources: list[Resource]) -> None:
        if not resources or self.lines.full:
            return
        self.lines.section()
        self.lines.add(title)
        items = [(r, item) for r in sorted(resources, key=when, reverse=True) for item in self._items(r)]
        table = [cells for _, (cells, _) in items]
        if not any(cells[0] for cells in table):
            table = [cells[1:] for cells in table]
        rows = self.lines.table(table)
        for (resource, (_, coded)), places in zip(items, rows, strict=True):
            if coded is not None and not (self._several and self._patient_of(resource) is not self._patient):
                whole = Span(places[0].page, places[0].line, 0, max(p.end for p in places))
                self.coded.append(replace(coded, place=whole))
        for resource in resources:
            self._words(resource)

    def _items(self, resource: Resource) -> Iterator[tuple[list[str], Coded | None]]:
        """The rows a resource makes: one, or one for each component of an observation."""
        if resource.get("resourceType") == "Observation":
            parts = list(records(resource.get("component")))
            if value_of(resource)[0] or not parts:
                yield self._observation(resource, resource)
            for part in parts:
                yield self._observation(resource, part)
            return
        kind = string(resource.get("resourceType"))
        name, date, status = self._what(resource), when(resource), _status(resource)
        detail = dosage(resource) if kind.startswith("Medication") else self._detail(resource)
        other = self._patient_of(resource) if self._several else {}
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
        other = person_name(self._patient_of(whole).get("name")) if self._several else ""
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
        return direct or self._resolve(
            first(medication).get("reference") if "concept" in first(medication) else medication
        ).get("code")

    def _what(self, resource: Resource) -> str:
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
                self._named(resource.get("serviceProvider")),
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

    def _words(self, resource: Resource) -> None:
        """Running text a resource carries: conclusions, notes, sections, attached texts."""
        texts = [string(resource.get("conclusion"))]
        for note in many(resource.get("note")) + many(resource.get("comments")) + many(resource.get("comment")):
            texts.append(string(note) if isinstance(note, str) else string(first(note).get("text")))
        for text in texts:
            if text:
                self.lines.add(f"  {text}")
        if resource.get("resourceType") == "Composition":
            self._sections(resource, 0)
        for attachment in self._attachments(resource):
            self._attached(attachment)

    def _sections(self, resource: Resource, depth: int) -> None:
        for section in records(resource.get("section")):
            title = string(section.get("title")) or concept(section.get("code"))
            if title:
                self.lines.section()
                self._state("section", title, self.lines.add(title), coding(section.get("code"))[0], "LOINC")
            for line in page_lines(str(first(section.get("text")).get("div") or "").encode()):
                self.lines.add(line)
            if depth < _DEEPEST:
                self._sections(section, depth + 1)

    def _attachments(self, resource: Resource) -> Iterator[Resource]:
        kind = resource.get("resourceType")
        if kind == "Binary":
            yield {"contentType": resource.get("contentType"), "data": resource.get("data") or resource.get("content")}
        elif kind == "Media":
            yield from records(resource.get("content"))
        for content in records(resource.get("content")) if kind == "DocumentReference" else ():
            yield first(content.get("attachment"))
        yield from records(resource.get("presentedForm"))

    def _attached(self, attachment: Resource) -> None:
        media, given = string(attachment.get("contentType")), attachment.get("data")
        title = string(attachment.get("title"))
        if not isinstance(given, str) or not given:
            target = {"reference": string(attachment.get("url"))}
            if target["reference"] and not self._resolve(target):
                self.warnings.append("its text is in another file that did not come with it")
            return
        try:
            data = base64.b64decode("".join(given.split()))
        except (binascii.Error, ValueError):
            self.warnings.append("a file inside it is damaged and could not be unpacked")
            return
        inside, problem = attached_text(data, media.lower())
        if problem:
            self.warnings.append(problem)
        if inside:
            self.lines.section()
        for line in ([title] if title and inside else []) + inside:
            self.lines.add(line)

    def _left_out(self) -> None:
        counts = Counter(string(r.get("resourceType")) for r in self.resources)
        left = {k: n for k, n in counts.items() if k and k not in _SHOWN | _SILENT}
        if left:
            self.lines.section()
            listed = ", ".join(f"{n} {kind}" for kind, n in sorted(left.items()))
            self.lines.add(f"Not shown (billing and bookkeeping): {listed}")


def _status(resource: Resource) -> str:
    return (
        string(resource.get("status"))
        or concept(resource.get("clinicalStatus"))
        or concept(resource.get("verificationStatus"))
    )


def _identifier(patient: Resource) -> str:
    """The hospital's number where one is marked as such, else the first one, else the resource's own."""
    identifiers = [i for i in records(patient.get("identifier")) if string(i.get("value"))]
    marked = [i for i in identifiers if "mr" in codes(i.get("type"))] or identifiers
    return string(marked[0].get("value")) if marked else string(patient.get("id"))


def _trimmed(cells: list[str]) -> list[str]:
    while len(cells) > 2 and not cells[-1]:
        cells = cells[:-1]
    return cells
