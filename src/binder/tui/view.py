"""A view: one of the things the main screen switches between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import getters
from textual.containers import Vertical

from binder.tui.commands import Commanding
from binder.tui.sized import Sized

if TYPE_CHECKING:
    from binder.tui.app import BinderApp


class View(Commanding, Sized, Vertical):
    """What every view has in common.

    Attributes:
        title: its name in the title line.
        marks: signs that it shows and what they mean, for help.
    """

    title: str = ""
    marks: tuple[tuple[str, str], ...] = ()

    if TYPE_CHECKING:
        app = getters.app(BinderApp)

    async def refresh_view(self) -> None:
        """Take in what the binder says now: called when the view is shown and when data changed."""

    def refresh_keys(self) -> None:
        """Have the footer work out its keys again: what is seen now has others."""
        if self.app.main is not None:
            self.app.main.refresh_keys()

    def focus_main(self) -> None:
        """Put the keyboard where it belongs in this view."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus(scroll_visible=False)
                return

    def place(self) -> Any:
        """Where the user stands in the view, to be given back to `go`; holds ids, never text of a record."""
        return None

    async def go(self, place: Any) -> None:
        """Stand again where `place` says."""
