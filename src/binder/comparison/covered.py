"""How well one text says what some words of the other say, in whatever words: piece beside piece, by meaning.

0 and below: nothing like it stands there; 1: the very same words in the same surroundings. Right and left, yes and no,
one number and another are near each other here: that is what the rules are for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from binder.comparison.found import Found, Opinion, Part
from binder.comparison.leftovers import Features
from binder.comparison.meaning import Meaning, Numbers, Read, places


class Covered:
    """The words of two texts, laid beside the sentences of the other that are nearest to theirs."""

    def __init__(self, a: Opinion, b: Opinion, meant: Meaning) -> None:
        """Nothing is worked out before it is asked for."""
        self._opinions: tuple[Opinion, Opinion] = (a, b)
        self._read: tuple[Read, Read] = (meant.a, meant.b)
        self._near: tuple[dict[int, list[int]], dict[int, list[int]]] = (defaultdict(list), defaultdict(list))
        for i, j in meant.pairs.tolist():
            self._near[0][i].append(j)
            self._near[1][j].append(i)
        self._known: dict[tuple[int, int, tuple[int, ...]], Numbers] = {}
        self._places: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def words(self, side: int, n: int, ranges: Iterable[tuple[int, int]], others: tuple[int, ...] = ()) -> float:
        """How well some characters of sentence n of A (side 0) or B (1) are covered by sentences of the other text.

        Args:
            others: those; without them the nearest.
        """
        at = self._places_of(side, n)
        inside = [k for k, (x, y) in enumerate(at) if any(x < end and start < y for start, end in ranges)]
        return self._mean(side, n, inside, others)

    def sentence(self, side: int, n: int) -> float:
        """How well a whole sentence is covered by those nearest to it."""
        return self._mean(side, n, range(1, len(self._places_of(side, n)) - 1), ())

    def _mean(self, side: int, n: int, inside: Iterable[int], others: tuple[int, ...]) -> float:
        near, read = self._nearest(side, n, others), self._read[side]
        at = [k for k in inside if k < len(near)]
        if not at:
            return 0.0
        heed = read.heed[int(read.starts[n]) : int(read.starts[n + 1])][at]
        return float(near[at] @ heed / heed.sum())

    def _nearest(self, side: int, n: int, others: tuple[int, ...]) -> Numbers:
        """For each piece of a sentence how near the nearest piece of some others is."""
        others = others or tuple(self._near[side].get(n, ()))
        key = side, n, others
        if key not in self._known:
            mine, theirs = self._read[side], self._read[1 - side]
            own = mine.parts[int(mine.starts[n]) : int(mine.starts[n + 1])]
            rows = [theirs.parts[int(theirs.starts[m]) : int(theirs.starts[m + 1])] for m in others]
            self._known[key] = (own @ np.vstack(rows).T).max(1) if rows else np.zeros(len(own), np.float32)
        return self._known[key]

    def _places_of(self, side: int, n: int) -> list[tuple[int, int]]:
        key = side, n
        if key not in self._places:
            self._places[key] = places(self._opinions[side].statements[n].text)
        return self._places[key]

    def of_difference(self, found: Found) -> Features:
        """Features of a difference: how well its words are covered where it lies, and in the other text as a whole."""
        parts = [(side, part) for side, part in enumerate((found.a, found.b)) if part]
        anywhere = sorted(self.words(side, p.sentence, p.ranges) for side, p in parts)
        whole = sorted(self.sentence(side, p.sentence) for side, p in parts)
        features = {
            "covered_anywhere": anywhere[0],
            "covered_anywhere_most": anywhere[-1],
            "covered_whole": whole[0],
            "covered_less": anywhere[0] - whole[0],
        }
        if found.a and found.b:
            there = sorted(self._there(side, p, q) for side, p, q in ((0, found.a, found.b), (1, found.b, found.a)))
            features |= {"covered_there": there[0], "covered_there_most": there[1]}
        return features

    def _there(self, side: int, part: Part, other: Part) -> float:
        return self.words(side, part.sentence, part.ranges, (other.sentence,))
