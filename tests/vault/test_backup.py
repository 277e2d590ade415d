"""A backup is a whole copy of one moment, made while others work, and never half a one; restoring loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.model.errors import Damaged, DiskFull, Held, Misused, NoBinder, WrongPassphrase
from binder.vault import Vault, back_up, check, restore
from binder.vault import backup as backup_room
from binder.vault.backup import last_backup

from .conftest import PASSPHRASE, lab_report, raw
from .test_check import everything, fill

HOLD = """
import sys
from pathlib import Path
from binder.vault import Vault
vault = Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def held(vault: Vault, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another session that has the binder open and does nothing."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), vault.key.hex()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None and child.stdout.readline() == "open\n"
    yield child
    child.kill()
    child.wait()


def state(path: Path, key: bytes) -> list[object]:
    """All that can be read out of a binder, but for its log, whose end tells of backups."""
    with Vault.open(path, key=key) as opened:
        assert check(opened) == []
        found = everything(opened)
        return found[:4] + found[5:]


# -- making one -------------------------------------------------------------------------------------------------------


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


def test_an_unfinished_copy_of_a_killed_process_is_cleared_and_a_live_one_respected(vault: Vault, folder: Path) -> None:
    final = folder / "copy.binder"
    part = folder / "copy.binder.part"
    part.write_bytes(b"half")
    back_up(vault, final)
    assert os.listdir(folder) == ["copy.binder"]
    final.unlink()
    descriptor = backup_room.open_part(part)
    with pytest.raises(Held, match="wait until that is done"):
        back_up(vault, final)
    os.close(descriptor)
    back_up(vault, final)
    assert os.listdir(folder) == ["copy.binder"]


# -- restoring --------------------------------------------------------------------------------------------------------


def test_a_backup_becomes_the_binder_again(vault: Vault, path: Path, folder: Path) -> None:
    fill(vault)
    made = back_up(vault, folder)
    key = vault.key
    vault.close()
    whole = state(made.path, key)
    before = made.path.read_bytes()
    path.unlink()
    done = restore(made.path, path, passphrase=PASSPHRASE, actor="ruth")
    assert (done.path, done.records, done.kept) == (path, 6, None)
    assert done.last_change is not None and done.last_change.seq == made.last_change
    assert state(path, key) == whole
    assert made.path.read_bytes() == before
    assert sorted(os.listdir(path.parent)) == ["backups", "mother.binder"]
    with Vault.open(path, key=key) as opened:
        assert opened.events.recent(1)[0].summary == f"Restored from {made.path}"
        assert last_backup(opened)[1] == 0


def test_a_binder_in_its_place_is_kept_and_only_moved_if_asked(vault: Vault, path: Path, folder: Path) -> None:
    fill(vault)
    made = back_up(vault, folder)
    vault.records.add(*lab_report(9))
    key = vault.key
    vault.close()
    newer = state(path, key)
    with pytest.raises(Misused, match="--replace"):
        restore(made.path, path, key=key)
    assert state(path, key) == newer
    for number in ("", "-2"):
        done = restore(made.path, path, key=key, replace=True)
        assert done.kept == Path(f"{path}.before-restore{number}")
    assert state(Path(f"{path}.before-restore"), key) == newer
    assert len(state(path, key)[0]) == 6


def test_what_another_program_left_in_the_log_of_the_old_one_goes_with_it(
    vault: Vault, path: Path, folder: Path, tmp_path: Path
) -> None:
    """A log left by a crash, of a binder with another passphrase: it must never be folded into the restored one."""
    made = back_up(vault, folder)
    key = vault.key
    vault.close()
    path.unlink()
    other = Vault.create(path, "another passphrase", profile=1)
    other.records.add(*lab_report(5))
    log = Path(f"{path}-wal").read_bytes()
    main = path.read_bytes()
    other_key = other.key
    other.close()
    path.write_bytes(main)
    Path(f"{path}-wal").write_bytes(log)
    done = restore(made.path, path, key=key, replace=True)
    assert done.kept is not None
    assert len(state(path, key)[0]) == 0
    assert len(state(done.kept, other_key)[0]) == 1


def test_a_binder_that_is_open_elsewhere_is_not_replaced(
    vault: Vault, path: Path, folder: Path, held: subprocess.Popen[str]
) -> None:
    fill(vault)
    made = back_up(vault, folder)
    key = vault.key
    vault.close()
    with pytest.raises(Held, match=rf"open in the session of \S+ \(process {held.pid}\): close it there"):
        restore(made.path, path, key=key, replace=True)
    assert sorted(os.listdir(folder)) == [made.path.name]
    held.kill()
    held.wait()
    assert restore(made.path, path, key=key, replace=True).kept is not None
    assert len(state(path, key)[0]) == 6


def test_only_a_whole_backup_is_restored(vault: Vault, path: Path, folder: Path) -> None:
    fill(vault)
    made = back_up(vault, folder)
    key = vault.key
    vault.close()
    data = bytearray(made.path.read_bytes())
    for at in (2000, len(data) // 4096 // 2 * 4096 + 9):
        data[at] ^= 1
        made.path.write_bytes(data)
        with pytest.raises(Damaged):
            restore(made.path, path, key=key, replace=True)
        with pytest.raises(Damaged):
            restore(made.path, folder / "new.binder", passphrase=PASSPHRASE)
        data[at] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(WrongPassphrase):
        restore(made.path, folder / "new.binder", passphrase="seven grey geese")
    (folder / "letter.txt").write_text("Dear Dr. Lund, " * 500)
    with pytest.raises(NoBinder, match="text file"):
        restore(folder / "letter.txt", folder / "new.binder", passphrase=PASSPHRASE)
    with pytest.raises(NoBinder):
        restore(made.path, folder / "missing" / "new.binder", passphrase=PASSPHRASE)
    with pytest.raises(Misused, match="the backup itself"):
        restore(made.path, made.path, key=key, replace=True)
    assert sorted(os.listdir(folder)) == ["letter.txt", made.path.name]
    assert os.listdir(path.parent).count("mother.binder") == 1


# -- a disk that is full ----------------------------------------------------------------------------------------------

LIMITED = """
import resource, signal, sys
from pathlib import Path
from binder.model.errors import DiskFull
from binder.vault import Vault, back_up, restore
verb, source, to, key = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), bytes.fromhex(sys.argv[4])
limit = int(sys.argv[5])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
vault = Vault.open(source, key=key, read_only=True) if verb == "backup" else None
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    back_up(vault, to) if vault else restore(source, to, key=key, replace=True)
    print("made")
except DiskFull as error:
    print(error)
if vault:
    vault.close()
"""


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_a_full_disk_leaves_nothing_half_and_what_was_there_as_it_was(
    vault: Vault, path: Path, folder: Path, verb: str
) -> None:
    fill(vault)
    key = vault.key
    source = back_up(vault, folder).path if verb == "restore" else path
    vault.close()
    to = folder / "copy.binder" if verb == "backup" else path
    before = path.read_bytes()
    size = source.stat().st_size
    told: list[str] = []
    for limit in (0, 4096, size // 3, size - 4096, size * 2):
        command = [sys.executable, "-c", LIMITED, verb, str(source), str(to), key.hex(), str(limit)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.stderr == ""
        told.append(done.stdout.strip())
        if told[-1] != "made":
            assert "room" in told[-1] or "Nothing more could be written" in told[-1]
            assert sorted(os.listdir(folder)) == ([] if verb == "backup" else [source.name])
            assert path.read_bytes() == before
            assert [name for name in os.listdir(path.parent) if "restor" in name or "part" in name] == []
    assert told[-1] == "made" and told[0] != "made"
    assert len(state(to, key)[0]) == 6


def test_too_little_room_is_said_at_once(vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(backup_room.shutil, "disk_usage", lambda where: usage)
    with pytest.raises(DiskFull, match="no room"):
        back_up(vault, folder)
    assert os.listdir(folder) == []


# -- killed -----------------------------------------------------------------------------------------------------------

BACK_UP = """
import sys
from pathlib import Path
from binder.vault import Vault, back_up
vault = Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))
print("go", flush=True)
for number in range(1000):
    print(back_up(vault, Path(sys.argv[3]), keep=3).path, flush=True)
"""


def test_a_killed_backup_leaves_no_half_one_under_a_final_name(vault: Vault, path: Path, folder: Path) -> None:
    fill(vault)
    key = vault.key
    vault.close()
    for wanted in (0, 1, 4):
        child = subprocess.Popen(
            [sys.executable, "-c", BACK_UP, str(path), key.hex(), str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _ in range(1 + wanted):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.communicate()
        for copy in folder.glob("*.binder"):
            with Vault.open(copy, key=key) as opened:
                assert check(opened) == [] and opened.records.counts()["records"] == 6
    with Vault.open(path, key=key) as opened:
        assert check(opened) == []
        back_up(opened, folder, keep=1)
    assert len(list(folder.glob("*.binder"))) == 1
