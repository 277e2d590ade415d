"""Which sentences speak of the same matter, wherever they stand: a learned score over named features, best first.

Order carries no meaning between two opinions (a quarter of true links cross), so nothing here keeps it. The weights
stand in knowledge/comparison_weights.toml and are learned by bench/train_comparison.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from math import exp, log
from operator import mul

from binder.comparison.found import Opinion
from binder.comparison.likeness import NAMES, Features, candidate_features
from binder.comparison.meaning import LONG, Encoder, Pair
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
WORDLESS = 0.3
_CONCEPT = NAMES.index("concept")
BEST = 8  # links whose likeness tells whether two texts speak of one matter at all


@dataclass(frozen=True, slots=True)
class ByHand:
    """Pairs of sentences (index in A, index in B) that a reader has tied together, or taken apart."""

    forced: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts are lined up.

    Attributes:
        links: in A's order.
        likeness: how likely and how alike in words the best links are, 0 to 1.3; two opinions on one matter have .45 or
            more.
        likeliest_a, likeliest_b: for a sentence, how likely its likeliest partner is one.
        perhaps: pairs that are no link and may be one all the same, the likeliest of each sentence.
    """

    links: list[Link]
    likeness: float
    likeliest_a: dict[int, float] = field(default_factory=dict)
    likeliest_b: dict[int, float] = field(default_factory=dict)
    perhaps: tuple[Pair, ...] = ()


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


def align(a: Opinion, b: Opinion, by_hand: ByHand | None = None, weighed: Weights | None = None) -> Alignment:
    """Link the sentences of two texts; sentences without partner are in no link.

    Args:
        weighed: other weights than those of the data file.
    """
    by_hand = by_hand or ByHand()
    weights = weighed or stored_weights()
    made = {k: v for k, v in candidate_features(a, b, weights.encoder).items() if k not in by_hand.forbidden}
    first = {pair: likelihood(weights.alone, features) for pair, features in made.items()}
    first.update(dict.fromkeys(by_hand.forced, 1.0))
    neighbours = neighbour_features(a, b, first)
    likely = {pair: likelihood(weights.beside, (*made[pair], *neighbours[pair])) for pair in made}
    likely.update(dict.fromkeys(by_hand.forced, 1.0))
    chosen = choose(likely, weights.least)
    groups = _groups(chosen)
    moved = _moved([(min(g.a), min(g.b)) for g in groups])
    links = [_link(a, b, group, n in moved) for n, group in enumerate(groups)]
    best = sorted((score * _words(made.get((i, j))) for i, j, score in chosen), reverse=True)[:BEST]
    wanted = min(BEST, len(a.statements), len(b.statements))
    likeliest: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for (i, j), chance in likely.items():
        likeliest[0][i] = max(likeliest[0].get(i, 0.0), chance)
        likeliest[1][j] = max(likeliest[1].get(j, 0.0), chance)
    return Alignment(
        sorted(links, key=lambda k: (k.a, k.b)),
        sum(best) / wanted if wanted else 0.0,
        likeliest[0],
        likeliest[1],
        _perhaps(likely, {(i, j) for i, j, _ in chosen}) if len(a.statements) < LONG else (),
    )


def _words(features: Features | None) -> float:
    """What the words two sentences have in common say for one matter: nearness in meaning alone does not say enough."""
    return WORDLESS + (features[_CONCEPT] if features else 0.0)


def likelihood(weights: Features, features: Features) -> float:
    """Logistic, 0 to 1."""
    return 1 / (1 + exp(-max(-40.0, min(40.0, sum(map(mul, weights, features))))))


def neighbour_features(a: Opinion, b: Opinion, likely: dict[Pair, float]) -> dict[Pair, tuple[float, ...]]:
    """Of every pair what the pairs around it look like, in the order of NEIGHBOURS.

    The order of two opinions differs, and yet what stands side by side in one often does in the other; a sentence that
    has a likelier partner needs no second; and one passage of a text answers one of the other.
    """
    heads = [[s.passage.sentence.heading for s in o.statements] for o in (a, b)]
    size = [Counter(h) for h in heads]
    rows: dict[int, list[float]] = defaultdict(list)
    columns: dict[int, list[float]] = defaultdict(list)
    together: dict[tuple[str, str], float] = defaultdict(float)
    for (i, j), chance in likely.items():
        rows[i].append(chance)
        columns[j].append(chance)
        together[heads[0][i], heads[1][j]] += chance
    tops = [{n: (sum(v), *sorted((*v, 0.0))[-2:]) for n, v in side.items()} for side in (rows, columns)]
    get = likely.get
    found = {}
    for (i, j), own in likely.items():
        (whole_a, next_a, best_a), (whole_b, next_b, best_b) = tops[0][i], tops[1][j]
        rivals = sorted((next_a if own >= best_a else best_a, next_b if own >= best_b else best_b))
        around = [get((i + x, j + y), 0.0) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        pair = heads[0][i], heads[1][j]
        split = sorted((max(around[1], around[7]), max(around[3], around[5])))
        own = min(max(own, 1e-4), 1 - 1e-4)
        found[i, j] = (
            log(own / (1 - own)),
            *rivals,
            max(around[0], around[8]),
            max(around[2], around[6]),
            *split,
            around[0] * around[8],
            together[pair] / max(1, min(size[0][pair[0]], size[1][pair[1]])),
            *sorted((whole_a - own, whole_b - own)),
            float(own >= best_a - 1e-9) + float(own >= best_b - 1e-9),
        )
    return found


def _perhaps(likely: dict[Pair, float], chosen: set[Pair]) -> tuple[Pair, ...]:
    """The likeliest pairs that were not linked: up to FEW for a sentence."""
    used = {i for i, _ in chosen}, {j for _, j in chosen}
    room_a: dict[int, int] = {}
    room_b: dict[int, int] = {}
    found = []
    for (i, j), chance in sorted(likely.items(), key=lambda e: (-round(e[1], 9), sum(e[0]), min(e[0]), e[0])):
        if chance < PERHAPS:
            break
        least_a, least_b = (LIKELY if n in side else PERHAPS for n, side in ((i, used[0]), (j, used[1])))
        if (i, j) in chosen or chance < min(least_a, least_b):
            continue
        if room_a.get(i, 0) < FEW or room_b.get(j, 0) < FEW:
            room_a[i], room_b[j] = room_a.get(i, 0) + 1, room_b.get(j, 0) + 1
            found.append((i, j))
    return tuple(sorted(found))


def choose(likely: dict[Pair, float], least: tuple[float, float, float]) -> list[tuple[int, int, float]]:
    """Best first: a pair is linked from the likelihood least[n] on, n of its sentences having partners already."""
    used_a: set[int] = set()
    used_b: set[int] = set()
    chosen = []
    # Ties by what is the same whichever text comes first, so that swapping the texts swaps the result.
    for (i, j), score in sorted(likely.items(), key=lambda e: (-round(e[1], 9), sum(e[0]), min(e[0]), e[0])):
        if score < least[0]:
            break
        if score >= least[(i in used_a) + (j in used_b)]:
            used_a.add(i)
            used_b.add(j)
            chosen.append((i, j, score))
    return chosen


@dataclass(slots=True)
class _Group:
    a: set[int]
    b: set[int]
    score: float


def _groups(chosen: list[tuple[int, int, float]]) -> list[_Group]:
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
