"""Rows of a damaged binder: each table read in the order of its keys, around the places that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from binder.model.errors import BinderError
from binder.vault.connection import Row
from binder.vault.vault import Vault

_PORTION = 64
_NEAR = 4000  # so many ids are tried one by one beyond a place that cannot be read; then in ever wider steps
_FURTHEST = 1 << 40


class Readable:
    """What can still be read of a binder. Every failure costs a fresh connection (about a millisecond).

    Attributes:
        failed: how many times something could not be read.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.failed = 0

    def ask(self, sql: str, params: list[object] | None = None) -> list[Row] | None:
        """The rows a statement gives; None where it meets damage."""
        try:
            return self._vault.connection.all(sql, params or [])
        except BinderError:
            self.failed += 1
            self._vault.connection.broken = True  # SQLCipher answers nothing more on it
            return None

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns."""
        return [str(row[1]) for row in self.ask(f"PRAGMA table_info({table})") or []]

    def by_id(self, table: str, columns: str) -> Iterator[Row]:
        """The rows of a table that has an id, the id first."""
        key = "seq" if table == "event" else "id"
        select = f"SELECT {key}, {columns} FROM {table} NOT INDEXED WHERE {key}"
        last, portion = 0, _PORTION
        while True:
            rows = self.ask(f"{select} > ? ORDER BY {key} LIMIT {portion}", [last])
            if rows:
                yield from rows
                last, portion = rows[-1][0], _PORTION
            elif rows is not None:
                return
            elif portion > 1:
                portion = 1
            else:
                beyond = self._beyond(f"{select} = ?", last)
                if beyond is None:
                    return
                yield beyond
                last, portion = beyond[0], _PORTION

    def _beyond(self, one: str, last: int) -> Row | None:
        """The next row that can be read after a place that cannot."""
        number, step = last + 1, 1
        while number < _FURTHEST:
            rows = self.ask(one, [number])
            if rows:
                return rows[0]
            if number - last > _NEAR:
                step *= 2
            number += step
        return None

    def by_key(self, table: str, key: str) -> Iterator[Row]:
        """The rows of a small table without ids: from its beginning to the damage, and from its end back to it."""
        seen: set[Row] = set()
        for order in ("", " DESC"):
            columns = ", ".join(f"{name}{order}" for name in key.split(", "))
            try:
                for row in self._vault.connection.each(f"SELECT * FROM {table} ORDER BY {columns}"):
                    if row not in seen:
                        seen.add(row)
                        yield row
                return
            except BinderError:
                self.failed += 1
                self._vault.connection.broken = True
