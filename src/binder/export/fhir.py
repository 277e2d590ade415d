"""A FHIR R4 bundle (hl7.org/fhir/R4): the binder as another health program can take it in, one resource at a time.

Nothing is claimed that the papers do not say: facts read from a text have the status "unknown" and name their document,
page, line and words; LOINC codes of laboratory values are binder's proposal, the printed name stands beside them.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import uuid
from collections.abc import Callable, Iterator

from binder.export.contents import Holding
from binder.export.fhir_facts import fact_resources
from binder.export.names import percent_encoded
from binder.export.originals import Placed
from binder.export.values import NUMBER, Resource, code, date, dicom_uid, instant, lean, natural, words
from binder.export.write import Folder, Growing, Written
from binder.filing.doubts import differs
from binder.model.checklist import ChecklistItem, ItemState, Receipt
from binder.model.record import Person, Record, RecordState
from binder.model.study import Series, Study

_URI, _DICOM = "urn:ietf:rfc:3986", "urn:dicom:uid"
_LOINC, _MODALITY = "http://loinc.org", "http://dicom.nema.org/resources/ontology/DCM"
_IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
_UUIDS = uuid.UUID("6f0d3a52-3a0c-5b43-9d55-0c2f3d0f6a1e")
_TASK_STATUS = {
    ItemState.WANTED: "draft",
    ItemState.REQUESTED: "requested",
    ItemState.PARTLY_RECEIVED: "in-progress",
    ItemState.RECEIVED: "completed",
    ItemState.VERIFIED: "completed",
    ItemState.WAIVED: "cancelled",
    ItemState.UNAVAILABLE: "failed",
}
_NUMBER = re.compile(f'"{NUMBER}([^"]*)"'.replace("\0", r"\\u0000"))


class Bundle:
    """The bundle being written. References are `urn:uuid:`, made of the binder's identity, so each export has the same.

    Args:
        growing: the file.  identity: of the binder.  made_at: ISO 8601 with offset.  patient: whose binder it is.
    """

    def __init__(self, growing: Growing, identity: str, made_at: str, patient: Person) -> None:
        self._growing = growing
        self._identity = identity
        self._patient = patient
        self._between = "\n"
        head = {"resourceType": "Bundle", "id": self._uuid("Bundle/export"), "type": "collection"}
        stamp = {"timestamp": made_at} if instant(made_at) else {}
        growing.write(as_json(head | stamp)[:-1] + ', "entry": [')
        self.add("patient", {"resourceType": "Patient", "name": [{"text": words(patient.name)}] if patient.name else [],
                             "birthDate": date(patient.born)})  # fmt: skip

    def end(self) -> None:
        """Close the list of entries."""
        self._growing.write("\n]}\n")

    def add(self, name: str, resource: Resource) -> None:
        """Add a resource under an id of its own."""
        full = {"fullUrl": self.url(resource["resourceType"], name), "resource": {"resourceType": "", "id": name}}
        full["resource"] |= lean(resource)
        self._growing.write(self._between + as_json(full))
        self._between = ",\n"

    def url(self, kind: str, name: str) -> str:
        """How other resources refer to a resource."""
        return f"urn:uuid:{self._uuid(f'{kind}/{name}')}"

    def _uuid(self, what: str) -> str:
        return str(uuid.uuid5(_UUIDS, f"{self._identity}/{what}"))

    def to(self, kind: str, name: str, display: str = "") -> Resource:
        """A reference to a resource of the bundle."""
        return {"reference": self.url(kind, name), "display": words(display)}

    def subject(self, record: Record) -> Resource:
        """Whom a record is about: the patient, unless it waits for review and names somebody else."""
        found = record.filing.patient
        if found and record.state is RecordState.NEEDS_REVIEW and differs(found, self._patient):
            return {"display": words(found.name) or "another person"}
        return self.to("Patient", "patient", self._patient.name)

    def add_record(self, holding: Holding, placed: Placed) -> None:
        """Add a record as DocumentReference, its scan as ImagingStudy, its facts."""
        record = holding.record
        self.add(record.id, self._document_reference(holding, placed))
        if holding.study is not None:
            self.add(f"{record.id}-study", self._imaging_study(holding.study, record))
        source = self.to("DocumentReference", record.id, record.title)
        for name, resource in fact_resources(record, self.subject(record), source):
            self.add(name, resource)

    def _document_reference(self, holding: Holding, placed: Placed) -> Resource:
        record, filing = holding.record, holding.record.filing
        who = filing.patient or Person("")
        day = date(record.date)
        related = [self.to("ImagingStudy", f"{record.id}-study")] if holding.study is not None else []
        return {
            "resourceType": "DocumentReference",
            "identifier": [{"system": _URI, "value": f"ni:///sha-256;{_base64url(record.sha256)}"}]
            if record.sha256
            else [],
            "status": "entered-in-error" if holding.put_aside else "current",
            "type": {"coding": [{"system": _LOINC, "code": record.kind.loinc}], "text": record.kind.label},
            "subject": self.subject(record),
            "date": record.added_at if instant(record.added_at) else "",
            "author": [{"display": words(filing.author)}] if filing.author else [],
            "custodian": {"display": words(filing.facility)},
            "description": words(record.title),
            "content": [{"attachment": one} for one in self._attachments(record, placed)],
            "context": {
                "period": {"start": day, "end": day},
                "sourcePatientInfo": {
                    "identifier": {"value": words(who.identifier)}, "display": words(who.name),
                },
                "related": [*related, *_accession(filing.accession, as_reference=True)],
            },
        }  # fmt: skip

    def _attachments(self, record: Record, placed: Placed) -> Iterator[Resource]:
        for file in placed.files:
            yield attachment(file, record.media_type or "application/octet-stream", file.path.rsplit("/", 1)[-1])
        if placed.text is not None:
            yield attachment(placed.text, "text/plain; charset=utf-8", "text as read")

    def _imaging_study(self, study: Study, record: Record) -> Resource:
        series = [_series(one, f"{record.id}/{at}") for at, one in enumerate(study.series, 1)]
        return {
            "resourceType": "ImagingStudy",
            "identifier": [
                {"system": _DICOM, "value": f"urn:oid:{dicom_uid(study.uid, record.id)}"},
                *_accession(study.accession),
            ],
            "status": "entered-in-error" if record.state is RecordState.TRASHED else "available",
            "modality": [{"system": _MODALITY, "code": code(one)} for one in study.modalities],
            "subject": self.subject(record),
            "started": date(study.date),
            "numberOfSeries": len(series),
            "numberOfInstances": study.count,
            "description": words(study.description),
            "series": series,
        }

    def add_item(self, number_: int, item: ChecklistItem, said: str, known: Callable[[str], bool]) -> None:
        """Add a checklist item as Task; `known` tells which record ids are in the bundle."""
        why_not = item.note if item.state in (ItemState.WAIVED, ItemState.UNAVAILABLE) else ""
        resource: Resource = {
            "resourceType": "Task",
            "identifier": [{"value": words(item.id)}],
            "status": _TASK_STATUS[item.state],
            "statusReason": {"text": words(why_not)},
            "businessStatus": {"text": words(f"{item.state.label}: {said}" if said else item.state.label)},
            "intent": "plan",
            "code": {"text": "obtain records for a second opinion"},
            "description": words(item.title),
            "for": self.to("Patient", "patient"),
            "authoredOn": date(item.requested_on),
            "performerType": [{"text": words(item.whom)}] if item.whom else [],
            "reasonCode": {"text": words(item.why)},
            "note": [{"text": words(item.note)}] if item.note and not why_not else [],
            "input": [{"type": {"text": "needed"}, "valueString": need.value} for need in item.needs],
            "output": [self._output(receipt, known) for receipt in item.receipts],
        }
        self.add(f"task-{number_}", resource)

    def _output(self, receipt: Receipt, known: Callable[[str], bool]) -> Resource:
        came = {"type": {"text": words(f"{receipt.need.value} received {receipt.on}")}}
        if receipt.record and known(receipt.record):
            return came | {"valueReference": self.to("DocumentReference", receipt.record, receipt.what)}
        return came | {"valueString": words(receipt.what or receipt.need.value)}


@contextlib.contextmanager
def bundle(folder: Folder, path: str, identity: str, made_at: str, patient: Person) -> Iterator[Bundle]:
    """Begin the bundle; it is finished at the end of the block."""
    with folder.open(path) as growing:
        made = Bundle(growing, identity, made_at, patient)
        yield made
        made.end()


def as_json(resource: Resource) -> str:
    """A resource as JSON, its decimals with the digits that were printed ("9.80" stays 9.80)."""
    return _NUMBER.sub(r"\1", json.dumps(resource, ensure_ascii=False))


def attachment(written: Written, media_type: str, title: str = "") -> Resource:
    """A file of the export; its hash is the SHA-1 that R4 asks for, SHA256SUMS has the stronger one."""
    return {
        "contentType": media_type,
        "url": percent_encoded(written.path),
        "size": natural(written.size),
        "hash": base64.b64encode(written.sha1).decode(),
        "title": words(title),
    }


def _base64url(sha256: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")


def _accession(value: str, *, as_reference: bool = False) -> list[Resource]:
    if not value:
        return []
    kind = {"coding": [{"system": _IDENTIFIER_TYPE, "code": "ACSN"}]}
    identifier: Resource = {"type": kind, "value": words(value)}
    return [{"identifier": identifier}] if as_reference else [identifier]


def _series(series: Series, place: str) -> Resource:
    return {
        "uid": dicom_uid(series.uid, place),
        "number": natural(series.number),
        "modality": {"system": _MODALITY, "code": code(series.modality) or "OT"},
        "description": words(series.description),
        "numberOfInstances": len(series.instances),
        "instance": [
            {
                "uid": dicom_uid(one.sop_instance_uid, f"{place}/{at}"),
                "sopClass": {"system": _URI, "code": f"urn:oid:{dicom_uid(one.sop_class_uid, f'{place}/{at}/class')}"},
                "number": natural(one.instance_number),
            }
            for at, one in enumerate(series.instances)
        ],
    }
