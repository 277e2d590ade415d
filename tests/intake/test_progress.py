"""Adding says how far it is of how many, and stops when it is asked to; what was finished is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.document import Page, Picture
from binder.model.progress import Progress
from binder.reading import recognise
from binder.reading.recognise import Program
from tests.reading import made


@pytest.fixture
def binder(tmp_path: Path):
    with Binder.create(tmp_path / "a.binder", "a passphrase", profile=1) as opened:
        yield opened


def test_each_step_is_told_of_how_many(binder: Binder, tmp_path: Path) -> None:
    folder = tmp_path / "offered"
    folder.mkdir()
    (folder / "a.txt").write_text("words")
    (folder / "b.zip").write_bytes(made.archive(("1.txt", b"one"), ("2.txt", b"two")))
    told: list[Progress] = []
    intakes = list(binder.add([folder], progress=told.append))
    assert [(step.done, step.total) for step in told] == [(1, 3), (2, 3), (3, 3)]
    assert len(intakes) == 3


def test_a_scan_that_is_being_recognised_says_its_page_and_can_be_stopped(
    binder: Binder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages read till then are kept, and the rest said to be unread."""

    def page(number: int, draw) -> Page:
        assert isinstance(draw(0), Picture)
        return Page(number, ("some words",), recognised=True, certainty=(90,))

    monkeypatch.setattr(recognise, "program", lambda: Program("/nowhere", "1", ("eng",), ""))
    monkeypatch.setattr(recognise, "page_of", page)
    scan = tmp_path / "scan.tiff"
    scan.write_bytes(made.picture("TIFF", pages=3))
    told: list[Progress] = []
    (intake,) = binder.add([scan], progress=told.append, cancelled=lambda: len(told) >= 2)
    assert [step.name for step in told[:2]] == ["scan.tiff, page 1 of 3", "scan.tiff, page 2 of 3"]
    assert [line for page in binder.document(intake.record).pages for line in page.lines] == ["some words"]
    assert any("since reading was stopped" in warning for warning in intake.warnings)
