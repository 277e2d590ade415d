"""A stronger key derivation: it stands in the file's first bytes, so the binder moves to a new file of the same name.

Export, verify, sync, rename, sync the folder: until the rename the old file stands there whole, after it the new one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from binder.model.errors import BinderError, Damaged, DiskFull
from binder.vault import keys
from binder.vault.check import check
from binder.vault.format import PAGE_BYTES, files_of, shown
from binder.vault.rekey import Progress, alone, change_passphrase, finish, mark_present, note_change, prepare, watched
from binder.vault.vault import Vault


def stronger_profile(salt: bytes, *, available: int | None = None) -> int | None:
    """The next stronger key profile, if this machine has twice the memory that it takes to open a binder then."""
    room = (keys.available_memory() if available is None else available) // 2
    profile = keys.PROFILES.get(salt[1] + 1)
    return salt[1] + 1 if profile and profile.memory * 1024 <= room else None


def replace_key(vault: Vault, passphrase: str, *, stronger: bool = False, progress: Progress | None = None) -> bytes:
    """Change the passphrase, under the next stronger profile if so wished; return the new key. Closes the vault.

    Raises as `binder.vault.rekey.change_passphrase` does; BinderError where there is no stronger profile to go to.
    """
    if not stronger:
        return change_passphrase(vault, passphrase, progress)
    profile = stronger_profile(vault.salt)
    if profile is None:
        raise BinderError(
            "The passphrase of this binder cannot be made harder to guess on this machine: it is at the strongest "
            "profile, or there is too little memory for the next. Nothing was changed."
        )
    return move_to_profile(vault, passphrase, profile, progress)


def move_to_profile(vault: Vault, passphrase: str, profile: int, progress: Progress | None = None) -> bytes:
    """Give the binder a passphrase under another key profile, with a new salt; return the new key. Closes the vault.

    Raises as `binder.vault.rekey.change_passphrase` does; Damaged where the binder is not whole.
    """
    prepare(vault, passphrase)
    path, salt = vault.path, keys.new_salt(profile)
    old, fresh = vault.key, bytes(keys.derive(passphrase, salt))
    part = unfinished(path)
    vault.need_room(path.stat().st_size)
    mark_present(vault)
    vault.close()
    try:
        with contextlib.ExitStack() as last, alone(path, old, vault.salt) as raw:
            handle = last.enter_context(_handle(path))  # closed last of all: that lets go of the locks on the file
            _make(part, like=path)
            with watched(part, path, "MiB into the new file", progress):
                _export(raw, part, fresh, salt)
            _verify(part, fresh, progress)
            _put_in_place(part, path)
            _close_to_latecomers(handle)
    finally:
        _discard(part)
    finish(path, fresh, vault.actor)
    return fresh


def unfinished(path: Path) -> Path:
    """Where the new file grows until it takes the place of the old one."""
    return path.with_name(f".{path.name}.moving")


def tidy(vault: Vault) -> None:
    """Put right what a change of key left that died on its way: log it if it was done, take its half file away if not.

    Nobody can be moving the binder now: that needs it for itself alone, and here it is open.
    """
    if not vault.read_only:
        note_change(vault)
        _discard(unfinished(vault.path))
        _discard_cold(Path(f"{vault.path}-journal"))


def _discard_cold(journal: Path) -> None:
    """Delete a journal whose first byte is missing or zero: SQLite takes nothing back from such a one, and leaves it.

    One that there is something to take back from was used up when the binder was opened.
    """
    with contextlib.suppress(FileNotFoundError), journal.open("rb") as file:
        if file.read(1) in (b"", b"\0"):
            journal.unlink()


def _discard(part: Path) -> None:
    for name in files_of(part):
        name.unlink(missing_ok=True)


def _make(part: Path, like: Path) -> None:
    _discard(part)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        shutil.copymode(like, part)
        with contextlib.suppress(OSError):  # only root may give a file to another owner
            os.chown(part, like.stat().st_uid, like.stat().st_gid)
    except OSError as error:
        raise BinderError(f"{shown(part)} could not be made ({error.strerror}): nothing was changed.") from None


def _export(raw: Any, part: Path, key: bytes, salt: bytes) -> None:
    spec = f"x'{key.hex()}{salt.hex()}'"
    try:
        raw.execute("ATTACH DATABASE ? AS fresh KEY ?", [str(part), spec])
        for statement in ("PRAGMA fresh.journal_mode=OFF", "PRAGMA fresh.synchronous=OFF"):
            raw.execute(statement).fetchall()  # a file that is thrown away unless it is finished needs no journal
        raw.execute("SELECT sqlcipher_export('fresh')").fetchall()
        for name in ("user_version", "application_id"):
            value = raw.execute(f"PRAGMA main.{name}").fetchone()[0]
            raw.execute(f"PRAGMA fresh.{name}={value}").fetchall()
        raw.execute("DETACH DATABASE fresh")
    except dbapi2.Error as error:  # the export passes on the words of what went wrong, not its code
        if "malformed" in str(error):
            raise Damaged(
                "The binder was left as it is, since parts of it cannot be read: run binder check on it."
            ) from None
        raise DiskFull(
            f"The new file {shown(part)} could not be written ({error}): make room and try again. Nothing was changed."
        ) from None


def _verify(part: Path, key: bytes, progress: Progress | None) -> None:
    with Vault.open(part, key=key) as copy:
        damage = check(copy, progress)
    if damage:
        raise Damaged(
            f"The binder was left as it is, since it is not whole ({damage[0].what}): run binder check on it."
        )


def _put_in_place(part: Path, path: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network folders cannot be synced
            os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _handle(path: Path) -> Iterator[int]:
    """The file by a handle that may write."""
    handle = os.open(path, os.O_RDWR)
    try:
        yield handle
    finally:
        os.close(handle)


def _close_to_latecomers(handle: int) -> None:
    """Make the old file unreadable once no name leads to it.

    A session that has been waiting to open it would otherwise go on in a file that nobody will ever see again.
    """
    if os.fstat(handle).st_nlink == 0:
        os.pwrite(handle, bytes(PAGE_BYTES), 0)
