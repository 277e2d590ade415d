"""How near two sentences are in meaning, by vectors of pieces of words that stand in a data file.

The vectors are those that a language model gives to each piece of a word by itself, brought to fewer dimensions and
weighed by how rare the piece is (bench/meaning.py); a sentence is their sum. The model itself is not needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from binder.knowledge import load

CLOSEST = 4  # partners of a sentence that are worth looking at by meaning alone
FEWER = 2  # ... in a text of more than LONG sentences
LONG = 1000
_BLOCK = 128  # sentences of A looked at together
_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")

Numbers = NDArray[np.float32]
Pair = tuple[int, int]


@cache
def _vectors() -> tuple[dict[str, int], NDArray[np.int8]]:
    """Piece of a word -> its row; the rows."""
    pieces = load("comparison_meaning")["pieces"].split()
    with (files("binder.knowledge") / "comparison_meaning.npy").open("rb") as stream:
        rows: NDArray[np.int8] = np.load(stream, allow_pickle=False)
    return {piece: n for n, piece in enumerate(pieces)}, rows


@lru_cache(maxsize=65_536)
def _rows_of(word: str) -> tuple[int, ...]:
    """The rows of a word: the longest piece it begins with, then the longest of the rest; none where one is unknown."""
    known = _vectors()[0]
    found, start = [], 0
    while start < len(word):
        begins = "##" if start else ""
        end = next((e for e in range(len(word), start, -1) if begins + word[start:e] in known), 0)
        if not end:
            return ()
        found.append(known[begins + word[start:end]])
        start = end
    return tuple(found)


def vectors(sentences: Iterable[str]) -> Numbers:
    """One row of length one for each sentence; all noughts where nothing in it is known."""
    known = _vectors()[1]
    rows = []
    for text in sentences:
        plain = unicodedata.normalize("NFD", text.lower())
        own = [row for word in _WORD.findall(plain) for row in _rows_of(word)]
        rows.append(known[own].sum(0, dtype=np.float32) if own else np.zeros(known.shape[1], np.float32))
    made = np.array(rows, np.float32).reshape(len(rows), known.shape[1])
    made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)
    return made


@dataclass(frozen=True, slots=True)
class Meaning:
    """How near the sentences of two texts are.

    Attributes:
        a, b: their vectors.  best_a, best_b: of each sentence how near its nearest and its second nearest are.
        closest: pairs of which one is among the nearest few of the other.
    """

    a: Numbers
    b: Numbers
    best_a: Numbers
    best_b: Numbers
    closest: frozenset[Pair]

    def near(self, pairs: Sequence[Pair]) -> list[float]:
        """How near each of some pairs is, 0 to 1."""
        if not pairs:
            return []
        at = np.array(pairs)
        found: list[float] = []
        for start in range(0, len(at), 65_536):
            some = at[start : start + 65_536]
            found += np.maximum(0.0, np.einsum("ij,ij->i", self.a[some[:, 0]], self.b[some[:, 1]])).tolist()
        return found


def meaning(a: Sequence[str], b: Sequence[str]) -> Meaning:
    """Compare every sentence of one text with every one of the other, some at a time."""
    mine, theirs = vectors(a), vectors(b)
    best_a = np.zeros((len(mine), 2), np.float32)
    closest: set[Pair] = set()
    most = CLOSEST if len(theirs) < LONG else FEWER
    near_b = np.full((len(theirs), most), -1.0, np.float32)
    who_b = np.zeros((len(theirs), most), np.int32)
    for start in range(0, len(mine), _BLOCK):
        some = np.maximum(0.0, mine[start : start + _BLOCK] @ theirs.T)
        few = min(most, some.shape[1])
        if not few:
            break
        top = np.argpartition(-some, few - 1, axis=1)[:, :few]
        closest.update((start + i, int(j)) for i, js in enumerate(top.tolist()) for j in js)
        best_a[start : start + _BLOCK] = _two(np.take_along_axis(some, top, 1))
        both = np.vstack([near_b.T, some])
        who = np.vstack(
            [who_b.T, np.broadcast_to(np.arange(start, start + len(some), dtype=np.int32)[:, None], some.shape)]
        )
        keep = np.argpartition(-both, most - 1, axis=0)[:most]
        near_b, who_b = np.take_along_axis(both, keep, 0).T.copy(), np.take_along_axis(who, keep, 0).T.copy()
    best_b = _two(near_b)
    closest.update(
        (int(i), j) for j, (ns, vs) in enumerate(zip(who_b.tolist(), near_b.tolist(), strict=True))
        for i, v in zip(ns, vs, strict=True) if v > 0
    )  # fmt: skip
    return Meaning(mine, theirs, best_a, best_b, frozenset(closest))


def _two(rows: Numbers) -> Numbers:
    """The greatest and the second greatest of each row, noughts where there are fewer."""
    found = np.zeros((len(rows), 2), np.float32)
    ordered = -np.sort(-np.maximum(rows, 0.0), axis=1)[:, :2]
    found[:, : ordered.shape[1]] = ordered
    return found
