"""What a person marks on two opinions: kept, undone, never overwritten by a rerun, and binder's own words beside it."""

from __future__ import annotations

import pytest

from binder.binder import Binder
from binder.comparison import compare
from binder.model.comparison import Axis, Comparison, OpinionText, Verdict
from binder.model.errors import BinderError
from binder.model.opinion import Why
from binder.model.question import Asked, Origin

from .conftest import PASSPHRASE


def sentence(comparison: Comparison, side: str, words: str) -> int:
    sentences = comparison.a_sentences if side == "a" else comparison.b_sentences
    return next(n for n, one in enumerate(sentences) if words in one.text)


def linked(comparison: Comparison, a: int, b: int) -> bool:
    return any(a in link.a and b in link.b for link in comparison.links)


def test_what_a_person_takes_apart_stays_apart(binder: Binder) -> None:
    c = binder.compare("1", "2")
    a, b = sentence(c, "a", "within 4 weeks"), sentence(c, "b", "within 2 weeks")
    assert linked(c, a, b)
    mark = binder.take_apart(c, [a], [b])
    assert mark.machine in ("sure link", "weak link")
    for _ in range(2):
        again = binder.marked("1", "2")
        assert not linked(again.comparison, a, b)
        assert [(i, j) for i, j, _ in again.apart] == [(a, b)]
        binder._compared.clear()
    binder.undo()
    assert linked(binder.compare("1", "2"), a, b)


def test_of_several_pairs_only_those_in_one_row_are_taken_apart(binder: Binder) -> None:
    c = binder.compare("1", "2")
    a, b = sentence(c, "a", "within 4 weeks"), sentence(c, "b", "within 2 weeks")
    stranger, another = sentence(c, "a", "Letrozole"), sentence(c, "b", "clinical stage")
    with pytest.raises(BinderError, match="do not stand in one row: there is nothing to take apart"):
        binder.take_apart(c, [a, stranger], [another])
    assert not binder.marks()
    assert len(binder.take_apart(c, [a, stranger], [b, another]).pairs) == 1
    assert [(i, j) for i, j, _ in binder.marked("1", "2").apart] == [(a, b)]


def test_what_a_person_ties_stays_tied_also_the_other_way_round_and_on_the_next_day(binder: Binder) -> None:
    c = binder.compare("1", "2")
    a, b = sentence(c, "a", "not recommended"), sentence(c, "b", "Letrozole")
    assert not linked(c, a, b)
    binder.tie(c, [a], [b])
    path = binder.path
    binder.close()
    with Binder.open(path, passphrase=PASSPHRASE) as later:
        marked = later.marked("1", "2")
        assert linked(marked.comparison, a, b) and [m.machine for m in marked.tied.values()] == ["no link"]
        turned = later.marked("2", "1")
        assert linked(turned.comparison, b, a) and turned.count == 1


def test_tying_what_was_taken_apart_takes_that_mark_away(binder: Binder) -> None:
    c = binder.compare("1", "2")
    a, b = sentence(c, "a", "within 4 weeks"), sentence(c, "b", "within 2 weeks")
    binder.take_apart(c, [a], [b])
    binder.tie(binder.compare("1", "2"), [a], [b])
    marked = binder.marked("1", "2")
    assert linked(marked.comparison, a, b) and not marked.apart and len(binder.marks()) == 1
    binder.undo()
    assert binder.marked("1", "2").apart and len(binder.marks()) == 1


def test_a_verdict_of_ones_own_stands_beside_what_binder_says(binder: Binder) -> None:
    c = binder.compare("1", "2")
    before = next(x.verdict for x in c.axes if x.axis is Axis.STAGING)
    binder.set_verdict(c, Axis.STAGING, Verdict.NO_DIFFERENCE_FOUND, why=Why.NEW_MATERIAL, note=" the new scan ")
    marked = binder.marked("1", "2")
    own = marked.verdicts[Axis.STAGING]
    assert (own.verdict, own.why, own.note) == (Verdict.NO_DIFFERENCE_FOUND, Why.NEW_MATERIAL, "the new scan")
    assert own.machine == before.label
    assert next(x.verdict for x in marked.comparison.axes if x.axis is Axis.STAGING) is before
    assert binder.axis_verdicts()[Axis.STAGING].verdict is Verdict.NO_DIFFERENCE_FOUND
    binder.set_verdict(c, Axis.STAGING, Verdict.ONLY_A)
    assert len(binder.marks()) == 1
    assert binder.marked("2", "1").verdicts[Axis.STAGING].verdict is Verdict.ONLY_B
    binder.set_verdict(c, Axis.STAGING, None)
    assert not binder.marks()
    binder.undo()
    assert binder.marks()[0].verdict is Verdict.ONLY_A


def test_a_difference_becomes_a_question_to_either_doctor_with_both_places(binder: Binder) -> None:
    c = binder.compare("1", "2")
    number = next(n for n, d in enumerate(c.differences) if d.axis is Axis.STAGING and d.a and d.b)
    question = binder.ask_about(c, number, of_a=False)
    assert (question.asked_of, question.origin, question.opinion) == (Asked.SECOND_DOCTOR, Origin.DIFFERENCE, 1)
    assert {c.record for c in question.citations} == {binder.which("1").id, binder.which("2").id}
    assert "IIA" in question.text and "IIB" in question.text and "right" not in question.text
    assert binder.marked("1", "2").asked[number] == (question.id,)
    with pytest.raises(BinderError, match=f"{question.id} on the question list asks the second doctor this already"):
        binder.ask_about(c, number, of_a=False)
    other = binder.ask_about(c, number, of_a=True, text="Why IIA?")
    assert other.asked_of is Asked.FIRST_DOCTOR and other.text == "Why IIA?"
    assert binder.marked("1", "2").asked[number] == (question.id, other.id)
    binder.undo()
    binder.undo()
    assert not binder.marked("1", "2").asked


def test_marks_on_files_are_refused_with_the_reason(binder: Binder) -> None:
    text = OpinionText("a.txt", ((1, ("Surgery should take place within 4 weeks.",)),))
    c = compare(text, text)
    for mark in (
        lambda: binder.tie(c, [0], [0]),
        lambda: binder.set_verdict(c, Axis.TIMING, Verdict.REFINED),
        lambda: binder.ask_about(c, 0, of_a=True),
    ):
        with pytest.raises(BinderError, match="files of no binder"):
            mark()


def test_marks_go_out_with_the_export(binder: Binder, tmp_path: object) -> None:
    c = binder.compare("1", "2")
    binder.set_verdict(c, Axis.TIMING, Verdict.REFINED, note="half a year later")
    assert any("half a year later" in str(kept.things) for kept in binder._contents().kept)


def test_one_against_all_has_a_column_for_each_doctor(binder: Binder) -> None:
    made = binder.matrix()
    assert [column.number for column in made.columns] == [1, 2, 3]
    staging = [column.cells[Axis.STAGING] for column in made.columns]
    assert staging[0].verdict is None and staging[1].verdict is Verdict.DIFFERENT
    assert staging[2].verdict is Verdict.NO_DIFFERENCE_FOUND
    assert all(any("II" in q.quote for q in cell.quotes) for cell in staging)
    assert [column.number for column in binder.matrix("3", ["1"]).columns] == [3, 1]


def test_marks_of_two_opinions_stay_when_a_letter_is_filed_anew_and_are_no_marks_of_the_third(binder: Binder) -> None:
    c = binder.compare("1", "2")
    a, b = sentence(c, "a", "within 4 weeks"), sentence(c, "b", "within 2 weeks")
    binder.take_apart(c, [a], [b])
    binder.set_verdict(c, Axis.STAGING, Verdict.REFINED, note="ask")
    binder.ask_about(c, next(n for n, d in enumerate(c.differences) if d.axis is Axis.DIAGNOSIS), of_a=True)
    kept = binder.marked("1", "2")
    letter = binder.which("2").id
    binder.settle(letter, title="Letter of Dr. Lindqvist", date="2026-05-01")
    binder.describe_opinion(2, practitioner="Dr. M. Lindqvist")
    again = binder.marked("1", "2")
    told = again.comparison.b
    assert (told.title, told.date, told.author) == ("Letter of Dr. Lindqvist", "2026-05-01", "Dr. M. Lindqvist")
    binder.set_opinion(letter, 4)
    other = binder.marked("1", "4")
    for marked in (again, other):
        assert (marked.apart, marked.verdicts, marked.asked) == (kept.apart, kept.verdicts, kept.asked)
    assert not binder.marked("1", "3").count


def test_a_question_is_told_of_also_when_its_difference_is_shown_no_longer(binder: Binder) -> None:
    c = binder.compare("1", "2")
    number = next(n for n, d in enumerate(c.differences) if d.axis is Axis.TIMING and d.a and d.b)
    question = binder.ask_about(c, number, of_a=False)
    binder.take_apart(c, [sentence(c, "a", "within 4 weeks")], [sentence(c, "b", "within 2 weeks")])
    (one,) = binder.marked("1", "2").unshown
    assert one.question == question.id and (one.a, one.b) == (c.differences[number].a, c.differences[number].b)
    (turned,) = binder.marked("2", "1").unshown
    assert (turned.a, turned.b) == (one.b, one.a)
    assert binder.marked("1", "2").questions == {question.id}
    binder.undo()
    marked = binder.marked("1", "2")
    assert marked.asked == {number: (question.id,)} and not marked.unshown
