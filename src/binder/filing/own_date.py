"""A document's own date among all its dates: by what kind of document it is, never by guess, empty where not stated."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, replace

from binder.filing.dates import Dated
from binder.knowledge import load
from binder.model.kinds import Kind
from binder.model.record import DateRole

_NEVER = frozenset({DateRole.BIRTH, DateRole.OTHER})
_PROSE_ROLES = frozenset({DateRole.SERVICE, DateRole.DISCHARGED})
# "I saw your patient on 3 May" dates a letter, "study performed on 3 May" a report; elsewhere they recount.
_SPEAKS_OF = {
    "seen": frozenset({Kind.LETTER, Kind.SECOND_OPINION, Kind.CONSULT_NOTE}),
    "study": frozenset(
        {Kind.IMAGING_REPORT, Kind.PATHOLOGY_REPORT, Kind.OPERATIVE_NOTE, Kind.PROCEDURE_NOTE, Kind.LAB_REPORT}
    ),
}
_WRITTEN_AS_LETTERS = frozenset({Kind.VISIT_NOTE, Kind.CONSULT_NOTE, Kind.TREATMENT_PLAN, Kind.REFERRAL})
_HEADER_WORDS = 8
_BY_COLUMN = 0.85
_BY_RANK = (0.98, 0.95, 0.92, 0.88, 0.85, 0.8, 0.75)


@dataclass(frozen=True, slots=True)
class OwnDate:
    """The date chosen, or None where the document states none, and how sure (0 to 1)."""

    chosen: Dated | None
    confidence: float
    rivals: tuple[str, ...] = ()


def own_date(kind: Kind, dates: list[Dated], latest: dt.date, *, letter: bool = False) -> OwnDate:
    """Choose by the kind's order of roles; births, future dates and dates of other things are never chosen.

    Args:
        letter: it has the form of a letter, whose own date comes before that of a visit it tells of.
    """
    priority = load("dates")["priority"]
    kind = Kind.LETTER if letter and kind in _WRITTEN_AS_LETTERS else kind
    order = [DateRole(r) for r in priority.get(kind.value, priority["default"])]
    usable = [d for d in dates if _usable(d, latest)]
    for rank, role in enumerate(order):
        group = [d for d in usable if d.found.role is role]
        group = [d for d in group if not d.prose] or [
            d for d in group if role in _PROSE_ROLES and (not d.spoken or kind in _SPEAKS_OF[d.spoken])
        ]
        if group:
            return _choose(kind, role, group, _BY_RANK[min(rank, len(_BY_RANK) - 1)])
    return _newest_column(dates, latest) if kind is Kind.LAB_REPORT else OwnDate(None, 0.0)


def _newest_column(dates: list[Dated], latest: dt.date) -> OwnDate:
    """Of a table with a column for each day, the newest day."""
    rows = Counter(id(d.row) for d in dates if d.found.role is DateRole.OTHER)
    heads = [
        d
        for d in dates
        if rows[id(d.row)] > 1 and not d.prose and len(re.findall(r"[A-Za-z]{2,}", d.row.text)) <= _HEADER_WORDS
        and d.found.value <= latest.isoformat()
    ]  # fmt: skip
    if not heads:
        return OwnDate(None, 0.0)
    newest = max(heads, key=lambda d: d.found.value)
    return OwnDate(
        replace(newest, found=replace(newest.found, role=DateRole.COLLECTED)), 0.6 if newest.unsure else _BY_COLUMN
    )


def _usable(dated: Dated, latest: dt.date) -> bool:
    return dated.found.role not in _NEVER and dated.found.value <= latest.isoformat()


def _choose(kind: Kind, role: DateRole, group: list[Dated], sure: float) -> OwnDate:
    top = [d for d in group if d.bare or d.top] if role is DateRole.LETTER else []
    labelled = top or [d for d in group if not d.bare] or group
    counts = Counter(d.found.value for d in labelled)
    best = max(counts.values())
    if role in (DateRole.SIGNED, DateRole.DISCHARGED):
        chosen = labelled[0]
    else:
        chosen = next(d for d in labelled if counts[d.found.value] == best)
    rivals = tuple(v for v in counts if v != chosen.found.value)
    sure *= (0.85 if chosen.bare or chosen.prose else 1.0) * (0.85 if rivals else 1.0)
    if chosen.unsure:
        sure = min(sure, 0.6)
    return OwnDate(chosen, round(sure, 3), rivals)
