"""Backups and damage on the command line: made, listed, restored, salvaged; exit statuses of the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.vault import Vault
from tests.cli.conftest import PASSPHRASE, Run
from tests.cli.test_contract import one_sentence


def test_a_backup_is_made_and_restored(run: Run, binder_file: Path, letters: Path, tmp_path: Path) -> None:
    run("add", letters / "opinion-1.txt")
    folder = tmp_path / "backups"
    folder.mkdir()
    made = run("backup", folder, "--json").json
    assert made["records"] == 1 and Path(made["path"]).parent == folder and made["removed"] == []
    run("add", letters / "opinion-2.txt")
    refused = run("restore", made["path"], binder_file)
    assert refused.status == 2 and one_sentence(refused.err) and "--replace" in refused.err
    assert len(run("records", "--json").lines) == 2
    done = run("restore", made["path"], binder_file, "--replace", "--json").json
    assert done["records"] == 1 and Path(done["kept"]).name == "my.binder.before-restore"
    assert len(run("records", "--json").lines) == 1
    assert len(run("records", "--json", BINDER_FILE=done["kept"]).lines) == 2
    assert run("check", "--json").json["whole"]


def test_a_backup_is_a_binder_like_any_other(run: Run, binder_file: Path, tmp_path: Path) -> None:
    ran = run("backup", tmp_path / "copy.binder")
    assert ran.status == 0 and "verified" in ran.out and "same disk" not in ran.out
    assert "disk the binder lies on" in ran.out
    assert run("records", BINDER_FILE=str(tmp_path / "copy.binder")).status == 0
    assert run("records", BINDER_FILE=str(tmp_path / "copy.binder"), passphrase="wrong").status == 11
    again = run("backup", tmp_path / "copy.binder")
    assert again.status == 2 and one_sentence(again.err)
    assert run("backup", tmp_path / "missing" / "copy.binder").status == 10
    assert run("backup", tmp_path, "--keep", "-1").status == 2


def test_restoring_what_is_no_backup_ends_as_the_contract_says(run: Run, binder_file: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Dr. Lund, " * 500)
    for backup, status in ((tmp_path / "letter.txt", 10), (tmp_path / "missing.binder", 10)):
        ran = run("restore", backup, tmp_path / "new.binder")
        assert ran.status == status and one_sentence(ran.err)
    assert run("restore", binder_file, tmp_path / "new.binder", passphrase="wrong").status == 11
    assert not (tmp_path / "new.binder").exists()


def test_looking_only_writes_nothing(run: Run, binder_file: Path, letters: Path) -> None:
    run("add", letters / "opinion-1.txt")
    before = binder_file.read_bytes()
    assert len(run("--read-only", "records", "--json").lines) == 1
    assert run("today", "--read-only").status == 0
    refused = run("add", letters / "opinion-2.txt", "--read-only")
    assert refused.status == 1 and "reading only" in refused.err
    assert binder_file.read_bytes() == before


def test_check_says_when_the_last_change_was_and_by_whom(run: Run, binder_file: Path, letters: Path) -> None:
    run("add", letters / "opinion-1.txt", BINDER_USER="nora")
    ran = run("check")
    assert "Last change: " in ran.out and "by nora" in ran.out


def test_what_is_whole_of_a_damaged_binder_is_saved(run: Run, binder_file: Path, letters: Path, tmp_path: Path) -> None:
    run("add", letters)
    with Vault.open(binder_file, passphrase=PASSPHRASE) as vault, vault.transaction() as connection:
        connection.run("UPDATE chunk SET data = x'00' WHERE id = 1")
    data = binder_file.read_bytes()
    assert run("check").status == 12
    saved = run("check", "--salvage", tmp_path / "new.binder", "--json")
    assert saved.status == 0 and [len(loss["records"]) for loss in saved.json["lost"]] == [1]
    assert all(loss["what"].endswith(".") and loss["advice"] for loss in saved.json["lost"])
    assert binder_file.read_bytes() == data
    whole = run("check", "--json", BINDER_FILE=str(tmp_path / "new.binder"))
    assert whole.status == 0 and whole.json["whole"]
    assert len(run("records", "--json", BINDER_FILE=str(tmp_path / "new.binder")).lines) == saved.json["records"]
    again = run("check", "--salvage", tmp_path / "new.binder")
    assert again.status == 2 and one_sentence(again.err)


def test_a_last_change_dated_in_the_future_is_said(
    run: Run, binder_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("binder.vault.events.now", lambda: "2199-01-01T00:00:00+00:00")
    with Vault.open(binder_file, passphrase=PASSPHRASE) as vault:
        vault.set_meta("patient.name", "Rosa Example-Lund")
    ran = run("check")
    assert ran.status == 0 and "2199-01-01" in ran.out and "clock" in ran.out
    assert "clock" in run("today").out
