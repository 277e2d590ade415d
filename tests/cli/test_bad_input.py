"""Whatever is wrong with file, key or machine: one sentence, the right exit status, the last committed state intact."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.vault import Vault, check, events, schema
from tests.cli.conftest import PASSPHRASE, Run
from tests.cli.test_contract import one_sentence
from tests.vault.frozen.make import PASSPHRASE as FROZEN_PASSPHRASE

FROZEN = Path(__file__).parents[1] / "vault" / "frozen" / "version-1.frozen"
PAGE = 4096

CRASH = """
import os, sys
from pathlib import Path
from binder.vault import Vault
vault = Vault.open(Path(sys.argv[1]), passphrase=sys.argv[2])
vault.set_meta("patient.name", "Written before the crash")
os._exit(9)
"""


def cut(keep: Callable[[int], int]) -> Callable[[Path], None]:
    """Cuts a file to what is left of its size."""
    return lambda path: os.truncate(path, keep(path.stat().st_size))


def altered(at: int) -> Callable[[Path], None]:
    """Flips a byte at a place."""

    def spoil(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 255
        path.write_bytes(data)

    return spoil


def newer(path: Path) -> None:
    """As a later release leaves it."""
    with Vault.open(path, passphrase=PASSPHRASE) as vault, vault.transaction() as connection:
        connection.run("UPDATE meta SET value = '9.9' WHERE name = 'needs_binder'")
        connection.run(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")


SPOILT: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "cut short": (cut(lambda size: 3000), 12, "cut short"),
    "cut in half": (cut(lambda size: size // 2 // PAGE * PAGE), 12, "The key is right"),
    "cut within a page": (cut(lambda size: size - 5000), 12, "The key is right"),
    "damaged first page": (altered(200), 12, "The key is right"),
    "damaged first bytes": (altered(5), 11, "does not open"),
    "another program's": (lambda path: path.write_bytes(b"\x7fELF" + bytes(9000)) and None, 10, "is not a binder"),
    "of a newer version": (newer, 1, "it needs binder 9.9 or later"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_file_that_is_not_as_it_should_be(run: Run, binder_file: Path, what: str) -> None:
    spoil, status, says = SPOILT[what]
    spoil(binder_file)
    before = binder_file.read_bytes()
    ran = run("records")
    assert (ran.status, ran.out) == (status, "") and one_sentence(ran.err) and says in ran.err
    assert binder_file.read_bytes() == before


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another family's binder."""
    path = tmp_path / "other.binder"
    Binder.create(path, PASSPHRASE, profile=1).close()
    return path


def mistyped(code: str) -> str:
    """The code with one character of its third group wrong."""
    return code[:12] + ("Z" if code[12] != "Z" else "Y") + code[13:]


@pytest.mark.parametrize("what", ["mistyped", "of another binder"])
def test_a_recovery_code_that_does_not_fit(run: Run, binder_file: Path, other: Path, what: str, tmp_path: Path) -> None:
    with Binder.open(binder_file if what == "mistyped" else other, passphrase=PASSPHRASE) as opened:
        code = opened.recovery_code
    typed = tmp_path / "typed"
    typed.write_text(mistyped(code) if what == "mistyped" else code)
    ran = run("records", "--recovery-code-file", typed)
    assert ran.status == 11 and one_sentence(ran.err)
    assert ("Group 3 of the recovery code" if what == "mistyped" else "belongs to another binder") in ran.err


@pytest.mark.parametrize("what", ["of another binder", "asking for a terabyte"])
def test_a_card_that_does_not_fit(run: Run, binder_file: Path, other: Path, what: str, tmp_path: Path) -> None:
    card = tmp_path / "ruth.card"
    with Binder.open(other if what == "of another binder" else binder_file, passphrase=PASSPHRASE) as opened:
        opened.cards.add("ruth", passphrase="her own words", at=card)
    if what == "asking for a terabyte":
        header, _, body = card.read_text().partition("\n")
        card.write_text(json.dumps({**json.loads(header), "memory_kib": 1 << 30}) + "\n" + body)
    ran = run("records", "--card", card, passphrase="her own words")
    assert ran.status == 11 and one_sentence(ran.err)
    assert ("a card of another binder" if what == "of another binder" else "1048576 MiB of memory") in ran.err


def test_an_older_version_is_brought_up_to_date_after_a_copy_was_made(run: Run, tmp_path: Path) -> None:
    path = Path(shutil.copy(FROZEN, tmp_path / "my.binder"))
    looked = run("records", "--read-only", passphrase=FROZEN_PASSPHRASE)
    assert looked.status == 1 and one_sentence(looked.err) and "made by an older binder" in looked.err
    assert path.read_bytes() == FROZEN.read_bytes()
    assert "Opinion of Dr. Harbor" in run("records", passphrase=FROZEN_PASSPHRASE).out
    assert Path(f"{path}.version-1").read_bytes() == FROZEN.read_bytes()


def test_the_backup_of_an_older_version_is_restored_with_nothing_left_beside_it(run: Run, tmp_path: Path) -> None:
    backup = Path(shutil.copy(FROZEN, tmp_path / "old.backup"))
    ran = run("restore", backup, tmp_path / "my.binder", passphrase=FROZEN_PASSPHRASE)
    assert ran.status == 0 and "by nora" in ran.out
    assert sorted(path.name for path in tmp_path.glob("*.b*")) == ["my.binder", "old.backup"]
    assert backup.read_bytes() == FROZEN.read_bytes()
    assert run("check", passphrase=FROZEN_PASSPHRASE).status == 0


def test_the_log_that_a_crash_left_is_taken_in(run: Run, binder_file: Path) -> None:
    subprocess.run([sys.executable, "-c", CRASH, str(binder_file), PASSPHRASE], check=False, timeout=60)
    assert Path(f"{binder_file}-wal").stat().st_size
    assert run("check").status == 0
    with Binder.open(binder_file, passphrase=PASSPHRASE) as opened:
        assert opened.patient.name == "Written before the crash"


def test_a_full_disk_ends_with_14_and_what_was_there_can_be_read(run: Run, binder_file: Path, tmp_path: Path) -> None:
    before = binder_file.read_bytes()
    (tmp_path / "pass").write_text(PASSPHRASE)
    env = {**os.environ, "HOME": str(tmp_path), "BINDER_PASSPHRASE_FILE": str(tmp_path / "pass")}

    def full(*arguments: str) -> subprocess.CompletedProcess[str]:
        """Where no file may become larger than some KiB, as on a disk without room for more."""
        command = ["sh", "-c", 'ulimit -f 8 && exec "$@"', "sh", sys.executable, "-m", "binder", "-f", str(binder_file)]
        return subprocess.run([*command, *arguments], env=env, capture_output=True, text=True, timeout=90)

    wrote = full("undo")
    assert wrote.returncode == 14 and one_sentence(wrote.stderr) and "look at it with --read-only" in wrote.stderr
    looked = full("checklist", "--read-only")
    assert looked.returncode == 0 and "Pathology" in looked.stdout
    assert binder_file.read_bytes() == before and run("check").status == 0


def test_a_clock_set_back_is_said_and_nothing_is_lost(
    run: Run, binder_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Vault.open(binder_file, passphrase=PASSPHRASE) as vault:
        monkeypatch.setattr(events, "now", lambda: "2099-01-01T10:00:00+00:00")
        vault.set_meta("patient.name", "Rosa E.")
        monkeypatch.undo()
        vault.set_meta("patient.name", "Rosa Example")
        monkeypatch.setattr(events, "now", lambda: "2099-01-02T10:00:00+00:00")
        vault.set_meta("patient.born", "1957-03-22")
    checked = run("check")
    assert checked.status == 0 and "Whole. Last change: 2099-01-0" in checked.out and "clock" in checked.out
    assert "yet to come" in run("today").out
    with Vault.open(binder_file, passphrase=PASSPHRASE) as vault:
        assert check(vault) == [] and vault.events.undo() is not None
