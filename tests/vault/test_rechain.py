"""The log of a damaged binder goes on in the new one: what can be read of it, in a chain without a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.vault import Vault, check

from .conftest import raw
from .wreck import fill, kept, saved

pytestmark = pytest.mark.usefixtures("quick_keys")


def test_a_log_with_a_gap_is_chained_anew_and_said(vault: Vault, path: Path, tmp_path: Path) -> None:
    fill(vault)
    key, whole = vault.key, kept(vault)
    count = len(vault.events.recent(1000))
    vault.close()
    other = raw(path, key)
    other.execute("DROP TRIGGER event_kept")
    other.execute("DELETE FROM event WHERE seq BETWEEN 25 AND 30")
    other.close()
    done, new_key = saved(Vault.open(path, key=key, read_only=True), tmp_path / "new.binder")
    assert [loss.what for loss in done.lost] == ["6 changes are lost from the log of changes."]
    with Vault.open(done.path, key=new_key) as new:
        assert check(new) == [] and new.events.verify() is None
        assert kept(new) == whole
        assert len(new.events.recent(1000)) >= count - 6
