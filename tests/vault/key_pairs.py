"""Key pairs as people have them: of ssh, and of age."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pyrage import x25519


def ssh_key(folder: Path, name: str = "id_ed25519", *, passphrase: str = "") -> Path:
    """An ssh key pair as ssh-keygen makes it; the public half beside it."""
    key = Ed25519PrivateKey.generate()
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    path = folder / name
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, locked))
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    path.with_name(name + ".pub").write_bytes(public + b" ruth@laptop\n")
    return path


def age_key(folder: Path, name: str = "age.txt") -> tuple[Path, str]:
    """An age identity file as age-keygen makes it, and its public key."""
    identity = x25519.Identity.generate()
    path = folder / name
    path.write_text(f"# created: 2026-11-22\n# public key: {identity.to_public()}\n{identity}\n")
    return path, str(identity.to_public())
