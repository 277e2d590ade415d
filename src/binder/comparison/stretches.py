"""Left-over words of a sentence as a reader would underline them: few stretches, whole, each with a thing in it.

A word by itself ("clear", "no", "two") says nothing; it is marked with what it is said of.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from binder.comparison.facts import Fact
from binder.comparison.found import TIGHT
from binder.comparison.meaning import is_common
from binder.comparison.statement import Statement, Term
from binder.comparison.words import NUMBER_WORDS, STOPWORDS

GAPS = 12, 5, 1  # characters between two left-over words over which a mark runs on; fewer where it grows too long
SAYING = 0.5  # weight of words that are marked though no thing stands near: one that is not everyday speech
WHOLE = 40  # characters of a value that is marked as a whole
REACH = 60  # characters of a mark widened to the thing that it is about
_BREAKS = frozenset(",;:()—–.?!")
_TURNS = frozenset(("not", "no", "without", "never", "nor", "only", "too", "both", "before", "after", "over", "under"))

Left = tuple[int, float]  # a left-over token and its weight


@dataclass(slots=True)
class _Stretch:
    """First and last token, weight of the left-over words inside, and whether a thing of medicine or a value is."""

    first: int
    last: int
    weight: float
    telling: bool = False


def stretches(
    s: Statement, facts: Sequence[Fact], left: Sequence[Left], shared: frozenset[str] = frozenset()
) -> tuple[tuple[int, int], ...]:
    """Places to mark for some left-over words, in order; as many as a mark may cover, those that say most first.

    Args:
        shared: medicines that the other sentence names too; no mark is widened to them.
    """
    own = (t for t in s.terms if t.kind and t.kind != "topic" and t.name not in shared)
    things = {i: t for t in own for i in range(t.first, t.last)}
    wholes = [_whole(s, facts, things, i, weight) for i, weight in left]
    for gap in GAPS:
        found = _joined(s, [_to_its_thing(s, facts, things, one) for one in _joined(s, wholes, gap)], 1)
        telling = [one for one in found if one.telling or one.weight >= SAYING] or found
        if sum([_length(s, one) for one in telling]) <= TIGHT:
            break
    kept: list[tuple[int, int]] = []
    room = TIGHT
    for one in sorted(telling, key=lambda one: (not one.telling, -one.weight, one.first)):
        if _length(s, one) <= room:
            kept.append(s.place(one.first, one.last + 1))
            room -= _length(s, one)
    return tuple(sorted(kept))


def _whole(s: Statement, facts: Sequence[Fact], things: dict[int, Term], i: int, weight: float) -> _Stretch:
    """A word with what it is part of: a name, a value with its unit, the thing it stands before or denies."""
    first = last = i
    thing = things.get(i)
    if thing is None and i + 1 < len(s.words) and (s.words[i] in _TURNS or not _small(s.words[i])):
        after = i + 1
        while s.words[i] in _TURNS and after + 1 < len(s.words) and s.words[after] in STOPWORDS - _TURNS:
            after += 1
        thing = things.get(after) if s.clause[after] == s.clause[i] else None
        if s.words[i] in _TURNS and s.words[after][0].isalnum() and s.clause[after] == s.clause[i]:
            last = after
    if thing and s.ends[thing.last - 1] - s.starts[min(i, thing.first)] <= REACH:
        first, last = min(first, thing.first), max(last, thing.last - 1)
    for f in facts:
        if f.start <= s.starts[i] < f.end <= f.start + WHOLE:
            first = min(first, bisect_right(s.ends, f.start))
            last = max(last, bisect_left(s.starts, f.end) - 1)
    if (
        _number(s.words[last])
        and last + 1 < len(s.words)
        and s.words[last + 1].isalpha()
        and not _small(s.words[last + 1])
    ):
        last += 1
    return _Stretch(first, last, weight)


def _joined(s: Statement, some: list[_Stretch], gap: int) -> list[_Stretch]:
    """Neighbours as one stretch, over small gaps inside a clause, no longer than a mark may be."""
    found: list[_Stretch] = []
    own = [_Stretch(one.first, one.last, one.weight, one.telling) for one in some]
    for one in sorted(own, key=lambda one: (one.first, one.last)):
        before = found[-1] if found else None
        if before and (one.first <= before.last or _near(s, before.last, one.first, gap)):
            last = max(one.last, before.last)
            if one.last <= before.last or s.ends[last] - s.starts[before.first] <= TIGHT:
                before.last, before.weight = last, before.weight + one.weight
                before.telling |= one.telling
                continue
            if one.first <= before.last:
                continue
        found.append(one)
    return found


def _near(s: Statement, i: int, j: int, gap: int) -> bool:
    between = range(i + 1, j)
    return s.starts[j] - s.ends[i] <= gap and not any(s.words[n] in _BREAKS for n in between)


def _tells(s: Statement, facts: Sequence[Fact], things: dict[int, Term], one: _Stretch) -> bool:
    """Whether a thing of medicine stands in it, a value, or a word that is no common English."""
    start, end = s.place(one.first, one.last + 1)
    if any(f.start < end and start < f.end for f in facts):
        return True
    words = s.words[one.first : one.last + 1]
    return any(n in things for n in range(one.first, one.last + 1)) or any(_number(w) or _rare(w) for w in words)


def _number(word: str) -> bool:
    return word[0].isdigit() or word in NUMBER_WORDS


def _rare(word: str) -> bool:
    return word.isalpha() and len(word) > 2 and word not in STOPWORDS and not is_common(word)


def _to_its_thing(s: Statement, facts: Sequence[Fact], things: dict[int, Term], one: _Stretch) -> _Stretch:
    """Widened, where no thing stands in it, to the nearest one of its clause, if that is near."""
    one.telling = _tells(s, facts, things, one)
    if one.telling:
        return one
    best = one
    for term in {id(t): t for t in things.values()}.values():
        wide = _Stretch(min(one.first, term.first), max(one.last, term.last - 1), one.weight, True)
        inside = s.clause[term.first] == s.clause[one.first]
        if inside and _length(s, wide) <= REACH and (best is one or _length(s, wide) < _length(s, best)):
            best = wide
    return best


def _length(s: Statement, one: _Stretch) -> int:
    return s.ends[one.last] - s.starts[one.first]


def _small(word: str) -> bool:
    return not word[0].isalnum() or word in STOPWORDS
