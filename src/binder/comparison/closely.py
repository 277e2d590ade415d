"""Two sentences read at once, word beside word: whether they speak of one matter, and which of their words differ.

The encoder of binder.comparison.meaning reads every sentence by itself; here a small language model reads each word in
the light of the other sentence (Nogueira and Cho, Passage Re-ranking with BERT, 2019). That tells more and takes
longer, a few milliseconds for two sentences, so it is asked only where what is known already leaves a doubt. What its
answers count is learned from opinions that it has not read (bench/train_closely.py); the model itself is made by
bench/close_reader.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import islice
from math import log, prod
from typing import Any

import numpy as np

from binder.comparison.chance import logistic
from binder.comparison.found import Found, Opinion, Part
from binder.comparison.leftovers import Features
from binder.comparison.meaning import row_of, rows_at
from binder.knowledge import load
from binder.model.comparison import Axis, Link

KINDS = (
    "diagnosis", "grade", "biomarker", "stage", "laterality", "finding", "number", "dose", "drug", "procedure",
    "negation", "certainty", "time",
)  # fmt: skip
HEADING, BEFORE, LONGEST = 8, 14, 90  # pieces of the heading, of the sentence before and of a sentence that are read
BAR, COLON = "|", ":"  # what stands before a sentence: heading | end of the sentence before : sentence
MOST = 64  # readings of sentences whose link is in doubt, as many again of differences: a third of a second
FEWER, MANY = 16, 300  # ... of texts of so many sentences together, which take long enough without
LONG = 1000  # sentences of two texts together from which on none is read: `too_long`
CORES = min(4, os.cpu_count() or 1)
ELSEWHERE = -2.0  # logit below which a difference counts on another axis, or on none
_FAR = 8.0  # logits beyond this tell no more
_NO = 1e-4

Pair = tuple[int, int]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is read.

    Attributes:
        before: the pieces before it.  pieces: its own, as rows of the table of pieces.  places: where each stands.
    """

    before: tuple[int, ...]
    pieces: tuple[int, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read; logits, above nought where it is likelier than not.

    Attributes:
        linked: that both speak of one matter.  kinds: that they differ, by KINDS.
        differs: of each piece of either sentence, that it is part of a difference.
        axes: that they differ in what counts on each Axis.
    """

    linked: float
    kinds: tuple[float, ...]
    differs: tuple[tuple[float, ...], tuple[float, ...]]
    axes: tuple[float, ...]

    def turned(self) -> Reading:
        """The same with the other sentence first."""
        return replace(self, differs=(self.differs[1], self.differs[0]))


def begins(heading: str) -> str:
    """What of a heading is read."""
    return heading.lower()[:40]


@cache
def session() -> Any:
    """The model of knowledge/comparison_reader.onnx; loaded when it is first asked."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # Windows builds have such; binder tells nobody anything
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # readings are short: they are read side by side, each by one core
    options.enable_cpu_mem_arena = False
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # written as it is to be run
    with as_file(files("binder.knowledge") / "comparison_reader.onnx") as model:  # its bytes would be kept twice
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1024)
def _read(a: Sentence, b: Sentence | None) -> Reading:
    """Two sentences, or one alone."""
    sides = [s for s in (a, b) if s]
    ids, side, own = [row_of("[CLS]")], [0], [slice(0), slice(0)]
    for n, sentence in enumerate(sides):
        if sentence.before:
            ids += [*sentence.before, row_of(COLON)]
        own[n] = slice(len(ids), len(ids) + len(sentence.pieces))
        ids += [*sentence.pieces, row_of("[SEP]")]
        side += [n] * (len(ids) - len(side))
    if not b:
        ids, side = [*ids, row_of("[SEP]")], [*side, 1]
    given = {
        "ids": np.array([ids], np.int64),
        "side": np.array([side], np.int64),
    }
    read = session().run(["linked", "kinds", "differs", "axes"], given)
    linked, kinds, differs, axes = (np.clip(logits[0], -_FAR, _FAR).tolist() for logits in read)
    return Reading(linked, tuple(kinds), (tuple(differs[own[0]]), tuple(differs[own[1]])), tuple(axes))


def too_long(a: Opinion, b: Opinion) -> bool:
    """Whether nothing of two texts is read closely: of hundreds of pages there is so much in doubt."""
    return len(a.statements) + len(b.statements) >= LONG


class Closely:
    """Two opinions, of which sentences are read closely one after another, as they are asked for."""

    def __init__(self, a: Opinion, b: Opinion) -> None:
        """Nothing is read before it is asked for."""
        self._opinions = a, b
        self._sentences: dict[tuple[int, int], Sentence] = {}
        self._read: dict[Pair, Reading] = {}
        sentences = len(a.statements) + len(b.statements)
        self._most = 0 if too_long(a, b) else FEWER if sentences >= MANY else MOST

    def read(self, pairs: Iterable[Pair]) -> None:
        """Read MOST pairs of sentences that have not been read, those that come first; -1: the other is alone."""
        new = list(islice((k for k in dict.fromkeys(pairs) if k not in self._read), self._most))
        if new:
            session()  # not by many at once
            with ThreadPoolExecutor(min(len(new), CORES)) as cores:
                self._read |= zip(new, cores.map(self._both, new), strict=True)

    def copy(self) -> Closely:
        """One that knows what has been read, and reads on without this one's knowing."""
        other = copy(self)
        other._read = dict(self._read)
        return other

    def of(self, i: int, j: int) -> Reading | None:
        """What was read of two sentences, if they were read."""
        return self._read.get((i, j))

    def beside(self, side: int, n: int) -> list[Reading]:
        """What was read of one sentence beside another."""
        return [read for k, read in self._read.items() if k[side] == n and min(k) >= 0]

    def alone(self) -> list[Reading]:
        """What was read of single sentences."""
        return [read for k, read in self._read.items() if min(k) < 0]

    def words(self, side: int, part: Part, read: Reading) -> tuple[float, float]:
        """Of some words how likely the likeliest of their pieces differs, and how likely they do on the whole; logits.

        Args:
            side: on which side of the reading they stand.
        """
        places = self._sentence(side, part.sentence).places
        told = [
            differs for (x, y), differs in zip(places, read.differs[side], strict=True)
            if any(x < end and start < y for start, end in part.ranges)
        ]  # fmt: skip
        if not told:
            return log(_NO), log(_NO)
        mean = sum(map(logistic, told)) / len(told)
        return max(told), log(max(_NO, mean) / max(_NO, 1 - mean))

    def _both(self, pair: Pair) -> Reading:
        """The same whichever text comes first: of two sentences the one of the lower pieces is read first."""
        i, j = pair
        if min(pair) < 0:
            alone = _read(self._sentence(*((0, i) if j < 0 else (1, j))), None)
            return alone if j < 0 else alone.turned()
        a, b = self._sentence(0, i), self._sentence(1, j)
        if (a.pieces, a.before) <= (b.pieces, b.before):
            return _read(a, b)
        return _read(b, a).turned()

    def _sentence(self, side: int, n: int) -> Sentence:
        if (side, n) not in self._sentences:
            statements = self._opinions[side].statements
            heading = statements[n].passage.sentence.heading
            before = [row for row, _, _ in rows_at(begins(heading))][:HEADING]
            if n and statements[n - 1].passage.sentence.heading == heading:
                before += [row_of(BAR), *[row for row, _, _ in rows_at(statements[n - 1].text)][-BEFORE:]]
            pieces = rows_at(statements[n].text)[:LONGEST]
            self._sentences[side, n] = Sentence(
                tuple(before), tuple(row for row, _, _ in pieces), tuple((x, y) for _, x, y in pieces)
            )
        return self._sentences[side, n]


def of_difference(found: Found, closely: Closely) -> Features:
    """What was read of a difference, as features of "both" or of "one"; none where it was not read."""
    if found.a and found.b:
        read = closely.of(found.a.sentence, found.b.sentence)
        if not read:
            return {}
        words = [closely.words(side, part, read) for side, part in enumerate((found.a, found.b))]
        return {
            "most, least": min(w[0] for w in words),
            "most, most": max(w[0] for w in words),
            "mean, least": min(w[1] for w in words),
            "mean, most": max(w[1] for w in words),
            "linked": read.linked,
            "of its kind": _of_kind(found, read),
            "of any kind": max(read.kinds),
        }
    side, part = (0, found.a) if found.a else (1, found.b)
    if not part:
        return {}
    alone = closely.of(part.sentence, -1) if side == 0 else closely.of(-1, part.sentence)
    if not alone:
        return {}
    most, mean = closely.words(side, part, alone)
    best = max(closely.beside(side, part.sentence), key=lambda r: r.linked, default=None)
    there = closely.words(side, part, best) if best else (0.0, 0.0)
    return {
        "alone, most": most,
        "alone, mean": mean,
        "alone, of its kind": _of_kind(found, alone),
        "alone, of any kind": max(alone.kinds),
        "beside, most": there[0],
        "beside, mean": there[1],
        "beside, linked": best.linked if best else -_FAR,
    }


def of_links(links: Iterable[Link], closely: Closely) -> Features:
    """How likely the two differ somewhere in each kind of difference and in what counts on each axis ("on ..."), and
    how likely one says such a thing alone; logits. Nothing where nothing was read.
    """
    linked = [read for k in links for i in k.a for j in k.b if (read := closely.of(i, j))]
    if not linked:
        return {}
    found: Features = {}
    names = [*KINDS, *(f"on {axis.value}" for axis in Axis)]
    both = [[*read.kinds, *read.axes] for read in linked]
    alone = [[*read.kinds, *read.axes] for read in closely.alone()]
    for n, name in enumerate(names):
        none = prod(1 - logistic(of[n]) * logistic(read.linked) for of, read in zip(both, linked, strict=True))
        none_alone = prod(1 - logistic(of[n]) for of in alone)
        found |= {f"both, {name}": logit(1 - none), f"alone, {name}": logit(1 - none_alone)}
    return found


def may_count(found: Found, axis: Axis, closely: Closely) -> bool:
    """Whether a difference may be one that counts on an axis; what was not read may be."""
    read = [r for k in wanted(found) if (r := closely.of(*k))]
    return not read or max(r.axes[list(Axis).index(axis)] for r in read) > ELSEWHERE


def _of_kind(found: Found, read: Reading) -> float:
    return read.kinds[KINDS.index(found.kind)] if found.kind in KINDS else max(read.kinds)


def wanted(found: Found) -> list[Pair]:
    """The readings that a difference asks for."""
    if found.a and found.b:
        return [(found.a.sentence, found.b.sentence)]
    return [(found.a.sentence, -1)] if found.a else [(-1, found.b.sentence)] if found.b else []


def again(chance: float, sort: str, read: Features) -> float:
    """A likelihood, 0 to 1, in the light of what was read closely; as it was where nothing was read.

    Args:
        sort: "links", or of differences their sort and "both" or "one".
    """
    weights = load("comparison_closely").get(sort)
    if not read or not weights:
        return chance
    return logistic(sum(weights.get(name, 0.0) * value for name, value in with_before(chance, read).items()))


def with_before(chance: float, read: Features) -> Features:
    """What was read, with how likely the thing was before."""
    before = logit(chance)
    return {"bias": 1.0, "before": before, "before_squared": before * before / 4, **read}


def logit(chance: float) -> float:
    """The logarithm of the odds; of what is all but certain no more than what that tells."""
    chance = max(_NO, min(1 - _NO, chance))
    return log(chance / (1 - chance))


def most_in_doubt(chances: Sequence[tuple[Pair, float]]) -> list[Pair]:
    """Pairs by how near their likelihood is to a half; ties by what is the same whichever text comes first."""
    return [k for k, _ in sorted(chances, key=lambda e: (round(abs(logit(e[1])), 9), sum(e[0]), min(e[0]), e[0]))]
