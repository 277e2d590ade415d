"""Records as filing would make them, in one line each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from binder.chase import starting_items
from binder.model.checklist import ChecklistItem
from binder.model.kinds import Kind
from binder.model.record import Filing, Record, RecordState

MakeRecord = Callable[..., Record]


def make_record(
    id: str,
    kind: Kind,
    date: str = "",
    title: str = "",
    accession: str = "",
    state: RecordState = RecordState.FILED,
    **fields: object,
) -> Record:
    """One record."""
    filing = Filing(kind=kind, date=date, title=title, accession=accession)
    return Record(id=id, name=f"{id}.pdf", filing=filing, state=state, **fields)  # type: ignore[arg-type]


@pytest.fixture
def items() -> dict[str, ChecklistItem]:
    """The starting items by id."""
    return {item.id: item for item in starting_items()}
