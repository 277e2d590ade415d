"""HL7 messages become a heading and a table; every result knows its row."""

from __future__ import annotations

import base64

import pytest

from binder.model.document import Document
from tests.reading import made
from tests.reading.portal import MESSAGE


def said(document, item):
    """The words at the place a statement names."""
    return document.line(item.place.page, item.place.line)[item.place.start : item.place.end]


def header(document, name):
    found = document.stated(name)
    return found.value if found else ""


def test_results_are_rows_that_their_statements_cite(read):
    document = read(MESSAGE.encode())
    assert document.media_type == "application/hl7-v2"
    labs = {c.name: c for c in document.coded}
    assert (labs["Hemoglobin"].value, labs["Hemoglobin"].unit, labs["Hemoglobin"].flag) == ("10.9", "g/dL", "L")
    assert (labs["Hemoglobin"].low, labs["Hemoglobin"].high) == ("12.0", "15.5")
    assert (labs["Platelets"].low, labs["Platelets"].high) == ("150", "400")
    assert (labs["CEA"].value, labs["CEA"].high) == ("<0.5", "5.0")
    assert labs["Urine color"].value == "Straw & clear"
    assert all(c.date == "2026-03-13" and c.system == "LOINC" for c in document.coded)
    for lab in document.coded:
        assert said(document, lab).startswith(lab.name) and lab.value in said(document, lab)


def test_what_is_pending_is_shown_but_not_stated(read):
    document = read(MESSAGE.encode())
    assert "Creatinine" in document.text and "pending" in document.text
    assert "Creatinine" not in {c.name for c in document.coded}


def test_the_heading_says_who_what_and_when(read):
    document = read(MESSAGE.encode())
    assert header(document, "patient") == "MARIA R SAMPLE"
    assert header(document, "born") == "1958-02-14"
    assert header(document, "patient_id") == "T-77"
    assert header(document, "facility") == "Sample Laboratory"
    assert header(document, "collected") == "2026-03-13"
    assert header(document, "accession") == "L-4711"
    assert "Sample slightly hemolyzed." in document.text.splitlines()


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\x0b"])
def test_line_ends_and_marks_before_the_message_do_not_matter(read, end, mark):
    document = read(mark + MESSAGE.replace("\r", end).encode())
    assert len(document.coded) == 4


def test_a_message_declares_its_own_separators(read):
    swapped = MESSAGE.replace(r"^~\&", "@*!%").replace("^", "@").replace(r"\T\ ".strip(), "!T!")
    document = read(swapped.encode())
    assert header(document, "patient") == "MARIA R SAMPLE"
    assert {c.name: c.value for c in document.coded}["Urine color"] == "Straw % clear"


def test_a_report_in_lines_of_text_stays_a_text(read):
    lines = [f"OBX|{n}|TX|18748-4^Report^LN||{text}||||||F" for n, text in enumerate(
        ("CT CHEST", "FINDINGS: A nodule of 6 mm.", "IMPRESSION: Follow up in 3 months."), 1)]  # fmt: skip
    order = "OBR|1||X-9|71260^CT chest^C4|||20260310" + "|" * 17 + "CT|F"
    document = read("\r".join([*MESSAGE.split("\r")[:2], order, *lines]).encode())
    assert document.coded == ()
    assert "IMPRESSION: Follow up in 3 months." in document.text.splitlines()
    assert document.stated("kind").code == "18748-4"


def test_a_text_under_the_code_of_a_report_is_that_report(read):
    text = "OBX|1|FT|22634-0^Pathology report^LN||DIAGNOSIS:\\.br\\Adenocarcinoma, grade 2.||||||F"
    order = "OBR|1||X-9|88305^Colon biopsy^C4|||20260310"
    document = read("\r".join([*MESSAGE.split("\r")[:2], order, text]).encode())
    assert "Adenocarcinoma, grade 2." in document.text.splitlines()
    assert [item.code for item in document.header if item.name == "kind"] == ["22634-0", "11502-2"]


def test_results_of_a_second_patient_are_shown_and_said_but_not_used(read):
    other = MESSAGE.replace("SAMPLE^MARIA^R", "OTHER^JOHN").replace("19580214", "19700101")
    document = read((MESSAGE + "\r" + other).encode())
    assert len(document.coded) == 4
    assert header(document, "other_patient") == "JOHN OTHER"
    assert any("more than one patient" in warning for warning in document.warnings)


def test_an_attached_pdf_is_a_part_and_one_that_is_elsewhere_is_said(read):
    def result(value: str) -> Document:
        attached = f"OBX|1|ED|PDF^Report^L||{value}||||||F"
        return read("\r".join([*MESSAGE.split("\r")[:3], attached]).encode())

    pdf = base64.b64encode(made.pdf("IMPRESSION: clear.")).decode()
    (part,) = result(f"^application^pdf^Base64^{pdf}").parts
    assert part.name == "Report.pdf" and part.text.strip() == "IMPRESSION: clear."
    assert any("elsewhere" in warning for warning in result("^application^pdf^Base64^").warnings)


def test_escape_sequences_for_a_terminal_are_made_harmless(read):
    document = read(MESSAGE.replace("Hemoglobin", "Hemo\x1b[2Jglobin").encode())
    assert "\x1b" not in document.text
    assert not any("\x1b" in c.name for c in document.coded)
