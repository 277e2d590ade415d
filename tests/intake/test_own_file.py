"""A binder that lies among the documents it is given is not taken for one of them, and stays locked for others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.record import Outcome
from binder.vault import back_up

RESTORE = """
import sys
from pathlib import Path
from binder.model.errors import Held
from binder.vault import restore
try:
    restore(Path(sys.argv[1]), Path(sys.argv[2]), key=bytes.fromhex(sys.argv[3]), replace=True)
except Held as error:
    print(error)
"""
WRITE = """
import sys
from pathlib import Path
from binder.model.errors import Held
from binder.vault import Vault, connection
connection._WAIT_SECONDS = 0.05
with Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2])) as vault:
    try:
        vault.set_meta("note", "written in the middle of another's transaction")
    except Held as error:
        print(error)
"""


def told(code: str, *words: str | Path) -> str:
    """What another process says."""
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two letters, and between them in the order of names a place for the binder."""
    made = tmp_path / "mother"
    made.mkdir()
    (made / "a.txt").write_text("Progress note\nDate of visit: 03/13/2026\n")
    (made / "z.txt").write_text("A letter\nMarch 14, 2026\n")
    return made


def test_its_own_files_are_passed_over_and_the_locks_on_them_stay(folder: Path, tmp_path: Path) -> None:
    path = folder / "m.binder"
    with Binder.create(path, "a passphrase", profile=1) as binder:
        earlier = back_up(binder._vault, tmp_path / "earlier.binder").path
        outcomes = {Path(one.path).name: (one.status, one.why) for one in binder.add([folder])}
        assert outcomes["m.binder"] == (Outcome.SKIPPED, "a file of this binder itself, not a document")
        assert Outcome.UNREADABLE not in [status for status, _ in outcomes.values()]
        assert [one.status for one in binder.add([path, str(path)])] == [Outcome.DUPLICATE] * 2
        assert len(binder.ids()) == 2
        said = told(RESTORE, earlier, path, binder._vault.key.hex())
        assert "close it there, then restore again. Nothing was changed." in said


def test_nobody_writes_into_the_middle_of_a_transaction_in_which_the_folder_of_the_binder_is_added(
    folder: Path, tmp_path: Path
) -> None:
    path = folder / "m.binder"
    with Binder.create(path, "a passphrase", profile=1) as binder, binder._vault.transaction():
        assert len(list(binder.add([folder]))) >= 3
        assert "is writing to" in told(WRITE, path, binder._vault.key.hex())
    with Binder.open(path, passphrase="a passphrase") as binder:
        assert len(binder.ids()) == 2 and binder._vault.meta("note") == ""
