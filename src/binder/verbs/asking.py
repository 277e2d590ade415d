"""The verbs of asking: questions and answers, visits, what waiting means, and the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from binder.chase import appointments, choosing, days, decisions, questions
from binder.chase.questions import BankQuestion
from binder.model.appointment import Appointment, AppointmentState, Arrival
from binder.model.citation import Citation
from binder.model.decision import Case, Choice, Decision, DecisionState, Option, WaitingAnswer
from binder.model.errors import BinderError
from binder.model.question import Asked, Question, QuestionState
from binder.verbs.people import People


class Asking(People):
    """Questions, appointments, the case and the decision."""

    # -- questions ----------------------------------------------------------------------------------------------------

    def questions(self) -> list[Question]:
        """The question list, by person asked, open ones first, then by priority."""
        return questions.in_order(self._vault.questions.all())

    def question_bank(self) -> list[BankQuestion]:
        """What the bank has that is not on the list; questions about two opinions only once both are here."""
        both = len(self._vault.records.opinions()) > 1
        return questions.not_yet_asked(self._vault.questions.all(), both_opinions=both)

    def add_question(self, question: Question) -> Question:
        """Put a question of one's own on the list.

        Raises:
            BinderError: it has no words, or names somebody who is not in the binder.
        """
        checked = self._checked(question)
        return self._vault.questions.save(checked, action="question", summary=f"To ask: {checked.text}")

    def take_from_bank(self, *which: str, whom: str = "") -> list[Question]:
        """Put questions of the bank on the list."""
        taken = [self._checked(questions.from_bank(one, whom)) for one in which]
        with self._vault.together("question", f"{len(taken)} questions taken from the bank"):
            return [self._vault.questions.save(one, action="question", summary=f"To ask: {one.text}") for one in taken]

    def ask_about_finding(self, citation: Citation, asked_of: Asked = Asked.SECOND_DOCTOR) -> Question:
        """Make a question of a finding, with the place where it stands.

        Raises:
            BinderError: nothing was found at that place.
        """
        facts = self.record(citation.record).filing.facts
        for fact in facts:
            if fact.citation.span == citation.span:
                return self.add_question(questions.from_finding(fact, asked_of))
        raise BinderError(f"No finding stands there in {citation.record}: write the question yourself.")

    def change_question(self, question: Question) -> Question:
        """Keep changed words, priority, person, or visit of a question."""
        self._vault.questions.need(question.id)
        checked = self._checked(question)
        return self._vault.questions.save(checked, action="question", summary=f"{checked.id}: {checked.text}")

    def asked(self, which: str, on: str = "") -> Question:
        """It was asked."""
        question = self._vault.questions.need(which)
        changed = questions.asked(question, on or date.today().isoformat(), date.today())
        return self._vault.questions.save(changed, action="asked", summary=f"Asked: {changed.text}")

    def answer(self, which: str, answer: str, *, on: str = "", by: str = "", at: Citation | None = None) -> Question:
        """Keep an answer in the words it was given; at: where it stands, in a record."""
        question = self._vault.questions.need(which)
        changed = questions.answered(question, answer, on or date.today().isoformat(), by, date.today())
        changed = replace(changed, answer_at=at or changed.answer_at)
        return self._vault.questions.save(changed, action="answer", summary=f"Answered: {changed.text}")

    def unanswered(self, which: str, on: str = "") -> Question:
        """It was asked, and no answer was given."""
        question = self._vault.questions.need(which)
        changed = questions.unanswered(question, on or date.today().isoformat(), date.today())
        return self._vault.questions.save(changed, action="unanswered", summary=f"Not answered: {changed.text}")

    def drop_question(self, which: str) -> Question:
        """It need not be asked any more; it stays to be seen."""
        changed = replace(self._vault.questions.need(which), state=QuestionState.DROPPED)
        return self._vault.questions.save(changed, action="drop", summary=f"Not to be asked: {changed.text}")

    def ask_both_to_respond(self) -> list[Question]:
        """Put it on the list that either doctor answers the other's reasons; those already asked are left out.

        Raises:
            BinderError: fewer than two opinions are here.
        """
        opinions = len(self._vault.records.opinions())
        if opinions < 2:
            raise BinderError("Two opinions have to be here before the doctors can answer each other.")
        wanted = questions.responses_wanted(self._vault.questions.all(), opinions)
        other = {Asked.FIRST_DOCTOR: ("respond", 2), Asked.SECOND_DOCTOR: ("respond_second", 1)}
        with self._vault.together("question", "Both doctors asked to answer each other"):
            return [
                self.add_question(replace(questions.from_bank(other[who][0]), opinion=other[who][1])) for who in wanted
            ]

    def _checked(self, question: Question) -> Question:
        known = (self._vault.doctors, self._vault.organizations, self._vault.family)
        if question.whom and not any(shelf.get(question.whom) for shelf in known):
            raise BinderError(f"There is nobody {question.whom!r} in the binder: add them first, or leave it open.")
        if question.appointment:
            self._vault.appointments.need(question.appointment)
        return questions.check_question(question)

    # -- appointments -------------------------------------------------------------------------------------------------

    def appointments(self) -> list[Appointment]:
        """Every visit, in the order of their days."""
        return sorted(self._vault.appointments.all(), key=lambda one: one.at)

    def save_appointment(self, visit: Appointment) -> Appointment:
        """Keep a visit; a new one gets the list of what to bring.

        Raises:
            BinderError: its time cannot be, or a doctor or place is not in the binder.
        """
        checked = appointments.check_appointment(visit)
        if visit.doctor:
            self._vault.doctors.need(visit.doctor)
        if visit.organization:
            self._vault.organizations.need(visit.organization)
        if not visit.id and not visit.bring:
            checked = replace(checked, bring=appointments.starting_bring(checked))
        doctor = self._vault.doctors.get(visit.doctor) if visit.doctor else None
        summary = f"Visit{f' with {doctor.name}' if doctor else ''} on {checked.day}"
        return self._vault.appointments.save(checked, action="visit", summary=summary)

    def set_appointment_state(self, which: str, state: AppointmentState) -> Appointment:
        """Confirmed, done, missed, cancelled."""
        visit = self._vault.appointments.need(which)
        changed = appointments.become(visit, state, datetime.now().astimezone())
        return self._vault.appointments.save(changed, action="visit", summary=f"Visit on {visit.day}: {state.label}")

    def records_arrived(self, which: str, call: Arrival) -> Appointment:
        """Note a call that asked the second office whether the records are there."""
        visit = self._vault.appointments.need(which)
        changed = appointments.arrival(visit, call, date.today())
        said = "all there" if call.complete else f"missing: {call.missing}"
        return self._vault.appointments.save(changed, action="arrival", summary=f"Visit on {visit.day}: {said}")

    def pack(self, which: str, number: int, packed: bool = True) -> Appointment:
        """Mark one thing to bring, by its place in the list from 1, as packed."""
        visit = self._vault.appointments.need(which)
        if not 1 <= number <= len(visit.bring):
            raise BinderError(f"The list for {visit.id} has {len(visit.bring)} things.")
        bring = tuple(replace(one, packed=packed) if n == number else one for n, one in enumerate(visit.bring, 1))
        summary = f"{bring[number - 1].what}: {'packed' if packed else 'not packed'}"
        return self._vault.appointments.save(replace(visit, bring=bring), action="pack", summary=summary)

    # -- the case and the decision ------------------------------------------------------------------------------------

    def save_case(self, case: Case) -> Case:
        """Keep what the second opinion is about.

        Raises:
            BinderError: the day to decide by is none.
        """
        if case.decide_by:
            days.need(case.decide_by, "The day to decide by")
        return self._vault.case.save(replace(case, id="case"), action="case", summary="What the opinion is about")

    def answer_waiting(self, answer: WaitingAnswer) -> Case:
        """Keep what the doctor said about waiting."""
        changed = decisions.answer_waiting(self.case(), answer, date.today())
        return self._vault.case.save(changed, action="waiting", summary=f"On waiting: {answer.answer or 'answered'}")

    def waiting(self, on: date | None = None) -> choosing.Waiting:
        """What the newest answer about waiting means on a day (today)."""
        return choosing.waiting(self.case(), on or date.today())

    def decisions(self) -> list[Decision]:
        """What is to be decided, and what was."""
        return self._vault.decisions.all()

    def save_decision(self, decision: Decision) -> Decision:
        """Keep the question, the values and the options of a decision; choosing is `decide`.

        Raises:
            BinderError: it has no question, or its choices were changed by hand.
        """
        if not decision.question.strip():
            raise BinderError("Write what is to be decided.")
        kept = self._vault.decisions.get(decision.id) if decision.id else None
        if decision.choices != (kept.choices if kept else ()):
            raise BinderError("A choice is added, not changed: decide again, and the earlier one stays to be seen.")
        return self._vault.decisions.save(decision, action="decision", summary=decision.question.strip())

    def add_option(self, which: str, option: Option) -> Decision:
        """One more way to go."""
        changed = decisions.add_option(self._vault.decisions.need(which), option)
        return self._vault.decisions.save(changed, action="option", summary=f"{changed.question}: {option.what}")

    def decide(self, which: str, choice: Choice) -> Decision:
        """Keep what was decided; an earlier choice stays in the record."""
        changed = decisions.decide(self._vault.decisions.need(which), choice, date.today())
        word = "decided anew" if changed.state is DecisionState.REVISED else "decided"
        return self._vault.decisions.save(changed, action="decide", summary=f"{changed.question}: {word}")
