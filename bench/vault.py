"""The vault beside SQLCipher alone, with the same parameters, chunks and hashing: python -m bench.vault [--full]

Each measurement runs in a process of its own, ours and the peer's in turn, who is first in turn too; a ratio is the
median of those of each pair. MB/cpu-s is payload by processor seconds, which a busy machine disturbs least.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.tell import figure, middle, title

CHUNK = 256 * 1024
READINGS = 5  # of what a run has written: what else the machine does weighs less on the median of several
COMMIT_BYTES, COMMIT_FILES = 32 << 20, 200
PASSPHRASE = "a bench passphrase"
KEY = bytes(range(32))
LARGER = ("PRAGMA cipher_page_size=16384", "PRAGMA cipher_hmac_algorithm=HMAC_SHA256")
TEXT = (
    "platelets marrow biopsy lymph node tumor margin negative positive report patient stage grade therapy dose scan "
    "liver lung kidney contrast finding impression history plan weekly mass lesion count normal elevated follow"
)


@dataclass(frozen=True)
class Took:
    """What one measurement took: seconds by the clock and of the processor, MiB of memory at its peak over the base."""

    wall: float
    cpu: float
    memory: float
    value: Any = None


def measured(work: Callable[[], Any]) -> Took:
    """Run something in a forked process and say what it took."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
            base, cpu, wall = _memory("VmRSS"), time.process_time(), time.perf_counter()
            value = work()
            took = Took(time.perf_counter() - wall, time.process_time() - cpu, _memory("VmHWM") - base, value)
            os.write(writing, pickle.dumps(took))
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("a measurement failed")
    took: Took = pickle.loads(told)
    return took


def _memory(what: str) -> float:
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith(what))
    return int(line.split()[1]) / 1024


_noise = random.Random(1).randbytes(CHUNK + 4096)


def pieces(number: int, size: int) -> Any:
    """The made-up bytes of a file, no two alike, in chunks; they cost nothing to make."""
    start = number * 7 % 4096
    for at in range(0, size, CHUNK):
        piece = bytearray(_noise[start : start + min(CHUNK, size - at)])
        piece[:16] = number.to_bytes(8) + at.to_bytes(8)
        yield bytes(piece)


class Made:
    """Such a file as a binary stream that can be rewound."""

    def __init__(self, number: int, size: int) -> None:
        self._of = (number, size)
        self.seek(0)

    def seekable(self) -> bool:
        """It can be read again."""
        return True

    def seek(self, at: int) -> int:
        """To its beginning."""
        self._pieces, self._rest = pieces(*self._of), b""
        return 0

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes."""
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._rest += piece
        cut = len(self._rest) if size < 0 else size
        out, self._rest = self._rest[:cut], self._rest[cut:]
        return out


# -- SQLCipher alone --------------------------------------------------------------------------------------------------


def raw(path: Path, *pragmas: str) -> Any:
    """A connection with the settings of ours, on a file with our key."""
    from sqlcipher3 import dbapi2

    db = dbapi2.connect(str(path), isolation_level=None)
    db.execute("PRAGMA cipher_log=off").fetchall()
    db.set_key(bytearray(b"x'" + KEY.hex().encode() + b"'"))
    for pragma in pragmas:
        db.execute(pragma).fetchall()
    db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    for setting in ("foreign_keys=ON", "temp_store=MEMORY", "secure_delete=ON", "cell_size_check=ON",
                    "trusted_schema=OFF", "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=1000",
                    f"journal_size_limit={64 << 20}"):  # fmt: skip
        db.execute(f"PRAGMA {setting}").fetchall()
    db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return db


def raw_write(path: Path, sizes: list[int], *pragmas: str) -> None:
    """Store files in chunks, hashed, committed as ours are."""
    db = raw(path, *pragmas)
    db.execute("CREATE TABLE blob (id INTEGER PRIMARY KEY, sha256 BLOB UNIQUE, size INTEGER, first INT, chunks INT)")
    db.execute("CREATE TABLE chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    written = files = first = 0
    db.execute("BEGIN IMMEDIATE")
    for number, size in enumerate(sizes):
        hasher, stream = hashlib.sha256(), Made(number, size)
        while piece := stream.read(CHUNK):
            hasher.update(piece)
        count = stream.seek(0)
        while piece := stream.read(CHUNK):
            db.execute("INSERT INTO chunk VALUES (?, ?)", (first + count, piece))
            count += 1
        db.execute("INSERT INTO blob (sha256, size, first, chunks) VALUES (?,?,?,?)",
                   (hasher.digest(), size, first, count))  # fmt: skip
        first, written, files = first + count, written + size, files + 1
        if written >= COMMIT_BYTES or files >= COMMIT_FILES:
            db.execute("COMMIT")
            db.execute("BEGIN IMMEDIATE")
            written = files = 0
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()


def raw_read(path: Path, *pragmas: str) -> None:
    """Read every file chunk by chunk."""
    db = raw(path, *pragmas)
    for _, first, count in db.execute("SELECT id, first, chunks FROM blob").fetchall():
        for (_piece,) in db.execute("SELECT data FROM chunk WHERE id >= ? AND id < ? ORDER BY id",
                                    (first, first + count)):  # fmt: skip
            pass
    db.close()


# -- ours -------------------------------------------------------------------------------------------------------------


def made_vault(path: Path) -> None:
    """A new binder with our key."""
    from binder.vault import Vault, keys

    keys.derive = lambda passphrase, salt: bytearray(KEY)
    Vault.create(path, PASSPHRASE, profile=1).close()


def our_write(path: Path, sizes: list[int]) -> None:
    """Store files through the vault."""
    from binder.vault import Vault

    with Vault.open(path, key=KEY) as vault, vault.batch() as batch:
        for number, size in enumerate(sizes):
            vault.blobs.put(Made(number, size))  # type: ignore[arg-type]
            vault.connection.files += 1
            batch.breathe()


def our_read(path: Path) -> None:
    """Read every original through the vault."""
    from binder.vault import Vault

    with Vault.open(path, key=KEY) as vault:
        for (blob,) in vault.connection.all("SELECT id FROM blob"):
            for _ in vault.blobs.read(blob):
                pass


# -- the benches ------------------------------------------------------------------------------------------------------


def files(folder: Path, what: str, sizes: list[int], runs: int) -> None:
    """Writing and reading, beside SQLCipher alone with our parameters and with larger pages."""
    mega = sum(sizes) / 1e6
    title(f"Originals: {what}")
    took: dict[str, list[Took]] = {}
    for run in range(runs):
        ours, same, larger = (folder / f"{name}{run}" for name in ("ours", "same", "larger"))
        made_vault(ours)
        writes: list[tuple[str, Callable[[], None]]] = [
            ("write", lambda p=ours: our_write(p, sizes)),
            ("raw write", lambda p=same: raw_write(p, sizes)),
            ("16K write", lambda p=larger: raw_write(p, sizes, *LARGER)),
        ]
        reads: list[tuple[str, Callable[[], None]]] = [
            ("read", lambda p=ours: our_read(p)),
            ("raw read", lambda p=same: raw_read(p)),
            ("16K read", lambda p=larger: raw_read(p, *LARGER)),
        ]
        for number, turn in enumerate((writes, *[reads] * READINGS), run):
            for name, work in turn if number % 2 == 0 else reversed(turn):
                os.sync()  # else one measurement pays for what another left to be written to the disk
                took.setdefault(name, []).append(measured(work))
        for path in (ours, same, larger):
            path.unlink()
    for verb, goal in (("write", 0.8), ("read", 0.9)):
        _compare(f"{verb}: vault : sqlcipher3 alone", took[verb], took[f"raw {verb}"], f">= {goal} x")
        figure(f"{verb}: vault, MB/cpu-s", f"{mega / middle([t.cpu for t in took[verb]]):.0f}")
        figure(f"{verb}: peak memory over the base", f"{max(t.memory for t in took[verb]):.0f} MiB", "< 64 MiB")
        _compare(
            f"{verb}: 16 KiB pages and HMAC-SHA256 : defaults, both alone", took[f"16K {verb}"], took[f"raw {verb}"]
        )


def _compare(what: str, ours: list[Took], peer: list[Took], goal: str = "") -> None:
    """How many times as fast as the peer, by the clock and by the processor."""
    wall = middle([p.wall / o.wall for o, p in zip(ours, peer, strict=True)])
    cpu = middle([p.cpu / o.cpu for o, p in zip(ours, peer, strict=True)])
    figure(what, f"{wall:.2f} x, cpu {cpu:.2f} x", goal)


def opening(folder: Path, runs: int) -> None:
    """Opening by the key, beside SQLCipher alone with the same settings."""
    from binder.vault import Vault

    title("Opening, key derivation aside")
    path = folder / "opened"
    made_vault(path)
    times, turns = 20, 20 * runs  # short turns in one process: what else the machine does falls on both

    def ours() -> None:
        for _ in range(times):
            Vault.open(path, key=KEY, actor="bench").close()

    def alone() -> None:
        for _ in range(times):
            raw(path).close()

    took = [(_timed(ours), _timed(alone)) for _ in range(turns)]
    for words, of in (("Vault.open and close", 0), ("sqlcipher3 with the same settings", 1)):
        figure(words, f"{middle([pair[of][0] for pair in took]) / times * 1000:.2f} ms")
    ratio, cpu = (middle([o[which] / a[which] for o, a in took]) for which in (0, 1))
    figure("vault : sqlcipher3", f"{ratio:.2f} x, cpu {cpu:.2f} x", "<= 1.2 x")


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def searching(folder: Path, count: int, runs: int) -> None:
    """Search in many pages, beside the same index in plain SQLite."""
    import sqlite3

    from binder.vault import Vault
    from binder.vault.schema import FULL_TEXT

    title(f"Search in {count:,} pages")
    path, plain = folder / "pages", folder / "plain.db"
    made_vault(path)
    _fill_pages(path, count)
    db = sqlite3.connect(plain)
    db.execute("CREATE TABLE page_words (id INTEGER PRIMARY KEY, words TEXT)")
    db.execute(FULL_TEXT["page_fts"])
    with Vault.open(path, key=KEY) as vault:
        db.executemany(
            "INSERT INTO page_words VALUES (?, ?)", vault.connection.each("SELECT id, words FROM page_words")
        )
    db.execute("INSERT INTO page_fts (page_fts) VALUES ('rebuild')")
    db.commit()
    db.close()
    for what, query in (("a rare word", "word17"), ("two words", "marrow biopsy"), ("a phrase", '"lymph node"')):
        _search(path, plain, what, query, runs)


def _search(path: Path, plain: Path, what: str, query: str, runs: int) -> None:
    import sqlite3

    from binder.vault import Vault

    sql = "SELECT rowid, rank FROM page_fts WHERE page_fts MATCH ? ORDER BY rank LIMIT 50"
    times = 20

    def ours() -> float:
        with Vault.open(path, key=KEY) as vault:
            vault.connection.all(sql, [query])
            begin = time.perf_counter()
            for _ in range(times):
                vault.connection.all(sql, [query])
            return time.perf_counter() - begin

    def alone() -> float:
        db = sqlite3.connect(plain)
        db.execute(sql, [query]).fetchall()
        begin = time.perf_counter()
        for _ in range(times):
            db.execute(sql, [query]).fetchall()
        return time.perf_counter() - begin

    took = [(measured(ours).value, measured(alone).value) for _ in range(runs)]
    figure(f"{what}: the same statement, vault", f"{middle([o for o, _ in took]) / times * 1000:.2f} ms")
    figure(f"{what}: vault : plain SQLite", f"{middle([o / a for o, a in took]):.2f} x", "<= 1.2 x")


def _fill_pages(path: Path, count: int) -> None:
    from binder.model.document import Document, Page
    from binder.model.record import Filing
    from binder.vault import Vault

    noise, words = random.Random(4), TEXT.split()
    with Vault.open(path, key=KEY) as vault, vault.batch() as batch:
        for start in range(0, count, 50):
            pages = tuple(
                Page(
                    number + 1,
                    (*(" ".join(noise.choices(words, k=12)) for _ in range(19)), f"word{start + number}"),
                )
                for number in range(50)
            )
            vault.records.add(
                Filing(title=f"Volume {start}"), Document(f"{start}.txt", "text/plain", pages), b"%d" % start
            )
            batch.breathe()


def backing_up(folder: Path, size: int, runs: int) -> None:
    """A verified backup, beside VACUUM INTO and the backup API, which verify nothing of what they wrote."""
    from binder.vault import Vault, back_up

    title(f"Backup of {size / 1e6:.0f} MB")
    path = folder / "large"
    made_vault(path)
    our_write(path, [1 << 20] * (size >> 20))

    def ours(to: Path) -> None:
        with Vault.open(path, key=KEY) as vault:
            back_up(vault, to)

    def vacuum(to: Path) -> None:
        raw(path).execute("VACUUM INTO ?", (str(to),))

    def api(to: Path) -> None:
        target = raw(to)
        target.execute("PRAGMA journal_mode=DELETE").fetchall()
        raw(path).backup(target, pages=-1)

    took: dict[str, list[Took]] = {}
    for run in range(runs):
        for work in (ours, vacuum, api):
            to = folder / f"copy{run}{work.__name__}.binder"
            took.setdefault(work.__name__, []).append(measured(lambda w=work, t=to: w(t)))
            to.unlink()
    for name, words in (("ours", "copied and every page verified"), ("vacuum", "VACUUM INTO"), ("api", "backup API")):
        figure(words, f"{size / 1e6 / middle([t.wall for t in took[name]]):.0f} MB/s")
    _compare("backup : VACUUM INTO", took["ours"], took["vacuum"], ">= 0.8 x")
    figure("peak memory over the base", f"{max(t.memory for t in took['ours']):.0f} MiB", "< 64 MiB")


def run(*, full: bool = False, runs: int = 3) -> None:
    """Print the figures; without `full` of a fifth of the size."""
    part = 1 if full else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opening(folder, runs)
        files(folder, f"one of {500 // part} MB", [500_000_000 // part], runs)
        files(folder, f"{2000 // part} of 512 KiB", [512 * 1024] * (2000 // part), runs)
        searching(folder, 100_000 // part // 2 if not full else 100_000, runs)
        backing_up(folder, 500_000_000 // part, runs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.vault")
    parser.add_argument("--full", action="store_true", help="500 MB, 2,000 files, 100,000 pages")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    run(full=given.full, runs=given.runs)
