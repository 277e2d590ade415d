"""`binder unseal`: the blind reading is over; the log keeps who ended it, and when."""

from __future__ import annotations

import click

from binder.cli.options import Session, verb
from binder.model.clean import clean


@verb("unseal")
@click.argument("number", type=int)
def command(session: Session, number: int) -> None:
    """Unseal opinion NUMBER, best when it is written and final: from now on it may be compared."""
    with session.binder() as binder:
        opened = binder.unseal(number)
    when = opened.unsealed_at[:16].replace("T", " ")
    click.echo(clean(f"Opinion {number} was unsealed on {when} by {opened.unsealed_by}; the log keeps that."))
