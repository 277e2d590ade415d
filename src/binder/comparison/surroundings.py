"""Where in a letter a sentence stands, who speaks in it and what is said around it.

A letter begins with the past and ends with advice; what a doctor bases something on stands among more of its kind.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import cast

from binder.comparison.cues import cues_of
from binder.comparison.denied import ACTIONS
from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, TIGHT, Opinion, Part
from binder.comparison.values import says_same
from binder.comparison.words import EVERYDAY_WORDS, STOPWORDS

REACH = 2  # sentences before and after that make the surroundings of one
OPENING = (3, 5, 10)  # the first third, fifth and tenth of a text
FIRST, LAST = 6, 3  # sentences that open and close a letter
LETTER = 8  # sentences from which on a text opens and closes at all
LONG = 40  # words of a sentence
_SPEAKS = frozenset(["i", "my", "we", "our", "me", "us", "i'd", "i'm", "i've"])
_SPOKEN_TO = frozenset(["you", "your"])
_SPOKEN_OF = frozenset(["he", "she", "his", "her", "him"])
_OUGHT = frozenset(["should", "would", "must", "shall", "ought"])
_WAS = frozenset(["was", "were", "had", "did"])
_AGREES = frozenset(["agree", "agrees", "agreed", "concur", "concurs"])
_VERBS = frozenset(["is", "are", "was", "were", "has", "have", "had", "will", "would", "should", "can", "could", "may"])
_EITHER = ("past", "absent", "normal", "abnormal", "times")
_AROUND = ("past", "person", "was", "speaks", "advises", "acts", "ought")

Setting = dict[str, float]


def setting(opinion: Opinion, n: int) -> Setting:
    """Signs of sentence n by itself, each from 0 to 1 or whether it is so; looked up once."""
    known = _kept(opinion, "setting")
    if n not in known:
        known[n] = _look_up(opinion, n)
    return known[n]


def _kept(opinion: Opinion, what: str) -> dict[int, Setting]:
    """What was looked up already, by sentence."""
    return cast("dict[int, Setting]", opinion.known.setdefault(what, {}))


def _look_up(opinion: Opinion, n: int) -> Setting:
    s, count = opinion.statements[n], len(opinion.statements)
    words = set(s.words)
    text = s.text
    advice = cues_of(s, "advice") if s.words and s.words[0] not in STOPWORDS else []
    states = cues_of(s, "state")
    letter = count >= LETTER
    found: Setting = {f"first_{k}": letter * max(0.0, 1 - k * n / count) for k in OPENING}
    found |= {
        "opens": letter * max(0.0, 1 - n / FIRST),
        "closes": letter * max(0.0, 1 - (count - 1 - n) / LAST),
        "speaks": not _SPEAKS.isdisjoint(words),
        "spoken_to": not _SPOKEN_TO.isdisjoint(words),
        "person": not _SPOKEN_OF.isdisjoint(words),
        "ought": not _OUGHT.isdisjoint(words),
        "was": not _WAS.isdisjoint(words),
        "agrees": not _AGREES.isdisjoint(words),
        "verbless": _VERBS.isdisjoint(words),
        "length": min(LONG, len(s.words)) / LONG,
        "colon": ":" in text,
        "semicolon": ";" in text,
        "orders": any([c.first == 0 for c in advice]),
        "values": min(3, len(opinion.facts[n])) / 3,
        "advises": any([t.advice and t.explicit for t in s.terms]),
        "acts": any([t.kind in ACTIONS and t.advice > 0 for t in s.terms]),
        "past": any([NOT_NOW & t.frames for t in s.terms]),
        "absent": any([t.state < 0 and t.kind in ("disease", "finding") for t in s.terms]),
        "normal": any([c.name == "normal" for c in states]),
        "abnormal": any([c.name == "abnormal" for c in states]),
        "times": any([f.dimension == "days" for f in opinion.facts[n]]),
    }
    return found


def _around(opinion: Opinion, n: int) -> Setting:
    """The mean of some signs over the sentences before and after sentence n."""
    known = _kept(opinion, "around")
    if n not in known:
        near = range(max(0, n - REACH), min(len(opinion.statements), n + REACH + 1))
        settings = [setting(opinion, m) for m in near if m != n]
        known[n] = {name: sum([one[name] for one in settings]) / (len(settings) or 1) for name in _AROUND}
    return known[n]


@cache
def _here(name: str) -> str:
    return f"here_{name}"


_NEAR = tuple((name, f"near_{name}") for name in _AROUND)


def surroundings(a: Opinion, b: Opinion, mine: Part | None, theirs: Part | None) -> Setting:
    """Features of a difference: the means of both sides, and how unlike the two sentences are."""
    parts = [(o, p) for o, p in ((a, mine), (b, theirs)) if p]
    own = [setting(o, p.sentence) for o, p in parts]
    near = [_around(o, p.sentence) for o, p in parts]
    marked = [_marked(o, p) for o, p in parts]
    if len(parts) == 1:
        found = {_here(name): value for name, value in own[0].items()}
        found.update([(told, near[0][name]) for name, told in _NEAR])
        return found | marked[0]
    (x, p), (y, q) = parts
    found = {_here(name): (value + own[1][name]) / 2 for name, value in own[0].items()}
    found.update([(told, (near[0][name] + near[1][name]) / 2) for name, told in _NEAR])
    found.update([(name, (value + marked[1][name]) / 2) for name, value in marked[0].items()])
    for name in _EITHER:
        found[f"{name}_one"] = abs(own[0][name] - own[1][name])
    found |= _values(x.facts[p.sentence], y.facts[q.sentence])
    left, right = _names(x, p.sentence), _names(y, q.sentence)
    found["in_common"] = len(left & right) / (len(left | right) or 1)
    return found


def _marked(opinion: Opinion, part: Part) -> Setting:
    """What the marked words are: how long, how many known things and how much everyday speech among them."""
    s = opinion.statements[part.sentence]
    words, stems = s.words, s.stems
    inside: set[int] = set()
    for start, end in part.ranges:
        inside.update(range(bisect_left(s.starts, start), bisect_left(s.starts, end)))
    calm = sum([stems[i] in EVERYDAY_WORDS or words[i] in STOPWORDS for i in inside])
    return {
        "marked_length": part.length / TIGHT,
        "marked_known": min(3, sum([bool(t.kind) and t.first in inside for t in s.terms])) / 3,
        "marked_calm": calm / (len(inside) or 1),
        "marked_digits": float(any([words[i][0].isdigit() for i in inside])),
    }


def _values(mine: list[Fact], theirs: list[Fact]) -> Setting:
    """How many values of two sentences are the same, and how many have no equal on either side."""
    same = [[says_same(x, y) for y in theirs] for x in mine]
    alone = [not any(row) for row in same]
    also = [not any(column) for column in zip(*same, strict=True)] if mine else [True for _ in theirs]
    return {
        "same_values": min(3, alone.count(False)) / 3,
        "other_values": min(3, alone.count(True), also.count(True)) / 3,
    }


def _names(opinion: Opinion, n: int) -> frozenset[str]:
    if ("names", n) not in opinion.known:
        names = [t.name for t in opinion.statements[n].terms if t.name not in EVERYDAY_WORDS]
        opinion.known["names", n] = frozenset(names)
    return cast("frozenset[str]", opinion.known["names", n])
