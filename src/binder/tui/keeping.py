"""Keeping the file from within the app: a backup, the check whether it is whole, everything out; each with progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from binder.tui.commands import Command
from binder.tui.paths import ask_path

if TYPE_CHECKING:
    from binder.tui.app import BinderApp

_WARNING = "Export writes EVERYTHING as plain text that anybody can read. Into which new folder?"


class BackUp(Command):
    """Make a verified copy of the binder, encrypted as it is; best on another disk."""

    text = "back up"


class CheckWhole(Command):
    """Go over the whole file: is it intact, and what to do where it is not."""

    text = "check the file"


class ExportAll(Command):
    """Write everything in open formats, as plain text that anybody can read, into a new folder."""

    text = "export everything"


class WriteCalendar(Command):
    """Write the days that matter as a calendar file that a phone takes; it lies outside the encrypted binder."""

    text = "calendar file"


async def write_calendar(app: BinderApp) -> None:
    """Ask where, write it."""
    from binder.export.private_file import write_private

    path, binder = await ask_path(app, "Write the calendar where?", "~/binder.ics"), app.binder
    if path is None:
        return
    await app.in_thread(lambda: write_private(path, binder.calendar()))
    app.say(f"Wrote {path}: plain text outside the binder, for your phone.")


async def back_up(app: BinderApp) -> None:
    """Ask for the folder, copy, say where the copy lies."""
    to = await ask_path(app, "Back up into which folder? (best on another disk)")
    if to is None:
        return
    binder = app.binder
    made = await app.run_long("Backing up", lambda long: binder.back_up(to, progress=long.progress))
    if made is not None and not app.locked:
        app.data_changed()
        app.say(f"Backed up and verified: {made.path}")


async def check_whole(app: BinderApp) -> None:
    """Check, and say what is damaged."""
    binder = app.binder
    damages = await app.run_long("Checking", lambda long: binder.check(long.progress))
    if damages is None or app.locked:
        return
    if not damages:
        app.say("Every record is whole.")
        return
    first = damages[0]
    more = f" And {len(damages) - 1} more: binder check lists them." if len(damages) > 1 else ""
    app.say(f"Damaged: {first.what}. {first.advice}{more}")


async def export_all(app: BinderApp) -> None:
    """Warn, ask where, write, say how much."""
    folder = await ask_path(app, _WARNING)
    if folder is None:
        return
    binder = app.binder
    done = await app.run_long(
        "Exporting", lambda long: binder.export(folder, progress=long.progress, cancelled=long.cancelled)
    )
    if done is not None and not app.locked:
        app.data_changed()
        app.say(
            f"Everything is in {folder} ({done.how_many}), readable by anybody: delete it when it is no longer needed."
        )
