"""FHIR in all the shapes portals give it: one line a resource, statements of the one patient only."""

from __future__ import annotations

import base64
import json

import pytest

from binder.model.errors import Unreadable
from tests.reading import made
from tests.reading.portal import PATIENT, bundle, observation
from tests.reading.test_hl7 import header, said

RANGE = [{"low": {"value": 12}, "high": {"value": 15.5}}]
LOW = [{"coding": [{"code": "L"}]}]
HEMOGLOBIN = observation("718-7", "Hemoglobin", 10.9, "g/dL", referenceRange=RANGE, interpretation=LOW)


def test_a_bundle_is_lines_by_kind_and_its_results_cite_them(read):
    document = read(bundle(PATIENT, HEMOGLOBIN))
    (lab,) = document.coded
    assert document.media_type == "application/fhir+json"
    assert (lab.type, lab.name, lab.value, lab.unit) == ("lab", "Hemoglobin", "10.9", "g/dL")
    assert (lab.low, lab.high, lab.flag, lab.code, lab.date) == ("12", "15.5", "L", "718-7", "2026-03-13")
    assert all(word in said(document, lab) for word in ("2026-03-13", "Hemoglobin", "10.9", "g/dL"))
    assert (header(document, "patient"), header(document, "born")) == ("Maria R Sample", "1958-02-14")
    assert header(document, "patient_id") == "T-77"
    assert header(document, "latest") == "2026-03-13"


def test_numbers_are_shown_as_they_were_written(read):
    text = json.dumps(HEMOGLOBIN).replace("10.9", "10.90")
    assert read(text.encode()).coded[0].value == "10.90"


def test_lines_of_json_are_read_and_damaged_ones_are_counted(read):
    lines = "\n".join([json.dumps(PATIENT), json.dumps(HEMOGLOBIN), '{"resourceType": "Obs'])
    document = read(lines.encode(), "export.ndjson")
    assert len(document.coded) == 1
    assert any("1 of 3 lines" in warning for warning in document.warnings)


def test_the_same_resource_twice_counts_once(read):
    assert len(read(bundle(PATIENT, HEMOGLOBIN, HEMOGLOBIN)).coded) == 1


def test_older_names_and_single_values_in_place_of_lists_are_understood(read):
    older = {
        "resourceType": "MedicationOrder", "dateWritten": "2015-05-01", "patient": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "Aspirin 81 mg"}, "dosageInstruction": {"text": "one a day"},
    }  # fmt: skip
    single = {**PATIENT, "name": {"family": ["Sample"], "given": "Maria"}}
    document = read(bundle(single, older))
    assert header(document, "patient") == "Maria Sample"
    (drug,) = document.coded
    assert (drug.type, drug.name, drug.value, drug.date) == ("medication", "Aspirin 81 mg", "one a day", "2015-05-01")


def test_a_medication_may_stand_in_a_resource_of_its_own(read):
    pill = {"resourceType": "Medication", "id": "m", "code": {"text": "Letrozole 2.5 mg"}}
    order = {"resourceType": "MedicationRequest", "status": "active", "contained": [pill],
             "medicationReference": {"reference": "#m"}}  # fmt: skip
    assert read(json.dumps(order).encode()).coded[0].name == "Letrozole 2.5 mg"


def test_both_pressures_of_one_observation_are_stated(read):
    parts = [{"code": {"text": name}, "valueQuantity": {"value": value, "unit": "mm[Hg]"}}
             for name, value in (("Systolic", 130), ("Diastolic", 80))]  # fmt: skip
    pressure = observation("85354-9", "Blood pressure", 0, "", component=parts,
                           category=[{"coding": [{"code": "vital-signs"}]}])  # fmt: skip
    del pressure["valueQuantity"]
    found = read(json.dumps(pressure).encode()).coded
    assert [(c.type, c.name, c.value) for c in found] == [("vital", "Systolic", "130"), ("vital", "Diastolic", "80")]


def test_what_was_entered_in_error_is_shown_but_not_stated(read):
    document = read(json.dumps({**HEMOGLOBIN, "status": "entered-in-error"}).encode())
    assert document.coded == () and "entered-in-error" in document.text


def test_an_attached_text_becomes_lines_and_an_attached_pdf_is_a_part(read):
    def report(media: str, data: bytes) -> bytes:
        form = [{"contentType": media, "data": base64.b64encode(data).decode()}]
        return json.dumps(
            {"resourceType": "DiagnosticReport", "code": {"text": "CT chest"}, "presentedForm": form}
        ).encode()

    assert "IMPRESSION: clear." in read(report("text/plain", b"CT\nIMPRESSION: clear.")).text.splitlines()
    page = b"<html><body><p>IMPRESSION:</p><p>clear &amp; dry</p><script>bad()</script></body></html>"
    lines = read(report("text/html", page)).text.splitlines()
    assert "clear & dry" in lines and not any("bad()" in line for line in lines)
    (part,) = read(report("application/pdf", made.pdf("IMPRESSION: clear."))).parts
    assert (part.name, part.media_type) == ("attachment 1.pdf", "application/pdf")
    assert part.text.strip() == "IMPRESSION: clear."


def test_a_file_inside_a_bundle_knows_its_patient_and_goes_by_its_title(read):
    attachment = {
        "contentType": "application/pdf",
        "title": "CT / chest",
        "data": base64.b64encode(made.pdf("Words.")).decode(),
    }
    patient = {
        "resourceType": "Patient",
        "id": "1",
        "name": [{"family": "Sample", "given": ["Ann"]}],
        "birthDate": "1960-05-17",
    }
    reference = {
        "resourceType": "DocumentReference",
        "subject": {"reference": "Patient/1"},
        "content": [{"attachment": attachment}],
    }
    entries = [{"resource": patient}, {"resource": reference}]
    document = read(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode())
    (part,) = document.parts
    assert part.name == "CT - chest.pdf"
    assert part.stated("patient").value == "Ann Sample" and part.stated("born").value == "1960-05-17"
    assert part.stated("patient").place is None


def test_statements_of_another_patient_are_left_out_and_said(read):
    other = {**PATIENT, "id": "p2", "name": [{"family": "Other", "given": ["John"]}]}
    theirs = observation("2160-0", "Creatinine", 3.1, "mg/dL", subject={"reference": "Patient/p2"})
    document = read(bundle(PATIENT, other, HEMOGLOBIN, observation("777-3", "Platelets", 188, "10*3/uL"), theirs))
    assert {c.name for c in document.coded} == {"Hemoglobin", "Platelets"}
    assert "Creatinine" in document.text and header(document, "other_patient") == "John Other"
    assert any("2 patients" in warning for warning in document.warnings)


def test_fhir_written_as_xml_is_the_same_record(read):
    text = (
        '<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/><entry><resource><Patient><id value="p1"/>'
        '<name><use value="official"/><family value="Sample"/><given value="Maria"/><given value="R"/></name>'
        '<birthDate value="1958-02-14"/></Patient></resource></entry><entry><resource><Observation>'
        '<status value="final"/><category><coding><code value="laboratory"/></coding></category><code><coding>'
        '<system value="http://loinc.org"/><code value="718-7"/><display value="Hemoglobin"/></coding></code>'
        '<subject><reference value="Patient/p1"/></subject><effectiveDateTime value="2026-03-13"/><valueQuantity>'
        '<value value="10.9"/><unit value="g/dL"/></valueQuantity></Observation></resource></entry></Bundle>'
    )
    document = read(text.encode())
    assert header(document, "patient") == "Maria R Sample"
    assert [(c.name, c.value, c.unit, c.code) for c in document.coded] == [("Hemoglobin", "10.9", "g/dL", "718-7")]


def test_billing_is_counted_and_not_shown(read):
    document = read(bundle(PATIENT, HEMOGLOBIN, {"resourceType": "Claim", "id": "c", "total": {"value": 99}}))
    assert "1 Claim" in document.text and "99" not in document.text


@pytest.mark.parametrize(
    "harm",
    [
        b'{"resourceType":"Bundle","a":' + b"[" * 50_000,
        b'{"resourceType":"Bundle","a":' + b'{"a":' * 50_000,
        b'{"resourceType":"Patient","name":[{"family":"Sam',
    ],
)
def test_json_made_to_harm_or_cut_off_is_refused_in_one_sentence(read, harm):
    with pytest.raises(Unreadable, match="FHIR"):
        read(harm)


@pytest.mark.parametrize("odd", [None, 3, "text", [], [[1]], {"coding": "x"}, [{"coding": [None, 5]}], True])
def test_a_field_of_the_wrong_kind_costs_nothing(read, odd):
    keys = ("code", "category", "subject", "status", "referenceRange", "interpretation", "component", "effectivePeriod",
            "performer", "valueCodeableConcept", "identifier", "presentedForm", "note")  # fmt: skip
    for key in keys:
        assert read(bundle({**PATIENT, "name": odd}, {**HEMOGLOBIN, key: odd})).pages
