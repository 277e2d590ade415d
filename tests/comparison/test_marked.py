"""A reader's marks find their words again: at the old place, on other lines, after a new reading; or say so."""

from __future__ import annotations

from binder.comparison import compare
from binder.comparison.marked import anchor, lay, marks_json, place, places_of, ties, without
from binder.model.citation import Citation, Span
from binder.model.comparison import Axis, OpinionText, Verdict
from binder.model.opinion import Mark, MarkKind
from binder.model.question import Origin, Question, QuestionState

A = (
    "The tumour in the left breast is of grade 2.",
    "Surgery should take place within 4 weeks of the",
    "diagnosis at the latest.",
    "Letrozole 2.5 mg daily.",
)
B = (
    "It is a grade 3 tumour of the left breast.",
    "Surgery should take place within 2 weeks.",
    "Letrozole 2.5 mg daily.",
)


def text(lines: tuple[str, ...], record: str) -> OpinionText:
    return OpinionText(record, ((1, lines),), record=record)


def timing(kind: MarkKind) -> Mark:
    c = compare(text(A, "R1"), text(B, "R2"))
    i = next(n for n, s in enumerate(c.a_sentences) if "within 4" in s.text)
    j = next(n for n, s in enumerate(c.b_sentences) if "within 2" in s.text)
    return Mark(kind, "R1", "R2", "M1", pairs=((anchor(c.a, c.a_sentences[i]), anchor(c.b, c.b_sentences[j])),))


def test_words_are_found_at_their_place_and_on_other_lines() -> None:
    there = Citation(1, 2, 0, len(A[1]), A[1], "R1")
    assert place(there, text(A, "R1")) == Span(1, 2, 0, 47)
    moved = ("A letterhead", "and an address", *A)
    assert place(there, text(moved, "R1")) == Span(1, 4, 0, 47)
    broken = ("Surgery should take place", "within 4 weeks of", "the diagnosis at the latest.")
    assert place(there, text(broken, "R1")) == Span(1, 1, 0, 25)
    assert place(there, text(("Nothing of the kind.",), "R1")) is None


def test_of_words_that_stand_twice_the_nearest_to_the_old_place_are_meant() -> None:
    lines = ("Stage IIA.", "", "", "Stage IIA.", "x Stage IIA.")
    assert place(Citation(1, 6, 0, 10, "Stage IIA.", "R1"), text(lines, "R1")) == Span(1, 5, 2, 12)
    assert place(Citation(1, 1, 1, 11, "Stage IIA.", "R1"), text(lines, "R1")) == Span(1, 1, 0, 10)


def test_a_mark_survives_a_new_reading_of_both_texts() -> None:
    mark = timing(MarkKind.APART)
    a = text(
        ("CONSULTATION", A[0], "Surgery should take place", "within 4 weeks of the diagnosis at the latest."), "R1"
    )
    b = text(("Page 1", *B), "R2")
    _, forbidden = ties([mark], a, b)
    marked = lay(compare(a, b, forbidden=forbidden), [mark])
    assert not marked.lost and len(marked.apart) == 1
    i, j, _ = marked.apart[0]
    assert "4 weeks" in marked.comparison.a_sentences[i].text and "2 weeks" in marked.comparison.b_sentences[j].text
    assert not any(i in link.a and j in link.b for link in marked.comparison.links)


def test_a_mark_whose_words_are_gone_is_said_not_lost() -> None:
    mark = timing(MarkKind.TOGETHER)
    a = text(A[:1], "R1")
    assert ties([mark], a, text(B, "R2")).forced == ()
    (gone,) = lay(compare(a, text(B, "R2")), [mark]).lost
    assert "M1" in gone.words and "within 4 weeks" in gone.words and "no longer in R1" in gone.words


def test_the_later_of_two_marks_on_one_pair_counts() -> None:
    apart, together = timing(MarkKind.APART), timing(MarkKind.TOGETHER)
    a, b = text(A, "R1"), text(B, "R2")
    assert ties([apart, together], a, b).forbidden == () and len(ties([apart, together], a, b).forced) == 1
    assert len(ties([together, apart], a, b).forbidden) == 1


def test_marks_on_other_records_are_passed_over_and_turned_ones_are_turned() -> None:
    mark = timing(MarkKind.APART)
    assert ties([mark], text(A, "R1"), text(B, "R9")) == ((), ())
    assert len(ties([mark], text(B, "R2"), text(A, "R1")).forbidden) == 1
    verdict = Mark(MarkKind.VERDICT, "R1", "R2", "M2", axis=Axis.TIMING, verdict=Verdict.ONLY_A)
    turned = lay(compare(text(B, "R2"), text(A, "R1")), [verdict])
    assert turned.verdicts[Axis.TIMING].verdict is Verdict.ONLY_B


def test_a_question_made_of_a_difference_is_shown_beside_it_until_it_is_dropped() -> None:
    c = compare(text(A, "R1"), text(B, "R2"))
    number = next(n for n, d in enumerate(c.differences) if d.axis is Axis.TIMING)
    question = Question("Why?", "Q1", origin=Origin.DIFFERENCE, citations=places_of(c, c.differences[number]))
    assert lay(c, [], [question]).asked == {number: ("Q1",)}
    dropped = Question(
        "Why?", "Q1", origin=Origin.DIFFERENCE, citations=question.citations, state=QuestionState.DROPPED
    )
    typed = Question("Why?", "Q2", citations=question.citations)
    assert lay(c, [], [dropped, typed]).asked == {}


def test_marks_as_json_hold_what_the_machine_said_then_and_now() -> None:
    a, b = text(A, "R1"), text(B, "R2")
    mark = timing(MarkKind.APART)
    verdict = Mark(
        MarkKind.VERDICT, "R1", "R2", "M2", axis=Axis.TIMING, verdict=Verdict.REFINED, note="n", machine="different"
    )
    told = marks_json(lay(compare(a, b, forbidden=ties([mark], a, b).forbidden), [mark, verdict]))
    assert told["verdicts"]["timing"]["machine_then"] == "different"
    assert told["verdicts"]["timing"]["verdict"] == "refined" and told["verdicts"]["timing"]["machine_now"]
    assert told["apart"][0]["id"] == "M1" and told["apart"][0]["a"][0]["line"] == 2


def test_of_words_that_stand_twice_a_mark_is_taken_from_those_that_are_meant() -> None:
    a = text(("Letrozole 2.5 mg daily.", "She may fly.", "Letrozole 2.5 mg daily."), "R1")
    b = text(("Letrozole 5 mg daily.",), "R2")
    c = compare(a, b)
    first, second = ((anchor(a, c.a_sentences[n]), anchor(b, c.b_sentences[0])) for n in (0, 2))
    mark = Mark(MarkKind.TOGETHER, "R1", "R2", "M1", pairs=(first, second))
    (left,) = without(c, [mark], MarkKind.TOGETHER, {(0, 0)})
    assert left.pairs == (second,)
    assert not list(without(c, [mark], MarkKind.APART, {(0, 0)}))
    turned = Mark(MarkKind.TOGETHER, "R2", "R1", "M1", pairs=((first[1], first[0]),))
    assert [one.pairs for one in without(c, [turned], MarkKind.TOGETHER, {(0, 0)})] == [()]
