"""One warm reader for all tests of reading that need no limits of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from binder.model.document import Document
from binder.reading import Reader, Source


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@pytest.fixture
def read(reader: Reader) -> Callable[..., Document]:
    """Read bytes under a name through the worker."""
    return lambda data, name="document", **options: reader.read(Source.from_bytes(name, data), **options)
