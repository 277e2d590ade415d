"""`binder show`: one record, with its text and what it states."""

from __future__ import annotations

import json

import click

from binder.cli.options import Session, json_option, verb
from binder.cli.shape import record_shape, study_shape
from binder.model.clean import clean
from binder.model.kinds import Kind
from binder.model.record import FactType, Record

_WHAT = max(len(kind.value) for kind in FactType) + 2


@verb("show")
@click.argument("record_id", metavar="ID")
@json_option
def command(session: Session, record_id: str, as_json: bool) -> None:
    """Show one record: what it is and from which words, its facts with their lines, and its text."""
    with session.binder() as binder:
        record = binder.record(record_id)
        document = binder.document(record.id)
        study = binder.study(record.id) if record.kind is Kind.IMAGING_STUDY and record.study_uid else None
    if as_json:
        shape = record_shape(record)
        shape["pages"] = [{"number": p.number, "lines": list(p.lines)} for p in document.pages]
        shape["study"] = study_shape(study)
        click.echo(json.dumps(shape))
        return
    for line in _head(record):
        click.echo(clean(line))
    for series in study.series if study else ():
        click.echo(
            clean(f"Series    {series.number}: {series.modality} {series.description}, {len(series.instances)} images")
        )
    for fact in record.filing.facts:
        place = f"page {fact.citation.page} line {fact.citation.line}"
        flag = f" {fact.flag}" if fact.flag else ""
        what = fact.type.value.replace("_", " ")
        click.echo(clean(f"{what:<{_WHAT}}{fact.name}: {fact.value} {fact.unit}{flag}  ({place})"))
    for page in document.pages:
        click.echo(f"\n--- page {page.number} ---")
        for number, text in enumerate(page.lines, 1):
            click.echo(f"{number:4}  {clean(text)}")


def _head(record: Record) -> list[str]:
    from binder.filing import why_read_so

    filing = record.filing
    basis = filing.date_basis.citation if filing.date_basis else None
    where = f', from page {basis.page} line {basis.line}: "{basis.quote}"' if basis else ""
    where += f", {settled}" if (settled := why_read_so(filing)) else ""
    lines = [
        f"{record.id}  {record.title}",
        f"Kind      {record.kind.label} ({filing.kind_confidence:.0%} sure)",
        f"Date      {record.date or 'not stated'}{where}",
        f"Patient   {filing.patient.name if filing.patient else 'not stated'}",
        f"Author    {filing.author or 'not stated'}",
        f"File      {record.source or record.name}, {record.size} bytes, sha256 {record.sha256 or 'of each image'}",
        f"State     {record.state.value.replace('_', ' ')}" + (f": {record.reason}" if record.reason else ""),
    ]
    return lines + [f"Note      {warning}" for warning in record.warnings if warning not in record.reason]
