"""How often something is done, in days between: "twice weekly", "every 6 to 8 weeks", "3-monthly", "a week apart"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from binder.comparison.cued import Cued
from binder.comparison.measures import UNITS
from binder.comparison.statement import Statement
from binder.comparison.words import NUMBER_WORDS
from binder.knowledge import load

_DATA = load("comparison_words")
# Number words as values; more than those that make two sentences alike.
SPELLED = NUMBER_WORDS | {"seventeen": 17.0, "nineteen": 19.0, "seventy": 70.0, "eighty": 80.0, "thousand": 1000.0}
WORDS = "|".join(sorted(SPELLED, key=len, reverse=True))
ONES = "one|two|three|four|five|six|seven|eight|nine"
TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_TENS = rf"{TENS}(?:[-\s](?:{ONES})\b(?!-))?"
# "Twenty-four", "two hundred and fifty", "a couple of", "50 000 units".
_IN_WORDS = rf"(?:(?:{WORDS})\s+(?:hundred|thousand)(?:\s+(?:and\s+)?(?:{_TENS}|{WORDS}))?|{_TENS}|couple\s+of|{WORDS})"
NUM = (
    r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?=\s*(?:units?|iu|i\.u|mg|mcg|µg|kcal)\b)"
    r"|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    rf"|\b(?:{_IN_WORDS})(?:\s+and\s+a\s+half)?\b)"
)

_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
_SPAN = {
    "day": 1.0,
    "daily": 1.0,
    "week": 7.0,
    "weekly": 7.0,
    "fortnight": 14.0,
    "month": 30.44,
    "monthly": 30.44,
    "quarter": 91.32,
    "year": 365.25,
    "yearly": 365.25,
    "annually": 365.25,
}
_RATE = Cued(
    r"\b(?:(?P<low>once|twice|one|two|three|four|\d)\s*(?:-|–|to|or)\s*)?"
    r"(?P<n>once|twice|thrice|(?:one|two|three|four|five|six|\d)\s+(?:times|days|sessions|visits|doses|infusions|injections|tablets))"
    r"\s*(?:(?:a|per|each|every|in the|in a|in each|of the|/|-)\s*)?"
    r"(?P<per>day|daily|week|weekly|fortnight|month|monthly|year|yearly|annually)\b(?!\s+apart)",
    "once", "twice", "thrice", "times", "days", "sessions", "visits", "doses", "infusions", "injections", "tablets",
)  # fmt: skip
# "Three-monthly", "6-weekly", "at 3-month intervals", "four doses a week apart".
_SPACED = Cued(
    rf"\b(?P<x>{NUM})(?:-?\s*(?:-|–|to|or)\s*(?P<y>{NUM}))?-(?P<unit>weekly|monthly|yearly)\b"
    rf"|\b(?:at|with|in)\s+(?P<z>{NUM})?[\s-]*(?P<unit2>day|week|month|year|daily|weekly|monthly|yearly)(?:ly)?\s+intervals?\b"
    rf"|\bintervals? of\s+(?:about\s+)?(?P<v>{NUM}|an?)\s+(?P<unit3>days?|weeks?|months?|years?)\b"
    rf"|\b(?:half\s+)?(?P<w>{NUM}|an?)\s+(?P<unit4>days?|weeks?|months?|years?)\s+apart\b"
    r"|\b(?:every|each)\s+(?P<u>half)(?:\s+an?|-)?\s*(?P<unit5>year|month|day)\b"
    r"|\b(?P<t>half|twice)[- ](?P<unit6>yearly|monthly|weekly|daily)\b",
    "-weekly", "-monthly", "-yearly", "interval", "apart", "half", "twice",
)  # fmt: skip
_ALTERNATE = Cued(r"\b(?:alternate|alternating)\s+(?P<unit>days?|weeks?|months?|years?)\b", "alternat")
_EVERY = Cued(
    rf"\b(?:every|each|q\.?)\s*(?P<other>other\s+|second\s+|third\s+)?(?P<x>{NUM})?(?:\s*(?:-|–|to|or)\s*(?P<y>{NUM}))?\s*"
    r"(?P<unit>days?|weeks?|fortnights?|months?|quarters?|years?|hours?|wks?|mos?|yrs?|hrs?|[hdwm])\b",
    "every", "each", "q",
)  # fmt: skip
_WORD_RATE = re.compile(
    r"\b(?P<w>hourly|daily|nightly|weekly|fortnightly|biweekly|monthly|quarterly|annual(?:ly)?|yearly|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|qd|od|bd|tds|qhs"
    r"|semi-?annual(?:ly)?|six-monthly|at bedtime|at night)\b",
    re.I,
)
_WORD_RATES = frozenset(
    (
        "hourly", "daily", "nightly", "weekly", "fortnightly", "biweekly", "monthly", "quarterly", "annual", "annually",
        "yearly", "bid", "tid", "qid", "qd", "od", "bd", "tds", "qhs", "semiannual", "semiannually", "bedtime", "night",
    )
)  # fmt: skip
_WORD_DAYS = {w: float(d) for w, d in (pair.split("=") for pair in _DATA["rates"].split())} | {
    "hourly": 1 / 24,
    "at bedtime": 1.0,
    "at night": 1.0,
}


def free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a place overlaps none that are taken."""
    return all([end <= s or start >= e for s, e in taken])


@lru_cache(maxsize=4096)
def number(text: str) -> float:
    """The number that digits or a word stand for."""
    lower = text.lower().strip().replace("−", "-")
    if lower.endswith("and a half"):
        return number(lower.removesuffix("and a half")) + 0.5
    if lower[0].isdigit() or lower[0] in "-.":
        return float(re.sub(r"[,\s]", "", lower))
    whole = part = 0.0
    for word in re.findall(r"[a-z]+", lower):
        if word in ("hundred", "thousand"):
            part = (part or 1.0) * SPELLED[word]
            whole, part = (whole + part, 0.0) if word == "thousand" else (whole, part)
        elif word not in ("and", "of"):
            part += SPELLED[word]
    return whole + part


def rhythms(s: Statement) -> Iterator[tuple[tuple[int, int], tuple[float, ...]]]:
    """Where a sentence says how often something is done, and the days between; a range has two."""
    text, lower = s.text, s.lower
    own: list[tuple[int, int]] = []
    for m in _SPACED.finditer(text, lower):
        unit = next(u for u in m.group("unit", "unit2", "unit3", "unit4", "unit5", "unit6") if u).lower()
        first = next((n for n in m.group("x", "z", "v", "w", "u", "t") if n), "1").lower()
        halved = first in ("half", "twice") or m[0].lower().startswith("half")
        one = first in ("a", "an", "half", "twice")
        numbers = (
            (1.0 if one else number(first)) * (0.5 if halved else 1.0),
            *((number(m["y"]),) if m["y"] else ()),
        )
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
        low = (m["low"] or "").lower()
        counts = (_TIMES.get(low) or number(low), times) if low else (times,)
        yield m.span(), tuple(_SPAN[m["per"].lower()] / count for count in counts)
    for m in _EVERY.finditer(text, lower):
        if not free(own, *m.span()):
            continue
        named = m["unit"].lower()
        unit = _SPAN.get(named.removesuffix("s")) or UNITS.get(named, ("days", 30.44))[1]
        factor = 3 if m["other"] and m["other"].lower().startswith("third") else 2 if m["other"] else 1
        numbers = tuple(number(x) * unit * factor for x in (m["x"] or "1", m["y"]) if x)
        own.append(m.span())
        yield m.span(), numbers
    if not _WORD_RATES.isdisjoint(s.words) or "i.d" in lower or ".id" in lower:
        for m in _WORD_RATE.finditer(text):
            if free(own, *m.span()) and not (m[0] == "OD" and not _medicine_before(s, m.start())):
                yield m.span(), (_WORD_DAYS[re.sub(r"[.-]", "", m["w"].lower())],)


def _medicine_before(s: Statement, place: int) -> bool:
    """Whether a medicine is named before a place: "OD" may be once daily or the right eye."""
    return any(t.kind == "drug" and s.ends[t.last - 1] <= place for t in s.terms)
