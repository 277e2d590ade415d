"""Why 08/03/2026 was read as 3 August: which other date of the document shows whether day or month comes first."""

from __future__ import annotations

import re

from binder.filing.doubts import spoken_date
from binder.model.record import DateFound, DateRole, Filing

_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(?:\d{4}|\d\d)$")
_MONTHS = 12


def why_read_so(filing: Filing) -> str:
    """The reason in words, where the document's own date could be read two ways and its other dates settle it."""
    own = filing.date_basis
    if own is None or own.other_reading or _first(own) or not _numbers(own):
        return ""
    others = [date for date in filing.dates if date is not own]
    if (plain := next((date for date in others if _first(date)), None)) and plain.citation:
        return f"{_first(plain)} first, as “{plain.citation.quote}” shows"
    born = next((d for d in others if d.role is DateRole.BIRTH and _numbers(d) and not d.other_reading), None)
    if born is None or born.citation is None:
        return ""
    order = "month" if int(_numbers(born)[0]) == int(born.value[5:7]) else "day"
    return f"{order} first, as “{born.citation.quote}” is {spoken_date(born.value)[:-5]}"


def _numbers(date: DateFound) -> tuple[str, ...]:
    """The two numbers of a date of which either could be the month, as they come; empty where there is no choice."""
    found = _NUMBERS.search(date.citation.quote) if date.citation else None
    return found.groups() if found and found[1] != found[2] else ()


def _first(date: DateFound) -> str:
    """ "day" or "month" where a number above twelve says which of the two comes first."""
    over = [int(number) > _MONTHS for number in _numbers(date)]
    return ("day" if over[0] else "month") if over.count(True) == 1 else ""
