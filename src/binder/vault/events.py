"""The log of changes: append-only, hash-chained, and what undo works from.

Each event's hash is the SHA-256 of its canonical JSON, which holds the hash of the one before. A page cipher does not
see that an older version of a page was put back; the chain does.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from binder.model.errors import BinderError
from binder.model.event import Event
from binder.vault.connection import Connection, Row
from binder.vault.connections import Connections

COLUMNS = "seq, at, actor, action, entity, entity_id, summary, before, after, undoes"
_UNDONE = "EXISTS (SELECT 1 FROM event AS later WHERE later.undoes = event.seq)"
LOG_HEAD = "log_head"
LOST = "lost"  # in an event's after: what it names could not be saved from a damaged binder
SEVERAL = "several"  # the entity of one step that changed several things; its states name each of them
Before = dict[str, Any]
Restorer = Callable[[str, Before], None]  # makes the thing of an id what it was


def now() -> str:
    """The present moment, ISO 8601 with offset."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def canonical(value: Any) -> str:
    """JSON in the one form that is hashed: keys sorted, no blanks, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chain_hash(row: Row, previous: bytes) -> bytes:
    """SHA-256 over the canonical JSON of the ten columns of an event and the hash before it."""
    names = COLUMNS.split(", ")
    return hashlib.sha256(canonical({**dict(zip(names, row, strict=True)), "prev": previous.hex()}).encode()).digest()


def _event(row: Row) -> Event:
    before, after = (None if text is None else json.loads(text) for text in (row[7], row[8]))
    seq, at, actor, action, entity, entity_id, summary = row[:7]
    return Event(seq, at, actor, action, entity, entity_id, summary, before, after, row[9], bool(row[10]))


class Change(NamedTuple):
    """One thing that a step changed."""

    entity: str
    entity_id: str
    before: Before
    after: Before


def _turned(state: Before) -> Before:
    """What an undone step leaves: of a thing it changed twice, the first state is the last one to be put back."""
    return {**state, "changes": state["changes"][::-1]} if "changes" in state else state


class Events:
    """What happened to this binder, newest last."""

    def __init__(self, connections: Connections, actor: str) -> None:
        self._connections = connections
        self._actor = actor
        self._restorers: dict[str, Restorer] = {SEVERAL: self._restore_several}
        self._rest: Callable[[str], Restorer | None] = lambda _: None
        self._gathering = threading.local()

    def restores(self, entity: str, how: Restorer) -> None:
        """Name the function that puts an earlier state of an entity back."""
        self._restorers[entity] = how

    def restores_rest(self, who: Callable[[str], Restorer | None]) -> None:
        """Name the function that finds, or does not, such a function for the entities without a name here."""
        self._rest = who

    def _restorer(self, entity: str) -> Restorer:
        found = self._restorers.get(entity) or self._rest(entity)
        if found is None:
            raise BinderError(f"A change of “{entity}” cannot be undone by this version of binder.")
        return found

    def let_go(self) -> None:
        """Forget what puts states back: rooms and log know each other, and so would stay in memory after closing."""
        self._restorers.clear()
        self._rest = lambda _: None

    def append(
        self,
        action: str,
        entity: str,
        entity_id: str,
        summary: str = "",
        *,
        before: Before | None = None,
        after: Before | None = None,
        undoes: int | None = None,
    ) -> int:
        """Log one change inside the caller's transaction; return its number. A `before` makes it undoable.

        Inside `together` an undoable change waits for the step it belongs to; its number is 0 then.
        """
        gathered: list[Change] | None = getattr(self._gathering, "changes", None)
        if gathered is not None and before is not None:
            gathered.append(Change(entity, entity_id, before, after or {}))
            return 0
        connection = self._connections.here
        seq, previous = self._head(connection)
        texts = (None if state is None else canonical(state) for state in (before, after))
        row = (seq + 1, now(), self._actor, action, entity, entity_id, summary, *texts, undoes)
        digest = chain_hash(row, previous)
        connection.run(
            f"INSERT INTO event ({COLUMNS}, prev_hash, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (*row, previous, digest),
        )
        # Kept apart from the table, so that a log cut at its end is seen too.
        connection.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (LOG_HEAD, f"{seq + 1}:{digest.hex()}"))
        return seq + 1

    @contextlib.contextmanager
    def together(self, action: str, summary: str) -> Generator[None, None, None]:
        """All undoable changes inside are one step: kept together or not at all, logged once, undone at once."""
        if getattr(self._gathering, "changes", None) is not None:
            yield  # part of a larger step already
            return
        with self._connections.transaction():
            changes: list[Change] = []
            self._gathering.changes = changes
            try:
                yield
            finally:
                self._gathering.changes = None
            if len(changes) == 1:
                one = changes[0]
                self.append(action, one.entity, one.entity_id, summary, before=one.before, after=one.after)
            elif changes:
                before = {"changes": [[c.entity, c.entity_id, c.before] for c in changes]}
                after = {"changes": [[c.entity, c.entity_id, c.after] for c in changes]}
                self.append(action, SEVERAL, "", summary, before=before, after=after)

    def _restore_several(self, _: str, states: Before) -> None:
        for entity, name, state in reversed(states["changes"]):
            self._restorer(entity)(name, state)

    def _head(self, connection: Connection) -> tuple[int, bytes]:
        row = connection.one("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
        return (0, bytes(32)) if row is None else (row[0], row[1])

    def recent(self, count: int = 50) -> list[Event]:
        """The last changes, newest first."""
        sql = f"SELECT {COLUMNS}, {_UNDONE} FROM event ORDER BY seq DESC LIMIT ?"
        return [_event(row) for row in self._connections.here.each(sql, [count])]

    def all(self) -> Iterator[Event]:
        """Every change ever made, oldest first, one by one: the log of years need not fit into memory."""
        for row in self._connections.here.each(f"SELECT {COLUMNS}, {_UNDONE} FROM event ORDER BY seq"):
            yield _event(row)

    def changes(self) -> Iterator[Event]:
        """All changes of what had been there before, and of settings, oldest first."""
        sql = (
            f"SELECT {COLUMNS}, 0 FROM event WHERE before IS NOT NULL OR entity IN ('meta', 'study') "
            "OR action IN ('reread', 'salvage') ORDER BY seq"
        )
        for row in self._connections.here.each(sql):
            yield _event(row)

    def last_of(self, entity: str, name: str) -> dict[str, str]:
        """By the ids of all things of a kind, what was last logged under a name of theirs; without those never were."""
        sql = "SELECT entity_id, after ->> ?1 FROM event WHERE entity = ?2 AND after ->> ?1 IS NOT NULL ORDER BY seq"
        return dict(self._connections.here.each(sql, [name, entity]))

    def last_undoable(self) -> Event | None:
        """The change that undo would take back."""
        row = self._connections.here.one(
            f"SELECT {COLUMNS}, 0 FROM event WHERE before IS NOT NULL AND undoes IS NULL AND NOT {_UNDONE} "
            "ORDER BY seq DESC LIMIT 1"
        )
        return None if row is None else _event(row)

    def undo(self) -> Event | None:
        """Put back what stood before the newest change that can be undone, and log that; None where there is none.

        The event returned is the one that was undone. Undoing again takes back the change before it.
        """
        with self._connections.transaction():
            event = self.last_undoable()
            if event is None or event.before is None:
                return None
            self._restorer(event.entity)(event.entity_id, event.before)
            self.append(
                "undo",
                event.entity,
                event.entity_id,
                f"Undid: {event.summary or event.action}",
                before=event.after,
                after=_turned(event.before),
                undoes=event.seq,
            )
        return event

    def verify(self) -> int | None:
        """Number of the first event that is not what was written, or None where the whole chain holds."""
        connection = self._connections.here
        seq, previous = 0, bytes(32)
        with contextlib.closing(self._rows(connection)) as rows:
            for row, stated_previous, digest in rows:
                seq += 1
                if row[0] != seq or stated_previous != previous or chain_hash(row, previous) != digest:
                    return seq
                previous = digest
        head = connection.value("SELECT value FROM meta WHERE name = ?", [LOG_HEAD], default="0:" + bytes(32).hex())
        return None if head == f"{seq}:{previous.hex()}" else seq + 1

    def _rows(self, connection: Connection) -> Generator[tuple[Row, bytes, bytes], None, None]:
        for row in connection.each(f"SELECT {COLUMNS}, prev_hash, hash FROM event ORDER BY seq"):
            yield row[:10], row[10], row[11]
