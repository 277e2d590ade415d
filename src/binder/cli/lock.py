"""`binder lock`: close every binder that is open in an app of this user on this machine."""

from __future__ import annotations

import json

import click

from binder.cli.options import Session, json_option, verb


@verb("lock")
@json_option
def command(session: Session, as_json: bool) -> int:
    """Lock every open app of yours on this machine; no passphrase is needed. Exit status 1 if one did not answer."""
    from binder.tui.running import lock_all

    locked, left = lock_all()
    if as_json:
        click.echo(json.dumps({"locked": locked, "not_answering": left}))
    elif left:
        click.echo(f"Locked {locked}; {left} did not answer: end it with `pkill -f binder`.")
    else:
        click.echo(f"Locked {locked} open app{'s' * (locked != 1)}." if locked else "No binder is open.")
    return 1 if left else 0
