"""Plans, what was asked of them and what they answered, as rows of a list, and one of them in full. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.cells import set_cell_size

from binder.chase.coverage import Deadline, deadlines, plan_facts, plan_questions, plan_request
from binder.model.clean import clean
from binder.model.coverage import Coverage, CoverageCall, PlanAnswer, PlanRequest
from binder.tui.widgets.day_words import away, day_words
from binder.tui.widgets.record_list import ListRows, Pieces

ANSWERED = {PlanAnswer.OPEN: "◌", PlanAnswer.GRANTED: "●", PlanAnswer.DENIED: "✗", PlanAnswer.WITHDRAWN: "–"}


def coverage_rows(plans: Sequence[Coverage], width: int, today: date) -> ListRows:
    """Each plan: whom to call, what was asked of it, and the questions of the list with their answers."""
    lines: list[tuple[str, Pieces]] = []
    for plan in plans:
        lines += [("", ())] * bool(lines)
        lines.append((plan.id, _plan(plan, width)))
        dates = {deadline.number: deadline for deadline in deadlines(plan)}
        for asked in plan.requests:
            lines.append((f"{plan.id}#{asked.number}", _asked(asked, dates.get(asked.number), width, today)))
        for question in plan_questions(plan):
            glyph = "●" if question.answer else "○"
            room = width - 4 if not question.answer else max(30, width * 3 // 5)
            lines.append(
                (
                    f"{plan.id}?{question.id}",
                    [
                        (f"  {glyph} ", "good" if question.answer else "dim"),
                        (_cut(clean(question.text), room), "dim" if question.answer else ""),
                        ("  " + clean(question.answer), ""),
                    ],
                )
            )
    return ListRows(lines)


def _plan(plan: Coverage, width: int) -> Pieces:
    name = set_cell_size(clean(plan.payer), max(20, min(38, width - 42)))
    return [("  ", ""), (name, "heading"), (" " + clean(plan.phone) + "  " * bool(plan.phone), "badge"),
            (plan.kind.label, "dim")]  # fmt: skip


def _asked(asked: PlanRequest, deadline: Deadline | None, width: int, today: date) -> Pieces:
    late = deadline is not None and deadline.on < today
    role = "warn" if late else "good" if asked.answer is PlanAnswer.GRANTED else "soon"
    return [
        (f"  {ANSWERED[asked.answer]} ", role),
        (set_cell_size(asked.what.label, max(20, min(30, width - 48))), "strong"),
        (" " + answer_words(asked, deadline, today), role),
    ]


def answer_words(asked: PlanRequest, deadline: Deadline | None, today: date) -> str:
    """What became of something asked of a plan, with the day that is open."""
    if asked.answer is PlanAnswer.OPEN:
        words = f"asked {day_words(asked.asked_on, today)}" if asked.asked_on else "not asked yet"
    else:
        words = f"{asked.answer.value} {day_words(asked.answered_on, today)}"
    if deadline is None:
        return words
    what = deadline.what.rpartition(": ")[2]  # its name stands beside it
    return f"{words}; {what} by {day_words(deadline.on, today)}"


def coverage_detail(plans: Sequence[Coverage], key: str, today: date) -> Iterator[tuple[str, str]]:
    """One plan, one thing asked of it, or one question, in paragraphs."""
    plan_id = key.replace("#", "?").partition("?")[0]
    plan = next((one for one in plans if one.id == plan_id), None)
    if plan is None:
        return
    if "#" in key:
        yield from _request(plan, plan_request(plan, int(key.partition("#")[2])), today)
    elif "?" in key:
        question = next((q for q in plan_questions(plan) if q.id == key.partition("?")[2]), None)
        if question is not None:
            yield question.text, "title"
            answer = question.answer or "Not asked yet: c logs the call to the plan, question by question."
            yield answer, "line" if question.answer else "offer"
    else:
        yield from _whole(plan, today)


def _whole(plan: Coverage, today: date) -> Iterator[tuple[str, str]]:
    yield f"{plan.payer} · {plan.id} · {plan.kind.label}", "title"
    yield (f"Member services {plan.phone}" if plan.phone else "The number is on the card: e adds it."), "offer"
    member = ", ".join(
        words
        for words in (
            f"member {plan.member_id}" if plan.member_id else "",
            f"group {plan.group_number}" if plan.group_number else "",
        )
        if words
    )
    if member:
        yield member[:1].upper() + member[1:], "line"
    if plan.benefit:
        yield f"Second-opinion benefit: {plan.benefit}", "line"
    for call in reversed(plan.calls):
        yield call_words(call, today), "line"
    for fact in plan_facts(plan.kind):
        yield fact, "dim"


def call_words(call: CoverageCall, today: date) -> str:
    """One call to a plan: "9 Nov call, Dana, reference 4471: in network"."""
    who = f", {call.who}" if call.who else ""
    reference = f", reference {call.reference}" if call.reference else ""
    said = f": {call.said}" if call.said else f": {len(call.answers)} answers" if call.answers else ""
    next_ = f"; next {call.next_step or 'call'} {day_words(call.next_on, today)}" if call.next_on else ""
    return f"{day_words(call.on, today)} call{who}{reference}{said}{next_}"


def _request(plan: Coverage, asked: PlanRequest, today: date) -> Iterator[tuple[str, str]]:
    yield f"{asked.what.label} · {plan.payer}", "title"
    deadline = next((one for one in deadlines(plan) if one.number == asked.number), None)
    if deadline:
        law = f", {deadline.law}" if deadline.law else ""
        yield f"{deadline.what}: {day_words(deadline.on, today)}, {away(deadline.on, today)}{law}", "offer"
    yield answer_words(asked, None, today), "line"
    for label, words in (("Reason", asked.reason), ("Reference", asked.reference), ("Note", asked.note)):
        if words:
            yield f"{label}: {words}", "line"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
