"""The checklist as it is kept: items with their receipts, each change logged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from binder.model.checklist import ChecklistItem, ItemState, Need, Receipt
from binder.model.kinds import Kind
from binder.vault.connection import Row
from binder.vault.connections import Connections
from binder.vault.events import Before, Events
from binder.vault.rows import number_of, record_id

_COLUMNS = 'id, position, title, needs, kinds, why, source, "group", state, note, whom, requested_on, custom'


def _plain(item: ChecklistItem) -> Before:
    """An item as the log keeps it; texts where the model has enums."""
    plain: Before = json.loads(json.dumps(asdict(item)))
    return plain


def _item(plain: Before) -> ChecklistItem:
    receipts = tuple(Receipt(**{**r, "need": Need(r["need"])}) for r in plain["receipts"])
    return ChecklistItem(
        **{
            **plain,
            "needs": tuple(Need(n) for n in plain["needs"]),
            "kinds": tuple(Kind(k) for k in plain["kinds"]),
            "state": ItemState(plain["state"]),
            "receipts": receipts,
        }
    )


class Checklist:
    """What a second opinion needs, for this binder."""

    def __init__(self, connections: Connections, events: Events) -> None:
        self._connections = connections
        self._events = events
        events.restores("checklist", self._restore)

    def items(self) -> list[ChecklistItem]:
        """All items in their order."""
        return self._read("", ())

    def get(self, item: str) -> ChecklistItem | None:
        """One item by its slug."""
        found = self._read("WHERE id = ?", (item,))
        return found[0] if found else None

    def plain(self, item: str) -> Before:
        """One item as the log keeps it; empty where it is not on the list."""
        found = self.get(item)
        return {} if found is None else _plain(found)

    def _read(self, where: str, params: tuple[str, ...]) -> list[ChecklistItem]:
        connection = self._connections.here
        rows = connection.all(f"SELECT {_COLUMNS} FROM checklist_item {where} ORDER BY position, id", params)
        receipts: dict[str, list[dict[str, Any]]] = {}
        for row in connection.all('SELECT item, need, "on", what, record FROM receipt ORDER BY item, position'):
            receipts.setdefault(row[0], []).append(_receipt(row))
        return [_item(_from_row(row, receipts.get(row[0], []))) for row in rows]

    def seed(self, items: Iterable[ChecklistItem]) -> int:
        """Add the items that are not here yet, as one logged step; return how many were new."""
        with self._connections.transaction():
            known = {item.id for item in self.items()}
            new = [item for item in items if item.id not in known]
            for item in new:
                self._write(_plain(item))
            if new:
                self._events.append("seed", "checklist", "", f"Put {len(new)} items on the checklist")
        return len(new)

    def save(self, item: ChecklistItem, *, action: str, summary: str) -> ChecklistItem:
        """Keep a new or changed item, and log what stood before; nothing is logged where nothing changed."""
        with self._connections.transaction():
            old = self.get(item.id)
            if old != item:
                before = {} if old is None else _plain(old)  # nothing stood there: undo takes the item away
                self._write(_plain(item))
                self._events.append(action, "checklist", item.id, summary, before=before, after=_plain(item))
        return item

    def _restore(self, item: str, plain: Before) -> None:
        if plain:
            self._write(plain)
        else:
            self._connections.here.run("DELETE FROM receipt WHERE item = ?", [item])
            self._connections.here.run("DELETE FROM checklist_item WHERE id = ?", [item])

    def _write(self, plain: Before) -> None:
        connection = self._connections.here
        row = {**plain, "needs": json.dumps(plain["needs"]), "kinds": json.dumps(plain["kinds"])}
        receipts = row.pop("receipts")
        connection.db["checklist_item"].upsert(row, pk="id")
        connection.run("DELETE FROM receipt WHERE item = ?", [plain["id"]])
        rows = [_receipt_row(plain["id"], position, receipt) for position, receipt in enumerate(receipts)]
        if rows:
            connection.db["receipt"].insert_all(rows)


def _from_row(row: Row, receipts: list[dict[str, Any]]) -> Before:
    plain = dict(zip(_COLUMNS.replace('"', "").split(", "), row, strict=True))
    lists = {"needs": json.loads(plain["needs"]), "kinds": json.loads(plain["kinds"])}
    return {**plain, **lists, "custom": bool(plain["custom"]), "receipts": receipts}


def _receipt(row: Row) -> dict[str, Any]:
    record = "" if row[4] is None else record_id(row[4])
    return {"need": row[1], "on": row[2], "what": row[3], "record": record}


def _receipt_row(item: str, position: int, receipt: dict[str, Any]) -> dict[str, Any]:
    record = number_of(receipt["record"]) if receipt["record"] else None
    return {"item": item, "position": position, **receipt, "record": record}
