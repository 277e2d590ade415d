"""The system's own keyring, where there is a real one: the desktop's secret service, KWallet, macOS, Windows.

On a machine reached over SSH there is usually none; that is said, and nothing is stored elsewhere instead.
"""

from __future__ import annotations

import contextlib
from typing import Any

from binder.model.errors import BinderError
from binder.vault.keys import KEY_BYTES

_SERVICE = "binder"
_REAL = ("SecretService", "kwallet", "libsecret", "macOS", "Windows")


def backend() -> Any:
    """The system's keyring. Raises BinderError with the reason where there is none that keeps a secret."""
    try:
        import keyring
    except ImportError:
        raise BinderError(
            "The system's keyring needs the optional package keyring: pip install 'binder[keyring]'."
        ) from None
    found = keyring.get_keyring()
    for one in getattr(found, "backends", None) or [found]:
        room, _, name = type(one).__module__.rpartition(".")
        if room == "keyring.backends" and name in _REAL:
            return one
    raise BinderError(
        "This system has no keyring that is unlocked with a desktop login (over SSH there rarely is one): "
        "make a card with a passphrase, or one sealed to a key."
    )


def store(salt: bytes, key: bytes) -> None:
    """Give the keyring the key of a binder."""
    try:
        backend().set_password(_SERVICE, salt.hex(), key.hex())
    except BinderError:
        raise
    except Exception as error:  # every backend has errors of its own
        raise BinderError(f"The system's keyring did not take the key ({type(error).__name__}): unlock it.") from None


def fetch(salt: bytes) -> bytes | None:
    """The key of a binder, or None where the keyring is not there, locked, or holds none."""
    try:
        value = backend().get_password(_SERVICE, salt.hex())
        key = bytes.fromhex(value or "")
    except Exception:  # opening goes on with the passphrase
        return None
    return key if len(key) == KEY_BYTES else None


def forget(salt: bytes) -> None:
    """Take the key of a binder out of the keyring, if it is there."""
    with contextlib.suppress(Exception):
        backend().delete_password(_SERVICE, salt.hex())
