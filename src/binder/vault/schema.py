"""The tables, made by named migrations that are never edited once released; new ones are added at the end.

Triggers and full-text tables are not part of a migration: sqlite_utils' transform() drops triggers without a word, so
`migrate` puts all of them back each time it has run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from binder.model.errors import BinderError, Damaged
from binder.vault.connection import Connection
from binder.vault.driver import sqlite_utils_on_sqlcipher
from binder.vault.format import shown

APPLICATION_ID = 0x42494E44  # "BIND", shown by file(1)-like tools on a decrypted copy
_SET = "binder"


def first_tables(db: Any) -> None:
    """Everything the first release keeps."""
    db.executescript(_FIRST)


def entries(db: Any) -> None:
    """One table for all that a person keeps beside the records: requests, people, questions, marks on opinions."""
    db.executescript(_ENTRIES)


# name -> (what it does, the version of binder that can read the result)
MIGRATIONS: dict[str, tuple[Callable[[Any], None], str]] = {
    "0001_first_tables": (first_tables, "0.1"),
    "0002_entries": (entries, "0.1"),
}

_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE blob (
  id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  size INTEGER NOT NULL, first INTEGER NOT NULL, chunks INTEGER NOT NULL
) STRICT;
CREATE TABLE chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  blob INTEGER REFERENCES blob(id),
  name TEXT NOT NULL, source TEXT NOT NULL, media_type TEXT NOT NULL,
  size INTEGER NOT NULL, pages INTEGER NOT NULL, pictures INTEGER NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, opinion INTEGER,
  added_at TEXT NOT NULL, added_by TEXT NOT NULL, reader TEXT NOT NULL, warnings TEXT NOT NULL,
  kind TEXT NOT NULL, kind_confidence REAL NOT NULL, title TEXT NOT NULL,
  date TEXT NOT NULL, date_precision TEXT NOT NULL, date_confidence REAL NOT NULL,
  author TEXT NOT NULL, facility TEXT NOT NULL, accession TEXT NOT NULL,
  filing TEXT NOT NULL,
  study_uid TEXT UNIQUE, instances INTEGER NOT NULL, diagnostic INTEGER NOT NULL
) STRICT;
CREATE INDEX record_timeline ON record (date DESC, id DESC, state, kind);
CREATE INDEX record_blob ON record (blob);
CREATE INDEX record_kinds ON record (state, kind);
CREATE INDEX record_opinion ON record (opinion) WHERE opinion IS NOT NULL;

CREATE TABLE study (uid TEXT PRIMARY KEY, expected INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE instance (
  id INTEGER PRIMARY KEY,
  sop_uid TEXT NOT NULL UNIQUE,
  record INTEGER NOT NULL REFERENCES record(id),
  series_uid TEXT NOT NULL, number INTEGER, header TEXT NOT NULL,
  blob INTEGER NOT NULL REFERENCES blob(id)
) STRICT;
CREATE INDEX instance_order ON instance (record, series_uid, number, id);
CREATE INDEX instance_blob ON instance (blob);

CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  record INTEGER NOT NULL REFERENCES record(id),
  number INTEGER NOT NULL, lines TEXT NOT NULL, prose TEXT NOT NULL, recognised INTEGER NOT NULL,
  UNIQUE (record, number)
) STRICT;
CREATE VIEW page_words AS SELECT id, CASE WHEN prose <> '' THEN prose ELSE lines END AS words FROM page;

CREATE TABLE tag (
  record INTEGER NOT NULL REFERENCES record(id), position INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE date_found (
  id INTEGER PRIMARY KEY,
  record INTEGER NOT NULL REFERENCES record(id),
  value TEXT NOT NULL, role TEXT NOT NULL, precision TEXT NOT NULL, other_reading TEXT NOT NULL,
  page INTEGER, line INTEGER, start INTEGER, "end" INTEGER, quote TEXT
) STRICT;
CREATE INDEX date_found_record ON date_found (record);

CREATE TABLE fact (
  id INTEGER PRIMARY KEY,
  record INTEGER NOT NULL REFERENCES record(id),
  type TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  unit TEXT NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL, flag TEXT NOT NULL, code TEXT NOT NULL,
  date TEXT NOT NULL, confidence REAL NOT NULL, rule TEXT NOT NULL,
  page INTEGER NOT NULL, line INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL
) STRICT;
CREATE INDEX fact_record ON fact (record);
CREATE INDEX fact_type ON fact (type, name);

CREATE TABLE intake (
  id INTEGER PRIMARY KEY,
  sha256 BLOB UNIQUE CHECK (length(sha256) = 32),
  path TEXT NOT NULL, status TEXT NOT NULL, record INTEGER REFERENCES record(id),
  kind TEXT, date TEXT NOT NULL, title TEXT NOT NULL, why TEXT NOT NULL, warnings TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX intake_unhashed ON intake (path) WHERE sha256 IS NULL;

CREATE TABLE checklist_item (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, title TEXT NOT NULL, needs TEXT NOT NULL, kinds TEXT NOT NULL,
  why TEXT NOT NULL, source TEXT NOT NULL, "group" TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL,
  whom TEXT NOT NULL, requested_on TEXT NOT NULL, custom INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE receipt (
  item TEXT NOT NULL REFERENCES checklist_item(id), position INTEGER NOT NULL,
  need TEXT NOT NULL, "on" TEXT NOT NULL, what TEXT NOT NULL, record INTEGER REFERENCES record(id),
  PRIMARY KEY (item, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
  entity TEXT NOT NULL, entity_id TEXT NOT NULL, summary TEXT NOT NULL, before TEXT, after TEXT,
  undoes INTEGER REFERENCES event(seq), prev_hash BLOB NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE UNIQUE INDEX event_undoes ON event (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX event_undoable ON event (seq) WHERE before IS NOT NULL AND undoes IS NULL;
"""

_ENTRIES = """
CREATE TABLE entry (
  entity TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_order ON entry (entity, number);
"""

_TOKENS = "porter unicode61 remove_diacritics 2"
FULL_TEXT = {
    "page_fts": "CREATE VIRTUAL TABLE page_fts USING fts5(words, content='page_words', "
    f"content_rowid='id', tokenize='{_TOKENS}')",
    "record_fts": "CREATE VIRTUAL TABLE record_fts USING fts5(title, name, author, facility, content='record', "
    f"content_rowid='id', tokenize='{_TOKENS}')",
}


def _words(row: str) -> str:
    return f"CASE WHEN {row}.prose <> '' THEN {row}.prose ELSE {row}.lines END"


def _title(row: str) -> str:
    return f"{row}.title, {row}.name, {row}.author, {row}.facility"


_PAGE_OUT = f"INSERT INTO page_fts (page_fts, rowid, words) VALUES ('delete', old.id, {_words('old')});"
_PAGE_IN = f"INSERT INTO page_fts (rowid, words) VALUES (new.id, {_words('new')});"
_RECORD_OUT = (
    "INSERT INTO record_fts (record_fts, rowid, title, name, author, facility) "
    f"VALUES ('delete', old.id, {_title('old')});"
)
_RECORD_IN = f"INSERT INTO record_fts (rowid, title, name, author, facility) VALUES (new.id, {_title('new')});"
_REFUSE = "SELECT RAISE(ABORT, 'the log of changes is append-only');"
TRIGGERS = {
    "page_added": f"AFTER INSERT ON page BEGIN {_PAGE_IN} END",
    "page_removed": f"AFTER DELETE ON page BEGIN {_PAGE_OUT} END",
    "page_changed": f"AFTER UPDATE ON page BEGIN {_PAGE_OUT} {_PAGE_IN} END",
    "record_added": f"AFTER INSERT ON record BEGIN {_RECORD_IN} END",
    "record_removed": f"AFTER DELETE ON record BEGIN {_RECORD_OUT} END",
    "record_retitled": f"AFTER UPDATE OF title, name, author, facility ON record BEGIN {_RECORD_OUT} {_RECORD_IN} END",
    "event_kept": f"BEFORE DELETE ON event BEGIN {_REFUSE} END",
    "event_unchanged": f"BEFORE UPDATE ON event BEGIN {_REFUSE} END",
    "event_appended": "BEFORE INSERT ON event WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event) "
    f"BEGIN {_REFUSE} END",
}


def version(connection: Connection) -> int:
    """How many migrations the file has seen; 0 for a file without tables."""
    return int(connection.value("PRAGMA user_version", default=0))


def is_older(connection: Connection, found: int) -> bool:
    """Whether a file of that version holds tables that opening it for writing would change."""
    return not connection.read_only and 0 < found < len(MIGRATIONS)


def bring_up_to_date(connection: Connection, found: int | None = None) -> None:
    """Make or migrate the tables; `found` is the version they have, where that is known. Cheap where it is the present.

    Raises BinderError where the file was written by a newer binder, naming the version it needs.
    """
    found = version(connection) if found is None else found
    if found == len(MIGRATIONS):
        return
    name = shown(connection.path)
    if found > len(MIGRATIONS):
        needs = connection.value("SELECT value FROM meta WHERE name = 'needs_binder'", default="a newer version")
        raise BinderError(f"{name} was last used with a newer binder: it needs binder {needs} or later.")
    if connection.read_only:
        raise BinderError(
            f"{name} was made by an older binder: open it once for writing, so that it is brought up to date."
        )
    migrate(connection)


def migrate(connection: Connection) -> None:
    """Run the pending migrations and put triggers and full text back, all in one transaction."""
    migrations = sqlite_utils_on_sqlcipher().Migrations(_SET)
    for name, (change, _) in MIGRATIONS.items():
        migrations(name=name)(change)
    # Rebuilding a table drops it for a moment; references are checked as a whole before the commit instead.
    connection.all("PRAGMA foreign_keys=OFF")
    try:
        with connection.transaction():
            migrations.apply(connection.db)
            _full_text_and_triggers(connection)
            if connection.all("PRAGMA foreign_key_check"):
                raise Damaged(f"{shown(connection.path)} holds references to missing rows: run binder check on it.")
            connection.run("INSERT OR REPLACE INTO meta VALUES ('needs_binder', ?)", [list(MIGRATIONS.values())[-1][1]])
            connection.run(f"PRAGMA application_id={APPLICATION_ID}")
            connection.run(f"PRAGMA user_version={len(MIGRATIONS)}")
    finally:
        connection.all("PRAGMA foreign_keys=ON")


def _full_text_and_triggers(connection: Connection) -> None:
    for trigger in TRIGGERS:
        connection.run(f"DROP TRIGGER IF EXISTS {trigger}")
    for table, sql in FULL_TEXT.items():
        if connection.value("SELECT sql FROM sqlite_master WHERE name = ?", [table]) != sql:
            connection.run(f"DROP TABLE IF EXISTS {table}")
            connection.run(sql)
        rebuild(connection, table)
    for trigger, body in TRIGGERS.items():
        connection.run(f"CREATE TRIGGER {trigger} {body}")


def rebuild(connection: Connection, table: str) -> None:
    """Make a full-text table anew from what it indexes; inside a transaction."""
    connection.run(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


def missing_parts(connection: Connection) -> list[str]:
    """Names of triggers and full-text tables that should be there and are not."""
    there = {row[0] for row in connection.each("SELECT name FROM sqlite_master")}
    return [name for name in (*TRIGGERS, *FULL_TEXT) if name not in there]
