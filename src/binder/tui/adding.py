"""Adding files from within the app: where they are is asked in one line, reading them runs in a thread."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from binder.model.record import Intake, Outcome

if TYPE_CHECKING:
    from binder.tui.app import BinderApp, LongWork


async def add_files(app: BinderApp) -> None:
    """Ask for a file or folder, add what is there, and say in one line what became of it."""
    typed = await app.ask("Add which file, folder, disc or zip?")
    if not typed:
        return
    path = Path(typed.strip("'\"")).expanduser()
    if not await app.in_thread(path.exists):
        app.say(f"There is nothing at {path}. Drag a file into the terminal to paste its path.")
        return
    binder = app.binder

    def add(long: LongWork) -> list[Intake]:
        return list(binder.add([path], progress=long.progress, cancelled=long.cancelled))

    intakes = await app.run_long("Adding", add)
    if intakes is not None and not app.locked:
        app.data_changed()
        app.say(summary(intakes))


def summary(intakes: list[Intake]) -> str:
    """What became of the files, for example "12 added, 3 already here, 1 unreadable: scan.pdf - no text in it."."""
    count = Counter(intake.status for intake in intakes)
    parts = [
        f"{count[outcome]} {words}"
        for outcome, words in (
            (Outcome.ADDED, "added"),
            (Outcome.DUPLICATE, "already here"),
            (Outcome.SKIPPED, "skipped"),
            (Outcome.UNREADABLE, "kept but unreadable"),
        )
        if count[outcome]
    ]
    failed = next((intake for intake in intakes if intake.status is Outcome.UNREADABLE), None)
    why = f": {failed.path} ({failed.why})" if failed is not None else "."
    return (", ".join(parts) + why) if parts else "There was nothing to add there."
