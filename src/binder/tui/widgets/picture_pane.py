"""Pages, photographs and slices of a record: the picture, a study's series beside it, and the keys to go through."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size

from binder.model.errors import BinderError
from binder.model.record import Record
from binder.model.study import Series, Study
from binder.tui.commands import Command, Commanding
from binder.tui.sharp import SETTING
from binder.tui.sized import Sized
from binder.tui.widgets.picture import PictureView
from binder.tui.widgets.record_list import ListRows, OpenItem, RecordList

if TYPE_CHECKING:
    from binder.model.document import Picture
    from binder.tui.app import BinderApp

# Usual CT windows as centre and width in Hounsfield units, as radiology teaching gives them.
WINDOWS: tuple[tuple[str, tuple[float, float] | None], ...] = (
    ("as stored", None),
    ("soft tissue", (50, 400)),
    ("lung", (-600, 1500)),
    ("bone", (400, 1800)),
    ("brain", (40, 80)),
    ("liver", (30, 150)),
)
_WIDE = 100


class NextSlice(Command):
    """Show the next slice, page or frame."""

    keys, text, footer, shown_key = "right,full_stop", "next", True, "← →"


class PreviousSlice(Command):
    """Show the slice, page or frame before."""

    keys, text, shown_key = "left,comma", "before", "←"


class NextWindow(Command):
    """Change the grey window of a CT: soft tissue, lung, bone, brain, liver, as stored."""

    keys, text, footer = "w", "window", True


class PreviousWindow(Command):
    """Go back to the window before."""

    keys, text = "W", "window before"


class Brighter(Command):
    """Make the picture brighter."""

    keys, text, footer, shown_key = "plus,equals_sign", "brighter", True, "+ -"


class Darker(Command):
    """Make the picture darker."""

    keys, text, shown_key = "minus", "darker", "-"


class SharpOrBlocks(Command):
    """Draw the picture point by point, where the terminal can, or in blocks, which are fewer bytes for a slow line."""

    keys, text = "b", "sharp or blocks"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which picture is to be shown, and how large."""

    record: str
    number: int
    series: str | None
    window: tuple[float, float] | None
    room: Size


class SeriesList(RecordList, inherit_bindings=False):
    """The series of a study; the cursor alone shows one."""

    commands = tuple(command for command in RecordList.commands if command is not OpenItem)


class PicturePane(Commanding, Sized, Container):
    """The picture of a record with, for an imaging study, its series."""

    commands = (NextSlice, PreviousSlice, NextWindow, PreviousWindow, Brighter, Darker, SharpOrBlocks)
    if TYPE_CHECKING:
        app = getters.app(BinderApp)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.record: Record | None = None
        self.number = 1
        self._study: Study | None = None
        self._series: Series | None = None
        self._window = 0
        self._wanted: Wanted | None = None
        self._drawn: Wanted | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        """The series, then the picture."""
        yield SeriesList(id="series")
        yield PictureView(id="picture")

    @property
    def count(self) -> int:
        """How many pictures the series or the document has."""
        if self._series is not None:
            return self._series.pictures
        return self.record.pictures if self.record else 0

    def show(self, record: Record, study: Study | None, *, page: int = 0) -> None:
        """Show a record's pictures, or go on with the one shown before; `page` goes to a page."""
        if self.record is not None and self.record.id == record.id and self._study == study:
            self.record = record
            if page and study is None and page != self.number:
                self.number = page
                self.call_after_refresh(self.want)
            return
        self.record, self._study, self.number, self._window = record, study, max(1, page), 0
        drawable = [s for s in study.series if any(i.has_pixels for i in s.instances)] if study else []
        # The series with most images is the examination itself; scouts, overlays and reports are small.
        self._series = max(drawable, key=lambda s: s.pictures) if drawable else None
        if self._series is not None:
            self.number = _middle(self._series)
        self._wanted = self._drawn = None
        self.picture.clear()
        self.picture.brightness = 0
        self.set_class(bool(drawable), "-study")
        self.series_list.show(ListRows([(s.uid, _series_line(s)) for s in drawable]))
        if self._series is not None:
            self.series_list.move_to(self._series.uid)
        self.call_after_refresh(self.want)

    @property
    def picture(self) -> PictureView:
        """The picture itself."""
        return self.query_one(PictureView)

    @property
    def series_list(self) -> SeriesList:
        """The series of the study."""
        return self.query_one(SeriesList)

    def focus_main(self) -> None:
        """The series where there are any, else the picture."""
        target = self.series_list if self.has_class("-study") else self.picture
        target.focus(scroll_visible=False)

    def want(self) -> None:
        """Ask for the picture of this place; what was asked for before and is not drawn yet is forgotten."""
        if self.record is None or not self.picture.is_on_screen:
            return
        if not self.count:
            self.picture.show_words("There is no picture in this record.")
            return
        room = Size(*self.picture.room)
        uid = self._series.uid if self._series else None
        self._wanted = Wanted(self.record.id, self.number, uid, WINDOWS[self._window][1], room)
        if self._wanted != self._drawn and not self._busy:
            self.run_worker(self._draw_wanted(), group="picture", exit_on_error=False)

    async def _draw_wanted(self) -> None:
        """Compute the newest picture wanted in a thread, one at a time, until none newer is wanted."""
        self._busy = True
        try:
            last = 0.0
            while (wanted := self._wanted) is not None and wanted != self._drawn:
                try:
                    picture = await asyncio.to_thread(self._compute, wanted)
                except BinderError as error:
                    self.picture.clear()
                    self.picture.show_words(str(error))
                    self._drawn = wanted
                    continue
                # While an arrow is held, a picture now and then shows the way; each is tens of kilobytes on the line.
                if wanted == self._wanted or time.monotonic() - last > 0.4:
                    self.picture.show(picture, self._words(wanted))
                    last = time.monotonic()
                self._drawn = wanted
        finally:
            self._busy = False

    def _compute(self, wanted: Wanted) -> Picture:
        return self.app.binder.picture(
            wanted.record,
            wanted.number,
            width=wanted.room.width,
            height=wanted.room.height,
            window=wanted.window,
            series=wanted.series,
        )

    def _words(self, wanted: Wanted) -> str:
        thing = "slice" if self._series else "page"
        words = f"{thing} {wanted.number} of {self.count}"
        return words + (f" · {WINDOWS[self._window][0]}" if wanted.window else "")

    # What changes it

    @on(RecordList.Highlighted, "#series")
    def series_chosen(self, event: RecordList.Highlighted) -> None:
        """Another series: show its middle slice."""
        event.stop()
        found = next((s for s in self._study.series if s.uid == event.key), None) if self._study else None
        if found is not None and found is not self._series:
            self._series, self.number = found, _middle(found)
            self.want()

    def on_resize(self, event: events.Resize) -> None:
        """Series above the picture where there is no room beside it; the picture anew in its new size."""
        self.set_class(event.size.width >= _WIDE, "-wide")
        self.call_after_refresh(self.want)

    def action_next_slice(self) -> None:
        """Next."""
        self._go(1)

    def action_previous_slice(self) -> None:
        """Before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        number = max(1, min(self.number + by, self.count))
        if number == self.number:
            self.app.say("This is the last one." if by > 0 else "This is the first one.")
            return
        self.number = number
        self.want()

    def why_not(self, command: type[Command]) -> str | None:
        """Windows in Hounsfield units mean nothing but in a CT."""
        ct = self._series is not None and self._series.modality == "CT"
        if command in (NextWindow, PreviousWindow) and not ct:
            return "Windows are for CT images; + and - change the brightness of any picture."
        if command is SharpOrBlocks and self.picture.can is None:
            return f"This terminal is not known to draw pictures; if it can, set {SETTING}=sixel or {SETTING}=kitty."
        return super().why_not(command)

    def action_sharp_or_blocks(self) -> None:
        """The other of the two."""
        self.picture.sharp = not self.picture.sharp
        self.picture.clear()
        self.want()

    def action_next_window(self) -> None:
        """Next window."""
        self._change_window(1)

    def action_previous_window(self) -> None:
        """Window before."""
        self._change_window(-1)

    def _change_window(self, by: int) -> None:
        self._window = (self._window + by) % len(WINDOWS)
        self.want()

    def action_brighter(self) -> None:
        """Brighter by a step."""
        self.picture.brighten(1)

    def action_darker(self) -> None:
        """Darker by a step."""
        self.picture.brighten(-1)


def _middle(series: Series) -> int:
    """The number of the middle slice, which tells most at a glance."""
    return (series.pictures + 1) // 2


def _series_line(series: Series) -> list[tuple[str, str]]:
    number = f"{series.number}" if series.number is not None else "–"
    count = series.pictures
    words = f"{count} image" + "s" * (count != 1)
    return [
        (f"{number:>3} ", "dim"),
        (f"{series.modality or '?':<4}", "badge"),
        (f"{words:<11} ", ""),
        (series.description or "no description", "strong"),
    ]
