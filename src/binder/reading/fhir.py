"""Health records as FHIR resources (DSTU2 to R5): a bundle, lines of JSON or a single resource; a line each, by kind.

Plain JSON, not a strict model: those refuse the small faults that portals make.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from binder.model.citation import Span
from binder.model.document import AGAIN, Coded, Document, Stated
from binder.model.errors import Unreadable
from binder.reading.attached import Inside, page_lines
from binder.reading.enclosed import Enclosed, named
from binder.reading.fhir_head import Head
from binder.reading.fhir_items import Items
from binder.reading.fhir_known import Known
from binder.reading.fields import Resource, coding, concept, first, many, records, string, when
from binder.reading.limits import MIB, Limits
from binder.reading.lines import Lines, read_whole
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
    return _written(loaded, limits, warnings)[0]


def enclosed(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> list[Enclosed]:
    """The files inside the resources of JSON."""
    content, _ = decode(read_whole(stream, LARGEST, "health record"))
    return _written(_loaded(content.lstrip("\ufeff \t\r\n"), []), limits, [])[1]


def enclosed_in_xml(stream: BinaryIO, size: int, limits: Limits, password: str | None = None) -> list[Enclosed]:
    """The files inside the resources of XML."""
    return _written(list(resources(parse(read_whole(stream, LARGEST, "health record"), []))), limits, [])[1]


def _written(loaded: list[Any], limits: Limits, warnings: list[str]) -> tuple[Document, list[Enclosed]]:
    written = _Written(list(_unpacked(loaded, 0)), limits, warnings)
    if not written.known.resources:
        raise Unreadable("This file holds no health record (FHIR resource) that can be read; ask for it as PDF.")
    written.all()
    inside = written.inside.parts
    made = Document("", "application/fhir+json", written.lines.pages, warnings=tuple(warnings), reader=READER,
                    header=tuple(written.header), coded=tuple(written.coded),
                    parts=named((part.name for part in inside), limits))  # fmt: skip
    return made, inside


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
        warnings.append(f"{broken} of {broken + len(found)} lines are damaged and were left out: {AGAIN}")
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

    def __init__(self, found: list[tuple[str, Resource]], limits: Limits, warnings: list[str]) -> None:
        if len(found) > _MOST:
            warnings.append(f"only the first {_MOST} of {len(found)} entries are read")
        self.known = Known(found[:_MOST])
        self.lines = Lines(limits)
        self.coded: list[Coded] = []
        self.inside = Inside(limits)
        self._warnings = warnings
        self._items = Items(self.known)
        self._head = Head(self.known, self._items, self.lines, warnings, _SHOWN)

    @property
    def header(self) -> list[Stated]:
        """What the file says of itself."""
        return self._head.states

    def all(self) -> None:
        """Write every resource down, in groups."""
        self._head.put_down()
        for title, types in _GROUPS:
            self._group(title, [r for r in self.known.resources if r.get("resourceType") in types])
        self._left_out()

    def _group(self, title: str, resources: list[Resource]) -> None:
        if not resources or self.lines.full:
            return
        self.lines.section()
        self.lines.add(title)
        items = [(r, item) for r in sorted(resources, key=when, reverse=True) for item in self._items.rows(r)]
        table = [cells for _, (cells, _) in items]
        if not any(cells[0] for cells in table):
            table = [cells[1:] for cells in table]
        rows = self.lines.table(table)
        for (resource, (_, coded)), places in zip(items, rows, strict=True):
            if coded is not None and not (
                self._items.several and self.known.patient_of(resource) is not self._head.patient
            ):
                whole = Span(places[0].page, places[0].line, 0, max(p.end for p in places))
                self.coded.append(replace(coded, place=whole))
        for resource in resources:
            self._words(resource)

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
                self._head.state("section", title, self.lines.add(title), coding(section.get("code"))[0], "LOINC")
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
            if target["reference"] and not self.known.resolve(target):
                self._warnings.append("its text is in another file that did not come with it")
            return
        try:
            data = base64.b64decode("".join(given.split()))
        except (binascii.Error, ValueError):
            self._warnings.append("a file inside it is damaged and could not be unpacked")
            return
        inside = self.inside.take(data, media.lower(), title)
        if inside:
            self.lines.section()
        for line in ([title] if title and inside else []) + inside:
            self.lines.add(line)

    def _left_out(self) -> None:
        counts = Counter(string(r.get("resourceType")) for r in self.known.resources)
        left = {k: n for k, n in counts.items() if k and k not in _SHOWN | _SILENT}
        if left:
            self.lines.section()
            listed = ", ".join(f"{n} {kind}" for kind, n in sorted(left.items()))
            self.lines.add(f"Not shown (billing and bookkeeping): {listed}")
