"""How near two sentences are in meaning: a small encoder of pieces of words and their neighbours, learned beforehand.

Each piece of a word has a vector; a piece between its two neighbours makes a second one (a convolution of width three);
a sentence is the sum of both, weighed by how much each piece says. The vectors began as those of a language model and
were learned from pairs of opinions whose sentences are linked by hand (bench/meaning.py); the model is not needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import IO

import numpy as np
from numpy.typing import NDArray

from binder.knowledge import load

CLOSEST = 8  # partners of a sentence that are worth looking at by meaning
FEWER = 3  # ... in a text of more than LONG sentences
LONG = 1000
LONGEST = 96  # pieces of a sentence that are read
_BLOCK = 256  # sentences of A looked at together
_PIECES = 8192  # pieces looked at together
_ROWS = 32  # sentences, or partners of sentences, of which all numbers are at hand at a time
_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_MARKS = re.compile(r"[\u0300-\u036f]")

Numbers = NDArray[np.float32]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Encoder:
    """The weights.

    Attributes:
        table: a vector of each piece, as many times its spread.  weight: how much each says.
        before, own, after: what a piece and its neighbours make together.  bias: of that.
        out, out_near: sum of the pieces, and of what they make with neighbours, to the sentence.
        scale, none: nearness is scale x cosine - none; above nought, nearer than having no partner.
    """

    table: NDArray[np.int8]
    spread: Numbers
    weight: Numbers
    before: Numbers
    own: Numbers
    after: Numbers
    bias: Numbers
    out: Numbers
    out_near: Numbers
    scale: float
    none: float


@cache
def encoder() -> Encoder:
    """The encoder of knowledge/comparison_meaning.npz."""
    with (files("binder.knowledge") / "comparison_meaning.npz").open("rb") as stream:
        return encoder_from(stream)


def encoder_from(stream: IO[bytes]) -> Encoder:
    """The weights in a .npz file as bench/meaning.py makes it."""
    made = np.load(stream, allow_pickle=False)
    full = {name: made[name] for name in made.files}
    table = full.pop("table")
    scale, none = full.pop("scale_none").tolist()
    return Encoder(
        table,
        scale=scale,
        none=none,
        **{name: v.astype(np.float32) for name, v in full.items()},
    )


@cache
def _known() -> dict[str, int]:
    """Piece of a word -> its row."""
    return {piece: n for n, piece in enumerate(load("comparison_meaning")["pieces"].split())}


@lru_cache(maxsize=65_536)
def _rows_of(word: str) -> tuple[int, ...]:
    """The rows of a word: the longest piece it begins with, then the longest of the rest, or [UNK]."""
    known = _known()
    found, start = [], 0
    while start < len(word):
        begins = "##" if start else ""
        end = next((e for e in range(min(len(word), start + 24), start, -1) if begins + word[start:e] in known), 0)
        if not end:
            return (known["[UNK]"],)
        found.append(known[begins + word[start:end]])
        start = end
    return tuple(found)


def _pieces(text: str) -> list[int]:
    known = _known()
    plain = text.lower()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    own = [row for word in _WORD.findall(plain) for row in _rows_of(word)]
    return [known["[CLS]"], *own[: LONGEST - 2], known["[SEP]"]]


def vectors(sentences: Iterable[str], e: Encoder) -> Numbers:
    """One row of length one for each sentence."""
    read = [_pieces(text) for text in sentences]
    made = np.zeros((len(read), e.out.shape[1]), np.float32)
    start = 0
    while start < len(read):
        end, count = start, 0
        while end < len(read) and (end == start or count + len(read[end]) <= _PIECES):
            count += len(read[end])
            end += 1
        made[start:end] = _encoded(read[start:end], e)
        start = end
    return made


def _encoded(read: list[list[int]], e: Encoder) -> Numbers:
    ids, at = np.unique(np.concatenate([np.array(r, np.int32) for r in read]), return_inverse=True)
    own = e.table[ids] * e.spread[ids, None]
    weight = e.weight[ids][:, None]
    edge = np.zeros((1, own.shape[1]), np.float32)
    before, after = np.vstack([own @ e.before, edge]), np.vstack([own @ e.after, edge])
    middle = own @ e.own + e.bias
    own *= weight
    lengths = np.array([len(r) for r in read])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    left, right = np.roll(at, 1), np.roll(at, -1)
    left[starts[:-1]] = right[starts[1:] - 1] = len(ids)
    alone, beside = np.empty((2, len(read), own.shape[1]), np.float32)
    for n in range(0, len(read), _ROWS):  # a few at a time, so that they stay at hand
        part = starts[n : n + _ROWS + 1]
        some, firsts = slice(part[0], part[-1]), part[:-1] - part[0]
        near = before[left[some]]
        near += middle[at[some]]
        near += after[right[some]]
        np.maximum(near, 0.0, out=near)
        near *= weight[at[some]]
        np.add.reduceat(own[at[some]], firsts, out=alone[n : n + _ROWS])
        np.add.reduceat(near, firsts, out=beside[n : n + _ROWS])
    made = alone @ e.out + beside @ e.out_near
    found: Numbers = made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)
    return found


@dataclass(frozen=True, slots=True)
class Meaning:
    """How near the sentences of two texts are.

    Attributes:
        a, b: their vectors.  claim_a, claim_b: of each sentence, how much all sentences of the other text together
            claim it, as a logarithm; the share of one partner is its nearness less this.
        closest: pairs of which one is among the nearest few of the other; n x 2, in order.
    """

    a: Numbers
    b: Numbers
    claim_a: Numbers
    claim_b: Numbers
    closest: NDArray[np.int64]
    encoder: Encoder

    def near(self, pairs: NDArray[np.int64]) -> Numbers:
        """A row for each pair: how near, its share of what claims either sentence, the lesser and the greater (log)."""
        e = self.encoder
        found = np.empty((len(pairs), 3), np.float32)
        for start in range(0, len(pairs), _PIECES):
            i, j = pairs[start : start + _PIECES].T
            near = e.scale * np.einsum("ij,ij->i", self.a[i], self.b[j]) - e.none
            shares = np.sort(np.stack([near - self.claim_a[i], near - self.claim_b[j]], 1), 1)
            found[start : start + _PIECES] = np.column_stack([near, shares])
        return found


def _lowest(rows: Numbers, few: int) -> NDArray[np.int32]:
    """Where the lowest few numbers of each row stand."""
    found = np.empty((len(rows), few), np.int32)
    for n in range(0, len(rows), _ROWS):
        found[n : n + _ROWS] = np.argpartition(rows[n : n + _ROWS], few - 1, axis=1)[:, :few]
    return found


def meaning(a: Sequence[str], b: Sequence[str], by: Encoder | None = None) -> Meaning:
    """Compare every sentence of one text with every one of the other, some at a time.

    Args:
        by: another encoder than that of the data file.
    """
    e = by or encoder()
    mine, theirs = vectors(a, e), vectors(b, e)
    claim_a, all_b = np.zeros(len(mine), np.float32), np.ones(len(theirs))
    closest = [np.empty(0, np.int64)]  # numbers of pairs, counted through row by row
    most = CLOSEST if len(theirs) < LONG else FEWER
    near_b = np.full((most, len(theirs)), -np.inf, np.float32)
    who_b = np.full((most, len(theirs)), -1, np.int32)
    for start in range(0, len(mine) if len(theirs) else 0, _BLOCK):
        some = e.scale * (mine[start : start + _BLOCK] @ theirs.T) - e.none
        grown = np.exp(some)
        claim_a[start : start + _BLOCK] = np.log1p(grown.sum(1))
        all_b += grown.sum(0)
        np.negative(some, out=grown)
        top = _lowest(grown, min(most, some.shape[1]))
        rows = np.arange(start, start + len(top), dtype=np.int64)
        closest.append((rows[:, None] * len(theirs) + top).ravel())
        top = _lowest(grown.T, min(most, some.shape[0])).T
        both = np.vstack([near_b, np.take_along_axis(some, top, 0)])
        who = np.vstack([who_b, top + np.int32(start)])
        keep = np.argpartition(-both, most - 1, axis=0)[:most]
        near_b, who_b = np.take_along_axis(both, keep, 0), np.take_along_axis(who, keep, 0)
    closest += [(row * np.int64(len(theirs)) + np.arange(len(theirs)))[row >= 0] for row in who_b]
    pairs = np.stack(np.divmod(np.unique(np.concatenate(closest)), max(1, len(theirs))), 1)
    return Meaning(mine, theirs, claim_a, np.log(all_b).astype(np.float32), pairs, e)
