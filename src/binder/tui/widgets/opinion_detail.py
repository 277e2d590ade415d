"""What the cursor stands on, in words: a difference with its values and the rule behind it, or a passage. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from binder.model.citation import Span
from binder.model.clean import clean
from binder.model.comparison import Comparison, Difference, OpinionText
from binder.model.opinion import Marked
from binder.model.passages import Block, Side
from binder.model.spoken import UNSURE_PAIR, lines_at, pair_words, place_words, rule_words, value_words
from binder.tui.widgets.opinion_axes import cells
from binder.tui.widgets.opinion_rows import Layout, Run, paged, unparted, wrapped

Words = tuple[Run, ...]
_GAP = Run("   ")
_DOT = Run(" · ", "dim")


class Told(StrEnum):
    """How much of either side is told: its clause ("5 mg" alone does not say of what), its words or its value."""

    CLAUSE = "clause"
    WORDS = "words"
    VALUE = "value"


def difference_words(marked: Marked, layout: Layout, number: int, told: Told = Told.WORDS) -> list[Words]:
    """A difference: which of how many, then either side with its place, words and value, then the rule, then a link
    that is not sure and what a person did.

    Args:
        told: how much of either side; a value without the words, which the passage itself shows, takes least room.
    """
    comparison = marked.comparison
    difference = comparison.differences[number]
    position = _position(layout, number)
    axis = f" · {difference.axis.value.capitalize()}" if difference.axis else ""
    link = comparison.links[difference.link] if difference.link is not None else None
    tie = "" if link is None or not link.weak else UNSURE_PAIR
    if difference.link in marked.tied:
        tie = f"tied by you (binder: {pair_words(marked.tied[difference.link].machine)})"
    asked = marked.asked.get(number, ())
    also = [*([tie] if tie else []), *([f"on the question list: {', '.join(asked)}"] if asked else [])]
    first = (Run(f" {position}", "strong"), Run(axis))
    sides = [_side_words(comparison, difference, side, told) for side in Side]
    rule = (Run(f"why: {clean(rule_words(difference))}", "dim"),)
    return [first, *sides, rule, (Run(" · ".join(also), "dim"),) if also else ()]


def _position(layout: Layout, number: int) -> str:
    """Which of how many it is, and whether it is sure: "difference 3 of 26, sure (5 on paper)".

    On paper it has the number that it has for `binder compare` too, whatever the order on the screen.
    """
    numbers = [stop.number for stop in layout.stops]
    if number not in numbers:
        return "difference"
    place = numbers.index(number)
    how = "sure" if layout.stops[place].firm else "perhaps"
    on_paper = "" if place == number else f" ({number + 1} on paper)"
    return f"difference {place + 1} of {len(numbers)}, {how}{on_paper}"


def _side_words(comparison: Comparison, difference: Difference, side: Side, told: Told) -> Words:
    text = comparison.a if side is Side.A else comparison.b
    spans = difference.a if side is Side.A else difference.b
    value = value_words(difference.a_value if side is Side.A else difference.b_value)
    said = clean(difference.a_said if side is Side.A else difference.b_said)
    if not spans:
        return (Run(f"{side.upper()} ", side), Run("nothing found", "dim"))
    quote = clean(" ".join(words for span in spans if (words := _words_at(text, span))))
    runs = [Run(f"{side.upper()} {place_words(spans[:1], paged=len(text.pages) > 1)} ", side), Run(f"“{quote}”")]
    if told is Told.CLAUSE and said:
        meant = value.partition(" = ")[2] or (value if value.casefold() not in said.casefold() else "")
        runs[-1] = Run(f"“{said}”" + (f" = {meant}" if meant else ""))
    elif told is Told.VALUE and value:
        runs = [Run(f"{side.upper()} {lines_at(spans[:1], paged=paged(comparison))} ", side), Run(value)]
    elif said and not value:
        runs[-1] = Run(f"“{said}”")
    elif value.replace(" … ", " ").casefold() == quote.casefold():
        runs[-1] = Run(f"“{value}”")
    elif value.casefold().startswith(f"{quote} = ".casefold()):
        runs.append(Run(value[len(quote) :]))
    elif value:
        runs.append(Run(f" = {value}"))
    return tuple(runs)


def _words_at(text: OpinionText, span: Span) -> str:
    for page, lines in text.pages:
        if page == span.page and 0 < span.line <= len(lines):
            return lines[span.line - 1][span.start : span.end]
    return ""


def block_words(block: Block, marked: Marked | None = None) -> list[Words]:
    """A block without a current difference: what the gutter says, in words, and what a person did here."""
    if not block.linked:
        side = Side.A if block.a else Side.B
        what = f"only {side.upper()} says this: nothing like it was found in {side.other.upper()}"
    elif block.firm:
        what = "differ: n shows in what"
    elif block.possible:
        what = "perhaps differ: n shows in what"
    else:
        what = "word for word the same" if block.same else "other words, no difference found"
    told = [f"{UNSURE_PAIR}: look whether they speak of one thing"] if block.linked and block.weak else []
    told += ["moved (m)"] if block.moved else []
    if marked is not None:
        machine = {mark.machine for n, mark in marked.tied.items() if block.tied and _holds(marked, n, block)}
        told += [f"tied by you (binder: {pair_words(one)})" for one in sorted(machine)]
        told += dict.fromkeys(_apart_words(marked, block, number) for number in block.apart)
    told += [f"on the question list: {', '.join(block.asked)}"] if block.asked else []
    first = (Run(f" {what}", "strong"),)
    return [first, (Run(" · ".join(told), "dim"),)] if told else [first]


def _holds(marked: Marked, number: int, block: Block) -> bool:
    return bool({p.sentence for p in block.a} & set(marked.comparison.links[number].a))


def _apart_words(marked: Marked, block: Block, number: int) -> str:
    i, j, mark = marked.apart[number]
    c = marked.comparison
    mine = any(p.sentence == i for p in block.a)
    text, spans = (c.b, c.b_sentences[j].spans) if mine else (c.a, c.a_sentences[i].spans)
    where = f"{'B' if mine else 'A'} {place_words(spans, paged=len(text.pages) > 1)}"
    return f"taken apart by you from {where} (binder: {pair_words(mark.machine)})"


def detail_rows(parts: Sequence[Words], enter: str, width: int, least: int = 2) -> list[Words]:
    """What the cursor stands on: what it is, where it stands, the rule, what Enter opens; in as many rows as hold it.

    Args:
        parts: as `difference_words` and `block_words` give them: what it is, the sides, the rule, the link; or what it
            is and what is told of it.
        least: rows there are in any case; with three the sides have one of their own.
    """
    first, *rest = parts
    end = (Run(enter, "dim"),)
    if len(rest) < 3:
        return _filled([first, *rest, end], width)
    *sides, rule, told = rest
    if least < 3 and cells(beside := _joined((first, *sides), _GAP)) <= width:
        return [beside, *_filled([rule, told, end], width)]
    alone = cells(_joined((first, told, end), _DOT)) > width
    head = _filled([first, *([] if alone else [told]), end], width)
    both = (Run(" "), *_joined(sides, _GAP))
    said = [both] if cells(both) <= width else [row for side in sides for row in _broken(side, width)]
    return [*head, *said, *_filled([rule, *([told] if alone else [])], width)]


def _joined(parts: Iterable[Words], joint: Run) -> Words:
    return tuple(run for n, part in enumerate(filter(None, parts)) for run in ((joint, *part) if n else part))


def _filled(parts: Sequence[Words], width: int) -> list[Words]:
    """Parts with dots between them in as few rows as hold them; one that is longer than a row is broken."""
    rows: list[Words] = []
    for part in filter(None, parts):
        if rows and cells((*rows[-1], _DOT, *part)) <= width:
            rows[-1] = (*rows[-1], _DOT, *part)
        else:
            rows += wrapped((Run(" "),), (part[0]._replace(text=part[0].text.lstrip()), *part[1:]), width)
    return rows


def _broken(side: Words, width: int) -> list[Words]:
    """One side in rows of its own, under each other."""
    place, *value = side
    room = width - 1 - cells((place,))
    return list(wrapped((Run(" "), place), (run._replace(text=unparted(run.text, room)) for run in value), width))


def fits(parts: Sequence[Words], width: int, least: int = 2) -> bool:
    """Whether both sides stand in one row with all their words, and where there are only two rows, what it is too."""
    shown = parts[1:3] if least > 2 else parts[:3]
    return sum(cells(part) for part in shown) + 3 * (len(shown) - 1) + 1 <= width
