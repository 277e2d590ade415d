"""How the file is opened: by which settings, without locks where nobody can be writing, and each refusal as a sentence.

The order of the statements matters and is measured. What opens it must be told at once whether the key fits and whether
the tables can be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from binder.model.errors import BinderError, Damaged, DiskFull, Held, WrongPassphrase
from binder.vault.driver import BUSY, UNREADABLE, code_of, explain, made_quiet
from binder.vault.filesystem import lies_on_network, may_use_network
from binder.vault.format import key_fits_some_page, shown
from binder.vault.keys import wipe

_NO_INDEX = (10, 14)  # SQLITE_IOERR, SQLITE_CANTOPEN
SETTINGS = """
PRAGMA foreign_keys=ON;
PRAGMA temp_store=MEMORY;
PRAGMA secure_delete=ON;
PRAGMA cell_size_check=ON;
PRAGMA trusted_schema=OFF;
"""
_VERSION = "PRAGMA user_version"  # reads the first page, so that a wrong key fails here; makes the index of the log
TABLES = "SELECT 1 FROM sqlite_master LIMIT 1"  # reads all that the tables are
_READING = f"{SETTINGS} PRAGMA query_only=ON; {TABLES};"
_WRITING = f"""{SETTINGS}
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA wal_autocheckpoint=1000;
PRAGMA journal_size_limit={64 << 20};
{TABLES};
"""


def opened(
    path: Path,
    key: bytes | bytearray,
    salt: bytes,
    wait: Callable[[int], bool],
    *,
    read_only: bool,
    immutable: bool = False,
    new: bool = False,
) -> tuple[Any, int]:
    """Open the file; the driver's connection, and how many migrations the file has seen.

    Args:
        wait: is asked, with the number of times it was before, whether to try again while others hold the file.
        immutable: nobody writes the file meanwhile, so it is read without locks; only with `read_only`.
        new: the file is empty yet, and gets this salt.

    Raises WrongPassphrase, Damaged, Held, DiskFull; BinderError where it cannot be read or opened for another reason.
    """
    raw = None
    made_quiet()
    try:
        raw = _connected(path, read_only, immutable or (read_only and _needs_no_locks(path)))
        raw.set_busy_handler(wait)
        spec = bytearray(b"x'" + bytes(key).hex().encode() + (salt.hex().encode() if new else b"") + b"'")
        try:
            raw.set_key(spec)
        finally:
            wipe(spec)
        ((version,),) = raw.execute(_VERSION).fetchall()
        # As one script: what is called once for each statement costs a tenth of opening.
        raw.executescript(_READING if read_only else _WRITING)
        return raw, version
    except dbapi2.Error as error:
        if raw is not None:
            raw.close()
        if read_only and not immutable and code_of(error) in _NO_INDEX and _log_is_empty(path):
            # The index of the log could not be made beside it: a full disk.
            return opened(path, key, salt, wait, read_only=True, immutable=True, new=new)
        raise _refusal(error, path, key, salt, read_only=read_only) from None


def _connected(path: Path, read_only: bool, alone: bool) -> Any:
    return dbapi2.connect(
        f"{path.as_uri()}?immutable=1" if alone else path,
        uri=alone,  # for this alone: to make one takes a fortieth of opening
        flags=dbapi2.SQLITE_OPEN_READONLY if read_only else dbapi2.SQLITE_OPEN_READWRITE,
        isolation_level=None,
        # Threads never share a connection; the check is off so that those of finished threads can be closed.
        check_same_thread=False,
    )


def _needs_no_locks(path: Path) -> bool:
    """Whether a file that is only looked at cannot be written by anybody meanwhile, and needs no index of a log."""
    if lies_on_network(path) and not may_use_network():
        if not _log_is_empty(path):
            raise Held(
                f"{shown(path)} lies on a network file system and is open on another machine, or was not closed "
                "there: close it there, or make a copy there with binder backup and look at that."
            )
        return True
    # A write-ahead log needs a shared-memory file beside the binder; on a read-only medium there can be none.
    return not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()


def _log_is_empty(path: Path) -> bool:
    log = Path(f"{path}-wal")
    return not log.exists() or not log.stat().st_size


def _refusal(error: Exception, path: Path, key: bytes | bytearray, salt: bytes, *, read_only: bool) -> BinderError:
    name = shown(path)
    if code_of(error) in UNREADABLE:
        if key_fits_some_page(path, key, salt):
            return Damaged(
                f"The key is right, but {name} is damaged in a part that opening it needs: "
                "keep the file as it is and use a backup copy."
            )
        return WrongPassphrase(
            f"This passphrase does not open {name}: type it again, or use the recovery sheet or a card."
        )
    if read_only and code_of(error) in _NO_INDEX and not _log_is_empty(path):
        return BinderError(
            f"{name} was not closed in good order, and lies where nothing can be written: copy it and "
            f"{shown(Path(f'{path.name}-wal'))} together to a folder of your own, and open it there."
        )
    # Opening for writing makes the log and its index beside the file: on a full disk that is what fails.
    told = explain(error, path, writing=not read_only, read_only=read_only, who=_who(error, path))
    if isinstance(told, DiskFull):
        return DiskFull(
            f"{name} could not be opened for writing: the disk, quota or size limit is full, or the "
            "disk fails. What was saved before is intact; make room, or look at it with --read-only."
        )
    return told


def _who(error: Exception, path: Path) -> str:
    from binder.vault.occupants import occupants  # which know the sessions, these connections, and these this

    return occupants(path) if code_of(error) in BUSY else ""
