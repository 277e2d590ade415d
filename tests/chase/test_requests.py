"""Requests: what may be noted of them, and what is said at once where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binder.chase import requests
from binder.chase.follow_up import Do, next_step
from binder.model.checklist import Need
from binder.model.errors import BinderError
from binder.model.people import Channel, DepartmentKind
from binder.model.request import (
    Above,
    Carried,
    Denial,
    Escalation,
    EventKind,
    Extension,
    Fee,
    FeeFor,
    Ground,
    Request,
    RequestEvent,
    RequestKind,
    RequestState,
)

TODAY = date(2026, 4, 20)
REPORT, LABS = Carried("operative-note", Need.REPORT), Carried("blood-tests", Need.REPORT)
DRAFT = Request("ORG1", DepartmentKind.MEDICAL_RECORDS, "REQ1", (REPORT, LABS))
SENT = requests.send(DRAFT, "2026-03-02", Channel.FAX, TODAY)
SLIDES = replace(SENT, carried=(Carried("pathology-slides", Need.SLIDES),))


def call(at: str, **facts: object) -> RequestEvent:
    return RequestEvent(at, EventKind.CALL, **facts)  # type: ignore[arg-type]


def test_a_request_goes_its_way_by_what_is_noted() -> None:
    assert DRAFT.state is RequestState.DRAFT
    assert requests.prepare(DRAFT, "2026-03-01").state is RequestState.READY
    assert SENT.state is RequestState.SENT
    known = requests.acknowledge(SENT, "2026-03-03", "fax confirmation", TODAY)
    assert known.state is RequestState.ACKNOWLEDGED
    assert requests.started(known, "2026-03-05", TODAY).state is RequestState.IN_PROGRESS
    part = requests.come(known, "blood-tests", Need.REPORT, "2026-03-20")
    assert part.state is RequestState.PARTLY_FULFILLED and part.outstanding == (REPORT,)
    assert requests.come(part, "operative-note", Need.REPORT, "2026-03-25").state is RequestState.FULFILLED


def test_what_is_handed_over_is_received_that_day() -> None:
    handed = requests.send(DRAFT, "2026-03-02", Channel.IN_PERSON, TODAY)
    assert handed.received_on == "2026-03-02" and handed.state is RequestState.ACKNOWLEDGED


def test_a_refusal_names_its_ground_and_closes_only_what_it_refuses() -> None:
    denial = Denial("2026-03-20", Ground.UNPAID_BILL, "they say 84 dollars are open")
    assert requests.refuse(SENT, denial, TODAY).state is RequestState.DENIED
    part = requests.refuse(SENT, denial, TODAY, "blood-tests")
    assert part.state is RequestState.PARTLY_FULFILLED and part.outstanding == (REPORT,)
    # What came after all counts as having come.
    assert requests.come(part, "blood-tests", Need.REPORT, "2026-03-22").refused == ()


def test_a_report_does_not_close_what_was_asked_for_as_images() -> None:
    images = replace(SENT, carried=(Carried("imaging-ct", Need.IMAGES),))
    with pytest.raises(BinderError, match="does not ask for the report of imaging-ct"):
        requests.come(images, "imaging-ct", Need.REPORT, "2026-03-20")


def test_withdrawn_after_a_part_came_keeps_the_part_and_takes_nothing_more() -> None:
    part = requests.come(SENT, "blood-tests", Need.REPORT, "2026-03-20")
    gone = requests.withdraw(part, "2026-03-25", "the clinic printed them", TODAY)
    assert gone.state is RequestState.WITHDRAWN and gone.came[0].item == "blood-tests" and not gone.waiting
    for act in (
        lambda: requests.acknowledge(gone, "2026-03-26", "", TODAY),
        lambda: requests.withdraw(gone, "2026-03-26", "", TODAY),
        lambda: requests.refuse(gone, Denial("2026-03-26"), TODAY),
        lambda: requests.extend(gone, Extension("2026-03-26", "2026-04-20", "busy"), TODAY),
    ):
        with pytest.raises(BinderError, match="withdrawn"):
            act()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: requests.check_carried([]), "A request asks for something"),
        (lambda: requests.check_carried([REPORT, Carried("pathology-slides", Need.SLIDES)]), "one request for the"),
        (lambda: requests.send(SENT, "2026-03-04", Channel.FAX, TODAY), "was sent on 2026-03-02"),
        (lambda: requests.send(DRAFT, "2026-05-02", Channel.FAX, TODAY), "is yet to come: today is 2026-04-20"),
        (lambda: requests.send(DRAFT, "2.3.2026", Channel.FAX, TODAY), "write it as 2026-03-13"),
        (lambda: requests.acknowledge(SENT, "2026-03-01", "", TODAY), "2026-03-01 is before 2026-03-02"),
        (lambda: requests.acknowledge(DRAFT, "2026-03-01", "", TODAY), "was not sent yet"),
        (lambda: requests.promise(SENT, "2026-03-01"), "promised for before it was asked for"),
        (lambda: requests.check_dates(replace(SENT, needed_by="2026-02-01")), "needed before it was sent"),
        (lambda: requests.come(DRAFT, "blood-tests", Need.REPORT, "2026-03-20"), "was not sent yet"),
        (lambda: requests.come(SENT, "blood-tests", Need.REPORT, "2026-03-01"), "before it was asked for"),
        (lambda: requests.refuse(SENT, Denial("2026-03-01"), TODAY), "refused before it was asked for"),
        (lambda: requests.log(SENT, call("2026-05-01"), TODAY), "is yet to come"),
        (lambda: requests.log(SENT, call("yesterday"), TODAY), "'yesterday' is no date"),
        (lambda: requests.log(SENT, call("2026-03-10", next_on="2026-03-09"), TODAY), "next step lies before"),
        (lambda: requests.extend(SENT, Extension("2026-03-01", "2026-04-20", "x"), TODAY), "before the request"),
        (lambda: requests.extend(SLIDES, Extension("2026-03-05", "2026-04-20", "x"), TODAY), "no legal date"),
        (lambda: requests.check_law(replace(SENT, state_law="ZZ")), "No shorter law of 'ZZ' is in the list (CA"),
        (lambda: requests.check_law(replace(SENT, law_days=-1)), "-1 days is no limit"),
        (lambda: requests.ask_fee(SENT, Fee("a lot", "2026-03-09"), TODAY), "write it as 25.00"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(act: object, said: str) -> None:
    with pytest.raises(BinderError) as raised:
        act()  # type: ignore[operator]
    assert said in str(raised.value)


def test_a_part_that_came_twice_is_said() -> None:
    part = requests.come(SENT, "blood-tests", Need.REPORT, "2026-03-20")
    with pytest.raises(BinderError, match="has the report of blood-tests already, since 2026-03-20"):
        requests.come(part, "blood-tests", Need.REPORT, "2026-03-21")


def test_a_late_notice_is_kept_and_said_not_to_count() -> None:
    changed, why = requests.extend(SENT, Extension("2026-04-10", "2026-04-30", "busy"), TODAY)
    assert changed.extensions and why == ["The notice of 2026-04-10 came after 2026-04-01, the last day for it."]


def test_events_stand_in_order_and_a_promise_is_taken_over() -> None:
    later = requests.log(SENT, call("2026-03-12T14:05", who="Pat", promised_on="2026-03-20"), TODAY)
    both = requests.log(later, call("2026-03-05", said="they have the fax"), TODAY)
    assert [one.at for one in both.events] == ["2026-03-05", "2026-03-12T14:05"]
    assert {one.promised_on for one in both.outstanding} == {"2026-03-20"}


def test_fees_for_searching_are_not_permitted() -> None:
    from binder.knowledge import load

    fee = Fee("40.00", "2026-03-09", charged_for=(FeeFor.COPYING, FeeFor.SEARCH, FeeFor.RETRIEVAL))
    assert requests.objectionable(fee, load("law")["fees"]) == (FeeFor.SEARCH, FeeFor.RETRIEVAL)


def test_a_complaint_needs_a_cause() -> None:
    step = Escalation("2026-03-20", Above.OCR)
    with pytest.raises(BinderError, match="a complaint has no cause yet"):
        requests.escalate(SENT, step, date(2026, 3, 20))
    late = requests.escalate(SENT, Escalation("2026-04-20", Above.OCR), TODAY)
    assert late.state is RequestState.ESCALATED
    done = requests.come(requests.come(late, "blood-tests", Need.REPORT, "2026-04-20"), "operative-note", Need.REPORT,
                         "2026-04-20")  # fmt: skip
    assert done.state is RequestState.FULFILLED
    with pytest.raises(BinderError, match="nothing to take further"):
        requests.escalate(done, step, TODAY)


def test_what_the_law_gives_can_be_too_late() -> None:
    soon = replace(SENT, needed_by="2026-03-20")
    assert requests.too_late(soon) == (
        "The law gives them until 2026-04-01, and it is needed by 2026-03-20: call, do not wait."
    )
    assert requests.too_late(replace(SENT, needed_by="2026-04-10")) == ""


def test_the_kind_follows_from_what_is_asked() -> None:
    assert SENT.kind is RequestKind.RECORDS
    assert replace(SENT, carried=(REPORT, Carried("imaging-ct", Need.IMAGES))).kind is RequestKind.IMAGES
    assert SLIDES.kind is RequestKind.MATERIAL and not SLIDES.kind.legal_clock


# -- the ladder of calls ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "do", "day"),
    [
        ("2026-03-03", Do.CONFIRM_RECEIPT, "2026-03-05"),
        ("2026-03-08", Do.CONFIRM_RECEIPT, "2026-03-05"),
        ("2026-03-12", Do.CALL, "2026-03-12"),
        ("2026-03-22", Do.CALL, "2026-03-12"),  # a Sunday: the second call waits for the office to open
        ("2026-03-23", Do.CALL, "2026-03-23"),
        ("2026-04-02", Do.OVERDUE_LETTER, "2026-04-02"),
    ],
)
def test_the_steps_come_one_after_the_other(on: str, do: Do, day: str) -> None:
    step = next_step(SENT, date.fromisoformat(on))
    assert step is not None and (step.do, step.on.isoformat()) == (do, day)


def test_a_call_takes_the_place_of_the_step_that_was_due() -> None:
    asked = requests.log(SENT, call("2026-03-06", said="the fax is there"), TODAY)
    step = next_step(asked, date(2026, 3, 8))
    assert step is not None and (step.do, step.on) == (Do.CALL, date(2026, 3, 12))
    noted = requests.log(SENT, RequestEvent("2026-03-06", EventKind.NOTE, "to be called"), TODAY)
    step = next_step(noted, date(2026, 3, 8))
    assert step is not None and step.do is Do.CONFIRM_RECEIPT  # a note of one's own is no contact


def test_what_was_agreed_comes_before_the_ladder() -> None:
    agreed = requests.log(SENT, call("2026-03-06", next_on="2026-03-16", next_step="call Pat back"), TODAY)
    step = next_step(agreed, date(2026, 3, 12))
    assert step is not None and (step.on, step.words) == (date(2026, 3, 16), "call Pat back")


def test_a_promise_that_was_not_kept_is_asked_about() -> None:
    promised = requests.log(SENT, call("2026-03-12", promised_on="2026-03-18"), TODAY)
    step = next_step(promised, date(2026, 3, 19))
    assert step is not None and step.do is Do.PROMISED and step.words == "promised for 2026-03-18, has not come"


def test_after_the_letter_a_complaint_is_offered_with_its_last_day() -> None:
    told = requests.escalate(SENT, Escalation("2026-04-03", Above.PRIVACY_OFFICER), TODAY)
    step = next_step(told, TODAY)
    assert step is not None and step.do is Do.COMPLAINT and step.words == "a complaint can be filed until 2026-09-28"
    assert step.law == "45 CFR 160.306(b)(3)"


def test_late_by_a_states_law_alone_is_called_about_every_week_after_the_letter() -> None:
    state = replace(SENT, state_law="CA")
    told = requests.escalate(state, Escalation("2026-03-18", Above.PRIVACY_OFFICER), TODAY)
    step = next_step(told, date(2026, 3, 20))
    assert step is not None and (step.do, step.on) == (Do.CALL, date(2026, 3, 25))


def test_slides_are_called_about_every_week_and_never_by_law() -> None:
    step = next_step(SLIDES, date(2026, 3, 5))
    assert step is not None and (step.do, step.on, step.law) == (Do.CALL, date(2026, 3, 9), "")
    called = requests.log(SLIDES, call("2026-03-09"), TODAY)
    step = next_step(called, date(2026, 3, 10))
    assert step is not None and step.on == date(2026, 3, 16)


def test_nothing_is_to_do_about_what_is_closed() -> None:
    assert next_step(requests.withdraw(SENT, "2026-03-05", "", TODAY), TODAY) is None
    assert next_step(requests.refuse(SENT, Denial("2026-03-05"), TODAY), TODAY) is None


def test_what_was_promised_on_a_late_request_takes_the_place_of_the_letter_until_its_day() -> None:
    late = requests.log(SENT, call("2026-04-10", promised_on="2026-04-16"), date(2026, 4, 10))
    step = next_step(late, date(2026, 4, 12))
    assert step is not None and step.do is Do.PROMISED and step.on == date(2026, 4, 16)
    assert step.words == "promised for 2026-04-16; else send the overdue letter to the privacy officer"
    after = next_step(late, date(2026, 4, 17))
    assert after is not None and after.do is Do.OVERDUE_LETTER


def test_what_is_asked_for_already_is_found_until_it_came() -> None:
    asks = [(one.item, one.need) for one in SENT.carried]
    assert requests.asked_already(asks[:1], [SENT]) == [SENT]
    assert requests.asked_already([("somewhere-else", Need.REPORT)], [SENT]) == []
    came = replace(SENT, carried=tuple(replace(one, received_on="2026-03-20") for one in SENT.carried))
    assert requests.asked_already(asks, [came]) == []
