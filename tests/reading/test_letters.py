"""Word, Rich Text, web pages: words in order, tables as columns, pages as pages; what harms ends in a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest

from binder.model.errors import Unreadable
from tests.reading import made
from tests.reading.papers import paragraph, table, word, word97

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def lines(document) -> list[str]:
    return [line for page in document.pages for line in page.lines if line]


# -- Word


def test_a_word_file_keeps_its_paragraphs_and_the_columns_of_its_tables(read):
    body = paragraph("Dear Ann,") + table(
        ("Test", "Result", "Flag"), ("Hemoglobin", "13.5", ""), ("Platelets", "91", "L")
    )
    document = read(word(body + paragraph("Sincerely")), "letter.docx")
    assert lines(document) == [
        "Dear Ann,",
        "Test        Result  Flag",
        "Hemoglobin  13.5",
        "Platelets   91      L",
        "Sincerely",
    ]
    assert document.warnings == ()


def test_headers_footers_and_notes_are_read_with_the_page(read):
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>1 by phone</w:t></w:r></w:p></w:footnote>'
    body = '<w:p><w:r><w:t>Called</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    document = read(
        word(body, header1=paragraph("Ann Sample, born 29 Feb 1952"), footer1=paragraph("page 1"), footnotes=note)
    )
    assert lines(document) == ["Ann Sample, born 29 Feb 1952", "Called[1]", "1 by phone", "page 1"]


def test_a_page_begins_where_word_broke_it_and_only_once(read):
    fell = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Second page.</w:t></w:r></w:p>"
    document = read(word(paragraph("First page.") + BREAK + fell), "letter.docx")
    assert [[line for line in page.lines if line] for page in document.pages] == [["First page."], ["Second page."]]


def test_what_was_struck_out_is_left_out_and_said(read):
    body = (
        "<w:p><w:r><w:t>Stage </w:t></w:r><w:del><w:r><w:delText>II</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>III</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r></w:p>"
    )
    document = read(word(body), "letter.docx")
    assert lines(document) == ["Stage III"]
    assert any("tracked changes" in warning for warning in document.warnings)


def test_items_of_a_list_carry_the_number_that_word_shows(read):
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl>'
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        + level.format(0, "decimal", "%1.") + level.format(1, "lowerLetter", "%1.%2)")
        + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )  # fmt: skip
    mark = '<w:numPr><w:ilvl w:val="{0}"/><w:numId w:val="3"/></w:numPr>'
    texts = (("Breast", 0), ("left", 1), ("right", 1), ("Lymph node", 0), ("axilla", 1))
    body = "".join(paragraph(text, mark.format(at)) for text, at in texts)
    assert lines(read(word(body, numbering=numbering))) == [
        "1. Breast",
        "1.a) left",
        "1.b) right",
        "2. Lymph node",
        "2.a) axilla",
    ]


def test_what_was_filled_into_a_form_is_read(read):
    ticked = '<w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar>'
    empty = '<w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar>'
    control = "<w:sdt><w:sdtContent><w:p><w:r><w:t>Ann Sample</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    box = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> agreed</w:t></w:r></w:p>'
    boxes = f"<w:p><w:r>{ticked}</w:r><w:r><w:t>yes</w:t></w:r></w:p><w:p><w:r>{empty}<w:t>no</w:t></w:r></w:p>"
    assert lines(read(word(boxes + control + box))) == ["[x] yes", "[ ] no", "Ann Sample", "☒ agreed"]


def test_words_in_a_text_box_are_read_once(read):
    inner = paragraph("In the box.")
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
        f"<w:txbxContent>{inner}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{inner}</w:txbxContent>"
        "</mc:Fallback></mc:AlternateContent>"
    )
    assert lines(read(word(f"<w:p><w:r>{alternate}</w:r><w:r><w:t>Around it.</w:t></w:r></w:p>"))) == [
        "In the box.",
        "Around it.",
    ]


def test_a_word_bomb_is_stopped(read):
    flood = word(("<w:p><w:r><w:t>" + "a" * 1000 + "</w:t></w:r></w:p>") * 50_000)
    assert "it is very long: only its beginning is read" in read(flood, "letter.docx").warnings
    bomb = word("<w:p>" + " " * (150 << 20) + "</w:p>")
    assert len(bomb) < 1 << 20
    with pytest.raises(Unreadable, match=r"bomb|damaged"):
        read(bomb, "letter.docx")


def test_a_word_file_that_nests_without_end_ends_in_a_sentence(read):
    for tag in ("w:tbl", "w:p", "w:sdt"):
        with pytest.raises(Unreadable):
            read(word(f"<{tag}>" * 3000 + f"</{tag}>" * 3000), "letter.docx")


def test_entities_of_a_word_file_are_not_followed(read):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{laughs}]>'
    body = xml + '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    body += "<w:p><w:r><w:t>before &l11; &f; after</w:t></w:r></w:p></w:body></w:document>"
    data = made.archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", body.encode()))
    try:
        text = read(data, "letter.docx").text
    except Unreadable:
        return
    assert "haha" not in text and "root:" not in text


def test_a_table_of_thirty_thousand_rows_is_read(read):
    row = f"<w:tr><w:tc>{paragraph('Platelets')}</w:tc><w:tc>{paragraph('91')}</w:tc></w:tr>"
    document = read(word("<w:tbl>" + row * 30_000 + "</w:tbl>"), "letter.docx")
    assert sum(len(page.lines) for page in document.pages) == 30_000


def test_torn_and_locked_word_files_end_in_a_sentence(read):
    whole = word(paragraph("Words. " * 3000))
    with pytest.raises(Unreadable):
        read(whole[: len(whole) // 2], "letter.docx")
    torn = io.BytesIO()
    with zipfile.ZipFile(torn, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document><w:body><w:p>")
    with pytest.raises(Unreadable, match="Word"):
        read(torn.getvalue(), "letter.docx")
    locked = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(mark)
        while place >= 0:
            locked[place + at] |= 1
            place = locked.find(mark, place + 4)
    with pytest.raises(Unreadable, match="password"):
        read(bytes(locked), "letter.docx")


# -- old Word


def test_an_old_word_file_is_read_with_its_table_and_its_pages(read):
    text = "Café\rTest\x07Result\x07\x07Platelets\x0791\x07\x07After\rsee \x13 LINK x \x14the link\x15 here\x0c"
    text += "Second page\r"
    document = read(word97(text), "letter.doc")
    assert document.media_type == "application/msword"
    assert document.pages[0].lines == ("Café", "Test       Result", "Platelets  91", "After", "see the link here")
    assert document.pages[1].lines == ("Second page",)


def test_old_word_files_that_are_locked_or_torn_end_in_a_sentence(read):
    with pytest.raises(Unreadable, match="password"):
        read(word97("Words.\r", 0x0300), "letter.doc")
    whole = word97("Words. " * 500)
    for at in range(30, len(whole), 97):
        torn = whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :]
        try:
            read(torn, "letter.doc")
        except Unreadable as error:
            assert str(error).endswith(".")


# -- Rich Text

RTF = rb"""{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\info{\title Not words}{\author Nobody}}
Caf\'e9 \u8220?quoted\u8221? \b bold\b0 {\v hidden}{\*\unknown dropped} and\~5\emdash 6\par
\trowd\cellx1\cellx2 Test\cell Result\cell\row\trowd Platelets\cell 91\cell\row\pard
after\line the table\par\page second page\par}"""


def test_rich_text_is_read_as_it_is_printed(read):
    document = read(RTF, "letter.rtf")
    assert document.media_type == "application/rtf"
    assert document.pages[0].lines == (
        "Café “quoted” bold and 5—6",
        "Test       Result",
        "Platelets  91",
        "after",
        "the table",
    )
    assert document.pages[1].lines == ("second page",)


def test_rich_text_in_other_alphabets(read):
    assert read(rb"{\rtf1\ansi\ansicpg1251 " + "Заключение".encode("cp1251") + rb"\par}").line(1, 1) == "Заключение"
    assert read(rb"{\rtf1\ansi\ansicpg932 \'8c\'9f\'8d\'b8\par}").line(1, 1) == "検査"
    assert read(rb"{\rtf1\ansi\uc1 \u-10179?\u-8704? ok\par}").line(1, 1) == "\U0001f600 ok"


def test_rich_text_made_to_harm_ends_in_a_word(read):
    with pytest.raises(Unreadable, match="without end"):
        read(rb"{\rtf1 " + b"{" * 30_000 + b"x" + b"}" * 30_000, "letter.rtf")
    assert read(rb"{\rtf1 before\bin999999999 after", "letter.rtf").line(1, 1) == "before"
    assert read(rb"{\rtf1 " + b"{" * 3000 + b"deep" + b"}" * 3000 + b"}", "letter.rtf").line(1, 1) == "deep"
    assert "cut off" in read(RTF[: len(RTF) // 2], "letter.rtf").warnings[0]
    assert "\x1b" not in read(rb"{\rtf1 \'1b]0;x\'07\par}", "letter.rtf").text


# -- web pages


def test_a_web_page_is_read_as_it_is_seen(read):
    page = (
        "<!DOCTYPE html><html><head><title>My chart</title><style>p{}</style><script>run()</script></head><body>"
        "<h1>Results</h1><p>Dear Ann,<br>see below.</p><table><tr><td><table><tr><th>Test</th><th>Result</th></tr>"
        "<tr><td>Platelets &lt; 100</td><td>91</td></tr></table></td></tr></table><ol><li>call<li>come</ol>"
        "<div style='display:none'><div>hidden</div>too</div><pre>a   b\n  c</pre></body></html>"
    )
    document = read(page.encode(), "page.html")
    assert document.media_type == "text/html" and document.tags == (("Web page title", "My chart"),)
    assert lines(document) == ["Results", "Dear Ann,", "see below.", "Test             Result", "Platelets < 100  91",
                               "1. call", "2. come", "a   b", "  c"]  # fmt: skip


def test_a_web_page_is_read_in_the_encoding_it_names(read):
    page = '<html><head><meta charset="windows-1251"></head><body>Заключение</body></html>'.encode("cp1251")
    assert lines(read(page, "page.html")) == ["Заключение"]


def test_a_web_page_made_to_harm_ends_in_a_word(read):
    assert read(b"<html>" + b"<div>" * 100_000 + b"deep", "page.html").text.strip() == "deep"
    assert "deep" in read(b"<html>" + b"<table><tr><td>" * 3000 + b"deep", "page.html").text
    assert len(lines(read(b"<html><table>" + b"<tr><td>a<td>b" * 50_000, "page.html"))) == 50_000
    try:
        read(b"<html>" + b"<!--" * 500_000 + b"<![if" * 100_000, "page.html")
    except Unreadable as error:
        assert str(error).endswith(".")


def test_real_letters(reader, data):
    from binder.reading import Source

    for path in sorted((data / "docx").iterdir()):
        document = reader.read(Source.from_path(path))
        assert document.text.strip() or any("not read" in warning for warning in document.warnings)
