"""The text of a document on the screen: numbered lines, marked facts, a place that citations open at."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from binder.model.citation import Citation
from binder.model.document import Document, Page
from binder.tui.widgets.text_rows import rows_of, wrap
from binder.tui.widgets.text_view import Mark, TextView


class Reading(App[None]):
    """Nothing but a text."""

    CSS_PATH = Path(__file__).parents[2] / "styles" / "record.tcss"

    def compose(self) -> ComposeResult:
        yield TextView()


def cite(document: Document, page: int, line: int, words: str) -> Citation:
    at = document.line(page, line).index(words)
    return Citation(page, line, at, at + len(words), words)


def seen(view: TextView) -> list[str]:
    return [view.render_line(y).text.replace("▌", " ").rstrip() for y in range(view.size.height)]


@pytest.fixture
def letter() -> Document:
    first = tuple(f"Line {n} of the first page" for n in range(1, 41))
    second = ("LABORATORY", "Platelets     91   L   10*3/uL", "Hemoglobin   12.1      g/dL")
    return Document("letter.pdf", "application/pdf", (Page(1, first), Page(2, second)))


async def test_lines_carry_their_numbers_and_a_rule_divides_the_pages(letter: Document) -> None:
    async with Reading().run_test(size=(80, 60)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter)
        rows = seen(view)
        assert "page 1 of 2" in rows[0] and rows[1].split() == ["1", "Line", "1", "of", "the", "first", "page"]
        assert "page 2 of 2" in rows[41] and rows[42].split() == ["1", "LABORATORY"]


async def test_a_long_line_is_wrapped_and_only_its_first_row_is_numbered() -> None:
    words = " ".join(f"word{n}" for n in range(40))
    async with Reading().run_test(size=(60, 20)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(Document("a", "text/plain", (Page(1, ("short", words, "last")),)))
        rows = [row for row in seen(view) if row]
        assert [row.split()[0] for row in rows if row[:5].strip()] == ["1", "2", "3"]
        assert " ".join(" ".join(row[6:].split()) for row in rows[1:-1]) == words


async def test_a_citation_opens_in_the_middle_of_a_long_text_with_its_words_marked(letter: Document) -> None:
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter)
        assert view.open_at(cite(letter, 2, 2, "91"))
        await pilot.pause()
        row = next(y for y, text in enumerate(seen(view)) if "Platelets" in text)
        marked = [s.text for s in view.render_line(row) if s.style and s.style.reverse]
        assert marked == ["91"]
        assert view.cursor_line == (2, 2, "Platelets     91   L   10*3/uL")


async def test_words_that_no_longer_stand_there_are_said_to_be_gone(letter: Document) -> None:
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter)
        assert not view.open_at(Citation(2, 2, 0, 4, "Iron"))


async def test_n_goes_from_one_fact_to_the_next_and_round(letter: Document) -> None:
    marks = [
        Mark(cite(letter, 2, 2, "Platelets")),
        Mark(cite(letter, 2, 3, "Hemoglobin")),
        Mark(cite(letter, 1, 9, "Line")),
    ]
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter, marks)
        visited = []
        for _ in range(4):
            view.step(1)
            visited.append(view.cursor_line[:2])
        assert visited == [(1, 9), (2, 2), (2, 3), (1, 9)]
        view.step(-1)
        assert view.cursor_line[:2] == (2, 3)


async def test_a_fact_is_marked_by_a_sign_beside_its_number_not_by_looks_alone(letter: Document) -> None:
    async with Reading().run_test(size=(80, 60)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter, [Mark(cite(letter, 2, 2, "Platelets"))])
        rows = seen(view)
        assert [row for row in rows if "•" in row] == [next(row for row in rows if "Platelets" in row)]


async def test_finding_words_ignores_case_and_n_goes_through_the_places(letter: Document) -> None:
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter)
        assert view.find("line 3 ") == 1 and view.cursor_line[:2] == (1, 3)
        assert view.find("L   10*3") == 1 and view.cursor_line[:2] == (2, 2)
        assert view.find("nowhere") == 0
        assert view.find("page") == 40
        first = view.cursor_line[:2]
        view.step(1)
        assert view.cursor_line[:2] != first


async def test_the_keys_move_and_the_edge_jumps_half_a_page(letter: Document) -> None:
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter)
        view.focus()
        await pilot.press(*["j"] * 10)
        assert view.cursor_line[:2] == (1, 11) and view.scroll_offset.y == 0
        await pilot.press("j")
        assert view.cursor_line[:2] == (1, 12) and view.scroll_offset.y == 6
        await pilot.press("G")
        assert view.cursor_line[:2] == (2, 3)
        await pilot.press("g")
        assert view.row == 0


async def test_the_place_is_kept_when_the_terminal_changes_its_width(letter: Document) -> None:
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(letter)
        view.go_to_line(2, 2)
        await pilot.resize_terminal(30, 12)
        await pilot.pause()
        assert view.cursor_line[:2] == (2, 2)


async def test_an_escape_sequence_in_a_document_reaches_the_screen_as_harmless_signs() -> None:
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(Document("a", "text/plain", (Page(1, ("red \x1b[31malert\x1b[0m [bold]not markup[/bold]",)),)))
        row = seen(view)[0]
        assert "\x1b" not in row and "[bold]not markup[/bold]" in row


async def test_an_empty_document_can_be_shown_and_walked() -> None:
    async with Reading().run_test(size=(80, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(Document("a", "text/plain"))
        view.focus()
        await pilot.press("j", "k", "G", "g", "pagedown", "ctrl+u")
        assert not view.step(1) and view.cursor_line == (0, 0, "") and view.find("x") == 0


@pytest.mark.parametrize(
    ("line", "width"),
    [
        ("one two three", 8),
        ("x" * 25, 10),
        ("  indented words that go on", 12),
        ("日本語テキスト例", 6),
        ("", 5),
        ("   ", 5),
    ],
)
def test_wrapping_loses_no_letter(line: str, width: int) -> None:
    pieces = list(wrap(line, width))
    assert "".join(line[start:end] for start, end, _ in pieces).replace(" ", "") == line.replace(" ", "")
    assert pieces[0][2] == -1 and all(indent >= 0 for _, _, indent in pieces[1:])


def rows_at(width: int, *lines: str) -> list[str]:
    document = Document("a", "text/plain", (Page(1, lines),))
    return ["".join(lines[row.line - 1][s:e] for s, e in row.drawn) for row in rows_of(document, {1: lines}, width)]


def test_a_table_too_wide_for_the_screen_loses_blanks_before_it_is_wrapped_and_keeps_its_columns() -> None:
    lines = ("Platelets" + " " * 30 + "91" + " " * 20 + "150-400", "Iron" + " " * 35 + "7 " + " " * 20 + "60-170")
    rows = rows_at(40, *lines)
    assert len(rows) == 2 and all(len(row) <= 40 for row in rows)
    assert rows[0].split() == lines[0].split() and rows[0].index("91") == rows[1].index("7")


def test_a_table_that_fits_is_left_as_it_is() -> None:
    lines = ("Platelets     91", "Iron           7")
    assert rows_at(40, *lines) == list(lines)


async def test_a_mark_beyond_left_out_blanks_lies_on_its_words() -> None:
    line = "Platelets" + " " * 90 + "91"
    document = Document("a", "text/plain", (Page(1, (line, line)),))
    async with Reading().run_test(size=(60, 12)) as pilot:
        view = pilot.app.query_one(TextView)
        view.show(document)
        view.open_at(cite(document, 1, 2, "91"))
        await pilot.pause()
        assert [s.text for s in view.render_line(1) if s.style and s.style.reverse] == ["91"]
