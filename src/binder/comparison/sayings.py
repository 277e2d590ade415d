"""What either opinion says on an axis, in the order in which it is quoted: first the two halves of a difference, or
what answers to one another, so that the first quotes of both can be read side by side.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial
from itertools import product

from binder.comparison.closely import Closely
from binder.comparison.found import Found, Opinion, Part
from binder.comparison.grounds import Weighed, bears_on
from binder.comparison.leading import SAID_FIRST, inside, lead
from binder.comparison.leftovers import UNRULED
from binder.comparison.main_illness import NEAR, nearness, weight_of
from binder.comparison.meaning import Pair
from binder.comparison.stated import only_introduces
from binder.model.comparison import Alone, Axis, Link, Tier

ENOUGH = 3  # quotes under the heading of an axis that need no others
FIRST = 4  # illnesses named first among which one that both name is looked for
Sides = tuple[list[Part], list[Part]]


def sayings(
    axis: Axis,
    opinions: tuple[Opinion, Opinion],
    said: Sides,
    found: Sequence[Found],
    weighed: Sequence[Weighed],
    links: Sequence[Link],
    closely: Closely | None,
    apart: Set[Pair] = frozenset(),
) -> tuple[Sides, Alone]:
    """What is quoted of either opinion; and whose first words have no other half, if any have none.

    Args:
        said: what either says on the axis.  found: the differences shown of it.  weighed: all, with their chances.
        closely: what was read of the two.  apart: sentences that a reader has taken apart: never quoted first of both.
    """
    a, b = opinions
    found = [f for f in found if f.tier is Tier.FIRM or not (_introduces(a, f.a) or _introduces(b, f.b))]
    some = [f for f in to_tell(axis, opinions, said, found) if not (f.a and f.b and _apart(f.a, f.b, apart))]
    best = lead(axis, opinions, some, weighed, closely) if found else None
    first = (best.a, best.b) if best else _alike(axis, opinions, said, links, apart)
    rest = (
        _of_one(axis, opinion, [(f, part) for f in found if (part := (f.a, f.b)[side])], said[side])
        for side, opinion in enumerate(opinions)
    )
    mine, theirs = ([part, *more] if part else more for part, more in zip(first, rest, strict=True))
    if best:
        return (mine, theirs), "" if best.a and best.b else "a" if best.a else "b"
    return _parted(mine, theirs, apart)


def _introduces(opinion: Opinion, part: Part | None) -> bool:
    return part is not None and only_introduces(opinion, part.sentence)


def to_tell(axis: Axis, opinions: tuple[Opinion, Opinion], said: Sides, found: Sequence[Found]) -> list[Found]:
    """What may be told first of an axis: its differences in both texts, and where the two name something else before
    all, that; what only one says where there is nothing else.
    """
    both = [f for f in found if f.a and f.b]
    if axis is Axis.TIMING and any(f.tier is Tier.FIRM for f in both):
        return [f for f in both if f.rule != UNRULED]  # words left over may hold no time at all
    if axis in (Axis.DIAGNOSIS, Axis.STAGING):
        a, b = (max(some[:FIRST], key=partial(_held, o), default=None) for o, some in zip(opinions, said, strict=True))
        if a and b and _named(opinions[0], a).isdisjoint(_named(opinions[1], b)):
            both.append(Found(Tier.POSSIBLE, axis, "", SAID_FIRST, a, b))
    return both or list(found)


def _named(opinion: Opinion, part: Part) -> set[str]:
    return {t.name for t in inside(opinion, part)}


def _alike(
    axis: Axis, opinions: tuple[Opinion, Opinion], said: Sides, links: Sequence[Link], apart: Set[Pair]
) -> tuple[Part, Part] | tuple[None, None]:
    """What the one says and the other answers: one illness by its name, else two linked sentences."""
    if axis is Axis.DIAGNOSIS:
        named = [
            (weight_of(opinions[0], x.sentence, x.ranges) * weight_of(opinions[1], y.sentence, y.ranges), x, y)
            for x, y in product(*(some[:FIRST] for some in said))
            if nearness(_illness(opinions[0], x), _illness(opinions[1], y)) >= NEAR and not _apart(x, y, apart)
        ]
        best = max(named, key=lambda e: e[0], default=None)
        if best and best[0]:
            return best[1], best[2]
    linked = {(i, j) for k in links for i in k.a for j in k.b} - apart
    answers = ((x, y) for x, y in product(*said) if (x.sentence, y.sentence) in linked)
    return next(answers, (None, None))


def _apart(x: Part, y: Part, apart: Set[Pair]) -> bool:
    """Whether a reader has taken apart the sentences of some words."""
    return (x.sentence, y.sentence) in apart


def _parted(a: list[Part], b: list[Part], apart: Set[Pair]) -> tuple[Sides, Alone]:
    """What is quoted, so that the first two are none that a reader has taken apart; A's alone where all are."""
    if not a or not b:
        return (a, b), ""
    first = next(((x, y) for x, y in product(a, b) if not _apart(x, y, apart)), None)
    if first is None:
        return (a, b), "a"
    x, y = first
    return ([x, *(p for p in a if p is not x)], [y, *(p for p in b if p is not y)]), ""


def _held(opinion: Opinion, part: Part) -> float:
    """How much of the opinion is about an illness in some words; nothing where it is denied there."""
    s = opinion.statements[part.sentence]
    inside = [t for t in s.terms if any(start <= s.starts[t.first] < end for start, end in part.ranges)]
    denied = any(t.kind == "disease" and t.denied for t in inside)
    return 0.0 if denied else weight_of(opinion, part.sentence, part.ranges)


def _illness(opinion: Opinion, part: Part) -> str:
    """The illness that some words name; "" where they name none."""
    s = opinion.statements[part.sentence]
    (start, end), *_ = part.ranges
    return next((t.name for t in s.terms if t.kind == "disease" and start <= s.starts[t.first] < end), "")


def _of_one(axis: Axis, opinion: Opinion, found: list[tuple[Found, Part]], said: list[Part]) -> list[Part]:
    """What is quoted of one opinion: what differs and is about the axis, then what is said on it.

    On the diagnosis the illness is named first. What is only possible and stands in one text comes last, on the
    diagnosis all that is only possible: the illness that either names tells more of it.
    """
    at = {p.sentence for p in said}
    told = [
        (f, p)
        for f, p in found
        if f.tier is Tier.FIRM or axis in bears_on(opinion, p) or _is_said_at(axis, opinion, p, at)
    ]
    told.sort(key=lambda e: _weight(e[0]))
    last = [f.tier is Tier.POSSIBLE and (axis is Axis.DIAGNOSIS or not (f.a and f.b)) for f, _ in told]
    leading = [p for (_, p), late in zip(told, last, strict=True) if not late]
    own = _under_its_heading(opinion, axis, said)
    name = own[:1] if axis is Axis.DIAGNOSIS else []
    every = [*name, *leading, *own, *(p for (_, p), late in zip(told, last, strict=True) if late)]
    return every or [p for _, p in found]


def _is_said_at(axis: Axis, opinion: Opinion, part: Part, at: set[int]) -> bool:
    """Whether a sentence is one on the axis by its heading, or one in which a plan is made or an extent is given."""
    hint = opinion.statements[part.sentence].axis_hint
    return hint == axis.value or (axis in (Axis.TREATMENT, Axis.STAGING) and part.sentence in at)


def partners(said: list[Part], opinion: Opinion, links: list[Link], side: int) -> list[Part]:
    """Where an opinion says nothing on an axis in words that are known for it: what answers to what the other says.

    Args:
        said: what the other says on the axis.  opinion: the one that answers.  side: 0 where that is A, 1 where B.
    """
    at = {p.sentence for p in said}
    tied = {n for k in links for n in (k.a, k.b)[side] if not at.isdisjoint((k.a, k.b)[1 - side])}
    answers = sorted(n for n in tied if not only_introduces(opinion, n))
    found = []
    for n in answers:
        s = opinion.statements[n]
        places = [s.place(t.first, t.last) for t in s.terms if t.kind] or [(f.start, f.end) for f in opinion.facts[n]]
        if places:
            found.append(Part(n, (places[0],)))
    return found


def places(found: Found) -> int:
    """How early a difference stands in the texts; the same whichever comes first."""
    return sum(p.sentence for p in (found.a, found.b) if p)


def _weight(found: Found) -> tuple[bool, bool, int]:
    """Firm before possible, both sides before one, early in the texts before late."""
    return found.tier is not Tier.FIRM, not (found.a and found.b), places(found)


def _under_its_heading(opinion: Opinion, axis: Axis, parts: list[Part]) -> list[Part]:
    """What stands under a heading of the axis comes first; where there is enough of it, nothing else comes."""
    if axis is Axis.DIAGNOSIS:
        return parts
    own = [p for p in parts if opinion.statements[p.sentence].axis_hint == axis.value]
    return own if len(own) >= ENOUGH else [*own, *(p for p in parts if p not in own)]
