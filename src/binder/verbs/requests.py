"""The verbs of requests: what is asked of which desk, and everything that is said and comes since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from binder.chase import authority, days, people, requests, set_state
from binder.chase.checklist import allowed, derived
from binder.chase.clock import Clock, StateRule, clock, state_rules
from binder.chase.follow_up import Step, next_step
from binder.chase.situation import Situation
from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.errors import BinderError
from binder.model.people import Channel, Department, DepartmentKind
from binder.model.request import (
    Carried,
    DeliverTo,
    Denial,
    Escalation,
    Extension,
    Fee,
    Request,
    RequestEvent,
)
from binder.verbs.checklist import Checklist
from binder.verbs.people import People


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as a list shows it.

    Attributes:
        place: name of the organization.  desk: of it, with its numbers.  step: what to do next, or None.
        may_apply: a shorter law of its state that is not set, for a person to say whether the office is of that kind.
    """

    request: Request
    place: str
    desk: Department | None
    clock: Clock
    step: Step | None
    may_apply: StateRule | None = None


class Requests(People, Checklist):
    """Requests and their events."""

    def requests(self, on: date | None = None) -> list[RequestLine]:
        """Every request with its clock and next step on a day (today); open ones first, then by when they are due."""
        day, now = on or date.today(), self.situation()
        lines = [self._line(one, now, day) for one in now.requests]
        return sorted(lines, key=lambda one: (one.request.state.closed, one.clock.due or date.max, one.request.id))

    def request(self, which: str, on: date | None = None) -> RequestLine:
        """One request by its id."""
        return self._line(self._vault.requests.need(which), self.situation(), on or date.today())

    def _line(self, one: Request, now: Situation, day: date) -> RequestLine:
        place = now.name(one.organization)
        desk = now.desk(one.organization, one.department)
        house = now.organization(one.organization)
        rule = state_rules().get(house.state) if house and not one.state_law and not one.law_days else None
        offered = rule if rule and one.kind.legal_clock and not rule.every_provider else None
        return RequestLine(one, place, desk, clock(one, day), next_step(one, day), offered)

    def make_request(
        self,
        organization: str,
        department: DepartmentKind,
        asks: Iterable[tuple[str, Need] | Carried],
        *,
        asked_by: str = "patient",
        authority_id: str = "",
        deliver_to: DeliverTo = DeliverTo.ME,
        deliver_to_whom: str = "",
        wanted_format: str = "",
        needed_by: str = "",
        channel: Channel | None = None,
        note: str = "",
    ) -> Request:
        """Draft a request to one desk.

        Args:
            organization: id, or the beginning of the name.  asks: checklist items with what is needed of each.
            asked_by: "patient", or id of a family member.  authority_id: the paper; the fitting one where left out.
            channel: fax where the desk has a number and takes it, else what it takes, where left out.

        Raises:
            BinderError: a place, person, paper or item is not in the binder; slides are asked for with records; an item
                is waived or asks for something else.
        """
        place = self.organization(organization)
        if asked_by != "patient":
            self._vault.family.need(asked_by)
        if authority_id:
            self._vault.authorities.need(authority_id)
        carried = requests.check_carried(self._carried(one) for one in asks)
        desk = people.desk(place, department)
        request = Request(
            place.id,
            department,
            carried=carried,
            asked_by=asked_by,
            authority=authority_id,
            deliver_to=deliver_to,
            deliver_to_whom=deliver_to_whom,
            wanted_format=wanted_format or _format(carried),
            needed_by=needed_by,
            channel=channel or _channel(desk),
            state_law=place.state if _applies(place.state) else "",
            note=note,
        )
        requests.check_dates(request)
        if not authority_id and (paper := authority.best(request, self._vault.authorities.all(), date.today())):
            request = replace(request, authority=paper.id)
        what = ", ".join(f"{self.item(one.item).title} ({one.need.value})" for one in carried)
        return self._vault.requests.save(request, action="request", summary=f"{place.name}, {desk.label}: {what}")

    def _carried(self, asks: tuple[str, Need] | Carried) -> Carried:
        one = asks if isinstance(asks, Carried) else Carried(*asks)
        item = self.item(one.item)
        if item.state is ItemState.WAIVED:
            raise BinderError(f"{item.title!r} is waived: set it back before asking for it.")
        if one.need not in item.needs:
            needs = " and ".join(need.value for need in item.needs)
            raise BinderError(f"{item.title!r} asks for {needs}, not for {one.need.value}.")
        return replace(one, item=item.id)

    def change_request(self, request: Request) -> Request:
        """Keep changed details of a request (format, needed by, the limit of a state's law, a note).

        Raises:
            BinderError: what it asks for was changed after it was sent, or a date or limit cannot be.
        """
        before = self._vault.requests.need(request.id)
        asks = [(one.item, one.need) for one in request.carried]
        if before.sent_on and asks != [(one.item, one.need) for one in before.carried]:
            raise BinderError(f"{request.id} was sent on {before.sent_on} as it is: ask for more in a new request.")
        self._vault.organizations.need(request.organization)
        checked = requests.check_law(requests.check_dates(request))
        if not before.sent_on:
            checked = replace(checked, carried=requests.check_carried(self._carried(one) for one in checked.carried))
        return self._keep(checked, "request", "changed")

    def request_warnings(self, which: str, on: date | None = None) -> list[str]:
        """What speaks against sending a request as it is, one sentence each; none where nothing does."""
        request, now = self._vault.requests.need(which), self.situation()
        found = authority.warnings(request, now.authorities, on or date.today(), now.names)
        desk = now.desk(request.organization, request.department)
        if desk and (problem := people.channel_problem(desk, request.channel)):
            found.append(problem)
        sent = request if request.sent_on else replace(request, sent_on=(on or date.today()).isoformat())
        if late := requests.too_late(sent):
            found.append(late)
        asks = [(one.item, one.need) for one in request.outstanding]
        return found + [self.asked_words(one, now) for one in self.asked_already(asks, now) if one.id != request.id]

    def asked_already(self, asks: Iterable[tuple[str, Need]], now: Situation | None = None) -> list[Request]:
        """The requests that wait for some of these items already, drafted or sent."""
        return requests.asked_already(asks, (now or self.situation()).requests)

    def asked_words(self, request: Request, now: Situation | None = None) -> str:
        """That a request asks for it already, in a sentence."""
        place = (now or self.situation()).name(request.organization)
        since = f"since {request.sent_on}" if request.sent_on else "in a draft that was not sent"
        return f"{request.id} asks {place} for it already, {since}."

    def send_request(
        self, which: str, on: str = "", channel: Channel | None = None, *, letter: str = ""
    ) -> tuple[Request, list[str]]:
        """Note that a request went out; its items become requested.

        Args:
            on: ISO date; today where left out.  letter: id of the letter that was sent.

        Returns:
            The request, and what speaks against it (it is kept as sent all the same).
        """
        request = self._vault.requests.need(which)
        day = on or date.today().isoformat()
        warned = self.request_warnings(which, days.read(day))
        changed = requests.send(request, day, channel or request.channel, date.today())
        if letter:
            changed = replace(changed, letters=(*changed.letters, letter))
        with self._vault.together("send", f"{request.id} sent to {self._place_name(request)}"):
            kept = self._keep(changed, "send", "sent")
            for item_id in dict.fromkeys(one.item for one in changed.carried):
                self._item_asked(item_id, day)
        return kept, warned

    def _item_asked(self, item_id: str, day: str) -> None:
        item = self._vault.checklist.get(item_id)
        if item is not None and ItemState.REQUESTED in allowed(item):
            changed = set_state(item, ItemState.REQUESTED, on=day)
            self._vault.checklist.save(changed, action="state", summary=f"{item.title}: requested")

    # -- what comes ----------------------------------------------------------------------------------------------------

    def receive(
        self,
        item_id: str,
        *,
        need: Need | None = None,
        on: str = "",
        what: str = "",
        record: str = "",
        request: str | None = None,
    ) -> ChecklistItem:
        """Mark something as received for an item, and the request that asked for it as answered in that part.

        Args:
            request: id of the request it answers; "" for none. Left out, it is the one that waits for it, or, of
                several, the one to the place that the record is from.

        Raises:
            BinderError: as the checklist does; or several requests wait for it and none was named.
        """
        item, day = self.item(item_id), on or date.today().isoformat()
        with self._vault.together("receive", f"{item.title}: received"):
            changed = super().receive(item.id, need=need, on=day, what=what, record=record)
            came = changed.receipts[-1]
            if answered := self._answers(item.id, came.need, record, request):
                self._keep(requests.come(answered, item.id, came.need, day, record), "come", f"{item.title} came")
        return changed

    def _answers(self, item_id: str, need: Need, record: str, named: str | None) -> Request | None:
        """The request that something which came is the answer to."""
        if named is not None:
            return self._vault.requests.need(named) if named else None
        waiting = [one for one in self._vault.requests.all() if requests.carries(one, item_id, need)]
        if len(waiting) > 1 and record:
            facility = self.record(record).filing.facility.casefold()
            places = {one.id: one.name.casefold() for one in self._vault.organizations.all()}
            waiting = [one for one in waiting if facility and places[one.organization] in facility] or waiting
        if len(waiting) > 1:
            which = ", ".join(self._place(one) for one in waiting)
            raise BinderError(f"Several requests wait for it: say which this answers ({which}).")
        return waiting[0] if waiting else None

    def set_item_state(self, item_id: str, state: ItemState, note: str = "", *, on: str = "") -> ChecklistItem:
        """Say where an item stands. Started afresh (wanted), the requests that had brought it wait for it again."""
        item = self.item(item_id)
        with self._vault.together("state", f"{item.title}: {state.label}"):
            changed = super().set_item_state(item.id, state, note, on=on)
            if not changed.receipts and item.receipts:
                for one in self._vault.requests.all():
                    for part in one.carried:
                        if part.item == item.id and part.received_on:
                            one = requests.reopen(one, part.item, part.need)
                    self._keep(one, "reopen", f"{item.title} is wanted again")
        return changed

    # -- what is said --------------------------------------------------------------------------------------------------

    def acknowledge_request(self, which: str, on: str = "", proof: str = "") -> Request:
        """They have it: since when, and how one knows (fax confirmation, green card, a call)."""
        day = on or date.today().isoformat()
        changed = requests.acknowledge(self._vault.requests.need(which), day, proof, date.today())
        return self._keep(changed, "acknowledge", f"received there on {day}")

    def start_request(self, which: str, on: str = "") -> Request:
        """They said that they are at it."""
        changed = requests.started(self._vault.requests.need(which), on or date.today().isoformat(), date.today())
        return self._keep(changed, "start", "they are at it")

    def log_event(self, which: str, event: RequestEvent) -> Request:
        """Keep a call, fax, letter, promise or voicemail."""
        changed = requests.log(self._vault.requests.need(which), event, date.today())
        who = f" with {event.who}" if event.who else ""
        return self._keep(changed, "log", f"{event.kind.label}{who} on {event.at[:10]}")

    def extend_request(self, which: str, notice: Extension) -> tuple[Request, list[str]]:
        """Note that they take more time; also told is why that does not count, if it does not."""
        changed, ignored = requests.extend(self._vault.requests.need(which), notice, date.today())
        return self._keep(changed, "extend", f"more time until {notice.new_date or 'no date named'}"), ignored

    def promise_request(self, which: str, on: str, item: str = "", need: Need | None = None) -> Request:
        """Somebody promised it, or one part, for a day."""
        changed = requests.promise(self._vault.requests.need(which), on, self._spelled(item), need)
        return self._keep(changed, "promise", f"promised for {on}")

    def deny_request(self, which: str, denial: Denial, item: str = "", need: Need | None = None) -> Request:
        """They refuse what is outstanding, or one part of it."""
        changed = requests.refuse(self._vault.requests.need(which), denial, date.today(), self._spelled(item), need)
        return self._keep(changed, "deny", f"refused on {denial.on}: {denial.ground.label}")

    def withdraw_request(self, which: str, because: str = "", on: str = "") -> Request:
        """Nothing more is wanted of it; what came stays, and what did not is wanted again."""
        request = self._vault.requests.need(which)
        changed = requests.withdraw(request, on or date.today().isoformat(), because, date.today())
        with self._vault.together("withdraw", f"{request.id} withdrawn"):
            kept = self._keep(changed, "withdraw", "withdrawn")
            for item_id in dict.fromkeys(one.item for one in request.outstanding):
                self._item_not_asked(item_id)
        return kept

    def _item_not_asked(self, item_id: str) -> None:
        """An item that no request waits for any more stands where its receipts put it."""
        item = self._vault.checklist.get(item_id)
        waiting = any(
            one.waiting and any(c.item == item_id for c in one.outstanding) for one in self._vault.requests.all()
        )
        if item is not None and not waiting and item.state is ItemState.REQUESTED:
            changed = replace(item, state=derived(item), requested_on="")
            self._vault.checklist.save(changed, action="state", summary=f"{item.title}: {changed.state.label}")

    def escalate_request(self, which: str, step: Escalation) -> Request:
        """Take it further up."""
        changed = requests.escalate(self._vault.requests.need(which), step, date.today())
        return self._keep(changed, "escalate", f"taken to the {step.to.label}")

    def fee_asked(self, which: str, fee: Fee) -> Request:
        """They ask for money."""
        changed = requests.ask_fee(self._vault.requests.need(which), fee, date.today())
        return self._keep(changed, "fee", f"{fee.amount} {fee.currency} asked")

    def _keep(self, request: Request, action: str, words: str) -> Request:
        return self._vault.requests.save(request, action=action, summary=f"{self._place(request)}: {words}")

    def _place(self, request: Request) -> str:
        return f"{request.id or 'request'}, {self._place_name(request)}"

    def _place_name(self, request: Request) -> str:
        place = self._vault.organizations.get(request.organization)
        return place.name if place else request.organization

    def _spelled(self, item: str) -> str:
        return self.item(item).id if item else ""


def _applies(state: str) -> bool:
    """Whether a state's shorter law can be taken to apply to any office there."""
    rule = state_rules().get(state)
    return rule is not None and rule.every_provider


def _format(carried: tuple[Carried, ...]) -> str:
    """How it should come, where nobody said."""
    if any(one.need is Need.IMAGES for one in carried):
        return "DICOM images, all series, on a disc or by upload"
    if any(one.need in (Need.SLIDES, Need.BLOCK) for one in carried):
        return "by courier with signature"
    return "electronic copy (PDF)"


def _channel(desk: Department) -> Channel:
    """How a request best goes to a desk, by what it takes and what is known of it."""
    if desk.accepts:
        return Channel.FAX if Channel.FAX in desk.accepts and desk.contact.fax else desk.accepts[0]
    return Channel.FAX if desk.contact.fax else Channel.CERTIFIED_MAIL
