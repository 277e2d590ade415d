"""A filed record proposes itself for what it can satisfy, and for nothing else."""

from __future__ import annotations

import pytest

from binder.chase import examinations, proposals, receive, set_state, status_words
from binder.chase.imaging import modality
from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.kinds import Kind
from binder.model.record import Record, RecordState

from .conftest import make_record

Items = dict[str, ChecklistItem]

CT_REPORT = make_record("R1", Kind.IMAGING_REPORT, "2026-01-12", "CT chest, abdomen and pelvis", "RX-26-00412")
CT_STUDY = make_record(
    "R2", Kind.IMAGING_STUDY, "2026-01-12", "CT CHEST ABDOMEN PELVIS", "RX2600412", instances=24, diagnostic=True
)
MRI_REPORT = make_record("R3", Kind.IMAGING_REPORT, "2026-02-03", "MRI liver with contrast")
PATHOLOGY = make_record("R4", Kind.PATHOLOGY_REPORT, "2025-06-11", "Surgical pathology report")


def offered(items: Items, *records: Record) -> set[tuple[str, Need, str]]:
    return {(p.item, p.need, p.record) for p in proposals(items.values(), records)}


def words(item: ChecklistItem, *records: Record) -> str:
    return status_words(item, proposals([item], records), records)


def test_a_report_is_proposed_for_a_report_and_its_study_for_the_images(items: Items) -> None:
    assert offered(items, CT_REPORT, CT_STUDY) == {
        ("imaging-ct", Need.REPORT, "R1"),
        ("imaging-ct", Need.IMAGES, "R2"),
    }


@pytest.mark.parametrize("kind", list(Kind))
def test_no_document_is_ever_proposed_for_images_slides_or_a_block(items: Items, kind: Kind) -> None:
    if kind is Kind.IMAGING_STUDY:
        return
    record = make_record("R9", kind, "2026-02-01", "CT and MRI and PET and slides", diagnostic=True)
    assert {need for _, need, _ in offered(items, record)} <= {Need.REPORT}


@pytest.mark.parametrize("state", [RecordState.NEEDS_REVIEW, RecordState.UNREADABLE, RecordState.TRASHED])
def test_what_is_in_doubt_unread_or_put_aside_proposes_nothing(items: Items, state: RecordState) -> None:
    assert offered(items, make_record("R9", Kind.PATHOLOGY_REPORT, "2026-02-01", state=state)) == set()


def test_what_was_received_is_not_proposed_again(items: Items) -> None:
    items["pathology-report"] = receive(items["pathology-report"], Need.REPORT, "2026-03-01", record="R4")
    assert offered(items, PATHOLOGY) == set()
    second = make_record("R5", Kind.PATHOLOGY_REPORT, "2026-01-11")
    assert offered(items, PATHOLOGY, second) == {("pathology-report", Need.REPORT, "R5")}


def test_verified_and_waived_items_are_left_alone(items: Items) -> None:
    item = receive(items["pathology-report"], Need.REPORT, "2026-03-01")
    assert proposals([set_state(item, ItemState.VERIFIED)], [PATHOLOGY]) == []
    assert proposals([set_state(items["pathology-report"], ItemState.WAIVED, "why")], [PATHOLOGY]) == []


def test_proposals_say_why_and_come_newest_first(items: Items) -> None:
    labs = [make_record(f"R{n}", Kind.LAB_REPORT, f"2026-0{n}-14") for n in (1, 3, 2)]
    found = proposals([items["blood-tests"]], labs)
    assert [p.record for p in found] == ["R3", "R2", "R1"]
    assert found[0].because == "it is a lab report of 2026-03-14"
    imaging = make_record("R7", Kind.IMAGING_REPORT, title="CT head")
    assert proposals([items["imaging-ct"]], [imaging])[0].because == "it is an imaging report, undated"


def test_the_first_opinion_is_the_record_marked_so(items: Items) -> None:
    first = make_record("R1", Kind.LETTER, "2026-02-20", opinion=1)
    second = make_record("R2", Kind.SECOND_OPINION, "2026-03-20", opinion=2)
    consult = make_record("R3", Kind.CONSULT_NOTE, "2025-11-14")
    assert offered({"x": items["first-opinion"]}, consult, second) == {("first-opinion", Need.REPORT, "R3")}
    assert offered({"x": items["first-opinion"]}, consult, first, second) == {("first-opinion", Need.REPORT, "R1")}


def test_each_modality_goes_to_its_own_item(items: Items) -> None:
    titles = {
        "CT abdomen": "imaging-ct",
        "Computed tomography of the chest": "imaging-ct",
        "MRI brain": "imaging-mri",
        "Magnetic resonance imaging, liver": "imaging-mri",
        "PET/CT skull base to thigh": "imaging-pet",
        "Ultrasound abdomen": "imaging-other",
        "Chest X-ray, two views": "imaging-other",
        "Single frontal view of the chest": "imaging-other",
        "Nuclear stress test": "imaging-pet",
        "Radiology report": "imaging-other",
    }
    for title, item in titles.items():
        record = make_record("R1", Kind.IMAGING_REPORT, "2026-01-01", title)
        assert {name for name, _, _ in offered(items, record)} == {item}, title


def test_a_title_that_tells_nothing_leaves_it_to_the_file_name() -> None:
    record = make_record("CT_abdomen_2026", Kind.IMAGING_REPORT, title="Imaging report: right-sided pain")
    assert modality(record) == "CT"


def test_a_coded_modality_is_believed_before_words() -> None:
    study = make_record("R1", Kind.IMAGING_STUDY, title="Abdomen", tags=(("Modality", "MR"),))
    assert modality(study) == "MR"
    assert (
        modality(make_record("R1", Kind.IMAGING_STUDY, title="Skull to thigh", tags=(("Modality", "CT, PT"),))) == "PT"
    )


def test_report_and_study_meet_by_accession_whatever_the_dates(items: Items) -> None:
    later = make_record("R1", Kind.IMAGING_REPORT, "2026-01-20", "CT chest", "RX-26-00412")
    (exam,) = examinations([later, CT_STUDY])
    assert exam.report is later and exam.study is CT_STUDY


def test_other_accessions_keep_two_scans_of_a_day_apart() -> None:
    report = make_record("R1", Kind.IMAGING_REPORT, "2026-01-12", "CT chest", "RX-1")
    assert len(examinations([report, CT_STUDY])) == 2


@pytest.mark.parametrize(
    ("date", "title", "met"),
    [
        ("2026-01-12", "CT chest", True),
        ("2026-01-12", "Radiology report", True),
        ("2026-01-12", "MRI of the chest", False),
        ("2026-01-12", "CT of the knee", False),
        ("2026-01-13", "CT abdomen and pelvis", True),
        ("2026-01-13", "Radiology report", False),
        ("2026-01-15", "CT abdomen and pelvis", False),
        ("", "CT abdomen and pelvis", False),
    ],
)
def test_without_accession_day_modality_and_body_part_decide(date: str, title: str, met: bool) -> None:
    report = make_record("R1", Kind.IMAGING_REPORT, date, title)
    study = make_record("R2", Kind.IMAGING_STUDY, "2026-01-12", "CT CHEST ABDOMEN PELVIS", "RX1", diagnostic=True)
    assert (len(examinations([report, study])) == 1) is met


def test_a_report_without_its_images_says_so(items: Items) -> None:
    assert words(items["imaging-mri"], MRI_REPORT) == "report here, images missing"


def test_glass_is_missing_though_its_report_is_here(items: Items) -> None:
    assert words(items["pathology-slides"]) == "slides missing"
    assert words(items["pathology-slides"], PATHOLOGY) == "report here, slides missing"
    asked = set_state(items["pathology-slides"], ItemState.REQUESTED, on="2026-03-03")
    assert words(asked, PATHOLOGY) == "slides asked 2026-03-03"
    assert words(receive(asked, Need.SLIDES, "2026-03-12"), PATHOLOGY) == "received 2026-03-12"


def test_a_study_without_its_report_says_so(items: Items) -> None:
    assert words(items["imaging-ct"], CT_STUDY) == "report missing, images here"


def test_both_here_then_marked(items: Items) -> None:
    ct = items["imaging-ct"]
    assert words(ct, CT_REPORT, CT_STUDY) == "report here, images here"
    ct = receive(ct, Need.REPORT, "2026-02-01", record="R1")
    assert words(ct, CT_REPORT, CT_STUDY) == "report received, images here"
    ct = receive(ct, Need.IMAGES, "2026-02-02", record="R2")
    assert words(ct, CT_REPORT, CT_STUDY) == "received 2026-02-02"


def test_a_disc_that_lacks_images_tells_how_many_are_here(items: Items) -> None:
    part = make_record("R2", Kind.IMAGING_STUDY, "2026-01-12", "CT chest", instances=12, expected=66, diagnostic=True)
    assert words(items["imaging-ct"], CT_REPORT, part) == "report here, 12 of 66 images here"
    (proposal,) = proposals([items["imaging-ct"]], [part])
    assert proposal.because == "12 of 66 images here of 2026-01-12"


def test_a_received_but_incomplete_disc_goes_on_saying_so(items: Items) -> None:
    part = make_record("R2", Kind.IMAGING_STUDY, "2026-01-12", "CT chest", instances=12, expected=66, diagnostic=True)
    ct = receive(items["imaging-ct"], Need.REPORT, "2026-02-01", record="R1")
    ct = receive(ct, Need.IMAGES, "2026-02-01", record=part)
    assert words(ct, CT_REPORT, part) == "report received, 12 of 66 images here"


def test_pictures_of_a_scan_are_not_the_scan(items: Items) -> None:
    shots = make_record("R2", Kind.IMAGING_STUDY, "2026-01-12", "CT chest", instances=3)
    assert offered(items, shots) == set()
    assert words(items["imaging-ct"], CT_REPORT, shots) == "report here, pictures only, images missing"


def test_of_several_scans_the_one_without_images_is_named(items: Items) -> None:
    newer = make_record("R7", Kind.IMAGING_REPORT, "2026-03-20", "CT abdomen")
    assert words(items["imaging-ct"], CT_REPORT, CT_STUDY, newer) == "2 scans here, images missing for 2026-03-20"


def test_images_asked_for_say_since_when(items: Items) -> None:
    asked = set_state(items["imaging-mri"], ItemState.REQUESTED, on="2026-03-05")
    assert words(asked) == "asked 2026-03-05"
    assert words(asked, MRI_REPORT) == "images asked 2026-03-05"


def test_every_clause_fits_its_column(items: Items) -> None:
    shots = make_record("R2", Kind.IMAGING_STUDY, "2026-01-12", "CT chest", instances=3)
    records = [CT_REPORT, MRI_REPORT, PATHOLOGY, shots]
    asked = [set_state(item, ItemState.REQUESTED, on="2026-03-05") for item in items.values()]
    for item in (*items.values(), *asked):
        assert len(words(item, *records)) <= 44 and len(item.title) <= 32, item.id


def test_papers_say_how_many_are_here(items: Items) -> None:
    labs = [make_record(f"R{n}", Kind.LAB_REPORT, f"2026-0{n}-14") for n in (1, 2, 3)]
    assert words(items["blood-tests"]) == "missing"
    assert words(items["blood-tests"], *labs[:1]) == "here"
    assert words(items["blood-tests"], *labs) == "3 here"
    some = receive(items["blood-tests"], Need.REPORT, "2026-03-20", record="R1")
    assert words(some, *labs) == "received 2026-03-20, 2 more here"


def test_what_not_everybody_needs_is_not_called_missing(items: Items) -> None:
    assert words(items["imaging-pet"]) == "if there is one"
    assert words(items["tissue-block"]) == "if the second lab asks"
    assert words(items["imaging-ct"]) == "report and images missing"


def test_reasons_are_shown(items: Items) -> None:
    waived = set_state(items["tissue-block"], ItemState.WAIVED, "slides were enough")
    assert words(waived) == "slides were enough"
    gone = set_state(items["operative-note"], ItemState.UNAVAILABLE, "burnt in 1998")
    assert words(gone) == "burnt in 1998"
