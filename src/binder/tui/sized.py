"""A widget that lays itself out to its size hears of its size, also where Textual does not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

# A plain class beside the widget's own: Textual takes style rules of the first widget class only.
if TYPE_CHECKING:
    _Widget = Widget
else:
    _Widget = object


class Sized(_Widget):
    """Mixed into a widget, before its other classes: whenever it has another size, `on_resize` is called.

    Textual finds out whom to send a Resize event by comparing a layout with the one before. A frame that is drawn
    after a widget was shown and before the screen is laid out again looks the widget up, and with that puts it into
    the layout before: its size is new, and no event says so (https://github.com/Textualize/textual/issues/5024). A
    widget that makes its rows in `on_resize` would then stay empty until the window changes.
    """

    _said_size = Size(0, 0)

    def on_mount(self) -> None:
        """Look after every layout."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._after_layout, immediate=True)

    def _on_resize(self, event: events.Resize) -> None:
        """Note what was said; Textual calls the `on_resize` of every class of a widget."""
        self._said_size = event.size

    def _after_layout(self, _screen: Screen[object]) -> None:
        if self._said_size != self.outer_size:
            self.call_later(self._say_size)  # behind the event, which mostly is on its way

    def _say_size(self) -> None:
        if self._said_size != self.outer_size:
            self.post_message(events.Resize(self.outer_size, self.virtual_size, self.container_size))
