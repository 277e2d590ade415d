"""How far long work is, in one line on the terminal; nothing where there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from binder.model.clean import clean
from binder.model.progress import Progress


@contextmanager
def on_terminal() -> Iterator[Callable[[Progress], None] | None]:
    """What to call as work goes on, where standard error is a terminal; the line is gone afterwards."""
    if not sys.stderr.isatty():
        yield None
        return
    try:
        yield _show
    finally:
        click.echo("\r\033[K", nl=False, err=True)


def _show(progress: Progress) -> None:
    click.echo(f"\r\033[K{clean(str(progress))[:78]}", nl=False, err=True)
