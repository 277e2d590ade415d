"""`binder checklist`: what a second opinion needs, and what is here."""

from __future__ import annotations

import json

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.shape import item_shape
from binder.model.clean import clean


@verb("checklist")
@json_option
def command(session: Session, as_json: bool) -> None:
    """List what a second opinion needs: each item's state, what is here and what is missing."""
    with session.binder() as binder:
        lines, spoken = binder.checklist(), binder.spoken_of()
    group = None
    for line in lines:
        item = line.item
        if as_json:
            shape = item_shape(item, line.words)
            shape["proposals"] = [
                {"need": p.need.value, "record": p.record, "because": p.because} for p in line.proposals
            ]
            click.echo(json.dumps(shape))
            continue
        if item.group != group:
            group = item.group
            click.echo(f"\n{group.upper()}")
        click.echo(clean(f"  {item.state.glyph} {item.state.label:16} {item.title}  ({item.id})"))
        if line.words:
            click.echo(clean(f"      {line.words}"))
    if spoken and not as_json:
        click.echo("\nSPOKEN OF, NOT HERE")
        for one in spoken:
            place = f"{one.record} page {one.citation.page} line {one.citation.line}"
            click.echo(clean(f"  {one.title}  ({place}: {one.citation.quote!r})"))
