"""Numbers of a sentence with their unit and what they are a number of; no list of things measured is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from binder.comparison.facts import Fact, valued
from binder.comparison.measures import UNITS, composed
from binder.comparison.not_before import not_before
from binder.comparison.rhythms import NUM, SPELLED, WORDS, free, number
from binder.comparison.shares import shares
from binder.comparison.statement import Statement
from binder.comparison.times import (
    MONTHS,
    NTH,
    ages,
    at_once,
    listed,
    moments,
    names_moment,
    numbered,
    rates,
    role_of,
    singles,
    slashed,
    time_of,
    which,
    without_end,
)
from binder.comparison.words import STOPWORDS, stem
from binder.knowledge import load
from binder.model.comparison import Axis

_DATA = load("comparison_words")
_PER_UNITS = (
    "m2|kg|day|d|dose|week|hour|h|min|dl|ml|l|mm2|mm3|mcl|µl|ul|mol|square (?:meter|metre|millimetre|millimeter)"
    "|month|year|cycle|fraction|hpf|m²|mm²|liter|litre|kilo(?:gram(?:me)?)?"
)
_PER = (
    rf"(?:\s*(?:/|per)\s*(?P<per>{_PER_UNITS})(?![A-Za-z])(?:\s*(?:/|per|an?)\s*(?P<too>day|d|dose|week)\b)?"
    r"|\s+(?:a|each)\s+(?P<every>day|week)\b|(?!\s?/\s?[A-Za-z]{1,5}\b))"
)
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True))
# What ties a second number to a first: a range, a share of a whole, two pressures ("130 over 80").
_LINK = (
    r"-|–|to|or|/|of the|(?:points?\s+)?(?:out\s+)?of|(?(among)and|(?!))"
    r"|over(?=\s+\d\d\d?\b(?!\s*-?(?:sec|min|hour|day|week|month|year|cycle|dose)))"
)
_POWER = r"[x×]?\s?10(?:\^|\*|E)?[\d⁰¹²³⁴-⁹]{1,2}"  # "x10^9/L" is a unit, not a second measure
_QUANTITY = re.compile(
    rf"(?P<among>(?<=between\s))?(?<![\w.,/+-])(?<![\w)]\s[-–])(?P<x>(?:(?<=\s)[-−])?{NUM})(?P<more>(?:\s*(?:[x×]|by|times(?=\s\d))\s*(?!10\s?[\^*E⁰¹²³⁴-⁹]){NUM})+)?"
    rf"(?:\s*(?:%|mm|cm|mg)?\s*(?P<link>{_LINK})\s*(?P<y>{NUM}))?"
    rf"(?:\s*-?\s*(?P<unit>{_UNIT})(?![A-Za-z0-9²])\.?{_PER}|(?P<any>\s*(?:{_POWER}|[A-Za-zµμ]{{1,8}})/[A-Za-z0-9]{{1,8}}))?"
    r"(?:\s+(?:planned|(?:\d+|one|two|three|four)-(?:day|week)|[a-z]+ly)(?=\s+(?:cycle|course|round|block|dose|infusion)s\b))?"
    r"(?P<noun>(?:\s+|-)[A-Za-z]+)?",
    re.I,
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATE = (
    rf"(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"
    r"|(?:day|week|cycle|month)s?\s+\d+(?:\s*(?:-|to|and|,)\s*\d+)*"
)
_DAY_AND_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH})\b(?:,?\s+\d{{4}})?|"
_MADE_OF_DIGITS = (
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|0\d/\d{2}\b|",
    r"(?:19|20)\d\d\b(?!\s*(?:mg|mcg|µg|ug|ml|cc|units?|iu|kcal|cells)\b)"
    r"|\d{3}\)?[ -]\d{3}-\d{4}\b|\d{1,2}:\d{2}(?:\s*[ap]m)?"
    r"|(?P<bar>\d)(?P=bar){3,}\b|\d+(?:st|nd|rd|th)\b",
)
_PHONE = r"|\(\d{3}\)?[ -]\d{3}-\d{4}\b"
# Numbers that are dates, telephone numbers, hours or ordinals: in words as well, and in digits alone.
_MASK = re.compile(rf"\b(?:(?=\d)(?:{_DAY_AND_MONTH.join(_MADE_OF_DIGITS)})|(?=[adfjmnoscw])(?:{_DATE})){_PHONE}", re.I)
_MASK_OF_DIGITS = re.compile(rf"(?=[\d(])(?:\b(?:{''.join(_MADE_OF_DIGITS)}){_PHONE})", re.I)
_DATED = {*MONTHS, *(month[:3] for month in MONTHS), "sept"} | {
    f"{unit}{plural}" for unit in ("day", "week", "cycle", "month") for plural in ("", "s")
}
_ONE_COURSE = {"cours": "cycl", "round": "cycl", "block": "cycl"}
_COURSES = frozenset(("cycl", "fraction", "session", "dos", "cours", "treatment", "infusion", "injection"))
MOST = 40  # values of one sort in one sentence; more is a table that lost its lines
_LONGEST = 9  # digits; what is longer is a number of a form or a bar code
_GIVEN_PER = frozenset(("day", "d", "dose", "week", "fraction", "cycle"))
_COUNT_STOP = frozenset(_DATA["not_counted"].split())


def quantities(statement: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """All numbers and times of a sentence; `taken` are places that named values have claimed already."""
    text = statement.text
    digits = bool(_DIGIT.search(text))
    moment = names_moment(statement)
    if not (digits or moment or _MAYBE_A.search(text) or _MAYBE_NUMBER.search(text) or any(map(str.isdigit, text))):
        return
    taken = list(taken)
    if digits:
        taken += [m.span() for m in _NO_VALUE.finditer(text)]
        mask = _MASK_OF_DIGITS if _DATED.isdisjoint(statement.words) else _MASK
        taken += [m.span() for m in mask.finditer(text)]
    timed = (not_before, which, numbered, slashed, listed, ages, rates, singles, at_once, without_end)
    finders = (*timed, *((moments,) if moment else ()), _shares, _plain)
    found: list[Fact] = []
    for finder in finders:
        for fact in islice(finder(statement, taken), MOST):
            taken.append((fact.start, fact.end))
            found.append(fact)
    yield from _with_rhythm(statement, found)


def _with_rhythm(s: Statement, found: list[Fact]) -> Iterator[Fact]:
    """The facts, each dose with what it comes to in a day where the next thing said is how often."""
    rates = [f for f in found if f.label == "interval" and len(f.values) == 1]
    for fact in found:
        if (
            fact.dimension == "bare"
            and min(fact.values) >= _NO_COUNT
            and any(0 < r.start - fact.end <= 2 for r in rates)
        ):
            drug = _drug_before(s, fact.start)
            if drug:  # "gabapentin 600 tid": no unit is written where all know it
                yield replace(fact, kind="dose", dimension="mg", rule="dose", axis=Axis.TREATMENT, key=f"dose:{drug}")
                continue
        if (
            fact.kind != "dose"
            or (not fact.key and fact.dimension not in ("mg", "iu", "mg/kg"))
            or len(fact.values) != 1
        ):
            yield fact
            continue
        near = [r for r in rates if fact.start < r.start <= fact.end + _BEHIND and r.end > fact.end - 2]
        rate = min(near, key=lambda r: r.start, default=None)
        between = rate and any(
            f.kind == "dose" and f.label != "interval" and fact.end <= f.start < rate.start for f in found
        )
        per = _A_DAY.search(s.text[fact.start : fact.end]) or _OF_IT_A_DAY.match(s.text, fact.end)
        if per:
            yield replace(fact, daily=fact.values[0] / (7.0 if per["week"] else 1.0))
        elif rate and not between:
            yield replace(fact, daily=fact.values[0] / rate.values[0], rate=rate.start)
        else:
            yield fact


_NO_COUNT = 5  # from which a number before a rhythm counts no tablets
_BEHIND = 30  # characters behind a dose within which its rhythm stands
_A_DAY = re.compile(r"(?:/|per|a|an|each)\s*(?:(?P<week>week)|day|d)$", re.I)
_OF_IT_A_DAY = re.compile(  # "40 mg of oxycodone per day"
    r"\s+of\s+(?:(?!once|twice|thrice)[\w-]+\s+){1,2}(?<!times )(?:per|a|an|each|every)\s+(?:(?P<week>week)|day)\b",
    re.I,
)
# Before a dose: so many tablets, fractions; "18 fractions of 2 Gy" are 36, "half a tablet of 10 mg" is 5.
_SO_MANY = {
    "gy": re.compile(
        rf"(?P<n>{NUM})\s*(?:x|×|times|(?:daily\s+)?(?:fractions|sessions|treatments)(?:,?\s*(?:of|at|each|à))?)\s*$",
        re.I,
    ),
    "mg": re.compile(
        rf"(?P<n>{NUM}|half)\s*(?:(?:of\s+)?an?\s+|(?:x|×)?\s*(?:tablets?|capsules?|pills?|tabs?|caps?)\s*(?:of|at|à)?\s*)$",
        re.I,
    ),
}


_TIMES = re.compile(r"\s*[x×]\s*(?P<n>\d{1,2})\b(?!\s*Gy)", re.I)  # "7 Gy x 3"
# The number of an item ("3. Type 2 diabetes"), how old somebody is ("you are 66, otherwise well"; "at 38 with").
_NO_VALUE = re.compile(
    r"^\s*\d{1,2}[.)](?=\s+[A-Z])"
    r"|\b(?:(?:you|she|he) (?:are|is)|you['’]re|(?:he|she)['’]s|age \()\s*[1-9]\d(?=\s*[,.;)]|\s+(?:and|with)\b)"
    r"|^\s*(?:At [1-9]\d(?=,|\s+with\b)|[1-9]\d(?=\s+G\d))"
    # part of a name ("21-gene score", "12-core biopsy", "5-fluorouracil"), the age of a group ("women over 60")
    r"|(?<![\w.,])\d{1,3}-(?:gene|core|lead|panel|item|slice|channel|marker|protein|fluoro|mercapto|amino|hydroxy|deoxy)\w*"
    r"|\b(?:patients|people|persons?|women|men|adults|anyone|someone|those|(?:she|he|you|they|who)(?:\s+(?:is|was|are|were))?"
    r"|['’](?:s|re)|being|as)\s+(?:(?:just|well|now|already|aged)\s+)?"
    r"(?:over|under|above|below|past|beyond|older than|younger than)\s+[1-9]\d(?=\s*(?:[,.;:)]|$)"
    r"|\s+(?:and|or|at|when|with|who|years|should|do|does|is|are|has|have|need|needs|but|the|there|this|a)\b)",
    re.I,
)
_DIGIT = re.compile(r"\d")
_MAYBE_A = re.compile(r"[aA](?<!\w.)")  # "a", "at once", "annual": what most sentences have
_MAYBE_NUMBER = re.compile(
    rf"\b(?:{WORDS}|{'|'.join(NTH)}|alternate|intervals?|next|fortnight|once|twice|daily"
    r"|weekly|monthly|yearly|annual|quarterly|immediately|at once|right away|every"
    r"|bid|tid|asap"
    r"|urgently|indefinitely|life|good|ever|permanently|open-ended|without|half"
    r"|straight|delay|promptly|christmas|easter|new year)",
    re.I,
)


def _shares(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    return shares(s, taken, _axis(s))


def _plain(s: Statement, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    text, last = s.text, 0
    named = {i for t in s.terms if t.kind and t.last - t.first > 1 for i in range(t.first, t.last)}  # "CA 19-9"
    numbers = [
        p
        for i, (w, p) in enumerate(zip(s.words, s.starts, strict=True))
        if (w[0].isdigit() and i not in named) or w in SPELLED
    ]
    for place in numbers:
        if place < last:
            continue
        signed = place > last and text[place - 1] in "-−"
        m = (signed and _QUANTITY.match(text, place - 1)) or _QUANTITY.match(text, place)
        if not m:
            continue
        start, last = m.start("x"), m.end()
        if sum(map(str.isdigit, m["x"])) <= _LONGEST and free(taken, start, max(m.end("x"), m.end("y"))):
            fact = _quantity(s, m, start)
            if fact:
                yield fact


def _quantity(s: Statement, m: re.Match[str], start: int) -> Fact | None:
    unit, link = (m["unit"] or "").lower(), (m["link"] or "").lower()
    x = number(m["x"])
    values = (x, number(m["y"])) if m["y"] else (x,)
    if m["more"]:
        values = (max(x, *(number(n) for n in re.findall(NUM, m["more"], re.I))),)
    if link == "of" and m["x"].lower() == "one" and UNITS.get(unit, ("",))[0] == "mm":
        return _with_unit(s, m, unit, values[1:], m.start("y"))  # "a single one of 7 mm"
    if (link in ("/", "over") or link.endswith("of") or link == "of the") and (
        unit not in ("%", "percent") or link == "/"
    ):
        if not unit and link == "of" and not m["noun"] and not any(t.kind for t in s.terms):
            return None  # "page 2 of 3"
        end = m.end("unit") if unit else m.end("y")
        return valued(s, "number", "ratio", (start, end), "count", _axis(s), values, label="ratio")
    if unit:
        return _with_unit(s, m, unit, values, start)
    return _count_or_bare(s, m, values, start)


def _with_unit(s: Statement, m: re.Match[str], unit: str, printed: tuple[float, ...], start: int) -> Fact | None:
    dimension, factor = UNITS[unit]
    many = _so_many(s, m, dimension, start)
    if many != 1.0:
        printed = tuple(v * many for v in (number(m["x"]), *((number(m["y"]),) if m["y"] else ())))
    values = tuple(v * factor for v in printed)
    span = (start, next(m.end(name) for name in ("too", "per", "every", "unit") if m[name]))
    if dimension == "days":
        role = role_of(s, start, m.end("unit"))
        if unit in ("d", "h", "w", "min", "mo") and "-" in m[0][: m.end("unit") - m.start()]:
            return None
        if unit == "y" and not role:
            return None  # "58 y" is how old somebody is
        return time_of(s, span, role, values, factor)
    per = (m["per"] or "").lower()
    per = "kg" if per.startswith("kilo") else per
    laboratory = composed(s.text[m.start("unit") : span[1]])
    if laboratory:
        return _measured(s, (start, span[1]), printed, laboratory)
    if per and not (dimension in ("mg", "iu") and per in _GIVEN_PER):
        dimension += "/" + per
    dose = dimension.split("/")[0] in ("mg", "gy", "mci", "iu") and not dimension.endswith(("/dl", "/ml", "/l"))
    dose = dose and (not dimension.startswith("mg") or m["every"] is not None or _gives(s))
    rule = "dose" if dose else {"mm": "size", "percent": "percentage"}.get(dimension, "number")
    axis = Axis.TREATMENT if dose else _axis(s)
    drug = _drug_before(s, start) if dose else ""
    key = f"dose:{drug}" if drug else ""
    kind = "dose" if dose else "number"
    return valued(s, kind, dimension, span, rule, axis, values, key=key, printed=printed, factor=factor)


def _so_many(s: Statement, m: re.Match[str], dimension: str, start: int) -> float:
    """How many times a dose is given in one go, or in all its fractions."""
    if dimension == "gy" and m["more"]:
        return max(number(n) for n in re.findall(NUM, m["more"], re.I))
    behind = dimension == "gy" and _TIMES.match(s.text, m.end("unit"))
    if behind:
        return float(behind["n"])
    before = dimension in _SO_MANY and _SO_MANY[dimension].search(s.text[max(0, start - 40) : start])
    return number(before["n"]) if before else 1.0


def _measured(s: Statement, span: tuple[int, int], printed: tuple[float, ...], unit: tuple[str, float]) -> Fact:
    kind, factor = unit
    values = tuple(v * factor for v in printed)
    return valued(s, "number", kind, span, "number", _axis(s), values, printed=printed, factor=factor)


def _gives(s: Statement) -> bool:
    return any(t.kind == "drug" for t in s.terms) or not any(t.kind in ("test", "measure") for t in s.terms)


def _drug_before(s: Statement, start: int) -> str:
    before = [t for t in s.terms if t.kind == "drug" and 0 <= start - s.ends[t.last - 1] < 40]
    return before[-1].name if before else ""


# "Platelets 5.2 lakh", as is written in India, "2.1 million".
_MANIFOLD = {"thousand": 1e3, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "million": 1e6, "crore": 1e7}


def _count_or_bare(s: Statement, m: re.Match[str], values: tuple[float, ...], start: int) -> Fact | None:
    noun = (m["noun"] or "").strip(" -").lower()
    word = m["x"][0].isalpha()
    if noun in _MANIFOLD and not word:
        values = tuple(v * _MANIFOLD[noun] for v in values)
        return valued(s, "number", "bare", (start, m.end("noun")), "value", _axis(s), values, beside=_before(s, start))
    if noun and noun not in STOPWORDS and noun not in _COUNT_STOP and (noun.endswith("s") or word):
        folded = _ONE_COURSE.get(stem(noun), stem(noun))
        if word and m["x"].lower() in ("one", "half", "couple", "zero") and not noun.endswith("s"):
            return None
        axis = Axis.TREATMENT if folded in _COURSES else _axis(s)
        return valued(s, "number", f"count:{folded}", (start, m.end("noun")), f"number of {noun}", axis, values)
    if word:
        return None
    end = m.end("any") if m["any"] else max(m.end("x"), m.end("y"))
    unit = composed(m["any"]) if m["any"] else _unit_behind(s, end)
    if unit:
        return _measured(s, (start, end), values, unit)
    if not m["any"] and s.text[end : end + 1].isalpha():
        if values[0] % 10 or not _DECADE.match(s.text, end):
            return None  # part of a name: station 4R, in 3D
        values = (values[0], values[0] + 9)
    # What is in a unit of its own is set against a number without any, never against one in another.
    dimension = "in " + re.sub(r"\s|(?<=h)r$", "", m["any"].lower()) if m["any"] else "bare"
    return valued(s, "number", dimension, (start, end), "value", _axis(s), values, beside=_before(s, start))


_DECADE = re.compile(r"s(?![A-Za-z])")  # "in the 120s"
# "160 and 168 nmol/L": one unit for both.
_AND_ANOTHER = re.compile(rf"\s+(?:and|or|&)\s+{NUM}\s*(?P<unit>[A-Za-zµμ]{{1,8}}/[A-Za-z0-9]{{1,8}})", re.I)


def _unit_behind(s: Statement, end: int) -> tuple[str, float] | None:
    """The laboratory's unit that stands behind a second number and is meant of this one too."""
    found = _AND_ANOTHER.match(s.text, end)
    return composed(found["unit"]) if found else None


def _before(s: Statement, start: int) -> frozenset[str]:
    names = [t.name for t in s.terms if s.ends[t.last - 1] <= start]
    return frozenset(names[-1:])


_AXES = {"staging": Axis.STAGING, "treatment": Axis.TREATMENT, "timing": Axis.TREATMENT, "history": None}


def _axis(s: Statement) -> Axis | None:
    return _AXES.get(s.axis_hint, Axis.DIAGNOSIS)
