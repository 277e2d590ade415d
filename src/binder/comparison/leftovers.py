"""What is left of two linked sentences once all that both say is taken out, and what a sentence alone says.

No rule and no list of things spoken of is needed here: a left-over becomes a possible difference where the learned
weights of `chance` hold it for likely.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import cast

from binder.comparison.cues import cues_of
from binder.comparison.facts import SPREAD, Fact
from binder.comparison.found import NOT_NOW, TIGHT, Found, Opinion, Pair, Part
from binder.comparison.kin import kin_of
from binder.comparison.other_scales import one_state
from binder.comparison.rounding import one_share
from binder.comparison.scaled import steps
from binder.comparison.statement import Statement, Term
from binder.comparison.stretches import stretches
from binder.comparison.surroundings import surroundings
from binder.comparison.values import same_value
from binder.comparison.words import EMPTY_WORDS, EVERYDAY_WORDS, STOPWORDS
from binder.model.comparison import Axis, Tier

# The rules of what is left over in a link, and of what stands in none.
UNRULED, BY_ONE = "words without counterpart", "said by one alone"

NEAR = 0.6  # how near a word must be to one of the other side to count as said there
CALM = 0.4  # weight of a word of everyday speech
_KEPT = frozenset(("not", "no", "without", "before", "after", "never", "nor", "only", "too", "both", "over", "under"))
_WEIGHTS = {"drug": 2.0, "procedure": 2.0, "disease": 1.8, "finding": 1.8, "test": 1.3, "measure": 1.3, "anatomy": 0.9,
            "topic": 0.6, "": 0.8}  # fmt: skip

_LEADS = (Axis.TIMING, Axis.TREATMENT, Axis.STAGING, Axis.DIAGNOSIS, None)

Features = dict[str, float]
Marked = Mapping[int, list[tuple[int, int]]]  # sentence -> places that a rule has marked


@dataclass(slots=True)
class Rest:
    """Left-over words: their place (sentence, token) and weight, and what they look like."""

    tokens: list[tuple[int, int, float]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    numbers: int = 0
    words: int = 0
    novel: int = 0
    whole: float = 0.0


@dataclass(frozen=True, slots=True)
class Leftover:
    """A possible difference without a rule: marks on either side, and its features."""

    a: Part | None
    b: Part | None
    features: Features
    link: int | None = None


@dataclass(slots=True)
class Known:
    """All that an opinion says: names and stems, and the words near to them."""

    names: set[str]
    near: set[str]


_NOTHING = Known(set(), set())


def known(opinion: Opinion) -> Known:
    """What a whole opinion says; looked up once."""
    if "said" not in opinion.known:
        opinion.known["said"] = _known_of(opinion.statements)
    return cast("Known", opinion.known["said"])


def _known_of(some: Iterable[Statement]) -> Known:
    names = set[str]()
    for s in some:
        names.update(s.stems)
        for t in s.terms:
            names.add(t.name)
            if t.kind:
                names.update(t.name.split())
    return Known(names, set().union(*map(_near, names)))


def _there(opinion: Opinion, sentences: tuple[int, ...]) -> Known:
    """What some sentences say."""
    return _known_of(opinion.statements[n] for n in sentences)


def _said(name: str, stem: str, there: Known) -> bool:
    names = there.names
    return name in names or stem in names or stem in there.near or not _near(stem).isdisjoint(names)


@lru_cache(maxsize=65_536)
def _near(word: str) -> frozenset[str]:
    return frozenset(other for other, how in kin_of(word) if how >= NEAR)


def _rest(
    opinion: Opinion,
    sentences: tuple[int, ...],
    there: Known,
    facts: list[Fact],
    everywhere: Known,
    marked: Marked,
) -> Rest:
    """The words of some sentences that have no counterpart among what the other side says there."""
    rest, whole = Rest(), 0.0
    for n in sentences:
        s, own = opinion.statements[n], opinion.facts[n]
        taken = [(f.start, f.end) for f in own if any([_equal(f, other) for other in facts])] if facts else []
        taken += marked.get(n, ())
        told = {i for x, y in taken for i in range(bisect_left(s.starts, x), bisect_left(s.starts, y))}
        for i, stem, name, kind, weight in _telling(s):
            whole += weight
            if i in told:
                continue
            number = stem[0].isdigit()
            if _said(name, stem, there) and not (number and _in_fact(own, s, i)):
                continue
            rest.tokens.append((n, i, 2.0 if number else weight))
            if kind:
                rest.kinds.add(kind)
            if number:
                rest.numbers += 1
                continue
            rest.words += 1
            if stem not in EVERYDAY_WORDS and not _said(name, stem, everywhere):
                rest.novel += 1
    rest.whole = whole
    return rest


_Word = tuple[int, str, str, str, float]


def _telling(s: Statement) -> list[_Word]:
    """(token, stem, name and kind of what it is part of, weight) of the words that say something; looked up once."""
    if "telling" not in s.cues:
        parts: dict[int, Term] = {i: t for t in s.terms for i in range(t.first, t.last)}
        found: list[_Word] = []
        for i, (word, stem) in enumerate(zip(s.words, s.stems, strict=True)):
            share = _share(word, stem)
            if share:
                term = parts.get(i)
                name, kind, weight = (term.name, term.kind, _WEIGHTS[term.kind]) if term else (stem, "", 0.5)
                found.append((i, stem, name, kind, weight * share))
        s.cues["telling"] = found
    telling: list[_Word] = s.cues["telling"]
    return telling


@lru_cache(maxsize=65_536)
def _share(word: str, stem: str) -> float:
    """How much of the weight of its kind a word has: a small one none, one of everyday speech a part."""
    if not (stem[0].isalnum() or stem == "%") or (word in STOPWORDS and word not in _KEPT):
        return 0.0
    return CALM if stem in EVERYDAY_WORDS or stem in EMPTY_WORDS else 1.0


def _in_fact(facts: list[Fact], s: Statement, i: int) -> bool:
    return any(f.start <= s.starts[i] < f.end and f.values for f in facts)


def _equal(x: Fact, y: Fact) -> bool:
    same = x.dimension == y.dimension and (not x.key or not y.key or x.key == y.key) and same_value(x, y)
    return same or one_share(x, y) or one_state(x, y)


def _tells(rest: Rest) -> bool:
    """Whether more is left over than words that are no matter of their own ("clinical", "shows")."""
    return any([weight > CALM for _, _, weight in rest.tokens])


def _part(opinion: Opinion, rest: Rest) -> Part | None:
    """Marks on the left-over words, the weightiest first, neighbours joined, no longer than a mark may be."""
    if not rest.tokens:
        return None
    by_sentence: dict[int, float] = {}
    for n, _, weight in rest.tokens:
        by_sentence[n] = by_sentence.get(n, 0.0) + weight
    sentence = max(by_sentence, key=lambda n: (by_sentence[n], -n))
    s = opinion.statements[sentence]
    stretches: list[list[float]] = []
    for _, i, weight in (t for t in rest.tokens if t[0] == sentence):
        if stretches and s.starts[i] - stretches[-1][1] <= 5 and s.ends[i] - stretches[-1][0] <= TIGHT:
            stretches[-1][1] = s.ends[i]
            stretches[-1][2] += weight
        else:
            stretches.append([s.starts[i], s.ends[i], weight])
    kept: list[tuple[int, int]] = []
    room = TIGHT
    for start, end, _ in sorted(stretches, key=lambda x: (-x[2], x[0])):
        if end - start <= room:
            kept.append((int(start), int(end)))
            room -= int(end - start)
    kept.sort()
    return Part(sentence, tuple(kept), " … ".join(s.text[x:y] for x, y in kept)) if kept else None


def _anchor(opinion: Opinion, sentences: tuple[int, ...], there: Known) -> Part | None:
    """Where one side has nothing left over: the words it has in common that say most, with their denial."""
    best: tuple[float, Part] | None = None
    for n in sentences:
        s = opinion.statements[n]
        for t in s.terms:
            if t.name not in EVERYDAY_WORDS and t.name in there.names:
                weight = _WEIGHTS[t.kind] + (0.5 if t.cue or t.advice_cue else 0.0)
                if best is None or weight > best[0]:
                    start, end = s.place(t.first, t.last)
                    cue = t.advice_cue or t.cue
                    if cue and abs(s.starts[cue[0]] - start) < TIGHT - 20:
                        start, end = min(start, s.starts[cue[0]]), max(end, s.ends[cue[1] - 1])
                    if end - start <= TIGHT:
                        best = weight, Part(n, ((start, end),), s.text[start:end])
    return best[1] if best else None


def _cue_count(opinion: Opinion, sentences: tuple[int, ...], group: str, names: frozenset[str]) -> int:
    return sum([c.name in names for n in sentences for c in cues_of(opinion.statements[n], group)])


_DECIDE = ("denies", "advises", "warns", "doubts", "scale")
_DENIALS = frozenset(("deny_after", "deny_before"))
_CONTRAST, _CONCORD = frozenset(("contrast",)), frozenset(("concord",))
_UNDER = tuple((axis, f"under_{axis}") for axis in ("diagnosis", "staging", "treatment", "timing", "history"))
_KINDS = tuple(
    (kind, f"both_{kind}", f"one_{kind}")
    for kind in ("drug", "procedure", "disease", "finding", "test", "measure", "anatomy")
)


@cache
def _both_and_one(sign: str) -> tuple[str, str]:
    return f"{sign}_both", f"{sign}_one"


def _signs(opinion: Opinion, sentences: tuple[int, ...]) -> Features:
    """Words that decide about a statement, counted."""
    terms = [t for n in sentences for t in opinion.statements[n].terms]
    advice = [t.advice for t in terms if t.explicit]
    frames = [t.frames for t in terms if t.frames]
    found = {
        "denies": float(_cue_count(opinion, sentences, "denial", _DENIALS) > 0),
        "advises": float(any([v > 0.5 for v in advice])),
        "warns": float(any([v < 0 for v in advice])),
        "leaves_open": float(any([v == 0.5 for v in advice])),
        "doubts": float(any([t.sure is not None and t.sure < 3 for t in terms])),
        "past": float(any([NOT_NOW & f for f in frames])),
        "condition": float(any(["condition" in f for f in frames])),
        "contrast": float(_cue_count(opinion, sentences, "tone", _CONTRAST)),
        "concord": float(_cue_count(opinion, sentences, "tone", _CONCORD)),
        "other": float(any(["other" in f for f in frames])),
        "scale": float(bool(steps(opinion, sentences))),
    }
    hints = {opinion.statements[n].axis_hint for n in sentences}
    for axis, under in _UNDER:
        found[under] = float(axis in hints)
    return found


def left_over(pair: Pair, everywhere: tuple[Known, Known], marked: tuple[Marked, Marked]) -> Leftover | None:
    """What is left over of a link, or nothing."""
    marked_a, marked_b = marked
    ruled = min(sum(n in marked_a for n in pair.link.a), sum(n in marked_b for n in pair.link.b))
    with_a, with_b = pair.with_a or pair.link.b, pair.with_b or pair.link.a
    there_b, there_a = _there(pair.b, with_a), _there(pair.a, with_b)
    facts_b = [f for _, f in pair.b.facts_of(with_a)]
    facts_a = [f for _, f in pair.a.facts_of(with_b)]
    x = _rest(pair.a, pair.link.a, there_b, facts_b, everywhere[1], marked_a)
    y = _rest(pair.b, pair.link.b, there_a, facts_a, everywhere[0], marked_b)
    if not _tells(x) and not _tells(y):
        return None
    mine = _part(pair.a, x) or _anchor(pair.a, pair.link.a, there_b)
    theirs = _part(pair.b, y) or _anchor(pair.b, pair.link.b, there_a)
    if mine is None and theirs is None:
        return None
    features = _pair_features(pair, x, y, ruled) | surroundings(pair.a, pair.b, mine, theirs)
    if not (x.kinds or y.kinds or x.numbers or y.numbers or any(features[f"{sign}_one"] for sign in _DECIDE)):
        return None  # neither a thing of medicine nor a number nor a turn in what is said of one
    return Leftover(mine, theirs, features, pair.number)


def _pair_features(pair: Pair, x: Rest, y: Rest, ruled: int) -> Features:
    sums = [sum([t[2] for t in r.tokens]) for r in (x, y)]
    shares = sorted([whole / (r.whole or 1.0) for whole, r in zip(sums, (x, y), strict=True)])
    weights = sorted([min(5.0, whole) for whole in sums])
    counts = sorted(float(min(8, r.words)) for r in (x, y))
    numbers = sorted(float(min(2, r.numbers)) for r in (x, y))
    novel = sorted(float(min(4, r.novel)) for r in (x, y))
    signs_a, signs_b = _signs(pair.a, pair.link.a), _signs(pair.b, pair.link.b)
    found: Features = {
        "bias": 1.0, "strength": pair.link.strength, "ruled": float(min(2, ruled)), "unruled": float(not ruled),
        "least_share": shares[0], "most_share": shares[1], "least_words": counts[0], "most_words": counts[1],
        "least_numbers": numbers[0], "most_numbers": numbers[1], "least_novel": novel[0], "most_novel": novel[1],
        "least_weight": weights[0], "most_weight": weights[1], "one_sided": float(not x.tokens or not y.tokens),
        "sentences": float(len(pair.link.a) + len(pair.link.b) - 2),
    }  # fmt: skip
    for kind, both, one in _KINDS:
        found[both] = float(kind in x.kinds and kind in y.kinds)
        found[one] = float((kind in x.kinds) != (kind in y.kinds))
    for name, mine in signs_a.items():
        both, one = _both_and_one(name)
        found[both] = min(mine, signs_b[name])
        found[one] = abs(mine - signs_b[name])
    return found


def alone(opinion: Opinion, n: int, everywhere: Known, likeliest: float, marked: Marked, side: str) -> Leftover | None:
    """What a sentence without partner says that the other opinion does not, or nothing."""
    s = opinion.statements[n]
    ruled = len(marked.get(n, ()))
    rest = _rest(opinion, (n,), _NOTHING, [], everywhere, marked)
    novel = _rest(opinion, (n,), everywhere, [], everywhere, marked)
    if not rest.tokens:
        return None
    part = _part(opinion, novel if novel.tokens and novel.whole else rest) or _part(opinion, rest)
    if part is None:
        return None
    facts = [f for f in opinion.facts[n] if f.key != "age" and f.label != "past"]
    kinds = {t.kind for t in s.terms}
    if not facts and kinds <= {"", "topic"}:
        return None
    features: Features = {
        "bias": 1.0, "likeliest": likeliest, "ruled": float(min(2, ruled)), "unruled": float(not ruled),
        "novel_share": sum(t[2] for t in novel.tokens) / (rest.whole or 1.0), "novel": float(min(4, novel.novel)),
        "words": float(min(20, rest.words)) / 10, "short": float(rest.words <= 3),
        "calm": sum(w in EVERYDAY_WORDS for w in s.stems) / (len(s.stems) or 1),
        "time": float(any(f.kind == "time" and f.label != "past" for f in facts)),
        "since": float(any(f.label == "past" for f in opinion.facts[n])),
        "dose": float(any(f.kind == "dose" for f in facts)),
        "number": float(any(f.kind in ("number", "biomarker", "grade", "stage") for f in facts)),
        "age": float(any(f.key == "age" for f in opinion.facts[n])),
        "facts": float(min(3, len(opinion.facts[n]))),
        "action_novel": float(bool({"drug", "procedure"} & novel.kinds)),
        "illness_novel": float(bool({"disease", "finding"} & novel.kinds)),
    }  # fmt: skip
    for kind in ("drug", "procedure", "disease", "finding", "test", "measure", "anatomy"):
        features[f"names_{kind}"] = float(kind in kinds)
    features.update(_signs(opinion, (n,)))
    features["place"] = float(n == 0 or n == len(opinion.statements) - 1)
    features |= surroundings(opinion, opinion, part, None)
    return Leftover(part, None, features) if side == "a" else Leftover(None, part, features)


def axis_of(opinion: Opinion, part: Part, *, lone: bool) -> tuple[Axis | None, str]:
    """On which axis marked words belong, and the kind of difference they would be. `lone`: one alone says them."""
    s = opinion.statements[part.sentence]
    inside = [f for f in opinion.facts[part.sentence] if part.meets(f.start, f.end)]
    tokens = [i for x, y in part.ranges for i in range(bisect_left(s.starts, x), bisect_left(s.starts, y))]
    terms = [t for t in s.terms if t.first in tokens]
    advised = any(t.advice for t in terms) or s.axis_hint in ("treatment", "timing")
    if any(f.kind == "time" and f.axis is Axis.TIMING for f in inside) and advised:
        return Axis.TIMING, "time"
    told = any(t.name in SPREAD for t in terms) or s.axis_hint == "staging"
    if any(f.kind == "stage" for f in inside) or (told and not lone):
        return Axis.STAGING, "stage" if any(f.kind == "stage" for f in inside) else "finding"
    if advised or any(f.kind == "dose" for f in inside):
        names = {t.kind for t in terms}
        return Axis.TREATMENT, next((k for k in ("drug", "procedure") if k in names), "finding")
    ill = any(t.kind in ("disease", "finding") for t in terms) or any(f.kind in ("grade", "biomarker") for f in inside)
    diagnosis = s.axis_hint == "diagnosis" or (ill and s.axis_hint != "history")
    return (Axis.DIAGNOSIS if diagnosis else None), "number" if inside else "finding"


def found_of(leftover: Leftover, a: Opinion, b: Opinion) -> Found:
    """As a difference: possible, on the axis that its words belong to, marked as a reader would underline it."""
    lone = not (leftover.a and leftover.b)
    told = [axis_of(opinion, part, lone=lone) for opinion, part in ((a, leftover.a), (b, leftover.b)) if part]
    # Which text comes first must not decide what it is called.
    axis, kind = min(told, key=lambda t: (_LEADS.index(t[0]), t[1]))
    rule = UNRULED if leftover.link is not None else BY_ONE
    shared = _medicines(a, leftover.a) & _medicines(b, leftover.b)
    mine, theirs = (part and _underlined(opinion, part, shared) for opinion, part in ((a, leftover.a), (b, leftover.b)))
    return Found(Tier.POSSIBLE, axis, kind, rule, mine, theirs, leftover.link)


def _medicines(opinion: Opinion, part: Part | None) -> frozenset[str]:
    """The medicines that a sentence names."""
    terms = opinion.statements[part.sentence].terms if part else []
    return frozenset(t.name for t in terms if t.kind == "drug")


def _underlined(opinion: Opinion, part: Part, shared: frozenset[str]) -> Part:
    """Marked words as few whole stretches."""
    s = opinion.statements[part.sentence]
    words = [(i, w) for i, _, _, _, w in _telling(s) if any([x <= s.starts[i] < y for x, y in part.ranges])]
    ranges = stretches(s, opinion.facts[part.sentence], words, shared) or part.ranges
    return Part(part.sentence, ranges, " … ".join(s.text[x:y] for x, y in ranges))


def holds_value(opinion: Opinion, part: Part) -> bool:
    """Whether a number, a time or another value stands among left-over words."""
    places, s = part.ranges, opinion.statements[part.sentence]
    inside = [any(x <= at < y for x, y in places) for at in s.starts]
    return any(here and word[0].isdigit() for here, word in zip(inside, s.words, strict=True)) or any(
        x < f.end and f.start < y for f in opinion.facts[part.sentence] for x, y in places
    )
