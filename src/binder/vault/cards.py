"""Cards: a way into one binder for one further person, as a small text file beside nobody's records.

A card carries the key of the file, sealed to a person's ssh-ed25519 or age key (then it is an age file, which the
program `age` opens), or under a passphrase of their own (Argon2id, AES-256-GCM), or it only says that the system's
keyring holds the key. It is found by the first 16 bytes of the binder; docs/format.md describes it.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binder.model.errors import BinderError, Misused, WrongPassphrase
from binder.vault import keys, oskeyring
from binder.vault.format import shown
from binder.vault.identity import Identity, PublicKey

SUFFIX = ".card"
_LARGEST = 16 * 1024
_AGE_STARTS = (b"-----BEGIN AGE ENCRYPTED FILE-----", b"age-encryption.org/v1")
_NAME = re.compile(r"[^\W_][\w.-]{0,39}")
_CIPHER = "aes-256-gcm"
# What a card may ask of the machine that opens it; checked before any of it is run.
_MEMORY, _PASSES, _LANES = (8 * 1024, 1024 * 1024), (1, 10), (1, 16)
_SQL = re.compile(r"-- binder card 1 of ([0-9a-f]{32})\nPRAGMA key=\"x'([0-9a-f]{64})'\";\n")


def card_name(name: str) -> str:
    """The name, if it may stand for a person on a card and in a file name. Raises Misused."""
    if not _NAME.fullmatch(name):
        raise Misused("A name on a card has up to 40 letters, digits, points and hyphens, and no blanks.")
    return name


def cards_folder(salt: bytes) -> Path:
    """Where this user's cards of the binder with these first 16 bytes lie."""
    import platformdirs

    return platformdirs.user_data_path("binder", appauthor=False) / "cards" / salt.hex()


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it was read; nothing of it was opened or believed yet.

    Attributes:
        kind: "sealed", "passphrase" or "keyring".  header: its first line as found, and as understood: fields.
    """

    path: Path
    kind: str
    data: bytes
    header: bytes = b""
    fields: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """Whose it is, by its file's name."""
        return self.path.stem

    def open_with_identity(self, identity: Identity, salt: bytes) -> bytes | None:
        """The key of the binder, or None where the card was sealed to another key."""
        try:
            plain = identity.open(self.data)
        except ValueError:
            raise _broken(self.path) from None
        if plain is None:
            return None
        found = _SQL.fullmatch(plain.decode("ascii", "replace"))
        if found is None:
            raise _broken(self.path)
        _of_this_binder(self.path, found[1], salt)
        return bytes.fromhex(found[2])

    def open_with_passphrase(self, passphrase: str, salt: bytes) -> bytes | None:
        """The key of the binder, or None where this is not the card's passphrase. Takes as long as opening does."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        fields = dict(self.fields)
        _of_this_binder(self.path, fields["binder"], salt)
        profile = keys.Profile(fields["memory_kib"], fields["passes"], fields["lanes"])
        secret = keys.stretch(passphrase, bytes.fromhex(fields["salt"]), profile)
        try:
            return AESGCM(bytes(secret)).decrypt(bytes.fromhex(fields["nonce"]), self.data, self.header)
        except InvalidTag:
            return None
        finally:
            keys.wipe(secret)

    def open_from_keyring(self, salt: bytes) -> bytes | None:
        """The key of the binder as this system's keyring gives it; None where there is no keyring or no entry."""
        _of_this_binder(self.path, dict(self.fields)["binder"], salt)
        return oskeyring.fetch(salt)


def _broken(path: Path) -> WrongPassphrase:
    return WrongPassphrase(f"{shown(path)} is not a whole card: it was cut short or altered. Ask for a new one.")


def _of_this_binder(path: Path, named: str, salt: bytes) -> None:
    if named != salt.hex():
        raise WrongPassphrase(f"{shown(path)} is a card of another binder: use the card that was made for this one.")


# -- making


def sealed_card(key: bytes, salt: bytes, to: PublicKey) -> bytes:
    """A card that only the private half of a key opens.

    What is sealed is the statement that opens the file in sqlcipher, so that `age -d` and `sqlcipher` are enough.
    """
    return to.seal(f"-- binder card 1 of {salt.hex()}\nPRAGMA key=\"x'{key.hex()}'\";\n".encode())


def passphrase_card(key: bytes, salt: bytes, name: str, passphrase: str, *, profile: int | None = None) -> bytes:
    """A card that a passphrase of its own opens, as hard to guess as the binder's own."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not passphrase:
        raise Misused("A card needs a passphrase: several words that nobody would guess.")
    chosen = keys.PROFILES[profile] if profile else keys.profile_of(salt)
    kdf_salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    fields = {
        "binder_card": 1, "kind": "passphrase", "binder": salt.hex(), "name": name, "kdf": "argon2id",
        "memory_kib": chosen.memory, "passes": chosen.passes, "lanes": chosen.lanes, "salt": kdf_salt.hex(),
        "cipher": _CIPHER, "nonce": nonce.hex(),
    }  # fmt: skip
    header = json.dumps(fields).encode()
    secret = keys.stretch(passphrase, kdf_salt, chosen)
    try:
        sealed = AESGCM(bytes(secret)).encrypt(nonce, key, header)
    finally:
        keys.wipe(secret)
    return header + b"\n" + base64.b64encode(sealed) + b"\n"


def keyring_card(salt: bytes, name: str) -> bytes:
    """A card without a secret, which says that the system's keyring has been given the key."""
    return json.dumps({"binder_card": 1, "kind": "keyring", "binder": salt.hex(), "name": name}).encode() + b"\n"


def write_card(path: Path, data: bytes) -> None:
    """Put a card in place, whole or not at all, for its owner's eyes only."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise BinderError(
            f"The card {shown(path)} could not be written ({error.strerror}): nothing was made."
        ) from None


# -- reading


def read_card(path: Path) -> Card:
    """Read a card without opening it.

    Raises WrongPassphrase where it is no whole card, or asks the machine for more than any card may; BinderError where
    there is none to be read.
    """
    data = _bytes(path)
    if data.startswith(_AGE_STARTS):
        return Card(path, "sealed", data)
    header, _, body = data.partition(b"\n")
    fields = _fields(header, path)
    if fields["kind"] == "keyring":
        return Card(path, "keyring", b"", header, tuple(fields.items()))
    _bounded(fields, path)
    try:
        sealed = base64.b64decode(body.strip(), validate=True)
    except binascii.Error:
        raise _broken(path) from None
    if len(sealed) != keys.KEY_BYTES + 16:
        raise _broken(path)
    return Card(path, "passphrase", sealed, header, tuple(fields.items()))


def _bytes(path: Path) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST:
            raise WrongPassphrase(f"{shown(path)} is not a card: name the file that ends in {SUFFIX}.")
        return path.read_bytes()
    except OSError as error:
        raise BinderError(f"The card {shown(path)} cannot be read ({error.strerror}): check its path.") from None


def _fields(header: bytes, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(header)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or "binder_card" not in found:
        raise _broken(path)
    if found["binder_card"] != 1 or found.get("kind") not in ("passphrase", "keyring"):
        raise WrongPassphrase(
            f"{shown(path)} was made by a newer binder: open it with that one, or ask for a new card."
        )
    _hex(found, "binder", keys.SALT_BYTES, path)
    return found


def _hex(fields: dict[str, Any], name: str, size: int, path: Path) -> None:
    value = fields.get(name)
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value):
        raise _broken(path)


def _bounded(fields: dict[str, Any], path: Path) -> None:
    if fields.get("kdf") != "argon2id" or fields.get("cipher") != _CIPHER:
        raise _broken(path)
    _hex(fields, "salt", 16, path)
    _hex(fields, "nonce", 12, path)
    for name, (least, most) in (("memory_kib", _MEMORY), ("passes", _PASSES), ("lanes", _LANES)):
        value = fields.get(name)
        if type(value) is not int or value < least:
            raise _broken(path)
        if value > most:
            asked = f"{value // 1024} MiB of memory" if name == "memory_kib" else f"{value} {name}"
            raise WrongPassphrase(
                f"{shown(path)} asks for {asked[:40]}, more than any card of binder does: it was altered. "
                "Ask for a new one."
            )


def find_cards(salt: bytes, folder: Path | None = None) -> Iterator[Card]:
    """This user's cards of one binder, by name; what is no whole card is passed over."""
    try:
        paths = sorted((folder or cards_folder(salt)).glob("*" + SUFFIX))
    except OSError:
        return
    for path in paths:
        try:
            yield read_card(path)
        except BinderError:
            continue
