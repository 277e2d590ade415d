"""Kills processes that change a passphrase, at random moments, and counts what is left.

Run by itself it prints the counts: python -m tests.vault.kill_rekey [KILLS [SEED]]
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from binder.model.errors import WrongPassphrase
from binder.vault import Vault, check
from binder.vault.profile import tidy, unfinished

from .conftest import lab_report

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from pathlib import Path
from binder.vault import Vault
from binder.vault.rekey import change_passphrase
from binder.vault.profile import move_to_profile
path, old, new, way = sys.argv[1:]
vault = Vault.open(Path(path), passphrase=old)
print("ready", flush=True)
change_passphrase(vault, new) if way == "in place" else move_to_profile(vault, new, 1)
print("done", flush=True)
"""
WAYS = ("in place", "by a new file")


class Changes:
    """One binder whose passphrase is changed again and again, each time by a process that is killed."""

    def __init__(self, folder: Path, *, size: int, seed: int) -> None:
        self.path = folder / "mother.binder"
        self.random = random.Random(seed)
        self.passphrase, self.number = "first", 0
        self.counts: Counter[str] = Counter()
        self.takes: dict[str, tuple[float, float]] = {}
        with Vault.create(self.path, self.passphrase, profile=1) as vault:
            filing, document, _ = lab_report(1)
            vault.records.add(filing, document, self.random.randbytes(size))
            vault.records.add(*lab_report(2))

    def one(self) -> str:
        """Change it, kill the process, and see what opens the file; raise AssertionError unless it is as it must be."""
        self.number += 1
        way = self.random.choice(WAYS)
        new = f"passphrase {self.number}"
        done, amid = self._kill(way, new)
        fits = self._fitting([new, self.passphrase])
        assert len(fits) == 1, f"{len(fits)} passphrases open the file"
        if done:
            assert fits == [new], "a change that was acknowledged is lost"
        kept = "new" if fits == [new] else "old"
        self.passphrase = fits[0]
        self.counts["changes kept"] += kept == "new"
        self._whole()
        self.counts[f"{way}, {'done' if done else 'killed amid it' if amid else 'killed'}: {kept} one opens"] += 1
        return kept

    def _kill(self, way: str, new: str) -> tuple[bool, bool]:
        """Whether the change was acknowledged, and whether it was at work on the file when it was killed."""
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(self.path), self.passphrase, new, way],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        began = time.monotonic()
        beside = Path(f"{self.path}-journal") if way == "in place" else unfinished(self.path)
        uncut, worked = self.takes.get(way, (0.0, 0.0))
        if not uncut:
            child.wait()  # the first of each is let through, to know how long they take
        elif self.random.random() < 0.25:
            self._kill_within(child, uncut)
        else:  # deriving the key takes most of the time: wait for the file to be worked on
            self._wait_for(beside, child)
            self._kill_within(child, worked)
        amid = beside.exists()
        done = child.stdout.read() == "done\n"
        if not uncut:
            self.takes[way] = (time.monotonic() - began) * 1.1, time.monotonic() - began
        return done, amid

    def _wait_for(self, beside: Path, child: subprocess.Popen[str]) -> None:
        while child.poll() is None and not beside.exists():
            time.sleep(0.0005)

    def _kill_within(self, child: subprocess.Popen[str], seconds: float) -> None:
        try:
            child.wait(self.random.random() * seconds)
        except subprocess.TimeoutExpired:
            child.kill()
        child.wait()

    def _fitting(self, passphrases: list[str]) -> list[str]:
        self.random.shuffle(passphrases)  # the wrong one may come first, and must do no harm
        fits = []
        for passphrase in passphrases:
            try:
                Vault.open(self.path, passphrase=passphrase).close()
                fits.append(passphrase)
            except WrongPassphrase:
                continue
        return fits

    def _whole(self) -> None:
        with Vault.open(self.path, passphrase=self.passphrase) as vault:
            tidy(vault)
            assert check(vault) == []
            assert len(vault.records.ids()) == 2
            logged = sum(event.action == "rekey" for event in vault.events.recent(100_000))
            assert logged == self.counts["changes kept"], "a change is missing in the log, or stands in it twice"
        left = sorted(beside.name for beside in self.path.parent.iterdir())
        assert left == ["mother.binder"], f"{left} are left"


def main(kills: int, seed: int) -> None:
    """Kill so many processes and print what was found."""
    with tempfile.TemporaryDirectory() as folder:
        changes = Changes(Path(folder), size=12 << 20, seed=seed)
        for _ in range(kills):
            changes.one()
        print(f"{kills} changes, seed {seed}; 0 locked out, 0 acknowledged lost, 0 damaged")
        for what, count in sorted(changes.counts.items()):
            print(f"{count:6}  {what}")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["50"])[0]), int((sys.argv[2:] or ["1"])[0]))
