"""SQLCipher as it is reached from Python: sqlite_utils on it, and its errors as sentences."""

from __future__ import annotations

import os
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from binder.model.errors import BinderError, Cancelled, Damaged, DiskFull, Held
from binder.vault.format import shown

_READONLY, _CORRUPT, _FULL, _NOTADB = 8, 11, 13, 26
UNREADABLE = (_CORRUPT, _NOTADB)
BUSY = (5, 6)
_import_lock = threading.Lock()


def code_of(error: Exception) -> int:
    """SQLite's primary result code of an error; 0 where it has none."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


@cache
def made_quiet() -> None:
    """Once a process, before any key is set: let nothing be written but the binder itself.

    SQLCipher would write its errors onto the screen; this setting is one for all connections. A build that does not
    heed `PRAGMA temp_store=MEMORY` would write plain text to /var/tmp when it sorts: RuntimeError.
    """
    connection = dbapi2.connect(":memory:")
    try:
        connection.execute("PRAGMA cipher_log=off").fetchall()
        if connection.execute("SELECT sqlite_compileoption_used('TEMP_STORE=0')").fetchone()[0]:
            raise RuntimeError("this build of SQLCipher keeps temporary data on disk")
    finally:
        connection.close()


def sqlite_utils_on_sqlcipher() -> Any:
    """Import sqlite_utils so that it speaks SQLCipher, at first use: it costs 0.1 s and is not needed to open a binder.

    sqlite_utils looks for a module called pysqlite3 first; without this alias it would catch the wrong exceptions.
    """
    with _import_lock:
        if "sqlite_utils" not in sys.modules:
            import sqlcipher3

            sys.modules["pysqlite3"] = sqlcipher3
            sys.modules["pysqlite3.dbapi2"] = dbapi2
        import sqlite_utils
        import sqlite_utils.utils

        if sqlite_utils.utils.sqlite3.__name__ != "sqlcipher3":
            raise RuntimeError("sqlite_utils was imported before the vault, so it speaks to another SQLite")
        return sqlite_utils


def damaged(path: Path) -> Damaged:
    """What to do about a file in which a page was met that is not what was written."""
    return Damaged(
        f"{shown(path)} holds parts that are not what was written: keep it as it is, "
        "run binder check on it, and use a backup copy."
    )


def explain(
    error: Exception, path: Path, *, writing: bool = False, read_only: bool = False, who: str = ""
) -> BinderError:
    """Turn a database error into the sentence a person can act on. The original text never carries record content.

    The driver gives primary codes only, so an input/output error inside a write is taken for a disk that takes no more
    (a quota or a size limit shows as one).

    Args:
        who: is writing to the file, where that is known and may be what is wrong.
    """
    code = code_of(error)
    name = shown(path)
    if isinstance(error, dbapi2.ProgrammingError) and "closed" in str(error):
        return BinderError("The binder is closed: open it again.")
    if code == _READONLY and not read_only and os.access(path, os.W_OK):
        code = _CORRUPT  # SQLCipher refuses to write once it has met a page that was altered
    match code:
        case 13 | 10 if code == _FULL or writing:
            return DiskFull(
                f"Nothing more could be written to {name}: the disk, quota or size limit is full, or the disk fails. "
                "What was saved before is intact; make room and try again."
            )
        case 9:
            return Cancelled("Stopped because the binder was closed; what was committed before is kept.")
        case 5 | 6:  # BUSY
            return Held(f"{who or 'Another session'} is writing to {name}: wait until that is done, then try again.")
        case 11 | 26:
            return damaged(path)
        case 8:
            return BinderError(f"{name} was opened for reading only: open it again where it may be written.")
        case 10 | 14:
            return BinderError(f"{name} could not be read or opened ({error}): check the disk and the permissions.")
        case 18:
            return BinderError(f"Something is too large to be stored in {name}.")
    return BinderError(f"{name}: the database refused ({error}).")
