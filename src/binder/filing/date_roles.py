"""What a date is the date of: the words before it, or the header of its column, say so."""

from __future__ import annotations

import re
from functools import cache

from binder.filing.sheet import Row
from binder.filing.written_dates import Written
from binder.knowledge import load
from binder.model.record import DateRole

_PROSE = 130  # a row longer than this is a paragraph: words before a date there are not a field's name
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


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, DateRole]]:
    roles = {phrase: DateRole(role) for role, phrases in load("dates")["labels"].items() for phrase in phrases}
    gap = r"[\s/._'’\-]+"
    joined = "|".join(gap.join(map(re.escape, p.split())) for p in sorted(roles, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{joined})(?![A-Za-z])", re.IGNORECASE), roles


def _key(label: str) -> str:
    return " ".join(re.split(r"[\s/._'’\-]+", label.lower().strip(" .")))


def role_of(row: Row, m: Written, begin: int, above: Row | None) -> tuple[DateRole | None, int | None, bool]:
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


def spoken_of(before: str) -> str:
    """ "study" or "seen" where a sentence before a date, not the name of a field, says what happened on it."""
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


def _role_above(row: Row, m: Written, above: Row) -> DateRole | None:
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


def stands_alone(row: Row, m: Written) -> bool:
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
