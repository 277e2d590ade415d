"""What the tests of filing share: text becomes a document, and every citation is checked where it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from binder.model.document import Document, Page
from binder.model.record import Filing

Paper = Callable[..., Document]


@pytest.fixture
def paper() -> Paper:
    """Make a document of one page from text; the name says nothing unless given."""

    def make(text: str, name: str = "scan0001.txt") -> Document:
        return Document(name, "text/plain", (Page(1, tuple(text.splitlines())),))

    return make


def citations_hold(document: Document, filing: Filing) -> bool:
    """Whether every quote stands exactly where it is said to stand."""
    cited = [f.citation for f in filing.facts] + [d.citation for d in filing.dates if d.citation]
    return all(c.quote and c.holds(document.line(c.page, c.line)) for c in cited)
