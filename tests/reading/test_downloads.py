"""Apple Health exports, Blue Button texts, and what lies beside records in a portal's download."""

from __future__ import annotations

import pytest

from binder.model.errors import Unreadable
from binder.reading import Source, sources
from tests.reading import made
from tests.reading.portal import cda, section
from tests.reading.test_hl7 import header, said

WEIGHT = ('<Record type="HKQuantityTypeIdentifierBodyMass" sourceName="Sc\x0bale" unit="kg" value="{}" '
          'startDate="2026-0{}-05 07:00:00 -0500" endDate=""/>')  # fmt: skip
HEALTH = (
    "<?xml version='1.0'?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me)>\n"
    "<!ATTLIST Record x CDATA\n]>\n"
    '<HealthData locale="en_US"><ExportDate value="2026-04-01 10:00:00 -0500"/>'
    '<Me HKCharacteristicTypeIdentifierDateOfBirth="1958-02-14"/>'
    + "".join(WEIGHT.format(60 + month, month) for month in (3, 1, 2))
    + '<Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" value="71" startDate="2026-01-01"/>' * 500
    + '<ClinicalRecord type="Observation" sourceName="River Clinic" receivedDate="2026-03-01" '
    'resourceFilePath="/c/O1.json"/>'
    "</HealthData>"
)


def test_a_health_export_is_summed_up_whatever_its_doctype_says(read):
    document = read(HEALTH.encode(), "export.xml")
    assert (header(document, "born"), header(document, "made")) == ("1958-02-14", "2026-04-01")
    (weight,) = document.coded
    assert (weight.name, weight.value, weight.unit, weight.date) == ("Body weight", "63", "kg", "2026-03-05")
    assert "63 kg" in said(document, weight)
    assert any("Heart Rate" in line and "500" in line for line in document.text.splitlines())
    assert any("O1.json" in line for line in document.text.splitlines())


def test_a_health_export_cut_off_counts_what_stands_before(read):
    whole = HEALTH.encode()
    document = read(whole[: len(whole) // 2], "export.xml")
    assert document.coded and any("cut off" in warning for warning in document.warnings)


def test_a_health_export_damaged_at_its_start_is_refused(read):
    with pytest.raises(Unreadable, match="export it again"):
        read(b"<!DOCTYPE HealthData [<!ELEMENT " + b"x" * 5000, "export.xml")


BLUE = """-------- MY PERSONAL INFORMATION REPORT --------
          Produced by the Blue Button (v12.3)
                   02 Apr 2026 @ 0737

Name: SAMPLE, MARIA R                    Date of Birth: 14 Feb 1958

----------- MEDICATION HISTORY -----------
Medication: LISINOPRIL 10MG TAB
Instructions: TAKE ONE TABLET BY MOUTH EVERY DAY
Status: Active
Initially Ordered On: 06 Jul 2025

----------- LABORATORY RESULTS -----------
Lab Test: CBC
Date/Time Collected: 13 Mar 2026 @ 0810
Test Name: HEMOGLOBIN
Result: 10.9 Low
Units: g/dL
Reference Range: (12.0-15.5)
Test Name: COLOR
Result: YELLOW
"""


def test_a_blue_button_text_states_its_fields(read):
    document = read(BLUE.encode(), "mhv.txt")
    assert (header(document, "patient"), header(document, "born")) == ("SAMPLE, MARIA R", "1958-02-14")
    assert header(document, "made") == "2026-04-02"
    drug = next(c for c in document.coded if c.type == "medication")
    assert (drug.name, drug.value, drug.date) == (
        "LISINOPRIL 10MG TAB",
        "TAKE ONE TABLET BY MOUTH EVERY DAY",
        "2025-07-06",
    )
    blood, color = (c for c in document.coded if c.type == "lab")
    assert (blood.value, blood.unit, blood.low, blood.high, blood.flag) == ("10.9", "g/dL", "12.0", "15.5", "L")
    assert (blood.date, color.value) == ("2026-03-13", "YELLOW")
    assert said(document, blood) == "Result: 10.9 Low"


def test_figures_in_a_blue_button_text_are_month_day_year(read):
    top = "PERSONAL HEALTH INFORMATION\nProduced by the Blue Button (v2.0)\n03/04/2026 5:10 AM\n"
    document = read((top + "Name: Maria Sample\nDate of Birth: 05/01/1958\n").encode())
    assert (header(document, "made"), header(document, "born")) == ("2026-03-04", "1958-05-01")


def test_an_ordinary_text_states_nothing(read):
    assert read(b"Name: Maria Sample\nShe pressed the blue lamp's button.\n").header == ()


def test_beside_the_records_of_a_portals_zip_nothing_is_taken_for_a_record(reader):
    record = cda(section("18776-5", "Plan", "Rest."))
    archive = made.archive(
        ("README - Open for Instructions.TXT", b"Open HTML/IndexPage.HTM"), ("HTML/IndexPage.HTM", b"<html></html>"),
        ("IHE_XDM/INDEX.HTM", b"<html></html>"), ("IHE_XDM/Maria1/DOC0001.XML", record),
        ("IHE_XDM/Maria1/METADATA.XML", b"<SubmitObjectsRequest/>"), ("IHE_XDM/Maria1/STYLE.XSL", b"<xsl:stylesheet/>"),
    )  # fmt: skip
    found = list(sources([Source.from_bytes("lucy.zip", archive)], reader))
    taken = [item for item in found if isinstance(item, Source)]
    assert [item.label for item in taken] == ["lucy.zip > IHE_XDM/Maria1/DOC0001.XML"]
    assert len(found) == 6 and all(item.why for item in found if not isinstance(item, Source))


@pytest.mark.parametrize("word", ["ccda", "fhir", "bluebutton", "portal", "lab/hl7v2"])
def test_every_real_portal_record_is_read_and_every_statement_is_shown(data, reader, word):
    read = 0
    for source in sources([data / word], reader):
        if not isinstance(source, Source):
            continue
        document = reader.read(source)
        assert document.pages and document.header, source.label
        read += 1
        for item in (*document.header, *document.coded):
            assert item.place is None or said(document, item).strip(), (source.label, item)
    assert read
