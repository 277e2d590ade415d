"""A person's own keys: the public one that a card is sealed to, and the private one that opens it.

Two kinds are taken, both as the age format knows them (age-encryption.org/v1): ssh-ed25519 and age's X25519. The
sealing itself is pyrage's, so that the program `age` opens every card.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binder.model.clean import clean
from binder.model.errors import BinderError, Misused, WrongPassphrase
from binder.vault.format import shown

Ask = Callable[[str], str]
_LARGEST = 64 * 1024
_SSH, _AGE = "ssh-ed25519 ", "age1"
_PRIVATE = ("AGE-SECRET-KEY-", "PRIVATE KEY-----")
_TWO_KINDS = "binder takes ssh-ed25519 and age keys (ssh-keygen -t ed25519 makes one)"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a person's key.

    Attributes:
        kind: "ssh" or "age".  text: as it stands in a .pub file, without its comment.
    """

    kind: str
    text: str

    def seal(self, plain: bytes) -> bytes:
        """An age file, in its text form, that only the private half opens."""
        import pyrage

        sealed: bytes = pyrage.encrypt(plain, [_recipient(self.text)], armored=True)
        return sealed


def public_key(given: str) -> PublicKey:
    """Read a public key from its text, or from the file of that name (id_ed25519.pub).

    Raises Misused where it is a private key, several keys, or a key of another kind.
    """
    text = given if given.startswith((_SSH, _AGE, "ssh-", "ecdsa-", "sk-")) else _from_file(Path(given).expanduser())
    if any(mark in text for mark in _PRIVATE):
        raise Misused("This is a private key: give the public one, which ends in .pub or begins with age1.")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) != 1:
        raise Misused(f"One public key is needed and {len(lines)} lines are there: give a single one.")
    text = " ".join(lines[0].split()[:2])
    if not text.startswith((_SSH, _AGE)):
        raise Misused(f"A key that begins with “{clean(text[:16])}” cannot be used: {_TWO_KINDS}.")
    _recipient(text)
    return PublicKey("ssh" if text.startswith(_SSH) else "age", text)


def _recipient(text: str) -> Any:
    from pyrage import RecipientError, ssh, x25519

    try:
        return ssh.Recipient.from_str(text) if text.startswith(_SSH) else x25519.Recipient.from_str(text)
    except RecipientError:
        raise Misused(f"“{clean(text[:24])}…” is not a whole public key: copy it again, on one line.") from None


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode()
    except UnicodeDecodeError:
        raise Misused(f"{shown(path)} does not hold a key of a kind that is known: {_TWO_KINDS}.") from None
    except OSError as error:
        raise BinderError(
            f"The key {shown(path)} cannot be read ({error.strerror}): check its path and permissions."
        ) from None


class Identity:
    """The private half of a person's key, in memory."""

    def __init__(self, name: str, keys: list[Any]) -> None:
        """Use `load`."""
        self.name = name
        self._keys = keys

    @classmethod
    def load(cls, path: Path, ask: Ask | None = None) -> Identity:
        """Read an OpenSSH private key, or an age identity file.

        Args:
            ask: called with a question where the key has a passphrase of its own.

        Raises:
            BinderError: it cannot be read.  Misused: it is no such key.  WrongPassphrase: its passphrase is wrong.
        """
        text = _from_file(path)
        if "PRIVATE KEY-----" in text:
            return cls(shown(path), [_ssh_identity(text.encode(), path, ask)])
        secrets = [line.strip() for line in text.splitlines() if line.startswith(_PRIVATE[0])]
        if not secrets:
            kind = "a public key" if text.startswith((_SSH, _AGE)) else "no private key of a kind that is known"
            raise Misused(f"{shown(path)} holds {kind}: name the private one. {_TWO_KINDS[0].upper()}{_TWO_KINDS[1:]}.")
        return cls(shown(path), [_age_identity(secret, path) for secret in secrets])

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed, or None where it was sealed to another key.

        Raises ValueError where it is not a whole age file.
        """
        from pyrage import DecryptError, decrypt

        try:
            plain: bytes = decrypt(sealed, self._keys)
            return plain
        except DecryptError as error:
            if "No matching keys" in str(error):
                return None
            raise ValueError("not a whole age file") from None


def _age_identity(secret: str, path: Path) -> Any:
    from pyrage import IdentityError, x25519

    try:
        return x25519.Identity.from_str(secret)
    except IdentityError:
        raise Misused(f"{shown(path)} does not hold a whole age identity: copy it again.") from None


def _ssh_identity(data: bytes, path: Path, ask: Ask | None) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_ssh_private_key
    from pyrage import ssh

    try:
        key = _unlocked(load_ssh_private_key, data, path, ask)
    except (ValueError, UnsupportedAlgorithm):
        raise Misused(f"{shown(path)} is not a whole OpenSSH private key: {_TWO_KINDS}.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Misused(f"{shown(path)} is a key of another kind: {_TWO_KINDS}.")
    # age takes no key with a passphrase, so it gets the opened one, in memory only
    return ssh.Identity.from_buffer(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))


def _unlocked(load: Callable[..., Any], data: bytes, path: Path, ask: Ask | None) -> Any:
    try:
        return load(data, None)
    except TypeError:  # how the library says that the key has a passphrase
        pass
    if ask is None:
        raise WrongPassphrase(f"The key {shown(path)} has a passphrase of its own: open the binder in a terminal.")
    try:
        return load(data, ask(f"Passphrase of the key {shown(path)}").encode())
    except (TypeError, ValueError):
        raise WrongPassphrase(f"That is not the passphrase of the key {shown(path)}.") from None
