"""Which sentences speak of the same matter, wherever they stand: sparse TF-IDF over concepts and letters, best first.

Order carries no meaning between two opinions (a quarter of true links cross), so nothing here keeps it. No matrix is
made: only pairs that share a rare enough feature are looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from binder.comparison.statement import Statement
from binder.model.comparison import Link

TAU = 0.085  # below this two sentences are not linked
WEAK = 0.13  # below this a link is drawn as unsure
ATTACH = 0.12  # how much more a left-over sentence needs to join a link that is there already
MANY = 150  # from so many sentences on, common features are dropped from the index
COMMON = 0.04
CANDIDATES = 10
_KIND_WEIGHT = {
    "topic": 1.0,
    "anatomy": 0.9,
    "": 0.8,
    "drug": 1.3,
    "procedure": 1.2,
    "test": 1.1,
    "disease": 1.1,
    "finding": 1.2,
    "measure": 1.3,
}

Vector = dict[str, float]


@dataclass(slots=True)
class _Side:
    concepts: list[Vector]
    pieces: list[Vector]


@lru_cache(maxsize=65_536)
def _grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[i : i + 4] for i in range(max(1, len(padded) - 3)))


def _counts(statements: list[Statement]) -> tuple[list[Vector], list[Vector]]:
    concepts, pieces = [], []
    for s in statements:
        found: Vector = {}
        grams: Counter[str] = Counter()
        for term in s.terms:
            found[term.name] = max(found.get(term.name, 0.0), _KIND_WEIGHT[term.kind])
            for n in range(term.first, term.last):
                if s.stems[n].isalnum():
                    grams.update(_grams(s.stems[n]))
            for word in term.name.split() if term.kind else ():
                grams.update(_grams(word))
        concepts.append(found)
        pieces.append({g: 1.0 + log(n) for g, n in grams.items()})
    return concepts, pieces


def _weigh(a: list[Vector], b: list[Vector]) -> None:
    """Multiply by inverse document frequency over both texts and bring every vector to length one."""
    seen: Counter[str] = Counter()
    for vector in (*a, *b):
        seen.update(vector.keys())
    total = len(a) + len(b)
    for vector in (*a, *b):
        for key in vector:
            vector[key] *= log((total + 1) / (seen[key] + 0.5))
        length = sqrt(sum(v * v for v in vector.values())) or 1.0
        for key in vector:
            vector[key] /= length


def _dot(x: Vector, y: Vector) -> float:
    if len(x) > len(y):
        x, y = y, x
    return sum(value * y[key] for key, value in x.items() if key in y)


def _index(vectors: list[Vector]) -> dict[str, list[tuple[int, float]]]:
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, vector in enumerate(vectors):
        for key, value in vector.items():
            index[key].append((j, value))
    if len(vectors) > MANY:
        most = max(12, COMMON * len(vectors))
        return {key: posts for key, posts in index.items() if len(posts) <= most}
    return index


def _scores(index: dict[str, list[tuple[int, float]]], vector: Vector) -> dict[int, float]:
    scores: dict[int, float] = defaultdict(float)
    for key, value in vector.items():
        for j, other in index.get(key, ()):
            scores[j] += value * other
    return scores


def similarities(a: list[Statement], b: list[Statement]) -> dict[tuple[int, int], float]:
    """How alike two sentences are, 0 to 1, for the pairs worth looking at."""
    (ca, pa), (cb, pb) = _counts(a), _counts(b)
    _weigh(ca, cb)
    _weigh(pa, pb)
    large = len(b) > MANY
    by_concept, by_piece = _index(cb), ({} if large else _index(pb))
    found: dict[tuple[int, int], float] = {}
    for i, vector in enumerate(ca):
        concept = _scores(by_concept, vector)
        piece = _scores(by_piece, pa[i])
        near = sorted({*concept, *piece}, key=lambda j: (-(concept.get(j, 0.0) + piece.get(j, 0.0)), j))[:CANDIDATES]
        for j in near:
            found[i, j] = 0.5 * _dot(vector, cb[j]) + 0.5 * (_dot(pa[i], pb[j]) if large else piece.get(j, 0.0))
    return found


def align(a: list[Statement], b: list[Statement]) -> list[Link]:
    """Link the sentences of two texts, in the order of the first; sentences without partner are in no link."""
    found = similarities(a, b)
    pairs = _greedy(found)
    groups = _attach(found, pairs)
    moved = _moved([(min(x), min(y)) for x, y, _ in groups])
    links = [
        Link(tuple(sorted(x)), tuple(sorted(y)), round(score, 3), score < WEAK, n in moved,
             [w for i in sorted(x) for w in a[i].stems] == [w for j in sorted(y) for w in b[j].stems])
        for n, (x, y, score) in enumerate(groups)
    ]  # fmt: skip
    return sorted(links, key=lambda k: (k.a, k.b))


def _ranked(found: dict[tuple[int, int], float]) -> list[tuple[int, int, float]]:
    """Best first. Ties by what is the same whichever text comes first, so that swapping the texts swaps the result."""
    return [
        (i, j, s) for (i, j), s in sorted(found.items(), key=lambda e: (-round(e[1], 9), sum(e[0]), min(e[0]), e[0]))
    ]


def _greedy(found: dict[tuple[int, int], float]) -> list[tuple[int, int, float]]:
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs = []
    for i, j, score in _ranked(found):
        if score < TAU:
            break
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            pairs.append((i, j, score))
    return pairs


def _attach(
    found: dict[tuple[int, int], float], pairs: list[tuple[int, int, float]]
) -> list[tuple[set[int], set[int], float]]:
    """Let a left-over sentence join a link whose partner it resembles: one sentence here is often two there."""
    groups: list[tuple[set[int], set[int], float]] = [({i}, {j}, score) for i, j, score in pairs]
    of_a = {i: n for n, (i, _, _) in enumerate(pairs)}
    of_b = {j: n for n, (_, j, _) in enumerate(pairs)}
    done_a, done_b = set(of_a), set(of_b)
    for i, j, score in _ranked(found):
        if score < TAU + ATTACH:
            break
        if i not in done_a and j in of_b and len(groups[of_b[j]][1]) == 1:
            groups[of_b[j]][0].add(i)
            done_a.add(i)
        elif j not in done_b and i in of_a and len(groups[of_a[i]][0]) == 1:
            groups[of_a[i]][1].add(j)
            done_b.add(j)
    return groups


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
