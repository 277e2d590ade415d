"""A PDF is read with page and line, its tables stay tables, and what cannot be read is said."""

from __future__ import annotations

import io
import re

import pytest

from binder.model.document import AGAIN, faults_in
from binder.model.errors import Unreadable
from binder.reading import Limits, Reader, Source
from binder.reading.pdf import read_pdf
from tests.reading import made


def cells(line: str) -> list[str]:
    """A line cut where two or more blanks part columns."""
    return re.split(r"\s{2,}", line.strip())


def test_pages_and_lines_are_kept_in_order(read):
    document = read(made.pdf("First page, first line.\nFirst page, second line.", "Second page."), "letter.pdf")
    assert document.media_type == "application/pdf"
    assert [page.number for page in document.pages] == [1, 2]
    assert document.line(1, 2) == "First page, second line."
    assert document.line(2, 1) == "Second page."
    assert document.picture_pages == 2
    assert document.name == "letter.pdf"
    assert document.reader.startswith("pdfium")


def test_a_row_of_a_table_is_one_line_with_its_columns_apart(read):
    lines = read(made.lab_pdf()).pages[0].lines
    for row in made.LAB_ROWS:
        assert [cell for cell in row if cell] in [cells(line) for line in lines]


def test_columns_stand_below_each_other(read):
    lines = read(made.lab_pdf()).pages[0].lines
    starts = {line.index(row[3]) for row in made.LAB_ROWS for line in lines if line.startswith(row[0])}
    assert max(starts) - min(starts) <= 2


def test_a_large_title_keeps_its_place(read):
    assert read(made.lab_pdf()).pages[0].lines[0].strip() == "LABORATORY REPORT"


def test_a_watermark_and_a_sidebar_break_no_row_and_are_not_lost(read):
    lines = read(made.lab_pdf(watermark="DRAFT", sidebar="printed by nobody")).pages[0].lines
    assert ["Platelets", "91", "L", "10*3/uL", "150-400"] in [cells(line) for line in lines]
    assert "DRAFT" in lines
    assert "printed by nobody" in lines
    assert lines.index("DRAFT") > 4


@pytest.mark.parametrize("spacing", [0.0, 2.5], ids=["drawn letter by letter", "letters spaced out"])
def test_a_word_stays_a_word_however_it_was_drawn(read, spacing):
    rows = (("Hemoglobin", "9.1 g/dL", "12.0-15.5"), ("Platelets", "91 10*3/uL", "150-400"))
    lines = read(made.spelled_pdf(rows, spacing)).pages[0].lines
    assert [" ".join(line.split()) for line in lines] == [" ".join(row) for row in rows]


def test_a_page_scanned_on_its_side_reads_upright(read):
    assert list(read(made.sideways()).pages[0].lines) == [f"sideways line {n}" for n in range(4)]


def test_two_columns_are_prose_in_reading_order(read):
    page = read(made.two_columns()).pages[0]
    assert " ".join(page.prose.split()) == f"{made.LEFT} {made.RIGHT}"
    assert all(len(cells(line)) <= 2 for line in page.lines)
    assert "left column" in page.lines[0] and "right column" in page.lines[0]


def test_where_rows_and_reading_order_agree_the_text_is_kept_once(read):
    assert read(made.pdf("Just a letter.\nOf two lines.")).pages[0].prose == ""


def test_a_paragraph_ends_with_an_empty_line(read):
    lines = read(made.pdf("One.\nOne more.\nAnd more.\n\nTwo.\nTwo more.")).pages[0].lines
    assert list(lines) == ["One.", "One more.", "And more.", "", "Two.", "Two more."]


def test_what_the_file_says_of_itself_is_a_tag_and_clean(read):
    tags = dict(read(made.pdf("Text.", title="Report\x1b]0;evil\x07", author="Dr. Synthetic")).tags)
    assert tags["PDF author"] == "Dr. Synthetic"
    assert "\x1b" not in tags["PDF title"] and "Report" in tags["PDF title"]


def test_a_picture_without_text_is_named(read):
    document = read(made.scan_pdf())
    assert document.pages[0].lines == ()
    assert "page 1 is a picture without text" in document.warnings
    assert document.picture_pages == 1


def test_recognised_text_beneath_a_picture_is_marked(read):
    document = read(made.scan_pdf(hidden_text="Tumour size 5.0 cm"))
    assert document.pages[0].lines == ("Tumour size 5.0 cm",)
    assert document.pages[0].recognised
    assert any("recognised" in warning for warning in document.warnings)


def test_text_of_the_sender_is_not_taken_for_recognised(read):
    assert not read(made.lab_pdf()).pages[0].recognised


def test_a_locked_pdf_asks_for_its_password_and_opens_with_it(read):
    locked = made.locked_pdf("Behind the lock.", "sesame")
    with pytest.raises(Unreadable) as asked:
        read(locked)
    assert asked.value.needs_password
    with pytest.raises(Unreadable) as wrong:
        read(locked, password="barley")
    assert wrong.value.needs_password
    assert read(locked, password="sesame").line(1, 1) == "Behind the lock."


def test_a_pdf_locked_only_for_its_owner_opens_without_being_asked(read):
    assert read(made.locked_pdf("Anyone may read this.", "")).line(1, 1) == "Anyone may read this."


def test_a_cut_off_pdf_still_gives_what_is_there_or_says_that_it_is_damaged(read):
    whole = made.pdf("Words that were sent.", "More words.")
    for keep in (len(whole) - 40, len(whole) // 2, 20):
        try:
            document = read(whole[:keep])
        except Unreadable as error:
            assert "damaged" in str(error)
        else:
            assert document.pages and f"this PDF is cut off at its end: {AGAIN}" in document.warnings
    assert not faults_in(read(whole).warnings)


def test_a_pdf_that_pdfium_refuses_goes_to_the_second_reader():
    """The second reader alone, on a file it can read: the text is the same, the columns are kept."""
    data = made.lab_pdf()
    document = read_pdf(io.BytesIO(data), len(data), Limits(), second=True)
    assert document.reader.startswith("pypdf")
    assert ["Hemoglobin", "13.5", "g/dL", "12.0-16.0"] in [cells(line) for line in document.pages[0].lines]


def test_a_pdf_that_never_ends_costs_its_time_and_no_other_document():
    with Reader(Limits(seconds=2.0, memory=6 << 30, workers=1)) as reader:
        with pytest.raises(Unreadable, match="longer than 2 seconds"):
            reader.read(Source.from_bytes("endless.pdf", made.endless_pdf()))
        assert reader.read(Source.from_bytes("next.pdf", made.pdf("Next."))).line(1, 1) == "Next."


def test_a_pdf_that_eats_memory_ends_in_words_and_costs_no_other_document():
    with Reader(Limits(seconds=8, memory=160 << 20, workers=1)) as reader:
        try:
            reader.read(Source.from_bytes("bomb.pdf", made.bomb_pdf(200 << 20)))
        except Unreadable as error:
            assert str(error).endswith(".")
        assert reader.read(Source.from_bytes("next.pdf", made.pdf("Next."))).line(1, 1) == "Next."


def test_a_long_book_shows_signs_of_progress_so_that_its_length_alone_never_ends_it(read):
    beats = []
    data = made.pdf(*[f"Page {n}." for n in range(1, 26)])
    read_pdf(io.BytesIO(data), len(data), Limits(), alive=lambda: beats.append(1))
    assert len(beats) == 2
    assert read(data).line(25, 1) == "Page 25."


def test_a_long_book_is_read_up_to_its_bound_and_says_so():
    with Reader(Limits(pages=2)) as reader:
        document = reader.read(Source.from_bytes("book.pdf", made.pdf("a", "b", "c")))
    assert len(document.pages) == 2
    assert "only the first 2 of 3 pages are read" in document.warnings
