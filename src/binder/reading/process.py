"""The parent's hand on one worker process: start it, ask it, stop it. Nothing it answers is trusted."""

from __future__ import annotations

import contextlib
import signal
import socket
import time
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from binder.model.errors import BinderError, Unreadable
from binder.reading.limits import Limits
from binder.reading.starter import STARTER
from binder.reading.wire import BLOCK, Frames, Malformed, text, whole

_START = 60.0  # seconds a worker may take to be ready on a busy machine
_GRACE = 0.5  # seconds for a worker that has gone silent to end by itself, so that its end can be told
_FIRST = 1 << 16  # bytes sent along with a request: most headers and letters need no second round


class Stopped(Exception):
    """The worker was ended, by its limits, by a crash, or by us. `late` where it was time that ran out."""

    def __init__(self, late: bool) -> None:
        super().__init__()
        self.late = late


class Wants(Exception):
    """The worker lacks what this document needs: one that has this kit is to read it."""

    def __init__(self, kit: str) -> None:
        super().__init__(kit)
        self.kit = kit


class WorkerProcess:
    """One isolated process that reads documents, one at a time.

    Attributes:
        pid: its process id.
        held: which parts of the lock were put on.  refused: what was tried and whether it was refused.
        worn: documents read, in units of one ordinary document; spent: true where it is to be replaced.
    """

    def __init__(self, limits: Limits, kits: Iterable[str] = ()) -> None:
        self._limits = limits
        self.held: tuple[str, ...] = ()
        self.refused: dict[str, bool] = {}
        self.worn = 0.0
        self.spent = False
        self._baseline = 0
        self._ended: int | None = None
        self.pid, self._socket = STARTER.start(limits, kits)
        self._frames = Frames(self._receive, self._send)
        self._deadline = self._latest = time.monotonic() + _START
        try:
            self._greet(self._frames.receive(1 << 16))
        except (OSError, EOFError, Malformed, KeyError):
            self.kill()
            raise BinderError("The separate process that reads documents ended as it was started; try again.") from None

    def _greet(self, hello: dict[str, Any] | bytes) -> None:
        if not isinstance(hello, dict):
            raise Malformed("greeting expected")
        self.held = tuple(text(name) for name in hello["held"])
        self.refused = {text(name): outcome is True for name, outcome in hello["refused"].items()}

    def ask(self, request: dict[str, Any], stream: BinaryIO, size: int) -> tuple[dict[str, Any], bytes]:
        """Send a request about a document and wait for the answer and its bytes.

        Raises Unreadable with the worker's sentence, Wants where another kit is needed, Stopped where the worker is
        gone (it is dead then).
        """
        try:
            self._request(request, stream, size)
            answer = self._answer(stream, size)
            count = whole(answer.get("bytes", 0))
            if not 0 <= count <= self._limits.answer:
                raise Malformed("too many bytes")
            data = self._frames.receive_data(count) if count else b""
        except (OSError, EOFError, Malformed, KeyError) as error:
            raise self._stopped(error) from None
        self._settle(answer)
        return answer, data

    def unzip(self, stream: BinaryIO, size: int, name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Yield what comes out of an archive: a description and the bytes of each member; the summary last."""
        done = False
        try:
            self._request({"do": "unzip", "name": name}, stream, size)
            while not done:
                self._deadline = time.monotonic() + self._limits.seconds
                answer = self._answer(stream, size)
                count = whole(answer.get("bytes", 0))
                if not 0 <= count <= self._limits.entry:
                    raise Malformed("too many bytes")
                data = self._frames.receive_data(count) if count else b""
                done = "member" not in answer
                if done:
                    self._settle(answer)
                yield answer, data
        except (OSError, EOFError, Malformed, KeyError) as error:
            raise self._stopped(error) from None
        finally:
            if not done:
                self.kill()  # left in the middle: its next words would belong to nobody

    def kill(self, grace: float = 0.0) -> None:
        """End it at once (or after so many seconds) and wait for its end."""
        self.spent = True
        if self._ended is None:
            self._ended = STARTER.end(self.pid, grace)
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # another thread may be waiting on it
        self._socket.close()

    def _request(self, request: dict[str, Any], stream: BinaryIO, size: int) -> None:
        self._deadline = time.monotonic() + self._limits.seconds
        self._latest = time.monotonic() + max(self._limits.longest, self._limits.seconds)
        first = stream.read(min(size, _FIRST))
        self._frames.send({**request, "size": size, "first": len(first)})
        self._frames.send_data(first)

    def _answer(self, stream: BinaryIO, size: int) -> dict[str, Any]:
        """Serve its wishes for more of the document until it answers."""
        while True:
            message = self._frames.receive(self._limits.answer)
            if not isinstance(message, dict):
                raise Malformed("answer expected")
            if message.get("alive") is True:
                self._deadline = min(time.monotonic() + self._limits.seconds, self._latest)
                continue
            if "need" not in message:
                return message
            offset, length = (whole(value) for value in message["need"])
            if not (0 <= offset <= size and 0 < length <= BLOCK):
                raise Malformed("no such part of the document")
            before = time.monotonic()
            stream.seek(offset)
            part = stream.read(length)
            waited = time.monotonic() - before  # a slow disc is not the parser's fault
            self._deadline, self._latest = self._deadline + waited, self._latest + waited
            self._frames.send_data(part)

    def _settle(self, answer: dict[str, Any]) -> None:
        """Note how worn the worker is, and pass its refusal on."""
        self.worn += 1
        grown = whole(answer.get("grown", 0))
        self._baseline = self._baseline or grown
        worn_out = self.worn >= self._limits.documents or grown - self._baseline > self._limits.growth
        self.spent = self.spent or worn_out or answer.get("spent") is True
        if "wants" in answer:
            self.spent = True
            raise Wants(text(answer["wants"]))
        if "unreadable" in answer:
            raise Unreadable(text(answer["unreadable"]), needs_password=answer.get("password") is True)

    def _stopped(self, error: Exception) -> Stopped:
        late = isinstance(error, TimeoutError)
        self.kill(0.0 if late else _GRACE)
        return Stopped(late or self._ended == -signal.SIGXCPU)

    def _receive(self, size: int) -> bytes:
        self._socket.settimeout(self._left())
        return self._socket.recv(min(size, BLOCK))

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(self._left())
        self._socket.sendall(data)

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left
