"""Questions, visits and the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from binder.chase import appointments, decisions, questions
from binder.model.appointment import Appointment, AppointmentState, Arrival, Format
from binder.model.citation import Citation
from binder.model.decision import Choice, Decision, DecisionState, Followed, Option, WaitingAnswer
from binder.model.errors import BinderError
from binder.model.question import Asked, Origin, Question, QuestionGroup, QuestionState
from binder.model.record import Fact, FactType

TODAY = date(2026, 3, 10)

# -- questions --------------------------------------------------------------------------------------------------------


def test_the_bank_has_every_group_and_no_question_twice() -> None:
    bank = questions.bank()
    assert {one.group for one in bank} == set(QuestionGroup) - {
        QuestionGroup.INSURER
    }  # the plans' have a list of theirs
    assert len({one.id for one in bank}) == len(bank) == len({one.text for one in bank})
    assert {Asked.FIRST_DOCTOR, Asked.SECOND_DOCTOR, Asked.SECOND_OFFICE, Asked.PATHOLOGY_LAB} <= {
        one.asked_of for one in bank
    }


def test_questions_about_two_opinions_come_once_both_are_here() -> None:
    before = {one.id for one in questions.not_yet_asked([], both_opinions=False)}
    after = {one.id for one in questions.not_yet_asked([questions.from_bank("diagnosis")], both_opinions=True)}
    assert after - before == {"respond", "respond_second", "team", "third"}
    assert "diagnosis" in before and "diagnosis" not in after


def test_a_finding_becomes_a_question_that_cites_its_place() -> None:
    place = Citation(1, 4, 0, 18, "Platelets 91 (low)", "R3")
    question = questions.from_finding(Fact(FactType.LAB, "Platelets", "91", place))
    assert question.text == "“Platelets 91 (low)”: what does this value mean, and should it be measured again?"
    assert question.citations == (place,) and question.origin is Origin.FINDING


def test_an_answer_is_kept_with_who_gave_it_and_when() -> None:
    asked = questions.asked(Question("Why now?", "Q1"), "2026-03-02", TODAY)
    assert asked.state is QuestionState.ASKED
    done = questions.answered(asked, " because it grows ", "2026-03-05", "Dr. Wren", TODAY)
    assert (done.state, done.answer, done.asked_on) == (QuestionState.ANSWERED, "because it grows", "2026-03-02")
    assert questions.unanswered(asked, "2026-03-05", TODAY).state is QuestionState.UNANSWERED


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: questions.check_question(Question("  ")), "A question needs words"),
        (lambda: questions.from_bank("nothing"), "The question bank has no 'nothing'"),
        (lambda: questions.answered(Question("Why?"), " ", "2026-03-05", "", TODAY), "An answer needs words"),
        (
            lambda: questions.answered(Question("Why?", asked_on="2026-03-08"), "x", "2026-03-05", "", TODAY),
            "answered before it was asked",
        ),
        (lambda: questions.asked(Question("Why?"), "2026-03-11", TODAY), "yet to come"),
    ],
)
def test_what_cannot_be_asked_is_said(act: object, said: str) -> None:
    with pytest.raises(BinderError, match=said):
        act()  # type: ignore[operator]


def test_questions_stand_by_person_then_open_then_by_priority() -> None:
    one = Question("b", "Q1", priority=2)
    first = Question("a", "Q2", priority=1)
    done = replace(first, id="Q3", state=QuestionState.ANSWERED)
    office = Question("c", "Q4", asked_of=Asked.FIRST_DOCTOR)
    assert [q.id for q in questions.in_order([done, one, first, office])] == ["Q4", "Q2", "Q1", "Q3"]


def test_with_two_opinions_both_doctors_are_to_answer_each_other() -> None:
    assert questions.responses_wanted([], 1) == []
    assert questions.responses_wanted([], 2) == [Asked.FIRST_DOCTOR, Asked.SECOND_DOCTOR]
    assert questions.responses_wanted([questions.from_bank("respond")], 2) == [Asked.SECOND_DOCTOR]


# -- visits -----------------------------------------------------------------------------------------------------------

VISIT = Appointment("2026-03-18T10:30", "V1", zone="America/Chicago")  # a Wednesday


@pytest.mark.parametrize(
    ("visit", "ends"),
    [
        (Appointment("2026-03-16"), (date(2026, 3, 11), date(2026, 3, 13))),  # Monday: Wednesday to Friday
        (Appointment("2026-03-20"), (date(2026, 3, 16), date(2026, 3, 17))),  # Friday: Sunday to Tuesday
        (Appointment("2026-12-10"), (date(2026, 12, 7),)),  # Thursday: Saturday to Monday
        (VISIT, (date(2026, 3, 13),)),  # Wednesday: Friday to Sunday
        (Appointment("2026-12-28"), (date(2026, 12, 23), date(2026, 12, 24))),  # Christmas Day is a Friday
    ],
)
def test_the_call_about_the_records_is_three_to_five_days_before_while_the_office_is_open(
    visit: Appointment, ends: tuple[date, ...]
) -> None:
    """Nobody answers on a weekend or a holiday; where one day is left, one is said."""
    assert appointments.call_window(visit).ends == ends


def test_days_are_counted_where_the_visit_is() -> None:
    late = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)  # the 17th, ten in the evening, in Chicago
    assert appointments.days_until(VISIT, late) == 1
    assert appointments.days_until(VISIT, late + timedelta(hours=3)) == 0
    east = datetime(2026, 3, 18, 1, 0, tzinfo=timezone(timedelta(hours=9)))
    assert appointments.days_until(replace(VISIT, zone="Asia/Tokyo"), east) == 0


def test_the_hour_of_a_visit_keeps_its_zone_over_summer_time() -> None:
    winter, summer = replace(VISIT, at="2026-03-06T10:30"), VISIT  # summer time began on 8 March
    hours = [starts.astimezone(UTC).hour for v in (winter, summer) if (starts := appointments.starts(v))]
    assert hours == [16, 15]
    assert appointments.starts(replace(VISIT, at="2026-03-18")) is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"at": "next Tuesday"}, "write it as 15 Dec 2026 10:30"),
        ({"at": "2026-02-30"}, "is no date and time"),
        ({"at": "2026-03-18T10:30+01:00"}, "is no date and time"),
        ({"at": "15 Dec 2026 25:30"}, "no such hour"),
        ({"at": "03/04/2026 10:30"}, "could be 2026-03-04 or 2026-04-03: write the month in letters"),
        ({"zone": "Nowhere"}, "There is no time zone 'Nowhere'"),
        ({"minutes": 0}, "0 minutes is no length"),
    ],
)
def test_a_time_that_is_none_is_said(facts: dict[str, object], said: str) -> None:
    with pytest.raises(BinderError, match=said):
        appointments.check_appointment(replace(VISIT, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("15 Dec 2026 10:30", "2026-12-15T10:30"),
        ("15 December 2026 10:30", "2026-12-15T10:30"),
        ("Dec 15, 2026 at 2:30 pm", "2026-12-15T14:30"),
        ("2026-12-15 10:30", "2026-12-15T10:30"),
        ("2026-12-15T10:30", "2026-12-15T10:30"),
        ("12/15/2026 12:05 a.m.", "2026-12-15T00:05"),
        ("2026-12-15 9:05", "2026-12-15T09:05"),
        ("15 Dec 2026", "2026-12-15"),
    ],
)
def test_the_time_of_a_visit_is_typed_as_people_write_it(typed: str, at: str) -> None:
    assert appointments.check_appointment(Appointment(typed)).at == at


def test_a_time_zone_is_named_by_a_city_in_it() -> None:
    zones = [appointments.check_appointment(replace(VISIT, zone=z)).zone for z in ("Chicago", "new york", "Asia/Tokyo")]
    assert zones == ["America/Chicago", "America/New_York", "Asia/Tokyo"]


def test_a_visit_is_done_only_once_its_day_has_come() -> None:
    before = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
    with pytest.raises(BinderError, match="which is yet to come"):
        appointments.become(VISIT, AppointmentState.DONE, before)
    done = appointments.become(VISIT, AppointmentState.DONE, before + timedelta(days=1))
    with pytest.raises(BinderError, match="it can only become confirmed"):
        appointments.become(done, AppointmentState.CANCELLED, before)


def test_records_that_are_not_there_are_named() -> None:
    with pytest.raises(BinderError, match="Say what was missing"):
        appointments.arrival(VISIT, Arrival("2026-03-10", complete=False), TODAY)
    with pytest.raises(BinderError, match="The call comes after the visit"):
        appointments.arrival(replace(VISIT, at="2026-03-08"), Arrival("2026-03-09"), TODAY)
    called = appointments.arrival(VISIT, Arrival("2026-03-10", "Pat", False, "the slides"), TODAY)
    assert not called.records_arrived
    assert appointments.arrival(called, Arrival("2026-03-10", "Pat"), TODAY).records_arrived


def test_what_to_bring_is_there_from_the_start() -> None:
    assert len(appointments.starting_bring(VISIT)) == 5
    assert appointments.starting_bring(replace(VISIT, format=Format.RECORDS_ONLY)) == ()


# -- the decision -----------------------------------------------------------------------------------------------------

OPEN = decisions.add_option(Decision("Chemotherapy before the operation?", "DEC1"), Option("not now", opinions=(1,)))
OPEN = decisions.add_option(OPEN, Option("before the operation", opinions=(2,)))


def test_a_decision_is_taken_revised_and_both_stay() -> None:
    taken = decisions.decide(OPEN, Choice("not now", "2026-03-05", "Ines", opinion=1, followed=Followed.YES), TODAY)
    assert taken.state is DecisionState.DECIDED
    anew = decisions.decide(taken, Choice("before the operation", "2026-03-09"), TODAY)
    assert anew.state is DecisionState.REVISED and [one.option for one in anew.choices] == [
        "not now",
        "before the operation",
    ]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: decisions.decide(OPEN, Choice("a third way", "2026-03-05"), TODAY), "is none of the options"),
        (lambda: decisions.decide(OPEN, Choice("not now", "2026-04-05"), TODAY), "yet to come"),
        (
            lambda: decisions.decide(OPEN, Choice("not now", "2026-03-05", review_on="2026-03-01"), TODAY),
            "looked at again before",
        ),
        (lambda: decisions.decide(OPEN, Choice("not now", "2026-03-05", followed=Followed.NO), TODAY), "which opinion"),
        (lambda: decisions.add_option(OPEN, Option("Not now")), "among the options already"),
        (lambda: decisions.add_option(OPEN, Option(" ")), "An option needs words"),
        (lambda: decisions.answer_waiting(_case(), WaitingAnswer("2026-03-05"), TODAY), "Write what was said"),
        (lambda: decisions.answer_waiting(_case(), WaitingAnswer("2026-03-05", "", "", -1), TODAY), "cannot be safe"),
    ],
)
def test_what_cannot_be_decided_is_said(act: object, said: str) -> None:
    with pytest.raises(BinderError, match=said):
        act()  # type: ignore[operator]


def _case():  # type: ignore[no-untyped-def]
    from binder.model.decision import Case

    return Case()
