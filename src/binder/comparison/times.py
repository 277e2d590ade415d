"""Times that a sentence gives, in days or as months: when to begin, for how long, since when, how often."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from binder.comparison.cued import Cued
from binder.comparison.facts import Fact, about, frames_at, valued
from binder.comparison.measures import UNITS
from binder.comparison.rhythms import NUM, WORDS, free, number, rhythms
from binder.comparison.statement import Statement
from binder.model.comparison import Axis

Places = list[tuple[int, int]]

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_AGE = re.compile(
    rf"(?P<x>{NUM})[- ](?:year|yr)s?[- ](?:old|of age)|\baged?\s+(?:of\s+)?(?P<y>\d{{1,3}})\b"
    r"|\b(?P<z>\d{1,3})\s*(?:yo|y/o)\b",
    re.I,
)
_AGED = frozenset(("age", "aged", "yo"))
# Which of several: "after cycle 2", "after the fourth cycle".
_RUNS = ("cycle", "course", "dose", "infusion", "injection", "fraction", "round", "treatment")
_RUN = rf"(?P<{{0}}>{'|'.join(_RUNS)})s?"
NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WHICH = Cued(
    rf"\b(?:after|before|at|from|following|with|until|by)\s+(?:the\s+)?(?:{_RUN.format('a')}\s+(?P<x>\d{{1,2}}|{WORDS})\b"
    rf"|(?P<nth>{'|'.join(NTH)}|\d{{1,2}}(?:st|nd|rd|th))\s+{_RUN.format('b')}\b)",
    *_RUNS,
)
_SINGLE = re.compile(
    r"\b(?P<semi>half\s+)?(?:an?|another|one|(?P<next>next))\s+(?P<unit>fortnight|week|month|year)"
    r"(?P<half>\s+and\s+a\s+half)?\b",
    re.I,
)
_SINGULAR = frozenset(("fortnight", "week", "month", "year"))
_AT_ONCE = Cued(
    r"\b(?:immediately|right away|straight ?away|at once|without delay|as soon as possible|asap|urgently|emergently"
    r"|promptly)\b",
    "immediately", "right away", "straight", "at once", "without delay", "as soon as", "asap", "urgently", "emergently",
    "promptly",
)  # fmt: skip
# Said of today or of the days to come, in a sentence that advises.
_SOON = re.compile(
    r"\b(?:(?P<day>tonight|this evening|today|(?:the )?same day|this afternoon)"
    r"|(?P<morrow>tomorrow)|(?P<week>this week))\b",
    re.I,
)
_SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "fall": (9, 10, 11), "winter": (12, 1, 2)}
_SEASON = re.compile(
    r"\b(?:(?:in|by|until|till|before|from|early|late|mid|this|next|coming|end of|start of|beginning of)[\s-]+"
    r"(?:the\s+)?)+"
    rf"(?P<when>(?:{'|'.join(m.title() for m in MONTHS)})\b(?!\s*\d)|(?:{'|'.join(_SEASONS)})\b(?!\s+(?:of\s+)?\d))"
)
_MOMENT = re.compile(
    rf"(?:\b|(?<=mid-))(?:{'|'.join(m.title() for m in MONTHS)}|{'|'.join(_SEASONS)})\b"
    r"|\b(?:[Tt]onight|[Tt]oday|[Tt]omorrow|this (?:evening|afternoon|week)|same day)\b"
)
_IN_MOMENT = {*MONTHS, *_SEASONS, "tonight", "today", "tomorrow", "evening", "afternoon", "week", "day"}
_FILLER = (
    r"\s*(?:the\s+)?"
    r"(?:(?:next|first|about|approximately|around|roughly|some|at least|least|up to|a total of|a|total)\s+)*$"
)
_PAST_BEFORE = Cued(
    r"(?:for|over|during|in|within) the (?:past|last|preceding|previous)\s*(?:few\s*)?$|\b(?:since|past|last)\s*$",
    "past", "last", "preceding", "previous", "since",
)  # fmt: skip
_PAST_AFTER = re.compile(r"\s*(?:ago|earlier\b|history|['’]?\s*standing|prior to (?:presentation|admission))", re.I)
_LEAD_AFTER = re.compile(r"\s*(?:before|beforehand|prior)", re.I)
_ROLE_BEFORE = (
    (
        "start",
        re.compile(
            r"\b(?:within|in|by|before|after|no(?:t)? later than|over the next|inside|another|until|at(?!\s+least)"
            r"|under)" + _FILLER,
            re.I,
        ),
    ),
    (
        "duration",
        re.compile(
            r"\b(?:for|lasting|duration(?: of)?|total of|over|during|course of|additional|further|first|x|minimum of"
            r"|at least|up to|period of|throughout)" + _FILLER,
            re.I,
        ),
    ),
)
_ROLE_AFTER = (
    ("start", re.compile(r"\s*(?:after|from now|following|later|postop|post-op)", re.I)),
    ("duration", re.compile(r"\s*(?:of\b|course|long|duration|period|trial|in total|total)", re.I)),
)
# What one of the words before a span of time ends in, or what may stand between them and it.
_LEADING = frozenset(
    (
        "within", "in", "by", "before", "after", "than", "next", "inside", "another", "until", "at", "under", "for",
        "lasting", "duration", "of", "over", "during", "course", "additional", "further", "first", "x", "minimum",
        "least", "to", "period", "throughout", "the", "about", "approximately", "around", "roughly", "some", "a",
        "total",
    )
)  # fmt: skip
# Before a span of time: it has been so for so long.
_LASTED = re.compile(
    r"\b(?:has|have|had|'ve|suffer\w*|lasted|history|complain\w*|noticed|presents?|presented|came|known)\b", re.I
)
# Times of an outlook ("median survival 14 years") are no times of a plan.
_OUTLOOK = frozenset(("prognosis", "risk", "surviv", "life expectancy"))
_RULES = {
    "start": "when to start",
    "lead": "how long before",
    "interval": "how often",
    "duration": "for how long",
    "past": "since when",
}


def names_moment(s: Statement) -> bool:
    """Whether a sentence names a month, a season or a day that is near."""
    return not _IN_MOMENT.isdisjoint(s.words) and _MOMENT.search(s.text) is not None


def time_of(s: Statement, span: tuple[int, int], role: str, values: tuple[float, ...], step: float = 0.0) -> Fact:
    """A time in days that stands at a place; see `role_of`.

    Args:
        step: days of the unit it is printed in.
    """
    if role == "duration" and _LASTED.search(s.text[: span[0]]) and not any(t.explicit for t in s.terms):
        role = "past"
    names = about(s, *span)
    drug = any([t.kind == "drug" for t in s.terms])
    dosing = role == "interval" and (drug or max(values) < 1)
    outlook = "prognosis" in names or any([t.name in _OUTLOOK for t in s.terms])
    axis = None if role == "past" or outlook else (Axis.TREATMENT if dosing else Axis.TIMING)
    return Fact(
        "dose" if dosing and max(values) <= 7 else "time",
        "",
        "days",
        *span,
        _RULES.get(role, "time"),
        axis,
        values=values,
        label=role,
        about=names,
        frames=frames_at(s, span[0]),
        shown=s.text[slice(*span)],
        step=step,
    )


def ages(s: Statement, taken: Places) -> Iterator[Fact]:
    """How old somebody is."""
    told = "old" in s.lower or "of age" in s.lower or "y/o" in s.lower or not _AGED.isdisjoint(s.words)
    for m in _AGE.finditer(s.text) if told else ():
        if free(taken, *m.span()):
            value = number(m["x"] or m["y"] or m["z"])
            yield Fact(
                "age", "age", "age", *m.span(), "age", values=(value,), shown=m[0], frames=frames_at(s, m.start())
            )


def rates(s: Statement, taken: Places) -> Iterator[Fact]:
    """How often something is done."""
    for span, days in rhythms(s):
        yield time_of(s, span, "interval", days)


def at_once(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "Immediately", "without delay"."""
    for m in _AT_ONCE.finditer(s.text, s.lower):
        yield time_of(s, m.span(), "start", (0.0,))


def moments(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "Tonight", "before the end of June", "next spring", where a sentence advises and does not tell."""
    if not any(t.explicit and not t.frames for t in s.terms) or _LASTED.search(s.text):
        return
    for m in _SOON.finditer(s.text):
        yield time_of(s, m.span(), "start", (7.0 if m["week"] else 1.0 if m["morrow"] else 0.5,))
    for m in _SEASON.finditer(s.text):
        name = m["when"].lower()
        months = _SEASONS.get(name) or (MONTHS.index(name) + 1,)
        values = tuple(map(float, months))
        fact = valued(s, "time", "moment", m.span(), "when to start", Axis.TIMING, values, label="start")
        yield replace(fact, join="", limit=False)


def singles(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "In a month and a half", "for a fortnight"; "twice a week" is a rate and has been taken."""
    for m in () if _SINGULAR.isdisjoint(s.words) else _SINGLE.finditer(s.text):
        role = "start" if m["next"] else role_of(s, m.start(), m.end())
        if free(taken, *m.span()) and role:
            days = 14.0 if m["unit"].lower() == "fortnight" else UNITS[m["unit"].lower()][1]
            times = 0.5 if m["semi"] else 1.5 if m["half"] else 1.0
            yield time_of(s, m.span(), role, (days * times,), days * min(1.0, times))


def which(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "After the fourth cycle"."""
    for m in _WHICH.finditer(s.text, s.lower):
        nth = (m["nth"] or "").lower()
        value = number(m["x"]) if m["x"] else float(NTH.index(nth) + 1 if nth in NTH else nth[:-2])
        run = (m["a"] or m["b"]).lower()
        yield replace(valued(s, "time", f"nth:{run}", m.span(), f"which {run}", Axis.TIMING, (value,)), limit=False)


def role_of(s: Statement, start: int, end: int) -> str:
    """What a time is: since when (past), when to start, for how long; how often is found elsewhere."""
    low = max(0, start - 40)
    before, after = s.text[low:start], s.text[end : end + 24]
    if _PAST_BEFORE.search(before, s.lower[low:start]) or _PAST_AFTER.match(after):
        return "past"
    if _LEAD_AFTER.match(after):
        return "lead"
    last = bisect_left(s.starts, start) - 1
    if last >= 0 and s.words[last] in _LEADING:
        for role, pattern in _ROLE_BEFORE:
            if pattern.search(before):
                return role
    return next((role for role, pattern in _ROLE_AFTER if pattern.match(after)), "")
