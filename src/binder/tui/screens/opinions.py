"""Opinions: two doctors' texts lined up, where they differ, each mark with its line in both and its rule."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from binder.model.clean import clean
from binder.model.comparison import Comparison
from binder.model.errors import BinderError, Sealed
from binder.model.opinion import Marked
from binder.model.passages import Passage, Side
from binder.model.record import Record
from binder.model.spoken import FIXED_WORDS
from binder.tui.commands import Command
from binder.tui.screens.opinion_commands import (
    AskDoctor,
    ChangeLayout,
    ChangeOrder,
    ChangeSide,
    ChooseOpinions,
    FindInBoth,
    FoldSame,
    GoDiagnosis,
    GoMoved,
    GoStaging,
    GoTiming,
    GoTreatment,
    LeaveList,
    NextDifference,
    NextSure,
    NextWording,
    NotComparedList,
    OnlyDifferences,
    OpenSource,
    OwnVerdict,
    Particulars,
    PreviousDifference,
    PreviousSure,
    PreviousWording,
    SealOpinion,
    TableOfAll,
    TakeApart,
    TieTogether,
    WordingMarks,
    WriteDown,
)
from binder.tui.screens.opinion_looking import Looking
from binder.tui.widgets.lines import Lines
from binder.tui.widgets.opinion_axes import MARKS, head_rows, legend
from binder.tui.widgets.opinion_detail import Told, block_words, detail_rows, difference_words, fits
from binder.tui.widgets.opinion_rows import SIDE_BY_SIDE_FROM, Mode, Row, Run
from binder.tui.widgets.side_by_side import MAP_CELLS, SideBySide

_ALL_OF_HEAD = 36  # rows of the view from which the axes may take two rows each
_COUNTS_FROM = 26  # ... and from which the counts and the legend are shown
_PASSAGES, _DETAIL, _FOOT = 10, 3, 1  # rows of a narrow window that the head leaves to what stands below it
_ROOM_FOR_CLAUSES = 2  # rows more that a difference may take in a high window
_AROUND = 3  # rows of the window that are not the view's: the tabs, what the app says, the keys
_SPARE = 2  # rows below the passages that may stay empty

_COMPARING = "The two are still being compared: this key acts in a moment."
NO_OPINION = (
    "No record is marked as an opinion yet. In the timeline (2) go to a doctor's opinion and press o, then 1 for the "
    "first or 2 for the second. With two of them marked, this screen lines them up."
)
ONE_OPINION = (
    "One opinion is marked: {}. To compare, mark another: in the timeline (2) go to the other doctor's opinion and "
    "press o, then its number."
)


class Words(Static, can_focus=True):
    """What is said in place of the passages; it takes the keys while they are hidden."""


_WITHOUT_PAIR = (SealOpinion, Particulars, ChooseOpinions, TableOfAll, LeaveList)


class OpinionsView(Looking):
    """Two opinions side by side: what is compared, and how it is drawn."""

    title = "Opinions"
    marks = MARKS
    commands = (
        NextDifference, NextSure, OpenSource, OnlyDifferences, AskDoctor, TableOfAll, ChangeLayout, ChangeOrder,
        NotComparedList, PreviousDifference, PreviousSure, ChangeSide, GoDiagnosis, GoStaging, GoTreatment, GoTiming,
        NextWording, PreviousWording, GoMoved, FoldSame, WordingMarks, FindInBoth, TakeApart, TieTogether, OwnVerdict,
        ChooseOpinions, SealOpinion, Particulars, WriteDown, LeaveList,
    )  # fmt: skip

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._opinions: list[Record] = []
        self._shown: Marked | None = None
        self._detail_height = 0
        self._tying: tuple[Side, Passage] | None = None

    def compose(self) -> ComposeResult:
        """The axes, the passages, what the cursor stands on, the legend; or what to do where there is nothing."""
        yield Words("", id="opinions-none", markup=False)
        yield Static("", id="opinions-axes", markup=False)
        yield SideBySide(id="opinions-passages")
        yield Lines(id="opinions-detail")
        yield Static("", id="opinions-legend", markup=False)

    def on_mount(self) -> None:
        """Look as it was left."""
        self.body.change(**self.remembered)
        self._show_words("")

    @property
    def body(self) -> SideBySide:
        """The passages."""
        return self.query_one(SideBySide)

    @property
    def comparison(self) -> Comparison | None:
        """What is shown."""
        return self.body.comparison

    # -- loading ------------------------------------------------------------------------------------------------------

    async def refresh_view(self) -> None:
        """Compare where the opinions, or what is marked on them, are others than before; else all stands as it was."""
        self._opinions = await self.app.in_thread(self.app.binder.opinions)
        ids = [record.id for record in self._opinions]
        if len(ids) < 2:
            self._pair = self._shown = None
            self.body.show(None)
            known = f"{ids[0]}, {clean(self._opinions[0].title)}" if ids else ""
            self._show_words(ONE_OPINION.format(known) if ids else NO_OPINION)
            return
        if self._pair is None or not set(self._pair) <= set(ids):
            self._pair = (ids[0], ids[1])
        self._compare()

    async def compare_again(self, note: str = "") -> None:
        """Lay the two side by side anew, the place kept, and say the note."""
        self._note = note
        self._compare()

    def _compare(self) -> None:
        if self._pair is not None:
            self.run_worker(self._compared(*self._pair), group="compare", exclusive=True)

    async def _compared(self, a: str, b: str) -> None:
        """Show how the texts begin as soon as that is compared, then the whole; the same two again keep their place."""
        stages = iter(self.app.binder.marked_in_stages(a, b))
        again, first = self._stands(a, b), True
        if not again and not self.body.listing:  # a list that is looked at stays
            self._show_words("Comparing…")
        last = None
        try:
            while (marked := await self.app.in_thread(lambda: next(stages, None))) is not None:
                last = marked
                if not again:
                    self._show(marked, keep=not first)
                    first = False
        except BinderError as error:
            self._refuse(error)
            return
        if again and last is not None and last != self._shown:
            self._show(last, keep=True)
        elif again and (self._note or (self.app.main is not None and not self.app.main.status.words)):
            self._say_look()

    def _refuse(self, error: BinderError) -> None:
        """Say why the two are not laid side by side; a list that is looked at stays."""
        other = " v chooses other opinions." if isinstance(error, Sealed) and len(self._opinions) > 2 else ""
        if self._shown is not None or not self.body.listing:
            self._shown = None
            self.body.show(None)
            self._show_words(f"{error}{other}")
        if self._note:
            self.app.say(self._note)
            self._note = ""

    def _stands(self, a: str, b: str) -> bool:
        """Whether these two are the ones on the screen."""
        return self._shown is not None and (self._shown.comparison.a.record, self._shown.comparison.b.record) == (a, b)

    def _show(self, marked: Marked, *, keep: bool) -> None:
        self._shown = marked
        self._show_words(None)
        self.body.show(marked, keep=keep)
        self._draw_head()
        self.refresh_keys()

    def _show_words(self, words: str | None) -> None:
        """A sentence in place of the passages, or the passages."""
        said = self.query_one("#opinions-none", Words)
        if words is not None:
            said.update(Text(words))
        self.set_class(words is not None, "-none")
        if self.screen.focused in (said, self.body, None) and self._current:
            self.focus_main()

    @property
    def _current(self) -> bool:
        """Whether this is the view that is shown, also before it was drawn for the first time."""
        return self.app.main is not None and self.app.main.view is self

    def focus_main(self) -> None:
        """The keyboard belongs to the passages, or to what is said in their place."""
        hidden = self.has_class("-none")
        (self.query_one("#opinions-none", Words) if hidden else self.body).focus(scroll_visible=False)

    # -- drawing ------------------------------------------------------------------------------------------------------

    @property
    def _height(self) -> int:
        """Rows of the view; a question of several rows takes some away, but the head is not laid out anew for that."""
        return self.app.size.height - _AROUND

    def on_resize(self) -> None:
        """The head takes what the window leaves it."""
        self.set_class(self._height < _COUNTS_FROM, "-low")
        self._detail_height = 0
        self._draw_head()

    def notify_style_update(self) -> None:
        """Colours changed: draw what lies around the passages again."""
        super().notify_style_update()
        if self.is_mounted and self.comparison is not None:
            self.call_after_refresh(self._draw_head)

    def _draw_head(self) -> None:
        marked, height = self.body.marked, self._height
        if marked is None or self.size.width < 2:
            return
        low, narrow = height < _COUNTS_FROM, self.size.width - MAP_CELLS < SIDE_BY_SIDE_FROM
        room = 0 if low else 6 if height < _ALL_OF_HEAD else 99
        if narrow:
            room = height - _PASSAGES - _DETAIL - (_FOOT if low else _FOOT + 1)
        rows = head_rows(marked, self.size.width - MAP_CELLS, room)
        axes, rows = self.query_one("#opinions-axes", Static), rows[: max(2, height // 2)]
        # Told, not left to what is in it: that may change in the moment in which it is measured.
        axes.styles.height = len(rows) + (0 if self.has_class("-low") else 1)
        axes.update(self._text(rows))
        asked = f"   * asked: {len(marked.questions)}" if marked.questions else ""
        fixed = any(FIXED_WORDS in run.text for row in rows for run in row.runs)
        words = f" {FIXED_WORDS}{asked}"
        words += "   marks: ?" if low and len(words) + len("   marks: ?") <= self.size.width else ""
        foot = [Row((Run(words, "dim"),))] if low or not fixed else []
        foot += [] if low else [Row(legend(self.size.width, yours=bool(marked.count)))]
        below = self.query_one("#opinions-legend", Static)
        below.styles.height = len(foot)
        below.update(self._text(foot))
        self._draw_detail()

    def _text(self, rows: list[Row]) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis", end="")
        for number, row in enumerate(rows):
            text.append("\n" if number else "")
            for run in row.runs:
                text.append(run.text, self.body.ink(run.ink))
        return text

    @on(SideBySide.LaidOut)
    def _say_how(self) -> None:
        if self._finding:
            self._finding = False
            self._go_on_finding()
        elif self._current and self.comparison is not None:
            self._say_look()

    @on(SideBySide.Moved)
    def _draw_detail(self) -> None:
        body, marked = self.body, self.body.marked
        if self.has_class("-listing") is not bool(body.listing):
            self.set_class(bool(body.listing), "-listing")
            self.refresh_keys()  # in a list other keys can act
        if marked is None or body.listing:
            return
        # A narrow window has three rows for it and a wide one two: more where a value would else be cut, and in a high
        # window where the words alone would be told without the clause they stand in.
        width, least = self.size.width, 3 if self.size.width < SIDE_BY_SIDE_FROM else 2
        room = least + _ROOM_FOR_CLAUSES if self._height >= _COUNTS_FROM else 0
        rows: list[tuple[Run, ...]] = []
        if body.current is not None:
            for told in Told:
                parts = difference_words(marked, body.layout_now, body.current, told)
                rows = detail_rows(parts, self._enter(), width, least)
                if fits(parts, width, least) or len(rows) <= room:
                    break
        elif body.block is not None:
            rows = detail_rows(block_words(body.block, marked), self._enter(), width, least)
        most = max(least, self.size.height // 2)
        if len(rows) > most:
            rows = [*rows[: most - 1], (Run(f" … {self._enter()}: there it stands in whole", "dim"),)]
        detail = self.query_one("#opinions-detail", Lines)
        # Another height repaints all passages: one that is a little too great is kept.
        if not 0 <= self._detail_height - max(least, len(rows)) <= _SPARE:
            self._detail_height = max(least, len(rows))
        detail.styles.height = self._detail_height
        detail.show([tuple((run.text, body.ink(run.ink)) for run in runs if run.text) for runs in rows])

    def _enter(self) -> str:
        block, side = self.body.block, self.body.active_side
        return f"Enter opens {side.upper()}" + (" (Tab)" if block is not None and block.linked else "")

    def _say_look(self) -> None:
        body = self.body
        mode = body.layout_now.mode
        narrow = body.mode is Mode.AUTO and mode is Mode.STACKED
        words = [f"{mode.value}, window under {SIDE_BY_SIDE_FROM} columns (s)" if narrow else f"{mode.value} (s)"]
        words.append(f"{body.order.value} (o)")
        if body.layout_now.hidden:
            words.append(f"{body.layout_now.hidden} not shown ({'c' if body.differences_only else 'f'})")
        if not narrow and body.layout_now.stops:
            words.append("D S T M: an axis and its key")
            words.append("right edge: the whole, ≠ where they differ")
        self.app.say(self._note or " · ".join(words))
        self._note = ""

    # -- commands -----------------------------------------------------------------------------------------------------

    def why_not(self, command: type[Command]) -> str | None:
        """Without a comparison little here can act; v needs a third opinion."""
        if command is ChooseOpinions:
            return None if len(self._opinions) > 2 else "Only with three opinions or more is there a choice."
        if command is TableOfAll and len(self._opinions) < 2:
            return "A table needs two opinions: mark another with o in the timeline."
        if command not in _WITHOUT_PAIR and self.comparison is None:
            comparing = any(w.group == "compare" and not w.is_finished for w in self.workers)
            return _COMPARING if comparing else "There are no two opinions to compare yet."
        if self.body.listing and command not in (NotComparedList, TableOfAll, LeaveList, WriteDown, *_WITHOUT_PAIR):
            return "This is a list in the passages' place: Esc goes back to them."
        return super().why_not(command)

    def words_for(self, command: type[Command]) -> str:
        """The key that opened a list goes back from it."""
        opened = {"t": TableOfAll, "x": NotComparedList}.get(self.body.listing)
        return "passages" if command is opened else super().words_for(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc leaves the list, the tying or the words looked for first, and only without one the view."""
        if action == "command" and parameters == ("LeaveList",):
            return bool(self.body.listing or self._tying or self.body.find)
        return super().check_action(action, parameters)
