"""Times that both texts give for the same thing, wherever they stand: when to begin, when to come back, how often."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Found, Opinion, Part
from binder.comparison.lexicon import lexicon
from binder.comparison.swaps import GENERAL
from binder.comparison.values import is_delay, same_value, shown
from binder.model.comparison import Axis, Tier

_RETURN = re.compile(
    r"\b(?:f/?u|follow[- ]?up|rtc|review(?:ed)?|(?:come|return|back) (?:back|again|to (?:me|us|clinic))|return visit"
    r"|visits?|appointment|check-?up|phone|telephone|video|see (?:me|him|her|you|them|us))\b",
    re.I,
)


def starts_across(a: Opinion, b: Opinion) -> Iterator[Found]:
    """When one treatment should begin, where each text gives one such time: the second may only say "the operation"."""
    mine, theirs = _starts(a), _starts(b)
    if len(mine) == len(theirs) == 1 and _apart(mine[0][1], theirs[0][1]):
        (n, x), (m, y) = mine[0], theirs[0]
        if not any(lexicon().may_be_one(t, u) for t in _treatments(a, n) for u in _treatments(b, m)):
            return
        yield Found(Tier.FIRM, x.axis, "time", x.rule, _part(n, x), _part(m, y))


def _apart(x: Fact, y: Fact) -> bool:
    return not same_value(x, y) if x.dimension == y.dimension else is_delay(x, y)


def _treatments(opinion: Opinion, sentence: int) -> set[str]:
    """What a sentence advises to do or to take."""
    return {
        t.name
        for t in opinion.statements[sentence].terms
        if t.kind in ("procedure", "drug") and t.advice > 0 and not t.frames
    }


def _starts(opinion: Opinion) -> list[tuple[int, Fact]]:
    found = []
    for n, facts in enumerate(opinion.facts):
        treats = any(
            t.kind in ("procedure", "drug") and t.advice > 0 and not t.frames for t in opinion.statements[n].terms
        )
        own = [f for f in facts if _is_start(f) and treats and not f.frames]
        found += [(n, f) for f in own if not (f.dimension == "moment" and f.loose and len(own) > 1)]
    return found


def _is_start(fact: Fact) -> bool:
    return fact.label == "start" and (
        fact.dimension == "days" or (fact.dimension == "moment" and (fact.limit or fact.loose))
    )


def returns_across(a: Opinion, b: Opinion) -> Iterator[Found]:
    """When the patient is to come back, wherever each text says so."""
    mine, theirs = _returns(a), _returns(b)
    if mine and theirs and not any(same_value(x, y) for _, x in mine for _, y in theirs):
        (n, x), (m, y) = mine[0], theirs[0]
        yield Found(Tier.POSSIBLE, Axis.TIMING, "time", "when to come back", _part(n, x), _part(m, y))


def _returns(opinion: Opinion) -> list[tuple[int, Fact]]:
    found = []
    for n, facts in enumerate(opinion.facts):
        own = [
            f
            for f in facts
            if f.dimension == "days" and f.label in ("start", "") and not f.frames and max(f.values) >= 1
        ]
        if own and _RETURN.search(opinion.statements[n].text):
            found += [(n, f) for f in own]
    return found


def timed_across(a: Opinion, b: Opinion) -> Iterator[Found]:
    """A time of one sort that both texts give for one test or treatment, once each, linked or not."""
    mine, theirs = _timed(a), _timed(b)
    for key in sorted(mine.keys() & theirs.keys()):
        xs, ys = mine[key], theirs[key]
        if len(xs) == len(ys) == 1 and not same_value(xs[0][1], ys[0][1]):
            (n, x), (m, y) = xs[0], ys[0]
            yield Found(Tier.POSSIBLE, x.axis or y.axis, x.kind, x.rule, _part(n, x), _part(m, y))


def _timed(opinion: Opinion) -> dict[tuple[str, str], list[tuple[int, Fact]]]:
    table: dict[tuple[str, str], list[tuple[int, Fact]]] = defaultdict(list)
    for n, facts in enumerate(opinion.facts):
        kinds = {t.name: t.kind for t in opinion.statements[n].terms}
        for f in facts:
            if f.dimension == "days" and f.label in ("start", "interval", "duration") and not f.frames & NOT_NOW:
                for name in f.about:
                    if kinds.get(name) in ("test", "procedure", "drug") and name not in GENERAL:
                        table[name, f.label].append((n, f))
    return dict(table)


def _part(sentence: int, fact: Fact) -> Part:
    return Part(sentence, ((fact.start, fact.end),), shown(fact))
