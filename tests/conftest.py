"""What every room's tests share: where the real documents are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("BINDER_OCR", "off")  # what is installed on a machine must not decide what a test sees


@pytest.fixture(scope="session")
def data() -> Path:
    """The shared real documents; the test is skipped where they are absent."""
    folder = Path(os.environ.get("BINDER_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "manifest.csv").exists():
        pytest.skip("the real documents are not here (set BINDER_TEST_DATA)")
    return folder
