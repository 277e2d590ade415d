"""Whoever opens a binder is told when it was last changed and by whom, so that an older copy is noticed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import PASSPHRASE, Run


def test_a_person_at_a_terminal_is_told(binder_file: Path, tmp_path: Path) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE)
    env = {**os.environ, "HOME": str(tmp_path), "BINDER_PASSPHRASE_FILE": str(tmp_path / "pass"), "BINDER_USER": "nora"}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "binder", "-f", str(binder_file), "records"]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, timeout=90)
    os.close(theirs)
    told = os.read(ours, 4096).decode()
    os.close(ours)
    assert done.returncode == 0 and done.stdout == b""
    assert told.startswith("Last change: 20") and told.count("\n") == 1 and " by " in told


def test_a_script_is_told_nothing_it_did_not_ask_for(run: Run, binder_file: Path) -> None:
    ran = run("records")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert "Last change: 20" in run("check").out
