"""Reading: files become documents, each in an isolated worker process. Knows no vault and says nothing of meaning."""

from binder.reading.limits import Limits
from binder.reading.reader import Reader
from binder.reading.source import Source
from binder.reading.walk import DiscIndex, sources

__all__ = ["DiscIndex", "Limits", "Reader", "Source", "sources"]
