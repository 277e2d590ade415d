"""How a file comes into the binder: offered, hashed, seen before?, read (isolated), filed, kept. One outcome each.

Reading runs ahead in the worker while the vault writes. The vault commits every 32 MiB, 200 files or two seconds, so
that a crash or a lost line costs at most the last few documents, which are simply offered again.

What is attached to a mail or a PDF, or wrapped in DICOM, is kept as records of its own, after the one it came in. That
one counts as seen only when everything inside it has been kept, so that nothing attached is lost by a crash between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from binder.intake.ahead import Ahead
from binder.intake.kept import Open, reread, taken, transcribe
from binder.intake.offered import read_all
from binder.model.clean import clean
from binder.model.progress import Progress
from binder.model.record import Intake, Outcome, Person

if TYPE_CHECKING:
    from binder.reading import DiscIndex, Reader, Source
    from binder.vault import Vault

__all__ = ["add_sources", "reread", "transcribe"]

_PAUSE = 0.15  # seconds; a commit costs more than the wait for a reader that is about to be done


def add_sources(
    vault: Vault,
    reader: Reader,
    offered: Iterable[Path | str | Source],
    *,
    patient: Person,
    password: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Intake]:
    """Take in everything offered and say what became of each file, as it is kept."""
    tally = _Tally(progress, cancelled)
    steps = Ahead(read_all(vault, reader, offered, password, cancelled, tally.expect, tally.page))
    try:
        indexes: list[DiscIndex] = []
        for intake in _kept(vault, steps, patient, indexes):
            tally.done(intake)
            yield intake
        if cancelled is None or not cancelled():
            yield from _not_on_the_disc(vault, indexes)
    finally:
        steps.stop()


class _Tally:
    """Counts what is done of what is to come, and says so. Files are counted by one thread and expected by another."""

    def __init__(self, progress: Callable[[Progress], None] | None, cancelled: Callable[[], bool] | None) -> None:
        self._tell, self._cancelled = progress, cancelled
        self._done = self._failed = self._total = 0

    def expect(self, count: int) -> None:
        """So many more are to come."""
        self._total += count

    def done(self, intake: Intake) -> None:
        """One more is done."""
        self._done += 1
        self._failed += intake.status is Outcome.UNREADABLE
        self._say(clean(intake.path))

    def page(self, source: Source, number: int, count: int) -> bool:
        """A page of a scan is about to be recognised, which takes a while; whether it is to be."""
        self._say(f"{source.name}, page {number} of {count}")
        return self._cancelled is None or not self._cancelled()

    def _say(self, name: str) -> None:
        if self._tell is not None:
            self._tell(Progress(self._done, max(self._total, self._done), name, self._failed))


def _not_on_the_disc(vault: Vault, indexes: list[DiscIndex]) -> Iterator[Intake]:
    """Whole studies that a disc's index names and that were nowhere on it; what lacks of a study is told with it."""
    for index in indexes:
        absent = {uid: count for uid, count in index.expected.items() if not vault.records.has_study(uid)}
        if absent:
            images, studies = _many(sum(absent.values()), "image"), _many(len(absent), "study", "studies")
            why = f"the disc's index names {images} of {studies} not on it: ask for a whole copy"
            yield Intake(index.path, Outcome.SKIPPED, why=why)


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def _kept(vault: Vault, steps: Ahead, patient: Person, indexes: list[DiscIndex]) -> Iterator[Intake]:
    """Keep what was read; indexes of discs go to `indexes` as well.

    A transaction stays open only while there is something to write: others wait for it.
    """
    from binder.reading import DiscIndex

    opened = Open()
    while (step := steps.next()) is not None:
        with vault.batch() as batch:
            while step is not None:
                if isinstance(step, DiscIndex):
                    indexes.append(step)
                outcome = taken(vault, step, patient, opened)
                if outcome is not None:
                    yield outcome
                batch.breathe()
                step = steps.next(within=_PAUSE)
