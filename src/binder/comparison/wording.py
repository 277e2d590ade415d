"""Words inside a link that have no counterpart on the other side: shown dimly, never hidden."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from typing import cast

from binder.comparison.found import Pair, Part
from binder.comparison.statement import Statement
from binder.comparison.words import STOPWORDS

_MOST = 85  # characters of one mark a side


def _folded(statements: list[tuple[int, Statement]]) -> list[tuple[str, int, int]]:
    """(name, sentence, token) of every word; a known thing goes by its concept."""
    return [(name, n, i) for n, s in statements for name, i in _named(s)]


def _named(s: Statement) -> list[tuple[str, int]]:
    """(name, token) of every word of a sentence; looked up once."""
    if "named" not in s.cues:
        names = {i: t.name for t in s.terms for i in range(t.first, t.last)}
        s.cues["named"] = [
            (names.get(i, stem), i) for i, stem in enumerate(s.stems) if stem[0].isalnum() or stem in "+%<>"
        ]
    return cast("list[tuple[str, int]]", s.cues["named"])


def wording(pair: Pair) -> list[tuple[tuple[Part, ...], tuple[Part, ...]]]:
    """Pairs of marks: words of A without counterpart in B and the other way round, each side short."""
    left = _folded([(n, pair.a.statements[n]) for n in pair.link.a])
    right = _folded([(n, pair.b.statements[n]) for n in pair.link.b])
    mine, theirs = _unmatched(left, right), _unmatched(right, left)
    if not mine and not theirs:
        return []
    whole = _parts(pair.a.statements, mine), _parts(pair.b.statements, theirs)
    if all(sum([p.length for p in side]) <= _MOST for side in whole):
        return [whole]
    return _chunks(pair, left, right, set(mine), set(theirs))


def _unmatched(words: list[tuple[str, int, int]], others: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    there = {name for name, _, _ in others}
    # A word stands for all its likes; of numbers and marks each stands for one.
    left = Counter([name for name, _, _ in others if not name.isalpha()])
    rest = []
    for name, n, i in words:
        if name in there:
            if name not in left:
                continue
            if left[name]:
                left[name] -= 1
                continue
        if name not in STOPWORDS or name in ("not", "no", "before", "after", "without"):
            rest.append((n, i))
    return rest


def _parts(statements: list[Statement], tokens: list[tuple[int, int]]) -> tuple[Part, ...]:
    """Join neighbouring tokens into stretches."""
    stretches: list[list[int]] = []  # sentence, first token, last token
    for n, i in tokens:
        if stretches and stretches[-1][0] == n and i - stretches[-1][2] <= 1:
            stretches[-1][2] = i
        else:
            stretches.append([n, i, i])
    return tuple([Part(n, (statements[n].place(first, last + 1),)) for n, first, last in stretches])


def _chunks(
    pair: Pair,
    left: list[tuple[str, int, int]],
    right: list[tuple[str, int, int]],
    mine: set[tuple[int, int]],
    theirs: set[tuple[int, int]],
) -> list[tuple[tuple[Part, ...], tuple[Part, ...]]]:
    """Long marks are cut where both sides have words in common, in their order."""
    matcher = SequenceMatcher(None, [w[0] for w in left], [w[0] for w in right], autojunk=False)
    chunks: list[tuple[tuple[Part, ...], tuple[Part, ...]]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        x = [(n, i) for _, n, i in left[i1:i2] if (n, i) in mine]
        y = [(n, i) for _, n, i in right[j1:j2] if (n, i) in theirs]
        if x or y:
            chunks += _cut(_parts(pair.a.statements, x), _parts(pair.b.statements, y))
    return chunks


def _cut(x: tuple[Part, ...], y: tuple[Part, ...]) -> list[tuple[tuple[Part, ...], tuple[Part, ...]]]:
    """Split a pair of marks until each side is short enough."""
    if (sum([p.length for p in x]) <= _MOST and sum([p.length for p in y]) <= _MOST) or (len(x) <= 1 and len(y) <= 1):
        return [(x, y)]
    hx, hy = (len(x) + 1) // 2, (len(y) + 1) // 2
    return [half for half in (*_cut(x[:hx], y[:hy]), *_cut(x[hx:], y[hy:])) if half[0] or half[1]]
