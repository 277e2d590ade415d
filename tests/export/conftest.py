"""The sample binder exported once, and contents made by hand, as hostile as papers can be."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from binder.binder import Binder
from binder.export import Contents, Holding
from binder.model.document import Page
from binder.model.record import Fact, Filing, Person, Record, RecordState
from binder.sample import make

PATIENT = Person("Rosa Example", "1957-03-21", role="patient")


@pytest.fixture(scope="session")
def binder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Binder]:
    """The sample binder with one record put aside; tests here only look at it."""
    with make(tmp_path_factory.mktemp("sample") / "sample.binder", passphrase="sample") as made:
        made.trash(next(row.id for row in made.rows(i for i, _ in made.ids()) if row.name == "IMG_2217.png"))
        yield made


@pytest.fixture(scope="session")
def exported(binder: Binder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the sample was exported to."""
    return binder.export(tmp_path_factory.mktemp("export") / "out").folder


@pytest.fixture(scope="session")
def resources(exported: Path) -> dict[str, dict[str, Any]]:
    """The resources of bundle.json by their full URLs."""
    bundle = json.loads((exported / "bundle.json").read_text())
    return {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}


def rows(path: Path) -> list[dict[str, str]]:
    """A table as any program reads it."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def holding(
    title: str,
    *,
    number: int = 1,
    data: bytes = b"some bytes",
    name: str = "scan.pdf",
    media_type: str = "application/pdf",
    lines: tuple[str, ...] = (),
    facts: tuple[Fact, ...] = (),
    state: RecordState = RecordState.FILED,
    give: Callable[[], Iterator[bytes]] | None = None,
    **filing: Any,
) -> Holding:
    """A record with a title of one's own."""
    record = Record(
        f"R{number}",
        name,
        Filing(title=title, facts=facts, **filing),
        state=state,
        media_type=media_type,
        sha256=hashlib.sha256(data).hexdigest() if give is None else "",
        size=len(data),
        added_at="2026-03-13T10:00:00+01:00",
    )
    return Holding(record, (Page(1, lines),) if lines else (), give or (lambda: iter([data])))


def contents(*holdings: Holding, **others: Any) -> Contents:
    """A binder of these records."""
    about = {
        "patient": PATIENT,
        "count": len(holdings),
        "size": 1,
        "put_aside": sum(one.put_aside for one in holdings),
    } | others
    return Contents("my.binder", "0123", "2026-03-14T10:00:00+01:00", holdings=iter(holdings), **about)


def files(folder: Path) -> set[str]:
    """Every file beneath a folder by its relative path."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
