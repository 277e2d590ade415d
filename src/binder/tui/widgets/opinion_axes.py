"""What stands around the passages: the table of axes, counts, legend, and a difference in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from binder.model.citation import Citation, Span
from binder.model.clean import clean
from binder.model.comparison import AxisResult, Comparison, Difference, OpinionText, Tier, Verdict
from binder.tui.screens.timeline_rows import date_words
from binder.tui.widgets.opinion_passages import AXIS_LETTER, Block, Side
from binder.tui.widgets.opinion_rows import SIDE_BY_SIDE_FROM, Layout, Row, Run, clip, pad, paged, shorten

FIXED_WORDS = "binder lines up what was written. It does not judge."
LEGEND = (
    ("=", "word for word", "mark-plain"),
    ("≈", "other words, no difference found", "mark-plain"),
    ("≠", "differ", "mark-firm"),
    ("≠?", "perhaps", "mark-possible"),
    ("+A", "", "mark-a"),
    ("+B", "only one", "mark-b"),
    ("↑↓", "moved", "mark-plain"),
    ("( )", "weak link", "mark-plain"),
)
_VERDICT_INK = {
    Verdict.DIFFERENT: "mark-firm",
    Verdict.REFINED: "mark-firm",
    Verdict.ONLY_A: "mark-a",
    Verdict.ONLY_B: "mark-b",
    Verdict.COULD_NOT_COMPARE: "mark-possible",
}
_SHORT_LEGEND = {
    "word for word": "same",
    "other words, no difference found": "other words",
    "only one": "one",
    "weak link": "weak",
}
_AXIS_CELLS, _VERDICT_CELLS = 12, 23


def head_rows(comparison: Comparison, width: int) -> list[Row]:
    """Warnings, whose opinions these are, the axes, the counts and the fixed words, at a width."""
    rows = [Row((Run(" "), *runs)) for runs in _warnings(comparison, width - 1)]
    rows += _wide(comparison, width) if width >= SIDE_BY_SIDE_FROM else _narrow(comparison, width)
    rows += [Row((Run(f" {words}", "dim"),)) for words in _filled(counts(comparison), width - 1)]
    if len(counts_text := rows[-1].runs[-1].text) + len(FIXED_WORDS) + 3 <= width:
        rows[-1] = Row((Run(counts_text, "dim"), Run(f"   {FIXED_WORDS}", "dim")))
    else:
        rows.append(Row((Run(f" {FIXED_WORDS}", "dim"),)))
    return rows


def _warnings(comparison: Comparison, width: int) -> Iterator[tuple[Run, ...]]:
    for warning in comparison.warnings:
        for words in _filled(clean(warning).split(" "), width - 2, joint=" "):
            yield (Run("! ", "warning"), Run(words, "warning"))


def _wide(comparison: Comparison, width: int) -> list[Row]:
    left = 2 + _AXIS_CELLS + _VERDICT_CELLS
    room = (width - left - 3) // 2
    head = (
        *pad((Run(" quotes with page:line" if paged(comparison) else " quotes with their line", "dim"),), left),
        *pad((Run(f"A  {who(comparison.a, room - 3)}", "heading-a"),), room + 2),
        Run(f"B  {who(comparison.b, room - 3)}", "heading-b"),
    )
    rows = [Row(head)]
    for result in comparison.axes:
        a, b = _quotes(comparison, result, Side.A, room), _quotes(comparison, result, Side.B, room)
        for n in range(max(len(a), len(b))):
            first = _axis(result) if n == 0 else (Run(" " * left),)
            runs = (*first, *pad(a[n] if n < len(a) else (), room + 2), *(b[n] if n < len(b) else ()))
            rows.append(Row(runs))
    return rows


def _axis(result: AxisResult) -> tuple[Run, ...]:
    return (
        Run(f" {AXIS_LETTER[result.axis]}", "key"),
        *pad((Run(f" {result.axis.value.capitalize()}", "strong"),), _AXIS_CELLS),
        *pad((_verdict(result),), _VERDICT_CELLS),
    )


def _verdict(result: AxisResult) -> Run:
    return Run(f"{result.verdict.glyph} {result.verdict.label}", _VERDICT_INK.get(result.verdict, ""))


def _narrow(comparison: Comparison, width: int) -> list[Row]:
    left = 2 + _VERDICT_CELLS
    room = width - left - 3
    rows = [
        Row((Run(f" {side.upper()}  {who(text, width - 4)}", f"heading-{side}"),))
        for side, text in ((Side.A, comparison.a), (Side.B, comparison.b))
    ]
    for result in comparison.axes:
        cells = (
            (Run(f" {AXIS_LETTER[result.axis]}", "key"), Run(f" {result.axis.value.capitalize()}", "strong")),
            (Run("   "), _verdict(result)),
        )
        for side, cell in zip(Side, cells, strict=True):
            quotes = _quotes(comparison, result, side, room, most=1)[0]
            rows.append(Row((*pad(cell, left), Run(f"{side.upper()}  ", side), *quotes)))
    return rows


def _quotes(comparison: Comparison, result: AxisResult, side: Side, room: int, most: int = 2) -> list[tuple[Run, ...]]:
    """The words of one side in at most so many rows, each with its line; how many more there are is said."""
    said = _differing_first(comparison, side, result.a if side is Side.A else result.b)
    if not said:
        return [(Run("nothing found", "dim"),)]
    rows: list[list[Run]] = [[]]
    for number, (citation, firm) in enumerate(said):
        place = f" {_place(comparison, citation.span)}"
        more = f"  +{len(said) - number - 1}" if number + 1 < len(said) else ""
        free = room - _cells(rows[-1]) - (2 if rows[-1] else 0)
        need = min(cell_len(citation.quote) + 2, room // 2) + cell_len(place) + (len(more) if len(rows) == most else 0)
        if rows[-1] and need > free:
            if len(rows) == most:
                rows[-1].append(Run(f"  +{len(said) - number}", "dim"))
                break
            rows.append([])
            free = room
        free -= cell_len(place) + 2 + (len(more) if len(rows) == most else 0)
        words = Run(shorten(clean(citation.quote), max(1, free)), f"firm-{side}" if firm else side)
        rows[-1] += [*([Run("  ")] if rows[-1] else []), Run("“", side), words, Run("”", side), Run(place, "dim")]
    return [tuple(row) for row in rows]


def _differing_first(comparison: Comparison, side: Side, said: Iterable[Citation]) -> list[tuple[Citation, bool]]:
    """Quotes, each wording once, with whether they are part of a firm difference; those come first."""
    firm = [
        span
        for difference in comparison.differences
        if difference.tier is Tier.FIRM
        for span in (difference.a if side is Side.A else difference.b)
    ]
    seen: dict[str, tuple[Citation, bool]] = {}
    for citation in said:
        differs = any(_overlap(citation.span, span) for span in firm)
        words = " ".join(citation.quote.casefold().split())
        if words not in seen or (differs and not seen[words][1]):
            seen[words] = (citation, differs)
    return sorted(seen.values(), key=lambda pair: not pair[1])


def _overlap(one: Span, other: Span) -> bool:
    return (one.page, one.line) == (other.page, other.line) and one.start < other.end and other.start < one.end


def _place(comparison: Comparison, span: Span) -> str:
    return f"{span.page}:{span.line}" if paged(comparison) else str(span.line)


def who(text: OpinionText, width: int) -> str:
    """Whose opinion it is: author or title, date, and length where there is room for it."""
    pages = len(text.pages)
    name = clean(text.author) or clean(text.title)
    date = date_words(text.date) if text.date else "no date"
    length = "1 page" if pages == 1 else f"{pages} pages"
    for words in (f"{name}, {date}, {length}", f"{name}, {date}"):
        if cell_len(words) <= width:
            return words
    return shorten(name, max(1, width - cell_len(date) - 2)) + f", {date}"


def counts(comparison: Comparison) -> list[str]:
    """What was compared and what was not, in words."""
    differences, given = comparison.differences, comparison.counts
    firm = [d for d in differences if d.tier is Tier.FIRM]
    one_sided = sum(1 for d in firm if not (d.a and d.b))
    weak = sum(1 for link in comparison.links if link.weak)
    words = [f"{given['facts_a']} facts in A, {given['facts_b']} in B"] if "facts_a" in given else []
    words += [f"{len(firm) - one_sided} differ"]
    words += [f"{one_sided} only in one"] if one_sided else []
    words += [f"{len(differences) - len(firm)} perhaps"] if len(firm) < len(differences) else []
    if "no_difference_found" in given:
        words.append(f"{given['no_difference_found']} no difference found")
    words += [f"{len(comparison.not_compared)} not compared (x)"]
    return words + ([f"{weak} weak link{'' if weak == 1 else 's'}"] if weak else [])


def _filled(parts: Sequence[str], width: int, joint: str = " · ") -> list[str]:
    """Parts joined into as few rows as hold them."""
    rows = [""]
    for part in parts:
        if rows[-1] and cell_len(rows[-1] + joint + part) > width:
            rows.append(part)
        else:
            rows[-1] += (joint if rows[-1] else "") + part
    return rows


def legend(width: int) -> tuple[Run, ...]:
    """What the marks mean, as much as fits."""
    for short in (False, True):
        runs = [Run(" ")]
        for glyph, words, ink in LEGEND:
            words = _SHORT_LEGEND.get(words, words) if short else words
            runs += [Run(glyph, ink), Run(f" {words}  " if words else " ", "dim")]
        if _cells(runs) - 2 <= width:
            break
    return clip(runs, width)


def difference_words(
    comparison: Comparison, layout: Layout, number: int, *, short: bool = False
) -> list[tuple[Run, ...]]:
    """A difference: which of how many, then either side with its place, words and value, then rule and link.

    Args:
        short: the value as understood stands without the words, which the passage itself shows.
    """
    difference = comparison.differences[number]
    numbers = [stop.number for stop in layout.stops]
    position = f"{numbers.index(number) + 1} of {len(numbers)}" if number in numbers else "perhaps"
    axis = f" · {difference.axis.value.capitalize()}" if difference.axis else ""
    link = comparison.links[difference.link] if difference.link is not None else None
    tie = "no link" if link is None else "weak link" if link.weak else "sure link"
    first = (Run(f" {position}", "strong"), Run(axis))
    sides = [_side_words(comparison, difference, side, short=short) for side in Side]
    return [first, *sides, (Run(f"rule: {clean(difference.rule)} · {tie}", "dim"),)]


def _side_words(comparison: Comparison, difference: Difference, side: Side, *, short: bool) -> tuple[Run, ...]:
    text = comparison.a if side is Side.A else comparison.b
    spans = difference.a if side is Side.A else difference.b
    value = clean(difference.a_value if side is Side.A else difference.b_value)
    if not spans:
        return (Run(f"{side.upper()} ", side), Run("nothing found", "dim"))
    quote = clean(" ".join(words for span in spans if (words := _words_at(text, span))))
    runs = [Run(f"{side.upper()} {spoken_place(text, spans[0])} ", side), Run(f"“{quote}”")]
    if short and value:
        runs = [Run(f"{side.upper()} {_place(comparison, spans[0])} ", side), Run(value)]
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


def block_words(block: Block) -> list[tuple[Run, ...]]:
    """A block without a current difference: what the gutter says, in words; where it stands is beside each passage."""
    if not block.linked:
        side = Side.A if block.a else Side.B
        what = f"only {side.upper()}: nothing in {side.other.upper()} lines up with this"
    elif block.firm:
        what = "differ (n goes through the differences)"
    elif block.possible:
        what = "may differ: not sure enough to count"
    else:
        what = "word for word the same" if block.same else "other words, no difference found"
    runs: list[tuple[Run, ...]] = [(Run(f" {what}", "strong"),)]
    tie = [] if not block.linked else ["weak link" if block.weak else "sure link"]
    if block.moved:
        tie.append("moved (m)")
    return [*runs, (Run(" · ".join(tie), "dim"),)] if tie else runs


def not_compared_rows(comparison: Comparison, width: int) -> list[Row]:
    """What was not compared and why; lines that are in no passage are named too."""
    rows = [Row((Run(" WHAT WAS NOT COMPARED, AND WHY", "heading"),)), Row(())]
    for left in comparison.not_compared:
        for n, words in enumerate(_filled(clean(f"{left.where}: {left.why}").split(" "), width - 4, joint=" ")):
            rows.append(Row((Run(" · " if n == 0 else "   ", "dim"), Run(words))))
    for side, text in ((Side.A, comparison.a), (Side.B, comparison.b)):
        sentences = comparison.a_sentences if side is Side.A else comparison.b_sentences
        held = {(span.page, span.line) for sentence in sentences for span in sentence.spans}
        headings = {clean(sentence.heading).strip().casefold() for sentence in sentences}
        for page, lines in text.pages:
            for number, line in enumerate(lines, 1):
                words = clean(line).strip()
                if words and (page, number) not in held and words.strip(": #*").casefold() not in headings:
                    place = spoken_place(text, Span(page, number, 0, 0))
                    runs = (Run(f" · {side.upper()} {place}: ", side), Run(words), Run("  (in no passage)", "dim"))
                    rows.append(Row(clip(runs, width)))
    if len(rows) == 2:
        rows.append(Row((Run(" Nothing was left out: every line of both texts is in a passage."),)))
    return [*rows, Row(()), Row((Run(" x or Esc goes back to the passages.", "dim"),))]


def fits(parts: Sequence[tuple[Run, ...]], width: int) -> bool:
    """Whether what it is and both sides stand in one row."""
    return sum(_cells(part) for part in parts[:3]) + 3 * (len(parts[:3]) - 1) <= width


def detail_rows(parts: Sequence[tuple[Run, ...]], enter: str, width: int) -> list[tuple[Run, ...]]:
    """Two rows for what the cursor stands on: what and where, the rule, and what Enter opens.

    Args:
        parts: what it is, the sides, and last the rule and link; as `difference_words` and `block_words` give them.
    """
    first, *sides = parts
    last = sides.pop() if sides and sides[-1][0].ink == "dim" else ()
    gap = Run("   ")
    end = (*last, Run(" · " if last else "", "dim"), Run(enter, "dim"))
    wide = (*first, *(run for side in sides for run in (gap, *side)))
    if not sides:
        return [clip((*first, gap, *end), width)]
    if _cells(wide) <= width:
        return [wide, clip((Run(" "), *end), width)]
    top = clip((*first, gap, *end), width)
    room = width - 1 - 3 * (len(sides) - 1)
    half = room // max(1, len(sides))
    # What one side does not need, the other may have.
    spare = sum(max(0, half - _cells(side)) for side in sides)
    cut = [clip(side, half if _cells(side) <= half else half + spare) for side in sides]
    return [top, (Run(" "), *(run for n, side in enumerate(cut) for run in ((gap, *side) if n else side)))]


def _cells(runs: Iterable[Run]) -> int:
    return sum(cell_len(run.text) for run in runs)
