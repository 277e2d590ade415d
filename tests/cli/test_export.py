"""`binder export`: warns, asks, writes everything, or leaves nothing."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from binder.binder import Binder
from tests.cli.conftest import PASSPHRASE, Run
from tests.cli.test_contract import one_sentence


def test_without_a_terminal_it_needs_yes(run: Run, binder_file: Path, tmp_path: Path) -> None:
    ran = run("export", "out", passphrase=None)
    assert ran.status == 2
    assert one_sentence(ran.err) and "--yes" in ran.err and "plain text" in ran.err
    assert not (tmp_path / "out").exists()


def test_everything_is_written(run: Run, binder_file: Path, letters: Path, tmp_path: Path) -> None:
    added = {line["id"] for line in run("add", letters, "--json").lines if line["id"]}
    ran = run("export", "out", "--yes")
    assert ran.status == 0
    assert f"{len(added)} records, in " in ran.out and "Not encrypted" in ran.out
    originals = [path.read_bytes() for path in (tmp_path / "out" / "originals").iterdir()]
    assert len(originals) == len(added)
    assert sorted(originals) == sorted(path.read_bytes() for path in letters.iterdir())


def test_json_says_where_and_how_much(run: Run, binder_file: Path, letters: Path, tmp_path: Path) -> None:
    run("add", letters / "opinion-1.txt")
    told = run("export", "out", "--yes", "--json").json
    assert (told["folder"], told["records"], told["put_aside"]) == (str(tmp_path / "out"), 1, 0)
    assert told["size"] == sum(
        p.stat().st_size for p in (tmp_path / "out").rglob("*") if p.name != "SHA256SUMS" and p.is_file()
    )


def test_a_folder_that_is_not_empty_is_refused_before_the_passphrase(
    run: Run, binder_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    ran = run("export", "out", "--yes", passphrase=None)
    assert ran.status == 2
    assert one_sentence(ran.err) and "not empty" in ran.err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine"]


def test_a_wrong_passphrase_writes_nothing(run: Run, binder_file: Path, tmp_path: Path) -> None:
    assert run("export", "out", "--yes", passphrase="wrong").status == 11
    assert not list(tmp_path.glob("out*"))


def started(tmp_path: Path, *arguments: str, **more: object) -> subprocess.Popen[bytes]:
    """`binder` in a process of its own, its passphrase in a file."""
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("BINDER_", "XDG_"))}
    env |= {"HOME": str(tmp_path), "BINDER_FILE": str(tmp_path / "my.binder"),
            "BINDER_PASSPHRASE_FILE": str(tmp_path / "passphrase")}  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "binder", *arguments], cwd=tmp_path, env=env, **more)  # type: ignore


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 1), ("", 1)])
def test_at_a_terminal_it_warns_and_asks(binder_file: Path, tmp_path: Path, answer: str, status: int) -> None:
    outer, inner = pty.openpty()
    process = started(tmp_path, "export", "out", stdin=inner, stdout=subprocess.PIPE, stderr=inner)
    os.close(inner)
    seen = b""
    while b"[y/N]" not in seen:
        seen += os.read(outer, 1000)
    assert b"PLAIN TEXT" in seen and b"not be encrypted" in seen
    os.write(outer, answer.encode() + b"\n")
    process.communicate(timeout=60)
    os.close(outer)
    assert process.returncode == status
    assert (tmp_path / "out").exists() == (status == 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_export_that_is_ended_leaves_no_plain_text(tmp_path: Path, number: signal.Signals) -> None:
    """Whenever the signal comes, the folder is whole or not there."""
    many = tmp_path / "papers"
    many.mkdir()
    for at in range(60):
        (many / f"{at}.dat").write_bytes(b"\xf7" + os.urandom(500_000))  # kept, though nothing can read it
    with Binder.create(tmp_path / "my.binder", PASSPHRASE, profile=1) as binder:
        list(binder.add([many]))
    process = started(tmp_path, "export", "out", "--yes", "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not (tmp_path / "out.part").exists() and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert not (tmp_path / "out.part").exists()
    if (tmp_path / "out").exists():
        assert json.loads(out)["records"] == 60
    else:
        assert process.returncode != 0 and (err.startswith(b"binder: Stopped") or not err)
