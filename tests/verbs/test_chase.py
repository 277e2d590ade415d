"""The chase in a real binder: requests tied to the checklist, slides in parcels, people still needed, and undo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.appointment import Appointment, AppointmentState, Arrival
from binder.model.authority import Authority, AuthorityKind, AuthorityState
from binder.model.checklist import ItemState, Need
from binder.model.coverage import CallAnswer, Coverage, CoverageCall, PlanAnswer, PlanAsk, PlanKind, PlanRequest
from binder.model.decision import Case, Choice, Decision, Option, WaitingAnswer
from binder.model.errors import BinderError
from binder.model.people import (
    Channel,
    Contact,
    Department,
    DepartmentKind,
    DoctorRole,
    FamilyMember,
    Organization,
    PatientDetails,
    PatientNumber,
    Practitioner,
    Standing,
)
from binder.model.question import Asked, Question, QuestionState
from binder.model.request import (
    Carried,
    Denial,
    EventKind,
    Extension,
    Ground,
    RequestEvent,
    RequestState,
)
from binder.model.specimen import Shipment, Specimen, SpecimenState
from binder.vault.keys import key_from_recovery_code

PASSPHRASE = "correct horse"
RECORDS, RADIOLOGY, PATHOLOGY = DepartmentKind.MEDICAL_RECORDS, DepartmentKind.RADIOLOGY, DepartmentKind.PATHOLOGY


@pytest.fixture(scope="module")
def _peopled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("chase") / "chase.binder"
    with Binder.create(path, PASSPHRASE, patient="Ada Sample", born="1957-04-09", profile=1, actor="Ines") as b:
        desks = (
            Department(RECORDS, contact=Contact(phone="555-010-0141", fax="555-010-0142")),
            Department(RADIOLOGY, contact=Contact(phone="555-010-0158")),
            Department(PATHOLOGY, contact=Contact(phone="555-010-0147")),
        )
        b.save_organization(Organization("Saltmarsh Hospital", departments=desks, system="Tide", state="ca"))
        b.save_organization(Organization("Tidewell Institute", contact=Contact(phone="555-010-0170")))
        b.save_family(FamilyMember("Ines Sample"))
        b.save_doctor(Practitioner("Dr. Wren", role=DoctorRole.FIRST_OPINION, organization="Saltmarsh"))
        b.save_doctor(Practitioner("Dr. Moor", organization="ORG2", standing=Standing.CANDIDATE))
        key = key_from_recovery_code(b.recovery_code)  # opens the copies without computing it again each time
    return path, key


@pytest.fixture
def binder(_peopled: tuple[Path, bytes], tmp_path: Path) -> Iterator[Binder]:
    """Ada's binder: two houses, two doctors and the daughter; nothing asked for yet."""
    path = Path(shutil.copy(_peopled[0], tmp_path / "chase.binder"))
    with Binder.open(path, key=_peopled[1], actor="Ines") as opened:
        yield opened


def ask(binder: Binder, *asks: tuple[str, Need], on: str = "2026-03-02", where: DepartmentKind = RECORDS) -> str:
    request = binder.make_request("ORG1", where, asks)
    binder.send_request(request.id, on, Channel.FAX)
    return request.id


# -- requests and the checklist ---------------------------------------------------------------------------------------


def test_sending_asks_for_the_items_and_receiving_answers_the_request(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT), ("blood-tests", Need.REPORT))
    assert binder.item("operative-note").state is ItemState.REQUESTED
    assert binder.item("operative-note").requested_on == "2026-03-02"
    binder.receive("operative-note", on="2026-03-20", what="by mail")
    line = binder.request(which)
    assert line.request.state is RequestState.PARTLY_FULFILLED and line.request.came[0].received_on == "2026-03-20"
    binder.receive("blood-tests", on="2026-03-22")
    assert binder.request(which).request.state is RequestState.FULFILLED


def test_a_report_does_not_answer_a_request_for_images(binder: Binder) -> None:
    which = ask(binder, ("imaging-ct", Need.IMAGES), where=RADIOLOGY)
    binder.receive("imaging-ct", need=Need.REPORT, on="2026-03-10", what="the report only")
    assert binder.request(which).request.state is RequestState.SENT
    assert binder.item("imaging-ct").state is ItemState.PARTLY_RECEIVED
    binder.receive("imaging-ct", need=Need.IMAGES, on="2026-03-20", what="disc")
    assert binder.request(which).request.state is RequestState.FULFILLED


def test_an_item_started_afresh_is_waited_for_again(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT))
    binder.receive("operative-note", on="2026-03-20")
    binder.set_item_state("operative-note", ItemState.WANTED)
    assert binder.request(which).request.waiting and binder.item("operative-note").receipts == ()


def test_two_places_that_were_asked_for_the_same(binder: Binder) -> None:
    first = ask(binder, ("imaging-ct", Need.IMAGES), where=RADIOLOGY)
    other = binder.make_request("Tidewell", RADIOLOGY, [("imaging-ct", Need.IMAGES)])
    binder.send_request(other.id, "2026-03-03", Channel.MAIL)
    with pytest.raises(BinderError, match=r"say which this answers \(REQ1, Saltmarsh Hospital, REQ2, Tidewell"):
        binder.receive("imaging-ct", need=Need.IMAGES, on="2026-03-20")
    assert binder.item("imaging-ct").receipts == ()  # nothing was half noted
    binder.receive("imaging-ct", need=Need.IMAGES, on="2026-03-20", request=other.id)
    assert binder.request(other.id).request.state is RequestState.FULFILLED
    assert binder.request(first).request.waiting


def test_what_came_without_being_asked_for_answers_nothing(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT))
    binder.receive("operative-note", on="2026-03-20", request="")
    assert binder.request(which).request.waiting


def test_withdrawing_after_a_part_came_wants_the_rest_again(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT), ("blood-tests", Need.REPORT))
    binder.receive("blood-tests", on="2026-03-20")
    binder.withdraw_request(which, "they moved", "2026-03-25")
    assert binder.request(which).request.state is RequestState.WITHDRAWN
    assert binder.item("blood-tests").state is ItemState.RECEIVED
    assert binder.item("operative-note").state is ItemState.WANTED
    assert binder.undo() == "REQ1 withdrawn"
    assert binder.request(which).request.waiting and binder.item("operative-note").state is ItemState.REQUESTED


def test_an_item_that_came_twice_is_kept_twice_and_the_request_once(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT))
    binder.receive("operative-note", on="2026-03-20", what="by mail")
    binder.receive("operative-note", on="2026-03-24", what="by fax, the same again")
    assert [one.on for one in binder.item("operative-note").receipts] == ["2026-03-20", "2026-03-24"]
    assert binder.request(which).request.came[0].received_on == "2026-03-20"


def test_a_day_that_is_yet_to_come_is_said_and_nothing_is_noted(binder: Binder) -> None:
    ahead = (date.today() + timedelta(1)).isoformat()
    before = binder.situation()
    for act in (
        lambda: binder.receive("operative-note", on=ahead),
        lambda: binder.set_item_state("operative-note", ItemState.REQUESTED, on=ahead),
    ):
        with pytest.raises(BinderError, match=f"{ahead} is yet to come"):
            act()
    assert binder.situation() == before


def test_one_undo_takes_back_what_was_one_step(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT))
    binder.receive("operative-note", on="2026-03-20")
    binder.undo()
    assert binder.request(which).request.state is RequestState.SENT
    assert binder.item("operative-note").state is ItemState.REQUESTED
    binder.undo()
    assert binder.request(which).request.state is RequestState.DRAFT
    assert binder.item("operative-note").state is ItemState.WANTED


def test_everything_that_was_said_is_kept(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT))
    binder.acknowledge_request(which, "2026-03-03", "fax confirmation 1 page")
    binder.log_event(which, RequestEvent("2026-03-12T14:05", EventKind.CALL, "in work", "Pat", "555-010-0141", "K-17"))
    changed, ignored = binder.extend_request(which, Extension("2026-03-30", "2026-04-25", "archived off site"))
    # The house lies in California, whose 15 days had passed: the federal extension does not stretch them.
    assert changed.state_law == "CA" and ignored == [
        "Cal. Health & Safety Code 123110(b) gives no more time: its day stays 2026-03-18."
    ]
    line = binder.request(which)
    assert (line.place, line.desk and line.desk.contact.phone) == ("Saltmarsh Hospital", "555-010-0141")
    assert line.clock.federal and line.clock.federal.isoformat() == "2026-04-25"
    binder.deny_request(which, Denial("2026-04-20", Ground.POLICY, "we do not mail"))
    assert binder.request(which).request.state is RequestState.DENIED
    assert [one.request.id for one in binder.requests()] == [which]


def test_a_request_is_checked_when_it_is_made(binder: Binder) -> None:
    slides, report = ("pathology-slides", Need.SLIDES), ("pathology-report", Need.REPORT)
    for asks, said in (
        ([slides, report], "one request for the slides and blocks"),
        ([("pathology-slides", Need.REPORT)], "asks for slides, not for report"),
        ([("nothing", Need.REPORT)], "No checklist item begins with 'nothing'"),
        ([], "asks for something"),
    ):
        with pytest.raises(BinderError, match=said):
            binder.make_request("ORG1", PATHOLOGY, asks)
    binder.set_item_state("insurance", ItemState.WAIVED, "none")
    with pytest.raises(BinderError, match="is waived"):
        binder.make_request("ORG1", RECORDS, [("insurance", Need.REPORT)])
    with pytest.raises(BinderError, match="There is no organization 'Nowhere'"):
        binder.make_request("Nowhere", RECORDS, [report])
    assert binder.requests() == []


def test_what_was_sent_is_not_changed_afterwards(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT))
    sent = binder.request(which).request
    with pytest.raises(BinderError, match="ask for more in a new request"):
        binder.change_request(replace(sent, carried=(*sent.carried, Carried("blood-tests", Need.REPORT))))
    assert binder.change_request(replace(sent, law_days=10, state_law="")).law_days == 10


def test_a_states_law_is_taken_where_it_names_every_provider_and_offered_where_it_does_not(binder: Binder) -> None:
    house = binder.organization("Saltmarsh")
    assert binder.make_request(house.id, RECORDS, [("operative-note", Need.REPORT)]).state_law == "CA"
    binder.save_organization(replace(house, state="TX"))
    request = binder.make_request(house.id, RECORDS, [("operative-note", Need.REPORT)])
    offered = binder.request(request.id).may_apply
    assert request.state_law == "" and offered is not None and offered.law == "Tex. Occ. Code 159.006(d)"
    binder.change_request(replace(request, state_law="tx"))
    assert binder.request(request.id).may_apply is None


def test_the_channel_is_one_that_the_desk_has(binder: Binder) -> None:
    assert binder.make_request("ORG1", RECORDS, [("operative-note", Need.REPORT)]).channel is Channel.FAX
    request = binder.make_request("ORG1", RADIOLOGY, [("imaging-ct", Need.IMAGES)])
    assert request.channel is Channel.CERTIFIED_MAIL and request.wanted_format.startswith("DICOM images")
    assert binder.request_warnings(request.id) == ["No address of the radiology file room is noted."]


# -- authority --------------------------------------------------------------------------------------------------------

PAPER = Authority(AuthorityKind.POWER_OF_ATTORNEY, grantor="Ada Sample", grantee="FAM1", signed_on="2025-04-02")


def test_the_daughter_is_warned_until_a_paper_stands(binder: Binder) -> None:
    request = binder.make_request("ORG1", RECORDS, [("operative-note", Need.REPORT)], asked_by="FAM1")
    assert "Nothing in the binder lets Ines Sample ask" in binder.request_warnings(request.id)[0]
    paper, lacking = binder.save_authority(PAPER)
    assert lacking == () and binder.request_warnings(request.id) == []
    later = binder.make_request("ORG1", RECORDS, [("blood-tests", Need.REPORT)], asked_by="FAM1")
    assert later.authority == paper.id
    binder.send_request(later.id, "2026-03-02")
    assert binder.revoke(paper.id, "2026-03-10")[1] == [later.id]
    assert binder.authorities()[0][1] is AuthorityState.REVOKED


def test_a_paper_names_who_and_what_is_in_the_binder(binder: Binder) -> None:
    for torn, said in (
        (replace(PAPER, grantee="FAM9"), "There is no family 'FAM9'"),
        (replace(PAPER, organizations=("ORG9",)), "There is no organization 'ORG9'"),
        (replace(PAPER, signed_on="2025-13-02"), "is no date"),
        (replace(PAPER, expires_on="2025-01-01"), "run out before it was signed"),
        (replace(PAPER, revoked_on="2025-01-01"), "taken back before it was signed"),
    ):
        with pytest.raises(BinderError, match=said):
            binder.save_authority(torn)


# -- people -----------------------------------------------------------------------------------------------------------


def test_whoever_stands_in_something_is_not_taken_off(binder: Binder) -> None:
    binder.make_request("ORG1", RECORDS, [("operative-note", Need.REPORT)], asked_by="FAM1")
    with pytest.raises(BinderError, match=r"FAM1 \(Ines Sample\) stands in REQ1 and is kept"):
        binder.remove("FAM1")
    with pytest.raises(BinderError, match=r"ORG1 \(Saltmarsh Hospital\) stands in DR1, REQ1"):
        binder.remove("org1")
    assert binder.remove("DR2") == "DR2 (Dr. Moor)"
    binder.undo()
    assert binder.doctor("DR2").name == "Dr. Moor"
    for nothing in ("XY9", "1", ""):
        with pytest.raises(BinderError, match="There is nothing"):
            binder.remove(nothing)


def test_a_request_that_was_sent_is_withdrawn_not_taken_off(binder: Binder) -> None:
    which = ask(binder, ("operative-note", Need.REPORT))
    with pytest.raises(BinderError, match="REQ1 was sent on 2026-03-02: it stays"):
        binder.remove(which)
    draft = binder.make_request("ORG1", RECORDS, [("blood-tests", Need.REPORT)])
    assert binder.remove(draft.id) == draft.id and len(binder.requests()) == 1


def test_a_number_that_cannot_be_right_is_said_and_nothing_is_lost(binder: Binder) -> None:
    wrong = Department(PATHOLOGY, contact=Contact(fax="555-LAB-0147"))
    with pytest.raises(BinderError, match="The fax number of Saltmarsh Hospital, pathology lab '555-LAB-0147' has 'L'"):
        binder.save_department("ORG1", wrong)
    desk = binder.organization("Saltmarsh").department(PATHOLOGY)
    assert desk is not None and desk.contact.phone == "555-010-0147"
    with pytest.raises(BinderError, match="Write the name of a doctor"):
        binder.save_doctor(Practitioner("  "))
    details = PatientDetails(former_names=("Ada Reed",), numbers=(PatientNumber("ORG1", "LM-047118"),))
    assert binder.set_patient_details(details).number_at("ORG1") == "LM-047118"
    with pytest.raises(BinderError, match="There is no organization 'ORG9'"):
        binder.set_patient_details(replace(details, numbers=(PatientNumber("ORG9", "1"),)))


def test_choosing_a_doctor_says_what_ties_them_to_the_first(binder: Binder) -> None:
    doctor, ties = binder.choose_doctor("Dr. Moor")
    assert doctor.standing is Standing.CHOSEN and ties == []
    near = binder.save_doctor(Practitioner("Dr. Near", organization="ORG1", standing=Standing.CANDIDATE))
    assert "same institution" in binder.choose_doctor(near.id)[1][0]
    assert binder.doctor("DR2").standing is Standing.CANDIDATE  # one is chosen at a time
    binder.decline_doctor("DR2", "no visit before June")
    candidates, rows = binder.compare_candidates()
    assert [one.name for one in candidates] == ["Dr. Near", "Dr. Moor"] and len(rows) == 6


# -- slides and parcels -----------------------------------------------------------------------------------------------


def test_a_parcel_takes_the_slides_there_and_says_what_it_lacks(binder: Binder) -> None:
    slides = binder.save_specimen(Specimen("ORG1", "S25-0417", count=8, reviewer="ORG2"))
    parcel, lacks = binder.save_shipment(Shipment((slides.id,), sender="ORG1", recipient="ORG2", courier="Express"))
    assert "note the tracking number before it leaves" in lacks
    with pytest.raises(BinderError, match="cannot become shipped now"):
        binder.save_shipment(replace(parcel, sent_on="2026-03-17"))
    assert binder.shipments()[0].sent_on == ""
    binder.move_specimen(slides.id, SpecimenState.RELEASED, "2026-03-16")
    parcel, lacks = binder.save_shipment(replace(parcel, sent_on="2026-03-17", tracking="LX 77"))
    assert lacks == [] and binder.specimens()[0].where == "on its way with Express LX 77 since 2026-03-17"
    binder.save_shipment(replace(parcel, delivered_on="2026-03-19", signed_by="P. Marsh"))
    assert binder.specimens()[0].where == "at Tidewell Institute, since 2026-03-19"
    binder.undo()
    assert binder.specimens()[0].specimen.state is SpecimenState.SHIPPED
    with pytest.raises(BinderError, match="stands in SH1"):
        binder.remove(slides.id)
    with pytest.raises(BinderError, match="noted step by step"):
        binder.save_specimen(replace(binder.specimens()[0].specimen, moves=()))


def test_slides_that_reached_the_second_laboratory_answer_the_request_for_them(binder: Binder) -> None:
    which = ask(binder, ("pathology-slides", Need.SLIDES), where=PATHOLOGY)
    slides = binder.save_specimen(Specimen("ORG1", "S25-0417", count=8, reviewer="ORG2", request=which))
    binder.move_specimen(slides.id, SpecimenState.RELEASED, "2026-03-16")
    parcel, _ = binder.save_shipment(Shipment((slides.id,), sender="ORG1", recipient="ORG2", sent_on="2026-03-17"))
    assert binder.request(which).request.waiting
    binder.save_shipment(replace(parcel, delivered_on="2026-03-19", signed_by="P. Marsh"))
    assert binder.request(which).request.state is RequestState.FULFILLED
    (receipt,) = binder.item("pathology-slides").receipts
    assert (receipt.on, receipt.what) == ("2026-03-19", "8 H&E slides S25-0417, at Tidewell Institute")
    binder.undo()
    assert binder.request(which).request.waiting and binder.specimens()[0].specimen.state is SpecimenState.SHIPPED


# -- plans, visits, questions, decision -------------------------------------------------------------------------------


def test_the_plan_is_asked_answers_and_is_appealed(binder: Binder) -> None:
    with pytest.raises(BinderError, match="add the plan on the insurance card"):
        binder.coverage()
    with pytest.raises(BinderError, match="The fax number of Harborlight"):
        binder.save_coverage(Coverage("Harborlight", fax="none"))
    binder.save_coverage(Coverage("Harborlight", kind=PlanKind.HMO, phone="555-010-0190"))
    binder.log_plan_call(
        "", CoverageCall("2026-03-02", "Lee", "R-1", answers=(CallAnswer("referral", "yes, on file"),))
    )
    assert {one.id: one.answer for one in binder.plan_questions()}["referral"] == "yes, on file"
    binder.ask_plan("", PlanRequest(PlanAsk.GAP_EXCEPTION, "2026-03-02", doctor="DR2"))
    binder.answer_plan("COV1", 1, PlanAnswer.DENIED, on="2026-03-12", reason="in network elsewhere")
    assert binder.ask_plan("", PlanRequest(PlanAsk.APPEAL, "2026-03-20", appeals=1)).requests[-1].number == 2


def test_a_visit_with_its_questions(binder: Binder) -> None:
    visit = binder.save_appointment(Appointment("2026-03-20T10:30", doctor="DR2", zone="America/Chicago"))
    assert len(visit.bring) == 5 and binder.pack(visit.id, 1).bring[0].packed
    binder.records_arrived(visit.id, Arrival("2026-03-16", "Pat", False, "the slides"))
    taken = binder.take_from_bank("diagnosis", "experience", whom="DR2")
    assert binder.undo() == "2 questions taken from the bank" and binder.questions() == []
    taken = binder.take_from_bank("diagnosis", whom="DR2")
    own = binder.add_question(Question("Can she travel?", asked_of=Asked.SECOND_DOCTOR, appointment=visit.id))
    binder.asked(own.id, "2026-03-20")
    binder.answer(own.id, "Yes, by train", on="2026-03-20", by="Dr. Moor")
    assert [one.state for one in binder.questions()] == [QuestionState.TO_ASK, QuestionState.ANSWERED]
    assert "diagnosis" not in {one.id for one in binder.question_bank()}
    binder.drop_question(taken[0].id)
    binder.set_appointment_state(visit.id, AppointmentState.DONE)
    with pytest.raises(BinderError, match="There is nobody 'DR9'"):
        binder.add_question(Question("Why?", whom="DR9"))
    with pytest.raises(BinderError, match="Two opinions have to be here"):
        binder.ask_both_to_respond()


def test_waiting_and_the_decision(binder: Binder) -> None:
    binder.save_case(Case(condition="lymphoma", decide_by="2026-04-01"))
    binder.answer_waiting(WaitingAnswer("2026-03-02", "Dr. Wren", "two weeks are fine", 14))
    assert binder.case().condition == "lymphoma" and "14 days are safe" in binder.waiting().words
    decision = binder.save_decision(Decision("Chemotherapy now?"))
    binder.add_option(decision.id, Option("wait and look again"))
    decision = binder.decide(decision.id, Choice("wait and look again", "2026-03-25", "Ines"))
    with pytest.raises(BinderError, match="decide again, and the earlier one stays"):
        binder.save_decision(replace(decision, choices=()))
    assert binder.decisions()[0].choice is not None


def test_all_of_it_is_whole_and_comes_back(binder: Binder) -> None:
    slides = binder.save_specimen(Specimen("ORG1", "S25-0417"))
    ask(binder, ("pathology-slides", Need.SLIDES), where=PATHOLOGY)
    binder.save_authority(PAPER)
    before = binder.situation()
    assert binder.check() == []
    with Binder.open(binder.path, passphrase=PASSPHRASE, read_only=True) as again:
        assert again.situation() == before and again.situation().specimens == (slides,)
    assert binder.today()[0].action and binder.calendar().startswith(b"BEGIN:VCALENDAR")
