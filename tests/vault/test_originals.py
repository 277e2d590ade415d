"""Originals of a damaged binder are told by their bytes: kept without their row or their record, never kept altered."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.model.errors import Damaged
from binder.model.record import RecordState
from binder.vault import Vault
from binder.vault.originals import Originals

from .conftest import raw
from .wreck import fill, kept, saved

pytestmark = pytest.mark.usefixtures("quick_keys")


def test_an_original_that_was_lost_can_be_added_again(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, sha256 = vault.key, vault.records.row("R4").sha256
    vault.close()
    other = raw(path, key)
    other.execute("UPDATE chunk SET data = x'00' WHERE id = (SELECT first FROM blob WHERE id = 4)")
    other.close()
    done, new_key = saved(Vault.open(path, key=key, read_only=True), tmp_path / "new.binder")
    assert [(loss.what, loss.records) for loss in done.lost] == [
        ("The original of R4 (The count of visit 4) is lost.", ("R4",))
    ]
    with Vault.open(done.path, key=new_key) as new:
        assert new.intake.seen(sha256) is None
        assert new.pages.search("herons") == [] and new.records.get("R4").filing.facts
        with pytest.raises(Damaged, match="add the file again"):
            new.records.original("R4")


def test_originals_whose_own_row_is_lost_are_found_by_their_bytes(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    digests = [(bytes.fromhex(vault.records.row(f"R{n}").sha256), n) for n in (4, 5, 6)]
    vault.close()
    other = raw(path, key)
    other.execute("DELETE FROM blob WHERE id BETWEEN 4 AND 6")
    other.close()
    opened = Vault.open(path, key=key, read_only=True)
    with pytest.MonkeyPatch.context() as patch:  # the index of digests lies on other pages, which may be whole
        patch.setattr(Originals, "_index_of_digests", lambda self: iter(digests))
        done, new_key = saved(opened, tmp_path / "new.binder")
    assert done.lost == ()
    with Vault.open(done.path, key=new_key) as new:
        assert {i: parts["original"] for i, parts in kept(new).items() if "original" in parts} == {
            i: parts["original"] for i, parts in whole.items() if "original" in parts
        }


def test_a_record_whose_description_is_lost_keeps_its_original(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key = vault.key
    original = b"".join(vault.records.original("R6"))
    vault.close()
    other = raw(path, key)
    other.execute("DELETE FROM record WHERE id = 6")
    other.close()
    done, new_key = saved(Vault.open(path, key=key, read_only=True), tmp_path / "new.binder")
    assert "R6" in {record for loss in done.lost for record in loss.records}
    with Vault.open(done.path, key=new_key) as new:
        found = new.records.get("R6")
        assert found.title == "The count of visit 6" and found.state is RecordState.NEEDS_REVIEW
        assert b"".join(new.records.original("R6")) == original
