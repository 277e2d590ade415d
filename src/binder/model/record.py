"""A Record: a document that has been filed, with what it states, each statement citing its place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from binder.model.citation import Citation
from binder.model.kinds import Kind


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


class DateRole(StrEnum):
    """What a date in a document is the date of."""

    COLLECTED = "collected"
    SERVICE = "service"
    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    REPORTED = "reported"
    RECEIVED = "received"
    SIGNED = "signed"
    LETTER = "letter"
    PRINTED = "printed"
    BIRTH = "birth"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date that stands in a document.

    Attributes:
        value: ISO 8601, as long as its precision ("2026-03-13", "2026-03", "2026").
        role: what it is the date of.
        citation: where it stands; None where it comes from a coded field.
        other_reading: the other ISO date, where day and month could be either way round.
    """

    value: str
    role: DateRole
    citation: Citation | None = None
    precision: Precision = Precision.DAY
    other_reading: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a document. Dates are ISO 8601 or empty."""

    name: str
    born: str = ""
    identifier: str = ""
    role: str = ""  # patient | author | facility ...


class FactType(StrEnum):
    """What a fact is about."""

    LAB = "lab"
    MEDICATION = "medication"
    STAGE = "stage"
    GRADE = "grade"
    BIOMARKER = "biomarker"
    MEASUREMENT = "measurement"
    FINDING = "finding"
    PROCEDURE = "procedure"
    FOLLOW_UP = "follow_up"
    MENTIONED_RECORD = "mentioned_record"


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of the document, never of binder.

    Attributes:
        name: what is stated about ("Platelets", "pT"); code: LOINC, RxNorm ... or empty.
        value, unit, low, high: as printed, numbers as text; flag: "H", "L", "A" or empty.
        citation: the words it was taken from.  confidence: 0 to 1.  rule: which rule found it.
    """

    type: FactType
    name: str
    value: str
    citation: Citation
    unit: str = ""
    low: str = ""
    high: str = ""
    flag: str = ""
    code: str = ""
    date: str = ""
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """What filing proposes for a document.

    Attributes:
        kind_basis: the words that decided the kind, for the review screen.
        date: ISO 8601 to its precision, empty where the document states none.
        date_basis: the date it was taken from; None where typed by a person or not stated.
        date_confidence: 0 to 1.
        doubts: sentences that put it into the review queue; empty means filed without asking.
    """

    kind: Kind = Kind.OTHER
    kind_confidence: float = 0.0
    kind_basis: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    date_precision: Precision = Precision.UNKNOWN
    date_basis: DateFound | None = None
    date_confidence: float = 0.0
    dates: tuple[DateFound, ...] = ()
    patient: Person | None = None
    author: str = ""
    facility: str = ""
    accession: str = ""
    facts: tuple[Fact, ...] = ()
    doubts: tuple[str, ...] = ()


class RecordState(StrEnum):
    """Where a record stands (data model E3)."""

    NEEDS_REVIEW = "needs_review"
    FILED = "filed"
    UNREADABLE = "unreadable"
    TRASHED = "trashed"


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the binder.

    Attributes:
        id: short and spoken, "R12".
        name: the file's name as a label.  source: the path it came by, as a label ("disc.zip > IMAGES/IM00003").
        sha256: hex of the original bytes; empty for an imaging study, whose instances each have their own.
        size: bytes, all instances together.  pages: pages of text.  pictures: pages or frames that can be drawn.
        state: see RecordState.  reason: why it could not be read, or why it needs review; one sentence each.
        opinion: 1, 2, 3 ... where the record is the first, second, third opinion.
        added_at: ISO 8601 with offset.
        instances: how many DICOM instances; expected: how many the disc's index names, None if unknown.
        diagnostic: an imaging study with original images, not only pictures of them.
    """

    id: str
    name: str
    filing: Filing
    state: RecordState = RecordState.FILED
    media_type: str = ""
    source: str = ""
    sha256: str = ""
    size: int = 0
    pages: int = 0
    pictures: int = 0
    reason: str = ""
    opinion: int | None = None
    added_at: str = ""
    added_by: str = ""
    warnings: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    reader: str = ""
    study_uid: str = ""
    instances: int = 0
    expected: int | None = None
    diagnostic: bool = False

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.filing.kind

    @property
    def title(self) -> str:
        """Its title, or its file name where it has none."""
        return self.filing.title or self.name

    @property
    def date(self) -> str:
        """Its own date, ISO 8601 to its precision; empty where not stated."""
        return self.filing.date

    @property
    def locked(self) -> bool:
        """Whether it lies here unread because a password is missing."""
        return self.state is RecordState.UNREADABLE and _wants_password(self.reason)

    def filed_as(self, **changes: object) -> Record:
        """The same record with some of its filing changed."""
        return replace(self, filing=replace(self.filing, **changes))  # type: ignore[arg-type]


def _wants_password(reason: str) -> bool:
    return "password" in reason.casefold()


class Outcome(StrEnum):
    """What became of a file that was offered."""

    ADDED = "added"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Intake:
    """The outcome for one file: every file offered has exactly one.

    Attributes:
        path: clean label of where it came from.  record: id of the record it became or already is; may be empty.
        why: one sentence where the status is not plainly "added".
    """

    path: str
    status: Outcome
    record: str = ""
    kind: Kind | None = None
    date: str = ""
    title: str = ""
    why: str = ""
    warnings: tuple[str, ...] = field(default=())

    @property
    def locked(self) -> bool:
        """Whether it was kept unread because a password is missing."""
        return self.status is Outcome.UNREADABLE and bool(self.record) and _wants_password(self.why)
