"""What the agenda says of visits, questions, waiting and the decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from binder.chase import days
from binder.chase.appointments import call_window, days_until, starts
from binder.chase.choosing import chosen, first_doctor, waiting
from binder.chase.entry import Entry, days_late, in_days, late_by, reached, urgent
from binder.chase.people import independence
from binder.chase.questions import responses_wanted
from binder.chase.situation import Situation
from binder.knowledge import load
from binder.model.appointment import Appointment
from binder.model.decision import DecisionState
from binder.model.people import DepartmentKind
from binder.model.question import QuestionGroup, QuestionState


def visit_entries(now: Situation, moment: datetime) -> Iterator[Entry]:
    """The entries of visits, of what to ask, and of what is to be decided.

    Args:
        moment: with its time zone.
    """
    on = days.in_zone(moment, moment.tzinfo)
    yield from _waiting(now, on)
    for visit in now.appointments:
        if visit.state.coming:
            yield from _visit(visit, now, moment)
    yield from _questions(now, on)
    yield from _decisions(now, on)
    yield from _doctor(now, on)


def _waiting(now: Situation, on: date) -> Iterator[Entry]:
    found = waiting(now.case, on)
    first = first_doctor(now.doctors)
    whom, phone = (first.name, first.contact.phone) if first else ("the treating doctor", "")
    if found.urgent:
        urgent_one = Entry(
            "case.waiting", on, "The doctor said not to wait", "case", found.words, "now", "", whom, phone
        )
        yield replace(urgent_one, dated=False, first=True)
    elif not found.asked and (first or now.appointments or now.case.condition):
        text = "Ask the first doctor whether waiting a week or two carries any risk"
        yield Entry("case.waiting", on, text, "case", text, "soon", "note the answer", whom, phone, dated=False)
    elif found.until is not None:
        left = (found.until - on).days
        text = found.words if left <= 7 else ""
        title = "Last day that was said to be safe to wait"
        urgency = urgent(left <= 3)
        yield Entry("case.waiting", found.until, title, "case", text, urgency, "", whom, phone, max(-left, 0))
    if (until := days.read(now.case.decide_by)) is not None and not any(d.choices for d in now.decisions):
        left = (until - on).days
        text = f"To be decided {in_days(left)}, {until.isoformat()}" if 0 <= left <= 14 else ""
        if left < 0:
            text = f"{days_late(-left).capitalize()}: the decision was to be taken by {until.isoformat()}"
        urgency = urgent(left <= 3)
        yield Entry("case.decide", until, "To be decided", "decision", text, urgency, late=max(-left, 0))


def _visit(visit: Appointment, now: Situation, moment: datetime) -> Iterator[Entry]:
    left, day, on = days_until(visit, moment), date.fromisoformat(visit.day), days.in_zone(moment, moment.tzinfo)
    doctor = now.doctor(visit.doctor)
    place = visit.organization or (doctor.organization if doctor else "")
    desk = now.desk(place, DepartmentKind.SECOND_OPINION) if place else None
    whom, phone = reached(desk, now.name(place) if place else "")
    whom, phone = whom or "the second doctor's office", visit.phone or phone or (doctor.contact.phone if doctor else "")
    who = doctor.name if doctor else now.name(place) or "the second doctor"
    base = Entry(
        f"{visit.id}.visit", day, f"{who}, {visit.format.label}", f"appointment:{visit.id}", whom=whom, phone=phone
    )
    at = starts(visit)
    hour = f" {visit.at[11:16]}" if at else ""
    text = f"{who} {in_days(left)}, {visit.day}{hour}"
    if left < 0:
        yield replace(
            base,
            text=f"Did the visit take place? {who}, {visit.day}",
            urgency="now",
            hint="note what was said, then mark it done or missed",
            at=at,
            minutes=visit.minutes,
            past=True,
        )
        return
    urgency = urgent(left <= 1, "soon" if left <= 14 else "info")
    open_things = [one.what for one in visit.bring if not one.packed]
    hint = visit.place or visit.video
    if left <= load("follow_up")["appointment"]["pack"] and open_things:
        hint = f"{len(open_things)} to pack, first {open_things[0]}"
    yield replace(base, text=text, urgency=urgency, hint=hint, at=at, minutes=visit.minutes)
    yield from _arrival(visit, replace(base, at=None, minutes=0, hint=""), who, left, on)
    if not visit.companion and left <= 14 and visit.format.value != "records_only":
        title = f"Who comes along to {who}? A second pair of ears hears more"
        alone = replace(base, key=f"{visit.id}.along", title=title, text=title, urgency="info", dated=False)
        yield replace(alone, hint="", whom="", phone="")


def _arrival(visit: Appointment, base: Entry, who: str, left: int, on: date) -> Iterator[Entry]:
    """The call that asks whether the records are there: three to five days before."""
    if visit.records_arrived:
        return
    window = call_window(visit)
    if visit.arrivals:
        last = visit.arrivals[-1]
        text = f"Not there on {last.on}: {last.missing}"
        title, day = f"Ask again whether it arrived: {last.missing}", max(on, window.opens)
        again = replace(base, key=f"{visit.id}.arrival", on=day, title=title, text=text, urgency="now")
        yield replace(again, hint="send it again and call")
        return
    late = max((on - window.closes).days, 0)
    text = ""
    if window.opens <= on:
        text = f"Ask whether the records arrived: {who}, visit {in_days(left)}"
    yield replace(
        base,
        key=f"{visit.id}.arrival",
        on=window.opens,
        title=f"Ask whether the records arrived: {who}",
        text=text,
        urgency="now",
        hint="reports, images that open, slides",
        late=late,
    )


def _questions(now: Situation, on: date) -> Iterator[Entry]:
    wait = timedelta(load("follow_up")["questions"]["answer_after"])
    for one in now.questions:
        asked = days.read(one.asked_on)
        if one.state is QuestionState.ASKED and asked and (again := days.open_from(asked + wait)) <= on:
            who = now.name(one.whom) if one.whom else f"the {one.asked_of.label}"
            doctor = now.doctor(one.whom)
            phone = doctor.contact.phone if doctor else ""
            text = f"No answer since {one.asked_on}: {one.text}"
            title = f"No answer yet: {one.text}"
            action, late = f"question:{one.id}", late_by(again, on)
            yield Entry(f"{one.id}.answer", again, title, action, text, "soon", "ask again", who, phone, late)
    open_ones = [one for one in now.questions if one.state in (QuestionState.TO_ASK, QuestionState.UNANSWERED)]
    soon = [v for v in now.appointments if v.state.coming]
    if soon and not [one for one in now.questions if one.group is not QuestionGroup.RECONCILE]:
        text = "No questions written down yet for the visit"
        yield Entry("questions.none", on, text, "questions", text, "soon", "the question bank has some", dated=False)
    reconcile = [one for one in open_ones if one.group is QuestionGroup.RECONCILE]
    if wanted := responses_wanted(now.questions, now.opinions):
        who = " and the ".join(one.label for one in wanted)
        text = f"Ask the {who} to answer the other's reasons"
        yield Entry("questions.respond", on, text, "questions", text, "soon", dated=False)
    elif reconcile:
        text = f"To be asked of the {reconcile[0].asked_of.label}: {reconcile[0].text}"
        yield Entry("questions.respond", on, text, f"question:{reconcile[0].id}", text, "soon", dated=False)


def _decisions(now: Situation, on: date) -> Iterator[Entry]:
    for one in now.decisions:
        if one.choice and (again := days.read(one.choice.review_on)):
            left = (again - on).days
            text = f"To be looked at again {in_days(left)}: {one.question}" if left <= 7 else ""
            title = f"Look again at the decision: {one.question}"
            urgency = urgent(left <= 0)
            yield Entry(f"{one.id}.review", again, title, f"decision:{one.id}", text, urgency, late=max(-left, 0))
        elif one.state is DecisionState.OPEN and one.third_opinion:
            text = f"A third opinion is wanted first: {one.question}"
            yield Entry(f"{one.id}.third", on, text, f"decision:{one.id}", text, "soon", dated=False)


def _doctor(now: Situation, on: date) -> Iterator[Entry]:
    """What ties the chosen second doctor to the first."""
    first, second = first_doctor(now.doctors), chosen(now.doctors)
    if first and second and first.id != second.id:
        for tie in independence(first, second, now.organizations):
            yield Entry(
                f"{second.id}.tie",
                on,
                tie,
                f"doctor:{second.id}",
                tie,
                "info",
                "a separate read is worth more",
                dated=False,
            )
