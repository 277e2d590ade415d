"""Every original leaves the binder byte for byte, under a readable name, and comes in again as the same record."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
from pathlib import Path

import pydicom
import pytest

from binder.binder import Binder, RecordFilter
from binder.export import export
from binder.model.errors import Damaged
from binder.model.kinds import Kind
from binder.model.record import Outcome, RecordState
from tests.export.conftest import contents, files, holding, rows


def all_ids(binder: Binder) -> list[str]:
    states = (*(s for s in RecordState if s is not RecordState.TRASHED), RecordState.TRASHED)
    return [i for i, _ in binder.ids(RecordFilter(states=states))]


def test_every_original_is_byte_identical(binder: Binder, exported: Path) -> None:
    table = {row["id"]: row for row in rows(exported / "records.csv")}
    assert set(table) == set(all_ids(binder))
    for record in binder.rows(all_ids(binder)):
        if record.kind is not Kind.IMAGING_STUDY:
            written = (exported / table[record.id]["file"]).read_bytes()
            assert written == b"".join(binder.original(record.id))
            assert hashlib.sha256(written).hexdigest() == record.sha256 == table[record.id]["sha256"]


def test_a_scan_is_a_folder_of_dicom_files_for_each_series(binder: Binder, exported: Path) -> None:
    study_id = next(r.id for r in binder.rows(all_ids(binder)) if r.kind is Kind.IMAGING_STUDY)
    study = binder.study(study_id)
    folder = exported / next(row["file"] for row in rows(exported / "records.csv") if row["id"] == study_id)
    folders = sorted(path for path in folder.iterdir() if path.is_dir())
    assert len(folders) == len(study.series)
    for series, place in zip(study.series, folders, strict=True):
        images = sorted(place.iterdir())
        assert [path.suffix for path in images] == [".dcm"] * len(series.instances)
        for number, (path, instance) in enumerate(zip(images, series.instances, strict=True)):
            assert path.read_bytes() == b"".join(binder.instance(study_id, series.uid, number))
            reopened = pydicom.dcmread(path)
            assert reopened.SOPInstanceUID == instance.sop_instance_uid
            assert reopened.pixel_array.shape == (instance.rows, instance.columns)


def test_what_was_put_aside_lies_apart(binder: Binder, exported: Path) -> None:
    (aside,) = [row for row in rows(exported / "records.csv") if row["state"] == "trashed"]
    assert aside["file"].startswith("put-aside/")
    assert files(exported / "put-aside") == {aside["file"].removeprefix("put-aside/")}


def test_what_was_put_aside_is_counted_for_itself_everywhere(binder: Binder, exported: Path) -> None:
    """The number of records is the one that the app and a backup say."""
    number = len(binder.ids())
    for name in ("index.html", "README.txt"):
        assert f": {number} records and 1 that was put aside." in (exported / name).read_text()


def test_the_checksums_hold_for_every_file(exported: Path) -> None:
    if shutil.which("sha256sum"):
        ran = subprocess.run(
            ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=exported, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
    lines = (exported / "SHA256SUMS").read_text().splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert set(sums) == files(exported) - {"SHA256SUMS"}
    for path, digest in sums.items():
        assert hashlib.sha256((exported / path).read_bytes()).hexdigest() == digest


def test_only_the_owner_may_look(exported: Path) -> None:
    for path in (exported, *exported.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_the_text_is_the_text_as_read_line_by_line(binder: Binder, exported: Path) -> None:
    for row in rows(exported / "records.csv"):
        pages = [page for page in binder.document(row["id"]).pages]
        if not any(page.lines for page in pages):
            assert row["text"] == ""
            continue
        expected = "".join(
            f"=== {row['id']}, page {page.number} of {len(pages)} ===\n" + "".join(f"{line}\n" for line in page.lines)
            for page in pages
        )
        assert (exported / row["text"]).read_text() == expected


def test_the_originals_make_the_same_records_again(binder: Binder, exported: Path, tmp_path: Path) -> None:
    with Binder.create(tmp_path / "again.binder", "x", patient=binder.patient.name, born=binder.patient.born,
                       profile=1) as again:  # fmt: skip
        came = list(again.add([exported / "originals"]))
        assert {intake.status for intake in came} <= {Outcome.ADDED, Outcome.UNREADABLE}
        before, after = (
            {r.sha256 or r.study_uid: r for r in one.rows(i for i, _ in one.ids())} for one in (binder, again)
        )
        assert set(before) == set(after)
        for key, record in before.items():
            assert (after[key].kind, after[key].date, after[key].state, after[key].instances) == (
                record.kind, record.date, record.state, record.instances,
            ), record.title  # fmt: skip


def test_a_record_whose_bytes_are_not_what_was_added_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    changed = holding("Old letter", number=7, data=b"as added")
    lying = type(changed)(changed.record, changed.pages, lambda: iter([b"something else"]))
    with pytest.raises(Damaged, match=r"R7 \(Old letter\) is damaged"):
        export(contents(lying), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_cannot_be_read_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    def broken() -> object:
        yield b"first chunk"
        raise Damaged("Part of the original of this record is missing: run binder check on the binder.")

    with pytest.raises(Damaged, match=r"R3 \(Torn\).*Part of the original.*binder check"):
        export(contents(holding("Torn", number=3, give=broken)), tmp_path / "out")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
