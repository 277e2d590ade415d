"""A letter on paper: one page where it fits, numbered pages where it does not, any size, any name."""

from __future__ import annotations

import io
import re
import unicodedata

import pypdfium2
import pytest
from pypdf import PdfReader

from binder.letters import NAMES, Composed, value
from binder.letters.page import missing
from tests.letters.conftest import letter


def pages(pdf: bytes) -> list[str]:
    """The text of each page, blanks made equal."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.parametrize("name", NAMES)
def test_each_letter_fits_one_page_and_holds_what_its_text_holds(name: str) -> None:
    composed = letter(name)
    (text,) = pages(composed.pdf())
    for block in composed.blocks:
        for part in block.parts:
            assert " ".join(part.split()) in text
    assert text.endswith("page 1 of 1")
    assert "Maria Example page 1 of 1" in text
    assert composed.law in text


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_it_comes_on_the_paper_asked_for(paper: str, size: tuple[int, int]) -> None:
    box = PdfReader(io.BytesIO(letter("follow-up").pdf(paper))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_long_list_flows_on_and_every_page_says_which_of_how_many_and_whose() -> None:
    items = [f"Record number {n} of a long treatment, January 2020 to today" for n in range(1, 81)]
    texts = pages(letter("records-request", items=items).pdf())
    assert len(texts) == 3
    for number, text in enumerate(texts, 1):
        assert text.endswith(f"Maria Example page {number} of 3")
    whole = " ".join(texts)
    assert all(item in whole for item in items)
    assert "Sincerely" in texts[2] and "Date" in texts[2]


def test_a_signature_never_stands_alone_on_a_page() -> None:
    for count in range(18, 42, 3):
        texts = pages(letter("records-request", items=[f"Record {n}" for n in range(count)]).pdf())
        last = texts[-1]
        assert ("Sincerely" in last) or ("Maria Example Date" not in last)


def test_the_fonts_travel_with_the_letter() -> None:
    reader = PdfReader(io.BytesIO(letter("overdue").pdf()))
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor.get_object()


@pytest.mark.parametrize("name", ["Zoë Łukasiewicz-Ñandú", "Ελένη Παπαδοπούλου", "Светлана Иванова", "Nguyễn Thị Ánh"])
def test_a_name_of_another_alphabet_prints_as_it_is(name: str) -> None:
    composed = letter("records-request", patient=name, signer=name)
    assert missing(composed.characters) == ""
    (text,) = pages(composed.pdf())
    assert text.count(name) >= 3


@pytest.mark.parametrize("name", ["דוד כהן", "محمد عبد الله"])
def test_a_name_written_from_right_to_left_has_all_its_letters(name: str) -> None:
    composed = letter("records-request", patient=name, signer=name)
    assert missing(composed.characters) == ""
    read = unicodedata.normalize("NFKC", PdfReader(io.BytesIO(composed.pdf())).pages[0].extract_text())
    assert set(name) <= set(read)


def test_characters_that_no_font_here_has_are_told() -> None:
    assert missing("Maria 王小明") == "小明王"


@pytest.mark.parametrize(
    "hostile",
    [
        "M" * 300,
        "Maria " * 60,
        "{nb} {signer} {{x}}",
        "\x1b[31mMaria\x1b[0m\x07",
        "Maria\u202eelpmaxE",
        "<b>Maria</b> **bold** __u__ --s--",
        "Maria\\n\\x00(){}[]%",
        "a\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 5,
    ],
)
def test_a_hostile_name_prints_as_text_and_harms_nothing(hostile: str) -> None:
    composed = letter("records-request", patient=hostile, signer=hostile, recipient=hostile, items=[hostile])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", composed.text)
    texts = pages(composed.pdf())
    assert texts[-1].endswith(f"page {len(texts)} of {len(texts)}")
    letters_of = [c for c in value(hostile)[0] if c.isascii() and c.isalnum()]
    assert all(c in texts[0] for c in letters_of)


def test_a_name_of_three_hundred_letters_is_wrapped_and_not_cut() -> None:
    composed = letter("records-request", recipient="M" * 300)
    assert max(len(line) for line in composed.text.splitlines()) <= 78
    assert composed.text.count("M" * 10) >= 30
    assert "".join(pages(composed.pdf())).replace(" ", "").count("M" * 300) == 1


def test_the_same_letter_gives_the_same_bytes() -> None:
    def once() -> Composed:
        return letter("appeal")

    assert once().pdf() == once().pdf()
    assert b"2026-03-13" in once().pdf() or b"20260313" in once().pdf()


def test_a_text_is_at_most_78_columns_wide() -> None:
    for name in NAMES:
        assert max(len(line) for line in letter(name).text.splitlines()) <= 78
