"""Who takes one row apart, or ties two passages, sees these rows change and no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bench.pairs import read_pair

from binder.comparison import compare
from binder.comparison.align import Alignment, align
from binder.comparison.by_hand import ByHand, lay_over
from binder.comparison.found import Opinion, rows_of
from binder.comparison.side_by_side import read_opinion
from binder.model.citation import Span
from binder.model.comparison import Axis, AxisResult, Comparison, Difference, OpinionText

from .conftest import opinion

Sentence = tuple[int, int]  # 0 for A, 1 for B; its number

FOLDER = Path(__file__).parent / "pairs"
PAIRS = [
    "03_aortic_stenosis", "106_hodgkin", "110_lumbar_stenosis", "113_appendix", "147_anal_board",
    "157_acoustic_neuroma",
]  # fmt: skip


def letters(name: str) -> tuple[OpinionText, OpinionText]:
    pair = read_pair(FOLDER / f"{name}.txt")
    return pair.a.opinion("A"), pair.b.opinion("B")


def places(c: Comparison, i: int, j: int) -> tuple[Span, Span]:
    return c.a_sentences[i].spans[0], c.b_sentences[j].spans[0]


def sentences(c: Comparison, d: Difference) -> set[Sentence]:
    sides = ((0, d.a, c.a_sentences), (1, d.b, c.b_sentences))
    return {
        (side, n)
        for side, spans, every in sides
        for n, one in enumerate(every)
        if any(x.meets(y) for x in spans for y in one.spans)
    }


def row(i: int, j: int, *made: Comparison) -> set[Sentence]:
    """All that stands beside two sentences in some comparisons."""
    of = rows_of([(i, j), *((x, y) for c in made for k in c.links for x in k.a for y in k.b)])
    return {one for one, lead in of.items() if lead == of[0, i]}


def elsewhere(c: Comparison, touched: set[Sentence]) -> tuple[object, ...]:
    """All that is told of the rows that hold none of some sentences."""
    return (
        {k for k in c.links if (0, k.a[0]) not in touched},
        {replace(d, link=None) for d in c.differences if not sentences(c, d) & touched},
        {d.link and c.links[d.link] for d in c.differences if not sentences(c, d) & touched},
    )


def axes_of(c: Comparison, touched: set[Sentence]) -> set[Axis | None]:
    """The axes of the differences in some rows, and those that their words are quoted for."""
    quoted = {x.axis for x in c.axes for side, quotes, every in ((0, x.a, c.a_sentences), (1, x.b, c.b_sentences))
              for q in quotes for n, s in enumerate(every) if (side, n) in touched and any(
                  p.meets(y) for p in q.spans for y in s.spans)}  # fmt: skip
    return quoted | {d.axis for d in c.differences if sentences(c, d) & touched}


@pytest.mark.parametrize("name", PAIRS)
def test_a_row_taken_apart_changes_no_other(name: str) -> None:
    a, b = letters(name)
    before = compare(a, b)
    for link in before.links[::4]:
        i, j = link.a[-1], link.b[-1]
        after = compare(a, b, forbidden=[places(before, i, j)])
        touched = row(i, j, before, after)
        assert not any(i in k.a and j in k.b for k in after.links)
        assert {(k.a, k.b) for k in after.links if (0, k.a[0]) in touched} <= {
            (k.a, k.b) for old in before.links for k in (old, replace(old, a=old.a[:-1]), replace(old, b=old.b[:-1]))
        }, "what is freed is tied to nothing else"
        assert elsewhere(after, touched) == elsewhere(before, touched)


@pytest.mark.parametrize("name", PAIRS[:4])
def test_a_tie_changes_the_rows_of_its_two_sentences_and_no_other(name: str) -> None:
    a, b = letters(name)
    before = compare(a, b)
    for n, link in enumerate(before.links[:-3:5]):
        i, j = link.a[0], before.links[n + 3].b[0]
        after = compare(a, b, forced=[places(before, i, j)])
        touched = row(i, j, before, after)
        assert any(i in k.a and j in k.b for k in after.links)
        assert elsewhere(after, touched) == elsewhere(before, touched)


@pytest.mark.parametrize("name", PAIRS)
def test_a_verdict_stays_where_nothing_of_the_row_counts(name: str) -> None:
    a, b = letters(name)
    before = compare(a, b)
    for link in before.links[::3]:
        i, j = link.a[0], link.b[0]
        after = compare(a, b, forbidden=[places(before, i, j)])
        touched = row(i, j, before)
        counting = axes_of(before, touched) | axes_of(after, touched)
        for was, now in zip(before.axes, after.axes, strict=True):
            assert was.axis in counting or (was.verdict, was.sure) == (now.verdict, now.sure)


@pytest.mark.parametrize("name", PAIRS[1::2])
def test_what_was_taken_apart_is_never_quoted_first_of_both(name: str) -> None:
    a, b = letters(name)
    before = compare(a, b)
    first = {pair for x in before.axes if (pair := quoted_first(before, x))}
    after = compare(a, b, forbidden=[places(before, *pair) for pair in first])
    assert first and not {quoted_first(after, x) for x in after.axes} & first


def test_where_the_only_two_quotes_were_taken_apart_one_stands_alone() -> None:
    a, b = opinion("Clinical stage IIA.\nShe may fly.\n"), opinion("The clinical stage is IIA.\nFlying is fine.\n")
    before = compare(a, b)
    (staging,) = [x for x in before.axes if x.axis is Axis.STAGING]
    assert quoted_first(before, staging) == (0, 0)
    (staging,) = [x for x in compare(a, b, forbidden=[places(before, 0, 0)]).axes if x.axis is Axis.STAGING]
    assert staging.alone and quoted_first(before, staging) is None


def quoted_first(c: Comparison, x: AxisResult) -> Sentence | None:
    """The two sentences that an axis quotes first as what belongs together, if it does."""
    if not x.a or not x.b or x.alone:
        return None
    i, j = (
        next(n for n, s in enumerate(every) if any(quote.at.meets(y) for y in s.spans))
        for quote, every in ((x.a[0], c.a_sentences), (x.b[0], c.b_sentences))
    )
    return i, j


def test_each_of_two_rows_is_mended_as_if_the_other_were_not() -> None:
    a, b = letters("157_acoustic_neuroma")
    before = compare(a, b)
    one, other = ((k.a[0], k.b[0]) for k in (before.links[1], before.links[-2]))
    alone = compare(a, b, forbidden=[places(before, *one)])
    both = compare(a, b, forbidden=[places(before, *one), places(before, *other)])
    turned = compare(a, b, forbidden=[places(before, *other), places(before, *one)])
    touched = row(*other, before, both)
    assert elsewhere(both, touched) == elsewhere(alone, touched)
    assert both == turned, "it does not matter which was taken apart first"


# -- how the hand is laid over ----------------------------------------------------------------------------------------

A = "Surgery within 4 weeks.\nThe heart is strong.\nLetrozole 2.5 mg daily.\nShe may fly.\n"
B = "The operation should be within 2 weeks.\nHer heart is strong.\nLetrozole 2.5 mg a day.\nFlying is fine.\n"


@pytest.fixture(scope="module")
def two() -> tuple[Opinion, Opinion, Alignment]:
    (a, _), (b, _) = read_opinion(opinion(A)), read_opinion(opinion(B))
    chosen = [(0, 0, 0.9), (1, 1, 0.8), (2, 2, 0.45)]
    return a, b, replace(align(a, b), chosen=chosen, links=[])


def made(two: tuple[Opinion, Opinion, Alignment], by_hand: ByHand) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(k.a, k.b) for k in lay_over(*two, by_hand)[0].links]


def test_what_stands_alone_joins_the_row_of_what_it_is_tied_to(two: tuple[Opinion, Opinion, Alignment]) -> None:
    assert made(two, ByHand(frozenset({(3, 1)}))) == [((0,), (0,)), ((1, 3), (1,)), ((2,), (2,))]


def test_a_link_that_binder_is_sure_of_stays_beside_a_tie_and_an_unsure_one_gives_way(
    two: tuple[Opinion, Opinion, Alignment],
) -> None:
    assert made(two, ByHand(frozenset({(1, 2)}))) == [((0,), (0,)), ((1,), (1, 2))]
    assert ((2,), (2,)) in made(two, ByHand(frozenset({(2, 2)}))), "nor does a tie of what is tied already"


def test_the_rows_that_are_touched_are_those_of_both_sentences(two: tuple[Opinion, Opinion, Alignment]) -> None:
    _, rows = lay_over(*two, ByHand(frozenset({(1, 2)}), frozenset({(0, 0)})))
    assert rows.of.keys() == {(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)}
