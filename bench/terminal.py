"""Runs a program in a pseudo-terminal and counts: bytes it writes, processor time it uses, memory it holds."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

DOWN, PAGE_DOWN, END, HOME = "\x1b[B", "\x1b[6~", "\x1b[F", "\x1b[H"
_CONTROL = re.compile(
    rb"\x1b\[[0-9;?<>=]*[ -/]*[A-Za-z@`~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\"
    rb"|\x1b[()][0-9A-Z]|\x1b[=>78MDHc]"
)
_TICKS = os.sysconf("SC_CLK_TCK")
# Questions a terminal answers; without an answer an app may wait.
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
}


@dataclass(frozen=True, slots=True)
class Burst:
    """What came after a key.

    Attributes:
        size: bytes.  seconds: until the last of them.  cpu: processor seconds used.
    """

    size: int
    seconds: float
    cpu: float


class Terminal:
    """A program in a terminal of so many columns and lines; use it as a context manager. Linux only."""

    def __init__(
        self, argv: Sequence[str], *, columns: int = 80, lines: int = 24, env: Mapping[str, str] | None = None
    ) -> None:
        given = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8") | dict(env or {})
        for name in ("NO_COLOR", "LINES", "COLUMNS", "TMUX"):
            given.pop(name, None)
        self._seen = bytearray()
        self._master, slave = pty.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.started = time.perf_counter()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(slave, descriptor)
            os.closerange(3, 256)
            os.execvpe(argv[0], list(argv), given)
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sign)
            if self._gone_within(2.0):
                break
        os.close(self._master)

    def _gone_within(self, seconds: float) -> bool:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._read(0.02)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return True
        return False

    def _read(self, wait: float) -> int:
        ready, _, _ = select.select([self._master], [], [], wait)
        if not ready:
            return 0
        try:
            chunk = os.read(self._master, 1 << 16)
        except OSError:
            return 0
        for question, answer in _ANSWERS.items():
            if question in chunk:
                os.write(self._master, answer)
        self._seen += chunk
        return len(chunk)

    def until(self, words: str, seconds: float = 60.0) -> float:
        """Read until the words were written since `forget`; the processor seconds used up to then.

        Raises:
            TimeoutError: they did not come; the message holds the end of what did.
        """
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._read(0.05)
            if words in self._text():
                return self.cpu()
        raise TimeoutError(f"never saw {words!r}; last was {self._text()[-300:]!r}")

    def read(self, wait: float = 0.002) -> int:
        """Take what comes within so many seconds; how many bytes came."""
        return self._read(wait)

    def seen(self) -> bytes:
        """What came since `forget`, as it came."""
        return bytes(self._seen)

    def text(self) -> str:
        """What came since `forget`, without control sequences."""
        return self._text()

    def _text(self) -> str:
        return _CONTROL.sub(b"", bytes(self._seen)).decode("utf-8", "replace")

    def forget(self) -> None:
        """Look only at what comes from now on."""
        self._seen.clear()

    def quiet(self, seconds: float = 0.4, most: float = 60.0) -> int:
        """Read until nothing came for so long; how many bytes came."""
        count, end, last = 0, time.perf_counter() + most, time.perf_counter()
        while time.perf_counter() < end and time.perf_counter() - last < seconds:
            if size := self._read(0.02):
                count, last = count + size, time.perf_counter()
        return count

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def press(self, key: str, *, quiet: float = 0.1) -> Burst:
        """Press one key and read what it causes."""
        self.forget()
        cpu, begin = self.cpu(), time.perf_counter()
        self.type(key)
        last, size = begin, 0
        while True:
            got = self._read(quiet if size else 2.0)
            if not got:
                return Burst(size, last - begin, self.cpu() - cpu)
            size, last = size + got, time.perf_counter()

    def idle(self, seconds: float) -> int:
        """How many bytes come in so long without a key."""
        count, end = 0, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            count += self._read(left)
        return count

    def cpu(self) -> float:
        """Processor seconds of the program and its children, those that ended too."""
        return sum(_cpu(pid) for pid in self._family())

    def memory(self) -> float:
        """MiB of resident memory of the program itself."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0

    def _family(self) -> list[int]:
        family = [self.pid]
        for path in Path("/proc").iterdir():
            if path.name.isdecimal() and (fields := _fields(int(path.name))) and int(fields[1]) in family:
                family.append(int(path.name))
        return family


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _cpu(pid: int) -> float:
    return sum(map(int, _fields(pid)[11:15])) / _TICKS
