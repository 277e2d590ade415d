"""Writes everything into one new folder, record by record, so that memory holds no more than one of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from binder.export.contents import Contents, Exported, Holding
from binder.export.fhir import Bundle, bundle
from binder.export.originals import place
from binder.export.page import Page, page
from binder.export.readme import readme
from binder.export.tables import (
    FACTS,
    RECORDS,
    Table,
    fact_rows,
    record_row,
    table,
    write_checklist,
    write_events,
    write_kept,
)
from binder.export.write import Folder, new_folder
from binder.model.progress import Progress


def export(
    contents: Contents,
    target: Path,
    *,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    complete: Callable[[], None] | None = None,
) -> Exported:
    """Write everything into a new folder, which appears under its name only when it is complete.

    Args:
        progress: called after each record.  cancelled: asked often; what was written is removed then.
        complete: called when all is on the disk and only the name is missing; if it raises, nothing is kept.

    Raises:
        Misused, DiskFull, Cancelled, Damaged, BinderError: one sentence each; nothing is left behind.
    """
    records = put_aside = 0
    with new_folder(target, expected=contents.size, cancelled=cancelled, complete=complete) as folder:
        folder.save("README.txt", [readme(contents)])
        with ExitStack() as stack:
            out = _Out(
                folder,
                stack.enter_context(table(folder, "records.csv", RECORDS)),
                stack.enter_context(table(folder, "facts.csv", FACTS)),
                stack.enter_context(
                    bundle(folder, "bundle.json", contents.identity, contents.made_at, contents.patient)
                ),
                stack.enter_context(page(folder, "index.html", contents)),
            )
            known: set[str] = set()
            for holding in contents.holdings:
                out.record(holding)
                known.add(holding.record.id)
                put_aside += holding.put_aside
                records += not holding.put_aside
                if progress is not None:
                    progress(Progress(records + put_aside, contents.count, holding.record.title))
            for at, (item, said) in enumerate(contents.checklist, 1):
                out.bundle.add_item(at, item, said, known.__contains__)
        write_checklist(folder, contents.checklist)
        for kept in contents.kept:
            write_kept(folder, kept)
        write_events(folder, contents.events)
    return Exported(folder.target, records, put_aside, folder.files, folder.size)


class _Out:
    """The files that every record adds to."""

    def __init__(self, folder: Folder, records: Table, facts: Table, bundle: Bundle, page: Page) -> None:
        self.folder = folder
        self.records = records
        self.facts = facts
        self.bundle = bundle
        self.page = page

    def record(self, holding: Holding) -> None:
        """Write one record everywhere it belongs."""
        self.folder.go_on()
        placed = place(self.folder, holding)
        self.records.row(record_row(holding.record, placed))
        for row in fact_rows(holding.record):
            self.facts.row(row)
        self.bundle.add_record(holding, placed)
        self.page.add(holding, placed)
