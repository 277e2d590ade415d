"""The passphrase is changed in the file itself, alone, and at every moment one passphrase opens it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.errors import BinderError, Damaged, DiskFull, Held, Misused, WrongPassphrase
from binder.vault import Vault, check, profile, rekey
from binder.vault.connection import Connection

from .conftest import PASSPHRASE, lab_report, raw
from .kill_rekey import ROOT, Changes

LONG = bool(os.environ.get("BINDER_LONG_TESTS"))
NEW = "nine blue kites"
HOLD = """
import sys, time
from pathlib import Path
from binder.vault import Vault
vault = Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]), read_only=sys.argv[3] == "reading")
print("open", flush=True)
sys.stdin.read()
"""
FULL = """
import resource, sys
from pathlib import Path
from binder.model.errors import DiskFull
from binder.vault import Vault
from binder.vault.rekey import change_passphrase, mark_present
path = Path(sys.argv[1])
vault = Vault.open(path, key=bytes.fromhex(sys.argv[2]))
mark_present(vault)
vault.connection.checkpoint()
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size,) * 2)
try:
    change_passphrase(vault, "never")
except DiskFull as error:
    print(error)
"""


def test_the_new_passphrase_opens_the_same_file_and_the_old_does_not(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    old, salt = vault.key, vault.salt
    new = rekey.change_passphrase(vault, NEW)
    with pytest.raises(WrongPassphrase):
        Vault.open(path, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphrase, match="older than the present passphrase"):
        Vault.open(path, key=old)
    with Vault.open(path, passphrase=NEW) as opened:
        assert (opened.key, opened.salt) == (new, salt)
        assert check(opened) == []
        assert opened.connection.value("PRAGMA journal_mode") == "wal"
        assert opened.events.recent(1)[0].action == "rekey"
    assert raw(path, new).execute("SELECT count(*) FROM record").fetchone() == (1,)


def test_no_page_of_the_old_key_is_left(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    rekey.change_passphrase(vault, NEW)
    assert [beside.name for beside in path.parent.iterdir()] == [path.name]


def test_an_accent_typed_on_another_keyboard_is_the_same_passphrase_still(vault: Vault, path: Path) -> None:
    rekey.change_passphrase(vault, "cr\u00e8me")
    Vault.open(path, passphrase="cre\u0300me").close()


def test_an_empty_passphrase_and_the_one_it_has_are_refused(vault: Vault, path: Path) -> None:
    for passphrase in ("", PASSPHRASE):
        with pytest.raises(Misused):
            rekey.change_passphrase(vault, passphrase)
    assert vault.records.ids() == []  # it is open still


def test_a_binder_opened_for_reading_keeps_its_passphrase(vault: Vault, path: Path) -> None:
    with Vault.open(path, key=vault.key, read_only=True) as reading, pytest.raises(BinderError, match="reading only"):
        rekey.change_passphrase(reading, NEW)


@pytest.mark.parametrize("doing", ["reading", "writing"])
@pytest.mark.parametrize("stronger", [False, True])
def test_another_open_session_is_a_reason_to_refuse(
    vault: Vault, path: Path, doing: str, stronger: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "stronger_profile", lambda salt: 1)  # a new salt, without the time of a stronger one
    key = vault.key
    vault.close()
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), key.hex(), doing],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert other.stdout is not None and other.stdout.readline() == "open\n"
    with Binder.open(path, key=key) as binder:
        with pytest.raises(Held, match=rf"open in the session of \S+ \(process {other.pid}\).*Nothing was changed"):
            binder.change_passphrase(NEW, stronger=stronger)
        assert binder.ids() == []  # and it is open as before
        other.communicate()
        binder.change_passphrase(NEW, stronger=stronger)
    Vault.open(path, passphrase=NEW).close()


def test_the_threads_of_this_session_are_no_other_session(vault: Vault, path: Path) -> None:
    import threading

    with Binder.open(path, key=vault.key) as binder:
        vault.close()
        thread = threading.Thread(target=binder.ids)
        thread.start()
        thread.join()
        binder.change_passphrase(NEW)
        assert binder.ids() == []


def test_a_log_left_by_a_crash_is_folded_in_first(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    crashed = path.with_name("crashed.binder")
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{crashed}{suffix}")
    with Binder.open(crashed, key=vault.key) as binder:
        binder.change_passphrase(NEW)
        assert len(binder.ids()) == 1 and binder.check() == []


def test_a_full_disk_leaves_the_old_passphrase(vault: Vault, path: Path) -> None:
    filing, document, _ = lab_report()
    vault.records.add(filing, document, os.urandom(3 << 20))
    key = vault.key
    vault.close()
    told = subprocess.run(
        [sys.executable, "-c", FULL, str(path), key.hex()], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert told.stderr == ""
    assert "was not changed" in told.stdout and "the old passphrase opens it" in told.stdout
    with Vault.open(path, passphrase=PASSPHRASE) as opened:
        assert check(opened) == [] and len(opened.records.ids()) == 1


def test_too_little_room_is_said_before_anything_is_done(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    usage = shutil.disk_usage(path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda where: usage._replace(free=1 << 20))
    for change in (rekey.change_passphrase, lambda v, p: profile.move_to_profile(v, p, 1)):
        with pytest.raises(DiskFull, match="make room"):
            change(vault, NEW)
    assert vault.records.ids() == []


def test_progress_goes_up_to_the_whole(vault: Vault, path: Path) -> None:
    filing, document, _ = lab_report()
    vault.records.add(filing, document, os.urandom(12 << 20))
    told: list[tuple[int, int, str]] = []
    rekey.change_passphrase(vault, NEW, lambda *step: told.append(step))
    assert told[-1][0] == told[-1][1] == path.stat().st_size >> 20
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)


def test_a_change_that_died_before_it_was_logged_is_logged_at_the_next_opening(vault: Vault, path: Path) -> None:
    rekey.mark_present(vault)
    salt, old = vault.salt, vault.key
    vault.close()
    with rekey.alone(path, old, salt) as alone:
        assert rekey._rekey(alone, bytes(range(32)))
    with Binder.open(path, key=bytes(range(32))) as binder:
        assert [event.action for event in binder.events()].count("rekey") == 1
    with Binder.open(path, key=bytes(range(32))) as binder:
        assert [event.action for event in binder.events()].count("rekey") == 1


@pytest.mark.parametrize("content", [b"", bytes(5000)])
def test_what_a_change_that_died_left_beside_the_file_is_taken_away(vault: Vault, path: Path, content: bytes) -> None:
    journal = Path(f"{path}-journal")
    journal.write_bytes(content)
    profile.unfinished(path).write_bytes(b"half")
    with Binder.open(path, key=vault.key):
        assert not journal.exists() and not profile.unfinished(path).exists()


def test_a_stronger_profile_is_in_the_first_bytes_and_the_content_is_the_same(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    before, version = vault.records.get("R1"), vault.connection.value("PRAGMA user_version")
    assert vault.salt[1] == 1
    path.chmod(0o640)
    with Binder.open(path, key=vault.key) as binder:
        vault.close()
        binder.change_passphrase(NEW, stronger=True)
        assert b"".join(binder.original("R1")) == lab_report()[2]
    assert path.read_bytes()[:2] == bytes([0xB1, 2])
    assert path.stat().st_mode & 0o777 == 0o640
    assert [beside.name for beside in path.parent.iterdir()] == [path.name]
    with Vault.open(path, passphrase=NEW) as opened:
        assert opened.records.get("R1") == before
        assert opened.connection.value("PRAGMA user_version") == version
        assert opened.connection.value("PRAGMA application_id") == 0x42494E44
        assert [hit.record for hit in opened.pages.search("platelets")] == ["R1"]
        assert check(opened) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (rekey.change_passphrase, "was not changed.*damaged"),
        (lambda vault, new: profile.move_to_profile(vault, new, 1), "left as it is"),
    ],
)
@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_damaged_binder_keeps_its_passphrase(
    vault: Vault, path: Path, change: Callable[[Vault, str], bytes], says: str, place: float
) -> None:
    filing, document, _ = lab_report()
    vault.records.add(filing, document, os.urandom(1 << 20))
    key = vault.key
    vault.close()
    altered = bytearray(path.read_bytes())
    where = int(len(altered) * place)
    altered[where] ^= 1
    path.write_bytes(altered)
    with Vault.open(path, key=key) as damaged, pytest.raises(Damaged, match=says):
        change(damaged, NEW)
    assert path.read_bytes()[where // 4096 * 4096 :][:4096] == altered[where // 4096 * 4096 :][:4096]
    assert [beside.name for beside in path.parent.iterdir()] == [path.name]
    with Vault.open(path, key=key) as opened:
        assert len(opened.connection.all("PRAGMA cipher_integrity_check")) == 1


def test_a_session_that_waited_to_open_does_not_write_into_a_file_that_is_gone(vault: Vault, path: Path) -> None:
    """A second process holds the old file by a handle while a new one takes its name."""
    key, salt = vault.key, vault.salt
    with path.open("rb") as waiting:
        profile.move_to_profile(vault, NEW, 1)
        assert os.fstat(waiting.fileno()).st_nlink == 0
        assert waiting.read(4096) == bytes(4096)
    with pytest.raises(WrongPassphrase):
        Connection(path, key, salt, read_only=False)


def test_a_copy_by_hard_link_keeps_its_content_and_its_passphrase(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    vault.connection.checkpoint()
    os.link(path, path.with_name("snapshot.binder"))
    profile.move_to_profile(vault, NEW, 1)
    with Vault.open(path.with_name("snapshot.binder"), passphrase=PASSPHRASE) as snapshot:
        assert len(snapshot.records.ids()) == 1


def test_stronger_is_offered_only_where_there_is_memory_to_spare() -> None:
    weak, usual, strongest = (bytes([0xB1, number]) + bytes(14) for number in (1, 2, 3))
    assert profile.stronger_profile(weak, available=512 << 20) == 2
    assert profile.stronger_profile(weak, available=(512 << 20) - 1) is None
    assert profile.stronger_profile(usual, available=2 << 30) == 3
    assert profile.stronger_profile(strongest, available=1 << 40) is None


def test_a_killed_change_leaves_exactly_one_passphrase(tmp_path: Path) -> None:
    changes = Changes(tmp_path, size=2 << 20, seed=time.time_ns() % 1000 if LONG else 3)
    for _ in range(150 if LONG else 7):  # the first of each kind and some others end before they are killed
        changes.one()


pytestmark = pytest.mark.timeout(3600 if LONG else 120)
