"""What a family adds to two opinions: who read what, whether it was read blind, and their own marks on a comparison."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from binder.model.citation import Citation, Span
from binder.model.comparison import Axis, Comparison, Quote, Verdict


class Form(StrEnum):
    """How an opinion was given (data model E2)."""

    UNKNOWN = "unknown"
    NOTE = "note"
    LETTER = "letter"
    VERBAL = "verbal"


class Seen(StrEnum):
    """Whether the doctor had seen the opinion before theirs."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is known of one opinion beside its text; kept under its number, also before its document is here.

    Attributes:
        id: the number, "2".
        practitioner, organization: whose it is, where the document does not say or says it wrongly.
        seen_first: whether the doctor had seen the opinion before this one.
        materials: what the doctor had before them, in the family's words ("slides", "CT of 3 March", "R12").
        sealed: it is being read blind, so that comparing waits.
        sealed_at, unsealed_at: ISO 8601 with offset; empty while that has not happened.
        sealed_by, unsealed_by: who did it, as the log names them.
    """

    id: str
    practitioner: str = ""
    organization: str = ""
    form: Form = Form.UNKNOWN
    seen_first: Seen = Seen.UNKNOWN
    materials: tuple[str, ...] = ()
    sealed: bool = False
    sealed_at: str = ""
    sealed_by: str = ""
    unsealed_at: str = ""
    unsealed_by: str = ""

    @property
    def number(self) -> int:
        """Its number among the opinions."""
        return int(self.id)

    @property
    def known(self) -> bool:
        """Whether anything is written down here at all."""
        return self != Opinion(self.id)


class Why(StrEnum):
    """Why two doctors differ (data model E2), as the family understands it."""

    UNKNOWN = "unknown"
    NEW_MATERIAL = "new_material"
    OTHER_READING = "other_reading"
    OTHER_GUIDELINE = "other_guideline"
    PREFERENCE = "preference"
    RECORD_ERROR = "record_error"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {
            "unknown": "not known why",
            "new_material": "new material",
            "other_reading": "read otherwise",
            "other_guideline": "another guideline",
            "preference": "preference",
            "record_error": "error in the record",
        }[self.value]


class MarkKind(StrEnum):
    """What a person did to a comparison."""

    TOGETHER = "together"
    APART = "apart"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a person marked on two opinions; tied to words and their place, never to a run of the comparison.

    Attributes:
        first, second: ids of the two records.
        pairs: of TOGETHER and APART, the passages: one of `first`, one of `second`.
        axis, verdict, why, note: of VERDICT.
        machine: what binder itself had said when the mark was made, in words.
    """

    kind: MarkKind
    first: str
    second: str
    id: str = ""
    pairs: tuple[tuple[Citation, Citation], ...] = ()
    axis: Axis | None = None
    verdict: Verdict | None = None
    why: Why = Why.UNKNOWN
    note: str = ""
    machine: str = ""

    @property
    def turned(self) -> Mark:
        """The same mark with the two records changing sides."""
        verdicts = {Verdict.ONLY_A: Verdict.ONLY_B, Verdict.ONLY_B: Verdict.ONLY_A}
        return replace(
            self,
            first=self.second,
            second=self.first,
            pairs=tuple((b, a) for a, b in self.pairs),
            verdict=verdicts.get(self.verdict, self.verdict) if self.verdict else None,
        )


@dataclass(frozen=True, slots=True)
class Lost:
    """A mark, or part of one, whose words are no longer in the text."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Unshown:
    """A question made of a difference that is no difference now: its passages were taken apart, or tied to others.

    Attributes:
        question: its id.  a, b: where the words of which it was made stand; empty where only one side had any.
    """

    question: str
    a: tuple[Span, ...]
    b: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A comparison with a person's marks laid over it. What binder itself says is in `comparison`, unchanged.

    Attributes:
        verdicts: the person's own verdict by axis.
        tied: indices of links that the person made.  apart: pairs of sentences that the person took apart.
        asked: by the index of a difference, the ids of the questions that were made of it.
        unshown: the other questions that were made of a difference of these two.
        lost: marks whose words are no longer in the texts.
        kept: false where the two are files of no binder: marks are not kept then.
        together: pairs of sentences that the person tied: of what `tied` links are made by hand.
    """

    comparison: Comparison
    verdicts: dict[Axis, Mark] = field(default_factory=dict)
    tied: dict[int, Mark] = field(default_factory=dict)
    apart: tuple[tuple[int, int, Mark], ...] = ()
    asked: dict[int, tuple[str, ...]] = field(default_factory=dict)
    lost: tuple[Lost, ...] = ()
    unshown: tuple[Unshown, ...] = ()
    kept: bool = True
    together: tuple[tuple[int, int, Mark], ...] = ()

    @property
    def count(self) -> int:
        """How many marks are laid over it."""
        apart = {mark.id for _, _, mark in self.apart}
        tied = {m.id for m in self.tied.values()}
        return len(self.verdicts) + len(tied) + len(apart) + len(self.asked) + len(self.unshown)

    @property
    def questions(self) -> frozenset[str]:
        """The ids of all questions that were made of differences of these two."""
        return frozenset((*(q for ids in self.asked.values() for q in ids), *(one.question for one in self.unshown)))


@dataclass(frozen=True, slots=True)
class Cell:
    """What one opinion says on one axis, against the one that all are compared with.

    Attributes:
        verdict: None for the opinion that the others are compared with.  own: the person's own verdict.
        sure: as `AxisResult.sure`.
        why_not: why it could not be compared; then there are no quotes either.
    """

    quotes: tuple[Quote, ...] = ()
    verdict: Verdict | None = None
    own: Mark | None = None
    why_not: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One opinion in a matrix: whose it is, and what it says on each axis.

    Attributes:
        number: of the opinion in the binder; 0 where the texts are files.
        differ: how many firm differences there are to the opinion all are compared with.
        facility: as `OpinionText.facility`.
    """

    title: str
    author: str
    date: str
    record: str
    number: int
    cells: dict[Axis, Cell]
    differ: int = 0
    why_not: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Several opinions against one: axes by doctors. The first column is the one that all are compared with."""

    columns: tuple[Column, ...]
