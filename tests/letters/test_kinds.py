"""Read back by binder's own reader, as a stranger's scan would be, each letter is filed as what it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from binder.filing import file
from binder.letters import NAMES
from binder.model.kinds import Kind
from binder.model.record import Person
from binder.reading import Reader, Source
from tests.letters.conftest import letter


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_filed_as_what_it_is(reader: Reader, name: str) -> None:
    composed = letter(name)
    document = reader.read(Source.from_bytes("scan0001.pdf", composed.pdf()))
    filing = file(document, patient=Person("Maria Example", "1957-03-21"), received="2026-03-20")
    assert filing.kind is Kind(composed.files_as)
    assert filing.patient is not None and filing.patient.name == "Maria Example"
    assert not [doubt for doubt in filing.doubts if "Maria" in doubt or "another" in doubt]
