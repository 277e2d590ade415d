"""Times that a sentence gives, in days or as months: when to begin, for how long, since when, how often."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from binder.comparison.cued import Cued
from binder.comparison.facts import Fact, about, frames_at, valued
from binder.comparison.measures import UNITS
from binder.comparison.rhythms import NUM, ONES, TENS, WORDS, free, number, rhythms
from binder.comparison.statement import Statement
from binder.comparison.unsaid import unsaid
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
    rf"(?<![\w-])(?P<x>\d{{1,3}}|{TENS}[- ](?:{ONES})|{NUM})[- ](?:year|yr)s?[- ](?:old|of age)"
    r"|\baged?\s+(?:of\s+)?(?P<y>\d{1,3})\b"
    r"|\b(?P<z>\d{1,3})\s*(?:yo|y/o)\b"
    r"|(?<=[a-z], )(?P<v>[2-9]\d) (?:years|yrs)(?=,)"  # "Ms Tellier, 44 years, has had"
    r"|\bat (?P<w>[3-9]\d) years\b(?! (?:after|from|post))",
    re.I,
)
_AGED = frozenset(("age", "aged", "yo"))
# How old somebody was or will be, or how old a thing is: "since the age of 19", "stop at age 80", "his graft, now ten".
_NOT_NOW = re.compile(
    r"\b(?:since|from|until|till|to|at|by|before|after|around|beyond|past|over|under)\s+(?:the\s+|an?\s+)?$"
    r"|\b(?:graft|valve|prosthe\w+|implant|device|pacemaker|stent|shunt|scar|fracture|scan|films?|slides?"
    r"|block|biopsy|report|images?|tests?)\W+(?:\w+\W+){0,2}$",
    re.I,
)
# Which of several: "after cycle 2", "after the fourth cycle".
_RUNS = ("cycle", "course", "dose", "infusion", "injection", "fraction", "round", "block", "treatment")
_SAME_RUN = {"course": "cycle", "round": "cycle", "block": "cycle", "infusion": "dose", "injection": "dose"}
_RUN = rf"(?P<{{0}}>{'|'.join(_RUNS)})s?"
NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WHICH = Cued(
    rf"\b(?:after|before|at|from|following|follows|with|until|by)\s+(?:the\s+)?(?:{_RUN.format('a')}\s+(?P<x>\d{{1,2}}|{WORDS})\b"
    rf"|(?P<nth>{'|'.join(NTH)}|\d{{1,2}}(?:st|nd|rd|th))\s+{_RUN.format('b')}\b"
    rf"|(?<=after\s)(?:the\s+first\s+)?(?P<n>\d{{1,2}}|{WORDS})\s+(?:more\s+)?(?P<c>cycle|course|round|block)s\b)",
    *_RUNS,
)
_SINGLE = re.compile(
    r"\b(?:(?P<part>half|(?:a\s+)?quarter\s+of|three\s+quarters\s+of)\s+)?"
    r"(?:an?|another|one|(?P<first>the\s+first)|(?P<last>(?:the|this)\s+(?:last|past|preceding|previous))"
    r"|(?P<next>next|the\s+(?:coming|next|present|current)|(?:within|inside)\s+(?:the|this)))\s+"
    r"(?:(?P<whole>full|whole|entire|good|complete|further)\s+)?(?P<semi>half[- ])?(?P<unit>fortnight|week|month|year"
    r"|(?<!\bin an )(?<!\bin a )(?:minute|hour|day))"
    rf"(?P<half>\s+and\s+a\s+half)?(?:\s+(?:to|or)\s+(?P<y>{NUM})(?:\s+(?P<unit2>days|weeks|months|years))?)?\b",
    re.I,
)
_SINGULAR = frozenset(("minute", "hour", "day", "fortnight", "week", "month", "year"))
_SHORT = frozenset(("minute", "hour", "day"))
_THROUGHOUT = re.compile(r"\b(?:over|during|for|throughout)\s+$", re.I)
_WITHIN_IT = re.compile(r"\b(?:in|over|during|for|throughout|within)\s+$", re.I)
# "At six months and a year", "at half a year, a year": a further point in time.
_THEN = re.compile(r"\b(?:day|week|month|year)s?\s*(?:,\s*(?:and|then)?|and(?:\s+then)?)\s+$", re.I)
_APART = re.compile(r"\s+apart\b", re.I)
_PARTS = {"half": 0.5, "a quarter of": 0.25, "quarter of": 0.25, "three quarters of": 0.75}
# A day, week or month by its number: "at week 12", "from the third day", "through year five".
_NUMBERED = re.compile(
    r"\b(?P<lead>at|by|from|on|in|for|to|through|until|till|after|before|around|starts?|starting|begins?|beginning|again|and)\s+"
    r"(?:about\s+|the\s+end\s+of\s+)?"
    rf"(?:(?:the\s+)?(?P<unit>day|week|wk|month|year|yr)s?\s+(?P<x>{NUM})(?:\s*(?:-|–|to|or)\s*(?P<y>{NUM})"
    rf"|(?P<more>(?:\s*,\s*{NUM})*,?\s*(?:and|&)\s*{NUM}))?(?![\w/.-]*\d)"
    rf"|(?:the|her|his|your)\s+(?P<nth>{'|'.join(NTH)}|twelfth|\d{{1,2}}(?:st|nd|rd|th))\s+(?P<unit2>day|week|month|year))\b",
    re.I,
)
_NUMBERED_UNITS = frozenset(("day", "days", "week", "weeks", "wk", "month", "months", "year", "years", "yr"))
LATEST = 60 * 365.25  # days after which nothing is planned
_LISTED = Cued(
    rf"(?<![\w./,-])(?P<xs>{NUM}(?:\s*,\s*{NUM})*(?:\s*,|,?\s*(?:and|&)(?:\s+(?:then|again))?(?:\s+at)?)\s*{NUM})\s*-?"
    r"(?P<unit>days|weeks|wks?|months|mos?|years|yrs?|hours|hrs?|minutes)\b",
    "and", ",", "&",
)  # fmt: skip
_BETWEEN = re.compile(r"\bbetween\s+$", re.I)
# As doctors in Britain write it: 8/52 are eight weeks, 3/12 three months, 5/7 five days.
_SLASHED = Cued(
    r"(?P<lead>\b(?:in|for|at|after|within|every|until|by|review|f/u|x|q)\s+)?(?<![\d/.])(?P<x>\d{1,2})(?:\s*-\s*(?P<y>\d{1,2}))?"
    r"/(?P<of>52|12|7)(?![\d/]|\.\d|\s*(?:nodes?|cores?|lymph|positive|points?))",
    "/52", "/12", "/7",
)  # fmt: skip
_SLASHED_DAYS = {"52": 7.0, "12": 30.44, "7": 1.0}
FOREVER = 36525.0  # days: no end is foreseen
_FOREVER = Cued(
    r"\b(?:(?P<sure>indefinitely|for life\b(?!-)|for ever|without (?:a |any )?(?:fixed )?(?:end|limit)(?:[ -]date)?\b"
    r"|open-ended"
    r"|for good(?=\s*(?:[.,;:)]|$|and\b|once\b))|for the rest of (?:her|his|your|the) life)|life-?long|permanently)",
    "indefinitel", "life", "ever", "without", "open-end", "for good", "permanentl",
)  # fmt: skip
_DENIED = re.compile(r"\b(?:not|no|never|than|nor|without|n['’]t)\s+(?:\w+\s+){0,2}$", re.I)
_AT_ONCE = Cued(
    r"\b(?:immediately|right away|straight ?away|at once|without delay|as soon as possible|asap|urgently|emergently"
    r"|promptly|forthwith|(?:from|at) the outset|straight off)\b",
    "forthwith", "outset", "straight off",
    "immediately", "right away", "straight", "at once", "without delay", "as soon as", "asap", "urgently", "emergently",
    "promptly",
)  # fmt: skip
# Said of today or of the days to come, in a sentence that advises.
_SOON = re.compile(
    r"\b(?:(?P<day>tonight|this evening|today|(?:the )?same day|this afternoon)"
    r"|(?P<morrow>tomorrow)|this (?:coming |very )?(?:(?P<week>week)|(?P<month>month)))\b"
    r"|(?<!until )(?<!till )(?<!for )(?<!by )(?<!just )(?<!from )\b(?:right |straight )?now"
    r"(?=\s*(?:[.,;:)]|$|(?:and|because|since|rather|with|before|as|at)\b))",
    re.I,
)
SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "fall": (9, 10, 11), "winter": (12, 1, 2)}
_SEASON = re.compile(
    r"\b(?:(?:in|by|until|till|before|from|early|late|mid|this|next|coming|end of|start of|beginning of)[\s-]+"
    r"(?:the\s+)?)+"
    rf"(?P<when>(?:{'|'.join(m.title() for m in MONTHS)})\b(?!\s*\d)|(?:{'|'.join(SEASONS)})\b(?!\s+(?:of\s+)?\d))"
)
# A last day: "by December 15", "not later than 3 March".
_BY_DATE = re.compile(
    r"\b(?:by|(?:not?|never) later than|at the latest (?:by|on))\s+"
    rf"(?:(?P<a>{'|'.join(m.title() for m in MONTHS)})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+20\d\d\b)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<b>{'|'.join(m.title() for m in MONTHS)})\b(?:,?\s+20\d\d\b)?)"
)
_MOMENT = re.compile(
    rf"(?:\b|(?<=mid-))(?:{'|'.join(m.title() for m in MONTHS)}|{'|'.join(SEASONS)})\b"
    r"|\b(?:[Tt]onight|[Tt]oday|[Tt]omorrow|[Nn]ow|same day"
    r"|[Tt]his (?:evening|afternoon|(?:coming |very )?(?:week|month)))\b"
)
_IN_MOMENT = {*MONTHS, *SEASONS, "tonight", "today", "tomorrow", "evening", "afternoon", "week", "month", "day", "now"}
_FILLER = (
    r"\s*(?:the\s+)?"
    r"(?:(?:next|first|about|approximately|around|roughly|some|at least|least|up to|a total of|a|total"
    r"|full|whole|good|further|additional|minimum|maximum|(?:better|greater|best) part of)\s+)*$"
)
_PAST_BEFORE = Cued(
    r"(?:for|over|during|in|within) the (?:past|last|preceding|previous)\s*(?:few\s*)?$|\b(?:since|past|last)\s*$",
    "past", "last", "preceding", "previous", "since",
)  # fmt: skip
_PAST_AFTER = re.compile(
    r"[\s-]*(?:ago\b|back\b(?! (?:at|in|to)\b)|old\b|earlier\b|history"
    r"|['’]?\s*standing|prior to (?:presentation|admission))",
    re.I,
)
# "The gene score takes about two weeks": how long a thing takes is no time of a plan.
_TAKES = re.compile(r"\b(?<!\bthat )(?:takes|will take|would take|may take|can take|took)" + _FILLER, re.I)
_LEAD_AFTER = re.compile(r"\s*(?:before|beforehand|prior)", re.I)
_ROLE_BEFORE = (
    (
        "start",
        re.compile(
            r"\b(?:within|in|by|before|after|no(?:t)? later than|over the next|inside|another|until|at(?!\s+least)"
            r"|under|beyond|(?<!has )(?<!have )(?<!had )(?:wait|waiting|waits)(?: for)?)" + _FILLER,
            re.I,
        ),
    ),
    (
        "duration",
        re.compile(
            r"\b(?:for|lasting|duration(?: of)?|total of|over|during|course of|additional|further|first|x|minimum"
            r"|maximum|minimum of|at least|up to|period of|throughout)" + _FILLER + r"|×\s*$",
            re.I,
        ),
    ),
)
_ROLE_AFTER = (
    ("start", re.compile(r"\s*(?:after|from now|hence|following|later|postop|post-op)", re.I)),
    ("duration", re.compile(r"\s*(?:of\b|course|long|duration|period|trial|in total|total)", re.I)),
)
# What one of the words before a span of time ends in, or what may stand between them and it.
_LEADING = frozenset(
    (
        "within", "in", "by", "before", "after", "than", "next", "inside", "another", "until", "at", "under", "for",
        "lasting", "duration", "of", "over", "during", "course", "additional", "further", "first", "x", "minimum",
        "least", "to", "period", "throughout", "the", "about", "approximately", "around", "roughly", "some", "a",
        "total", "full", "whole", "good", "minimum", "maximum", "beyond", "wait", "waiting", "waits", "×",
    )
)  # fmt: skip
# Before a span of time: it has been so for so long.
_LASTED = re.compile(
    r"(?<!should )(?<!would )(?<!please )(?<!must )(?<!will )(?<!could )(?<!may )(?<!to )(?<!can )"
    r"\b(?:has|have|had|'ve|suffer\w*|lasted|history|hx|h/o|complain\w*|noticed|presents?|presented|came"
    r"|known)\b(?! to\b)",
    re.I,
)
# ... and where it is not: what is yet to come, what somebody was told to do.
_NOT_YET = re.compile(
    r"\b(?:once|until|till|when|after|if)\b[^,;]*$|\b(?:told|asked|advised|urged|recommended|agreed)\s+to\b", re.I
)
# "For ten weeks she has slept poorly".
_HAS_LASTED = re.compile(r"[^.,;:]{0,25}\b(?:has|have|had|'ve)\b(?! to\b)", re.I)
# "Four attacks in twelve months": so many within a span, told and not planned.
_SO_OFTEN = re.compile(
    rf"\b(?:{NUM}|{'|'.join(NTH)}|several|many|no|few|(?:once|twice|thrice))\s+(?:[a-z]+[\s-]+){{0,3}}?"
    r"(?:[a-z]+s|time|[A-Z]\w*(?:\s+\w+){0,2})\s+(?:\w+\s+){0,3}?(?:in|within|over)\s+$",
    re.I,
)
# Times of an outlook ("median survival 14 years") are no times of a plan.
_REFUSED = re.compile(r"\b(?:not|rather than|instead of)(?: (?:in|within|every))?\s*$", re.I)
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
    if role in ("duration", "start") and not any(t.explicit for t in s.terms) and _is_past(s, span, role):
        role = "past"
    names = about(s, *span)
    drug = any([t.kind == "drug" for t in s.terms])
    dosing = role == "interval" and (drug or max(values) < 1)
    frames = frames_at(s, span[0])
    if _REFUSED.search(s.text[: span[0]]):  # "this week and not in a month": what he does not say
        frames |= {"refused"}
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
        frames=frames,
        shown=s.text[slice(*span)],
        step=step,
    )


def _is_past(s: Statement, span: tuple[int, int], role: str) -> bool:
    """Whether a span of time in a sentence that advises nothing tells how long something has been so."""
    near = s.text[max(0, span[0] - 120) : span[0]]
    if role == "start":
        return _SO_OFTEN.search(near) is not None and not any(t.advice for t in s.terms)
    lasted = _LASTED.search(s.text[: span[0]]) or _HAS_LASTED.match(s.text, span[1])
    return lasted is not None and not _NOT_YET.search(near)


def ages(s: Statement, taken: Places) -> Iterator[Fact]:
    """How old somebody is."""
    told = any([cue in s.lower for cue in (" old", "-old", "of age", "y/o", " years,", " yrs,")])
    told = told or ("at " in s.lower and " years" in s.lower) or not _AGED.isdisjoint(s.words)
    for m in _AGE.finditer(s.text) if told else ():
        if free(taken, *m.span()):
            value = number(next(n for n in m.group("x", "y", "z", "v", "w") if n))
            then = "then" if _NOT_NOW.search(s.text, max(0, m.start() - 60), m.start()) else ""
            frames = frames_at(s, m.start())
            yield Fact("age", "age", "age", *m.span(), "age", values=(value,), label=then, shown=m[0], frames=frames)


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
        yield time_of(
            s, m.span(), "start", (30.44 if m["month"] else 7.0 if m["week"] else 1.0 if m["morrow"] else 0.0,)
        )
    for m in _SEASON.finditer(s.text):
        name = m["when"].lower()
        months = SEASONS.get(name) or (MONTHS.index(name) + 1,)
        values = tuple(map(float, months))
        if free(taken, *m.span()):
            fact = valued(s, "time", "moment", m.span(), "when to start", Axis.TIMING, values, label="start")
            yield replace(fact, join="", limit=False, loose=False)
    for m in _BY_DATE.finditer(s.text):
        values = (float(MONTHS.index((m["a"] or m["b"]).lower()) + 1),)
        fact = valued(s, "time", "moment", m.span(), "when to start", Axis.TIMING, values, label="start")
        yield replace(fact, join="", limit=False, loose=True)


def singles(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "In a month and a half", "for a fortnight"; "twice a week" is a rate and has been taken."""
    for m in () if _SINGULAR.isdisjoint(s.words) else _SINGLE.finditer(s.text):
        before = s.text[max(0, m.start() - 30) : m.start()]
        unit = m["unit"].lower()
        if m["last"]:
            role = "past" if _WITHIN_IT.search(before) else ""
        elif m["first"]:
            role = "duration" if unit == "year" and _WITHIN_IT.search(before) else ""
        elif unit in _SHORT and (m["next"] or m["y"] or m[0].lower().startswith("one")):
            role = ""  # "the next day", "one day", "a day or two" are no spans
        elif m["next"]:
            role = "duration" if _THROUGHOUT.search(before) else "start"
        else:
            role = role_of(s, m.start(), m.end()) or ("start" if _THEN.search(before) else "")
        span = m.span()
        if apart := _APART.match(s.text, m.end()):  # "two infusions a fortnight apart"
            role, span = "interval", (m.start(), apart.end())
        if free(taken, *m.span()) and (role or m["whole"]):
            days = 14.0 if unit == "fortnight" else UNITS[unit][1]
            part = re.sub(r"\s+", " ", (m["part"] or "").lower())
            times = _PARTS.get(part) or (0.5 if m["semi"] else 1.5 if m["half"] else 1.0)
            last = (number(m["y"]) * (UNITS[m["unit2"].lower()][1] if m["unit2"] else days),) if m["y"] else ()
            yield time_of(s, span, role, (days * times, *last), days * min(1.0, times))


def numbered(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "At week 12", "from the third day": so many days after the beginning."""
    for m in () if _NUMBERED_UNITS.isdisjoint(s.words) else _NUMBERED.finditer(s.text):
        unit, lead = (m["unit"] or m["unit2"]).lower(), m["lead"].lower()
        values = tuple(number(n) for n in m.group("x", "y") if n) or (_place(m["nth"]),)
        values += tuple(number(n) for n in re.findall(NUM, m["more"] or "", re.I))
        days = tuple(value * UNITS[unit][1] for value in values)
        lasting = lead == "in" and (unit in ("year", "yr") or values == (1.0,))  # "in years 2 to 5"
        if max(days) < LATEST and not lasting:
            fact = time_of(s, m.span(), "start", days, UNITS[unit][1])
            yield replace(fact, listed=bool(m["more"]), loose=len(days) == 1)
    for span, value, unit_days in unsaid(s):  # "at one week and at six"
        if free(taken, *span) and value < LATEST:
            yield time_of(s, span, "start", (value,), unit_days)


def listed(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "At 4, 8 and 12 months"; "between two and six hours" is a range."""
    for m in _LISTED.finditer(s.text, s.lower):
        values = tuple(number(n) for n in re.findall(NUM, m["xs"], re.I))
        between = bool(_BETWEEN.search(s.text[: m.start()])) and len(values) == 2
        if free(taken, *m.span()) and (between or all(x < y for x, y in pairwise(values))):
            days = UNITS[m["unit"].lower()][1]
            role = "" if between else role_of(s, *m.span())
            fact = time_of(s, m.span(), role, tuple(v * days for v in values), days)
            yield replace(fact, listed=not between)


def slashed(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "Review in 8/52"."""
    for m in _SLASHED.finditer(s.text, s.lower):
        lead, span = (m["lead"] or "").strip().lower(), (m.start("x"), m.end())
        if (lead or m["of"] == "52") and free(taken, *span):
            days = _SLASHED_DAYS[m["of"]]
            role = "interval" if lead in ("every", "q") else role_of(s, *span)
            yield time_of(s, span, role, tuple(float(n) * days for n in m.group("x", "y") if n), days)


def without_end(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "For life", "indefinitely"."""
    treats = any(t.kind in ("drug", "procedure", "test") for t in s.terms)
    for m in _FOREVER.finditer(s.text, s.lower):
        if (m["sure"] or treats) and not _DENIED.search(s.text[: m.start()]):
            yield time_of(s, m.span(), "duration", (FOREVER,))


def _place(nth: str) -> float:
    """Which one an ordinal stands for."""
    nth = nth.lower()
    return float(nth[:-2]) if nth[0].isdigit() else float(NTH.index(nth) + 1) if nth in NTH else 12.0


def which(s: Statement, taken: Places) -> Iterator[Fact]:
    """ "After the fourth cycle"."""
    for m in _WHICH.finditer(s.text, s.lower):
        value = number(m["x"] or m["n"]) if m["x"] or m["n"] else _place(m["nth"])
        run = (m["a"] or m["b"] or m["c"]).lower()
        run = _SAME_RUN.get(run, run)
        yield replace(valued(s, "time", f"nth:{run}", m.span(), f"which {run}", Axis.TIMING, (value,)), limit=False)


def role_of(s: Statement, start: int, end: int) -> str:
    """What a time is: since when (past), when to start, for how long; how often is found elsewhere."""
    low = max(0, start - 40)
    before, after = s.text[low:start], s.text[end : end + 24]
    if _TAKES.search(before):
        return "takes"
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
