"""Archives, in the worker: members are unpacked one after the other within bounds and handed up as bytes.

Nothing is ever extracted to disk, so a name is only a label; one that climbs out of its folder is read all the same,
under a label that says where it stood.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from binder.model.clean import clean
from binder.model.errors import Unreadable
from binder.reading.identify import identify
from binder.reading.limits import MIB, Limits
from binder.reading.lock import allow_cpu
from binder.reading.skip import why_skipped
from binder.reading.wire import Frames

_BLOCK = 1 << 18
_INNER = 64 * MIB  # bytes an archive within an archive may have: it is held whole
_BOMB = "This archive unpacks to far more than it holds (an archive bomb); the rest of it was not read."


class Enough(Exception):
    """A bound for the whole archive was reached; the message is the sentence to show."""


@dataclass(slots=True)
class Tally:
    """What was unpacked so far, over all levels."""

    entries: int = 0
    total: int = 0
    files: int = 0  # that the outermost archive names


def send_members(stream: BinaryIO, request: dict[str, Any], frames: Frames, limits: Limits) -> dict[str, Any]:
    """Send every member up as it is unpacked; the answer says what the archive was and how it ended."""
    found = identify(stream, request["name"])
    if found is None or found.media_type != "application/zip":
        return {"archive": False}
    tally = Tally()
    try:
        for label, outcome, data in _members(stream, "", limits, tally, 1):
            status, why = outcome
            allow_cpu(limits.seconds)
            frames.send({"member": label, "status": status, "why": why, "bytes": len(data), "of": tally.files})
            if data:
                frames.send_data(data)
    except Enough as enough:
        return {"archive": True, "stopped": str(enough)}
    return {"archive": True, "stopped": "", "entries": tally.entries}


Member = tuple[str, tuple[str, str], bytes]


def _members(stream: BinaryIO, prefix: str, limits: Limits, tally: Tally, level: int) -> Iterator[Member]:
    """Yield (label, (status, why), bytes); status is "" for a member to be read, else "skipped" or "unreadable"."""
    with _archive(stream) as archive:
        if level == 1:
            tally.files = min(sum(not info.is_dir() for info in archive.infolist()), limits.entries)
        for info in archive.infolist():
            tally.entries += 1
            if tally.entries > limits.entries:
                raise Enough(f"This archive holds more than {limits.entries} files; the rest was not read.")
            if info.is_dir():
                continue
            yield from _member(archive, info, prefix, limits, tally, level)


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise Unreadable("This archive is damaged or cut off; ask for it again.") from None


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, prefix: str, limits: Limits, tally: Tally, level: int
) -> Iterator[Member]:
    label = prefix + safe_label(info.filename)
    why = why_skipped(label.rsplit(" > ", 1)[-1])
    if why:
        yield label, ("skipped", why), b""
        return
    if stat.S_ISLNK(info.external_attr >> 16):
        yield label, ("skipped", "a link inside the archive; links are not followed"), b""
        return
    try:
        data = _unpacked(archive, info, limits, tally)
    except Unreadable as error:
        yield label, ("unreadable", str(error)), b""
        return
    held = io.BytesIO(data)
    found = identify(held, label)
    if found is None or found.media_type != "application/zip" or not data:
        yield label, ("", ""), data
    elif level >= limits.nesting:
        yield (
            label,
            ("unreadable", "An archive within an archive within an archive is not opened; unpack it first."),
            b"",
        )
    elif len(data) > _INNER:
        yield label, ("unreadable", "This archive inside the archive is very large; unpack it and add it alone."), b""
    else:
        del data
        try:
            yield from _members(held, label + " > ", limits, tally, level + 1)
        except Unreadable as error:
            yield label, ("unreadable", str(error)), b""


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, tally: Tally) -> bytes:
    """The bytes of one member, counted while they come: what the archive declares is not believed."""
    if info.flag_bits & 1:
        raise Unreadable("This file in the archive is locked with a password; unpack it with its password and add it.")
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as member:
            while block := member.read(_BLOCK):
                size += len(block)
                tally.total += len(block)
                if size > MIB and size > limits.ratio * max(info.compress_size, 1):
                    raise Enough(_BOMB)
                if tally.total > limits.total:
                    raise Enough(
                        f"This archive unpacks to more than {limits.total // MIB} MB; unpack it and add the folder."
                    )
                if size > limits.entry:
                    raise Unreadable(
                        f"This file is larger than {limits.entry // MIB} MB; unpack the archive and add it."
                    )
                parts.append(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise Unreadable("This file in the archive is damaged; ask for the archive again.") from None
    except NotImplementedError:
        raise Unreadable(
            "This file is packed in a way that is not known here; unpack the archive and add it."
        ) from None
    return b"".join(parts)


def safe_label(name: str) -> str:
    """A member's name as a label: clean, with / between parts, and what climbs or starts at the root made plain."""
    parts = [part for part in clean(name).replace("\\", "/").split("/") if part not in ("", ".")]
    return "/".join("(up)" if part == ".." else part for part in parts)[:1000] or "(no name)"
