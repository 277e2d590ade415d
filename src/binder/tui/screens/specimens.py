"""Slides and blocks: where they are, how long they are kept, when they are due back, and the parcels they go in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from textual import on

from binder.chase.specimens import allowed
from binder.model.errors import BinderError
from binder.model.people import DepartmentKind
from binder.model.specimen import Cut, Shipment, ShipmentState, Specimen, SpecimenKind, SpecimenState
from binder.tui.asking import ask_day, choose_words
from binder.tui.commands import Command
from binder.tui.editing import Field, edit, set_field
from binder.tui.listing import Listing, TakeOff
from binder.tui.placing import choose_desk
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.record_list import RecordList, Rows
from binder.tui.widgets.specimen_rows import Material, specimen_detail, specimen_rows, specimen_words


class AddSpecimen(Command):
    """Note slides or a block that a laboratory holds."""

    keys, text, footer = "n", "new", True


class MoveSpecimen(Command):
    """Note its next step: release asked for, released, received, returned and so on; of a parcel: sent, delivered."""

    keys, text = "m", "next step"


class SendParcel(Command):
    """Pack a parcel with it: courier, tracking number, signature, the report enclosed."""

    keys, text, footer = "s", "parcel", True


class ChangeSpecimen(Command):
    """Change what is known of it."""

    keys, text, footer = "e", "change", True


class SpecimensView(Listing[Material]):
    """Glass and paraffin, and where each is now."""

    title, enter = "Slides", "next step"
    commands = (AddSpecimen, MoveSpecimen, SendParcel, ChangeSpecimen, TakeOff)
    nothing = "No slides or blocks are noted yet. n notes what a laboratory holds."

    def load(self) -> Material:
        """Everything with its places."""
        now = self.app.binder.situation()
        return Material(now.specimens, now.shipments, {place.id: place for place in now.organizations})

    def rows(self, held: Material, width: int) -> Rows:
        """Two lines a specimen, one a parcel."""
        return specimen_rows(held, width, date.today())

    def detail(self, held: Material, key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """One of them in full."""
        return specimen_detail(held, key, date.today())

    @property
    def _specimen(self) -> Specimen | None:
        return next((one for one in self.held.specimens if one.id == self.items.key), None)

    @property
    def _parcel(self) -> Shipment | None:
        return next((one for one in self.held.shipments if one.id == self.items.key), None)

    def why_not(self, command: type[Command]) -> str | None:
        """A parcel is packed with slides or a block."""
        if command is not AddSpecimen and not (self.loaded and self.items.key):
            return "Nothing is noted yet: n notes what a laboratory holds."
        if command is SendParcel and self._specimen is None:
            return "Put the cursor on slides or a block first."
        return super().why_not(command)

    @on(RecordList.Selected)
    def selected(self, event: RecordList.Selected) -> None:
        """Enter goes a step on."""
        event.stop()
        self.action_command("MoveSpecimen")

    async def action_add_specimen(self) -> None:
        """Which laboratory, what, how many, which number."""
        desk = await choose_desk(self.app, DepartmentKind.PATHOLOGY, "Which laboratory holds it?")
        if desk is None:
            return
        kind = await choose_words(self.app, "What is it?", {one.value: one.label for one in SpecimenKind})
        if kind is None:
            return
        accession = await self.app.ask("The laboratory's number, as on the report? (S25-1234; may stay empty)")
        if accession is None:
            return
        count = await self.app.ask("How many? (0: not known)", "0")
        if count is None:
            return
        if not count.isdecimal():
            raise BinderError(f"{count!r} is no number of slides or blocks.")
        taken = await ask_day(self.app, "Taken on which day? (empty: not known)", "", may_be_empty=True)
        if taken is None:
            return
        item = "tissue-block" if SpecimenKind(kind).need.value == "block" else "pathology-slides"
        one = Specimen(desk[0], accession, kind=SpecimenKind(kind), count=int(count), collected_on=taken, item=item)
        kept = await self.app.in_thread(lambda: self.app.binder.save_specimen(one))
        await self.stand_on(kept.id)
        self.app.say(f"{specimen_words(kept)}: noted. Enter notes the next step, u takes it off.")

    async def action_move_specimen(self) -> None:
        """The next step of a specimen or of a parcel."""
        if (parcel := self._parcel) is not None:
            await self._move_parcel(parcel)
            return
        one = self._specimen
        if one is None:
            return
        steps = {state.value: state.label for state in allowed(one)}
        if not steps:
            raise BinderError(f"{specimen_words(one)} is {one.state.label}: there is no step from there.")
        state = await choose_words(self.app, f"{specimen_words(one)} is {one.state.label}. Now?", steps)
        if state is None:
            return
        day = await ask_day(self.app, "Since which day?")
        if day is None:
            return
        note = await self.app.ask("A note? (may stay empty)")
        if note is None:
            return
        binder = self.app.binder
        await self.app.in_thread(lambda: binder.move_specimen(one.id, SpecimenState(state), day, note=note))
        await self.stand_on(one.id)
        self.app.say(f"{specimen_words(one)}: {SpecimenState(state).label}. u takes it back.")

    async def _move_parcel(self, parcel: Shipment) -> None:
        steps = {
            ShipmentState.PREPARING: {"sent_on": "sent"},
            ShipmentState.IN_TRANSIT: {"delivered_on": "delivered", "lost_on": "lost"},
            ShipmentState.DELIVERED: {"confirmed_on": "they say that all of it is there"},
        }.get(parcel.state, {})
        if not steps:
            raise BinderError(f"This parcel is {parcel.state.label}: there is no step from there.")
        step = await choose_words(self.app, "The parcel is now?", steps)
        if step is None:
            return
        day = await ask_day(self.app, "On which day?")
        if day is None:
            return
        more: dict[str, str] = {}
        whom = {"delivered_on": ("signed_by", "Signed for by whom?"),
                "confirmed_on": ("confirmed_by", "Who said so?")}.get(step)  # fmt: skip
        if whom is not None:
            said = await self.app.ask(whom[1])
            if said is None:
                return
            more[whom[0]] = said
        changed = replace(parcel, **{step: day}, **more)  # type: ignore[arg-type]
        await self.app.in_thread(lambda: self.app.binder.save_shipment(changed))
        await self.stand_on(parcel.id)
        self.app.say(f"The parcel is {changed.state.label}; what is in it follows. u takes it back.")

    async def action_send_parcel(self) -> None:
        """Everything that a parcel of slides needs, then whether it left already."""
        one = self._specimen
        assert one is not None, "why_not refuses it"
        back = one.state in (SpecimenState.RECEIVED, SpecimenState.IN_REVIEW, SpecimenState.RETURN_DUE)
        places = {place.id: place.name for place in self.held.places.values()}
        others = {key: name for key, name in places.items() if key != one.lab}
        start = one.reviewer or next(iter(others), "")
        to = one.lab if back else await choose_words(self.app, "Where does it go?", others, start)
        if not to:
            return
        courier = await self.app.ask("Which courier?")
        if courier is None:
            return
        tracking = await self.app.ask("Tracking number?")
        if tracking is None:
            return
        packed = await self.app.choose(
            "Packed how?",
            [Choice("all", "rigid holder, signature on delivery, report enclosed"), Choice("none", "not so yet")],
        )
        if packed is None:
            return
        sent = await ask_day(self.app, "Sent on which day? (empty: not yet)", "", may_be_empty=True)
        if sent is None:
            return
        done = packed == "all"
        parcel = Shipment((one.id,), sender=(one.reviewer or to) if back else one.lab, recipient=to, returning=back,
                          courier=courier, tracking=tracking, signature_required=done, rigid_container=done,
                          report_enclosed=done, sent_on=sent)  # fmt: skip
        kept, lacks = await self.app.in_thread(lambda: self.app.binder.save_shipment(parcel))
        await self.stand_on(kept.id)
        self.app.say(f"Before it leaves: {'; '.join(lacks)}." if lacks else "Noted. Enter notes when it is delivered.")

    async def action_change_specimen(self) -> None:
        """Field by field until Esc."""
        key = self.items.key
        await edit(self.app, "Change what?", lambda: self._fields(key))
        await self.stand_on(key)

    def _fields(self, key: str) -> list[Field]:
        now, binder = self.app.binder.situation(), self.app.binder
        if parcel := next((one for one in now.shipments if one.id == key), None):
            make = set_field(lambda **given: binder.save_shipment(replace(parcel, **given)))
            yes = {True: "yes", False: "no"}
            return [
                make("courier", "Courier", parcel.courier),
                make("tracking", "Tracking number", parcel.tracking),
                make("courier_phone", "The courier's number", parcel.courier_phone),
                make("expected_on", "Expected on", parcel.expected_on, day=True),
                make("signature_required", "Signed for on delivery", yes[parcel.signature_required], known=True,
                     to=lambda typed: typed == "yes"),
                make("rigid_container", "In a rigid holder", yes[parcel.rigid_container], known=True,
                     to=lambda typed: typed == "yes"),
                make("report_enclosed", "Report enclosed", yes[parcel.report_enclosed], known=True,
                     to=lambda typed: typed == "yes"),
                make("cost", "Cost", parcel.cost),
                make("note", "Note", parcel.note),
            ]  # fmt: skip
        one = next(one for one in now.specimens if one.id == key)
        make = set_field(lambda **given: binder.save_specimen(replace(one, **given)))
        places = {"": "not noted", **{place.id: place.name for place in now.organizations}}
        return [
            make("accession", "The laboratory's number", one.accession),
            make("kind", "What it is", one.kind.value, among={k.value: k.label for k in SpecimenKind}, to=SpecimenKind),
            make("count", "How many", str(one.count), number=True),
            make("labels", "Labels", one.labels),
            make("cut", "Original or recut", one.cut.value, among={c.value: c.value for c in Cut}, to=Cut),
            make("collected_on", "Taken on", one.collected_on, day=True),
            make("reported_on", "Reported on", one.reported_on, day=True),
            make("reviewer", "To be looked at by", one.reviewer, among=places),
            make("return_by", "Due back on", one.return_by, day=True),
            make("note", "Note", one.note),
        ]

    async def action_take_off(self) -> None:
        """Off the list."""
        key = self.items.key
        words = await self.app.in_thread(lambda: self.app.binder.remove(key))
        await self.refresh_view()
        self.app.say(f"{words}: taken off. u brings it back.")
