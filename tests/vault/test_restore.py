"""A backup becomes the binder again; what stood in its place is kept, and only a whole backup is taken."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.model.errors import Damaged, Held, Misused, NoBinder, WrongPassphrase
from binder.vault import Vault, back_up, restore
from binder.vault.backup import last_backup

from .conftest import PASSPHRASE, lab_report
from .test_backup import state
from .test_check import fill

HOLD = """
import sys
from pathlib import Path
from binder.vault import Vault
vault = Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))
print("open", flush=True)
sys.stdin.read()
"""


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
