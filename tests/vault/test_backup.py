"""A backup is a whole copy of one moment, made while others work; it overwrites nothing and costs no older one."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from binder.model.errors import Damaged, Misused, NoBinder
from binder.vault import Vault, back_up, check
from binder.vault import backup as backup_room
from binder.vault.backup import last_backup

from .conftest import PASSPHRASE, lab_report, raw
from .test_check import everything, fill


def state(path: Path, key: bytes) -> list[object]:
    """All that can be read out of a binder, but for its log, whose end tells of backups."""
    with Vault.open(path, key=key) as opened:
        assert check(opened) == []
        found = everything(opened)
        return found[:4] + found[5:]


def test_a_backup_holds_everything_and_the_same_passphrase_opens_it(vault: Vault, folder: Path) -> None:
    fill(vault)
    told: list[tuple[int, int, str]] = []
    made = back_up(vault, folder, progress=lambda *step: told.append(step))
    assert made.records == 6 and made.size == made.path.stat().st_size and made.same_disk
    assert made.path.parent == folder and made.path.name.startswith("mother-20") and made.path.suffix == ".binder"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert [what for _, _, what in told][-1] == "verifying" and all(done <= of for done, of, _ in told)
    assert os.listdir(folder) == [made.path.name]
    key = vault.key
    vault.close()
    assert state(made.path, key) == state(vault.path, key)
    Vault.open(made.path, passphrase=PASSPHRASE).close()


def test_what_was_just_written_is_in_it_though_the_file_itself_lags_behind(vault: Vault, tmp_path: Path) -> None:
    before = vault.path.read_bytes()
    vault.records.add(*lab_report())
    assert vault.path.read_bytes() == before  # the change lies in the log beside the file
    made = back_up(vault, tmp_path / "copy.binder")
    with Vault.open(made.path, key=vault.key) as copy:
        assert copy.records.ids() == vault.records.ids()


def test_it_is_logged_and_today_can_tell_how_old_it_is(vault: Vault, folder: Path) -> None:
    vault.records.add(*lab_report(1))
    assert last_backup(vault) == ("", len(vault.events.recent(99)))
    made = back_up(vault, folder)
    event = vault.events.recent(1)[0]
    assert (event.action, event.summary) == ("backup", f"Backed up to {made.path}")
    at, changes = last_backup(vault)
    assert at[:10] == event.at[:10] and changes == 0
    vault.records.add(*lab_report(2))
    assert last_backup(vault)[1] == 1


def test_nothing_is_ever_overwritten(vault: Vault, folder: Path) -> None:
    there = folder / "copy.binder"
    there.write_text("a letter")
    with pytest.raises(Misused, match="already something"):
        back_up(vault, there)
    assert there.read_text() == "a letter"
    with pytest.raises(Misused):
        back_up(vault, vault.path)
    with pytest.raises(NoBinder, match="make it first"):
        back_up(vault, folder / "missing" / "copy.binder")
    assert os.listdir(folder) == ["copy.binder"]


def test_a_folder_keeps_the_newest_copies_of_this_binder_and_leaves_all_else(vault: Vault, folder: Path) -> None:
    mine = [folder / f"mother-2026-0{month}-01-120000.binder" for month in range(1, 7)]
    for copy in mine:
        copy.write_bytes(vault.salt + bytes(5000))
    others = [folder / name for name in ("mother-2026-01-02-120000.binder", "notes.txt", "mother.binder")]
    for other in others:
        other.write_bytes(b"\xb1\x01 of another binder")
    made = back_up(vault, folder, keep=3)
    assert set(made.removed) == set(mine[:4])
    assert set(folder.iterdir()) == {made.path, *mine[4:], *others}
    again = back_up(vault, folder, keep=0)
    assert again.removed == () and again.path != made.path
    third = back_up(vault, folder, keep=1)
    assert set(folder.iterdir()) == {third.path, *others}


@pytest.mark.parametrize("way", ["bytes", "rows"])
def test_a_backup_made_while_another_writes_is_one_moment_of_it(
    vault: Vault, folder: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "rows":
        monkeypatch.setattr(backup_room, "_fold", lambda reader: False)
    fill(vault)
    stop, failed = threading.Event(), []

    def write() -> None:
        number = 100
        try:
            while not stop.is_set():
                with vault.batch():  # all or nothing
                    for _ in range(3):
                        number += 1
                        filing, document, data = lab_report(number)
                        vault.records.add(filing, document, data * 5)
                time.sleep(0.01)  # a person, or an import, does not write without a pause
        except BaseException as error:
            failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(vault, folder / f"copy{n}.binder") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    assert failed == []
    assert len({one.last_change for one in made}) > 1  # the writer did go on meanwhile
    for one in made:
        with Vault.open(one.path, key=vault.key) as copy:
            assert check(copy) == []
            assert copy.records.counts()["records"] == one.records
            assert (one.records - 6) % 3 == 0
    assert check(vault) == []


def test_a_long_reader_elsewhere_does_not_keep_it_from_being_made(vault: Vault, folder: Path) -> None:
    fill(vault)
    reader = raw(vault.path, vault.key)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM record").fetchall()
    vault.records.add(*lab_report(7))
    made = back_up(vault, folder)
    with Vault.open(made.path, key=vault.key) as copy:
        assert copy.records.counts()["records"] == 7 and check(copy) == []
    reader.close()


def test_one_who_may_only_read_can_make_one(vault: Vault, folder: Path) -> None:
    fill(vault)
    key = vault.key
    with Vault.open(vault.path, key=key, read_only=True) as reader:  # while the last changes lie in the log
        made = back_up(reader, folder)
    assert state(made.path, key)[0] == everything(vault)[0]
    vault.close()
    with Vault.open(vault.path, key=key, read_only=True) as reader:
        made = back_up(reader, folder)
    assert state(made.path, key) == state(vault.path, key)


def test_a_damaged_binder_makes_no_backup_and_costs_no_older_one(vault: Vault, path: Path, folder: Path) -> None:
    fill(vault)
    good = back_up(vault, folder, keep=1)
    key = vault.key
    vault.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 4096 * 3 // 4 * 4096 + 77] ^= 4
    path.write_bytes(data)
    for way in ("bytes", "rows"):
        with Vault.open(path, key=key) as damaged, pytest.MonkeyPatch.context() as patch:
            if way == "rows":
                patch.setattr(backup_room, "_fold", lambda reader: False)
            with pytest.raises(Damaged, match="binder check"):
                back_up(damaged, folder, keep=1)
    assert os.listdir(folder) == [good.path.name]
