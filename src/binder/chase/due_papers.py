"""What the agenda says of papers and plans: what runs out, what the plan has to answer, until when to appeal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from binder.chase import days
from binder.chase.authority import standing, warnings
from binder.chase.coverage import deadlines
from binder.chase.entry import Entry, days_late, in_days, urgent
from binder.chase.situation import Situation
from binder.knowledge import load
from binder.model.authority import AuthorityKind, AuthorityState


def paper_entries(now: Situation, on: date) -> Iterator[Entry]:
    """The entries of authorities and plans."""
    yield from _authorities(now, on)
    yield from _plans(now, on)


def _authorities(now: Situation, on: date) -> Iterator[Entry]:
    resting = {one.authority for one in now.requests if one.waiting}
    for paper in now.authorities:
        if paper.kind is AuthorityKind.PATIENT:
            continue
        state, called = standing(paper, on), f"{paper.kind.label} for {now.name(paper.grantee)}"
        action = f"authority:{paper.id}"
        if state is AuthorityState.DRAFT:
            text = f"Not signed yet: {called}"
            yield Entry(
                f"{paper.id}.sign", on, text, action, text, "now", "without it offices refuse the request", dated=False
            )
        elif state is AuthorityState.INSUFFICIENT:
            text = f"Not good as it is: {called}"
            yield Entry(
                f"{paper.id}.lacks",
                on,
                text,
                action,
                text,
                "now",
                "an element of 45 CFR 164.508(c) is missing",
                dated=False,
            )
        elif (ends := days.read(paper.expires_on)) and state is AuthorityState.ACTIVE:
            left = (ends - on).days
            near = left <= load("follow_up")["authority"]["expires_warning"]
            text = f"Runs out {in_days(left)}: {called}" if near else ""
            title = f"Last day of the {called}"
            yield Entry(f"{paper.id}.ends", ends, title, action, text, "soon", "have a new one signed in time")
        elif state in (AuthorityState.EXPIRED, AuthorityState.REVOKED) and paper.id in resting:
            text = f"{state.value.capitalize()}, and requests rest on it: {called}"
            yield Entry(
                f"{paper.id}.over",
                on,
                text,
                action,
                text,
                "now",
                "have a new one signed, or withdraw them",
                dated=False,
            )
    for request in now.requests:
        if request.prepared_on and not request.sent_on and (said := warnings(request, now.authorities, on, now.names)):
            text = f"Not to be sent yet: {request.id}, {now.name(request.organization)}"
            yield Entry(f"{request.id}.paper", on, text, f"request:{request.id}", text, "now", said[0], dated=False)


def _plans(now: Situation, on: date) -> Iterator[Entry]:
    rules = load("follow_up")["coverage"]
    for plan in now.coverages:
        action = f"coverage:{plan.id}"
        for one in deadlines(plan):
            left = (one.on - on).days
            text = ""
            if left < 0:
                text = f"{days_late(-left).capitalize()}: {one.what}, {plan.payer}"
            elif left <= (rules["appeal_warning"] if one.ours and one.law else 3):
                day = f", {one.on.isoformat()}" if one.law else ""
                text = f"{one.what[:1].upper()}{one.what[1:]} {in_days(left)}{day}: {plan.payer}"
            yield Entry(
                f"{plan.id}.{one.number}",
                one.on,
                f"{one.what[:1].upper()}{one.what[1:]}, {plan.payer}",
                action,
                text,
                urgent(left <= (7 if one.law else 0)),
                one.law,
                "member services",
                plan.phone,
                max(-left, 0),
                one.law,
            )
        last = plan.calls[-1] if plan.calls else None
        if last is not None and (next_on := days.read(last.next_on)):
            left = (next_on - on).days
            what = last.next_step or "call again"
            text = f"Agreed with {plan.payer} for {last.next_on}: {what}" if left <= 0 else ""
            title = f"{plan.payer}: {what}"
            whom, late = "member services", max(-left, 0)
            yield Entry(f"{plan.id}.agreed", next_on, title, action, text, "now", what, whom, plan.phone, late)
        elif last is None and now.appointments:
            text = f"Ask {plan.payer} what it pays, before the visit"
            hint = "the plan's questions are on the list"
            yield Entry(
                f"{plan.id}.ask", on, text, action, text, "soon", hint, "member services", plan.phone, dated=False
            )
