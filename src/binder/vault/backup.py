"""Backups: one more file that the same passphrase opens, made while the binder is open, and never half of one.

The bytes are copied as they lie on the disk, encrypted, while a reader keeps them from changing: twice as fast as
writing the database anew, and what did not change stays the same byte for byte, which programs that store many copies
use. Then every page of the copy is held against its authentication code, so a damaged binder makes no backup.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from binder.model.clean import clean
from binder.model.errors import BinderError, Damaged, DiskFull, Held, Misused, NoBinder
from binder.vault.connection import Connection
from binder.vault.descriptors import Descriptor
from binder.vault.driver import explain
from binder.vault.events import LOG_HEAD, now
from binder.vault.format import files_of, shown
from binder.vault.keys import SALT_BYTES
from binder.vault.occupants import occupants
from binder.vault.vault import Vault, keep_name

Progress = Callable[[int, int, str], None]
KEEP = 7
LAST = "backup.last"
_AT_ONCE = 1 << 20
_TELL_EVERY = 8 << 20
_RECORDS = "records not put aside"
_STAMP = r"-(\d{4}-\d\d-\d\d-\d{6})(?:-(\d+))?"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made.

    Attributes:
        path, size: of the file made, in bytes.  records: in it.  last_change: its number in the log.
        same_disk: it lies on the disk the binder lies on.  removed: older backups that made room for it.
    """

    path: Path
    size: int
    records: int
    last_change: int
    same_disk: bool
    removed: tuple[Path, ...] = ()


def back_up(vault: Vault, to: Path, *, keep: int = KEEP, progress: Progress | None = None) -> Backup:
    """Make a verified copy of an open binder; others may go on reading and writing meanwhile.

    Args:
        to: a folder, where the copy is named after the binder, the day and the time, or the name of a file to be made;
            a name without an ending is a folder, made if it is not there.
        keep: how many copies of this binder a folder keeps, the newest; 0 keeps all.
        progress: called as (done, of, what is being done), in MiB.

    Raises:
        Misused: something stands there already.  NoBinder: the folder is not there.
        Damaged: the binder is not whole; no backup was made and none removed.  DiskFull: no room there.
    """
    tell = progress or (lambda done, total, what: None)
    if not to.suffix and not os.path.lexists(to) and to.parent.is_dir():
        to.mkdir(mode=0o700)  # "backup FOLDER" means a folder, also the first time
    in_folder = to.is_dir()
    final = _name_in(to, vault.path) if in_folder else to
    size, census = _make(vault, final, tell)
    head = int(census[LOG_HEAD].split(":")[0])
    removed = _remove_older(final, vault, keep) if in_folder and keep else ()
    _note(vault, final, head)
    same = os.stat(final).st_dev == os.stat(vault.path).st_dev
    return Backup(final, size, int(census[_RECORDS]), head, same, removed)


def keep_as_it_is(vault: Vault, version: int) -> Path:
    """Keep a verified copy of a binder beside it before its tables are changed; the copy of an earlier try is used."""
    found, number = Path(f"{vault.path}.version-{version}"), 2
    while os.path.lexists(found):
        with contextlib.suppress(BinderError):
            if _verify(vault, found, {})[LOG_HEAD] == vault.meta(LOG_HEAD):
                return found
        found, number = Path(f"{vault.path}.version-{version}-{number}"), number + 1
    _make(vault, found, lambda done, total, what: None)
    return found


def _make(vault: Vault, final: Path, tell: Progress) -> tuple[int, dict[str, str]]:
    """Copy, verify, name; the size and what is counted in the copy."""
    _may_be_made(final)
    with _part(final) as (part, descriptor):
        expected = _copy(vault, part, descriptor, tell)
        size = os.fstat(descriptor).st_size
        tell(size >> 20, size >> 20, "verifying")
        census = _verify(vault, part, expected)
        _named(part, final, descriptor)
    return size, census


def _name_in(folder: Path, binder: Path) -> Path:
    """A name that sorts after those of all earlier copies, also of those made in the same second."""
    moment = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    numbers = [number for stamp, number, _ in _copies(folder, binder) if stamp == moment]
    again = f"-{max(numbers) + 1}" if numbers else ""
    return folder / f"{binder.stem}-{moment}{again}{binder.suffix}"


def _copies(folder: Path, binder: Path) -> list[tuple[str, int, Path]]:
    """(moment, number within the second, path) of what is named as a copy of a binder."""
    pattern = re.compile(re.escape(binder.stem) + _STAMP + re.escape(binder.suffix))
    named = ((pattern.fullmatch(path.name), path) for path in folder.iterdir())
    return [(m[1], int(m[2] or 1), path) for m, path in named if m]


def _may_be_made(final: Path) -> None:
    if os.path.lexists(final):
        raise Misused(f"There is already something at {shown(final)}, which is left as it is: name another file.")
    if not final.parent.is_dir():
        raise NoBinder(f"The folder {shown(final.parent)} is not there: make it first, or is its disk not connected?")


# -- the unfinished copy ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _part(final: Path) -> Iterator[tuple[Path, int]]:
    """An empty, private file beside `final`, locked while it is being filled, and gone afterwards."""
    part = Path(f"{final}.part")
    descriptor = open_part(part)
    try:
        yield part, descriptor
    except OSError as error:
        raise refused(error, final) from None
    finally:
        clear(part)
        os.close(descriptor)


def open_part(part: Path) -> int:
    """Make an unfinished file anew, over one that a killed process left; raises Held where one is still at it."""
    try:
        with contextlib.suppress(FileNotFoundError):
            left = os.open(part, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                clear(part)
            finally:
                os.close(left)
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return descriptor
    except (BlockingIOError, FileExistsError):
        who = occupants(part) or "Another session"
        raise Held(f"{who} is writing {shown(part)}: wait until that is done, then try again.") from None
    except OSError as error:
        raise refused(error, part) from None


def clear(part: Path) -> None:
    """Remove an unfinished file and what SQLite may have put beside it."""
    for name in files_of(part):
        name.unlink(missing_ok=True)


def refused(error: OSError, path: Path) -> BinderError:
    """An error of the disk as a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(f"There is no room for {shown(path)}: make room on that disk. What was there before is intact.")
    return BinderError(f"{shown(path)} could not be written ({error.strerror or error}): check the disk and the path.")


def _named(part: Path, final: Path, descriptor: int) -> None:
    """Give a finished copy its name, for good and never over another file."""
    os.fsync(descriptor)
    try:
        os.link(part, final)  # unlike renaming, this never replaces a file that came there meanwhile
    except FileExistsError:
        _may_be_made(final)
    except OSError:  # a disk that knows no second names
        os.rename(part, final)
    keep_name(final)


# -- copying ----------------------------------------------------------------------------------------------------------


def _copy(vault: Vault, part: Path, descriptor: int, tell: Progress) -> dict[str, str]:
    """Copy a consistent state; what is counted in it, as far as that is known."""
    with _still(vault) as still:
        if still is not None:
            census, size = still
            _room(part, size)
            _copy_bytes(vault.path, descriptor, size, tell)
            return census
    _room(part, vault.path.stat().st_size)
    _copy_rows(vault, part, descriptor, tell)
    return {}


def _room(part: Path, size: int) -> None:
    if shutil.disk_usage(part.parent).free < size:
        raise OSError(errno.ENOSPC, "no room")


@contextlib.contextmanager
def _still(vault: Vault) -> Iterator[tuple[dict[str, str], int] | None]:
    """Keep the file's bytes as they are: what is counted in it and its size, or None where that cannot be done.

    Everything in the write-ahead log is folded into the file while nobody can write; the reader that begins then keeps
    whoever folds later changes from touching the file, until it ends. Others write on into the log.
    """
    reader = Connection(vault.path, vault.key, vault.salt, read_only=vault.read_only)
    try:
        with contextlib.nullcontext() if vault.read_only else vault.transaction():
            folded = _fold(reader)
            reader.all("BEGIN")
            size = int(reader.value("PRAGMA page_count")) * int(reader.value("PRAGMA page_size"))
        census = _census(reader)
        yield (census, size) if folded else None
    finally:
        reader.close()


def _fold(reader: Connection) -> bool:
    """Fold the log into the file, and tell whether nothing is left in it."""
    if reader.read_only:
        log = Path(f"{reader.path}-wal")
        return not log.exists() or not log.stat().st_size
    busy, in_log, in_file = reader.all("PRAGMA wal_checkpoint(PASSIVE)")[0]
    return bool(not busy and in_log == in_file)


def _census(connection: Connection) -> dict[str, str]:
    """The end of the log of changes, and how many rows each table has, whichever the version of the file has."""
    tables = [
        row[1] for row in connection.all("PRAGMA main.table_list") if row[2] == "table" and row[1][:6] != "sqlite"
    ]
    found = {table: str(connection.value(f'SELECT count(*) FROM "{table}"')) for table in tables}
    found[_RECORDS] = str(connection.value("SELECT count(*) FROM record WHERE state <> 'trashed'"))
    return {**found, LOG_HEAD: str(connection.value("SELECT value FROM meta WHERE name = ?", [LOG_HEAD]))}


def _copy_bytes(path: Path, into: int, size: int, tell: Progress) -> None:
    done = 0
    with Descriptor(path) as source:
        while done < size:
            if done % _TELL_EVERY == 0:
                tell(done >> 20, size >> 20, "copying")
            piece = os.pread(source.number, min(_AT_ONCE, size - done), done)
            if not piece:
                raise Damaged(f"{shown(path)} is shorter than it says it is: run binder check on it.")
            view = memoryview(piece)
            while view:
                view = view[os.write(into, view) :]
            done += len(piece)


def _copy_rows(vault: Vault, part: Path, descriptor: int, tell: Progress) -> None:
    """Write the database anew: the slower way, where a long reader keeps the log from being folded into the file."""
    total = max(1, vault.path.stat().st_size >> 20)
    connection = Connection(vault.path, vault.key, vault.salt, read_only=vault.read_only)

    def look() -> int:
        tell(min(total, os.fstat(descriptor).st_size >> 20), total, "copying")
        return 0

    try:
        connection.raw.execute("PRAGMA query_only=OFF").fetchall()
        connection.raw.set_progress_handler(look, 10_000)
        connection.raw.execute("VACUUM INTO ?", (part.absolute().as_uri(),))
    except dbapi2.Error as error:
        raise explain(error, part, writing=True) from None
    finally:
        connection.close()


# -- verifying, keeping -----------------------------------------------------------------------------------------------


def _verify(vault: Vault, part: Path, expected: dict[str, str]) -> dict[str, str]:
    """Open the copy, authenticate every page, and hold it against the binder; what is counted in it."""
    try:
        copy = Connection(part.absolute(), vault.key, vault.salt, read_only=True, immutable=True)
        try:
            broken = copy.all("PRAGMA cipher_integrity_check")
            census = {} if broken else _census(copy)
            head = copy.one("SELECT seq || ':' || lower(hex(hash)) FROM event ORDER BY seq DESC LIMIT 1")
        finally:
            copy.close()
    except Damaged:
        broken = [()]
    if broken or (expected and census != expected) or head is None or head[0] != census[LOG_HEAD]:
        raise Damaged(
            f"No backup was made: the copy of {shown(vault.path)} is not whole, so the binder itself may be damaged. "
            "Keep the backups you have, and run binder check."
        )
    seq, _, wanted = census[LOG_HEAD].partition(":")
    if vault.connection.value("SELECT lower(hex(hash)) FROM event WHERE seq = ?", [int(seq)]) != wanted:
        raise Damaged(
            f"No backup was made: the log of {shown(vault.path)} does not hold its own copy: run binder check."
        )
    return census


def _remove_older(newest: Path, vault: Vault, keep: int) -> tuple[Path, ...]:
    """Remove all but the newest copies of this very binder, told by their names and first bytes."""
    copies = [copy for copy in _copies(newest.parent, vault.path) if copy[2] != newest and _salt(copy[2]) == vault.salt]
    older = [path for *_, path in sorted(copies, reverse=True)]
    removed = []
    for path in older[keep - 1 :]:
        with contextlib.suppress(OSError):
            path.unlink()
            removed.append(path)
    return tuple(removed)


def _salt(path: Path) -> bytes:
    try:
        with Descriptor(path) as file:
            return os.pread(file.number, SALT_BYTES, 0)
    except OSError:
        return b""


def _note(vault: Vault, final: Path, head: int) -> None:
    """Log the backup in the binder; a backup that could not be logged is still one."""
    if vault.read_only:
        return
    with contextlib.suppress(Held, DiskFull), vault.transaction():
        vault.set_meta(LAST, json.dumps({"at": now(), "change": head}), logged=False)
        vault.events.append("backup", "binder", "", f"Backed up to {clean(os.fsdecode(os.fsencode(final)))}")


def last_backup(vault: Vault) -> tuple[str, int]:
    """When the last backup was made (ISO 8601, "" for never), and how many changes came since."""
    try:
        last = json.loads(vault.meta(LAST) or "{}")
        at, change = str(last.get("at", "")), int(last.get("change", 0))
    except (ValueError, AttributeError):
        at, change = "", 0
    sql = "SELECT count(*) FROM event WHERE seq > ? AND action NOT IN ('backup', 'export')"
    return at, int(vault.connection.value(sql, [change]))
