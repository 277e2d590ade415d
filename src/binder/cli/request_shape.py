"""A request as the command line gives it: as JSON, and in two lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from binder.chase.entry import days_late, late_by
from binder.cli.nouns import shape
from binder.model.clean import clean
from binder.model.request import Carried

if TYPE_CHECKING:
    from binder.verbs.requests import RequestLine


def request_shape(line: RequestLine) -> dict[str, Any]:
    """A request with what is derived of it on the day one looks."""
    clock, step = line.clock, line.step
    return shape(
        line.request,
        kind=line.request.kind.value,
        state=line.request.state.value,
        place=line.place,
        phone=(line.desk.contact.phone or None) if line.desk else None,
        fax=(line.desk.contact.fax or None) if line.desk else None,
        clock={
            "phase": clock.phase.value,
            "received": _iso(clock.received),
            "assumed": clock.assumed,
            "due": _iso(clock.due),
            "days_left": clock.left,
            "law": clock.law or None,
            "extended": clock.extended,
            "ignored": list(clock.ignored),
            "promised": _iso(clock.promised),
            "complain_by": _iso(clock.complain_by),
        },
        next={
            "do": step.do.value,
            "on": _iso(step.on),
            "words": step.words,
            "days_late": late_by(step.on, date.today()),
        }
        if step
        else None,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def request_words(line: RequestLine) -> str:
    """A request in two lines."""
    request, clock = line.request, line.clock
    desk = line.desk.label if line.desk else request.department.label
    state = request.state.label
    if clock.overdue and clock.due:
        state = f"{days_late(late_by(clock.due, date.today())).replace('late', 'LATE')}, was due {clock.due}"
    elif clock.due and not request.state.closed:
        state += f", due {clock.due}" + (" (receipt assumed)" if clock.assumed else "")
    carried = ", ".join(f"{one.item} ({one.need.value}{_mark(one)})" for one in request.carried)
    phone = f"  call {line.desk.contact.phone}" if line.desk and line.desk.contact.phone else ""
    step = f"\n      next: {line.step.words}, {_when(line.step.on)}" if line.step else ""
    return f"{request.id:6} {line.place}, {desk}: {state}{phone}\n      {carried}{step}"


def _when(day: date) -> str:
    """The day of a step; how late it is where it is past."""
    late = late_by(day, date.today())
    return f"since {day}, {days_late(late)}" if late else f"{day}"


def _mark(one: Carried) -> str:
    if one.received_on:
        return f", came {one.received_on}"
    return f", refused {one.denial.on}" if one.denial else ""


def clean_lines(words: str) -> str:
    """Several lines, each cleaned."""
    return "\n".join(clean(line) for line in words.split("\n"))
