"""Two opinions as a sheet to be read on paper: what stands in which table, before it is Markdown, HTML or PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from binder.model.citation import Span
from binder.model.clean import clean
from binder.model.comparison import Alone, Axis, AxisResult, Comparison, Difference, OpinionText, Quote, Tier
from binder.model.opinion import Column, Mark, Marked, Matrix, Why
from binder.model.passages import AXIS_LETTER, Block, Order, Side, blocks, ordered
from binder.model.spoken import (
    FIXED_WORDS,
    NOTHING_OF_IT,
    UNSURE_PAIR,
    opinion_name,
    place_words,
    rule_words,
    value_words,
    verdict_against,
    verdict_meaning,
    verdict_said,
    whose_opinion,
)

NOTHING = "nothing found"
_ORDER = "In A's order; what only B says follows what it follows there."
# The signs of the screen, in its words, so that the two can be laid beside each other.
_LEGEND = (
    "= word for word the same, ≈ other words and no difference found, ≠ differ, ≠? perhaps; on which axis: "
    + ", ".join(f"{AXIS_LETTER[axis]} {axis.value}" for axis in Axis)
    + "; +A +B only one says it, before one of several sentences: it adds something; ↑ ↓ stands earlier, later in B; "
    "( ) a weak link. Below a sign the numbers of its differences."
)
_YOURS = " By hand: & tied, ÷ taken apart, * on the question list."


class Ink(StrEnum):
    """How a piece of text stands on the sheet; colour only ever repeats what a letter or a glyph says."""

    PLAIN = ""
    STRONG = "strong"
    SMALL = "small"
    QUOTE_A = "a"
    QUOTE_B = "b"


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph inside a cell."""

    text: str
    ink: Ink = Ink.PLAIN


Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    ink: Ink = Ink.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the widths are parts of the whole."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


Part = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: a title and blocks, top to bottom."""

    title: str
    blocks: tuple[Part, ...]


def comparison_sheet(marked: Marked) -> Sheet:
    """Two opinions: the axes, each difference and passage with both quotes, what a person marked, what was left out."""
    c = marked.comparison
    return Sheet("Two opinions side by side", tuple(_parts(marked, c)))


def matrix_sheet(matrix: Matrix) -> Sheet:
    """Several opinions against one: axes by doctors, with quotes."""
    first, *others = matrix.columns
    rows = []
    for axis in Axis:
        cells: list[Cell] = [(Piece(axis.value.capitalize(), Ink.STRONG),)]
        cells.append(_quotes(first.cells[axis].quotes, Ink.QUOTE_A))
        for column in others:
            cell = column.cells[axis]
            if cell.why_not:
                cells.append((Piece("sealed, read blind", Ink.SMALL),))
                continue
            verdict = cell.verdict
            said = verdict_against(verdict, sure=cell.sure) if verdict else ""
            own = (Piece(own_words(cell.own), Ink.STRONG),) if cell.own else ()
            cells.append((Piece(said, Ink.STRONG), *own, *_quotes(cell.quotes, Ink.QUOTE_B)))
        rows.append(tuple(cells))
    head = ("On", *(column_name(column) for column in matrix.columns))
    parts: list[Part] = [
        Paragraph(f"All are compared with the first: {column_name(first)}.", Ink.SMALL),
        Table(head, tuple(rows), (2, *([5] * len(matrix.columns)))),
        *(Paragraph(column.why_not) for column in others if column.why_not),
        Paragraph(FIXED_WORDS, Ink.STRONG),
    ]
    return Sheet("Several opinions, one against all", tuple(parts))


def column_name(column: Column) -> str:
    """Whose opinion a column holds."""
    number = f"Opinion {column.number}: " if column.number else ""
    name = opinion_name(column.author, column.title)
    return f"{number}{name}" + (f", {column.date}" if column.date else "")


def own_words(mark: Mark) -> str:
    """A person's own verdict, with why and their note, beside what binder had said."""
    verdict = mark.verdict.label if mark.verdict else ""
    why = f", {mark.why.label}" if mark.why is not Why.UNKNOWN else ""
    note = f": {clean(mark.note)}" if mark.note else ""
    then = f" (binder then: {mark.machine})" if mark.machine else ""
    return f"family: {verdict}{why}{note}{then}"


# -- two opinions -----------------------------------------------------------------------------------------------------


def _parts(marked: Marked, c: Comparison) -> Iterator[Part]:
    yield Paragraph(f"A: {_who(c.a)}")
    yield Paragraph(f"B: {_who(c.b)}")
    yield Paragraph(FIXED_WORDS, Ink.STRONG)
    for warning in c.warnings:
        yield Paragraph(f"! {clean(warning)}", Ink.STRONG)
    yield Heading("Where they differ, axis by axis")
    yield Table(("On", "Found", "A says", "B says"), tuple(_axis_rows(marked, c)), (2, 4, 6, 6))
    firm = sum(1 for d in c.differences if d.tier is Tier.FIRM)
    yield Heading(f"Differences: {firm} sure, {len(c.differences) - firm} perhaps")
    if c.differences:
        rows = tuple(_difference_row(marked, n, d) for n, d in enumerate(c.differences))
        yield Table(("", "A writes", "B writes", "Rule"), rows, (2, 6, 6, 5))
    yield Heading("Both texts, passage by passage")
    yield Paragraph(f"{_ORDER} {_LEGEND}{_YOURS if marked.count else ''}", Ink.SMALL)
    yield Table(("", "A", "B"), tuple(_passage_rows(marked, c)), (2, 8, 8))
    if c.not_compared:
        yield Heading("Not compared, and why")
        for left in c.not_compared:
            yield Paragraph(clean(f"{left.where}: {left.why}"))
    if marked.unshown:
        yield Heading("On the question list, though no difference is shown there now")
        for one in marked.unshown:
            sides = [(side, spans[:1]) for side, spans in (("A", one.a), ("B", one.b)) if spans]
            where = "; ".join(f"{side} {place_words(spans, paged=True)}" for side, spans in sides)
            yield Paragraph(f"{one.question}: {where}")
    if marked.lost:
        yield Heading("Marks whose words are no longer there")
        for lost in marked.lost:
            yield Paragraph(clean(lost.words))
    if not marked.kept:
        yield Paragraph("These are files of no binder: marks on them are not kept.", Ink.SMALL)


def _who(text: OpinionText) -> str:
    pages = f"{len(text.pages)} page{'s' * (len(text.pages) != 1)}"
    known = (whose_opinion(text.author, text.title), text.date, text.record, pages)
    return ", ".join(clean(part) for part in known if part)


def _axis_rows(marked: Marked, c: Comparison) -> Iterator[tuple[Cell, ...]]:
    for result in c.axes:
        found = [
            Piece(verdict_said(result.verdict, sure=result.sure, refused=c.refused), Ink.STRONG),
            Piece(verdict_meaning(result.verdict, sure=result.sure), Ink.SMALL),
        ]
        if own := marked.verdicts.get(result.axis):
            found.append(Piece(own_words(own), Ink.STRONG))
        yield (
            (Piece(f"{AXIS_LETTER[result.axis]} {result.axis.value.capitalize()}", Ink.STRONG),),
            tuple(found),
            _silent(result, "a") + _quotes(result.a, Ink.QUOTE_A),
            _silent(result, "b") + _quotes(result.b, Ink.QUOTE_B),
        )


def _silent(result: AxisResult, side: Alone) -> Cell:
    """That one says nothing of what the other is quoted for first."""
    quoted = result.a if side == "a" else result.b
    return (Piece(NOTHING_OF_IT, Ink.SMALL),) if quoted and result.alone not in ("", side) else ()


def _quotes(quotes: Iterable[Quote], ink: Ink) -> Cell:
    """Each quote once, with the first place it stands at."""
    places: dict[str, Span] = {}
    for quote in quotes:
        places.setdefault(" ".join(clean(quote.words).split()), quote.at)
    if not places:
        return (Piece(NOTHING, Ink.SMALL),)
    return tuple(Piece(f"“{words}” ({place_words([span], paged=True)})", ink) for words, span in places.items())


def _difference_row(marked: Marked, number: int, difference: Difference) -> tuple[Cell, ...]:
    c = marked.comparison
    firm = difference.tier is Tier.FIRM
    axis = f"{AXIS_LETTER[difference.axis]} {difference.axis.value}" if difference.axis else ""
    rule = [Piece(rule_words(difference), Ink.SMALL)]
    if difference.link is not None:
        tie = "tied by hand" if difference.link in marked.tied else ""
        weak = UNSURE_PAIR if c.links[difference.link].weak else ""
        rule += [Piece(word, Ink.SMALL) for word in (tie or weak,) if word]
    if asked := marked.asked.get(number):
        rule.append(Piece(f"on the question list: {', '.join(asked)}", Ink.STRONG))
    return (
        (
            Piece(f"{number + 1} {'≠' if firm else '≠? perhaps'}", Ink.STRONG),
            *((Piece(axis, Ink.SMALL),) if axis else ()),
        ),
        _side(c.a, difference.a, difference.a_said, difference.a_value, Ink.QUOTE_A),
        _side(c.b, difference.b, difference.b_said, difference.b_value, Ink.QUOTE_B),
        tuple(rule),
    )


def _side(text: OpinionText, spans: tuple[Span, ...], said: str, value: str, ink: Ink) -> Cell:
    """The clause in which a difference marks words on one side, its place, and the value as understood."""
    if not spans:
        return (Piece(NOTHING, Ink.SMALL),)
    quote = " ".join(clean(said).split()) or " … ".join(_words(text, span) for span in spans)
    cell = [Piece(f"“{quote}”", ink), Piece(place_words(spans[:1], paged=True), Ink.SMALL)]
    value = value_words(value)
    if value and value.casefold() not in quote.casefold():
        cell.append(Piece(f"understood as {value}", Ink.SMALL))
    return tuple(cell)


def _words(text: OpinionText, span: Span) -> str:
    lines = next((lines for page, lines in text.pages if page == span.page), ())
    return " ".join(clean(lines[span.line - 1][span.start : span.end]).split()) if 0 < span.line <= len(lines) else ""


def _passage_rows(marked: Marked, c: Comparison) -> Iterator[tuple[Cell, ...]]:
    """Every passage of both, in the rows and with the signs that the screen has in A's order."""
    for block in ordered(blocks(c, marked), Order.A):
        yield (
            (*_sign(block), *_by_hand(marked, block)),
            _passages(block, Side.A, Ink.QUOTE_A),
            _passages(block, Side.B, Ink.QUOTE_B),
        )


def _sign(block: Block) -> Iterator[Piece]:
    """The sign of a row, and the numbers of the differences in it."""
    yield Piece(block.sign, Ink.STRONG)
    if here := sorted({*block.firm, *block.possible}):
        yield Piece(", ".join(str(n + 1) for n in here), Ink.SMALL)


def _by_hand(marked: Marked, block: Block) -> Iterator[Piece]:
    """What a person tied together and took apart here."""
    c = marked.comparison
    own = {passage.sentence for passage in block.a}
    tied = [mark for n, mark in marked.tied.items() if not own.isdisjoint(c.links[n].a)]
    for machine in dict.fromkeys(mark.machine for mark in tied):
        yield Piece(f"tied by hand (binder: {machine})", Ink.SMALL)
    for i, j, _ in (marked.apart[n] for n in block.apart):
        other, spans = ("B", c.b_sentences[j].spans) if i in own else ("A", c.a_sentences[i].spans)
        yield Piece(f"taken apart by hand from {other} {place_words(spans, paged=True)}", Ink.SMALL)


def _passages(block: Block, side: Side, ink: Ink) -> Cell:
    """The sentences of one side with their lines; before one of several that adds something its sign."""
    told = []
    for passage in block.side(side):
        words = " ".join(passage.text.split())
        adds = f"{sign} " if (sign := block.mark_of(passage)) else ""
        place = f" ({place_words(passage.spans, paged=True)})" if passage.pieces else ""
        told.append(Piece(adds + words + place, ink))
    return tuple(told) or (Piece(NOTHING, Ink.SMALL),)
