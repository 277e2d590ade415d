"""Words inside a link that have no counterpart on the other side: shown dimly, never hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from binder.comparison.found import Opinion
from binder.comparison.statement import Statement
from binder.comparison.words import STOPWORDS

_MOST = 85  # characters of one mark a side
_PASSED_OVER = STOPWORDS - {"not", "no", "before", "after", "without"}

Marks = tuple[tuple[int, int, int], ...]  # sentence, and where in it a mark begins and ends


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a sentence; a known thing goes by its concept.

    Attributes:
        words: their names; tokens: the place of each.  marks: numbers and marks, how often each.
    """

    words: tuple[str, ...]
    tokens: tuple[int, ...]
    marks: dict[str, int]


def _said(s: Statement) -> _Said:
    """The words of a sentence; looked up once."""
    said: _Said | None = s.cues.get("named")
    if said is None:
        names = {i: t.name for t in s.terms for i in range(t.first, t.last)}
        tokens = tuple([i for i, stem in enumerate(s.stems) if stem[0].isalnum() or stem in "+%<>"])
        words = tuple([names.get(i, s.stems[i]) for i in tokens])
        marks = Counter([name for name in words if not name.isalpha()])
        said = s.cues["named"] = _Said(words, tokens, dict(marks))
    return said


def wording(a: Opinion, b: Opinion, of_a: tuple[int, ...], of_b: tuple[int, ...]) -> list[tuple[Marks, Marks]]:
    """Pairs of marks: words of some sentences of A without counterpart in some of B and the other way round, each
    side short.
    """
    left = [(n, _said(a.statements[n])) for n in of_a]
    right = [(n, _said(b.statements[n])) for n in of_b]
    mine, theirs = _unmatched(left, right), _unmatched(right, left)
    if not mine and not theirs:
        return []
    whole = _marks(a.statements, mine), _marks(b.statements, theirs)
    if _length(whole[0]) <= _MOST and _length(whole[1]) <= _MOST:
        return [whole]
    return _chunks(a, b, left, right, set(mine), set(theirs))


def _length(marks: Marks) -> int:
    """How many characters some marks cover."""
    return sum([end - start for _, start, end in marks])


def _unmatched(some: list[tuple[int, _Said]], others: list[tuple[int, _Said]]) -> list[tuple[int, int]]:
    names, marks = set(others[0][1].words), others[0][1].marks.copy()
    for _, said in others[1:]:
        names.update(said.words)
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
            if name not in _PASSED_OVER:
                rest.append((n, i))
    return rest


def _marks(statements: list[Statement], tokens: list[tuple[int, int]]) -> Marks:
    """Join neighbouring tokens into stretches."""
    stretches: list[list[int]] = []  # sentence, first token, last token
    for n, i in tokens:
        if stretches and stretches[-1][0] == n and i - stretches[-1][2] <= 1:
            stretches[-1][2] = i
        else:
            stretches.append([n, i, i])
    return tuple([(n, statements[n].starts[first], statements[n].ends[last]) for n, first, last in stretches])


def _chunks(
    a: Opinion,
    b: Opinion,
    some: list[tuple[int, _Said]],
    others: list[tuple[int, _Said]],
    mine: set[tuple[int, int]],
    theirs: set[tuple[int, int]],
) -> list[tuple[Marks, Marks]]:
    """Long marks are cut where both sides have words in common, in their order."""
    left, right = (
        [(name, n, i) for n, said in side for name, i in zip(said.words, said.tokens, strict=True)]
        for side in (some, others)
    )
    matcher = SequenceMatcher(None, [w[0] for w in left], [w[0] for w in right], autojunk=False)
    chunks: list[tuple[Marks, Marks]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        x = [(n, i) for _, n, i in left[i1:i2] if (n, i) in mine]
        y = [(n, i) for _, n, i in right[j1:j2] if (n, i) in theirs]
        if x or y:
            chunks += _cut(_marks(a.statements, x), _marks(b.statements, y))
    return chunks


def _cut(x: Marks, y: Marks) -> list[tuple[Marks, Marks]]:
    """Split a pair of marks until each side is short enough."""
    if (_length(x) <= _MOST and _length(y) <= _MOST) or (len(x) <= 1 and len(y) <= 1):
        return [(x, y)]
    hx, hy = (len(x) + 1) // 2, (len(y) + 1) // 2
    return [half for half in (*_cut(x[:hx], y[:hy]), *_cut(x[hx:], y[hy:])) if half[0] or half[1]]
