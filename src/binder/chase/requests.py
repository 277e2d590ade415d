"""Requests: made, sent, answered in part or in whole, refused, withdrawn; and what may not be.

Each function takes a request and gives the changed one; what cannot be is refused with one sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from binder.chase import days
from binder.chase.clock import clock, receipt, state_rules
from binder.model.checklist import Need
from binder.model.errors import BinderError
from binder.model.people import Channel
from binder.model.request import (
    Above,
    Carried,
    Denial,
    Escalation,
    Extension,
    Fee,
    FeeFor,
    Request,
    RequestEvent,
)

_MATERIAL = (Need.SLIDES, Need.BLOCK)


def check_carried(carried: Iterable[Carried]) -> tuple[Carried, ...]:
    """What a request asks for, each thing once.

    Raises:
        BinderError: nothing is asked for, or slides and blocks together with records.
    """
    found: dict[tuple[str, Need], Carried] = {}
    for one in carried:
        found.setdefault((one.item, one.need), one)
    if not found:
        raise BinderError("A request asks for something: name at least one item of the checklist.")
    kinds = {one.need in _MATERIAL for one in found.values()}
    if len(kinds) > 1:
        raise BinderError(
            "Slides and blocks go by the lab's own rules, records by law: make one request for the slides and blocks "
            "and another for the records."
        )
    return tuple(found.values())


def asked_already(asks: Iterable[tuple[str, Need]], others: Iterable[Request]) -> list[Request]:
    """The requests on their way, drafted or sent, that wait for some of the same things."""
    wanted = set(asks)
    return [
        one
        for one in others
        if not one.state.closed and not one.withdrawn_on and wanted & {(c.item, c.need) for c in one.outstanding}
    ]


def check_law(request: Request) -> Request:
    """A request whose state and days were looked at.

    Raises:
        BinderError: the state is not in the list, or the days are none.
    """
    state = request.state_law.strip().upper()
    if state and state not in state_rules():
        known = ", ".join(sorted(state_rules()))
        raise BinderError(f"No shorter law of {state!r} is in the list ({known}): type its number of days instead.")
    if request.law_days < 0:
        raise BinderError(f"{request.law_days} days is no limit: type 1 or more, or 0 for none.")
    return replace(request, state_law=state)


def prepare(request: Request, on: str) -> Request:
    """Ready to be sent."""
    _open(request)
    return replace(request, prepared_on=request.prepared_on or days.need(on))


def send(request: Request, on: str, channel: Channel, today: date) -> Request:
    """Sent on a day, by a channel; handed over in person it is received that day.

    Raises:
        BinderError: it was sent before, is closed, or the day is yet to come.
    """
    _open(request)
    if request.sent_on:
        raise BinderError(f"{request.id} was sent on {request.sent_on}: asking again is a follow-up, or a new request.")
    check_carried(request.carried)
    days.not_ahead(on, today, "The day it was sent,")
    sent = replace(request, sent_on=on, channel=channel, prepared_on=request.prepared_on or on)
    return replace(sent, received_on=on, receipt_proof="handed over") if channel is Channel.IN_PERSON else sent


def acknowledge(request: Request, on: str, proof: str, today: date) -> Request:
    """They have it since a day; proof: how one knows.

    Raises:
        BinderError: it was not sent yet, or the day is before that or yet to come.
    """
    _sent(request)
    days.not_ahead(on, today, "The day they received it,")
    days.ordered(request.sent_on, on, "It cannot be received before it was sent")
    return replace(request, received_on=on, receipt_proof=proof.strip() or request.receipt_proof)


def started(request: Request, on: str, today: date) -> Request:
    """They said that they are at it."""
    _sent(request)
    days.not_ahead(on, today, "The day")
    days.ordered(request.sent_on, on, "They cannot be at it before it was sent")
    return replace(request, working_since=on)


def extend(request: Request, notice: Extension, today: date) -> tuple[Request, list[str]]:
    """Note that they take more time; whether that counts is the clock's matter.

    Returns:
        The request, and why the notice does not count, if it does not.

    Raises:
        BinderError: records were not asked for, it was not sent, or a date is none.
    """
    _sent(request)
    if not request.kind.legal_clock:
        raise BinderError(
            f"{request.id} is for slides and blocks, which have no legal date: note the day they promise."
        )
    days.not_ahead(notice.noticed_on, today, "The day of the notice,")
    days.ordered(request.sent_on, notice.noticed_on, "The notice cannot come before the request")
    if notice.new_date:
        days.need(notice.new_date, "The new date")
        days.ordered(notice.noticed_on, notice.new_date, "The new date lies before the notice")
    before = clock(request, today).ignored
    changed = replace(request, extensions=(*request.extensions, notice))
    return changed, [why for why in clock(changed, today).ignored if why not in before]


def log(request: Request, event: RequestEvent, today: date) -> Request:
    """Keep a call, fax, letter, promise or voicemail, in the order of their dates.

    Raises:
        BinderError: a date is none, it is yet to come, or its next step or promise lies before it.
    """
    _moment(event.at, today)
    if event.promised_on:
        days.need(event.promised_on, "The promised day")
        days.ordered(event.at, event.promised_on, "The promise lies before the call")
    if event.next_on:
        days.need(event.next_on, "The day of the next step")
        days.ordered(event.at, event.next_on, "The next step lies before this one")
    events = tuple(sorted((*request.events, event), key=lambda one: one.at[:10]))
    changed = replace(request, events=events)
    return promise(changed, event.promised_on) if event.promised_on and request.outstanding else changed


def promise(request: Request, on: str, item: str = "", need: Need | None = None) -> Request:
    """Somebody promised what is outstanding (or one part of it) for a day."""
    days.need(on, "The promised day")
    days.ordered(request.sent_on, on, "It cannot be promised for before it was asked for")
    chosen = {(one.item, one.need) for one in request.outstanding if _is(one, item, need)}
    return replace(
        request,
        carried=tuple(
            replace(one, promised_on=on) if (one.item, one.need) in chosen else one for one in request.carried
        ),
    )


def carries(request: Request, item: str, need: Need) -> bool:
    """Whether this request still waits for that."""
    return request.waiting and any(one.item == item and one.need is need for one in request.outstanding)


def come(request: Request, item: str, need: Need, on: str, record: str = "") -> Request:
    """One part came. A report never closes what was asked for as images, slides or a block.

    Raises:
        BinderError: it does not carry that, was not sent, or has it already.
    """
    one = _part(request, item, need)
    if one.received_on:
        raise BinderError(f"{request.id} has the {need.value} of {item} already, since {one.received_on}.")
    if not request.sent_on:
        raise BinderError(f"{request.id} was not sent yet: note first when it was.")
    days.need(on)
    days.ordered(request.sent_on, on, "It cannot come before it was asked for")
    return _with(request, replace(one, received_on=on, record=record))


def reopen(request: Request, item: str, need: Need) -> Request:
    """What had come turned out not to be it: this part is outstanding again."""
    return _with(request, replace(_part(request, item, need), received_on="", record=""))


def refuse(request: Request, denial: Denial, today: date, item: str = "", need: Need | None = None) -> Request:
    """They refuse what is outstanding, or one part of it.

    Raises:
        BinderError: it was not sent, nothing of that is outstanding, or a date cannot be.
    """
    _sent(request)
    days.not_ahead(denial.on, today, "The day of the refusal,")
    days.ordered(request.sent_on, denial.on, "It cannot be refused before it was asked for")
    if denial.review_by:
        days.ordered(
            denial.on, days.need(denial.review_by, "The day for a review"), "The review ends before the denial"
        )
    chosen = {(one.item, one.need) for one in request.outstanding if _is(one, item, need)}
    if not chosen:
        raise BinderError(f"Nothing of that is outstanding in {request.id}.")
    carried = tuple(replace(one, denial=denial) if (one.item, one.need) in chosen else one for one in request.carried)
    return replace(request, carried=carried)


def withdraw(request: Request, on: str, because: str, today: date) -> Request:
    """Nothing more is wanted of it; what came of it stays.

    Raises:
        BinderError: it is closed already, or the day is before it was sent or yet to come.
    """
    _open(request)
    days.not_ahead(on, today, "The day")
    days.ordered(request.sent_on, on, "It cannot be withdrawn before it was sent")
    return replace(request, withdrawn_on=on, withdrawn_because=because.strip())


def escalate(request: Request, step: Escalation, today: date) -> Request:
    """Take it further up: to the privacy officer, to a complaint.

    Raises:
        BinderError: it was not sent, has nothing outstanding or refused, or the complaint comes before its cause.
    """
    _sent(request)
    if not request.outstanding and not request.refused:
        raise BinderError(f"All of {request.id} has come: there is nothing to take further.")
    days.not_ahead(step.on, today, "The day")
    days.ordered(request.sent_on, step.on, "It cannot be taken further before it was sent")
    if step.to is Above.OCR and not _may_complain(request, today):
        raise BinderError(
            f"{request.id} is not late by federal law and nothing of it was refused: a complaint has no cause yet."
        )
    return replace(request, escalations=(*request.escalations, step))


def _may_complain(request: Request, today: date) -> bool:
    return bool(request.refused or clock(request, today).complain_by) and request.kind.legal_clock


def ask_fee(request: Request, fee: Fee, today: date) -> Request:
    """They ask for money.

    Raises:
        BinderError: the amount is no number, or the day is yet to come.
    """
    days.not_ahead(fee.on, today, "The day")
    try:
        if float(fee.amount) < 0:
            raise ValueError
    except ValueError:
        raise BinderError(f"{fee.amount!r} is no amount: write it as 25.00.") from None
    return replace(request, fees=(*request.fees, fee))


def objectionable(fee: Fee, rules: dict[str, list[str]]) -> tuple[FeeFor, ...]:
    """What of a fee the law does not permit; rules: `fees` of the law's data file."""
    return tuple(what for what in fee.charged_for if what.value in rules["not_permitted"])


def check_dates(request: Request) -> Request:
    """A request whose own dates stand in order.

    Raises:
        BinderError: it is needed before it is sent, or received before.
    """
    if request.needed_by:
        days.need(request.needed_by, "The day it is needed by")
    days.ordered(request.sent_on, request.needed_by, "It is needed before it was sent")
    days.ordered(request.sent_on, request.received_on, "It cannot be received before it was sent")
    return request


def too_late(request: Request) -> str:
    """A sentence where the law's last day comes only after the day it is needed; empty where it does not."""
    received, _ = receipt(request)
    needed = days.read(request.needed_by)
    if received is None or needed is None or not request.kind.legal_clock:
        return ""
    if needed < received:
        return f"It is needed by {needed.isoformat()}, before it can arrive there: call, do not wait."
    due = clock(request, received).due
    if due is None or due <= needed:
        return ""
    return f"The law gives them until {due.isoformat()}, and it is needed by {needed.isoformat()}: call, do not wait."


def _is(one: Carried, item: str, need: Need | None) -> bool:
    return (not item or one.item == item) and (need is None or one.need is need)


def _part(request: Request, item: str, need: Need) -> Carried:
    for one in request.carried:
        if one.item == item and one.need is need:
            return one
    asks = ", ".join(f"{one.need.value} of {one.item}" for one in request.carried) or "nothing"
    raise BinderError(f"{request.id} does not ask for the {need.value} of {item}: it asks for {asks}.")


def _with(request: Request, part: Carried) -> Request:
    carried = tuple(part if (one.item, one.need) == (part.item, part.need) else one for one in request.carried)
    return replace(request, carried=carried)


def _open(request: Request) -> None:
    if request.state.closed:
        raise BinderError(f"{request.id} is {request.state.label}: make a new request.")


def _sent(request: Request) -> None:
    if not request.sent_on:
        raise BinderError(f"{request.id} was not sent yet: note first when it was.")
    if request.withdrawn_on:
        raise BinderError(f"{request.id} was withdrawn on {request.withdrawn_on}: make a new request.")


def _moment(at: str, today: date) -> None:
    """Refuse what is no date, or no date and time, of something that has happened."""
    try:
        datetime.fromisoformat(at)
    except ValueError:
        raise BinderError(f"{at!r} is no date: write it as 2026-03-13, or 2026-03-13T14:05 with the time.") from None
    days.not_ahead(at[:10], today, "The day")
