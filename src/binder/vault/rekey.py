"""Changing the passphrase: the file gets a new key in place, and any moment of it can be survived.

SQLCipher rewrites every page in one transaction. In a rollback journal, with the salt left as it is, a process killed
at any moment leaves a file that exactly one of the two passphrases opens; with a new salt, or in the write-ahead log,
it may leave one that neither opens. Nobody else may be connected meanwhile: they would read new pages with the old key.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from binder.model.errors import BinderError, Damaged, DiskFull, Held, Misused
from binder.vault import keys
from binder.vault.connection import Connection
from binder.vault.driver import BUSY, code_of, explain
from binder.vault.events import now
from binder.vault.format import shown
from binder.vault.occupants import session_of
from binder.vault.vault import Vault

Progress = Callable[[int, int, str], None]
PRESENT, SINCE, PRINTED = "keys.present", "keys.since", "keys.sheet_printed"
_LOOK_EVERY = 0.2


def change_passphrase(vault: Vault, new: str, progress: Progress | None = None) -> bytes:
    """Give the binder a new passphrase, and return its new key. Closes the vault: open it again with that.

    The recovery sheet and all cards are void from then on, except for copies of the file made before.

    Raises:
        Held: another session has the binder open.  DiskFull: a copy of it does not fit beside it.
        Damaged: it is not whole.  BinderError: it is open for reading only.  Misused: no passphrase, or the one it has.
        After each of these the old passphrase opens the binder, and nothing was changed.
    """
    prepare(vault, new)
    path, salt, old = vault.path, vault.salt, vault.key
    fresh = bytes(keys.derive(new, salt))
    if fresh == old:
        raise Misused("That is the passphrase the binder has already: nothing was changed.")
    vault.need_room(path.stat().st_size)
    mark_present(vault)
    vault.close()
    with alone(path, old, salt) as raw, watched(Path(f"{path}-journal"), path, "MiB under the new key", progress):
        done = _rekey(raw, fresh)
    if not done:
        raise _why_not(path, old, salt)
    finish(path, fresh, vault.actor)
    return fresh


def prepare(vault: Vault, new: str) -> None:
    """Raise where a binder cannot be given this passphrase."""
    if vault.read_only:
        raise BinderError("The binder is open for reading only: open it for writing to change its passphrase.")
    if not new:
        raise Misused("A binder needs a passphrase: several words that nobody would guess.")


def mark_present(vault: Vault) -> None:
    """Write into the binder which key it has; when that is no longer so, the key was changed."""
    vault.set_meta(PRESENT, keys.key_id(vault.key, vault.salt), logged=False)


def finish(path: Path, key: bytes, actor: str) -> None:
    """Open with the new key, in the write-ahead log again, and log the change."""
    # The key has changed whatever happens now; what cannot be logged for want of room is logged at the next opening.
    with contextlib.suppress(DiskFull, Held), Vault.open(path, key=key, actor=actor) as changed:
        note_change(changed)


def note_change(vault: Vault) -> bool:
    """Log a change of the key that is not logged yet, as when the process died right after it; tell whether it did."""
    present = keys.key_id(vault.key, vault.salt)
    if vault.read_only or vault.meta(PRESENT, present) == present:
        return False
    with vault.transaction():
        vault.set_meta(PRESENT, present, logged=False)
        vault.set_meta(SINCE, now(), logged=False)
        vault.set_meta(PRINTED, "", logged=False)
        memory = keys.profile_of(vault.salt).memory // 1024
        vault.events.append("rekey", "binder", "", f"Changed the passphrase (Argon2id, {memory} MiB)")
    return True


@contextlib.contextmanager
def alone(path: Path, key: bytes, salt: bytes) -> Iterator[Any]:
    """A connection nobody else can come beside, with a rollback journal. Raises Held where somebody is there already.

    Nothing in this process may open and close the file by other means than `Descriptor` meanwhile.
    """
    connection = Connection(path, key, salt, read_only=False)
    raw = connection.raw
    try:
        try:
            raw.execute("PRAGMA busy_timeout=500").fetchall()
            raw.execute("PRAGMA foreign_keys=OFF").fetchall()
            raw.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
            raw.execute("PRAGMA journal_mode=DELETE").fetchall()
            raw.execute("BEGIN EXCLUSIVE")
            raw.execute("COMMIT")
        except dbapi2.Error as error:
            if code_of(error) not in BUSY:
                raise explain(error, path, writing=True) from None
            where = session_of(path, raw)
            raise Held(
                f"{shown(path)} is open in {where}: close it there, then try again. Nothing was changed."
            ) from None
        yield raw
    finally:
        connection.close()


def _rekey(raw: Any, key: bytes) -> bool:
    """Whether it was done; SQLCipher says nothing of why it was not."""
    try:
        # The lock stays until the end of what comes next, but then the journal, full of old pages, is deleted with it.
        raw.execute("PRAGMA locking_mode=NORMAL").fetchall()
        # The driver's own call for this would keep all threads waiting until it is done.
        return bool(raw.execute(f"PRAGMA rekey=\"x'{key.hex()}'\"").fetchall())
    except dbapi2.Error:
        return False


def _why_not(path: Path, key: bytes, salt: bytes) -> BinderError:
    connection = Connection(path, key, salt, read_only=True)
    try:
        damaged = bool(connection.all("PRAGMA cipher_integrity_check"))
    finally:
        connection.close()
    if damaged:
        return Damaged(
            f"The passphrase of {shown(path)} was not changed, since parts of the file are damaged: run binder check "
            "on it. The old passphrase opens it."
        )
    return DiskFull(
        f"The passphrase of {shown(path)} was not changed: a copy of the file must fit beside it, or the disk fails. "
        "Make room and try again; the old passphrase opens it."
    )


@contextlib.contextmanager
def watched(growing: Path, like: Path, what: str, progress: Progress | None) -> Iterator[None]:
    """Tell, from a thread of its own, how far a file has grown to the size of another, in MiB."""
    if progress is None:
        yield
        return
    total = max(1, os.stat(like).st_size >> 20)
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_EVERY):
            with contextlib.suppress(OSError):
                progress(min(total, os.stat(growing).st_size >> 20), total, what)

    watcher = threading.Thread(target=look, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
    progress(total, total, what)
