"""Full-text search: the right page and its best line, and no input that breaks it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binder.model.document import Document, Page
from binder.model.record import Filing, RecordState
from binder.vault import RecordFilter, Vault
from binder.vault.pages import best_line, terms

REPORT = (
    "Surgical pathology report",
    "",
    "Final diagnosis: adenocarcinoma of the ascending colon",
    "Margins are free; 2 of 18 lymph nodes were positive",
    "Größe des Tumors 3,5 cm",
)


def add(vault: Vault, name: str, *pages: tuple[str, ...], prose: str = "") -> str:
    document = Document(name, "text/plain", tuple(Page(i, lines, prose) for i, lines in enumerate(pages, 1)))
    return vault.records.add(Filing(title=name, date="2026-01-12"), document, name.encode()).id


def test_a_word_finds_its_page_and_line(vault: Vault) -> None:
    add(vault, "Letter", ("Dear Dr. Lund", "the nodes were discussed"))
    record = add(vault, "Pathology", ("cover sheet",), REPORT)
    hit = vault.pages.search("lymph nodes")[0]
    assert (hit.record, hit.page, hit.line, hit.snippet) == (record, 2, 4, REPORT[3])
    assert (hit.title, hit.date) == ("Pathology", "2026-01-12")
    assert len(vault.pages.search("node")) == 2


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("margin", 4),  # other forms of a word
        ("NODES", 4),
        ("grosse", 0),  # ß is not ss to the index, and nothing is claimed
        ("große tumors", 5),
        ("Grösse", 0),
        ("größe", 5),
        ("groß", 5),  # a word still being typed
        ("adeno", 3),
        ('"ascending colon"', 3),
        ('"colon ascending"', 0),
        ("colon liver", 0),
    ],
)
def test_forms_accents_and_phrases(vault: Vault, words: str, line: int) -> None:
    add(vault, "Pathology", REPORT)
    assert [hit.line for hit in vault.pages.search(words)] == ([line] if line else [])


def test_the_index_reads_in_reading_order_and_the_hit_shows_the_line(vault: Vault) -> None:
    two_columns = ("Platelets   91 L    Seen by", "White cells 4.0     Dr. Lund")
    add(vault, "Counts", two_columns, prose="Platelets 91 L White cells 4.0. Seen by Dr. Lund.")
    hit = vault.pages.search('"seen by dr lund"')[0]
    assert hit.line in (1, 2)


def test_the_better_page_comes_first(vault: Vault) -> None:
    add(vault, "Long", ("biopsy",) + ("other words entirely here",) * 60)
    best = add(vault, "Short", ("biopsy of the biopsy site",))
    hits = vault.pages.search("biopsy")
    assert hits[0].record == best and hits[0].score > hits[1].score


def test_the_trash_is_not_searched(vault: Vault) -> None:
    record = add(vault, "Pathology", REPORT)
    vault.records.update(record, "trash", state=RecordState.TRASHED)
    assert vault.pages.search("margins") == []


def test_no_more_hits_than_asked_for(vault: Vault) -> None:
    for number in range(12):
        add(vault, f"Note {number}", ("the same words",))
    assert len(vault.pages.search("same", limit=5)) == 5


HOSTILE = ['"', '""', '"""', "*", "^", "a*", "NOT", "AND OR", "NEAR(a b, 3)", "title:x", "{a b}:c", "-", "+a", "a AND",
           "(",
           "');DROP TABLE page;--", "\0", "a\0b", "\ud800", "😀", "'", "%", "a" * 100_000, "\x1b[2J", "a\"b\"c\"", " ",
           " ".join(f"w{n}" for n in range(500)), "\u0301", "٣", "ﬁ"]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_words_break_the_search(vault: Vault, words: str) -> None:
    add(vault, "Pathology", REPORT)
    assert isinstance(vault.pages.search(words), list)
    assert isinstance(vault.records.ids(RecordFilter(words=words)), list)
    assert vault.records.counts()["records"] == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(words=st.text(alphabet=st.characters(), max_size=40))
def test_nothing_typed_is_a_syntax_error(vault: Vault, words: str) -> None:
    vault.pages.search(words)
    vault.records.ids(RecordFilter(words=words))


def test_operators_are_words_like_any_other(vault: Vault) -> None:
    record = add(vault, "Note", ("do not operate near the nerve",))
    assert [hit.record for hit in vault.pages.search("NOT near")] == [record]
    assert vault.pages.search("nerve OR banana") == []


def test_what_holds_no_letter_is_no_word() -> None:
    assert terms('+++ "lymph node" -- pT3, "') == ["lymph node", "pT3,"]


def test_the_best_line_holds_most_of_the_words() -> None:
    lines = ("platelets", "platelets fell on March 13", "on March 13")
    assert best_line(lines, "platelets march") == 2
    assert best_line(lines, "liver") == 0


def test_the_index_can_be_made_anew(vault: Vault) -> None:
    add(vault, "Pathology", REPORT)
    with vault.transaction() as connection:
        connection.run("INSERT INTO page_fts (page_fts) VALUES ('delete-all')")
    assert vault.pages.search("margins") == []
    vault.pages.rebuild()
    assert len(vault.pages.search("margins")) == 1
