"""What stands above the passages: whose opinions these are, the axes with verdicts, the counts; the legend. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len

from binder.model.citation import Citation, Span
from binder.model.clean import clean
from binder.model.comparison import Axis, AxisResult, Comparison, OpinionText, Tier, Verdict
from binder.model.opinion import Marked
from binder.model.spoken import FIXED_WORDS, opinion_name, verdict_glyph, verdict_words
from binder.tui.screens.timeline_rows import date_words
from binder.tui.widgets.opinion_passages import AXIS_LETTER, Side
from binder.tui.widgets.opinion_rows import SIDE_BY_SIDE_FROM, Row, Run, clip, pad, paged, shorten

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
YOURS = (
    ("&", "tied by you", "mark-plain"),
    ("÷", "taken apart", "mark-plain"),
    ("*", "asked", "mark-plain"),
)
VERDICT_INK = {
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
    "tied by you": "tied",
    "taken apart": "apart",
}
_IN_ONE_ROW = {Verdict.DIFFERENT: "differ", Verdict.NO_DIFFERENCE_FOUND: "none found",
               Verdict.COULD_NOT_COMPARE: "not compared", Verdict.NEITHER_SAYS: "neither"}  # fmt: skip
_NAME = {axis: axis.value.capitalize() for axis in Axis}
_SHORT_NAME = {**_NAME, Axis.DIAGNOSIS: "Diag.", Axis.STAGING: "Stage", Axis.TREATMENT: "Treat."}
# How the axes may stand in one row, the roomiest first: names, blanks between them, blanks after the glyph, whether
# neighbours share a verdict, whether it is said in words. A name is never shortened to a letter that must be guessed.
_ONE_ROW = (
    (_NAME, 3, 1, False, True), (_NAME, 2, 1, False, True), (_NAME, 2, 0, False, True), (_NAME, 1, 0, False, True),
    (_SHORT_NAME, 2, 0, False, True), (_SHORT_NAME, 1, 0, False, True),
    (_NAME, 2, 1, True, True), (_SHORT_NAME, 2, 1, True, True), (_SHORT_NAME, 1, 0, True, True),
    (_SHORT_NAME, 1, 0, True, False),
)  # fmt: skip
_AXIS_CELLS, _VERDICT_CELLS = 12, 25
_ROOMY = 12  # rows from which an axis may have two
_FEW = 6  # ... from which the counts and the fixed words are part of the head


def verdict_ink(verdict: Verdict, *, sure: bool) -> str:
    """The ink of a verdict; where no difference is sure, that of a possible one."""
    return VERDICT_INK.get(verdict, "") if sure else "mark-possible"


def head_rows(marked: Marked, width: int, room: int = _ROOMY) -> list[Row]:
    """Warnings, whose opinions these are, the axes, and where there is room the counts and the fixed words.

    Args:
        room: about how many rows there are for it; a narrow window shows the axes in one row whatever the room.
    """
    comparison = marked.comparison
    rows = [Row((Run(" "), *runs)) for runs in _warnings(comparison, width - 1)]
    if width < SIDE_BY_SIDE_FROM:
        rows += [_both(comparison, width), _one_row(marked, width)]
        if room < _FEW:
            return rows
    else:
        rows += _table(marked, width, most=2 if room >= _ROOMY else 1)
    rows += [Row((Run(f" {words}", "dim"),)) for words in filled(counts(marked), width - 1)]
    if len(counts_text := rows[-1].runs[-1].text) + len(FIXED_WORDS) + 3 <= width:
        rows[-1] = Row((Run(counts_text, "dim"), Run(f"   {FIXED_WORDS}", "dim")))
    elif room >= _FEW:
        rows.append(Row((Run(f" {FIXED_WORDS}", "dim"),)))
    return rows


def _warnings(comparison: Comparison, width: int) -> Iterator[tuple[Run, ...]]:
    for warning in comparison.warnings:
        for words in filled(clean(warning).split(" "), width - 2, joint=" "):
            yield (Run("! ", "warning"), Run(words, "warning"))


def _both(comparison: Comparison, width: int) -> Row:
    """Whose the two opinions are, in one row."""
    half = (width - 3) // 2
    a, b = who(comparison.a, half - 4), who(comparison.b, half - 3)
    return Row((Run(" "), *pad((Run(f"A  {a}", "heading-a"),), half), Run(" "), Run(f"B  {b}", "heading-b")))


def _one_row(marked: Marked, width: int) -> Row:
    """The four axes with their verdicts in one row, as roomy as fits."""
    row: tuple[Run, ...] = ()
    own = {axis: mark.verdict for axis, mark in marked.verdicts.items()}
    alone = [[result] for result in marked.comparison.axes]
    together = [
        list(group) for _, group in groupby(marked.comparison.axes, lambda x: (x.verdict, x.sure, own.get(x.axis)))
    ]
    for names, gap, blank, shared, in_words in _ONE_ROW:
        runs = [Run(" ")]
        for results in together if shared else alone:
            verdict, sure, yours = results[0].verdict, results[0].sure, own.get(results[0].axis)
            for n, result in enumerate(results):
                runs += [Run(", " if n else ""), *_keyed(names[result.axis], AXIS_LETTER[result.axis])]
            said = _IN_ONE_ROW.get(verdict, verdict.label) if sure else "perhaps"
            word = " " * blank + said if in_words else ""
            runs.append(Run(f" {verdict_glyph(verdict, sure=sure)}{word}", verdict_ink(verdict, sure=sure)))
            if yours is not None:
                runs.append(Run(f" you:{yours.glyph}", "strong"))
            runs.append(Run(" " * gap))
        row = tuple(runs[:-1])
        if cells(row) <= width:
            break
    return Row(clip(row, width))


def _keyed(name: str, letter: str) -> tuple[Run, ...]:
    """The name of an axis with the letter lit that goes to it."""
    at = name.casefold().index(letter.casefold())
    return Run(name[:at], "strong"), Run(name[at], "key"), Run(name[at + 1 :], "strong")


def _table(marked: Marked, width: int, most: int) -> list[Row]:
    comparison = marked.comparison
    left = 2 + _AXIS_CELLS + _VERDICT_CELLS
    room = (width - left - 3) // 2
    head = (
        *pad((Run(" quotes with page:line" if paged(comparison) else " quotes with their line", "dim"),), left),
        *pad((Run(f"A  {who(comparison.a, room - 3)}", "heading-a"),), room + 2),
        Run(f"B  {who(comparison.b, room - 3)}", "heading-b"),
    )
    rows = [Row(head)]
    for result in comparison.axes:
        firsts = [_axis(result)]
        if own := marked.verdicts.get(result.axis):
            said = f"you: {own.verdict.glyph} {own.verdict.label}" if own.verdict else "you: ?"
            firsts.append((Run(" " * (2 + _AXIS_CELLS)), *pad((Run(said, "strong"),), _VERDICT_CELLS)))
        a = _quotes(comparison, result, Side.A, room, most)
        b = _quotes(comparison, result, Side.B, room, most)
        for n in range(max(len(a), len(b), len(firsts))):
            first = firsts[n] if n < len(firsts) else (Run(" " * left),)
            runs = (*first, *pad(a[n] if n < len(a) else (), room + 2), *(b[n] if n < len(b) else ()))
            rows.append(Row(runs))
    return rows


def _axis(result: AxisResult) -> tuple[Run, ...]:
    verdict, sure = result.verdict, result.sure
    said = f"{verdict_glyph(verdict, sure=sure)} {verdict_words(verdict, sure=sure)}"
    return (
        Run(f" {AXIS_LETTER[result.axis]}", "key"),
        *pad((Run(f" {result.axis.value.capitalize()}", "strong"),), _AXIS_CELLS),
        *pad((Run(said, verdict_ink(verdict, sure=sure)),), _VERDICT_CELLS),
    )


def _quotes(comparison: Comparison, result: AxisResult, side: Side, room: int, most: int) -> list[tuple[Run, ...]]:
    """The words of one side in at most so many rows, each with its line; how many more there are is said."""
    said = _differing_first(comparison, side, result.a if side is Side.A else result.b)
    if not said:
        return [(Run("nothing found", "dim"),)]
    rows: list[list[Run]] = [[]]
    for number, (citation, firm) in enumerate(said):
        quote = clean(citation.quote)
        place = f" {place_words(comparison, citation.span)}"
        more = f"  +{len(said) - number - 1}" if number + 1 < len(said) else ""
        free = room - cells(rows[-1]) - (2 if rows[-1] else 0)
        need = min(cell_len(quote) + 2, room // 2) + cell_len(place) + (len(more) if len(rows) == most else 0)
        if rows[-1] and need > free:
            if len(rows) == most:
                rows[-1].append(Run(f"  +{len(said) - number}", "dim"))
                break
            rows.append([])
            free = room
        free -= cell_len(place) + 2 + (len(more) if len(rows) == most else 0)
        words = Run(_around(quote, firm, max(1, free)), f"firm-{side}" if firm else side)
        rows[-1] += [*([Run("  ")] if rows[-1] else []), Run("“", side), words, Run("”", side), Run(place, "dim")]
    return [tuple(row) for row in rows]


Stretch = tuple[int, int] | None  # of a quote, the part that is a firm difference


def _around(quote: str, firm: Stretch, room: int) -> str:
    """A quote in a room, cut where it does not fit so that what differs stays in sight."""
    if firm is None or cell_len(quote) <= room or cell_len(quote[: firm[1]]) < room:
        return shorten(quote, room)
    start = min(max(0, firm[1] - room + 2), firm[0])
    word = quote.find(" ", start) + 1 if start and quote[start - 1] != " " else start
    start = word if start < word <= firm[0] else start  # no word is begun in its middle
    return shorten(("…" if start else "") + quote[start:].lstrip(), room)


def _differing_first(comparison: Comparison, side: Side, said: Iterable[Citation]) -> list[tuple[Citation, Stretch]]:
    """Quotes, each wording once, with the part that is a firm difference; those with one come first."""
    firm = [
        span
        for difference in comparison.differences
        if difference.tier is Tier.FIRM
        for span in (difference.a if side is Side.A else difference.b)
    ]
    seen: dict[str, tuple[Citation, Stretch]] = {}
    for citation in said:
        spans = [span for span in firm if _overlap(citation.span, span)]
        at = citation.start
        part = (max(0, spans[0].start - at), min(citation.end, spans[0].end) - at) if spans else None
        words = " ".join(citation.quote.casefold().split())
        if words not in seen or (part is not None and seen[words][1] is None):
            seen[words] = (citation, part)
    return sorted(seen.values(), key=lambda pair: pair[1] is None)


def _overlap(one: Span, other: Span) -> bool:
    return (one.page, one.line) == (other.page, other.line) and one.start < other.end and other.start < one.end


def place_words(comparison: Comparison, span: Span) -> str:
    """A line, with its page before it where there are several."""
    return f"{span.page}:{span.line}" if paged(comparison) else str(span.line)


def who(text: OpinionText, width: int) -> str:
    """Whose opinion it is: author, else the title said as one; date, and length where there is room for it."""
    pages = len(text.pages)
    name = opinion_name(text.author, text.title)
    date = date_words(text.date) if text.date else "no date"
    length = "1 page" if pages == 1 else f"{pages} pages"
    for words in (f"{name}, {date}, {length}", f"{name}, {date}"):
        if cell_len(words) <= width:
            return words
    return shorten(name, max(1, width - cell_len(date) - 2)) + f", {date}"


def counts(marked: Marked) -> list[str]:
    """What was compared and what was not, in words."""
    comparison = marked.comparison
    differences, given = comparison.differences, comparison.counts
    firm = [d for d in differences if d.tier is Tier.FIRM]
    one_sided = sum(1 for d in firm if not (d.a and d.b))
    weak = sum(1 for link in comparison.links if link.weak)
    words = [f"{given['facts_a']} facts in A, {given['facts_b']} in B"] if "facts_a" in given else []
    words += [f"{len(firm) - one_sided} differ"]
    words += [f"{one_sided} only in one"] if one_sided else []
    words += [f"{len(differences) - len(firm)} perhaps"] if len(firm) < len(differences) else []
    if "no_difference_found" in given:
        words.append(f"{given['no_difference_found']} without a difference found")
    words += [f"{len(comparison.not_compared)} not compared (x)"]
    words += [f"{weak} weak link{'' if weak == 1 else 's'}"] if weak else []
    words += [f"{marked.count} mark{'' if marked.count == 1 else 's'} of yours"] if marked.count else []
    return words + ([f"{len(marked.lost)} no longer fit{'s' * (len(marked.lost) == 1)} (x)"] if marked.lost else [])


def filled(parts: Sequence[str], width: int, joint: str = " · ") -> list[str]:
    """Parts joined into as few rows as hold them."""
    rows = [""]
    for part in parts:
        if rows[-1] and cell_len(rows[-1] + joint + part) > width:
            rows.append(part)
        else:
            rows[-1] += (joint if rows[-1] else "") + part
    return rows


def legend(width: int, *, yours: bool = False) -> tuple[Run, ...]:
    """What the marks mean, as much as fits.

    Args:
        yours: the marks of a person too.
    """
    for short in (False, True):
        runs = [Run(" ")]
        for glyph, words, ink in (*LEGEND, *(YOURS if yours else ())):
            words = _SHORT_LEGEND.get(words, words) if short else words
            runs += [Run(glyph, ink), Run(f" {words}  " if words else " ", "dim")]
        if cells(runs) - 2 <= width:
            break
    return clip(runs, width)


def cells(runs: Iterable[Run]) -> int:
    """How many cells some runs take."""
    return sum(cell_len(run.text) for run in runs)
