"""The checklist: what a second opinion needs, what is here, whom to ask; space marks what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer

from binder.chase import allowed
from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.errors import BinderError
from binder.model.record import Record
from binder.tui.commands import Command
from binder.tui.view import View
from binder.tui.widgets.checklist_rows import NEED_KEYS, ChecklistRows, detail, needs_words
from binder.tui.widgets.paragraphs import Paragraphs
from binder.tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from binder.binder import ChecklistLine

REST = 0.08
"""Seconds without a key after which the item under the cursor is shown in full."""


class MarkReceived(Command):
    """Mark that something came: what, when, and which record it is."""

    keys, text, footer = "space", "received", True


class MarkVerified(Command):
    """Mark that all of it was looked at and is what it should be."""

    keys, text, footer = "v", "verified", True


class MarkRequested(Command):
    """Mark that it was asked for, and when."""

    keys, text, footer = "r", "asked for", True


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
class Received:
    """The answers about what came."""

    need: Need
    on: str
    what: str
    record: str


class ChecklistView(View):
    """The third of the main views."""

    title = "Checklist"
    commands = (MarkReceived, MarkVerified, MarkRequested, Waive, MarkUnavailable, AddItem)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: dict[str, ChecklistLine] = {}
        self._records: dict[str, Record] = {}
        self._go_to = ""
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The list and, beside or below it, the item in full."""
        with Container(id="checklist"):
            yield RecordList(id="items", empty="The checklist is empty; + puts an item of your own on it.")
            yield Paragraphs(id="item")

    # What is shown

    async def go(self, place: Any) -> None:
        """Stand on an item."""
        self._go_to = str(place or "")

    def place(self) -> Any:
        """The item under the cursor."""
        return self.items.key or None

    async def refresh_view(self) -> None:
        """Take in the checklist as it is now."""
        lines, self._records = await self.app.in_thread(self._load)
        self._lines = {line.item.id: line for line in lines}
        self.items.show(ChecklistRows(lines))
        if self._go_to:
            self.items.move_to(self._go_to)
            self._go_to = ""
        self._show_detail()

    def _load(self) -> tuple[list[ChecklistLine], dict[str, Record]]:
        lines = self.app.binder.checklist()
        linked = {receipt.record for line in lines for receipt in line.item.receipts if receipt.record}
        offered = {proposal.record for line in lines for proposal in line.proposals}
        return lines, {record.id: record for record in self.app.binder.rows(sorted(linked | offered))}

    def focus_main(self) -> None:
        """The list."""
        self.items.focus(scroll_visible=False)

    @property
    def items(self) -> RecordList:
        """The list."""
        return self.query_one(RecordList)

    @property
    def current(self) -> ChecklistLine | None:
        """The line under the cursor."""
        return self._lines.get(self.items.key)

    @on(RecordList.Highlighted)
    def highlighted(self, event: RecordList.Highlighted) -> None:
        """Another item: show it in full once the cursor rests, so that a held arrow stays cheap."""
        event.stop()
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._show_detail)

    def on_resize(self) -> None:
        """Beside the list where there is room, else a few lines below it."""
        self._show_detail()

    def _show_detail(self) -> None:
        full = self.app.size.width >= 110
        line = self.current
        words = detail(line, self._records, full=full) if line is not None else ()
        self.query_one(Paragraphs).show(words, gap=full)

    # Enter

    @on(RecordList.Selected)
    async def open_linked(self, event: RecordList.Selected) -> None:
        """Open the record that was received for the item, or the one that may be it."""
        event.stop()
        self.app.run_worker(self._open_linked(), group="commands")

    async def _open_linked(self) -> None:
        line = self.current
        if line is None:
            return
        linked = [receipt.record for receipt in line.item.receipts if receipt.record]
        records = list(dict.fromkeys([*linked, *(proposal.record for proposal in line.proposals)]))[:9]
        if not records:
            self.app.say("No record belongs to this item yet; Space marks what came, a adds files.")
            return
        which = records[0]
        if len(records) > 1:
            choices = {str(n): record for n, record in enumerate(records, 1)}
            key = await self.app.ask("Open which?", "1", choices)
            if key is None:
                return
            which = choices[key]
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
        answers = await self._ask_received(line)
        if answers is None:
            return
        await self._change(
            lambda: self.app.binder.receive(
                item.id, need=answers.need, on=answers.on, what=answers.what, record=answers.record
            ),
            f"{item.title}: {answers.need.value} received",
        )

    async def _ask_received(self, line: ChecklistLine) -> Received | None:
        """The need, the record, the day and the words; None where the user gave up."""
        need = await self._ask_need(line)
        if need is None:
            return None
        record = await self._ask_record(line, need)
        if record is None:
            return None
        on_day = await self._ask_date(f"When did the {need.value} come?", date.today().isoformat())
        if on_day is None:
            return None
        known = self._records.get(record)
        what = await self.app.ask("What came, in your words?", known.title if known else need.value)
        return None if what is None else Received(need, on_day, what, record)

    async def _ask_need(self, line: ChecklistLine) -> Need | None:
        """What came: asked only where several things are needed."""
        needs = line.item.missing or line.item.needs
        if len(needs) == 1:
            return needs[0]
        choices = {key: need.value for key, need in NEED_KEYS.items() if need in needs}
        offered = next((p.need for p in line.proposals if p.need in needs), needs[0])
        default = next(key for key, need in NEED_KEYS.items() if need is offered)
        key = await self.app.ask(f"{line.item.title}: what came?", default, choices)
        return None if key is None else NEED_KEYS[key]

    async def _ask_record(self, line: ChecklistLine, need: Need) -> str | None:
        """Which record it is, the first proposal preselected; empty for none, None where the user gave up."""
        offered = list(dict.fromkeys(p.record for p in line.proposals if p.need is need))[:6]
        if not offered:
            if need in (Need.SLIDES, Need.BLOCK):
                return ""
            typed = await self.app.ask(f"Which record is the {need.value}? (such as R12; empty: none of them)")
            return None if typed is None else typed.upper()
        choices = {str(n): record for n, record in enumerate(offered, 1)} | {"o": "another", "0": "none"}
        key = await self.app.ask(f"Which record is the {need.value}?", "1", choices)
        if key == "o":
            typed = await self.app.ask("Which record? (such as R12)")
            return None if typed is None else typed.upper()
        return None if key is None else "" if key == "0" else choices[key]

    async def _ask_date(self, question: str, default: str) -> str | None:
        """A day; asked again until it is one. "today" and "yesterday" are understood."""
        words = {"today": date.today(), "yesterday": date.today() - timedelta(days=1)}
        why = ""
        while True:
            typed = await self.app.ask(f"{why}{question}", default)
            if typed is None:
                return None
            if typed.casefold() in words:
                return words[typed.casefold()].isoformat()
            try:
                return date.fromisoformat(typed).isoformat()
            except ValueError:
                why, default = "Write the day as 2026-03-13. ", typed

    # The other states

    async def action_mark_verified(self) -> None:
        """Verified."""
        await self._set_state(ItemState.VERIFIED)

    async def action_mark_requested(self) -> None:
        """Asked for, on a day."""
        if (line := self.current) is None or not self._may(line.item, ItemState.REQUESTED):
            return
        on_day = await self._ask_date("When was it asked for?", date.today().isoformat())
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
        self._go_to = item.id
        await self.refresh_view()
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
