"""What a reader does on the opinions screen without changing anything: stepping, layout, lists, finding, sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from binder.model.citation import Citation
from binder.model.comparison import Axis, Comparison
from binder.model.passages import Order, Side
from binder.model.spoken import verdict_words
from binder.tui.screens.opinion_marking import Marking, opinion_label
from binder.tui.widgets.opinion_axes import stops_on
from binder.tui.widgets.opinion_lists import matrix_rows, not_compared_rows


class Looking(Marking):
    """The part of the opinions view that moves about in it; what was chosen of its looks holds until binder ends."""

    remembered: ClassVar[dict[str, Any]] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pair: tuple[str, str] | None = None
        self._before_moved: Order | None = None
        self._note = ""
        self._finding = False

    if TYPE_CHECKING:

        def _say_look(self) -> None: ...

        def _show_words(self, words: str | None) -> None: ...

        def _compare(self) -> None: ...

    def action_next_difference(self) -> None:
        """Next difference."""
        self._step(1)

    def action_previous_difference(self) -> None:
        """Difference before."""
        self._step(-1)

    def action_next_sure(self) -> None:
        """Next firm difference."""
        self._step(1, sure=True)

    def action_previous_sure(self) -> None:
        """Firm difference before."""
        self._step(-1, sure=True)

    def _step(self, way: int, *, sure: bool = False) -> None:
        if self.body.step_difference(way, sure=sure):
            return
        if self.body.layout_now.stops:
            self.app.say("No difference is sure; n goes through those that are perhaps.")
        else:
            self.app.say("No difference was found; x says what was not compared.")

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
        stops = stops_on(comparison, axis, body.layout_now.stops)
        if body.go_to(stops):
            sure = any(stop.firm for stop in stops)
            self.app.say("" if sure else f"In {axis.value} no difference is sure; here they may differ.")
            return
        verdict = next((verdict_words(x.verdict, sure=x.sure) for x in comparison.axes if x.axis is axis), "")
        self.app.say(f"{axis.value.capitalize()}: {verdict}; there is no difference to go to.")

    async def action_open_source(self) -> None:
        """Open the record at the words of the current difference, else at the passage."""
        body, comparison = self.body, self.comparison
        side = body.active_side
        if comparison is None or body.block is None:
            return
        text = comparison.a if side is Side.A else comparison.b
        if citation := next(self._citations_of(comparison, side), None):
            self.app.open_record(text.record, citation)

    def _citations(self) -> Iterator[Citation]:
        """The words of either side that the cursor stands on."""
        if self.comparison is not None:
            for side in Side:
                yield from self._citations_of(self.comparison, side)

    def _citations_of(self, comparison: Comparison, side: Side) -> Iterator[Citation]:
        """The words of one side: of the current difference, else of the passages, line by line."""
        text, block = comparison.a if side is Side.A else comparison.b, self.body.block
        spans = [(p.page, p.line, p.start, p.end) for q in (block.side(side) if block else ()) for p in q.pieces]
        if self.body.current is not None:
            difference = comparison.differences[self.body.current]
            firm = difference.a if side is Side.A else difference.b
            spans = [(s.page, s.line, s.start, s.end) for s in firm] or spans
        for page, line, start, end in spans:
            lines = next((lines for number, lines in text.pages if number == page), ())
            if 0 < line <= len(lines):
                yield Citation(page, line, start, end, lines[line - 1][start:end], text.record)

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
        if self.body.listing == "x":
            self.action_leave_list()
        elif marked is not None:
            self.body.show_list("x", lambda width: not_compared_rows(marked, width))
            self.app.say("x or Esc goes back to the passages.")

    async def action_table_of_all(self) -> None:
        """All opinions axis by axis, from what the cursor stands on; or back."""
        if self.body.listing == "t":
            self.action_leave_list()
            return
        self.app.say("Comparing all…")
        base = self._pair[0] if self._pair else ""
        matrix = await self.app.in_thread(lambda: self.app.binder.matrix(base))
        self._show_words(None)
        here, comparison = list(self._citations()), self.comparison
        self.body.show_list("t", lambda width: matrix_rows(matrix, width, here, comparison))
        self.app.say("t or Esc goes back to the passages.")

    def action_leave_list(self) -> None:
        """Back to the passages; or no longer tying, or looking for words."""
        if self.body.listing:
            self.body.show_list("")
            if self.comparison is None:
                self._compare()
            else:
                self._say_look()
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
        known = await self.app.in_thread(self.app.binder.known_opinions)
        chosen: list[str] = []
        for side in Side:
            choices = {str(one.number): opinion_label(one, r) for one, r in known if r and r.id not in chosen}
            answer = await self.app.ask(f"{side.upper()} is which opinion?", choices=choices)
            if answer is None:
                return
            chosen.append(next(r.id for one, r in known if r and str(one.number) == answer))
        self._pair = (chosen[0], chosen[1])
        self.body.show_list("")
        await self.refresh_view()
