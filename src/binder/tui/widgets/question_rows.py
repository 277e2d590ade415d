"""Questions by the person asked, appointments and the decision, as rows of a list, and one in full. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rich.cells import cell_len

from binder.chase.appointments import call_window, days_until
from binder.chase.choosing import waiting
from binder.chase.questions import in_order
from binder.model.appointment import Appointment, AppointmentState, Format
from binder.model.clean import clean
from binder.model.decision import Case, Decision, DecisionState
from binder.model.question import Question, QuestionState
from binder.model.spoken import place_words
from binder.tui.widgets.day_words import away, day_words, moment_words
from binder.tui.widgets.record_list import ListRows, Pieces
from binder.tui.widgets.rows import headed

GLYPHS = {
    QuestionState.DRAFT: ("○", "dim"),
    QuestionState.TO_ASK: ("○", ""),
    QuestionState.ASKED: ("◌", "soon"),
    QuestionState.UNANSWERED: ("!", "warn"),
    QuestionState.ANSWERED: ("●", "good"),
    QuestionState.DROPPED: ("–", "dim"),
}
VISITS = {
    AppointmentState.PLANNED: ("○", "soon"),
    AppointmentState.CONFIRMED: ("●", "good"),
    AppointmentState.DONE: ("✓", "good"),
    AppointmentState.MISSED: ("✗", "warn"),
    AppointmentState.CANCELLED: ("–", "dim"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """All that this screen shows; names: of people and places by id."""

    questions: Sequence[Question]
    visits: Sequence[Appointment]
    decisions: Sequence[Decision]
    case: Case
    names: Mapping[str, str]

    def name(self, key: str) -> str:
        """The name of somebody, or what was typed for them."""
        return self.names.get(key, key)


def question_rows(held: Asking, width: int, now: datetime) -> ListRows:
    """The visit that comes next on top, then the questions by the person asked, then the decision."""
    today = now.date()
    lines: list[tuple[str, Pieces]] = []
    for visit in sorted(held.visits, key=lambda one: (_past(one, now), one.at)):
        if not lines:
            headed(lines, "Appointments")
        lines.append((visit.id, _visit(visit, held, now)))
    whom = ""
    for question in in_order(held.questions):
        heading = question.asked_of.label[:1].upper() + question.asked_of.label[1:]
        if heading != whom:
            whom = heading
            some = [one for one in held.questions if one.asked_of is question.asked_of]
            headed(lines, f"{heading}  ", (_counted(some), "dim"))
        lines.append((question.id, _question(question, width)))
    headed(lines, "Decision")
    lines.append(("case", _case(held.case, today)))
    lines += [(one.id, _decision(one)) for one in held.decisions]
    return ListRows(lines)


def _past(visit: Appointment, now: datetime) -> bool:
    closed = (AppointmentState.DONE, AppointmentState.MISSED, AppointmentState.CANCELLED)
    return visit.state in closed or days_until(visit, now) < 0


def _counted(some: Sequence[Question]) -> str:
    open_ = sum(one.state in (QuestionState.TO_ASK, QuestionState.DRAFT) for one in some)
    asked = sum(one.state in (QuestionState.ASKED, QuestionState.UNANSWERED) for one in some)
    answered = sum(one.state is QuestionState.ANSWERED for one in some)
    words = ((open_, "to ask"), (asked, "waiting"), (answered, "answered"))
    return ", ".join(f"{count} {what}" for count, what in words if count)


def _visit(visit: Appointment, held: Asking, now: datetime) -> Pieces:
    glyph, role = VISITS[visit.state]
    with_ = held.name(visit.doctor) or held.name(visit.organization) or "appointment"
    left = days_until(visit, now)
    when = ("today" if not left else "tomorrow" if left == 1 else f"in {left} days") if left >= 0 else "past"
    state = visit.state.label if _past(visit, now) else when
    pieces: list[tuple[str, str]] = [
        (f"{glyph} ", role),
        (f"{moment_words(visit.at, now.date())}  ", "strong"),
        (clean(with_), "strong"),
        (f"  {visit.format.label}, {state}", "dim"),
    ]
    if not _past(visit, now) and left <= 7 and not visit.records_arrived:
        pieces.append(("  ask whether the records arrived", "warn"))
    return pieces


def _question(question: Question, width: int) -> Pieces:
    glyph, role = GLYPHS[question.state]
    answered = question.state is QuestionState.ANSWERED
    text = clean(question.text)
    room = width - 4
    if answered and cell_len(text) > room * 3 // 5:
        text = text[: room * 3 // 5 - 1] + "…"
    elif cell_len(text) > room:
        text = text[: room - 1] + "…"
    return [
        (f"{glyph} ", role),
        (text, "dim" if answered else ""),
        ("  " + clean(question.answer) if answered else "", ""),
    ]


def _case(case: Case, today: date) -> Pieces:
    found = waiting(case, today)
    role = "warn" if found.urgent or not found.asked else "soon"
    return [
        ("! " if role == "warn" else "  ", role),
        ("Is there a risk in waiting?  ", "strong"),
        (clean(found.words), ""),
    ]


def _decision(one: Decision) -> Pieces:
    glyph = "○" if one.state is DecisionState.OPEN else "✓"
    words = clean(one.choice.option) if one.choice else f"open, {len(one.options)} options"
    return [
        (f"{glyph} ", "soon" if one.state is DecisionState.OPEN else "good"),
        (clean(one.question) + "  ", "strong"),
        (words, "dim" if not one.choice else ""),
    ]


def question_detail(held: Asking, key: str, now: datetime) -> Iterator[tuple[str, str]]:
    """One question, visit or decision in paragraphs."""
    today = now.date()
    if question := next((one for one in held.questions if one.id == key), None):
        yield from _question_words(question, held, today)
    elif visit := next((one for one in held.visits if one.id == key), None):
        yield from _visit_words(visit, held, now)
    elif decision := next((one for one in held.decisions if one.id == key), None):
        yield from _decision_words(decision, today)
    elif key == "case":
        yield from _case_words(held.case, today)


def _question_words(question: Question, held: Asking, today: date) -> Iterator[tuple[str, str]]:
    whom = f"{question.asked_of.label}" + (f", {held.name(question.whom)}" if question.whom else "")
    yield question.text, "title"
    yield f"{GLYPHS[question.state][0]} {question.state.label} · {whom} · {question.id}", "line"
    if question.answer:
        by = f" by {question.answered_by}" if question.answered_by else ""
        yield f"“{question.answer}”, {day_words(question.answered_on, today)}{by}", "good"
        if question.answer_at:
            where = place_words([question.answer_at.span], paged=True)
            yield f"It stands in {question.answer_at.record}, {where}: Enter opens it.", "dim"
    elif question.asked_on:
        yield f"Asked {day_words(question.asked_on, today)}; Space notes the answer.", "offer"
    for citation in question.citations:
        yield f"About {citation.record} {place_words([citation.span], paged=True)}: “{citation.quote}”", "dim"
    if question.note:
        yield f"Note: {question.note}", "line"


def _visit_words(visit: Appointment, held: Asking, now: datetime) -> Iterator[tuple[str, str]]:
    today = now.date()
    with_ = ", ".join(name for name in (held.name(visit.doctor), held.name(visit.organization)) if name)
    yield f"{moment_words(visit.at, today)} · {with_ or visit.id} · {visit.state.label}", "title"
    if not _past(visit, now):
        yield from _before(visit, now)
    place = visit.place or visit.video
    yield (
        f"{visit.format.label}" + (f", {place}" if place else "") + (f", call {visit.phone}" if visit.phone else ""),
        "line",
    )
    comes = held.name(visit.companion)
    yield (f"{comes} comes along." if comes else "Nobody comes along yet: e adds a second pair of ears."), "line"
    for call in reversed(visit.arrivals):
        words = "all of it there" if call.complete else f"missing: {call.missing}"
        yield f"{day_words(call.on, today)} asked {call.who or 'the office'}: {words}", "line"
    for thing in visit.bring:
        yield f"{'●' if thing.packed else '○'} bring {thing.what}", "good" if thing.packed else "line"
    if visit.notes:
        yield f"Notes: {visit.notes}", "line"


def _before(visit: Appointment, now: datetime) -> Iterator[tuple[str, str]]:
    today, window = now.date(), call_window(visit)
    if visit.format is Format.RECORDS_ONLY and not visit.phone and not visit.organization:
        return
    if visit.records_arrived:
        yield "The office said that the records are there.", "good"
    else:
        when = " to ".join(day_words(end, today, weekday=True) for end in window.ends)
        due = "now" if window.opens <= today <= window.closes else away(window.opens, today)
        yield f"Ask whether the records arrived: {when} ({due}); c logs the call.", "offer"


def _decision_words(one: Decision, today: date) -> Iterator[tuple[str, str]]:
    yield f"{one.question} · {one.id} · {one.state.value}", "title"
    for option in one.options:
        by = f" (opinion {', '.join(map(str, option.opinions))})" if option.opinions else ""
        yield f"○ {option.what}{by}", "line"
        for sign, words in (("+", option.pros), ("-", option.cons)):
            if words:
                yield f"   {sign} {words}", "dim"
    if one.values:
        yield f"What matters: {one.values}", "line"
    if one.third_opinion:
        yield "A third opinion is wanted first.", "offer"
    for choice in reversed(one.choices):
        why = f": {choice.reason}" if choice.reason else ""
        yield f"✓ {day_words(choice.on, today)} {choice.option}{why}", "good"
        if choice.followed and choice.opinion:
            yield f"   follows opinion {choice.opinion}: {choice.followed.label}", "dim"
    if not one.choices:
        yield "Space notes the choice, + adds an option.", "offer"


def _case_words(case: Case, today: date) -> Iterator[tuple[str, str]]:
    yield "What this second opinion is about", "title"
    yield waiting(case, today).words, "offer"
    for label, words in (("Condition", case.condition), ("To settle", case.question), ("Hoped for", case.goals)):
        if words:
            yield f"{label}: {words}", "line"
    if case.reasons:
        yield f"Reasons: {'; '.join(case.reasons)}", "line"
    if case.decide_by:
        yield f"To be decided by {day_words(case.decide_by, today)}, {away(case.decide_by, today)}", "line"
    if case.format:
        yield f"To be given {case.format.label}", "line"
