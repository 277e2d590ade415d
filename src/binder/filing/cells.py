"""The cells of a laboratory row: numbers, units, ranges, flags and dates, told apart and read left to right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from binder.filing.analytes import unit_pattern


class Cell(StrEnum):
    """What a piece of a row is."""

    NUMBER = "number"
    RANGE = "range"
    UNIT = "unit"
    FLAG = "flag"
    DATE = "date"
    WORD = "word"  # a result in words: Negative, Trace
    LABEL = "label"  # "Ref range:", "Value"
    CODE = "code"  # the performing laboratory's mark at the end of a row


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a row with its columns."""

    cell: Cell
    start: int
    end: int
    text: str


_N = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)"
_SIGNS = r"(?:[<>≤≥]\s?=?\s?)"
_RESULT_WORDS = (
    r"(?:non[- ]?reactive|not\s+detected|none\s+(?:seen|detected)|not\s+seen|negative|positive|reactive|detected|"
    r"trace|[1-4]\+|clear|yellow|straw|amber|hazy|"
    r"cloudy|turbid|absent|present|few|moderate|many|rare|occasional|normal|neg|pos|nil|small|large|indeterminate|"
    r"equivocal|tnp|pending|"
    r"see\s+note|not\s+applicable|immune|non-?immune|colorless|pale\s+yellow|light\s+yellow|dark\s+yellow)"
)
_NO_RANGE = r"(?:not\s+estab(?:lished)?\.?|n/a|see\s+(?:note|below|comment)|none\s+established|\(?no\s+range\)?)"
_DATE = (
    r"(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|"
    r"nov|dec)[a-z]*[- ]\d{2,4})"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?)?"
)
_FLAG = (
    r"(?:\(?\b(?:HH|LL|H|L|A|AA|HIGH|LOW|ABNORMAL|ABN|CRITICAL(?:\s+(?:HIGH|LOW))?|PANIC)\b\*{0,2}!?\)?\*{0,2}|"
    r"[↑↓▲▼]|\*{1,2}|\+{1,2}(?=\s|$)|!{1,2}|"
    r"\[(?:H|L|HH|LL|A)\]|(?:above|below)\s+(?:high|low)\s+normal|(?:above|below)\s+range)"
)
_LABEL = (
    r"(?:(?:(?:reference|ref\.?|normal|standard|biological\s+ref(?:erence)?|bio\.?\s*ref\.?)\s*(?:range|interval|"
    r"values?|limits?)?|range|(?:your\s+|my\s+)?(?:value|result)|"
    r"normal|flag|units?|previous|prior|last)\s*:)"
)


@cache
def _pattern() -> re.Pattern[str]:
    unit = unit_pattern()
    return re.compile(
        r"\s*(?:"
        rf"(?P<date>{_DATE})(?=\s|$|\))|"
        r"(?P<mark>(?<=\s)0\d(?=\s*$))|"
        rf"(?P<label>{_LABEL})|"
        rf"(?P<range>[\[(]?\s?(?:{_N}\s?(?:-|–|—|to\b|~)\s?{_N}|{_NO_RANGE}|(?:less|greater)\s+than\s+{_N}|"
        rf"[<>]\s?or\s?=\s?(?:to\s)?{_N}|[<>≤≥]\s?=?\s?{_N}\s?(?=[\])]))"
        rf"(?:\s*{unit}(?=\s?[\])]))?\s?[\])]?)(?=$|\s|{unit}|,)|"
        rf"(?P<unit>\(?{unit}\)?)(?=\s|$|[,;(\[<>]|\d)|"
        rf"(?P<number>{_SIGNS}?-?{_N})(?=\s|$|[,;HLA*(!↑↓%\])<]|{unit}(?![a-z]))|"
        rf"(?P<flag>{_FLAG})(?=\s|$|\d|[,;])|"
        rf"(?P<word>{_RESULT_WORDS})(?=\s|$|[,;])|"
        r"(?P<code>(?:0\d|[A-Z]{2,3}|@\d{2}|\d{2})(?=\s*$))|"
        r"(?P<skip>[|;,]|\.{2,}|_{2,}|-{1,2}(?=\s|$)|=)"
        r")",
        re.IGNORECASE,
    )


def pieces(text: str, start: int = 0) -> list[Piece] | None:
    """All cells from `start` to the end of the row, or None where something there is no cell of a laboratory row."""
    found: list[Piece] = []
    pattern, at = _pattern(), start
    while text[at:].strip(" .)"):
        match = pattern.match(text, at)
        if match is None or match.end() == at:
            return None
        kind = match.lastgroup or "skip"
        if kind != "skip":
            cell = Cell.CODE if kind == "mark" else Cell(kind)
            found.append(Piece(cell, match.start(kind), match.end(kind), match[kind]))
        at = match.end()
    return found


def bounds(text: str) -> tuple[str, str]:
    """Low and high of a printed range ("3.4-10.8", "<5.7", ">= 60"); empty where it has none on that side."""
    if both := re.search(rf"({_N})\s?(?:-|–|—|to|~)\s?({_N})", text):
        return both[1], both[2]
    if one := re.search(rf"(<|≤|less\s+than)\s?(?:or\s?)?=?\s?({_N})", text, re.IGNORECASE):
        return "", one[2]
    if one := re.search(rf"(>|≥|greater\s+than)\s?(?:or\s?)?=?\s?({_N})", text, re.IGNORECASE):
        return one[2], ""
    return "", ""


def number(text: str, *, comma: bool = False) -> float | None:
    """The number in a printed value, without its sign of comparison; `comma` where the document writes 1,5 for 1.5."""
    match = re.search(_N, text)
    if match is None:
        return None
    digits = match[0]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits) and not comma:
        digits = digits.replace(",", "")
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None
