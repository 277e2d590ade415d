"""A card sealed to a person's own key, of ssh or of age, is opened by its private half and by nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from binder.model.errors import BinderError, Misused, WrongPassphrase
from binder.vault import Vault, ways
from binder.vault.holders import Holders
from binder.vault.identity import Identity, public_key

from .conftest import raw
from .key_pairs import age_key, ssh_key

AGE = shutil.which("age")
pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(params=["ssh", "ssh with a passphrase", "age"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str, Callable[[str], str] | None]:
    """A private key, its public half, and how to answer for the passphrase of the first."""
    if request.param == "age":
        return *age_key(tmp_path), None
    passphrase = "of my key" if "passphrase" in request.param else ""
    path = ssh_key(tmp_path, passphrase=passphrase)
    return path, f"{path}.pub", (lambda question: passphrase) if passphrase else None


def test_a_card_sealed_to_a_key_opens_with_its_private_half(
    vault: Vault, path: Path, pair: tuple[Path, str, Callable[[str], str] | None]
) -> None:
    private, public, answer = pair
    _, card = Holders(vault).add("ruth", to=public)
    key = vault.key
    vault.close()
    found = ways.unlock_with_identity(path, private, answer)
    assert found is not None and found.key == key
    found.close()
    with ways.unlock_with_card(path, card, identity=private, ask=answer) as opened:
        assert opened.key == key


@pytest.mark.skipif(AGE is None, reason="the program age is not installed")
def test_the_program_age_opens_a_card_and_what_it_says_opens_the_file(vault: Vault, path: Path, tmp_path: Path) -> None:
    private, public = age_key(tmp_path)
    for name, identity, to in (("one", ssh_key(tmp_path), str(tmp_path / "id_ed25519.pub")), ("two", private, public)):
        _, card = Holders(vault).add(name, to=to)
        told = subprocess.run([str(AGE), "-d", "-i", identity, card], capture_output=True, check=True, timeout=30)
        comment, statement = told.stdout.decode().splitlines()
        assert vault.salt.hex() in comment
        key = bytes.fromhex(statement.split("'")[1])
        assert statement == f"PRAGMA key=\"x'{key.hex()}'\";"
        assert raw(path, key).execute("SELECT count(*) FROM record").fetchone() == (0,)


@pytest.mark.skipif(AGE is None, reason="the program age is not installed")
def test_a_card_made_by_the_program_age_opens_too(vault: Vault, path: Path, tmp_path: Path) -> None:
    private, public = age_key(tmp_path)
    plain = f"-- binder card 1 of {vault.salt.hex()}\nPRAGMA key=\"x'{vault.key.hex()}'\";\n"
    for flags in (["-a"], []):  # as text, and as bytes
        card = tmp_path / f"by-hand{len(flags)}.card"
        subprocess.run([str(AGE), *flags, "-r", public, "-o", card], input=plain.encode(), check=True, timeout=30)
        ways.unlock_with_card(path, card, identity=private).close()


def test_another_key_does_not_open_a_card(vault: Vault, path: Path, tmp_path: Path) -> None:
    _, card = Holders(vault).add("ruth", to=f"{ssh_key(tmp_path)}.pub")
    for other in (ssh_key(tmp_path, "other"), age_key(tmp_path)[0]):
        with pytest.raises(WrongPassphrase, match="sealed to another key"):
            ways.unlock_with_card(path, card, identity=other)
        assert ways.unlock_with_identity(path, other) is None


def test_a_private_key_locked_by_a_passphrase_says_what_is_wrong(tmp_path: Path) -> None:
    path = ssh_key(tmp_path, passphrase="right")
    with pytest.raises(WrongPassphrase, match="has a passphrase of its own"):
        Identity.load(path)
    for wrong in ("wrong", ""):
        with pytest.raises(WrongPassphrase, match="not the passphrase of the key"):
            Identity.load(path, lambda question, wrong=wrong: wrong)  # type: ignore[misc]


def test_what_is_no_key_is_refused_with_what_it_is(tmp_path: Path) -> None:
    private = ssh_key(tmp_path)
    (tmp_path / "two.pub").write_text((tmp_path / "id_ed25519.pub").read_text() * 2)
    (tmp_path / "torn").write_bytes(private.read_bytes()[:150])
    (tmp_path / "noise").write_bytes(os.urandom(200) + b"\xff")
    rsa = generate_private_key(65537, 2048)
    (tmp_path / "rsa").write_bytes(rsa.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    rsa_public = rsa.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    for text, says in (
        (str(private), "This is a private key"), (str(tmp_path / "two.pub"), "One public key is needed"),
        (rsa_public, "binder takes ssh-ed25519 and age keys"), ("age1nonsense", "not a whole public key"),
        ("ssh-ed25519 AAAA", "not a whole public key"), (str(tmp_path / "noise"), "not hold a key"),
    ):  # fmt: skip
        with pytest.raises(Misused, match=says):
            public_key(text)
    with pytest.raises(BinderError, match="cannot be read"):
        public_key(str(tmp_path / "missing.pub"))
    for name, says in (
        ("id_ed25519.pub", "name the private one"), ("torn", "not a whole"), ("rsa", "another kind"), ("noise", "kind"),
    ):  # fmt: skip
        with pytest.raises(Misused, match=says):
            Identity.load(tmp_path / name)
