"""Who has a file now, so that a refusal can name them: the system's table of locks, and what the sessions say.

The table is Linux's /proc/locks. It is read instead of asking for the lock, since closing a file that was opened to ask
lets go of this process' own locks on it. Where there is no such table nobody is named.
"""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from binder.model.clean import clean
from binder.vault.sessions import present

_LOCKS = Path("/proc/locks")
_WRITING = 120  # the byte of the log's index on which whoever writes holds a lock (SQLite's WAL_WRITE_LOCK)


def writer(path: Path, raw: Any = None) -> str:
    """Who is writing into a binder: "tom (process 4711)"; empty where that cannot be told.

    Args:
        raw: a connection to it, by which its sessions are known.
    """
    return _named(_processes(Path(f"{path}-shm"), _WRITING), raw)


def session_of(path: Path, raw: Any = None) -> str:
    """Where a binder is open, as it stands in a sentence: in whose session, where that can be told."""
    who = occupants(path, raw)
    return f"the session of {who}" if who else "another session"


def occupants(path: Path, raw: Any = None) -> str:
    """Who has a binder or another file open and locked, as `writer` names them, parted by commas."""
    found = {**_processes(path), **_processes(Path(f"{path}-shm"))}
    return _named(found, raw)


def _processes(path: Path, byte: int | None = None) -> dict[int, None]:
    """The other processes that hold a lock on a file; with a byte, those that hold one on it for themselves alone."""
    found: dict[int, None] = {}
    with contextlib.suppress(OSError, ValueError):
        about = os.stat(path)
        inode = f"{os.major(about.st_dev):02x}:{os.minor(about.st_dev):02x}:{about.st_ino}"
        for line in _LOCKS.read_text().splitlines():
            fields = line.split()  # "1: POSIX ADVISORY WRITE 4711 fd:00:1234 120 120"; "->" follows who only waits
            if len(fields) != 8 or fields[5] != inode:
                continue
            first, last = int(fields[6]), int(fields[7]) if fields[7] != "EOF" else 1 << 63
            if byte is None or (fields[3] == "WRITE" and first <= byte <= last):
                found[int(fields[4])] = None
    return {pid: None for pid in found if pid > 0 and pid != os.getpid()}


def _named(processes: Iterable[int], raw: Any) -> str:
    said: dict[int, str] = {}
    if raw is not None:
        with contextlib.suppress(dbapi2.Error):
            said = present(raw)
    return ", ".join(clean(f"{said.get(pid) or _user_of(pid)} (process {pid})") for pid in processes)


def _user_of(pid: int) -> str:
    try:
        return pwd.getpwuid(os.stat(f"/proc/{pid}").st_uid).pw_name
    except (OSError, KeyError):
        return "somebody"
