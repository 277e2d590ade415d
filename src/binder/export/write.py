"""The folder that is written: under the name DIR.part until everything is in it, then renamed; else nothing is left."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from binder.model.clean import clean
from binder.model.errors import BinderError, Cancelled, DiskFull, Misused

SUMS = "SHA256SUMS"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BUFFER = 1 << 18
_SPARE = 16 << 20
_sync_disk_of = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


@dataclass(frozen=True, slots=True)
class Written:
    """One finished file.

    Attributes:
        path: relative to the folder, parted by "/".  sha256: hex.  sha1: raw, since FHIR attachments carry that.
    """

    path: str
    size: int
    sha256: str
    sha1: bytes


class Growing:
    """One file being written, hashed on its way; a context manager that closes it."""

    def __init__(self, folder: Folder, path: str) -> None:
        self._folder = folder
        self._path = path
        where = folder.part.joinpath(*path.split("/"))
        folder.make(where.parent)
        handle = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb", _BUFFER)
        self._sha256 = hashlib.sha256()
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self._size = 0

    def write(self, piece: bytes | str) -> int:
        """Append bytes, or text as UTF-8; return how many bytes that were."""
        data = piece.encode("utf-8", "replace") if isinstance(piece, str) else piece
        self._sha256.update(data)
        self._sha1.update(data)
        self._file.write(data)
        self._size += len(data)
        return len(data)

    @property
    def written(self) -> Written:
        """What the file became; complete once it is closed."""
        return Written(self._path, self._size, self._sha256.hexdigest(), self._sha1.digest())

    def __enter__(self) -> Growing:
        """The file itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; it counts as written only where nothing went wrong."""
        if kind is None:
            self._file.close()
            self._folder.note(self.written)
        else:
            with contextlib.suppress(OSError):
                self._file.close()


class Folder:
    """A new folder under its name for the time being. Use `new_folder`.

    Attributes:
        target: the name it will have.  part: where it is now.  files, size: what was written so far.
    """

    def __init__(self, target: Path, cancelled: Callable[[], bool] | None) -> None:
        self.target = target
        self.part = part_of(target)
        self.files = 0
        self.size = 0
        self._cancelled = cancelled
        self._made: set[Path] = set()
        self._sums: list[str] = []

    def make(self, folder: Path) -> None:
        """Make a folder within, readable by its owner alone, unless it was made before."""
        if folder == self.part or folder in self._made:
            return
        self.make(folder.parent)
        folder.mkdir(mode=0o700)
        self._made.add(folder)

    def open(self, path: str) -> Growing:
        """Begin a file; its path is relative and parted by "/". Raises FileExistsError where it is there already."""
        return Growing(self, path)

    def save(self, path: str, pieces: Iterable[bytes | str]) -> Written:
        """Write a whole file piece by piece."""
        with self.open(path) as growing:
            for piece in pieces:
                self.go_on()
                growing.write(piece)
        return growing.written

    def go_on(self) -> None:
        """Raise Cancelled where the user has stopped the work."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled(f"Stopped: the export was removed again, nothing is left at {shown(self.target)}.")

    def note(self, written: Written) -> None:
        """Count a finished file."""
        self.files += 1
        self.size += written.size
        self._sums.append(f"{written.sha256}  {written.path}\n")

    def keep(self, complete: Callable[[], None] | None) -> None:
        """Write the checksums, see everything onto the disk, say that it is complete, give the folder its name."""
        with (self.part / SUMS).open("x", encoding="utf-8", newline="") as sums:
            sums.writelines(sorted(self._sums, key=lambda line: line[66:]))
        os.chmod(self.part / SUMS, 0o600)
        _all_to_disk(self.part)
        self.go_on()
        if complete is not None:
            complete()
        os.rename(self.part, self.target)
        _to_disk(self.target.parent)


@contextlib.contextmanager
def new_folder(
    target: Path,
    *,
    expected: int = 0,
    cancelled: Callable[[], bool] | None = None,
    complete: Callable[[], None] | None = None,
) -> Iterator[Folder]:
    """A folder to write into; whatever goes wrong before `keep`, all of it is removed again.

    Args:
        expected: bytes about to come.  cancelled: asked between pieces.
        complete: called when all of it is on the disk and only the name is missing; if it raises, nothing is kept.

    Raises:
        Misused: the name is taken.  DiskFull: there is no room.  Cancelled: the user stopped it.
        BinderError: it cannot be written for another reason.
    """
    target = free_folder(target)
    folder = Folder(target, cancelled)
    _need_room(folder, expected)
    try:
        folder.part.mkdir(mode=0o700)
    except OSError as error:
        raise _explained(error, target) from error
    try:
        yield folder
        folder.keep(complete)
    except BaseException as error:
        _remove(folder)
        if isinstance(error, OSError):
            raise _explained(error, target) from error
        raise


def free_folder(target: Path) -> Path:
    """Where the folder will really lie, links followed.

    Raises:
        Misused: something is there already, or the place cannot be replaced by a folder.
    """
    target = Path(os.path.realpath(target))
    name = shown(target)
    if target.exists():
        if not target.is_dir():
            raise Misused(f"{name} is a file: name a folder that is not there yet.")
        if any(target.iterdir()):
            raise Misused(f"{name} is not empty, and an export goes into a new folder: name one that is not there yet.")
        if target.is_mount() or target == Path(os.path.realpath(os.curdir)):
            raise Misused(f"Name a new folder inside {name}, for example {shown(target / 'binder-export')}.")
    if not target.parent.is_dir():
        raise Misused(f"The folder {shown(target.parent)} is not there: make it first.")
    if part_of(target).exists():
        raise Misused(
            f"{shown(part_of(target))} is there: another export is under way, or one was broken off. "
            "It holds plain text: remove it if no export is running, then try again."
        )
    return target


def part_of(target: Path) -> Path:
    """The name a folder has until it is complete."""
    return target.with_name(target.name + ".part")


def shown(path: Path) -> str:
    """A path as it may stand in a message."""
    return clean(os.fsencode(path).decode("utf-8", "replace"))


def _need_room(folder: Folder, expected: int) -> None:
    need, free = expected + _SPARE, shutil.disk_usage(folder.target.parent).free
    if expected and free < need:
        raise DiskFull(
            f"The export needs about {need >> 20} MiB at {shown(folder.target.parent)} and {free >> 20} MiB are free: "
            "make room, or name a folder on another disk. Nothing was written."
        )


def _explained(error: OSError, target: Path) -> BinderError:
    if error.errno in _FULL:
        return DiskFull(
            f"There was no room left for {shown(target)} (disk, quota or size limit), so the export was removed again: "
            "make room, or name a folder on another disk."
        )
    return BinderError(
        f"{shown(target)} cannot be written ({error.strerror or error}): nothing was left there; name another folder."
    )


def _remove(folder: Folder) -> None:
    """Take everything away again; say so where that fails, since what lies there is plain text."""
    try:
        shutil.rmtree(folder.part)
    except FileNotFoundError:
        return
    except OSError as error:
        raise BinderError(
            f"The export failed, and {shown(folder.part)} could not be removed ({error.strerror}): "
            "it holds plain text, remove it by hand."
        ) from error


def _all_to_disk(part: Path) -> None:
    """See all that was written onto the disk: on Linux at once, since file by file takes longer than all the rest."""
    handle = os.open(part, os.O_RDONLY)
    try:
        if _sync_disk_of is not None:
            if not _sync_disk_of(handle):
                return
            if (number := ctypes.get_errno()) in (*_FULL, errno.EIO):
                raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)
    for folder, _, names in os.walk(part):
        for name in names:
            _to_disk(Path(folder, name))
        _to_disk(Path(folder))


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network folders cannot be synced
            os.fsync(handle)
    finally:
        os.close(handle)
