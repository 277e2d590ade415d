"""`binder request`: what was asked of which place, its clock, and everything said and received since."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from binder.cli.nouns import DAY, among, noun, on_option, tell
from binder.cli.options import Session, json_option, verb
from binder.cli.request_shape import clean_lines, request_shape, request_words
from binder.model.checklist import Need
from binder.model.clean import clean
from binder.model.errors import Misused
from binder.model.people import Channel, DepartmentKind
from binder.model.request import Above, Denial, Escalation, EventKind, Extension, Fee, FeeFor, Ground
from binder.model.request import RequestEvent as Event

if TYPE_CHECKING:
    from binder.binder import Binder

_need = click.option("--need", type=among(Need), help="Which need of the item, where it has several.")


def _said(binder: Binder, which: str, as_json: bool, words: str, *notes: str) -> None:
    line = binder.request(which)
    tell(as_json, request_shape(line), f"{words}\n{request_words(line)}", *notes)


@verb("list")
@json_option
def list_requests(session: Session, as_json: bool) -> None:
    """List every request with its clock and what to do next, open ones first."""
    with session.binder(read_only=True) as binder:
        lines = binder.requests()
    for line in lines:
        click.echo(json.dumps(request_shape(line)) if as_json else clean_lines(request_words(line)))
    if not lines and not as_json:
        click.echo("Nothing was asked for yet: binder request new ITEM --at PLACE", err=True)


@verb("show")
@click.argument("which", metavar="REQUEST")
@json_option
def show(session: Session, which: str, as_json: bool) -> None:
    """Show one request: what it asks for, its clock, its events, what speaks against sending it."""
    with session.binder(read_only=True) as binder:
        line, warned = binder.request(which), binder.request_warnings(which)
    if as_json:
        click.echo(json.dumps(request_shape(line) | {"warnings": warned}))
        return
    click.echo(clean_lines(request_words(line)))
    for event in line.request.events:
        who = f", {event.who}" if event.who else ""
        after = f"  (next {event.next_on}: {event.next_step})" if event.next_on else ""
        click.echo(clean(f"      {event.at} {event.kind.label}{who}: {event.said}{after}"))
    for sentence in (*line.clock.ignored, *(warned if not line.request.sent_on else ())):
        click.echo(clean(f"      ! {sentence}"))


@verb("new")
@click.argument("items", metavar="ITEM...", nargs=-1, required=True)
@click.option("--at", "place", required=True, metavar="PLACE", help="The place: its id, or how its name begins.")
@click.option("--desk", type=among(DepartmentKind), help="Which desk; by what is asked for if left out.")
@click.option("--need", "needs", type=among(Need), multiple=True, help="Only this need of the items; again for more.")
@click.option("--by", "asked_by", default="patient", metavar="ID", help="Who asks: patient, or FAM1 and so on.")
@click.option("--paper", "authority", default="", metavar="ID", help="The paper that lets them ask (AUTH1).")
@click.option("--needed-by", type=DAY, default="", metavar="DAY", help="The day it is needed.")
@click.option("--format", "wanted", default="", metavar="TEXT", help="How it should come.")
@click.option("--channel", type=among(Channel), help="How it will be sent.")
@json_option
def new(
    session: Session,
    items: tuple[str, ...],
    place: str,
    desk: str | None,
    needs: tuple[str, ...],
    asked_by: str,
    authority: str,
    needed_by: str,
    wanted: str,
    channel: str | None,
    as_json: bool,
) -> None:
    """Draft a request for checklist ITEMs to one PLACE.

    \b
    binder request new imaging-mri --need images --at Saltmarsh
    binder request new operative-note discharge-summary --at ORG1 --by FAM1
    """
    with session.binder() as binder:
        asks = []
        for name in items:
            item = binder.item(name)
            wanted_needs = [n for n in (item.missing or item.needs) if not needs or n.value in needs]
            asks += [(item.id, need) for need in wanted_needs]
        kinds = {need for _, need in asks}
        usual = DepartmentKind.MEDICAL_RECORDS
        if kinds & {Need.SLIDES, Need.BLOCK}:
            usual = DepartmentKind.PATHOLOGY
        elif Need.IMAGES in kinds:
            usual = DepartmentKind.RADIOLOGY
        made = binder.make_request(
            place,
            DepartmentKind(desk) if desk else usual,
            asks,
            asked_by=asked_by if asked_by == "patient" else asked_by.upper(),
            authority_id=authority.upper(),
            needed_by=needed_by,
            wanted_format=wanted,
            channel=Channel(channel) if channel else None,
        )
        warned = binder.request_warnings(made.id)
        _said(binder, made.id, as_json, f"Drafted {made.id}. Its letter: binder letter --request {made.id}", *warned)


@verb("sent")
@click.argument("which", metavar="REQUEST")
@click.option("--channel", type=among(Channel), help="How; as drafted if left out.")
@on_option()
@json_option
def sent(session: Session, which: str, channel: str | None, on: str, as_json: bool) -> None:
    """Note that it was sent, without a letter of binder's (`binder letter sent` does it with one)."""
    with session.binder() as binder:
        _, warned = binder.send_request(which, on, Channel(channel) if channel else None)
        _said(binder, which, as_json, "Noted as sent.", *warned)


@verb("arrived")
@click.argument("which", metavar="REQUEST")
@on_option("Since when they have it; today if left out.")
@click.option("--proof", default="", metavar="TEXT", help="How one knows: fax confirmation, green card.")
@json_option
def arrived(session: Session, which: str, on: str, proof: str, as_json: bool) -> None:
    """Note since when they have it: the clock runs from that day."""
    with session.binder() as binder:
        binder.acknowledge_request(which, on, proof)
        _said(binder, which, as_json, "Noted.")


def _event_options(command: Any) -> Any:
    for option in (
        click.option("--who", default="", metavar="NAME", help="With whom."),
        click.option("--said", default="", metavar="TEXT", help="What was said."),
        click.option("--number", default="", metavar="PHONE", help="The number dialled; that of the desk if left out."),
        click.option("--reference", default="", metavar="TEXT", help="Their number for it."),
        click.option("--promised", type=DAY, default="", metavar="DAY", help="They promised it for this day."),
        click.option("--next", "next_on", type=DAY, default="", metavar="DAY", help="The day of the next step."),
        click.option("--step", "next_step", default="", metavar="TEXT", help="What the next step is."),
        on_option(),
    ):
        command = option(command)
    return command


def _log(session: Session, which: str, kind: EventKind, as_json: bool, incoming: bool, **said: str) -> None:
    with session.binder() as binder:
        desk = binder.request(which).desk
        event = Event(
            said["on"] or date.today().isoformat(),
            kind,
            said["said"],
            said["who"],
            said["number"] or (desk.contact.phone if desk and kind is EventKind.CALL else ""),
            said["reference"],
            said["promised"],
            said["who"] if said["promised"] else "",
            said["next_on"],
            said["next_step"] or ("call again" if said["next_on"] else ""),
            incoming,
        )
        binder.log_event(which, event)
        _said(binder, which, as_json, f"Noted: {kind.label}.")


@verb("call")
@click.argument("which", metavar="REQUEST")
@_event_options
@json_option
def call(session: Session, which: str, as_json: bool, **said: str) -> None:
    """Note a call.

    \b
    binder request call REQ1 --who Dana --said "in the queue" --next +3
    binder request call REQ1 --who Ilse --promised 2026-12-04
    """
    _log(session, which, EventKind.CALL, as_json, False, **said)


@verb("event")
@click.argument("which", metavar="REQUEST")
@click.argument("kind", type=among(EventKind))
@click.option("--from-them", "incoming", is_flag=True, help="They wrote or called.")
@_event_options
@json_option
def event(session: Session, which: str, kind: str, incoming: bool, as_json: bool, **said: str) -> None:
    """Note a fax, letter, e-mail, visit, voicemail, portal message or note."""
    _log(session, which, EventKind(kind), as_json, incoming, **said)


@verb("extend")
@click.argument("which", metavar="REQUEST")
@click.option("--until", type=DAY, default="", metavar="DAY", help="The day they named.")
@click.option("--reason", default="", metavar="TEXT", help="The reason they gave.")
@click.option("--spoken", is_flag=True, help="They only said it: a notice counts in writing alone.")
@on_option("The day of the notice; today if left out.")
@json_option
def extend(session: Session, which: str, until: str, reason: str, spoken: bool, on: str, as_json: bool) -> None:
    """Note that they want more time; whether that counts is said."""
    notice = Extension(on or date.today().isoformat(), until, reason, not spoken)
    with session.binder() as binder:
        _, ignored = binder.extend_request(which, notice)
        _said(binder, which, as_json, "Noted." if ignored else "Noted; it counts.", *ignored)


@verb("promise")
@click.argument("which", metavar="REQUEST")
@click.argument("day", type=DAY, metavar="DAY")
@click.option("--item", default="", metavar="ITEM", help="Only this item.")
@_need
@json_option
def promise(session: Session, which: str, day: str, item: str, need: str | None, as_json: bool) -> None:
    """Note the DAY they promised it for."""
    with session.binder() as binder:
        binder.promise_request(which, day, item, Need(need) if need else None)
        _said(binder, which, as_json, "Noted.")


@verb("came")
@click.argument("which", metavar="REQUEST")
@click.argument("item", metavar="ITEM", required=False, default="")
@_need
@on_option("The day it came; today if left out.")
@click.option("--what", default="", metavar="TEXT", help="What came, in your words.")
@click.option("--record", default="", metavar="ID", help="The record it is.")
@json_option
def came(
    session: Session, which: str, item: str, need: str | None, on: str, what: str, record: str, as_json: bool
) -> None:
    """Mark what came of it; the rest stays asked for. A report never stands for images or slides."""
    with session.binder() as binder:
        request = binder.request(which).request
        spelled = binder.item(item).id if item else ""
        parts = [p for p in (*request.outstanding, *request.refused) if not spelled or p.item == spelled]
        parts = [p for p in parts if need is None or p.need.value == need]
        if len(parts) != 1:
            open_ = ", ".join(f"{p.item} --need {p.need.value}" for p in parts or request.carried)
            raise Misused(f"Say what came of {request.id}: one of {open_}.")
        binder.receive(parts[0].item, need=parts[0].need, on=on, what=what, record=record, request=request.id)
        _said(binder, which, as_json, f"{parts[0].item}: {parts[0].need.value} came.")


@verb("deny")
@click.argument("which", metavar="REQUEST")
@click.option("--item", default="", metavar="ITEM", help="Only this item.")
@_need
@click.option("--ground", type=among(Ground), default=Ground.NOT_STATED.value, help="On what ground.")
@click.option("--reason", default="", metavar="TEXT", help="In their words.")
@click.option("--spoken", is_flag=True, help="They only said it.")
@click.option("--review-by", type=DAY, default="", metavar="DAY", help="Until when a review can be asked for.")
@on_option("The day they refused; today if left out.")
@json_option
def deny(
    session: Session,
    which: str,
    item: str,
    need: str | None,
    ground: str,
    reason: str,
    spoken: bool,
    review_by: str,
    on: str,
    as_json: bool,
) -> None:
    """Note that they refuse all that is outstanding, or one item of it."""
    denial = Denial(on or date.today().isoformat(), Ground(ground), reason, not spoken, review_by)
    with session.binder() as binder:
        binder.deny_request(which, denial, item, Need(need) if need else None)
        _said(binder, which, as_json, "Noted as refused.")


@verb("withdraw")
@click.argument("which", metavar="REQUEST")
@click.option("--because", default="", metavar="TEXT", help="Why.")
@on_option()
@json_option
def withdraw(session: Session, which: str, because: str, on: str, as_json: bool) -> None:
    """Take it back: nothing more is wanted of it; what came stays."""
    with session.binder() as binder:
        binder.withdraw_request(which, because, on)
        _said(binder, which, as_json, "Withdrawn.")


@verb("fee")
@click.argument("which", metavar="REQUEST")
@click.argument("amount")
@click.option("--for", "what", type=among(FeeFor), multiple=True, help="For what; again for more.")
@on_option()
@json_option
def fee(session: Session, which: str, amount: str, what: tuple[str, ...], on: str, as_json: bool) -> None:
    """Note that they ask for AMOUNT (as 25.00)."""
    asked = Fee(amount, on or date.today().isoformat())
    if what:
        asked = replace(asked, charged_for=tuple(FeeFor(one) for one in what))
    with session.binder() as binder:
        binder.fee_asked(which, asked)
        _said(binder, which, as_json, "Noted.")


@verb("further")
@click.argument("which", metavar="REQUEST")
@click.argument("to", type=among(Above))
@click.option("--note", default="", metavar="TEXT")
@on_option()
@json_option
def further(session: Session, which: str, to: str, note: str, on: str, as_json: bool) -> None:
    """Note that it was taken further: to the privacy officer, to a complaint."""
    with session.binder() as binder:
        binder.escalate_request(which, Escalation(on or date.today().isoformat(), Above(to), note))
        _said(binder, which, as_json, "Noted.")


@verb("again")
@click.argument("which", metavar="REQUEST")
@json_option
def again(session: Session, which: str, as_json: bool) -> None:
    """Draft a second request for what has not come of it."""
    with session.binder() as binder:
        request = binder.request(which).request
        missing = [(one.item, one.need) for one in (*request.outstanding, *request.refused)]
        made = binder.make_request(
            request.organization,
            request.department,
            missing,
            asked_by=request.asked_by,
            authority_id=request.authority,
            wanted_format=request.wanted_format,
            note=f"asks again for what {request.id} did not bring",
        )
        _said(binder, made.id, as_json, f"Drafted {made.id}. Its letter: binder letter --request {made.id}")


command = noun(
    "request",
    "What was asked of which place, and what came. Without an act: list.",
    list_requests,
    show, new, sent, arrived, call, event, promise, extend, came, deny, withdraw, fee, further, again,
)  # fmt: skip
