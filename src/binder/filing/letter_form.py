"""The form of a letter: "Dear ...", the line that says what it is about, how it closes, whom it speaks to."""

from __future__ import annotations

import re

from binder.filing.sheet import Row, Sheet
from binder.filing.signature import CLOSING, CREDENTIAL, FACILITY_WORD

_GREETED_BY, _CLOSED_BY = 30, 25  # rows from the top, from the end
_GREETING = re.compile(
    r"\s*Dear\s+(?:(?P<title>Mr|Mrs|Ms|Miss|Mx)\b\.?\s+)?(?P<name>[A-ZÀ-Ý][\w'’-]*(?:\s+[A-ZÀ-Ý][\w'’.-]*){0,3})\s*[,:]?\s*$"
)
_ABOUT = re.compile(r"\s*(?:re|subject|regarding|concerning)\s*:\s*(?=\S)", re.IGNORECASE)
_TO = re.compile(r"\s*(?:to\s*:\s*)?(?P<title>(?:Mr|Mrs|Ms|Miss|Mx)\b\.?\s+)?(?P<name>\S.*?)\s*,?\s*$", re.IGNORECASE)
_SPOKEN_TO = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)
_KIN = re.compile(
    r"\byour\s+(?:mother|father|mum|dad|son|daughter|child|baby|husband|wife|parent)(?:['’]s\b|\s+(?:has|was|is|had)\b)",
    re.I,
)
_LEAST_SPOKEN = 3  # times a letter to its patient says "you"
_ADDRESS = 3  # rows under a name that can tell whose desk it goes to


def is_letter(sheet: Sheet) -> bool:
    """Whether a paper greets somebody near its top and closes as a letter does."""
    return greeting(sheet) is not None and any(CLOSING.match(row.text) for row in sheet.filled[-_CLOSED_BY:])


def greeting(sheet: Sheet) -> int | None:
    """Which of the filled rows is "Dear ..."; None where there is none near the top."""
    rows = enumerate(sheet.filled[:_GREETED_BY])
    return next((n for n, row in rows if re.match(r"\s*dear\s", row.text, re.I) and len(row.text.split()) <= 9), None)


def subject(sheet: Sheet) -> str:
    """What a letter says it is about: behind "Re:" or "Subject:", else on the line right above the greeting."""
    greeted = greeting(sheet)
    rows = sheet.filled[:_GREETED_BY] if greeted is None else sheet.filled[:greeted]
    told = [row.text[m.end() :] for row in rows if (m := _ABOUT.match(row.text))]
    above = [row.text for row in rows[-1:] if greeted and ":" not in row.text and len(row.text.split()) > 3]
    return "\n".join(told or above)


def addressed_patient(sheet: Sheet) -> str:
    """The name of a patient to whom a letter about themselves is written; empty where it goes to anybody else.

    The address and the greeting name one person, who has no degree and no desk, and whom the letter calls "you".
    """
    at = greeting(sheet)
    greeted = _GREETING.match(sheet.filled[at].text) if at is not None else None
    below = sheet.filled[at + 1 :] if at is not None else ()
    text = "\n".join(row.text for row in below)
    if greeted is None or len(_SPOKEN_TO.findall(text)) < _LEAST_SPOKEN or len(_KIN.findall(text)) > 1:
        return ""
    said = greeted["name"].split()
    above = sheet.filled[:at]
    for n, row in enumerate(above):
        to = _TO.match(row.text)
        words = to["name"].split() if to else []
        same = bool(words) and (words[-1].lower() == said[-1].lower() or (len(said) == 1 and words[0] == said[0]))
        titled = bool(to and to["title"]) or bool(greeted["title"])
        if to and same and titled and 2 <= len(words) <= 4 and not _has_desk(row, above[n + 1 : n + 1 + _ADDRESS]):
            return to["name"]
    return ""


def _has_desk(row: Row, below: tuple[Row, ...]) -> bool:
    """Whether a name has a degree, or a hospital or practice stands under it."""
    rows = [row, *(r for r in below if 0 < r.number - row.number <= _ADDRESS)]
    return bool(CREDENTIAL.search(row.text)) or any(
        FACILITY_WORD.search(r.text) or re.search(r"\b(?:practice|surgery|department|dept)\b", r.text, re.I)
        for r in rows
    )
