"""The tables reparse, cite places that hold the words, and run nothing in a spreadsheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binder.binder import Binder
from binder.export import Kept, export
from binder.export.tables import guarded
from binder.model.checklist import ChecklistItem, ItemState, Need, Receipt
from binder.model.citation import Citation
from binder.model.event import Event
from binder.model.record import Fact, FactType, RecordState
from tests.export.conftest import contents, holding, rows


def lines_of(path: Path) -> dict[int, list[str]]:
    """The pages of an exported text: what stands under each heading."""
    pages: dict[int, list[str]] = {}
    for line in path.read_text().splitlines():
        if line.startswith("=== R"):
            pages[len(pages) + 1] = []
        else:
            pages[len(pages)].append(line)
    return pages


def test_every_fact_is_there_and_its_words_stand_where_it_says(binder: Binder, exported: Path) -> None:
    facts = rows(exported / "facts.csv")
    texts = {row["id"]: row["text"] for row in rows(exported / "records.csv")}
    assert len(facts) == sum(len(binder.record(record).filing.facts) for record in texts)
    for fact in facts:
        line = lines_of(exported / texts[fact["record"]])[int(fact["page"])][int(fact["line"]) - 1]
        assert line[int(fact["start"]) : int(fact["end"])] == fact["quote"].removeprefix("'")


def test_the_records_are_told_as_the_binder_tells_them(binder: Binder, exported: Path) -> None:
    for row in rows(exported / "records.csv"):
        record = binder.record(row["id"])
        assert (row["date"], row["kind"], row["loinc"], row["title"], row["name"]) == (
            record.date, record.kind.value, record.kind.loinc, record.title, record.name,
        )  # fmt: skip
        assert row["opinion"] == (str(record.opinion) if record.opinion else "")


def test_the_checklist_and_what_came_for_it(binder: Binder, exported: Path) -> None:
    told = {row["id"]: row for row in rows(exported / "checklist.csv")}
    came = rows(exported / "received.csv")
    for line in binder.checklist():
        item, row = line.item, told[line.item.id]
        assert (row["title"], row["state"], row["words"]) == (item.title, item.state.value, line.words)
        assert row["missing"].split() == [need.value for need in item.missing]
        mine = [(r["need"], r["on"], r["what"], r["record"]) for r in came if r["item"] == item.id]
        assert mine == [(r.need.value, r.on, r.what, r.record) for r in item.receipts]


def test_the_log_has_every_change_oldest_first(binder: Binder, exported: Path) -> None:
    told = rows(exported / "events.csv")
    assert [int(row["seq"]) for row in told] == list(range(1, len(told) + 1))
    assert told[0]["action"] == "create"
    assert {row["action"] for row in told} >= {"add", "receive", "opinion", "trash"}


def test_the_export_itself_is_logged(binder: Binder, exported: Path) -> None:
    logged = [event for event in binder.events(1000) if event.action == "export"]
    assert logged and "plain text" in logged[0].summary


def test_whatever_is_kept_beside_the_records_has_a_table_of_its_own(tmp_path: Path) -> None:
    came = Receipt(Need.REPORT, "2026-01-01", "by fax", "R9")
    item = ChecklistItem("mine", "Slides", (Need.REPORT, Need.IMAGES), receipts=(came,), custom=True)
    export(contents(kept=(Kept("saved_item", (item,)), Kept("question", ()))), tmp_path / "out")
    (row,) = rows(tmp_path / "out" / "saved-item.csv")
    assert (row["title"], row["needs"], row["state"], row["custom"]) == ("Slides", "report; images", "wanted", "yes")
    assert json.loads(row["receipts"]) == [{"need": "report", "on": "2026-01-01", "what": "by fax", "record": "R9"}]
    assert not (tmp_path / "out" / "question.csv").exists()
    for where in ("index.html", "README.txt"):
        assert "saved-item.csv" in (tmp_path / "out" / where).read_text()


@pytest.mark.parametrize(
    "cell", ["=1+1", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1+1", '=HYPERLINK("x")']
)
def test_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "-0.5", "+3", "-", "+", "-5 %", "1,234", "a=b", "'quoted", "2026-01-12", "R1"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_whatever_a_paper_says_the_table_gives_it_back(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    folder = tmp_path_factory.mktemp("any") / "out"
    fact = Fact(FactType.FINDING, "finding", words, Citation(1, 1, 0, len(words), words))
    export(contents(holding("x", facts=(fact,))), folder)
    (row,) = rows(folder / "facts.csv")
    assert row["quote"] == guarded(words)


def test_hostile_words_are_kept_in_every_column(tmp_path: Path) -> None:
    words = '=cmd|"x"!A1,";\n\'" <b>'
    item = ChecklistItem("mine", words, (Need.REPORT,), state=ItemState.WAIVED, note=words,
                         receipts=(Receipt(Need.REPORT, "2026-01-01", words, "R9"),), group=words)  # fmt: skip
    event = Event(1, "2026-01-01T00:00:00+00:00", words, "add", "record", "R1", words, before={"title": words})
    made = contents(
        holding(words, author=words, state=RecordState.NEEDS_REVIEW), checklist=((item, words),), events=[event]
    )
    export(made, tmp_path / "out")
    assert rows(tmp_path / "out" / "records.csv")[0]["title"] == "'" + words
    assert rows(tmp_path / "out" / "checklist.csv")[0]["note"] == "'" + words
    assert rows(tmp_path / "out" / "received.csv")[0]["what"] == "'" + words
    assert rows(tmp_path / "out" / "events.csv")[0]["summary"] == "'" + words
