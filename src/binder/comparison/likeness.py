"""How alike two sentences are, as named features: meaning, words, values, kinds of things, place.

Every feature is the same whichever text comes first.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import log

from binder.comparison.found import Opinion
from binder.comparison.meaning import Encoder, Pair, meaning
from binder.comparison.profile import Profile, Vector, profiles
from binder.comparison.words import EVERYDAY_WORDS

LEAST_SHARE = -4.0  # pairs of which each has a smaller share (log) of what claims the other are not looked at
_MEASURED = frozenset(("test", "measure"))
_ILL = frozenset(("disease", "finding"))

NAMES = (
    "bias", "near", "least_share", "most_share", "both_shares", "concept", "rarest", "drug", "procedure",
    "illness", "measured", "anatomy", "value", "same_key", "other_value", "same_days", "other_days", "same_axis",
    "other_axis", "both_advise", "one_advises", "opposite", "length", "short", "family", "stage", "capitals", "matter",
    "wider",
)  # fmt: skip

Features = Sequence[float]


def candidate_features(a: Opinion, b: Opinion, by: Encoder | None = None) -> dict[Pair, Features]:
    """The features of every pair worth looking at, in the order of NAMES.

    Args:
        by: another encoder than that of the data file.
    """
    mine, theirs, rare = profiles(a, b)
    meant = meaning([s.text for s in a.statements], [s.text for s in b.statements], by)
    pairs = sorted(meant.closest)
    found: dict[Pair, Features] = {}
    for (i, j), (near, least, most) in zip(pairs, meant.near(pairs).tolist(), strict=True):
        if most >= LEAST_SHARE and _of_one_matter(mine[i], theirs[j]):
            of_meaning = (1.0, near, max(-20.0, least), max(-20.0, most), max(-20.0, least + most - near))
            # A quarter of the room that a tuple takes.
            found[i, j] = array("d", (*of_meaning, *_features(mine[i], theirs[j], rare)))
    return found


def _of_one_matter(x: Profile, y: Profile) -> bool:
    """Whether one speaks of medicine or both of one thing; what is everyday speech throughout is not laid side by side."""
    return _of_medicine(x) or _of_medicine(y) or not (x.concept.keys() & y.concept.keys()) <= EVERYDAY_WORDS


def _of_medicine(x: Profile) -> bool:
    """Whether a sentence names a thing of medicine or gives a value."""
    return bool(x.kinds or x.dimensions or x.days)


def _dot(x: Vector, y: Vector) -> float:
    if len(x) > len(y):
        x, y = y, x
    return sum([value * y[key] for key, value in x.items() if key in y])


def _wider(x: Profile, y: Profile) -> bool:
    """Whether one names a narrower thing of what the other names, or both one of the same wider thing."""
    return any(not groups.isdisjoint(y.groups.get(kind, frozenset())) for kind, groups in x.groups.items())


def _features(x: Profile, y: Profile, rare: dict[str, float]) -> tuple[float, ...]:
    shared = x.concept.keys() & y.concept.keys()
    both = {kind for kind, names in x.kinds.items() if kind in y.kinds and not names.isdisjoint(y.kinds[kind])}
    same_value = len(x.values & y.values)
    days = bool(x.days and y.days)
    known = bool(x.axis and y.axis)
    return (
        _dot(x.concept, y.concept) if shared else 0.0,
        max((rare[k] for k in shared if k not in EVERYDAY_WORDS), default=0.0) / 4,
        float("drug" in both),
        float("procedure" in both),
        float(not both.isdisjoint(_ILL)),
        float(not both.isdisjoint(_MEASURED)),
        float("anatomy" in both),
        float(min(2, same_value)),
        float(bool(x.keys & y.keys)),
        float(not same_value and bool(x.dimensions & y.dimensions)),
        float(bool(x.days & y.days)),
        float(days and not x.days & y.days),
        float(known and x.axis == y.axis),
        float(known and x.axis != y.axis),
        float(bool(x.advice and y.advice)),
        float(bool(x.advice) != bool(y.advice)),
        float(x.advice * y.advice < 0),
        abs(log((x.length + 1) / (y.length + 1))),
        float(min(x.length, y.length) <= 2),
        float(x.family and y.family),
        float("stage" in x.keys and "stage" in y.keys),
        float(bool(x.capitals & y.capitals)),
        float(not x.matters.isdisjoint(y.matters)),
        float(_wider(x, y)),
    )
