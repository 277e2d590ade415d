"""Every file ever offered, with what became of it."""

from __future__ import annotations

import json

from binder.model.kinds import Kind
from binder.model.record import Intake, Outcome
from binder.vault.connections import Connections
from binder.vault.events import now
from binder.vault.rows import number_of, record_id

_COLUMNS = "path, status, record, kind, date, title, why, warnings"
# A file once taken in stays "added"; one that was unreadable or skipped may become anything later.
_NOTE = f"""
INSERT INTO intake (sha256, {_COLUMNS}, at) VALUES (?,?,?,?,?,?,?,?,?,?)
ON CONFLICT %s DO UPDATE SET path = excluded.path, status = excluded.status, record = excluded.record,
  kind = excluded.kind, date = excluded.date, title = excluded.title, why = excluded.why,
  warnings = excluded.warnings, at = excluded.at
WHERE status <> 'added' AND excluded.status <> 'duplicate'
"""


class Intakes:
    """The book of files offered."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def seen(self, sha256: str) -> Intake | None:
        """What became of these bytes when they were offered before."""
        row = self._connections.here.one(f"SELECT {_COLUMNS} FROM intake WHERE sha256 = ?", [bytes.fromhex(sha256)])
        return None if row is None else _intake(row)

    def note(self, sha256: str, intake: Intake) -> None:
        """Keep an outcome. Without a hash (a file that could not even be opened) it is kept by its path."""
        record = number_of(intake.record) if intake.record else None
        kind = None if intake.kind is None else intake.kind.value
        row = (intake.path, intake.status.value, record, kind, intake.date, intake.title, intake.why)
        target = "(sha256)" if sha256 else "(path) WHERE sha256 IS NULL"
        with self._connections.transaction() as connection:
            connection.run(
                _NOTE % target,
                (bytes.fromhex(sha256) if sha256 else None, *row, json.dumps(intake.warnings), now()),
            )

    def all(self, status: Outcome | None = None) -> list[Intake]:
        """All outcomes, or those of one status, in the order they were first offered."""
        where, params = ("WHERE status = ?", [status.value]) if status else ("", [])
        sql = f"SELECT {_COLUMNS} FROM intake {where} ORDER BY id"
        return [_intake(row) for row in self._connections.here.each(sql, params)]


def _intake(row: tuple[object, ...]) -> Intake:
    path, status, record, kind, date, title, why, warnings = row
    return Intake(
        path=str(path),
        status=Outcome(str(status)),
        record=record_id(record) if isinstance(record, int) else "",
        kind=None if kind is None else Kind(str(kind)),
        date=str(date),
        title=str(title),
        why=str(why),
        warnings=tuple(json.loads(str(warnings))),
    )
