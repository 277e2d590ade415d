"""`binder keys` as its user runs it: who can open the binder, cards, the sheet, a new passphrase."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from binder.binder import Binder
from tests.cli.conftest import PASSPHRASE, Ran, Run


def one_sentence(ran: Ran) -> bool:
    return ran.err.startswith("binder: ") and ran.err.count("\n") == 1


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with another passphrase."""
    path = tmp_path / "secret"
    path.write_text("quiet green otter\n")
    return path


@pytest.fixture
def ssh(tmp_path: Path) -> Path:
    """An ssh key pair; the public half beside it."""
    key = Ed25519PrivateKey.generate()
    path = tmp_path / "id_ed25519"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    path.chmod(0o600)
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    path.with_name("id_ed25519.pub").write_bytes(public + b" ruth@laptop\n")
    return path


def test_a_new_binder_has_a_passphrase_and_a_sheet(run: Run, binder_file: Path) -> None:
    for arguments in (["keys", "list", "--json"], ["keys", "--json"]):
        assert [line["kind"] for line in run(*arguments).lines] == ["passphrase", "sheet"]


def test_a_person_with_an_ssh_key_opens_the_binder_without_a_passphrase(run: Run, binder_file: Path, ssh: Path) -> None:
    added = run("keys", "add", "ruth", "--to", f"{ssh}.pub", "--json")
    assert added.status == 0 and added.json["kind"] == "ssh" and Path(added.json["card"]).is_file()
    assert run("records", "--identity", ssh, passphrase=None).status == 0
    assert run("records", passphrase=None, BINDER_IDENTITY=str(ssh)).status == 0
    assert run("records", "--card", added.json["card"], "--identity", ssh, passphrase=None).status == 0
    listed = {line["name"]: line for line in run("keys", "--json").lines}
    assert listed["ruth"]["current"] is True and listed["ruth"]["public_key"].startswith("ssh-ed25519 ")


def test_a_person_with_a_passphrase_of_their_own(run: Run, binder_file: Path, secret: Path, tmp_path: Path) -> None:
    card = tmp_path / "for-tom.card"
    assert run("keys", "add", "tom", "--new-passphrase-file", secret, "-o", card).status == 0
    assert run("records", "--card", card, passphrase="quiet green otter").status == 0
    wrong = run("records", "--card", card, passphrase=PASSPHRASE)
    assert wrong.status == 11 and one_sentence(wrong)
    assert run("records", passphrase="quiet green otter").status == 11  # it lies in no folder of cards
    again = run("keys", "add", "ana", "--new-passphrase-file", secret, "-o", card)
    assert again.status == 1 and "already exists" in again.err
    assert [line["name"] for line in run("keys", "--json").lines[2:]] == ["tom"]


def test_the_sheet_in_a_file_opens_the_binder_when_the_passphrase_is_lost(
    run: Run, binder_file: Path, tmp_path: Path, secret: Path
) -> None:
    sheet = tmp_path / "sheet.txt"
    assert run("keys", "sheet", "-o", sheet).status == 0
    assert sheet.stat().st_mode & 0o077 == 0
    assert run("records", "--recovery-code-file", sheet, passphrase=None).status == 0
    code = run("keys", "sheet", "--json").json["recovery_code"]
    assert run("records", passphrase=code).status == 0  # typed in place of the passphrase
    changed = run("keys", "change", "--recovery-code-file", sheet, "--new-passphrase-file", secret, passphrase=None)
    assert changed.status == 0
    assert run("records", passphrase="quiet green otter").status == 0


def test_every_wrong_way_in_ends_with_11_and_one_sentence(
    run: Run, binder_file: Path, ssh: Path, tmp_path: Path, secret: Path
) -> None:
    code = run("keys", "sheet", "--json").json["recovery_code"].split("-")
    code[3] = code[3][:3] + ("0" if code[3][3] != "0" else "1") + code[3][4:]
    (tmp_path / "code").write_text("-".join(code))
    card = Path(run("keys", "add", "ruth", "--to", f"{ssh}.pub", "--json").json["card"])
    (tmp_path / "cut.card").write_bytes(card.read_bytes()[:200])
    own = Path(run("keys", "add", "tom", "--new-passphrase-file", secret, "--json").json["card"])
    greedy = own.read_text().replace('"memory_kib": 65536', '"memory_kib": 1073741824')
    (tmp_path / "greedy.card").write_text(greedy)
    Binder.create(tmp_path / "other.binder", PASSPHRASE, profile=1).close()
    for arguments, says in (
        (["--recovery-code-file", tmp_path / "code"], "Group 4"),
        (["--card", tmp_path / "cut.card", "--identity", ssh], "not a whole card"),
        (["--card", tmp_path / "greedy.card"], "1048576 MiB of memory"),
        (["--card", card, "--identity", ssh, "-f", tmp_path / "other.binder"], "card of another binder"),
        (["--identity", ssh, "-f", tmp_path / "other.binder"], "No card of this binder"),
        (["--card", card], "--identity"),
    ):
        ran = run("records", *arguments)
        assert ran.status == 11, arguments
        assert one_sentence(ran) and says in ran.err, ran.err
    assert run("records", passphrase="-".join(code)).status == 11


def test_a_change_reissues_cards_and_says_what_it_cannot_do(
    run: Run, binder_file: Path, ssh: Path, secret: Path
) -> None:
    run("keys", "add", "ruth", "--to", f"{ssh}.pub")
    run("keys", "add", "tom", "--new-passphrase-file", secret)
    secret.write_text("nine blue kites\n")
    changed = run("keys", "change", "--new-passphrase-file", secret)
    assert changed.status == 0
    for said in ("old recovery sheet", "copies of the file made before", "New card for ruth", "tom needs a new card"):
        assert said in changed.out
    assert run("records").status == 11
    assert run("records", passphrase="nine blue kites").status == 0
    assert run("records", "--identity", ssh, passphrase=None).status == 0
    listed = {line["name"]: line["current"] for line in run("keys", "--json", passphrase="nine blue kites").lines}
    assert listed["ruth"] is True and listed["tom"] is False


def test_change_speaks_json(run: Run, binder_file: Path, ssh: Path, secret: Path) -> None:
    card = run("keys", "add", "ruth", "--to", f"{ssh}.pub", "--json").json["card"]
    changed = run("keys", "change", "--new-passphrase-file", secret, "--json")
    assert changed.json == {"path": str(binder_file), "reissued": [card], "by_hand": []}


def test_a_change_while_another_session_is_open_ends_with_13(run: Run, binder_file: Path, secret: Path) -> None:
    with Binder.open(binder_file, passphrase=PASSPHRASE) as held:
        held.ids()
        ran = run("keys", "change", "--new-passphrase-file", secret)
        assert ran.status == 13 and one_sentence(ran)
        assert f"(process {os.getpid()})" in ran.err or "open in another session" in ran.err
    assert run("records").status == 0


def test_a_card_taken_back(run: Run, binder_file: Path, ssh: Path) -> None:
    card = Path(run("keys", "add", "ruth", "--to", f"{ssh}.pub", "--json").json["card"])
    removed = run("keys", "remove", "ruth")
    assert removed.status == 0 and "until the passphrase is changed" in removed.out
    assert not card.exists()
    assert run("records", "--identity", ssh, passphrase=None).status == 11
    assert run("keys", "remove", "ruth").status == 1


def test_no_passphrase_is_ever_an_argument_and_none_is_guessed(run: Run, binder_file: Path) -> None:
    for arguments in (["keys", "change"], ["keys", "add", "tom"]):
        ran = run(*arguments)
        assert ran.status == 2 and "terminal" in ran.err and one_sentence(ran)
    assert "--new-passphrase-file" in run("keys", "change").err
    for verb in ("list", "add", "remove", "change", "sheet"):
        assert "--passphrase " not in run("keys", verb, "--help").out


def test_a_card_opened_in_one_way_only(run: Run, binder_file: Path, ssh: Path, secret: Path) -> None:
    assert run("keys", "add", "tom", "--to", f"{ssh}.pub", "--new-passphrase-file", secret).status == 2
    assert run("keys", "add", "a b", "--to", f"{ssh}.pub").status == 2
    assert run("keys", "add", "tom", "--to", ssh).status == 2  # the private key


def test_the_system_without_a_keyring_says_so(run: Run, binder_file: Path) -> None:
    ran = run("keys", "add", "desk", "--keyring")
    assert ran.status == 1 and one_sentence(ran) and "keyring" in ran.err
    assert json.dumps(run("keys", "--json").lines).count("desk") == 0


def at_a_terminal(tmp_path: Path, arguments: list[str], answers: list[tuple[str, str]]) -> tuple[int, str]:
    """Run binder in a terminal and answer its questions; the exit status and all that was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(HOME=str(tmp_path), BINDER_FILE=str(tmp_path / "my.binder"))
        os.execv(sys.executable, [sys.executable, "-m", "binder", *arguments])
    shown, seen = "", 0
    while True:
        try:
            piece = os.read(terminal, 4096).decode(errors="replace")
        except OSError:
            piece = ""
        if not piece:
            break
        shown += piece
        if answers and answers[0][0] in shown[seen:]:
            question, answer = answers.pop(0)
            seen = shown.index(question, seen) + len(question)
            os.write(terminal, answer.encode() + b"\n")
    os.close(terminal)
    assert answers == [], shown
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


def test_the_new_passphrase_is_asked_for_twice_and_never_shown(run: Run, binder_file: Path, tmp_path: Path) -> None:
    status, shown = at_a_terminal(
        tmp_path, ["keys", "change"],
        [("Passphrase", PASSPHRASE), ("new passphrase", "eleven kites"), ("Again", "other"),
         ("new passphrase", "nine kites"), ("Again", "nine kites")],
    )  # fmt: skip
    assert status == 0 and "not the same" in shown and "kites" not in shown
    assert run("records", passphrase="nine kites").status == 0


def test_a_passphrase_that_can_be_guessed_is_taken_once_it_has_been_said(tmp_path: Path) -> None:
    """Typed, it is asked about once; nothing is refused, and the passphrase itself is never shown."""
    status, shown = at_a_terminal(
        tmp_path, ["new"],
        [("passphrase for the new binder", "q"), ("all the same?", "n"),
         ("passphrase for the new binder", "qx"), ("all the same?", "y"), ("Again", "qx")],
    )  # fmt: skip
    assert status == 0 and "Recovery code" in shown and "qx" not in shown
    said = " ".join(shown.split())
    assert "This passphrase has 1 character: whoever gets hold of the file will guess it by trying." in said
    assert "15 characters or more (NIST SP 800-63B)" in said


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [
        ("q", "has 1 character: whoever gets hold of the file will guess it by trying."),
        ("sunflower42", "has 11 characters: whoever gets hold of the file may guess it by trying long enough."),
        ("four words that do not belong together", ""),
        ("ünï" * 5, ""),
    ],
)
def test_of_a_passphrase_from_a_file_it_is_only_said(run: Run, passphrase: str, said: str) -> None:
    ran = run("new", "--json", passphrase=passphrase)
    assert ran.status == 0 and ran.json["recovery_code"]
    assert said in " ".join(ran.err.split()) if said else ran.err == ""


def test_the_recovery_code_may_be_typed_and_a_slip_names_its_group(run: Run, binder_file: Path, tmp_path: Path) -> None:
    code = run("keys", "sheet", "--json").json["recovery_code"]
    assert at_a_terminal(tmp_path, ["keys"], [("Passphrase", code.lower())])[0] == 0
    slip = ("1" if code[0] != "1" else "2") + code[1:]
    status, shown = at_a_terminal(tmp_path, ["keys"], [("Passphrase", slip)])
    assert status == 11 and "Group 1 of the recovery code" in shown


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_an_ssh_key_with_a_passphrase_is_asked_for_it(run: Run, binder_file: Path, tmp_path: Path, ssh: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "of my key", "-f", ssh], check=True)
    run("keys", "add", "ruth", "--to", f"{ssh}.pub")
    opened = at_a_terminal(tmp_path, ["keys", "--identity", str(ssh)], [("Passphrase of the key", "of my key")])
    assert opened[0] == 0
    wrong = at_a_terminal(tmp_path, ["keys", "--identity", str(ssh)], [("Passphrase of the key", "another")])
    assert wrong[0] == 11 and "not the passphrase of the key" in wrong[1]
