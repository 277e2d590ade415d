"""The sample binder as a new user meets it: filed, marked, with something to do."""

from __future__ import annotations

from datetime import date, timedelta

from binder.binder import Binder
from binder.model.checklist import ItemState, Need
from binder.model.comparison import Axis, Verdict
from binder.model.decision import DecisionState
from binder.model.kinds import Kind
from binder.model.record import Record, RecordState
from binder.model.request import RequestState
from binder.model.specimen import SpecimenState
from binder.sample import BORN, PATIENT, labs, phantom

# What every paper is, by its file name, and its own date.
FILED = {
    "visit 2025-01-14.txt": (Kind.VISIT_NOTE, "2025-01-14"),
    "visit 2025-09-16.txt": (Kind.VISIT_NOTE, "2025-09-16"),
    "Referral to Dr Wren.pdf": (Kind.REFERRAL, "2025-09-17"),
    "CT report FH-25-10447.pdf": (Kind.IMAGING_REPORT, "2025-10-07"),
    "Wren consult 15 Oct 2025.pdf": (Kind.CONSULT_NOTE, "2025-10-15"),
    "operative note LGH.pdf": (Kind.OPERATIVE_NOTE, "2025-10-28"),
    "Discharge summary.pdf": (Kind.DISCHARGE_SUMMARY, "2025-10-30"),
    "LGH_Path_S25-11873.pdf": (Kind.PATHOLOGY_REPORT, "2025-10-28"),
    "slide release confirmation.pdf": (Kind.SLIDE_RELEASE, "2025-11-06"),
    "Northgable molecular NG-25-6630.pdf": (Kind.MOLECULAR_REPORT, "2025-10-28"),
    "Calloway new patient consult.pdf": (Kind.CONSULT_NOTE, "2025-11-14"),
    "Tidewell slide consult TP25-2204.pdf": (Kind.PATHOLOGY_CONSULT, "2025-11-18"),
    "bone marrow procedure 2025-11-19.txt": (Kind.PROCEDURE_NOTE, "2025-11-19"),
    "LGH_Path_BM25-0931.pdf": (Kind.PATHOLOGY_REPORT, "2025-11-19"),
    "Health care power of attorney.pdf": (Kind.POWER_OF_ATTORNEY, "2025-11-21"),
    "Tumor board 12-03.pdf": (Kind.TUMOR_BOARD, "2025-12-03"),
    "visit 2025-12-18.md": (Kind.VISIT_NOTE, "2025-12-18"),
    "MRI report Saltmarsh.pdf": (Kind.IMAGING_REPORT, "2026-01-22"),
    "portal message Feb 17.txt": (Kind.MESSAGE, "2026-02-17"),
    "Visit note 02-19-2026.pdf": (Kind.VISIT_NOTE, "2026-02-19"),
    "Treatment plan Feb 2026.pdf": (Kind.TREATMENT_PLAN, "2026-02-20"),
    "Harborlight PET denial.pdf": (Kind.INSURANCE, "2026-02-24"),
    "HIPAA authorization signed.pdf": (Kind.AUTHORIZATION, "2026-02-26"),
    "Dr Calloway opinion letter.pdf": (Kind.LETTER, "2026-03-02"),
    "Harborlight gap exception.pdf": (Kind.INSURANCE, "2026-03-06"),
    "voicemail pathology lab.txt": (Kind.VOICEMAIL, "2026-03-11"),
    "Medications 2026-03-14.md": (Kind.MEDICATION_LIST, "2026-03-14"),
    "Tidewell second opinion Solberg.pdf": (Kind.SECOND_OPINION, "2026-03-24"),
} | {f"Labs {day}.pdf": (Kind.LAB_REPORT, day) for day in labs.DAYS}

DOUBTFUL = {"BP check.txt", "notes from the call.txt", "IMG_2217.png", "Labs G Ashgrove.pdf"}
LOCKED = "Explanation of benefits March.pdf"


def days_ago(count: int) -> str:
    return (date.today() - timedelta(count)).isoformat()


def records(binder: Binder) -> dict[str, Record]:
    return {row.name: row for row in binder.rows(i for i, _ in binder.ids())}


def test_it_belongs_to_one_made_up_person(binder: Binder) -> None:
    assert (binder.patient.name, binder.patient.born) == (PATIENT, BORN)


def test_every_paper_is_filed_as_what_it_is(binder: Binder) -> None:
    found = records(binder)
    for name, (kind, day) in FILED.items():
        record = found[name]
        assert (record.kind, record.date, record.state) == (kind, day, RecordState.FILED), name
    assert len(found) == len(FILED) + len(DOUBTFUL) + 2, "the locked file and the imaging study besides; no copy"


def test_the_doubtful_ones_wait_for_review(binder: Binder) -> None:
    assert {record.name for record in binder.review_queue()} == DOUBTFUL
    reasons = {record.name: record.reason for record in binder.review_queue()}
    assert "03/04/2026" in reasons["BP check.txt"]
    assert "Gerald" in reasons["Labs G Ashgrove.pdf"]


def test_the_locked_file_is_kept_with_its_reason_and_opens_with_its_password(binder: Binder) -> None:
    record = records(binder)[LOCKED]
    assert record.state is RecordState.UNREADABLE and "password" in record.reason
    from binder.reading import Source

    data = b"".join(binder.original(record.id))
    document = binder.reader.read(Source.from_bytes(record.name, data), password="05221957")
    assert "Amount billed" in document.text


def test_the_study_is_one_record_of_24_images(binder: Binder) -> None:
    (study,) = [r for r in records(binder).values() if r.kind is Kind.IMAGING_STUDY]
    assert (study.instances, study.diagnostic, study.date) == (24, True, "2025-10-07")
    assert study.study_uid == phantom.STUDY_UID


def test_the_two_opinions_are_marked(binder: Binder) -> None:
    first, second = binder.opinions()
    assert (first.name, second.name) == ("Dr Calloway opinion letter.pdf", "Tidewell second opinion Solberg.pdf")


def test_comparing_them_finds_what_differs_and_what_does_not(binder: Binder) -> None:
    verdicts = {axis.axis: axis.verdict for axis in binder.compare("1", "2").axes}
    assert verdicts == {
        Axis.DIAGNOSIS: Verdict.COULD_NOT_COMPARE,
        Axis.STAGING: Verdict.DIFFERENT,
        Axis.TREATMENT: Verdict.DIFFERENT,
        Axis.TIMING: Verdict.DIFFERENT,
    }


def test_the_checklist_shows_every_state_a_family_meets(binder: Binder) -> None:
    lines = {line.item.id: line for line in binder.checklist()}
    assert lines["imaging-mri"].words == f"images asked {days_ago(19)}"
    assert lines["imaging-ct"].item.state is ItemState.VERIFIED
    assert lines["pathology-slides"].words == f"slides asked {days_ago(13)}"
    assert lines["blood-tests"].words == "5 here" and lines["blood-tests"].item.state is ItemState.WANTED
    states = {line.item.state for line in lines.values()}
    assert states >= {ItemState.WANTED, ItemState.REQUESTED, ItemState.RECEIVED, ItemState.VERIFIED, ItemState.WAIVED}


def test_receipts_are_linked_to_their_records(binder: Binder) -> None:
    lines = {line.item.id: line.item for line in binder.checklist()}
    linked = {receipt.need: binder.record(receipt.record) for receipt in lines["imaging-ct"].receipts}
    assert linked[Need.REPORT].kind is Kind.IMAGING_REPORT and linked[Need.IMAGES].kind is Kind.IMAGING_STUDY


def test_today_says_what_is_late_and_whom_to_call_about_the_images(binder: Binder) -> None:
    lines = binder.today()
    late = next(line for line in lines if "late" in line.text)
    assert (late.urgency, late.phone) == ("now", "(555) 555-0112") and "Quillbrook" in late.text
    (images,) = [line for line in lines if "images of MRI scans" in line.text]
    assert images.urgency == "now" and "radiology file room" in images.hint and images.phone == "(555) 555-0158"
    assert any(line.text.startswith("The two opinions: different on ") for line in lines)
    assert any("in 16 days" in line.text and "Solberg" in line.text for line in lines)


def test_requests_stand_in_every_way_a_family_meets(binder: Binder) -> None:
    by_place = {(line.place, line.request.kind.value): line for line in binder.requests()}
    assert by_place[("Quillbrook Family Medicine", "records")].clock.overdue
    scans = by_place[("Saltmarsh Imaging", "images")]
    assert not scans.clock.overdue and "only the report" in scans.request.events[0].said
    assert by_place[("Larkmoor General Hospital", "records")].request.state is RequestState.DRAFT
    (slides,) = binder.specimens()
    assert slides.specimen.state is SpecimenState.SHIPPED and "Swiftwater" in slides.where


def test_an_answer_is_cited_and_a_decision_is_open(binder: Binder) -> None:
    (answered,) = [one for one in binder.questions() if one.answer]
    at = answered.answer_at
    assert at is not None
    assert at.holds(binder.document(at.record).pages[at.page - 1].lines[at.line - 1])
    (decision,) = binder.decisions()
    assert decision.state is DecisionState.OPEN and len(decision.options) == 3
    assert binder.waiting().until is not None


def test_the_platelets_make_one_falling_series(binder: Binder) -> None:
    (platelets,) = binder.labs("platelets")
    assert tuple(fact.value for _, fact in platelets.points) == labs.PLATELETS
    first = platelets.first_flagged
    assert first is not None and (first[0].date, first[1].value) == ("2026-02-14", "118")


def test_the_file_is_whole(binder: Binder) -> None:
    assert binder.check() == []
