"""Writing one file that only its owner can read, never over another."""

from __future__ import annotations

import os
from pathlib import Path

from binder.model.errors import BinderError


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that nobody else can read.

    Raises:
        BinderError: a file stands there, or the folder cannot be written to.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except FileExistsError:
        raise BinderError(f"{path} already exists and is left as it is: choose another name.") from None
    except OSError as error:
        raise BinderError(f"{path} cannot be written ({error.strerror}): choose another folder.") from None
