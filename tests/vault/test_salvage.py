"""What is whole of a damaged binder comes into a new one under its old ids; what is lost is said in words."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from binder.model.errors import DiskFull, Misused
from binder.vault import Salvaged, Vault, check, salvage
from binder.vault.salvage import _Salvage

from .conftest import PASSPHRASE
from .test_check import LONG, PAGE, everything
from .wreck import RECORDS, damaged, fill, kept, saved

pytestmark = pytest.mark.usefixtures("quick_keys")


def test_a_whole_binder_is_saved_whole(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    whole, log = everything(vault), vault.events.recent(1000)
    key = vault.key
    vault.close()
    before = path.read_bytes()
    opened = Vault.open(path, key=key, read_only=True, actor="ruth")
    done, new_key = saved(opened, tmp_path / "new.binder")
    assert done.lost == () and done.records == RECORDS  # one of them is put aside
    assert path.read_bytes() == before and new_key != key
    with Vault.open(done.path, key=new_key) as new:
        found = everything(new)
        assert found[:4] + found[5:] == whole[:4] + whole[5:]
        assert new.meta("patient.name") == "Hélène Vantongeren"
        assert new.events.recent(1000)[1:] == log  # the same log, and one change more
        assert new.events.recent(1)[0].summary.endswith("nothing was lost")
        assert new.intake.all() != []
        assert check(new) == []


def test_whichever_page_is_damaged_the_rest_is_saved_and_the_loss_said(
    vault: Vault, path: Path, tmp_path: Path
) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    vault.close()
    pages = path.stat().st_size // PAGE
    step = 1 if LONG else max(1, pages // 40)
    unopened, harmless = 0, 0
    for page in range(0, pages, step):
        opened = damaged(path, key, page)
        if opened is None:
            unopened += 1
            continue
        done, new_key = saved(opened, tmp_path / "new.binder")
        with Vault.open(done.path, key=new_key) as new:
            harmless += _agrees(new, whole, done, f"page {page + 1} of {pages}")
    assert unopened <= 15  # the first page and those that describe the tables
    assert harmless > 0  # an index, a search index: nothing of it is missed


def _agrees(new: Vault, whole: dict[str, dict[str, object]], done: Salvaged, where: str) -> bool:
    """Every part of every record is as it was, or is named as lost."""
    assert check(new) == [], where
    named = {record for loss in done.lost for record in loss.records}
    for record, parts in kept(new).items():
        for name, was in whole[record].items():
            assert parts.get(name) == was or record in named, f"{where}: {name} of {record} differs"
            if name == "original" and name in parts:
                assert parts[name] == was, where  # never other bytes, named or not
    assert all(loss.what.endswith(".") and loss.advice for loss in done.lost)
    return not done.lost


def test_many_damaged_pages_still_leave_the_rest(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    vault.close()
    pages = path.stat().st_size // PAGE
    noise = random.Random(5)
    opened = damaged(path, key, *noise.sample(range(pages // 6, pages), 12))
    assert opened is not None
    done, new_key = saved(opened, tmp_path / "new.binder")
    assert done.lost
    with Vault.open(done.path, key=new_key) as new:
        _agrees(new, whole, done, "twelve pages")
        assert done.records >= RECORDS // 2


def test_nothing_is_overwritten_and_nothing_half_left(
    vault: Vault, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault)
    to = tmp_path / "new.binder"
    to.write_text("a letter")
    with pytest.raises(Misused):
        salvage(vault, to, PASSPHRASE, profile=1)
    assert to.read_text() == "a letter"
    to.unlink()

    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(_Salvage, "_rest", full)
    with pytest.raises(DiskFull):
        salvage(vault, to, PASSPHRASE, profile=1)
    assert [name for name in os.listdir(tmp_path) if name.startswith("new")] == []
