"""How near two sentences are in meaning: a small encoder of pieces of words and their neighbours, learned beforehand.

Each piece of a word has a vector; a piece between its two neighbours makes another, and that once more (two
convolutions of width three); the sentences before and after add a little of what is spoken of. Two sentences are near
each other as wholes, by the sums of these vectors, and piece by piece: for each piece of the one there is a nearest in
the other (late interaction: Khattab and Zaharia, ColBERT, 2020).
The vectors began as those of a language model and were learned from opinions whose sentences are linked by hand
(bench/meaning.py); the model is not needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from binder.knowledge import load

CLOSEST = 12  # partners of a sentence that are worth looking at by meaning
FEWER = 3  # ... in a text of more than LONG sentences
LONG = 1000
LONGEST = 96  # pieces of a sentence that are read
_BLOCK = 64  # sentences of A looked at together
_TOGETHER = 16_384  # pieces of which each different one is looked up once
_PIECES = 2048  # pairs looked at together
_ROWS = 16  # sentences of which all numbers are at hand at a time
_NUMBERS = 65_536  # numbers that are put in order at a time
_SMALL = np.float32(1 / 127)
_WORD = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
_MARKS = re.compile(r"[\u0300-\u036f]")

Numbers = NDArray[np.float32]
Indices = NDArray[np.int64]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Encoder:
    """The weights; d is the length of a piece's vector.

    Attributes:
        table: a vector of each piece, as many times its spread.  weight: how much each says, before it is made
            positive.
        around: of each convolution, what a piece gives to the next, to itself and to the one before (d x 3d).
        bias: of each.  again: what the first convolution gives to the second.
        near: of either convolution, what it adds to a piece's vector.
        whole: what the sum of its pieces is to a sentence.  around_whole: what the mean pieces of the sentence before
            and of the one after are to it, one beneath the other.
        part: what a piece's vector, and what either convolution makes, is to the vector that is laid beside others,
            with how much more or less the piece says there in the last column.  around_part: as around_whole.
        scale, part_scale, none: nearness is scale x cosine + part_scale x (how well either is covered) - none; above
            nought, nearer than having no partner.
    """

    table: NDArray[np.int8]
    spread: Numbers
    weight: Numbers
    around: Numbers
    bias: Numbers
    again: Numbers
    near: tuple[Numbers, ...]
    whole: Numbers
    around_whole: Numbers
    part: tuple[Numbers, ...]
    around_part: Numbers
    scale: float
    part_scale: float
    none: float


@cache
def encoder() -> Encoder:
    """The encoder of knowledge/comparison_meaning.npz."""
    with (files("binder.knowledge") / "comparison_meaning.npz").open("rb") as stream:
        return encoder_from(stream)


def encoder_from(stream: IO[bytes]) -> Encoder:
    """The weights in a .npz file as bench/meaning.py makes it.

    What a convolution adds to a piece's vector ("near"), and what the sentences around it add, is multiplied into all
    that is made of it, so that the sum need not be made for each piece.
    """
    made = np.load(stream, allow_pickle=False)
    full = {name: made[name] for name in made.files}
    table = full.pop("table")
    scale, part_scale, none = full.pop("scales").tolist()
    small = {name: v.astype(np.float32) for name, v in full.items()}
    near = tuple(small.pop("near"))
    heedful = np.column_stack([small.pop("part"), small.pop("heed")])
    whole = small.pop("whole")
    return Encoder(
        table,
        again=near[0] @ small["around"][1],
        near=near,
        whole=whole,
        around_whole=small.pop("context") @ whole,
        part=(heedful, *(n @ heedful for n in near)),
        around_part=small.pop("context_part") @ heedful,
        scale=scale,
        part_scale=part_scale,
        none=none,
        **small,
    )


@cache
def _known() -> dict[str, int]:
    """Piece of a word -> its row."""
    return {piece: n for n, piece in enumerate(load("comparison_meaning")["pieces"].split())}


def is_common(word: str) -> bool:
    """Whether a word, in small letters, is common English: one that the encoder knows whole."""
    return word in _known()


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


def _words(text: str) -> list[tuple[str, int, int]]:
    """The words in small letters without accents, each with its place in the text."""
    plain = text.lower()
    if plain.isascii():
        return [(m[0], *m.span()) for m in _WORD.finditer(plain)]
    letters = [(c, n) for n, given in enumerate(text) for c in unicodedata.normalize("NFD", given.lower())]
    kept = [(c, n) for c, n in letters if not _MARKS.match(c)]
    found = _WORD.finditer("".join(c for c, _ in kept))
    return [(m[0], kept[m.start()][1], kept[m.end() - 1][1] + 1) for m in found]


def row_of(piece: str) -> int:
    """The row of a piece that is known; raises KeyError where it is not."""
    return _known()[piece]


def rows_at(text: str) -> list[tuple[int, int, int]]:
    """The pieces of a text, each as its row and where its word stands."""
    return [(row, start, end) for word, start, end in _words(text) for row in _rows_of(word)]


def _pieces(text: str) -> list[int]:
    known = _known()
    own = [row for word, _, _ in _words(text) for row in _rows_of(word)]
    return [known["[CLS]"], *own[: LONGEST - 2], known["[SEP]"]]


def pieces_at(text: str, places: Sequence[tuple[int, int]]) -> list[int]:
    """Which pieces of a sentence stand at some places; the first and the last, which are no text, stand nowhere."""
    found, n = list[int](), 1
    for word, start, end in _words(text):
        count = len(_rows_of(word))
        for first, last in places:
            if start < last and first < end:
                found += range(n, n + count)
                break
        n += count
    return [piece for piece in found if piece < LONGEST - 1]


@dataclass(frozen=True, slots=True)
class Read:
    """Sentences as the encoder reads them.

    Attributes:
        whole: a row of length one for each sentence.
        small: a row of length one for each piece, in 127ths: hundreds of pages have many.
        heed: how much a piece says.  starts: where each sentence begins in them, and the end.
    """

    whole: Numbers
    small: NDArray[np.int8]
    heed: Numbers
    starts: Indices

    def without_whole(self) -> Read:
        """The pieces alone."""
        return replace(self, whole=self.whole[:0].copy())

    def of_sentence(self, n: int) -> slice:
        """Where the pieces of a sentence stand."""
        return slice(int(self.starts[n]), int(self.starts[n + 1]))

    def parts(self, at: slice | Indices) -> Numbers:
        """Vectors of pieces."""
        return self.small[at] * _SMALL


class Rows(NamedTuple):
    """Some sentences that follow one another, before those around them are heeded.

    Attributes:
        first, end: their numbers.  said: the sum of the pieces of each.  says: how much they say together.
        parts: vectors of their pieces.  raw: how much each says, before it is made positive.
    """

    first: int
    end: int
    said: Numbers
    says: Numbers
    parts: Numbers
    raw: Numbers


def read(sentences: Iterable[str], e: Encoder, heads: Sequence[str] = ()) -> Read:
    """Encode the sentences of one text, in its order, each with those around it under the same heading."""
    pieces = [_pieces(text) for text in sentences]
    starts = np.concatenate([[0], np.cumsum([len(p) for p in pieces], dtype=np.int64)])
    made = Read(
        np.zeros((len(pieces), e.whole.shape[1]), np.float32),
        np.zeros((int(starts[-1]), e.part[0].shape[1] - 1), np.int8),
        np.zeros(int(starts[-1]), np.float32),
        starts,
    )
    means = np.zeros((len(pieces) + 2, len(e.whole)), np.float32)  # the text has nothing before it and nothing after
    goes_on = np.ones((len(pieces) + 1, 1), np.float32)  # whether a sentence goes on from the one before it
    for n in range(1, len(heads)):
        goes_on[n] = heads[n] == heads[n - 1]
    late: Rows | None = None  # sentences that wait for the mean of the one after them
    for rows in _encoded(pieces, e, starts):
        means[rows.first + 1 : rows.end + 1] = rows.said / (1 + rows.says)
        if late:
            _put(late, means, goes_on, e, made)
        late = rows
    if late:
        _put(late, means, goes_on, e, made)
    return made


def _encoded(pieces: list[list[int]], e: Encoder, starts: Indices) -> Iterator[Rows]:
    """Encode sentences, a few at a time, so that they stay at hand; each different piece of many is looked up once."""
    begin = 0
    while begin < len(pieces):
        stop = max(begin + 1, int(np.searchsorted(starts, starts[begin] + _TOGETHER, "right")) - 1)
        every = np.concatenate([np.array(p, np.int32) for p in pieces[begin:stop]])
        ids, at = np.unique(every, return_inverse=True)
        own = e.table[ids] * e.spread[ids, None]
        raw = e.weight[ids]
        once, twice, part = own @ e.around[0], own @ e.around[1], own @ e.part[0]
        says = np.logaddexp(0, raw).astype(np.float32)[:, None]
        for first in range(begin, stop, _ROWS):
            end = min(stop, first + _ROWS)
            bounds = starts[first : end + 1] - starts[begin]
            some, firsts = at[bounds[0] : bounds[-1]], bounds[:-1] - bounds[0]
            near = _convolved(once[some], firsts, e.bias[0])
            nearer = _convolved(twice[some] + near @ e.again, firsts, e.bias[1])
            each = says[some]
            said = np.add.reduceat(own[some] * each, firsts, axis=0)
            for made_of, adds in zip((near, nearer), e.near, strict=True):
                said += np.add.reduceat(made_of * each, firsts, axis=0) @ adds
            parts = part[some] + near @ e.part[1] + nearer @ e.part[2]
            yield Rows(first, end, said, np.add.reduceat(each, firsts, axis=0), parts, raw[some])
        begin = stop


def _put(rows: Rows, means: Numbers, goes_on: Numbers, e: Encoder, made: Read) -> None:
    """Put sentences into their place, the sentence before and the one after heeded.

    Args:
        means: the mean piece of each sentence of the text, one row on.
    """
    first, end = rows.first, rows.end
    before, after = means[first:end] * goes_on[first:end], means[first + 2 : end + 2] * goes_on[first + 1 : end + 1]
    around: Numbers = np.hstack([before, after])
    bounds = made.starts[first : end + 1]
    inside = slice(int(bounds[0]), int(bounds[-1]))
    parts = rows.parts + np.repeat(around @ e.around_part, np.diff(bounds), axis=0)
    whole: Numbers = rows.said @ e.whole + around @ e.around_whole
    made.whole[first:end] = _unit(whole)
    made.small[inside] = np.rint(_unit(parts[:, :-1]) / _SMALL)
    made.heed[inside] = np.logaddexp(0, rows.raw + parts[:, -1])


def _convolved(given: Numbers, firsts: Indices, bias: Numbers) -> Numbers:
    """What each piece makes with its neighbours.

    Args:
        given: what each gives to the next, to itself and to the one before; overwritten.
    """
    d, ends = len(bias), firsts[1:] - 1
    found = given[:, d : 2 * d] + bias
    before, after = given[:-1, :d], given[1:, 2 * d :]
    before[ends] = after[ends] = 0  # one sentence gives nothing to another
    found[1:] += before
    found[:-1] += after
    np.maximum(found, 0, out=found)
    return found


def _unit(rows: Numbers) -> Numbers:
    found: Numbers = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return found


@dataclass(frozen=True, slots=True)
class Meaning:
    """How near the sentences of two texts are.

    Attributes:
        a, b: as they were read, the pieces alone.
        pairs: those of which one is among the nearest few of the other; n x 2, in order.
        near: a row for each pair: how near; its share of what claims either sentence, the lesser and the greater, as
            logarithms; how near as wholes; how much of either the other covers, the lesser and the greater.
        nearest: for either text of each piece how near the nearest is in all sentences that make a pair with its own.
    """

    a: Read
    b: Read
    pairs: Indices
    near: Numbers
    nearest: tuple[Numbers, Numbers]


def _lowest(rows: Numbers, few: int) -> NDArray[np.int32]:
    """Where the lowest few numbers of each row stand."""
    found = np.empty((len(rows), few), np.int32)
    step = max(1, _NUMBERS // rows.shape[1])
    for n in range(0, len(rows), step):
        found[n : n + step] = np.argpartition(rows[n : n + step], few - 1, axis=1)[:, :few]
    return found


def meaning(
    a: Sequence[str], b: Sequence[str], by: Encoder | None = None, heads: tuple[Sequence[str], Sequence[str]] = ((), ())
) -> Meaning:
    """Compare every sentence of one text with every one of the other, the nearest as wholes piece by piece.

    Args:
        by: another encoder than that of the data file.  heads: the headings under which the sentences of A and of B
            stand; only those under one heading are read together, as the order of headings means nothing.
    """
    e = by or encoder()
    if len(a) + len(b) < LONG:
        with ThreadPoolExecutor(2) as cores:
            mine, theirs = cores.map(read, (a, b), (e, e), heads)
    else:  # two at once take 30 MB more
        mine, theirs = map(read, (a, b), (e, e), heads)
    pairs = _closest(mine.whole, theirs.whole)
    if not len(pairs):
        none = np.zeros_like(mine.heed), np.zeros_like(theirs.heed)
        return Meaning(mine, theirs, pairs, np.empty((0, 6), np.float32), none)
    i, j = pairs.T
    alike = np.empty(len(pairs), np.float32)
    for start in range(0, len(pairs), _PIECES):
        some = slice(start, start + _PIECES)
        alike[some] = np.einsum("ij,ij->i", mine.whole[i[some]], theirs.whole[j[some]])
    mine, theirs = mine.without_whole(), theirs.without_whole()
    covered, nearest = _covered(mine, theirs, pairs)
    near = e.scale * alike + e.part_scale * covered.sum(1) - e.none
    grown = np.exp(near.astype(np.float64))
    # How much all sentences of the other text together, and "no partner", claim a sentence.
    claims = [np.log1p(np.bincount(at, grown))[at] for at in (i, j)]
    shares = np.sort(np.stack([near - claims[0], near - claims[1]], 1), 1)
    told = np.column_stack([near, shares, alike, np.sort(covered, 1)]).astype(np.float32)
    return Meaning(mine, theirs, pairs, told, nearest)


def _closest(mine: Numbers, theirs: Numbers) -> Indices:
    """Pairs of which one is among the nearest few of the other."""
    most = CLOSEST if len(theirs) < LONG else FEWER
    closest = [np.empty(0, np.int64)]  # numbers of pairs, counted through row by row
    apart_b = np.full((most, len(theirs)), np.inf, np.float32)
    who_b = np.full((most, len(theirs)), -1, np.int32)
    for start in range(0, len(mine) if len(theirs) else 0, _BLOCK):
        apart = -mine[start : start + _BLOCK] @ theirs.T
        top = _lowest(apart, min(most, apart.shape[1]))
        rows = np.arange(start, start + len(top), dtype=np.int64)
        closest.append((rows[:, None] * len(theirs) + top).ravel())
        top = _lowest(apart.T, min(most, apart.shape[0])).T
        both = np.vstack([apart_b, np.take_along_axis(apart, top, 0)])
        who = np.vstack([who_b, top + np.int32(start)])
        keep = np.argpartition(both, most - 1, axis=0)[:most]
        apart_b, who_b = np.take_along_axis(both, keep, 0), np.take_along_axis(who, keep, 0)
    closest += [(row * np.int64(len(theirs)) + np.arange(len(theirs)))[row >= 0] for row in who_b]
    found = np.sort(np.concatenate(closest))
    once = np.diff(found, prepend=-1) > 0  # np.unique would bring in all of numpy.ma
    return np.stack(np.divmod(found[once], max(1, len(theirs))), 1)


def _covered(mine: Read, theirs: Read, pairs: Indices) -> tuple[Numbers, tuple[Numbers, Numbers]]:
    """Of each pair how much of A's sentence stands in B's, and of B's in A's: -1 to 1; and `Meaning.nearest`."""
    found = np.empty((len(pairs), 2), np.float32)
    nearest = np.full_like(mine.heed, -np.inf), np.full_like(theirs.heed, -np.inf)
    i, j = pairs.T
    lengths = np.diff(theirs.starts)[j]
    ends = np.cumsum(lengths)
    every = np.arange(int(ends[-1])) + np.repeat(theirs.starts[j] - ends + lengths, lengths)  # pieces of B, by pair
    for first, end in pairwise([*np.flatnonzero(np.diff(i, prepend=-1)).tolist(), len(pairs)]):
        at, begin = mine.of_sentence(i[first]), ends[first] - lengths[first]
        rows, starts = every[begin : ends[end - 1]], ends[first:end] - lengths[first:end] - begin
        near = mine.parts(at) @ theirs.parts(rows).T
        heed, of_a, of_b = mine.heed[at], np.maximum.reduceat(near, starts, axis=1), near.max(0)
        found[first:end, 0] = heed @ of_a / heed.sum()
        found[first:end, 1] = np.add.reduceat(theirs.heed[rows] * of_b, starts)
        nearest[0][at] = of_a.max(1)
        nearest[1][rows] = np.maximum(nearest[1][rows], of_b)
    found[:, 1] /= np.add.reduceat(theirs.heed, theirs.starts[:-1])[j]
    return found, nearest
