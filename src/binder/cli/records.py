"""`binder records`: the timeline."""

from __future__ import annotations

import json

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.shape import record_shape
from binder.model.clean import clean
from binder.model.kinds import Kind
from binder.model.record import RecordState

_MARKS = {RecordState.NEEDS_REVIEW: "review", RecordState.UNREADABLE: "unread"}


@verb("records")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([k.value for k in Kind]), help="Only this kind.")
@click.option("--from", "since", default="", metavar="DATE", help="On or after this date (2026-03-13, 2026-03, 2026).")
@click.option("--to", "until", default="", metavar="DATE", help="On or before this date.")
@click.option("--words", default="", help="Only records that hold these words.")
@json_option
def command(session: Session, kinds: tuple[str, ...], since: str, until: str, words: str, as_json: bool) -> None:
    """List the records, newest first; those without a date last."""
    from binder.binder import RecordFilter

    with session.binder() as binder:
        which = RecordFilter(kinds=tuple(Kind(k) for k in kinds), since=since, until=until, words=words)
        ids = [record_id for record_id, _ in binder.ids(which)]
        for start in range(0, len(ids), 200):
            for record in binder.rows(ids[start : start + 200]):
                if as_json:
                    click.echo(json.dumps(record_shape(record)))
                    continue
                mark = f"opinion {record.opinion}" if record.opinion else _MARKS.get(record.state, "")
                title = clean(record.title)
                click.echo(
                    f"{record.id:6} {record.date or '-':10} {record.kind.badge:6}{title}"
                    + (f"  [{mark}]" if mark else "")
                )
