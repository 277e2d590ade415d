"""The process in which documents are parsed, a socket as its standard input.

It is forked with everything imported that it will need, locks itself, says what the lock holds, and then answers one
request after the other until its parent is gone.
"""

from __future__ import annotations

import io
import os
import select
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from binder.model.document import Document
from binder.model.errors import Unreadable
from binder.reading import lock
from binder.reading.enclosed import take
from binder.reading.feed import Feed
from binder.reading.identify import identify
from binder.reading.kits import DICOM, SCAN, Missing, need
from binder.reading.limits import Limits
from binder.reading.read import read_stream
from binder.reading.wire import BLOCK, Frames, Malformed, document_to_wire

_STDIN = 0
_BUFFER = 1 << 16
_MESSAGE = 4 << 20  # bytes of one request
_DAMAGED = "This file is damaged or not what it says it is, and could not be read; ask for it again."
_TOO_MUCH = "Reading this would take more memory than one document is given; it is kept unread."
_ENDLESS = "This file nests parts within parts without end; it was not read."


def serve(limits: Limits) -> None:
    """Lock this process and serve until the parent closes its end."""
    frames = Frames(lambda size: os.read(_STDIN, min(size, BLOCK)), _write)
    try:
        held = lock.lock(limits.memory)
        threading.Thread(target=_end_with_parent, daemon=True).start()
        frames.send({"held": held, "refused": lock.verify()})
        while True:
            _serve(_message(frames), frames, limits)
    except (EOFError, OSError, Malformed):
        os._exit(0)


def _serve(request: dict[str, Any], frames: Frames, limits: Limits) -> None:
    """Answer one request; whatever goes wrong becomes one sentence."""
    lock.allow_cpu(limits.seconds)
    stream = _stream(request, frames)
    answer: dict[str, Any]
    data = b""
    try:
        if request["do"] == "unzip":
            from binder.reading.zip import send_members

            answer = send_members(stream, request, frames, limits)
        else:
            answer, data = _do(request, stream, limits, lambda: _alive(frames, limits))
    except Missing as missing:
        answer = {"wants": missing.kit}
    except Unreadable as error:
        answer = {"unreadable": str(error), "password": error.needs_password}
    except MemoryError:
        answer = {"unreadable": _TOO_MUCH, "spent": True}
    except RecursionError:
        answer = {"unreadable": _ENDLESS}
    except (EOFError, Malformed):
        raise
    except Exception:  # a parser may raise anything on a hostile file
        answer = {"unreadable": _DAMAGED}
    answer["bytes"] = len(data)
    answer["grown"] = _resident()
    frames.send(answer)
    if data:
        frames.send_data(data)


def _alive(frames: Frames, limits: Limits) -> None:
    """Say that there is progress, and take processor time for the next stretch."""
    lock.allow_cpu(limits.seconds)
    frames.send({"alive": True})


def _do(
    request: dict[str, Any], stream: BinaryIO, limits: Limits, alive: Callable[[], None]
) -> tuple[dict[str, Any], bytes]:
    size, name = request["size"], request["name"]
    if request["do"] in ("picture", "counts"):
        need(DICOM)
    if request["do"] == "picture":
        from binder.reading.picture import draw

        picture = draw(stream, size, name, request, limits)
        return {"width": picture.width, "height": picture.height, "note": picture.note}, picture.grey
    if request["do"] == "counts":
        from binder.reading.dicom import counts

        found, files, patients = counts(stream, size, limits)
        return {"counts": found, "files": files, "patients": patients}, b""
    if request["do"] == "scan":
        need(SCAN)
        from binder.reading.scan import page_to_read

        picture = page_to_read(stream, size, name, request, limits)
        return {"width": picture.width, "height": picture.height, "note": picture.note}, picture.grey
    password, second = request.get("password"), request.get("second") is True
    if request["do"] == "parts":
        found_kind = identify(stream, name)
        return take(stream, size, found_kind.media_type if found_kind else "", limits, password)
    document: Document = read_stream(stream, size, name, limits, password, second, alive)
    return {"document": document_to_wire(document)}, b""


def _stream(request: dict[str, Any], frames: Frames) -> BinaryIO:
    size = request["size"]
    first = frames.receive_data(min(size, request["first"]))

    def fetch(offset: int, length: int) -> bytes:
        frames.send({"need": [offset, length]})
        part = frames.receive(BLOCK)
        if not isinstance(part, bytes) or len(part) > length:
            raise Malformed("bytes expected")
        return part

    if len(first) >= size:
        return io.BytesIO(first)
    return io.BufferedReader(Feed(size, first, fetch), _BUFFER)


def _message(frames: Frames) -> dict[str, Any]:
    message = frames.receive(_MESSAGE)
    if not isinstance(message, dict):
        raise Malformed("message expected")
    return message


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(_STDIN, view) :]


def _end_with_parent() -> None:
    """A parser that hangs would never see the end of its input: watch for the parent's hang-up from beside it."""
    poll = select.poll()
    poll.register(_STDIN, 0)  # reports hang-up and error only
    while True:
        if poll.poll():
            os._exit(0)


def _resident() -> int:
    """The most memory this process ever held, in bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
