"""Print on a picture is read where a program for it is installed, marked as such, and said to be unread where not."""

from __future__ import annotations

import contextlib
import io
import socket

import numpy as np
import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image

from binder.model.document import Document, Picture
from binder.reading import Limits, Reader, Source, recognise
from binder.reading.recognise import GAP, Program, Word
from binder.reading.scan import page_to_read
from binder.reading.starter import STARTER
from tests.reading import made


@pytest.fixture
def on(monkeypatch) -> None:
    """Recognition as a person would have it; skipped where nothing is installed that could do it."""
    monkeypatch.delenv("BINDER_OCR")
    if recognise.program() is None:
        pytest.skip("tesseract is not installed")


def photographed(pdf: bytes, degrees: float = 0.0, dpi: int = 150) -> Image.Image:
    """The first page of a PDF as a scanner would see it."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=abs(degrees) > 45, fillcolor=255)


def as_png(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "PNG", dpi=(150, 150))
    return held.getvalue()


def as_pdf(image: Image.Image, stamp: str = "") -> bytes:
    """A PDF of one page that is this picture, with the line of a fax machine above it if there is one."""
    paper = FPDF(format="letter")
    paper.add_page()
    paper.image(image, 0, 0, paper.w, paper.h)
    if stamp:
        paper.set_font("Helvetica", size=7)
        paper.text(10, 5, stamp)
    return bytes(paper.output())


def rows_of(document: Document) -> list[str]:
    return [" ".join(line.split()) for page in document.pages for line in page.lines]


REPORT = made.lab_pdf()
PLATELETS = "Platelets 91 L 10*3/uL 150-400"


def test_a_scanned_report_is_read_with_its_rows_and_marked(read, on):
    document = read(as_pdf(photographed(REPORT)), "scan.pdf")
    assert PLATELETS in rows_of(document)
    assert document.pages[0].recognised
    assert document.pictures == () and document.picture_pages == 1
    assert len(document.pages[0].certainty) == len(document.pages[0].lines)
    assert "tesseract" in document.reader
    assert any("check numbers against the picture" in warning for warning in document.warnings)


def test_columns_of_a_scan_stay_apart(read, on):
    lines = read(as_pdf(photographed(REPORT))).pages[0].lines
    row = next(line for line in lines if line.strip().startswith("Platelets"))
    assert "  " in row.strip()


@pytest.mark.parametrize("degrees", [-3.0, 90.0])
def test_a_photo_that_stands_askew_or_on_its_side_is_set_straight(read, on, degrees):
    assert PLATELETS in rows_of(read(as_png(photographed(REPORT, degrees)), "photo.png"))


def test_what_a_fax_machine_printed_above_a_page_does_not_hide_the_page(read, on):
    document = read(as_pdf(photographed(REPORT), stamp="FAX 10 JAN 2026 09:30  P. 1/1"))
    assert PLATELETS in rows_of(document)


def test_a_picture_without_print_is_kept_and_said_to_have_none(read, on):
    shade = np.add.outer(np.linspace(0, 120, 400), np.linspace(20, 110, 300)).astype(np.uint8)
    soft = Image.fromarray(shade)
    document = read(as_png(soft), "skin.png")
    assert not document.pages and document.pictures == (1,)
    assert "no print was found on page 1" in document.warnings


def test_a_long_scan_says_how_far_it_is_and_can_be_stopped(reader, on):
    page = photographed(REPORT)
    held = io.BytesIO()
    page.save(held, "TIFF", save_all=True, append_images=[page, page])
    told = []

    def watch(source: Source, number: int, count: int) -> bool:
        told.append((source.name, number, count))
        return number < 2

    document = reader.read(Source.from_bytes("long.tiff", held.getvalue()), watch=watch)
    assert told == [("long.tiff", 1, 3), ("long.tiff", 2, 3)]
    assert [page.number for page in document.pages] == [1]
    assert document.pictures == (2, 3)
    assert "pages 2-3 are pictures without text, since reading was stopped" in document.warnings


def test_without_a_program_the_scan_is_kept_and_the_person_told_what_to_install(read, monkeypatch):
    monkeypatch.delenv("BINDER_OCR")
    monkeypatch.setattr(recognise, "_installed", lambda: None)
    document = read(made.scan_pdf(), "scan.pdf")
    (warning,) = document.warnings
    assert warning.startswith("page 1 is a picture without text; install tesseract")
    assert document.pictures == (1,)


def test_who_switches_it_off_is_not_told_to_install_it(read):
    assert read(made.scan_pdf(), "scan.pdf").warnings == ("page 1 is a picture without text",)


def test_a_word_that_is_a_guess_is_a_gap_and_never_left_out(monkeypatch):
    """ "No evidence of" without its first word would say the opposite."""
    words = [Word(text, 100 * n, 100 * n + 80, 10, 30, sure) for n, (text, sure) in enumerate(
        [("NO", 12.0), ("EVIDENCE", 95.0), ("OF", 93.0), ("INVASION", 96.0)])]  # fmt: skip
    monkeypatch.setattr(recognise, "words_of", lambda picture: words)
    page = recognise.page_of(1, lambda turned: Picture(500, 50, bytes(25_000)))
    assert page is not None
    assert " ".join(page.lines[0].split()) == f"{GAP} EVIDENCE OF INVASION"
    assert page.certainty[0] < 80


@pytest.mark.parametrize(
    "answer",
    [b"\xff\xfe\0", b"5\t1\t1\t1\t1\t1\t-5\t0\t9\t9\t90\tx\n", b"5\t1\t1\t1\t1\t1\t0\t0\t99999\t9\t90\tx\n",
     b"5\t1\t1\t1\t1\t1\t0\t0\t9\t9\tnot\tx\n", b"5\t1\n" * 1000],
    ids=["no text", "left of the page", "wider than the page", "no number", "cut off"],
)  # fmt: skip
def test_an_answer_that_is_none_gives_no_words(answer):
    assert list(recognise._parsed(answer, 100, 100)) == []


def test_escape_sequences_in_an_answer_reach_nobody():
    row = b"5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t90\t\x1b]0;title\x07word\n"
    (word,) = recognise._parsed(row, 100, 100)
    assert "\x1b" not in word.text and "word" in word.text


def answered(arguments: list[str], told: bytes = b"") -> bytes:
    """What a program says that is locked as the one for print is."""
    pid, link = STARTER.program(
        arguments=arguments, environment={}, readable=["/usr", "/lib", "/lib64", "/etc/ld.so.cache"],
        memory=1 << 30, seconds=10,
    )  # fmt: skip
    with link:
        link.settimeout(60)
        with contextlib.suppress(OSError):  # what may read nothing can have ended before it is spoken to
            link.sendall(told)
            link.shutdown(socket.SHUT_WR)
        parts = []
        while part := link.recv(1 << 16):
            parts.append(part)
    STARTER.end(pid)
    return b"".join(parts)


def test_the_program_can_read_its_own_files_and_nothing_else(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("key")
    assert answered(["/bin/cat"], b"through the socket") == b"through the socket"
    if recognise_is_held():
        assert answered(["/bin/cat", str(secret)]) == b""
        assert answered(["/bin/sh", "-c", f"echo words > {tmp_path}/left"]) == b""
        assert not (tmp_path / "left").exists()


def recognise_is_held() -> bool:
    """Whether this system has Landlock."""
    with Reader(Limits(workers=1)) as reader:
        return bool(reader.checks.get("open")) and "landlock" in reader.pool.held


def test_a_program_that_never_answers_is_ended_and_costs_its_page(monkeypatch):
    monkeypatch.setattr(recognise, "_SECONDS", 0.2)
    monkeypatch.setattr(recognise, "program", lambda: Program("/bin/sleep", "1", ("eng",), ""))
    monkeypatch.setattr(recognise, "_ARGUMENTS", ("100",))
    assert recognise.words_of(Picture(2, 2, bytes(4))) == []


@pytest.mark.parametrize("degrees", [-4.0, -1.2, 0.0, 0.7, 3.0])
def test_the_angle_of_a_page_is_found_to_a_fifth_of_a_degree(degrees):
    data = as_png(photographed(REPORT, degrees))
    drawn = page_to_read(io.BytesIO(data), len(data), "a.png", {"number": 1}, Limits())
    assert abs(float(drawn.note.split()[2]) + degrees) <= 0.2


def test_a_blank_page_is_not_given_to_the_program():
    data = as_png(Image.new("L", (600, 800), 250))
    assert page_to_read(io.BytesIO(data), len(data), "a.png", {"number": 1}, Limits()).note == "blank"
