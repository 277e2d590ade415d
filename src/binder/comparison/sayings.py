"""What either opinion says on an axis, in the order in which it is quoted: first the two halves of a difference, or
what answers to one another, so that the first quotes of both can be read side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from binder.comparison.found import Found, Opinion, Part
from binder.comparison.grounds import Weighed, bears_on, excludes
from binder.comparison.leftovers import UNRULED
from binder.comparison.main_illness import NEAR, nearness, weight_of
from binder.comparison.values import same_value
from binder.model.comparison import Axis, Link, Tier, Verdict

ENOUGH = 3  # quotes under the heading of an axis that need no others
START = "when to start"  # the rule of the times that tell most
FIRST = 4  # illnesses named first among which one that both name is looked for
# The kinds that tell most of an axis, the telling first; a number that belongs to it tells less.
_TELLING = {
    Axis.DIAGNOSIS: ("diagnosis", "grade", "biomarker", "certainty", "laterality", "negation", "finding"),
    Axis.STAGING: ("stage", "finding"),
    Axis.TREATMENT: ("procedure", "drug", "negation", "dose", "finding"),
    Axis.TIMING: ("time",),
}

Sides = tuple[list[Part], list[Part]]


def sayings(
    axis: Axis,
    opinions: tuple[Opinion, Opinion],
    said: Sides,
    found: Sequence[Found],
    weighed: Sequence[Weighed],
    links: Sequence[Link],
    verdict: Verdict,
) -> Sides:
    """What is quoted of either opinion.

    Args:
        said: what either says on the axis.  found: the differences shown of it.  weighed: all, with their chances.
    """
    first = _differing(axis, opinions, said, found, weighed, verdict) or _alike(axis, opinions, said, links)
    rest = (
        _of_one(axis, opinion, [(f, part) for f in found if (part := (f.a, f.b)[side])], said[side])
        for side, opinion in enumerate(opinions)
    )
    a, b = ([part, *more] if part else more for part, more in zip(first, rest, strict=True))
    return a, b


def _differing(
    axis: Axis,
    opinions: tuple[Opinion, Opinion],
    said: Sides,
    found: Sequence[Found],
    weighed: Sequence[Weighed],
    verdict: Verdict,
) -> tuple[Part | None, Part | None] | None:
    """The two halves of the difference that tells most; or what tells more than it, where that is unsure or small."""
    if verdict not in (Verdict.DIFFERENT, Verdict.REFINED):
        return None
    if axis is Axis.DIAGNOSIS and verdict is Verdict.DIFFERENT and all(said):
        of_illness = [f for f in found if f.a and f.b and (_illness(opinions[0], f.a) or _illness(opinions[1], f.b))]
        lead = _lead(axis, of_illness, weighed)
        halves = (lead.a, lead.b) if lead else (None, None)
        a, b = (_main(o, half, some[0]) for o, half, some in zip(opinions, halves, said, strict=True))
        return a, b
    lead = _lead(axis, found, weighed)
    begun = _begun(*opinions) if axis is Axis.TIMING and not (lead and lead.rule == START) else None
    sure = lead is not None and lead.tier is Tier.FIRM
    plans = begun or (_advised_first(*opinions) if axis is Axis.TREATMENT and not sure else None)
    return plans or ((lead.a, lead.b) if lead else None)


def _lead(axis: Axis, found: Sequence[Found], weighed: Sequence[Weighed]) -> Found | None:
    """The difference in both texts that tells most: a sure one, that cannot go together, the likeliest."""
    chances = {(w.found.a, w.found.b): w.chance for w in weighed}
    kinds = _TELLING[axis]

    def rank(f: Found) -> tuple[bool, bool, bool, int, bool, float, int]:
        telling = kinds.index(f.kind) if f.kind in kinds else len(kinds)
        chance = chances.get((f.a, f.b), 0.0)
        sure = f.tier is Tier.FIRM
        return not sure, f.rule != START, not excludes(axis, f), telling, f.rule == UNRULED, -chance, places(f)

    return min((f for f in found if f.a and f.b), key=rank, default=None)


def _advised_first(a: Opinion, b: Opinion) -> tuple[Part, Part] | None:
    """What either advises first: where no single difference is sure, that tells more."""
    first = [
        next(
            (
                Part(n, (s.place(t.first, t.last),))
                for n, s in enumerate(opinion.statements)
                for t in s.terms
                if t.kind in ("drug", "procedure") and t.advice == 1 and t.explicit and not t.frames
            ),
            None,
        )
        for opinion in (a, b)
    ]
    return (first[0], first[1]) if first[0] and first[1] else None


def _begun(a: Opinion, b: Opinion) -> tuple[Part, Part] | None:
    """When a treatment is to begin, in a sentence that advises one: what tells most of the timing, where it differs."""
    first = [
        next(
            (
                (n, f)
                for n, (s, facts) in enumerate(zip(opinion.statements, opinion.facts, strict=True))
                if any(t.kind in ("drug", "procedure") and t.advice > 0 and not t.frames for t in s.terms)
                for f in facts
                if f.axis is Axis.TIMING and f.label == "start" and not f.frames
            ),
            None,
        )
        for opinion in (a, b)
    ]
    if not first[0] or not first[1] or same_value(first[0][1], first[1][1]):
        return None
    (n, x), (m, y) = first[0], first[1]
    return Part(n, ((x.start, x.end),)), Part(m, ((y.start, y.end),))


def _alike(
    axis: Axis, opinions: tuple[Opinion, Opinion], said: Sides, links: Sequence[Link]
) -> tuple[Part, Part] | tuple[None, None]:
    """What the one says and the other answers: one illness by its name, else two linked sentences."""
    if axis is Axis.DIAGNOSIS:
        named = [
            (weight_of(opinions[0], x.sentence, x.ranges) * weight_of(opinions[1], y.sentence, y.ranges), x, y)
            for x, y in product(*(some[:FIRST] for some in said))
            if nearness(_illness(opinions[0], x), _illness(opinions[1], y)) >= NEAR
        ]
        best = max(named, key=lambda e: e[0], default=None)
        if best and best[0]:
            return best[1], best[2]
    linked = {(i, j) for k in links for i in k.a for j in k.b}
    answers = ((x, y) for x, y in product(*said) if (x.sentence, y.sentence) in linked)
    return next(answers, (None, None))


def _main(opinion: Opinion, half: Part | None, first: Part) -> Part:
    """Of a half of a difference and what is said first the one that tells more of the illness an opinion is about."""
    weights = {one: _held(opinion, one) for one in (half, first) if one}
    return max(weights, key=lambda one: weights[one])


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
    answers = sorted({n for k in links for n in (k.a, k.b)[side] if not at.isdisjoint((k.a, k.b)[1 - side])})
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
