"""Passages of two opinions and the blocks that put what speaks of the same matter side by side. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from binder.model.citation import Span
from binder.model.clean import clean
from binder.model.comparison import Axis, Comparison, Difference, OpinionText, Sentence, Tier
from binder.model.opinion import Marked

AXIS_LETTER = {Axis.DIAGNOSIS: "D", Axis.STAGING: "S", Axis.TREATMENT: "T", Axis.TIMING: "M"}


class Side(StrEnum):
    """One of the two doctors."""

    A = "a"
    B = "b"

    @property
    def other(self) -> Side:
        """The other doctor."""
        return Side.B if self is Side.A else Side.A


class Order(StrEnum):
    """In whose order the passages are read."""

    A = "A's order"
    B = "B's order"
    AXIS = "by axis"

    @property
    def side(self) -> Side:
        """The side that is read from top to bottom."""
        return Side.B if self is Order.B else Side.A

    @property
    def next(self) -> Order:
        """The order after this one."""
        orders = list(Order)
        return orders[(orders.index(self) + 1) % len(orders)]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage that stands on one line of the document.

    Attributes:
        offset: where it begins in the passage's text.  page, line: from 1.  start, end: columns of the line.
    """

    offset: int
    page: int
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as it stands in the document, joined over its lines.

    Attributes:
        number: its place among the passages of its side, from 0.  sentence: of the comparison's, or -1 for none.
        text: clean; the document's own characters, runs of blanks shortened to two.
    """

    side: Side
    number: int
    text: str
    pieces: tuple[Piece, ...]
    heading: str = ""
    sentence: int = -1

    @property
    def spans(self) -> tuple[Span, ...]:
        """The same stretches as places of the document."""
        return tuple(Span(piece.page, piece.line, piece.start, piece.end) for piece in self.pieces)

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it begins in the document: page, line, column."""
        return (self.pieces[0].page, self.pieces[0].line, self.pieces[0].start) if self.pieces else (0, 0, self.number)

    def ranges(self, spans: Iterable[Span]) -> list[tuple[int, int]]:
        """Where the spans lie in the text, as (start, end) offsets; spans elsewhere give nothing."""
        found: list[tuple[int, int]] = []
        for span in spans:
            for piece in self.pieces:
                if (piece.page, piece.line) == (span.page, span.line):
                    start, end = max(piece.start, span.start), min(piece.end, span.end)
                    if start < end:
                        shift = piece.offset - piece.start
                        found.append((start + shift, end + shift))
        return _joined(found, self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """Passages that speak of the same matter, or one passage that nothing lined up with.

    Attributes:
        firm, possible: indices into the comparison's differences that touch it.
        wording: indices into the comparison's wording.
        arrow: where the other side's passage stands in its own order ("↑" earlier, "↓" later), or empty.
        same: word for word the same.  weak: the link is unsure.
        tied: a person tied this together.  apart: indices into what a person took apart here.
        asked: ids of the questions that were made of its differences, also of such as are shown no longer.
        adds: passages (side, number) of several on their side that say something the other does not, and whether that
            is sure.
    """

    a: tuple[Passage, ...] = ()
    b: tuple[Passage, ...] = ()
    firm: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    wording: tuple[int, ...] = ()
    moved: bool = False
    weak: bool = False
    same: bool = False
    arrow: str = ""
    axes: tuple[Axis, ...] = ()
    tied: bool = False
    apart: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()
    adds: Mapping[tuple[Side, int], bool] = field(default_factory=dict)

    def side(self, side: Side) -> tuple[Passage, ...]:
        """The passages of one side, maybe none."""
        return self.a if side is Side.A else self.b

    @property
    def linked(self) -> bool:
        """Whether both sides speak here."""
        return bool(self.a and self.b)

    @property
    def plain(self) -> bool:
        """Whether both sides speak here and no difference was found, not even a possible one."""
        return self.linked and not self.firm and not self.possible

    @property
    def mark(self) -> str:
        """What the gutter shows: of more than two axes the first letter and a plus, since it has seven cells."""
        letters = "".join(AXIS_LETTER[axis] for axis in self.axes)
        return self._signed(letters if len(letters) <= 2 else letters[0] + "+")

    @property
    def sign(self) -> str:
        """The same with the letters of all its axes, where there is room: on paper."""
        return self._signed("".join(AXIS_LETTER[axis] for axis in self.axes))

    def mark_of(self, passage: Passage) -> str:
        """What the gutter shows beside one of several passages of a side: that it adds something; "+B?" if perhaps."""
        sure = self.adds.get((passage.side, passage.number))
        return "" if sure is None else f"+{passage.side.upper()}{'' if sure else '?'}"

    def _signed(self, letters: str) -> str:
        """Glyph, letters of the axes, brackets for a weak link, an arrow; & tied together, ÷ taken apart, * asked."""
        by_hand = ("&" if self.tied else "") + ("÷" if self.apart else "") + ("*" if self.asked else "")
        return self._found(letters) + by_hand

    def _found(self, letters: str) -> str:
        if self.linked:
            glyph = "≠" if self.firm else "≠?" if self.possible else "=" if self.same else "≈"
            mark = glyph + (letters if self.firm or self.possible else "")
            return (f"({mark})" if self.weak else mark) + self.arrow
        only = "+A" if self.a else "+B"
        return only + ("≠" + letters[:1] if self.firm else "?" if self.possible else "")


def _joined(ranges: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Ranges in order, those that only blanks part made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _lines_of(text: OpinionText) -> dict[tuple[int, int], str]:
    return {(page, n): clean(line) for page, lines in text.pages for n, line in enumerate(lines, 1)}


def _chunks(line: str, span: Span) -> Iterable[Span]:
    """The span without outer blanks, cut where three blanks or more stand together (a table's columns)."""
    at, end = span.start, min(span.end, len(line))
    while at < end:
        stop = line.find("   ", at, end)
        stop = end if stop < 0 else stop
        words = line[at:stop]
        inner = words.strip()
        if inner:
            start = at + words.index(inner)
            yield Span(span.page, span.line, start, start + len(inner))
        at = stop + 1


def _joint(text: str, last: Span | None, chunk: Span, first: str) -> str:
    """What stands between two stretches of a passage: a blank, two in a table, none inside a word."""
    if last is None or not text:
        return ""
    if (last.page, last.line) == (chunk.page, chunk.line):
        return " " * max(0, min(2, chunk.start - last.end))
    return "" if text.endswith("-") and first.islower() else " "


def _passage(side: Side, number: int, index: int, sentence: Sentence, lines: dict[tuple[int, int], str]) -> Passage:
    text, pieces = "", list[Piece]()
    last: Span | None = None
    for span in sentence.spans:
        line = lines.get((span.page, span.line), "")
        for chunk in _chunks(line, span):
            text += _joint(text, last, chunk, line[chunk.start])
            pieces.append(Piece(len(text), chunk.page, chunk.line, chunk.start, chunk.end))
            text += line[chunk.start : chunk.end]
            last = chunk
    return Passage(side, number, text or clean(sentence.text), tuple(pieces), clean(sentence.heading).strip(), index)


def _strays(sentences: Sequence[Sentence], wanted: Iterable[Span]) -> list[Sentence]:
    """Sentences made of spans that lie in no sentence, so that no difference is without a place on the screen."""
    held = defaultdict(list)
    for sentence in sentences:
        for span in sentence.spans:
            held[span.page, span.line].append((span.start, span.end))
    stray = {
        span
        for span in wanted
        if span.start < span.end
        and not any(start < span.end and span.start < end for start, end in held[span.page, span.line])
    }
    return [Sentence("", (span,)) for span in sorted(stray)]


def passages(comparison: Comparison, side: Side) -> tuple[list[Passage], list[int]]:
    """The passages of one side in its own order, and for each sentence the number of its passage."""
    text = comparison.a if side is Side.A else comparison.b
    sentences = comparison.a_sentences if side is Side.A else comparison.b_sentences
    spans = [s for d in comparison.differences for s in (d.a if side is Side.A else d.b)]
    lines = _lines_of(text)
    every = list(enumerate(sentences)) + [(-1, s) for s in _strays(sentences, spans)]
    if len(every) > len(sentences):
        every.sort(key=lambda pair: pair[1].spans[:1])
    found, number_of = list[Passage](), [0] * len(sentences)
    for number, (index, sentence) in enumerate(every):
        if index >= 0:
            number_of[index] = number
        found.append(_passage(side, number, index, sentence, lines))
    return found, number_of


class _Groups:
    """Sentences joined by links, link by link (union-find)."""

    def __init__(self, a_count: int, b_count: int) -> None:
        self.a_count = a_count
        self.parent = list(range(a_count + b_count))

    def find(self, node: int) -> int:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def join(self, nodes: Sequence[int]) -> None:
        for node in nodes[1:]:
            self.parent[self.find(node)] = self.find(nodes[0])


def blocks(comparison: Comparison, marked: Marked | None = None) -> list[Block]:
    """Every passage of both sides in exactly one block, blocks in no particular order.

    Args:
        marked: the same comparison with what a person marked on it.
    """
    a_passages, a_of = passages(comparison, Side.A)
    b_passages, b_of = passages(comparison, Side.B)
    groups = _Groups(len(a_passages), len(b_passages))
    nodes_of_link = []
    for link in comparison.links:
        nodes = [a_of[i] for i in link.a] + [groups.a_count + b_of[i] for i in link.b]
        nodes_of_link.append(nodes)
        groups.join(nodes)
    members: dict[int, tuple[list[Passage], list[Passage]]] = defaultdict(lambda: ([], []))
    for node, passage in enumerate(a_passages + b_passages):
        members[groups.find(node)][passage.side is Side.B].append(passage)
    links_of = defaultdict(list)
    tied: set[int] = set()
    for number, (link, nodes) in enumerate(zip(comparison.links, nodes_of_link, strict=True)):
        if nodes:
            links_of[groups.find(nodes[0])].append(link)
            if marked is not None and number in marked.tied:
                tied.add(groups.find(nodes[0]))
    apart = defaultdict(list)
    for number, (i, j, _) in enumerate(marked.apart if marked is not None else ()):
        for root in {groups.find(a_of[i]), groups.find(groups.a_count + b_of[j])}:
            apart[root].append(number)
    made = []
    for root, (a, b) in members.items():
        links = links_of[root]
        made.append(
            Block(
                tuple(a),
                tuple(b),
                moved=any(link.moved for link in links),
                weak=any(link.weak for link in links),
                same=bool(links) and all(link.same for link in links),
                tied=root in tied,
                apart=tuple(apart[root]),
            )
        )
    return _with_differences(comparison, made, marked or Marked(comparison))


def _with_differences(comparison: Comparison, made: list[Block], marked: Marked) -> list[Block]:
    """Tell each block which differences, wordings and questions touch it."""
    at: dict[tuple[Side, int, int], list[int]] = defaultdict(list)
    for index, block in enumerate(made):
        for passage in (*block.a, *block.b):
            for piece in passage.pieces:
                if index not in at[passage.side, piece.page, piece.line]:
                    at[passage.side, piece.page, piece.line].append(index)

    def touched(a: Iterable[Span], b: Iterable[Span]) -> set[int]:
        return {
            index
            for side, spans in ((Side.A, a), (Side.B, b))
            for span in spans
            for index in at[side, span.page, span.line]
            if any(passage.ranges([span]) for passage in made[index].side(side))
        }

    firm: dict[int, list[int]] = defaultdict(list)
    possible: dict[int, list[int]] = defaultdict(list)
    wording: dict[int, list[int]] = defaultdict(list)
    asked: dict[int, list[str]] = defaultdict(list)
    for number, difference in enumerate(comparison.differences):
        for index in touched(difference.a, difference.b):
            (firm if difference.tier is Tier.FIRM else possible)[index].append(number)
            asked[index] += marked.asked.get(number, ())
    for question in marked.unshown:
        for index in touched(question.a, question.b):
            asked[index].append(question.question)
    for number, (a, b) in enumerate(comparison.wording):
        for index in touched(a, b):
            wording[index].append(number)
    return [
        replace(
            block,
            firm=tuple(firm[i]),
            possible=tuple(possible[i]),
            wording=tuple(wording[i]),
            axes=_axes(comparison.differences, firm[i] or possible[i]),
            asked=tuple(dict.fromkeys(asked[i])),
            adds=_adds(block, [comparison.differences[n] for n in (*possible[i], *firm[i])]),
        )
        for i, block in enumerate(made)
    ]


def _adds(block: Block, differences: Sequence[Difference]) -> dict[tuple[Side, int], bool]:
    """As `Block.adds`."""
    found = {}
    for difference in differences:
        side = Side.B if difference.b else Side.A
        if block.linked and len(block.side(side)) > 1 and not (difference.a and difference.b):
            for passage in block.side(side):
                if passage.ranges(difference.b or difference.a):
                    found[side, passage.number] = difference.tier is Tier.FIRM
    return found


def _axes(differences: Sequence[Difference], numbers: Sequence[int]) -> tuple[Axis, ...]:
    found = {differences[number].axis for number in numbers}
    return tuple(axis for axis in Axis if axis in found)


def ordered(made: Sequence[Block], order: Order) -> list[Block]:
    """The blocks in reading order; what only the other side says follows what it follows there."""
    side = order.side
    lead = sorted((b for b in made if b.side(side)), key=lambda b: b.side(side)[0].number)
    place = {id(block): index for index, block in enumerate(lead)}
    after: dict[int, list[Block]] = defaultdict(list)
    anchor, seen = -1, set()
    by_passage = sorted(((p.number, block) for block in made for p in block.side(side.other)), key=lambda pair: pair[0])
    for _, block in by_passage:
        if id(block) in place:
            anchor = place[id(block)]
        elif id(block) not in seen:
            seen.add(id(block))
            after[anchor].append(block)
    found = list(after[-1])
    for index, block in enumerate(lead):
        found += [block, *after[index]]
    found = _with_arrows(found, side)
    if order is Order.AXIS:
        rank = {axis: index for index, axis in enumerate(Axis)}
        found.sort(key=lambda b: rank[b.axes[0]] if b.axes else len(rank))
    return found


def _with_arrows(found: list[Block], side: Side) -> list[Block]:
    """Mark moved blocks by where the other side's passage stands against the unmoved ones before it."""
    marked, reached = [], -1
    for block in found:
        if block.linked:
            here = block.side(side.other)[0].number
            if block.moved:
                block = replace(block, arrow="↑" if here < reached else "↓")
            else:
                reached = max(reached, here)
        marked.append(block)
    return marked
