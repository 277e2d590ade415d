"""A real binder of one's own, and `binder` as a second process, as a user or a script runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from binder.binder import Binder

PASSPHRASE = "correct horse"

FIRST = """Harbor Oncology
Patient: Rosa Example    DOB: 03/21/1957
January 20, 2026

DIAGNOSIS
Invasive ductal carcinoma of the left breast, grade 2.

STAGE
Clinical stage IIA (cT2 N0 M0).

PLAN
I recommend lumpectomy within 4 weeks. Chemotherapy is not recommended.

Sincerely, Ada Harbor, MD
"""
SECOND = FIRST.replace("Harbor", "Lakeside").replace("IIA (cT2 N0 M0)", "IIB (cT2 N1 M0)").replace("4 weeks", "2 weeks")


@dataclass(frozen=True)
class Ran:
    """What a run of the command line gave."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON object."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `binder` with arguments, without a terminal, in a home of its own."""

    def binder(*arguments: object, passphrase: str | None = PASSPHRASE, **variables: str) -> Ran:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("BINDER_", "XDG_"))}
        env |= {"HOME": str(tmp_path), "BINDER_FILE": str(tmp_path / "my.binder")} | variables
        if passphrase is not None:
            secret = tmp_path / "passphrase"
            secret.write_text(passphrase + "\n")
            env["BINDER_PASSPHRASE_FILE"] = str(secret)
        done = subprocess.run(
            [sys.executable, "-m", "binder", *map(str, arguments)],
            env=env, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, timeout=90,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return binder


@pytest.fixture
def binder_file(tmp_path: Path) -> Path:
    """A new, empty binder where $BINDER_FILE points."""
    path = tmp_path / "my.binder"
    Binder.create(path, PASSPHRASE, patient="Rosa Example", born="1957-03-21", profile=1).close()
    return path


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A folder as a family has it: two opinions, a PDF, a broken PDF, an empty file."""
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "opinion-1.txt").write_text(FIRST)
    (folder / "opinion-2.txt").write_text(SECOND)
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for line in ("SURGICAL PATHOLOGY REPORT", "Patient: Rosa Example  DOB: 03/21/1957", "Collected: 01/12/2026",
                 "FINAL DIAGNOSIS", "Left breast, core biopsy: invasive ductal carcinoma."):  # fmt: skip
        pdf.cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    whole = bytes(pdf.output())
    (folder / "pathology.pdf").write_bytes(whole)
    (folder / "torn.pdf").write_bytes(whole[:120])
    (folder / "empty.txt").write_bytes(b"")
    return folder
