"""The sample, made once: its files, their text, and the binder built from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.reading import Reader, Source
from binder.sample import documents, make


@pytest.fixture(scope="session")
def files() -> list[Source]:
    """Every file of the sample."""
    return list(documents())


@pytest.fixture(scope="session")
def texts(files: list[Source]) -> dict[str, str]:
    """The text of every readable paper by its file name, blanks and line ends made one blank."""
    papers = [f for f in files if f.name.endswith((".pdf", ".txt", ".md"))]
    found: dict[str, str] = {}
    with Reader() as reader:
        for source, read in reader.read_many(iter(papers)):
            if isinstance(read, Document):
                found[source.name] = " ".join(read.text.split())
            else:
                assert isinstance(read, Unreadable)
    return found


@pytest.fixture(scope="session")
def binder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Binder]:
    """The sample binder, open; tests here only look at it."""
    path: Path = tmp_path_factory.mktemp("sample") / "sample.binder"
    with make(path, passphrase="sample") as made:
        yield made
