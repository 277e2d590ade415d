"""What the cursor stands on, in words: a difference with its values and the rule behind it, or a passage. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from binder.model.citation import Span
from binder.model.clean import clean
from binder.model.comparison import Comparison, Difference, OpinionText
from binder.model.opinion import Marked
from binder.model.spoken import rule_words, value_words
from binder.tui.widgets.opinion_axes import cells, place_words
from binder.tui.widgets.opinion_passages import Block, Side
from binder.tui.widgets.opinion_rows import Layout, Run, clip

Words = tuple[Run, ...]
_GAP = Run("   ")


def difference_words(marked: Marked, layout: Layout, number: int, *, short: bool = False) -> list[Words]:
    """A difference: which of how many, then either side with its place, words and value, then link and rule.

    Args:
        short: the value as understood stands without the words, which the passage itself shows.
    """
    comparison = marked.comparison
    difference = comparison.differences[number]
    numbers = [stop.number for stop in layout.stops]
    position = f"difference {numbers.index(number) + 1} of {len(numbers)}" if number in numbers else "perhaps"
    axis = f" · {difference.axis.value.capitalize()}" if difference.axis else ""
    link = comparison.links[difference.link] if difference.link is not None else None
    tie = "no link" if link is None else "weak link" if link.weak else "sure link"
    if difference.link in marked.tied:
        tie = f"tied by you (binder: {marked.tied[difference.link].machine})"
    asked = marked.asked.get(number, ())
    told = [tie, *([f"on the question list: {', '.join(asked)}"] if asked else [])]
    first = (Run(f" {position}", "strong"), Run(axis))
    sides = [_side_words(comparison, difference, side, short=short) for side in Side]
    rule = (Run(f"rule: {clean(rule_words(difference))}", "dim"),)
    return [first, *sides, rule, (Run(" · ".join(told), "dim"),)]


def _side_words(comparison: Comparison, difference: Difference, side: Side, *, short: bool) -> Words:
    text = comparison.a if side is Side.A else comparison.b
    spans = difference.a if side is Side.A else difference.b
    value = value_words(difference.a_value if side is Side.A else difference.b_value)
    if not spans:
        return (Run(f"{side.upper()} ", side), Run("nothing found", "dim"))
    quote = clean(" ".join(words for span in spans if (words := _words_at(text, span))))
    runs = [Run(f"{side.upper()} {spoken_place(text, spans[0])} ", side), Run(f"“{quote}”")]
    if short and value:
        runs = [Run(f"{side.upper()} {place_words(comparison, spans[0])} ", side), Run(value)]
    elif value.casefold().startswith(f"{quote} = ".casefold()):
        runs.append(Run(value[len(quote) :]))
    elif value and value.casefold() != quote.casefold():
        runs.append(Run(f" = {value}"))
    return tuple(runs)


def _words_at(text: OpinionText, span: Span) -> str:
    for page, lines in text.pages:
        if page == span.page and 0 < span.line <= len(lines):
            return lines[span.line - 1][span.start : span.end]
    return ""


def spoken_place(text: OpinionText, span: Span) -> str:
    """Page and line in words; the page only where there are several."""
    return f"page {span.page} line {span.line}" if len(text.pages) > 1 else f"line {span.line}"


def block_words(block: Block, marked: Marked | None = None) -> list[Words]:
    """A block without a current difference: what the gutter says, in words, and what a person did here."""
    if not block.linked:
        side = Side.A if block.a else Side.B
        what = f"only {side.upper()}: nothing in {side.other.upper()} lines up with this"
    elif block.firm:
        what = "differ (n goes through the differences)"
    elif block.possible:
        what = "may differ: not sure enough to count"
    else:
        what = "word for word the same" if block.same else "other words, no difference found"
    told = (
        [] if not block.linked else ["weak link: look whether they speak of one thing" if block.weak else "sure link"]
    )
    told += ["moved (m)"] if block.moved else []
    if marked is not None:
        machine = {mark.machine for n, mark in marked.tied.items() if block.tied and _holds(marked, n, block)}
        told += [f"tied by you (binder: {one})" for one in sorted(machine)]
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
    return f"taken apart by you from {'B' if mine else 'A'} {spoken_place(text, spans[0])} (binder: {mark.machine})"


def detail_rows(parts: Sequence[Words], enter: str, width: int, height: int = 2) -> list[Words]:
    """What the cursor stands on in two rows, or three: what it is and where it stands, the rule, what Enter opens.

    Args:
        parts: as `difference_words` and `block_words` give them: what it is, the sides, the rule, the link; or what it
            is and what is told of it.
    """
    first, *rest = parts
    end = Run(enter, "dim")
    dot = Run(" · ", "dim")
    if len(rest) < 3:
        told = rest[-1] if rest else ()
        wide = (*first, _GAP, *told, *((dot,) if told else ()), end)
        if cells(wide) <= width or not told:
            return [clip(wide, width)]
        return [clip((*first, _GAP, end), width), clip((Run(" "), *told), width)]
    *sides, rule, told = rest
    if height > 2:
        return [
            clip((*first, dot, *told, dot, end), width),
            (Run(" "), *_beside(sides, width - 1)),
            clip((Run(" "), *rule), width),
        ]
    wide = (*first, *(run for side in sides for run in (_GAP, *side)))
    if cells(wide) > width:
        wide = (*first, _GAP, *_beside(sides, width - cells(first) - 3))
    return [wide, clip((Run(" "), *rule, dot, *told, dot, end), width)]


def _beside(sides: Sequence[Words], room: int) -> Words:
    """The sides one after the other in the room there is; what one does not need, the other may have."""
    room -= 3 * (len(sides) - 1)
    half = room // max(1, len(sides))
    spare = sum(max(0, half - cells(side)) for side in sides)
    cut = [clip(side, half if cells(side) <= half else half + spare) for side in sides]
    return tuple(run for n, side in enumerate(cut) for run in ((_GAP, *side) if n else side))


def fits(parts: Sequence[Words], width: int, height: int = 2) -> bool:
    """Whether both sides stand in one row with all their words, and where there are only two rows, what it is too."""
    shown = parts[1:3] if height > 2 else parts[:3]
    return sum(cells(part) for part in shown) + 3 * (len(shown) - 1) + 1 <= width
