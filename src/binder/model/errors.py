"""What can go wrong, each as one sentence for a person, with the exit status of the command line's contract."""

from __future__ import annotations


class BinderError(Exception):
    """Something failed; the message is one clear sentence that says what to do next.

    Attributes:
        exit_status: what the command line ends with.
    """

    exit_status = 1


class NoBinder(BinderError):
    """There is no binder at that path: missing, or another kind of file."""

    exit_status = 10


class WrongPassphrase(BinderError):
    """The passphrase (or recovery code) does not open this binder."""

    exit_status = 11


class Sealed(BinderError):
    """An opinion is being read blind: comparing waits until it is unsealed."""


class Damaged(BinderError):
    """The file is a binder but parts of it are not what was written."""

    exit_status = 12


class Held(BinderError):
    """Another session holds the binder in a way that forbids this."""

    exit_status = 13


class DiskFull(BinderError):
    """No space was left; the last committed state is intact."""

    exit_status = 14


class Misused(BinderError):
    """The command was used wrongly."""

    exit_status = 2


class Unreadable(BinderError):
    """A document could not be read. It is kept all the same, with this reason.

    Attributes:
        needs_password: true where a password would open it (an encrypted PDF).
    """

    def __init__(self, reason: str, *, needs_password: bool = False) -> None:
        super().__init__(reason)
        self.needs_password = needs_password


class Cancelled(BinderError):
    """The user stopped a long piece of work; what was finished before is kept."""
