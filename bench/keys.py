"""What a key costs: bytes a cursor step, bytes at rest, and 100 records against 100,000."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.samples import PASSPHRASE, filled, open_app, sample, table_app
from bench.tell import figure, middle, spread, title
from bench.terminal import DOWN, END, HOME, PAGE_DOWN, Burst, Terminal


def run(*, records: int = 100_000, steps: int = 30) -> None:
    """Print the figures."""
    title("Keys at 80x24")
    with tempfile.TemporaryDirectory() as folder:
        _cursor(sample(Path(folder) / "sample.binder"), steps)
        _sizes(Path(folder), records)


def _open(terminal: Terminal) -> None:
    terminal.until("assphrase")
    terminal.quiet(0.5)
    terminal.forget()
    terminal.type(PASSPHRASE + "\r")
    terminal.until("Today")
    terminal.quiet(1.0)


def _cursor(path: Path, steps: int) -> None:
    with Terminal(open_app(path)) as terminal:
        _open(terminal)
        today_idle = terminal.idle(5)
        terminal.type("2")
        terminal.quiet()
        down = [terminal.press(DOWN) for _ in range(steps)]
        timeline_idle = terminal.idle(5)
        terminal.type("4")
        terminal.quiet(1.0)
        passages = [terminal.press("j") for _ in range(steps)]
        differences = [terminal.press("n") for _ in range(5)]
        opinions_idle = terminal.idle(5)
    with Terminal(table_app(200)) as terminal:
        terminal.quiet(1.5)
        table = [terminal.press(DOWN) for _ in range(steps)]
    _bytes("timeline, cursor down", down, "median <= 600")
    _bytes("DataTable of 200 rows, cursor down", table)
    figure("timeline : DataTable, bytes on average", f"{_mean(down) / _mean(table):.2f} x")
    _bytes("opinions, passage down", passages, "median <= 600")
    _bytes("opinions, next difference", differences)
    idle = today_idle + timeline_idle + opinions_idle
    figure("at rest (Today, timeline, opinions, 5 s each)", f"{idle / 15:.1f} bytes/s", "0 bytes/s")


def _mean(bursts: Sequence[Burst]) -> float:
    return sum(burst.size for burst in bursts) / len(bursts)


def _bytes(what: str, bursts: Sequence[Burst], goal: str = "") -> None:
    figure(what, spread([burst.size for burst in bursts], " bytes"), goal)
    cpu = sum(burst.cpu for burst in bursts) / len(bursts)
    figure("", f"mean {_mean(bursts):.0f}, {cpu * 1000:.1f} ms cpu")


@dataclass
class Use:
    """What one binder costs to use."""

    open_cpu: float
    timeline_cpu: float
    page: Burst
    page_cpu: float
    end: Burst
    memory: float


def _sizes(folder: Path, records: int) -> None:
    title(f"100 records and {records:,}")
    few, many = filled(folder / "few.binder", 100), folder / "many.binder"
    begin = time.perf_counter()
    filled(many, records)
    figure(f"(making {records:,} records)", f"{time.perf_counter() - begin:.0f} s")
    a, b = _use(few), _use(many)
    figure("open to Today, cpu", f"{a.open_cpu * 1000:.0f} / {b.open_cpu * 1000:.0f} ms")
    figure("open to Today, ratio", f"{b.open_cpu / a.open_cpu:.2f} x", "about 1")
    figure("timeline first shown, cpu", f"{a.timeline_cpu * 1000:.0f} / {b.timeline_cpu * 1000:.0f} ms")
    figure("page down, cpu on average", f"{a.page_cpu * 1000:.1f} / {b.page_cpu * 1000:.1f} ms")
    figure("page down, ratio", f"{b.page_cpu / max(a.page_cpu, 0.001):.2f} x", "about 1")
    figure("page down, bytes", f"{a.page.size} / {b.page.size}")
    figure("to the end, seconds", f"{a.end.seconds * 1000:.0f} / {b.end.seconds * 1000:.0f} ms")
    figure("memory of the app", f"{a.memory:.0f} / {b.memory:.0f} MiB")


def _use(path: Path) -> Use:
    with Terminal(open_app(path)) as terminal:
        _open(terminal)
        opened = terminal.cpu()
        before = terminal.cpu()
        terminal.type("2")
        terminal.quiet(0.8)
        timeline = terminal.cpu() - before
        pages = []
        for _ in range(3):
            pages += [terminal.press(PAGE_DOWN) for _ in range(4)]
            terminal.press(HOME)
        end = terminal.press(END)
        memory = terminal.memory()
    page_cpu = sum(page.cpu for page in pages) / len(pages)
    page = Burst(int(middle([p.size for p in pages])), middle([p.seconds for p in pages]), page_cpu)
    return Use(opened, timeline, page, page_cpu, end, memory)


if __name__ == "__main__":
    run()
