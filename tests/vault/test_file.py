"""The one encrypted file: made privately, opened by the right key only, readable by another implementation."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import apsw
import pytest

from binder.model.errors import BinderError, Damaged, Held, Misused, NoBinder, WrongPassphrase
from binder.model.question import Question
from binder.vault import RecordFilter, Vault, key_from_recovery_code
from binder.vault.driver import sqlite_utils_on_sqlcipher

from .conftest import PASSPHRASE, PHRASES, lab_report, raw


def test_nothing_of_a_record_can_be_read_in_the_file_or_beside_it(vault: Vault, path: Path) -> None:
    for number in range(20):
        vault.records.add(*lab_report(number))
    vault.set_meta("patient", PHRASES[1])
    beside = sorted(path.parent.iterdir())
    assert Path(f"{path}-wal") in beside and Path(f"{path}-wal").stat().st_size > 100_000
    for file in beside:
        data = file.read_bytes()
        assert not data.startswith(b"SQLite format 3")
        for phrase in (*PHRASES, "Platelets", "North Lake", "count-1", "CREATE TABLE", "Blood count"):
            assert phrase.encode() not in data, f"{phrase} stands in {file.name}"


def test_only_its_owner_may_read_it_and_it_is_alone_after_closing(path: Path) -> None:
    vault = Vault.create(path, PASSPHRASE, profile=1)
    vault.records.add(*lab_report())
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    vault.close()
    assert list(path.parent.iterdir()) == [path]


def test_once_closed_nothing_of_it_stays_in_memory(vault: Vault, path: Path) -> None:
    key = vault.key
    vault.close()
    gc.disable()  # what refers to itself in a circle would wait for the collector, and that may be long
    try:
        with Vault.open(path, key=key) as opened:
            opened.records.add(*lab_report())
            opened.questions.save(Question(text="How sure is the stage?"), action="ask", summary="Asked")
            opened.events.undo()
            rooms = opened, opened.connection, opened.events, opened.questions, opened.records
            kept = [weakref.ref(room) for room in rooms]
        del opened, rooms
        assert [room() for room in kept] == [None] * len(kept)
    finally:
        gc.enable()


def test_another_implementation_opens_it_with_the_key(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    key = vault.key
    vault.close()
    other = raw(path, key)
    assert list(other.execute("SELECT title, date FROM record")) == [("Blood count 1", "2026-03-13")]
    lines = next(iter(other.execute("SELECT lines FROM page WHERE number = 1")))[0].split("\n")
    assert PHRASES[0] in lines
    other.close()
    with pytest.raises(apsw.NotADBError):
        raw(path, bytes(32)).execute("SELECT count(*) FROM sqlite_master").fetchall()


def test_passphrase_and_recovery_code_open_it(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    code = vault.recovery_code
    vault.close()
    with Vault.open(path, passphrase=PASSPHRASE) as again:
        assert again.records.ids() == [("R1", "2026-03-13")]
    with Vault.open(path, key=key_from_recovery_code(code)) as again:
        assert again.records.row("R1").title == "Blood count 1"
        assert again.salt == path.read_bytes()[:16]


def test_a_copy_of_the_one_file_is_enough(vault: Vault, path: Path, tmp_path: Path) -> None:
    vault.records.add(*lab_report())
    vault.close()
    copy = tmp_path / "elsewhere" / "räksmörgås ?#%.binder"
    copy.parent.mkdir()
    shutil.copyfile(path, copy)
    with Vault.open(copy, passphrase=PASSPHRASE) as opened:
        assert opened.records.counts()["records"] == 1


def test_a_wrong_passphrase_opens_nothing(vault: Vault, path: Path) -> None:
    vault.close()
    for wrong in ("seven grey heron", "Seven grey herons", " "):
        with pytest.raises(WrongPassphrase, match="does not open"):
            Vault.open(path, passphrase=wrong)


def test_the_recovery_code_of_another_binder_is_named_as_such(vault: Vault, path: Path) -> None:
    vault.close()
    with pytest.raises(WrongPassphrase, match="another binder"):
        Vault.open(path, key=bytes(32))
    with pytest.raises(WrongPassphrase, match="32 bytes"):
        Vault.open(path, key=b"short")


OTHER_FILES = {
    "empty": (b"", "is empty"),
    "sqlite": (b"SQLite format 3\0" + bytes(5000), "unencrypted SQLite"),
    "pdf": (b"%PDF-1.7\n" + bytes(5000), "PDF document"),
    "zip": (b"PK\x03\x04" + bytes(5000), "ZIP archive"),
    "dicom": (bytes(128) + b"DICM" + bytes(5000), "DICOM"),
    "text": (b"Dear Dr. Lund,\n" * 500, "text file"),
    "noise": (bytes(range(255, 0, -1)) * 40, "begins otherwise"),
    "stub": (bytes([0xB1, 2, 3]), "too short"),
    "newer": (bytes([0xB1, 77]) + bytes(9000), "newer version"),
}


@pytest.mark.parametrize("kind", OTHER_FILES)
def test_a_file_that_is_no_binder_is_said_to_be_what_it_is(kind: str, path: Path) -> None:
    data, says = OTHER_FILES[kind]
    path.write_bytes(data)
    with pytest.raises(NoBinder, match=says):
        Vault.open(path, passphrase="x")
    assert path.read_bytes() == data


def test_a_missing_file_a_folder_and_a_pipe_are_no_binders(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NoBinder, match="no file"):
        Vault.open(path, passphrase="x")
    with pytest.raises(NoBinder, match="folder"):
        Vault.open(tmp_path, passphrase="x")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(NoBinder, match="not an ordinary file"):
        Vault.open(pipe, passphrase="x")
    with pytest.raises(NoBinder, match="no file"):
        Vault.open(path / "inside", passphrase="x")


def test_a_name_with_an_escape_sequence_does_not_act_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(NoBinder) as told:
        Vault.open(tmp_path / "a\x1b[2Jb", passphrase="x")
    assert "\x1b" not in str(told.value) and "␛[2Jb" in str(told.value)


def test_a_binder_cut_short_is_damaged_not_foreign(vault: Vault, path: Path) -> None:
    vault.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    with pytest.raises(Damaged, match="cut short"):
        Vault.open(path, passphrase=PASSPHRASE)
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    with pytest.raises(Damaged):
        Vault.open(path, passphrase=PASSPHRASE)


def test_the_right_passphrase_on_a_damaged_first_page_is_told_from_a_wrong_one(vault: Vault, path: Path) -> None:
    vault.close()
    data = bytearray(path.read_bytes())
    data[2000] ^= 1
    path.write_bytes(data)
    with pytest.raises(Damaged, match="key is right"):
        Vault.open(path, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        Vault.open(path, passphrase="something else")


def test_altered_first_bytes_cannot_be_told_from_another_binder(vault: Vault, path: Path) -> None:
    vault.close()
    data = bytearray(path.read_bytes())
    data[9] ^= 1
    path.write_bytes(data)
    with pytest.raises(WrongPassphrase):
        Vault.open(path, passphrase=PASSPHRASE)


def test_a_binder_of_a_newer_version_is_left_alone(vault: Vault, path: Path) -> None:
    key = vault.key
    vault.close()
    other = raw(path, key)
    other.execute("UPDATE meta SET value = '4.2' WHERE name = 'needs_binder'")
    other.execute("PRAGMA user_version=99")
    other.close()
    before = path.read_bytes()
    with pytest.raises(BinderError, match=r"needs binder 4\.2 or later"):
        Vault.open(path, key=key)
    assert path.read_bytes() == before


def test_what_is_already_there_is_never_overwritten(vault: Vault, path: Path, tmp_path: Path) -> None:
    with pytest.raises(Misused, match="already something"):
        Vault.create(path, PASSPHRASE, profile=1)
    assert vault.records.ids() == []
    dangling = tmp_path / "link"
    dangling.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Misused):
        Vault.create(dangling, PASSPHRASE, profile=1)
    with pytest.raises(NoBinder, match="folder"):
        Vault.create(tmp_path / "missing" / "a.binder", PASSPHRASE, profile=1)
    with pytest.raises(Misused, match="passphrase"):
        Vault.create(tmp_path / "b.binder", "", profile=1)
    assert not (tmp_path / "b.binder").exists()


def test_reading_only_changes_nothing(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    key = vault.key
    vault.close()
    before = path.read_bytes()
    with Vault.open(path, key=key, read_only=True) as opened:
        assert opened.records.get("R1").filing.facts[0].value == "91"
        with pytest.raises(BinderError, match="reading only"):
            opened.records.add(*lab_report(2))
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_binder_in_a_folder_that_cannot_be_written_can_be_read(vault: Vault, path: Path) -> None:
    key = vault.key
    vault.close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(BinderError, match="may not be written"):
            Vault.open(path, key=key)
        with Vault.open(path, key=key, read_only=True) as opened:
            assert opened.records.ids() == []
    finally:
        path.parent.chmod(0o700)


def test_on_a_medium_that_cannot_be_written_nothing_is_made_beside_the_binder(
    vault: Vault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.records.add(*lab_report())
    key = vault.key
    vault.close()
    monkeypatch.setattr(os, "access", lambda where, how: how != os.W_OK)
    with Vault.open(path, key=key, read_only=True) as opened:
        assert opened.records.row("R1").title == "Blood count 1"
        assert list(path.parent.iterdir()) == [path]


def test_a_relative_path_holds_wherever_the_process_goes(
    vault: Vault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = vault.key
    vault.close()
    monkeypatch.chdir(path.parent)
    with Vault.open(path.name, key=key) as opened:
        monkeypatch.chdir("/")
        told: list[object] = []
        thread = threading.Thread(target=lambda: told.append(opened.records.ids()))
        thread.start()
        thread.join()
        assert (told, opened.path) == ([[]], path)


def test_two_sessions_see_each_others_changes(vault: Vault, path: Path) -> None:
    with Vault.open(path, key=vault.key, actor="sam") as other:
        vault.records.add(*lab_report(1))
        assert other.records.row("R1").added_by == "ruth"
        other.records.update("R1", "retitle", title="Counts of March")
        assert vault.records.row("R1").title == "Counts of March"
        assert [event.actor for event in vault.events.recent(2)] == ["sam", "ruth"]


def test_a_session_that_holds_the_binder_is_named_instead_of_waited_for_forever(vault: Vault, path: Path) -> None:
    with Vault.open(path, key=vault.key) as other:
        other.connection.raw.execute("PRAGMA busy_timeout=50").fetchall()
        with vault.transaction(), pytest.raises(Held, match="Another session"):
            other.set_meta("a", "b")


def test_a_closed_binder_says_so_and_forgets_the_key(vault: Vault) -> None:
    vault.close()
    vault.close()
    with pytest.raises(BinderError, match="closed"):
        vault.records.ids(RecordFilter())
    assert vault.key == bytes(32)


def test_the_settings_that_keep_it_safe_are_on(vault: Vault) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "temp_store": 2, "secure_delete": 1,
              "cell_size_check": 1, "trusted_schema": 0, "cipher_page_size": "4096"}  # fmt: skip
    assert {name: vault.connection.value(f"PRAGMA {name}") for name in wanted} == wanted


def test_sqlite_utils_speaks_to_the_encrypted_file(vault: Vault) -> None:
    assert sqlite_utils_on_sqlcipher().utils.sqlite3.__name__ == "sqlcipher3"
    assert "record" in vault.connection.db.table_names()


def test_opening_a_binder_needs_no_heavy_import(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    key = vault.key.hex()
    vault.close()
    code = (
        "import sys; from binder.vault import Vault\n"
        f"v = Vault.open({str(path)!r}, key=bytes.fromhex({key!r})); v.records.rows(['R1']); v.records.ids()\n"
        "print(sorted({'sqlite_utils', 'numpy', 'cryptography', 'textual', 'pydicom'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_a_wrong_key_prints_nothing_on_the_screen(vault: Vault, path: Path) -> None:
    vault.close()
    code = (
        "from binder.vault import Vault\n"
        f"try: Vault.open({str(path)!r}, key=bytes(32))\nexcept Exception as e: print(type(e).__name__)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert (told.stdout.strip(), told.stderr) == ("WrongPassphrase", "")
