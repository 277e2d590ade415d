"""Writing one file that only its owner can read, never over another, and whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from binder.model.errors import BinderError, DiskFull


def write_private(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a new file that nobody else can read; where that fails half-way, nothing is left.

    Raises:
        BinderError: a file stands there, or the folder cannot be written to.  DiskFull: there is no room.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BinderError(f"{path} already exists and is left as it is: choose another name.") from None
    except OSError as error:
        raise BinderError(f"{path} could not be written ({error.strerror}): choose another folder.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in [data] if isinstance(data, bytes) else data:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise DiskFull(f"{path} could not be written ({error.strerror}); nothing was left there.") from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
