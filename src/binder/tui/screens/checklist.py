"""The checklist: what a second opinion needs, what is here, whom to ask; space marks what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from textual import on

from binder.chase import allowed
from binder.model.checklist import ChecklistItem, ItemState
from binder.model.errors import BinderError
from binder.model.record import Record
from binder.tui.asking import ask_day
from binder.tui.commands import Command
from binder.tui.listing import Listing
from binder.tui.receiving import ask_received, record_words
from binder.tui.widgets.checklist_rows import NEED_KEYS, ChecklistRows, detail, needs_words
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.record_list import RecordList, Rows
from binder.tui.widgets.request_rows import asked_words

if TYPE_CHECKING:
    from binder.binder import ChecklistLine
    from binder.verbs.requests import RequestLine


class MarkReceived(Command):
    """Mark that something came: Enter takes the record binder found for it, today."""

    keys, text, footer = "space", "received", True


class AskForIt(Command):
    """Ask a place for it: a new request, with its letter and its clock."""

    keys, text, footer = "n", "ask for it", True


class ItsRequests(Command):
    """See the requests, standing on the one that asks for this item."""

    keys, text, footer = "r", "requests", True


class MarkVerified(Command):
    """Mark that all of it was looked at and is what it should be."""

    keys, text, footer = "v", "verified", True


class MarkRequested(Command):
    """Mark that it was asked for outside of binder, and when."""

    keys, text = "M", "asked already"


class Waive(Command):
    """Say that it is not needed and why; once more takes that back."""

    keys, text, footer = "w", "not needed", True


class MarkUnavailable(Command):
    """Say that it cannot be had and why."""

    keys, text = "U", "cannot be had"


class AddItem(Command):
    """Put an item of your own on the list."""

    keys, text = "plus", "own item"


@dataclass(frozen=True, slots=True)
class Held:
    """The checklist as it was loaded: its lines by the id of the item, the records they name, and the open requests."""

    lines: dict[str, ChecklistLine]
    records: dict[str, Record]
    requests: tuple[RequestLine, ...] = ()


class ChecklistView(Listing[Held]):
    """The third of the main views."""

    title = "Checklist"
    commands = (MarkReceived, AskForIt, ItsRequests, MarkVerified, Waive, MarkRequested, MarkUnavailable, AddItem)
    nothing = "The checklist is empty; + puts an item of your own on it."

    # What is shown

    def load(self) -> Held:
        """The items with what may satisfy them."""
        lines = self.app.binder.checklist()
        linked = {receipt.record for line in lines for receipt in line.item.receipts if receipt.record}
        offered = {proposal.record for line in lines for proposal in line.proposals}
        doubtful = {record for line in lines for record in line.waiting}
        rows = self.app.binder.rows(sorted(linked | offered | doubtful))
        waiting = tuple(line for line in self.app.binder.requests() if line.request.waiting)
        return Held({line.item.id: line for line in lines}, {record.id: record for record in rows}, waiting)

    def rows(self, held: Held, width: int) -> Rows:
        """One line an item."""
        return ChecklistRows(list(held.lines.values()))

    def detail(self, held: Held, key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """The item: what can be done first, whom to call among it."""
        title, *rest = detail(held.lines[key], held.records, full=full)
        asked = [line for line in held.requests if any(one.item == key for one in line.request.outstanding)]
        today = date.today()
        return [title, *((f"◌ {asked_words(line, today)}; r shows it", "offer") for line in asked), *rest]

    @property
    def current(self) -> ChecklistLine | None:
        """The line under the cursor."""
        return self.held.lines.get(self.items.key) if self.loaded else None

    # Enter

    @on(RecordList.Selected)
    async def open_linked(self, event: RecordList.Selected) -> None:
        """Open the record that was received for the item, or the one that may be it, in review where it waits there."""
        event.stop()
        self.app.run_worker(self._open_linked(), group="commands")

    async def _open_linked(self) -> None:
        line = self.current
        if line is None:
            return
        linked = [receipt.record for receipt in line.item.receipts if receipt.record]
        records = list(dict.fromkeys([*linked, *(proposal.record for proposal in line.proposals)]))[:9]
        if not records and line.waiting:
            self.app.show_view("review", line.waiting[0])
            return
        if not records:
            self.app.say("No record belongs to this item yet: n asks for it, Space marks what came.")
            return
        which: str | None = records[0]
        if len(records) > 1:
            known = self.held.records
            which = await self.app.choose(
                "Open which?", [Choice(record, record_words(known.get(record), record)) for record in records]
            )
        if which is not None:
            self.app.open_record(which)

    # Received

    def why_not(self, command: type[Command]) -> str | None:
        """Without an item there is nothing to mark."""
        if command is not AddItem and self.current is None:
            return "Put the cursor on an item first."
        return super().why_not(command)

    async def action_mark_received(self) -> None:
        """Ask what came, then mark it and say where the item stands."""
        line = self.current
        if line is None:
            return
        item = line.item
        if item.state is ItemState.VERIFIED and not await self.app.confirm("It is verified already. Did more come?"):
            return
        answers = await ask_received(self.app, item, line.proposals, self.held.records)
        if answers is None:
            return
        from binder.tui.requesting import answered_request

        request = await answered_request(self.app, item.id, answers.need)
        if request is None:
            return
        await self._change(
            lambda: self.app.binder.receive(
                item.id, need=answers.need, on=answers.on, what=answers.what, record=answers.record, request=request
            ),
            f"{item.title}: {answers.need.value} received",
        )

    # Asking for it

    async def action_ask_for_it(self) -> None:
        """A new request for what is missing of the item."""
        from binder.tui.requesting import drafted, new_request

        if (line := self.current) is not None:
            request = await new_request(self.app, line.item)
            if request is not None and self.app.main is not None:
                await self.app.main.show("requests", request.id)
                self.app.say(drafted(request))

    async def action_its_requests(self) -> None:
        """The requests."""
        from binder.tui.requesting import request_for

        line = self.current
        item = line.item.id if line is not None else ""
        self.app.show_view("requests", await self.app.in_thread(lambda: request_for(self.app.binder, item)))

    # The other states

    async def action_mark_verified(self) -> None:
        """Verified."""
        await self._set_state(ItemState.VERIFIED)

    async def action_mark_requested(self) -> None:
        """Asked for, on a day."""
        if (line := self.current) is None or not self._may(line.item, ItemState.REQUESTED):
            return
        on_day = await ask_day(self.app, "When was it asked for?", date.today().isoformat())
        if on_day is not None:
            await self._set_state(ItemState.REQUESTED, on=on_day)

    async def action_waive(self) -> None:
        """Not needed, with the reason; or needed after all."""
        if (line := self.current) is None:
            return
        if line.item.state is ItemState.WAIVED:
            back = allowed(line.item)[0]
            if await self.app.confirm(f"{line.item.title}: needed after all?"):
                await self._set_state(back)
            return
        await self._set_state_with_reason(line.item, ItemState.WAIVED, "Why is it not needed?")

    async def action_mark_unavailable(self) -> None:
        """Cannot be had, with the reason."""
        if (line := self.current) is not None:
            await self._set_state_with_reason(line.item, ItemState.UNAVAILABLE, "Why can it not be had?")

    async def _set_state_with_reason(self, item: ChecklistItem, state: ItemState, question: str) -> None:
        if not self._may(item, state):
            return
        reason = await self.app.ask(question, item.note)
        if reason:
            await self._set_state(state, reason)
        elif reason is not None:
            self.app.say("Nothing was changed: say in a few words why, so that others know it too.")

    def _may(self, item: ChecklistItem, state: ItemState) -> bool:
        """Whether the item can go there, said before anything is asked."""
        if state in allowed(item):
            return True
        moves = " or ".join(s.label for s in allowed(item))
        self.app.say(f"{item.title} is {item.state.label}; from there it can become {moves}.")
        return False

    async def _set_state(self, state: ItemState, note: str = "", on: str = "") -> None:
        if (line := self.current) is None:
            return
        item = line.item
        await self._change(lambda: self.app.binder.set_item_state(item.id, state, note, on=on), item.title)

    async def action_add_item(self) -> None:
        """Ask for its title and what it needs."""
        title = await self.app.ask("What else is needed?")
        if not title:
            return
        choices = {key: need.value for key, need in NEED_KEYS.items()}
        key = await self.app.ask("What has to come?", "r", choices)
        if key is None:
            return
        why = await self.app.ask("Why is it needed? (may stay empty)")
        if why is None:
            return
        item = await self.app.in_thread(lambda: self.app.binder.add_item(title, (NEED_KEYS[key],), why))
        await self.stand_on(item.id)
        self.app.say(f"{item.title} is on the list; u takes it off.")

    async def _change(self, change: Callable[[], ChecklistItem], done: str) -> None:
        """Carry out a change and say where the item stands now."""
        try:
            item = await self.app.in_thread(change)
        except BinderError as error:
            self.app.say(str(error))
            return
        await self.refresh_view()
        still = f", {needs_words(item.missing)} still missing" if item.receipts and item.missing else ""
        self.app.say(f"{done}. Now {item.state.glyph} {item.state.label}{still}. u takes it back.")
