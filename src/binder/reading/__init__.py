"""Reading: files become documents, each in an isolated worker process. Knows no vault and says nothing of meaning."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from binder.reading.limits import Limits
    from binder.reading.reader import Reader
    from binder.reading.source import Source
    from binder.reading.walk import DiscIndex, sources

__all__ = ["DiscIndex", "Limits", "Reader", "Source", "sources"]

_PLACES = {"DiscIndex": "walk", "Limits": "limits", "Reader": "reader", "Source": "source", "sources": "walk"}


def __getattr__(name: str) -> object:
    """Import what is asked for; a worker needs none of it, and it is there the sooner."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"binder.reading.{_PLACES[name]}"), name)
