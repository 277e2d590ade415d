"""`binder compare`: two opinions side by side, on files or on records."""

from __future__ import annotations

import json
from pathlib import Path

import click

from binder.cli.options import Session, json_option, verb
from binder.model.clean import clean
from binder.model.comparison import Comparison, OpinionText, Tier
from binder.model.document import Document
from binder.model.errors import BinderError, Unreadable


@verb("compare")
@click.argument("a")
@click.argument("b")
@json_option
def command(session: Session, a: str, b: str, as_json: bool) -> None:
    """Lay A and B side by side: files, record ids (R7) or opinion numbers (1 2). Files need no binder."""
    if Path(a).is_file() and Path(b).is_file():
        from binder.comparison import compare

        comparison = compare(*_from_files(Path(a), Path(b)))
    elif Path(a).is_file() or Path(b).is_file():
        raise BinderError(
            "Name two files, or two records or opinions of the binder, not one of each: add the file first."
        )
    elif any("/" in one or "." in one for one in (a, b)):
        missing = next(one for one in (a, b) if "/" in one or "." in one)
        raise BinderError(f"There is no file {missing}: check its path.")
    else:
        with session.binder() as binder:
            comparison = binder.compare(a, b)
    if as_json:
        from binder.comparison import to_json

        click.echo(json.dumps(to_json(comparison)))
    else:
        for line in _report(comparison):
            click.echo(clean(line))


def _from_files(*paths: Path) -> list[OpinionText]:
    from binder.filing import file
    from binder.reading import Reader, Source

    texts = []
    with Reader() as reader:
        for path, read in reader.read_many(Source.from_path(path) for path in paths):
            if isinstance(read, Unreadable):
                raise BinderError(f"{path.label}: {read}")
            texts.append(_text(read, file(read).author, file(read).date))
    return texts


def _text(document: Document, author: str, date: str) -> OpinionText:
    pages = tuple((page.number, page.lines) for page in document.pages)
    return OpinionText(title=document.name, pages=pages, author=author, date=date)


def _report(comparison: Comparison) -> list[str]:
    lines = [f"A  {comparison.a.title}", f"B  {comparison.b.title}", ""]
    for axis in comparison.axes:
        lines.append(f"{axis.verdict.glyph:3}{axis.axis.value:10} {axis.verdict.label}")
        lines += [f"     A line {c.line}: {c.quote}" for c in axis.a] + [
            f"     B line {c.line}: {c.quote}" for c in axis.b
        ]
    lines.append("")
    for difference in comparison.differences:
        mark = "≠" if difference.tier is Tier.FIRM else "?"
        where = " / ".join(f"{side} line {s[0].line}" for side, s in (("A", difference.a), ("B", difference.b)) if s)
        lines.append(
            f"{mark} {difference.rule}: A {difference.a_value or '-'}  B {difference.b_value or '-'}  ({where})"
        )
    lines += [f"not compared: {n.where} ({n.why})" for n in comparison.not_compared] + list(comparison.warnings)
    return [*lines, "", "binder lines up what was written. It does not judge."]
