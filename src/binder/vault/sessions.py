"""Who else has this binder open, and whether anything changed since one last looked.

A session says in a row of its own what it has open. There is no lock that could go stale: whether a session still lives
is asked of the system (same machine) or told by the age of what it last said (another machine or container).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from binder.model.clean import clean
from binder.model.errors import BinderError
from binder.vault.connection import Connection
from binder.vault.connections import Connections
from binder.vault.events import LOG_HEAD, now

_PREFIX = "session."
_SILENT = timedelta(hours=12)  # after this a session that cannot be asked is taken to have ended
_ROWS = "SELECT name, value FROM meta WHERE name >= 'session.' AND name < 'session/' ORDER BY name"
_here: set[str] = set()  # the sessions of this very process


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has the binder open.

    Attributes:
        user, host: as their systems know them.  what: what they have open, in words; may be empty.
        since: when they opened it, ISO 8601.  own: it is this very session.
    """

    user: str
    host: str
    what: str
    since: str
    own: bool = False


class Sessions:
    """The sessions of one binder, seen from one of them."""

    def __init__(self, connections: Connections, actor: str) -> None:
        self._connections = connections
        self._actor = actor
        self._name = ""  # of its row, once it has one
        self._since = time.time()
        self._said: str | None = None
        self._lock = threading.Lock()
        self._looked: tuple[Connection, int] | None = None
        self._stamp: object = None

    def announce(self, what: str = "") -> bool:
        """Say what this session has open; False where it could not be said (read-only, a full disk, a busy writer).

        Nothing is written where nothing changed. May wait for another writer: call it in a thread.
        """
        if self._connections.read_only:
            return False
        if what == self._said:
            return True
        self._name = self._name or _PREFIX + secrets.token_hex(6)
        row = {**_me(), "user": self._actor, "what": what, "since": _moment(self._since), "at": now()}
        with contextlib.suppress(BinderError), self._connections.transaction() as connection:
            _here.add(self._name)
            for name, value in connection.all(_ROWS):
                if not _alive(name, _read(value)):
                    connection.run("DELETE FROM meta WHERE name = ?", [name])
            connection.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", [self._name, json.dumps(row)])
            self._said = what
        return self._said == what

    def leave(self) -> None:
        """Take this session's row away, if that can be done without waiting; else it is seen to have ended later."""
        _here.discard(self._name)
        if self._said is not None:
            self._said = None
            with contextlib.suppress(BinderError):
                self._connections.here.at_once("DELETE FROM meta WHERE name = ?", [self._name])

    def all(self) -> list[Session]:
        """Every session that said something and still lives, oldest first."""
        return self._all(self._connections.here)

    def _all(self, connection: Connection) -> list[Session]:
        rows = [(name, _read(value)) for name, value in connection.all(_ROWS)]
        found = [_session(row, own=name == self._name) for name, row in rows if _alive(name, row)]
        return sorted(found, key=lambda session: session.since)

    def changed(self) -> bool:
        """Whether the log of changes or the other sessions' rows changed since this was last asked; not the first time.

        Cheap enough to be asked every second (some microseconds while nothing happens), from any one thread at a time.
        """
        with self._lock:
            connection = self._connections.watch
            version = int(connection.value("PRAGMA data_version"))  # counts for this one connection only
            if self._looked == (connection, version):
                return False
            first = self._looked is None
            head = connection.value("SELECT value FROM meta WHERE name = ?", [LOG_HEAD])
            stamp = head, [session for session in self._all(connection) if not session.own]
            changed = stamp != self._stamp and not first
            self._looked, self._stamp = (connection, version), stamp
            return changed


def present(raw: Any) -> dict[int, str]:
    """Who the sessions of this very machine are, by their processes, as a bare connection to a binder tells."""
    me, rows = _me(), ((name, _read(value)) for name, value in raw.execute(_ROWS).fetchall())
    here = [row for name, row in rows if row.get("processes") == me["processes"] and _alive(name, row)]
    return {row["pid"]: str(row.get("user", "")) for row in here}


def _moment(since: float) -> str:
    return datetime.fromtimestamp(since).astimezone().isoformat(timespec="seconds")


def _read(value: str) -> dict[str, Any]:
    try:
        row = json.loads(value)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _session(row: dict[str, Any], *, own: bool) -> Session:
    user, host, what, since = (clean(str(row.get(name, ""))) for name in ("user", "host", "what", "since"))
    return Session(user, host, what, since, own)


def _alive(name: str, row: dict[str, Any]) -> bool:
    me = _me()
    if row.get("machine") == me["machine"] and row.get("boot") != me["boot"]:
        return False  # the machine was started anew since
    if me["boot"] and (row.get("boot"), row.get("processes")) == (me["boot"], me["processes"]):
        if row.get("pid") == me["pid"]:
            return name in _here
        return isinstance(row.get("pid"), int) and _started(row["pid"]) == row.get("started")
    try:
        said = datetime.fromisoformat(str(row.get("at")))
        return abs(datetime.now().astimezone() - said) < _SILENT
    except (ValueError, TypeError):
        return False


def _me() -> dict[str, Any]:
    """This process, so that another one can tell whether it still lives."""
    return {**_machine(), "pid": os.getpid(), "started": _started(os.getpid())}


@cache
def _machine() -> dict[str, str]:
    return {
        "host": socket.gethostname(),
        "machine": _text("/etc/machine-id"),
        "boot": _text("/proc/sys/kernel/random/boot_id"),
        "processes": _link("/proc/self/ns/pid"),  # in another container the same number is another process
    }


def _text(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process began, in the kernel's own ticks, since a number is given out again; "" where there is none."""
    fields = _text(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in ("Z", "X") else ""
