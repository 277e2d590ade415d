"""Numbers with their unit and what they are a number of; times in days. No list of things measured is needed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from binder.comparison.facts import SPREAD, Fact, about, frames_at
from binder.comparison.measures import UNITS, composed
from binder.comparison.rhythms import NUM, WORDS, free, number, rhythms
from binder.comparison.statement import Statement
from binder.comparison.words import NUMBER_WORDS, STOPWORDS, stem
from binder.knowledge import load
from binder.model.comparison import Axis

_DATA = load("comparison_words")
_PER_UNITS = (
    "m2|kg|day|d|dose|week|hour|h|min|dl|ml|l|mm2|mm3|mcl|µl|ul|mol|square (?:meter|metre|millimetre|millimeter)"
    "|month|year|cycle|fraction|hpf|m²|mm²|liter|litre"
)
_PER = rf"(?:\s*(?:/|per)\s*(?P<per>{_PER_UNITS})(?![A-Za-z]))?"
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![\w.,/+-])(?<![\w)]\s[-–])(?P<x>(?:(?<=\s)[-−])?{NUM})(?P<more>(?:\s*(?:[x×]|by)\s*{NUM})+)?"
    rf"(?:\s*(?:%|mm|cm|mg)?\s*(?P<link>-|–|to|or|/|of the|out of|of)\s*(?P<y>{NUM}))?"
    rf"(?:\s*-?\s*(?P<unit>{_UNIT})(?![A-Za-z0-9²])\.?{_PER}|(?P<any>\s*[A-Za-zµμ]{{1,6}}/[A-Za-z0-9]{{1,8}}))?"
    r"(?P<noun>(?:\s+|-)[A-Za-z]+)?",
    re.I,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|circa|ca\.?|roughly|nearly|almost|some|close to"
    r"|just (?:over|under|short of)|(?:little|slightly) (?:over|under|more than|less than)|over|up to)|~)\s*(?:an? )?$",
    re.I,
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = (
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
# Numbers that are dates, telephone numbers, hours or ordinals.
_MASK = re.compile(
    r"\b\d{4}-\d{2}-\d{2}|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\b0\d/\d{2}\b"
    rf"|\b(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b(?:,?\s+\d{{4}})?"
    r"|\b(?:19|20)\d\d\b(?!\s*(?:mg|ml|cc|units))|\(?\b\d{3}\)?[ -]\d{3}-\d{4}\b|\b\d{1,2}:\d{2}(?:\s*[ap]m)?"
    r"|\b(?P<bar>\d)(?P=bar){3,}\b|\b(?:day|week|cycle|month)s?\s+\d+(?:\s*(?:-|to|and|,)\s*\d+)*|\b\d+(?:st|nd|rd|th)\b",
    re.I,
)
_AGE = re.compile(
    rf"(?P<x>{NUM})[- ](?:year|yr)s?[- ](?:old|of age)|\baged?\s+(?:of\s+)?(?P<y>\d{{1,3}})\b"
    r"|\b(?P<z>\d{1,3})\s*(?:yo|y/o)\b",
    re.I,
)
# A bound that a condition sets ("while the index is above 35"), not a value found and not a target.
_LIMIT = re.compile(
    r"\b(?:if|while|until|unless|when|once|as long as|should)\b.*?"
    r"(?:\b(?:above|below|over|under|more than|less than|greater than|exceed\w*|beyond|reach\w*)\s+(?:an? )?"
    r"|[<>≥≤]\s*)$",
    re.I,
)
# Which of several: "after cycle 2", "after the fourth cycle".
_RUN = r"(?P<{0}>cycle|course|dose|infusion|injection|fraction|round|treatment)s?"
_NTH = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_WHICH = re.compile(
    rf"\b(?:after|before|at|from|following|with|until|by)\s+(?:the\s+)?(?:{_RUN.format('a')}\s+(?P<x>\d{{1,2}}|{WORDS})\b"
    rf"|(?P<nth>{'|'.join(_NTH)}|\d{{1,2}}(?:st|nd|rd|th))\s+{_RUN.format('b')}\b)",
    re.I,
)
_SINGLE = re.compile(
    r"\b(?P<semi>half\s+)?(?:an?|another|one|(?P<next>next))\s+(?P<unit>fortnight|week|month|year)"
    r"(?P<half>\s+and\s+a\s+half)?\b",
    re.I,
)
_AT_ONCE = re.compile(
    r"\b(?:immediately|right away|straight ?away|at once|without delay|as soon as possible|asap|urgently|emergently"
    r"|promptly)\b",
    re.I,
)
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
    rf"(?P<when>(?:{'|'.join(m.title() for m in _MONTHS)})\b(?!\s*\d)|(?:{'|'.join(_SEASONS)})\b(?!\s+(?:of\s+)?\d))"
)
_FILLER = (
    r"\s*(?:the\s+)?"
    r"(?:(?:next|first|about|approximately|around|roughly|some|at least|least|up to|a total of|a|total)\s+)*$"
)
_ROLE_BEFORE = (
    (
        "past",
        re.compile(
            r"(?:for|over|during|in|within) the (?:past|last|preceding|previous)\s*(?:few\s*)?$"
            r"|\b(?:since|past|last)\s*$",
            re.I,
        ),
    ),
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
    ("past", re.compile(r"\s*(?:ago|earlier\b|history|['’]?\s*standing|prior to (?:presentation|admission))", re.I)),
    ("lead", re.compile(r"\s*(?:before|beforehand|prior)", re.I)),
    ("start", re.compile(r"\s*(?:after|from now|following|later|postop|post-op)", re.I)),
    ("duration", re.compile(r"\s*(?:of\b|course|long|duration|period|trial|in total|total)", re.I)),
)
# Before a span of time: it has been so for so long.
_LASTED = re.compile(
    r"\b(?:has|have|had|'ve|suffer\w*|lasted|history|complain\w*|noticed|presents?|presented|came|known)\b", re.I
)
_COURSES = frozenset(("cycl", "fraction", "session", "dos", "cours", "treatment", "infusion", "injection"))
MOST = 40  # values of one sort in one sentence; more is a table that lost its lines
_LONGEST = 9  # digits; what is longer is a number of a form or a bar code
_GIVEN_PER = frozenset(("day", "d", "dose", "week", "fraction", "cycle"))
_BETWEEN = frozenset(
    [
        "is",
        "was",
        "of",
        "at",
        ":",
        "(",
        ")",
        "=",
        "score",
        "index",
        "level",
        "value",
        "about",
        "approximately",
        "measured",
        "now",
        "were",
        "in",
        "the",
        "total",
    ]
)
# Times of an outlook ("median survival 14 years") are no times of a plan.
_OUTLOOK = frozenset(("prognosis", "risk", "surviv", "life expectancy"))
_COUNT_STOP = frozenset(_DATA["not_counted"].split())


def quantities(statement: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """All numbers and times of a sentence; `taken` are places that named values have claimed already."""
    text = statement.text
    digits = bool(_DIGIT.search(text))
    moments = bool(_MOMENT.search(text))
    if not moments and not digits and not (any(map(str.isdigit, text)) or _MAYBE_NUMBER.search(text)):
        return
    taken = [*taken, *(m.span() for m in _MASK.finditer(text))] if digits else list(taken)
    finders = (_which, _ages, _rates, _singles, _at_once, *((_moments,) if moments else ()), _plain)
    for finder in finders:
        for fact in islice(finder(statement, taken), MOST):
            taken.append((fact.start, fact.end))
            yield fact


_MOMENT = re.compile(
    rf"(?:\b|(?<=mid-))(?:{'|'.join(m.title() for m in _MONTHS)}|{'|'.join(_SEASONS)})\b"
    r"|\b(?:[Tt]onight|[Tt]oday|[Tt]omorrow|this (?:evening|afternoon|week)|same day)\b"
)
_DIGIT = re.compile(r"\d")
_MAYBE_NUMBER = re.compile(
    rf"\b(?:{WORDS}|{'|'.join(_NTH)}|an?|alternate|intervals?|next|fortnight|once|twice|daily"
    r"|weekly|monthly|yearly|annual|quarterly|immediately|at once|right away|every"
    r"|bid|tid|asap"
    r"|urgently"
    r"|straight|delay|promptly)",
    re.I,
)


def _ages(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    lower = s.text.lower()
    if not any(sign in lower for sign in ("year", "yr", "age", "yo", "y/o")):
        return
    for m in _AGE.finditer(s.text):
        if free(taken, *m.span()):
            value = number(m["x"] or m["y"] or m["z"])
            yield Fact(
                "age", "age", "age", *m.span(), "age", values=(value,), shown=m[0], frames=frames_at(s, m.start())
            )


def _time(s: Statement, span: tuple[int, int], role: str, values: tuple[float, ...]) -> Fact:
    if role == "duration" and _LASTED.search(s.text[: span[0]]) and not any(t.explicit for t in s.terms):
        role = "past"
    names = about(s, *span)
    drug = any(t.kind == "drug" for t in s.terms)
    dosing = role == "interval" and (drug or max(values) < 1)
    rule = {
        "start": "when to start",
        "lead": "how long before",
        "interval": "how often",
        "duration": "for how long",
        "past": "since when",
    }.get(role, "time")
    outlook = "prognosis" in names or any(t.name in _OUTLOOK for t in s.terms)
    axis = None if role == "past" or outlook else (Axis.TREATMENT if dosing else Axis.TIMING)
    kind = "dose" if dosing and max(values) <= 7 else "time"
    return Fact(
        kind,
        "",
        "days",
        *span,
        rule,
        axis,
        values=values,
        label=role,
        about=names,
        frames=frames_at(s, span[0]),
        shown=s.text[slice(*span)],
    )


def _rates(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    for span, days in rhythms(s.text):
        yield _time(s, span, "interval", days)


def _at_once(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    for m in _AT_ONCE.finditer(s.text):
        yield _time(s, m.span(), "start", (0.0,))


def _moments(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """ "Tonight", "before the end of June", "next spring", where a sentence advises and does not tell."""
    if not any(t.explicit and not t.frames for t in s.terms) or _LASTED.search(s.text):
        return
    for m in _SOON.finditer(s.text):
        yield _time(s, m.span(), "start", (7.0 if m["week"] else 1.0 if m["morrow"] else 0.5,))
    for m in _SEASON.finditer(s.text):
        name = m["when"].lower()
        months = _SEASONS.get(name) or (_MONTHS.index(name) + 1,)
        fact = _fact(s, "time", "moment", m.span(), "when to start", Axis.TIMING, tuple(map(float, months)))
        yield replace(fact, label="start", axis=Axis.TIMING, join="", limit=False)


def _singles(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """ "In a month and a half", "for a fortnight"; "twice a week" is a rate and has been taken."""
    for m in _SINGLE.finditer(s.text):
        role = "start" if m["next"] else _role(s.text, m.start(), m.end())
        if free(taken, *m.span()) and role:
            days = 14.0 if m["unit"].lower() == "fortnight" else UNITS[m["unit"].lower()][1]
            times = 0.5 if m["semi"] else 1.5 if m["half"] else 1.0
            yield replace(_time(s, m.span(), role, (days * times,)), step=days * min(1.0, times))


def _which(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    for m in _WHICH.finditer(s.text):
        nth = (m["nth"] or "").lower()
        value = number(m["x"]) if m["x"] else float(_NTH.index(nth) + 1 if nth in _NTH else nth[:-2])
        run = (m["a"] or m["b"]).lower()
        fact = _fact(s, "time", f"nth:{run}", m.span(), f"which {run}", Axis.TIMING, (value,))
        yield replace(fact, axis=Axis.TIMING, limit=False)


def _plain(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    for m in _QUANTITY.finditer(s.text):
        start = m.start("x")
        if len(m["x"]) <= _LONGEST and free(taken, start, max(m.end("x"), m.end("y"))):
            fact = _quantity(s, m, start)
            if fact:
                yield fact


def _fact(
    s: Statement,
    kind: str,
    dimension: str,
    span: tuple[int, int],
    rule: str,
    axis: Axis | None,
    values: tuple[float, ...],
) -> Fact:
    names = about(s, *span)
    value_of = _value_of(s, span[0])
    if axis is Axis.STAGING and dimension != "mm" and not names & SPREAD:
        axis = Axis.DIAGNOSIS  # a score or a laboratory value beside the stage is not the stage
    return Fact(
        kind=kind,
        key="",
        dimension=dimension,
        start=span[0],
        end=span[1],
        rule=rule,
        axis=axis,
        values=values,
        about=names | ({value_of} if value_of else frozenset()),
        frames=frames_at(s, span[0]),
        shown=s.text[slice(*span)],
        join=value_of,
        raw=values,
        limit=bool(_LIMIT.search(s.text[max(0, span[0] - 110) : span[0]])),
        step=_step(s.text[slice(*span)]),
        loose=bool(_ABOUT.search(s.text[max(0, span[0] - 20) : span[0]])),
    )


def _step(printed: str) -> float:
    """What the last digit of a printed number stands for: 0.1 of "4.9 cm", 1 of "five"."""
    decimals = re.search(r"\d\.(\d+)", printed)
    return 10.0 ** -len(decimals[1]) if decimals else 1.0


def _quantity(s: Statement, m: re.Match[str], start: int) -> Fact | None:
    unit, link = (m["unit"] or "").lower(), (m["link"] or "").lower()
    x = number(m["x"])
    values = (x, number(m["y"])) if m["y"] else (x,)
    if m["more"]:
        values = (max(x, *(number(n) for n in re.findall(NUM, m["more"], re.I))),)
    if link in ("/", "of", "of the", "out of") and m["y"] and (unit not in ("%", "percent") or link == "/"):
        if not unit and link != "/" and not m["noun"]:
            return None
        end = m.end("unit") if unit else m.end("y")
        return replace(_fact(s, "number", "ratio", (start, end), "count", _axis(s), values), label="ratio")
    if unit:
        return _with_unit(s, m, unit, values, start)
    return _count_or_bare(s, m, values, start)


def _with_unit(s: Statement, m: re.Match[str], unit: str, printed: tuple[float, ...], start: int) -> Fact | None:
    dimension, factor = UNITS[unit]
    values = tuple(v * factor for v in printed)
    span = (start, m.end("per") if m["per"] else m.end("unit"))
    if dimension == "days":
        if unit in ("d", "h", "w", "min", "mo") and "-" in m[0][: m.end("unit") - m.start()]:
            return None
        return replace(_time(s, span, _role(s.text, start, m.end("unit")), values), step=factor)
    per = (m["per"] or "").lower()
    laboratory = composed(s.text[m.start("unit") : span[1]])
    if laboratory:
        return _measured(s, (start, span[1]), printed, laboratory)
    if per and not (dimension == "mg" and per in _GIVEN_PER):
        dimension += "/" + per
    dose = dimension.split("/")[0] in ("mg", "gy", "mci", "iu") and not dimension.endswith(("/dl", "/ml", "/l"))
    dose = dose and (not dimension.startswith("mg") or _gives(s))
    rule = "dose" if dose else {"mm": "size", "percent": "percentage"}.get(dimension, "number")
    axis = Axis.TREATMENT if dose else _axis(s)
    fact = _fact(s, "dose" if dose else "number", dimension, span, rule, axis, values)
    drug = _drug_before(s, start) if dose else ""
    return replace(fact, key=f"dose:{drug}" if drug else "", raw=printed, step=fact.step * factor)


def _measured(s: Statement, span: tuple[int, int], printed: tuple[float, ...], unit: tuple[str, float]) -> Fact:
    kind, factor = unit
    fact = _fact(s, "number", kind, span, "number", _axis(s), tuple(v * factor for v in printed))
    return replace(fact, raw=printed, step=fact.step * factor)


def _gives(s: Statement) -> bool:
    return any(t.kind == "drug" for t in s.terms) or not any(t.kind in ("test", "measure") for t in s.terms)


def _drug_before(s: Statement, start: int) -> str:
    before = [t for t in s.terms if t.kind == "drug" and 0 <= start - s.ends[t.last - 1] < 40]
    return before[-1].name if before else ""


def _role(text: str, start: int, end: int) -> str:
    """What a time is: since when (past), when to start, for how long; how often is found elsewhere."""
    before, after = text[max(0, start - 40) : start], text[end : end + 24]
    if _ROLE_BEFORE[0][1].search(before) or _ROLE_AFTER[0][1].match(after):
        return "past"
    if _ROLE_AFTER[1][1].match(after):
        return "lead"
    for role, pattern in _ROLE_BEFORE[1:]:
        if pattern.search(before):
            return role
    return next((role for role, pattern in _ROLE_AFTER if pattern.match(after)), "")


def _count_or_bare(s: Statement, m: re.Match[str], values: tuple[float, ...], start: int) -> Fact | None:
    noun = (m["noun"] or "").strip(" -").lower()
    word = m["x"].lower() in NUMBER_WORDS
    if noun and noun not in STOPWORDS and noun not in _COUNT_STOP and (noun.endswith("s") or word):
        folded = stem(noun)
        if word and m["x"].lower() in ("one", "half", "couple", "zero") and not noun.endswith("s"):
            return None
        axis = Axis.TREATMENT if folded in _COURSES else _axis(s)
        return _fact(s, "number", f"count:{folded}", (start, m.end("noun")), f"number of {noun}", axis, values)
    if word:
        return None
    end = m.end("any") if m["any"] else max(m.end("x"), m.end("y"))
    unit = composed(m["any"]) if m["any"] else None
    if unit:
        return _measured(s, (start, end), values, unit)
    fact = _fact(s, "number", "bare", (start, end), "value", _axis(s), values)
    return replace(fact, about=fact.about | _before(s, start))


def _before(s: Statement, start: int) -> frozenset[str]:
    names = [t.name for t in s.terms if s.ends[t.last - 1] <= start]
    return frozenset(names[-1:])


def _value_of(s: Statement, start: int) -> str:
    """The thing a number directly follows ("EF 55 %", "PD-L1 (TPS) was 60 %"), where only small words stand between."""
    first = bisect_left(s.starts, start)
    term = next((t for t in reversed(s.terms) if t.last <= first), None)
    if term is None or first - term.last > 5 or not all(w in _BETWEEN for w in s.words[term.last : first]):
        return ""
    raw = s.text[s.starts[term.first] : s.ends[term.last - 1]]
    named = term.kind in ("measure", "test", "finding") or (not term.kind and raw[:1].isupper() and raw[1:2].isupper())
    return term.name if named else ""


def _axis(s: Statement) -> Axis | None:
    known = {"staging": Axis.STAGING, "treatment": Axis.TREATMENT, "timing": Axis.TREATMENT, "history": None}
    return known.get(s.axis_hint, Axis.DIAGNOSIS)
