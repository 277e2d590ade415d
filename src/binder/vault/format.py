"""What a file is before any key is known: a binder, another kind of file, or a binder cut short.

Also the one question that can be asked of a page with a key in hand: was this page written under this key? It tells
"wrong passphrase" from "right passphrase, damaged file".
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from pathlib import Path

from binder.model.clean import clean
from binder.model.errors import BinderError, Damaged, NoBinder
from binder.vault.descriptors import Descriptor
from binder.vault.keys import MARK, PROFILES, SALT_BYTES

PAGE_BYTES = 4096
_HMAC_BYTES = 64  # SQLCipher 4 ends every page with 16 bytes of IV and 64 of HMAC-SHA512
_HMAC_SALT_MASK = 0x3A

_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", "an ordinary, unencrypted SQLite database"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"age-encryption.org/", "a file encrypted with age"),
)


def shown(path: Path) -> str:
    """A path as it may stand in a message: no character in it can act on a terminal."""
    return clean(os.fsdecode(os.fsencode(path)))


def files_of(path: Path) -> tuple[Path, ...]:
    """A binder's file, and those that SQLite may put beside it."""
    return path, *(Path(f"{path}{ending}") for ending in ("-wal", "-shm", "-journal"))


def _what(head: bytes) -> str:
    for magic, name in _KNOWN:
        if head.startswith(magic):
            return f"It is {name}."
    if head[128:132] == b"DICM":
        return "It is a DICOM file."
    if head and all(32 <= b < 127 or b in b"\t\r\n" for b in head):
        return "It is a text file."
    return "It begins otherwise than a binder does."


def _head(path: Path) -> tuple[bytes, int]:
    try:
        with Descriptor(path) as file:
            about = os.fstat(file.number)
            if stat.S_ISDIR(about.st_mode):
                raise NoBinder(f"{shown(path)} is a folder, not a binder: name the file inside it.")
            if not stat.S_ISREG(about.st_mode):
                raise NoBinder(f"{shown(path)} is not an ordinary file, so it is no binder.")
            return os.pread(file.number, 512, 0), about.st_size
    except (FileNotFoundError, NotADirectoryError):
        name = shown(path)
        raise NoBinder(f"There is no file {name}: check the path, or make a binder with: binder new {name}") from None
    except PermissionError:
        raise BinderError(f"{shown(path)} may not be read by this user: check its owner and permissions.") from None
    except OSError as error:
        raise BinderError(f"{shown(path)} could not be read: {error.strerror or error}.") from None


def read_salt(path: Path) -> bytes:
    """Return the first 16 bytes of a binder.

    Raises NoBinder where there is none and says what is there instead; Damaged where a binder was cut short. A file
    whose 16 bytes themselves were altered cannot be told from another binder: no passphrase opens it.
    """
    head, size = _head(path)
    if len(head) >= SALT_BYTES and head[0] == MARK and head[1] in PROFILES and size >= PAGE_BYTES:
        return head[:SALT_BYTES]
    name = shown(path)
    if not head:
        raise NoBinder(f"{name} is empty, so it is no binder: delete it and make one with: binder new {name}")
    if head[0] != MARK:
        raise NoBinder(f"{name} is not a binder. {_what(head)}")
    if len(head) < SALT_BYTES:
        raise NoBinder(f"{name} is too short to be a binder ({size} bytes).")
    if head[1] not in PROFILES:
        raise NoBinder(f"{name} is not a binder, or was made by a newer version of it (key profile {head[1]}).")
    raise Damaged(f"{name} begins as a binder but was cut short ({size} bytes): use a backup copy.")


def page_is_authentic(page: bytes, number: int, key: bytes | bytearray, salt: bytes) -> bool:
    """Tell whether a page of 4096 bytes, counted from 1, was written under this key (SQLCipher 4's HMAC-SHA512)."""
    hmac_key = hashlib.pbkdf2_hmac("sha512", bytes(key), bytes(b ^ _HMAC_SALT_MASK for b in salt), 2, 32)
    start = SALT_BYTES if number == 1 else 0
    body = page[start : PAGE_BYTES - _HMAC_BYTES]
    wanted = page[PAGE_BYTES - _HMAC_BYTES :]
    return hmac.compare_digest(hmac.digest(hmac_key, body + number.to_bytes(4, "little"), "sha512"), wanted)


def key_fits_some_page(path: Path, key: bytes | bytearray, salt: bytes, *, sample: int = 64) -> bool:
    """Tell whether any of a sample of pages was written under this key: then the key is right, the file damaged."""
    with Descriptor(path) as file:
        count = os.fstat(file.number).st_size // PAGE_BYTES
        step = max(1, count // sample)
        for number in [1, 2, *range(3, count + 1, step)]:
            page = os.pread(file.number, PAGE_BYTES, (number - 1) * PAGE_BYTES)
            if len(page) == PAGE_BYTES and page_is_authentic(page, number, key, salt):
                return True
    return False
