"""How often something is done, in days between: "twice weekly", "every 6 to 8 weeks", "3-monthly", "a week apart"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.comparison.cued import Cued
from binder.comparison.measures import UNITS
from binder.comparison.statement import Statement
from binder.comparison.words import NUMBER_WORDS
from binder.knowledge import load

_DATA = load("comparison_words")
WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
NUM = rf"(?:\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?:{WORDS})(?:\s+and\s+a\s+half)?\b)"

_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
_SPAN = {
    "day": 1.0,
    "daily": 1.0,
    "week": 7.0,
    "weekly": 7.0,
    "month": 30.44,
    "monthly": 30.44,
    "year": 365.25,
    "yearly": 365.25,
    "annually": 365.25,
}
_RATE = Cued(
    r"\b(?P<n>once|twice|thrice|(?:one|two|three|four|five|\d)\s+(?:times|days|sessions|visits|doses|infusions|injections|tablets))"
    r"\s*(?:(?:a|per|each|every|in the|in a|in each|of the|/|-)\s*)?"
    r"(?P<per>day|daily|week|weekly|month|monthly|year|yearly|annually)\b(?!\s+apart)",
    "once", "twice", "thrice", "times", "days", "sessions", "visits", "doses", "infusions", "injections", "tablets",
)  # fmt: skip
# "Three-monthly", "6-weekly", "at 3-month intervals", "four doses a week apart".
_SPACED = Cued(
    rf"\b(?P<x>{NUM})(?:-?\s*(?:-|–|to|or)\s*(?P<y>{NUM}))?-(?P<unit>weekly|monthly|yearly)\b"
    rf"|\b(?:at|with|in)\s+(?P<z>{NUM})?[\s-]*(?P<unit2>day|week|month|year|daily|weekly|monthly|yearly)(?:ly)?\s+intervals?\b"
    rf"|\bintervals? of\s+(?:about\s+)?(?P<v>{NUM}|an?)\s+(?P<unit3>days?|weeks?|months?|years?)\b"
    rf"|\b(?P<w>{NUM}|an?)\s+(?P<unit4>days?|weeks?|months?|years?)\s+apart\b",
    "-weekly", "-monthly", "-yearly", "interval", "apart",
)  # fmt: skip
_ALTERNATE = Cued(r"\b(?:alternate|alternating)\s+(?P<unit>days?|weeks?|months?|years?)\b", "alternat")
_EVERY = Cued(
    rf"\b(?:every|each|q\.?)\s*(?P<other>other\s+|second\s+|third\s+)?(?P<x>{NUM})?(?:\s*(?:-|–|to|or)\s*(?P<y>{NUM}))?\s*"
    r"(?P<unit>days?|weeks?|months?|years?|hours?|wks?|mos?|yrs?|hrs?|[hdwm])\b",
    "every", "each", "q",
)  # fmt: skip
_WORD_RATE = re.compile(
    r"\b(?P<w>daily|nightly|weekly|fortnightly|biweekly|monthly|quarterly|annual(?:ly)?|yearly|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|qd|od|bd|tds|qhs"
    r"|semi-?annual(?:ly)?|six-monthly|at bedtime|at night)\b",
    re.I,
)
_WORD_RATES = frozenset(
    (
        "daily", "nightly", "weekly", "fortnightly", "biweekly", "monthly", "quarterly", "annual", "annually", "yearly",
        "bid", "tid", "qid", "qd", "od", "bd", "tds", "qhs", "semiannual", "semiannually", "bedtime", "night",
    )
)  # fmt: skip
_WORD_DAYS = {w: float(d) for w, d in (pair.split("=") for pair in _DATA["rates"].split())} | {
    "at bedtime": 1.0,
    "at night": 1.0,
}


def free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a place overlaps none that are taken."""
    return all([end <= s or start >= e for s, e in taken])


def number(text: str) -> float:
    """The number that digits or a word stand for."""
    lower = text.lower().strip().replace("−", "-")
    if lower.endswith("and a half"):
        return number(lower.removesuffix("and a half")) + 0.5
    return float(NUMBER_WORDS[lower]) if lower in NUMBER_WORDS else float(lower.replace(",", ""))


def rhythms(s: Statement) -> Iterator[tuple[tuple[int, int], tuple[float, ...]]]:
    """Where a sentence says how often something is done, and the days between; a range has two."""
    text, lower = s.text, s.lower
    own: list[tuple[int, int]] = []
    for m in _SPACED.finditer(text, lower):
        unit = next(u for u in (m["unit"], m["unit2"], m["unit3"], m["unit4"]) if u).lower()
        first = next((n for n in (m["x"], m["z"], m["v"], m["w"]) if n), "1").lower()
        numbers = (1.0 if first in ("a", "an") else number(first), *((number(m["y"]),) if m["y"] else ()))
        own.append(m.span())
        yield m.span(), tuple(n * _SPAN[unit.removesuffix("s")] for n in numbers)
    for m in _ALTERNATE.finditer(text, lower):
        own.append(m.span())
        yield m.span(), (2 * _SPAN[m["unit"].lower().removesuffix("s")],)
    for m in _RATE.finditer(text, lower):
        if not free(own, *m.span()):
            continue
        n = m["n"].lower()
        times = _TIMES.get(n) or number(n.split()[0])
        own.append(m.span())
        yield m.span(), (_SPAN[m["per"].lower()] / times,)
    for m in _EVERY.finditer(text, lower):
        if not free(own, *m.span()):
            continue
        unit = UNITS.get(m["unit"].lower(), ("days", 30.44))[1]
        factor = 3 if m["other"] and m["other"].lower().startswith("third") else 2 if m["other"] else 1
        numbers = tuple(number(x) * unit * factor for x in (m["x"] or "1", m["y"]) if x)
        own.append(m.span())
        yield m.span(), numbers
    if not _WORD_RATES.isdisjoint(s.words) or "i.d" in lower or ".id" in lower:
        for m in _WORD_RATE.finditer(text):
            if free(own, *m.span()):
                yield m.span(), (_WORD_DAYS[re.sub(r"[.-]", "", m["w"].lower())],)
