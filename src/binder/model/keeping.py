"""How well a binder is kept: its backups, its last change, and who else is in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the home screen has to know about the file itself.

    Attributes:
        records: how many there are.
        last_backup: when the last backup was made, ISO 8601; empty for never.  changes_since: how many came after it.
        last_change: when the newest change of all was made, ISO 8601; empty where there is none.
        others: (who, what they have open) of the other sessions in this binder.
    """

    records: int = 0
    last_backup: str = ""
    changes_since: int = 0
    last_change: str = ""
    others: tuple[tuple[str, str], ...] = ()
