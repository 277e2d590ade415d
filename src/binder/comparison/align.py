"""Which sentences speak of the same matter, wherever they stand: sparse TF-IDF over concepts and letters, best first.

Order carries no meaning between two opinions (a quarter of true links cross), so nothing here keeps it. No matrix is
made: only pairs that share a rare enough feature are looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from binder.comparison.facts import Fact
from binder.comparison.found import Opinion
from binder.comparison.statement import Statement
from binder.comparison.words import EVERYDAY_WORDS, STOPWORDS
from binder.model.comparison import Link

TAU = 0.07  # below this two sentences are not linked
WEAK = 0.13  # below this a link is drawn as unsure
ATTACH = 0.17  # from here a left-over sentence joins a link that is there already
PART = 0.5  # ... and this much of how alike those are that it joins
EXTRA = 0.3  # from here two sentences that have partners are linked all the same
SURE = 0.6  # a sentence this like its partner needs no second one
SHARE = 0.7  # ... and resemble each other this much of what they resemble their partners
MANY = 150  # from so many sentences on, common features are dropped from the index
COMMON = 0.04
ROLE = 1.1  # weight of what is measured; VALUE of the number itself
VALUE = 1.4
CANDIDATES = 10
EVERYDAY = 0.3  # two sentences that share words of everyday speech alone need this much to be linked
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


def _counts(statements: list[Statement], facts: list[list[Fact]]) -> tuple[list[Vector], list[Vector]]:
    concepts: list[Vector] = []
    pieces: list[Vector] = []
    for s, own in zip(statements, facts, strict=True):
        found: Vector = dict(_values(own))
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


def _values(facts: list[Fact]) -> Iterator[tuple[str, float]]:
    """What a sentence measures, and the numbers themselves: two sentences with the same 6.2 likely mean the same."""
    for fact in facts:
        yield f"={fact.key or fact.dimension}:{fact.label if fact.dimension == 'days' else ''}", ROLE
        if fact.values and fact.dimension != "age":
            yield f"={fact.values[0]:.4g}", VALUE
        if fact.key == "age":
            yield "age", 1.0


def _weigh(a: list[Vector], b: list[Vector]) -> None:
    """Multiply by inverse document frequency over both texts and bring every vector to length one."""
    seen: Counter[str] = Counter()
    for vector in (*a, *b):
        seen.update(vector.keys())
    total = len(a) + len(b)
    for vector in (*a, *b):
        for key in vector:
            vector[key] *= log((total + 3) / (seen[key] + 0.5))
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


def similarities(a: Opinion, b: Opinion) -> dict[tuple[int, int], float]:
    """How alike two sentences are, 0 to 1, for the pairs worth looking at."""
    (ca, pa), (cb, pb) = _counts(a.statements, a.facts), _counts(b.statements, b.facts)
    _weigh(ca, cb)
    _weigh(pa, pb)
    large = len(b.statements) > MANY
    by_concept, by_piece = _index(cb), ({} if large else _index(pb))
    words_a, words_b = [_weighty(s) for s in a.statements], [_weighty(s) for s in b.statements]
    found: dict[tuple[int, int], float] = {}
    for i, vector in enumerate(ca):
        concept = _scores(by_concept, vector)
        piece = _scores(by_piece, pa[i])
        near = sorted({*concept, *piece}, key=lambda j: (-(concept.get(j, 0.0) + piece.get(j, 0.0)), j))[:CANDIDATES]
        for j in near:
            score = 0.5 * _dot(vector, cb[j]) + 0.5 * (_dot(pa[i], pb[j]) if large else piece.get(j, 0.0))
            if score >= EVERYDAY or _share_a_matter(vector, cb[j], words_a[i], words_b[j]):
                found[i, j] = score
    return found


def _share_a_matter(x: Vector, y: Vector, words_x: frozenset[str], words_y: frozenset[str]) -> bool:
    """Whether two sentences have more in common than words of everyday speech: a thing, a value, a kind of action."""
    return not words_x.isdisjoint(words_y) or any(key in y and key not in EVERYDAY_WORDS for key in x)


def _weighty(statement: Statement) -> frozenset[str]:
    """The words of a sentence that can tie it to another, and the kinds of action it advises for or against."""
    words = {w for w in statement.stems if len(w) > 2 and w.isalpha()} - STOPWORDS - EVERYDAY_WORDS
    return frozenset(words | {f"={t.kind}" for t in statement.terms if t.advice and t.kind in ("drug", "procedure")})


@dataclass(frozen=True, slots=True)
class ByHand:
    """Pairs of sentences (index in A, index in B) that a reader has tied together, or taken apart."""

    forced: frozenset[tuple[int, int]] = frozenset()
    forbidden: frozenset[tuple[int, int]] = frozenset()


def align(a: Opinion, b: Opinion, by_hand: ByHand | None = None) -> list[Link]:
    """Link the sentences of two texts, in the order of the first; sentences without partner are in no link."""
    by_hand = by_hand or ByHand()
    found = {pair: score for pair, score in similarities(a, b).items() if pair not in by_hand.forbidden}
    found.update(dict.fromkeys(by_hand.forced, 1.0))
    pairs = _greedy(found)
    groups = _attach(found, pairs)
    moved = _moved([(min(g.a), min(g.b)) for g in groups])
    links = [_link(a, b, group, n in moved) for n, group in enumerate(groups)]
    return sorted(links, key=lambda k: (k.a, k.b))


def _link(a: Opinion, b: Opinion, group: _Group, moved: bool) -> Link:
    mine, theirs = tuple(sorted(group.a)), tuple(sorted(group.b))
    same = [w for i in mine for w in a.statements[i].stems] == [w for j in theirs for w in b.statements[j].stems]
    return Link(mine, theirs, round(group.score, 3), group.score < WEAK, moved, same)


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


@dataclass(slots=True)
class _Group:
    a: set[int]
    b: set[int]
    score: float


def _attach(found: dict[tuple[int, int], float], pairs: list[tuple[int, int, float]]) -> list[_Group]:
    """Let a sentence join a link whose partner it resembles: one sentence here is often two there.

    A sentence without partner needs ATTACH; one that has a partner already needs EXTRA and to resemble the other
    nearly as much as its partner does.
    """
    groups = [_Group({i}, {j}, score) for i, j, score in pairs]
    of_a = {i: groups[n] for n, (i, _, _) in enumerate(pairs)}
    of_b = {j: groups[n] for n, (_, j, _) in enumerate(pairs)}
    done_a, done_b = set(of_a), set(of_b)
    for i, j, score in _ranked(found):
        if score < min(ATTACH, EXTRA):
            break
        if i in of_a and j in of_b:
            own = max(of_a[i].score, of_b[j].score)
            if of_a[i] is not of_b[j] and (score == 1.0 or (own < SURE and score >= max(EXTRA, SHARE * own))):
                groups.append(_Group({i}, {j}, score))
        elif j in of_b and i not in done_a and score >= max(ATTACH, PART * of_b[j].score):
            done_a.add(i)
            groups += _joined(of_b[j].a, of_b[j].b, i, j, score)
        elif i in of_a and j not in done_b and score >= max(ATTACH, PART * of_a[i].score):
            done_b.add(j)
            groups += _joined(of_a[i].b, of_a[i].a, j, i, score, swapped=True)
    return groups


def _joined(
    own: set[int], other: set[int], new: int, partner: int, score: float, *, swapped: bool = False
) -> list[_Group]:
    """Add a sentence to a link that has one sentence on the other side; else the two make a link of their own."""
    if len(other) == 1:
        own.add(new)
        return []
    return [_Group({partner}, {new}, score) if swapped else _Group({new}, {partner}, score)]


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
