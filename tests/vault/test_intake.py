"""Every file offered has one outcome that stays."""

from __future__ import annotations

from binder.model.kinds import Kind
from binder.model.record import Intake, Outcome
from binder.vault import Vault

from .conftest import lab_report

HASH = "ab" * 32


def test_an_outcome_comes_back_as_it_was_noted(vault: Vault) -> None:
    vault.records.add(*lab_report())
    note = Intake("disc.zip > a.pdf", Outcome.ADDED, "R1", Kind.LAB_REPORT, "2026-03-13", "Count", "", ("torn page",))
    assert vault.intake.seen(HASH) is None
    vault.intake.note(HASH, note)
    assert vault.intake.seen(HASH) == note


def test_a_duplicate_does_not_overwrite_what_the_file_became(vault: Vault) -> None:
    vault.records.add(*lab_report())
    added = Intake("a.pdf", Outcome.ADDED, "R1", Kind.LAB_REPORT)
    vault.intake.note(HASH, added)
    vault.intake.note(HASH, Intake("copy of a.pdf", Outcome.DUPLICATE, "R1", why="It is R1."))
    assert vault.intake.seen(HASH) == added


def test_an_unreadable_file_may_become_readable(vault: Vault) -> None:
    vault.records.add(*lab_report())
    vault.intake.note(HASH, Intake("a.pdf", Outcome.UNREADABLE, why="It needs a password."))
    vault.intake.note(HASH, Intake("a.pdf", Outcome.ADDED, "R1"))
    seen = vault.intake.seen(HASH)
    assert seen is not None and (seen.status, seen.why) == (Outcome.ADDED, "")


def test_files_that_could_not_even_be_opened_are_kept_by_their_path(vault: Vault) -> None:
    for _ in range(2):
        vault.intake.note("", Intake("disc/AUTORUN.INF", Outcome.SKIPPED, why="A program, not a document."))
    vault.intake.note("", Intake("disc/README", Outcome.SKIPPED, why="Empty."))
    vault.intake.note(HASH, Intake("disc/README", Outcome.UNREADABLE, why="Broken."))
    assert [note.path for note in vault.intake.all(Outcome.SKIPPED)] == ["disc/AUTORUN.INF", "disc/README"]
    assert len(vault.intake.all()) == 3
