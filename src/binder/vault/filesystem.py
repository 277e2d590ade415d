"""On what kind of disk a file lies: on a network file system its locks cannot be trusted.

SQLite's write-ahead log keeps its index in memory that all sessions share; between two machines there is none, and many
network file systems grant the same lock twice. What is written then by two sessions at once may destroy the file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from binder.model.errors import Held
from binder.vault.format import shown

OVERRIDE = "BINDER_NETWORK_FILES"
_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = {
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs", "gfs2", "glusterfs", "gpfs", "lustre",
    "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs",
}  # fmt: skip
# A file system in user space may be anything; these lie on the machine's own disks.
_LOCAL_FUSE = {
    "fuseblk", "fuse.apfs", "fuse.bindfs", "fuse.cryfs", "fuse.encfs", "fuse.exfat", "fuse.ext2", "fuse.gocryptfs",
    "fuse.lxcfs", "fuse.mergerfs", "fuse.ntfs", "fuse.ntfs-3g", "fuse.overlayfs", "fuse.fuse-overlayfs",
    "fuse.securefs", "fuse.veracrypt", "fuse.zfs",
}  # fmt: skip
_kinds: dict[tuple[int, Path], str] = {}
_ESCAPED = re.compile(r"\\([0-7]{3})")


def kind_of(path: Path, mounts: str | None = None) -> str:
    """The type of file system a path lies on, as the kernel names it ("ext4", "nfs4", "fuse.sshfs"); "" if unknown.

    Args:
        mounts: the text of /proc/self/mountinfo, read from there where not given.
    """
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text(errors="surrogateescape")
        except OSError:
            return ""  # not Linux, or no /proc
    where = os.path.realpath(path)
    longest, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ", 5)
        point = fields[4] if len(fields) > 5 else ""
        if "\\" in point:
            point = _ESCAPED.sub(lambda m: chr(int(m[1], 8)), point)
        # Of two mounted at the same place the later one is seen.
        if point and len(point) >= longest and _inside(where, point):
            longest, kind = len(point), fields[5].partition("- ")[2].split(" ", 1)[0]
    return kind


def _inside(path: str, point: str) -> bool:
    return point == "/" or path == point or path.startswith(point + "/")


def _kind_here(path: Path) -> str:
    """`kind_of`, asked of the system once a disk."""
    try:
        disk = _disk_of(path)
    except OSError:
        return kind_of(path)
    if (disk, _MOUNTS) not in _kinds:
        _kinds[disk, _MOUNTS] = kind_of(path)
    return _kinds[disk, _MOUNTS]


def _disk_of(path: Path) -> int:
    try:
        return os.stat(path).st_dev
    except OSError:
        return os.stat(path.parent).st_dev


def is_network(kind: str) -> bool:
    """Whether a type of file system may lie on another machine: those known to, and unknown ones in user space."""
    return kind in _NETWORK or (kind.startswith("fuse") and kind not in _LOCAL_FUSE)


def lies_on_network(path: Path) -> bool:
    """Whether a path lies on a network file system."""
    return is_network(_kind_here(path))


def may_use_network() -> bool:
    """Whether the user took the risk of a network file system upon themselves."""
    return bool(os.environ.get(OVERRIDE))


def refuse_network(path: Path) -> None:
    """Raise Held where a path lies on a network file system, unless the user took the risk upon themselves."""
    kind = _kind_here(path)
    if is_network(kind) and not may_use_network():
        raise Held(
            f"{shown(path)} lies on a network file system ({kind}), where two sessions writing at once could destroy "
            "it, so it is not opened for writing: move it to a local disk and work there over SSH, look at it with "
            f"--read-only, or set {OVERRIDE}=1 at your own risk and never use it from two machines at once."
        )
