"""`binder letter`: the contract of the command line, kept for letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.binder import Binder
from binder.cli.main import main
from binder.letters import FIELDS, NAMES
from tests.cli.conftest import PASSPHRASE, Run, run  # noqa: F401 - the fixture
from tests.letters.conftest import fill


@pytest.fixture
def letters_file(tmp_path: Path) -> Path:
    """A binder with people, places and two requests, where $BINDER_FILE points."""
    path = tmp_path / "my.binder"
    with Binder.create(path, PASSPHRASE, patient="Maria Example", born="1957-03-21", profile=1) as made:
        fill(made)
    return path


def one_sentence(err: str) -> bool:
    return err.startswith("binder: ") and err.count("\n") == 1


def test_a_letter_goes_from_draft_to_sent(run: Run, letters_file: Path, tmp_path: Path) -> None:  # noqa: F811
    pdf = tmp_path / "letter.pdf"
    made = run("letter", "imaging-request", "--request", "req1", "-o", pdf, "--paper", "a4", "--json").json
    assert (made["id"], made["letter"], made["state"], made["to"]) == (
        "L1", "imaging-request", "draft", "Mercy General Hospital",
    )  # fmt: skip
    assert made["cautions"] and "all series" in made["text"]
    assert pdf.read_bytes().startswith(b"%PDF-") and pdf.stat().st_mode & 0o077 == 0

    sent = run("letter", "sent", "l1", "--channel", "fax", "--proof", "8841", "--json").json
    assert (sent["state"], sent["proof"], sent["record"]) == ("sent", "8841", "R1")
    assert [one["id"] for one in run("letter", "--json").lines] == ["L1"]
    again = tmp_path / "again.pdf"
    assert run("letter", "show", "L1", "-o", again).status == 0
    assert again.read_bytes() == pdf.read_bytes()
    listed = run("letter").out
    assert "L1" in listed and "sent" in listed and "kept as R1" in listed


def test_a_preview_keeps_nothing(run: Run, letters_file: Path) -> None:  # noqa: F811
    shown = run("letter", "imaging-request", "--request", "REQ1", "--preview", "--set", "attention=Ms. Lee")
    assert shown.status == 0
    assert "Ms. Lee" in shown.out and "Note: " in shown.err
    assert run("letter", "--json").out == ""


def test_mistakes_end_with_one_sentence_and_their_status(
    letters_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, taken = tmp_path / "secret", tmp_path / "taken.pdf"
    secret.write_text(PASSPHRASE)
    taken.write_bytes(b"mine")
    monkeypatch.setenv("BINDER_FILE", str(letters_file))
    monkeypatch.setenv("BINDER_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    request = ("--request", "REQ1")
    for status, arguments in (
        (2, ("letter", "love")),
        (2, ("letter", "imaging-request", *request, "--set", "no-equals-sign")),
        (2, ("letter", "imaging-request", *request, "--set", "colour=red")),
        (2, ("letter", "imaging-request", *request, "-o", "letter.docx")),
        (2, ("letter", "imaging-request", *request, "--paper", "legal")),
        (2, ("letter", "sent")),
        (1, ("letter", "imaging-request", *request, "-o", taken)),
        (1, ("letter", "show", "L9")),
        (1, ("letter", "authorization")),
    ):
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        assert (ended.value.code, one_sentence(capsys.readouterr().err)) == (status, True), arguments
    assert taken.read_bytes() == b"mine"
    with Binder.open(letters_file, passphrase=PASSPHRASE) as binder:
        assert binder.letters() == []


def test_templates_and_fields_need_no_binder(run: Run, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "templates"
    written = run("letter", "--templates", folder, "--json", passphrase=None).json
    assert [Path(one).stem for one in written["written"]] == list(NAMES)
    assert {path.stem for path in folder.iterdir()} == {*NAMES, "README"}
    explained = (folder / "README.txt").read_text()
    assert all(field in explained for field in FIELDS) and "{if field}" in explained
    fields = run("letter", "fields", "--json", passphrase=None).lines
    assert [one["field"] for one in fields] == list(FIELDS)
