"""Every date in a document, what it is the date of, and the other reading where day and month may be swapped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from binder.filing.sheet import Row, Sheet
from binder.knowledge import load
from binder.model.record import DateFound, DateRole, Precision

_FIRST_YEAR, _LAST_YEAR = 1890, 2100
_PROSE = 130  # a row longer than this is a paragraph: words before a date there are not a field's name
_BARE_ROWS = 14
_GAP = re.compile(
    r"[\s:.\-–—#()\[\]/|,*=_]*(?:(?:(?:date|time|on|of|at|was|is|were|the|day|dated|and|&|s|this|about|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b|"
    r"'s)[\s:.,/()-]*)*$",
    re.IGNORECASE,
)
_LONG_GAP = re.compile(r"[\s:]+[^:]{2,70}?[\s,:(]*(?:(?:on|date|at)\b[\s:]*)?$")
_LONG = frozenset({"signed by", "electronically signed by", "signed electronically by", "verified by", "dictated by",
                   "authenticated by", "electronically signed", "left on"})  # fmt: skip
_THIS_STUDY = re.compile(
    r"(?:study|exam|examination|scan|test|imaging|procedure|surgery|operation|autopsy)\s+(?:was\s+|is\s+)?"
    r"(?:performed|done|obtained|completed|begun|dated)(?:\s+at\s+[\d:apm. ]+)?\s+on\s+$",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"(?:\bI\s+(?:saw|evaluated|examined|met)|(?:was|were|is)\s+(?:seen|evaluated|examined))\b[^.;:]{0,90}?\bon\s+$",
    re.IGNORECASE,
)
# "Progress Notes by Lena Fischer, MD at 4/20/2026 9:30 AM"
_NOTED = re.compile(
    r"\b(?:notes?|summary|h&p|consults?|report|letter)\s+by\s+[^:;]{3,60}?\s(?:at|on)\s+$", re.IGNORECASE
)
# "Signed at Larkmoor on November 21, 2025."
_SET_HANDS = re.compile(
    r"\b(?:signed|executed|subscribed|sworn|witnessed|given)\b[^.;:]{0,60}\b(?:on|this)\s+(?:the\s+)?$", re.IGNORECASE
)
_HEADER_CELL = re.compile(r"\s{2,}$")
_LABELLED = re.compile(r"\b(?:DOB|MRN|date\s+of\s+birth|birth\s*date)\b", re.IGNORECASE)
_WHOSE = re.compile(r"^\W*(?:patient|pt|name|re|member|client)\b", re.IGNORECASE)
_GROWN = 12  # years between a birth date without a label and the newest date beside it


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with what the rules need besides: how it was found, and where on its row it stands.

    Attributes:
        start, end: columns of the date itself, without its label.
        prose: the label stands in running text, not in a field.
        bare: no label; it stands alone or beside a title at the top, as a letter's date does.
        spoken: "seen" or "study" where a sentence ("was seen on") gave the role: it may speak of another visit.
        top: it stands in the first rows.  unsure: day and month may be swapped and nothing settles it.
    """

    found: DateFound
    row: Row
    start: int
    end: int
    prose: bool = False
    bare: bool = False
    top: bool = False
    spoken: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    row: Row
    start: int
    end: int
    first: int  # as written: the two numbers of a numeric date, or month and day
    second: int
    year: int
    written: str  # "iso" | "numeric" | "dotted" | "named" | "compact" | "month"
    short_year: bool = False


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = "|".join(sorted(load("dates")["months"], key=len, reverse=True))
    glued = rf"(?P<month>{names})\.?"  # the year may follow at once: 14MAR2026
    month = rf"(?P<month>{names})\b\.?"
    flags = re.IGNORECASE
    return (
        ("iso", re.compile(r"(?<![\d/.\-])(?P<y>(?:19|20)\d\d)([-/.])(?P<a>\d{1,2})\2(?P<b>\d{1,2})(?![\d/\-]|\.\d)")),
        ("numeric", re.compile(
            r"(?<![\d/.\-])(?<!\d:)(?P<a>\d{1,2})(?:(?P<s>[/\-])|\s/\s)(?P<b>\d{1,2})(?:(?(s)(?P=s)|\s/\s))(?P<y>\d{4}|\d\d)"
            r"(?![\d/\-%]|\.\d|\s?(?:mg|mcg|mL|cm|mm|units?)\b)")),
        ("dotted", re.compile(r"(?<![\d/.\-])(?P<a>\d{1,2})\.\s?(?P<b>\d{1,2})\.\s?(?P<y>\d{4}|\d\d)(?![\d/\-]|\.\d)")),
        ("named", re.compile(
            rf"(?<![\w/.\-])(?P<b>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s\-/.]*(?:day\s+of\s+|of\s+|de\s+)?{glued}"
            r",?[\s\-/.]*(?:of\s+|de\s+)?(?P<y>\d{4}|(?<=[\s\-/.])'?\d\d)(?![\d\w])", flags)),
        ("named", re.compile(
            rf"(?<![\w/])(?:{month})[\s\-/]*(?P<b>\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+|[-/])(?P<y>(?:19|"
            rf"20)\d\d|'\d\d|(?<=[-/])\d\d)"
            r"(?!\d)", flags)),
        ("compact", re.compile(r"(?<![\w.\-/])(?P<y>(?:19|20)\d\d)(?P<a>[01]\d)(?P<b>[0-3]\d)(?=T?\d{4}|"
            r"\b)(?![.\-]\d)")),
        ("month", re.compile(rf"(?<![\w/])(?<!\d )(?<!of )(?:{month}),?\s+(?:of\s+|de\s+)?(?P<y>(?:19|"
            rf"20)\d\d)(?!\d)", flags)),
        ("month", re.compile(r"(?<![\d/.\-])(?P<a>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)(?![\d/])")),
    )  # fmt: skip


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, DateRole]]:
    roles = {phrase: DateRole(role) for role, phrases in load("dates")["labels"].items() for phrase in phrases}
    gap = r"[\s/._'’\-]+"
    joined = "|".join(gap.join(map(re.escape, p.split())) for p in sorted(roles, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{joined})(?![A-Za-z])", re.IGNORECASE), roles


def _key(label: str) -> str:
    return " ".join(re.split(r"[\s/._'’\-]+", label.lower().strip(" .")))


def _year(text: str, latest: dt.date) -> tuple[int, bool]:
    digits = text.lstrip("'")
    if len(digits) == 4:
        return int(digits), False
    year = 2000 + int(digits)
    return (year if year <= latest.year + 1 else year - 100), True


def _matches(row: Row, latest: dt.date) -> list[_Match]:
    """The dates of a row, left to right, none overlapping; the strictest pattern wins."""
    taken: list[_Match] = []
    if not any(c.isdigit() for c in row.text):
        return taken
    for written, pattern in _patterns():
        for m in pattern.finditer(row.text):
            if any(m.start() < t.end and t.start < m.end() for t in taken):
                continue
            match = _as_match(row, written, m, latest)
            if match is not None:
                taken.append(match)
    return sorted(taken, key=lambda t: t.start)


def _as_match(row: Row, written: str, m: re.Match[str], latest: dt.date) -> _Match | None:
    parts = m.groupdict()
    year, short = _year(parts["y"], latest)
    name = parts.get("month")
    first = load("dates")["months"][name.lower()] if name else int(parts["a"])
    second = int(parts["b"]) if parts.get("b") else 0
    match = _Match(row, m.start(), m.end(), first, second, year, written, short)
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not any(_valid(*r) for r in _readings(match)):
        return None
    return match


def _valid(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return False
    return True


def _readings(m: _Match) -> tuple[tuple[int, int, int], ...]:
    """The dates (year, month, day) it may mean; month first before day first."""
    if m.written in ("numeric", "dotted"):
        return tuple(r for r in ((m.year, m.first, m.second), (m.year, m.second, m.first)) if _valid(*r))
    return ((m.year, m.first, m.second),)


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


@dataclass(frozen=True, slots=True)
class _Order:
    """Which number comes first in this document, and whether the numbers themselves prove it."""

    day_first: bool
    proven: bool
    placed: bool


def _order(matches: Sequence[_Match], text: str, day_first: bool | None) -> _Order:
    numeric = [m for m in matches if m.written in ("numeric", "dotted")]
    days = sum(m.first > 12 for m in numeric)
    months = sum(m.second > 12 for m in numeric)
    if (days > 0) != (months > 0):
        return _Order(days > 0, True, True)
    places = load("dates")["places"]
    us = any(re.search(p, text) for p in places["month_first"])
    abroad = any(re.search(p, text) for p in places["day_first"])
    if us != abroad:
        return _Order(abroad, False, not (days and months))
    return _Order(bool(day_first), False, day_first is not None)


def _resolve(m: _Match, order: _Order, role: DateRole | None, latest: dt.date) -> tuple[str, str, bool]:
    """The reading chosen, the other one where both are possible, and whether that is a doubt to be shown."""
    readings = _readings(m)
    if len(readings) == 1 or readings[0] == readings[1]:
        return _iso(*readings[0]), "", False
    past = [r for r in readings if dt.date(*r) <= latest]
    if role not in (None, DateRole.OTHER) and len(past) == 1 and not order.proven:
        return _iso(*past[0]), "", False  # the other reading had not come yet when the document did
    dotted = m.written == "dotted" and not order.proven
    day_first = dotted or order.day_first
    chosen, other = (readings[1], readings[0]) if day_first else readings
    return _iso(*chosen), "" if order.proven else _iso(*other), not (order.proven or order.placed or dotted)


def find_dates(sheet: Sheet, latest: dt.date, *, day_first: bool | None = None) -> list[Dated]:
    """All dates in reading order, each with its role.

    `latest` is the day the document came: it settles two-digit years. `day_first` is the user's habit, used only where
    neither the document's other dates nor its place of origin decide.
    """
    by_row = [(row, _matches(row, latest)) for row in sheet.rows]
    every = [m for _, matches in by_row for m in matches]
    if not every:
        return []
    order = _order(every, sheet.text, day_first)
    top = {(row.page, row.number) for row in sheet.filled[:_BARE_ROWS]}
    found: list[Dated] = []
    above: Row | None = None
    for row, matches in by_row:
        found.extend(_of_row(row, matches, above, order, (row.page, row.number) in top, latest))
        if row.text.strip():
            above = row
    return [_birth_century(d, sheet, latest) for d in _births_beside_names(found)]


def _births_beside_names(found: list[Dated]) -> list[Dated]:
    """A date without a label beside the patient's name is the birth date where it is years older than all others."""
    if any(d.found.role is DateRole.BIRTH for d in found):
        return found
    newest = max((int(d.found.value[:4]) for d in found), default=0)
    return [
        replace(d, found=replace(d.found, role=DateRole.BIRTH), bare=False)
        if d.found.role in (DateRole.LETTER, DateRole.OTHER)
        and d.found.precision is Precision.DAY
        and _WHOSE.match(d.row.text)
        and int(d.found.value[:4]) <= newest - _GROWN
        and not re.search(r"[a-z]{3,}\W*$", d.row.text[: d.start].split("  ")[-1])
        else d
        for d in found
    ]


def _of_row(
    row: Row, matches: list[_Match], above: Row | None, order: _Order, top: bool, latest: dt.date
) -> Iterator[Dated]:
    begin = 0
    for m in matches:
        role, label, prose = _role(row, m, begin, above)
        spoken = _spoken(row.text[begin : m.start]) if prose else ""
        begin = m.end
        if role is None and _needs_label(m):
            continue
        bare = role is None and top and m.written != "month" and _stands_alone(row, m)
        value, other, unsure = _resolve(m, order, DateRole.LETTER if bare else role, latest)
        start = m.start if label is None else label
        found = DateFound(
            value,
            DateRole.LETTER if bare else role or DateRole.OTHER,
            row.cite(start, m.end),
            Precision.DAY if m.second else Precision.MONTH,
            other,
        )
        yield Dated(found, row, m.start, m.end, prose, bare, top, spoken, unsure)


def _role(row: Row, m: _Match, begin: int, above: Row | None) -> tuple[DateRole | None, int | None, bool]:
    """The role by the words before the date, else by the row above; with the column where the label begins."""
    before = row.text[begin : m.start]
    prose = len(row.text) > _PROSE
    pattern, roles = _labels()
    window = before[-110:]
    shift = begin + len(before) - len(window)
    for label in reversed(list(pattern.finditer(window))):
        gap = window[label.end() :]
        key = _key(label[0])
        if _GAP.match(gap) and _is_field(key, gap, window[: label.start()]):
            return roles[key], shift + label.start(), prose and ":" not in gap
        if key in _LONG and _LONG_GAP.match(gap):
            return roles[key], shift + label.start(), prose
    if (said := _THIS_STUDY.search(before)) or (said := _SEEN.search(before)):
        return DateRole.SERVICE, begin + said.start(), True
    if said := _NOTED.search(before):
        return DateRole.SERVICE, begin + said.start(), False
    if not prose and (said := _SET_HANDS.search(before)):
        return DateRole.SIGNED, begin + said.start(), False
    if above is not None and not before.strip():
        role = _role_above(row, m, above)
        if role is not None:
            return role, None, False
    if above is not None and begin and (role := _role_above(row, m, above)) is not None and "  " in before:
        return role, None, False
    return None, None, False


def _needs_label(m: _Match) -> bool:
    """Eight digits, or 3-13-26, are a date only where something says so."""
    written = m.row.text[m.start : m.end]
    return m.written == "compact" or (m.short_year and "/" not in written and not re.search("[A-Za-z]", written))


def _spoken(before: str) -> str:
    return "study" if _THIS_STUDY.search(before) else "seen" if _SEEN.search(before) else ""


def _is_field(key: str, gap: str, before: str) -> bool:
    """Short labels ("D:", "to", "date") need a colon or the beginning of a cell, or they are just words."""
    if len(key) <= 3 and key not in ("dob", "dos", "geb"):
        return gap.lstrip().startswith(":")
    if key in (
        "date",
        "data",
        "sent",
        "visit",
        "seen",
        "admission",
        "discharge",
        "admit",
        "statement",
        "prepared",
        "form",
    ):
        return gap.lstrip().startswith(":") or not before.strip() or before.endswith("  ")
    return True


def _role_above(row: Row, m: _Match, above: Row) -> DateRole | None:
    """The role by a header cell above, where the date is alone in its cell."""
    if len(above.text) > _PROSE:
        return None
    pattern, roles = _labels()
    cells = [(c.start(), c.end(), c[0]) for c in re.finditer(r"\S+(?:\s\S+)*", above.text)]
    near = [c for c in cells if c[0] - 4 <= m.start <= c[1] + 4 or m.start <= c[0] <= m.end]
    if not near:
        return None
    cell = min(near, key=lambda c: abs(c[0] - m.start))[2]
    label = pattern.search(cell)
    last = None
    while label:
        last = label
        label = pattern.search(cell, label.end())
    if last is None or cell[last.end() :].strip(" :./()-") not in (
        "",
        "date",
        "time",
        "date/time",
        "Date",
        "Time",
        "Date/Time",
    ):
        return None
    return roles[_key(last[0])] if len(_key(last[0])) > 3 or _key(last[0]) in ("dob", "dos") else None


def _stands_alone(row: Row, m: _Match) -> bool:
    """Whether a row near the top is a date and little else: a letter's date, or one beside a title."""
    rest = (row.text[: m.start] + " " + row.text[m.end :]).strip(" ,.|-–")
    if len(row.text) <= _PROSE and _HEADER_CELL.search(row.text[: m.start]) and _LABELLED.search(row.text):
        return True  # beside the patient's name and birth date, in a cell of its own
    if (
        len(row.text.strip()) > 90
        or len(re.split(r"\s{2,}", row.text.strip())) > 2
        or re.search(r"\d{1,2}[/.-]\d{1,2}", rest)
    ):
        return False
    if row.text.rstrip().endswith(".") and len(rest.split()) > 3:
        return False  # a sentence
    return len(rest.split()) <= 7 and not re.search(
        r"\b(?:since|until|with|from|to|by|of|in|prior|status|previous|comparison|compared|history|"
        r"reviewed|last|next)\b"
        r"|^\W*(?!(?:re|report|exam|examination|study|procedure|letter|note|title|type|visit|document)\s*:)"
        r"[a-z ]{3,30}:",
        rest.lower(),
    )


def _birth_century(dated: Dated, sheet: Sheet, latest: dt.date) -> Dated:
    """A birth year of two digits is settled by the age the document states, where it states one."""
    found = dated.found
    year = dated.row.text[dated.start : dated.end][-3:]
    if found.role is not DateRole.BIRTH or (len(year) == 3 and year.isdigit()):
        return dated
    value = int(found.value[:4])
    if value > latest.year:
        value -= 100
    stated = re.search(
        r"\bage[d:]?\s*:?\s*(\d{1,3})\b|\b(\d{1,3})[\s-]*(?:y/?o\b|years?[\s-]old)", sheet.text, re.IGNORECASE
    )
    if stated and abs(latest.year - (value - 100) - int(stated[1] or stated[2])) < abs(
        latest.year - value - int(stated[1] or stated[2])
    ):
        value -= 100
    return replace(dated, found=replace(found, value=f"{value:04}{found.value[4:]}"))
