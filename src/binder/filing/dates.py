"""Every date in a document, what it is the date of, and the other reading where day and month may be swapped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from binder.filing.date_roles import role_of, spoken_of, stands_alone
from binder.filing.sheet import Row, Sheet
from binder.filing.written_dates import Order, Written, dates_on, needs_label, order_of, resolve
from binder.model.record import DateFound, DateRole, Precision

_BARE_ROWS = 14
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


def find_dates(sheet: Sheet, latest: dt.date, *, day_first: bool | None = None, born: str = "") -> list[Dated]:
    """All dates in reading order, each with its role.

    `latest` is the day the document came: it settles two-digit years. `day_first` is the user's habit, used only where
    neither the document's other dates nor its place of origin decide. `born` is the known birth date of the binder's
    patient: where the document writes it, its order is known.
    """
    by_row = [(row, dates_on(row, latest)) for row in sheet.rows]
    every = [m for _, matches in by_row for m in matches]
    if not every:
        return []
    order = order_of(every, sheet.text, day_first, born)
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
    row: Row, matches: list[Written], above: Row | None, order: Order, top: bool, latest: dt.date
) -> Iterator[Dated]:
    begin = 0
    for m in matches:
        role, label, prose = role_of(row, m, begin, above)
        spoken = spoken_of(row.text[begin : m.start]) if prose else ""
        begin = m.end
        if role is None and needs_label(m):
            continue
        bare = role is None and top and m.form != "month" and stands_alone(row, m)
        value, other, unsure = resolve(m, order, DateRole.LETTER if bare else role, latest)
        start = m.start if label is None else label
        found = DateFound(
            value,
            DateRole.LETTER if bare else role or DateRole.OTHER,
            row.cite(start, m.end),
            Precision.DAY if m.second else Precision.MONTH,
            other,
        )
        yield Dated(found, row, m.start, m.end, prose, bare, top, spoken, unsure)


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
