"""Processor time to the first frame after the passphrase, beside a bare Textual app with one Static.

The key derivation costs what it is meant to cost: it is measured by itself in the same run and taken off.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.samples import PASSPHRASE, bare_app, open_app, sample
from bench.tell import figure, middle, spread, title
from bench.terminal import Terminal

_DERIVE = """
import resource, sys
from pathlib import Path
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
from binder.vault import Vault
Vault.open(Path(sys.argv[1]), passphrase=sys.argv[2]).close()
vault = Vault.open(Path(sys.argv[1]), passphrase=sys.argv[2])
key = vault.key
vault.close()
before = cpu(); Vault.open(Path(sys.argv[1]), passphrase=sys.argv[2]).close(); with_phrase = cpu() - before
before = cpu(); Vault.open(Path(sys.argv[1]), key=key).close(); with_key = cpu() - before
print(with_phrase - with_key)
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """Processor seconds since the start: at the question, when Enter is pressed, at Today's frame, and at rest."""

    question: float
    enter: float
    today: float
    rest: float


def run(runs: int = 5) -> None:
    """Print the figures."""
    title("First frame after the passphrase (80x24, processor time)")
    with tempfile.TemporaryDirectory() as folder:
        path = sample(Path(folder) / "sample.binder")
        bare, ours, derive = [], [], []
        for _ in range(runs):
            bare.append(_bare())
            ours.append(_binder(path))
            derive.append(_derivation(path))
    figure("bare Textual app to its first frame", spread(bare, " ms", 1000))
    figure("binder to the question for the passphrase", spread([o.question for o in ours], " ms", 1000))
    figure("binder till Enter (it fetches while one types)", spread([o.enter for o in ours], " ms", 1000))
    figure("binder to Today's first frame", spread([o.today for o in ours], " ms", 1000))
    figure("binder to Today at rest", spread([o.rest for o in ours], " ms", 1000))
    figure("of it the key derivation (Argon2id 256 MiB)", spread(derive, " ms", 1000))
    one, key = middle(bare), middle(derive)
    after = middle([o.today - o.enter for o in ours]) - key
    figure("question : bare app", f"{middle([o.question for o in ours]) / one:.2f} x")
    figure("Enter to Today, less the key : bare app", f"{after / one:.2f} x", "<= 1.25 x")
    figure("start to Today, less the key : bare app", f"{(middle([o.today for o in ours]) - key) / one:.2f} x")


def _bare() -> float:
    with Terminal(bare_app()) as terminal:
        return terminal.until("one line of text")


def _binder(path: Path) -> Opening:
    with Terminal(open_app(path)) as terminal:
        question = terminal.until("assphrase")
        terminal.quiet(0.8)
        enter = terminal.cpu()
        terminal.forget()
        terminal.type(PASSPHRASE + "\r")
        today = terminal.until("Today")
        terminal.quiet(0.8)
        return Opening(question, enter, today, terminal.cpu())


def _derivation(path: Path) -> float:
    printed = subprocess.run(
        [sys.executable, "-c", _DERIVE, str(path), PASSPHRASE], capture_output=True, text=True, check=True
    )
    return float(printed.stdout)


if __name__ == "__main__":
    run()
