"""What passes from reading to keeping: files as read, files passed over, and the end of what lies inside one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.model.record import Intake, Outcome

if TYPE_CHECKING:
    from binder.reading import Source


@dataclass(frozen=True, slots=True)
class Read:
    """A source on its way from reading to keeping; `within` is the digest of the document it was attached to."""

    source: Source
    digest: str
    made: Document | Unreadable
    within: str = ""

    @property
    def has_parts(self) -> bool:
        """Whether documents that lie inside it follow."""
        return isinstance(self.made, Document) and bool(self.made.parts)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything that lies inside a document has been offered."""

    digest: str


Step = Read | Whole | Intake


def held_by(step: Step) -> int:
    """Bytes that a step keeps in memory."""
    return step.source.held if isinstance(step, Read) else 0


def again(source: Source, before: Intake) -> Intake:
    """The outcome for bytes that were offered before."""
    if before.status is Outcome.UNREADABLE:
        why = f"kept before, unread: {before.why}"
    else:
        why = f"the same file is already here as {before.record}" if before.record else "offered before"
    return replace(before, path=source.label, status=Outcome.DUPLICATE, why=why, warnings=())
