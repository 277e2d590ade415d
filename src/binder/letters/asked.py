"""What a letter about a request says: what was asked for, when, what came, what is late and what happened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from binder.knowledge import load
from binder.letters.days import day
from binder.letters.parties import Said
from binder.model.checklist import ChecklistItem, Need
from binder.model.people import Channel
from binder.model.request import Carried, DeliverTo, EventKind, Fee, Request, RequestEvent
from binder.model.specimen import Cut, Specimen

_NEEDS = {
    Need.IMAGES: "the DICOM images",
    Need.REPORT: "the report",
    Need.SLIDES: "the slides",
    Need.BLOCK: "the block",
}
_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_ANSWER_DAYS = 10  # what a letter asks for; no rule sets it
_SENT = {
    Channel.MAIL: "Mailed",
    Channel.CERTIFIED_MAIL: "Sent by certified mail",
    Channel.FAX: "Faxed",
    Channel.EMAIL: "E-mailed",
    Channel.PORTAL: "Sent through the portal",
    Channel.IN_PERSON: "Handed in",
    Channel.PHONE: "Asked by phone",
}


@dataclass(frozen=True, slots=True)
class Times:
    """Where a request stands in time, as its clock says.

    Attributes:
        received: day of receipt; assumed: whether that is only assumed.  due: last day; late: days since.
        by_state: whether a state's shorter law sets that day.
        ignored: why a notice of more time does not count, sentences.  extended: whether one does.
        complain_by: last day for a complaint.
    """

    received: date | None = None
    assumed: bool = True
    due: date | None = None
    late: int = 0
    by_state: bool = False
    extended: bool = False
    ignored: tuple[str, ...] = ()
    complain_by: date | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """An examination that is known from a record, as an office looks for it.

    Attributes:
        name: "MRI scan".  on: ISO date.  lacks: what of it is not here.
        place: where it was made, where that is another than the office; accession: its number there; or empty.
    """

    name: str
    on: str
    lacks: tuple[Need, ...]
    place: str = ""
    accession: str = ""

    @property
    def words(self) -> str:
        """ "MRI scan of August 12, 2026, accession SI-26-417"."""
        more = (f"made at {self.place}" if self.place else "", f"accession {self.accession}" if self.accession else "")
        return ", ".join([f"{self.name} of {day(self.on)}", *(part for part in more if part)])


Scans = Mapping[str, Sequence[Scan]]
"""The known examinations that lack something, by the id of their checklist item."""


def request_fields(
    request: Request,
    items: Mapping[str, ChecklistItem],
    specimens: Iterable[Specimen],
    times: Times,
    on: date,
    scans: Scans | None = None,
) -> Said:
    """All that a request itself gives to a letter.

    Args:
        items: of the checklist, by their ids.  specimens: those the request asks for.  on: day of the letter.
        scans: the examinations that are known, to be asked for by their date.
    """
    open_ = request.outstanding or request.carried
    asked = open_ if request.sent_on else request.carried
    scanned = {one.item for one in asked if one.need is Need.IMAGES}
    of_scans = [one for one in asked if one.item in scanned]
    with_report = [Need.REPORT in needs for _, needs, _ in _parts(of_scans, items, scans or {})]
    said: Said = {
        "items": wanted(asked, items, scans),
        "examinations": wanted(of_scans, items, scans),
        "reports": _yes(bool(with_report) and all(with_report)),
        "papers": wanted([one for one in asked if one.item not in scanned], items),
        "specimens": [specimen_line(one) for one in specimens],
        "format": request.wanted_format,
        "needed_by": day(request.needed_by),
        "state_days": _state_days(request),
        "legal_clock": "yes" if request.kind.legal_clock else "",
        "sent_on": day(request.sent_on),
        "received_on": _day(times.received),
        "receipt_known": "" if times.assumed else "yes",
        "due_on": _day(times.due),
        "due_law": _state_law(request) if times.by_state else "",
        "days_late": _days(times.late) if times.late > 0 else "",
        "extension_words": _extension(request, times),
        "promise": _promise(request),
        "log": log(request),
        "came": wanted(request.came, items, more=lambda one: f"came {day(one.received_on)}"),
        "missing": wanted(open_, items, scans),
        "images_missing": _yes(Need.IMAGES in {one.need for one in request.outstanding} and bool(request.came)),
        "by_when": day((on + timedelta(_ANSWER_DAYS)).isoformat()),
        "complaint_by": _day(times.complain_by),
        "images": _yes(Need.IMAGES in {one.need for one in open_}),
        "electronic": _yes(Need.IMAGES in {one.need for one in open_}),  # of other records only a person knows it
        "mammograms": _yes(any("mammogra" in line.casefold() for line in wanted(request.carried, items))),
        **(_fee(request.fees[-1]) if request.fees else {}),
    }
    if request.deliver_to is not DeliverTo.ME:
        name, *address = request.deliver_to_whom.splitlines() or ["the second doctor"]
        said |= {"deliver_to": name, "deliver_address": address}
    return said


def wanted(
    carried: Iterable[Carried],
    items: Mapping[str, ChecklistItem],
    scans: Scans | None = None,
    more: Callable[[Carried], str] | None = None,
) -> list[str]:
    """What is asked for, one line an item: "CT scans: the DICOM images and the report, 2025 to today".

    Where its examinations are known, one line each: "CT scan of January 12, 2026: the DICOM images".

    Args:
        scans: the examinations known.  more: gives further words for the end of a line.
    """
    lines = []
    for words, needs, added in _parts(carried, items, scans or {}, more):
        asked = " and ".join(said for need, said in _NEEDS.items() if need in needs)
        lines.append(", ".join([f"{words}: {asked}" if asked else words, *added]))
    return lines


def _parts(
    carried: Iterable[Carried],
    items: Mapping[str, ChecklistItem],
    scans: Scans,
    more: Callable[[Carried], str] | None = None,
) -> Iterator[tuple[str, list[Need], list[str]]]:
    """What is asked for: the item or the examination, what of it (nothing where that goes without saying), more."""
    joined: dict[tuple[str, str, str], list[Need]] = {}
    for one in carried:
        added = more(one) if more else ""
        joined.setdefault((one.item, one.period, added), []).append(one.need)
    for (item, period, added), needs in joined.items():
        # With a range of dates the user asks for more than the examinations that are known.
        named = [(scan, of) for scan in scans.get(item, ()) if (of := [n for n in needs if n in scan.lacks])]
        if named and not period and not added:
            yield from ((scan.words, of, []) for scan, of in named)
            continue
        known = items.get(item)
        alone = needs == [Need.REPORT] and not (known and len(known.needs) > 1)
        title = known.title if known else item.replace("-", " ")
        yield title, [] if alone else needs, [part for part in (period, added) if part]


def specimen_line(one: Specimen) -> str:
    """Slides or a block as a laboratory looks for them."""
    number = f"Accession {one.accession}: " if one.accession else ""
    what = f"{one.count} {one.kind.label}" if one.count else one.kind.label
    labels = f" ({one.labels})" if one.labels else ""
    cut = f", {one.cut.value}s" if one.cut is not Cut.UNKNOWN else ""
    taken = f", taken {day(one.collected_on)}" if one.collected_on else ""
    return f"{number}{what}{labels}{cut}{taken}"


def log(request: Request) -> list[str]:
    """What happened, oldest first, one line each with its date."""
    lines: list[tuple[str, int, str]] = []
    if request.sent_on:
        proof = f"; proof of receipt: {request.receipt_proof}" if request.receipt_proof else ""
        lines.append((request.sent_on, 0, f"{_SENT[request.channel]}: the request{proof}"))
    if request.received_on:
        lines.append((request.received_on, 1, "Request received"))
    for one in request.extensions:
        until = f" until {day(one.new_date)}" if one.new_date else ""
        how = "Written notice" if one.in_writing else "Notice, not in writing,"
        lines.append((one.noticed_on, 2, f"{how} of more time{until}" + (f": {one.reason}" if one.reason else "")))
    lines += [(fee.on, 2, f"Fee of {money(fee)} asked for {_for(fee)}") for fee in request.fees]
    lines += [(event.at, 3, _said(event)) for event in request.events if event.kind is not EventKind.NOTE]
    for on in sorted({one.received_on for one in request.came}):
        lines.append((on, 4, "Part of it came" if request.outstanding else "It came"))
    return [f"{day(at)}: {words}" for at, _, words in sorted(lines, key=lambda line: (line[0][:10], line[1]))]


def _said(event: RequestEvent) -> str:
    what = f"{event.kind.label.capitalize()} {'from' if event.incoming else 'to'} the office"
    who = ", ".join(part for part in (event.who, event.number) if part)
    promised = f"; promised for {day(event.promised_on)}" if event.promised_on else ""
    by = f" by {event.promised_by}" if event.promised_on and event.promised_by else ""
    number = f" (reference {event.reference})" if event.reference else ""
    return f"{what}{f' ({who})' if who else ''}{f': {event.said}' if event.said else ''}{promised}{by}{number}"


def money(fee: Fee) -> str:
    """An amount as it is written in a letter."""
    return f"${fee.amount}" if fee.currency == "USD" else f"{fee.amount} {fee.currency}"


def _for(fee: Fee) -> str:
    return ", ".join("no stated reason" if one.value == "not_stated" else one.label for one in fee.charged_for)


def _fee(fee: Fee) -> Said:
    stated = [one for one in fee.charged_for if one.value != "not_stated"]
    refused = set(load("law")["fees"]["not_permitted"])
    return {
        "fee": money(fee),
        "fee_on": day(fee.on),
        "fee_for": _and([one.label for one in stated]),
        "fee_not_allowed": _and([one.label for one in stated if one.value in refused]),
    }


def _state_days(request: Request) -> str:
    """A state's shorter limit, with its law where binder knows it."""
    if request.law_days:
        return _limit(request.law_days, request.law_business_days)
    rule = next((one for one in load("states")["states"] if one["id"] == request.state_law), None)
    return f"{_limit(rule['days'], rule['business_days'])} ({rule['law']})" if rule else ""


def _state_law(request: Request) -> str:
    """The law that makes the day an earlier one."""
    if request.law_days:
        return f"the law of our state ({_limit(request.law_days, request.law_business_days)})"
    return str(next(one["law"] for one in load("states")["states"] if one["id"] == request.state_law))


def _limit(number: int, business: bool) -> str:
    return f"{number} {'working ' if business else ''}days"


def _extension(request: Request, times: Times) -> str:
    if not request.extensions:
        return ""
    if times.ignored and not times.extended:
        why = _ISO.sub(lambda found: day(found[0]), " ".join(times.ignored))
        return f"{why} So it gives no more time."
    return f"That is already the later date of the notice of {day(request.extensions[0].noticed_on)}."


def _promise(request: Request) -> str:
    promised = [event for event in request.events if event.promised_on]
    if not promised:
        return ""
    last = promised[-1]
    who = f"{last.promised_by or last.who} promised" if last.promised_by or last.who else "I was promised"
    return f"{who} it for {day(last.promised_on)}."


def _day(on: date | None) -> str:
    return day(on.isoformat()) if on else ""


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _yes(true: bool) -> str:
    return "yes" if true else ""


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
