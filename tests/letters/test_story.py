"""A letter's life in a real binder: drafted from what is known, signed, sent, kept as sent, and taken back by undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from binder.binder import Binder
from binder.letters import NAMES, shipped_text
from binder.model.appointment import Appointment, AppointmentState
from binder.model.authority import Authority, AuthorityKind, AuthorityState
from binder.model.checklist import ItemState, Need
from binder.model.citation import Citation
from binder.model.coverage import Coverage, PlanAnswer, PlanAsk, PlanKind, PlanRequest
from binder.model.decision import Case
from binder.model.errors import BinderError, Misused
from binder.model.kinds import Kind
from binder.model.letter import LetterState
from binder.model.people import Channel, DepartmentKind, DoctorRole, Organization, Practitioner, Standing
from binder.model.question import Asked, Question
from binder.model.record import RecordState
from binder.model.request import Above, DeliverTo, EventKind, Extension, RequestState
from binder.model.specimen import Specimen
from tests.letters.conftest import form

TODAY = date.today()


def days_ago(number: int) -> str:
    return (TODAY - timedelta(number)).isoformat()


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_request_is_drafted_from_what_the_binder_knows(binder: Binder) -> None:
    drafted = binder.draft_letter("imaging-request", request="REQ1")
    text = words(drafted.composed.text)
    for known in (
        "Mercy General Hospital", "Fax (217) 555-0199", "Patient: Maria Example, born March 21, 1957",
        "Former names: Maria Beispiel", "Your record number: 00123456", "maria@example.com",
        "CT scans: the DICOM images and the report, 2025 to today",
        "You may speak with Rosa Example (daughter), (309) 555-0177, about this request.",
    ):  # fmt: skip
        assert known in text
    assert "Maria Example to sign" in " ".join(drafted.cautions)
    assert binder.letters() == []


MRI_REPORT = """\
MERCY GENERAL HOSPITAL
Department of Radiology

IMAGING REPORT
Patient: Maria Example            Born: 03/21/1957
Accession: MG-26-0417             Exam date: 08/12/2026

EXAM: MRI OF THE THIGH WITH AND WITHOUT CONTRAST

FINDINGS: A mass of 4.2 cm in the vastus lateralis.

IMPRESSION: Mass in the thigh.

Electronically signed by: Ada Reader, MD
"""


def test_an_examination_whose_report_is_here_is_asked_for_by_its_date_and_without_its_report(
    binder: Binder, tmp_path: Path
) -> None:
    (tmp_path / "MRI thigh.txt").write_text(MRI_REPORT)
    (added,) = binder.add([tmp_path / "MRI thigh.txt"])
    assert binder.record(added.record).state is RecordState.FILED
    asks = [("imaging-mri", Need.REPORT), ("imaging-mri", Need.IMAGES)]
    request = binder.make_request("ORG1", DepartmentKind.RADIOLOGY, asks)
    text = words(binder.draft_letter("imaging-request", request=request.id).composed.text)
    assert "- MRI scan of August 12, 2026, accession MG-26-0417: the DICOM images Another" in text
    assert "signed report" not in text and "with its report" not in text
    elsewhere = binder.save_organization(Organization("Lakeside Cancer Center"))
    request = binder.make_request(elsewhere.id, DepartmentKind.RADIOLOGY, asks)
    text = words(binder.draft_letter("imaging-request", request=request.id).composed.text)
    assert "MRI scan of August 12, 2026, made at MERCY GENERAL HOSPITAL, accession" in text


def test_an_examination_of_which_nothing_is_here_is_asked_for_with_its_report(binder: Binder) -> None:
    request = binder.make_request(
        "ORG1", DepartmentKind.RADIOLOGY, [("imaging-mri", Need.REPORT), ("imaging-mri", Need.IMAGES)]
    )
    text = words(binder.draft_letter("imaging-request", request=request.id).composed.text)
    assert "these examinations, each with its report: - MRI scans: the DICOM images and the report" in text
    assert "- the signed report" in text


def test_what_is_given_comes_before_what_is_known(binder: Binder) -> None:
    drafted = binder.draft_letter("imaging-request", request="REQ1", given={"attention": "Ms. Lee", "speaks_for": ""})
    assert "Ms. Lee" in drafted.composed.text
    assert "You may speak with" not in drafted.composed.text


def test_sending_it_sends_the_request_and_keeps_the_letter_as_a_record(binder: Binder) -> None:
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1", on=days_ago(1)))
    pdf = binder.letter_pdf(kept.id)
    sent = binder.send_letter(kept.id, channel=Channel.FAX, proof="confirmation 8841")
    assert sent.state is LetterState.SENT
    assert (sent.channel, sent.proof, sent.sent_on) == (Channel.FAX, "confirmation 8841", TODAY.isoformat())

    record = binder.record(sent.record)
    assert record.kind is Kind.LETTER and record.state is RecordState.FILED
    assert (record.date, record.title) == (TODAY.isoformat(), "Request for medical images to Mercy General Hospital")
    assert record.filing.facts == ()
    assert b"".join(binder.original(record.id)) == pdf == binder.letter_pdf(sent.id)
    assert [found.id for found, _ in binder.search("DICOMDIR OR lossy")] in ([], [record.id])
    assert record.id in [found.id for found, _ in binder.search("compression")]

    request = binder.request("REQ1").request
    assert (request.sent_on, request.channel, request.letters) == (TODAY.isoformat(), Channel.FAX, (sent.id,))
    assert binder.item("imaging-ct").state is ItemState.REQUESTED


def test_one_undo_takes_all_of_it_back_and_it_can_be_sent_again(binder: Binder) -> None:
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    sent = binder.send_letter(kept.id, channel=Channel.FAX)
    assert binder.undo() == "Sent Request for medical images to Mercy General Hospital"
    assert binder.letter(kept.id) == kept
    assert binder.request("REQ1").request.sent_on == ""
    assert binder.item("imaging-ct").state is ItemState.WANTED
    assert binder.ids() == []
    again = binder.send_letter(kept.id, channel=Channel.MAIL)
    assert again.record == sent.record
    assert [i for i, _ in binder.ids()] == [sent.record]


def test_what_was_sent_stays_as_it_was(binder: Binder, own_templates: Path) -> None:
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    before = binder.letter_text(kept.id)
    binder.send_letter(kept.id, channel=Channel.FAX)
    own_templates.mkdir(parents=True)
    (own_templates / "imaging-request.txt").write_text("template: imaging-request\ntitle: Other\n---\nOther words.\n")
    binder.set_patient("Somebody Else")
    assert binder.letter_text(kept.id) == before
    for change in (binder.letter_signed, binder.letter_printed, binder.discard_letter):
        with pytest.raises(BinderError, match=r"was sent on .* draft another"):
            change(kept.id)
    with pytest.raises(BinderError, match="draft another"):
        binder.send_letter(kept.id, channel=Channel.FAX)


def test_a_follow_up_is_noted_with_its_request(binder: Binder) -> None:
    binder.send_request("REQ1", days_ago(12), Channel.FAX)
    kept = binder.keep_letter(binder.draft_letter("follow-up", request="REQ1"))
    binder.send_letter(kept.id, channel=Channel.MAIL)
    (event,) = binder.request("REQ1").request.events
    assert (event.kind, event.letter, event.at) == (EventKind.LETTER, kept.id, TODAY.isoformat())
    assert "I have not yet heard that it reached you" in words(binder.letter_text(kept.id))


def test_on_the_31st_day_the_privacy_officer_gets_the_dates_of_the_log(binder: Binder) -> None:
    binder.send_request("REQ1", days_ago(40), Channel.FAX)
    binder.acknowledge_request("REQ1", days_ago(40), "fax confirmation 8841")
    drafted = binder.draft_letter("overdue", request="REQ1")
    text = words(drafted.composed.text)
    assert "Attn: Privacy Officer" in text
    assert "I asked your medical records department for my records in writing" in text
    assert "10 days ago" in text
    assert "Faxed: the request; proof of receipt: fax confirmation 8841" in text
    assert "Office for Civil Rights" in text and "180 days" in text
    kept = binder.keep_letter(drafted)
    binder.send_letter(kept.id, channel=Channel.CERTIFIED_MAIL, proof="9407")
    assert [step.to for step in binder.request("REQ1").request.escalations] == [Above.PRIVACY_OFFICER]
    complaint = words(binder.draft_letter("complaint", request="REQ1").composed.text)
    assert "sent by certified mail (9407)" in complaint
    assert "Copies of the letters and notices named above" in complaint


def test_a_notice_of_more_time_that_came_late_is_said_not_to_count(binder: Binder) -> None:
    binder.send_request("REQ1", days_ago(40), Channel.FAX)
    binder.extend_request("REQ1", Extension(days_ago(5), (TODAY + timedelta(9)).isoformat(), "short of staff"))
    text = words(binder.draft_letter("overdue", request="REQ1").composed.text)
    assert "the last day for it. So it gives no more time." in text
    assert days_ago(5) not in text and days_ago(10) not in text


def test_what_is_late_by_the_law_of_a_state_alone_threatens_no_federal_complaint(binder: Binder) -> None:
    binder.change_request(replace(binder.request("REQ1").request, state_law="CA"))
    binder.send_request("REQ1", days_ago(20), Channel.FAX)
    drafted = binder.draft_letter("overdue", request="REQ1")
    assert "5 days ago, under Cal. Health & Safety Code 123110(b)." in words(drafted.composed.text)
    assert "Civil Rights" not in drafted.composed.text and "160.306" not in drafted.composed.law
    complaint = binder.draft_letter("complaint", request="REQ1")
    assert any("not late by federal law yet" in one for one in complaint.cautions)
    assert "123110" not in complaint.composed.text


def test_an_overdue_letter_before_its_day_is_written_but_warned_of(binder: Binder) -> None:
    binder.send_request("REQ1", days_ago(10), Channel.FAX)
    assert any("not overdue yet" in one for one in binder.draft_letter("overdue", request="REQ1").cautions)


def test_slides_have_no_clock_of_law(binder: Binder) -> None:
    binder.send_request("REQ2", days_ago(40), Channel.FAX)
    for name in ("overdue", "complaint", "fee-objection"):
        with pytest.raises(Misused, match="by its own policy"):
            binder.draft_letter(name, request="REQ2")
    follow_up = binder.draft_letter("follow-up", request="REQ2").composed.text
    assert "164.524 " not in follow_up.split("-----")[0]


def test_each_request_has_the_letter_of_its_kind(binder: Binder) -> None:
    with pytest.raises(Misused, match="its letter is slide-release"):
        binder.draft_letter("records-request", request="REQ2")
    with pytest.raises(Misused, match="its letter is imaging-request"):
        binder.draft_letter("slide-release", request="REQ1")


def test_slides_are_named_by_accession_and_go_to_the_chosen_doctor(binder: Binder) -> None:
    place = binder.save_organization(Organization("Lakeside Cancer Center"))
    binder.save_doctor(Practitioner("Dr. Ada Lakeside", organization=place.id, standing=Standing.CHOSEN))
    hospital = binder.organizations()[0].id
    binder.save_specimen(Specimen(hospital, "S26-1234", count=6, labels="A1-A6", collected_on="2026-02-09"))
    text = words(binder.draft_letter("slide-release", request="REQ2").composed.text)
    assert "Accession S26-1234: 6 H&E slides (A1-A6), taken February 9, 2026" in text
    assert "Please send it to: Lakeside Cancer Center" in text


def test_a_third_party_is_warned_of(binder: Binder) -> None:
    request = binder.request("REQ1").request
    binder.change_request(
        replace(request, deliver_to=DeliverTo.SECOND_DOCTOR, deliver_to_whom="Dr. Ada Lakeside\nChicago")
    )
    drafted = binder.draft_letter("imaging-request", request="REQ1")
    assert any("Ciox v. Azar" in one for one in drafted.cautions)
    assert "Please send them to Dr. Ada Lakeside, as I direct here in writing" in words(drafted.composed.text)


def test_a_representative_signs_for_the_patient(binder: Binder) -> None:
    daughter = binder.family()[0]
    paper = Authority(
        AuthorityKind.POWER_OF_ATTORNEY, grantor="Maria Example", grantee=daughter.id, scope="health care",
        signed_by="Maria Example", signed_on="2026-01-05",
    )  # fmt: skip
    binder.save_authority(paper)
    text = words(binder.draft_letter("imaging-request", request="REQ1").composed.text)
    assert "I write for the patient as daughter and health care agent" in text
    assert "(45 CFR 164.502(g))" in text
    assert "health-care power of attorney of January 5, 2026" in text
    assert "9 Oak Lane" in text
    assert "Copy of Rosa Example's photo ID" in text


# -- authorization


def test_a_signed_form_makes_the_paper_good_and_its_revocation_ends_it(binder: Binder) -> None:
    paper = form(binder)
    kept = binder.keep_letter(binder.draft_letter("authorization", authority=paper.id))
    with pytest.raises(BinderError, match="not signed yet"):
        binder.send_letter(kept.id, channel=Channel.FAX)
    binder.letter_signed(kept.id, days_ago(3))
    assert dict((p.id, s) for p, s in binder.authorities())[paper.id] is AuthorityState.ACTIVE
    sent = binder.send_letter(kept.id, channel=Channel.FAX)
    assert binder.record(sent.record).kind is Kind.AUTHORIZATION

    back = binder.keep_letter(binder.draft_letter("revocation", authority=paper.id))
    assert back.fields["paper"][0].startswith("the signed HIPAA authorization of ")
    assert back.fields["recipient"] == ("Mercy General Hospital",)
    binder.send_letter(back.id, channel=Channel.CERTIFIED_MAIL)
    assert dict((p.id, s) for p, s in binder.authorities())[paper.id] is AuthorityState.REVOKED
    binder.undo()
    assert dict((p.id, s) for p, s in binder.authorities())[paper.id] is AuthorityState.ACTIVE


@pytest.mark.parametrize(
    ("missing", "paragraph"),
    [("scope", "(c)(1)(i)"), ("discloser", "(c)(1)(ii)"), ("recipient", "(c)(1)(iii)"), ("expires_on", "(c)(1)(v)")],
)
def test_a_form_from_a_paper_that_lacks_something_is_refused(binder: Binder, missing: str, paragraph: str) -> None:
    paper = form(binder, **{missing: ""})
    with pytest.raises(BinderError, match="would not be valid") as refused:
        binder.draft_letter("authorization", authority=paper.id)
    assert f"[164.508{paragraph}]" in str(refused.value)


def test_signing_can_be_undone(binder: Binder) -> None:
    paper = form(binder)
    kept = binder.keep_letter(binder.draft_letter("authorization", authority=paper.id))
    binder.letter_signed(kept.id)
    binder.undo()
    assert binder.letter(kept.id) == kept
    assert dict((p.id, s) for p, s in binder.authorities())[paper.id] is AuthorityState.DRAFT


# -- the plan, the doctor


def test_a_denial_is_appealed_with_its_last_day(binder: Binder) -> None:
    denied = PlanRequest(
        PlanAsk.GAP_EXCEPTION, days_ago(30), 1, "Dr. Ada Lakeside", answer=PlanAnswer.DENIED,
        answered_on="2026-03-02", reason="out of network", reference="8841",
    )  # fmt: skip
    plan = binder.save_coverage(
        Coverage("Prairie Health Plan", kind=PlanKind.HMO, member_id="PHP-1", requests=(denied,))
    )
    text = words(binder.draft_letter("appeal", coverage=plan.id).composed.text)
    assert "On March 2, 2026 you denied the network-gap exception for Dr. Ada Lakeside." in text
    assert "Last day to appeal: August 29, 2026" in text
    assert "Please decide within 30 days" in text
    assert "45 CFR 147.136" in text


def test_medicare_has_appeals_of_its_own(binder: Binder) -> None:
    denied = PlanRequest(PlanAsk.PRE_AUTHORIZATION, days_ago(30), 1, answer=PlanAnswer.DENIED, answered_on="2026-03-02")
    plan = binder.save_coverage(Coverage("Medicare", kind=PlanKind.MEDICARE, requests=(denied,)))
    drafted = binder.draft_letter("appeal", coverage=plan.id)
    assert "147.136" not in drafted.composed.text and "Last day" not in drafted.composed.text
    assert any("appeals of their own" in one for one in drafted.cautions)


def test_a_gap_exception_that_was_sent_stands_with_the_plan(binder: Binder) -> None:
    plan = binder.save_coverage(Coverage("Prairie Health Plan", kind=PlanKind.HMO))
    kept = binder.keep_letter(binder.draft_letter("gap-exception", given={"doctor": "Dr. Ada Lakeside"}))
    sent = binder.send_letter(kept.id, channel=Channel.FAX)
    (asked,) = binder.coverage(plan.id).requests
    assert (asked.what, asked.letter, asked.doctor) == (PlanAsk.GAP_EXCEPTION, kept.id, "Dr. Ada Lakeside")
    assert binder.record(sent.record).kind is Kind.INSURANCE


def test_questions_go_to_the_doctor_in_their_order(binder: Binder) -> None:
    doctor = binder.save_doctor(
        Practitioner("Dr. Ada Lakeside", role=DoctorRole.SECOND_OPINION, standing=Standing.CHOSEN)
    )
    for text, priority in (("Second?", 2), ("First?", 1)):
        binder.add_question(Question(text, priority=priority))
    binder.add_question(Question("For the insurer?", asked_of=Asked.INSURER))
    binder.save_appointment(Appointment("2030-04-02T10:30", doctor=doctor.id))
    text = words(binder.draft_letter("question-list").composed.text)
    assert "[ ] First? [ ] Second?" in text and "insurer?" not in text
    assert "APRIL 2, 2030, 10:30 A.M." in text and "Dear Dr. Ada Lakeside:" in text


def test_questions_go_to_the_doctor_of_the_visit_whatever_they_were_noted_as(binder: Binder) -> None:
    """A doctor is noted before anybody says what they are in this story; the questions are there all the same."""
    surgeon = binder.save_doctor(Practitioner("Dr. Vera Holt", role=DoctorRole.SURGEON))
    binder.add_question(Question("What is the stage?"))
    binder.add_question(Question("Does the disc open?", asked_of=Asked.SECOND_OFFICE))
    binder.add_question(Question("Why not surgery first?", asked_of=Asked.FIRST_DOCTOR))
    cancelled = binder.save_appointment(Appointment("2030-03-01T09:00"))
    binder.set_appointment_state(cancelled.id, AppointmentState.CANCELLED)
    visit = binder.save_appointment(Appointment("2030-04-02T10:30", doctor=surgeon.id))
    for named in (visit.id, ""):
        text = words(binder.draft_letter("question-list", appointment=named).composed.text)
        assert "Dear Dr. Vera Holt:" in text and "APRIL 2, 2030" in text
        assert "[ ] What is the stage? [ ] Does the disc open?" in text and "surgery first" not in text


def test_without_a_doctor_the_questions_go_to_whom_the_user_names(binder: Binder) -> None:
    binder.add_question(Question("What is the stage?"))
    with pytest.raises(BinderError, match=r"without the organization, or a name \(recipient\)\. Note it"):
        binder.draft_letter("question-list")
    text = words(binder.draft_letter("question-list", given={"recipient": "Dr. Vera Holt"}).composed.text)
    assert "[ ] What is the stage?" in text


def test_a_question_that_quotes_an_opinion_kept_back_is_not_in_the_letter(binder: Binder, tmp_path: Path) -> None:
    opinion = tmp_path / "opinion.txt"
    opinion.write_text("Patient: Maria Example\nI recommend amputation of the leg.\nSincerely, Ada Harbor, MD\n")
    (added,) = binder.add([opinion], opinion=1)
    binder.save_doctor(Practitioner("Dr. Ada Lakeside", role=DoctorRole.SECOND_OPINION, standing=Standing.CHOSEN))
    quoted = Citation(1, 2, 0, 34, "I recommend amputation of the leg.", added.record)
    binder.add_question(Question("Is amputation needed?", citations=(quoted,)))
    binder.add_question(Question("What are all my options?"))
    binder.save_case(Case(condition="a sarcoma", withhold=True))
    kept_back = binder.draft_letter("cover-letter", given={"contents": "the scans"}).composed.text
    assert "all my options" in kept_back and "amputation" not in kept_back
    assert "I have left out the first doctor's recommendation" in words(kept_back)
    binder.save_case(Case(condition="a sarcoma", withhold=False))
    open_ = binder.draft_letter("cover-letter", given={"contents": "the scans"}).composed.text
    assert "amputation" in open_ and "left out" not in open_


# -- templates, paper, mistakes


def test_the_users_own_template_is_used_and_its_mistakes_are_told(binder: Binder, own_templates: Path) -> None:
    written = binder.write_templates(own_templates)
    assert [path.stem for path in written] == list(NAMES)
    assert binder.write_templates(own_templates) == []
    mine = own_templates / "imaging-request.txt"
    mine.write_text(shipped_text("imaging-request").replace("To whom it may concern", "Dear file room"))
    assert "Dear file room:" in binder.draft_letter("imaging-request", request="REQ1").composed.text
    mine.write_text(shipped_text("imaging-request").replace("version: 2", "version: 0.9"))
    cautions = binder.draft_letter("imaging-request", request="REQ1").cautions
    assert any("is version 0.9, and binder now has 2" in one for one in cautions)
    mine.write_text(shipped_text("imaging-request").replace("{examinations}", "{examinatons}"))
    with pytest.raises(BinderError, match=r"no field \{examinatons\}\. The fields are: .*examinations"):
        binder.draft_letter("imaging-request", request="REQ1")
    mine.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BinderError, match="cannot be read"):
        binder.draft_letter("imaging-request", request="REQ1")


def test_paper_is_chosen_once(binder: Binder) -> None:
    assert binder.paper == "letter"
    binder.set_paper("a4")
    assert binder.draft_letter("imaging-request", request="REQ1").letter.paper == "a4"
    with pytest.raises(Misused, match="no paper size 'legal'"):
        binder.set_paper("legal")


def test_mistakes_are_told_in_words(binder: Binder) -> None:
    with pytest.raises(Misused, match="There is no letter 'love'"):
        binder.draft_letter("love")
    with pytest.raises(Misused, match="Say which request the letter is about: there are REQ1, REQ2"):
        binder.draft_letter("follow-up")
    with pytest.raises(BinderError, match="There is no request 'REQ9'"):
        binder.draft_letter("follow-up", request="REQ9")
    with pytest.raises(BinderError, match="sent_on"):
        binder.draft_letter("follow-up", request="REQ1")
    with pytest.raises(BinderError, match="is no date"):
        binder.draft_letter("imaging-request", request="REQ1", on="tomorrow")
    with pytest.raises(BinderError, match="There is no letter 'L9'"):
        binder.letter_text("L9")
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    with pytest.raises(BinderError, match="yet to come"):
        binder.send_letter(kept.id, channel=Channel.FAX, on=(TODAY + timedelta(2)).isoformat())
    binder.letter_signed(kept.id, days_ago(1))
    with pytest.raises(BinderError, match="before it was signed"):
        binder.send_letter(kept.id, channel=Channel.FAX, on=days_ago(5))
    assert binder.request("REQ1").request.sent_on == "" and binder.ids() == []


def test_a_name_that_no_font_can_print_is_told_and_the_text_still_written(
    binder: Binder, own_templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("binder.verbs.printing._FOLDERS", ())
    binder.set_patient("王小明")
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    with pytest.raises(BinderError, match="No font on this machine can print 小 明 王"):
        binder.letter_pdf(kept.id)
    assert "王小明" in binder.letter_text(kept.id)


def test_a_font_of_the_users_own_prints_what_the_usual_one_lacks(
    binder: Binder, own_templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("binder.verbs.printing._FOLDERS", ())
    fonts = own_templates.parent / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "broken.ttf").write_bytes(b"no font")
    _font_with("王小明", fonts / "mine.ttf")
    binder.set_patient("王小明")
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    text = pypdfium2.PdfDocument(binder.letter_pdf(kept.id))[0].get_textpage().get_text_bounded()
    assert text.count("王小明") >= 3


def _font_with(characters: str, path: Path) -> None:
    """A font file that has these characters, as boxes."""
    names = [".notdef", *(f"uni{ord(c):04X}" for c in characters)]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((900, 0), (900, 800), (100, 800)):
        pen.lineTo(corner)
    pen.closePath()
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(c): name for c, name in zip(characters, names[1:], strict=True)})
    made.setupGlyf(dict.fromkeys(names, pen.glyph()))
    made.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    made.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    made.setupPost()
    made.save(path)


def test_a_draft_is_thrown_away_and_comes_back_by_undo(binder: Binder) -> None:
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    binder.discard_letter(kept.id)
    assert binder.letters() == []
    binder.undo()
    assert binder.letters() == [kept]


def test_somebody_taken_off_the_list_stays_in_the_letter(binder: Binder) -> None:
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    binder._vault.family.remove(binder.family()[0].id, action="remove", summary="")
    assert "Rosa Example (daughter)" in binder.letter_text(kept.id)


def test_departments_have_their_own_desk_on_the_envelope(binder: Binder) -> None:
    request = binder.request("REQ2").request
    assert request.department is DepartmentKind.PATHOLOGY
    given = {"specimens": "all slides", "ship_to": "Lakeside"}
    assert (
        "Attn: Department of Pathology"
        in binder.draft_letter("slide-release", request="REQ2", given=given).composed.text
    )


def test_a_request_whose_letter_was_signed_is_ready_to_be_sent_until_that_is_undone(binder: Binder) -> None:
    kept = binder.keep_letter(binder.draft_letter("imaging-request", request="REQ1"))
    binder.letter_signed(kept.id)
    assert binder.request("REQ1").request.state is RequestState.READY
    assert any(entry.text.startswith("Ready to be sent") for entry in binder.agenda())
    binder.undo()
    assert binder.request("REQ1").request.state is RequestState.DRAFT
