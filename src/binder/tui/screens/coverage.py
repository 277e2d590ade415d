"""Coverage: the plan, the call to it question by question, what was asked of it and until when it can be appealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from textual import on

from binder.model.coverage import Coverage, PlanAnswer, PlanAsk, PlanKind, PlanRequest
from binder.model.errors import BinderError
from binder.tui.asking import ask_day, ask_words, choose_words
from binder.tui.calling import log_plan_call
from binder.tui.commands import Command
from binder.tui.editing import Field, edit, set_field
from binder.tui.listing import Listing, TakeOff
from binder.tui.widgets.coverage_rows import coverage_detail, coverage_rows
from binder.tui.widgets.record_list import RecordList, Rows


class AddPlan(Command):
    """Note a plan, as it stands on the card."""

    keys, text, footer = "n", "new plan", True


class LogPlanCall(Command):
    """Note a call to the plan: the questions of the list one after another; Esc ends them."""

    keys, text, footer = "c", "log a call", True


class AskPlan(Command):
    """Note that it was asked for: pre-authorization, referral, network-gap exception, appeal and so on."""

    keys, text, footer = "p", "asked for", True


class PlanSaid(Command):
    """Note what the plan answered to what was asked."""

    keys, text, footer = "space", "answered", True


class WritePlanLetter(Command):
    """Write the letter that asks for a network-gap exception, or the appeal."""

    keys, text, footer = "t", "letter", True


class ChangePlan(Command):
    """Change what is known of the plan."""

    keys, text = "e", "change"


class CoverageView(Listing[list[Coverage]]):
    """Each plan with its questions."""

    title, enter = "Coverage", "note it"
    commands = (AddPlan, LogPlanCall, AskPlan, PlanSaid, WritePlanLetter, ChangePlan, TakeOff)
    nothing = "No plan is noted yet. n notes the one on the insurance card."

    def load(self) -> list[Coverage]:
        """Every plan."""
        return self.app.binder.coverages()

    def rows(self, held: list[Coverage], width: int) -> Rows:
        """The plan, what was asked of it, the questions."""
        return coverage_rows(held, width, date.today())

    def detail(self, held: list[Coverage], key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """One of them in full."""
        return coverage_detail(held, key, date.today())

    @property
    def _plan(self) -> Coverage:
        key = self.items.key.replace("#", "?").partition("?")[0]
        plan = next((one for one in self.held if one.id == key), None)
        if plan is None:
            raise BinderError("No plan is noted yet: n notes the one on the insurance card.")
        return plan

    def why_not(self, command: type[Command]) -> str | None:
        """Without a plan there is nobody to call."""
        if command is not AddPlan and not (self.loaded and self.held):
            return "No plan is noted yet: n notes the one on the insurance card."
        if command is PlanSaid and not self._plan.requests:
            return "Nothing was asked of this plan yet: p notes what was."
        return super().why_not(command)

    @on(RecordList.Selected)
    def selected(self, event: RecordList.Selected) -> None:
        """Enter on a question notes its answer, on what was asked what was said, on the plan its fields."""
        event.stop()
        if "?" in event.key:
            self.app.run_worker(self._told(self._call(event.key.partition("?")[2])), group="commands")
        else:
            self.action_command("PlanSaid" if "#" in event.key else "ChangePlan")

    async def action_add_plan(self) -> None:
        """Name, kind, number."""
        payer = await self.app.ask("Name of the plan, as on the card?")
        if not payer:
            return
        kind = await choose_words(self.app, "What kind of plan?", {one.value: one.label for one in PlanKind})
        if kind is None:
            return
        phone = await self.app.ask("Number of member services, on the card?")
        if phone is None:
            return
        plan = await self.app.in_thread(
            lambda: self.app.binder.save_coverage(Coverage(payer, kind=PlanKind(kind), phone=phone))
        )
        await self.stand_on(plan.id)
        self.app.say(f"{plan.payer} is noted. c logs the call, question by question; u takes it off.")

    async def action_log_plan_call(self) -> None:
        """Who, the questions still open, the reference number, the next step."""
        await self._call()

    async def _call(self, *questions: str) -> None:
        plan = self._plan
        await log_plan_call(self.app, plan.id, questions, lambda key: self.items.move_to(f"{plan.id}?{key}"))

    async def action_ask_plan(self) -> None:
        """What, when, which refusal it appeals."""
        plan = self._plan
        what = await choose_words(self.app, "What was asked for?", {one.value: one.label for one in PlanAsk})
        if what is None:
            return
        appeals = 0
        if PlanAsk(what) in (PlanAsk.APPEAL, PlanAsk.EXTERNAL_REVIEW):
            refused = {str(o.number): o.what.label for o in plan.requests if o.answer is PlanAnswer.DENIED}
            if not refused:
                raise BinderError("Nothing was refused: there is nothing to appeal.")
            chosen = await choose_words(self.app, "Which refusal does it appeal?", refused)
            if chosen is None:
                return
            appeals = int(chosen)
        day = await ask_day(self.app, "Asked on which day?")
        if day is None:
            return
        asked = PlanRequest(PlanAsk(what), day, appeals=appeals)
        await self.app.in_thread(lambda: self.app.binder.ask_plan(plan.id, asked))
        await self.refresh_view()
        self.app.say("Noted. Space notes the answer; u takes it back.")

    async def action_plan_said(self) -> None:
        """Granted or denied, when, why."""
        plan = self._plan
        number = self.items.key.partition("#")[2]
        open_ = {str(one.number): one.what.label for one in plan.requests}
        if not number:
            number = (
                await choose_words(self.app, "Answer to what?", open_) or "" if len(open_) > 1 else next(iter(open_))
            )
            if not number:
                return
        said = {one.value: one.value for one in PlanAnswer if one is not PlanAnswer.OPEN}
        answer = await choose_words(self.app, f"{open_[number]}: what did they say?", said)
        if answer is None:
            return
        day = await ask_day(self.app, "On which day? (on the letter)")
        if day is None:
            return
        reason: str | None = ""
        if PlanAnswer(answer) is PlanAnswer.DENIED:
            reason = await ask_words(self.app, "For what reason, in their words?",
                                     because="The appeal answers the reason: write it down.")  # fmt: skip
            if reason is None:
                return
        await self.app.in_thread(
            lambda: self.app.binder.answer_plan(plan.id, int(number), PlanAnswer(answer), on=day, reason=reason or "")
        )
        await self.refresh_view()
        self.app.say(f"{open_[number]}: {answer}. u takes it back.")

    async def action_write_plan_letter(self) -> None:
        """The exception, or the appeal."""
        from binder.tui.writing import draft

        plan = self._plan
        letters = {"gap-exception": "network-gap exception", "appeal": "appeal"}
        default = "appeal" if any(one.answer is PlanAnswer.DENIED for one in plan.requests) else "gap-exception"
        which = await choose_words(self.app, "Which letter?", letters, default)
        if which is not None:
            self.app.show_view("letter", await draft(self.app, which, coverage=plan.id))

    async def action_change_plan(self) -> None:
        """Field by field until Esc."""
        key, binder = self._plan.id, self.app.binder

        def fields() -> list[Field]:
            plan = binder.coverage(key)
            make = set_field(lambda **given: binder.save_coverage(replace(plan, **given)))
            return [
                make("payer", "Name", plan.payer),
                make("kind", "Kind", plan.kind.value, among={k.value: k.label for k in PlanKind}, to=PlanKind),
                make("phone", "Member services", plan.phone),
                make("fax", "Fax", plan.fax),
                make("member_id", "Member number", plan.member_id),
                make("group_number", "Group number", plan.group_number),
                make("benefit", "Second-opinion benefit", plan.benefit),
                make("address", "Address", plan.address),
                make("note", "Note", plan.note),
            ]

        await edit(self.app, "Change what?", fields)
        await self.stand_on(key)

    async def action_take_off(self) -> None:
        """Off the list."""
        key = self._plan.id
        words = await self.app.in_thread(lambda: self.app.binder.remove(key))
        await self.refresh_view()
        self.app.say(f"{words}: taken off. u brings it back.")
