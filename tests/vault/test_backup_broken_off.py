"""A backup or restore that is broken off, by a full disk or a kill, leaves nothing half and all that was there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from binder.model.errors import DiskFull, Held
from binder.vault import Vault, back_up, check
from binder.vault import backup as backup_room

from .test_backup import state
from .test_check import fill

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
