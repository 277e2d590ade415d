"""The agenda: everything that has a day, worst first. Today shows part of it as lines, the calendar all of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from binder.chase import days
from binder.chase.due_material import material_entries
from binder.chase.due_papers import paper_entries
from binder.chase.due_requests import request_entries
from binder.chase.due_visits import visit_entries
from binder.chase.entry import Entry
from binder.chase.line import TodayLine
from binder.chase.situation import Situation

_RANK = {"now": 0, "soon": 1, "info": 2}


def agenda(now: Situation, moment: datetime) -> list[Entry]:
    """Everything that has a day, worst first: by urgency, then by how late it is, then by its day.

    Args:
        moment: the present with its time zone; the day is the one of that zone.
    """
    on = days.in_zone(moment, moment.tzinfo)
    entries = [
        *request_entries(now, on),
        *material_entries(now, on),
        *visit_entries(now, moment),
        *paper_entries(now, on),
    ]
    return sorted(entries, key=lambda one: (not one.first, _RANK[one.urgency], -one.late, one.on, one.key))


def agenda_lines(entries: Iterable[Entry]) -> list[TodayLine]:
    """What Today says of the agenda: one line each, with the number to call and what Enter opens."""
    return [
        TodayLine(
            one.urgency,
            one.text,
            one.action,
            _hint(one),
            phone=one.phone,
            on=one.on.isoformat() if one.dated else "",
        )
        for one in entries
        if one.text
    ]


def _hint(one: Entry) -> str:
    call = " ".join(part for part in (f"call {one.whom}" if one.whom and one.phone else one.whom, one.phone) if part)
    return ": ".join(part for part in (call, one.hint) if part)
