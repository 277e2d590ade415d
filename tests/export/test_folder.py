"""The export's folder is there complete or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.export import export
from binder.model.errors import BinderError, Cancelled, DiskFull, Misused
from binder.model.progress import Progress
from binder.model.record import RecordState
from tests.export.conftest import contents, files, holding


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export(contents(holding("Letter")), tmp_path / "out")
    assert "index.html" in files(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("put_aside", "words"),
    [(0, "1 record"), (1, "1 record and 1 that was put aside"), (7, "1 record and 7 that were put aside")],
)
def test_the_closing_words_name_apart_what_was_put_aside(tmp_path: Path, put_aside: int, words: str) -> None:
    aside = [holding("Someone else's", number=n + 2, state=RecordState.TRASHED) for n in range(put_aside)]
    done = export(contents(holding("Letter"), *aside), tmp_path / "out")
    assert (done.records, done.put_aside, done.how_many) == (1, put_aside, words)
    for name in ("index.html", "README.txt"):
        assert f": {words}." in (tmp_path / "out" / name).read_text()


def test_a_link_to_an_empty_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert export(contents(holding("Letter")), tmp_path / "link").folder == tmp_path / "real"
    assert (tmp_path / "link" / "index.html").exists()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(Misused, match="not empty"):
        export(contents(holding("Letter")), tmp_path / "out")
    assert files(tmp_path) == {"out/mine.txt"}


def test_a_file_and_a_missing_parent_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Misused, match="is a file"):
        export(contents(), tmp_path / "file")
    with pytest.raises(Misused, match="make it first"):
        export(contents(), tmp_path / "nowhere" / "out")


def test_the_leavings_of_a_killed_export_are_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    with pytest.raises(Misused, match=r"out\.part.*plain text"):
        export(contents(), tmp_path / "out")


def test_the_folder_one_stands_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Misused, match="binder-export"):
        export(contents(), Path("."))


@pytest.mark.parametrize("failing_piece", range(6))
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_leaves_nothing(tmp_path: Path, failing_piece: int, number: int) -> None:
    def pieces(at: int) -> Iterator[bytes]:
        for piece in range(2):
            if at * 2 + piece == failing_piece:
                raise OSError(number, os.strerror(number))
            yield b"x" * 1000

    three = [holding("Letter", number=n, give=lambda n=n: pieces(n)) for n in range(3)]  # type: ignore[misc]
    with pytest.raises(DiskFull) as told:
        export(contents(*three), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    assert str(told.value).count(". ") == 0


def test_too_little_room_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="are free"):
        export(contents(holding("Letter"), size=1 << 60), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", [100, 30_000])
def test_a_real_size_limit_leaves_nothing(binder: Binder, tmp_path: Path, limit: int) -> None:
    program = (
        "import resource, sys, pathlib\n"
        "from binder.binder import Binder\n"
        "from binder.model.errors import DiskFull\n"
        "binder = Binder.open(pathlib.Path(sys.argv[1]), passphrase='sample', read_only=True)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)\n"
        "try:\n    binder.export(pathlib.Path(sys.argv[2]))\n"
        "except DiskFull as error:\n    print(error)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, binder.path, tmp_path / "out", str(limit)],
        capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "no room" in ran.stdout
    assert list(tmp_path.iterdir()) == []


def test_another_failure_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        raise OSError(errno.EIO, "Input/output error")
        yield b""

    with pytest.raises(BinderError, match=r"Input/output error.*nothing was left"):
        export(contents(holding("Letter", give=failing)), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_stopping_at_any_moment_leaves_nothing(tmp_path: Path) -> None:
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    def of() -> tuple[object, ...]:
        return tuple(holding("Letter", number=n, lines=("words",)) for n in range(3))

    export(contents(*of()), tmp_path / "whole", cancelled=count)  # type: ignore[arg-type]
    for stop_at in range(asked):
        moments = iter(range(asked))
        with pytest.raises(Cancelled, match="nothing is left"):
            export(contents(*of()), tmp_path / "out", cancelled=lambda m=moments, s=stop_at: next(m) == s)  # type: ignore
        assert [path.name for path in tmp_path.iterdir()] == ["whole"]


def test_when_the_log_cannot_be_written_nothing_is_kept(tmp_path: Path) -> None:
    def refuse() -> None:
        assert (tmp_path / "out.part" / "SHA256SUMS").exists()
        raise BinderError("Another session is writing.")

    with pytest.raises(BinderError, match="Another session"):
        export(contents(holding("Letter")), tmp_path / "out", complete=refuse)
    assert list(tmp_path.iterdir()) == []


def test_progress_tells_each_record(tmp_path: Path) -> None:
    told: list[Progress] = []
    export(contents(holding("One"), holding("Two", number=2)), tmp_path / "out", progress=told.append)
    assert [str(one) for one in told] == ["1 of 2: One", "2 of 2: Two"]


def test_a_large_original_passes_through_in_pieces(tmp_path: Path) -> None:
    piece = bytes(1 << 18)

    def large() -> Iterator[bytes]:
        for _ in range(256):
            yield piece

    export(contents(holding("Warm")), tmp_path / "warm")
    tracemalloc.start()
    export(contents(holding("Large", give=large)), tmp_path / "out")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "out" / "originals" / "undated Large R1.pdf").stat().st_size == 256 << 18
    assert peak < 4 << 20


def test_an_empty_binder_exports_too(tmp_path: Path) -> None:
    with Binder.create(tmp_path / "new.binder", "x", profile=1) as new:
        done = new.export(tmp_path / "out")
    assert done.records == 0
    assert files(tmp_path / "out") >= {"index.html", "bundle.json", "checklist.csv", "README.txt", "SHA256SUMS"}


def test_a_binder_opened_for_reading_only_exports(binder: Binder, tmp_path: Path) -> None:
    with Binder.open(binder.path, passphrase="sample", read_only=True) as looking:
        assert looking.export(tmp_path / "out").records == len(looking.ids())
