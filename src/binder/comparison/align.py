"""Which sentences speak of the same matter, wherever they stand: a learned score over named features, best first.

Order carries no meaning between two opinions (a quarter of true links cross), so nothing here keeps it. The weights
stand in knowledge/comparison_weights.toml and are learned by bench/train_comparison.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import numpy as np

from binder.comparison.closely import Closely, again, most_in_doubt, too_long
from binder.comparison.covered import Covered
from binder.comparison.found import Opinion
from binder.comparison.leftovers import Features
from binder.comparison.likeness import NAMES, candidate_features, meaning_of
from binder.comparison.meaning import LONG, Encoder, Pair
from binder.comparison.signs import Floats, Indices
from binder.knowledge import load
from binder.model.comparison import Link

WEAK = 0.5  # likelihood below which a link is drawn as unsure
PERHAPS = 0.02  # likelihood from which a sentence without partner has its words marked beside another's
LIKELY = 0.1  # ... and one that has a partner
FEW = 2
NEIGHBOURS = (
    "first_sight", "least_rival", "best_rival", "follows", "crosses", "least_split", "best_split", "between", "passage",
    "least_taken", "most_taken", "first_choice",
)  # fmt: skip
DOUBT = (0.1, 0.85)  # likelihoods between which a pair is read closely
# What counts beside what was read of a pair.
_BESIDE = ("least_rival", "best_rival", "least_taken", "most_taken", "first_choice")
WORDLESS = 0.3
_CONCEPT = NAMES.index("concept")
BEST = 8  # links whose likeness tells whether two texts speak of one matter at all


Chosen = tuple[int, int, float]  # a sentence of A and one of B that are linked, and how likely


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts are lined up.

    Attributes:
        links: in A's order.  chosen: the pairs that they are made of, the likeliest first.
        likely: how likely each pair is one that might be.
        likeness: how likely and how alike in words the best links are, 0 to 1.3; two opinions on one matter have .4 or
            more.
        likeliest_a, likeliest_b: for a sentence, how likely its likeliest partner is one.
        perhaps: pairs that are no link and may be one all the same, the likeliest of each sentence.
        covered: how well either text says what the other says.
        closely: what was read closely of the two, and reads more; None where nothing is.
        apart: pairs that a reader has taken apart.
    """

    links: list[Link]
    likeness: float
    chosen: list[Chosen] = field(default_factory=list)
    likely: dict[Pair, float] = field(default_factory=dict)
    likeliest_a: dict[int, float] = field(default_factory=dict)
    likeliest_b: dict[int, float] = field(default_factory=dict)
    perhaps: tuple[Pair, ...] = ()
    covered: Covered | None = None
    closely: Closely | None = None
    apart: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """What the features of a pair count, by itself and beside its neighbours; from which likelihood it is linked.

    Attributes:
        encoder: another than that of the data file.
    """

    alone: tuple[float, ...]
    beside: tuple[float, ...]
    least: tuple[float, float, float]
    encoder: Encoder | None = None


@cache
def stored_weights() -> Weights:
    """Those of knowledge/comparison_weights.toml."""
    data = load("comparison_weights")["links"]
    return Weights(
        tuple(float(data["weights"][name]) for name in NAMES),
        tuple(float(data["beside"][name]) for name in (*NAMES, *NEIGHBOURS)),
        tuple(data["least"]),
    )


def align(a: Opinion, b: Opinion, weighed: Weights | None = None, *, quick: bool = False) -> Alignment:
    """Link the sentences of two texts; sentences without partner are in no link.

    Args:
        weighed: other weights than those of the data file; nothing is read closely then.
        quick: nothing is read closely.
    """
    weights = weighed or stored_weights()
    meant = meaning_of(a, b, weights.encoder)
    pairs, x = candidate_features(a, b, meant)
    around = neighbour_features(a, b, pairs, likelihood(weights.alone, x))
    chances = likelihood(weights.beside, np.column_stack([x, around]))
    closely = None if weighed or quick or too_long(a, b) else Closely(a, b)
    if closely:
        chances = _read_closely(a, b, pairs, chances, closely)
    likely: dict[Pair, float] = dict(zip(((i, j) for i, j in pairs.tolist()), chances.tolist(), strict=True))
    concept = dict(zip(likely, x[:, _CONCEPT].tolist(), strict=True))
    chosen = choose(likely, weights.least)
    best = sorted((score * (WORDLESS + concept[i, j]) for i, j, score in chosen), reverse=True)[:BEST]
    wanted = min(BEST, len(a.statements), len(b.statements))
    tops = [_tops(at, chances)[2] for at in pairs.T]
    likeliest = [{n: float(top[n]) for n in set(at.tolist())} for at, top in zip(pairs.T, tops, strict=True)]
    return Alignment(
        linked(a, b, chosen),
        sum(best) / wanted if wanted else 0.0,
        chosen,
        likely,
        likeliest[0],
        likeliest[1],
        _perhaps(likely, {(i, j) for i, j, _ in chosen}) if len(a.statements) < LONG else (),
        Covered(a, b, meant),
        closely,
    )


def in_doubt(pairs: Indices, chances: Floats) -> list[Pair]:
    """The pairs to read closely, the most doubtful first."""
    return most_in_doubt(
        [((i, j), c) for (i, j), c in zip(pairs.tolist(), chances.tolist(), strict=True) if DOUBT[0] < c < DOUBT[1]]
    )


def of_pairs(a: Opinion, b: Opinion, pairs: Indices, chances: Floats, closely: Closely) -> dict[int, Features]:
    """The features of the pairs that were read, by their row."""
    told = {n: read for n, (i, j) in enumerate(pairs.tolist()) if (read := closely.of(i, j))}
    if not told:
        return {}
    around = neighbour_features(a, b, pairs, chances)[:, [NEIGHBOURS.index(name) for name in _BESIDE]]
    return {
        n: dict(zip(_BESIDE, around[n].tolist(), strict=True))
        | {"linked": read.linked, "linked_squared": read.linked * abs(read.linked) / 8}
        for n, read in told.items()
    }


def _read_closely(a: Opinion, b: Opinion, pairs: Indices, chances: Floats, closely: Closely) -> Floats:
    """The chances in the light of what was read."""
    closely.read(in_doubt(pairs, chances))
    after = chances.copy()
    for n, features in of_pairs(a, b, pairs, chances, closely).items():
        after[n] = again(float(chances[n]), "links", features)
    return after


def likelihood(weights: Sequence[float], features: Floats) -> Floats:
    """Logistic, 0 to 1, of each row."""
    found: Floats = 1 / (1 + np.exp(-np.clip(features @ np.array(weights), -40.0, 40.0)))
    return found


def neighbour_features(a: Opinion, b: Opinion, pairs: Indices, likely: Floats) -> Floats:
    """Of every pair what the pairs around it look like, a row for each in the order of NEIGHBOURS.

    The order of two opinions differs, and yet what stands side by side in one often does in the other; a sentence that
    has a likelier partner needs no second; and one passage of a text answers one of the other.
    """
    if not len(pairs):
        return np.empty((0, len(NEIGHBOURS)))
    i, j = pairs.T
    (whole_a, next_a, best_a), (whole_b, next_b, best_b) = ([top[at] for top in _tops(at, likely)] for at in (i, j))
    rivals = np.where(likely >= best_a, next_a, best_a), np.where(likely >= best_b, next_b, best_b)
    around = _around(pairs, likely)
    split = np.maximum(around[-1, 0], around[1, 0]), np.maximum(around[0, -1], around[0, 1])
    own = np.clip(likely, 1e-4, 1 - 1e-4)
    taken = whole_a - own, whole_b - own
    return np.column_stack(
        [
            np.log(own / (1 - own)),
            np.minimum(*rivals),
            np.maximum(*rivals),
            np.maximum(around[-1, -1], around[1, 1]),
            np.maximum(around[-1, 1], around[1, -1]),
            np.minimum(*split),
            np.maximum(*split),
            around[-1, -1] * around[1, 1],
            _passages(a, b, pairs, likely),
            np.minimum(*taken),
            np.maximum(*taken),
            (own >= best_a - 1e-9) * 1.0 + (own >= best_b - 1e-9),
        ]
    )


def _tops(at: Indices, chances: Floats) -> tuple[Floats, Floats, Floats]:
    """Of every sentence the sum of its pairs' chances, the second greatest and the greatest; 0 where there is none."""
    if not len(at):
        return np.empty(0), np.empty(0), np.empty(0)
    count = int(at.max()) + 1
    order = np.lexsort((chances, at))
    of = at[order]
    last = np.flatnonzero(np.append(of[1:] != of[:-1], True))
    best, second = np.zeros((2, count))
    best[of[last]] = chances[order[last]]
    last = last[(last > 0) & (of[last - 1] == of[last])]
    second[of[last]] = chances[order[last - 1]]
    return np.bincount(at, chances, count).astype(np.float64), second, best


def _around(pairs: Indices, chances: Floats) -> dict[tuple[int, int], Floats]:
    """The chances of the pairs so many sentences further on in A and in B; 0 where there is no such pair."""
    width = int(pairs[:, 1].max()) + 3  # one more on either side, so that no step leads into another row
    places = pairs[:, 0] * width + pairs[:, 1]
    order = np.argsort(places)
    ordered = places[order]
    found = {}
    for x, y in product((-1, 0, 1), repeat=2):
        wanted = places + (x * width + y)
        at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
        found[x, y] = np.where(ordered[at] == wanted, chances[order[at]], 0.0)
    return found


def _passages(a: Opinion, b: Opinion, pairs: Indices, chances: Floats) -> Floats:
    """How much of what stands under the two headings of a pair is likely one matter."""
    of, sizes = [], []
    for opinion, at in zip((a, b), pairs.T, strict=True):
        numbers: dict[str, int] = {}
        heads = [numbers.setdefault(s.passage.sentence.heading, len(numbers)) for s in opinion.statements]
        of.append(np.array(heads)[at])
        sizes.append(np.bincount(heads)[of[-1]])
    both = of[0] * (int(of[1].max()) + 1) + of[1]
    found: Floats = np.bincount(both, chances)[both] / np.maximum(1, np.minimum(*sizes))
    return found


def _perhaps(likely: dict[Pair, float], chosen: set[Pair]) -> tuple[Pair, ...]:
    """The likeliest pairs that were not linked: up to FEW for a sentence."""
    used = {i for i, _ in chosen}, {j for _, j in chosen}
    room_a: dict[int, int] = {}
    room_b: dict[int, int] = {}
    found = []
    for (i, j), chance in _best_first(likely, PERHAPS):
        least_a, least_b = (LIKELY if n in side else PERHAPS for n, side in ((i, used[0]), (j, used[1])))
        if (i, j) in chosen or chance < min(least_a, least_b):
            continue
        if room_a.get(i, 0) < FEW or room_b.get(j, 0) < FEW:
            room_a[i], room_b[j] = room_a.get(i, 0) + 1, room_b.get(j, 0) + 1
            found.append((i, j))
    return tuple(sorted(found))


def choose(likely: dict[Pair, float], least: tuple[float, float, float]) -> list[Chosen]:
    """Best first: a pair is linked from the likelihood least[n] on, n of its sentences having partners already."""
    used_a: set[int] = set()
    used_b: set[int] = set()
    chosen = []
    for (i, j), score in _best_first(likely, least[0]):
        if score >= least[(i in used_a) + (j in used_b)]:
            used_a.add(i)
            used_b.add(j)
            chosen.append((i, j, score))
    return chosen


def _best_first(likely: dict[Pair, float], least: float) -> list[tuple[Pair, float]]:
    """The pairs from a likelihood on. Ties by what is the same whichever comes first: swapped texts swap the result."""
    some = [e for e in likely.items() if e[1] >= least]
    return sorted(some, key=lambda e: (-round(e[1], 9), sum(e[0]), min(e[0]), e[0]))


@dataclass(slots=True)
class _Group:
    a: set[int]
    b: set[int]
    score: float


def linked(a: Opinion, b: Opinion, chosen: list[Chosen]) -> list[Link]:
    """The links that some pairs make, in A's order."""
    groups = _groups(chosen)
    moved = _moved([(min(g.a), min(g.b)) for g in groups])
    links = [_link(a, b, group, n in moved) for n, group in enumerate(groups)]
    return sorted(links, key=lambda k: (k.a, k.b))


def _groups(chosen: list[Chosen]) -> list[_Group]:
    """One link where one sentence here is several there; a link never has several on both sides."""
    groups: list[_Group] = []
    of_a: dict[int, _Group] = {}
    of_b: dict[int, _Group] = {}
    for i, j, score in chosen:
        if j in of_b and i not in of_a and len(of_b[j].b) == 1:
            of_b[j].a.add(i)
            of_a[i] = of_b[j]
        elif i in of_a and j not in of_b and len(of_a[i].a) == 1:
            of_a[i].b.add(j)
            of_b[j] = of_a[i]
        else:
            groups.append(_Group({i}, {j}, score))
            of_a.setdefault(i, groups[-1])
            of_b.setdefault(j, groups[-1])
    return groups


def _link(a: Opinion, b: Opinion, group: _Group, moved: bool) -> Link:
    mine, theirs = tuple(sorted(group.a)), tuple(sorted(group.b))
    same = [w for i in mine for w in a.statements[i].stems] == [w for j in theirs for w in b.statements[j].stems]
    return Link(mine, theirs, round(group.score, 3), group.score < WEAK, moved, same)


def _moved(order: list[tuple[int, int]]) -> set[int]:
    """The links outside a longest increasing run: those stand elsewhere in the other's order."""
    ranked = sorted(range(len(order)), key=lambda n: order[n])
    tails: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for n in ranked:
        k = bisect_left(tails, order[n][1])
        before[n] = last[k - 1] if k else None
        if k == len(tails):
            tails.append(order[n][1])
            last.append(n)
        else:
            tails[k], last[k] = order[n][1], n
    kept: set[int] = set()
    at = last[-1] if last else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return set(range(len(order))) - kept
