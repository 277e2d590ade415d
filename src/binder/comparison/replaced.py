"""One word for another: two sentences nearly the same, in which a word of content stands in another's place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import cast

from binder.comparison.found import TIGHT, Found, Pair, Part
from binder.comparison.kin import kin_of
from binder.comparison.leftovers import axis_of
from binder.comparison.statement import Statement
from binder.comparison.words import EMPTY_WORDS, EVERYDAY_WORDS, STOPWORDS
from binder.model.comparison import Axis, Tier

REPLACED = "one word for another"
ALIKE = 0.7  # share of words in common from which two sentences say the same but for a word
MOST = 2  # words that stand for others
FORM = 4  # letters that two forms of one word have in common
NEAR = 0.6  # how near a word must be to another to be no other word
FEW = 3  # words of content below which a sentence is too short to tell
_LEADS = (Axis.TIMING, Axis.TREATMENT, Axis.STAGING, Axis.DIAGNOSIS, None)


def replaced(pair: Pair) -> Iterator[Found]:
    """Words of content in each other's place, inside a link of two sentences that are nearly the same."""
    if len(pair.link.a) != 1 or len(pair.link.b) != 1:
        return
    (n,), (m,) = pair.link.a, pair.link.b
    a, b = pair.a.statements[n], pair.b.statements[m]
    mine, theirs = _content(a), _content(b)
    # What two sequences have in common is at most the words they have in common, in any order.
    least, whole = min(len(mine), len(theirs)), len(mine) + len(theirs)
    if least < FEW or 2 * least / whole < ALIKE:
        return
    there = Counter([w for _, w in theirs])
    if 2 * sum([min(k, there[w]) for w, k in Counter([w for _, w in mine]).items()]) / whole < ALIKE:
        return
    matcher = SequenceMatcher(None, [w for _, w in mine], [w for _, w in theirs], autojunk=False)
    if matcher.ratio() < ALIKE:
        return
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "replace" or max(i2 - i1, j2 - j1) > MOST:
            continue
        x, y = mine[i1:i2], theirs[j1:j2]
        if _told(x) and _told(y) and not _same(x, y):
            left, right = _part(a, n, x), _part(b, m, y)
            if left and right:
                told = (axis_of(pair.a, left, lone=False), axis_of(pair.b, right, lone=False))
                axis, kind = min(told, key=lambda t: (_LEADS.index(t[0]), t[1]))
                yield Found(Tier.POSSIBLE, axis, kind, REPLACED, left, right, pair.number)


def _content(s: Statement) -> list[tuple[int, str]]:
    """(token, name) of the words that say something; a known thing goes by its concept."""
    if "content" not in s.cues:
        names = {i: t.name for t in s.terms for i in range(t.first, t.last)}
        s.cues["content"] = [
            (i, names.get(i, stem))
            for i, stem in enumerate(s.stems)
            if stem[0].isalnum() and s.words[i] not in STOPWORDS
        ]
    return cast("list[tuple[int, str]]", s.cues["content"])


def _told(words: list[tuple[int, str]]) -> bool:
    """Whether the words are more than everyday speech, and no values: those have rules of their own."""
    if any(c.isdigit() for _, w in words for c in w):
        return False
    return any(len(w) > 3 and w.isalpha() and w not in EVERYDAY_WORDS and w not in EMPTY_WORDS for _, w in words)


def _same(x: list[tuple[int, str]], y: list[tuple[int, str]]) -> bool:
    """Whether a word on one side is one on the other, a form of it, or near to it."""
    left, right = {w for _, w in x}, {w for _, w in y}
    near = {other for w in left for other, how in kin_of(w) if how >= NEAR}
    far = {other for w in right for other, how in kin_of(w) if how >= NEAR}
    forms = {w[:FORM] for w in left} & {w[:FORM] for w in right}
    return bool(left & right or forms or near & right or far & left)


def _part(s: Statement, n: int, words: list[tuple[int, str]]) -> Part | None:
    start, end = s.starts[words[0][0]], s.ends[words[-1][0]]
    return Part(n, ((start, end),), s.text[start:end]) if end - start <= TIGHT else None
