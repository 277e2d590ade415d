"""The log of changes of a damaged binder, carried over into a new one: what can be read of it is chained anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from binder.vault.check import last_states
from binder.vault.connection import Connection, Row
from binder.vault.events import COLUMNS, LOST, chain_hash
from binder.vault.readable import Readable
from binder.vault.rows import number_of
from binder.vault.schema import TRIGGERS
from binder.vault.transcript import TRANSCRIPT, transcript
from binder.vault.vault import Vault


def read_log(read: Readable) -> list[Row]:
    """The changes that can be read: the columns of an event, then its two hashes."""
    columns = ", ".join([*COLUMNS.split(", ")[1:], "prev_hash", "hash"])
    return list(read.by_id("event", columns))


def write_log(connection: Connection, log: Sequence[Row]) -> None:
    """Write changes as the log of a new binder, numbered and chained without a gap."""
    connection.run("DROP TRIGGER event_kept")
    connection.run("DELETE FROM event")  # that this new binder was created
    connection.run(f"CREATE TRIGGER event_kept {TRIGGERS['event_kept']}")
    numbers: dict[int, int] = {}
    previous = bytes(32)
    for row in log:
        seq = len(numbers) + 1
        undone = numbers.get(row[9]) if row[9] else None
        plain = (seq, *row[1:9], undone)
        digest = chain_hash(plain, previous)
        connection.run(
            f"INSERT INTO event ({COLUMNS}, prev_hash, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (*plain, previous, digest),
        )
        numbers[row[0]], previous = seq, digest


def settle(new: Vault, records: Collection[int]) -> list[str]:
    """Log the state that records and items are in now, where it is not the one the log ends with; say what is lost."""
    lost = []
    for name, digest in new.events.last_of("record", TRANSCRIPT).items():
        number = number_of(name)
        if number in records and (left := transcript(new.connection, number)) != digest:
            words = "What is left of what was read"
            new.events.append("salvage", "record", name, words, after={TRANSCRIPT: left})
    for (entity, name), state in last_states(new.events).items():
        now = _now(new, records, entity, name, state)
        if now is not None and now != state:
            words = "As it was found when the binder was saved" if now else "Lost"
            new.events.append("salvage", entity, name, words, after=now or {LOST: True})
            if entity == "checklist" and not now and state:
                lost.append(f"The item “{state.get('title', name)}” is lost from the checklist.")
            elif entity in new.shelves and not now and state:
                lost.append(f"{entity.replace('_', ' ').capitalize()} {name} is lost.")
    return lost


def _now(new: Vault, records: Collection[int], entity: str, name: str, state: dict[str, Any]) -> dict[str, Any] | None:
    if entity == "checklist":
        return new.checklist.plain(name)
    if entity in new.shelves:
        return new.shelves[entity].plain(name)
    if entity == "meta":
        value = new.meta(name)
        return {"value": value} if value else {}
    if entity == "study":
        count = new.instances.expected(name)
        return {"expected": count} if count else {}
    if entity != "record":
        return None
    return new.records.plain(name, state) if number_of(name) in records else {}
