"""How alike two sentences are, as named features: meaning, words, values, kinds of things, place.

Every feature is the same whichever text comes first.
"""

from __future__ import annotations

import numpy as np

from binder.comparison.found import Opinion
from binder.comparison.meaning import Encoder, Meaning, meaning
from binder.comparison.profile import Profile, profiles
from binder.comparison.signs import FIELDS, Common, Floats, Indices, Signs

LEAST_SHARE = -4.0  # pairs of which each has a smaller share (log) of what claims the other are not looked at
_LEAST = -20.0  # of logarithms

NAMES = (
    "bias", "near", "least_share", "most_share", "both_shares", "whole", "least_covered", "most_covered", "concept",
    "rarest", "drug", "procedure", "illness", "measured", "anatomy", "value", "same_key", "other_value", "same_days",
    "other_days", "same_axis", "other_axis", "both_advise", "one_advises", "opposite", "length", "short", "family",
    "stage", "capitals", "matter", "wider",
)  # fmt: skip


def meaning_of(a: Opinion, b: Opinion, by: Encoder | None = None) -> Meaning:
    """How near the sentences of two opinions are in meaning.

    Args:
        by: another encoder than that of the data file.
    """
    return meaning([s.text for s in a.statements], [s.text for s in b.statements], by)


def candidate_features(a: Opinion, b: Opinion, meant: Meaning) -> tuple[Indices, Floats]:
    """The pairs worth looking at (n x 2, in order), and of each a row of features in the order of NAMES."""
    likely = meant.near[:, 2] >= LEAST_SHARE
    pairs, near = meant.pairs[likely], meant.near[likely]
    mine, theirs, rare = profiles(a, b)
    common = Signs(mine, theirs, rare).common(pairs)
    x, y = (_of_itself(side)[at] for side, at in ((mine, pairs[:, 0]), (theirs, pairs[:, 1])))
    # One speaks of medicine or both of one thing; what is everyday speech throughout is not laid side by side.
    kept = (x[:, _MEDICINE] > 0) | (y[:, _MEDICINE] > 0) | (common.rarest > 0)
    features = np.column_stack([np.ones(len(pairs)), *_of_meaning(near.astype(np.float64)), *_of_both(x, y, common)])
    return pairs[kept], features[kept]


_MEDICINE, _DAYS, _STAGE, _FAMILY, _AXIS, _ADVICE, _LENGTH = range(7)


def _of_itself(side: list[Profile]) -> Floats:
    """What each sentence is by itself: a row for each, its axis numbered, 0 for none."""
    axes = ("", "diagnosis", "staging", "treatment", "timing", "history")
    rows = [
        (
            bool(p.kinds or p.dimensions or p.days),  # names a thing of medicine or gives a value
            bool(p.days),
            "stage" in p.keys,
            p.family,
            axes.index(p.axis),
            p.advice,
            p.length,
        )
        for p in side
    ]
    return np.array(rows, np.float64).reshape(-1, 7)


def _of_meaning(near: Floats) -> tuple[Floats, ...]:
    how, least, most, *rest = near.T
    return how, *(np.maximum(_LEAST, share) for share in (least, most, least + most - how)), *rest


def _of_both(x: Floats, y: Floats, common: Common) -> tuple[Floats, ...]:
    """The features from "concept" on."""
    either, both = x + y, x * y
    axis = both[:, _AXIS] > 0
    same_axis = x[:, _AXIS] == y[:, _AXIS]
    same_value = common.count[:, FIELDS.index("value")]
    found = (
        common.concept,
        common.rarest / 4,
        common.has("drug"),
        common.has("procedure"),
        common.has("disease", "finding"),
        common.has("test", "measure"),
        common.has("anatomy"),
        np.minimum(2, same_value),
        common.has("key"),
        (same_value == 0) & common.has("dimension"),
        common.has("days"),
        (both[:, _DAYS] > 0) & ~common.has("days"),
        axis & same_axis,
        axis & ~same_axis,
        both[:, _ADVICE] != 0,
        (both[:, _ADVICE] == 0) & (either[:, _ADVICE] != 0),
        both[:, _ADVICE] < 0,
        np.abs(np.log((x[:, _LENGTH] + 1) / (y[:, _LENGTH] + 1))),
        np.minimum(x[:, _LENGTH], y[:, _LENGTH]) <= 2,
        both[:, _FAMILY],
        both[:, _STAGE],
        common.has("capitals"),
        common.has("matter"),
        common.has("wider"),
    )
    return tuple(np.asarray(f, np.float64) for f in found)
