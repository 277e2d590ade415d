"""Who has a card: the list inside the binder, what becomes of cards when the key changes, and the desktop's keyring."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.errors import BinderError, Misused, WrongPassphrase
from binder.vault import Vault, ways
from binder.vault.holders import Holders
from binder.vault.rekey import change_passphrase

from .key_pairs import age_key, ssh_key

OWN = "quiet green otter"
pytestmark = pytest.mark.usefixtures("home")


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
