"""A real binder with three doctors' letters in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder

PASSPHRASE = "correct horse"
FIRST = """\
CONSULTATION
Date: March 2, 2026

Diagnosis: invasive ductal carcinoma of the left breast, grade 2.
Clinical stage IIA.
Surgery should take place within 4 weeks.
Chemotherapy is not recommended.
Letrozole 2.5 mg daily for 5 years.
Jane Okafor, MD
"""
SECOND = """\
SECOND OPINION
Date: March 24, 2026

I read this as an invasive ductal carcinoma of the left breast, grade 3.
This makes the clinical stage IIB.
Surgery should take place within 2 weeks.
I recommend chemotherapy before the operation.
Letrozole 2.5 mg daily for 5 years.
Maria Lindqvist, MD
"""
THIRD = """\
OPINION
Date: April 9, 2026

Invasive ductal carcinoma of the left breast, grade 2.
Clinical stage IIA.
Surgery should take place within 4 weeks.
Peter Sand, MD
"""


@pytest.fixture(scope="session")
def _three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("three")
    path = folder / "three.binder"
    with Binder.create(path, PASSPHRASE, patient="Test Person", profile=1, actor="Ana") as binder:
        for number, text in enumerate((FIRST, SECOND, THIRD), 1):
            (folder / f"letter {number}.txt").write_text(text)
            list(binder.add([folder / f"letter {number}.txt"], opinion=number))
    return path


@pytest.fixture
def three(_three: Path, tmp_path: Path) -> Path:
    """The file; its passphrase is PASSPHRASE."""
    return Path(shutil.copy(_three, tmp_path / "three.binder"))


@pytest.fixture
def binder(three: Path) -> Iterator[Binder]:
    """A binder with opinions 1, 2 and 3, opened by Ana."""
    with Binder.open(three, passphrase=PASSPHRASE, actor="Ana") as opened:
        yield opened
