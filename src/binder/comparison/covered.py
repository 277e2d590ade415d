"""How well one text says what some words of the other say, in whatever words: piece beside piece, by meaning.

0 and below: nothing like it stands there; 1: the very same words in the same surroundings. Right and left, yes and no,
one number and another are near each other here: that is what the rules are for.
"""

from __future__ import annotations

from binder.comparison.found import Opinion, Part
from binder.comparison.leftovers import Features
from binder.comparison.meaning import Meaning, Numbers, pieces_at


class Covered:
    """The words of two texts, laid beside sentences of the other."""

    def __init__(self, a: Opinion, b: Opinion, meant: Meaning) -> None:
        """Nothing is worked out before it is asked for."""
        self._opinions = a, b
        self._read = meant.a, meant.b
        self._nearest = meant.nearest
        self._whole: dict[tuple[int, int], float] = {}

    def _mean(self, side: int, part: Part, near: Numbers) -> float:
        """The mean of how near the pieces of marked words are, each by how much it says.

        Args:
            near: of every piece of their sentence.
        """
        inside = pieces_at(self._opinions[side].statements[part.sentence].text, part.ranges)
        read = self._read[side]
        heed = read.heed[read.of_sentence(part.sentence)][inside]
        return float(near[inside] @ heed / heed.sum()) if inside else 0.0

    def sentence(self, side: int, n: int) -> float:
        """How well a whole sentence is covered by those of the other text that are nearest to it; looked up once."""
        if (side, n) not in self._whole:
            at = self._read[side].of_sentence(n)
            near, heed = self._nearest[side][at][1:-1], self._read[side].heed[at][1:-1]
            self._whole[side, n] = float(near @ heed / heed.sum()) if len(near) else 0.0
        return self._whole[side, n]

    def _there(self, a: Part, b: Part) -> tuple[float, float]:
        """How well marked words of A are covered by the sentence of B's, and the other way round."""
        mine, theirs = (read.parts(read.of_sentence(p.sentence)) for read, p in zip(self._read, (a, b), strict=True))
        near = mine @ theirs.T
        return self._mean(0, a, near.max(1)), self._mean(1, b, near.max(0))

    def of_words(self, a: Part | None, b: Part | None) -> Features:
        """Features of the words of a difference: how well they are covered where it lies, and their sentences anywhere.

        Of what is left over the words that were left, however many more are underlined.
        """
        parts = [(side, part) for side, part in enumerate((a, b)) if part]
        whole = sorted(self.sentence(side, part.sentence) for side, part in parts)
        features = {"covered_whole": whole[0], "covered_whole_most": whole[-1]}
        if a and b:
            there = sorted(self._there(a, b))
            features |= {"covered_there": there[0], "covered_there_most": there[1]}
        return features
