"""The text of a document to move about in, from mark to mark and word to word: what every citation opens in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from textual import getters
from textual.message import Message

from binder.model.citation import Citation
from binder.model.clean import clean
from binder.tui.commands import Command, Commanding
from binder.tui.widgets.record_list import (
    CursorDown,
    CursorUp,
    GoBottom,
    GoTop,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
)
from binder.tui.widgets.text_body import Mark, TextBody

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

__all__ = ["Mark", "TextView"]


class NextMark(Command):
    """Go to the next marked fact, or to the next place where the words you searched for stand."""

    keys, text, footer = "n", "next mark", True


class PreviousMark(Command):
    """Go to the marked fact or found place before."""

    keys, text = "N", "mark before"


class FindWords(Command):
    """Search for words in this document."""

    keys, text = "slash", "find in it"


class LeaveSearch(Command):
    """Stop searching, so that n goes to marked facts again."""

    keys, text, palette = "escape", "leave the search", False


class TextView(Commanding, TextBody, can_focus=True, inherit_bindings=False):
    """A document's lines, with marks and found words one can step through."""

    commands = (
        CursorDown,
        CursorUp,
        HalfPageDown,
        HalfPageUp,
        PageDown,
        PageUp,
        GoTop,
        GoBottom,
        NextMark,
        PreviousMark,
        FindWords,
        LeaveSearch,
    )

    if TYPE_CHECKING:
        app = getters.app(BinderApp)

    class Moved(Message):
        """A mark was stepped to, or the words being searched for.

        Attributes:
            text: what stands there, in words, "3 of 12: Platelets 91".
        """

        def __init__(self, view: TextView, text: str) -> None:
            super().__init__()
            self.view = view
            self.text = text

        @property
        def control(self) -> TextView:
            """The view that moved."""
            return self.view

    def find(self, words: str) -> int:
        """Mark every place where the words stand, whatever their case, and go to the next; how many there are."""
        needle = words.casefold()
        matches: list[Citation] = []
        for page, lines in self._lines.items() if needle else ():
            for number, line in enumerate(lines, 1):
                # casefold may lengthen a line; lower() keeps its columns for all but a handful of letters.
                low = line.lower() if len(line.lower()) == len(line) else line
                at = low.find(needle)
                while at >= 0:
                    matches.append(Citation(page, number, at, at + len(needle), line[at : at + len(needle)]))
                    at = low.find(needle, at + len(needle))
        self._set_matches(matches)
        if matches:
            here = self._place()
            after = [i for i, match in enumerate(matches) if (match.page, match.line) >= here[:2]]
            self._go_to_match(after[0] if after else 0)
        return len(matches)

    @property
    def finding(self) -> bool:
        """Whether words are being searched for, so that n and N go through them."""
        return bool(self._matches)

    def step(self, by: int) -> bool:
        """Go to the next or previous match, or marked fact where nothing is searched for; False if there is none."""
        places = self._matches or [mark.citation for mark in self.marks]
        if not places:
            return False
        at = self._match if self._matches else self.current
        if at is None:
            here = self._place()
            keys = [(place.page, place.line, place.start) for place in places]
            at = bisect_left(keys, here) if by > 0 else bisect_right(keys, here)
            at -= 1 if by > 0 else 0
        at = (at + by) % len(places)
        if self._matches:
            self._go_to_match(at)
        else:
            self._go_to_mark(at)
        return True

    # Moving

    def action_cursor_down(self) -> None:
        """Next row."""
        self._go(self.row + 1)

    def action_cursor_up(self) -> None:
        """Row before."""
        self._go(self.row - 1)

    def action_half_page_down(self) -> None:
        """Half a page down."""
        self._leap(self.scrollable_content_region.height // 2)

    def action_half_page_up(self) -> None:
        """Half a page up."""
        self._leap(-(self.scrollable_content_region.height // 2))

    def action_page_down(self) -> None:
        """A page down."""
        self._leap(self.scrollable_content_region.height - 1)

    def action_page_up(self) -> None:
        """A page up."""
        self._leap(1 - self.scrollable_content_region.height)

    def action_go_top(self) -> None:
        """First row."""
        self._go(0)

    def action_go_bottom(self) -> None:
        """Last row."""
        self._go(len(self._rows) - 1)

    def action_next_mark(self) -> None:
        """Next fact or match."""
        self._step_or_say(1)

    def action_previous_mark(self) -> None:
        """Fact or match before."""
        self._step_or_say(-1)

    async def action_find_words(self) -> None:
        """Ask for words and go to the first place from here on."""
        words = await self.app.ask("Find in this document", default=self.sought)
        if words is not None:
            self.sought = words
            found = self.find(words)
            self.focus(scroll_visible=False)
            if words and not found:
                self.app.say("These words do not stand in this document.")

    def action_leave_search(self) -> None:
        """Unmark what was found."""
        self.find("")
        self.app.say("Search ended; n goes through the marked facts.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc leaves the search first, and only without one the document."""
        if action == "command" and parameters == ("LeaveSearch",):
            return self.finding
        return super().check_action(action, parameters)

    def _step_or_say(self, by: int) -> None:
        if not self.step(by):
            self.app.say("Nothing is marked in this document; / finds words.")

    def _leap(self, by: int) -> None:
        by = by or 1
        self.scroll_to(y=self.scroll_offset.y + by, animate=False)
        self._go(self.row + by)

    def _go_to_mark(self, at: int) -> None:
        before, self.current = self.current, at
        if before is not None and before < len(self.marks):
            self._redraw_line(self.marks[before].citation.page, self.marks[before].citation.line)
        mark = self.marks[at]
        self._redraw_line(mark.citation.page, mark.citation.line)
        self._go(self._row_of(mark.citation.page, mark.citation.line, mark.citation.start), centre=True)
        words = clean(mark.label or mark.citation.quote)
        self.post_message(self.Moved(self, f"{at + 1} of {len(self.marks)} marked: {words}"))

    def _go_to_match(self, at: int) -> None:
        before, self._match = self._match, at
        if before is not None and before < len(self._matches):
            self._redraw_line(self._matches[before].page, self._matches[before].line)
        match = self._matches[at]
        self._redraw_line(match.page, match.line)
        self._go(self._row_of(match.page, match.line, match.start), centre=True)
        self.post_message(self.Moved(self, f"{at + 1} of {len(self._matches)} found"))
