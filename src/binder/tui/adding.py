"""Adding files from within the app: where they are is asked in one line, reading them runs in a thread."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from binder.model.document import faults_in
from binder.model.errors import Unreadable
from binder.model.progress import Progress
from binder.model.record import Intake, Outcome
from binder.tui.paths import ask_path

if TYPE_CHECKING:
    from binder.tui.app import BinderApp
    from binder.tui.long_work import LongWork


async def add_files(app: BinderApp) -> None:
    """Ask for a file or folder, add what is there, and say in one line what became of it."""
    path = await ask_path(app, "Add which file, folder, disc or zip?")
    if path is None:
        return
    if not await app.in_thread(path.exists):
        app.say(f"There is nothing at {path}. Drag a file into the terminal to paste its path.")
        return
    binder = app.binder

    def add(long: LongWork) -> list[Intake]:
        there = files_in(path)

        def tell(progress: Progress) -> None:
            long.progress(replace(progress, total=max(there, progress.done)) if there > 1 else progress)

        return list(binder.add([path], progress=tell, cancelled=long.cancelled))

    intakes = await app.run_long("Adding", add)
    if intakes is None or app.locked:
        return
    app.data_changed()
    read = await _unlock(app, intakes)
    app.data_changed()
    app.say(summary([replace(i, status=Outcome.ADDED) if i.record in read else i for i in intakes]))


def files_in(path: Path) -> int:
    """How many files lie there, so that one sees how long it takes; what archives hold is not counted."""
    return sum(len(names) for _, _, names in os.walk(path)) if path.is_dir() else 1


async def _unlock(app: BinderApp, intakes: list[Intake]) -> set[str]:
    """Ask for the password of each locked document; Esc leaves it and the rest as they are, kept unread."""
    read: set[str] = set()
    for intake in (intake for intake in intakes if intake.locked):
        again = ""
        while intake.record not in read:
            name = intake.path.rsplit("/", 1)[-1]
            password = await app.ask(f"{again}Password of {name} (Esc leaves it unread)", secret=True)
            if not password or app.locked:
                return read
            try:
                await app.in_thread(partial(app.binder.reread, intake.record, password))
                read.add(intake.record)
            except Unreadable:
                again = "That was not it. "
    return read


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
    failed = [intake for intake in intakes if intake.status is Outcome.UNREADABLE]
    failed += [intake for intake in intakes if faults_in(intake.warnings)]
    why = f": {failed[0].path} ({failed[0].why})" if failed else "."
    return (", ".join(parts) + why) if parts else "There was nothing to add there."
