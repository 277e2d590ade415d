"""`binder labs`: lab values as series."""

from __future__ import annotations

import json

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.shape import citation_shape
from binder.model.clean import clean


@verb("labs")
@click.argument("name", required=False, default="")
@json_option
def command(session: Session, name: str, as_json: bool) -> None:
    """Show lab values over time, all or those whose name holds NAME, with flags and the first one flagged."""
    with session.binder() as binder:
        series = binder.labs(name)
    for one in series:
        if as_json:
            points = [
                {"date": f.date or r.date or None, "value": f.value, "flag": f.flag or None, "low": f.low or None,
                 "high": f.high or None, "id": r.id, "citation": citation_shape(f.citation)}
                for r, f in one.points
            ]  # fmt: skip
            click.echo(json.dumps({"name": one.name, "unit": one.unit or None, "points": points}))
            continue
        click.echo(clean(f"{one.name} {one.unit}"))
        for record, fact in one.points:
            range_ = f"{fact.low}-{fact.high}" if fact.low or fact.high else ""
            when, where = fact.date or record.date or "-", f"{record.id} line {fact.citation.line}"
            click.echo(clean(f"  {when:10} {fact.value:>9} {fact.flag:2} {range_:12} {where}"))
        if one.first_flagged and len(one.points) > 1:
            record, fact = one.first_flagged
            click.echo(
                clean(f"  first flagged by its report: {fact.value} on {fact.date or record.date} ({record.id})")
            )
    if not series:
        click.echo("binder: no lab values found by that name.", err=True)
