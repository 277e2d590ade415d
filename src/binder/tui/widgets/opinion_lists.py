"""Lists that stand in place of the passages for a while: what was not compared, and the table of all doctors. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat, zip_longest

from rich.cells import cell_len

from binder.model.citation import Citation, Span
from binder.model.clean import clean
from binder.model.comparison import Axis, Comparison, OpinionText, Quote, Sentence, Verdict
from binder.model.opinion import Cell, Column, Mark, Marked, Matrix, Why
from binder.model.passages import Side
from binder.model.spoken import FIXED_WORDS, place_words, verdict_against, verdict_meaning
from binder.tui.widgets.opinion_axes import cells, filled, verdict_ink
from binder.tui.widgets.opinion_names import whose
from binder.tui.widgets.opinion_rows import Row, Run, clip, pad, wrapped

_NARROWEST = 30  # cells of a column; with less room the doctors stand under one another
_INDENT = 4


def not_compared_rows(marked: Marked, width: int) -> list[Row]:
    """What was not compared and why; lines that are in no passage are named too."""
    comparison = marked.comparison
    rows = [Row((Run(" WHAT WAS NOT COMPARED, AND WHY", "heading"),)), Row(())]
    for left in comparison.not_compared:
        rows += map(Row, wrapped((Run(" · ", "dim"),), (Run(clean(f"{left.where}: {left.why}")),), width))
    for side, text in ((Side.A, comparison.a), (Side.B, comparison.b)):
        sentences = comparison.a_sentences if side is Side.A else comparison.b_sentences
        if left_out := list(_left_out(text, sentences)):
            rows += [Row(()), Row((Run(f" {side.upper()}", side), Run(": lines that are not compared", "dim")))]
            for span, words in left_out:
                runs = (Run(f"{place_words([span], paged=len(text.pages) > 1)}: ", side), Run(words))
                rows += map(Row, wrapped((Run(" · ", "dim"),), runs, width))
    if len(rows) == 2 and comparison.counts:
        rows.append(Row((Run(" Nothing was left out: every line of both texts is in a passage."),)))
    if marked.lost:
        rows += [Row(()), Row((Run(" YOUR MARKS WHOSE WORDS ARE NO LONGER THERE", "heading"),))]
        for lost in marked.lost:
            rows += map(Row, wrapped((Run(" · ", "dim"),), (Run(clean(lost.words)),), width))
    return [*rows, Row(()), Row((Run(" x or Esc goes back to the passages.", "dim"),))]


def _left_out(text: OpinionText, sentences: Sequence[Sentence]) -> Iterator[tuple[Span, str]]:
    """Lines that stand in no passage and are no heading of one."""
    held = {(span.page, span.line) for sentence in sentences for span in sentence.spans}
    headings = {clean(sentence.heading).strip().casefold() for sentence in sentences}
    for page, lines in text.pages:
        for number, line in enumerate(lines, 1):
            words = clean(line).strip()
            if words and (page, number) not in held and words.strip(": #*").casefold() not in headings:
                yield Span(page, number, 0, 0), words


# -- one against all --------------------------------------------------------------------------------------------------


def matrix_rows(
    matrix: Matrix, width: int, here: Sequence[Citation] = (), comparison: Comparison | None = None
) -> list[Row]:
    """Axes by doctors, every quote in full: in columns where there is room, else under one another.

    Args:
        here: the words the cursor stood on; quotes among them are lit.
        comparison: of the two that are called A and B; of two columns it tells which quotes are halves of one thing.
    """
    first, *others = matrix.columns
    head: tuple[Run, ...] = (Run(" ALL OPINIONS, AXIS BY AXIS", "heading"),)
    if len(others) > 1:
        head = (*head, Run("   compared with ", "dim"))
        head = (*head, Run(_name(first, width - cells(head)), "dim"))
    rows = [Row(head), Row(())]
    letters = [_letter(column, n, matrix, comparison) for n, column in enumerate(matrix.columns)]
    room = (width - 2) // len(matrix.columns) - 2
    if room < _NARROWEST:
        rows += _stacked(matrix, width, here, letters)
    else:
        rows += _columns(matrix, room, here, letters, comparison)
    for column in others:
        if column.why_not:
            rows += [
                Row((Run(f" {words}"),)) for words in filled(clean(column.why_not).split(" "), width - 2, joint=" ")
            ]
            rows.append(Row(()))
    shown = dict.fromkeys((cell.verdict, cell.sure) for c in others for cell in c.cells.values() if cell.verdict)
    for verdict, sure in shown:
        told = f"{verdict_against(verdict, sure=sure)}: {verdict_meaning(verdict, 'the first', 'the other', sure=sure)}"
        rows += [Row((Run(f" {words}", "dim"),)) for words in filled(told.split(" "), width - 2, joint=" ")]
    rows += [Row(()), Row((Run(f" {FIXED_WORDS}", "dim"),)), Row((Run(" t or Esc goes back to the passages.", "dim"),))]
    return rows


def _letter(column: Column, at: int, matrix: Matrix, comparison: Comparison | None) -> str:
    """A or B where the opinion is called so beside the table; of others their number says which it is."""
    if comparison is not None and column.record in (comparison.a.record, comparison.b.record):
        return "A" if column.record == comparison.a.record else "B"
    return "AB"[at] if comparison is None and len(matrix.columns) == 2 else ""


def _columns(
    matrix: Matrix, room: int, here: Sequence[Citation], letters: Sequence[str], comparison: Comparison | None
) -> Iterator[Row]:
    """Each axis with the names over it; first what is said of it, then quote by quote, those that belong together in
    one row."""
    columns = list(zip(matrix.columns, chain((Side.A,), repeat(Side.B)), strict=False))
    names = [
        (Run(_name(column, room, letter), f"heading-{side}"),)
        for (column, side), letter in zip(columns, letters, strict=True)
    ]
    for axis in Axis:
        found = [list(_found(column.cells[axis], room)) for column, _ in columns]
        head: tuple[Run, ...] = (Run(f" {axis.value.upper()}", "heading"),)
        if len(found) == 2 and columns[1][0].cells[axis].verdict is not None:  # of two it is said once, for both
            head = (*head, Run("   "), *found[1].pop(0))
        yield Row(head)
        yield Row((Run(" "), *(run for name in names for run in pad(name, room + 2))))
        yield from _beside(found, room)
        for quotes in _together([column.cells[axis].quotes for column, _ in columns], axis, comparison):
            said = [
                list(_quote(quote, column, room, side, here)) if quote is not None else []
                for (column, side), quote in zip(columns, quotes, strict=True)
            ]
            yield from _beside(said, room)
        yield Row(())


def _beside(parts: Sequence[Sequence[tuple[Run, ...]]], room: int) -> Iterator[Row]:
    for row in zip_longest(*parts, fillvalue=()):
        yield _row((Run(" "), *(run for part in row for run in pad(part, room + 2))))


def _together(
    said: Sequence[Sequence[Quote]], axis: Axis, comparison: Comparison | None
) -> Iterator[tuple[Quote | None, ...]]:
    """Quotes that stand in one row: the first ones, then of two opinions both halves of a difference, then each alone.

    Of more than two the further quotes of each only stand under one another.
    """
    every = [_each_wording_once(quotes) for quotes in said]
    alone = next((x.alone for x in comparison.axes if x.axis is axis), "") if comparison and len(every) == 2 else ""
    first = [bool(quotes) and alone in ("", side) for side, quotes in zip(("a", "b"), every, strict=False)]
    first += [bool(quotes) for quotes in every[len(first) :]]
    yield tuple(quotes[0] if leads else None for leads, quotes in zip(first, every, strict=True))
    rest = [quotes[leads:] for leads, quotes in zip(first, every, strict=True)]
    if len(every) != 2:
        yield from zip_longest(*rest)
        return
    a, b = rest
    unpaired = []
    for quote in a:
        other = next((one for one in b if _halves(quote, one, comparison)), None)
        if other is None:
            unpaired.append(quote)
        else:
            b.remove(other)
            yield quote, other
    yield from ((quote, None) for quote in unpaired)
    yield from ((None, quote) for quote in b)


def _halves(a: Quote, b: Quote, comparison: Comparison | None) -> bool:
    """Whether the two hold both sides of one difference."""
    return comparison is not None and any(
        any(x.meets(y) for x in d.a for y in a.spans) and any(x.meets(y) for x in d.b for y in b.spans)
        for d in comparison.differences
    )


def _each_wording_once(quotes: Sequence[Quote]) -> list[Quote]:
    return list({(" ".join(clean(q.quote).split()), q.page, q.line): q for q in reversed(quotes)}.values())[::-1]


def _stacked(matrix: Matrix, width: int, here: Sequence[Citation], letters: Sequence[str]) -> Iterator[Row]:
    for axis in Axis:
        yield Row((Run(f" {axis.value.upper()}", "heading"),))
        for n, (column, letter) in enumerate(zip(matrix.columns, letters, strict=True)):
            side = Side.B if n else Side.A
            yield Row((Run(" "), Run(_name(column, width - 2, letter), f"heading-{side}")))
            cell, room = column.cells[axis], width - _INDENT - 1
            quotes = (part for q in _each_wording_once(cell.quotes) for part in _quote(q, column, room, side, here))
            for part in chain(_found(cell, room), quotes):
                yield _row((Run(" " * _INDENT), *part))
        yield Row(())


def _row(runs: tuple[Run, ...]) -> Row:
    return Row(runs, here=any(run.ink.startswith("firm") for run in runs))


def _found(cell: Cell, room: int) -> Iterator[tuple[Run, ...]]:
    """How one opinion compares on one axis, and the person's own verdict; that it says nothing."""
    if cell.why_not:
        yield (Run("sealed, read blind", "dim"),)
        return
    if cell.verdict is not None:
        said = verdict_against(cell.verdict, sure=cell.sure)
        yield clip((Run(said, verdict_ink(cell.verdict, sure=cell.sure) or "strong"),), room)
    if cell.own is not None:
        for words in filled(_own(cell.own).split(" "), room, joint=" "):
            yield (Run(words, "strong"),)
    if not cell.quotes and cell.verdict not in (Verdict.ONLY_A, Verdict.NEITHER_SAYS):
        yield (Run("nothing found", "dim"),)


def _quote(q: Quote, column: Column, room: int, side: Side, here: Sequence[Citation]) -> Iterator[tuple[Run, ...]]:
    """A quote with its place; words that the cursor stood on in bold and underlined."""
    lit = any(one.record == column.record and one.span.meets(at) for one in here for at in q.spans)
    words = f"“{' '.join(clean(q.words).split())}” {q.page}:{q.line}"
    for row in filled(words.split(" "), room, joint=" "):
        yield clip((Run(row, f"firm-{side}" if lit else side),), room)


def _own(mark: Mark) -> str:
    verdict = f"{mark.verdict.glyph} {mark.verdict.label}" if mark.verdict else ""
    why = f", {mark.why.label}" if mark.why is not Why.UNKNOWN else ""
    return f"you: {verdict}{why}" + (f": {clean(mark.note)}" if mark.note else "")


def _name(column: Column, width: int, letter: str = "") -> str:
    """Whose opinion it is: its letter or number and its date in whole, the name as far as there is room."""
    lead = f"{letter}  " if letter else f"{column.number} " if column.number else ""
    return lead + whose(column.author, column.title, column.facility, column.date, width - cell_len(lead))
