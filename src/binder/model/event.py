"""The append-only log of every change, hash-chained so that an old page put back is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One change (FHIR AuditEvent).

    Attributes:
        at: ISO 8601 with offset.  actor: who, as the system knows them.  action: "receive", "file", "add" ...
        entity, entity_id: what was changed ("checklist", "pathology-slides").
        before, after: the state that undo puts back, and the new one; JSON objects, or None.
        undoes: seq of the event that this one undoes.  undone: a later event has undone it.
    """

    seq: int
    at: str
    actor: str
    action: str
    entity: str
    entity_id: str
    summary: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    undoes: int | None = None
    undone: bool = False
