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
from binder.intake.kept import Open, reread, taken
from binder.intake.offered import read_all
from binder.model.clean import clean
from binder.model.progress import Progress
from binder.model.record import Intake, Outcome, Person

if TYPE_CHECKING:
    from binder.reading import Reader, Source
    from binder.vault import Vault

__all__ = ["add_sources", "reread"]

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
    done = failed = 0
    steps = Ahead(read_all(vault, reader, offered, password, cancelled))
    try:
        for intake in _kept(vault, steps, patient):
            done, failed = done + 1, failed + (intake.status is Outcome.UNREADABLE)
            if progress is not None:
                progress(Progress(done, None, clean(intake.path), failed))
            yield intake
    finally:
        steps.stop()


def _kept(vault: Vault, steps: Ahead, patient: Person) -> Iterator[Intake]:
    """Keep what was read. A transaction stays open only while there is something to write: others wait for it."""
    opened = Open()
    while (step := steps.next()) is not None:
        with vault.batch() as batch:
            while step is not None:
                outcome = taken(vault, step, patient, opened)
                if outcome is not None:
                    yield outcome
                batch.breathe()
                step = steps.next(within=_PAUSE)
