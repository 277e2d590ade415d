"""How alike two sentences are, as named features: meaning, words, values, kinds of things, place.

Every feature is the same whichever text comes first.
"""

from __future__ import annotations

import numpy as np

from binder.comparison.found import Opinion
from binder.comparison.meaning import Encoder, Meaning, meaning
from binder.comparison.profile import profiles
from binder.comparison.signs import (
    ADVICE,
    AXIS,
    DAYS,
    FAMILY,
    FIELDS,
    LENGTH,
    MEDICINE,
    STAGE,
    Common,
    Floats,
    Indices,
    Signs,
)

LEAST_SHARE = -4.0  # pairs of which each has a smaller share (log) of what claims the other are not looked at
_LEAST = -20.0  # of logarithms

# Of these twice as much does not count twice: their squares are features too.
CURVED = (
    "near", "least_share", "most_share", "whole", "least_covered", "most_covered", "concept", "rarest", "length",
)  # fmt: skip
NAMES = (
    "bias", "near", "least_share", "most_share", "both_shares", "whole", "least_covered", "most_covered", "concept",
    "rarest", "drug", "procedure", "illness", "measured", "anatomy", "value", "same_key", "other_value", "same_days",
    "other_days", "same_axis", "other_axis", "both_advise", "one_advises", "opposite", "length", "short", "family",
    "stage", "capitals", "matter", "wider", *(f"{name}_squared" for name in CURVED),
)  # fmt: skip
_CURVED_AT = [NAMES.index(name) for name in CURVED]


def meaning_of(a: Opinion, b: Opinion, by: Encoder | None = None) -> Meaning:
    """How near the sentences of two opinions are in meaning.

    Args:
        by: another encoder than that of the data file.
    """
    mine, theirs = ([s.text for s in o.statements] for o in (a, b))
    heads = [[s.passage.sentence.heading for s in o.statements] for o in (a, b)]
    return meaning(mine, theirs, by, (heads[0], heads[1]))


def candidate_features(a: Opinion, b: Opinion, meant: Meaning) -> tuple[Indices, Floats]:
    """The pairs worth looking at (n x 2, in order), and of each a row of features in the order of NAMES."""
    likely = meant.near[:, 2] >= LEAST_SHARE
    pairs, near = meant.pairs[likely], meant.near[likely]
    signs = Signs(*profiles(a, b))
    common = signs.common(pairs)
    x, y = (rows[at] for rows, at in zip(signs.itself, pairs.T, strict=True))
    # One speaks of medicine or both of one thing; what is everyday speech throughout is not laid side by side.
    kept = (x[:, MEDICINE] > 0) | (y[:, MEDICINE] > 0) | (common.rarest > 0)
    features = np.column_stack([np.ones(len(pairs)), *_of_meaning(near.astype(np.float64)), *_of_both(x, y, common)])
    features = features[kept]
    return pairs[kept], np.hstack([features, features[:, _CURVED_AT] ** 2])


def _of_meaning(near: Floats) -> tuple[Floats, ...]:
    how, least, most, *rest = near.T
    return how, *(np.maximum(_LEAST, share) for share in (least, most, least + most - how)), *rest


def _of_both(x: Floats, y: Floats, common: Common) -> tuple[Floats, ...]:
    """The features from "concept" on."""
    either, both = x + y, x * y
    axis = both[:, AXIS] > 0
    same_axis = x[:, AXIS] == y[:, AXIS]
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
        (both[:, DAYS] > 0) & ~common.has("days"),
        axis & same_axis,
        axis & ~same_axis,
        both[:, ADVICE] != 0,
        (both[:, ADVICE] == 0) & (either[:, ADVICE] != 0),
        both[:, ADVICE] < 0,
        np.abs(np.log((x[:, LENGTH] + 1) / (y[:, LENGTH] + 1))),
        np.minimum(x[:, LENGTH], y[:, LENGTH]) <= 2,
        both[:, FAMILY],
        both[:, STAGE],
        common.has("capitals"),
        common.has("matter"),
        common.has("wider"),
    )
    return tuple(np.asarray(f, np.float64) for f in found)
