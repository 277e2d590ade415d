"""Clinical documents: every section in lines, coded entries tied to the line that shows them, harm refused."""

from __future__ import annotations

import base64

import pytest

from binder.model.errors import Unreadable
from tests.reading import made
from tests.reading.portal import cda, organizer, result, section
from tests.reading.test_hl7 import header, said

PQ = '<value xsi:type="PQ" value="{}" unit="{}"/>'
RANGE = (
    '<interpretationCode code="L"/><referenceRange><observationRange><value xsi:type="IVL_PQ">'
    '<low value="12.0"/><high value="15.5"/></value></observationRange></referenceRange>'
)
TABLE = (
    "<table><thead><tr><th>Test</th><th>Result</th><th>Date</th></tr></thead><tbody>"
    '<tr ID="r1"><td ID="n1">Hemoglobin</td><td>10.9 g/dL</td><td>03/13/2026</td></tr>'
    '<tr><td>Color of urine</td><td><content ID="v2">Straw</content><br/>(clear)</td><td/></tr></tbody></table>'
)


def test_a_row_of_a_table_is_one_line_with_wide_gaps(read):
    document = read(cda(section("30954-2", "Results", TABLE)))
    lines = document.text.splitlines()
    assert document.media_type == "application/cda+xml"
    assert lines[lines.index("Results") + 1].split("  ")[0] == "Test"
    row = next(line for line in lines if line.startswith("Hemoglobin"))
    assert [cell.strip() for cell in row.split("  ") if cell.strip()] == ["Hemoglobin", "10.9 g/dL", "03/13/2026"]
    assert any("Straw (clear)" in line for line in lines)


def test_lists_paragraphs_and_sections_within_sections_are_read_in_order(read):
    inner = "<component><section><title>Inner</title><text>Deep words</text></section></component>"
    text = "<paragraph>First.</paragraph><list><item>one<br/>and more</item><item>two</item></list>Last"
    document = read(cda(section("18776-5", "Plan", text, inner)))
    lines = [line for line in document.text.splitlines() if line]
    assert lines[lines.index("Plan") :] == [
        "Plan",
        "First.",
        "- one",
        "  and more",
        "- two",
        "Last",
        "Inner",
        "Deep words",
    ]


def test_a_result_cites_its_row_and_keeps_its_range_and_flag(read):
    entries = organizer(
        result("718-7", "Hemoglobin", PQ.format("10.9", "g/dL"), more=RANGE, pointer="r1"),
        result("5778-6", "", '<value xsi:type="ED"><reference value="#v2"/></value>', pointer="v2")
        .replace('displayName=""/>', '><originalText>Color of urine</originalText></code>'),
    )  # fmt: skip
    document = read(cda(section("30954-2", "Results", TABLE, entries)))
    blood, urine = document.coded
    assert (blood.value, blood.unit, blood.low, blood.high, blood.flag) == ("10.9", "g/dL", "12.0", "15.5", "L")
    assert (blood.code, blood.system, blood.date) == ("718-7", "LOINC", "2026-03-13")
    assert said(document, blood).startswith("Hemoglobin")
    assert (urine.name, urine.value) == ("Color of urine", "Straw")
    assert said(document, urine).startswith("Color of urine")


def test_a_name_may_live_in_the_narrative_alone(read):
    coded = result("", "", PQ.format("10.9", "g/dL")).replace(
        'displayName=""/>', '><originalText><reference value="#n1"/></originalText></code>'
    )
    (lab,) = read(cda(section("30954-2", "Results", TABLE, organizer(coded)))).coded
    assert lab.name == "Hemoglobin"


def test_what_the_narrative_does_not_show_gets_a_line_of_its_own(read):
    entries = organizer(result("2160-0", "Creatinine", PQ.format("1.4", "mg/dL")))
    document = read(cda(section("30954-2", "Results", TABLE, entries)))
    (lab,) = document.coded
    assert said(document, lab) == "Creatinine  1.4 mg/dL  2026-03-13"


def test_the_same_test_on_two_days_cites_two_rows(read):
    rows = "".join(f"<tr><td>Hemoglobin</td><td>10.9</td><td>{d}</td></tr>" for d in ("02/13/2026", "03/13/2026"))
    entries = organizer(result("718-7", "Hemoglobin", PQ.format("10.9", "g/dL")))
    document = read(cda(section("30954-2", "Results", f"<table><tbody>{rows}</tbody></table>", entries)))
    assert "03/13/2026" in said(document, document.coded[0])


@pytest.mark.parametrize(
    "left_out",
    [
        '<value xsi:type="PQ" nullFlavor="UNK"/>',
        '<value xsi:type="ST"/>',
        '<value xsi:type="ST">' + "A long report of a chest film. " * 10 + "</value>",
    ],
)
def test_a_result_without_a_value_is_not_stated(read, left_out):
    document = read(cda(section("30954-2", "Results", TABLE, organizer(result("1-8", "Thing", left_out)))))
    assert document.coded == ()


def test_medications_problems_allergies_and_procedures_are_stated(read):
    medication = (
        '<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="active"/>'
        '<effectiveTime xsi:type="IVL_TS"><low value="20260301"/></effectiveTime>'
        '<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="12" unit="h"/></effectiveTime>'
        '<routeCode displayName="Oral"/><doseQuantity value="20" unit="mg"/><consumable><manufacturedProduct>'
        '<manufacturedMaterial><code code="197380" codeSystem="2.16.840.1.113883.6.88" displayName="Atenolol 25 mg"/>'
        "</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"
    )
    problem = (
        '<entry><act classCode="ACT" moodCode="EVN"><statusCode code="active"/><entryRelationship><observation '
        'moodCode="EVN"><effectiveTime><low value="2025"/></effectiveTime><value xsi:type="CD" code="363406005" '
        'codeSystem="2.16.840.1.113883.6.96" displayName="Colon cancer"/></observation></entryRelationship>'
        "</act></entry>"
    )
    document = read(
        cda(
            section("10160-0", "Medications", "Atenolol 25 mg, one tablet twice a day", medication)
            + section("11450-4", "Problems", "<list><item>Colon cancer since 2025</item></list>", problem)
        )
    )
    drug, disease = document.coded
    assert (drug.type, drug.name, drug.value, drug.date) == (
        "medication",
        "Atenolol 25 mg",
        "20 mg, Oral, every 12 h",
        "2026-03-01",
    )
    assert (disease.type, disease.name, disease.date, disease.system) == (
        "problem",
        "Colon cancer",
        "2025",
        "SNOMED CT",
    )
    assert said(document, drug) == "Atenolol 25 mg, one tablet twice a day"


def test_the_header_says_who_wrote_of_whom_and_of_when(read):
    visit = (
        '<documentationOf><serviceEvent><effectiveTime><low value="20260310"/><high value="20260313"/></effectiveTime>'
        "</serviceEvent></documentationOf>"
    )
    document = read(cda(section("18776-5", "Plan", "Rest."), header=visit))
    assert header(document, "patient") == "Mrs. Maria R Sample"
    assert header(document, "born") == "1958-02-14"
    assert (header(document, "author"), header(document, "facility")) == ("Anna West MD", "River Hospital")
    assert (header(document, "service"), header(document, "service_end")) == ("2026-03-10", "2026-03-13")
    assert (header(document, "made"), document.stated("kind").code) == ("2026-04-01", "34133-9")
    for item in document.header:
        if item.place and item.name in ("patient", "author", "facility", "born"):
            assert said(document, item) == item.value


def unstructured(body: str) -> bytes:
    whole = cda("").decode()
    start, end = whole.index("<component>"), whole.index("</ClinicalDocument>")
    return (whole[:start] + f"<component><nonXMLBody>{body}</nonXMLBody></component>" + whole[end:]).encode()


def test_a_document_may_wrap_a_text_or_a_pdf(read):
    text = base64.b64encode(b"Seen today.\nAll well.").decode()
    document = read(unstructured(f'<text mediaType="text/plain" representation="B64">{text}</text>'))
    assert document.text.splitlines()[-2:] == ["Seen today.", "All well."]
    pdf = base64.b64encode(made.pdf("FINAL DIAGNOSIS: benign.")).decode()
    (part,) = read(unstructured(f'<text mediaType="application/pdf" representation="B64">{pdf}</text>')).parts
    assert part.media_type == "application/pdf" and part.text.strip() == "FINAL DIAGNOSIS: benign."
    broken = read(unstructured('<text mediaType="application/pdf" representation="B64">JVBERi0=</text>'))
    assert broken.parts[0].unread


def test_a_wrapped_scan_of_many_megabytes_does_not_stop_the_reading(read):
    scan = base64.b64encode(b"%PDF-1.4" + bytes(9_000_000)).decode()
    document = read(unstructured(f'<text mediaType="application/pdf" representation="B64">{scan}</text>'))
    assert header(document, "patient") == "Mrs. Maria R Sample"


LAUGHS = "<!DOCTYPE d [<!ENTITY a '" + "ha" * 50 + "'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '" + f"&{chr(97 + n)};" * 10 + "'>" for n in range(9)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "harm",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><ClinicalDocument><title>&x;</title></ClinicalDocument>',
        LAUGHS + "<ClinicalDocument><title>&j;</title></ClinicalDocument>",
        LAUGHS + '<ClinicalDocument><title a="&j;"/></ClinicalDocument>',
        "<ClinicalDocument>" + "<a>" * 100_000,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_made_to_harm_is_refused_in_one_sentence(read, harm, encoding):
    with pytest.raises(Unreadable, match=r"not read|damaged"):
        read(harm.encode(encoding))


def test_a_document_cut_off_in_the_middle_gives_what_stands_before(read):
    whole = cda(section("30954-2", "Results", TABLE) + section("18776-5", "Plan", "Rest."))
    document = read(whole[: whole.index(b"Rest.")])
    assert "Hemoglobin" in document.text
    assert any("cut off" in warning for warning in document.warnings)


def test_other_encodings_are_read_behind_the_lock(read):
    words = cda(section("18776-5", "Plan", "Café")).decode()
    for name in ("windows-1252", "iso-8859-1", "utf-16"):
        document = read(words.replace('encoding="UTF-8"', f'encoding="{name}"').encode(name))
        assert "Café" in document.text


def test_a_prefix_that_nothing_declares_is_no_hindrance(read):
    words = cda(section("18776-5", "Plan", "Rest.")).decode().replace(' xmlns:sdtc="urn:hl7-org:sdtc"', "")
    document = read(words.replace("<custodian>", "<custodian><x:y:00/>").encode())
    assert "Rest." in document.text and header(document, "patient") == "Mrs. Maria R Sample"
