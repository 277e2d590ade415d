"""Lists that stand in place of the passages for a while: what was not compared, and the table of all doctors. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat, zip_longest

from rich.cells import cell_len

from binder.model.citation import Citation, Span
from binder.model.clean import clean
from binder.model.comparison import Axis, Verdict
from binder.model.opinion import Column, Mark, Marked, Matrix, Why
from binder.model.passages import Side
from binder.model.spoken import FIXED_WORDS, opinion_name, place_words, verdict_against, verdict_meaning
from binder.tui.screens.timeline_rows import date_words
from binder.tui.widgets.opinion_axes import cells, filled, verdict_ink
from binder.tui.widgets.opinion_rows import Row, Run, clip, pad, shorten, wrapped

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
        held = {(span.page, span.line) for sentence in sentences for span in sentence.spans}
        headings = {clean(sentence.heading).strip().casefold() for sentence in sentences}
        for page, lines in text.pages:
            for number, line in enumerate(lines, 1):
                words = clean(line).strip()
                if words and (page, number) not in held and words.strip(": #*").casefold() not in headings:
                    place = place_words([Span(page, number, 0, 0)], paged=len(text.pages) > 1)
                    runs = (Run(f"{side.upper()} {place}: ", side), Run(words), Run("  (in no passage)", "dim"))
                    rows += map(Row, wrapped((Run(" · ", "dim"),), runs, width))
    if len(rows) == 2 and comparison.counts:
        rows.append(Row((Run(" Nothing was left out: every line of both texts is in a passage."),)))
    if marked.lost:
        rows += [Row(()), Row((Run(" YOUR MARKS WHOSE WORDS ARE NO LONGER THERE", "heading"),))]
        for lost in marked.lost:
            rows += map(Row, wrapped((Run(" · ", "dim"),), (Run(clean(lost.words)),), width))
    return [*rows, Row(()), Row((Run(" x or Esc goes back to the passages.", "dim"),))]


# -- one against all --------------------------------------------------------------------------------------------------


def matrix_rows(matrix: Matrix, width: int, here: Sequence[Citation] = ()) -> list[Row]:
    """Axes by doctors, every quote in full: in columns where there is room, else under one another.

    Args:
        here: the words the cursor stood on; quotes among them are lit.
    """
    first, *others = matrix.columns
    head = (Run(" ALL OPINIONS, AXIS BY AXIS", "heading"), Run("   compared with ", "dim"))
    rows = [Row((*head, Run(_name(first, width - cells(head)), "dim"))), Row(())]
    room = (width - 2) // len(matrix.columns) - 2
    rows += _columns(matrix, room, here) if room >= _NARROWEST else _stacked(matrix, width, here)
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


def _columns(matrix: Matrix, room: int, here: Sequence[Citation]) -> Iterator[Row]:
    columns = list(zip(matrix.columns, chain((Side.A,), repeat(Side.B)), strict=False))
    names = [(Run(_name(column, room), f"heading-{side}"),) for column, side in columns]
    yield Row((Run(" "), *(run for name in names for run in pad(name, room + 2))))
    for axis in Axis:
        yield Row((Run(f" {axis.value.upper()}", "heading"),))
        said = [list(_cell(column, axis, room, side, here)) for column, side in columns]
        for parts in zip_longest(*said, fillvalue=()):
            yield _row((Run(" "), *(run for part in parts for run in pad(part, room + 2))))
        yield Row(())


def _stacked(matrix: Matrix, width: int, here: Sequence[Citation]) -> Iterator[Row]:
    for axis in Axis:
        yield Row((Run(f" {axis.value.upper()}", "heading"),))
        for n, column in enumerate(matrix.columns):
            yield Row((Run(" "), Run(_name(column, width - 2), "heading-b" if n else "heading-a")))
            for part in _cell(column, axis, width - _INDENT - 1, Side.B if n else Side.A, here):
                yield _row((Run(" " * _INDENT), *part))
        yield Row(())


def _row(runs: tuple[Run, ...]) -> Row:
    return Row(runs, here=any(run.ink.startswith("firm") for run in runs))


def _cell(column: Column, axis: Axis, room: int, side: Side, here: Sequence[Citation]) -> Iterator[tuple[Run, ...]]:
    """What one doctor says on one axis, row by row; words that the cursor stood on in bold and underlined."""
    cell = column.cells[axis]
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
    told: dict[str, str] = {}
    for q in cell.quotes:
        lit = any(one.record == column.record and one.span.meets(at) for one in here for at in q.spans)
        told.setdefault(f"“{' '.join(clean(q.words).split())}” {q.page}:{q.line}", f"firm-{side}" if lit else side)
    for quote, ink in told.items():
        for words in filled(quote.split(" "), room, joint=" "):
            yield clip((Run(words, ink),), room)


def _own(mark: Mark) -> str:
    verdict = f"{mark.verdict.glyph} {mark.verdict.label}" if mark.verdict else ""
    why = f", {mark.why.label}" if mark.why is not Why.UNKNOWN else ""
    return f"you: {verdict}{why}" + (f": {clean(mark.note)}" if mark.note else "")


def _name(column: Column, width: int) -> str:
    """Whose opinion it is: its number and its date in whole, the name as far as there is room."""
    number = f"{column.number} " if column.number else ""
    date = f", {date_words(column.date)}" if column.date else ""
    name = shorten(opinion_name(column.author, column.title), max(1, width - cell_len(number + date)))
    return f"{number}{name}{date}"
