"""The tables change by migrations, and what keeps them in step survives each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from binder.model.errors import BinderError
from binder.vault import Vault, check, schema

from .conftest import lab_report

NOW = len(schema.MIGRATIONS)


def with_rebuilt_tables(db: Any) -> None:
    """A later release: a new column, and tables rebuilt by transform(), which drops their triggers."""
    db["page"].add_column("language", str)
    db["page"].transform(rename={"language": "tongue"})
    db["record"].transform(defaults={"reason": ""})
    db["event"].transform()


@pytest.fixture
def later_release(monkeypatch: pytest.MonkeyPatch) -> None:
    migrations = {**schema.MIGRATIONS, "9999_rebuilt": (with_rebuilt_tables, "0.9")}
    monkeypatch.setattr(schema, "MIGRATIONS", migrations)


def test_transform_alone_drops_the_triggers(vault: Vault) -> None:
    vault.records.add(*lab_report())
    with vault.transaction() as connection:
        connection.db["page"].transform()
    assert {"page_added", "page_removed", "page_changed"} <= set(schema.missing_parts(vault.connection))
    assert any("page_added" in damage.what for damage in check(vault))


def test_search_and_log_stay_in_step_through_a_migration(vault: Vault, path: Path, later_release: None) -> None:
    vault.records.add(*lab_report(1))
    before = vault.records.get("R1"), vault.records.document("R1")
    key = vault.key
    vault.close()
    with Vault.open(path, key=key) as opened:
        assert schema.version(opened.connection) == len(schema.MIGRATIONS)
        assert "tongue" in opened.connection.db["page"].columns_dict
        assert schema.missing_parts(opened.connection) == []
        assert (opened.records.get("R1"), opened.records.document("R1")) == before
        opened.records.add(*lab_report(2))
        assert {hit.record for hit in opened.pages.search("ninety")} == {"R1", "R2"}
        opened.records.update("R1", "retitle", title="Thrombocytes")
        assert opened.connection.value("SELECT count(*) FROM record_fts WHERE record_fts MATCH 'thrombocytes'") == 1
        with pytest.raises(BinderError), opened.transaction() as connection:
            connection.run("DELETE FROM event")
        assert check(opened) == []


def test_an_older_binder_opens_what_was_migrated_only_as_told(vault: Vault, path: Path) -> None:
    key = vault.key
    vault.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", {**schema.MIGRATIONS, "9999_rebuilt": (with_rebuilt_tables, "0.9")})
        with pytest.raises(BinderError, match="older binder"):
            Vault.open(path, key=key, read_only=True)
        Vault.open(path, key=key).close()
    with pytest.raises(BinderError, match=r"needs binder 0\.9 or later"):
        Vault.open(path, key=key)


def test_the_file_as_it_was_is_kept_before_it_is_changed(vault: Vault, path: Path, later_release: None) -> None:
    vault.records.add(*lab_report(1))
    key = vault.key
    vault.close()
    Vault.open(path, key=key).close()
    with Vault.open(path, key=key) as opened:
        assert "is kept" in opened.events.recent(1)[0].summary
    kept = path.with_name(f"mother.binder.version-{NOW}")
    assert sorted(path.parent.glob("mother*")) == [path, kept]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", dict(list(schema.MIGRATIONS.items())[:NOW]))
        with Vault.open(kept, key=key) as before:
            assert check(before) == [] and before.records.ids() == [("R1", "2026-03-13")]


def test_a_migration_that_fails_leaves_the_file_as_it_was(vault: Vault, path: Path) -> None:
    def fails(db: Any) -> None:
        db.execute("DROP TABLE receipt")
        raise RuntimeError("the power failed")

    vault.records.add(*lab_report())
    key = vault.key
    vault.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", {**schema.MIGRATIONS, "9999_fails": (fails, "0.9")})
        with pytest.raises(RuntimeError, match="power"):
            Vault.open(path, key=key)
    with Vault.open(path, key=key) as opened:
        assert schema.version(opened.connection) == len(schema.MIGRATIONS)
        assert check(opened) == []


def test_every_table_is_strict(vault: Vault) -> None:
    loose = [
        name
        for name, sql in vault.connection.all("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "_sqlite_", "page_fts", "record_fts")) and "STRICT" not in sql
    ]
    assert loose == []
    with pytest.raises(BinderError), vault.transaction() as connection:
        connection.run("INSERT INTO study VALUES ('1.2', 'three')")


def test_the_timeline_is_read_from_its_index_alone(vault: Vault) -> None:
    plan = vault.connection.all(
        "EXPLAIN QUERY PLAN SELECT id, date FROM record WHERE state <> 'trashed' ORDER BY date DESC, id DESC"
    )
    assert [row[3] for row in plan] == ["SCAN record USING COVERING INDEX record_timeline"]
