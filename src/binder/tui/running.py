"""Which binders are open on this machine, so that `binder lock` can close them from another terminal.

An open app keeps an empty file named after its process in the user's runtime folder: no passphrase is needed to lock,
and nothing of a record is told. The encrypted file itself says who has it open, but only to those who can read it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

LOCK = getattr(signal, "SIGUSR1", None)


class Running:
    """This process's file in the runtime folder, there while a binder is open in it."""

    def __init__(self) -> None:
        self._path: Path | None = None

    def opened(self) -> None:
        """A binder is open here."""
        with contextlib.suppress(OSError):  # a full disk or read-only home takes `binder lock` away, nothing else
            folder = runtime_folder()
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = folder / f"{os.getpid()}.{_started(os.getpid())}.open"
            path.touch(mode=0o600)
            self._path = path

    def closed(self) -> None:
        """It is closed."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._path = None


def on_lock(tell: Callable[[], None]) -> None:
    """Call `tell` in a thread when another process of this user asks to lock. Call this from the main thread."""
    if LOCK is not None:
        signal.signal(LOCK, lambda *_: threading.Thread(target=tell, name="lock", daemon=True).start())


def lock_all(within: float = 3.0) -> tuple[int, int]:
    """Ask every open app of this user on this machine to lock.

    Returns:
        How many locked, and how many did not within so many seconds.
    """
    asked = []
    for path in sorted(runtime_folder().glob("*.open")):
        pid, _, started = path.stem.partition(".")
        if not pid.isdecimal() or _started(int(pid)) != started:
            path.unlink(missing_ok=True)  # its process ended without a word
            continue
        with contextlib.suppress(OSError):
            if LOCK is not None:
                os.kill(int(pid), LOCK)
                asked.append(path)
    end = time.monotonic() + within
    while any(path.exists() for path in asked) and time.monotonic() < end:
        time.sleep(0.05)
    left = sum(path.exists() for path in asked)
    return len(asked) - left, left


def runtime_folder() -> Path:
    """Where open apps are noted: in memory where the system offers it, else in the user's state folder."""
    if base := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(base) / "binder"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "binder" / "running"


def open_swap() -> str:
    """The name of a swap area that is not encrypted, where the system tells; empty if there is none."""
    try:
        lines = Path("/proc/swaps").read_text().splitlines()[1:]
    except OSError:
        return ""
    names = [line.split()[0] for line in lines if line.split()]
    return next((name for name in names if not _encrypted_swap(name)), "")


def _encrypted_swap(name: str) -> bool:
    device = Path(os.path.realpath(name)).name
    if device.startswith("zram"):
        return True  # never leaves memory
    try:
        return Path(f"/sys/block/{device}/dm/uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False


def _started(pid: int) -> str:
    """When a process began, in the system's own count: a number may be used again. "-" where it is not told."""
    if sys.platform != "linux":
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return "gone"
        except OSError:
            pass
        return "-"
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return "gone"
