"""How alike two sentences are, as named features: words, letters, kin of words, values, kinds of things, place.

Words are weighed by how rare they are in both texts. Kin are words that mean the same or nearly so ("nephrectomy":
removal, kidney), so that a letter in plain words finds the report it speaks of. Every feature is the same whichever
text comes first.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import heappush, heappushpop, nlargest
from math import log, sqrt

from binder.comparison.drug_classes import drug_classes
from binder.comparison.facts import Fact
from binder.comparison.found import Opinion
from binder.comparison.lexicon import lexicon
from binder.comparison.meaning import Meaning, meaning
from binder.comparison.statement import Statement
from binder.comparison.words import EVERYDAY_WORDS, STOPWORDS
from binder.knowledge import load

MANY = 150  # from so many sentences on, common features are dropped from the index
COMMON = 0.04
CANDIDATES = 10
LONG = 1000  # sentences from which fewer partners are looked at
FEWER = 4
ROLE = 1.1  # weight of what is measured; VALUE of the number itself
VALUE = 1.4
EXPLAINS = 0.5  # how near a word is to one that it explains
EVERYDAY = 0.3  # two sentences that share words of everyday speech alone must be this alike
CALM = 0.4  # weight of a word of everyday speech among kin
SHORT_NAMES = 600  # sentences; in longer texts short names are not looked up in full
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
GROUP = 0.8
_SURGICAL = re.compile(
    r"(?:ectomy|otomy|ostomy|plasty|desis|pexy|fusion|surgery|resection|excision|repair|replacement)\b"
)
_OF_SURGERY = frozenset(("surgical", "surgery"))
_MEASURED = frozenset(("test", "measure"))
_ILL = frozenset(("disease", "finding"))

NAMES = (
    "bias", "concept", "piece", "kin_least", "kin_best", "kin_rank", "cover", "least_rank", "best_rank", "lead",
    "rarest", "drug", "procedure", "illness", "measured", "anatomy", "value", "same_key", "other_value",
    "same_days", "other_days", "same_axis", "other_axis", "both_advise", "one_advises", "opposite", "length",
    "short", "family", "stage", "everyday", "alike_and_first", "capitals", "meaning", "meaning_least_rank",
    "meaning_best_rank", "meaning_lead", "meaning_and_first", "matter", "wider",
)  # fmt: skip

Vector = dict[str, float]
Pair = tuple[int, int]
Features = Sequence[float]


@cache
def _kin_lines() -> dict[str, str]:
    """A word -> its line, read no further before it is asked for."""
    return dict(line.split(": ", 1) for line in load("comparison_kin")["kin"].strip().splitlines())


@lru_cache(maxsize=65_536)
def kin_of(word: str) -> tuple[tuple[str, float], ...]:
    """The kin of a folded word or phrase, each with how near it is (0 to 1)."""
    explain, _, near = _kin_lines().get(word, "").partition("=")
    found = {other[2:]: int(other[:2]) / 100 for other in near.split()}
    for other in explain.split():
        found[other] = max(found.get(other, 0.0), EXPLAINS)
    return tuple(found.items())


@lru_cache(maxsize=65_536)
def _grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[i : i + 4] for i in range(max(1, len(padded) - 3)))


@dataclass(slots=True)
class Profile:
    """What of a sentence is compared.

    Attributes:
        concept, piece: weighed words and runs of four letters, of length one.
        words: own words, weighed; together 1.  kin: own words and their kin, how near each is.
        kinds: kind of thing -> names; groups: with their wider names.  matters: questions that these are answers to.
        values: (dimension, value).  days: role -> days.
        advice: 1 for, -1 against, 0 none.
    """

    concept: Vector
    piece: Vector
    words: Vector
    kin: Vector
    weighty: frozenset[str]
    capitals: frozenset[str]
    kinds: dict[str, frozenset[str]]
    groups: dict[str, frozenset[str]]
    matters: frozenset[str]
    values: frozenset[tuple[str, float]]
    dimensions: frozenset[str]
    keys: frozenset[str]
    days: frozenset[str]
    axis: str
    advice: float
    length: int
    family: bool


def _profile(s: Statement, facts: list[Fact]) -> Profile:
    concept: Vector = dict(_values(facts))
    grams: list[str] = []
    own, kin = _with_kin(s)
    kinds: dict[str, set[str]] = defaultdict(set)
    for term in s.terms:
        concept[term.name] = max(concept.get(term.name, 0.0), _KIND_WEIGHT[term.kind])
        if term.kind:
            kinds[term.kind].add(term.name)
            for group in _groups(term.kind, term.name):
                concept.setdefault(group, GROUP)
        for n in range(term.first, term.last):
            if s.stems[n].isalnum():
                grams += _grams(s.stems[n])
        for word in term.name.split() if term.kind else ():
            grams += _grams(word)
    advised = [t.advice for t in s.terms if t.explicit or (t.advice and t.kind in ("drug", "procedure"))]
    advice = min(advised, key=lambda v: (v >= 0, -abs(v))) if advised else 0.0
    words = {w for w in s.stems if len(w) > 2 and w.isalpha()} - STOPWORDS - EVERYDAY_WORDS
    text = s.text
    raw = {text[a:b] for a, b in zip(s.starts, s.ends, strict=True)}
    return Profile(
        concept,
        {g: 1.0 + log(n) if n > 1 else 1.0 for g, n in Counter(grams).items()},
        own,
        kin,
        frozenset(words | {f"={t.kind}" for t in s.terms if t.advice and t.kind in ("drug", "procedure")}),
        frozenset(w.lower() for w in raw if not w.islower() and sum(map(str.isupper, w)) > 1),
        {kind: frozenset(names) for kind, names in kinds.items()},
        {kind: frozenset(g for name in names for g in _groups(kind, name)) for kind, names in kinds.items()},
        frozenset(m for names in kinds.values() for name in names for m in lexicon().matters.get(name, ())),
        frozenset((f.dimension, round(v, 3)) for f in facts for v in f.values if f.dimension != "age"),
        frozenset(f.dimension for f in facts if f.dimension not in ("bare", "days")),
        frozenset(f.key for f in facts if f.key),
        frozenset(f.label for f in facts if f.dimension == "days" and f.label),
        s.axis_hint,
        advice,
        len(s.terms),
        any("family" in t.frames for t in s.terms),
    )


@lru_cache(maxsize=65_536)
def _groups(kind: str, name: str) -> tuple[str, ...]:
    """The groups a thing belongs to: its wider names, its class as a medicine, surgery where it is an operation."""
    found = [f"={wide}" for wide in lexicon().wider.all_of(name)] if kind else []
    if kind == "procedure" and (
        name == "surgery" or _SURGICAL.search(name) or any(w in _OF_SURGERY for w, _ in kin_of(name))
    ):
        found.append("=surgery")
    if kind == "drug":
        found += [f"={group}" for group, members in drug_classes().items() if name in members]
    # Its own name too, so that it meets what is narrower.
    return tuple(dict.fromkeys((*found, f"={name}")))


def _with_kin(statement: Statement) -> tuple[Vector, Vector]:
    """The words that say something, and the same with their kin."""
    own: dict[str, float] = {}
    phrases: set[str] = set()
    for term in statement.terms:
        stems = [w for w in statement.stems[term.first : term.last] if w.isalpha() and w not in STOPWORDS]
        own.update(dict.fromkeys(stems, 1.0))
        if term.kind:
            own.update(dict.fromkeys(term.name.split(), 1.0))
            phrases.update((term.name, " ".join(stems)))
    kin: Vector = {}
    for word in own.keys() | phrases:
        for other, near in kin_of(word):
            if near > kin.get(other, 0.0):
                kin[other] = near
    kin.update(own)
    return own, kin


def _values(facts: list[Fact]) -> Iterator[tuple[str, float]]:
    """What a sentence measures, and the numbers themselves: two sentences with the same 6.2 likely mean the same."""
    for fact in facts:
        yield f"={fact.key or fact.dimension}:{fact.label if fact.dimension == 'days' else ''}", ROLE
        if fact.values and fact.dimension != "age":
            yield f"={fact.values[0]:.4g}", VALUE
        if fact.key == "age":
            yield "age", 1.0


def _weigh(vectors: list[Vector]) -> dict[str, float]:
    """Multiply by inverse document frequency over both texts, bring every vector to length one; return the weights."""
    seen: Counter[str] = Counter()
    for vector in vectors:
        seen.update(vector.keys())
    total = len(vectors)
    rare = {key: log((total + 3) / (n + 0.5)) for key, n in seen.items()}
    for vector in vectors:
        weighed = [value * rare[key] for key, value in vector.items()]
        length = sqrt(sum([v * v for v in weighed])) or 1.0
        for key, value in zip(vector, weighed, strict=True):
            vector[key] = value / length
    return rare


def _dot(x: Vector, y: Vector) -> float:
    if len(x) > len(y):
        x, y = y, x
    return sum([value * y[key] for key, value in x.items() if key in y])


def _cover(x: Vector, y: Vector) -> float:
    """How much of the weight of the shorter one stands in the other."""
    if len(x) == len(y):
        return max(_part_in(x, y), _part_in(y, x))
    return _part_in(x, y) if len(x) < len(y) else _part_in(y, x)


def _part_in(x: Vector, y: Vector) -> float:
    whole = sum([v * v for v in x.values()])
    return sum([v * v for k, v in x.items() if k in y]) / whole if whole else 0.0


def _met(x: Profile, y: Profile) -> float:
    """How much of the weight of x's words is met by a word of y or one near to it."""
    kin = y.kin
    return sum([weight * kin[word] for word, weight in x.words.items() if word in kin])


def _weigh_words(both: list[Profile]) -> None:
    """Rare words weigh more; those of one sentence weigh one together."""
    seen = Counter(word for p in both for word in p.words)
    for p in both:
        for word in p.words:
            calm = CALM if word in EVERYDAY_WORDS else 1.0
            p.words[word] = calm * log((len(both) + 3) / (seen[word] + 0.5))
        whole = sum(p.words.values()) or 1.0
        for word in p.words:
            p.words[word] /= whole


def _short_names(a: Opinion, b: Opinion) -> Iterator[tuple[int, int, str]]:
    """(0 for A or 1 for B, sentence, name) where a short name in capitals of one text stands in full in the other."""
    if len(a.statements) + len(b.statements) > SHORT_NAMES:
        return
    for side, opinion, other in ((0, a, b), (1, b, a)):
        told = {w for s in other.statements for w in s.words}
        for n, s in enumerate(opinion.statements):
            for x, y, word in zip(s.starts, s.ends, s.words, strict=True):
                raw = s.text[x:y]
                if not (3 <= len(raw) <= 6 and raw.isupper() and raw.isalpha()) or word in told or s.text.isupper():
                    continue
                for m, t in enumerate(other.statements):
                    if any(_spells(word, t.words, k) for k in range(len(t.words)) if t.words[k][0] == word[0]):
                        yield side, n, word
                        yield 1 - side, m, word


def _spells(name: str, words: list[str], k: int) -> bool:
    """Whether the words from k on begin with the letters of a short name, some letters perhaps inside the words."""
    at = used = 0
    while at < len(name) and k < len(words) and words[k][0] == name[at]:
        word, at, used = words[k], at + 1, used + 1
        following = words[k + 1][0] if k + 1 < len(words) else ""
        place = 0
        while at < len(name) and name[at] != following and (place := word.find(name[at], place + 1)) > 0:
            at += 1
        k += 1
    return at == len(name) and used >= 2


def profiles(a: Opinion, b: Opinion) -> tuple[list[Profile], list[Profile], dict[str, float], Meaning]:
    """The sentences of both texts ready to be compared, how rare each concept is, how near they are in meaning."""
    sides = [[_profile(s, f) for s, f in zip(o.statements, o.facts, strict=True)] for o in (a, b)]
    for side, n, name in _short_names(a, b):
        sides[side][n].concept[f"@{name}"] = VALUE
        sides[side][n].words[name] = sides[side][n].kin[name] = 1.0
    both = [*sides[0], *sides[1]]
    rare = _weigh([p.concept for p in both])
    _weigh([p.piece for p in both])
    _weigh_words(both)
    return sides[0], sides[1], rare, meaning([s.text for s in a.statements], [s.text for s in b.statements])


def _index(vectors: list[Vector]) -> dict[str, list[tuple[int, float]]]:
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for j, vector in enumerate(vectors):
        for key, value in vector.items():
            index[key].append((j, value))
    if len(vectors) > MANY:
        most = max(12, COMMON * len(vectors))
        return {key: posts for key, posts in index.items() if len(posts) <= most}
    return index


def _scores(index: dict[str, list[tuple[int, float]]], vector: Vector, into: dict[int, float]) -> None:
    for key, value in vector.items():
        for j, other in index.get(key, ()):
            into[j] += value * other


def candidates(mine: list[Profile], theirs: list[Profile]) -> dict[Pair, float]:
    """The pairs worth looking at, with how alike they are at first sight: the best few of either sentence."""
    large = len(theirs) > MANY
    most = CANDIDATES if len(theirs) < LONG else FEWER
    asked = [("concept", "concept"), ("words", "kin")] + ([] if large else [("kin", "words"), ("piece", "piece")])
    indices = [(name, _index([getattr(p, other) for p in theirs])) for name, other in asked]
    found: dict[Pair, float] = {}
    best_of: list[list[tuple[float, int]]] = [[] for _ in theirs]
    for i, profile in enumerate(mine):
        scores: dict[int, float] = defaultdict(float)
        for name, index in indices:
            _scores(index, getattr(profile, name), scores)
        if not large:
            found.update({(i, j): score for j, score in scores.items()})
            continue
        cut = nlargest(most, scores.values())[-1] - 1e-9 if scores else 0.0
        high = [e for e in scores.items() if e[1] >= cut]
        for j, score in nlargest(most, high, key=lambda e: (round(e[1], 9), -e[0])):
            found[i, j] = score
        for j, score in scores.items():
            if len(best_of[j]) < most:
                heappush(best_of[j], (round(score, 9), -i))
            elif score > best_of[j][0][0]:
                heappushpop(best_of[j], (round(score, 9), -i))
    for j, best in enumerate(best_of):
        for score, i in best:
            found.setdefault((-i, j), score)
    return found


def candidate_features(
    mine: list[Profile], theirs: list[Profile], rare: dict[str, float], meant: Meaning
) -> dict[Pair, tuple[float, Features]]:
    """Of every candidate pair how alike its words are, and its features in the order of NAMES."""
    bases: dict[Pair, tuple[float, float, float, float]] = {}
    for i, j in candidates(mine, theirs).keys() | meant.closest:
        x, y = mine[i], theirs[j]
        least, best = sorted((_met(x, y), _met(y, x)))
        bases[i, j] = _dot(x.concept, y.concept), _dot(x.piece, y.piece), least, best
    first = {pair: (c + p + (least + best) / 2) / 3 for pair, (c, p, least, best) in bases.items()}
    by_kin = {pair: least + best for pair, (_, _, least, best) in bases.items()}
    tops, kin_tops = _tops(first), _tops(by_kin)
    kept = [
        (pair, little)
        for pair in sorted(bases)
        if not (little := _say_little(mine[pair[0]], theirs[pair[1]]))
        or first[pair] >= EVERYDAY
        or (pair in meant.closest and _of_medicine(mine[pair[0]]) and _of_medicine(theirs[pair[1]]))
    ]
    found: dict[Pair, tuple[float, Features]] = {}
    best_a, best_b = meant.best_a.tolist(), meant.best_b.tolist()
    for ((i, j), little), near in zip(kept, meant.near([pair for pair, _ in kept]), strict=True):
        of_kin = min(by_kin[i, j] / (top[0] or 1.0) for top in (kin_tops[0][i], kin_tops[1][j]))
        features = _features(
            mine[i],
            theirs[j],
            (*bases[i, j], of_kin, first[i, j], little),
            (tops[0][i], tops[1][j]),
            rare,
        )
        of_words = float(not mine[i].matters.isdisjoint(theirs[j].matters)), float(_wider(mine[i], theirs[j]))
        every = features + _of_meaning(near, best_a[i], best_b[j]) + of_words
        found[i, j] = first[i, j], array("d", every)  # a quarter of the room that a tuple takes
    return found


def _wider(x: Profile, y: Profile) -> bool:
    """Whether one names a narrower thing of what the other names, or both one of the same wider thing."""
    return any(not groups.isdisjoint(y.groups.get(kind, frozenset())) for kind, groups in x.groups.items())


def _of_meaning(near: float, *best: list[float]) -> tuple[float, ...]:
    """How near in meaning, beside what is nearest to either sentence."""
    ranks = sorted(near / (top[0] or 1.0) for top in best)
    lead = min(near - (top[1] if near >= top[0] - 1e-6 else top[0]) for top in best)
    return near, ranks[0], ranks[1], lead, near * ranks[0]


def _of_medicine(x: Profile) -> bool:
    """Whether a sentence names a thing of medicine or gives a value."""
    return bool(x.kinds or x.dimensions or x.days or x.advice)


def _say_little(x: Profile, y: Profile) -> float:
    """1 if two sentences have nothing in common but words of everyday speech, else 0."""
    if not x.weighty.isdisjoint(y.weighty) or not (x.concept.keys() & y.concept.keys()) <= EVERYDAY_WORDS:
        return 0.0
    met = any(k in y.kin and k not in EVERYDAY_WORDS for k in x.words)
    return float(not met and not any(k in x.kin and k not in EVERYDAY_WORDS for k in y.words))


Tops = dict[int, list[float]]


def _tops(scores: dict[Pair, float]) -> tuple[Tops, Tops]:
    """The best and the second best score of every sentence of either text."""
    tops: tuple[Tops, Tops] = (defaultdict(lambda: [0.0, 0.0]), defaultdict(lambda: [0.0, 0.0]))
    for (i, j), score in scores.items():
        for top in (tops[0][i], tops[1][j]):
            if score > top[0]:
                top[:] = score, top[0]
            elif score > top[1]:
                top[1] = score
    return tops


def _features(
    x: Profile,
    y: Profile,
    base: tuple[float, ...],
    tops: tuple[list[float], list[float]],
    rare: dict[str, float],
) -> tuple[float, ...]:
    concept, piece, least, best, of_kin, score, little = base
    ranks = sorted(score / (top[0] or 1.0) for top in tops)
    leads = [score - (top[1] if score >= top[0] else top[0]) for top in tops]
    shared = x.concept.keys() & y.concept.keys()

    both = {kind for kind, names in x.kinds.items() if kind in y.kinds and not names.isdisjoint(y.kinds[kind])}
    same_value = len(x.values & y.values)
    days = bool(x.days and y.days)
    known = bool(x.axis and y.axis)
    return (
        1.0,
        concept,
        piece,
        least,
        best,
        of_kin,
        _cover(x.concept, y.concept),
        ranks[0],
        ranks[1],
        min(leads),
        max((rare[k] for k in shared if k not in EVERYDAY_WORDS), default=0.0) / 4,
        float("drug" in both),
        float("procedure" in both),
        float(not both.isdisjoint(_ILL)),
        float(not both.isdisjoint(_MEASURED)),
        float("anatomy" in both),
        float(min(2, same_value)),
        float(bool(x.keys & y.keys)),
        float(not same_value and bool(x.dimensions & y.dimensions)),
        float(bool(x.days & y.days)),
        float(days and not x.days & y.days),
        float(known and x.axis == y.axis),
        float(known and x.axis != y.axis),
        float(bool(x.advice and y.advice)),
        float(bool(x.advice) != bool(y.advice)),
        float(x.advice * y.advice < 0),
        abs(log((x.length + 1) / (y.length + 1))),
        float(min(x.length, y.length) <= 2),
        float(x.family and y.family),
        float("stage" in x.keys and "stage" in y.keys),
        little,
        score * ranks[0],
        float(bool(x.capitals & y.capitals)),
    )
