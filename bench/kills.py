"""Kills binder at random moments of its work, and counts what that did to the file: python -m bench.kills

Each time a second process works on a real binder and says, over a pipe, what it has finished; it is killed with
SIGKILL; then the file is opened, checked whole, and held against what was said. The process is killed, not the machine:
what a power cut leaves rests on the disk keeping what it was told to keep (synchronous=FULL).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from binder.model.document import Document, Page
from binder.model.errors import WrongPassphrase
from binder.model.record import Filing
from binder.vault import Vault, back_up, check, keys, restore, schema
from binder.vault.profile import move_to_profile
from binder.vault.rekey import change_passphrase

PASSPHRASE = "a bench passphrase"
_RECORDS = 6
_PORTION = 3
_BEYOND = 3.0  # times what one piece of work takes, within which it is killed
Say = Callable[[str], None]


class Broken(Exception):
    """A file is not what it must be after a kill."""


def _quick(passphrase: str, salt: bytes) -> bytearray:
    """A key without the seconds of Argon2id, which writes nothing."""
    return bytearray(hashlib.sha256(passphrase.encode() + salt).digest())


def _add(vault: Vault, number: int) -> None:
    lines = (f"Letter {number}", "Dear Dr. Lund, the count fell to ninety-one.")
    document = Document(f"letter-{number}.txt", "text/plain", (Page(1, lines),))
    data = f"letter {number} ".encode() + random.Random(number).randbytes(50_000)
    vault.records.add(Filing(title=f"Letter {number}", date="2026-03-13"), document, data)


def _open(path: Path, passphrase: str = PASSPHRASE) -> Vault:
    return Vault.open(path, passphrase=passphrase)


def _whole(vault: Vault) -> None:
    if damage := check(vault):
        raise Broken(f"{vault.path.name}: {damage[0].what}")


# -- the work that is killed, and what must hold afterwards -----------------------------------------------------------


class Work:
    """One kind of work on the binder at `path`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.takes = 0.0  # seconds from its beginning to the first thing finished; 0 until that was seen
        self.path = folder / "mother.binder"
        self.start()

    def start(self) -> None:
        """Make the binder anew."""
        for path in self.folder.iterdir():
            path.unlink()
        with Vault.create(self.path, PASSPHRASE, profile=1) as vault:
            for number in range(_RECORDS):
                _add(vault, number)

    def ready(self) -> Any:
        """What need not be killed, done in the second process before it says that it begins."""
        return _open(self.path)

    def work(self, at: Any, say: Say) -> None:
        """Go on for ever, saying each thing that is finished."""
        raise NotImplementedError

    def verdict(self, said: list[str]) -> None:
        """Raise Broken where something said is lost, or half of something is there."""
        raise NotImplementedError


class Adding(Work):
    """Records are added three at a time, all or none."""

    def work(self, at: Any, say: Say) -> None:
        number = at.records.counts()["records"]
        while True:
            with at.batch():
                for more in range(_PORTION):
                    _add(at, number + more)
            number += _PORTION
            say(str(number))

    def verdict(self, said: list[str]) -> None:
        with _open(self.path) as vault:
            _whole(vault)
            kept = vault.records.counts()["records"]
        if kept % _PORTION or kept < int(said[-1] if said else 0):
            raise Broken(f"{kept} records are there, {said[-1:]} were acknowledged")
        if kept > 60:
            self.start()


class Changing(Work):
    """One record is given the next number as its title."""

    def work(self, at: Any, say: Say) -> None:
        number = int(at.meta("number", "0"))
        while True:
            number += 1
            with at.transaction():
                at.records.update("R1", "retitle", title=f"Letter {number}")
                at.set_meta("number", str(number))
            say(str(number))

    def verdict(self, said: list[str]) -> None:
        with _open(self.path) as vault:
            _whole(vault)
            number, title = vault.meta("number", "0"), vault.records.row("R1").title
        if int(number) < int(said[-1] if said else 0) or (number != "0" and title != f"Letter {number}"):
            raise Broken(f"number {number}, title {title}, {said[-1:]} was acknowledged")
        if int(number) > 400:
            self.start()


class BackingUp(Work):
    """Backups are made into a folder that keeps three, each a change of the binder itself."""

    def work(self, at: Any, say: Say) -> None:
        (self.folder / "copies").mkdir(exist_ok=True)
        while True:
            made = back_up(at, self.folder / "copies", keep=3)
            say(made.path.name)

    def start(self) -> None:
        for path in (self.folder / "copies").glob("*"):
            path.unlink()
        if not self.path.exists():
            super().start()

    def verdict(self, said: list[str]) -> None:
        copies = sorted((self.folder / "copies").glob("*.binder"))
        for copy in [self.path, *copies]:
            with Vault.open(copy, passphrase=PASSPHRASE) as vault:
                _whole(vault)
                if vault.records.counts()["records"] != _RECORDS:
                    raise Broken(f"{copy.name} holds half a binder")
        if len(copies) > 4 or any(self.folder.joinpath("copies", name) not in copies for name in said[-1:]):
            raise Broken(f"{said[-1:]} was acknowledged, {[c.name for c in copies]} are there")
        if len(copies) > 3 or random.random() < 0.2:
            self.start()


class Restoring(Work):
    """A backup is put into the place of the binder, again and again."""

    def ready(self) -> Any:
        for old in self.folder.glob("*.before-restore*"):
            old.unlink()
        copy = self.folder / "copy.backup"
        if not copy.exists():
            with _open(self.path) as vault:
                back_up(vault, copy)
        return copy

    def work(self, at: Any, say: Say) -> None:
        while True:
            done = restore(at, self.path, passphrase=PASSPHRASE, replace=True)
            say(str(done.kept))

    def verdict(self, said: list[str]) -> None:
        for path in [self.path, *self.folder.glob("*.before-restore*")]:
            with _open(path) as vault:
                _whole(vault)
                if vault.records.counts()["records"] != _RECORDS:
                    raise Broken(f"{path.name} holds half a binder")


def _rebuilt(db: Any) -> None:
    db["page"].add_column("language", str)
    db["page"].transform(rename={"language": "tongue"})
    db["record"].transform(defaults={"reason": ""})


class Migrating(Work):
    """An older binder is opened by a later release, which rebuilds two of its tables."""

    def ready(self) -> Any:
        later = {**schema.MIGRATIONS, "9999_rebuilt": (_rebuilt, "9.9")}
        schema.MIGRATIONS = later
        return None

    def work(self, at: Any, say: Say) -> None:
        _open(self.path).close()
        say("migrated")
        time.sleep(60)

    def verdict(self, said: list[str]) -> None:
        before = schema.MIGRATIONS
        try:
            for kept in self.folder.glob("*.version-*"):
                if not kept.name.endswith(".part"):
                    self._holds_all(kept, len(before))
            with Vault.open(self.path, passphrase=PASSPHRASE, read_only=True) as vault:  # as it was, or ...
                _whole(vault)
        except Exception as error:
            if "needs binder 9.9" not in str(error):  # ... wholly of the later release
                raise
        finally:
            self.ready()
            self._holds_all(self.path, len(schema.MIGRATIONS))
            schema.MIGRATIONS = before
        self.start()

    def _holds_all(self, path: Path, version: int) -> None:
        with _open(path) as vault:
            _whole(vault)
            if schema.version(vault.connection) != version or vault.records.counts()["records"] != _RECORDS:
                raise Broken(f"{path.name} is half migrated")


class Rekeying(Work):
    """The passphrase is changed, again and again."""

    def start(self) -> None:
        super().start()
        self.number = 0

    def _name(self, number: int) -> str:
        return PASSPHRASE if number == 0 else f"passphrase {number}"

    def ready(self) -> Any:
        return self.number

    def work(self, at: Any, say: Say) -> None:
        while True:
            change_passphrase(_open(self.path, self._name(at)), self._name(at + 1))
            at += 1
            say(str(at))

    def verdict(self, said: list[str]) -> None:
        last = int(said[-1]) if said else self.number
        opening = []
        for number in (last - 1, last, last + 1):
            try:
                with _open(self.path, self._name(number)) as vault:
                    _whole(vault)
                    if vault.records.counts()["records"] != _RECORDS:
                        raise Broken("records are lost")
                opening.append(number)
            except WrongPassphrase:
                pass
        if len(opening) != 1 or opening[0] < last:
            raise Broken(f"passphrases {opening} open it, {last} was acknowledged")
        self.number = opening[0]
        if self.number > 20:
            self.start()


class Strengthening(Work):
    """The file moves to a new salt and a stronger key derivation."""

    def ready(self) -> Any:
        return None

    def work(self, at: Any, say: Say) -> None:
        while True:
            vault = _open(self.path)
            move_to_profile(vault, PASSPHRASE, 3 - vault.salt[1])
            say("moved")

    def verdict(self, said: list[str]) -> None:
        with _open(self.path) as vault:
            _whole(vault)
            if vault.records.counts()["records"] != _RECORDS:
                raise Broken("records are lost")


KINDS: dict[str, type[Work]] = {
    "add": Adding,
    "change": Changing,
    "backup": BackingUp,
    "restore": Restoring,
    "migration": Migrating,
    "passphrase": Rekeying,
    "profile": Strengthening,
}


# -- killing ----------------------------------------------------------------------------------------------------------


def kill_once(work: Work, chance: random.Random) -> int:
    """One second process, killed at a random moment; how many things it had finished. Raises Broken.

    The first of each kind is killed when it has finished one thing, to know how long that takes here and now.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_killed(work, writing)
    os.close(writing)
    with os.fdopen(reading) as words:
        begun = words.readline()
        began, first = time.monotonic(), ""
        if work.takes:
            time.sleep(chance.random() * work.takes * _BEYOND)
        else:
            first = words.readline()
            work.takes = time.monotonic() - began
        os.kill(child, signal.SIGKILL)
        said = [line.strip() for line in [first, *words.readlines()] if line.endswith("\n")]
    os.waitpid(child, 0)
    if begun != "begun\n" or any(line.startswith("error") for line in said):
        raise Broken(f"the work itself failed: {begun} {said}")
    work.verdict(said)
    return len(said)


def _be_killed(work: Work, writing: int) -> None:
    def say(words: str) -> None:
        os.write(writing, f"{words}\n".encode())

    try:
        at = work.ready()
        say("begun")
        work.work(at, say)
    except BaseException as error:
        say(f"error {type(error).__name__} {error}")
    finally:
        time.sleep(60)
        os._exit(0)


def run(kinds: list[str], count: int, seed: int) -> Counter[str]:
    """Kill `count` times, the kinds in turn; print and return the counts ("add" kills, "add finished", "broken")."""
    chance, counts = random.Random(seed), Counter[str]()
    keys.derive = _quick
    with tempfile.TemporaryDirectory() as folder:
        made = {}
        for number in range(count):
            kind = kinds[number % len(kinds)]
            if kind not in made:
                (Path(folder) / kind).mkdir()
                made[kind] = KINDS[kind](Path(folder) / kind)
            counts[kind] += 1
            try:
                counts[f"{kind} finished"] += kill_once(made[kind], chance)
            except Exception as error:
                counts["broken"] += 1
                print(f"  kill {number} ({kind}): {type(error).__name__}: {error}", flush=True)
                made.pop(kind)
                for path in sorted((Path(folder) / kind).rglob("*"), reverse=True):
                    path.rmdir() if path.is_dir() else path.unlink()
                (Path(folder) / kind).rmdir()
    for kind in kinds:
        print(f"  {kind:<12} {counts[kind]:5} kills, {counts[f'{kind} finished']:6} finished before", flush=True)
    print(f"  {count} kills, {counts['broken']} files broken, lost or half", flush=True)
    return counts


def main() -> None:
    """Kill as often as said; exit status 1 if any file was broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.kills")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)} (default: all in turn)")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    given = parser.parse_args()
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"no such kind of work: {', '.join(sorted(unknown))}")
    print(f"seed {given.seed}")
    sys.exit(1 if run(given.kinds or list(KINDS), given.count, given.seed)["broken"] else 0)


if __name__ == "__main__":
    main()
