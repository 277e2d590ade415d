"""The verb that takes everything out of a binder in open formats."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from binder.model.clean import clean
from binder.model.progress import Progress
from binder.model.record import RecordState
from binder.vault import RecordFilter
from binder.vault.rows import number_of
from binder.verbs.checklist import Checklist
from binder.verbs.comparing import Comparing

if TYPE_CHECKING:
    from binder.export import Contents, Exported, Holding


class Exports(Checklist, Comparing):
    """Everything out."""

    def export(
        self,
        folder: Path,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Exported:
        """Write everything in open formats, as PLAIN TEXT, into a new folder; the log says that it was done.

        What is written is the state of one moment, whatever others change meanwhile.

        Raises:
            Misused: the folder is not empty.  DiskFull, Damaged, Cancelled, BinderError: nothing was left there.
        """
        from binder.export import export

        with ExitStack() as moment:
            moment.enter_context(self._vault.snapshot())

            def complete() -> None:
                moment.close()  # nothing can be logged within it
                self._log_export(folder)

            return export(self._contents(), folder, progress=progress, cancelled=cancelled, complete=complete)

    def _contents(self) -> Contents:
        """Everything in this binder, read only as it is asked for."""
        from binder.export import Contents, Kept

        put_aside = [i for i, _ in self.ids(RecordFilter(states=(RecordState.TRASHED,)))]
        ids = [i for i, _ in self.ids()] + put_aside
        return Contents(
            name=self.path.name,
            identity=self._vault.salt.hex(),
            made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
            patient=self.patient,
            holdings=(self._holding(i) for i in ids),
            count=len(ids),
            put_aside=len(put_aside),
            size=self._vault.records.size(),
            checklist=tuple((line.item, line.words) for line in self.checklist()),
            kept=tuple(Kept(name, tuple(shelf.all())) for name, shelf in self._vault.shelves.items()),
            events=self._vault.events.all(),
            comparison=self.first_two(),
            sealed=self.sealed_opinions(),
        )

    def _holding(self, record_id: str) -> Holding:
        from binder.export import Holding

        record = self.record(record_id)
        return Holding(
            record=record,
            pages=self._vault.pages.of(number_of(record_id)),
            original=lambda: self.original(record_id),
            study=self.study(record_id) if record.study_uid else None,
            instance=lambda series, number: self.instance(record_id, series, number),
        )

    def _log_export(self, folder: Path) -> None:
        if not self._vault.read_only:
            with self._vault.transaction():
                what = clean(f"Exported everything as plain text to {folder}")
                self._vault.events.append("export", "binder", "", what)
