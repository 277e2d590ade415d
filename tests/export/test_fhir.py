"""The FHIR R4 bundle: what the specification asks of each resource it uses, and what it must never claim."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from binder.binder import Binder
from binder.export import export
from binder.export.units import ucum
from binder.model.checklist import ChecklistItem, ItemState, Need, Receipt
from binder.model.citation import Citation
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType, Person, RecordState
from tests.export.conftest import contents, holding, rows

Resources = dict[str, dict[str, Any]]
REQUIRED = {
    "Patient": (),
    "DocumentReference": ("status", "content"),
    "Observation": ("status", "code"),
    "MedicationStatement": ("status", "medicationCodeableConcept", "subject"),
    "ImagingStudy": ("status", "subject"),
    "Task": ("status", "intent"),
}
STATUS = {
    "DocumentReference": {"current", "superseded", "entered-in-error"},
    "Observation": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error",
                    "unknown"},
    "MedicationStatement": {"active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown",
                            "not-taken"},
    "ImagingStudy": {"registered", "available", "cancelled", "entered-in-error", "unknown"},
    "Task": {"draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold",
             "failed", "completed", "entered-in-error"},
}  # fmt: skip
SYSTEMS = {
    "http://loinc.org", "http://unitsofmeasure.org", "urn:ietf:rfc:3986", "urn:dicom:uid",
    "http://dicom.nema.org/resources/ontology/DCM", "http://terminology.hl7.org/CodeSystem/observation-category",
    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
    "http://terminology.hl7.org/CodeSystem/v2-0203",
}  # fmt: skip
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every (element name, value) beneath."""
    yield name, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, name)


def of(resources: Resources, kind: str) -> list[dict[str, Any]]:
    return [one for one in resources.values() if one["resourceType"] == kind]


def exported_resources(folder: Path) -> Resources:
    bundle = json.loads((folder / "bundle.json").read_text())
    return {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}


def sound(resources: Resources) -> None:
    """The rules that can be checked without a server."""
    ids = [(one["resourceType"], one["id"]) for one in resources.values()]
    assert len(set(ids)) == len(ids)
    for url, resource in resources.items():
        kind = resource["resourceType"]
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", url)
        assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", resource["id"])
        assert all(resource.get(name) for name in REQUIRED[kind]), resource
        assert resource.get("status") in STATUS.get(kind, {None})
        for name, value in walk(resource):
            assert value is not None and value not in ("", [], {}), (name, resource)
            if isinstance(value, str):
                assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", value) and value == value.strip()
            if name == "reference":
                assert value in resources
            if name == "system":
                assert value in SYSTEMS
            if name in ("birthDate", "effectiveDateTime", "started", "authoredOn", "start", "end"):
                assert DATE.fullmatch(value)


def test_it_is_a_collection_with_unique_urls(exported: Path) -> None:
    bundle = json.loads((exported / "bundle.json").read_text())
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert set(bundle) == {"resourceType", "id", "type", "timestamp", "entry"}
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert all(set(entry) == {"fullUrl", "resource"} for entry in bundle["entry"])


def test_every_resource_keeps_the_rules_of_r4(resources: Resources) -> None:
    sound(resources)
    assert {one["resourceType"] for one in resources.values()} == set(REQUIRED)


def test_the_patient_is_the_binders(binder: Binder, resources: Resources) -> None:
    (patient,) = of(resources, "Patient")
    assert (patient["name"][0]["text"], patient["birthDate"]) == (binder.patient.name, binder.patient.born)


def test_every_record_is_a_document_with_its_code_and_files_that_hash(
    binder: Binder, exported: Path, resources: Resources
) -> None:
    documents = {one["id"]: one for one in of(resources, "DocumentReference")}
    table = {row["id"]: row for row in rows(exported / "records.csv")}
    assert set(documents) == set(table)
    for name, document in documents.items():
        assert document["type"]["coding"] == [{"system": "http://loinc.org", "code": binder.record(name).kind.loinc}]
        assert (document["status"] == "entered-in-error") == (table[name]["state"] == "trashed")
        for content in document["content"]:
            attachment = content["attachment"]
            path = exported / re.sub("%([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), attachment["url"])
            data = path.read_bytes()
            assert attachment["size"] == len(data)
            assert base64.b64decode(attachment["hash"]) == hashlib.sha1(data).digest()


def test_a_fact_cites_its_document_page_line_and_words(binder: Binder, resources: Resources) -> None:
    facts = of(resources, "Observation") + of(resources, "MedicationStatement")
    for resource in facts:
        record, _, number = resource["id"].partition("-f")
        fact = binder.record(record).filing.facts[int(number) - 1]
        (source,) = resource["derivedFrom"]
        assert resources[source["reference"]]["id"] == record
        where = f"{record}, page {fact.citation.page}, line {fact.citation.line}:"
        assert resource["note"][0]["text"] == f'{where} "{fact.citation.quote}"'.strip()


def test_every_lab_value_is_an_observation(binder: Binder, resources: Resources) -> None:
    labs = {f"{r.id}-f{n}": f for r in map(binder.record, (i for i, _ in binder.ids()))
            for n, f in enumerate(r.filing.facts, 1) if f.type is FactType.LAB}  # fmt: skip
    found = {one["id"]: one for one in of(resources, "Observation") if "category" in one}
    assert labs and set(found) == set(labs)
    for name, fact in labs.items():
        assert found[name]["code"]["text"] == fact.name
        quantity = found[name].get("valueQuantity")
        assert quantity is None or str(quantity["value"]).rstrip("0") == fact.value.lstrip("<>").rstrip("0")


def test_a_scan_lists_its_series_and_images(binder: Binder, resources: Resources) -> None:
    (scan,) = of(resources, "ImagingStudy")
    study = binder.study(scan["id"].removesuffix("-study"))
    assert scan["identifier"][0] == {"system": "urn:dicom:uid", "value": f"urn:oid:{study.uid}"}
    assert (scan["numberOfSeries"], scan["numberOfInstances"]) == (len(study.series), study.count)
    for told, series in zip(scan["series"], study.series, strict=True):
        assert (told["uid"], told["modality"]["code"]) == (series.uid, series.modality)
        assert [one["uid"] for one in told["instance"]] == [one.sop_instance_uid for one in series.instances]
        assert {one["sopClass"]["code"] for one in told["instance"]} == {
            f"urn:oid:{one.sop_class_uid}" for one in series.instances
        }


def test_another_persons_paper_is_not_said_to_be_the_patients(binder: Binder, resources: Resources) -> None:
    (patient,) = [url for url, one in resources.items() if one["resourceType"] == "Patient"]
    others = [r for r in binder.review_queue() if "another person" in r.reason]
    assert others
    for record in others:
        for resource in resources.values():
            if resource["id"] == record.id or resource["id"].startswith(f"{record.id}-f"):
                assert resource["subject"] == {"display": record.filing.patient.name}  # type: ignore[union-attr]
                assert patient not in json.dumps(resource)


def test_the_checklist_is_a_list_of_tasks(binder: Binder, resources: Resources) -> None:
    tasks = {one["identifier"][0]["value"]: one for one in of(resources, "Task")}
    for line in binder.checklist():
        task = tasks[line.item.id]
        assert task["description"] == line.item.title
        assert [one["valueString"] for one in task["input"]] == [need.value for need in line.item.needs]
        linked = [
            resources[o["valueReference"]["reference"]]["id"] for o in task.get("output", ()) if "valueReference" in o
        ]
        assert linked == [receipt.record for receipt in line.item.receipts if receipt.record]


def test_two_exports_of_one_binder_name_things_alike(binder: Binder, resources: Resources, tmp_path: Path) -> None:
    assert set(exported_resources(binder.export(tmp_path / "out").folder)) == set(resources)


def one_lab(tmp_path: Path, **fact: str) -> tuple[dict[str, Any], str]:
    quote = Citation(2, 7, 0, 5, "Value")
    made = Fact(**{"type": FactType.LAB, "name": "Hemoglobin", "value": "9.80", "citation": quote} | fact)  # type: ignore[arg-type]
    export(contents(holding("Labs", kind=Kind.LAB_REPORT, date="2026-03-13", facts=(made,))), tmp_path / "out")
    resources = exported_resources(tmp_path / "out")
    sound(resources)
    return of(resources, "Observation")[0], (tmp_path / "out" / "bundle.json").read_text()


def test_a_value_keeps_the_digits_that_were_printed(tmp_path: Path) -> None:
    observation, text = one_lab(tmp_path, unit="g/dL", low="12.0", high="16.0", flag="L", code="718-7")
    assert '"value": 9.80,' in text and '"value": 12.0,' in text
    assert observation["valueQuantity"] == {
        "value": 9.8, "unit": "g/dL", "system": "http://unitsofmeasure.org", "code": "g/dL",
    }  # fmt: skip
    assert observation["interpretation"][0]["coding"][0]["code"] == "L"
    assert observation["code"]["coding"] == [{"system": "http://loinc.org", "code": "718-7"}]
    assert observation["referenceRange"][0]["high"]["value"] == 16.0
    assert observation["effectiveDateTime"] == "2026-03-13"
    assert observation["note"] == [{"text": 'R1, page 2, line 7: "Value"'}]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("<0.5", {"comparator": "<", "value": 0.5}),
        ("≥ 90", {"comparator": ">=", "value": 90}),
        ("007", {"value": 7}),
        ("5,4", {"value": 5.4}),
        ("-1.5", {"value": -1.5}),
        ("1,234", "1,234 mg/dL"),
        ("1-2", "1-2 mg/dL"),
        ("Positive", "Positive mg/dL"),
        ("1e9", "1e9 mg/dL"),
        ("NaN", "NaN mg/dL"),
    ],
)
def test_only_what_is_a_number_beyond_doubt_becomes_one(tmp_path: Path, printed: str, value: Any) -> None:
    observation, _ = one_lab(tmp_path, value=printed, unit="mg/dL")
    if isinstance(value, str):
        assert observation["valueString"] == value
    else:
        quantity = observation["valueQuantity"]
        assert {key: quantity[key] for key in ("comparator", "value") if key in quantity} == value


def test_a_range_that_is_no_number_is_told_in_words_and_an_odd_flag_too(tmp_path: Path) -> None:
    observation, _ = one_lab(tmp_path, low="negative", flag="**", code="local 17", unit="furlongs")
    assert "low" not in observation["referenceRange"][0] and "negative" in observation["referenceRange"][0]["text"]
    assert observation["interpretation"] == [{"text": "**"}]
    assert "coding" not in observation["code"]
    assert observation["valueQuantity"] == {"value": 9.8, "unit": "furlongs"}


@pytest.mark.parametrize(
    ("printed", "code"),
    [("g/L", "g/L"), ("G/L", "10*3/uL"), ("mm", "mm"), ("mM", "mmol/L"), ("MG/DL", "mg/dL"), ("K/µL", "10*3/uL"),
     ("K/μL", "10*3/uL"), ("MM", ""), ("furlongs", "")],
)  # fmt: skip
def test_a_unit_is_coded_only_where_it_can_mean_one_thing(printed: str, code: str) -> None:
    assert ucum(printed) == code


def test_a_medicine_is_stopped_only_where_the_paper_says_so(tmp_path: Path) -> None:
    place = Citation(1, 1, 0, 9, "Ibuprofen")
    facts = tuple(Fact(FactType.MEDICATION, "Ibuprofen", "200 mg", place, flag=flag) for flag in ("", "stopped"))
    export(contents(holding("List", facts=facts)), tmp_path / "out")
    found = exported_resources(tmp_path / "out")
    sound(found)
    assert [one["status"] for one in of(found, "MedicationStatement")] == ["unknown", "stopped"]


def test_hostile_and_empty_fields_still_make_sound_resources(tmp_path: Path) -> None:
    place = Citation(1, 1, 0, 0, "")
    bad = "\x00\x1b[31m\0number:12\ud800 \u202e</script>"
    fact = Fact(FactType.LAB, bad, "", place, unit=bad, low=bad, flag=bad, code=bad, date="2026-02-31")
    item = ChecklistItem(bad, bad, (Need.SLIDES,), state=ItemState.UNAVAILABLE, note=bad, requested_on="soon",
                         receipts=(Receipt(Need.SLIDES, "", "", "R99"),))  # fmt: skip
    record = holding(bad, facts=(fact,), date="nonsense", author=bad, accession=bad, patient=Person(bad, bad, bad),
                     state=RecordState.TRASHED, media_type="")  # fmt: skip
    export(contents(record, checklist=((item, bad),), patient=Person("", "long ago")), tmp_path / "out")
    sound(exported_resources(tmp_path / "out"))
