"""Questions by the person asked, the appointments, and the decision: what is to be asked, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import on

from binder.model.appointment import Appointment
from binder.model.decision import Decision
from binder.model.question import Question
from binder.tui.calling import log_arrival
from binder.tui.commands import Command
from binder.tui.listing import Listing, TakeOff
from binder.tui.screens import question_commands as do
from binder.tui.screens import visit_commands as visits
from binder.tui.widgets.question_rows import Asking, question_detail, question_rows
from binder.tui.widgets.record_list import RecordList, Rows


class QuestionsView(Listing[Asking]):
    """The fifth of the main views."""

    title = "Questions"
    commands: ClassVar = (do.NoteAnswer, do.FromBank, do.OwnQuestion, visits.ArrivalCall, visits.AddVisit,
                          do.MarkAsked, do.Unanswered, do.DropQuestion, do.ChangeThis, do.PrintQuestions,
                          do.AskBoth, visits.VisitState, visits.Packed, do.NewDecision, do.AddOption,
                          TakeOff)  # fmt: skip
    nothing = "Nothing to ask yet. b chooses from the question bank, + writes your own."

    def load(self) -> Asking:
        """Everything."""
        now = self.app.binder.situation()
        return Asking(now.questions, now.appointments, now.decisions, now.case, now.names)

    def rows(self, held: Asking, width: int) -> Rows:
        """A line each."""
        return question_rows(held, width, datetime.now().astimezone())

    def detail(self, held: Asking, key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """One of them in full."""
        return question_detail(held, key, datetime.now().astimezone())

    # -- what stands under the cursor ---------------------------------------------------------------------------------

    @property
    def question(self) -> Question | None:
        """The question under the cursor."""
        return next((one for one in self.held.questions if one.id == self.items.key), None) if self.loaded else None

    @property
    def visit(self) -> Appointment | None:
        """The appointment under the cursor."""
        return next((one for one in self.held.visits if one.id == self.items.key), None) if self.loaded else None

    @property
    def decision(self) -> Decision | None:
        """The decision under the cursor."""
        return next((one for one in self.held.decisions if one.id == self.items.key), None) if self.loaded else None

    def why_not(self, command: type[Command]) -> str | None:
        """Some keys are for questions, some for appointments, some for the decision."""
        if command in (do.MarkAsked, do.Unanswered, do.DropQuestion) and self.question is None:
            return "Put the cursor on a question first; b chooses some from the bank."
        if command in (visits.ArrivalCall, visits.VisitState, visits.Packed) and self.visit is None:
            return "Put the cursor on an appointment first; A adds one."
        if command is do.AddOption and self.decision is None:
            return "Put the cursor on a decision first; o begins one."
        if command in (do.NoteAnswer, do.ChangeThis) and not (self.loaded and self.items.key):
            return "Put the cursor on a question first; b chooses some from the bank."
        if command is TakeOff and (not self.loaded or self.items.key in ("", "case")):
            return "Put the cursor on what is to be taken off first."
        return super().why_not(command)

    @on(RecordList.Selected)
    def selected(self, event: RecordList.Selected) -> None:
        """Enter opens the cited place of a question; on anything else it notes or changes."""
        event.stop()
        question = self.question
        if question is not None and (place := question.answer_at or next(iter(question.citations), None)):
            self.app.open_record(place.record, place)
        elif self.visit is not None:
            self.action_command("ChangeThis")
        else:
            self.action_command("NoteAnswer")

    # -- commands -----------------------------------------------------------------------------------------------------

    async def action_note_answer(self) -> None:
        """The answer, the choice, what was said about waiting, or what became of the visit."""
        if self.question is not None:
            await do.note_answer(self, self.question)
        elif self.visit is not None:
            await visits.next_state(self, self.visit)
        elif self.decision is not None:
            await do.note_choice(self, self.decision)
        else:
            await do.note_waiting(self)

    async def action_from_bank(self) -> None:
        """One after another until Esc."""
        await do.from_bank(self)

    async def action_own_question(self) -> None:
        """In one's own words."""
        await do.own_question(self)

    async def action_mark_asked(self) -> None:
        """Asked today."""
        question = self.question
        assert question is not None, "why_not refuses it"
        await self.app.in_thread(lambda: self.app.binder.asked(question.id))
        await self.stand_on(question.id)
        self.app.say("Noted as asked. Space notes the answer; u takes it back.")

    async def action_unanswered(self) -> None:
        """Asked, and no answer came."""
        question = self.question
        assert question is not None, "why_not refuses it"
        await self.app.in_thread(lambda: self.app.binder.unanswered(question.id))
        await self.stand_on(question.id)
        self.app.say("Noted: asked, and not answered. u takes it back.")

    async def action_drop_question(self) -> None:
        """Not to be asked any more, or again."""
        question = self.question
        assert question is not None, "why_not refuses it"
        await do.drop(self, question)

    async def action_change_this(self) -> None:
        """Field by field."""
        key = self.items.key
        if self.visit is not None:
            await visits.change(self, key)
        else:
            await do.change(self, key)

    async def action_print_questions(self) -> None:
        """The list as text."""
        await do.print_list(self)

    async def action_ask_both(self) -> None:
        """Both doctors answer each other."""
        added = await self.app.in_thread(self.app.binder.ask_both_to_respond)
        await self.refresh_view()
        words = f"{len(added)} put on the list: each doctor answers the other." if added else "Both were asked already."
        self.app.say(f"{words} u takes it back." if added else words)

    async def action_add_visit(self) -> None:
        """A new appointment."""
        await visits.add(self)

    async def action_arrival_call(self) -> None:
        """Did the records arrive?"""
        visit = self.visit
        assert visit is not None, "why_not refuses it"
        await log_arrival(self.app, visit.id)

    async def action_visit_state(self) -> None:
        """Confirmed, done, missed, cancelled."""
        visit = self.visit
        assert visit is not None, "why_not refuses it"
        await visits.next_state(self, visit)

    async def action_packed(self) -> None:
        """What is packed already."""
        visit = self.visit
        assert visit is not None, "why_not refuses it"
        await visits.pack(self, visit.id)

    async def action_new_decision(self) -> None:
        """What is to be decided."""
        await do.new_decision(self)

    async def action_add_option(self) -> None:
        """One more way to go."""
        decision = self.decision
        assert decision is not None, "why_not refuses it"
        await do.add_option(self, decision)

    async def action_take_off(self) -> None:
        """Off the list."""
        key = self.items.key
        words = await self.app.in_thread(lambda: self.app.binder.remove(key))
        await self.refresh_view()
        self.app.say(f"{words}: taken off. u brings it back.")
