"""Times before which a thing is not to be done: "I would not operate before late April or May 2027"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from binder.comparison.cued import Cued
from binder.comparison.facts import Fact, valued
from binder.comparison.measures import UNITS
from binder.comparison.rhythms import NUM, number
from binder.comparison.statement import Statement
from binder.comparison.times import MONTHS, SEASONS, Places, time_of
from binder.model.comparison import Axis

ANY_MONTH = 0.0  # when it will be cannot be told: "not before the stent is a year old"
_SPAN = 60  # characters a mark may cover that begins with the denial
_MOMENT = "|".join((*(m.title() for m in MONTHS), *SEASONS, "Christmas", "Easter"))
_ABOUT_IT = (
    r"(?:(?:the|early|late|mid|next|this|coming|about|around|at least|(?:end|beginning|start|middle) of"
    r"|(?:first|second|third|fourth) (?:week|half|quarter) of|\d{1,2}(?:st|nd|rd|th)?(?: of)?)[\s-]+)*"
)
_UNIT = "day|week|month|year|fortnight"
_WHEN = (
    rf"(?P<moment>{_ABOUT_IT}(?P<a>(?-i:{_MOMENT}))\b(?:,?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d))?"
    rf"(?:\s+(?:or|to|and)\s+{_ABOUT_IT}(?P<b>(?-i:{_MOMENT}))\b)?(?:,?\s+(?:of\s+)?20\d\d\b)?"
    r"|(?:the\s+)?new year\b|20\d\d\b)",
    rf"(?P<days>(?:(?:at least|about|another|the end of)\s+)*(?P<x>an?|{NUM})(?:\s*(?:-|–|to|or)\s*(?P<y>{NUM}))?"
    rf"\s+(?:full\s+)?(?P<unit>{_UNIT})s?\b)",
    rf"(?P<then>(?:the|her|his|your|this|that)\s+[\w\s'’-]{{2,40}}?\s(?:an?|{NUM})\s+(?:full\s+)?(?:{_UNIT})s?"
    r"(?:\s+(?:old|ago|behind|in place|past|away))?)\b",
)
_NOT_BEFORE = Cued(
    r"(?P<not>\b(?:not|no|never|against)\b|n['’]t\b)(?P<what>[^.;:,()]{0,60}?)\s"
    rf"(?P<lead>before|until|till|(?:earlier|sooner) than|for(?= at least ))\s+(?:{'|'.join(_WHEN)})",
    "before", "until", "till", "earlier than", "sooner than", "for at least",
)  # fmt: skip
_TOLD = frozenset(("was", "were", "did", "had", "didn't", "wasn't", "weren't", "hadn't"))
_WAITING = re.compile(r"\b(?:wait|delay|defer|postpone|put off|hold)", re.I)


def not_before(s: Statement, taken: Places) -> Iterator[Fact]:
    """When what a sentence advises is to be done at the earliest, with the denial that makes it so."""
    acts = [t for t in s.terms if t.kind in ("drug", "procedure", "test")]
    for m in _NOT_BEFORE.finditer(s.text, s.lower) if acts else ():
        lead = m.start("lead")
        told = any(w in _TOLD for w, at in zip(s.words, s.starts, strict=True) if at < lead)
        if told or _WAITING.search(m["what"]):
            continue
        if m["lead"] == "for" and not any(t.kind == "procedure" and s.starts[t.first] < lead for t in acts):
            continue  # "no lifting for at least six weeks after the operation"
        start = m.start() if m.end() - m.start() <= _SPAN else lead
        place = lead, m.end()
        shown = f"not {s.text[slice(*place)]}"
        if m["days"]:
            unit = 14.0 if m["unit"] == "fortnight" else UNITS[m["unit"].lower()][1]
            given = [m["x"], *([m["y"]] if m["y"] else [])]
            days = tuple((1.0 if n.lower() in ("a", "an") else number(n)) * unit for n in given)
            fact = time_of(s, place, "start", days, unit)
        else:
            months = tuple(month for name in (m["a"], m["b"]) for month in _months(name)) or (ANY_MONTH,)
            fact = valued(s, "time", "moment", place, "when to start", Axis.TIMING, months, label="start")
        frames = fact.frames - {"refused"}
        yield replace(fact, start=start, join="", limit=True, loose=False, shown=shown, frames=frames)


def _months(name: str | None) -> tuple[float, ...]:
    if not name:
        return ()
    name = name.lower()
    if name in ("christmas", "easter"):
        return (12.0,) if name == "christmas" else (4.0,)
    return tuple(map(float, SEASONS.get(name) or (MONTHS.index(name) + 1,)))
