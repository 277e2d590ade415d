"""Locking: by key or from another terminal; the process that showed the data holds none of it afterwards."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.conftest import PASSPHRASE
from tests.tui.terminal import Terminal, app_in_terminal

pytestmark = pytest.mark.pty

SHOWN = b"The patient feels well."


def open_a_record(terminal: Terminal) -> None:
    """Unlock, and read a record whose text is looked for afterwards."""
    terminal.until("Passphrase")
    terminal.type(PASSPHRASE + "\r")
    terminal.until("Test Person")
    terminal.type("2/feels\r")
    terminal.until("1 of 3")
    terminal.type("\r")
    terminal.until(SHOWN.decode())


def memory_holds(pid: int, words: bytes) -> bool:
    """Whether the words stand in the memory of a process, in UTF-8 or as Python keeps text."""
    forms = [words, words.decode().encode("utf-16-le"), words.decode().encode("utf-32-le")]
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if found is None or "[v" in line:
                continue
            start, end = (int(x, 16) for x in found.groups())
            try:
                memory.seek(start)
                piece = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            if any(form in piece for form in forms):
                return True
    return False


needs_memory = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root may look into the memory of another process"
)


@needs_memory
def test_after_the_key_nothing_of_the_record_is_left_in_the_process(family: Path, config: Path) -> None:
    with app_in_terminal(family, config) as terminal:
        open_a_record(terminal)
        assert memory_holds(terminal.pid, SHOWN), "the search itself works"
        terminal.type("\x0c")
        terminal.until("Locked.")
        terminal.until("Passphrase")
        assert SHOWN.decode() not in terminal.text
        terminal.read(quiet=0.5)
        assert not memory_holds(terminal.pid, SHOWN)
        assert not memory_holds(terminal.pid, PASSPHRASE.encode())
        terminal.type(PASSPHRASE + "\r")
        terminal.until("Test Person")


def test_another_terminal_locks_it_without_a_passphrase(family: Path, config: Path) -> None:
    runtime = {"XDG_RUNTIME_DIR": str(config)}
    with app_in_terminal(family, config) as terminal:
        open_a_record(terminal)
        env = os.environ | runtime
        done = subprocess.run(
            [sys.executable, "-m", "binder", "lock"], env=env, capture_output=True, text=True, timeout=30
        )
        assert (done.returncode, done.stdout) == (0, "Locked 1 open app.\n")
        terminal.until("Locked from another terminal.")
        assert SHOWN.decode() not in terminal.text
    again = subprocess.run(
        [sys.executable, "-m", "binder", "lock"], env=env, capture_output=True, text=True, timeout=30
    )
    assert (again.returncode, again.stdout) == (0, "No binder is open.\n")
