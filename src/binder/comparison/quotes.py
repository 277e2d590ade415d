"""What is quoted on an axis: a phrase that says something by itself, not the one word a rule hangs on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from binder.comparison.found import Opinion, Part
from binder.comparison.statement import Statement
from binder.comparison.words import EVERYDAY_WORDS, NUMBER_WORDS, STOPWORDS, stem
from binder.knowledge import load
from binder.model.citation import Citation, Span
from binder.model.comparison import OpinionText

MOST = 6  # quotes of one side on one axis
SHORT = 29  # characters of a quote that fits beside the other's
LONG = 60  # ... and of one that would say nothing if it were shorter; longer only where the marked words are

_BREAKS = frozenset(",;:()—–.?!")
_OPENING = frozenset(load("comparison_words")["opening"].split())
_AUXILIARY = frozenset(load("comparison_words")["auxiliary"].split())
_HANGING = frozenset(("every", "nor", "neither", "because", "once", "twice", "next", "times"))
_UNITS = frozenset(stem(w) for w in ("day", "week", "month", "year", "hour", "every", "mg", "mm", "cm", "stage"))
_STANDING = frozenset(("not", "no", "now", "nor", "neither", "all", "off"))


def quotes(opinion: Opinion, text: OpinionText, parts: Iterable[Part]) -> tuple[Citation, ...]:
    """Quotes of the places given, the first ones first, none inside another; each a stretch of one line."""
    lines, parts = dict(text.pages), list(parts)
    found = _chosen(opinion, parts, whole=True) or _chosen(opinion, parts, whole=False)
    return tuple(
        Citation(s.page, s.line, s.start, s.end, lines[s.page][s.line - 1][s.start : s.end], text.record) for s in found
    )


def _chosen(opinion: Opinion, parts: list[Part], *, whole: bool) -> list[Span]:
    found: list[Span] = []
    for part in parts:
        span = _span(opinion.statements[part.sentence], part, whole=whole)
        if span and not any(_covers(span, other) for other in found):
            found.append(span)
        if len(found) >= MOST:
            break
    return found


def _covers(x: Span, y: Span) -> bool:
    """Whether two stretches share half of the shorter one."""
    if (x.page, x.line) != (y.page, y.line):
        return False
    return 2 * (min(x.end, y.end) - max(x.start, y.start)) > min(x.end - x.start, y.end - y.start)


def _span(statement: Statement, part: Part, *, whole: bool) -> Span | None:
    """The phrase around a place, as far as it stands on one line: on the line where it says most.

    Args:
        whole: nothing where the line breaks between a thing and the word that denies it.
    """
    best: tuple[int, Span] | None = None
    lines = list(zip(statement.passage.starts, statement.passage.sentence.spans, strict=True))
    for core in (s for start, end in part.ranges for s in statement.passage.spans(start, end)):
        offset, line = next((o, s) for o, s in lines if (s.page, s.line) == (core.page, core.line))
        shift = line.start - offset
        start, end = phrase(statement, core.start - shift, core.end - shift, offset, line.end - shift)
        if whole and not _with_denials(statement, start, end):
            return None
        starts = statement.starts
        told = sum([start <= starts[t.first] < end and not _small(t.name) for t in statement.terms])
        if best is None or told > best[0]:
            best = told, Span(line.page, line.line, start + shift, end + shift)
    return best[1] if best and best[0] else None


def phrase(statement: Statement, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Widen start..end to a phrase between low and high: the clause where it is short, else what of it fits.

    Without small words at its ends; at most LONG characters where the marked words are not longer themselves.
    """
    inside = range(bisect_right(statement.ends, start), bisect_left(statement.starts, end))
    if not inside:
        return start, end
    core = _with_cues(statement, (inside[0], inside[-1]), low, high)
    left, right = _clause(statement, core, low, high)
    left = _without_opening(statement, left, core[0])
    first, last = _window(statement, core, (left, right), SHORT)
    if not _tells(statement, first, last):
        first, last = _window(statement, core, (left, right), LONG)
    first = _from_its_noun(statement, first, last, low)
    first, last = _with_cues(statement, (first, last), low, high)
    while first < core[0] and (not statement.words[first][0].isalnum() or statement.words[first + 1] in _BREAKS):
        first += 1
    if statement.starts[core[0]] == low and _cut(statement, core[0]):
        return start, start
    cut = statement.ends[core[1]] == high and (_cut(statement, core[1] + 1) or statement.words[core[1]] in _HANGING)
    while last >= first and (cut or last > core[1]) and _hangs(statement, last):
        last -= 1
    if last < first:
        return start, start
    start, end = min(start, statement.starts[first]), max(0 if cut else end, statement.ends[last])
    return _whole_words(statement.text, start, end, low, high)


def _from_its_noun(s: Statement, first: int, last: int, low: int) -> int:
    """Where a quote of a number begins that names nothing by itself ("the result was 18"): at the thing before it."""
    if _names(s, first, last) or not any(w[0].isdigit() for w in s.words[first : last + 1]):
        return first
    named = [t.first for t in s.terms if t.kind and t.first < first and s.starts[t.first] >= low]
    return named[-1] if named and s.ends[last] - s.starts[named[-1]] <= LONG else first


def _names(s: Statement, first: int, last: int) -> bool:
    """Whether some words hold a known thing, or a name: a capital inside a sentence."""
    inside = range(max(1, first), last + 1)
    return any(first <= t.first <= last and t.kind for t in s.terms) or any(
        s.text[s.starts[n]].isupper() and s.ends[n] - s.starts[n] > 1 for n in inside
    )


def _cut(s: Statement, n: int) -> bool:
    """Whether a word is the unit of the number before it."""
    number = 0 < n < len(s.words) and (s.words[n - 1][0].isdigit() or s.words[n - 1] in NUMBER_WORDS)
    return number and s.stems[n] in _UNITS


_RUN_ON = r"[^\s—–(),;:]*"


def _whole_words(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Some characters with what they are run together with ("1+", "28-mm"), and the bracket that closes theirs."""
    before, after = re.search(f"{_RUN_ON}$", text[low:start]), re.match(_RUN_ON, text[end:high])
    start -= len(before[0]) if before else 0
    end += len(after[0].rstrip(".?!\"'”’]")) if after else 0
    closes = text[end : end + 1] == ")" and end < high and text[start:end].count("(") > text[start:end].count(")")
    return start, end + closes


def _denials(s: Statement, first: int, last: int) -> list[tuple[int, int]]:
    """The words, first and last token, that deny or advise against what some tokens name."""
    found = []
    for t in s.terms:
        if first <= t.first <= last:
            found += [
                (c[0], c[1] - 1) for c in (t.cue if t.denied else None, t.advice_cue if t.advice < 0 else None) if c
            ]
    return found


def _with_cues(s: Statement, core: tuple[int, int], low: int, high: int) -> tuple[int, int]:
    """Some tokens with the words that deny what they name, as far as these stand on the line and it stays a quote."""
    first, last = core
    for left, right in _denials(s, *core):
        wide = min(first, left), max(last, right)
        if low <= s.starts[wide[0]] and s.ends[wide[1]] <= high and s.ends[wide[1]] - s.starts[wide[0]] <= LONG:
            first, last = wide
    return first, last


def _with_denials(s: Statement, start: int, end: int) -> bool:
    """Whether a quote holds every word that denies what it names, as far as the clause has one."""
    inside = range(bisect_left(s.starts, start), bisect_right(s.ends, end))
    return not inside or all(start <= s.starts[x] and s.ends[y] <= end for x, y in _denials(s, inside[0], inside[-1]))


def _clause(s: Statement, core: tuple[int, int], low: int, high: int) -> tuple[int, int]:
    """The first and last token of the clause around two tokens, between two places."""
    left, right = core
    while left > 0 and not _parts(s, left - 1) and s.clause[left - 1] == s.clause[core[0]]:
        if s.starts[left - 1] < low:
            break
        left -= 1
    while right + 1 < len(s.words) and not _parts(s, right + 1) and s.clause[right + 1] == s.clause[core[1]]:
        if s.ends[right + 1] > high:
            break
        right += 1
    return left, right


def _parts(s: Statement, n: int) -> bool:
    """A mark that ends a phrase; not the comma of a date."""
    year = s.words[n] == "," and n + 1 < len(s.words) and s.words[n + 1].isdigit() and len(s.words[n + 1]) == 4
    return s.words[n] in _BREAKS and not year


def _without_opening(s: Statement, left: int, first: int) -> int:
    """ "I would", "this is", "and" at the front say nothing of the matter; a denial does."""
    at = left
    while at < first and s.words[at] in _OPENING:
        at += 1
    while left < at < first and s.words[at] in _AUXILIARY and s.words[at + 1] not in _STANDING:
        at += 1
    return at


def _window(s: Statement, core: tuple[int, int], clause: tuple[int, int], room: int) -> tuple[int, int]:
    """The clause where it fits; else grow from the marked words: a thing to its right first, a value to its left."""
    if s.ends[clause[1]] - s.starts[clause[0]] <= room:
        return clause
    first, last = core
    for rightward in (True, False) if _tells(s, *core) else (False, True):
        if rightward:
            while last < clause[1] and s.ends[last + 1] - s.starts[first] <= room:
                last += 1
        else:
            while first > clause[0] and s.ends[last] - s.starts[first - 1] <= room:
                first -= 1
            while first < core[0] and _small(s.words[first]):
                first += 1
    return first, last


def _tells(s: Statement, first: int, last: int) -> bool:
    """Whether some of these words are a thing that is spoken of, not only a number, a time or an everyday word."""
    return any(
        first <= t.first <= last and (t.kind or (t.name not in EVERYDAY_WORDS and t.name not in _UNITS))
        for t in s.terms
    )


def _hangs(s: Statement, last: int) -> bool:
    """Whether a phrase should not end in this word: a small one, or a number cut from its unit."""
    following = s.words[last + 1] if last + 1 < len(s.words) else "."
    number = s.words[last][0].isdigit() or s.words[last] in NUMBER_WORDS
    cut = following not in _BREAKS and (number or (s.words[last] == "day" and following.isdigit()))
    return cut or _small(s.words[last]) or s.words[last] in _HANGING


def _small(word: str) -> bool:
    return not word[0].isalnum() or (word in STOPWORDS and word not in _STANDING)
