"""A shelf: all the things of one kind that a person keeps in the binder beside the records themselves.

Requests, letters, people, questions, marks on opinions: few of each, changed by hand, each change logged and undoable.
A thing is a frozen dataclass with an `id`, kept as one JSON body in the table `entry`; its id is the shelf's prefix
and a number ("Q7") that is never given twice, or, where a shelf has no prefix, a name the thing brings along.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar, cast

from binder.model.errors import BinderError
from binder.vault import plain
from binder.vault.connections import Connections
from binder.vault.events import Before, Events, canonical


class Thing(Protocol):
    """What a shelf holds: a frozen dataclass, known by its id; empty while it is new."""

    @property
    def id(self) -> str:
        """The spoken id."""


T = TypeVar("T", bound=Thing)


class Shelf(Generic[T]):
    """The things of one kind, in the order they were put here."""

    def __init__(self, connections: Connections, events: Events, kind: type[T], entity: str, prefix: str = "") -> None:
        """entity: what the table and the log call the kind ("request").  prefix: of its ids ("Q")."""
        self._connections = connections
        self._events = events
        self._kind = kind
        self.entity = entity
        self._prefix = prefix

    def all(self) -> list[T]:
        """Everything on the shelf, oldest first."""
        sql = "SELECT body FROM entry WHERE entity = ? ORDER BY number"
        return [self._noun(body) for (body,) in self._connections.here.all(sql, [self.entity])]

    def get(self, name: str) -> T | None:
        """One thing by its id, in either case; None where there is none."""
        sql = "SELECT body FROM entry WHERE entity = ? AND id = ?"
        body = self._connections.here.value(sql, [self.entity, self._spelled(name)])
        return None if body is None else self._noun(body)

    def need(self, name: str) -> T:
        """One thing by its id.

        Raises:
            BinderError: there is none; the message names those there are.
        """
        found = self.get(name)
        if found is None:
            there = ", ".join(one.id for one in self.all()[:20]) or "none yet"
            raise BinderError(f"There is no {self.entity.replace('_', ' ')} {name!r}. There are: {there}.")
        return found

    def save(self, thing: T, *, action: str, summary: str) -> T:
        """Keep a new or changed thing and log what stood before; nothing is logged where nothing changed.

        Returns:
            It, with its id if it was new.
        """
        with self._connections.transaction():
            if not thing.id:
                thing = cast(T, replace(cast(Any, thing), id=self._next()))
            before, after = self.plain(thing.id), plain.plain(thing)
            if before != after:
                self.put_back(thing.id, after)
                self._events.append(action, self.entity, thing.id, summary, before=before, after=after)
        return thing

    def remove(self, name: str, *, action: str, summary: str) -> None:
        """Take a thing off the shelf; undo brings it back. Nothing is done where it is not there."""
        name = self._spelled(name)
        with self._connections.transaction():
            before = self.plain(name)
            if before:
                self.put_back(name, {})
                self._events.append(action, self.entity, name, summary, before=before, after={})

    def plain(self, name: str) -> Before:
        """One thing as the log keeps it; empty where it is not there."""
        sql = "SELECT body FROM entry WHERE entity = ? AND id = ?"
        body = self._connections.here.value(sql, [self.entity, name])
        return {} if body is None else cast(Before, json.loads(body))

    def put_back(self, name: str, state: Before) -> None:
        """Make a thing what the log says it was; an empty state takes it away. Not logged."""
        connection = self._connections.here
        if not state:
            connection.run("DELETE FROM entry WHERE entity = ? AND id = ?", [self.entity, name])
            return
        connection.run(
            "INSERT INTO entry (entity, id, number, body) VALUES (?1, ?2, ?3, ?4) "
            "ON CONFLICT (entity, id) DO UPDATE SET body = excluded.body",
            [self.entity, name, self._number(name), canonical(state)],
        )

    def _noun(self, body: str) -> T:
        return plain.noun(self._kind, json.loads(body))

    def _spelled(self, name: str) -> str:
        return name.strip().upper() if self._prefix else name

    def _number(self, name: str) -> int:
        if self._prefix:
            return int(name.removeprefix(self._prefix))
        sql = "SELECT coalesce(max(number), 0) + 1 FROM entry WHERE entity = ?"
        return int(self._connections.here.value(sql, [self.entity]))

    def _next(self) -> str:
        """A number that was never given, not even to something since taken away."""
        if not self._prefix:
            raise ValueError(f"a {self.entity} brings its own id along")
        connection, counter = self._connections.here, f"last.{self.entity}"
        number = int(connection.value("SELECT value FROM meta WHERE name = ?", [counter], default="0")) + 1
        connection.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", (counter, str(number)))
        return f"{self._prefix}{number}"
