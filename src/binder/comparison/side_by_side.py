"""Two opinions in, one Comparison out: the pipeline from lines to verdicts. Pure; knows neither screen nor store."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import product

from binder.comparison.align import Alignment, align
from binder.comparison.by_hand import ByHand
from binder.comparison.conceded import advised_instead
from binder.comparison.courtesies import courtesies, dictated
from binder.comparison.differences import Differences, find_differences
from binder.comparison.found import Found, Opinion, Part, rows_of
from binder.comparison.grounds import Weighed
from binder.comparison.guards import Guard, pair_guards, read_guards
from binder.comparison.in_turn import in_turn
from binder.comparison.leftovers import BY_ONE, UNRULED
from binder.comparison.matter import outer_matter
from binder.comparison.meaning import Pair
from binder.comparison.mended import Judge, Lined, mended
from binder.comparison.named import named
from binder.comparison.quantities import quantities
from binder.comparison.quotes import said_at
from binder.comparison.retold import retold
from binder.comparison.run_in import under_headings
from binder.comparison.scope import mark
from binder.comparison.segment import segment
from binder.comparison.statement import understand
from binder.comparison.verdict import axis_results
from binder.comparison.wording import Marks, wording
from binder.model.citation import Span
from binder.model.comparison import (
    Axis,
    AxisResult,
    Comparison,
    Difference,
    Link,
    NotCompared,
    OpinionText,
    Tier,
    Verdict,
)

Tie = tuple[Span, Span]

OPENING = 2_500  # characters of a text that are compared before the rest of it
ALIKE = 0.8  # share of words in common
_TOO_LONG = "the text is longer than what is compared at once; its end was left out"
_POLITE, _TO_TYPIST = "words of courtesy", "words to the typist"
_STILL_READING = "only how the texts begin has been compared so far; the rest is still being read"


def read_opinion(text: OpinionText) -> tuple[Opinion, list[str]]:
    """Understand one text; the second value says what of it was left out, and why."""
    matter = outer_matter(text)
    passages, cut = segment(text, matter)
    statements = under_headings([understand(p) for p in passages])
    to_typist, polite = dictated(statements), courtesies(statements)
    without = [
        _places([statements[n].passage.sentence.spans[0] for n in sorted(some)], what, len(text.pages) > 1)
        for some, what in ((polite, _POLITE), (to_typist, _TO_TYPIST))
    ]
    statements = [s for n, s in enumerate(statements) if n not in polite | to_typist]
    facts = []
    for statement in statements:
        mark(statement)
        own = list(named(statement))
        own += in_turn(statement, quantities(statement, [(f.start, f.end) for f in own]))
        facts.append(own)
    left_out = (matter.why, *without, _TOO_LONG if cut else "")
    return Opinion(statements, facts), [why for why in left_out if why]


def _places(spans: Sequence[Span], what: str, paged: bool) -> str:
    places = ", ".join(f"{f'page {s.page} ' if paged else ''}line {s.line}" for s in spans)
    return f"{what}: {places}" if places else ""


def compare(
    a: OpinionText,
    b: OpinionText,
    *,
    forced: Sequence[Tie] = (),
    forbidden: Sequence[Tie] = (),
    quick: bool = False,
) -> Comparison:
    """Line up two opinions and say where they differ, on which words, by which rule; never who is right.

    Args:
        forced: pairs of places (one in A, one in B) whose sentences a reader has tied together: always one link.
        forbidden: pairs whose sentences a reader has taken apart: never one link, and no difference between the two.
        quick: what is in doubt is not read closely.
    """
    with _without_collector():
        return _compare(a, b, forced, forbidden, quick)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of small objects are made and none in a circle: looking for circles took a fifth of it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _compare(
    a: OpinionText, b: OpinionText, forced: Sequence[Tie], forbidden: Sequence[Tie], quick: bool
) -> Comparison:
    (mine, out_of_a), (theirs, out_of_b) = read_opinion(a), read_opinion(b)
    left_out = [NotCompared(side, why) for side, out in (("A", out_of_a), ("B", out_of_b)) for why in out]
    guards = read_guards(mine, theirs)
    aligned = Alignment([], 0.0) if any(g.stop for g in guards) else align(mine, theirs, quick=quick)
    guards = guards or pair_guards(mine, theirs, aligned.likeness)
    stopped = any(g.stop for g in guards)
    apart = frozenset[Pair]() if stopped else _sentence_pairs(mine, theirs, forbidden)
    by_hand = ByHand(frozenset() if stopped else _sentence_pairs(mine, theirs, forced) - apart, apart)
    noise, judge = _noise(mine, theirs, guards), _judge(mine, theirs, (a, b), guards)
    made = Differences([], []) if stopped else find_differences(mine, theirs, aligned)
    made = replace(made, found=[f for f in made.found if not noise(f)])
    if not by_hand.told:
        aligned = replace(aligned, covered=None, likely={})  # as large as both texts, and no longer needed
    axes, behind = judge(aligned, made, lambda _: True)
    lined = Lined(aligned, replace(made, found=[*made.found, *behind]), axes)
    if by_hand.told:
        lined = mended(mine, theirs, lined, by_hand, judge, noise)
    not_compared = [*left_out, *made.unclear, *(NotCompared(g.where, g.why) for g in guards if g.stop)]
    not_compared += _rows(mine, "A") + _rows(theirs, "B")
    return _result(a, b, mine, theirs, lined, guards, not_compared)


def _noise(a: Opinion, b: Opinion, guards: list[Guard]) -> Callable[[Found], bool]:
    """Which differences are noise: of one report read twice, those that are not sure and stand in sentences put in
    other words than they are otherwise.
    """
    if not any(g.same for g in guards):
        return lambda _: False
    in_a, in_b = retold(a, b), retold(b, a)
    return lambda f: f.tier is not Tier.FIRM or not (_stands_in(f, in_a, in_b) or _nearly_alike(f, a, b))


def _judge(a: Opinion, b: Opinion, texts: tuple[OpinionText, OpinionText], guards: list[Guard]) -> Judge:
    """How two texts are judged."""
    same, strange = any(g.same for g in guards), any(g.strange for g in guards)

    def judge(
        aligned: Alignment, made: Differences, may_show: Callable[[Found], bool]
    ) -> tuple[tuple[AxisResult, ...], list[Found]]:
        weighed = [Weighed(f, chance) for f, chance in made.weighed]
        return axis_results(
            a, b, texts, aligned.links, made.found, weighed, made.doubted,
            closely=aligned.closely, apart=aligned.apart, may_show=may_show, same=same, strange=strange,
        )  # fmt: skip

    return judge


def compare_in_stages(
    a: OpinionText, b: OpinionText, *, forced: Sequence[Tie] = (), forbidden: Sequence[Tie] = ()
) -> Iterator[Comparison]:
    """The same for a screen that must not wait: of long texts first the beginning, without verdicts, then the whole."""
    if max(map(_size, (a, b))) > OPENING:
        first = compare(_opening(a), _opening(b), forced=forced, forbidden=forbidden, quick=True)
        yield replace(
            first,
            a=a,
            b=b,
            axes=tuple(AxisResult(r.axis, Verdict.COULD_NOT_COMPARE) for r in first.axes),
            not_compared=(*first.not_compared, NotCompared("A and B", _STILL_READING)),
            warnings=(),
            whole=False,
        )
    yield compare(a, b, forced=forced, forbidden=forbidden)


def _size(text: OpinionText) -> int:
    return sum(len(line) + 1 for _, lines in text.pages for line in lines)


def _opening(text: OpinionText) -> OpinionText:
    """How a text begins: whole lines, places unchanged; of a single long line, its beginning."""
    room, pages = OPENING, []
    for number, lines in text.pages:
        kept = []
        for line in lines:
            if room <= 0:
                break
            kept.append(line[:room])
            room -= len(line) + 1
        pages.append((number, tuple(kept)))
    return replace(text, pages=tuple(pages))


def _sentence_pairs(a: Opinion, b: Opinion, ties: Sequence[Tie]) -> frozenset[Pair]:
    """The sentences that stand at some pairs of places."""
    return frozenset((i, j) for x, y in ties for i in _sentences_at(a, x) for j in _sentences_at(b, y))


def _sentences_at(opinion: Opinion, place: Span) -> Iterator[int]:
    for n, statement in enumerate(opinion.statements):
        for span in statement.passage.sentence.spans:
            if span.meets(place):
                yield n
                break


def _stands_in(found: Found, in_a: set[int], in_b: set[int]) -> bool:
    return any(part and part.sentence in some for part, some in ((found.a, in_a), (found.b, in_b)))


def _nearly_alike(found: Found, a: Opinion, b: Opinion) -> bool:
    """Whether two sentences say the same but for what differs in them."""
    if not found.a or not found.b:
        return False
    mine, theirs = _beside(a, found.a), _beside(b, found.b)
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE


def _beside(opinion: Opinion, part: Part) -> list[str]:
    """The words of a sentence that are not marked."""
    s = opinion.statements[part.sentence]
    return [stem for stem, at in zip(s.stems, s.starts, strict=True) if not any(x <= at < y for x, y in part.ranges)]


def _rows(opinion: Opinion, side: str) -> list[NotCompared]:
    count = sum(s.passage.row for s in opinion.statements)
    return [NotCompared(side, f"{count} rows of tables were read line by line")] if count else []


def _result(
    a: OpinionText,
    b: OpinionText,
    mine: Opinion,
    theirs: Opinion,
    lined: Lined,
    guards: list[Guard],
    left: list[NotCompared],
) -> Comparison:
    links, axes = lined.aligned.links, lined.axes
    stopped = any(g.stop for g in guards)
    only_a, only_b = (
        _without_link(mine, {n for k in links for n in k.a}),
        _without_link(theirs, {n for k in links for n in k.b}),
    )
    shown = _in_order(lined.made.found, links)
    differences = [_difference(f, mine, theirs) for f in shown]
    if stopped:
        axes = tuple(AxisResult(r.axis, Verdict.COULD_NOT_COMPARE, r.a, r.b) for r in axes)
    return Comparison(
        a=a,
        b=b,
        a_sentences=tuple(s.passage.sentence for s in mine.statements),
        b_sentences=tuple(s.passage.sentence for s in theirs.statements),
        axes=axes,
        links=tuple(links),
        differences=tuple(differences),
        wording=() if stopped else _wording(mine, theirs, lined.aligned),
        only_a=only_a,
        only_b=only_b,
        not_compared=tuple(left),
        counts=_counts(mine, theirs, links, shown, only_a, only_b, left),
        warnings=tuple(g.why for g in guards),
        refused=stopped,
    )


def _without_link(opinion: Opinion, linked: set[int]) -> tuple[int, ...]:
    return tuple(n for n in range(len(opinion.statements)) if n not in linked)


def _spans(opinion: Opinion, part: Part | None) -> tuple[Span, ...]:
    if part is None:
        return ()
    passage = opinion.statements[part.sentence].passage
    return tuple(span for start, end in part.ranges for span in passage.spans(start, end))


def _difference(found: Found, a: Opinion, b: Opinion) -> Difference:
    a_value, a_said = _told(found, a, found.a)
    b_value, b_said = _told(found, b, found.b)
    return Difference(
        found.tier, found.axis, found.kind, found.rule, _spans(a, found.a), _spans(b, found.b),
        a_value, b_value, found.link, a_said, b_said, _advice(found, a, found.a), _advice(found, b, found.b),
    )  # fmt: skip


def _advice(found: Found, opinion: Opinion, part: Part | None) -> str:
    return advised_instead(opinion, part) if part is not None and found.axis is Axis.TREATMENT else ""


def _told(found: Found, opinion: Opinion, part: Part | None) -> tuple[str, str]:
    """The value of one side as understood, none of what is only words; and the clause in which it stands."""
    if part is None:
        return "", ""
    value = "" if found.rule in (UNRULED, BY_ONE) else part.value
    return value, said_at(opinion.statements[part.sentence], part)


def _in_order(found: list[Found], links: list[Link]) -> list[Found]:
    """In A's order, passage by passage; what only B says after what it answers to, or follows there."""
    first = {one: n for one, (_, n) in rows_of(pair for k in links for pair in product(k.a, k.b)).items()}

    def order(f: Found) -> tuple[int, int, int, int, int, int, str]:
        a, b = ((p.sentence, p.ranges[0][0]) if p else (-1, -1) for p in (f.a, f.b))
        if f.a:
            return first.get((0, a[0]), a[0]), 0, *a, *b, f.kind
        before = next((first[1, m] for m in range(b[0], -1, -1) if (1, m) in first), -1)
        return before, 1 if (1, b[0]) in first else 2, *b, *a, f.kind

    return sorted(found, key=order)


def _wording(a: Opinion, b: Opinion, aligned: Alignment) -> tuple[tuple[tuple[Span, ...], tuple[Span, ...]], ...]:
    """Words without counterpart in every link, and in the pairs that may be links all the same."""
    pairs = [*((k.a, k.b) for k in aligned.links if not k.same), *(((i,), (j,)) for i, j in aligned.perhaps)]
    return tuple([(_marked(a, x), _marked(b, y)) for of_a, of_b in pairs for x, y in wording(a, b, of_a, of_b)])


def _marked(opinion: Opinion, marks: Marks) -> tuple[Span, ...]:
    return tuple([span for n, start, end in marks for span in opinion.statements[n].passage.spans(start, end)])


def _counts(
    a: Opinion,
    b: Opinion,
    links: list[Link],
    differences: list[Found],
    only_a: tuple[int, ...],
    only_b: tuple[int, ...],
    left: list[NotCompared],
) -> dict[str, int]:
    differ = [d for d in differences if d.tier is Tier.FIRM]
    one_sided = sum(not (d.a and d.b) for d in differ)
    facts_a, facts_b = sum(map(len, a.facts)), sum(map(len, b.facts))
    in_a, in_b = {d.a.sentence for d in differences if d.a}, {d.b.sentence for d in differences if d.b}
    return {
        "sentences_a": len(a.statements), "sentences_b": len(b.statements), "facts_a": facts_a, "facts_b": facts_b,
        "links": len(links), "weak_links": sum(k.weak for k in links), "moved_links": sum(k.moved for k in links),
        "same_links": sum(k.same for k in links), "differ": len(differ) - one_sided, "only_in_one": one_sided,
        "possible": len(differences) - len(differ),
        "no_difference_found": sum(in_a.isdisjoint(k.a) and in_b.isdisjoint(k.b) for k in links),
        "only_a": len(only_a), "only_b": len(only_b), "not_compared": len(left),
    }  # fmt: skip
