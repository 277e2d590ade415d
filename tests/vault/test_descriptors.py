"""A binder that is open stays locked for others, whatever else this process does with its file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.errors import Held, WrongPassphrase
from binder.vault import Vault, back_up, descriptors, restore
from binder.vault.format import key_fits_some_page
from binder.vault.profile import move_to_profile
from binder.vault.rekey import change_passphrase

from .conftest import PASSPHRASE

RESTORE = """
import sys
from pathlib import Path
from binder.model.errors import Held
from binder.vault import restore
try:
    restore(Path(sys.argv[1]), Path(sys.argv[2]), key=bytes.fromhex(sys.argv[3]), replace=True)
except Held as error:
    print(error)
else:
    print("restored over it")
"""


def opened_again(vault: Vault, folder: Path) -> None:
    Vault.open(vault.path, key=vault.key).close()


def opened_to_look(vault: Vault, folder: Path) -> None:
    Vault.open(vault.path, key=vault.key, read_only=True).close()


def refused_a_wrong_passphrase(vault: Vault, folder: Path) -> None:
    with pytest.raises(WrongPassphrase):
        Vault.open(vault.path, key=bytes(32))


def recognised(vault: Vault, folder: Path) -> None:
    Binder.recognise(vault.path)


def looked_for_pages_of_its_key(vault: Vault, folder: Path) -> None:
    assert key_fits_some_page(vault.path, vault.key, vault.salt)


def backed_up(vault: Vault, folder: Path) -> None:
    back_up(vault, folder / "copy.binder")


def restored_elsewhere(vault: Vault, folder: Path) -> None:
    restore(vault.path, folder / "elsewhere.binder", key=vault.key)


def refused_a_restore_over_it(vault: Vault, folder: Path) -> None:
    with pytest.raises(Held, match="is open in this session"):
        restore(folder / "earlier.binder", vault.path, key=vault.key, replace=True)


def refused_a_change_of_key(vault: Vault, folder: Path) -> None:
    for change in (lambda v: change_passphrase(v, "nine white storks"), lambda v: move_to_profile(v, "nine storks", 2)):
        with pytest.raises(Held), Vault.open(vault.path, key=vault.key) as second:
            change(second)


@pytest.mark.parametrize(
    "after",
    [
        opened_again,
        opened_to_look,
        refused_a_wrong_passphrase,
        recognised,
        looked_for_pages_of_its_key,
        backed_up,
        restored_elsewhere,
        refused_a_restore_over_it,
        refused_a_change_of_key,
    ],
    ids=lambda after: after.__name__,
)
def test_another_process_cannot_restore_over_a_binder_that_was(
    after: Callable[[Vault, Path], None], vault: Vault, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    earlier = folder / "earlier.binder"
    back_up(vault, earlier)
    vault.set_meta("note", "before")
    after(vault, folder)
    command = [sys.executable, "-c", RESTORE, str(earlier), str(vault.path), vault.key.hex()]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "close it there, then restore again. Nothing was changed." in told
    vault.set_meta("note", "after")
    with Vault.open(vault.path, key=vault.key) as again:
        assert again.meta("note") == "after"


def test_a_file_has_one_descriptor_however_often_it_is_opened_and_none_when_all_are_closed(
    vault: Vault, path: Path
) -> None:
    def of_ours() -> list[tuple[int, int]]:
        return [which for which in descriptors._files if which[1] == path.stat().st_ino]

    opened = [Vault.open(path, key=vault.key) for _ in range(3)]
    threads = [threading.Thread(target=lambda: vault.meta("note")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with descriptors.Descriptor(path) as one, descriptors.Descriptor(path) as other:
        assert one.number == other.number and os.pread(one.number, 16, 0) == vault.salt
    assert len(of_ours()) == 1 and descriptors.open_here(path)
    for one_vault in (*opened, vault):
        one_vault.close()
        one_vault.close()
    assert of_ours() == [] and not descriptors.open_here(path)


def test_what_cannot_be_opened_leaves_nothing_behind(path: Path, tmp_path: Path, vault: Vault) -> None:
    vault.close()
    before = dict(descriptors._files)
    for wrong in (tmp_path, tmp_path / "missing", Path(__file__)):
        with pytest.raises(Exception, match=r"."):
            Vault.open(wrong, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        Vault.open(path, key=bytes(32))
    assert descriptors._files == before
