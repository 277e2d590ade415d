"""Today: what is missing and whom to call, what waits for review, the opinions; Enter acts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from binder.chase.appointments import days_until
from binder.model.appointment import Appointment
from binder.model.clean import clean
from binder.model.event import Event
from binder.tui.commands import Command
from binder.tui.screens.timeline_rows import date_words
from binder.tui.view import View
from binder.tui.widgets.day_words import away, moment_words
from binder.tui.widgets.record_list import ListRows, Pieces, RecordList

if TYPE_CHECKING:
    from binder.binder import Binder
    from binder.chase import TodayLine

MOST_EVENTS, MOST_CHANGES = 200, 10
# What a line leads to -> the view that holds it; what is not here is a view of that name.
VIEW_OF = {"request": "requests", "specimen": "specimens", "shipment": "specimens", "appointment": "questions",
           "authority": "people", "doctor": "people", "question": "questions", "case": "questions",
           "decision": "questions", "coverage": "coverage", "opinion": "timeline"}  # fmt: skip
HEADINGS = {"now": "Now", "soon": "Soon", "info": "Good to know"}
GLYPHS = {"now": "!", "soon": "·", "info": " "}
ROLES = {"now": "warn", "soon": "soon", "info": "dim"}
KEYS = {"add": "a", "opinion": "Enter, then o"}  # what a line leads to -> the keys that do it


class CallFromLine(Command):
    """Note the call that the line asks for: with whom, what was said, what comes next."""

    keys, text, footer = "c", "log the call", True


class SeeRequests(Command):
    """See the requests."""

    keys, text, footer = "r", "requests", True


class TodayView(View):
    """The home screen."""

    title = "Today"
    commands = (CallFromLine, SeeRequests)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._lines: list[TodayLine] = []
        self._events: list[Event] = []
        self._head = ""

    def compose(self) -> ComposeResult:
        """Whose binder it is; the list."""
        yield Static("", id="today-head", markup=False)
        yield RecordList(id="today-list", empty="Nothing is missing and nothing waits.")

    async def refresh_view(self) -> None:
        """Ask the binder what there is to do."""
        binder = self.app.binder
        asked = await self.app.in_thread(lambda: (binder.today(), _head(binder), binder.events(MOST_EVENTS)))
        self._lines, self._head, self._events = asked
        self.query_one("#today-head", Static).update(Text(self._head, end=""))
        self._show()

    def on_resize(self) -> None:
        """Lines are broken to the width."""
        self._show()

    def _show(self) -> None:
        width = max(self.size.width or self.app.size.width, 40)
        rows = today_rows(self._lines, width)
        room = self.size.height - len(textwrap.wrap(self._head, width - 2)) - len(rows)
        self.query_one(RecordList).show(ListRows([*rows, *change_rows(self._events, room, width)]))

    @on(RecordList.Selected)
    def act(self, event: RecordList.Selected) -> None:
        """Go where the line leads."""
        event.stop()
        action = self._lines[int(event.key)].action
        what, _, which = action.partition(":")
        if what == "record":
            self.app.open_record(which)
        elif what == "add":
            self.app.command("AddFiles")
        elif what:
            self.app.show_view(VIEW_OF.get(what, what), which or ("case" if what == "case" else None))
        else:
            self.app.say(self._lines[int(event.key)].hint)

    # -- commands -----------------------------------------------------------------------------------------------------

    @property
    def _line(self) -> TodayLine | None:
        key = self.query_one(RecordList).key
        return self._lines[int(key)] if key else None

    def why_not(self, command: type[Command]) -> str | None:
        """Only some lines have somebody to call about."""
        if command is CallFromLine:
            line = self._line
            if line is None or line.action.partition(":")[0] not in ("request", "appointment", "coverage"):
                return "This line has no call to note; Enter opens what it is about."
        return super().why_not(command)

    async def action_call_from_line(self) -> None:
        """The request's call, the office's, the plan's."""
        line = self._line
        assert line is not None, "why_not refuses it"
        what, _, which = line.action.partition(":")
        if what == "request":
            from binder.tui.requesting import log_call

            await log_call(self.app, which)
        elif what == "appointment":
            from binder.tui.calling import log_arrival

            await log_arrival(self.app, which)
        else:
            from binder.tui.calling import log_plan_call

            await log_plan_call(self.app, which)

    def action_see_requests(self) -> None:
        """The requests, standing on the one of the line."""
        what, _, which = (self._line.action if self._line else "").partition(":")
        self.app.show_view("requests", which if what == "request" else None)


def _head(binder: Binder) -> str:
    """Whose binder it is, how much is in it, and the next appointment where there is one."""
    patient, count = binder.patient, len(binder.ids())
    visit, now = next_visit(binder.situation().appointments), datetime.now().astimezone()
    born = f", born {date_words(patient.born)}" if patient.born and visit is None else ""
    whose = f"{clean(patient.name)}{born}  ·  " if patient.name else ""
    records = f"{whose}{count} record{'' if count == 1 else 's'}"
    if visit is None:
        return f"{records}  ·  in one encrypted file"
    return f"{records}  ·  next visit {moment_words(visit.at, now.date())}, {away(visit.day, now.date())}"


def next_visit(visits: Sequence[Appointment]) -> Appointment | None:
    """The appointment that comes next; None where none is planned."""
    now = datetime.now().astimezone()
    coming = [one for one in visits if one.state.coming and days_until(one, now) >= 0]
    return min(coming, key=lambda one: one.at, default=None)


def today_rows(lines: list[TodayLine], width: int) -> list[tuple[str, Pieces]]:
    """The lines under their urgency, each item broken to `width` cells, its hint below it."""
    rows: list[tuple[str, Pieces]] = []
    for urgency, heading in HEADINGS.items():
        some = [(str(index), line) for index, line in enumerate(lines) if line.urgency == urgency]
        if some:
            rows += [("", ()), ("", [(heading, "heading")])]
        for key, line in some:
            first, *more = textwrap.wrap(clean(line.text), width - 6) or [""]
            rows.append((key, [(f" {GLYPHS[urgency]} ", ROLES[urgency]), (first, "")]))
            rows += [(key, [("   " + rest, "")]) for rest in more]
            rows += [(key, pieces) for pieces in hint_lines(line, width - 6)]
    return rows


def hint_lines(line: TodayLine, width: int) -> Iterator[Pieces]:
    """What to do about a line, to its end: the number to call first, then what for, then whom; else how."""
    hint, phone = clean(line.hint), clean(line.phone)
    if key := KEYS.get(line.action.partition(":")[0]):
        hint = f"{hint}: press {key}"
    if not phone or phone not in hint:
        yield from ([("   " + rest, "dim")] for rest in textwrap.wrap(hint, width))
        return
    whom, _, step = hint.partition(phone)
    words = [part for part in (step.strip(" :"), whom.removeprefix("call ").strip()) if part]
    beside = " " * (len(phone) + 2)
    first, *more = textwrap.wrap(" · ".join(words), width, initial_indent=beside, subsequent_indent=beside) or [""]
    yield [("   ", ""), (phone, "badge"), ("  " + first.lstrip(), "dim")]
    yield from ([("   " + rest, "dim")] for rest in more)


def change_rows(events: Sequence[Event], room: int, width: int) -> list[tuple[str, Pieces]]:
    """The last changes, newest first, as far as `room` lines hold them: who did what is part of "is it all safe"."""
    changes = [_change(list(run)) for _, run in groupby(events, key=lambda e: (e.actor, e.action == "add" or e.seq))]
    rows: list[tuple[str, Pieces]] = [("", ()), ("", [("Last changes", "heading")])]
    empty = len(rows)
    for words in changes[:MOST_CHANGES]:
        first, *more = textwrap.wrap(words, width - 6, subsequent_indent="   ") or [""]
        if len(rows) + 1 + len(more) > room:
            break
        rows += [("", [("   " + part, "dim")]) for part in (first, *more)]
    return rows if len(rows) > empty else []


def _change(run: Sequence[Event]) -> str:
    """One change, or a run of additions as one."""
    newest = run[0]
    words = f"{len(run)} records added" if len(run) > 1 else clean(newest.summary)
    return f"{_when(newest.at)}  {clean(newest.actor)}  {words}" + ("  (undone)" if newest.undone else "")


def _when(at: str) -> str:
    """The moment of an event in local time: "13 Mar 2026 09:41"."""
    try:
        moment = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return clean(at)
    return f"{date_words(moment.date().isoformat())} {moment:%H:%M}"
