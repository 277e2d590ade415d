"""`binder receive`: mark something on the checklist as received."""

from __future__ import annotations

import json

import click

from binder.cli.nouns import on_option
from binder.cli.options import Session, json_option, verb
from binder.cli.shape import item_shape
from binder.model.checklist import Need
from binder.model.clean import clean


@verb("receive")
@click.argument("item_id", metavar="ITEM")
@click.option(
    "--need", type=click.Choice([n.value for n in Need]), help="What came; needed where an item needs several."
)
@on_option("The day it came; today if left out.")
@click.option("--what", default="", help="What came, in your words.")
@click.option("--record", default="", metavar="ID", help="The record it is.")
@click.option("--request", metavar="ID", help="The request it answers, where several wait for it.")
@json_option
def command(
    session: Session,
    item_id: str,
    need: str | None,
    on: str,
    what: str,
    record: str,
    request: str | None,
    as_json: bool,
) -> None:
    """Mark ITEM as received: what came, when, and the record it is. A report never stands for images or slides.

    \b
    binder receive pathology-report --record R7
    binder receive imaging-ct --need images --record R9 --on yesterday
    """
    with session.binder() as binder:
        item = binder.receive(
            item_id, need=Need(need) if need else None, on=on, what=what, record=record, request=request
        )
        words = next(line.words for line in binder.checklist() if line.item.id == item.id)
    if as_json:
        click.echo(json.dumps(item_shape(item, words)))
    else:
        click.echo(clean(f"{item.state.glyph} {item.title}: {item.state.label}" + (f" ({words})" if words else "")))
