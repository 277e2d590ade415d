"""The process that workers are forked from: `python -m binder.reading.forkserver`, a socket as its standard input.

It imports the parsers once and never sees a document. Each worker is a fork of it, which locks itself and then serves
on the socket that came with the wish for it; so a further worker costs milliseconds, and another after a crash too.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import time
import warnings
from collections.abc import Callable
from typing import Any

from binder.reading import kits, lock, warmup, worker
from binder.reading.limits import Limits
from binder.reading.wire import BLOCK, Frames, Malformed, whole

_STDIN = 0
_MESSAGE = 1 << 16
_POLITE = 5  # steps of priority given up: whoever types at the screen goes first


def main() -> None:
    """Serve until the parent closes its end."""
    lock.keep_private()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    link = socket.socket(fileno=_STDIN)
    frames = Frames(lambda size: link.recv(min(size, BLOCK)), link.sendall)
    loaded: set[str] = set()
    kits.only(loaded)
    try:
        _load(kits.TEXT, loaded)
        while True:
            message = frames.receive(_MESSAGE)
            if not isinstance(message, dict):
                raise Malformed("message expected")
            if "end" in message:
                frames.send({"status": _end(whole(message["end"]), float(message["grace"]))})
            elif "program" in message:
                frames.send({"pid": _fork_program(link, message["program"])})
            else:
                for kit in message["kits"]:
                    _load(kit, loaded)
                frames.send({"pid": _fork(link, Limits(**message["limits"]))})
    except (EOFError, OSError, Malformed):
        os._exit(0)


def _load(kit: str, loaded: set[str]) -> None:
    if kit not in kits.KITS or kit in loaded:
        return
    loaded.add(kit)
    if kit in kits.REST_ON:
        _load(kits.REST_ON[kit], loaded)
    warmup.prepare(kit)
    gc.collect()
    gc.freeze()  # what is imported stays: collections in a worker need not look at it, nor copy its pages


def _fork(link: socket.socket, limits: Limits) -> int:
    """Fork a worker that serves on the socket which the parent sends along; its process id."""

    def become() -> None:
        worker.serve(limits)

    return _fork_into(link, become)


def _fork_program(link: socket.socket, told: dict[str, Any]) -> int:
    """Fork a process that locks itself, reading all but the program's own files included, and becomes that program.

    Its input and output are the socket which the parent sends along.
    """

    def become() -> None:
        os.dup2(_STDIN, 1)
        lock.lock_program(whole(told["memory"]), float(told["seconds"]), told["readable"])
        os.execve(told["arguments"][0], told["arguments"], told["environment"])

    return _fork_into(link, become)


def _fork_into(link: socket.socket, become: Callable[[], None]) -> int:
    _, (given, *_), _, _ = socket.recv_fds(link, 1, 1)
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(given, _STDIN)  # closes the link to the parent: a worker must not ask for more workers
            os.close(given)
            os.nice(_POLITE)
            become()
        finally:
            os._exit(1)
    os.close(given)
    return pid


def _end(pid: int, grace: float) -> int:
    """End a worker, after so many seconds in which it may end by itself; minus the signal that ended it."""
    until = time.monotonic() + grace
    with contextlib.suppress(ChildProcessError, ProcessLookupError):
        while True:
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() >= until:
                break
            time.sleep(0.005)
        os.kill(pid, signal.SIGKILL)  # not yet waited for, so the number is still its own
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return 0


if __name__ == "__main__":
    main()
