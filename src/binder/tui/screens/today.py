"""Today: what is missing and whom to call, what waits for review, the opinions; Enter acts."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from binder.model.clean import clean
from binder.tui.screens.timeline_rows import date_words
from binder.tui.view import View
from binder.tui.widgets.record_list import ListRows, Pieces, RecordList

if TYPE_CHECKING:
    from binder.binder import Binder
    from binder.chase import TodayLine

HEADINGS = {"now": "Now", "soon": "Soon", "info": "Good to know"}
GLYPHS = {"now": "!", "soon": "·", "info": " "}
ROLES = {"now": "warn", "soon": "soon", "info": "dim"}


class TodayView(View):
    """The home screen."""

    title = "Today"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._lines: list[TodayLine] = []

    def compose(self) -> ComposeResult:
        """Whose binder it is; the list."""
        yield Static("", id="today-head", markup=False)
        yield RecordList(id="today-list", empty="Nothing is missing and nothing waits.")

    async def refresh_view(self) -> None:
        """Ask the binder what there is to do."""
        binder = self.app.binder
        self._lines, head = await self.app.in_thread(lambda: (binder.today(), _head(binder)))
        self.query_one("#today-head", Static).update(Text(head, no_wrap=True, overflow="ellipsis", end=""))
        self._show()

    def on_resize(self) -> None:
        """Lines are broken to the width."""
        self._show()

    def _show(self) -> None:
        self.query_one(RecordList).show(ListRows(today_rows(self._lines, max(self.size.width, 40))))

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
            self.app.show_view(what, which or None)


def _head(binder: Binder) -> str:
    patient, count = binder.patient, len(binder.ids())
    born = f", born {date_words(patient.born)}" if patient.born else ""
    whose = f"{clean(patient.name)}{born}  ·  " if patient.name else ""
    return f"{whose}{count} record{'' if count == 1 else 's'}  ·  everything stays in this one encrypted file"


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
            rows += [(key, [("   " + rest, "dim")]) for rest in textwrap.wrap(clean(line.hint), width - 6)]
    return rows
