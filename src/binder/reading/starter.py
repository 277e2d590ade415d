"""The parent's hand on the process that workers are forked from. There is one for all readers, started at first use."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from binder.model.errors import BinderError
from binder.reading.limits import Limits
from binder.reading.wire import BLOCK, Frames, Malformed, whole

_WAIT = 60.0  # seconds it may take to start or to fork on a busy machine
_MESSAGE = 1 << 16
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "HOME", "TZ",
                   "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")  # fmt: skip
_BROKEN = (
    "The separate process that reads documents could not be started; "
    "check that the installation is whole (pip install --force-reinstall binder)."
)


class Starter:
    """Starts workers and ends them. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def start(self, limits: Limits, kits: Iterable[str]) -> tuple[int, socket.socket]:
        """Start a worker that has these kits: its process id, and our end of its socket. Raises BinderError."""
        return self._begun({"limits": asdict(limits), "kits": sorted(kits)})

    def program(self, **told: Any) -> tuple[int, socket.socket]:
        """Start a program, locked: its process id, and our end of the socket that is its input and output.

        Args:
            arguments: path and arguments.  environment: variables.  readable: paths it may read and run from.
            memory: address space in bytes.  seconds: of processor time.  Raises BinderError.
        """
        return self._begun({"program": told})

    def _begun(self, wish: dict[str, Any]) -> tuple[int, socket.socket]:
        ours, its = socket.socketpair()
        with its, self._turn:
            for last in (False, True):
                try:
                    self._launched()
                    self._frames.send(wish)
                    socket.send_fds(self._link, [b"F"], [its.fileno()])
                    return whole(self._answer()["pid"]), ours
                except (OSError, EOFError, Malformed, KeyError):
                    self._drop()  # it was killed, or is out of step: once more with a new one
                    if last:
                        ours.close()
                        raise BinderError(_BROKEN) from None
        raise AssertionError("unreachable")

    def end(self, pid: int, grace: float = 0.0) -> int:
        """End a worker; minus the signal that ended it, 0 where that is not known."""
        with self._turn:
            if self._process is None or self._owner != os.getpid():
                return 0  # its end of the socket closes with ours, and it ends by that
            try:
                self._frames.send({"end": pid, "grace": grace})
                return int(self._answer()["status"])
            except (OSError, EOFError, Malformed, KeyError, TypeError, ValueError):
                self._drop()
                return 0

    def stop(self) -> None:
        """End the process, and with it nothing but the wish for more workers: it starts anew at the next."""
        with self._turn:
            self._drop()

    def _answer(self) -> dict[str, Any]:
        answer = self._frames.receive(_MESSAGE)
        if not isinstance(answer, dict):
            raise Malformed("answer expected")
        return answer

    def _launched(self) -> None:
        """Start the process where there is none; one that a parent of ours started is not ours to use."""
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return
        self._drop()
        link, its = socket.socketpair()
        link.settimeout(_WAIT)
        variables = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        # One thread for numerics: threads started before the lock would escape it.
        variables |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
                      "MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}  # fmt: skip
        with its:
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "binder.reading.forkserver"],
                    stdin=its.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=variables,
                    close_fds=True,
                    start_new_session=True,  # the terminal's Ctrl-C is for us
                )
            except OSError as error:
                link.close()
                raise BinderError(
                    f"The process that reads documents could not be started ({error.strerror})."
                ) from None
        self._owner = os.getpid()
        self._link = link
        self._frames = Frames(lambda size: link.recv(min(size, BLOCK)), link.sendall)

    def _drop(self) -> None:
        if self._process is None:
            return
        self._link.close()
        if self._owner == os.getpid():
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
        self._process = None


STARTER = Starter()
