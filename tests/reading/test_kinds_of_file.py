"""What a file is, is judged by its content; text is read in its encoding; other kinds are kept and said to be."""

from __future__ import annotations

import io
import zipfile

import pytest

from binder.model.document import faults_in
from binder.model.errors import Unreadable
from binder.reading import Limits, Reader, Source
from tests.reading import made


def office(folder: str) -> bytes:
    return made.archive(("[Content_Types].xml", b"<Types/>"), (f"{folder}/main.xml", b"<x/>"))


KEPT = [
    (office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel files"),
    (office("ppt"), "application/vnd.openxmlformats-officedocument.presentationml.presentation", "slide shows"),
    (b'{"a": 1}', "application/json", "JSON"),
    (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + bytes(40), "image/avif", "AVIF"),
    (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"hdlr" + bytes(8) + b"vide" + bytes(40), "video/mp4", "films"),
]


@pytest.mark.parametrize(("data", "media_type", "words"), KEPT)
def test_kinds_known_but_not_read_are_kept_and_say_so(read, data, media_type, words):
    document = read(data, "file.bin")
    assert document.media_type == media_type
    assert document.pages == ()
    assert any("not read" in warning and words in warning for warning in document.warnings)


@pytest.mark.parametrize("name", ["report.txt", "report.pdf", "report.dcm", "report"])
def test_the_name_of_a_file_proves_nothing(read, name):
    assert read(b"Plain words.\n", name).media_type == "text/plain"
    assert read(made.pdf("Words."), name).media_type == "application/pdf"


def test_a_file_that_is_not_what_its_name_says_is_told_as_such(read):
    oops = read(b"oops\n", "report.pdf")
    assert faults_in(oops.warnings) == ("it is named as a PDF, but is none: ask for it again",)
    assert oops.line(1, 1) == "oops", "what there is to read is read"
    assert "named as a picture" in read(made.pdf("Words."), "scan.JPG").warnings[0]
    with pytest.raises(Unreadable, match="named as a PDF, but is none: ask for it again"):
        read(bytes(range(1, 256)) * 20, "noise.pdf")
    for data, name in ((made.pdf("Words."), "report.PDF"), (made.picture("PNG"), "scan.jpg"), (b"oops\n", "oops.txt")):
        assert not faults_in(read(data, name).warnings)


def test_markdown_and_tables_of_text_go_by_their_ending(read):
    assert read(b"# Opinion\n", "opinion.md").media_type == "text/markdown"
    assert read(b"a,b\n1,2\n", "labs.csv").media_type == "text/csv"


def test_a_memo_that_begins_like_a_mail_is_a_text(read):
    document = read(
        b"From: Dr. Sample\nTo: The family\nDate: 10 January 2026\nSubject: Results\n\nAll well.\n", "memo.txt"
    )
    assert document.media_type == "text/plain"
    assert document.line(1, 1) == "From: Dr. Sample"


@pytest.mark.parametrize(
    "start", ["[1] See the report.", "[ ] ask the lab", "<5 mm nodule", "{see below}", "MSH is a name"]
)
def test_a_text_that_begins_with_a_bracket_is_a_text(read, start):
    assert read(start.encode() + b"\nmore\n", "note.txt").line(1, 1) == start


def test_something_unknown_is_refused_in_words(read):
    with pytest.raises(Unreadable, match="PDF"):
        read(bytes(range(256)) * 8, "what.is")
    with pytest.raises(Unreadable, match="empty bytes"):
        read(bytes(5000), "report.pdf")


def test_an_empty_file_is_told(read):
    with pytest.raises(Unreadable, match="0 bytes: there is nothing in it; ask for it again"):
        read(b"", "report.pdf")


TEXT = "Größe 5 µm – naïve\nzweite Zeile"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_its_encoding(read, encoding):
    document = read(TEXT.encode(encoding), "letter.txt")
    assert document.pages[0].lines == tuple(TEXT.split("\n"))
    assert document.warnings == ()


def test_where_the_encoding_is_a_guess_it_is_said(read):
    document = read("Größe 5 cm, Zürich\n".encode("latin-1"), "letter.txt")
    assert document.line(1, 1) == "Größe 5 cm, Zürich"
    assert any("Latin-1" in warning for warning in document.warnings)


def test_a_form_feed_begins_a_new_page(read):
    document = read(b"page one\n\x0cpage two\nsecond line\n\x0c", "fax.txt")
    assert [page.lines for page in document.pages] == [("page one",), ("page two", "second line")]


def test_blank_lines_keep_their_place(read):
    assert read(b"\n\nthird\n\nfifth\n").pages[0].lines == ("", "", "third", "", "fifth")


def test_control_characters_are_seen_and_cannot_act(read):
    line = read(b"before \x1b[2Jafter \x9b1m\n").line(1, 1)
    assert "\x1b" not in line and "\x9b" not in line
    assert "before" in line and "after" in line


def test_a_line_without_end_comes_in_pieces_and_nothing_is_lost(read):
    document = read(b"x" * 12_345 + b"\nend\n", "long.txt")
    lines = document.pages[0].lines
    assert "".join(lines[:-1]) == "x" * 12_345 and lines[-1] == "end"
    assert max(map(len, lines)) <= 5_000
    assert any("very long" in warning for warning in document.warnings)


def test_a_text_larger_than_its_bound_is_read_in_part_and_says_so(reader, read):
    document = read(b"a line of text\n" * (reader.limits.text // 15 + 100), "log.txt")
    assert any("only the first" in warning for warning in document.warnings)


def test_a_text_of_nothing_but_ends_of_lines_is_read_in_part():
    with Reader(Limits(workers=1, lines=1000)) as reader:
        document = reader.read(Source.from_bytes("lines.txt", b"words\n" + b"\n" * 100_000 + b"more"))
    assert document.line(1, 1) == "words"
    assert len(document.pages[0].lines) <= 1000
    assert "only the first 1000 lines of this text are read" in document.warnings


def test_an_office_file_without_its_index_is_an_archive(read):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made_archive:
        made_archive.writestr("word/main.xml", "<x/>")
    assert read(held.getvalue()).media_type == "application/zip"
