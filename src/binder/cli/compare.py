"""`binder compare`: two opinions side by side, or one against all; on files or on records; and a reader's marks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from binder.cli.options import Session, json_option, verb
from binder.model.citation import Citation, Span
from binder.model.clean import clean
from binder.model.comparison import Axis, Comparison, OpinionText, Quote, Sentence, Tier, Verdict
from binder.model.document import Document
from binder.model.errors import BinderError, Misused, Unreadable
from binder.model.opinion import Marked, Matrix, Why
from binder.model.spoken import (
    FIXED_WORDS,
    lines_at,
    pair_words,
    rule_words,
    value_words,
    verdict_against,
    verdict_glyph,
    verdict_meaning,
    verdict_words,
    whose_opinion,
)

if TYPE_CHECKING:
    from binder.binder import Binder

_AXIS = click.Choice([axis.value for axis in Axis])
_VERDICT = click.Choice([*(verdict.value for verdict in Verdict), "none"])


@verb("compare")
@click.argument("opinions", nargs=-1, metavar="A B")
@click.option("--all", "against_all", is_flag=True, help="One against all others: the first named, else opinion 1.")
@click.option(
    "--export", "to", type=click.Path(path_type=Path), help="Write it to FILE.md, .html or .pdf, unencrypted."
)
@click.option(
    "--tie",
    nargs=2,
    metavar="LINE LINE",
    help="Line A and line B speak of the same ([page:]line; 12b: the second sentence on it).",
)
@click.option("--apart", nargs=2, metavar="LINE LINE", help="Line A and line B do not speak of the same.")
@click.option("--verdict", type=(_AXIS, _VERDICT), metavar="AXIS VERDICT", help="Your own verdict on an axis.")
@click.option("--why", type=click.Choice([why.value for why in Why]), default="unknown", help="... why they differ.")
@click.option("--note", default="", help="... and a note of yours.")
@click.option("--ask", type=(int, click.Choice(["a", "b"])), metavar="N a|b", help="Ask a doctor about difference N.")
@json_option
def command(
    session: Session, opinions: tuple[str, ...], against_all: bool, to: Path | None, as_json: bool, **marks: Any
) -> None:
    """Lay A and B side by side: files, record ids (R7) or opinion numbers (1 2). Files need no binder.

    Marks (--tie, --apart, --verdict, --ask) are kept in the binder, can be undone, and stay beside what binder says.
    """
    files = [Path(one) for one in opinions if Path(one).is_file()]
    wanted = {name: value for name, value in marks.items() if value and name not in ("why", "note")}
    if not against_all and len(opinions) != 2:
        raise click.UsageError("Name two opinions, A and B; or --all for one against all.")
    if missing := next((one for one in opinions if ("/" in one or "." in one) and not Path(one).is_file()), ""):
        raise BinderError(f"There is no file {missing}: check its path.")
    if files and len(files) < len(opinions):
        raise BinderError("Name files, or records or opinions of the binder, not both: add the file first.")
    if files:
        if wanted:
            raise Misused("Marks are kept in a binder, not for files: add the files to one first.")
        if len(files) < 2:
            raise click.UsageError("Name two files or more.")
        made = _of_files(files, against_all)
        _tell(made, as_json=as_json, to=to)
        return
    with session.binder() as binder:
        if wanted and not against_all:
            _mark(binder, binder.compare(*opinions), marks)
        made = binder.matrix(opinions[0] if opinions else "", opinions[1:]) if against_all else binder.marked(*opinions)
        _tell(made, as_json=as_json, to=to, binder=binder)


def _of_files(files: Sequence[Path], against_all: bool) -> Marked | Matrix:
    from binder.comparison import compare
    from binder.comparison.matrix import matrix

    first, *others = _from_files(*files)
    compared = [Marked(compare(first, other), kept=False) for other in others]
    return matrix(first, compared) if against_all else compared[0]


def _tell(made: Marked | Matrix, *, as_json: bool, to: Path | None, binder: Binder | None = None) -> None:
    if to is not None:
        from binder.verbs.comparing import write_comparison

        size = binder.write_comparison(made, to) if binder else write_comparison(made, to)
        click.echo(clean(f"Wrote {to} ({size / 1000:.0f} kB). It is not encrypted."), err=as_json)
        if not as_json:
            return
    if as_json:
        click.echo(json.dumps(_json(made)))
    else:
        for line in _report(made) if isinstance(made, Marked) else _table(made):
            click.echo(clean(line))


def _json(made: Marked | Matrix) -> dict[str, Any]:
    if isinstance(made, Matrix):
        from binder.comparison.matrix import matrix_json

        return matrix_json(made)
    from binder.comparison import to_json
    from binder.comparison.marked import marks_json

    return {**to_json(made.comparison), "marks": marks_json(made) if made.kept else None}


# -- marks ------------------------------------------------------------------------------------------------------------


def _mark(binder: Binder, comparison: Comparison, marks: dict[str, Any]) -> None:
    for name in ("tie", "apart"):
        if places := marks[name]:
            a = _sentences(comparison.a_sentences, places[0], "A", one=name == "tie")
            b = _sentences(comparison.b_sentences, places[1], "B", one=name == "tie")
            (binder.tie if name == "tie" else binder.take_apart)(comparison, a, b)
    if marks["verdict"]:
        axis, verdict = marks["verdict"]
        own = None if verdict == "none" else Verdict(verdict)
        binder.set_verdict(comparison, Axis(axis), own, why=Why(marks["why"]), note=marks["note"])
    if marks["ask"]:
        number, side = marks["ask"]
        if not 0 < number <= len(comparison.differences):
            raise BinderError(f"There is no difference {number}: they are numbered 1 to {len(comparison.differences)}.")
        question = binder.ask_about(comparison, number - 1, of_a=side == "a", text=marks["note"])
        click.echo(clean(f"{question.id} for the {question.asked_of.label}: {question.text}"), err=True)


_LINE = re.compile(r"(?:([0-9]{1,9}):)?([0-9]{1,9})([a-z]*)")


def _sentences(sentences: Sequence[Sentence], place: str, side: str, *, one: bool) -> list[int]:
    """The sentences that a place names: of several on a line those that begin there, or by a letter one of them.

    Args:
        one: it may be no more than one.
    """
    from binder.comparison.marked import meant_by, sentences_on, shortened

    typed = _LINE.fullmatch(place.casefold())
    if typed is None:
        raise Misused(
            f"{place!r} is no line: write 12, 2:12 for line 12 of page 2, or 12b for the second sentence on it."
        )
    page, line, letter = int(typed[1] or 1), int(typed[2]), typed[3]
    on = sentences_on(sentences, page, line)
    if not on:
        raise BinderError(f"On line {place} of {side} there is no passage: `binder compare` shows the lines.")
    found = [on[letter]] if letter in on else [] if letter else meant_by(sentences, page, line)
    if not found or (one and len(found) > 1):
        bare = place.casefold().removesuffix(letter)
        every = ", ".join(f"{bare}{key} “{shortened(sentences[n].text)}”" for key, n in on.items())
        some = "there is" if len(on) == 1 else "stand several sentences, name one of them"
        raise BinderError(f"On line {bare} of {side} {some}: {every}.")
    return found


# -- files ------------------------------------------------------------------------------------------------------------


def _from_files(*paths: Path) -> list[OpinionText]:
    from binder.filing import file
    from binder.reading import Reader, Source

    texts = []
    with Reader() as reader:
        for path, read in reader.read_many(Source.from_path(path) for path in paths):
            if isinstance(read, Unreadable):
                raise BinderError(f"{path.label}: {read}")
            filed = file(read)
            texts.append(_text(read, filed.author, filed.date, filed.facility))
    return texts


def _text(document: Document, author: str, date: str, facility: str) -> OpinionText:
    pages = tuple((page.number, page.lines) for page in document.pages)
    return OpinionText(title=document.name, pages=pages, author=author, date=date, facility=facility)


# -- words ------------------------------------------------------------------------------------------------------------


def _report(marked: Marked) -> Iterator[str]:
    from binder.export.opinion_sheet import own_words

    c = marked.comparison
    for side, text in (("A", c.a), ("B", c.b)):
        yield f"{side}  {', '.join(part for part in (whose_opinion(text.author, text.title), text.date) if part)}"
    yield ""
    for axis in c.axes:
        glyph = verdict_glyph(axis.verdict, sure=axis.sure)
        words = verdict_words(axis.verdict, sure=axis.sure, refused=c.refused)
        yield f"{glyph:3}{axis.axis.value:10} {words}: {verdict_meaning(axis.verdict, sure=axis.sure)}"
        if own := marked.verdicts.get(axis.axis):
            yield f"     {own_words(own)}"
        yield from (f"     A {_place(cited)}: {cited.words}" for cited in axis.a)
        yield from (f"     B {_place(cited)}: {cited.words}" for cited in axis.b)
    yield ""
    for number, difference in enumerate(c.differences):
        mark, perhaps = ("≠ ", "") if difference.tier is Tier.FIRM else ("≠?", "; perhaps")
        where = " / ".join(f"{side} {_place(s[0])}" for side, s in (("A", difference.a), ("B", difference.b)) if s)
        asked = f"  on the question list: {', '.join(marked.asked[number])}" if number in marked.asked else ""
        told = ((difference.a_value, difference.a_said), (difference.b_value, difference.b_said))
        a, b = (value_words(value) or (f"“{said}”" if said else "-") for value, said in told)
        values = f"A {a}  B {b}"
        yield f"{number + 1:3} {mark} {values}  ({where})  {rule_words(difference)}{perhaps}{asked}"
    yield from dict.fromkeys(
        f"tied by hand ({pair_words(mark.machine)} before): {_lines(c, i, j)}" for i, j, mark in marked.together
    )
    yield from dict.fromkeys(f"taken apart by hand: {_lines(c, i, j)}" for i, j, _ in marked.apart)
    for one in marked.unshown:
        where = " / ".join(f"{side} {_place(s[0])}" for side, s in (("A", one.a), ("B", one.b)) if s)
        yield f"on the question list, though no difference is shown there now: {one.question} ({where})"
    yield from (one.words for one in marked.lost)
    yield from (f"not compared: {n.where} ({n.why})" for n in c.not_compared)
    yield from c.warnings
    if not marked.kept:
        yield "Two files: marks on them are not kept. In a binder they are."
    yield ""
    yield FIXED_WORDS


def _place(at: Citation | Quote | Span) -> str:
    """As it is typed: "line 12", "line 2:12" on the second page."""
    return f"line {at.line}" if at.page == 1 else f"line {at.page}:{at.line}"


def _lines(c: Comparison, i: int, j: int) -> str:
    """Where two sentences stand, with all their lines: any of them names the sentence to --tie and --apart."""
    both = (("A", c.a_sentences[i].spans), ("B", c.b_sentences[j].spans))
    return " / ".join(f"{side} {_all_lines(spans)}" for side, spans in both)


def _all_lines(spans: Sequence[Span]) -> str:
    word = "line" if (spans[0].page, spans[0].line) == (spans[-1].page, spans[-1].line) else "lines"
    return f"{word} {lines_at(spans, paged=spans[-1].page > 1)}"


def _table(matrix: Matrix) -> Iterator[str]:
    from binder.export.opinion_sheet import column_name, own_words

    first, *others = matrix.columns
    yield f"Against {column_name(first)}"
    for axis in Axis:
        yield ""
        yield f"{axis.value.upper()}"
        said = "; ".join(dict.fromkeys(f"{q.words} ({_place(q)})" for q in first.cells[axis].quotes))
        yield f"   {column_name(first)}: {said or 'nothing found'}"
        for column in others:
            cell = column.cells[axis]
            if cell.verdict is None:
                yield f"   {column_name(column)}: sealed, read blind"
                continue
            said = "; ".join(dict.fromkeys(f"{q.words} ({_place(q)})" for q in cell.quotes))
            own = f"  [{own_words(cell.own)}]" if cell.own else ""
            verdict = verdict_against(cell.verdict, sure=cell.sure)
            yield f"   {column_name(column)}: {verdict}: {said or 'nothing found'}{own}"
    yield ""
    yield from (column.why_not for column in others if column.why_not)
    yield FIXED_WORDS
