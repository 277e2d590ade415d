"""How long a key takes while thousands of files are read: from the key to the first change of the list."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

from bench.samples import PASSPHRASE, filled, open_app
from bench.tell import figure, middle, title
from bench.terminal import DOWN, Terminal

_PLACE = re.compile(rb"\x1b\[(\d+);\d+H")
_STATUS_ROWS = 2  # at the foot: what is being added is said there, key or no key


def run(*, files: int = 2_000, lines: int = 24) -> None:
    """Print the milliseconds of a key at rest, and while the files are read."""
    title(f"A key while {files:,} files are read, 80x{lines}")
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        for n in range(files):
            (papers / f"{n:05}.txt").write_text(_paper(n))
        with Terminal(open_app(filled(Path(folder) / "b.binder", 2_000)), lines=lines) as terminal:
            terminal.until("assphrase")
            terminal.quiet(0.5)
            terminal.type(PASSPHRASE + "\r")
            terminal.until("Today")
            terminal.quiet(1.0)
            terminal.type("2")
            terminal.quiet(1.0)
            rest = [_key(terminal, lines) for _ in range(40)]
            terminal.type("a")
            terminal.quiet(0.5)
            terminal.forget()
            terminal.type(f"{papers}\r")
            terminal.until("Adding", 30)
            busy: list[float] = []
            end = time.perf_counter() + 120
            while time.perf_counter() < end and len(busy) < 200:
                busy.append(_key(terminal, lines))
                if f"{files} added" in terminal.text() or "duplicate" in terminal.text():
                    break
    _say("at rest", rest)
    _say("while files are read", busy, "<= 20 ms in the middle")


def _paper(n: int) -> str:
    day = f"2026-{1 + n % 12:02}-{1 + n % 28:02}"
    return f"RIVERSIDE CLINIC\n\nProgress note {n}\nDate of service: {day}\n\nPlatelets {100 + n % 300} 10*3/uL.\n" * 3


def _key(terminal: Terminal, lines: int) -> float:
    """Milliseconds from a key down to the first byte that goes to a row of the list."""
    terminal.forget()
    begin = time.perf_counter()
    terminal.type(DOWN)
    while time.perf_counter() - begin < 5:
        terminal.read()
        rows = [int(found) for found in _PLACE.findall(terminal.seen())]
        if any(2 < row <= lines - _STATUS_ROWS for row in rows):
            break
    taken = (time.perf_counter() - begin) * 1000
    terminal.quiet(0.03, 0.1)
    return taken


def _say(what: str, taken: list[float], goal: str = "") -> None:
    ordered = sorted(taken)
    late = ordered[int(len(ordered) * 0.95) - 1]
    figure(what, f"{middle(ordered):.0f} ms", goal)
    figure("", f"{len(ordered)} keys, 95 of 100 within {late:.0f} ms, longest {ordered[-1]:.0f} ms")


if __name__ == "__main__":
    run()
