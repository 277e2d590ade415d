"""What is attached to a mail or wrapped in a file is kept as records of its own, each with its outcome."""

from __future__ import annotations

import pytest

from binder.binder import Binder
from binder.model.document import AGAIN
from binder.model.kinds import Kind
from binder.model.record import Outcome, RecordState
from tests.cli.conftest import FIRST, PASSPHRASE
from tests.reading import made, papers
from tests.reading.papers import item, structured_report
from tests.reading.portal import cda, section

PATHOLOGY = made.pdf(
    "SURGICAL PATHOLOGY REPORT\nPatient: Rosa Example  DOB: 03/21/1957\nCollected: 01/12/2026\n"
    "FINAL DIAGNOSIS\nLeft breast, core biopsy: invasive ductal carcinoma."
)


@pytest.fixture
def binder(binder_file):
    with Binder.open(binder_file, passphrase=PASSPHRASE) as opened:
        yield opened


@pytest.fixture
def offer(binder, tmp_path):
    """Add files made here by name, and give the outcomes as (path below the folder, outcome)."""

    def add(**files: bytes):
        folder = tmp_path / "offered"
        folder.mkdir(exist_ok=True)
        paths = []
        for name, data in files.items():
            paths.append(folder / name.replace("_", "."))
            paths[-1].write_bytes(data)
        outcomes = list(binder.add(paths))
        return [(outcome.path.removeprefix(f"{folder}/"), outcome) for outcome in outcomes]

    return add


def test_each_attachment_is_a_record_after_its_mail(binder, offer):
    mail = papers.mail("Both attached.", ("path.pdf", PATHOLOGY), ("opinion.txt", FIRST.encode()))
    outcomes = offer(mail_eml=mail)
    assert [(path, outcome.status.value, outcome.kind) for path, outcome in outcomes] == [
        ("mail.eml", "added", Kind.MESSAGE),
        ("mail.eml > path.pdf", "added", Kind.PATHOLOGY_REPORT),
        ("mail.eml > opinion.txt", "added", outcomes[2][1].kind),
    ]
    report = binder.record(outcomes[1][1].record)
    assert report.source.endswith("mail.eml > path.pdf") and report.name == "path.pdf"
    assert report.date == "2026-01-12" and report.filing.patient.name == "Rosa Example"
    assert b"".join(binder.original(report.id)) == PATHOLOGY


def test_an_attachment_that_is_here_already_is_told_as_such(binder, offer):
    (_, first), *_ = offer(path_pdf=PATHOLOGY)
    (_, mail), (_, again) = offer(mail_eml=papers.mail("See attached.", ("copy.pdf", PATHOLOGY)))
    assert mail.status is Outcome.ADDED
    assert again.status is Outcome.DUPLICATE and again.record == first.record


def test_a_mail_offered_twice_is_one_outcome(offer):
    mail = papers.mail("See attached.", ("path.pdf", PATHOLOGY))
    offer(a_eml=mail)
    assert [(path, outcome.status.value) for path, outcome in offer(b_eml=mail)] == [("b.eml", "duplicate")]


def test_two_copies_of_a_mail_in_one_go_keep_its_attachments_once(binder, offer):
    mail = papers.mail("See attached.", ("path.pdf", PATHOLOGY))
    outcomes = offer(a_eml=mail, b_eml=mail)
    assert [outcome.status.value for _, outcome in outcomes] == ["added", "added", "duplicate"]
    assert len(binder.ids()) == 2


def test_nothing_attached_is_lost_where_an_import_ends_between_a_mail_and_its_attachment(binder, tmp_path):
    path = tmp_path / "mail.eml"
    path.write_bytes(papers.mail("See attached.", ("path.pdf", PATHOLOGY), ("note.txt", b"Bring the disc.")))
    going = binder.add([path])
    next(going), next(going)  # the mail and its first attachment
    going.close()
    kept = len(binder.ids())
    outcomes = [outcome.status.value for outcome in binder.add([path])]
    assert kept < 3 and "added" in outcomes
    assert sorted(row.name for row in binder.rows([i for i, _ in binder.ids()])) == ["mail.eml", "note.txt", "path.pdf"]
    assert [outcome.status.value for outcome in binder.add([path])] == ["duplicate"]


def test_what_an_attached_archive_holds_is_kept_and_programs_are_not(binder, offer):
    disc = made.archive(("report.pdf", PATHOLOGY), ("viewer.exe", b"MZ" + bytes(60)))
    outcomes = offer(mail_eml=papers.mail("The disc.", ("disc.zip", disc), ("run.exe", b"MZ" + bytes(60))))
    assert [(path, outcome.status.value) for path, outcome in outcomes] == [
        ("mail.eml", "added"),
        ("mail.eml > disc.zip > report.pdf", "added"),
        ("mail.eml > disc.zip > viewer.exe", "skipped"),
        ("mail.eml > run.exe", "skipped"),
    ]


def test_an_attachment_that_cannot_be_read_is_kept_with_its_reason(binder, offer):
    torn = PATHOLOGY[:200]
    _, (path, outcome) = offer(mail_eml=papers.mail("See attached.", ("torn.pdf", torn)))
    assert path == "mail.eml > torn.pdf" and outcome.status is Outcome.UNREADABLE
    record = binder.record(outcome.record)
    assert record.state is RecordState.UNREADABLE and "damaged" in record.reason
    assert b"".join(binder.original(record.id)) == torn


def test_names_of_attachments_never_become_paths(binder, offer, tmp_path):
    _, (path, outcome) = offer(mail_eml=papers.mail("x", ("../../x.txt", b"Words.")))
    assert path == "mail.eml > x.txt" and binder.record(outcome.record).name == "x.txt"
    assert not list(tmp_path.parent.rglob("x.txt"))


def test_a_structured_report_is_a_record_beside_the_study_it_belongs_to(binder, offer):
    report = structured_report(item("TEXT", "Findings", TextValue="Lesion of 23 mm in segment 7."))
    outcomes = dict(offer(IM1_dcm=made.dicom(), SR_dcm=report))
    study, told = outcomes["IM1.dcm"], outcomes["SR.dcm"]
    assert study.kind is Kind.IMAGING_STUDY and told.kind is Kind.IMAGING_REPORT and study.record != told.record
    assert "Lesion of 23 mm in segment 7." in binder.document(told.record).text
    assert binder.study(study.record).count == 2 and binder.record(study.record).pages == 0
    assert dict(binder.record(told.record).tags)["Imaging study"] == study.record
    assert b"".join(binder.original(told.record)) == report
    assert [hit.record for _, hit in binder.search("segment")] == [told.record]


def test_a_report_that_comes_first_does_not_name_the_study(binder, offer):
    report = structured_report(item("TEXT", "Findings", TextValue="Words."))
    outcomes = dict(offer(SR_dcm=report, ZZ_dcm=made.dicom()))
    assert binder.record(outcomes["ZZ.dcm"].record).title == "MRI abdomen"


def test_a_log_of_doses_is_no_report(binder, offer):
    dose = structured_report(item("TEXT", "Total", TextValue="5 mGy"), title="X-Ray Radiation Dose Report")
    ((_, outcome),) = offer(SR_dcm=dose)
    assert outcome.kind is Kind.IMAGING_STUDY
    assert "Total: 5 mGy" in binder.document(outcome.record).text


def test_a_pdf_wrapped_in_dicom_is_a_record_of_its_own(binder, offer):
    pdf = made.pdf("RADIOLOGY REPORT\nCT abdomen and pelvis with contrast\nIMPRESSION: stable disease.")
    (_, wrapping), (path, inside) = offer(IM1_dcm=papers.wrapped_pdf(pdf, "Report"))
    assert wrapping.kind is Kind.IMAGING_STUDY and path == "IM1.dcm > Report.pdf"
    record = binder.record(inside.record)
    assert record.kind is Kind.IMAGING_REPORT and record.date == "2026-01-10"
    assert b"".join(binder.original(record.id)) == pdf


def test_read_tells_each_part_for_itself(run, tmp_path):
    mail = papers.mail("See attached.", ("path.pdf", PATHOLOGY), ("torn.pdf", PATHOLOGY[:200]))
    (tmp_path / "mail.eml").write_bytes(mail)
    ran = run("read", "--json", tmp_path / "mail.eml")
    (told,) = ran.lines
    assert told["kind"] == "message" and told["date"] == "2026-01-10"
    report, torn = told["parts"]
    assert report["path"].endswith("mail.eml > path.pdf")
    assert report["kind"] == "pathology_report" and report["date"] == "2026-01-12"
    assert report["patient"]["name"] == "Rosa Example" and report["pages"][0]["lines"]
    assert torn["status"] == "unreadable" and "damaged" in torn["warnings"][0]
    assert set(torn) == {*report, "status"} and torn["kind"] is None and torn["facts"] == []


def test_a_file_that_came_damaged_is_said_to_be_so_when_it_is_added_also_beside_another_doubt(binder, offer):
    whole = cda(section("30954-2", "Results", "Hemoglobin 9.1") + section("18776-5", "Plan", "Rest."))
    torn = whole[: whole.index(b"Rest.")]
    ((_, outcome),) = offer(summary_xml=torn)
    assert outcome.status is Outcome.ADDED
    assert "another person's" in outcome.why and "damaged or cut off" in outcome.why and AGAIN in outcome.why
    assert binder.record(outcome.record).state is RecordState.NEEDS_REVIEW
    assert b"".join(binder.original(outcome.record)) == torn
    assert "summary.xml" in next(line.text for line in binder.today() if "asked for again" in line.text)


def test_one_image_that_is_cut_off_is_told_and_its_study_is_not_put_aside_for_it(binder, offer):
    outcomes = offer(a_dcm=made.dicom(), b_dcm=made.dicom(SOPInstanceUID="1.2.3.1.2")[:-10])
    assert "the pixels are cut off" in outcomes[1][1].why
    assert "cut off" not in binder.record(outcomes[1][1].record).reason
