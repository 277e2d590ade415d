"""Two opinions laid side by side: what was aligned, where they differ, and what could not be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from binder.model.citation import Span

Alone = Literal["", "a", "b"]


class Axis(StrEnum):
    """What second opinions are compared on."""

    DIAGNOSIS = "diagnosis"
    STAGING = "staging"
    TREATMENT = "treatment"
    TIMING = "timing"


class Verdict(StrEnum):
    """The literature's words (Naessens 2017; Guerin, AJNR 36:24); never who is right."""

    NO_DIFFERENCE_FOUND = "no_difference_found"
    REFINED = "refined"
    DIFFERENT = "different"
    ONLY_A = "only_a"
    ONLY_B = "only_b"
    NEITHER_SAYS = "neither_says"
    COULD_NOT_COMPARE = "could_not_compare"

    @property
    def label(self) -> str:
        """The words shown to a person."""
        return {"only_a": "only A", "only_b": "only B"}.get(self.value, self.value.replace("_", " "))

    @property
    def glyph(self) -> str:
        """At most two cells; never the only sign."""
        return {"no_difference_found": "≈", "refined": "~", "different": "≠", "only_a": "+A", "only_b": "+B",
                "neither_says": "·", "could_not_compare": "?"}[self.value]  # fmt: skip


class Tier(StrEnum):
    """How sure a difference is: a screen calls firm ones sure, the others perhaps."""

    FIRM = "firm"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an opinion: where it stands and under which heading."""

    text: str
    spans: tuple[Span, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Passages that speak of the same matter: indices into the two lists of sentences.

    Attributes:
        strength: 0 to 1.  weak: drawn as unsure.  moved: stands elsewhere in the other's order.
        same: word for word the same after normalisation.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    strength: float
    weak: bool = False
    moved: bool = False
    same: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Something one opinion says otherwise than the other, or that only one says.

    Attributes:
        a, b: the words in either text; empty where that side is silent.
        a_value, b_value: the values as understood ("28 days"); empty where it is only words.
        a_said, b_said: the clause in which the words stand, to be read by itself.
        a_advice, b_advice: of a treatment the clause that advises, where the words stand in what is only granted
            ("this would be easier, but ..."); else empty.
        rule: the name of the rule, in words a person can read.  link: index into links, or None.
    """

    tier: Tier
    axis: Axis | None
    kind: str
    rule: str
    a: tuple[Span, ...] = ()
    b: tuple[Span, ...] = ()
    a_value: str = ""
    b_value: str = ""
    link: int | None = None
    a_said: str = ""
    b_said: str = ""
    a_advice: str = ""
    b_advice: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an opinion as they stand there, over the end of a line too.

    Attributes:
        spans: where they stand, a stretch for each line.  quote: the words.
        at: where that begins which they are quoted for.
        core: from and to which of their characters they are quoted for: what stays in sight where they are cut.
        firm: those are a sure difference.
        record: id of the record; empty while the text belongs to no binder.
        cut_before, cut_behind: whether its clause goes on there.
    """

    spans: tuple[Span, ...]
    quote: str
    at: Span
    core: tuple[int, int] = (0, 0)
    firm: bool = False
    record: str = ""
    cut_before: bool = False
    cut_behind: bool = False

    @property
    def words(self) -> str:
        """The words as they are shown: with a sign where the clause goes on."""
        return "…" * self.cut_before + self.quote + "…" * self.cut_behind

    @property
    def page(self) -> int:
        """On which page that stands which they are quoted for, from 1."""
        return self.at.page

    @property
    def line(self) -> int:
        """On which line, from 1."""
        return self.at.line


@dataclass(frozen=True, slots=True)
class AxisResult:
    """What was found on one axis, with quotes from both texts.

    Attributes:
        a, b: the first of each are the two halves of a difference where one is shown, else what answers to one another.
        sure: False where the two are said to differ, and no difference shown of it is sure: they perhaps do.
        alone: whose first quote has no other half, if one has none: nothing was found of it in the other opinion.
    """

    axis: Axis
    verdict: Verdict
    a: tuple[Quote, ...] = ()
    b: tuple[Quote, ...] = ()
    sure: bool = True
    alone: Alone = ""


@dataclass(frozen=True, slots=True)
class NotCompared:
    """Something left out of the comparison, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class OpinionText:
    """One opinion as the comparison takes it in.

    Attributes:
        pages: (page number, lines) in order.
        facility: the hospital or practice it comes from, where that is known.
    """

    title: str
    pages: tuple[tuple[int, tuple[str, ...]], ...]
    author: str = ""
    date: str = ""
    record: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole result; pure data.

    Attributes:
        whole: False of the beginning of long texts, while the rest is still being compared.
        refused: the two cannot be compared: two patients, two sides, no text ...; the warnings say why.
    """

    a: OpinionText
    b: OpinionText
    a_sentences: tuple[Sentence, ...]
    b_sentences: tuple[Sentence, ...]
    axes: tuple[AxisResult, ...]
    links: tuple[Link, ...]
    differences: tuple[Difference, ...]
    wording: tuple[tuple[tuple[Span, ...], tuple[Span, ...]], ...] = ()
    only_a: tuple[int, ...] = ()
    only_b: tuple[int, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    whole: bool = True
    refused: bool = False
