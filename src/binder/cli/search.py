"""`binder search`: words in all documents, answered as quoted lines."""

from __future__ import annotations

import json

import click

from binder.cli.options import Session, json_option, verb
from binder.model.clean import clean


@verb("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@json_option
def command(session: Session, words: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Find words in all documents; prints the lines that hold them, each with its record, page and line."""
    with session.binder() as binder:
        found = binder.search(" ".join(words), limit)
    for record, hit in found:
        if as_json:
            shape = {"id": record.id, "title": record.title, "date": record.date or None, "kind": record.kind.value}
            click.echo(json.dumps(shape | {"page": hit.page, "line": hit.line, "quote": hit.snippet}))
        else:
            click.echo(f"{record.id:6} {record.date or '-':10} p{hit.page} l{hit.line}  {clean(record.title)}")
            click.echo(f"       {clean(hit.snippet)}")
    if not found:
        click.echo("binder: no document holds these words.", err=True)
    return 0
