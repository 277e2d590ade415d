"""Today: what is missing and whom to call, what waits for review, the opinions; Enter acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from binder.tui.view import View
from binder.tui.widgets.record_list import ListRows, Pieces, RecordList

if TYPE_CHECKING:
    from binder.chase import TodayLine

HEADINGS = {"now": "Now", "soon": "Soon", "info": "Good to know"}


class TodayView(View):
    """The home screen."""

    title = "Today"

    def compose(self) -> ComposeResult:
        """One list."""
        yield RecordList(id="today-list", empty="Nothing is missing and nothing waits.")

    async def refresh_view(self) -> None:
        """Ask the binder what there is to do."""
        lines = await self.app.in_thread(self.app.binder.today)
        self._actions = [line.action for line in lines]
        self.query_one(RecordList).show(ListRows(_rows(lines)))

    @on(RecordList.Selected)
    def act(self, event: RecordList.Selected) -> None:
        """Go where the line leads."""
        action = self._actions[int(event.key)]
        what, _, which = action.partition(":")
        if what == "record":
            self.app.open_record(which)
        elif what == "add":
            self.app.command("AddFiles")
        elif what:
            self.app.show_view(what, which or None)


def _rows(lines: list[TodayLine]) -> list[tuple[str, Pieces]]:
    rows: list[tuple[str, Pieces]] = []
    for urgency, heading in HEADINGS.items():
        some = [(str(index), line) for index, line in enumerate(lines) if line.urgency == urgency]
        if some:
            rows += [("", ()), ("", [(heading, "heading")])]
        for key, line in some:
            rows.append((key, [(line.text, "")]))
            if line.hint:
                rows.append((key, [("  " + line.hint, "dim")]))
    return rows
