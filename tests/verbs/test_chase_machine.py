"""Whatever is done to requests, items and slides, in whatever order, no state comes up that the model forbids.

Every rule is tried as a person might: at any time, with any date. What the binder refuses it refuses with a sentence,
and nothing has changed then.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from binder.binder import Binder
from binder.chase.checklist import derived
from binder.chase.clock import Phase, clock
from binder.chase.specimens import allowed
from binder.model.checklist import ItemState, Need
from binder.model.errors import BinderError
from binder.model.people import Channel, DepartmentKind, Organization
from binder.model.request import (
    Above,
    Denial,
    Escalation,
    EventKind,
    Extension,
    Request,
    RequestEvent,
    RequestState,
)
from binder.model.specimen import Shipment, Specimen, SpecimenState
from binder.vault.keys import key_from_recovery_code

TODAY = date.today()
ITEMS = ("operative-note", "imaging-ct", "pathology-slides", "tissue-block")
NEEDS = st.sampled_from(list(Need))
ITEM = st.sampled_from(ITEMS)
START = TODAY - timedelta(200)
# Days from the day the family has come to: mostly that day, at times another one, or no day at all.
WHEN = st.one_of(st.just(0), st.just(0), st.just(0), st.integers(-40, 80), st.just(None))
LATER = st.one_of(st.none(), st.integers(-5, 45))
WHICH = st.integers(0, 3)


_FOLDER = tempfile.TemporaryDirectory()  # goes with the process


@cache
def _prepared() -> tuple[Path, bytes]:
    """One binder with a hospital and its slides, made once and copied."""
    path = Path(_FOLDER.name) / "machine.binder"
    with Binder.create(path, "correct horse", profile=1) as binder:
        binder.save_organization(Organization("Saltmarsh Hospital"))
        binder.save_specimen(Specimen("ORG1", "S25-0417"))
        return path, key_from_recovery_code(binder.recovery_code)


class Chase(RuleBasedStateMachine):
    """A family at work on one binder."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path, key = _prepared()
        self.binder = Binder.open(Path(shutil.copy(path, self.folder / "copy.binder")), key=key)
        self.day = START

    def teardown(self) -> None:
        if hasattr(self, "binder"):
            self.binder.close()
            shutil.rmtree(self.folder)

    # -- what a person may do -----------------------------------------------------------------------------------------

    def act(self, what: Callable[[], object]) -> None:
        """Do something; if it is refused, nothing may have changed."""
        before = self.binder.situation()
        try:
            what()
        except BinderError as refused:
            # Every refusal is a sentence, and what it refused has changed nothing.
            assert str(refused).rstrip().endswith((".", ")", "?")), refused
            assert self.binder.situation() == before

    def on(self, when: int | None) -> str:
        """A day as typed."""
        return "soon" if when is None else (self.day + timedelta(when)).isoformat()

    def request(self, which: int) -> Request | None:
        """One of the requests, mostly one that is open."""
        there = self.binder.situation().requests
        there = tuple(one for one in there if not one.state.closed) or there
        return there[which % len(there)] if there else None

    def with_request(self, which: int, what: Callable[[Request], object]) -> None:
        if (request := self.request(which)) is not None:
            self.act(lambda: what(request))

    @rule(passed=st.integers(1, 12))
    def time_passes(self, passed: int) -> None:
        self.day = min(self.day + timedelta(passed), TODAY)

    @rule(asks=st.lists(st.tuples(ITEM, NEEDS), max_size=3), needed=LATER)
    def make(self, asks: list[tuple[str, Need]], needed: int | None) -> None:
        by = "" if needed is None else self.on(needed)
        self.act(lambda: self.binder.make_request("ORG1", DepartmentKind.MEDICAL_RECORDS, asks, needed_by=by))

    @rule(items=st.lists(st.sampled_from(ITEMS[:2]), min_size=1, max_size=2, unique=True), sent=st.booleans())
    def ask_for(self, items: list[str], sent: bool) -> None:
        asks = [(item, need) for item in items for need in self.binder.item(item).needs]

        def make_and_send() -> None:
            request = self.binder.make_request("ORG1", DepartmentKind.MEDICAL_RECORDS, asks)
            if sent:
                self.binder.send_request(request.id, self.on(0), Channel.FAX)

        self.act(make_and_send)

    @rule(which=WHICH, when=WHEN, channel=st.sampled_from(list(Channel)))
    def send(self, which: int, when: int | None, channel: Channel) -> None:
        self.with_request(which, lambda r: self.binder.send_request(r.id, self.on(when), channel))

    @rule(which=WHICH, when=WHEN)
    def acknowledge(self, which: int, when: int | None) -> None:
        self.with_request(which, lambda r: self.binder.acknowledge_request(r.id, self.on(when)))

    @rule(which=WHICH, when=WHEN)
    def start(self, which: int, when: int | None) -> None:
        self.with_request(which, lambda r: self.binder.start_request(r.id, self.on(when)))

    @rule(which=WHICH, when=WHEN, new=LATER, reason=st.sampled_from(["", "archived"]), written=st.booleans())
    def extend(self, which: int, when: int | None, new: int | None, reason: str, written: bool) -> None:
        notice = Extension(self.on(when), "" if new is None else self.on(new), reason, written)
        self.with_request(which, lambda r: self.binder.extend_request(r.id, notice))

    @rule(which=WHICH, when=WHEN, promised=LATER)
    def call(self, which: int, when: int | None, promised: int | None) -> None:
        event = RequestEvent(self.on(when), EventKind.CALL, promised_on="" if promised is None else self.on(promised))
        self.with_request(which, lambda r: self.binder.log_event(r.id, event))

    @rule(which=WHICH, when=WHEN, item=st.one_of(st.just(""), ITEM))
    def deny(self, which: int, when: int | None, item: str) -> None:
        self.with_request(which, lambda r: self.binder.deny_request(r.id, Denial(self.on(when)), item))

    @rule(which=WHICH, when=WHEN)
    def withdraw(self, which: int, when: int | None) -> None:
        self.with_request(which, lambda r: self.binder.withdraw_request(r.id, "", self.on(when)))

    @rule(which=WHICH, when=WHEN, to=st.sampled_from(list(Above)))
    def escalate(self, which: int, when: int | None, to: Above) -> None:
        self.with_request(which, lambda r: self.binder.escalate_request(r.id, Escalation(self.on(when), to)))

    @rule(which=WHICH, part=WHICH, when=WHEN)
    def something_asked_for_comes(self, which: int, part: int, when: int | None) -> None:
        def come(request: Request) -> None:
            one = request.carried[part % len(request.carried)]
            self.binder.receive(one.item, need=one.need, on=self.on(when), request=request.id)

        self.with_request(which, come)

    @rule(item=ITEM, need=st.one_of(st.none(), NEEDS), when=WHEN)
    def receive(self, item: str, need: Need | None, when: int | None) -> None:
        self.act(lambda: self.binder.receive(item, need=need, on=self.on(when)))

    @rule(item=ITEM, state=st.sampled_from(list(ItemState)), note=st.sampled_from(["", "not needed"]))
    def set_state(self, item: str, state: ItemState, note: str) -> None:
        self.act(lambda: self.binder.set_item_state(item, state, note))

    @rule(state=st.sampled_from(list(SpecimenState)), when=WHEN)
    def move(self, state: SpecimenState, when: int | None) -> None:
        self.act(lambda: self.binder.move_specimen("SP1", state, self.on(when)))

    @rule(which=WHICH)
    def move_on(self, which: int) -> None:
        (line,) = self.binder.situation().specimens
        if ways := allowed(line)[:2]:
            self.act(lambda: self.binder.move_specimen("SP1", ways[which % len(ways)], self.on(0)))

    @rule(sent=st.booleans(), delivered=st.booleans(), lost=st.booleans(), when=WHEN, anew=st.booleans())
    def ship(self, sent: bool, delivered: bool, lost: bool, when: int | None, anew: bool) -> None:
        there = self.binder.shipments()
        parcel = Shipment(("SP1",)) if anew or not there else there[-1]
        if sent and not parcel.sent_on:
            parcel = replace(parcel, sent_on=self.on(when))
        elif delivered:
            parcel = replace(parcel, delivered_on=self.on(when))
        elif lost:
            parcel = replace(parcel, lost_on=self.on(when))
        self.act(lambda: self.binder.save_shipment(parcel))

    @rule(name=st.sampled_from(["ORG1", "REQ1", "REQ2", "SH1"]))
    def remove(self, name: str) -> None:
        self.act(lambda: self.binder.remove(name))

    @rule()
    def undo(self) -> None:
        self.binder.undo()
        if not self.binder.specimens() or not self.binder.organizations():  # undone back to the beginning
            self.teardown()
            self.open()

    # -- what has to hold whatever was done ---------------------------------------------------------------------------

    @invariant()
    def a_request_is_fulfilled_only_when_each_part_of_it_came(self) -> None:
        for request in self.binder.situation().requests:
            if request.state is RequestState.FULFILLED:
                for part in request.carried:
                    item = self.binder.item(part.item)
                    assert part.received_on and part.need in item.met, (request, item)
            for part in request.came:  # what a request says has come, the checklist has too
                assert part.need in self.binder.item(part.item).met

    @invariant()
    def no_report_stands_for_images_or_slides(self) -> None:
        for item in self.binder.situation().items:
            if item.state in (ItemState.RECEIVED, ItemState.VERIFIED):
                assert not item.missing
                assert {one.need for one in item.receipts} >= set(item.needs)
            if item.state is ItemState.PARTLY_RECEIVED:
                assert item.missing and derived(item) is ItemState.PARTLY_RECEIVED
            if item.state is ItemState.REQUESTED:
                assert item.requested_on

    @invariant()
    def dates_stand_in_order_and_nothing_derived_is_kept(self) -> None:
        for request in self.binder.situation().requests:
            assert (request.received_on or "9") >= request.sent_on
            assert not (request.came or request.refused or request.extensions) or request.sent_on
            assert all(part.received_on >= request.sent_on for part in request.came)
            kinds = {part.need in (Need.SLIDES, Need.BLOCK) for part in request.carried}
            assert len(kinds) == 1
            plain = self.binder._vault.requests.plain(request.id)
            assert not {"state", "due", "overdue", "extended"} & set(plain)
            found = clock(request, TODAY)
            assert not (found.overdue and not request.outstanding)
            assert (found.phase is Phase.CLOSED) == bool(
                request.sent_on and (request.withdrawn_on or not request.outstanding)
            )
            if found.extended and found.federal and found.received:
                assert found.federal <= found.received + timedelta(60)

    @invariant()
    def slides_go_no_way_that_there_is_not(self) -> None:
        now = self.binder.situation()
        for specimen in now.specimens:
            walked = replace(specimen, moves=())
            for step in specimen.moves:
                assert step.state in allowed(walked)
                assert step.on >= walked.since and step.on <= TODAY.isoformat()
                walked = replace(walked, moves=(*walked.moves, step))

    @invariant()
    def today_and_the_calendar_can_always_be_made(self) -> None:
        assert all(len(line.text) <= 72 for line in self.binder.today())
        assert self.binder.calendar().endswith(b"END:VCALENDAR\r\n")


TestChase = Chase.TestCase
TestChase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
