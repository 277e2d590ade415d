"""What a person settled stays settled when the document is read again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from binder.filing import as_settled, file
from binder.model.document import Document, Page
from binder.model.kinds import Kind
from binder.model.record import Filing, Person, Precision, Record

LOCKED = Record("R1", "scan.pdf", Filing(title="scan.pdf"))
LINES = ("Impression: stable.", "Findings: none.", "Patient: George Doe   DOB: 02/03/1950", "Date: 03/04/2026")


@pytest.fixture
def proposed() -> Filing:
    return file(
        Document("scan.pdf", "text/plain", (Page(1, LINES),)), patient=Person("Rosalind Amberley", "1957-05-11")
    )


def test_nothing_settled_leaves_the_new_proposal_as_it_is(proposed: Filing) -> None:
    assert as_settled(proposed, LOCKED) == proposed


def test_kind_date_and_title_stay_as_they_were_typed_and_are_no_doubt_any_more(proposed: Filing) -> None:
    typed = LOCKED.filed_as(
        kind=Kind.TUMOR_BOARD, kind_confidence=1.0, title="Board of March", date="2026-03",
        date_precision=Precision.MONTH, date_confidence=1.0,
    )  # fmt: skip
    again = as_settled(proposed, typed)
    assert (again.kind, again.title, again.date, again.date_precision) == (
        Kind.TUMOR_BOARD, "Board of March", "2026-03", Precision.MONTH
    )  # fmt: skip
    assert again.facts == proposed.facts
    assert [d for d in again.doubts if "another person" not in d] == []


def test_that_it_names_another_person_is_doubted_all_the_same(proposed: Filing) -> None:
    typed = LOCKED.filed_as(kind=Kind.LETTER, kind_confidence=1.0, date="2026-04-03", date_confidence=1.0)
    assert any("another person" in doubt for doubt in as_settled(proposed, typed).doubts)


def test_a_rule_never_claims_the_certainty_of_a_person(proposed: Filing) -> None:
    assert proposed.kind_confidence < 1.0 and proposed.date_confidence < 1.0
    assert as_settled(proposed, replace(LOCKED, filing=proposed)) == proposed
