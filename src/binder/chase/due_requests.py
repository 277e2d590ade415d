"""What the agenda says of requests: the law's day, what was promised, the next call, what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from binder.chase import days
from binder.chase.clock import Clock, clock
from binder.chase.entry import Entry, days_late, in_days, late_by, reached, urgent
from binder.chase.follow_up import Do, Step, next_step
from binder.chase.requests import objectionable, too_late
from binder.chase.situation import Situation
from binder.knowledge import load
from binder.model.people import DepartmentKind
from binder.model.request import Request, RequestState

_SOON = 7  # days before the last day that Today counts them


def request_entries(now: Situation, on: date) -> Iterator[Entry]:
    """The entries of every open request: for each the one that matters most today, and its other days."""
    for request in now.requests:
        if not request.state.closed and (request.outstanding or not request.carried):
            yield from _open(request, now, on)
        elif request.refused and not request.escalations and not request.withdrawn_on:
            yield _refused(request, now, on)


def _open(request: Request, now: Situation, on: date) -> Iterator[Entry]:
    found, step = clock(request, on), next_step(request, on)
    whom, phone = reached(now.desk(request.organization, request.department), now.name(request.organization))
    base = Entry(request.id, on, "", f"request:{request.id}", whom=whom, phone=phone)
    what, place = wanted(request, now), now.name(request.organization)
    if request.sent_on:
        yield _state_entry(base, request, found, step, f"{what}, {place}", on)
    else:
        ready = bool(request.prepared_on)
        yield replace(
            base,
            key=f"{request.id}.send",
            title=f"Send the request: {what}, {place}",
            text=f"{'Ready to be sent' if ready else 'Drafted, not sent'}: {what}, {place}",
            urgency=urgent(ready),
            hint=f"send it by {request.channel.label}",
            dated=False,
        )
    if step is not None and request.sent_on:
        yield replace(_step_entry(base, request, step, f"{what}, {place}", now), late=late_by(step.on, on))
    if found.promised and found.promised != found.due:
        title, late = f"Promised: {what}, {place}", late_by(found.promised, on)
        yield replace(base, key=f"{request.id}.promised", on=found.promised, title=title, hint="call", late=late)
    if request.needed_by and (needed := days.read(request.needed_by)):
        title, late = f"Needed: {what}, {place}", late_by(needed, on)
        yield replace(base, key=f"{request.id}.needed", on=needed, title=title, late=late)


def wanted(request: Request, now: Situation) -> str:
    """What is still outstanding, in words: the first thing and how many more."""
    parts = request.outstanding or request.carried
    if not parts:
        return "nothing yet"
    first = parts[0]
    item = now.item(first.item)
    title = item.title if item else first.item
    title = title if title[1:2].isupper() else title[:1].lower() + title[1:]
    if item and len(item.needs) > 1:
        title = f"{first.need.value} of {title}"
    return title + (f" and {len(parts) - 1} more" if len(parts) > 1 else "")


def _state_entry(base: Entry, request: Request, found: Clock, step: Step | None, what: str, on: date) -> Entry:
    """The line of a request that was sent: late, due, to be called about, or only waited for."""
    due = found.due
    entry = replace(
        base,
        key=f"{request.id}.due",
        on=due or on,
        title=f"Last day: {what}" if request.kind.legal_clock else f"Promised: {what}",
        law=found.law if request.kind.legal_clock else "",
        hint=_hint(step, found, request),
        dated=due is not None,
    )
    if found.overdue and due:
        late = (on - due).days
        promised = f", promised for {found.promised.isoformat()}" if found.promised and found.promised >= on else ""
        text = f"{days_late(late).capitalize()}{promised}: {what}"
        return replace(entry, title=what, late=late, urgency="now", text=text)
    if step is not None and step.on <= on:
        return replace(entry, urgency="now", text=f"Call today: {what}", on=due or step.on)
    if due is not None and (due - on).days <= _SOON:
        return replace(entry, text=f"Due {in_days((due - on).days)}: {what}")
    if too_late(request):
        return replace(entry, text=f"May come too late: {what}", urgency="now", hint=too_late(request))
    until = f", due {due.isoformat()}" if due else ""
    return replace(entry, urgency="info", text=f"Waiting{until}: {what}")


def _hint(step: Step | None, found: Clock, request: Request) -> str:
    words = [step.words] if step is not None else []
    if found.ignored:
        words.append(found.ignored[-1].rstrip("."))
    if request.refused:
        words.append(f"{len(request.refused)} of {len(request.carried)} refused")
    words += _fee(request)
    if found.assumed and found.due and request.kind.legal_clock:
        words.append(f"receipt assumed on {found.received}")
    if found.extended and found.due:
        words.append(f"extended until {found.due.isoformat()}")
    return "; ".join(words)


def _fee(request: Request) -> list[str]:
    """What is to be said of a fee that was asked and not paid."""
    last = request.fees[-1] if request.fees else None
    if last is None or last.paid_on:
        return []
    if not_allowed := objectionable(last, load("law")["fees"]):
        what = " and ".join(one.label for one in not_allowed)
        return [f"{last.currency} {last.amount} asked, in part for {what}: object, {load('law')['fees']['law']}"]
    return [f"{last.currency} {last.amount} asked, not paid yet"]


def _step_entry(base: Entry, request: Request, step: Step, what: str, now: Situation) -> Entry:
    """The next step, for the calendar; Today says it with the state of the request."""
    whom, phone = base.whom, base.phone
    if step.do is Do.OVERDUE_LETTER:
        desk = now.desk(request.organization, DepartmentKind.PRIVACY_OFFICER)
        whom, phone = reached(desk, now.name(request.organization))
    title = f"{step.words[:1].upper()}{step.words[1:]}: {what}"
    return replace(
        base, key=f"{request.id}.step", on=step.on, title=title, hint=step.words, whom=whom, phone=phone, law=step.law
    )


def _refused(request: Request, now: Situation, on: date) -> Entry:
    """All that was left was refused, and nobody was told further up."""
    denial = next(one.denial for one in request.refused if one.denial)
    whom, phone = reached(now.desk(request.organization, request.department), now.name(request.organization))
    parts = replace(request, carried=request.refused)
    what = f"{wanted(parts, now)}, {now.name(request.organization)}"
    hint = f"{denial.ground.label}: ask for it in writing, or take it to the privacy officer"
    if last := clock(request, on).complain_by:
        hint += f"; a complaint can be filed until {last.isoformat()}"
    until = days.read(denial.review_by)
    if until is not None and until >= on:
        hint = f"{denial.ground.label}: a review can be asked for until {denial.review_by}"
    part = "in part " if request.state is RequestState.PARTLY_FULFILLED else ""
    return Entry(
        f"{request.id}.refused",
        until or on,
        f"Refused {part}on {denial.on}: {what}",
        f"request:{request.id}",
        f"Refused {part}on {denial.on}: {what}",
        "now",
        hint,
        whom,
        phone,
        dated=until is not None,
    )
