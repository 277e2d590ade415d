"""Which records there are, in which order, narrowed to what is wanted; and how many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from binder.model.document import Document, Page
from binder.model.errors import BinderError
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType, Filing, RecordState
from binder.vault import RecordFilter, Vault

from .conftest import lab_report


def test_the_timeline_is_newest_first_and_the_undated_come_last(vault: Vault) -> None:
    dates = ("2026-01-05", "", "2026-03", "2026-03-13", "2025", "2026-03-13")
    for number, date in enumerate(dates):
        filing, document, data = lab_report(number)
        vault.records.add(replace(filing, date=date), document, data)
    listed = vault.records.ids()
    assert [date for _, date in listed] == ["2026-03-13", "2026-03-13", "2026-03", "2026-01-05", "2025", ""]
    assert [record for record, _ in listed[:2]] == ["R6", "R4"]


def test_a_list_is_narrowed_by_kind_time_words_and_state(vault: Vault) -> None:
    filing, document, _ = lab_report()
    for number, (kind, date, title) in enumerate(
        [
            (Kind.LAB_REPORT, "2026-03-13", "Blood count"),
            (Kind.IMAGING_REPORT, "2026-03", "CT of the abdomen"),
            (Kind.LETTER, "2026-02-28", "Letter about cover"),
            (Kind.OTHER, "", "Notes"),
        ]
    ):
        page = Page(1, (f"Text of {title}", "Thrombozyten gefallen" if number == 3 else "nothing else"))
        filed = replace(filing, kind=kind, date=date, title=title, facts=(), dates=())
        vault.records.add(filed, replace(document, name=f"file{number}.txt", pages=(page,)), bytes([number]))
    vault.records.update("R3", "trash", state=RecordState.TRASHED)

    def listed(**wanted: object) -> set[str]:
        return {record for record, _ in vault.records.ids(RecordFilter(**wanted))}  # type: ignore[arg-type]

    assert listed() == {"R1", "R2", "R4"}
    assert listed(kinds=(Kind.LAB_REPORT, Kind.LETTER)) == {"R1"}
    assert listed(states=(RecordState.TRASHED,)) == {"R3"}
    assert listed(since="2026-03-10") == {"R1", "R2"}  # a record of March lies in all of March
    assert listed(until="2026-03") == {"R1", "R2"}
    assert listed(until="2026-02") == set()
    assert listed(since="2026-03-14", until="2026-03-20") == {"R2"}
    assert listed(words="abdomen") == {"R2"}
    assert listed(words="notes thrombozyt") == {"R4"}  # one word in the title, one in the text
    assert listed(words="abdomen thrombozyten") == set()
    assert listed(words="file0") == {"R1"}


def test_rows_come_in_the_order_asked_for(vault: Vault) -> None:
    for number in range(1200):
        vault.records.add(Filing(title=str(number)), Document(f"{number}", "text/plain"), b"%d" % number)
    asked = [f"R{n}" for n in range(1200, 0, -1)] + ["R999999"]
    assert [row.title for row in vault.records.rows(asked)] == [str(n) for n in range(1199, -1, -1)]


@pytest.mark.parametrize("wrong", ["R99", "R0", "", "12", "R", "R-1", "R1; DROP TABLE record", "R" + "9" * 30, "R²"])
def test_an_id_that_is_none_is_one_clear_sentence(vault: Vault, wrong: str) -> None:
    for ask in (vault.records.get, vault.records.document, vault.records.original, vault.records.study):
        with pytest.raises(BinderError, match="record"):
            ask(wrong)


def test_facts_of_a_kind_are_found_over_all_records(vault: Vault) -> None:
    for number, date in ((1, "2026-03-13"), (2, "2026-02-14")):
        filing, document, data = lab_report(number, date=date)
        stage = Fact(FactType.STAGE, "Stage", "II", replace(filing.facts[0].citation))
        vault.records.add(replace(filing, facts=(*filing.facts, stage)), document, data)
    vault.records.add(*lab_report(3))
    vault.records.update("R3", "trash", state=RecordState.TRASHED)
    found = vault.records.facts([FactType.LAB], "platelets")
    assert [(date, f.value, f.citation.record) for date, f in found] == [
        ("2026-02-14", "91", "R2"),
        ("2026-03-13", "91", "R1"),
    ]
    assert len(vault.records.facts()) == 4


def test_counts_say_how_much_there_is(vault: Vault) -> None:
    filing, document, data = lab_report()
    vault.records.add(filing, document, data)
    vault.records.add(replace(filing, doubts=("?",), kind=Kind.OTHER), document, b"x")
    vault.records.add(filing, document, b"y")
    vault.records.update("R3", "trash", state=RecordState.TRASHED)
    counts = vault.records.counts()
    assert (counts["records"], counts["filed"], counts["needs_review"], counts["trashed"]) == (2, 1, 1, 1)
    assert (counts["kind:lab_report"], counts["kind:other"], counts["bytes"]) == (1, 1, len(data) + 2)
