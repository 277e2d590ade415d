"""What lies inside other files: attachments of PDFs, reports in DICOM, photos of telephones."""

from __future__ import annotations

import io

import pytest
from fpdf import FPDF

from binder.model.errors import Unreadable
from binder.reading import Source
from tests.reading import made, papers
from tests.reading.papers import code, item, measured, structured_report


def pdf_with(*attached: tuple[str, bytes], pinned: tuple[str, bytes] | None = None, tmp_path=None) -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    document.cell(0, 8, "The letter.")
    for name, data in attached:
        document.embed_file(basename=name, bytes=data, compress=True)
    if pinned:
        file = tmp_path / pinned[0]
        file.write_bytes(pinned[1])
        document.file_attachment_annotation(file, 50, 50)
    return bytes(document.output())


def test_files_attached_to_a_pdf_are_documents_of_their_own(read, reader):
    data = pdf_with(("labs.txt", b"Platelets 91\n"), ("scan.png", made.picture("PNG")))
    document = read(data, "letter.pdf")
    assert document.line(1, 1) == "The letter."
    assert [(part.name, part.media_type) for part in document.parts] == [
        ("labs.txt", "text/plain"),
        ("scan.png", "image/png"),
    ]
    assert document.parts[0].line(1, 1) == "Platelets 91"
    assert reader.part(Source.from_bytes("letter.pdf", data), (0,)) == b"Platelets 91\n"


def test_files_pinned_to_a_page_are_found_too(read, tmp_path):
    document = read(pdf_with(pinned=("note.txt", b"Pinned."), tmp_path=tmp_path), "letter.pdf")
    assert [part.line(1, 1) for part in document.parts] == ["Pinned."]


def test_an_attachment_that_unpacks_to_too_much_costs_itself_alone(read):
    document = read(pdf_with(("bomb.txt", b"a" * (200 << 20)), ("note.txt", b"Words.")), "letter.pdf")
    assert document.line(1, 1) == "The letter."
    assert [bool(part.unread) for part in document.parts] == [True, False]


def test_names_of_attachments_of_a_pdf_are_labels(read):
    document = read(pdf_with(("../../etc/x\x1b[2J.txt", b"Words.")), "letter.pdf")
    name = document.parts[0].name
    assert name.startswith("x") and name.endswith("[2J.txt") and "/" not in name and "\x1b" not in name


# -- structured reports

REPORT = structured_report(
    item("TEXT", "Findings", TextValue="Lesion in segment 7.\nNo effusion."),
    item(
        "CONTAINER",
        "Measurements",
        measured("Length", "23", "mm"),
        item("CODE", "Finding site", ConceptCodeSequence=[code("Liver")]),
    ),
    item("PNAME", "Radiologist", PersonName="Reader^Rita^^Dr"),
    item("DATE", "Seen", Date="20260111"),
    item("UIDREF", "Tracking", UID="1.2.3"),
)


def test_a_structured_report_is_read_as_indented_text(read):
    document = read(REPORT, "report.dcm")
    assert document.instance is not None and document.instance.study_uid == "1.2.3"
    text = document.pages[0].lines
    assert text[0] == "Radiology Report" and "Patient: Ann Sample" in text and "DOB: 1952-02-29" in text
    assert text[text.index("") + 1 :] == (
        "Findings:",
        "  Lesion in segment 7.",
        "  No effusion.",
        "Measurements",
        "  Length: 23 mm",
        "  Finding site: Liver",
        "Radiologist: Dr Rita Reader",
        "Seen: 2026-01-11",
    )


def test_a_report_that_nests_without_end_ends_in_a_word(read):
    inner = item("TEXT", "End", TextValue="x")
    for _ in range(60):
        inner = item("CONTAINER", "Level", inner)
    document = read(structured_report(inner), "report.dcm")
    assert "(further levels are not shown)" in document.pages[0].lines[-1]


def test_a_report_cut_off_is_told_or_refused(read):
    for share in (0.4, 0.7, 0.95):
        try:
            document = read(REPORT[: int(len(REPORT) * share)], "report.dcm")
        except Unreadable as error:
            assert str(error).endswith(".")
        else:
            assert document.instance is not None


def test_escape_sequences_in_a_report_cannot_act(read):
    text = read(structured_report(item("TEXT", "Findings", TextValue="a\x1b[2Jb")), "r.dcm").text
    assert "\x1b" not in text and "a␛[2Jb" in text


def test_a_pdf_wrapped_in_dicom_is_a_part_that_knows_its_patient(read, reader):
    pdf = made.pdf("CT ABDOMEN REPORT. Impression: stable.")
    data = papers.wrapped_pdf(pdf)
    document = read(data, "IM1")
    (part,) = document.parts
    assert (part.name, part.media_type) == ("Radiology report.pdf", "application/pdf")
    assert part.line(1, 1) == "CT ABDOMEN REPORT. Impression: stable."
    stated = {field.name: field.value for field in part.header}
    assert (
        stated["patient"].startswith("Sample") and stated["born"] == "1952-02-29" and stated["service"] == "2026-01-10"
    )
    assert reader.part(Source.from_bytes("IM1", data), (0,)) == pdf


# -- photos of telephones


def test_real_photos_of_telephones(reader, data):
    from PIL import Image

    for path in sorted(data.glob("*/*-p1.heic")):
        source = Source.from_path(path)
        document = reader.read(source)
        assert document.media_type == "image/heic" and document.picture_pages == 1
        drawn = reader.picture(source, width=90, height=120)
        with Image.open(path.with_suffix(".jpg")) as twin:  # the same page, saved as JPEG
            grey = list(twin.convert("L").resize((drawn.width, drawn.height), Image.Resampling.BOX).tobytes())
        far = sum(abs(a - b) for a, b in zip(drawn.grey, grey, strict=True)) / len(grey)
        assert far < 6


def test_torn_photos_of_telephones_end_in_a_sentence(read, data):
    whole = next(iter(sorted(data.glob("*/*.heic")))).read_bytes()
    for share in (0.01, 0.1, 0.5, 0.9):
        try:
            document = read(whole[: int(len(whole) * share)], "photo.heic")
        except Unreadable as error:
            assert str(error).endswith(".")
        else:
            assert document.warnings
    held = io.BytesIO(whole)
    for at in range(60, 900, 37):
        held.seek(0)
        hostile = bytearray(held.read())
        hostile[at : at + 4] = b"\xff\xff\xff\xff"
        try:
            read(bytes(hostile), "photo.heic")
        except Unreadable as error:
            assert str(error).endswith(".")


def test_what_only_begins_like_a_photo_ends_in_a_sentence(read):
    with pytest.raises(Unreadable, match="picture is damaged"):
        read(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400), "photo.heic")
