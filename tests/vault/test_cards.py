"""Ways in for further persons: cards under their own passphrase, sealed to their own key, or in the keyring."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import x25519

from binder.binder import Binder
from binder.model.errors import BinderError, Misused, WrongPassphrase
from binder.vault import Vault, cards, keys, ways
from binder.vault.holders import Holders
from binder.vault.identity import Identity, public_key
from binder.vault.rekey import change_passphrase

from .conftest import PASSPHRASE, raw

OWN = "quiet green otter"
AGE = shutil.which("age")


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


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards that cost little to open; their strength is not what is tested here."""
    monkeypatch.setattr(keys, "profile_of", lambda salt: keys.Profile(8 * 1024, 1, 1))


# -- one's own passphrase


def test_a_card_lies_under_the_first_sixteen_bytes_of_its_binder(vault: Vault, home: Path) -> None:
    _, path = Holders(vault).add("tom", passphrase=OWN)
    assert path == home / "binder" / "cards" / vault.salt.hex() / "tom.card"
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0


def test_a_card_of_ones_own_passphrase_opens_the_binder(vault: Vault, path: Path) -> None:
    _, card = Holders(vault).add("tom", passphrase=OWN)
    key = vault.key
    vault.close()
    with ways.unlock(path, OWN) as opened:  # found in the folder
        assert opened.key == key
    with ways.unlock_with_card(path, card, passphrase=lambda question: OWN) as opened:  # named
        assert opened.key == key
    with pytest.raises(WrongPassphrase, match="does not open the card"):
        ways.unlock_with_card(path, card, passphrase=lambda question: PASSPHRASE)
    with pytest.raises(WrongPassphrase, match=r"This passphrase does not open .*mother\.binder"):
        ways.unlock(path, "neither")


def test_the_accent_of_another_keyboard_opens_a_card_too(light: None) -> None:
    salt = keys.new_salt(1)
    card = _written(cards.passphrase_card(bytes(32), salt, "tom", "cr\u00e8me"))
    assert card.open_with_passphrase("cre\u0300me", salt) == bytes(32)


def test_the_card_says_in_the_clear_only_what_is_no_secret(vault: Vault) -> None:
    _, path = Holders(vault).add("tom", passphrase=OWN)
    written = path.read_text()
    assert vault.key.hex() not in written and OWN not in written
    assert json.loads(written.splitlines()[0])["memory_kib"] == 64 * 1024  # as the binder itself


def _written(data: bytes, name: str = "some.card") -> cards.Card:
    path = Path(os.environ["XDG_DATA_HOME"]) / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return cards.read_card(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("memory_kib", 1024**3), ("memory_kib", 10**4000), ("passes", 10**6), ("lanes", 1000), ("memory_kib", -1),
        ("memory_kib", 1), ("passes", 0), ("lanes", True), ("memory_kib", "65536"), ("memory_kib", 1e5),
        ("kdf", "argon2d"), ("cipher", "none"), ("salt", "00"), ("nonce", "zz" * 12), ("binder", None), ("kind", "x"),
    ],
)  # fmt: skip
def test_a_card_is_bounded_before_anything_of_it_is_run(
    field: str, value: object, light: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    header, body = cards.passphrase_card(bytes(32), keys.new_salt(1), "tom", OWN).split(b"\n")[:2]

    def never(*given: object) -> bytearray:
        raise AssertionError("it was run")

    monkeypatch.setattr(keys, "stretch", never)
    fields = {**json.loads(header), field: value}
    text = (
        json.dumps(fields)
        if field != "memory_kib" or value != 10**4000
        else header.decode().replace("8192", "9" * 4000)
    )
    with pytest.raises(WrongPassphrase):
        _written(text.encode() + b"\n" + body)


def test_a_card_that_asks_for_a_terabyte_says_so(light: None) -> None:
    whole = cards.passphrase_card(bytes(32), keys.new_salt(1), "tom", OWN)
    with pytest.raises(WrongPassphrase, match="asks for 1048576 MiB of memory, more than any card"):
        _written(whole.replace(b'"memory_kib": 8192', b'"memory_kib": 1073741824'))


def test_an_altered_header_no_longer_fits_what_it_seals(light: None) -> None:
    salt = keys.new_salt(1)
    whole = cards.passphrase_card(bytes(32), salt, "tom", OWN)
    card = _written(whole.replace(b'"name": "tom"', b'"name": "tim"'))
    assert card.open_with_passphrase(OWN, salt) is None


# -- a key of one's own


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


# -- bad cards


def test_a_card_of_another_binder_says_so(vault: Vault, path: Path, tmp_path: Path) -> None:
    other = keys.new_salt(1)
    private = ssh_key(tmp_path)
    for data in (
        cards.sealed_card(bytes(32), other, public_key(f"{private}.pub")),
        cards.passphrase_card(bytes(32), other, "tom", OWN),
        cards.keyring_card(other, "desk"),
    ):
        (tmp_path / "some.card").write_bytes(data)
        with pytest.raises(WrongPassphrase, match="card of another binder"):
            ways.unlock_with_card(path, tmp_path / "some.card", identity=private, passphrase=lambda question: OWN)


def test_a_card_cut_short_anywhere_is_said_to_be(vault: Vault, path: Path, tmp_path: Path, light: None) -> None:
    private = ssh_key(tmp_path)
    cut = tmp_path / "cut.card"
    for data in (
        cards.sealed_card(vault.key, vault.salt, public_key(f"{private}.pub")),
        cards.passphrase_card(vault.key, vault.salt, "tom", OWN),
    ):
        for size in range(0, len(data) - 1, 7):
            cut.write_bytes(data[:size])
            with pytest.raises(WrongPassphrase, match=r"not a whole card|sealed to another key|does not open"):
                ways.unlock_with_card(path, cut, identity=private, passphrase=lambda question: OWN).close()


def test_a_folder_or_a_great_file_is_no_card(path: Path, vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "great.card").write_bytes(bytes(1 << 20))
    for name in (tmp_path, tmp_path / "great.card"):
        with pytest.raises(WrongPassphrase, match="is not a card"):
            ways.unlock_with_card(path, name)
    with pytest.raises(BinderError, match="cannot be read"):
        ways.unlock_with_card(path, tmp_path / "missing.card")


def test_what_is_no_card_in_the_folder_is_passed_over(vault: Vault, path: Path, tmp_path: Path) -> None:
    private = ssh_key(tmp_path)
    _, card = Holders(vault).add("ruth", to=f"{private}.pub")
    card.with_name("aaa.card").write_bytes(b"\x00nonsense")
    card.with_name("bbb.card").mkdir()
    found = ways.unlock_with_identity(path, private)
    assert found is not None
    found.close()


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_no_bytes_make_a_card_fail_in_any_other_way(draw: st.DataObject, tmp_path: Path) -> None:
    salt = b"\xb1\x01" + bytes(14)
    kdf = {"kdf": "argon2id", "memory_kib": 8192, "passes": 1, "lanes": 1, "salt": "00" * 16}
    kind = {"binder_card": 1, "kind": "passphrase", "binder": salt.hex()}
    header = json.dumps({**kind, **kdf, "cipher": "aes-256-gcm", "nonce": "00" * 12})
    whole = header.encode() + b"\n" + b"A" * 64 + b"\n"
    at = draw.draw(st.integers(0, len(whole)))
    piece = draw.draw(st.binary(max_size=30) | st.just(b"[" * 9000) | st.just(b'{"a":' * 2000))
    path = tmp_path / "some.card"
    path.write_bytes(whole[:at] + piece + whole[at + draw.draw(st.integers(0, 20)) :])
    try:
        card = cards.read_card(path)
        if card.kind == "passphrase":
            assert card.open_with_passphrase("x", salt) is None
    except WrongPassphrase:
        pass


# -- the list


def test_the_list_is_inside_the_binder_and_every_change_of_it_is_logged(vault: Vault, tmp_path: Path) -> None:
    holders = Holders(vault)
    holders.add("tom", passphrase=OWN)
    holders.add("ruth", to=f"{ssh_key(tmp_path)}.pub")
    assert [(one.name, one.kind) for one in holders.all()] == [("ruth", "ssh"), ("tom", "passphrase")]
    assert holders.all()[0].public_key.startswith("ssh-ed25519 ") and "laptop" not in holders.all()[0].public_key
    assert holders.remove("tom") is True
    assert [one.name for one in holders.all()] == ["ruth"]
    assert [event.action for event in vault.events.recent(3)] == ["remove-card", "add-card", "add-card"]
    assert vault.events.last_undoable() is None  # a card that was handed out is not taken back by undo


def test_a_name_is_given_once_and_is_fit_for_a_file(vault: Vault) -> None:
    holders = Holders(vault)
    holders.add("tom", passphrase=OWN)
    for name in ("tom", "Tom"):
        with pytest.raises(Misused, match="has a card already"):
            holders.add(name, passphrase=OWN)
    for name in ("", "../tom", "a/b", ".tom", "tom smith", "x" * 41, "a\x1b[31m", "-o", "a\u202eb"):
        with pytest.raises(Misused, match="A name on a card"):
            holders.add(name, passphrase=OWN)
    holders.add("élise", passphrase=OWN)
    with pytest.raises(BinderError, match=r"Nobody called nora .* tom"):
        holders.remove("nora")


def test_a_card_that_could_not_be_written_is_not_on_the_list(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BinderError, match="could not be written"):
        Holders(vault, tmp_path / "file" / "cards").add("tom", passphrase=OWN)
    assert Holders(vault).all() == []


def test_after_a_change_cards_with_a_public_key_are_reissued_and_the_others_named(
    vault: Vault, path: Path, tmp_path: Path
) -> None:
    private, (age_private, age_public) = ssh_key(tmp_path), age_key(tmp_path)
    holders = Holders(vault)
    for name, how in (("ruth", {"to": f"{private}.pub"}), ("ana", {"to": age_public}), ("tom", {"passphrase": OWN})):
        holders.add(name, **how)  # type: ignore[arg-type]
    old = shutil.copy(holders.folder / "ruth.card", tmp_path / "old.card")
    with Binder.open(path, key=vault.key) as binder:
        vault.close()
        reissued = binder.change_passphrase("nine blue kites")
        assert [card.stem for card in reissued.written] == ["ana", "ruth"] and reissued.by_hand == ("tom",)
        assert [(way.name, way.current) for way in binder.ways()[2:]] == [("ana", True), ("ruth", True), ("tom", False)]
    for identity in (private, age_private):
        found = ways.unlock_with_identity(path, identity)
        assert found is not None
        found.close()
    with pytest.raises(WrongPassphrase, match="carries an older key"):
        ways.unlock_with_card(path, Path(old), identity=private)
    with pytest.raises(WrongPassphrase, match="carries an older key"):
        ways.unlock(path, OWN)
    with Binder.unlock(path, "nine blue kites") as binder:
        binder.cards.add("tom", passphrase=OWN)  # made anew by hand
        assert binder.cards.outdated() == []
    Binder.unlock(path, OWN).close()


def test_cards_that_a_killed_change_did_not_reissue_can_be_made_later(vault: Vault, path: Path, tmp_path: Path) -> None:
    private = ssh_key(tmp_path)
    Holders(vault).add("ruth", to=f"{private}.pub")
    new = change_passphrase(vault, "nine blue kites")
    with Binder.open(path, key=new) as binder:
        assert [one.name for one in binder.cards.outdated()] == ["ruth"]
        binder.cards.add("ruth")  # the key she had is known
    found = ways.unlock_with_identity(path, private)
    assert found is not None
    found.close()


# -- the keyring of the system

RING = '''
"""A keyring that keeps its secrets in a file, where the desktop's would stand."""
import json, pathlib
FILE = pathlib.Path(__file__).with_name("kept.json")
class Keyring:
    def _all(self): return json.loads(FILE.read_text()) if FILE.exists() else {}
    def set_password(self, service, name, value): FILE.write_text(json.dumps({**self._all(), service + name: value}))
    def get_password(self, service, name): return self._all().get(service + name)
    def delete_password(self, service, name):
        FILE.write_text(json.dumps({k: v for k, v in self._all().items() if k != service + name}))
'''


def _desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    package = tmp_path / "desktop" / "keyring" / "backends"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / f"{backend}.py").write_text(RING)
    (package.parent / "__init__.py").write_text(
        f"from keyring.backends.{backend} import Keyring\ndef get_keyring(): return Keyring()\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path / "desktop"))
    for name in [name for name in sys.modules if name.split(".")[0] == "keyring"]:
        monkeypatch.delitem(sys.modules, name)


def test_a_desktop_keyring_opens_the_binder_and_follows_a_change(
    vault: Vault, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _desktop(tmp_path, monkeypatch, "SecretService")
    _, card = Holders(vault).add("desk", keyring=True)
    assert vault.key.hex() not in card.read_text()
    with Binder.open(path, key=vault.key) as binder:
        vault.close()
        assert binder.change_passphrase("nine blue kites").written == (card,)
    found = Binder.unlock_with_card(path)
    assert found is not None
    with found as binder:
        assert binder.cards.remove("desk") is True
    assert Binder.unlock_with_card(path) is None
    assert "binder" not in (tmp_path / "desktop/keyring/backends/kept.json").read_text()


def test_a_keyring_that_keeps_nothing_safely_is_not_used(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _desktop(tmp_path, monkeypatch, "fail")
    with pytest.raises(BinderError, match="no keyring that is unlocked with a desktop login"):
        Holders(vault).add("desk", keyring=True)
    assert Holders(vault).all() == []


def test_opening_asks_no_keyring_unless_a_card_says_so(vault: Vault, path: Path, home: Path) -> None:
    began = set(sys.modules)
    assert Binder.unlock_with_card(path) is None
    assert not {name for name in set(sys.modules) - began if name.startswith(("keyring", "pyrage"))}


def test_a_recovery_code_mistyped_names_its_group_and_is_no_passphrase(vault: Vault, path: Path) -> None:
    code = vault.recovery_code
    ways.unlock(path, code.lower()).close()
    groups = code.split("-")
    groups[4] = ("Z" if groups[4][0] != "Z" else "Y") + groups[4][1:]
    with pytest.raises(WrongPassphrase, match=r"Group 5 of the recovery code"):
        ways.unlock(path, "-".join(groups))


def test_a_card_opens_by_its_description_alone() -> None:
    """As docs/format.md says, with a library's Argon2id and AES-GCM and nothing of binder."""
    import base64

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    header, body = cards.passphrase_card(bytes(range(32)), keys.new_salt(1), "tom", OWN).splitlines()
    told = json.loads(header)
    argon2 = Argon2id(
        salt=told["salt"].encode(),
        length=32,
        iterations=told["passes"],
        lanes=told["lanes"],
        memory_cost=told["memory_kib"],
    )
    opened = AESGCM(argon2.derive(OWN.encode())).decrypt(bytes.fromhex(told["nonce"]), base64.b64decode(body), header)
    assert opened == bytes(range(32))
