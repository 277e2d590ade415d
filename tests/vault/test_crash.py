"""Real processes killed, a real disk limit, several writers at once: the last commit stands."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from binder.model.errors import BinderError, DiskFull
from binder.vault import Vault, check

from .conftest import PHRASES, lab_report

ROOT = Path(__file__).parents[2]
LONG = bool(os.environ.get("BINDER_LONG_TESTS"))

IMPORT = """
import sys
from pathlib import Path
from tests.vault.conftest import SLICE, ct_slice, lab_report
from binder.vault import Vault
path, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
vault = Vault.open(path, key=key)
start = vault.records.counts()["records"]
for portion in range(1000):
    with vault.batch():
        for number in range(5):
            name = start + portion * 5 + number
            filing, document, data = lab_report(name)
            vault.records.add(filing, document, data + b"%d" % name)
    print(start + portion * 5 + 5, flush=True)
"""

COUNT = """
import sys
from pathlib import Path
from binder.vault import Vault
vault = Vault.open(Path(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))
for _ in range(60):
    with vault.transaction():
        vault.set_meta("count", str(int(vault.meta("count", "0")) + 1))
vault.close()
"""

FULL = """
import resource, sys
from pathlib import Path
from tests.vault.conftest import lab_report
from binder.model.errors import DiskFull
from binder.vault import Vault
path = Path(sys.argv[1])
vault = Vault.open(path, key=bytes.fromhex(sys.argv[2]))
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + (2 << 20),) * 2)
filing, document, data = lab_report(2)
try:
    with vault.batch():
        vault.records.add(filing, document, b"fits")
        for number in range(40):
            vault.records.add(filing, document, bytes([number]) * (1 << 20))
    print("no error")
except DiskFull as error:
    print(error)
print(vault.records.ids())
vault.records.add(filing, document, b"small")
print(vault.records.ids())
"""


def start(code: str, path: Path, key: bytes) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path), key.hex()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


@pytest.mark.parametrize("round_", range(100 if LONG else 3))
def test_a_killed_import_leaves_the_last_commit_whole(vault: Vault, path: Path, round_: int) -> None:
    vault.records.add(*lab_report(0))
    key = vault.key
    vault.close()
    child = start(IMPORT, path, key)
    assert child.stdout is not None
    acknowledged = 0
    wanted = random.Random(round_).randrange(10, 60)
    while acknowledged < wanted:
        acknowledged = int(child.stdout.readline())
    time.sleep(random.Random(round_).random() / 50)
    child.send_signal(signal.SIGKILL)
    acknowledged = max([acknowledged, *(int(line) for line in child.stdout.read().split())])
    child.communicate()
    with Vault.open(path, key=key) as opened:
        kept = len(opened.records.ids())
        assert kept >= acknowledged
        assert (kept - 1) % 5 == 0  # no half portion
        assert check(opened) == []
        for record, _ in opened.records.ids():
            assert b"".join(opened.records.original(record)).startswith(PHRASES[0].encode())


def test_a_full_disk_is_named_and_the_state_before_is_intact(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    key = vault.key
    vault.close()
    child = start(FULL, path, key)
    told, errors = child.communicate(timeout=60)
    assert errors == ""
    lines = told.splitlines()
    assert "Nothing more could be written" in lines[0] and "intact" in lines[0]
    assert lines[1] == "[('R1', '2026-03-13')]"
    assert lines[2] == "[('R2', '2026-03-13'), ('R1', '2026-03-13')]"  # and it goes on where there is room
    with Vault.open(path, key=key) as opened:
        assert check(opened) == []


def test_whatever_is_killed_leaves_a_whole_binder_and_what_was_acknowledged() -> None:
    """Adding, changing, backup, restoring, migration, change of passphrase, move to a stronger key, in turn."""
    count = "1000" if LONG else "50"
    command = [sys.executable, "-m", "bench.kills", "--count", count, "--seed", "2026"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert f"{count} kills, 0 files broken, lost or half" in done.stdout


def test_a_disk_that_is_full_at_any_write_leaves_everything_as_it_was() -> None:
    """Import, backup, restoring, salvage, migration, change of passphrase: full at one write after another."""
    command = [sys.executable, "-m", "bench.full_disk", "--every", "1" if LONG else "25"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert len(re.findall(r"full at +[1-9]\d* writes, each time as before; then it completed", done.stdout)) == 6


def test_too_little_room_is_said_before_anything_is_written(vault: Vault) -> None:
    with pytest.raises(DiskFull, match="make room"), vault.batch(expected=1 << 60):
        raise AssertionError("not reached")
    with vault.batch(expected=1):
        vault.records.add(*lab_report())
    assert vault.records.counts()["records"] == 1


def test_two_processes_never_lose_each_others_writes(vault: Vault, path: Path) -> None:
    children = [start(COUNT, path, vault.key) for _ in range(2)]
    for child in children:
        _, errors = child.communicate(timeout=60)
        assert errors == ""
    assert vault.meta("count") == "120"
    assert vault.events.verify() is None
    assert len({event.seq for event in vault.events.recent(1000)}) == 121


def test_threads_write_in_turn_and_read_meanwhile(vault: Vault) -> None:
    failures: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 25):
                added = vault.records.add(*lab_report(number))
                assert vault.records.get(added.id).title == f"Blood count {number}"
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n * 100,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(vault.records.ids()) == 75
    assert check(vault) == []


def test_a_long_import_lets_another_writer_in(vault: Vault, path: Path) -> None:
    done = threading.Event()
    told: list[str] = []

    def mark() -> None:
        try:
            for number in range(3):
                vault.set_meta("marked", str(number))
        except BinderError as error:
            told.append(str(error))
        done.set()

    thread = threading.Thread(target=mark)
    with vault.batch() as batch:
        thread.start()
        for number in range(20_000):
            if done.is_set():
                break
            vault.records.add(*lab_report(number))
            batch.breathe()
    thread.join()
    assert told == []
    assert vault.meta("marked") == "2"


def test_connections_of_finished_threads_are_closed(vault: Vault) -> None:
    for _ in range(30):
        thread = threading.Thread(target=lambda: vault.records.ids())
        thread.start()
        thread.join()
    open_files = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if _is_link(fd)]
    assert sum(name == str(vault.path.resolve()) for name in open_files) <= 4  # one is not SQLite's, but shared


def _is_link(fd: str) -> bool:
    return os.path.islink(f"/proc/self/fd/{fd}")


def test_closing_while_another_thread_works_ends_it_with_a_sentence(vault: Vault) -> None:
    for number in range(30):
        vault.records.add(*lab_report(number))
    started, told = threading.Event(), []

    def work() -> None:
        try:
            while True:
                check(vault)
                started.set()
        except BinderError as error:
            told.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    started.wait(30)
    vault.close()
    thread.join(30)
    assert not thread.is_alive()
    assert len(told) == 1 and "closed" in told[0]
