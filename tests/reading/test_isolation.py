"""The process that parses can do nothing but parse; whatever happens to it costs one document."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.reading import Limits, Reader, Source, lock, process
from binder.reading.process import WorkerProcess
from binder.reading.starter import Starter
from tests.reading import made

LINUX = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")
needs_linux = pytest.mark.skipif(not LINUX, reason="the lock is Linux's")


def gone(pid: int, seconds: float = 20) -> bool:
    """Whether a process ends within the time; a zombie has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def cpu_ticks(pid: int) -> int:
    """Processor time of a process so far, in the system's ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@needs_linux
def test_a_worker_tried_everything_forbidden_and_was_refused(reader):
    assert set(reader.checks) == {"open", "write", "list", "stat", "socket", "fork", "exec", "kill", "memory"}
    assert all(reader.checks.values()), reader.checks
    assert "no file and no connection" in reader.isolation


def test_the_same_attempts_succeed_where_there_is_no_lock():
    """Otherwise the checks above would prove nothing."""
    program = "from binder.reading.lock import verify; import json; print(json.dumps(verify()))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    import json

    found = json.loads(told.stdout)
    assert not any(found[name] for name in ("open", "list", "stat", "socket", "fork", "exec", "kill"))


def test_what_does_not_hold_is_said(monkeypatch, reader):
    reader.checks  # noqa: B018 - starts a worker
    monkeypatch.setattr(reader.pool, "_checks", {**reader.checks, "socket": False, "stat": False})
    assert "connect" in reader.isolation and "see which files exist" in reader.isolation


@needs_linux
def test_a_worker_inherits_no_file_of_ours(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("key")
    with secret.open() as held:
        os.set_inheritable(held.fileno(), True)
        worker = WorkerProcess(Limits())
        try:
            links = [os.readlink(f"/proc/{worker.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{worker.pid}/fd")]
        except PermissionError:
            pytest.skip("only root may look into a worker")
        finally:
            worker.kill()
    assert str(secret) not in links
    assert all(link == "/dev/null" or link.startswith("socket:") for link in links), links


@needs_linux
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "hanging"])
def test_a_worker_dies_with_its_parent(busy, tmp_path):
    pdf = tmp_path / "endless.pdf"
    pdf.write_bytes(made.endless_pdf())
    program = (
        "import sys, threading, time\n"
        "from binder.reading import Limits, Reader, Source\n"
        "reader = Reader(Limits(seconds=100, memory=8 << 30, workers=1))\n"
        "reader.checks\n"
        "print(next(iter(reader.pool.all)).pid, flush=True)\n"
        + ("reader.read(Source.from_path(sys.argv[1]))\n" if busy else "")
        + "time.sleep(100)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(pdf)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    start = cpu_ticks(pid)
    while busy and cpu_ticks(pid) < start + 20:
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(pid)


def test_a_worker_that_is_killed_costs_one_document():
    with Reader(Limits(workers=1)) as reader:
        assert reader.read(Source.from_bytes("a.txt", b"one")).text == "one"
        (worker,) = reader.pool.all
        os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(Unreadable, match="separate process"):
            reader.read(Source.from_bytes("b.txt", b"two"))
        assert reader.read(Source.from_bytes("c.txt", b"three")).text == "three"


def test_a_pdf_that_killed_its_worker_is_tried_by_the_second_reader_in_a_fresh_one():
    with Reader(Limits(workers=1)) as reader:
        reader.checks  # noqa: B018 - starts a worker
        (worker,) = reader.pool.all
        os.kill(worker.pid, signal.SIGKILL)
        document = reader.read(Source.from_bytes("a.pdf", made.pdf("Words.")))
    assert document.reader.startswith("pypdf") and document.text.strip() == "Words."


def test_what_a_document_needs_is_loaded_when_the_first_such_comes(monkeypatch):
    """A worker without the parsers for images hands the image back, and one that has them reads it."""
    monkeypatch.setattr(process, "STARTER", Starter())
    with Reader(Limits(workers=1)) as reader:
        pids = []
        for name, data in (("a.txt", b"words"), ("b.dcm", made.dicom()), ("c.dcm", made.dicom()), ("d.txt", b"more")):
            assert reader.read(Source.from_bytes(name, data))
            pids += [worker.pid for worker in reader.pool.all]
    assert pids[0] != pids[1] == pids[2] == pids[3]


@needs_linux
def test_all_readers_are_served_from_one_process_and_it_may_die(reader):
    reader.read(Source.from_bytes("a.txt", b"words"))
    (worker, *_) = reader.pool.all
    starter = int(Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split()[1])
    with Reader(Limits(workers=1)) as other:
        other.read(Source.from_bytes("a.txt", b"words"))
        (forked,) = other.pool.all
        assert int(Path(f"/proc/{forked.pid}/stat").read_text().rpartition(")")[2].split()[1]) == starter
        os.kill(starter, signal.SIGKILL)
        assert other.read(Source.from_bytes("b.txt", b"two")).text == "two"
    with Reader(Limits(workers=1)) as other:
        assert other.read(Source.from_bytes("c.txt", b"three")).text == "three"


def test_a_worker_is_replaced_after_its_share_of_documents():
    with Reader(Limits(workers=1, documents=3)) as reader:
        pids = []
        for _ in range(6):
            reader.read(Source.from_bytes("a.txt", b"words"))
            pids += [worker.pid for worker in reader.pool.all]
    assert len(set(pids)) >= 2


def test_an_answer_beyond_its_bound_is_not_taken():
    """A worker that was taken over could flood its parent; here the bound is smaller than an honest answer."""
    with Reader(Limits(workers=1, answer=2000)) as reader:
        with pytest.raises(Unreadable):
            reader.read(Source.from_bytes("long.txt", b"a line of words\n" * 1000))
        assert reader.read(Source.from_bytes("short.txt", b"words")).text == "words"


def test_many_are_read_side_by_side_and_come_in_order(reader):
    def offered():
        for number in range(60):
            data = made.pdf(f"number {number}") if number % 3 == 0 else f"number {number}".encode()
            yield Source.from_bytes(f"{number}", b"" if number == 7 else data)

    found = list(reader.read_many(offered()))
    assert [source.name for source, _ in found] == [str(number) for number in range(60)]
    assert isinstance(found[7][1], Unreadable)
    assert all(document.line(1, 1) == f"number {n}" for n, (_, document) in enumerate(found) if n != 7)


def test_reading_ahead_is_bounded_by_bytes():
    """No more than the bound is taken from the caller before the first result is given."""
    taken = 0

    def offered():
        nonlocal taken
        for number in range(10):
            taken += 1
            yield Source.from_bytes(f"{number}", b"words " * 10_000)

    with Reader(Limits(workers=1, ahead=150_000)) as reader:
        results = reader.read_many(offered())
        next(results)
        assert taken <= 4
        assert len(list(results)) == 9


def test_a_caller_who_stops_in_the_middle_waits_for_nobody():
    hanging = [Source.from_bytes("endless.pdf", made.endless_pdf())] * 4
    with Reader(Limits(seconds=60, workers=2)) as reader:
        results = reader.read_many([Source.from_bytes("a.txt", b"words"), *hanging * 4])
        assert isinstance(next(results)[1], Document)
        before = time.monotonic()
        results.close()
        assert time.monotonic() - before < 30
        assert reader.read(Source.from_bytes("b.txt", b"more")).text == "more"


def test_a_closed_reader_says_so():
    reader = Reader()
    reader.close()
    with pytest.raises(Unreadable, match="stopped"):
        reader.read(Source.from_bytes("a.txt", b"words"))


def test_a_machine_without_landlock_and_seccomp_still_reads(monkeypatch):
    """The lock leaves out what the system has not; nothing is raised."""
    program = (
        "from binder.reading import lock\n"
        "def missing(): raise OSError(38, 'no such call')\n"
        "lock._landlock = lock._seccomp = missing\n"
        "print(lock.lock(1 << 30))\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert told.stdout.strip() == "['limits']"


def test_every_call_number_of_the_filter_fits_its_machine():
    """The filter is assembled for both machines, whichever this is."""
    for column, arch in enumerate(("x86_64", "aarch64")):
        program = lock._filter(lock._ARCH[arch], column)
        assert all(len(instruction) == 8 for instruction in program)
        assert len(program) < 4096  # the kernel's bound
