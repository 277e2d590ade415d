"""The agenda: what Today says of requests, slides, visits, plans and papers, and what goes into the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from binder.chase import proposals, today
from binder.chase.agenda import agenda
from binder.chase.calendar import calendar
from binder.chase.checklist import set_state, starting_items
from binder.chase.entry import Entry
from binder.chase.line import TodayLine
from binder.chase.situation import Situation, names_of
from binder.model.appointment import Appointment, AppointmentState, Arrival, Bring
from binder.model.authority import Authority, AuthorityKind
from binder.model.checklist import ItemState, Need
from binder.model.coverage import Coverage, CoverageCall, PlanAnswer, PlanAsk, PlanKind, PlanRequest
from binder.model.decision import Case, Choice, Decision, WaitingAnswer
from binder.model.kinds import Kind
from binder.model.people import (
    Channel,
    Contact,
    Department,
    DepartmentKind,
    DoctorRole,
    FamilyMember,
    Organization,
    Practitioner,
    Standing,
)
from binder.model.question import Asked, Question, QuestionGroup, QuestionState
from binder.model.record import Record, RecordState
from binder.model.request import (
    Carried,
    Denial,
    EventKind,
    Extension,
    Fee,
    FeeFor,
    Ground,
    Request,
    RequestEvent,
)
from binder.model.specimen import Move, Shipment, Specimen, SpecimenKind, SpecimenState

from .conftest import make_record

HOSPITAL = Organization(
    "Saltmarsh Hospital",
    "ORG1",
    Contact(phone="555-010-0140"),
    (
        Department(DepartmentKind.MEDICAL_RECORDS, contact=Contact(phone="555-010-0141", fax="555-010-0142")),
        Department(DepartmentKind.PATHOLOGY, contact=Contact(phone="555-010-0147"), return_days=30),
        Department(DepartmentKind.PRIVACY_OFFICER, contact=Contact(phone="555-010-0149")),
    ),
)
INSTITUTE = Organization(
    "Tidewell Institute",
    "ORG2",
    departments=(Department(DepartmentKind.SECOND_OPINION, contact=Contact(phone="555-010-0171")),),
)
WREN = Practitioner("Dr. Wren", "DR1", DoctorRole.FIRST_OPINION, contact=Contact(phone="555-010-0150"))
MOOR = Practitioner("Dr. Moor", "DR2", DoctorRole.SECOND_OPINION, Standing.CHOSEN, organization="ORG2")
INES = FamilyMember("Ines Sample", "FAM1")
REQUEST = Request(
    "ORG1",
    DepartmentKind.MEDICAL_RECORDS,
    "REQ1",
    (Carried("operative-note", Need.REPORT), Carried("blood-tests", Need.REPORT)),
    channel=Channel.FAX,
    sent_on="2026-03-02",
    received_on="2026-03-02",
)


def at(day: str, hour: int = 12) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)


def situation(**facts: object) -> Situation:
    """Two houses, two doctors, the daughter; the doctor was asked about waiting."""
    base = Situation(
        "Ada Sample",
        family=(INES,),
        doctors=(WREN, MOOR),
        organizations=(HOSPITAL, INSTITUTE),
        items=tuple(starting_items()),
        names=names_of([INES], [WREN, MOOR], [HOSPITAL, INSTITUTE]),
        case=Case(waiting=(WaitingAnswer("2026-03-01", "Dr. Wren", "no risk"),)),
    )
    return replace(base, **facts)  # type: ignore[arg-type]


def lines(day: str, records: Iterable[Record] = (), **facts: object) -> list[TodayLine]:
    now = situation(**facts)
    records = list(records) or [make_record("R1", Kind.LETTER)]
    return today(list(now.items), proposals(now.items, records), records, situation=now, now=at(day))


def about(found: list[TodayLine], word: str) -> TodayLine:
    (line,) = [line for line in found if word in line.text]
    return line


def entry(day: str, key: str, **facts: object) -> Entry:
    (found,) = [one for one in agenda(situation(**facts), at(day)) if one.key == key]
    return found


# -- requests ---------------------------------------------------------------------------------------------------------


def test_what_is_late_comes_first_with_the_number_to_call() -> None:
    found = lines("2026-04-13", requests=(REQUEST,))
    assert found[0] == TodayLine(
        "now",
        "12 days late: operative note and 1 more, Saltmarsh Hospital",
        "request:REQ1",
        "call medical records, Saltmarsh Hospital 555-010-0141: send the overdue letter to the privacy officer",
        phone="555-010-0141",
        on="2026-04-01",
    )


@pytest.mark.parametrize(
    ("day", "urgency", "text"),
    [
        ("2026-03-08", "info", "Waiting, due 2026-04-01: operative note and 1 more, Saltmarsh Hospital"),
        ("2026-03-12", "now", "Call today: operative note and 1 more, Saltmarsh Hospital"),
        ("2026-03-25", "now", "Call today: operative note and 1 more, Saltmarsh Hospital"),
        ("2026-04-02", "now", "1 day late: operative note and 1 more, Saltmarsh Hospital"),
    ],
)
def test_one_line_a_request_from_sent_to_late(day: str, urgency: str, text: str) -> None:
    line = about(lines(day, requests=(REQUEST,)), "Saltmarsh Hospital")
    assert (line.urgency, line.text) == (urgency, text)


def test_after_the_call_was_made_the_days_are_counted() -> None:
    called = replace(REQUEST, events=(RequestEvent("2026-03-25", EventKind.CALL, "in work"),))
    assert about(lines("2026-03-29", requests=(called,)), "Saltmarsh").text.startswith("Due in 3 days: operative")
    assert about(lines("2026-04-01", requests=(called,)), "Saltmarsh").text.startswith("Due today: operative")


def test_the_one_who_waits_longest_stands_first() -> None:
    later = replace(REQUEST, id="REQ2", sent_on="2026-03-09", received_on="2026-03-09")
    found = [line.action for line in lines("2026-04-20", requests=(later, REQUEST)) if "late" in line.text]
    assert found == ["request:REQ1", "request:REQ2"]


def test_an_assumed_receipt_and_a_notice_that_does_not_count_are_said() -> None:
    late = replace(REQUEST, received_on="", extensions=(Extension("2026-04-05", "2026-04-28", "busy"),))
    hint = about(lines("2026-04-10", requests=(late,)), "late").hint
    assert "receipt assumed on 2026-03-02" in hint and "came after 2026-04-01, the last day for it" in hint


def test_what_a_request_asks_for_is_not_also_called_missing() -> None:
    slides = replace(REQUEST, id="REQ2", carried=(Carried("pathology-slides", Need.SLIDES),))
    text = " ".join(line.text for line in lines("2026-03-08", requests=(REQUEST, slides)))
    assert "Missing: pathology report" in text  # that one nobody asked for
    assert "blood test" not in text.split("Missing", 1)[1]
    assert text.count("slides") == 1


def test_a_draft_is_not_forgotten_and_what_was_refused_is_not_waited_for() -> None:
    draft = replace(REQUEST, sent_on="", received_on="")
    line = about(lines("2026-03-08", requests=(draft,)), "Drafted, not sent")
    assert line.urgency == "soon" and line.hint.endswith("send it by fax")
    denied = tuple(replace(one, denial=Denial("2026-03-20")) for one in REQUEST.carried)
    items = tuple(
        set_state(one, ItemState.REQUESTED, on="2026-03-02") if one.id == "operative-note" else one
        for one in starting_items()
    )
    found = lines("2026-03-25", requests=(replace(REQUEST, carried=denied),), items=items)
    assert [line.text for line in found if "operative" in line.text] == [
        "Refused on 2026-03-20: operative note and 1 more, Saltmarsh Hospital"
    ]


def test_a_report_that_waits_to_be_looked_at_is_not_called_missing() -> None:
    waiting = make_record("R2", Kind.PATHOLOGY_REPORT, title="Biopsy", state=RecordState.NEEDS_REVIEW)
    found = lines("2026-03-08", [make_record("R1", Kind.LETTER), waiting])
    assert not [line for line in found if "Missing" in line.text and "pathology report" in line.text]
    assert about(found, "1 document to look at: Biopsy")
    assert about(found, "Waits in review: pathology report (1)").action == "review:R2"


def test_the_first_opinion_is_not_missing_once_a_record_is_marked_as_it() -> None:
    for state in (RecordState.FILED, RecordState.NEEDS_REVIEW):
        marked = make_record("R2", Kind.LETTER, title="Dr. Wren's letter", state=state, opinion=1)
        found = lines("2026-03-08", [marked])
        assert not [line for line in found if "Missing" in line.text and "opinion" in line.text]


def test_a_refusal_stands_there_until_it_is_taken_further() -> None:
    denial = Denial("2026-03-20", Ground.UNPAID_BILL)
    denied = replace(REQUEST, carried=tuple(replace(one, denial=denial) for one in REQUEST.carried))
    line = about(lines("2026-03-25", requests=(denied,)), "Refused")
    assert line.text == "Refused on 2026-03-20: operative note and 1 more, Saltmarsh Hospital"
    assert "an unpaid bill" in line.hint and "until 2026-09-16" in line.hint and line.urgency == "now"


def test_a_fee_that_may_not_be_asked_is_said() -> None:
    fee = Fee("40.00", "2026-03-05", charged_for=(FeeFor.COPYING, FeeFor.SEARCH))
    hint = about(lines("2026-03-08", requests=(replace(REQUEST, fees=(fee,)),)), "Saltmarsh").hint
    assert "USD 40.00 asked, in part for search: object, 45 CFR 164.524(c)(4)" in hint
    paid = replace(REQUEST, fees=(replace(fee, paid_on="2026-03-06"),))
    assert "40.00" not in about(lines("2026-03-08", requests=(paid,)), "Saltmarsh").hint


def test_a_request_without_authority_is_held_before_it_is_sent() -> None:
    ready = replace(REQUEST, sent_on="", received_on="", prepared_on="2026-03-02", asked_by="FAM1")
    line = about(lines("2026-03-03", requests=(ready,)), "Not to be sent yet")
    assert "lets Ines Sample ask" in line.hint


def test_what_comes_too_late_for_the_visit_is_said() -> None:
    soon = replace(REQUEST, needed_by="2026-03-20", events=(RequestEvent("2026-03-06", EventKind.CALL),))
    line = about(lines("2026-03-07", requests=(soon,)), "May come too late")
    assert line.hint.endswith("The law gives them until 2026-04-01, and it is needed by 2026-03-20: call, do not wait.")


# -- slides and parcels -----------------------------------------------------------------------------------------------

SLIDES = Specimen("ORG1", "S25-0417", "SP1", count=8, collected_on="2025-10-28", reviewer="ORG2")


def test_what_may_be_destroyed_soon_is_said() -> None:
    old = replace(SLIDES, kind=SpecimenKind.BLOCK, collected_on="2024-05-01")
    line = about(lines("2026-03-08", specimens=(old,)), "destroyed")
    assert line.text == "May be destroyed after 2026-05-01: tissue block S25-0417" and line.phone == "555-010-0147"
    assert not [one for one in lines("2026-03-08", specimens=(SLIDES,)) if "destroyed" in one.text]


def test_slides_have_to_go_back() -> None:
    away = replace(
        SLIDES, moves=(Move(SpecimenState.SHIPPED, "2026-03-01"), Move(SpecimenState.RECEIVED, "2026-03-03"))
    )
    line = about(lines("2026-03-25", specimens=(away,)), "Due back")
    assert line.text == "Due back at the lab in 8 days: H&E slides S25-0417" and line.on == "2026-04-02"
    late = about(lines("2026-04-05", specimens=(away,)), "late")
    assert late.urgency == "now" and late.text == "3 days late going back to the lab: H&E slides S25-0417"


def test_a_parcel_that_does_not_arrive() -> None:
    parcel = Shipment(
        ("SP1",), "SH1", "ORG1", "ORG2", courier="Express", tracking="LX 77", courier_phone="555-010-0199",
        sent_on="2026-03-02", expected_on="2026-03-04",
    )  # fmt: skip
    shown = {"specimens": (SLIDES,), "shipments": (parcel,)}
    assert about(lines("2026-03-03", **shown), "On its way").urgency == "info"
    late = about(lines("2026-03-06", **shown), "on its way")
    assert (late.urgency, late.phone) == ("now", "555-010-0199") and late.text.startswith("2 days late on its way")
    there = replace(parcel, delivered_on="2026-03-04", signed_by="P. Marsh")
    line = about(lines("2026-03-06", specimens=(SLIDES,), shipments=(there,)), "not confirmed")
    assert "signed by P. Marsh" in line.hint


# -- visits, questions, waiting, the decision -------------------------------------------------------------------------

VISIT = Appointment(
    "2026-03-20T10:30", "V1", "DR2", zone="America/Chicago", companion="FAM1", bring=(Bring("the insurance card"),)
)
ASKED = Question("How sure is the diagnosis?", "Q1")


def test_the_call_about_the_records_appears_five_days_before_or_when_the_office_opens_again() -> None:
    shown = {"appointments": (VISIT,), "questions": (ASKED,)}
    assert not [line for line in lines("2026-03-15", **shown) if "arrived" in line.text]  # a Sunday
    line = about(lines("2026-03-16", **shown), "arrived")
    assert line.text == "Ask whether the records arrived: Dr. Moor, visit in 4 days" and line.phone == "555-010-0171"
    there = replace(VISIT, arrivals=(Arrival("2026-03-16", "Pat"),))
    assert not [one for one in lines("2026-03-17", appointments=(there,), questions=(ASKED,)) if "arrived" in one.text]
    gone = replace(VISIT, arrivals=(Arrival("2026-03-16", "Pat", False, "the slides"),))
    assert about(lines("2026-03-17", appointments=(gone,), questions=(ASKED,)), "Not there").urgency == "now"


def test_a_visit_comes_nearer_and_asks_whether_it_took_place() -> None:
    shown = {"appointments": (replace(VISIT, arrivals=(Arrival("2026-03-15"),)),), "questions": (ASKED,)}
    assert about(lines("2026-03-18", **shown), "Dr. Moor").text == "Dr. Moor in 2 days, 2026-03-20 10:30"
    assert "1 to pack, first the insurance card" in about(lines("2026-03-18", **shown), "Dr. Moor").hint
    assert about(lines("2026-03-20", **shown), "Dr. Moor").text == "Dr. Moor today, 2026-03-20 10:30"
    assert about(lines("2026-03-21", **shown), "Did the visit take place").urgency == "now"


def test_waiting_is_asked_about_and_counted_down() -> None:
    assert about(lines("2026-03-08", case=Case()), "carries any risk").phone == "555-010-0150"
    safe = Case(waiting=(WaitingAnswer("2026-03-01", "Dr. Wren", "fine", 14),))
    assert "until 2026-03-15: 5 days left" in about(lines("2026-03-10", case=safe), "days are safe").text
    urgent = Case(waiting=(WaitingAnswer("2026-03-01", "Dr. Wren", urgent=True),))
    found = lines("2026-04-10", case=urgent, requests=(REQUEST,))
    assert "not to wait" in found[0].text and "late" in found[1].text


def test_questions_without_an_answer_and_doctors_who_have_not_answered_each_other() -> None:
    open_one = replace(ASKED, state=QuestionState.ASKED, asked_on="2026-03-01", whom="DR1")
    assert about(lines("2026-03-09", questions=(open_one,)), "No answer since").phone == "555-010-0150"
    assert not [one for one in lines("2026-03-08", questions=(open_one,)) if "No answer" in one.text]  # a Sunday
    line = about(lines("2026-03-08", opinions=2), "answer the other's reasons")
    assert line.text == "Ask the first doctor and the second doctor to answer the other's reasons"
    both = tuple(
        Question("What do you say?", f"Q{n}", QuestionGroup.RECONCILE, who)
        for n, who in enumerate((Asked.FIRST_DOCTOR, Asked.SECOND_DOCTOR), 1)
    )
    assert about(lines("2026-03-08", opinions=2, questions=both), "To be asked of the first doctor")


def test_a_decision_is_due_and_looked_at_again() -> None:
    assert about(lines("2026-03-08", case=Case(decide_by="2026-03-10")), "To be decided in 2 days").urgency == "now"
    taken = Decision("Chemotherapy?", "DEC1", choices=(Choice("not now", "2026-03-01", review_on="2026-03-10"),))
    assert about(lines("2026-03-08", decisions=(taken,)), "looked at again in 2 days")
    third = Decision("Chemotherapy?", "DEC1", third_opinion=True)
    assert about(lines("2026-03-08", decisions=(third,)), "A third opinion is wanted first")


def test_a_second_doctor_of_the_same_house_is_said() -> None:
    near = replace(MOOR, organization="ORG1")
    found = lines("2026-03-08", doctors=(replace(WREN, organization="ORG1"), near))
    assert "works at the same institution" in about(found, "same institution").text


# -- plans and papers -------------------------------------------------------------------------------------------------


def test_the_plan_is_asked_before_the_visit_and_its_days_are_told() -> None:
    plan = Coverage("Harborlight", "COV1", PlanKind.HMO, phone="555-010-0190")
    assert (
        about(lines("2026-03-08", coverages=(plan,), appointments=(VISIT,)), "Ask Harborlight").phone == "555-010-0190"
    )
    denied = PlanRequest(PlanAsk.GAP_EXCEPTION, "2026-03-02", 1, answer=PlanAnswer.DENIED, answered_on="2026-03-20")
    plan = replace(plan, requests=(denied,), calls=(CoverageCall("2026-03-02"),))
    line = about(lines("2026-09-10", coverages=(plan,)), "appeal")
    assert line.text == "Network-gap exception refused: appeal in 6 days, 2026-09-16: Harborlight"
    assert line.urgency == "now"
    assert not [one for one in lines("2026-04-10", coverages=(plan,)) if "appeal" in one.text]
    late = about(lines("2026-09-18", coverages=(plan,)), "late")
    assert late.text.startswith("2 days late: network-gap exception refused: appeal")


def test_papers_that_run_out_or_lack_something_are_told() -> None:
    paper = Authority(
        AuthorityKind.POWER_OF_ATTORNEY, "AUTH1", grantee="FAM1", signed_on="2026-01-01", expires_on="2026-03-20"
    )
    line = about(lines("2026-03-10", authorities=(paper,)), "Runs out")
    assert line.text == "Runs out in 10 days: health-care power of attorney for Ines Sample"
    bare = Authority(AuthorityKind.AUTHORIZATION, "AUTH2", grantee="FAM1", signed_on="2026-01-01")
    assert about(lines("2026-03-10", authorities=(bare,)), "Not good as it is").urgency == "now"
    resting = replace(REQUEST, asked_by="FAM1", authority="AUTH1")
    assert about(lines("2026-03-22", authorities=(paper,), requests=(resting,)), "Expired, and requests rest on it")


# -- all of it --------------------------------------------------------------------------------------------------------


def test_every_line_is_said_in_whole_and_leads_somewhere() -> None:
    long = replace(HOSPITAL, name="The Very Long Named Saltmarsh and Causeway Regional Hospital of the Estuary")
    found = lines("2026-04-13", requests=(REQUEST,), organizations=(long, INSTITUTE), names={"ORG1": long.name})
    assert any(long.name in line.text for line in found) and not any("…" in line.text for line in found)
    assert all(line.action for line in found if line.urgency == "now")


def test_the_day_is_the_one_where_the_person_is() -> None:
    moment = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)  # late on 1 April in Chicago: the thirtieth day is not over
    for zone, phase in ((ZoneInfo("America/Chicago"), 0), (ZoneInfo("Asia/Tokyo"), 1), (UTC, 1)):
        (due,) = [e for e in agenda(situation(requests=(REQUEST,)), moment.astimezone(zone)) if e.key == "REQ1.due"]
        assert due.late == phase, zone


def test_over_the_leap_day() -> None:
    leap = replace(REQUEST, sent_on="2028-01-30", received_on="2028-01-30")
    assert entry("2028-03-01", "REQ1.due", requests=(leap,)).late == 1
    assert entry("2028-02-29", "REQ1.due", requests=(leap,)).late == 0


# -- the calendar -----------------------------------------------------------------------------------------------------

STAMP = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


def made(day: str = "2026-03-08", stamp: datetime = STAMP, **facts: object) -> bytes:
    return calendar(agenda(situation(**facts), at(day)), identity="abcd", stamp=stamp)


def events(text: bytes) -> dict[str, dict[str, str]]:
    """A reader of its own: lines unfolded by octets, each event's properties by their names with parameters."""
    assert text.endswith(b"\r\n") and b"\n" not in text.replace(b"\r\n", b"")
    found: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    depth: list[str] = []
    for line in text.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode().split("\r\n")[:-1]:
        name, value = line.split(":", 1)
        if name == "BEGIN":
            depth.append(value)
            current = {} if value == "VEVENT" else current
        elif name == "END":
            assert depth.pop() == value
            if value == "VEVENT":
                assert current["UID"] not in found
                found[current["UID"]] = current
        elif depth[-1] == "VALARM":
            current[f"ALARM-{name}"] = value
        else:
            current[name] = value
    assert not depth
    return found


def test_the_calendar_keeps_to_the_standard() -> None:
    text = made(requests=(REQUEST,), appointments=(VISIT,), questions=(ASKED,))
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert text.startswith(b"BEGIN:VCALENDAR\r\n") and b"\r\nVERSION:2.0\r\n" in text and b"\r\nPRODID:" in text
    for event in events(text).values():
        assert event["DTSTAMP"] == "20260308T120000Z" and event["SUMMARY"] and event["ALARM-ACTION"] == "DISPLAY"
        assert event["ALARM-TRIGGER"]


def test_deadlines_are_whole_days_and_visits_have_their_hour() -> None:
    found = events(made(requests=(REQUEST,), appointments=(VISIT,), questions=(ASKED,)))
    due = found["req1.due@abcd.binder"]
    assert (due["DTSTART;VALUE=DATE"], due["DTEND;VALUE=DATE"]) == ("20260401", "20260402")
    assert due["SUMMARY"] == r"Last day: operative note and 1 more\, Saltmarsh Hospital"
    assert r"Call medical records\, Saltmarsh Hospital 555-010-0141" in due["DESCRIPTION"]
    visit = found["v1.visit@abcd.binder"]
    assert (visit["DTSTART"], visit["DTEND"]) == ("20260320T153000Z", "20260320T163000Z")  # 10:30 in Chicago, summer
    assert found["v1.arrival@abcd.binder"]["DTSTART;VALUE=DATE"] == "20260316"


def test_what_is_late_stands_on_today_with_its_true_day_in_its_words() -> None:
    """No phone rings for a day that is past."""
    evening = datetime(2026, 4, 19, 18, 30, tzinfo=UTC)
    found = events(made("2026-04-19", evening, requests=(REQUEST,)))
    due, step = found["req1.due@abcd.binder"], found["req1.step@abcd.binder"]
    assert (due["DTSTART;VALUE=DATE"], due["DTEND;VALUE=DATE"]) == ("20260419", "20260420")
    assert due["SUMMARY"] == r"Since 1 Apr 2026\, 18 days late: operative note and 1 more\, Saltmarsh Hospital"
    assert step["DTSTART;VALUE=DATE"] == "20260419"
    assert step["SUMMARY"].startswith(r"Since 2 Apr 2026\, 17 days late: Send the overdue letter")
    assert due["ALARM-TRIGGER"] == "PT20H"  # nine in the morning is over


def test_a_call_within_its_days_is_not_late_and_a_visit_stays_on_its_own_day() -> None:
    next_day = datetime(2026, 3, 17, 8, 0, tzinfo=UTC)
    call = events(made("2026-03-17", next_day, appointments=(VISIT,), questions=(ASKED,)))["v1.arrival@abcd.binder"]
    assert call["DTSTART;VALUE=DATE"] == "20260317" and call["ALARM-TRIGGER"] == "PT10H"
    assert call["SUMMARY"] == "Since 16 Mar 2026: Ask whether the records arrived: Dr. Moor"
    gone = replace(VISIT, at="2026-03-20")
    after = events(
        made("2026-03-23", datetime(2026, 3, 23, 8, 0, tzinfo=UTC), appointments=(gone,), questions=(ASKED,))
    )
    assert after["v1.visit@abcd.binder"]["DTSTART;VALUE=DATE"] == "20260320"


def test_the_same_matter_keeps_its_uid_whatever_is_changed() -> None:
    longer = replace(REQUEST, extensions=(Extension("2026-03-05", "2026-04-20", "archived"),))
    before, after = events(made(requests=(REQUEST,))), events(made("2026-03-09", requests=(longer,)))
    uid = "req1.due@abcd.binder"
    assert before[uid]["DTSTART;VALUE=DATE"] == "20260401" and after[uid]["DTSTART;VALUE=DATE"] == "20260420"


def test_words_are_escaped_and_long_ones_folded_between_letters() -> None:
    house = replace(
        HOSPITAL, name="Sankt Jürgen; Haus \\ Ä, am Ufer der sehr breiten Flußmündung, Abteilung Öffentlichkeit"
    )
    text = made(requests=(REQUEST,), organizations=(house, INSTITUTE), names={"ORG1": house.name})
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    summary = events(text)["req1.due@abcd.binder"]["SUMMARY"]
    assert r"Sankt Jürgen\; Haus \\ Ä\, am Ufer" in summary


def test_what_has_no_day_of_its_own_stays_out() -> None:
    found = events(made(case=Case(), coverages=(Coverage("Harborlight", "COV1"),), appointments=(VISIT,)))
    assert not [uid for uid in found if uid.startswith(("case.waiting", "cov1.ask", "questions.none"))]


def test_a_done_visit_and_a_closed_request_leave_the_calendar() -> None:
    gone = replace(REQUEST, withdrawn_on="2026-03-05")
    assert events(made(requests=(gone,), appointments=(replace(VISIT, state=AppointmentState.DONE),))) == {}
