"""Two opinions on paper: both quotes on every row, the rule, the family's marks, and nothing in a text that acts."""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from binder.export.opinion_file import write_sheet
from binder.export.opinion_html import as_html
from binder.export.opinion_markdown import as_markdown, escaped
from binder.export.opinion_pdf import as_pdf
from binder.export.opinion_sheet import Sheet, Table, comparison_sheet, matrix_sheet
from binder.model.comparison import Axis, Difference, OpinionText, Tier, Verdict
from binder.model.errors import BinderError, Misused
from binder.model.opinion import Cell, Column, Lost, Mark, Marked, MarkKind, Matrix, Unshown, Why
from binder.model.passages import Order, blocks, ordered
from binder.model.spoken import place_words
from tests.tui.two_opinions import two_opinions


def marked() -> Marked:
    c = two_opinions()
    verdict = Mark(
        MarkKind.VERDICT, "R1", "R2", "M1", axis=Axis.STAGING, verdict=Verdict.REFINED, why=Why.OTHER_READING,
        note="second look at the node", machine="different",
    )  # fmt: skip
    tied = Mark(MarkKind.TOGETHER, "R1", "R2", "M2", machine="no link")
    apart = Mark(MarkKind.APART, "R1", "R2", "M3")
    lost = Lost(apart, "M9: “gone words” was taken apart by hand and is no longer in R1 as read now")
    unshown = Unshown("Q7", (c.a_sentences[0].spans[0],), ())
    return Marked(c, {Axis.STAGING: verdict}, {1: tied}, ((5, 6, apart),), {2: ("Q4",)}, (lost,), (unshown,))


def hostile() -> Marked:
    words = "<script>alert(1)</script> | **bold** ![x](http://x) 中文 \x1b[31m end."
    c = two_opinions()
    lines = tuple(line.replace("The margins are clear.", words) for line in c.a.pages[0][1])
    sentences = tuple(
        replace(s, text=words, spans=(replace(s.spans[0], end=len(words)),)) if "margins" in s.text else s
        for s in c.a_sentences
    )
    text = OpinionText("<b>Opinion</b>", ((1, lines), *c.a.pages[1:]), "Dr. One", "2026-03-02", "R1")
    return Marked(replace(c, a=text, a_sentences=sentences))


class Texts(HTMLParser):
    """The words and the tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags = "", list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data + "\n"


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


SAYS = (
    "IIA", "IIB", "not recommended", "give", "when to start", "understood as 28 days", "understood as 14 days",
    "family: refined, read otherwise: second look at the node", "binder then: different", "on the question list: Q4",
    "tied by hand", "taken apart by hand from B", "gone words", "B page 2: a table",
    "Q7: A page 1 line",
    "A social worker will call the family", "binder lines up what was written. It does not judge.",
    "one says it more exactly, or a detail such as a grade or a marker differs",
)  # fmt: skip


def test_each_form_says_all_of_it() -> None:
    sheet = comparison_sheet(marked())
    for text in (as_markdown(sheet), Texts(as_html(sheet)).words, pdf_text(as_pdf(sheet))):
        said = " ".join(text.replace("\\", "").split())
        for words in SAYS:
            assert words in said, words
        assert "x says" not in said, "a key of the app means nothing on paper"


def test_every_passage_of_both_texts_stands_there_exactly_once() -> None:
    sheet = comparison_sheet(marked())
    rows = [row for block in sheet.blocks if getattr(block, "head", ()) == ("", "A", "B") for row in block.rows]
    a = [piece.text for row in rows for piece in row[1] if piece.text != "nothing found"]
    b = [piece.text for row in rows for piece in row[2] if piece.text != "nothing found"]
    c = marked().comparison
    assert sorted(a) == sorted(f"{s.text} ({place_words(s.spans, paged=True)})" for s in c.a_sentences)
    assert sorted(b) == sorted(f"{s.text} ({place_words(s.spans, paged=True)})" for s in c.b_sentences)


def test_html_runs_nothing_and_fetches_nothing() -> None:
    page = as_html(comparison_sheet(hostile()))
    found = Texts(page)
    assert not {"script", "img", "link", "a", "iframe", "b"} & set(found.tags)
    assert "default-src 'none'" in page and "http://x" in found.words and "\x1b" not in page


def test_markdown_has_no_mark_from_a_text() -> None:
    text = as_markdown(comparison_sheet(hostile()))
    row = next(line for line in text.splitlines() if "alert" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 4, "three cells"
    assert not re.search(r"(?<!\\)<script", text) and "http://" not in text and "\x1b" not in text
    assert r"\*\*bold\*\*" in row
    assert escaped("- x") == r"\- x" and escaped("1. x") == r"1\. x" and escaped("2.5 mg") == r"2\.5 mg"


def test_pdf_says_which_letters_it_lacks_and_shows_the_others() -> None:
    assert "letters in the texts are not in this typeface" in pdf_text(as_pdf(comparison_sheet(hostile())))
    text = pdf_text(as_pdf(comparison_sheet(marked())))
    assert "not in this typeface" not in text and "≠" in text


def test_a_long_text_goes_over_pages_with_its_head_on_each() -> None:
    c = two_opinions()
    pages = tuple((number, tuple(line * 30 for line in lines)) for number, lines in c.a.pages)
    whole = tuple(replace(s, spans=tuple(replace(x, end=x.end * 30) for x in s.spans)) for s in c.a_sentences)
    many = replace(c, a=replace(c.a, pages=pages), a_sentences=whole)
    reader = pypdf.PdfReader(io.BytesIO(as_pdf(comparison_sheet(Marked(many)))))
    assert len(reader.pages) > 3
    assert all("It does not judge" in page.extract_text() for page in reader.pages)


def test_one_against_all_has_a_column_for_each_and_says_who_is_sealed() -> None:
    c = two_opinions()
    own = Mark(MarkKind.VERDICT, "R1", "R2", "M1", axis=Axis.STAGING, verdict=Verdict.REFINED, note="a note")
    first = Column("One", "Dr. One", "2026-03-02", "R1", 1, {x.axis: Cell(x.a) for x in c.axes})
    cells = {x.axis: Cell(x.b, x.verdict, own if x.axis is Axis.STAGING else None) for x in c.axes}
    second = Column("Two", "Dr. Two", "2026-03-24", "R2", 2, cells, 4)
    blind = Column("Three", "", "", "R3", 3, {axis: Cell(why_not="x") for axis in Axis}, why_not="Opinion 3 is sealed")
    sheet = matrix_sheet(Matrix((first, second, blind)))
    for text in (as_markdown(sheet), Texts(as_html(sheet)).words, pdf_text(as_pdf(sheet))):
        said = " ".join(text.replace("\\", "").split())
        for words in ("Opinion 2: Dr. Two", "“IIA”", "“IIB”", "≠ different", "a note", "Opinion 3 is sealed"):
            assert words in said


@pytest.mark.parametrize("name", ["two.md", "two.HTML", "two.pdf"])
def test_a_file_is_its_owners_alone_and_never_replaces_another(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    size = write_sheet(comparison_sheet(marked()), path)
    assert path.stat().st_size == size and stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(Misused, match="already something"):
        write_sheet(comparison_sheet(marked()), path)


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(Misused, match=r"\.md, \.html or \.pdf"):
        write_sheet(comparison_sheet(marked()), tmp_path / "two.docx")
    with pytest.raises(BinderError, match="could not be written"):
        write_sheet(comparison_sheet(marked()), tmp_path / "nowhere" / "two.md")
    assert list(tmp_path.iterdir()) == []


def test_a_row_bears_the_numbers_of_all_differences_in_it_also_of_those_that_only_one_says() -> None:
    c = two_opinions()
    rows = [block for block in comparison_sheet(Marked(c)).blocks if isinstance(block, Table)][2].rows
    numbers = [number for mark, *_ in rows for number in (mark[1].text.split(", ") if len(mark) > 1 else [])]
    assert {int(number) for number in numbers} == set(range(1, len(c.differences) + 1))


@pytest.mark.parametrize("write", [as_markdown, as_html, lambda sheet: pdf_text(as_pdf(sheet))])
def test_paper_has_the_rows_and_signs_of_the_screen_so_that_the_two_can_be_laid_beside_each_other(
    write: Callable[[Sheet], str],
) -> None:
    c = two_opinions()
    rows = [block for block in comparison_sheet(Marked(c)).blocks if isinstance(block, Table)][2].rows
    on_screen = [block.mark for block in ordered(blocks(c), Order.A)]
    assert [mark[0].text for mark, *_ in rows] == on_screen
    assert {"≠D", "≠S", "≠M", "≠T↑", "≠?T", "=↑", "(≈)", "+A", "+B"} <= set(on_screen)
    paper = " ".join(unescape(write(comparison_sheet(Marked(c)))).replace("\\", "").split())
    for words in (
        "≠T↑",
        "D diagnosis, S staging, T treatment, M timing",
        "↑ ↓ stands earlier, later in B",
        "T Treatment",
    ):
        assert words in paper, words
    assert "tied" not in paper, "the signs of what is marked by hand are told where something is"


def test_on_paper_a_row_names_all_its_axes_and_which_of_several_sentences_adds_something() -> None:
    c = two_opinions()
    link = replace(c.links[3], b=(5, 6))
    alone = Difference(Tier.FIRM, Axis.DIAGNOSIS, "finding", "said by one alone", (), c.b_sentences[6].spans)
    stage = replace(c.differences[1], a=c.differences[2].a, b=c.differences[2].b)
    joined = replace(c, links=(*c.links[:3], link, *c.links[4:]), differences=(*c.differences, alone, stage))
    rows = [block for block in comparison_sheet(Marked(joined)).blocks if isinstance(block, Table)][2].rows
    mark, _, b = next(row for row in rows if "within 4 weeks" in row[1][0].text)
    assert [piece.text for piece in mark] == ["≠DSM", "3, 6, 7"], "the screen has room for D+"
    assert [piece.text[:10] for piece in b] == ["Treatment ", "+B I sugge"]


def test_a_sentence_over_several_lines_is_found_by_each_of_them() -> None:
    paper = as_markdown(comparison_sheet(Marked(two_opinions()))).replace("\\", "")
    assert "no evidence of spread. (page 1 lines 5-6)" in paper
    assert "The margins are clear. (page 1 line 3)" in paper
