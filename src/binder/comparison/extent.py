"""How far or how severe an illness is, as a text puts it: named scales with their values, and plain words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from binder.comparison.facts import SPREAD
from binder.comparison.found import NOT_NOW, Opinion, Part
from binder.comparison.named import level
from binder.comparison.scaled import steps
from binder.comparison.spotted import spotted
from binder.comparison.statement import Statement
from binder.comparison.words import STOPWORDS
from binder.knowledge import load

ELSEWHERE = ("treatment", "timing", "history")  # headings under which a word of extent is of something else
NAMED, SCORE, WORD = "named", "score", "word"
_WORDS = load("comparison_words")
_NO_SCORE = frozenset(
    (
        *_WORDS["not_scales"].split(),
        *_WORDS["not_markers"].split(),
        *load("comparison_axes")["values"]["measured"].split(),
    )
)
# A score by its own name with a value behind it: "SINS 12", "the mJOA of 11", "CDR 0.5", "Bilsky grade 2".
_SCORE = re.compile(
    r"(?<![\w-])(?P<name>[a-z]?[A-Z][A-Za-z]*[A-Z][A-Z0-9-]*|[A-Z][a-z]{3,}(?:[-–][A-Z][a-z]{3,})?)"
    r"(?:\s+(?:stage|class|score|grade|index|group|type|level|category|is|was|of|at|as|comes|to|now|I|count|with|:|=|\())*"
    r"[\s:=(]+(?P<value>IV|I{1,3}[abc]?|\d{1,2}(?:\.\d)?[a-c]?)"
    r"(?![\w%-]|[.,]\d|\s\d{3}\b|\s*(?:[mnµukMGIp]?(?:g|mol|L|l|U|IU)\b|mm|cm|ml|GPL|bpm|per\b|x\s?10|×|days?|weeks?|months?|years?|hours?"
    r"|[/+]|to\b|of\s+\d{4}))"
)
# A thing behind the number is counted: "CSF: 6 oligoclonal bands", "RTC 2 wk".
_COUNTS = re.compile(
    r"\s+(?!(?:of|on|in|at|and|or|with|by|for|which|that|today|now|out|is|was|as|to|but|so|under|points?)\b)[a-z]"
)
# ... and one called by what it is: "nephrometry score comes to 8a", "class IV combined with class V".
_CALLED = re.compile(
    r"\b(?:(?P<name>[a-z-]{4,})\s+)?(?P<what>score|class|category|index)\b"
    r"(?:\s+(?:is|was|of|at|as|comes|to|now|a|the|remains|:|=|\())*\s*"
    r"(?P<value>IV|V|I{1,3}[abc]?|\d{1,2}(?:\.\d)?[a-c]?)(?![\w%-]|\.\d|\s*(?:mg|mm|cm|ml|days?|weeks?|months?|years?))"
)
_MAY_SCORE = re.compile(r"[ :=(](?:\d{1,2}|I{1,3}|IV)(?!\d)")
_WHATS = frozenset(("score", "class", "category", "index"))
_MOMENT = re.compile(r"\b(?:at|in) (?:this|that|the present|any|every|some|which|a later|an? early) stages?\b", re.I)
_STEPS = ("severity", "risk", "favorable", "resectable")


def said(s: Statement) -> dict[str, tuple[int, int]]:
    """Which groups of words of extent stand in a sentence, with the place of the first; looked up once."""
    if "extent" not in s.cues:
        found = {name.removeprefix("extent "): at for name, at in spotted(s).items() if name.startswith("extent ")}
        if NAMED in found and _MOMENT.search(s.text):
            del found[NAMED]
        s.cues["extent"] = found
    return cast("dict[str, tuple[int, int]]", s.cues["extent"])


@dataclass(frozen=True, slots=True)
class Extent:
    """What a text says of how far or how severe.

    Attributes:
        values: sort (named scale, score by its own name, scale in words) -> which -> the values given of it.
        groups: group of words -> in how many sentences it stands, headings of other matters left out.
        parts: where scores and words of scales stand.
    """

    values: dict[str, dict[str, set[str]]]
    groups: dict[str, int]
    parts: list[Part]


def extent(opinion: Opinion) -> Extent:
    """What a text says of how far or how severe; looked up once."""
    if "extent" not in opinion.known:
        values: dict[str, dict[str, set[str]]] = {s: defaultdict(set) for s in (NAMED, SCORE, WORD)}
        groups: dict[str, int] = defaultdict(int)
        parts: list[Part] = []
        for n, s in enumerate(opinion.statements):
            for sort, which, value, place in _values(opinion, n):
                values[sort][which].add(value)
                if sort != NAMED:
                    parts.append(Part(n, (place,)))
            if s.axis_hint not in ELSEWHERE:
                for group in said(s):
                    groups[group] += 1
        opinion.known["extent"] = Extent({k: dict(v) for k, v in values.items()}, dict(groups), parts)
    return cast("Extent", opinion.known["extent"])


def _values(opinion: Opinion, n: int) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """(sort, which scale, value, place) of one sentence."""
    s, stages = opinion.statements[n], [f for f in opinion.facts[n] if f.kind == "stage"]
    for f in stages:
        if not NOT_NOW & f.frames:
            yield NAMED, f.key, f.label or "/".join(map(str, f.values)), (f.start, f.end)
    if s.axis_hint in ELSEWHERE:
        return
    for m in _SCORE.finditer(s.text) if _MAY_SCORE.search(s.text) else ():
        name = m["name"]
        plain = m.start() == 0 and name[1:].islower()
        if plain or name in _NO_SCORE or name.lower() in _NO_SCORE or _COUNTS.match(s.text, m.end()):
            continue
        if not any(f.start < m.end() and m.start() < f.end for f in stages):
            yield SCORE, re.sub(r"[^a-z0-9]", "", name.lower()), level(m["value"]), m.span()
    for c in _CALLED.finditer(s.text) if not _WHATS.isdisjoint(s.words) else ():
        if not any(f.start < c.end() and c.start() < f.end for f in stages):
            called = c["what"] if c["what"] == "class" or not c["name"] or c["name"] in STOPWORDS else c["name"]
            yield SCORE, called, level(c["value"]), c.span()
    ill = {t.name for t in s.terms if t.kind in ("disease", "finding")}
    for step in steps(opinion, (n,)):
        if step.scale in _STEPS and (step.scale != "severity" or ill & step.about or s.axis_hint == "staging"):
            yield WORD, step.scale, str(step.step), (step.start, step.end)
    if ill:
        yield from _in_words(s)
    for t in s.terms:
        if t.name in SPREAD and t.state and not NOT_NOW & t.frames:
            yield WORD, t.name, str(t.state), s.place(t.first, t.last)


def _in_words(s: Statement) -> Iterator[tuple[str, str, str, tuple[int, int]]]:
    """The first step of every scale in words; of two at one place the longer, "near-complete" is not complete."""
    first: dict[str, tuple[int, int, str]] = {}
    for name, (start, end) in spotted(s).items():
        if name.startswith("steps "):
            scale, step = name.split()[1:]
            hit = (start, -end, step)
            first[scale] = min(first.get(scale, hit), hit, key=lambda h: (h[0] + h[1], h[0]))
    for scale, (start, end, step) in first.items():
        yield WORD, scale, step, (start, -end)


def compared(a: Extent, b: Extent) -> dict[str, float]:
    """How the values of two texts agree, by sort: scales with a value in common, with none, and given by one alone."""
    found = {}
    for sort in (NAMED, SCORE, WORD):
        x, y = a.values[sort], b.values[sort]
        both = x.keys() & y.keys()
        alike = sum(bool(x[k] & y[k]) for k in both)
        found[f"{sort} equal"] = min(2, alike) / 2
        found[f"{sort} conflict"] = min(2, len(both) - alike) / 2
        found[f"{sort} more in one"] = float(any(x[k] != y[k] for k in both))
        found[f"{sort} only one"] = min(3, len(x.keys() ^ y.keys())) / 3
        found[f"{sort} none"] = float(not x and not y)
        found[f"{sort} lone"] = float(bool(x) != bool(y))
    mine, theirs = ({v for sort in (NAMED, SCORE) for some in e.values[sort].values() for v in some} for e in (a, b))
    found["values alike"] = len(mine & theirs) / (len(mine | theirs) or 1)
    found["values unlike"] = float(bool(mine and theirs) and not mine & theirs)
    return found
