"""The sample binder: one made-up patient, her papers of 14 months, two opinions that differ. All of it invented."""

from __future__ import annotations

from binder.sample.documents import documents
from binder.sample.make import make
from binder.sample.people import BORN, PATIENT

__all__ = ["BORN", "PATIENT", "documents", "make"]
