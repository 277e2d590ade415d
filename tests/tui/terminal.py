"""A real terminal for tests: runs a program in a pty, types into it, and reads what it shows."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

KEYS = {"down": "\x1b[B", "up": "\x1b[A", "enter": "\r", "esc": "\x1b", "pgdn": "\x1b[6~", "end": "\x1b[F"}
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]* q")

RUN = "import sys; from pathlib import Path; from binder.tui.app import run; sys.exit(run(Path(sys.argv[1])))"


class Terminal:
    """A program in a terminal of so many columns and lines; use it as a context manager."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
        controlling: bool = True,
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.received = bytearray()
        self.status: int | None = None
        given = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8") | dict(env or {})
        for name in ("NO_COLOR", "LINES", "COLUMNS", "TMUX"):
            given.pop(name, None)
        self.master, slave = pty.openpty()
        self.resize(columns, lines)
        self.pid = os.fork()
        if self.pid == 0:
            _become(slave, self.master, argv, given, controlling)
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        if not self.gone(0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.gone(5)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def read(self, quiet: float = 0.2, within: float = 10.0) -> bytes:
        """What arrives until nothing has for `quiet` seconds."""
        got = bytearray()
        end = time.monotonic() + within
        while time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], quiet)
            if not ready:
                break
            try:
                chunk = os.read(self.master, 1 << 16)
            except OSError:
                break
            if not chunk:
                break
            if b"\x1b[?2026$p" in chunk:  # what most terminals answer; synchronised frames are then used
                os.write(self.master, b"\x1b[?2026;2$y")
            got += chunk
        self.received += got
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", bytes(got)))
        return bytes(got)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, words: str, within: float = 30.0) -> str:
        """Wait until the words are on the screen; fails with the screen where they do not come."""
        end = time.monotonic() + within
        while words not in self.text:
            if time.monotonic() > end or self.gone(0):
                raise AssertionError(f"{words!r} never came; the screen was:\n{self.text}")
            self.read(quiet=0.05, within=0.5)
        return self.text

    def type(self, keys: str) -> None:
        """Type a named key, or the characters as they stand."""
        os.write(self.master, KEYS.get(keys, keys).encode())

    def press(self, keys: str) -> bytes:
        """Type, and return the bytes the program sent for it."""
        self.read(quiet=0.1)
        self.type(keys)
        return self.read(quiet=0.3)

    def children(self) -> list[int]:
        """The processes that the program has started and that still run."""
        lists = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(number) for found in lists for number in found.read_text().split()]

    def hang_up(self) -> None:
        """Close the terminal, as a dropped connection does."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def gone(self, within: float) -> bool:
        """Whether the program has ended, waiting so long for it."""
        end = time.monotonic() + within
        while self.status is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                if pid:
                    self.status = status
                    break
            if time.monotonic() >= end:
                return False
            if self.master >= 0:
                self.read(quiet=0.02, within=0.05)  # else the program blocks on a full terminal
            else:
                time.sleep(0.02)
        return True


def _become(slave: int, master: int, argv: Sequence[str], env: Mapping[str, str], controlling: bool) -> None:
    os.setsid()
    if controlling:  # else no SIGHUP comes when the terminal goes away
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in (0, 1, 2):
        os.dup2(slave, number)
    os.close(master)
    try:
        os.execvpe(argv[0], list(argv), dict(env))
    finally:
        os._exit(127)


def app_in_terminal(path: Path, config: Path, *, columns: int = 80, lines: int = 24, **more: bool) -> Terminal:
    """The app on the binder at `path`, asking for its passphrase."""
    env = {"XDG_CONFIG_HOME": str(config), "XDG_RUNTIME_DIR": str(config)}
    return Terminal([sys.executable, "-c", RUN, str(path)], columns=columns, lines=lines, env=env, **more)
