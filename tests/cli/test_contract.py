"""The command line keeps its contract: exit statuses, one clear sentence on stderr, JSON on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def one_sentence(err: str) -> bool:
    return err.startswith("binder: ") and err.count("\n") == 1


def test_a_missing_binder_ends_with_10_and_says_how_to_make_one(run: Run) -> None:
    ran = run("records")
    assert ran.status == 10
    assert one_sentence(ran.err)
    assert "binder new" in ran.err


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\0" * 4096, b"%PDF-1.7\n" * 500, b"", b"\xb1"])
def test_another_kind_of_file_is_no_binder(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "my.binder").write_bytes(content)
    ran = run("records")
    assert ran.status == 10
    assert one_sentence(ran.err)
    assert (tmp_path / "my.binder").read_bytes() == content


def test_a_folder_is_no_binder(run: Run, tmp_path: Path) -> None:
    assert run("records", BINDER_FILE=str(tmp_path)).status == 10


def test_a_wrong_passphrase_ends_with_11(run: Run, binder_file: Path) -> None:
    ran = run("records", passphrase="wrong")
    assert ran.status == 11
    assert one_sentence(ran.err)


def test_wrong_use_ends_with_2(run: Run) -> None:
    for arguments in (["add"], ["records", "--kind", "nonsense"], ["show"], ["records", "--nonsense"]):
        assert run(*arguments).status == 2


def test_the_app_without_a_terminal_says_what_to_do(run: Run, binder_file: Path) -> None:
    ran = run()
    assert ran.status == 2
    assert "terminal" in ran.err
    assert one_sentence(ran.err)


def test_no_terminal_and_no_passphrase_says_where_to_give_it(run: Run, binder_file: Path) -> None:
    ran = run("records", passphrase=None)
    assert ran.status == 2
    assert "--passphrase-file" in ran.err


def test_the_passphrase_may_come_from_a_command(run: Run, binder_file: Path) -> None:
    ran = run("records", passphrase=None, BINDER_PASSPHRASE_COMMAND="printf 'correct horse\\n'")
    assert ran.status == 0


def test_a_passphrase_command_that_fails_is_said(run: Run, binder_file: Path) -> None:
    ran = run("records", passphrase=None, BINDER_PASSPHRASE_COMMAND="false")
    assert ran.status == 1
    assert one_sentence(ran.err)


def test_new_prints_the_recovery_code_once_and_never_overwrites(run: Run, tmp_path: Path) -> None:
    made = run("new", "fresh.binder", "--patient", "Rosa Example", "--json")
    assert made.status == 0
    assert len(made.json["recovery_code"]) > 50
    before = (tmp_path / "fresh.binder").read_bytes()
    again = run("new", "fresh.binder")
    assert again.status == 1
    assert "already exists" in again.err
    assert (tmp_path / "fresh.binder").read_bytes() == before
    assert (tmp_path / "fresh.binder").stat().st_mode & 0o077 == 0


def test_help_groups_the_verbs(run: Run) -> None:
    out = run("--help").out
    for group in ("Start:", "Gather:", "Look:", "Chase:", "Keep:"):
        assert group in out
    assert "correct horse" not in out


def test_an_unknown_record_is_one_sentence(run: Run, binder_file: Path) -> None:
    for arguments in (["show", "R99"], ["get", "R99", "-o", "x"], ["show", "nonsense"], ["compare", "1", "2"]):
        ran = run(*arguments)
        assert ran.status == 1
        assert one_sentence(ran.err)
