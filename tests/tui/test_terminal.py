"""The app in a real terminal: bytes it sends, what a dropped connection does, and hostile names."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from binder.binder import Binder
from tests.tui.conftest import PASSPHRASE
from tests.tui.terminal import Terminal, app_in_terminal

pytestmark = pytest.mark.pty


def unlock(terminal: Terminal) -> None:
    """Type the passphrase; the Today screen comes."""
    terminal.until("Passphrase")
    terminal.type(PASSPHRASE)
    terminal.type("enter")
    terminal.until("1 Today")
    terminal.until("Test Person")


def whole(path: Path) -> bool:
    """Whether the file opens and nothing in it is damaged."""
    with Binder.open(path, passphrase=PASSPHRASE) as binder:
        return binder.check() == []


def test_wrong_then_right_passphrase_then_out_again(family: Path, config: Path) -> None:
    with app_in_terminal(family, config) as terminal:
        terminal.until("Passphrase")
        terminal.type("wrong")
        terminal.type("enter")
        terminal.until("Three ways on")
        unlock(terminal)
        terminal.read()
        assert terminal.read(quiet=1.5, within=1.5) == b""  # idle: not a byte
        terminal.type("q")
        assert terminal.gone(5)
        assert os.waitstatus_to_exitcode(terminal.status or 0) == 0
        assert bytes(terminal.received).rstrip().endswith(b"\x1b[?1004l")  # the driver's last word: all put back
        assert b"\x1b[?1049l" in terminal.received
    assert whole(family)


@pytest.mark.parametrize("controlling", [True, False], ids=["with SIGHUP", "without a signal"])
def test_a_dropped_connection_ends_the_app_within_two_seconds_and_the_file_is_whole(
    family: Path, config: Path, controlling: bool
) -> None:
    with app_in_terminal(family, config, controlling=controlling) as terminal:
        unlock(terminal)
        terminal.type("2")
        terminal.until("newest first")
        terminal.hang_up()
        assert terminal.gone(2)
    assert whole(family)


def test_a_connection_dropped_in_the_middle_of_adding_leaves_a_whole_file_and_no_process(
    family: Path, config: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(2500):
        (folder / f"note {number:04}.txt").write_text(
            f"Visit note\nDate of service: 2026-02-{number % 28 + 1:02}\n{number}\n"
        )
    with app_in_terminal(family, config) as terminal:
        unlock(terminal)
        terminal.type("a")
        terminal.until("Add which")
        terminal.type(f"{folder}")
        terminal.type("enter")
        terminal.until("Adding ")
        children = terminal.children()
        terminal.hang_up()
        assert terminal.gone(2)
    end = time.monotonic() + 3
    while any(_runs(child) for child in children) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [child for child in children if _runs(child)]
    assert whole(family)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_being_told_to_end_ends_it_with_the_terminal_restored(family: Path, config: Path) -> None:
    with app_in_terminal(family, config) as terminal:
        unlock(terminal)
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.gone(2)
        assert b"\x1b[?1049l" in terminal.received
    assert whole(family)


def test_a_terminal_too_small_says_so_in_a_sentence(family: Path, config: Path) -> None:
    with app_in_terminal(family, config, columns=40, lines=10) as terminal:
        terminal.until("too small")
        assert "Passphrase" not in terminal.text
        terminal.resize(80, 24)
        terminal.until("Passphrase")


LONG_LIST = """
import sys
from pathlib import Path
from binder.tui.app import BinderApp
from tests.tui.stand_in import StandIn, record
binder = StandIn([record(n, NAME.format(n), f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(300)])
BinderApp(Path("x.binder"), binder=binder, keymap={}).run(mouse=False)
"""


def long_list(name: str, config: Path) -> Terminal:
    """The app over 300 records in memory, their titles made from `name`."""
    root = Path(__file__).resolve().parents[2]
    env = {"XDG_CONFIG_HOME": str(config), "PYTHONPATH": str(root)}
    return Terminal([sys.executable, "-c", f"NAME = {name!r}\n{LONG_LIST}"], env=env)


def test_a_cursor_key_sends_at_most_600_bytes(config: Path) -> None:
    with long_list("Complete blood count {}", config) as terminal:
        terminal.until("2 Timeline")
        terminal.type("2")
        terminal.until("newest first")
        terminal.read()
        sent = [len(terminal.press("down")) for _ in range(8)]
        assert max(sent) <= 600
        assert min(sent) > 0


def test_a_title_with_escape_sequences_does_nothing_to_the_terminal(config: Path) -> None:
    hostile = "\x1b]0;owned\x07\x1b[31mred\x1b[2J\x9b31m\u202etxt {}"
    with long_list(hostile, config) as terminal:
        terminal.until("2 Timeline")
        terminal.type("2")
        terminal.until("newest first")
        terminal.read()
        sent = bytes(terminal.received)
        assert b"\x1b]0;" not in sent
        assert b"\x1b[2J" not in sent
        assert b"\xc2\x9b" not in sent and "\u202e".encode() not in sent
        assert "red" in terminal.text
