"""Requests as rows of a list, worst first, and one request in full. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from binder.chase.clock import Phase
from binder.chase.entry import days_late, late_by
from binder.chase.follow_up import Step
from binder.model.clean import clean
from binder.model.people import Contact
from binder.model.request import Carried, Request, RequestEvent, RequestState
from binder.tui.widgets.day_words import away, clock_words, day_words
from binder.tui.widgets.record_list import ListRows, Pieces
from binder.tui.widgets.rows import Piece, headed

if TYPE_CHECKING:
    from binder.verbs.requests import RequestLine

GLYPHS = {
    RequestState.DRAFT: "○",
    RequestState.READY: "○",
    RequestState.PARTLY_FULFILLED: "◐",
    RequestState.FULFILLED: "●",
    RequestState.DENIED: "✗",
    RequestState.WITHDRAWN: "–",
    RequestState.ESCALATED: "▲",
}
HEADINGS = ("Late", "Not sent yet", "Waiting", "Closed")


Titles = Mapping[str, str]
"""Titles of the checklist items by their ids."""


def where(line: RequestLine) -> str:
    """ "Saltmarsh Imaging, radiology file room"."""
    desk = line.desk.label if line.desk else line.request.department.label
    return f"{line.place}, {desk}"


def phone(line: RequestLine) -> str:
    """The number to call; empty where none is known."""
    return line.desk.contact.phone if line.desk else ""


def asked_words(line: RequestLine, today: date) -> str:
    """A request that waits, in one line: where, how its clock stands, the number to call."""
    clock = clock_words(line.clock, today) or line.request.state.label
    return f"Asked of {line.place} ({line.request.id}), {clock}" + (f", call {phone(line)}" if phone(line) else "")


def heading(line: RequestLine) -> str:
    """The heading it stands under."""
    if line.request.state.closed:
        return "Closed"
    if line.clock.phase is Phase.OVERDUE:
        return "Late"
    return "Waiting" if line.request.sent_on else "Not sent yet"


def carries(request: Request, titles: Titles, *, outstanding: bool = False) -> str:
    """What it asks for: "CT scans: images, MRI scans: images"."""
    some = request.outstanding if outstanding else request.carried
    return ", ".join(carried_words(one, titles) for one in some)


def carried_words(one: Carried, titles: Titles) -> str:
    """ "MRI scans: images"; the need is left out where the title says it."""
    title = titles.get(one.item, one.item)
    return title if one.need.value.rstrip("s") in title.casefold() else f"{title}: {one.need.value}"


def in_order(lines: Sequence[RequestLine]) -> list[RequestLine]:
    """Worst first: late, not sent, waiting by the day they are due, closed."""
    return sorted(lines, key=lambda line: (HEADINGS.index(heading(line)), line.clock.due or date.max, line.request.id))


def request_rows(lines: Sequence[RequestLine], titles: Titles, width: int, today: date) -> ListRows:
    """Two lines a request under four headings: where and how it stands, then what for and what comes next."""
    rows: list[tuple[str, Pieces]] = []
    room = min(max((cell_len(where(line)) for line in lines), default=0) + 1, max(24, width - 31))
    over = ""
    for line in in_order(lines):
        if heading(line) != over:
            over = heading(line)
            headed(rows, over)
        rows += [(line.request.id, _first(line, room, today)), (line.request.id, _second(line, titles, today))]
    return ListRows(rows)


def _first(line: RequestLine, room: int, today: date) -> list[Piece]:
    request, late = line.request, line.clock.phase in (Phase.OVERDUE, Phase.DUE_TODAY)
    words = clock_words(line.clock, today)
    if not words:
        words = request.state.label if request.sent_on or request.state.closed else "Enter goes on with it"
    role = "warn" if late else "dim" if request.state.closed else "soon"
    return [
        (("!" if late else GLYPHS.get(request.state, "◌")) + " ", role),
        (set_cell_size(clean(where(line)), room), "dim" if request.state.closed else "strong"),
        (" " + words, role),
    ]


def _second(line: RequestLine, titles: Titles, today: date) -> list[Piece]:
    request = line.request
    pieces: list[Piece] = [
        ("  " + clean(carries(request, titles, outstanding=bool(request.outstanding and request.sent_on))), "")
    ]
    if line.step is not None and request.sent_on:
        pieces.append((f"  ·  {step_words(line.step, today)}", "soon" if line.step.on <= today else "dim"))
    elif request.events and not request.state.closed:
        pieces.append(("  ·  " + event_words(request.events[-1], today), "dim"))
    return pieces


def step_words(step: Step, today: date) -> str:
    """What to do next and when: "call and ask, tomorrow"; "call and ask, since 12 Nov, 18 days late"."""
    late = late_by(step.on, today)
    when = f"since {day_words(step.on, today)}, {days_late(late)}" if late else away(step.on, today)
    return f"{clean(step.words)}, {when}"


def event_words(event: RequestEvent, today: date) -> str:
    """One call, fax or letter: "12 Nov call, Dana: it is in the queue"."""
    said = f": {event.said}" if event.said else ""
    kind = event.kind.label + (" from them" if event.incoming else "")
    return clean(f"{day_words(event.at, today)} {kind}" + (f", {event.who}" if event.who else "") + said)


def request_detail(
    line: RequestLine, titles: Titles, today: date, warnings: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """One request in paragraphs: whom to call first, then what to do, the clock, what it carries, what was said."""
    request = line.request
    yield f"{where(line)} · {request.id} · {GLYPHS.get(request.state, '◌')} {request.state.label}", "title"
    if not request.state.closed:
        number = phone(line)
        yield (f"Call {number}" if number else "No telephone number is known: p adds it.") + _hours(line), "offer"
    if line.step is not None:
        yield f"Next: {step_words(line.step, today)}", "offer"
    for warning in warnings:
        yield f"! {warning}", "offer"
    yield from _clock(line, today)
    for carried in request.carried:
        yield _carried(carried, titles, today)
    for event in reversed(request.events):
        yield event_words(event, today), "line"
        if event.next_step or event.next_on:
            when = f" on {day_words(event.next_on, today, weekday=True)}" if event.next_on else ""
            yield f"   next: {event.next_step or 'call again'}{when}", "dim"
    for fee in request.fees:
        paid = f", paid {day_words(fee.paid_on, today)}" if fee.paid_on else ""
        for_ = ", ".join(one.label for one in fee.charged_for)
        yield f"Fee asked: {fee.amount} {fee.currency} for {for_}{paid}", "line"
    if request.letters:
        yield f"Letters: {', '.join(request.letters)}", "line"
    if request.withdrawn_on:
        yield f"Withdrawn {day_words(request.withdrawn_on, today)}: {request.withdrawn_because}", "line"
    if request.note:
        yield f"Note: {request.note}", "line"


def _hours(line: RequestLine) -> str:
    contact = line.desk.contact if line.desk else Contact()
    return (f" ({contact.hours})" if contact.hours else "") + (f", fax {contact.fax}" if contact.fax else "")


def _clock(line: RequestLine, today: date) -> Iterator[tuple[str, str]]:
    request, found = line.request, line.clock
    if not request.sent_on:
        yield "Not sent yet: no clock runs.", "line"
        return
    sent = f"Sent {day_words(request.sent_on, today)} by {request.channel.label}"
    if found.received:
        how = " (assumed)" if found.assumed else f" ({request.receipt_proof})" if request.receipt_proof else ""
        sent += f", received {day_words(found.received, today)}{how}"
    yield sent, "line"
    if words := clock_words(found, today):
        law = "" if found.law in ("", "promised") else f", by {found.law}"
        yield words[:1].upper() + words[1:] + law, "line"
    elif not request.kind.legal_clock and not request.state.closed:
        yield "No law sets a day for slides and blocks: ask what day they promise.", "line"
    for sentence in found.ignored:
        yield sentence, "line"
    if found.complain_by:
        yield f"A complaint can be filed until {day_words(found.complain_by, today)}.", "line"
    for step in request.escalations:
        yield f"▲ {day_words(step.on, today)} taken to the {step.to.label}", "line"


def _carried(one: Carried, titles: Titles, today: date) -> tuple[str, str]:
    words = carried_words(one, titles)
    if one.received_on:
        return f"● {words} came {day_words(one.received_on, today)}" + (f", {one.record}" if one.record else ""), "good"
    if one.denial is not None:
        return (
            f"✗ {words} refused {day_words(one.denial.on, today)}: {one.denial.reason or one.denial.ground.label}",
            "line",
        )
    promised = f", promised for {day_words(one.promised_on, today)}" if one.promised_on else ""
    return f"○ {words}{promised}", "line"
