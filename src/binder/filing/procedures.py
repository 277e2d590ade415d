"""Procedures a document tells of: what an operative note names, and what a history lists; radiation doses given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.filing.sheet import Row, Sheet
from binder.model.kinds import Kind
from binder.model.record import Fact, FactType

_NAMED = re.compile(
    r"^\s*(?:(?:title|name|type)\s+of\s+)?(?:operations?|(?:operative\s+)?procedures?|surgery|surgical\s+procedures?)"
    r"(?:\s*\(s\))?(?:\s+performed)?(?:\s+and\s+findings)?\s*:\s*(?P<what>\S.*)?$",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"^\s*(?:past\s+)?(?:surgical\s+history|surgeries|PSH|procedures\s+and\s+surgeries)\s*:\s*(?P<what>\S.*)?$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"^\W*(?:none|no\b|n/?a|negative|otherwise|denie[sd]|denied|unknown|"
    r"noncontributory|non-contributory|unremarkable|as above|same|see)\b",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"\b(?:was|were|is|are|been|has|had|underwent|tolerated|extended|patient|patients?|he|she|this|there|please|we|i)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:\d{1,2}[.)]\s+|[-*•]\s*)")
_YEAR = re.compile(r"\b(?:(?:in|on)\s+)?(?P<when>(?:\d{1,2}[/-]){0,2}(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d{2})\b")
_HEADING = re.compile(r"^\s*[A-Z][A-Za-z /&()]{2,40}:")
_DOSE = re.compile(r"(?<![\d.])(?P<dose>\d{1,5}(?:\.\d+)?)\s?(?P<unit>cGy|Gy)\b")
_TOLD = frozenset({Kind.OPERATIVE_NOTE, Kind.PROCEDURE_NOTE, Kind.DISCHARGE_SUMMARY, Kind.PATHOLOGY_REPORT})
_LONGEST, _MOST_ITEMS = 110, 12


def find_procedures(sheet: Sheet, kind: Kind, own: str) -> list[Fact]:
    """The procedures under their headings; those of an operative or procedure note carry its own date, `own`."""
    found: list[Fact] = []
    rows = sheet.filled
    for at, row in enumerate(rows):
        if kind in _TOLD and (named := _NAMED.match(row.text)):
            date = own if kind in (Kind.OPERATIVE_NOTE, Kind.PROCEDURE_NOTE) else ""
            found += [_fact(r, s, e, date, "procedure under its heading") for r, s, e in _items(rows, at, named)]
        elif listed := _HISTORY.match(row.text):
            found += [_fact(r, s, e, "", "surgical history") for r, s, e in _items(rows, at, listed, several=True)]
        elif kind is Kind.RADIATION_SUMMARY:
            found += _doses(row)
    return found


def _items(
    rows: tuple[Row, ...], at: int, heading: re.Match[str], *, several: bool = False
) -> Iterator[tuple[Row, int, int]]:
    """What stands after a heading, or in the rows below it while they are items; in a history cut at its commas."""
    if heading["what"]:
        yield from _pieces(rows[at], heading.start("what"), several=several)
        numbered = bool(_ITEM.match(heading["what"]))
    else:
        numbered = True
    for row in rows[at + 1 : at + 1 + _MOST_ITEMS] if numbered else ():
        mark = _ITEM.match(row.text)
        if _HEADING.match(row.text) or not (mark or (not heading["what"] and row is rows[at + 1])):
            return
        yield from _pieces(row, mark.end() if mark else len(row.text) - len(row.text.lstrip()), several=False)


def _pieces(row: Row, start: int, *, several: bool) -> Iterator[tuple[Row, int, int]]:
    cut = re.compile(r"\s*[;,]\s+|\.\s+|\s+\d{1,2}[.)]\s+" if several else r"\.\s+|\s+\d{1,2}[.)]\s+")
    for part in _split(row.text, start, cut):
        begin, end = part
        mark = _ITEM.match(row.text, begin)
        begin = mark.end() if mark else begin
        begin += (
            len(lead[0])
            if (lead := re.match(r"(?:and|status\s+post|s/p|an?)\s+", row.text[begin:], re.IGNORECASE))
            else 0
        )
        text = row.text[begin:end].rstrip(" .,;")
        if _PROSE.search(text):
            return
        if 3 < len(text) <= _LONGEST and re.match(r"[A-Za-z]", text) and not _NOTHING.match(text):
            yield row, begin, begin + len(text)


def _split(text: str, start: int, cut: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in cut.finditer(text, start):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _fact(row: Row, start: int, end: int, date: str, rule: str) -> Fact:
    text = " ".join(row.text[start:end].split())
    when = _YEAR.search(text)
    sure = 0.75 if row.recognised else 0.9
    return Fact(FactType.PROCEDURE, text, when["when"] if when else "", row.cite(start, end), date=date,
                confidence=sure, rule=rule)  # fmt: skip


def _doses(row: Row) -> Iterator[Fact]:
    """Doses of radiation: the last of a row is the sum where a row gives a dose a fraction first."""
    site = re.match(r"\s*([A-Z][A-Za-z ,/]{2,40}?)(?=\s{2,}|\s*:|\s+\d)", row.text)
    for match in _DOSE.finditer(row.text):
        name = f"radiation dose, {site[1].strip()}" if site else "radiation dose"
        cited = row.cite(match.start(), match.end())
        yield Fact(FactType.MEASUREMENT, name, match["dose"], cited, unit=match["unit"], confidence=0.85,
                   rule="radiation dose")  # fmt: skip
