"""Two opinions as a sheet to be read on paper: what stands in which table, before it is Markdown, HTML or PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from binder.model.citation import Span
from binder.model.clean import clean
from binder.model.comparison import Axis, Comparison, Difference, Link, OpinionText, Quote, Sentence, Tier
from binder.model.opinion import Column, Mark, Marked, Matrix, Why
from binder.model.spoken import (
    FIXED_WORDS,
    UNSURE_PAIR,
    opinion_name,
    rule_words,
    value_words,
    verdict_against,
    verdict_meaning,
    verdict_said,
    whose_opinion,
)

NOTHING = "nothing found"


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


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: a title and blocks, top to bottom."""

    title: str
    blocks: tuple[Block, ...]


def comparison_sheet(marked: Marked) -> Sheet:
    """Two opinions: the axes, each difference and passage with both quotes, what a person marked, what was left out."""
    c = marked.comparison
    return Sheet("Two opinions side by side", tuple(_blocks(marked, c)))


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
    blocks: list[Block] = [
        Paragraph(f"All are compared with the first: {column_name(first)}.", Ink.SMALL),
        Table(head, tuple(rows), (2, *([5] * len(matrix.columns)))),
        *(Paragraph(column.why_not) for column in others if column.why_not),
        Paragraph(FIXED_WORDS, Ink.STRONG),
    ]
    return Sheet("Several opinions, one against all", tuple(blocks))


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


def _blocks(marked: Marked, c: Comparison) -> Iterator[Block]:
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
    yield Paragraph(
        "In A's order; what only B says follows what it follows there. = word for word the same, ≈ other words and no "
        f"difference found, ≠ differ, ≠? perhaps, +A +B only one, ( ) {UNSURE_PAIR}: perhaps not of one matter.",
        Ink.SMALL,
    )
    yield Table(("", "A", "B"), tuple(_passage_rows(marked, c)), (2, 8, 8))
    if c.not_compared:
        yield Heading("Not compared, and why")
        for left in c.not_compared:
            yield Paragraph(clean(f"{left.where}: {left.why}"))
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
            (Piece(result.axis.value.capitalize(), Ink.STRONG),),
            tuple(found),
            _quotes(result.a, Ink.QUOTE_A),
            _quotes(result.b, Ink.QUOTE_B),
        )


def _quotes(quotes: Iterable[Quote], ink: Ink) -> Cell:
    """Each quote once, with the first place it stands at."""
    places: dict[str, Span] = {}
    for quote in quotes:
        places.setdefault(" ".join(clean(quote.quote).split()), quote.at)
    if not places:
        return (Piece(NOTHING, Ink.SMALL),)
    return tuple(Piece(f"“{words}” ({_spoken(span)})", ink) for words, span in places.items())


def _spoken(span: Span) -> str:
    """Page and line in words, always both: on paper nobody can look up how many pages there were."""
    return f"page {span.page}, line {span.line}"


def _difference_row(marked: Marked, number: int, difference: Difference) -> tuple[Cell, ...]:
    c = marked.comparison
    firm = difference.tier is Tier.FIRM
    axis = difference.axis.value if difference.axis else ""
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
    cell = [Piece(f"“{quote}”", ink), Piece(_spoken(spans[0]), Ink.SMALL)]
    value = value_words(value)
    if value and value.casefold() not in quote.casefold():
        cell.append(Piece(f"understood as {value}", Ink.SMALL))
    return tuple(cell)


def _words(text: OpinionText, span: Span) -> str:
    lines = next((lines for page, lines in text.pages if page == span.page), ())
    return " ".join(clean(lines[span.line - 1][span.start : span.end]).split()) if 0 < span.line <= len(lines) else ""


def _passage_rows(marked: Marked, c: Comparison) -> Iterator[tuple[Cell, ...]]:
    """Every passage of both, in A's order; B's own ones after what they follow there."""
    in_a, in_b = (_differences_in(c, side) for side in "ab")
    links_of_a: dict[int, list[int]] = defaultdict(list)
    linked_b: dict[int, int] = {}
    for number, link in enumerate(c.links):
        links_of_a[min(link.a)].append(number)
        for j in link.b:
            linked_b.setdefault(j, number)
    after: dict[int, list[int]] = defaultdict(list)  # B's passages without a partner, by the link before them
    last = -1
    for j in range(len(c.b_sentences)):
        if j in linked_b:
            last = linked_b[j]
        else:
            after[last].append(j)
    yield from (_only_b(marked, j, in_b[j]) for j in after[-1])
    told = {i for link in c.links for i in link.a}
    for i, sentence in enumerate(c.a_sentences):
        if i not in told:
            mark = (*_glyph(c, "+A", in_a[i]), *_apart(marked, a=i))
            yield mark, _passage([sentence], Ink.QUOTE_A), (Piece(NOTHING, Ink.SMALL),)
        for number in links_of_a[i]:
            link = c.links[number]
            here = sorted({n for i in link.a for n in in_a[i]} | {n for j in link.b for n in in_b[j]})
            yield (
                _link_mark(marked, number, link, here),
                _passage([c.a_sentences[n] for n in link.a], Ink.QUOTE_A),
                _passage([c.b_sentences[n] for n in link.b], Ink.QUOTE_B),
            )
            yield from (_only_b(marked, j, in_b[j]) for j in after[number])


def _differences_in(c: Comparison, side: str) -> list[list[int]]:
    """For each sentence of a side the differences whose words stand in it."""
    sentences = c.a_sentences if side == "a" else c.b_sentences
    at: dict[tuple[int, int], list[tuple[int, Span]]] = defaultdict(list)
    for n, difference in enumerate(c.differences):
        for span in difference.a if side == "a" else difference.b:
            at[span.page, span.line].append((n, span))
    return [
        sorted({n for place in sentence.spans for n, span in at[place.page, place.line] if span.meets(place)})
        for sentence in sentences
    ]


def _glyph(c: Comparison, plain: str, differences: list[int]) -> Cell:
    """The sign of a row; where something differs in it "≠" or "≠?" and the numbers of the differences."""
    if not differences:
        return (Piece(plain, Ink.STRONG),)
    sign = "≠" if any(c.differences[n].tier is Tier.FIRM for n in differences) else "≠?"
    alone = plain if plain.startswith("+") else ""
    return Piece(f"{alone}{sign}", Ink.STRONG), Piece(", ".join(str(n + 1) for n in differences), Ink.SMALL)


def _only_b(marked: Marked, j: int, differences: list[int]) -> tuple[Cell, ...]:
    c = marked.comparison
    mark = (*_glyph(c, "+B", differences), *_apart(marked, b=j))
    return mark, (Piece(NOTHING, Ink.SMALL),), _passage([c.b_sentences[j]], Ink.QUOTE_B)


def _apart(marked: Marked, a: int | None = None, b: int | None = None) -> Cell:
    """What a person took apart here."""
    c = marked.comparison
    found = [(i, j) for i, j, _ in marked.apart if a == i or b == j]
    words = [
        f"taken apart by hand from B {_spoken(c.b_sentences[j].spans[0])}"
        if a is not None
        else f"taken apart by hand from A {_spoken(c.a_sentences[i].spans[0])}"
        for i, j in found
    ]
    return tuple(Piece(one, Ink.SMALL) for one in words)


def _link_mark(marked: Marked, number: int, link: Link, differences: list[int]) -> Cell:
    sign, *numbers = _glyph(marked.comparison, "=" if link.same else "≈", differences)
    cell = [Piece(f"({sign.text})" if link.weak else sign.text, Ink.STRONG), *numbers]
    if mark := marked.tied.get(number):
        cell.append(Piece(f"tied by hand (binder: {mark.machine})", Ink.SMALL))
    return (*cell, *_apart(marked, a=min(link.a))) if link.a else tuple(cell)


def _passage(sentences: list[Sentence], ink: Ink) -> Cell:
    pieces = []
    for sentence in sentences:
        place = f" ({_spoken(sentence.spans[0])})" if sentence.spans else ""
        pieces.append(Piece(" ".join(clean(sentence.text).split()) + place, ink))
    return tuple(pieces)
