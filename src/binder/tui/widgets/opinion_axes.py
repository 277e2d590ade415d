"""What stands above the passages: whose opinions these are, the axes with verdicts, the counts; the legend. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len

from binder.model.clean import clean
from binder.model.comparison import Axis, AxisResult, Comparison, Difference, OpinionText, Quote, Tier, Verdict
from binder.model.opinion import Mark, Marked
from binder.model.passages import AXIS_LETTER, Side
from binder.model.spoken import (
    FIXED_WORDS,
    NOTHING_OF_IT,
    UNSURE_PAIR,
    lines_at,
    verdict_glyph,
    verdict_said,
    verdict_words,
)
from binder.tui.widgets.opinion_names import whose
from binder.tui.widgets.opinion_rows import (
    NARROWEST,
    SIDE_BY_SIDE_FROM,
    Row,
    Run,
    Stop,
    clip,
    pad,
    paged,
    shorten,
    wrapped,
)

LEGEND = (
    ("=", "word for word", "mark-plain"),
    ("≈", "other words, no difference found", "mark-plain"),
    ("≠", "differ", "mark-firm"),
    ("≠?", "perhaps", "mark-possible"),
    ("+A", "", "mark-a"),
    ("+B", "only one", "mark-b"),
    ("↑↓", "moved", "mark-plain"),
    ("( )", UNSURE_PAIR, "mark-plain"),
)
YOURS = (
    ("&", "tied by you", "mark-plain"),
    ("÷", "taken apart", "mark-plain"),
    ("*", "asked", "mark-plain"),
)
MARKS = (
    ("=", "word for word the same"),
    ("≈", "other words, no difference found"),
    ("~", "refined: details differ"),
    ("≠", "they differ; the letter beside it is the axis (D, S, T, M) and its key"),
    ("≠?  ~?", "perhaps"),
    ("+A  +B", "only one says it"),
    ("↑  ↓", "stands earlier or later in the other letter"),
    ("( )", f"{UNSURE_PAIR}: the two may not speak of one thing"),
    ("+3", "so many more quotes in the table (t)"),
    ("&", "tied together by you"),
    ("÷", "taken apart by you"),
    ("*", "on the question list"),
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
    UNSURE_PAIR: "unsure",
    "tied by you": "tied",
    "taken apart": "apart",
}
_SHORTEST = {**_SHORT_LEGEND, "other words, no difference found": "alike"}
_IN_ONE_ROW = {Verdict.DIFFERENT: "differ", Verdict.NO_DIFFERENCE_FOUND: "none found",
               Verdict.COULD_NOT_COMPARE: "not sure", Verdict.NEITHER_SAYS: "neither"}  # fmt: skip
_NOT_YET = "not yet compared"
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
_AXIS_CELLS, _VERDICT_CELLS = 12, 27
_LEAD = 14  # cells before the quotes of a narrow window: the axis and its sign
_DIFFER = (Verdict.DIFFERENT, Verdict.REFINED)
WEIGHT = {Axis.TREATMENT: 0, Axis.DIAGNOSIS: 1, Axis.STAGING: 2, Axis.TIMING: 3}
_ROOMY = 12  # rows from which an axis may have two
_FEW = 6  # ... from which the counts and the fixed words are part of the head


def verdict_ink(verdict: Verdict, *, sure: bool) -> str:
    """The ink of a verdict; where no difference is sure, that of a possible one."""
    return VERDICT_INK.get(verdict, "") if sure else "mark-possible"


def head_rows(marked: Marked, width: int, room: int = _ROOMY) -> list[Row]:
    """Warnings, whose opinions these are, the axes, and where there is room the counts and the fixed words.

    Args:
        room: how many rows there are for it, about; the axes are told in any case, without quotes where there is none.
    """
    comparison = marked.comparison
    rows = [Row((Run(" "), *runs)) for runs in _warnings(comparison, width - 1)]
    if width < SIDE_BY_SIDE_FROM:
        rows.append(_both(comparison, width))
        rows += _quoted(marked, width, room - len(rows)) or [_one_row(marked, width)]
    else:
        rows += _table(marked, width, most=2 if room >= _ROOMY else 1)
    told = [Row((Run(f" {words}", "dim"),)) for words in filled(counts(marked), width - 1)]
    if len(counts_text := told[-1].runs[-1].text) + len(FIXED_WORDS) + 3 <= width:
        told[-1] = Row((Run(counts_text, "dim"), Run(f"   {FIXED_WORDS}", "dim")))
    elif width < SIDE_BY_SIDE_FROM or room >= _FEW:
        told.append(Row((Run(f" {FIXED_WORDS}", "dim"),)))
    return rows + told if width >= SIDE_BY_SIDE_FROM or len(rows) + len(told) <= room else rows


def by_weight(axes: Iterable[AxisResult]) -> list[AxisResult]:
    """Axes in the order in which a reader wants to know of them: where they differ before where details do, sure
    before perhaps, treatment first."""
    said = (Verdict.DIFFERENT, Verdict.REFINED)
    return sorted(axes, key=lambda x: (said.index(x.verdict) if x.verdict in said else 9, not x.sure, WEIGHT[x.axis]))


def first_stop(comparison: Comparison, stops: Sequence[Stop]) -> Stop:
    """Of some stops the one to begin at: whose two halves the head quotes first on the weightiest axis that differs."""
    differences = comparison.differences
    for result in by_weight(comparison.axes):
        if result.verdict in _DIFFER and (here := stops_on(comparison, result.axis, stops)):
            return here[0]
    order = [*sorted(WEIGHT, key=WEIGHT.__getitem__), None]
    return min(stops, key=lambda one: (not one.firm, order.index(differences[one.number].axis), one.row))


def stops_on(comparison: Comparison, axis: Axis, stops: Sequence[Stop]) -> list[Stop]:
    """The stops on an axis: what the head quotes first, then those that are sure, then those that perhaps differ."""
    numbers = set(differences_on(comparison, axis))
    results = [result for result in comparison.axes if result.axis is axis]

    def place(stop: Stop) -> tuple[int, bool, int]:
        difference = comparison.differences[stop.number]
        quoted = sum(_quoted_first(difference, result) for result in results)
        whole = quoted == bool(difference.a) + bool(difference.b)  # half of it may be quoted for another
        return (-quoted if whole else 0, not stop.firm, stop.row)

    return sorted((stop for stop in stops if stop.number in numbers), key=place)


def _quoted_first(difference: Difference, result: AxisResult) -> int:
    """How many of its two halves are what the axis quotes first."""
    return sum(
        any(span.meets(quotes[0].at) for span in spans)
        for side, spans, quotes in ((Side.A, difference.a, result.a), (Side.B, difference.b, result.b))
        if quotes and result.alone in ("", side)
    )


def _warnings(comparison: Comparison, width: int) -> Iterator[tuple[Run, ...]]:
    for warning in comparison.warnings:
        for words in filled(clean(warning).split(" "), width - 2, joint=" "):
            yield (Run("! ", "warning"), Run(words, "warning"))


def _both(comparison: Comparison, width: int) -> Row:
    """Whose the two opinions are, in one row."""
    half = (width - 3) // 2
    a, b = who(comparison.a, half - 4), who(comparison.b, half - 3)
    return Row((Run(" "), *pad((Run(f"A  {a}", "heading-a"),), half), Run(" "), Run(f"B  {b}", "heading-b")))


def _quoted(marked: Marked, width: int, room: int) -> list[Row]:
    """In a narrow window: both halves of each axis on which they differ, in one row or in two, then the other axes in
    one; nothing where not all of that has room.

    Both halves share a row where they fit whole; of the others the weightiest have two rows as long as there are any.
    """
    comparison = marked.comparison
    if not comparison.whole or comparison.refused:
        return []
    differ = [x for x in comparison.axes if x.verdict in _DIFFER]
    rest = [x for x in comparison.axes if x not in differ]
    spare = room - len(differ) - bool(rest)
    if not differ or spare < 0:
        return []
    made = {x.axis: _halves(marked, x, width, 1) for x in differ}
    for result in by_weight(differ):
        if spare and not _whole(made[result.axis], comparison, result):
            made[result.axis] = _halves(marked, result, width, 2)
            spare -= 1
    rows = [Row(runs) for x in differ for runs in made[x.axis]]
    return rows + ([_others(marked, rest, width)] if rest else [])


def _halves(marked: Marked, result: AxisResult, width: int, rows: int) -> list[tuple[Run, ...]]:
    """The first quotes of both sides in one row beside each other, or in two."""
    comparison, own = marked.comparison, marked.verdicts.get(result.axis)
    glyph, ink = verdict_glyph(result.verdict, sure=result.sure), verdict_ink(result.verdict, sure=result.sure)
    yours = Run(f"you:{_own_glyph(own)} ", "strong") if own else Run("")
    name = (Run(" "), *_keyed(result.axis.value.capitalize(), AXIS_LETTER[result.axis]))
    lead = pad((*name, Run(f" {glyph}", ink)), _LEAD)
    if rows == 1:
        lead = (*lead, *([yours] if own else []))
        whole = width - cells(lead) - 2 * cells((Run("A "),)) - 3
        a = _first_quote(comparison, result, Side.A, whole)
        b = _first_quote(comparison, result, Side.B, whole)
        if cells(a) + cells(b) > whole:  # the longer one gives way
            half = whole // 2
            a = _first_quote(comparison, result, Side.A, max(half, whole - cells(b)))
            b = _first_quote(comparison, result, Side.B, whole - cells(a))
        return [clip((*lead, Run("A ", "a"), *a, Run("   "), Run("B ", "b"), *b), width)]
    word = "perhaps" if not result.sure else _IN_ONE_ROW.get(result.verdict, result.verdict.label)
    under = pad((Run("  "), yours if own else Run(word, ink)), _LEAD)
    sides = ((lead, Side.A), (under, Side.B))
    return [
        clip((*first, Run(f"{side.upper()} ", side), *_first_quote(comparison, result, side, width - _LEAD - 2)), width)
        for first, side in sides
    ]


def _own_glyph(own: Mark) -> str:
    return own.verdict.glyph if own.verdict else "?"


def _first_quote(comparison: Comparison, result: AxisResult, side: Side, room: int) -> tuple[Run, ...]:
    return _quotes(comparison, result, side, room, 1)[0]


def _whole(rows: list[tuple[Run, ...]], comparison: Comparison, result: AxisResult) -> bool:
    """Whether both first quotes stand in a row without anything cut off."""
    text = "".join(run.text for run in rows[0])
    sides = [said for side, said in ((Side.A, result.a), (Side.B, result.b)) if said and result.alone in ("", side)]
    return all(clean(_each_once(said)[0].quote) in text for said in sides)


def _others(marked: Marked, results: Sequence[AxisResult], width: int) -> Row:
    """The axes without a difference to quote, in one row: "≈ no difference found: Diagnosis"."""
    groups = groupby(sorted(results, key=lambda x: list(Verdict).index(x.verdict)), lambda x: x.verdict)
    said = [(verdict, list(group)) for verdict, group in groups]
    row: tuple[Run, ...] = ()
    for short in (False, True):
        runs = [Run(" ")]
        for verdict, group in said:
            words = _IN_ONE_ROW.get(verdict, verdict.label) if short else verdict_words(verdict)
            runs.append(Run(f"{verdict_glyph(verdict)} {words}: ", verdict_ink(verdict, sure=True) or "dim"))
            for n, result in enumerate(group):
                name = (_SHORT_NAME if short else _NAME)[result.axis]
                own = marked.verdicts.get(result.axis)
                runs += [Run(", " if n else ""), *_keyed(name, AXIS_LETTER[result.axis])]
                runs += [Run(f" you:{_own_glyph(own)}", "strong")] if own else []
                if verdict is Verdict.COULD_NOT_COMPARE and not short:
                    shown = len(differences_on(marked.comparison, result.axis))
                    runs.append(Run(f" ({shown} perhaps)" if shown else " (none seen)", "dim"))
            runs.append(Run("   "))
        row = tuple(runs[:-1])
        if cells(row) <= width:
            break
    return Row(clip(row, width))


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
            said = "not compared" if marked.comparison.refused and verdict is Verdict.COULD_NOT_COMPARE else said
            said = said if marked.comparison.whole else _NOT_YET
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
        firsts = [_axis(result, comparison)]
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


def _axis(result: AxisResult, comparison: Comparison) -> tuple[Run, ...]:
    """An axis and its verdict; where none can be given, whether anything that may differ is shown."""
    verdict, sure = result.verdict, result.sure
    said = verdict_said(verdict, sure=sure, refused=comparison.refused)
    if not comparison.whole:
        said = f"{verdict.glyph} {_NOT_YET}"
    elif verdict is Verdict.COULD_NOT_COMPARE and (result.a or result.b) and not comparison.refused:
        shown = len(differences_on(comparison, result.axis))
        said += f", {shown} perhaps" if shown else ", none seen"
    return (
        Run(f" {AXIS_LETTER[result.axis]}", "key"),
        *pad((Run(f" {result.axis.value.capitalize()}", "strong"),), _AXIS_CELLS),
        *pad((Run(said, verdict_ink(verdict, sure=sure)),), _VERDICT_CELLS),
    )


def differences_on(comparison: Comparison, axis: Axis) -> list[int]:
    """The numbers of the differences on an axis, also of those on none that stand in what is quoted of it."""
    results = [result for result in comparison.axes if result.axis is axis]
    return [
        n
        for n, d in enumerate(comparison.differences)
        if d.axis is axis or any(_in_quotes(d, result) for result in results)
    ]


def _in_quotes(difference: Difference, result: AxisResult) -> bool:
    """Whether a difference of no axis stands in what is quoted of one."""
    marked = ((difference.a, result.a), (difference.b, result.b))
    return difference.axis is None and any(
        x.meets(y) for spans, quotes in marked for x in spans for quote in quotes for y in quote.spans
    )


def _quotes(comparison: Comparison, result: AxisResult, side: Side, room: int, most: int) -> list[tuple[Run, ...]]:
    """The first words of one side with their line, in at most so many rows; how many more there are is said.

    The others are not half of anything: beside those of the other side they would look as if they were.
    """
    said = _each_once(result.a if side is Side.A else result.b)
    if not said:
        return [(Run("nothing found", "dim"),)]
    if result.alone not in ("", side):
        return [clip((Run(NOTHING_OF_IT, "dim"), Run(f"  +{len(said)}", "dim")), room)]
    return _quote_rows(comparison, side, said[0], room, most, len(said) - 1)


def _quote_rows(
    comparison: Comparison, side: Side, quote: Quote, room: int, most: int, rest: int
) -> list[tuple[Run, ...]]:
    """A quote and its line in at most so many rows; what it is quoted for stays in sight.

    Args:
        rest: how many more quotes there are.
    """
    place = f" {lines_at([quote.at], paged=paged(comparison))}" + (f"  +{rest}" if rest else "")
    free = most * room - cell_len(place) - 2
    core = quote.core[0] + quote.cut_before, quote.core[1] + quote.cut_before
    while True:
        words, (start, end) = _around(clean(quote.words), core, max(1, free))
        marked = Run(words[start:end], f"firm-{side}" if quote.firm else side)
        runs = (Run("“" + words[:start], side), marked, Run(words[end:] + "”", side), Run(place, "dim"))
        rows = list(wrapped((), runs, room))
        if len(rows) <= most or free < NARROWEST:
            return rows[:most]
        free -= 1


def _around(quote: str, core: tuple[int, int], room: int) -> tuple[str, tuple[int, int]]:
    """A quote in a room, cut where it does not fit so that its core stays in sight; and where that stands then."""
    start, end = core
    if cell_len(quote) <= room:
        return quote, core
    at = 0
    if cell_len(quote[:end]) + 1 > room:  # as much before the core as leaves room for it, from a whole word on
        at = min(max(0, end - room + 2), start)
        word = quote.find(" ", at) + 1 if at and quote[at - 1] != " " else at
        at = word if at < word <= start else at
    words = shorten(("…" if at else "") + quote[at:], room)
    shift = (1 if at else 0) - at
    return words, (min(len(words), start + shift), min(len(words), end + shift))


def _each_once(said: Iterable[Quote]) -> list[Quote]:
    """Quotes, each wording once; of the same words those that are a sure difference."""
    seen: dict[str, Quote] = {}
    for quote in said:
        words = " ".join(quote.quote.casefold().split())
        if words not in seen or (quote.firm and not seen[words].firm):
            seen[words] = quote
    return list(seen.values())


def who(text: OpinionText, width: int) -> str:
    """Whose opinion it is: author, hospital or title; date, and length where there is room for it."""
    pages = len(text.pages)
    length = "1 page" if pages == 1 else f"{pages} pages"
    return whose(text.author, text.title, text.facility, text.date, width, length)


def counts(marked: Marked) -> list[str]:
    """What was compared and what was not, in words."""
    comparison = marked.comparison
    differences, given = comparison.differences, comparison.counts
    firm = [d for d in differences if d.tier is Tier.FIRM]
    one_sided = sum(1 for d in firm if not (d.a and d.b))
    weak = sum(1 for link in comparison.links if link.weak)
    words = [f"{given['facts_a']} details read in A, {given['facts_b']} in B"] if "facts_a" in given else []
    words += [f"{len(firm) - one_sided} differ"]
    words += [f"{one_sided} only in one"] if one_sided else []
    words += [f"{len(differences) - len(firm)} perhaps"] if len(firm) < len(differences) else []
    if "no_difference_found" in given:
        plain = given["no_difference_found"]
        words.append(f"{plain} pair{'' if plain == 1 else 's'} of passages without a difference found")
    words += [f"{len(comparison.not_compared)} not compared (x)"]
    words += [f"{weak} {UNSURE_PAIR}{'' if weak == 1 else 's'}"] if weak else []
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
    for short, blank, gap in (
        ({}, " ", "  "),
        (_SHORT_LEGEND, " ", "  "),
        (_SHORT_LEGEND, " ", " "),
        (_SHORTEST, "", " "),
    ):
        runs = [Run(" ")]
        for glyph, words, ink in (*LEGEND, *(YOURS if yours else ())):
            words = short.get(words, words)
            joint = blank or " " * glyph[-1].isalpha()
            runs += [Run(glyph, ink), Run(f"{joint}{words}{gap}" if words else blank, "dim")]
        if cells(runs) - len(gap) <= width:
            break
    return clip(runs, width)


def cells(runs: Iterable[Run]) -> int:
    """How many cells some runs take."""
    return sum(cell_len(run.text) for run in runs)
