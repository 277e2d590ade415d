"""The log of changes: complete, append-only, chained, and the source of undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.model.errors import BinderError
from binder.model.record import RecordState
from binder.vault import Vault, check

from .conftest import lab_report, raw


def busy(vault: Vault) -> None:
    for number in (1, 2, 3):
        vault.records.add(*lab_report(number))
    vault.records.update("R1", "retitle", "Retitled", title="First")
    vault.records.update("R2", "trash", "Put into the trash", state=RecordState.TRASHED)
    vault.set_meta("patient", "Hélène")
    vault.set_meta("patient", "Hélène V.")
    vault.events.undo()


def test_every_change_is_logged_with_who_and_what(vault: Vault) -> None:
    busy(vault)
    log = list(reversed(vault.events.recent(100)))
    assert [event.seq for event in log] == list(range(1, 10))
    assert [event.action for event in log] == ["create", "add", "add", "add", "retitle", "trash", "set", "set", "undo"]
    assert {event.actor for event in log} == {"ruth"}
    retitled = log[4]
    assert (retitled.before, retitled.after) == ({"title": "Blood count 1"}, {"title": "First"})
    assert (log[7].undone, log[8].undoes) == (True, 8)
    assert list(vault.events.all()) == log
    assert vault.events.verify() is None


def test_a_snapshot_stays_at_its_moment_whatever_others_write(vault: Vault, path: Path) -> None:
    busy(vault)
    with Vault.open(path, key=vault.key, actor="tom") as other, vault.snapshot():
        log = vault.events.all()
        first = next(log)
        other.records.add(*lab_report(4))
        assert [first, *log] == list(reversed(vault.events.recent(100)))
        assert len(vault.records.ids()) == 2
        with pytest.raises(BinderError):
            vault.set_meta("patient", "written within")
    assert len(vault.records.ids()) == 3
    vault.set_meta("patient", "written after")
    assert check(vault) == []


def test_the_log_refuses_to_be_changed(vault: Vault, path: Path) -> None:
    busy(vault)
    for statement in (
        "UPDATE event SET actor = 'nobody' WHERE seq = 2",
        "DELETE FROM event WHERE seq = 9",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 3",
        "INSERT INTO event SELECT 99, at, actor, action, entity, entity_id, summary, before, after, undoes, "
        "prev_hash, hash FROM event WHERE seq = 1",
    ):
        with pytest.raises(BinderError), vault.transaction() as connection:
            connection.run(statement)
    assert [event.seq for event in vault.events.recent(100)] == list(range(9, 0, -1))


TAMPERINGS = {
    "a word altered": ("UPDATE event SET summary = 'Added something else' WHERE seq = 3", 3),
    "an author altered": ("UPDATE event SET actor = 'sam' WHERE seq = 1", 1),
    "what stood before altered": ('UPDATE event SET before = \'{"title":"x"}\' WHERE seq = 5', 5),
    "one taken out": ("DELETE FROM event WHERE seq = 4", 4),
    "the end cut off": ("DELETE FROM event WHERE seq > 6", 7),
    "all cut off": ("DELETE FROM event", 1),
    "a hash altered": ("UPDATE event SET hash = zeroblob(32) WHERE seq = 8", 8),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_the_chain_shows_where_the_log_was_altered(vault: Vault, path: Path, how: str) -> None:
    statement, first_bad = TAMPERINGS[how]
    busy(vault)
    key = vault.key
    vault.close()
    other = raw(path, key)
    for trigger in ("event_kept", "event_unchanged"):
        other.execute(f"DROP TRIGGER {trigger}")
    other.execute(statement)
    other.close()
    with Vault.open(path, key=key) as opened:
        assert opened.events.verify() == first_bad
        found = check(opened)
        assert any(f"from change {first_bad} on" in damage.what for damage in found)
        assert any("event_kept" in damage.what for damage in found)  # the missing triggers are named


def test_undo_takes_back_one_change_after_the_other(vault: Vault) -> None:
    vault.records.add(*lab_report())
    for title in ("A", "B", "C"):
        vault.records.update("R1", "retitle", f"Called {title}", title=title)
    for title in ("B", "A", "Blood count 1"):
        undone = vault.events.undo()
        assert undone is not None and undone.action == "retitle"
        assert vault.records.row("R1").title == title
    assert vault.events.undo() is None  # what was added is not taken away by undo
    assert vault.records.counts()["records"] == 1
    assert vault.pages.search("ninety")[0].title == "Blood count 1"
    assert vault.events.verify() is None


def test_a_change_after_an_undo_can_be_undone_too(vault: Vault) -> None:
    vault.records.add(*lab_report())
    vault.records.update("R1", "retitle", title="A")
    vault.events.undo()
    vault.records.update("R1", "retitle", title="B")
    last = vault.events.last_undoable()
    assert last is not None and last.after == {"title": "B"}
    vault.events.undo()
    assert (vault.records.row("R1").title, vault.events.last_undoable()) == ("Blood count 1", None)


def test_undo_puts_back_every_field_of_a_change(vault: Vault) -> None:
    vault.records.add(*lab_report())
    before = vault.records.get("R1")
    vault.records.update("R1", "settle", "Settled", date="2025-12", date_basis=None, patient=None, doubts=("x",),
                         kind_basis=(), state=RecordState.NEEDS_REVIEW, reason="x", kind_confidence=0.1,
                         author="Dr. Lund", opinion=2)  # fmt: skip
    assert vault.records.get("R1") != before
    vault.events.undo()
    assert vault.records.get("R1") == before


def test_settings_are_logged_and_undone_unless_they_are_the_screens_own(vault: Vault) -> None:
    vault.set_meta("patient", "Hélène")
    vault.set_meta("patient", "Hélène V.")
    vault.set_meta("patient", "Hélène V.")
    vault.set_meta("last_screen", "timeline", logged=False)
    assert len(vault.events.recent(100)) == 3
    vault.events.undo()
    assert vault.meta("patient") == "Hélène"
    assert vault.events.undo() is None  # a name once given is never undone to no name at all
    assert (vault.meta("patient"), vault.meta("nothing", "nobody")) == ("Hélène", "nobody")
    assert vault.meta("last_screen") == "timeline"


def test_nothing_is_logged_for_a_change_that_changes_nothing(vault: Vault) -> None:
    vault.records.add(*lab_report())
    logged = len(vault.events.recent(100))
    vault.records.update("R1", "retitle", title="Blood count 1")
    assert len(vault.events.recent(100)) == logged


def test_a_change_that_fails_leaves_no_event(vault: Vault) -> None:
    vault.records.add(*lab_report())
    logged = len(vault.events.recent(100))
    with pytest.raises(ZeroDivisionError), vault.transaction():
        vault.records.update("R1", "retitle", title="Half done")
        raise ZeroDivisionError
    assert vault.records.row("R1").title == "Blood count 1"
    assert len(vault.events.recent(100)) == logged
