"""What is quoted on an axis: the clause that says it, not the one word a rule hangs on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from binder.comparison.found import Opinion, Part
from binder.comparison.segment import abbreviates
from binder.comparison.statement import Statement
from binder.comparison.words import EVERYDAY_WORDS, NUMBER_WORDS, STOPWORDS, stem
from binder.knowledge import load
from binder.model.comparison import OpinionText, Quote

MOST = 6  # quotes of one side on one axis
LONG = 100  # characters of a quote; longer only where the marked words are. A sentence up to this is quoted whole

_BREAKS, _BRACKETS = frozenset(";:—–.?!"), frozenset("()")
_COMMAS = _BREAKS | _BRACKETS | {","}
_JOINING = frozenset(load("comparison_words")["joining"].split())
_TURNING = frozenset(("but", "unless", "except", "only", "not", "though", "although", "until", "if", "provided"))
_DENYING = frozenset(("nothing", "none", "neither", "nobody", "no", "not", "never", "hardly", "without"))
_LEANING = frozenset(("without", "with", "which", "who", "whose", "where", "than", "rather", "including"))
_HANGING = frozenset(("every", "nor", "neither", "because", "once", "twice", "next", "times"))
_UNITS = frozenset(stem(w) for w in ("day", "week", "month", "year", "hour", "every", "mg", "mm", "cm", "stage"))
_STANDING = frozenset(("not", "no", "now", "nor", "neither", "all", "off"))


def quotes(opinion: Opinion, text: OpinionText, parts: Iterable[Part], firm: Sequence[Part]) -> tuple[Quote, ...]:
    """Quotes of the places given, the first ones first, none that repeats another for the greater part.

    Args:
        firm: where there is a sure difference.
    """
    found: list[tuple[int, int, int]] = []
    made = []
    for part in parts:
        statement = opinion.statements[part.sentence]
        core = core_of(part)
        start, end = clause(statement, *core)
        if start >= end or any(_repeats((part.sentence, start, end), other) for other in found):
            continue
        found.append((part.sentence, start, end))
        spans = statement.passage.spans(start, end)
        inside = max(start, core[0]) - start, min(end, core[1]) - start
        sure = any(f.sentence == part.sentence and f.meets(*core) for f in firm)
        at = (statement.passage.spans(*core) or spans)[0]
        cut = _is_cut(statement, start, end)
        made.append(Quote(spans, statement.text[start:end], at, inside, sure, text.record, *cut))
        if len(made) >= MOST:
            break
    return tuple(made)


def said_at(s: Statement, part: Part) -> str:
    """The clause in which some words stand."""
    return told(s, clause(s, *core_of(part)))


def told(s: Statement, stretch: tuple[int, int]) -> str:
    """A stretch of a sentence as it is quoted: with a sign where its clause goes on before it or behind it."""
    before, behind = _is_cut(s, *stretch)
    return "…" * before + s.text[slice(*stretch)] + "…" * behind


def _is_cut(s: Statement, start: int, end: int) -> tuple[bool, bool]:
    """Whether a stretch begins, and whether it ends, inside a clause."""
    first, last = bisect_right(s.ends, start), bisect_left(s.starts, end) - 1
    before = 0 < first < len(s.words) and s.clause[first - 1] == s.clause[first]
    behind = 0 <= last < len(s.words) - 1 and s.clause[last + 1] == s.clause[last]
    return (
        before and not _parts(s, first - 1, _COMMAS) and s.words[first - 1] not in _JOINING,
        behind and not _parts(s, last + 1, _COMMAS) and s.words[last + 1] not in _JOINING | _TURNING,
    )


def _repeats(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether two stretches of a sentence share half of the shorter one."""
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and 2 * shared > min(one[2] - one[1], other[2] - other[1])


def core_of(part: Part) -> tuple[int, int]:
    """The marked words in one stretch; where they lie far apart as many of them as a quote holds."""
    together = [
        some
        for n in range(len(part.ranges))
        for m in range(n, len(part.ranges))
        if (some := part.ranges[n : m + 1])[-1][1] - some[0][0] <= LONG
    ]
    most = max(together or [part.ranges[:1]], key=lambda some: sum(end - start for start, end in some))
    return most[0][0], most[-1][1]


def clause(s: Statement, start: int, end: int) -> tuple[int, int]:
    """Where the clause around some characters begins and ends, or where it is longer than a quote, what fits of it.

    With the words that deny what is marked; and with the thing before it, where the clause itself names none or leans
    on it ("without screws", "which we advise").
    """
    inside = range(bisect_right(s.ends, start), bisect_left(s.starts, end))
    if not inside:
        return start, end
    core = _with_cues(s, (inside[0], inside[-1]))
    breaks = _BREAKS
    whole = s.ends[-1] - s.starts[0] <= LONG
    widest = first, last = (_behind_number(s), len(s.words) - 1) if whole else _bounds(s, core, breaks)
    if s.ends[last] - s.starts[first] > LONG:
        breaks = _COMMAS
        first, last = _grown(s, _bounds(s, core, breaks), widest)
    while first and (_leans(s, first, last) or not _names(s, first, last)):
        earlier = _bounds(s, (first - 1, first - 1), breaks)[0]
        if s.ends[last] - s.starts[earlier] > LONG:
            break
        first = earlier
    while (turn := _turn(s, last)) and s.ends[turn] - s.starts[first] <= LONG:
        last = turn
    first = _without_joint(s, first, core[0])
    if s.ends[last] - s.starts[first] > LONG:
        first, last = _window(s, core, (first, last))
    first = min(first, core[0])
    while first < core[0] and _is_mark(s.words[first]):
        first += 1
    while last > core[1] and (_is_mark(s.words[last]) or (_goes_on(s, last) and _hangs(s, last))):
        last -= 1
    last = _before_bracket(s, last, core[1])
    left, right = s.starts[first], s.ends[last]
    return _whole_words(s.text, min(start, left), right if last < core[1] else max(end, right))


def _behind_number(s: Statement) -> int:
    """The first token of a sentence behind the number of a point of a list."""
    return 2 if len(s.words) > 2 and re.match(r"\(?(?:\d{1,2}|[A-Za-z])[.)]\s", s.text) and s.words[1] in ".)" else 0


def _grown(s: Statement, part: tuple[int, int], widest: tuple[int, int]) -> tuple[int, int]:
    """A part between two commas with its neighbours, those before it first, as far as all of it is a quote."""
    first, last = part
    while first > widest[0]:
        earlier = max(widest[0], _bounds(s, (first - 2, first - 2), _COMMAS)[0]) if first > 1 else 0
        if s.ends[last] - s.starts[earlier] > LONG or earlier >= first:
            break
        first = earlier
    while last < widest[1] - 1:
        later = min(widest[1], _bounds(s, (last + 2, last + 2), _COMMAS)[1])
        if s.ends[later] - s.starts[first] > LONG or later <= last:
            break
        last = later
    return first, last


def _turn(s: Statement, last: int) -> int:
    """Where the next clause ends if it takes back or limits this one ("but not today"); 0 where it does not."""
    at = last + 1
    while at < len(s.words) and s.words[at] in ",;—–-":
        at += 1
    return _bounds(s, (at, at), _COMMAS)[1] if at < len(s.words) and s.words[at] in _TURNING else 0


def _bounds(s: Statement, core: tuple[int, int], breaks: frozenset[str]) -> tuple[int, int]:
    """The first and last token of the clauses in which some tokens stand."""
    left, right = core
    while left > 0 and not _parts(s, left - 1, breaks) and s.clause[left - 1] == s.clause[core[0]]:
        left -= 1
    while right + 1 < len(s.words) and not _parts(s, right + 1, breaks) and s.clause[right + 1] == s.clause[core[1]]:
        right += 1
    return left, right


def _parts(s: Statement, n: int, breaks: frozenset[str]) -> bool:
    """A mark that ends a clause; not the comma of a date or of a list of numbers ("weeks 0, 2 and 6"), the full stop
    of "Dr." or the brackets of "pN1(sn)".
    """
    word = s.words[n]
    if word not in breaks:
        return False
    if word == ",":
        after = s.words[n + 1] if n + 1 < len(s.words) else ""
        return not (after.isdigit() and (len(after) == 4 or (n > 0 and s.words[n - 1].isdigit())))
    if word == ".":
        return not abbreviates(s.text[: s.ends[n]])
    opened = s.text.rfind("(", 0, s.starts[n] + 1)
    return word not in _BRACKETS or opened < 1 or s.text[opened - 1].isspace()


def _names(s: Statement, first: int, last: int) -> bool:
    """Whether some words hold a thing that is spoken of, not only a number, a time or an everyday word; or a name: a
    capital inside a sentence.
    """
    known = any(
        first <= t.first <= last and (t.kind or (t.name not in EVERYDAY_WORDS and t.name not in _UNITS))
        for t in s.terms
    )
    return known or any(
        s.text[s.starts[n]].isupper() and s.ends[n] - s.starts[n] > 1 for n in range(max(1, first), last + 1)
    )


def _before_bracket(s: Statement, last: int, least: int) -> int:
    """The last token, or the one before a bracket that opens behind the marked words and does not close in time."""
    opened = next((n for n in range(last, least, -1) if s.words[n] in "()"), 0)
    closed = s.words[last + 1] == ")" if last + 1 < len(s.words) else True
    return opened - 1 if opened and s.words[opened] == "(" and not closed else last


def _leans(s: Statement, first: int, last: int) -> bool:
    """Whether the first word goes with what stands before it."""
    word = next((w for w in s.words[first : last + 1] if not _is_mark(w)), "")
    return word in _LEANING


def _without_joint(s: Statement, left: int, first: int) -> int:
    """ "And", "but", "therefore" at the front only tie a clause to what stands before it."""
    at = left
    while at < first and (s.words[at] in _JOINING or not s.words[at][0].isalnum()):
        at += 1
    return at


def _window(s: Statement, core: tuple[int, int], around: tuple[int, int]) -> tuple[int, int]:
    """What fits of a long clause: from its beginning, else up to its end, else as much of either side.

    Where a word at its beginning denies it, it is the end that is left away: else it would say the opposite.
    """
    first, last = core
    denied = any(w in _DENYING for w in s.words[around[0] : first])
    if s.ends[last] - s.starts[around[0]] <= LONG or (denied and s.ends[first] - s.starts[around[0]] <= LONG):
        first = around[0]
        if s.ends[last] - s.starts[first] > LONG:
            return first, _last_clause(s, first, core)
        while s.ends[last + 1] - s.starts[first] <= LONG:
            last += 1
    elif s.ends[around[1]] - s.starts[first] <= LONG:
        last = around[1]
        while s.ends[last] - s.starts[first - 1] <= LONG:
            first -= 1
    else:
        while s.ends[last + 1] - s.starts[first - 1] <= LONG:
            first, last = first - 1, last + 1
    while around[0] < first < core[0] and _small(s.words[first]):
        first += 1
    return first, last


def _last_clause(s: Statement, first: int, core: tuple[int, int]) -> int:
    """The last token of the clauses from one on that are no longer than a quote; at least the first marked one."""
    fits = [n for n in range(core[0], core[1]) if s.ends[n] - s.starts[first] <= LONG]
    ends = [n for n in fits if s.words[n + 1] in _COMMAS or s.clause[n] != s.clause[n + 1]]
    return (ends or fits)[-1]


def _with_cues(s: Statement, core: tuple[int, int]) -> tuple[int, int]:
    """Some tokens with the words that deny or advise against what they name, as far as it stays a quote."""
    first, last = core
    for t in s.terms:
        if core[0] <= t.first <= core[1]:
            for cue in (t.cue if t.denied else None, t.advice_cue if t.advice < 0 else None):
                wide = (min(first, cue[0]), max(last, cue[1] - 1)) if cue else (first, last)
                if s.ends[wide[1]] - s.starts[wide[0]] <= LONG:
                    first, last = wide
    return first, last


_RUN_ON = r"(?:[^\s—–(),;:]|(?<=\d):(?=\d))*"
_BEFORE, _BEHIND = re.compile(f"{_RUN_ON}$"), re.compile(_RUN_ON)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Some characters with what they are run together with ("1+", "28-mm", "1:20"), and the bracket that closes
    theirs.
    """
    before, after = _BEFORE.search(text, text.rfind(" ", 0, start) + 1, start), _BEHIND.match(text, end)
    start -= len(before[0]) if before else 0
    end += len(after[0].rstrip(".?!\"'”’]")) if after else 0
    opened, closed = (text[start:end].count(mark) for mark in "()")
    if closed > opened and text[end - 1] == ")":
        return start, end - 1
    return start, end + (text[end : end + 1] == ")" and opened > closed)


def _is_mark(word: str) -> bool:
    return not word[0].isalnum() and word not in "%+"


def _goes_on(s: Statement, last: int) -> bool:
    """Whether a word ends nothing: no mark that ends a clause stands behind it, or it ties to what follows."""
    return last + 1 < len(s.words) and (s.words[last + 1] not in ",;:.?!" or s.words[last] in _JOINING)


def _hangs(s: Statement, last: int) -> bool:
    """Whether a quote should not end in this word: a small one, or a number cut from its unit."""
    following = s.words[last + 1] if last + 1 < len(s.words) else "."
    number = s.words[last][0].isdigit() or s.words[last] in NUMBER_WORDS
    cut = following not in _COMMAS and (number or (s.words[last] == "day" and following.isdigit()))
    return cut or _small(s.words[last]) or s.words[last] in _HANGING


def _small(word: str) -> bool:
    return not word[0].isalnum() or (word in STOPWORDS and word not in _STANDING)
