"""What goes out: the records one after another with their bytes, and what the family wrote beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from binder.model.checklist import ChecklistItem
from binder.model.comparison import Comparison
from binder.model.document import Page
from binder.model.event import Event
from binder.model.record import Person, Record, RecordState
from binder.model.study import Study


@dataclass(frozen=True, slots=True)
class Holding:
    """One record with its text and the way to its original bytes.

    Attributes:
        record: with its facts.  pages: its text as read.  study: series and instances of an imaging study.
        original: gives the bytes in chunks; never called for an imaging study.
        instance: gives the bytes of one image by series UID and place in the series, counted from 0.
    """

    record: Record
    pages: tuple[Page, ...]
    original: Callable[[], Iterator[bytes]]
    study: Study | None = None
    instance: Callable[[str, int], Iterator[bytes]] | None = None

    @property
    def put_aside(self) -> bool:
        """Whether the family put it aside; it goes out all the same, apart from the others."""
        return self.record.state is RecordState.TRASHED


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person keeps beside the records, of one kind: people, requests, questions, marks on opinions ...

    Attributes:
        name: of the kind, one thing of it ("request").  things: dataclasses of one type, in order.
    """

    name: str
    things: tuple[object, ...]

    @property
    def file(self) -> str:
        """The table it goes to."""
        return f"{self.name.replace('_', '-')}.csv"

    @property
    def what(self) -> str:
        """The table in words."""
        return f"what is kept beside the records: {self.name.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything in a binder, as export takes it in.

    Attributes:
        name: the binder's file name.  identity: stays the same for a binder, so that its FHIR ids do.
        made_at: ISO 8601 with offset.
        holdings: newest first, undated after them, those put aside last.  count: how many.
        put_aside: how many of these were put aside.  size: the bytes of all.
        checklist: each item with the words that say where it stands.  kept: what lies beside the records.
        events: oldest first.
        comparison: of the first two opinions.  sealed: numbers of opinions being read blind; these are not compared.
    """

    name: str
    identity: str
    made_at: str
    patient: Person
    holdings: Iterable[Holding]
    count: int
    size: int
    put_aside: int = 0
    checklist: tuple[tuple[ChecklistItem, str], ...] = ()
    kept: tuple[Kept, ...] = ()
    events: Iterable[Event] = ()
    comparison: Comparison | None = None
    sealed: tuple[int, ...] = ()

    @property
    def how_many(self) -> str:
        """Its records as a sentence counts them."""
        return counted(self.count - self.put_aside, self.put_aside)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: records and those put aside, each for itself; files (SHA256SUMS not counted) and bytes."""

    folder: Path
    records: int
    put_aside: int
    files: int
    size: int

    @property
    def how_many(self) -> str:
        """Its records as a sentence counts them."""
        return counted(self.records, self.put_aside)


def counted(records: int, put_aside: int) -> str:
    """ "21 records", as the app counts them, "and 7 that were put aside", which are none of its timeline."""
    words = f"{records} record{'' if records == 1 else 's'}"
    if not put_aside:
        return words
    return f"{words} and {put_aside} that {'was' if put_aside == 1 else 'were'} put aside"
