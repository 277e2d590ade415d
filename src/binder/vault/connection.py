"""A connection to the encrypted file: every write in BEGIN IMMEDIATE, every error as one sentence."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from binder.model.errors import BinderError, Cancelled, Damaged, Held
from binder.vault.descriptors import Descriptor
from binder.vault.driver import BUSY, code_of, damaged, explain, sqlite_utils_on_sqlcipher
from binder.vault.format import shown
from binder.vault.opening import TABLES, opened

Row = tuple[Any, ...]
_WAIT_SECONDS = 10.0
_ASK_AGAIN = 0.01
_GAP_EVERY, _GAP = 1.0, 0.03
_AUTHENTIC = [("1",)]  # PRAGMA cipher_status
_ROWS_AT_ONCE = 8
_NO_SUCH_ROW = 1  # SQLITE_ERROR, which is what opening a cell says then


class Connection:
    """One thread's connection. Use `one`, `all`, `each`, `value` to read; write inside `transaction()`.

    Attributes:
        written: bytes of originals stored since the outermost transaction began; files: how many records.
        before_commit: called once, inside the transaction, right before it is committed.
        version: how many migrations the file had seen when this was opened.
        cache: what rooms remember of the transaction they are in; emptied whenever that may no longer be true.
        broken: it has met a damaged page; SQLCipher then refuses everything on it, so that a fresh one must be opened.
    """

    def __init__(
        self,
        path: Path,
        key: bytes | bytearray,
        salt: bytes,
        *,
        read_only: bool,
        new: bool = False,
        immutable: bool = False,
    ) -> None:
        """Open the file; `immutable` only reads it, without locks, and is for a file that nobody writes meanwhile."""
        self.path = path
        self.read_only = read_only or immutable
        self.written = 0
        self.files = 0
        self.began = 0.0
        self.before_commit: list[Callable[[Connection], None]] = []
        self.pending: dict[int, int] = {}
        self.cache: dict[str, Any] = {}
        self.broken = False
        self._depth = 0
        self._closing = False
        self._patient = True
        self._gap = time.monotonic()
        self._db: Any = None
        # Held while this thread is inside SQLite or a transaction, so that close() from another thread waits for it.
        self._inside = threading.RLock()
        self._descriptor = _descriptor(path)
        try:
            self.raw, self.version = opened(
                path, key, salt, self._wait_for_others, read_only=self.read_only, immutable=immutable, new=new
            )
        except BaseException:
            self._descriptor.close()
            raise

    def _wait_for_others(self, tries: int) -> bool:
        """Ask again every hundredth of a second: SQLite's own pauses of a tenth would miss the gaps of an import."""
        if self._closing or not self._patient or tries * _ASK_AGAIN > _WAIT_SECONDS:
            return False
        time.sleep(_ASK_AGAIN)
        return True

    def _explained(self, error: Exception, *, writing: bool = False) -> BinderError:
        who = self._who() if code_of(error) in BUSY else ""
        told = explain(error, self.path, writing=writing or self._depth > 0, read_only=self.read_only, who=who)
        self.broken = self.broken or isinstance(told, Damaged)
        return told

    def _who(self) -> str:
        from binder.vault.occupants import writer  # which knows the sessions, and these know connections

        return writer(self.path, self.raw)

    @property
    def usable(self) -> bool:
        """Whether it can still be worked with: it is whole, or in the middle of what is about to fail."""
        return not self.broken or self._depth > 0

    # -- reading

    def _execute(self, sql: str, params: Sequence[Any]) -> Any:
        with self._inside:
            self._still_open()
            try:
                return self.raw.execute(sql, params)
            except dbapi2.Error as error:
                raise self._explained(error) from None

    def _still_open(self) -> None:
        if self._closing:
            raise Cancelled("The binder was closed; what was committed before is kept.")

    def _fetch(self, cursor: Any) -> list[Row]:
        with self._inside:
            try:
                rows: list[Row] = cursor.fetchmany(_ROWS_AT_ONCE)
                self._authentic()
            except dbapi2.Error as error:
                raise self._explained(error) from None
            return rows

    def _authentic(self) -> None:
        """Raise where what was just read may not be what was written.

        SQLCipher gives zeros for a page that was altered, and fails only at the next one it decrypts: of the last page
        that a statement needs, the zeros would be taken for data. But it remembers.
        """
        if self.raw.execute("PRAGMA cipher_status").fetchall() != _AUTHENTIC:
            self.broken = True
            raise damaged(self.path)

    def each(self, sql: str, params: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield rows one by one."""
        cursor = self._execute(sql, params)
        more = True
        while more:
            rows = self._fetch(cursor)
            more = len(rows) == _ROWS_AT_ONCE
            yield from rows

    def all(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows."""
        with self._inside:
            self._still_open()
            try:
                rows: list[Row] = self.raw.execute(sql, params).fetchall()
                if not sql.startswith("PRAGMA"):  # those that look for damage say themselves what they met
                    self._authentic()
            except dbapi2.Error as error:
                raise self._explained(error) from None
            return rows

    def one(self, sql: str, params: Sequence[Any] = ()) -> Row | None:
        """Return the first row, or None."""
        rows = self.all(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Sequence[Any] = (), default: Any = None) -> Any:
        """Return the first column of the first row."""
        row = self.one(sql, params)
        return default if row is None else row[0]

    def cells(self, table: str, column: str, rows: Iterable[int]) -> list[bytes]:
        """Return the bytes in one cell of each of these rows, without those rows that are not there.

        For large cells: they are copied once less than by SQL, and checked together.

        Args:
            rows: their INTEGER PRIMARY KEYs; few, since all are held.
        """
        with self._inside:
            self._still_open()
            try:
                found = [self._bytes(table, column, row) for row in rows]
                self._authentic()
            except dbapi2.Error as error:
                raise self._explained(error) from None
            return [data for data in found if data is not None]

    def _bytes(self, table: str, column: str, row: int) -> bytes | None:
        try:
            with self.raw.open_blob(table, column, row, readonly=True) as cell:
                data: bytes = cell.read()
                return data
        except dbapi2.Error as error:
            if code_of(error) == _NO_SUCH_ROW:
                return None
            raise

    # -- writing

    def run(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one statement inside a transaction and return the id of the row inserted last."""
        last: int = self._execute(sql, params).lastrowid or 0
        return last

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows inside a transaction."""
        try:
            self.raw.executemany(sql, rows)
        except dbapi2.Error as error:
            raise self._explained(error) from None

    @property
    def db(self) -> Any:
        """The same connection as a sqlite_utils.Database; its writes belong inside `transaction()` too."""
        if self._db is None:
            self._db = sqlite_utils_on_sqlcipher().Database(self.raw)
        return self._db

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing. The outermost is BEGIN IMMEDIATE (waits for other writers), an inner one a savepoint.

        A deferred BEGIN would fail at once, without waiting, when it turns from reading to writing.
        """
        with self._inside:
            outer = self._depth == 0
            self._begin(outer)
            self._depth += 1
            yield from self._body(outer)

    def _body(self, outer: bool) -> Iterator[Connection]:
        try:
            yield self
            if outer:
                for hook in self.before_commit:
                    hook(self)
            self.raw.execute("COMMIT" if outer else f"RELEASE inner{self._depth}")
        except BaseException as error:
            self._undo(outer)
            if isinstance(error, dbapi2.Error):
                raise self._explained(error) from None
            raise
        finally:
            self._depth -= 1
            if outer:
                self._reset()

    def _begin(self, outer: bool) -> None:
        try:
            self.raw.execute("BEGIN IMMEDIATE" if outer else f"SAVEPOINT inner{self._depth + 1}")
        except dbapi2.Error as error:
            raise self._explained(error, writing=True) from None
        if outer:
            self._reset()

    def _reset(self) -> None:
        self.written = self.files = 0
        self.began = time.monotonic()
        self.before_commit.clear()
        self.pending.clear()
        self.cache.clear()

    def _undo(self, outer: bool) -> None:
        self.cache.clear()
        with contextlib.suppress(dbapi2.Error):  # a full disk may have rolled everything back already
            if outer:
                self.raw.execute("ROLLBACK")
            else:
                self.raw.execute(f"ROLLBACK TO inner{self._depth}")
                self.raw.execute(f"RELEASE inner{self._depth}")
        if outer:
            self.checkpoint()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment, whatever others write meanwhile; nothing can be written inside.

        While it lasts the write-ahead log cannot be folded into the file, so it grows with what others write.
        """
        self.all("BEGIN")
        try:
            self.all(TABLES)  # the moment is that of the first thing read
            yield
        finally:
            with contextlib.suppress(dbapi2.Error):
                self.raw.execute("COMMIT")

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file and give its space back, if nobody is reading; never fails."""
        if self.read_only:
            return
        self._patient = False
        try:
            with contextlib.suppress(dbapi2.Error):
                self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self._patient = True

    def at_once(self, sql: str, params: Sequence[Any] = ()) -> bool:
        """Run one statement as a transaction of its own without waiting for other writers; False where one is busy."""
        self._patient = False
        try:
            with self.transaction():
                self.run(sql, params)
            return True
        except Held:
            return False
        finally:
            self._patient = True

    def commit_and_go_on(self) -> None:
        """Commit what the outermost transaction holds and begin the next at once."""
        if self._depth != 1:
            raise RuntimeError("only the outermost transaction can be divided")
        try:
            for hook in self.before_commit:
                hook(self)
            self.raw.execute("COMMIT")
            if time.monotonic() - self._gap > _GAP_EVERY:  # else a long import would never let another writer in
                time.sleep(_GAP)
                self._gap = time.monotonic()
            self.raw.execute("BEGIN IMMEDIATE")
        except dbapi2.Error as error:
            raise self._explained(error) from None
        self._reset()

    def close(self) -> None:
        """Close, from any thread; what runs there is interrupted first. Safe to call twice."""
        self._closing = True
        with contextlib.suppress(dbapi2.Error):
            if not self._inside.acquire(blocking=False):
                self.raw.interrupt()
                if not self._inside.acquire(timeout=_WAIT_SECONDS):
                    return  # closing under a running statement would crash; the end of the process closes it
            try:
                self.raw.set_busy_handler(None)  # it knows this object, which so would outlive its last use
                self.raw.close()
                self._descriptor.close()
            finally:
                self._inside.release()


def _descriptor(path: Path) -> Descriptor:
    try:
        return Descriptor(path)
    except OSError as error:
        why = error.strerror or error
        raise BinderError(
            f"{shown(path)} could not be read or opened ({why}): check the disk and the permissions."
        ) from None
