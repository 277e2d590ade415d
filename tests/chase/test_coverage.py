"""Plans: what to ask which, and the days on which an answer or an appeal is due."""

from __future__ import annotations

from datetime import date

import pytest

from binder.chase import coverage
from binder.model.coverage import (
    CallAnswer,
    Coverage,
    CoverageCall,
    PlanAnswer,
    PlanAsk,
    PlanKind,
    PlanRequest,
    Timing,
)
from binder.model.errors import BinderError

TODAY = date(2026, 12, 1)
HMO = Coverage("Harborlight Mutual", "COV1", PlanKind.HMO, phone="555-010-0190")


@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"),
    [
        (PlanKind.HMO, {"referral", "gap_exception", "pre_authorization"}, {"accepts_assignment"}),
        (PlanKind.PPO, {"gap_exception"}, {"referral"}),
        (PlanKind.MEDICARE, {"accepts_assignment", "third"}, {"referral", "pre_authorization", "gap_exception"}),
        (PlanKind.MEDICARE_ADVANTAGE, {"referral", "in_network"}, {"accepts_assignment"}),
        (PlanKind.MEDICAID, {"referral"}, {"gap_exception"}),
        (PlanKind.TRICARE, {"referral", "approved_list"}, {"in_network"}),
        (PlanKind.PRIVATE, {"gap_exception", "benefit", "required"}, {"accepts_assignment"}),
        (PlanKind.NONE, {"cost"}, {"referral"}),
    ],
)
def test_every_kind_of_plan_has_its_questions(kind: PlanKind, asked: set[str], not_asked: set[str]) -> None:
    ids = {one.id for one in coverage.plan_questions(Coverage("Plan", kind=kind))}
    assert asked <= ids and not not_asked & ids
    assert coverage.plan_facts(kind)


def test_the_newest_answer_stands_beside_its_question() -> None:
    plan = coverage.log_call(HMO, CoverageCall("2026-11-02", "Lee", answers=(CallAnswer("referral", "yes"),)), TODAY)
    plan = coverage.log_call(plan, CoverageCall("2026-11-09", "Kim", answers=(CallAnswer("referral", "no"),)), TODAY)
    (asked,) = [one for one in coverage.plan_questions(plan) if one.id == "referral"]
    assert asked.answer == "no"


def gap(asked: str = "2026-03-02", **facts: object) -> Coverage:
    return coverage.ask_plan(HMO, PlanRequest(PlanAsk.GAP_EXCEPTION, asked, **facts), TODAY)  # type: ignore[arg-type]


def test_an_exception_is_asked_about_then_appealed_within_180_days() -> None:
    (open_one,) = coverage.deadlines(gap())
    assert (open_one.on, open_one.law) == (date(2026, 3, 12), "")  # binder's own reminder, no law
    refused = coverage.answer_plan(gap(), 1, PlanAnswer.DENIED, "2026-03-20", "a doctor is in the network", TODAY)
    (appeal,) = coverage.deadlines(refused)
    assert (appeal.on, appeal.ours) == (date(2026, 9, 16), True)  # 20 March and 180 days
    assert "45 CFR 147.136" in appeal.law


@pytest.mark.parametrize(
    ("timing", "due"),
    [(Timing.BEFORE_SERVICE, "2026-05-01"), (Timing.AFTER_SERVICE, "2026-05-31"), (Timing.URGENT, "2026-04-04")],
)
def test_an_appeal_is_decided_within_30_or_60_days_or_72_hours(timing: Timing, due: str) -> None:
    refused = coverage.answer_plan(gap(), 1, PlanAnswer.DENIED, "2026-03-20", "", TODAY)
    appealed = coverage.ask_plan(refused, PlanRequest(PlanAsk.APPEAL, "2026-04-01", timing=timing, appeals=1), TODAY)
    (answer,) = coverage.deadlines(appealed)  # the refusal was appealed: its own day is over
    assert (answer.on.isoformat(), answer.ours) == (due, False)


@pytest.mark.parametrize(
    ("refused", "until"),
    [
        ("2026-05-15", "2026-09-15"),
        ("2026-10-30", "2027-03-01"),
        ("2026-10-31", "2027-03-01"),
        ("2027-10-29", "2028-02-29"),
    ],
)
def test_an_external_review_is_asked_for_within_four_months(refused: str, until: str) -> None:
    later = date(2028, 1, 1)
    plan = coverage.answer_plan(gap(), 1, PlanAnswer.DENIED, "2026-03-20", "", later)
    plan = coverage.ask_plan(plan, PlanRequest(PlanAsk.APPEAL, "2026-04-01", appeals=1), later)
    plan = coverage.answer_plan(plan, 2, PlanAnswer.DENIED, refused, "", later)
    (review,) = coverage.deadlines(plan)
    assert review.on.isoformat() == until


def test_medicare_appeals_have_rules_of_their_own() -> None:
    plan = Coverage("Medicare", "COV2", PlanKind.MEDICARE)
    plan = coverage.ask_plan(plan, PlanRequest(PlanAsk.PRE_AUTHORIZATION, "2026-03-02"), TODAY)
    assert coverage.deadlines(coverage.answer_plan(plan, 1, PlanAnswer.DENIED, "2026-03-20", "", TODAY)) == []


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(BinderError, match=r"Nothing asked of Harborlight Mutual has number 4. There are: none yet"):
        coverage.answer_plan(HMO, 4, PlanAnswer.GRANTED, "2026-03-20", "", TODAY)
    with pytest.raises(BinderError, match="answered before it was asked"):
        coverage.answer_plan(gap(), 1, PlanAnswer.GRANTED, "2026-03-01", "", TODAY)
    with pytest.raises(BinderError, match="was not refused: there is nothing to appeal"):
        coverage.ask_plan(gap(), PlanRequest(PlanAsk.APPEAL, "2026-04-01", appeals=1), TODAY)
    with pytest.raises(BinderError, match="yet to come"):
        coverage.log_call(HMO, CoverageCall("2026-12-02"), TODAY)
