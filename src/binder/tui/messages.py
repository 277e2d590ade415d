"""What threads and widgets tell the app; each is small and carries no text of a record."""

from __future__ import annotations

from textual.message import Message

from binder.model.progress import Progress


class HangUp(Message):
    """The terminal went away, or the system asks the process to end."""


class LockAsked(Message):
    """Another terminal of the same user asks to lock."""


class LongProgress(Message):
    """A long piece of work has come this far; only the newest matters."""

    def __init__(self, label: str, progress: Progress | str) -> None:
        super().__init__()
        self.label = label
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        """A newer word about the work makes the older one needless."""
        return isinstance(message, LongProgress)
