"""Choosing a kind of record: the list narrows as one types, Enter takes the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import getters

from binder.model.kinds import Kind
from binder.tui.widgets.record_list import ListRows, RecordList

if TYPE_CHECKING:
    from binder.tui.app import BinderApp


def matching(words: str) -> list[Kind]:
    """The kinds whose name holds all the words, those that begin with them first; all for no words."""
    parts = words.casefold().split()
    found = [k for k in Kind if all(part in f"{k.label} {k.badge}".casefold() for part in parts)]
    return sorted(found, key=lambda k: not k.label.casefold().startswith(words.casefold()))


class KindChoice(RecordList):
    """The list of kinds, seen while one is chosen."""

    can_focus = False
    if TYPE_CHECKING:
        app = getters.app(BinderApp)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty="No kind has such a name; other words?", **kwargs)
        self.display = False

    async def choose(self, now: Kind) -> Kind | None:
        """Ask for a kind; None where the user gave up."""
        self._narrow("")
        self.display = True
        try:
            typed = await self.app.ask(f"Kind (now: {now.label}), type a few letters", on_change=self._narrow)
            found = matching(typed or "")
            return found[0] if typed and found else None
        finally:
            self.display = False

    def _narrow(self, typed: str) -> None:
        kinds = matching(typed)
        self.show(ListRows([(kind.value, [(f"{kind.badge:<6}", "badge"), (kind.label, "")]) for kind in kinds]))
        self.action_go_top()
