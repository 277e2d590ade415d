"""What Today says about the file itself: backups that are due, a clock that is wrong, who else is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from binder.chase.line import TodayLine
from binder.model.event import Event
from binder.model.keeping import Keeping

_OLD = 14  # days
_WORTH_A_BACKUP = 10  # records; with fewer the papers at home are quickly added again
_CLOCKS_DIFFER = timedelta(minutes=10)


def kept_lines(keeping: Keeping, now: datetime) -> Iterator[TodayLine]:
    """The lines about the file; none where all is well.

    Args:
        now: with its time zone.
    """
    yield from _clock(keeping, now)
    yield from _backup(keeping, now)
    for who, what in keeping.others:
        yield TodayLine("info", f"{who} has this binder open too" + (f": {what}" if what else ""), "", "")


def last_change(event: Event, now: datetime) -> str:
    """When the newest change was made and by whom, said on opening, so that an older copy put back is noticed.

    Args:
        now: with its time zone.
    """
    at = _moment(event.at)
    when = f"{at.astimezone():%Y-%m-%d %H:%M}" if at else event.at
    told = f"Last change: {when} by {event.actor} ({event.summary or event.action})."
    if ahead(event.at, now):
        told += " That is yet to come: this machine's clock, or the one it was made on, is wrong."
    return told


def ahead(moment: str, now: datetime) -> bool:
    """Whether a moment lies in the future, by more than two clocks may differ."""
    at = _moment(moment)
    return at is not None and at - now > _CLOCKS_DIFFER


def _clock(keeping: Keeping, now: datetime) -> Iterator[TodayLine]:
    if ahead(keeping.last_change, now):
        text = f"The last change is dated {keeping.last_change[:10]}, which is yet to come"
        yield TodayLine("soon", text, "", "this machine's clock, or another's, is wrong")


def _backup(keeping: Keeping, now: datetime) -> Iterator[TodayLine]:
    made = _moment(keeping.last_backup)
    hint = "binder backup FOLDER, best on another disk"
    if made is None:
        if keeping.records >= _WORTH_A_BACKUP:
            yield TodayLine("soon", f"No backup yet of {keeping.records} records", "", hint)
    elif keeping.changes_since and (days := (now - made).days) > _OLD:
        changes = f"{keeping.changes_since} change{'' if keeping.changes_since == 1 else 's'}"
        yield TodayLine("soon", f"The last backup is {days} days old; {changes} since", "", hint)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.astimezone()
