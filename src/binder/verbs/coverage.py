"""The verbs of coverage: the plan, the calls to it, and what was asked of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from binder.chase import coverage, people
from binder.chase.coverage import PlanQuestion
from binder.model.coverage import Coverage, CoverageCall, PlanAnswer, PlanRequest
from binder.model.errors import BinderError
from binder.verbs.people import People


class Coverages(People):
    """Plans."""

    def coverages(self) -> list[Coverage]:
        """Every plan."""
        return self._vault.coverages.all()

    def coverage(self, which: str = "") -> Coverage:
        """One plan by its id; the only one where no id is given.

        Raises:
            BinderError: there is none, or several.
        """
        if which:
            return self._vault.coverages.need(which)
        plans = self.coverages()
        if len(plans) == 1:
            return plans[0]
        there = ", ".join(f"{one.id} ({one.payer})" for one in plans) or "none yet: add the plan on the insurance card"
        raise BinderError(f"Say which plan. There are: {there}.")

    def save_coverage(self, plan: Coverage) -> Coverage:
        """Keep a plan.

        Raises:
            BinderError: it has no name, or a number cannot be right.
        """
        if not plan.payer.strip():
            raise BinderError("Write the name of the plan as it stands on the card.")
        if plan.organization:
            self._vault.organizations.need(plan.organization)
        whose = f"of {plan.payer.strip()}"
        changed = replace(
            plan,
            payer=plan.payer.strip(),
            phone=people.check_phone(plan.phone, f"The phone number {whose}"),
            fax=people.check_fax(plan.fax, f"The fax number {whose}"),
        )
        return self._vault.coverages.save(changed, action="coverage", summary=f"{changed.payer}, {changed.kind.label}")

    def plan_questions(self, which: str = "") -> list[PlanQuestion]:
        """What to ask a plan, with what it has answered."""
        return coverage.plan_questions(self.coverage(which))

    def log_plan_call(self, which: str, call: CoverageCall) -> Coverage:
        """Keep a call to the plan with its answers."""
        changed = coverage.log_call(self.coverage(which), call, date.today())
        summary = f"Call to {changed.payer} on {call.on}"
        return self._vault.coverages.save(changed, action="plan-call", summary=summary)

    def ask_plan(self, which: str, asked: PlanRequest) -> Coverage:
        """Note that the plan was asked for an authorization, an exception, an appeal ..."""
        changed = coverage.ask_plan(self.coverage(which), asked, date.today())
        return self._vault.coverages.save(changed, action="plan-ask", summary=f"{changed.payer}: {asked.what.label}")

    def answer_plan(self, which: str, number: int, answer: PlanAnswer, *, on: str = "", reason: str = "") -> Coverage:
        """Note what the plan said to what was asked."""
        plan, day = self.coverage(which), on or date.today().isoformat()
        changed = coverage.answer_plan(plan, number, answer, day, reason, date.today())
        what = coverage.plan_request(changed, number).what.label
        return self._vault.coverages.save(changed, action="plan-answer", summary=f"{what}: {answer.value}")
