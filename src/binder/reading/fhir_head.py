"""What a FHIR file says of itself: its kind, title, patient, dates and people, each put down as a line."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from binder.model.citation import Span
from binder.model.document import Stated
from binder.reading.fhir_items import Items
from binder.reading.fhir_known import Known
from binder.reading.fields import Resource, codes, concept, first, person_name, records, string, when
from binder.reading.lines import Lines, iso

_DATED = {"Observation", "DiagnosticReport", "Encounter", "Procedure", "Immunization", "Condition", "MedicationRequest",
          "MedicationOrder", "ImagingStudy", "Composition"}  # fmt: skip


class Head:
    """Puts the head of a file down.

    Attributes:
        states: what it says of itself.  patient: whom most of it is about.
    """

    def __init__(self, known: Known, items: Items, lines: Lines, warnings: list[str], shown: set[str]) -> None:
        self.states: list[Stated] = []
        self.patient: Resource = {}
        self._known, self._items, self._lines, self._warnings, self._shown = known, items, lines, warnings, shown

    def put_down(self) -> None:
        """Write the lines."""
        main = self._main()
        kind = string(main.get("resourceType"))
        title = self._title(main)
        place = self._lines.add(title or f"Health record ({kind or 'FHIR'})")
        self.state("title", title, place if title else None)
        self._kinds(main, place)
        self._patients()
        self._dates(main)
        self._people(main)

    def state(self, name: str, value: str, place: Span | None = None, code: str = "", system: str = "") -> None:
        """Note something that the file says of itself."""
        if value or code:
            self.states.append(Stated(name, value, code, system, place))

    def _main(self) -> Resource:
        """What the file is: its one resource, the composition of a document, or the bundle."""
        whole = next((r for r in self._known.resources if r.get("resourceType") == "Bundle"), None)
        composition = next((r for r in self._known.resources if r.get("resourceType") == "Composition"), None)
        if whole is not None:
            return composition if string(whole.get("type")) == "document" and composition else whole
        shown = [r for r in self._known.resources if r.get("resourceType") in self._shown]
        outer = [r for r in shown if id(r) not in self._known.contained] or shown or self._known.resources
        return outer[0] if len(outer) == 1 else {}

    def _title(self, main: Resource) -> str:
        kind = main.get("resourceType")
        if kind == "Composition":
            return string(main.get("title")) or concept(main.get("type"))
        if kind == "DocumentReference":
            return string(main.get("description")) or concept(main.get("type")) or concept(main.get("category"))
        if kind == "Bundle" or not main:
            return ""
        return self._items.what(main)

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
                    self.state("kind", concept(named), place, string(c.get("code")), "LOINC")
        for category in sorted(codes(main.get("category")) | codes(main.get("class"))):
            self.state("kind", concept(main.get("category")), place, f"{kind}:{category}", "FHIR")
        several = {string(r.get("resourceType")) for r in self._known.resources} & self._shown
        if kind in ("", "Bundle"):
            self.state("kind", "", None, "+".join(sorted(several)) if len(several) < 4 else "Bundle", "FHIR")
        self.state("kind", "", None, kind or "Bundle", "FHIR")

    def _patients(self) -> None:
        patients = {id(r): r for r in self._known.resources if r.get("resourceType") == "Patient"}
        counts = Counter(id(p) for r in self._known.resources if (p := self._known.patient_of(r)) and id(p) in patients)
        self._items.several = len(counts) > 1
        if patients:
            chosen = max(patients, key=lambda k: counts[k])
            self.patient = patients[chosen]
        if self._items.several:
            main = person_name(self.patient.get("name"))
            self._warnings.append(f"it holds records of {len(counts)} patients: only what is stated of {main} is used")
            for other in counts:
                if other != id(self.patient):
                    self.state("other_patient", person_name(patients[other].get("name")) or "another patient")
        subject = next((s for r in self._known.resources for k in ("subject", "patient") if (s := first(r.get(k)))), {})
        name = person_name(self.patient.get("name")) or string(subject.get("display"))
        born = iso(string(self.patient.get("birthDate")))
        for label, key, value in (("Patient", "patient", name), ("Born", "born", born),
                                  ("Sex", "", string(self.patient.get("gender"))),
                                  ("Patient ID", "patient_id", _identifier(self.patient))):  # fmt: skip
            if value:
                place = self._lines.labelled(label, value)
                if key:
                    self.state(key, value, place)

    def _dates(self, main: Resource) -> None:
        kind = main.get("resourceType")
        if kind in ("Bundle", None):
            today = dt.date.today().isoformat()
            every = [(string(r.get("resourceType")), d) for r in self._known.resources if (d := when(r)) and d <= today]
            dates = [d for kind, d in every if kind in _DATED]
            if dates:
                self._lines.labelled("Entries from", f"{min(dates)} to {max(dates)}")
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
            self.state(name, date, self._lines.labelled(label, date))

    def _people(self, main: Resource) -> None:
        for key in ("resultsInterpreter", "author", "recorder", "performer", "requester", "asserter", "custodian"):
            for given in records(main.get(key)):
                actor = first(given.get("actor")) or first(given.get("agent")) or given
                name, thing = self._known.named(actor), self._known.resolve(actor)
                if not name:
                    continue
                place = thing.get("resourceType") == "Organization" or "Organization/" in string(actor.get("reference"))
                role = "facility" if place or key == "custodian" else "author"
                self.state(role, name, self._lines.labelled("Facility" if role == "facility" else "By", name))
        organizations = {
            n: None
            for r in self._known.resources
            if r.get("resourceType") == "Organization" and (n := string(r.get("name")))
        }
        if not any(item.name == "facility" for item in self.states) and len(organizations) == 1:
            name = next(iter(organizations))
            self.state("facility", name, self._lines.labelled("Facility", name))


def _identifier(patient: Resource) -> str:
    """The hospital's number where one is marked as such, else the first one, else the resource's own."""
    identifiers = [i for i in records(patient.get("identifier")) if string(i.get("value"))]
    marked = [i for i in identifiers if "mr" in codes(i.get("type"))] or identifiers
    return string(marked[0].get("value")) if marked else string(patient.get("id"))
