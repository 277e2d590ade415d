"""What the tests of the face share: a settings folder of their own, and binders of several sizes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from binder.binder import Binder

PASSPHRASE = "correct horse"


@pytest.fixture(autouse=True)
def config(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty configuration folder, so that nobody's own keys or settings decide a test."""
    folder = tmp_path_factory.mktemp("config")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def _written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    texts = {
        "blood count.txt": "Complete blood count\nCollected: 03/13/2026\nPlatelets 91 L 10*3/uL 150-400\n",
        "visit.txt": "Visit note\nDate of service: February 20, 2026\nThe patient feels well.\n",
        "letter.txt": "Dear patient,\nwe received your slides on January 5, 2026.\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    path = folder / "family.binder"
    with Binder.create(path, PASSPHRASE, patient="Test Person", born="1957-04-02", profile=1) as binder:
        list(binder.add([folder / name for name in texts]))
    return path


@pytest.fixture
def family(_written: Path, tmp_path: Path) -> Path:
    """A real binder of three records; its passphrase is PASSPHRASE."""
    return Path(shutil.copy(_written, tmp_path / "family.binder"))


@pytest.fixture
def open_family(family: Path) -> Callable[[], Binder]:
    """Opens the real binder."""
    return lambda: Binder.open(family, passphrase=PASSPHRASE)


@pytest.fixture
def nothing_remembered() -> Iterator[None]:
    """The opinions screen looks as it does at first, and what a test chose of its looks is forgotten."""
    from binder.tui.screens.opinions import OpinionsView

    OpinionsView.remembered.clear()
    yield
    OpinionsView.remembered.clear()
