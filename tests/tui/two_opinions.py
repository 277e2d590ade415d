"""Two short made-up opinions and their comparison written by hand: what a test of the screen needs to know for sure."""

from __future__ import annotations

from collections.abc import Sequence

from binder.model.citation import Span
from binder.model.comparison import (
    Axis,
    AxisResult,
    Comparison,
    Difference,
    Link,
    NotCompared,
    OpinionText,
    Quote,
    Sentence,
    Tier,
    Verdict,
)

Pages = tuple[tuple[int, tuple[str, ...]], ...]

A_PAGES: Pages = (
    (
        1,
        (
            "DIAGNOSIS",
            "Invasive ductal carcinoma of the left breast, grade 2.",
            "The margins are clear.",
            "STAGE",
            "Clinical stage IIA, because the axillary ultrasound shows no suspicious",
            "lymph nodes and there is no evidence of spread.",
            "PLAN",
            "Surgery should take place within 4 weeks.",
            "Chemotherapy is not recommended at this time.",
            "A social worker will call the family about help at home.",
        ),
    ),
    (2, ("Letrozole 2.5 mg daily will follow.", "Her performance status is good.")),
)
B_PAGES: Pages = (
    (
        1,
        (
            "SUMMARY",
            "Her performance status is good.",
            "I would give chemotherapy first.",
            "FINDINGS",
            "The left breast holds an invasive ductal carcinoma, which I read as grade 3.",
            "The cut edges hold no tumour.",
            "This makes the clinical stage IIB.",
            "Treatment should start within 2 weeks.",
            "I suggest that she sees a geneticist, since two of her aunts had breast",
            "cancer before they were fifty.",
            "An aromatase inhibitor comes later.",
        ),
    ),
)


def _find(pages: Pages, words: str, start: int = 0) -> Span:
    for page, lines in pages:
        for number, line in enumerate(lines, 1):
            if words in line:
                at = line.index(words, start)
                return Span(page, number, at, at + len(words))
    raise AssertionError(words)


def _sentences(pages: Pages) -> tuple[Sentence, ...]:
    """A sentence a line, or two lines where the first does not end in a full stop."""
    found: list[Sentence] = []
    heading, spans, text = "", list[Span](), ""
    for page, lines in pages:
        for number, line in enumerate(lines, 1):
            if line.isupper():
                heading = line
                continue
            spans.append(Span(page, number, 0, len(line)))
            text = f"{text} {line}".strip()
            if line.endswith("."):
                found.append(Sentence(text, tuple(spans), heading))
                spans, text = [], ""
    return tuple(found)


def _cited(pages: Pages, record: str, words: Sequence[str]) -> tuple[Quote, ...]:
    return tuple(
        Quote((at,), quote, at, (0, len(quote)), firm=True, record=record)
        for quote, at in ((quote, _find(pages, quote)) for quote in words)
    )


def two_opinions(
    staging: tuple[Sequence[str], Sequence[str]] = (("IIA",), ("IIB",)),
    a_record: str = "R1",
    b_record: str = "R2",
) -> Comparison:
    """Four firm differences (grade, stage, chemotherapy, start), one possible, one passage only in each."""
    if "T2" in staging[0]:
        a_pages = _with(A_PAGES, "Clinical stage IIA,", "Clinical T2 stage IIA,")
        b_pages = _with(B_PAGES, "clinical stage IIB", "clinical T2 stage IIB")
    else:
        a_pages, b_pages = A_PAGES, B_PAGES

    def difference(axis: Axis, kind: str, rule: str, a: str, b: str, values: tuple[str, str], link: int) -> Difference:
        tier = Tier.FIRM if kind != "drug" else Tier.POSSIBLE
        return Difference(tier, axis, kind, rule, (_find(a_pages, a),), (_find(b_pages, b),), *values, link)

    a_sentences, b_sentences = _sentences(a_pages), _sentences(b_pages)
    links = (
        Link((0,), (2,), 0.8),
        Link((1,), (3,), 0.08, weak=True),
        Link((2,), (4,), 0.6),
        Link((3,), (5,), 0.7),
        Link((4,), (1,), 0.5, moved=True),
        Link((6,), (7,), 0.4),
        Link((7,), (0,), 1.0, moved=True, same=True),
    )
    differences = (
        difference(Axis.DIAGNOSIS, "grade", "grade", "grade 2", "grade 3", ("2", "3"), 0),
        difference(Axis.STAGING, "stage", "stage", "IIA", "IIB", ("IIA", "IIB"), 2),
        difference(Axis.TIMING, "time", "when to start", "4 weeks", "2 weeks", ("28 days", "14 days"), 3),
        difference(Axis.TREATMENT, "negation", "recommended or not", "not recommended", "give", ("no", "yes"), 4),
        difference(Axis.TREATMENT, "drug", "drug", "Letrozole", "aromatase inhibitor", ("letrozole", ""), 5),
    )
    wording = (((_find(a_pages, "margins are clear"),), (_find(b_pages, "cut edges hold no tumour"),)),)
    axes = (
        AxisResult(Axis.DIAGNOSIS, Verdict.REFINED, _cited(a_pages, a_record, ["grade 2"]),
                   _cited(b_pages, b_record, ["grade 3"])),
        AxisResult(Axis.STAGING, Verdict.DIFFERENT, _cited(a_pages, a_record, staging[0]),
                   _cited(b_pages, b_record, staging[1])),
        AxisResult(Axis.TREATMENT, Verdict.DIFFERENT, _cited(a_pages, a_record, ["not recommended"]),
                   _cited(b_pages, b_record, ["give"])),
        AxisResult(Axis.TIMING, Verdict.DIFFERENT, _cited(a_pages, a_record, ["4 weeks"]),
                   _cited(b_pages, b_record, ["2 weeks"])),
    )  # fmt: skip
    return Comparison(
        OpinionText("Opinion of Dr. One", a_pages, "Dr. One", "2026-03-02", a_record),
        OpinionText("Opinion of Dr. Two", b_pages, "Dr. Two", "2026-03-24", b_record),
        a_sentences, b_sentences, axes, links, differences, wording, (5,), (6,),
        (NotCompared("B page 2", "a table"),),
    )  # fmt: skip


def _with(pages: Pages, old: str, new: str) -> Pages:
    return tuple((number, tuple(line.replace(old, new) for line in lines)) for number, lines in pages)
