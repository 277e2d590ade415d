"""What the sentences of two texts have in common, of many pairs at once: all they bear is turned into numbers first."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from binder.comparison.profile import Profile
from binder.comparison.words import EVERYDAY_WORDS

FIELDS = (
    "concept", "drug", "procedure", "disease", "finding", "test", "measure", "anatomy", "wider", "value", "dimension",
    "key", "days", "capitals", "matter",
)  # fmt: skip
_KINDS = ("drug", "procedure", "disease", "finding", "test", "measure", "anatomy")
_SOME = 4096  # pairs looked at together

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Side:
    """The signs of one text's sentences: those of sentence n stand from starts[n] to starts[n + 1], in order."""

    starts: Indices
    signs: Indices
    weights: Floats

    def sentences(self) -> Indices:
        """For each sign in which sentence it stands."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class Common:
    """What pairs have in common, a row for each.

    Attributes:
        count: how many signs, a column for each of FIELDS.  concept: how alike in weighed words and things, 0 to 1.
        rarest: how rare the rarest of those is that is no everyday word; 0 where there is none.
    """

    count: Indices
    concept: Floats
    rarest: Floats

    def has(self, *fields: str) -> NDArray[np.bool_]:
        """Whether pairs have any sign of some fields in common."""
        found: NDArray[np.bool_] = self.count[:, [FIELDS.index(f) for f in fields]].sum(1) > 0
        return found


# What a sentence is by itself: whether it names a thing of medicine or gives a value, has a time, gives a stage, speaks
# of the family; its axis, numbered, 0 for none; what it advises; how many terms it has.
MEDICINE, DAYS, STAGE, FAMILY, AXIS, ADVICE, LENGTH = range(7)
_AXES = ("", "diagnosis", "staging", "treatment", "timing", "history")


class Signs:
    """The signs of the sentences of two texts. A sign is numbered within its field; its number tells the field.

    Attributes:
        itself: for either text what each sentence is by itself, a row for each.
    """

    def __init__(self, mine: Iterable[Profile], theirs: Iterable[Profile]) -> None:
        self._numbers: tuple[dict[object, int], ...] = tuple({} for _ in FIELDS)
        (self._a, of_a), (self._b, of_b) = self._side(mine), self._side(theirs)
        self.itself = of_a, of_b
        rare = self._weigh()
        self._rare = np.array([0.0 if k in EVERYDAY_WORDS else r for k, r in zip(self._numbers[0], rare, strict=True)])
        self._width = len(FIELDS) * max(map(len, self._numbers), default=0) + 1
        places = self._a.sentences() * self._width + self._a.signs
        order = np.argsort(places)
        self._places, self._weights = places[order], self._a.weights[order]

    def _side(self, profiles: Iterable[Profile]) -> tuple[_Side, Floats]:
        fields, starts, signs, weights, itself = len(FIELDS), [0], array("q"), array("d"), array("d")
        for p in profiles:
            for n, (known, some) in enumerate(zip(self._numbers, _of(p), strict=True)):
                if some:
                    signs.fromlist([known.setdefault(sign, len(known)) * fields + n for sign in some])
            weights.extend(p.concept.values())
            weights.extend([0.0] * (len(signs) - len(weights)))
            itself.extend(_itself(p))
            starts.append(len(signs))
        side = _Side(np.array(starts), np.array(signs, np.int64), np.array(weights))
        return side, np.array(itself).reshape(-1, LENGTH + 1)

    def _weigh(self) -> list[float]:
        """Weigh by inverse document frequency over both texts, which is returned, and bring sentences to length one."""
        seen = np.zeros(len(self._numbers[0]), np.int64)
        total = 0
        for side in (self._a, self._b):
            seen += np.bincount(side.signs[side.signs % len(FIELDS) == 0] // len(FIELDS), minlength=len(seen))
            total += len(side.starts) - 1
        rare = [log((total + 3) / (n + 0.5)) for n in seen.tolist()]
        for side in (self._a, self._b):
            words = np.flatnonzero(side.signs % len(FIELDS) == 0)
            sentence = side.sentences()[words]
            weighed = side.weights[words] * np.array(rare)[side.signs[words] // len(FIELDS)]
            length = np.sqrt(np.bincount(sentence, weighed * weighed))
            side.weights[words] = weighed / np.where(length == 0, 1.0, length)[sentence]
        return rare

    def common(self, pairs: Indices) -> Common:
        """What pairs of sentences (n x 2, of A and of B) have in common."""
        count = np.zeros((len(pairs), len(FIELDS)), np.int64)
        concept, rarest = np.zeros((2, len(pairs)))
        for n in range(0, len(pairs) if len(self._places) else 0, _SOME):
            some = slice(n, n + _SOME)
            self._look_up(pairs[some], count[some], concept[some], rarest[some])
        return Common(count, concept, rarest)

    def _look_up(self, pairs: Indices, count: Indices, concept: Floats, rarest: Floats) -> None:
        first, last = self._b.starts[pairs[:, 1]], self._b.starts[pairs[:, 1] + 1]
        pair = np.repeat(np.arange(len(pairs)), last - first)
        of_b = np.arange(len(pair)) + np.repeat(
            first - np.concatenate([[0], np.cumsum(last - first)[:-1]]), last - first
        )
        wanted = pairs[pair, 0] * self._width + self._b.signs[of_b]
        of_a = np.minimum(np.searchsorted(self._places, wanted), len(self._places) - 1)
        hit = np.flatnonzero(self._places[of_a] == wanted)
        pair, of_a, of_b = pair[hit], of_a[hit], of_b[hit]
        number, which = np.divmod(self._b.signs[of_b], len(FIELDS))
        count += np.bincount(pair * len(FIELDS) + which, minlength=count.size).reshape(count.shape)
        words = which == 0
        concept += np.bincount(pair[words], (self._weights[of_a] * self._b.weights[of_b])[words], len(pairs))
        np.maximum.at(rarest, pair[words], self._rare[number[words]])


def _itself(p: Profile) -> Iterable[float]:
    """In the order of MEDICINE, DAYS ..."""
    medicine = bool(p.kinds or p.dimensions or p.days)
    return medicine, bool(p.days), "stage" in p.keys, p.family, _AXES.index(p.axis), p.advice, p.length


def _of(p: Profile) -> Iterable[Collection[object]]:
    """The signs of a sentence, in the order of FIELDS."""
    return (
        p.concept,
        *(p.kinds.get(kind, ()) for kind in _KINDS),
        p.groups,
        p.values,
        p.dimensions,
        p.keys,
        p.days,
        p.capitals,
        p.matters,
    )
