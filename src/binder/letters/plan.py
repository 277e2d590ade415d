"""What a letter to an insurer says: the plan, what was asked and denied, the calls, and how long they have."""

from __future__ import annotations

from datetime import date, timedelta

from binder.knowledge import load
from binder.letters.days import day
from binder.letters.parties import Said
from binder.model.coverage import Coverage, CoverageCall, PlanAnswer, PlanAsk, PlanKind, PlanRequest, Timing

_ANSWER_DAYS = 14  # what a letter asks for; the plan's own terms decide
_BY_ACA = frozenset({PlanKind.HMO, PlanKind.PPO, PlanKind.PRIVATE})  # others have appeals of their own


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
        "by_aca": "yes" if coverage.kind in _BY_ACA else "",
    }
    denied = denials(coverage)
    return said | (denial_fields(denied[-1], coverage.kind in _BY_ACA) if denied else {})


def denials(coverage: Coverage) -> list[PlanRequest]:
    """What was denied and can be appealed within the plan, oldest first."""
    appeals = (PlanAsk.APPEAL, PlanAsk.EXTERNAL_REVIEW)
    return [one for one in coverage.requests if one.answer is PlanAnswer.DENIED and one.what not in appeals]


def denial_fields(one: PlanRequest, by_aca: bool) -> Said:
    """What was denied; and, where the rules for private plans hold, until when to appeal and how long they have."""
    last = appeal_by(one) if by_aca else None
    return {
        "service": f"the {one.what.label}" + (f" for {one.doctor}" if one.doctor else ""),
        "denied_on": day(one.answered_on),
        "denial_reason": f"“{one.reason}”" if one.reason else "",
        "reference": one.reference,
        "appeal_by": day(last.isoformat()) if last else "",
        "decide_within": decide_within(one.timing) if by_aca else "",
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
