"""The layout of two opinions: nothing is lost at any width, what belongs together stands together."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bench.pairs import read_pair
from rich.cells import cell_len

from binder.comparison import compare
from binder.comparison.matrix import matrix
from binder.model.citation import Span
from binder.model.comparison import (
    Axis,
    AxisResult,
    Comparison,
    Difference,
    Link,
    NotCompared,
    OpinionText,
    Quote,
    Sentence,
    Tier,
    Verdict,
)
from binder.model.opinion import Cell, Column, Lost, Mark, Marked, MarkKind, Matrix
from binder.model.passages import Order, Side, blocks, passages
from binder.model.spoken import FIXED_WORDS, lines_at, place_words, value_words
from binder.tui.widgets.opinion_axes import differences_on, head_rows, legend
from binder.tui.widgets.opinion_detail import block_words, difference_words
from binder.tui.widgets.opinion_layout import lay_out
from binder.tui.widgets.opinion_lists import matrix_rows, not_compared_rows
from binder.tui.widgets.opinion_rows import Layout, Mode, Row, Wording
from tests.tui.two_opinions import A_PAGES, B_PAGES, two_opinions

PAIRS = Path(__file__).parents[1] / "comparison" / "pairs"
WIDTHS = range(60, 161, 4)
MODES = [Mode.SIDE_BY_SIDE, Mode.STACKED]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return two_opinions()


def letters(text: str) -> str:
    return "".join(text.split())


def text_of(row: Row) -> str:
    return "".join(run.text for run in row.runs)


def said(layout: Layout, side: Side) -> str:
    """All the words of one side as the screen shows them, in reading order, without the frame around them."""
    found = []
    for row in layout.rows:
        if row.block < 0 or (row.a if side is Side.A else row.b) is None:
            continue
        runs = row.runs
        starts = [i for i, run in enumerate(runs) if run.ink == f"line-{side}"]
        ends = [i for i, run in enumerate(runs) if i > starts[0] and run.ink.startswith("mark-")] or [len(runs)]
        end = ends[0] if side is Side.A else len(runs)
        found += [run.text for run in runs[starts[0] + 1 : end]]
    return "".join(found)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_of_a_passage_is_lost_and_no_row_is_too_wide(comparison: Comparison, width: int, mode: Mode) -> None:
    layout = lay_out(comparison, width, mode)
    assert max(cell_len(text_of(row)) for row in layout.rows) <= width
    for side, lines in ((Side.A, A_PAGES), (Side.B, B_PAGES)):
        shown = said(layout, side)
        for passage in passages(comparison, side)[0]:
            assert letters(passage.text) in letters(shown)
        written = "".join(line for _, page in lines for line in page if not line.isupper())
        assert sorted(letters(shown)) == sorted(letters(written))


@pytest.mark.parametrize("order", list(Order))
def test_both_sides_of_a_link_start_on_the_same_row(comparison: Comparison, order: Order) -> None:
    layout = lay_out(comparison, 120, Mode.SIDE_BY_SIDE, order)
    for index, block in enumerate(layout.blocks):
        if block.linked:
            first = layout.rows[layout.first[index]]
            assert (first.a, first.b) == (block.a[0].number, block.b[0].number)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("look", [{}, {"fold": True}, {"differences_only": True}])
def test_each_difference_is_visited_once_in_reading_order(
    comparison: Comparison, order: Order, mode: Mode, look: dict[str, bool]
) -> None:
    layout = lay_out(comparison, 100, mode, order, **look)
    assert sorted(stop.number for stop in layout.stops) == list(range(len(comparison.differences)))
    firm = {number for number, d in enumerate(comparison.differences) if d.tier is Tier.FIRM}
    assert {stop.number for stop in layout.stops if stop.firm} == firm
    assert all(before.row <= after.row for before, after in pairwise(layout.stops))


def test_every_passage_stands_in_exactly_one_block(comparison: Comparison) -> None:
    for side in Side:
        numbers = [p.number for block in blocks(comparison) for p in block.side(side)]
        assert sorted(numbers) == list(range(len(passages(comparison, side)[0])))


def test_the_order_is_that_of_the_chosen_doctor(comparison: Comparison) -> None:
    for order in (Order.A, Order.B):
        layout = lay_out(comparison, 120, order=order)
        lead = [b.side(order.side)[0].number for b in layout.blocks if b.side(order.side)]
        assert lead == sorted(lead)


def test_by_axis_the_diagnosis_comes_first_and_what_has_no_difference_last(comparison: Comparison) -> None:
    layout = lay_out(comparison, 120, order=Order.AXIS)
    first = [block.axes[0] for block in layout.blocks if block.axes]
    assert first == sorted(first, key=list(Axis).index)
    assert not layout.blocks[-1].axes


def test_the_gutter_says_what_was_found(comparison: Comparison) -> None:
    marks = {block.mark for block in lay_out(comparison, 120).blocks}
    assert {"=", "≠S", "+A", "+B"} <= {mark.rstrip("↑↓") for mark in marks}
    assert any(mark.startswith("≠T") and mark[-1] in "↑↓" for mark in marks), "treatment differs and is moved"
    assert any(mark.startswith("≠?") for mark in marks), "a possible difference has a mark of its own"
    assert any(mark.startswith("(") for mark in marks), "a weak link is in brackets"


def test_folding_hides_only_what_is_word_for_word_the_same_and_counts_it(comparison: Comparison) -> None:
    layout = lay_out(comparison, 120, fold=True)
    hidden = [b for i, b in enumerate(layout.blocks) if layout.first[i] < 0]
    assert hidden and all(b.same and b.plain for b in hidden)
    assert layout.hidden == len(hidden)
    assert any("1 passage word for word the same" in text_of(row) for row in layout.rows)


def test_only_differences_keeps_what_one_doctor_alone_says(comparison: Comparison) -> None:
    layout = lay_out(comparison, 120, differences_only=True)
    assert all(layout.first[i] >= 0 for i, b in enumerate(layout.blocks) if not b.linked)
    assert all(layout.first[i] < 0 for i, b in enumerate(layout.blocks) if b.plain)


def test_firm_words_are_marked_in_both_texts(comparison: Comparison) -> None:
    layout = lay_out(comparison, 120, Mode.SIDE_BY_SIDE)
    inked = {(run.text, run.ink) for row in layout.rows for run in row.runs if run.ink.startswith("firm-")}
    assert {("IIA", "firm-a"), ("IIB", "firm-b")} <= inked


def test_word_marks_can_be_turned_off(comparison: Comparison) -> None:
    def inks(wording: Wording) -> set[str]:
        return {run.ink for row in lay_out(comparison, 120, wording=wording).rows for run in row.runs}

    assert "wording-a-dim" in inks(Wording.DIM) and "wording-a-on" in inks(Wording.ON)
    assert not any(ink.startswith("wording") for ink in inks(Wording.OFF))


def test_the_window_decides_between_side_by_side_and_stacked(comparison: Comparison) -> None:
    assert lay_out(comparison, 109).mode is Mode.STACKED
    assert lay_out(comparison, 110).mode is Mode.SIDE_BY_SIDE
    assert lay_out(comparison, 80, Mode.SIDE_BY_SIDE).mode is Mode.SIDE_BY_SIDE


def test_a_stacked_pair_tells_both_values_as_understood(comparison: Comparison) -> None:
    rows = [text_of(row) for row in lay_out(comparison, 80, Mode.STACKED).rows]
    assert any("A: 28 days" in row and "B: 14 days" in row for row in rows)


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160])
def test_the_head_holds_every_axis_with_its_verdict_and_both_halves(comparison: Comparison, width: int) -> None:
    rows = [text_of(row) for row in head_rows(Marked(comparison), width)]
    whole = "\n".join(rows)
    assert max(cell_len(row) for row in rows) <= width
    for result in comparison.axes:
        name, said = result.axis.value.capitalize(), result.verdict.label if width >= 110 else ""
        assert re.search(rf"{name} +{result.verdict.glyph} ?{said}", whole)
    assert "“IIA” 1:5" in whole and "“IIB” 1:7" in whole
    assert FIXED_WORDS in whole
    assert "1 not compared (x)" in whole


@pytest.mark.parametrize("width", [58, 78, 98])
@pytest.mark.parametrize("by_hand", [False, True])
def test_no_axis_is_shortened_to_a_letter_that_has_to_be_guessed(
    comparison: Comparison, width: int, by_hand: bool
) -> None:
    first, *rest = comparison.axes
    axes = (replace(first, verdict=Verdict.COULD_NOT_COMPARE), *rest)
    own = {x.axis: Mark(MarkKind.VERDICT, "R1", "R2", "M1", axis=x.axis, verdict=x.verdict) for x in axes}
    row = text_of(head_rows(Marked(replace(comparison, axes=axes), own if by_hand else {}), width, 0)[1])
    assert cell_len(row) <= width
    assert re.search(r"Diag\S+ \?.* Stag\S+.* Treat\S+.* Timing ≠", row) and "…" not in row
    assert ("you:?" in row and "you:≠" in row) is by_hand


def test_axes_with_one_verdict_share_its_words_where_there_is_no_room_for_more(comparison: Comparison) -> None:
    axes = tuple(replace(x, verdict=Verdict.COULD_NOT_COMPARE) for x in comparison.axes)
    first = replace(comparison, axes=axes, whole=False)
    row = text_of(head_rows(Marked(first), 78, 0)[1])
    assert row == " Diagnosis, Staging, Treatment, Timing ? not yet compared"


def test_where_it_is_not_sure_the_head_says_whether_anything_that_may_differ_is_shown(comparison: Comparison) -> None:
    axes = tuple(replace(x, verdict=Verdict.COULD_NOT_COMPARE) for x in comparison.axes)
    some, none = ([d for d in comparison.differences if d.axis is not axis] for axis in (None, Axis.TIMING))
    told = [
        next(text for row in head_rows(Marked(replace(comparison, axes=axes, differences=tuple(d))), 120)
             if "Timing" in (text := text_of(row)))
        for d in (some, none)
    ]  # fmt: skip
    assert "? not sure, 1 perhaps" in told[0] and "? not sure, none seen" in told[1]
    refused = replace(comparison, axes=axes, refused=True)
    for width in (80, 120):
        whole = "".join(map(text_of, head_rows(Marked(refused), width)))
        assert "not sure" not in whole and ("could not compare" if width > 110 else "not compared") in whole


@pytest.mark.parametrize("width", [60, 80, 100])
def test_in_a_narrow_and_low_window_the_head_takes_two_rows(comparison: Comparison, width: int) -> None:
    own = Mark(MarkKind.VERDICT, "R1", "R2", "M1", axis=Axis.STAGING, verdict=Verdict.REFINED)
    for marked in (Marked(comparison), Marked(comparison, {Axis.STAGING: own})):
        rows = [text_of(row) for row in head_rows(marked, width, 0)]
        assert len(rows) == 2 and max(map(cell_len, rows)) <= width
        assert "Dr. One" in rows[0] and "Dr. Two" in rows[0] and "Timing ≠" in rows[1]
    assert "you:~" in rows[1]


def test_what_a_person_did_stands_in_the_gutter_and_in_words(comparison: Comparison) -> None:
    tied = Mark(MarkKind.TOGETHER, "R1", "R2", "M1", machine="no link")
    apart = Mark(MarkKind.APART, "R1", "R2", "M2", machine="sure link")
    marked = Marked(comparison, tied={3: tied}, apart=((5, 6, apart),), asked={2: ("Q4",)})
    layout = lay_out(comparison, 120, marked=marked)
    (timing,) = [block for block in layout.blocks if block.tied]
    assert timing.mark == "≠M&*"
    words = " ".join("".join(run.text for run in part) for part in block_words(timing, marked))
    assert "tied by you (binder: not paired)" in words and "on the question list: Q4" in words
    only_a, only_b = sorted((b for b in layout.blocks if b.apart), key=lambda block: not block.a)
    assert (only_a.mark, only_b.mark) == ("+A÷", "+B÷")
    told = "".join(run.text for part in block_words(only_a, marked) for run in part)
    assert "taken apart by you from B lines 9-10 (binder: paired)" in told
    told = "".join(run.text for part in block_words(only_b, marked) for run in part)
    assert "taken apart by you from A page 1 line 10" in told
    told = " ".join("".join(run.text for run in part) for part in difference_words(marked, layout, 2))
    assert "tied by you" in told and "Q4" in told


def test_words_looked_for_are_lit_in_both_texts(comparison: Comparison) -> None:
    layout = lay_out(comparison, 120, find="SURGERY")
    assert [run.text for row in layout.rows for run in row.runs if run.ink == "found"] == ["Surgery"]
    assert [stop.block for stop in layout.found] == [row.block for row in layout.rows if "Surgery" in text_of(row)]


def test_lost_marks_are_listed() -> None:
    mark = Mark(MarkKind.APART, "R1", "R2", "M9")
    marked = Marked(two_opinions(), lost=(Lost(mark, "M9: “gone words” was taken apart by hand"),))
    assert "gone words" in "\n".join(text_of(row) for row in not_compared_rows(marked, 80))
    assert any("1 no longer fits (x)" in text_of(row) for row in head_rows(marked, 120))


@pytest.mark.parametrize("width", [78, 118, 158])
def test_the_table_of_all_holds_every_quote_of_every_doctor(comparison: Comparison, width: int) -> None:
    columns = [
        Column(
            f"T{n}",
            f"Dr. {n}",
            "",
            f"R{n}",
            n,
            {x.axis: Cell(x.b, x.verdict if n > 1 else None) for x in comparison.axes},
        )
        for n in (1, 2, 3)
    ]
    blind = Column("T4", "Dr. 4", "", "R4", 4, {axis: Cell(why_not="x") for axis in Axis}, why_not="It is sealed.")
    rows = [text_of(row) for row in matrix_rows(Matrix((*columns, blind)), width)]
    whole = "\n".join(rows)
    assert max(map(cell_len, rows)) <= width
    assert whole.count("“IIB”") == 3 and whole.count("≠ different") == 3 * 2 + 1 and "It is sealed." in whole
    assert "refined: details differ" in whole and FIXED_WORDS in whole


@pytest.mark.parametrize("width", [78, 118])
def test_in_the_table_both_halves_of_a_difference_share_a_row_under_the_two_names(
    comparison: Comparison, width: int
) -> None:
    treatment = next(x for x in comparison.axes if x.axis is Axis.TREATMENT)
    drug = next(d for d in comparison.differences if d.kind == "drug")
    other = Span(1, 10, 0, 15)
    more_a = (Quote((other,), "A social worker", other), Quote(drug.a, "Letrozole", drug.a[0]))
    more_b = (Quote(drug.b, "An aromatase inhibitor", drug.b[0]),)
    more = replace(treatment, a=(*treatment.a, *more_a), b=(*treatment.b, *more_b))
    both = replace(comparison, axes=tuple(more if x.axis is Axis.TREATMENT else x for x in comparison.axes))
    rows = [text_of(row) for row in matrix_rows(matrix(both.a, [Marked(both)]), width, (), both)]
    at = next(n for n, row in enumerate(rows) if row.startswith(" TREATMENT"))
    assert "≠ different" in rows[at]
    assert re.search("^ A  Dr. One, .* B  Dr. Two, ", rows[at + 1])
    assert "“not recommended”" in rows[at + 2] and "“give”" in rows[at + 2]
    assert "“Letrozole”" in rows[at + 3] and "“An aromatase inhibitor”" in rows[at + 3]
    assert rows[at + 4].strip() == "“A social worker” 1:10"


def test_axes_without_a_difference_share_one_line_below_the_quotes(comparison: Comparison) -> None:
    said = (Verdict.NO_DIFFERENCE_FOUND, Verdict.COULD_NOT_COMPARE, Verdict.DIFFERENT, Verdict.NO_DIFFERENCE_FOUND)
    axes = tuple(replace(x, verdict=verdict) for x, verdict in zip(comparison.axes, said, strict=True))
    rows = [text_of(row) for row in head_rows(Marked(replace(comparison, axes=axes)), 78, 7)]
    assert rows[1].startswith(" Treatment ≠") and "“not recommended” 1:9" in rows[1]
    assert rows[2] == " ≈ no difference found: Diagnosis, Timing   ? not sure: Staging (1 perhaps)"


@pytest.mark.parametrize("width", [60, 78, 98])
@pytest.mark.parametrize("room", range(2, 12))
def test_the_head_of_a_narrow_window_keeps_to_its_room(comparison: Comparison, width: int, room: int) -> None:
    long = "word " * 30 + "of the clause in which it stands"
    axes = tuple(
        replace(x, a=(replace(x.a[0], quote=long, core=(60, 64)),), b=(replace(x.b[0], quote=long),))
        for x in comparison.axes
    )
    rows = [text_of(row) for row in head_rows(Marked(replace(comparison, axes=axes)), width, room)]
    assert len(rows) <= max(2, room) and max(map(cell_len, rows)) <= width
    quoted = [row for row in rows if "“" in row]
    assert len(quoted) == (0 if room < 5 else min(room - 1, 8))


@pytest.mark.parametrize("mode", MODES)
def test_a_heading_of_a_text_is_not_taken_for_its_author(comparison: Comparison, mode: Mode) -> None:
    headings = [text_of(row) for row in lay_out(comparison, 120, mode).rows if row.block < 0]
    assert any("A under “STAGE”" in words for words in headings)


def test_what_is_advised_is_named_as_people_write_it() -> None:
    assert value_words("petct: advised against") == "PET/CT: advised against"
    assert value_words("chest xray: an option") == "chest X-ray: an option"
    assert value_words("abdominal ct: advised") == "abdominal CT: advised"
    assert value_words("every 2 weeks = 14 days") == "every 2 weeks = 14 days"


@pytest.mark.parametrize("room", [6, 99])
def test_the_first_quotes_stand_in_the_head_and_it_is_said_how_many_more_there_are(room: int) -> None:
    marked = Marked(two_opinions(staging=(("IIA", "T2"), ("IIB", "T2"))))
    rows = [text_of(row) for row in head_rows(marked, 120, room)]
    staging = next(row for row in rows if "Staging" in row)
    assert "“IIA” 1:5  +1" in staging and "“IIB” 1:7  +1" in staging and not any("“T2”" in row for row in rows)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_legend_explains_every_mark(width: int) -> None:
    words = "".join(run.text for run in legend(width))
    assert cell_len(words) <= width + 2
    if width >= 80:
        assert all(glyph in words for glyph in ("=", "≈", "≠", "≠?", "+A", "+B", "↑↓", "( )"))
        with_yours = "".join(run.text for run in legend(width, yours=True))
        assert cell_len(with_yours.rstrip()) <= width and "…" not in with_yours
        assert all(glyph in with_yours for glyph in ("( )", "&", "÷", "*")) and with_yours.rstrip().endswith("asked")


def test_a_difference_is_told_with_places_values_and_rule(comparison: Comparison) -> None:
    layout = lay_out(comparison, 120)
    number = next(n for n, d in enumerate(comparison.differences) if d.a_value == "28 days")
    words = " ".join("".join(run.text for run in part) for part in difference_words(Marked(comparison), layout, number))
    assert "“4 weeks” = 28 days" in words and "“2 weeks” = 14 days" in words
    assert "Timing" in words and "why: when to start" in words and "pair" not in words
    assert "difference 3 of 5, sure" in words
    weak = replace(comparison, links=tuple(replace(link, weak=True) for link in comparison.links))
    assert difference_words(Marked(weak), layout, number)[-1][0].text == "unsure pair"
    perhaps = next(n for n, d in enumerate(comparison.differences) if d.tier is Tier.POSSIBLE)
    assert difference_words(Marked(comparison), layout, perhaps)[0][0].text.strip() == "difference 5 of 5, perhaps"


def test_a_block_is_told_in_words_and_never_says_agree(comparison: Comparison) -> None:
    for block in lay_out(comparison, 120).blocks:
        words = "".join(run.text for part in block_words(block) for run in part)
        assert words and "agree" not in words


def test_what_was_not_compared_is_listed_with_its_reason(comparison: Comparison) -> None:
    whole = "\n".join(text_of(row) for row in not_compared_rows(Marked(comparison), 80))
    assert "page 2: a table" in whole


def test_a_line_in_no_passage_is_listed_as_not_compared() -> None:
    text = OpinionText("A", ((1, ("Stage IIA.", "A line nobody took.")),))
    other = OpinionText("B", ((1, ("Stage IIB.",)),))
    one = Sentence("Stage IIA.", (Span(1, 1, 0, 10),))
    made = Comparison(text, other, (one,), (one,), (), (), ())
    whole = "\n".join(text_of(row) for row in not_compared_rows(Marked(made), 80))
    assert "A line nobody took." in whole and "Stage IIA." not in whole


def test_a_difference_outside_every_passage_still_has_a_place() -> None:
    text = OpinionText("A", ((1, ("STAGE IIA", "Nothing else.")),))
    other = OpinionText("B", ((1, ("STAGE IIB", "Nothing else.")),))
    rest = Sentence("Nothing else.", (Span(1, 2, 0, 13),))
    difference = Difference(Tier.FIRM, Axis.STAGING, "stage", "stage", (Span(1, 1, 6, 9),), (Span(1, 1, 6, 9),))
    made = Comparison(text, other, (rest,), (rest,), (), (Link((0,), (0,), 1.0, same=True),), (difference,))
    layout = lay_out(made, 120)
    assert [stop.number for stop in layout.stops] == [0]
    assert any(run.text == "IIA" for run in layout.rows[layout.stops[0].row].runs)


def test_hostile_text_is_shown_as_signs() -> None:
    line = "Stage \x1b[31mIIA\u202e and [bold]more[/bold]."
    sentence = Sentence(line, (Span(1, 1, 0, len(line)),), heading="PLAN\x1b[2J")
    text = OpinionText("A\x1b", ((1, (line,)),), author="Dr\x07")
    quote = AxisResult(
        Axis.STAGING, Verdict.ONLY_A, (Quote((sentence.spans[0],), line, sentence.spans[0], (0, len(line))),)
    )
    made = Comparison(text, text, (sentence,), (sentence,), (quote,), (Link((0,), (0,), 1.0),), ())
    rows = [*head_rows(Marked(made), 120), *lay_out(made, 120).rows, *lay_out(made, 80).rows]
    shown = "".join(text_of(row) for row in rows)
    assert shown.isprintable() and "␛" in shown and "[bold]" in shown


def test_wide_letters_are_measured_in_cells() -> None:
    line = "病期はIIA期と判断します。" * 8
    sentence = Sentence(line, (Span(1, 1, 0, len(line)),))
    text = OpinionText("A", ((1, (line,)),))
    made = Comparison(text, text, (sentence,), (sentence,), (), (Link((0,), (0,), 1.0),), ())
    for width in (60, 81, 121):
        layout = lay_out(made, width, Mode.SIDE_BY_SIDE)
        assert max(cell_len(text_of(row)) for row in layout.rows) <= width
        assert said(layout, Side.A).count("IIA") == 8


def test_empty_texts_give_an_empty_layout() -> None:
    nothing = OpinionText("A", ((1, ()),))
    made = Comparison(nothing, nothing, (), (), (), (), (), not_compared=(NotCompared("A", "no text"),))
    assert lay_out(made, 80).rows == ()
    assert any("not compared" in text_of(row) for row in head_rows(Marked(made), 80))


@pytest.mark.parametrize(
    ("sure", "wide", "narrow"), [(True, "≠ different", "≠ "), (False, "≠? perhaps different", "≠? ")]
)
def test_a_verdict_is_said_with_the_strength_of_the_differences_below_it(sure: bool, wide: str, narrow: str) -> None:
    text = OpinionText("A", ((1, ("Stage IIA.",)),))
    axes = (AxisResult(Axis.STAGING, Verdict.DIFFERENT, sure=sure),)
    made = Comparison(text, text, (), (), axes, (), ())
    heads = ["\n".join(text_of(row) for row in head_rows(Marked(made), width)) for width in (120, 80)]
    assert f"Staging    {wide} " in heads[0] and f"Staging {narrow}" in heads[1]


@pytest.mark.parametrize("width", range(110, 150, 3))
def test_a_quote_that_is_cut_keeps_what_differs_in_sight_and_begins_with_a_whole_word(width: int) -> None:
    said = "Surgery of the left breast should take place at this hospital within 4 weeks"
    a = OpinionText("A", ((1, (said,)),), record="R1")
    b = OpinionText("B", ((1, (said.replace("4", "2"),)),), record="R2")
    at = said.index("4 weeks")
    differ = (Span(1, 1, at, at + 7),)
    core, whole = (at, at + len("4 weeks")), (Span(1, 1, 0, len(said)),)
    quotes = [(Quote(whole, t.pages[0][1][0], differ[0], core, firm=True, record=t.record),) for t in (a, b)]
    sentences = [(Sentence(t.pages[0][1][0], (Span(1, 1, 0, len(said)),)),) for t in (a, b)]
    one = Difference(Tier.FIRM, Axis.TIMING, "time", "when to start", differ, differ, "28 days", "14 days", 0)
    axes = (AxisResult(Axis.TIMING, Verdict.DIFFERENT, *quotes),)
    made = Comparison(a, b, *sentences, axes, (Link((0,), (0,), 1.0),), (one,))
    roomy = "".join(map(text_of, head_rows(Marked(made), width)))
    assert "4 weeks”" in roomy and "2 weeks”" in roomy
    row = next(text for r in head_rows(Marked(made), width, 6) if "Timing" in (text := text_of(r)))
    assert "4 weeks”" in row and "2 weeks”" in row
    for cut in re.findall(r"“…(\S+)", row):
        assert cut in said.split()


@pytest.mark.parametrize("mode", [Mode.SIDE_BY_SIDE, Mode.STACKED])
def test_of_several_sentences_the_one_that_adds_something_is_marked(mode: Mode) -> None:
    lines = "Resection of the polyp is advised.", "Resection of the polyp is right.", "The base should be coagulated."
    a, b = OpinionText("A", ((1, lines[:1]),)), OpinionText("B", ((1, lines[1:]),))
    places = [Span(1, n + 1, 0, len(words)) for n, words in enumerate(lines[1:])]
    one = Difference(Tier.POSSIBLE, Axis.TREATMENT, "procedure", "said by one alone", (), (places[1],))
    sentences = tuple(Sentence(words, (place,)) for words, place in zip(lines[1:], places, strict=True))
    first = (Sentence(lines[0], (Span(1, 1, 0, len(lines[0])),)),)
    made = Comparison(a, b, first, sentences, (), (Link((0,), (0, 1), 1.0),), (one,))
    rows = [text_of(row) for row in lay_out(made, 120, mode).rows]
    assert [row for row in rows if "+B?" in row] == [row for row in rows if "coagulated" in row]
    sure = replace(made, differences=(replace(one, tier=Tier.FIRM),))
    assert any("+B " in text_of(row) and "coagulated" in text_of(row) for row in lay_out(sure, 120, mode).rows)


def test_a_difference_of_no_axis_is_on_the_one_that_quotes_its_words(comparison: Comparison) -> None:
    first, *rest = comparison.differences
    assert first.axis is Axis.DIAGNOSIS
    without = replace(comparison, differences=(replace(first, axis=None), *rest))
    assert 0 in differences_on(without, Axis.DIAGNOSIS) and 0 not in differences_on(without, Axis.TIMING)


@pytest.mark.parametrize("width", [80, 120])
def test_a_quote_of_the_head_is_found_among_the_passages_by_its_number(width: int) -> None:
    pair = read_pair(PAIRS / "54_colitis_long.txt")
    comparison = compare(pair.a.opinion("A"), pair.b.opinion("B"))
    rows = lay_out(comparison, width).rows
    for side in Side:
        labels = [
            run.text.strip() for row in rows for run in row.runs if run.ink == f"line-{side}" and run.text.strip()
        ]
        assert any("-" in words for words in labels), "some sentences go over the end of a line"
        numbered = {n for words in labels for n in _lines_named(words)}
        quotes = [q for axis in comparison.axes for q in (axis.a if side is Side.A else axis.b)]
        assert quotes and {quote.line for quote in quotes} <= numbered


def test_a_sentence_over_several_lines_is_numbered_by_all_of_them_also_over_the_end_of_a_page(
    comparison: Comparison,
) -> None:
    spans = (Span(1, 48, 0, 20), Span(2, 1, 0, 12))
    assert lines_at(spans, paged=True) == "1:48-2:1"
    assert place_words(spans, paged=True) == "page 1 line 48 to page 2 line 1"
    assert {row.runs[1].text.strip() for row in lay_out(comparison, 120).rows if row.a == 2} == {"1:5-6", ""}


def _lines_named(words: str) -> range:
    first, _, last = words.partition("-")
    return range(int(first), int(last or first) + 1)
