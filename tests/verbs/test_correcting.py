"""Correcting one thing about a record leaves what else is in doubt about it to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.kinds import Kind
from binder.model.record import Record, RecordState

KIND = "it is probably an emergency note, or perhaps a discharge summary"
DATE = "03/04/2026 could be 4 March 2026 or 3 April 2026"
NOTE = "Patient: {}\nDate: 03/04/2026\nSeen in the emergency department for a cough.\nDischarged home.\n"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Binder]:
    """A binder of one note whose kind and date are in doubt."""
    with Binder.create(tmp_path / "b.binder", "correct horse", patient="Ada Sample", born="1957-04-09", profile=1) as b:
        (tmp_path / "note.txt").write_text(NOTE.format("Ada Sample"))
        (intake,) = b.add([tmp_path / "note.txt"])
        assert b.record(intake.record).filing.doubts == (KIND, DATE)
        yield b


def waits(record: Record) -> tuple[str, ...]:
    """The doubts for which a record waits."""
    assert (record.state is RecordState.NEEDS_REVIEW) == bool(record.filing.doubts)
    assert record.reason == "; ".join(record.filing.doubts)
    return record.filing.doubts


def test_a_title_settles_neither_kind_nor_date(kept: Binder) -> None:
    record = kept.correct("R1", title="The night of the cough")
    assert record.title == "The night of the cough" and waits(record) == (KIND, DATE)
    assert [one.id for one in kept.review_queue()] == ["R1"]


def test_a_date_settles_the_date_alone_and_a_kind_the_kind_alone(kept: Binder) -> None:
    record = kept.correct("R1", date="2026-03-04")
    assert record.date == "2026-03-04" and record.filing.kind_confidence < 1 and waits(record) == (KIND,)
    record = kept.correct("R1", kind=Kind.EMERGENCY_NOTE)
    assert waits(record) == () and record.filing.kind_confidence == 1 and kept.review_queue() == []


def test_undo_brings_the_doubt_back(kept: Binder) -> None:
    kept.correct("R1", date="2026-03-04")
    assert "date corrected" in (kept.undo() or "")
    assert waits(kept.record("R1")) == (KIND, DATE)


def test_that_it_may_be_another_persons_no_correction_settles(kept: Binder, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(NOTE.format("Gerald Other  DOB: 02/01/1950"))
    list(kept.add([tmp_path / "other.txt"]))
    (doubt,) = waits(kept.correct("R2", kind=Kind.EMERGENCY_NOTE, date="2026-03-04", title="Cough"))
    assert "another person" in doubt


def test_accepting_it_in_review_settles_all(kept: Binder) -> None:
    assert waits(kept.settle("R1", title="The night of the cough")) == ()


def test_what_is_filed_already_stays_filed(kept: Binder) -> None:
    kept.settle("R1")
    assert kept.correct("R1", title="Cough").state is RecordState.FILED
