"""Restoring: a backup becomes the binder again, after all of it was read; what stood there before is kept."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from binder.model.errors import BinderError, Damaged, Held, Misused, NoBinder
from binder.model.event import Event
from binder.vault import keys
from binder.vault.backup import LAST, Progress, clear, open_part, refused
from binder.vault.check import check
from binder.vault.connection import Connection
from binder.vault.connections import Connections
from binder.vault.descriptors import Descriptor, open_here
from binder.vault.filesystem import refuse_network
from binder.vault.format import read_salt, shown
from binder.vault.occupants import session_of
from binder.vault.schema import bring_up_to_date
from binder.vault.vault import Vault, keep_name

_BESIDE = ("-wal", "-journal")
_SHARED_FIRST, _SHARED_BYTES = 0x40000002, 510  # the bytes that every session of SQLite holds a lock on
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """A binder that was restored.

    Attributes:
        path: where it stands now.  records: in it.  last_change: the newest change it knows of.
        kept: what stood there before, under its new name.
    """

    path: Path
    records: int
    last_change: Event | None
    kept: Path | None = None


def restore(
    backup: Path,
    to: Path,
    *,
    passphrase: str | None = None,
    key: bytes | bytearray | None = None,
    replace: bool = False,
    actor: str = "",
    progress: Progress | None = None,
) -> Restored:
    """Put a copy of a backup where a binder shall stand, once every page and original of the copy proved whole.

    Args:
        replace: keep a binder that stands there as FILE.before-restore, instead of refusing.

    Raises:
        Misused: something stands there.  NoBinder, WrongPassphrase: of the backup.  Damaged: the backup is not whole.
        Held: what stands there is open in another session.  DiskFull: there is no room beside it.
        After each of these everything is as it was.
    """
    tell = progress or (lambda done, total, what: None)
    _may_stand(backup, to, replace)
    salt = read_salt(backup)
    secret = keys.derive(passphrase, salt) if passphrase is not None else bytearray(key or b"")
    part = Path(f"{to}.restoring")
    try:
        Connection(backup.absolute(), secret, salt, read_only=True, immutable=True).close()
        with _private(part) as descriptor:
            _copy(backup, part, descriptor, tell)
            records, last = _verify(part, backup, secret, actor, tell)
            os.fsync(descriptor)
            kept = None
            if os.path.lexists(to):
                kept = _put(part, to, secret)
            else:
                _put_new(part, to)
    finally:
        keys.wipe(secret)
    return Restored(to, records, last, kept)


def _may_stand(backup: Path, to: Path, replace: bool) -> None:
    refuse_network(to)
    if not to.parent.is_dir():
        raise NoBinder(f"The folder {shown(to.parent)} is not there: make it first.")
    if not os.path.lexists(to):
        return
    if backup.exists() and to.exists() and backup.samefile(to):
        raise Misused(f"{shown(to)} is the backup itself: name the binder that it shall become.")
    if not to.is_file() or to.is_symlink():
        raise Misused(f"{shown(to)} is not an ordinary file: name another place.")
    if not replace:
        raise Misused(
            f"There is already something at {shown(to)}, which is left as it is: name another file, or restore over it "
            "with --replace, which keeps it as a file of its own."
        )


@contextlib.contextmanager
def _private(part: Path) -> Iterator[int]:
    descriptor = open_part(part)
    try:
        yield descriptor
    except OSError as error:
        raise refused(error, part) from None
    finally:
        clear(part)
        os.close(descriptor)


def _copy(backup: Path, part: Path, descriptor: int, tell: Progress) -> None:
    """Copy the backup, and what SQLite may have left beside it where somebody worked in it."""
    total = backup.stat().st_size
    done = 0
    with Descriptor(backup) as source, os.fdopen(os.dup(descriptor), "wb") as into:
        while piece := os.pread(source.number, _AT_ONCE, done):
            tell(done >> 20, total >> 20, "copying")
            into.write(piece)
            done += len(piece)
    for ending in _BESIDE:
        beside = Path(f"{backup}{ending}")
        if beside.exists() and beside.stat().st_size:
            Path(f"{part}{ending}").write_bytes(beside.read_bytes())


def _verify(part: Path, backup: Path, key: bytes | bytearray, actor: str, tell: Progress) -> tuple[int, Event | None]:
    """Read all of the copy, and log in it where it came from; how many records it has, and its last change."""
    opened = Vault(Connections(part, key, read_salt(part), read_only=False), actor)
    with opened as copy:
        last = next(iter(copy.events.recent(1)), None)
        bring_up_to_date(copy.connection)  # without keeping it as it was: the backup stays so
        damage = check(copy, tell)
        if damage:
            raise Damaged(
                f"{shown(backup)} is not whole ({damage[0].what}), so nothing was restored: take another backup, or "
                f"save what is whole with: binder check {shown(backup)} --salvage NEW"
            )
        with copy.transaction():
            at, change = (last.at, last.seq) if last else ("", 0)
            copy.set_meta(LAST, json.dumps({"at": at, "change": change + 1}), logged=False)
            copy.events.append("restore", "binder", "", f"Restored from {shown(backup)}")
        return copy.records.counts()["records"], last


def _put_new(part: Path, to: Path) -> None:
    """Name the copy where nothing stands; what lies beside that name belongs to another binder and is moved away."""
    for ending in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{to}{ending}", _spare(Path(f"{to}{ending}.before-restore")))
    os.rename(part, to)
    keep_name(to)


def _put(part: Path, to: Path, key: bytes | bytearray) -> Path:
    """Put the copy in the place of the binder there, in one step wherever its log could be folded into it."""
    _fold(to, key)
    with _nobody_else(to):
        before = _spare(Path(f"{to}.before-restore"))
        beside = [ending for ending in _BESIDE if _holds_something(Path(f"{to}{ending}"))]
        try:
            if beside:
                raise OSError  # its last changes go with it: that takes more than one step
            os.link(to, before)
        except OSError:
            os.rename(to, before)
            for ending in beside:
                os.rename(f"{to}{ending}", f"{before}{ending}")
        for ending in ("-shm", *_BESIDE):
            Path(f"{to}{ending}").unlink(missing_ok=True)
        os.replace(part, to)
        keep_name(to)
    return before


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _fold(to: Path, key: bytes | bytearray) -> None:
    """Fold the log of the binder there into its file, where the same key opens it and nobody has it open."""
    with contextlib.suppress(BinderError):
        old = Connection(to.absolute(), key, read_salt(to), read_only=False)
        old.checkpoint()
        old.close()


@contextlib.contextmanager
def _nobody_else(path: Path) -> Iterator[None]:
    """Keep every other session from opening a file; raises Held where one has it open already."""
    if open_here(path):
        raise _held(path, "this session")
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_BYTES, _SHARED_FIRST)
        except BlockingIOError:
            raise _held(path, session_of(path)) from None
        yield


def _held(path: Path, where: str) -> Held:
    return Held(f"{shown(path)} is open in {where}: close it there, then restore again. Nothing was changed.")


def _spare(path: Path) -> Path:
    """A name like this one that is free."""
    found, number = path, 2
    while os.path.lexists(found):
        found, number = Path(f"{path}-{number}"), number + 1
    return found
