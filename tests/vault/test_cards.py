"""A card under a person's own passphrase, and cards that are cut, altered, another binder's or made to harm."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binder.model.errors import BinderError, WrongPassphrase
from binder.vault import Vault, cards, keys, ways
from binder.vault.holders import Holders
from binder.vault.identity import public_key

from .conftest import PASSPHRASE
from .key_pairs import ssh_key

OWN = "quiet green otter"
pytestmark = pytest.mark.usefixtures("home")


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


def test_a_recovery_code_mistyped_names_its_group_and_is_no_passphrase(vault: Vault, path: Path) -> None:
    code = vault.recovery_code
    ways.unlock(path, code.lower()).close()
    groups = code.split("-")
    groups[4] = ("Z" if groups[4][0] != "Z" else "Y") + groups[4][1:]
    with pytest.raises(WrongPassphrase, match=r"Group 5 of the recovery code"):
        ways.unlock(path, "-".join(groups))


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
