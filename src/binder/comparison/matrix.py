"""One opinion against all others: axes by doctors, from comparisons already made. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from binder.comparison.marked import verdict_json
from binder.comparison.report import quotes_json
from binder.model.comparison import Axis, Comparison, OpinionText, Quote, Tier
from binder.model.opinion import Cell, Column, Marked, Matrix


def matrix(base: OpinionText, others: Iterable[Marked | Column], numbers: Mapping[str, int] | None = None) -> Matrix:
    """Axes by doctors.

    Args:
        base: what all are compared with.
        others: comparisons with it as A, in the order of the columns; or a column that could not be compared.
        numbers: of the opinions, by record.
    """
    numbers, others = numbers or {}, list(others)
    columns = [one if isinstance(one, Column) else _column(one, numbers) for one in others]
    compared = [one.comparison for one in others if isinstance(one, Marked)]
    cells = {axis: Cell(_said(compared, axis)) for axis in Axis}
    number = numbers.get(base.record, 0)
    first = Column(base.title, base.author, base.date, base.record, number, cells, facility=base.facility)
    return Matrix((first, *columns))


def sealed_column(text: OpinionText, number: int, why: str) -> Column:
    """The column of an opinion that may not be compared now, with the reason."""
    cells = {axis: Cell(why_not=why) for axis in Axis}
    return Column(text.title, text.author, text.date, text.record, number, cells, why_not=why, facility=text.facility)


def _column(marked: Marked, numbers: Mapping[str, int]) -> Column:
    c = marked.comparison
    cells = {x.axis: Cell(x.b, x.verdict, marked.verdicts.get(x.axis), sure=x.sure) for x in c.axes}
    firm = sum(1 for d in c.differences if d.tier is Tier.FIRM)
    number = numbers.get(c.b.record, 0)
    return Column(c.b.title, c.b.author, c.b.date, c.b.record, number, cells, firm, facility=c.b.facility)


def _said(compared: Iterable[Comparison], axis: Axis) -> tuple[Quote, ...]:
    """What the first opinion says on an axis, as any of the comparisons quotes it, each place once.

    One comparison's own order tells what belongs beside what the other says.
    """
    said = [x.a for c in compared for x in c.axes if x.axis is axis]
    quotes = {q.spans: q for every in said for q in every}
    return tuple(quotes[spans] for spans in (quotes if len(said) == 1 else sorted(quotes)))


def matrix_json(made: Matrix) -> dict[str, Any]:
    """One object: the opinions in the order of the columns, then for each axis what each says and how it compares."""
    return {
        "against": _head(made.columns[0]),
        "opinions": [_head(column) for column in made.columns],
        "axes": {axis.value: [_cell(column.cells[axis]) for column in made.columns] for axis in Axis},
    }


def _head(column: Column) -> dict[str, Any]:
    return {
        "title": column.title,
        "author": column.author,
        "date": column.date,
        "record": column.record,
        "number": column.number or None,
        "differ": column.differ,
        "why_not": column.why_not,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "verdict": cell.verdict.value if cell.verdict else None,
        "sure": cell.sure,
        "quotes": quotes_json(cell.quotes),
        "own": verdict_json(cell.own) if cell.own else None,
        "why_not": cell.why_not,
    }
