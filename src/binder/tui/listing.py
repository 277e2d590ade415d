"""A view that is one list and, beside it or below it, the item under the cursor in full."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer

from binder.tui.commands import Command, Commanding
from binder.tui.view import View
from binder.tui.widgets.paragraphs import Paragraphs
from binder.tui.widgets.record_list import RecordList, Rows

REST = 0.08
"""Seconds without a key after which the item under the cursor is shown in full, so that a held arrow stays cheap."""
WIDE = 110
"""Columns from which the item stands beside the list."""

T = TypeVar("T")


class TakeOff(Command):
    """Take it off the list; it is kept where something else names it."""

    keys, text = "x", "take off"


class ReadItem(Command):
    """Give the item under the cursor the room it needs, all of its words; again: the list."""

    keys, text = "z", "read all of it"


class ListAndItem(Commanding, Container):
    """The list and the item; the item takes most of the room while it is read."""

    commands = (ReadItem,)

    @property
    def reading(self) -> bool:
        """Whether the item has the room."""
        return self.has_class("-reading")

    def action_read_item(self) -> None:
        """More room for the item, or back; the resize shows it in full."""
        self.toggle_class("-reading")


class Listing(View, Generic[T]):
    """What the lists of the chase have in common; T is what `load` brings and the rows are made of.

    Attributes:
        nothing: the sentence shown while the list is empty.  enter: what Enter does, in a word or two.
    """

    nothing: ClassVar[str] = ""
    enter: ClassVar[str] = "open"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._held: T | None = None
        self._go_to = ""
        self._resting: Timer | None = None

    # What a list says of itself

    @abstractmethod
    def load(self) -> T:
        """Ask the binder; runs in a thread."""

    @abstractmethod
    def rows(self, held: T, width: int) -> Rows:
        """The lines of the list, fitted to so many cells."""

    @abstractmethod
    def detail(self, held: T, key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """The item of that key in paragraphs with their roles; `full`: there is room for all of it."""

    # What is shown

    def compose(self) -> ComposeResult:
        """The list, the item."""
        with ListAndItem(classes="listing"):
            yield RecordList(classes="listing--items", empty=self.nothing, enter=self.enter)
            yield Paragraphs(on=f"{ReadItem.key_text(self.app)} reads on")

    @property
    def items(self) -> RecordList:
        """The list."""
        return self.query_one(RecordList)

    @property
    def held(self) -> T:
        """What was loaded last."""
        assert self._held is not None, "asked before the view was shown"
        return self._held

    @property
    def loaded(self) -> bool:
        """Whether anything was loaded yet."""
        return self._held is not None

    async def refresh_view(self) -> None:
        """Take in what the binder says now."""
        self._held = await self.app.in_thread(self.load)
        self._draw()
        if self._go_to:
            self.items.move_to(self._go_to)
            self._go_to = ""
        self._show_detail()

    def _draw(self) -> None:
        if self.loaded:
            self.items.show(self.rows(self.held, self._list_width))

    @property
    def _list_width(self) -> int:
        return self.items.size.width or (self.app.size.width - (40 if self.app.size.width >= WIDE else 0))

    def on_resize(self, event: events.Resize) -> None:
        """Lines are fitted to the width; the item goes beside or below."""
        self._draw()
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        self._draw()
        self._show_detail()

    @on(Paragraphs.Fitted)
    def _item_has_room(self) -> None:
        self._show_detail()

    @on(RecordList.Highlighted)
    def highlighted(self, event: RecordList.Highlighted) -> None:
        """Another item: show it once the cursor rests."""
        event.stop()
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._show_detail)

    def _show_detail(self) -> None:
        if not self.loaded:
            return
        wide = self.app.size.width >= WIDE
        full = wide or self.query_one(ListAndItem).reading
        key = self.items.key
        self.query_one(Paragraphs).show(self.detail(self.held, key, full=full) if key else (), gap=wide)

    # Where one stands

    async def go(self, place: Any) -> None:
        """Stand on an item."""
        self._go_to = str(place or "")

    def place(self) -> Any:
        """The item under the cursor."""
        return self.items.key or None

    def focus_main(self) -> None:
        """The list."""
        self.items.focus(scroll_visible=False)

    async def stand_on(self, key: str) -> None:
        """Take in what changed and stand on an item."""
        self._go_to = key
        await self.refresh_view()
