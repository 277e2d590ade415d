"""`binder seal`: an opinion is read blind; nothing lays it beside another until it is unsealed."""

from __future__ import annotations

import click

from binder.cli.options import Session, verb


@verb("seal")
@click.argument("number", type=int)
def command(session: Session, number: int) -> None:
    """Seal opinion NUMBER: its doctor reads without knowing the first opinion, so comparing waits for `unseal`.

    It can be sealed before it has come. The letter itself stays readable; sealing keeps differences from being
    carried to the doctor who still reads. What goes to that doctor is the packet's matter.
    """
    with session.binder() as binder:
        binder.seal(number)
    click.echo(f"Opinion {number} is sealed: it is laid beside no other until `binder unseal {number}`.")
