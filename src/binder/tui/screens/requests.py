"""Requests: what was asked of which desk, its clock, what was said; Enter offers what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on

from binder.model.request import Carried, EventKind, Request
from binder.tui.commands import Command
from binder.tui.listing import Listing
from binder.tui.screens import request_commands as do
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.record_list import RecordList, Rows
from binder.tui.widgets.request_rows import carried_words, request_detail, request_rows

if TYPE_CHECKING:
    from binder.verbs.requests import RequestLine


@dataclass(frozen=True, slots=True)
class Held:
    """The requests as they were loaded, by id; titles of the checklist items and what speaks against sending, by id."""

    lines: dict[str, RequestLine]
    titles: dict[str, str]
    warnings: dict[str, list[str]]


class RequestsView(Listing[Held]):
    """Every request, worst first."""

    title, enter = "Requests", "what now"
    commands: ClassVar = (do.LogCall, do.SomethingCame, do.NewRequest, do.ItsLetter, do.MarkSent, do.LogOther,
                          do.MoreTime, do.AskAgain, do.Refused, do.Withdraw, do.FeeAsked, do.TakeFurther,
                          do.TheyHaveIt, do.ChangeRequest, do.ItsPlace, do.VerifyAll)  # fmt: skip
    nothing = "Nothing was asked for yet. n asks a place for what is missing."

    # What is shown

    def load(self) -> Held:
        """Every request with its clock."""
        binder = self.app.binder
        lines = {line.request.id: line for line in binder.requests()}
        unsent = [key for key, line in lines.items() if not line.request.sent_on and not line.request.state.closed]
        titles = {line.item.id: line.item.title for line in binder.checklist()}
        return Held(lines, titles, {key: binder.request_warnings(key) for key in unsent})

    def rows(self, held: Held, width: int) -> Rows:
        """Two lines a request."""
        return request_rows(list(held.lines.values()), held.titles, width, date.today())

    def detail(self, held: Held, key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """The request in full."""
        return request_detail(held.lines[key], held.titles, date.today(), held.warnings.get(key, ()))

    @property
    def current(self) -> RequestLine | None:
        """The request under the cursor."""
        return self.held.lines.get(self.items.key) if self.loaded else None

    @property
    def _request(self) -> Request:
        line = self.current
        assert line is not None, "why_not refuses commands without a request"
        return line.request

    def why_not(self, command: type[Command]) -> str | None:
        """Without a request there is only a new one to make; what cannot be now is said before anything is asked."""
        line = self.current
        if command is do.NewRequest:
            return super().why_not(command)
        if line is None:
            return "Nothing was asked for yet: n makes a request."
        return do.why_not(command, line.request) or super().why_not(command)

    # Enter

    @on(RecordList.Selected)
    def next_thing(self, event: RecordList.Selected) -> None:
        """Offer what makes sense now, the likeliest first."""
        event.stop()
        self.app.run_worker(self._told(self._next_thing()), group="commands")

    async def _next_thing(self) -> None:
        line = self.current
        if line is None:
            return
        offered = [command for command in do.likely(line) if self.why_not(command) is None]
        if not offered:
            self.app.say("This request is closed. n makes a new one.")
            return
        choices = [Choice(command.__name__, command.help().rstrip(".")) for command in offered]
        chosen = await self.app.choose("What now?", choices)
        if chosen is not None:
            self.action_command(chosen)

    # Commands

    async def action_new_request(self) -> None:
        """A new one."""
        from binder.tui.requesting import drafted, new_request

        request = await new_request(self.app)
        if request is not None:
            await self._shown(request.id)
            self.app.say(drafted(request))

    async def action_log_call(self) -> None:
        """A call."""
        await self._log(EventKind.CALL)

    async def action_log_other(self) -> None:
        """A fax, letter, visit ..."""
        kinds = [kind for kind in EventKind if kind is not EventKind.CALL]
        chosen = await self.app.choose("What was it?", [Choice(kind.value, kind.label) for kind in kinds])
        if chosen is not None:
            await self._log(EventKind(chosen))

    async def _log(self, kind: EventKind) -> None:
        from binder.tui.requesting import log_call

        await log_call(self.app, self._request.id, kind)

    async def action_its_letter(self) -> None:
        """Its letters."""
        from binder.tui.writing import letter_of

        letter = await letter_of(self.app, self._request)
        if letter is not None:
            self.app.show_view("letter", letter)

    async def action_something_came(self) -> None:
        """Which part, and what came."""
        await do.something_came(self)

    async def action_ask_again(self) -> None:
        """A second request for what is missing."""
        again = await do.ask_again(self)
        if again is not None:
            await self._shown(again.id)
            self.app.say(f"{again.id} asks again for what is missing. Enter writes its letter, u takes it off.")

    async def action_mark_sent(self) -> None:
        """Sent without a letter of binder's."""
        await self._done(await do.mark_sent(self), "Noted as sent; its clock runs.")

    async def action_they_have_it(self) -> None:
        """They have it, since when and how one knows."""
        await self._done(await do.they_have_it(self), "Noted: the clock runs from that day.")

    async def action_more_time(self) -> None:
        """They want more time."""
        await do.more_time(self)

    async def action_refused(self) -> None:
        """They refuse."""
        await self._done(await do.refused(self), "Noted as refused. T takes it further.")

    async def action_withdraw(self) -> None:
        """Nothing more is wanted."""
        await self._done(await do.withdraw(self), "Withdrawn; what came stays.")

    async def action_fee_asked(self) -> None:
        """They want money."""
        await do.fee_asked(self)

    async def action_take_further(self) -> None:
        """To the privacy officer, to a complaint."""
        await self._done(await do.take_further(self), "Noted.")

    async def action_change_request(self) -> None:
        """Its format, needed-by day, limit, note."""
        await do.change(self)

    def action_its_place(self) -> None:
        """The place, where its numbers are changed."""
        request = self._request
        self.app.show_view("people", f"{request.organization}/{request.department.value}")

    async def action_verify_all(self) -> None:
        """All items of it that are received become verified."""
        await do.verify(self)

    # What they share

    async def choose_part(self, parts: Iterable[Carried], question: str) -> Carried | None:
        """One part of the request; asked only where there are several."""
        some = list(parts)
        if len(some) < 2:
            return some[0] if some else None
        choices = [
            Choice(f"{one.item}/{one.need.value}", carried_words(one, self.held.titles), one.need.value) for one in some
        ]
        chosen = await self.app.choose(question, choices)
        return next((one for one in some if f"{one.item}/{one.need.value}" == chosen), None)

    async def change(self, work: Callable[[], Request]) -> Request:
        """Carry out a change in a thread and show it."""
        changed = await self.app.in_thread(work)
        await self._shown(changed.id)
        return changed

    async def _done(self, changed: Request | None, words: str) -> None:
        if changed is not None:
            self.app.say(f"{words} u takes it back.")

    async def _shown(self, request_id: str) -> None:
        await self.stand_on(request_id)
