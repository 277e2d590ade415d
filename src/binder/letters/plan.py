"""What a letter to an insurer says: the plan, what was asked and denied, the calls, and how long they have."""

from __future__ import annotations

from datetime import date, timedelta

from binder.knowledge import load
from binder.letters.days import day
from binder.letters.parties import Said
from binder.model.coverage import Coverage, CoverageCall, PlanAnswer, PlanAsk, PlanRequest, Timing

_ANSWER_DAYS = 14  # what a letter asks for; the plan's own terms decide


def plan_fields(coverage: Coverage, on: date) -> Said:
    """The plan and its calls; and, where something was denied, the newest denial."""
    said: Said = {
        "payer": coverage.payer,
        "payer_address": coverage.address,
        "recipient": coverage.payer,
        "recipient_address": coverage.address,
        "recipient_phone": coverage.phone,
        "recipient_fax": coverage.fax,
        "department": "Member Services",
        "plan": coverage.kind.label,
        "member_id": coverage.member_id,
        "group_number": coverage.group_number,
        "calls": [call_line(call) for call in coverage.calls],
        "by_when": day((on + timedelta(_ANSWER_DAYS)).isoformat()),
        "decide_within": decide_within(Timing.BEFORE_SERVICE),
    }
    denied = [one for one in coverage.requests if one.answer is PlanAnswer.DENIED]
    return said | (denial_fields(denied[-1]) if denied else {})


def denial_fields(one: PlanRequest) -> Said:
    """What was denied, and until when it can be appealed."""
    last = appeal_by(one)
    return {
        "service": f"the {one.what.label}" + (f" for {one.doctor}" if one.doctor else ""),
        "denied_on": day(one.answered_on),
        "denial_reason": f"“{one.reason}”" if one.reason else "",
        "reference": one.reference,
        "appeal_by": day(last.isoformat()) if last and one.what is not PlanAsk.EXTERNAL_REVIEW else "",
        "decide_within": decide_within(one.timing),
    }


def appeal_by(one: PlanRequest) -> date | None:
    """The last day to appeal a denial, as plans usually have it; None where its date is not known."""
    try:
        return date.fromisoformat(one.answered_on) + timedelta(load("law")["appeals"]["file_days"])
    except ValueError:
        return None


def decide_within(timing: Timing) -> str:
    """How long they have to decide, in words."""
    law = load("law")["appeals"]
    return f"{law['urgent_hours']} hours" if timing is Timing.URGENT else f"{law['decide_days'][timing.value]} days"


def call_line(call: CoverageCall) -> str:
    """One call in one line."""
    who = ", ".join(part for part in (call.who, f"reference {call.reference}" if call.reference else "") if part)
    said = call.said or "; ".join(answer.answer for answer in call.answers if answer.answer)
    return f"{day(call.on)}{f' ({who})' if who else ''}{f': {said}' if said else ''}"
