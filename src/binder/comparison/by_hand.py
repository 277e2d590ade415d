"""A reader's hand laid over how binder lines two texts up: only the rows that it touches are lined up otherwise.

What binder holds for likely is worked out without the hand: every link has a say in all others, and who mends one row
must not find another changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from binder.comparison.align import WEAK, Alignment, Chosen, linked
from binder.comparison.found import Found, Opinion, Place, rows_of
from binder.comparison.meaning import Pair
from binder.model.comparison import Link


@dataclass(frozen=True, slots=True)
class ByHand:
    """Pairs of sentences (index in A, index in B) that a reader has tied together, or taken apart."""

    forced: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()

    @property
    def told(self) -> frozenset[Pair]:
        """All of which the reader has said anything."""
        return self.forced | self.forbidden

    def within(self, rows: Rows) -> ByHand:
        """What of it is about some rows."""
        return ByHand(*(frozenset(k for k in some if (0, k[0]) in rows.of) for some in (self.forced, self.forbidden)))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that a reader has touched: with all that stood beside his sentences, and all that stands there now.

    Attributes:
        of: which row a sentence stands in, by the first of A there; sentences of other rows are missing.
    """

    of: Mapping[Place, Place]

    def hold(self, found: Found) -> bool:
        """Whether all words of a difference stand in one of the rows."""
        some = {self.of.get(place) for place in found.places}
        return len(some) == 1 and None not in some

    def touched(self, some: Iterable[Place]) -> Set[Place]:
        """The rows in which some sentences stand."""
        return {self.of[place] for place in some if place in self.of}

    def only(self, some: Set[Place]) -> Rows:
        """Some of the rows."""
        return Rows({place: row for place, row in self.of.items() if row in some})


def lay_over(a: Opinion, b: Opinion, aligned: Alignment, by_hand: ByHand) -> tuple[Alignment, Rows]:
    """The texts lined up as the reader wants them, and the rows that he has touched."""
    chosen = _chosen(aligned.chosen, by_hand)
    now = {(i, j) for i, j, _ in chosen}
    rows = rows_of([*((i, j) for i, j, _ in aligned.chosen), *now, *by_hand.told])
    touched = {rows[0, i] for i, _ in by_hand.told}
    before = {(k.a, k.b): k.moved for k in aligned.links}
    in_order = [k for k in aligned.links if not k.moved]

    def moved(link: Link) -> bool:
        others = (k for k in in_order if rows[0, k.a[0]] != rows[0, link.a[0]])
        return before.get((link.a, link.b), any(_cross(link, k) for k in others))

    left = {k: chance for k, chance in aligned.likely.items() if k not in by_hand.forbidden}
    likeliest_a, likeliest_b = (
        of | {k[side]: _likeliest(left, side, k[side]) for k in by_hand.forbidden}
        for side, of in enumerate((aligned.likeliest_a, aligned.likeliest_b))
    )
    changed = replace(
        aligned,
        links=[replace(k, moved=moved(k)) for k in linked(a, b, chosen)],
        chosen=chosen,
        likeliest_a=likeliest_a,
        likeliest_b=likeliest_b,
        perhaps=tuple(k for k in aligned.perhaps if k not in now | by_hand.told),
        apart=by_hand.forbidden,
    )
    return changed, Rows({place: row for place, row in rows.items() if row in touched})


def _chosen(chosen: list[Chosen], by_hand: ByHand) -> list[Chosen]:
    """Pairs with those tied together and without those taken apart; unsure ones give way to a tie of a sentence."""
    new = by_hand.forced.difference((i, j) for i, j, _ in chosen)
    tied_a, tied_b = ({k[side] for k in new} for side in (0, 1))
    return [
        *((i, j, 1.0) for i, j in sorted(by_hand.forced)),
        *(
            (i, j, chance)
            for i, j, chance in chosen
            if (i, j) not in by_hand.told and (chance >= WEAK or (i not in tied_a and j not in tied_b))
        ),
    ]


def _cross(one: Link, other: Link) -> bool:
    """Whether what comes first in A comes last in B."""
    return (one.a[0] < other.a[0]) is not (one.b[0] < other.b[0])


def _likeliest(likely: Mapping[Pair, float], side: int, sentence: int) -> float:
    """How likely the likeliest partner of a sentence is one."""
    return max((chance for k, chance in likely.items() if k[side] == sentence), default=0.0)
