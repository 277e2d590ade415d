"""What a reader's hand changes: the rows that it touches, and the verdicts on which something of these rows counts.

Rows and axes are each compared anew by themselves, so that one hand undoes nothing of another's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from binder.comparison.align import Alignment
from binder.comparison.by_hand import ByHand, Rows, lay_over
from binder.comparison.differences import Differences, find_again
from binder.comparison.found import Found, Opinion, Place
from binder.comparison.stated import hinted, states
from binder.model.comparison import Axis, AxisResult, Link


@dataclass(frozen=True, slots=True)
class Lined:
    """Two texts lined up: how they are, what differs there and is shown, and what can be said of each axis."""

    aligned: Alignment
    made: Differences
    axes: tuple[AxisResult, ...]


class Judge(Protocol):
    """What can be said of each axis, and which differences not shown so far that stands on: see `axis_results`."""

    def __call__(
        self, aligned: Alignment, made: Differences, may_show: Callable[[Found], bool], /
    ) -> tuple[tuple[AxisResult, ...], list[Found]]: ...


def mended(
    a: Opinion, b: Opinion, before: Lined, by_hand: ByHand, judge: Judge, noise: Callable[[Found], bool]
) -> Lined:
    """Two texts as a reader wants them lined up.

    Args:
        before: as they are without him.  noise: whether a difference is one that is not shown of these texts.
    """
    now, rows = _anew(a, b, before, by_hand, noise)
    axes, behind = [], list[Found]()
    judged: dict[frozenset[Place], tuple[tuple[AxisResult, ...], list[Found]]] = {frozenset(): (before.axes, [])}
    for n, axis in enumerate(Axis):
        counted = [place for f in (*before.made.found, *now.made.found) if f.axis is axis for place in f.places]
        counted += [(side, p.sentence) for side, o in enumerate((a, b)) for p in states(o, axis) or hinted(o, axis)]
        counting = frozenset(rows.touched(counted))
        if counting not in judged:
            own, some = _anew(a, b, before, by_hand.within(rows.only(counting)), noise)
            results, more = judge(own.aligned, own.made, some.hold)
            judged[counting] = results, [_tied(f, own.aligned.links, now.aligned.links) for f in more]
        axes.append(judged[counting][0][n])
        behind += [f for f in judged[counting][1] if f.axis is axis]
    return Lined(now.aligned, replace(now.made, found=[*now.made.found, *behind]), tuple(axes))


def _anew(a: Opinion, b: Opinion, before: Lined, by_hand: ByHand, noise: Callable[[Found], bool]) -> tuple[Lined, Rows]:
    """The texts with what a reader changed, the verdicts as they were."""
    aligned, rows = lay_over(a, b, before.aligned, by_hand)
    links = before.aligned.links, aligned.links
    known = replace(
        before.made,
        found=[_tied(f, *links) for f in before.made.found],
        weighed=[(_tied(f, *links), chance) for f, chance in before.made.weighed],
        doubted=[_tied(f, *links) for f in before.made.doubted],
    )
    aligned = replace(aligned, closely=aligned.closely and aligned.closely.copy())
    made = find_again(a, b, aligned, known, rows)

    def stands(found: Found) -> bool:
        return not (found.a and found.b and (found.a.sentence, found.b.sentence) in by_hand.forbidden)

    made = replace(
        made,
        found=[f for f in made.found if stands(f) and not (rows.hold(f) and noise(f))],
        weighed=[(f, chance) for f, chance in made.weighed if stands(f)],
        doubted=[f for f in made.doubted if stands(f)],
    )
    return Lined(aligned, made, before.axes), rows


def _tied(found: Found, before: list[Link], now: list[Link]) -> Found:
    """A difference with the number that its link has now."""
    if found.link is None:
        return found
    link = before[found.link]
    return replace(found, link=next((n for n, k in enumerate(now) if (k.a, k.b) == (link.a, link.b)), None))
