"""Opinions: two doctors' texts lined up, where they differ, each mark with its line in both and its rule."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from binder.model.citation import Citation
from binder.model.clean import clean
from binder.model.comparison import Axis, Comparison
from binder.model.errors import BinderError, Sealed
from binder.model.opinion import Marked
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
    NextWording,
    NotComparedList,
    OnlyDifferences,
    OpenSource,
    OwnVerdict,
    Particulars,
    PreviousDifference,
    PreviousWording,
    SealOpinion,
    TableOfAll,
    TakeApart,
    TieTogether,
    WordingMarks,
    WriteDown,
)
from binder.tui.screens.opinion_marking import Marking
from binder.tui.widgets.footer import Footer
from binder.tui.widgets.lines import Lines
from binder.tui.widgets.opinion_axes import head_rows, legend
from binder.tui.widgets.opinion_detail import block_words, detail_rows, difference_words, fits
from binder.tui.widgets.opinion_lists import matrix_rows, not_compared_rows
from binder.tui.widgets.opinion_passages import Order, Passage, Side
from binder.tui.widgets.opinion_rows import SIDE_BY_SIDE_FROM, Mode, Row, Run
from binder.tui.widgets.side_by_side import MAP_CELLS, SideBySide

_ALL_OF_HEAD = 44  # rows of the view from which the axes may take two rows each
_COUNTS_FROM = 26  # ... and from which the counts and the legend are shown

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


class OpinionsView(Marking):
    """Two opinions side by side. What was chosen of layout and order holds until binder ends."""

    title = "Opinions"
    commands = (
        NextDifference, OpenSource, OnlyDifferences, AskDoctor, TableOfAll, ChangeLayout, ChangeOrder, NotComparedList,
        PreviousDifference, ChangeSide, GoDiagnosis, GoStaging, GoTreatment, GoTiming, NextWording, PreviousWording,
        GoMoved, FoldSame, WordingMarks, FindInBoth, TakeApart, TieTogether, OwnVerdict, ChooseOpinions, SealOpinion,
        Particulars, WriteDown, LeaveList,
    )  # fmt: skip

    remembered: ClassVar[dict[str, Any]] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._opinions: list[Record] = []
        self._pair: tuple[str, str] | None = None
        self._shown: Marked | None = None
        self._tying: tuple[Side, Passage] | None = None
        self._before_moved: Order | None = None
        self._note = ""
        self._finding = False

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
        if not again:
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
        if self.app.main is not None:
            self.app.main.query_one(Footer).refresh_keys()

    def _show_words(self, words: str | None) -> None:
        """A sentence in place of the passages, or the passages."""
        said = self.query_one("#opinions-none", Words)
        if words is not None:
            said.update(Text(words))
        self.set_class(words is not None, "-none")
        if self.screen.focused in (said, self.body, None) and self.is_on_screen and self.app.main is not None:
            self.focus_main()

    def focus_main(self) -> None:
        """The keyboard belongs to the passages, or to what is said in their place."""
        hidden = self.has_class("-none")
        (self.query_one("#opinions-none", Words) if hidden else self.body).focus(scroll_visible=False)

    # -- drawing ------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The head takes what the window leaves it."""
        self.set_class(self.size.height < _COUNTS_FROM, "-low")
        self.set_class(self._low_detail, "-three")
        self._draw_head()

    @property
    def _low_detail(self) -> bool:
        """Whether what the cursor stands on takes three rows, because the window is narrow."""
        return self.size.width < SIDE_BY_SIDE_FROM

    def notify_style_update(self) -> None:
        """Colours changed: draw what lies around the passages again."""
        super().notify_style_update()
        if self.is_mounted and self.comparison is not None:
            self.call_after_refresh(self._draw_head)

    def _draw_head(self) -> None:
        marked, height = self.body.marked, self.size.height
        if marked is None or self.size.width < 2:
            return
        room = 0 if height < _COUNTS_FROM else 6 if height < _ALL_OF_HEAD else 99
        rows = head_rows(marked, self.size.width - MAP_CELLS, room)
        self.query_one("#opinions-axes", Static).update(self._text(rows[: max(2, height // 2)]))
        asked = f"   * asked: {len({q for ids in marked.asked.values() for q in ids})}" if marked.asked else ""
        low = Row((Run(f" {FIXED_WORDS}{asked}", "dim"),))
        foot = low if height < _COUNTS_FROM else Row(legend(self.size.width, yours=bool(marked.count)))
        self.query_one("#opinions-legend", Static).update(self._text([foot]))
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
        elif self.is_on_screen and self.comparison is not None:
            self._say_look()

    @on(SideBySide.Moved)
    def _draw_detail(self) -> None:
        body, marked = self.body, self.body.marked
        if marked is None:
            return
        self.set_class(bool(body.listing), "-listing")
        rows: list[tuple[Run, ...]] = []
        height = 3 if self._low_detail else 2
        if body.listing:
            pass
        elif body.current is not None:
            parts = difference_words(marked, body.layout_now, body.current)
            if not fits(parts, self._width, height):
                parts = difference_words(marked, body.layout_now, body.current, short=True)
            rows = detail_rows(parts, self._enter(), self._width, height)
        elif body.block is not None:
            rows = detail_rows(block_words(body.block, marked), self._enter(), self._width, height)
        lines = [tuple((run.text, body.ink(run.ink)) for run in runs if run.text) for runs in rows]
        self.query_one("#opinions-detail", Lines).show(lines)

    @property
    def _width(self) -> int:
        return self.size.width

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
            return "There are no two opinions to compare yet."
        if self.body.listing and command not in (NotComparedList, TableOfAll, LeaveList, WriteDown, *_WITHOUT_PAIR):
            return "This is a list in the passages' place: Esc goes back to them."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc leaves the list, the tying or the words looked for first, and only without one the view."""
        if action == "command" and parameters == ("LeaveList",):
            return bool(self.body.listing or self._tying or self.body.find)
        return super().check_action(action, parameters)

    def action_next_difference(self) -> None:
        """Next firm difference."""
        self._step(1)

    def action_previous_difference(self) -> None:
        """Firm difference before."""
        self._step(-1)

    def _step(self, way: int) -> None:
        if not self.body.step_difference(way):
            self.app.say("No difference was found that is sure enough to count; see “perhaps” and x.")

    def action_next_wording(self) -> None:
        """Next passage in other words."""
        self._step_wording(1)

    def action_previous_wording(self) -> None:
        """Passage in other words before."""
        self._step_wording(-1)

    def _step_wording(self, way: int) -> None:
        if not self.body.step_wording(way):
            self.app.say("No passage says it in other words.")

    def action_go_diagnosis(self) -> None:
        """Differences in diagnosis."""
        self._go_axis(Axis.DIAGNOSIS)

    def action_go_staging(self) -> None:
        """Differences in staging."""
        self._go_axis(Axis.STAGING)

    def action_go_treatment(self) -> None:
        """Differences in treatment."""
        self._go_axis(Axis.TREATMENT)

    def action_go_timing(self) -> None:
        """Differences in timing."""
        self._go_axis(Axis.TIMING)

    def _go_axis(self, axis: Axis) -> None:
        comparison, body = self.comparison, self.body
        if comparison is None:
            return
        stops = [s for s in body.layout_now.stops if comparison.differences[s.number].axis is axis]
        if body.go_to(stops):
            return
        for index, block in enumerate(body.layout_now.blocks):
            if body.layout_now.first[index] >= 0 and axis in block.axes:
                body.go_to_block(index)
                self.app.say(f"In {axis.value} nothing is sure enough to count; here they may differ.")
                return
        verdict = next((result.verdict.label for result in comparison.axes if result.axis is axis), "neither says")
        self.app.say(f"{axis.value.capitalize()}: {verdict}; there is no difference to go to.")

    async def action_open_source(self) -> None:
        """Open the record at the words of the current difference, else at the passage."""
        body, comparison = self.body, self.comparison
        side = body.active_side
        if comparison is None or body.block is None:
            return
        text = comparison.a if side is Side.A else comparison.b
        if citation := self._citation(comparison, side):
            self.app.open_record(text.record, citation)

    def _citation(self, comparison: Comparison, side: Side) -> Citation | None:
        text, block = comparison.a if side is Side.A else comparison.b, self.body.block
        spans = [(p.page, p.line, p.start, p.end) for q in (block.side(side) if block else ()) for p in q.pieces[:1]]
        if self.body.current is not None:
            difference = comparison.differences[self.body.current]
            firm = difference.a if side is Side.A else difference.b
            spans = [(s.page, s.line, s.start, s.end) for s in firm] or spans
        for page, line, start, end in spans:
            lines = next((lines for number, lines in text.pages if number == page), ())
            if 0 < line <= len(lines):
                return Citation(page, line, start, end, lines[line - 1][start:end], text.record)
        return None

    def action_change_side(self) -> None:
        """The other side."""
        self.body.change_side()

    def _change(self, note: str = "", **look: Any) -> None:
        """Lay out otherwise; once that is done say the note, or how the passages stand now."""
        self._note = note
        passing = ("differences_only", "find")
        self.remembered.update({name: value for name, value in look.items() if name not in passing})
        self.body.change(**look)

    def action_change_layout(self) -> None:
        """Auto, side by side, stacked."""
        self._change(mode=self.body.mode.next)

    def action_change_order(self) -> None:
        """A's, B's, by axis."""
        self._before_moved = None
        self._change(order=self.body.order.next)

    def action_only_differences(self) -> None:
        """Hide or show passages without a difference found."""
        self._change(differences_only=not self.body.differences_only)

    def action_fold_same(self) -> None:
        """Fold or show what is word for word the same."""
        folded = not self.body.folded
        same = any(block.same and block.plain for block in self.body.layout_now.blocks)
        none = "No passage is word for word the same in both: nothing is folded."
        self._change(none if folded and not same else "", folded=folded)

    def action_wording_marks(self) -> None:
        """Dim, on, off."""
        wording = self.body.wording.next
        self._change(f"Marks on other words: {wording.value}", wording=wording)

    def action_go_moved(self) -> None:
        """To the difference's other half, else to this passage in the other doctor's order; again: back."""
        body = self.body
        other = body.other_place()
        if other is not None:
            body.go_to_block(other)
        elif self._before_moved is not None:
            order, self._before_moved = self._before_moved, None
            self._change(order=order)
        elif body.block is not None and body.block.moved:
            self._before_moved = body.order
            order = Order.A if body.order is Order.B else Order.B
            self._change(f"This passage in {order.value}; m goes back.", order=order)
        else:
            self.app.say("This passage stands in the same place in both.")

    def action_not_compared_list(self) -> None:
        """The list, or back."""
        marked = self.body.marked
        if self.body.listing == "x" or marked is None:
            self.body.show_list("")
        else:
            self.body.show_list("x", lambda width: not_compared_rows(marked, width))

    async def action_table_of_all(self) -> None:
        """All opinions axis by axis, or back."""
        if self.body.listing == "t":
            self.action_leave_list()
            return
        self.app.say("Comparing all…")
        base = self._pair[0] if self._pair else ""
        matrix = await self.app.in_thread(lambda: self.app.binder.matrix(base))
        self._show_words(None)
        self.body.show_list("t", lambda width: matrix_rows(matrix, width))
        self.app.say("")

    def action_leave_list(self) -> None:
        """Back to the passages; or no longer tying, or looking for words."""
        if self.body.listing:
            self.body.show_list("")
            if self.comparison is None:
                self._compare()
        elif self._tying is not None:
            self._tying = None
            self.app.say("Nothing was tied.")
        else:
            self._change(find="")

    async def action_find_in_both(self) -> None:
        """Ask for words; go to the next place that holds them."""
        words = await self.app.ask("Find in both:", default=self.body.find)
        if not words:
            if words == "" and self.body.find:
                self._change(find="")
            return
        if words == self.body.find:
            self._go_on_finding()
        else:
            self._finding = True  # the rows may be made in a thread
            self.body.change(find=words)

    def _go_on_finding(self) -> None:
        words = self.body.find
        at, count = self.body.step_found()
        none = f"“{words}” stands in no passage of either" + (" that is shown" if self.body.layout_now.hidden else "")
        self._note = f"“{words}”: {at} of {count} · / Enter goes on, Esc ends it" if count else f"{none}."
        self._say_look()

    async def action_choose_opinions(self) -> None:
        """Ask for A, then for B."""
        chosen: list[str] = []
        for side in Side:
            rest = [r for r in self._opinions if r.id not in chosen]
            choices = {str(r.opinion): clean(r.filing.author) or clean(r.title) for r in rest}
            answer = await self.app.ask(f"{side.upper()} is which opinion?", choices=choices)
            if answer is None:
                return
            chosen.append(next(r.id for r in rest if str(r.opinion) == answer))
        self._pair = (chosen[0], chosen[1])
        self.body.show_list("")
        await self.refresh_view()
