"""The clock of a request: when it is due and by which rule, what an extension changes, whether it is late.

Records and images have the clock of the law; slides and blocks have only what was promised. Everything here is derived
from the dates of the request and the day one looks; nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from binder.chase import days
from binder.knowledge import load
from binder.model.request import Extension, Request, RequestState


class Phase(StrEnum):
    """Where a clock stands on a day."""

    NONE = "none"
    RUNNING = "running"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class StateRule:
    """A state's limit.

    Attributes:
        days: from receipt; business_days: whether they are working days.
        extended_to: the longest it allows with a written delay, counted from receipt; 0 where it allows none.
        every_provider: whether it names hospitals and physicians alike.  note: whom it names.
    """

    id: str
    name: str
    days: int
    business_days: bool
    extended_to: int
    law: str
    note: str = ""
    every_provider: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a request stands in time, on the day asked about.

    Attributes:
        received: day of receipt; assumed: whether that is only taken from when it was sent.
        due: last day allowed, or the promised day for slides and blocks; None where nothing sets one.
        law: the rule that sets `due`, or "promised", or empty.
        federal: last day by federal law with its extension; state: by the shorter state law, or None.
        extended: whether `due` stands later because of a notice that counts.
        ignored: why a notice of more time does not count, one sentence each.
        promised: earliest day promised for something still outstanding.
        left: days until due, negative when late; None without a due day.
        late_since: first late day, where it is late.
        complain_by: last day for a complaint, where federal law's day has passed or something was refused; else None.
    """

    phase: Phase
    received: date | None = None
    assumed: bool = False
    due: date | None = None
    law: str = ""
    federal: date | None = None
    state: date | None = None
    extended: bool = False
    ignored: tuple[str, ...] = ()
    promised: date | None = None
    left: int | None = None
    complain_by: date | None = None

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed and something is still to come."""
        return self.phase is Phase.OVERDUE

    @property
    def late_since(self) -> date | None:
        """The first late day; None where it is not late."""
        return self.due + timedelta(1) if self.overdue and self.due else None


@cache
def state_rules() -> dict[str, StateRule]:
    """The states whose shorter law is known, by their two letters."""
    keys = ("id", "name", "days", "business_days", "extended_to", "law", "note", "every_provider")
    return {entry["id"]: StateRule(**{key: entry[key] for key in keys}) for entry in load("states")["states"]}


def receipt(request: Request) -> tuple[date | None, bool]:
    """The day of receipt, and whether it is only assumed from the day and the way it was sent."""
    if known := days.read(request.received_on):
        return known, False
    sent = days.read(request.sent_on)
    if sent is None:
        return None, False
    return sent + timedelta(load("follow_up")["assumed_days"][request.channel.value]), True


def clock(request: Request, on: date) -> Clock:
    """Where a request stands in time.

    Args:
        on: the day one looks, in the place of the one who looks.
    """
    received, assumed = receipt(request)
    if received is None:
        return Clock(Phase.NONE)
    promised = min((day for one in request.outstanding if (day := days.read(one.promised_on))), default=None)
    if not request.kind.legal_clock:
        law = "promised" if promised else ""
        return _placed(Clock(Phase.NONE, received, assumed, promised, law, promised=promised), request, on)
    access = load("law")["access"]
    federal = received + timedelta(access["days"])
    most = federal + timedelta(access["extension_days"])
    longer, ignored = _extended(request.extensions, federal, most)
    state, state_law, state_longer = _state(request, received)
    ends = longer or federal
    due, law, extended = ends, access["law"], longer is not None
    if state is not None and state < ends:
        due, law, extended = state, state_law, state_longer
        if longer is not None and not state_longer:
            ignored = (*ignored, f"{state_law} gives no more time: its day stays {state.isoformat()}.")
    elif state is not None and state_longer and state == ends:
        extended = True
    complain_by = _complain_by(request, ends, on)
    found = Clock(
        Phase.NONE, received, assumed, due, law, ends, state, extended, ignored, promised, complain_by=complain_by
    )
    return _placed(found, request, on)


def _complain_by(request: Request, ends: date, on: date) -> date | None:
    """The last day for a complaint: counted from the federal last day once it has passed, or from a refusal."""
    if request.withdrawn_on:
        return None
    since = [day for one in request.refused if one.denial and (day := days.read(one.denial.on))]
    if request.outstanding and on > ends:
        since.append(ends)
    return min(since) + timedelta(load("law")["complaint"]["days"]) if since else None


def _placed(found: Clock, request: Request, on: date) -> Clock:
    """The clock with its phase."""
    left = (found.due - on).days if found.due else None
    closed = request.state in (RequestState.FULFILLED, RequestState.DENIED, RequestState.WITHDRAWN)
    if closed or not request.outstanding:
        phase = Phase.CLOSED
    elif left is None:
        phase = Phase.NONE
    elif left < 0:
        phase = Phase.OVERDUE
    else:
        phase = Phase.RUNNING if left else Phase.DUE_TODAY
    return replace(found, phase=phase, left=left)


def _extended(notices: tuple[Extension, ...], due: date, most: date) -> tuple[date | None, tuple[str, ...]]:
    """The day that the first notice that counts names, and why others do not count.

    Args:
        due: last day without one.  most: the latest day that a notice may name.
    """
    taken: date | None = None
    ignored: list[str] = []
    for one in notices:
        why = _why_not(one, due, most)
        if why:
            ignored.append(why)
        elif taken is not None:
            ignored.append(f"The notice of {one.noticed_on} is a second one: only one extension is allowed.")
        else:
            taken = days.read(one.new_date)
    return taken, tuple(ignored)


def _why_not(one: Extension, due: date, most: date) -> str:
    """Why a notice does not count, as a sentence; empty where it does."""
    noticed, named = days.read(one.noticed_on), days.read(one.new_date)
    said = f"The notice of {one.noticed_on}"
    if noticed is None or noticed > due:
        return f"{said} came after {due.isoformat()}, the last day for it."
    if not one.in_writing:
        return f"{said} was not in writing."
    if not one.reason.strip():
        return f"{said} gives no reason."
    if named is None:
        return f"{said} names no date."
    if named > most:
        return f"{said} names {named.isoformat()}; no more than {most.isoformat()} is allowed."
    if named <= due:
        return f"{said} names {named.isoformat()}, which is within the time anyway."
    return ""


def _state(request: Request, received: date) -> tuple[date | None, str, bool]:
    """The last day by a state's law, its name, and whether a notice made it later; None where none applies."""
    if request.law_days:
        words = f"{request.law_days} {'working ' if request.law_business_days else ''}days, as typed"
        return _count(received, request.law_days, request.law_business_days), words, False
    rule = state_rules().get(request.state_law)
    if rule is None:
        return None, "", False
    due = _count(received, rule.days, rule.business_days)
    if rule.extended_to:
        most = _count(received, rule.extended_to, rule.business_days)
        longer, _ = _extended(request.extensions, due, most)
        if longer is not None:
            return longer, rule.law, True
    return due, rule.law, False


def _count(received: date, number: int, business_days: bool) -> date:
    return days.business_days_on(received, number) if business_days else received + timedelta(number)
