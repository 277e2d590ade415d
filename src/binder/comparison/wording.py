"""Words inside a link that have no counterpart on the other side: shown dimly, never hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from binder.comparison.found import Pair, Part
from binder.comparison.statement import Statement
from binder.comparison.words import STOPWORDS

_MOST = 85  # characters of one mark a side


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a sentence; a known thing goes by its concept.

    Attributes:
        words: their names; tokens: the place of each.  names: all of them.  marks: numbers and marks, how often each.
    """

    words: tuple[str, ...]
    tokens: tuple[int, ...]
    names: frozenset[str]
    marks: dict[str, int]


def _said(s: Statement) -> _Said:
    """The words of a sentence; looked up once."""
    said: _Said | None = s.cues.get("named")
    if said is None:
        names = {i: t.name for t in s.terms for i in range(t.first, t.last)}
        tokens = tuple([i for i, stem in enumerate(s.stems) if stem[0].isalnum() or stem in "+%<>"])
        words = tuple([names.get(i, s.stems[i]) for i in tokens])
        marks = Counter([name for name in words if not name.isalpha()])
        said = s.cues["named"] = _Said(words, tokens, frozenset(words), dict(marks))
    return said


def wording(pair: Pair) -> list[tuple[tuple[Part, ...], tuple[Part, ...]]]:
    """Pairs of marks: words of A without counterpart in B and the other way round, each side short."""
    left = [(n, _said(pair.a.statements[n])) for n in pair.link.a]
    right = [(n, _said(pair.b.statements[n])) for n in pair.link.b]
    mine, theirs = _unmatched(left, right), _unmatched(right, left)
    if not mine and not theirs:
        return []
    whole = _parts(pair.a.statements, mine), _parts(pair.b.statements, theirs)
    if all(sum([p.length for p in side]) <= _MOST for side in whole):
        return [whole]
    return _chunks(pair, left, right, set(mine), set(theirs))


def _unmatched(some: list[tuple[int, _Said]], others: list[tuple[int, _Said]]) -> list[tuple[int, int]]:
    names, marks = others[0][1].names, others[0][1].marks.copy()
    for _, said in others[1:]:
        names |= said.names
        for name, count in said.marks.items():
            marks[name] = marks.get(name, 0) + count
    rest = []
    for n, said in some:
        for name, i in zip(said.words, said.tokens, strict=True):
            if name in names:
                # A word stands for all its likes; of numbers and marks each stands for one.
                if name not in marks:
                    continue
                if marks[name]:
                    marks[name] -= 1
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
    some: list[tuple[int, _Said]],
    others: list[tuple[int, _Said]],
    mine: set[tuple[int, int]],
    theirs: set[tuple[int, int]],
) -> list[tuple[tuple[Part, ...], tuple[Part, ...]]]:
    """Long marks are cut where both sides have words in common, in their order."""
    left, right = (
        [(name, n, i) for n, said in side for name, i in zip(said.words, said.tokens, strict=True)]
        for side in (some, others)
    )
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
