"""What is known of an opinion, and what reading blind means: nothing is laid beside it until it is unsealed."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.comparison import Axis
from binder.model.errors import BinderError, Sealed
from binder.model.opinion import Form, Seen


def test_what_is_known_of_an_opinion_is_kept_and_undone(binder: Binder) -> None:
    binder.describe_opinion(2, practitioner="Dr. Lind", form=Form.LETTER, materials=("slides", "CT of 3 March"))
    known = binder.opinion(2)
    assert (known.practitioner, known.form, known.materials) == ("Dr. Lind", Form.LETTER, ("slides", "CT of 3 March"))
    assert binder.compare("1", "2").b.author == "Dr. Lind"
    assert binder.undo() == "Opinion 2: what is known of it"
    assert not binder.opinion(2).known


def test_what_is_known_moves_with_the_number(binder: Binder) -> None:
    binder.describe_opinion(3, practitioner="Dr. Sand")
    record = binder.which("3")
    binder.set_opinion(record.id, 4)
    assert binder.opinion(4).practitioner == "Dr. Sand" and not binder.opinion(3).known
    binder.undo()
    assert binder.opinion(3).practitioner == "Dr. Sand" and binder.which("3").id == record.id


def test_a_sealed_opinion_is_laid_beside_nothing(binder: Binder) -> None:
    binder.seal(2)
    for pair in (("1", "2"), ("2", "3"), (binder.which("2").id, binder.which("1").id)):
        with pytest.raises(Sealed, match=r"Opinion 2 is sealed since .* independent.*binder unseal 2"):
            binder.compare(*pair)
    assert binder.axis_verdicts() == {} and binder.first_two() is None
    assert binder.compare("1", "3").links
    lines = [line.text for line in binder.today()]
    assert any("Opinion 2 is sealed" in line for line in lines)
    assert not any("differ" in line for line in lines)


def test_a_sealed_opinion_has_a_column_without_words_in_the_matrix(binder: Binder) -> None:
    binder.seal(2)
    first, second, third = binder.matrix().columns
    assert "read blind" in second.why_not and all(not c.quotes and not c.verdict for c in second.cells.values())
    assert third.cells[Axis.STAGING].quotes and first.cells[Axis.STAGING].quotes
    with pytest.raises(Sealed):
        binder.matrix("2")


def test_unsealing_is_logged_with_who_and_when_and_the_log_keeps_it(binder: Binder) -> None:
    binder.seal(2)
    opened = binder.unseal(2)
    assert opened.unsealed_by == "Ana" and opened.unsealed_at >= opened.sealed_at > "2026"
    event = binder.events(1)[0]
    assert (event.action, event.actor) == ("unseal", "Ana") and event.at == opened.unsealed_at
    assert binder.compare("1", "2").differences
    binder.undo()
    with pytest.raises(Sealed):
        binder.compare("1", "2")
    assert "unseal" in [event.action for event in binder.events(3)]


def test_an_opinion_can_be_sealed_before_its_letter_is_here(binder: Binder) -> None:
    record = binder.which("2").id
    binder.set_opinion(record, None)
    binder.seal(2)
    assert [(known.number, found and found.id) for known, found in binder.known_opinions()][1] == (2, None)
    binder.set_opinion(record, 2)
    with pytest.raises(Sealed):
        binder.compare("1", "2")


def test_what_makes_no_sense_to_seal_is_said(binder: Binder) -> None:
    with pytest.raises(BinderError, match="The first opinion is what the others are read blind of"):
        binder.seal(1)
    with pytest.raises(BinderError, match="Opinion 2 is not sealed"):
        binder.unseal(2)
    binder.describe_opinion(2, seen_first=Seen.YES)
    with pytest.raises(BinderError, match="has seen the first one"):
        binder.seal(2)
    binder.describe_opinion(2, seen_first=Seen.UNKNOWN)
    assert binder.seal(2).seen_first is Seen.NO
    with pytest.raises(BinderError, match="sealed already"):
        binder.seal(2)
    with pytest.raises(BinderError, match="unseal it first"):
        binder.describe_opinion(2, seen_first=Seen.YES)
    with pytest.raises(BinderError, match="numbered from 1"):
        binder.seal(0)


def test_a_letter_of_another_kind_that_is_marked_as_the_first_opinion_is_not_missing(binder: Binder) -> None:
    from binder.model.kinds import Kind

    binder.settle(binder.which("1").id, kind=Kind.LAB_REPORT)
    assert not any("written opinion" in line.text and "Missing" in line.text for line in binder.today())
    line = next(line for line in binder.checklist() if line.item.id == "first-opinion")
    assert [p.record for p in line.proposals] == [binder.which("1").id]


def test_an_export_of_everything_says_that_an_opinion_is_sealed_and_compares_nothing(
    binder: Binder, tmp_path: Path
) -> None:
    binder.seal(2)
    binder.export(tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text()
    assert "Opinion 2 is sealed: it is read blind" in page and "side by side" not in page
