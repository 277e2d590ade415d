"""What to do next about a request, and when: binder's own ladder of calls, and what was agreed meanwhile.

The steps are product defaults from a data file, not law. A call that was made, or a next step that was agreed, takes
the place of the step that was due. A call falls on a day on which offices are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from binder.chase import days
from binder.chase.clock import Clock, clock
from binder.knowledge import load
from binder.model.request import Above, EventKind, Request, RequestEvent


class Do(StrEnum):
    """The acts of the ladder."""

    SEND = "send"
    CONFIRM_RECEIPT = "confirm_receipt"
    CALL = "call"
    AGREED = "agreed"
    PROMISED = "promised"
    OVERDUE_LETTER = "overdue_letter"
    COMPLAINT = "complaint"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"send": "send it", "confirm_receipt": "ask whether it arrived", "call": "call and ask",
                "agreed": "do what was agreed", "promised": "ask for what was promised",
                "overdue_letter": "send the overdue letter to the privacy officer",
                "complaint": "a complaint can be filed"}[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do.

    Attributes:
        on: the day for it; it may have passed.  until: last day of the window, or None.
        words: one clause.  law: where a right behind it stands; empty for binder's own reminders.
    """

    do: Do
    on: date
    words: str
    until: date | None = None
    law: str = ""


def next_step(request: Request, on: date) -> Step | None:
    """What to do next about a request; None where nothing is open.

    Args:
        on: the day one looks: steps that have been passed by are not told any more.
    """
    if request.state.closed or (request.carried and not request.outstanding):
        return None
    sent = days.read(request.sent_on)
    if sent is None:
        return Step(Do.SEND, on, Do.SEND.label) if request.prepared_on else None
    found = clock(request, on)
    candidates = [*_agreed(request), *_broken_promise(request, found, on)]
    if found.overdue and request.kind.legal_clock:
        candidates += _late(request, found, on)
    elif not candidates:
        candidates += _ladder(request, sent, found, on)
    return min(candidates, key=lambda step: step.on, default=None)


def _agreed(request: Request) -> list[Step]:
    """What the newest event says is next, unless something was said since."""
    last = request.events[-1] if request.events else None
    if last is None or not (day := days.read(last.next_on)):
        return []
    return [Step(Do.AGREED, day, last.next_step or Do.AGREED.label)]


def _broken_promise(request: Request, found: Clock, on: date) -> list[Step]:
    """What was promised for a day that is over."""
    if found.promised is None or found.promised >= on or _spoke_since(request, found.promised + timedelta(1)):
        return []
    next_day = days.open_from(found.promised + timedelta(1))
    return [Step(Do.PROMISED, next_day, f"promised for {found.promised.isoformat()}, has not come")]


def _late(request: Request, found: Clock, on: date) -> list[Step]:
    """After the last day: what was promised since; the letter to the privacy officer, the complaint; a weekly call."""
    rules = load("follow_up")
    told = [one.on for one in request.escalations if one.to is Above.PRIVACY_OFFICER]
    if found.promised is not None and found.promised >= on:
        words = f"promised for {found.promised.isoformat()}"
        return [Step(Do.PROMISED, found.promised, words if told else f"{words}; else {Do.OVERDUE_LETTER.label}")]
    if not told:
        on_day = (found.due or on) + timedelta(rules["ladder"]["overdue_letter"])
        return [Step(Do.OVERDUE_LETTER, on_day, Do.OVERDUE_LETTER.label, law=found.law)]
    filed = any(one.to is Above.OCR for one in request.escalations)
    if found.complain_by is not None and found.federal is not None and not filed:
        on_day = found.federal + timedelta(rules["ladder"]["complaint"])
        words = f"{Do.COMPLAINT.label} until {found.complain_by.isoformat()}"
        return [Step(Do.COMPLAINT, on_day, words, found.complain_by, load("law")["complaint"]["law"])]
    return _every(request, days.read(told[-1]) or on, rules["material"]["call_every"])


def _ladder(request: Request, sent: date, found: Clock, on: date) -> list[Step]:
    """Confirm receipt, then the calls; of steps that have passed only the last one is told."""
    rules = load("follow_up")
    if not request.kind.legal_clock:
        return _every(request, sent, rules["material"]["call_every"])
    steps = []
    first, last = rules["ladder"]["confirm_receipt"]
    if found.assumed and not _spoke_since(request, sent + timedelta(first)):
        opens, closes = days.open_from(sent + timedelta(first)), days.open_from(sent + timedelta(last))
        steps.append(Step(Do.CONFIRM_RECEIPT, opens, Do.CONFIRM_RECEIPT.label, closes))
    for number in rules["ladder"]["calls"]:
        day = sent + timedelta(number)
        if not _spoke_since(request, day) and (found.due is None or day <= found.due):
            steps.append(Step(Do.CALL, days.open_from(day), f"{Do.CALL.label}, {number} days after it was sent"))
    passed = [step for step in steps if step.on <= on]
    return passed[-1:] or steps[:1]


def _every(request: Request, sent: date, number: int) -> list[Step]:
    """A call every so many days since anybody was spoken with."""
    if found := next((days.read(one.promised_on) for one in request.outstanding if one.promised_on), None):
        return [Step(Do.PROMISED, found, f"promised for {found.isoformat()}")]
    spoken = [day for one in request.events if _talk(one) and (day := days.read(one.at))]
    return [Step(Do.CALL, days.open_from(max([sent, *spoken]) + timedelta(number)), Do.CALL.label)]


def _spoke_since(request: Request, day: date) -> bool:
    return any(_talk(one) and (at := days.read(one.at)) is not None and at >= day for one in request.events)


def _talk(one: RequestEvent) -> bool:
    """A note of one's own is no contact."""
    return one.kind is not EventKind.NOTE
