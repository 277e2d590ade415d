"""A family's first evening on the command line, from an empty binder to two opinions compared."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.cli.conftest import FIRST, Run


def test_adding_a_folder_gives_one_outcome_a_file_and_goes_on_after_a_bad_one(
    run: Run, binder_file: Path, letters: Path
) -> None:
    ran = run("add", letters, "--json")
    outcome = {Path(line["path"]).name: line for line in ran.lines}
    assert ran.status == 1
    assert set(outcome) == {"opinion-1.txt", "opinion-2.txt", "pathology.pdf", "torn.pdf", "empty.txt"}
    assert outcome["torn.pdf"]["status"] == outcome["empty.txt"]["status"] == "unreadable"
    assert outcome["torn.pdf"]["why"]
    assert outcome["pathology.pdf"]["status"] == "added"
    assert outcome["pathology.pdf"]["kind"] == "pathology_report"
    assert outcome["pathology.pdf"]["date"] == "2026-01-12"
    assert "torn.pdf" in ran.err


def test_adding_the_same_again_changes_nothing(run: Run, binder_file: Path, letters: Path) -> None:
    run("add", letters)
    size = binder_file.stat().st_size
    again = run("add", letters, "--json")
    assert again.status == 0
    assert {line["status"] for line in again.lines} == {"duplicate"}
    assert binder_file.stat().st_size <= size * 1.01


def test_an_unreadable_file_is_kept_whole(run: Run, binder_file: Path, letters: Path, tmp_path: Path) -> None:
    added = run("add", letters / "torn.pdf", "--json").lines[0]
    assert run("get", added["id"], "-o", "back.pdf").status == 0
    assert (tmp_path / "back.pdf").read_bytes() == (letters / "torn.pdf").read_bytes()


def test_a_record_shows_the_words_its_date_came_from_and_gives_its_bytes_back(
    run: Run, binder_file: Path, letters: Path, tmp_path: Path
) -> None:
    added = run("add", letters / "pathology.pdf", "--json").lines[0]
    shown = run("show", added["id"], "--json").json
    basis = shown["date_basis"]
    line = shown["pages"][basis["page"] - 1]["lines"][basis["line"] - 1]
    assert line[basis["start"] : basis["end"]] == basis["quote"]
    assert "01/12/2026" in basis["quote"]
    assert shown["patient"]["born"] == "1957-03-21"
    assert shown["sha256"] == hashlib.sha256((letters / "pathology.pdf").read_bytes()).hexdigest()
    run("get", added["id"], "-o", "back.pdf")
    assert (tmp_path / "back.pdf").read_bytes() == (letters / "pathology.pdf").read_bytes()
    assert run("get", added["id"], "-o", "back.pdf").status == 1, "a file that is there is left as it is"


def test_what_a_record_states_is_shown_with_its_kind_in_words(run: Run, binder_file: Path, tmp_path: Path) -> None:
    note = "PROGRESS NOTE\nDate of visit: 01/12/2026\nClindamycin 300 mg twice daily\nEKG on 11/03/2025: normal."
    (tmp_path / "note.txt").write_text(note)
    added = run("add", tmp_path / "note.txt", "--json").lines[0]
    facts = [line for line in run("show", added["id"]).out.splitlines() if "(page 1 line" in line]
    assert {line[:18].strip() for line in facts} == {"medication", "mentioned record"}
    assert all(line[17] == " " and line[18] != " " for line in facts), facts


def test_two_opinions_are_compared_by_number_and_as_files(run: Run, binder_file: Path, letters: Path) -> None:
    run("add", letters / "opinion-1.txt", "--opinion", "1")
    run("add", letters / "opinion-2.txt", "--opinion", "2")
    by_number = run("compare", "1", "2", "--json").json
    by_file = run("compare", letters / "opinion-1.txt", letters / "opinion-2.txt", "--json", passphrase=None).json
    assert by_number["axes"]["staging"]["verdict"] == by_file["axes"]["staging"]["verdict"] == "different"
    span = by_number["axes"]["staging"]["a"][0]
    line = FIRST.splitlines()[span["line"] - 1] if isinstance(span, dict) else FIRST
    assert "stage" in line.casefold()
    words = run("compare", "1", "2").out
    assert "It does not judge" in words


def test_a_report_never_satisfies_the_slides(run: Run, binder_file: Path, letters: Path) -> None:
    report = run("add", letters / "pathology.pdf", "--json").lines[0]["id"]
    items = {line["id"]: line for line in run("checklist", "--json").lines}
    slides = next(item for item in items.values() if item["needs"] == ["slides"])
    refused = run("receive", slides["id"], "--need", "report", "--record", report)
    assert refused.status == 1
    assert {line["id"]: line for line in run("checklist", "--json").lines}[slides["id"]]["state"] == "wanted"


def test_receiving_is_marked_and_can_be_undone(run: Run, binder_file: Path, letters: Path) -> None:
    report = run("add", letters / "pathology.pdf", "--json").lines[0]["id"]
    item = next(
        line for line in run("checklist", "--json").lines if any(p["record"] == report for p in line["proposals"])
    )
    need = item["proposals"][0]["need"]
    marked = run("receive", item["id"], "--need", need, "--on", "2026-02-01", "--record", report, "--json").json
    assert marked["receipts"] == [{"need": need, "on": "2026-02-01", "what": None, "record": report}]
    assert run("undo").status == 0
    after = next(line for line in run("checklist", "--json").lines if line["id"] == item["id"])
    assert after["receipts"] == []


def test_words_are_found_and_quoted(run: Run, binder_file: Path, letters: Path) -> None:
    run("add", letters)
    found = run("search", "lumpectomy", "--json").lines
    assert found
    assert all("lumpectomy" in line["quote"] for line in found)
    assert run("search", 'lump" OR *', "--json").status == 0


def test_read_stores_nothing_and_needs_no_binder(run: Run, letters: Path, tmp_path: Path) -> None:
    ran = run("read", letters, "--json", passphrase=None)
    by_name = {Path(line["path"]).name: line for line in ran.lines}
    assert by_name["pathology.pdf"]["kind"] == "pathology_report"
    assert by_name["pathology.pdf"]["loinc"] == "11526-1"
    assert ran.status == 1, "the torn PDF and the empty file could not be read"
    assert not (tmp_path / "my.binder").exists()


def test_the_file_is_whole_and_says_so(run: Run, binder_file: Path, letters: Path) -> None:
    run("add", letters)
    assert run("check", "--json").json == {"whole": True, "damage": []}
    assert "Whole" in run("check").out


def test_a_disc_of_images_is_one_line_and_a_count(run: Run, binder_file: Path, tmp_path: Path) -> None:
    from binder.sample import documents

    disc = tmp_path / "disc"
    disc.mkdir()
    images = [source for source in documents() if "DICOM" in source.label]
    assert len(images) > 10
    for number, source in enumerate(images):
        with source.open() as stream:
            (disc / f"IM{number:04}").write_bytes(stream.read())
    ran = run("add", disc)
    assert ran.status == 0
    assert len(ran.out.splitlines()) <= 4
    assert f"and {len(images) - 1} more images of R1" in ran.out
    assert len(run("records", "--json").lines) == 1
    assert len(run("add", disc, "--json").lines) == len(images), "each file still has its own outcome for programs"


def test_a_backup_into_a_folder_that_is_not_there_makes_it(run: Run, binder_file: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert run("backup", tmp_path / "copies").status == 0
    assert len(list((tmp_path / "copies").glob("*.binder"))) == 2
