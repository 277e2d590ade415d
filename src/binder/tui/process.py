"""What the process owes to the person: nothing readable left behind, and an end when the terminal goes away."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Callable

_PR_SET_DUMPABLE = 4
HUNG_UP = 129


def guard() -> None:
    """Make files private, forbid core dumps, and keep other processes of the user from reading our memory."""
    os.umask(0o077)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


class HangUpWatch:
    """Notices that the terminal went away or the process is told to end, and sees that it does end.

    Textual 8.2.8 was seen spinning on after its terminal was closed, so the app is told, given `grace` seconds to close
    the binder and itself, and then the process ends in any case. What was committed stays: the file is whole.
    """

    def __init__(self, tell: Callable[[], None], grace: float = 1.2) -> None:
        self._tell = tell
        self._grace = grace
        self._once = threading.Lock()
        self._before: dict[int, object] = {}

    def start(self) -> None:
        """Take the signals and watch standard input; call it from the main thread."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        for number in (signal.SIGHUP, signal.SIGTERM):
            self._before[number] = signal.signal(number, lambda *_: self.hang_up())
        if sys.__stdin__ is not None and sys.__stdin__.isatty():
            threading.Thread(target=self._watch, args=(sys.__stdin__.fileno(),), name="hang-up", daemon=True).start()

    def stop(self) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def hang_up(self) -> None:
        """Tell the app once, and end the process when it does not end itself."""
        if not self._once.acquire(blocking=False):
            return
        timer = threading.Timer(self._grace, os._exit, (HUNG_UP,))
        timer.daemon = True
        timer.start()
        # And should no thread of ours ever run again (a library holding the interpreter), the system ends the process.
        signal.setitimer(signal.ITIMER_REAL, self._grace + 0.3)
        # From a thread: what a signal handler puts into a sleeping event loop would not wake it.
        threading.Thread(target=self._tell, name="hang-up-tell", daemon=True).start()

    def _watch(self, stdin: int) -> None:
        poll = select.poll()
        poll.register(stdin, 0)  # no event asked for: POLLHUP and POLLERR are always told, keys are not
        for _, event in poll.poll():
            if event & (select.POLLHUP | select.POLLERR):
                self.hang_up()
