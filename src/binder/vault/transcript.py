"""What was read of a record (text, tags, dates, facts) as one digest, which the log of changes keeps.

Whoever changes any of that logs the new digest: `check` takes everything else for an older state that was put back.
"""

from __future__ import annotations

import hashlib

from binder.vault.connection import Connection
from binder.vault.events import canonical
from binder.vault.rows import DATE_COLUMNS, FACT_COLUMNS

TRANSCRIPT = "transcript"  # in an event's after
_PARTS = {
    # Those of a scan come with its images, which are counted.
    "page": "SELECT number, lines, prose, recognised FROM page WHERE record = ?1 "
    "AND (SELECT study_uid FROM record WHERE id = ?1) IS NULL ORDER BY number",
    "tag": "SELECT position, name, value FROM tag WHERE record = ?1 ORDER BY position",
    "date_found": f"SELECT {DATE_COLUMNS} FROM date_found WHERE record = ?1 ORDER BY id",
    "fact": f"SELECT {FACT_COLUMNS} FROM fact WHERE record = ?1 ORDER BY id",
}


def transcript(connection: Connection, record: int) -> str:
    """SHA-256 in hex over the canonical JSON of what stands in the tables for a record now."""
    found = {part: connection.all(sql, [record]) for part, sql in _PARTS.items()}
    return hashlib.sha256(canonical(found).encode()).hexdigest()
