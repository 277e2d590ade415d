"""The recovery sheet fits one page, opens the binder with binder and without, and is void after a change."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.errors import WrongPassphrase
from binder.vault import Vault, key_from_recovery_code
from binder.vault.rekey import change_passphrase
from binder.vault.sheet import code_in, sheet

from .conftest import PASSPHRASE, lab_report, raw

ON = date(2026, 11, 22)


def sqlcipher_version() -> int:
    """The first number of the version of the sqlcipher program; 0 where it is not installed."""
    program = shutil.which("sqlcipher")
    if program is None:
        return 0
    asked = subprocess.run([program, ":memory:", "PRAGMA cipher_version"], capture_output=True, text=True, timeout=10)
    return int((re.findall(r"^(\d+)\.", asked.stdout, re.M) or ["0"])[-1])


def test_the_sheet_fits_one_printed_page(vault: Vault) -> None:
    lines = sheet(vault, ON).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 60
    assert sheet(vault, ON).isascii()


def test_the_sheet_says_which_file_it_opens_and_when_it_was_printed(vault: Vault, path: Path) -> None:
    text = sheet(vault, ON)
    for said in (path.name, "2026-11-22", vault.salt.hex(), "void as soon as the passphrase"):
        assert said in text
    assert PASSPHRASE not in text


def test_the_sheet_as_a_whole_or_its_code_alone_opens_the_binder(vault: Vault, path: Path) -> None:
    key, text, code = vault.key, sheet(vault, ON), vault.recovery_code
    assert key_from_recovery_code(code_in(text)) == key
    vault.close()
    for given in (
        text,
        text.replace("\n", "\r\n"),
        code,
        code.lower().replace("-", " ") + "\n",
        code.replace("-", "\n"),
    ):
        Binder.unlock_with_sheet(path, given).close()


def test_a_mistyped_group_on_a_sheet_is_named(vault: Vault, path: Path) -> None:
    text, group = sheet(vault, ON), vault.recovery_code.split("-")[6]
    other = "Z" if group[2] != "Z" else "Y"
    with pytest.raises(WrongPassphrase, match="Group 7 of the recovery code"):
        Binder.unlock_with_sheet(path, text.replace(group, group[:2] + other + group[3:]))


@pytest.mark.parametrize(
    "name", ["it's mother's.binder", "-n.binder", "a" * 90 + ".binder", "a\x1b[31mb.binder", "ä.binder"]
)
def test_no_name_of_a_file_breaks_the_page_or_the_lines_of_the_rescue(
    vault: Vault, path: Path, name: str, tmp_path: Path
) -> None:
    key = vault.key
    vault.close()
    named = path.rename(tmp_path / name)
    with Vault.open(named, key=key) as opened:
        text = sheet(opened, ON)
    assert "\x1b" not in text
    assert all(len(line) <= 80 for line in text.splitlines() if "a" * 70 not in line)
    wanted = name if "\x1b" not in name and name[0] != "-" else "./FILE"
    assert _rescued(text, 'cat >/dev/null; printf %s "$1"') == wanted


def _rescue_lines(text: str) -> str:
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("K="))
    return "\n".join(lines[start : start + 2 + lines[start + 1].endswith("|")])


def _rescued(text: str, stand_in: str) -> str:
    """What the lines of the rescue do in a shell where the program at their end is another."""
    script = f"sqlcipher() {{ {stand_in}; }}\n{_rescue_lines(text)}"
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, timeout=10)
    assert told.stderr == ""
    return told.stdout


def test_what_the_rescue_says_to_sqlcipher_opens_the_file_elsewhere(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    said = _rescued(sheet(vault, ON), "cat")
    found = re.fullmatch(r"PRAGMA key=\"x'([0-9a-f]{64})'\";(select .*;)", said)
    assert found is not None
    assert len(raw(path, bytes.fromhex(found[1])).execute(found[2]).fetchall()) == 1


@pytest.mark.skipif(sqlcipher_version() < 4, reason="no sqlcipher 4 program is installed")
def test_the_program_sqlcipher_opens_the_file_by_the_sheet(vault: Vault, path: Path) -> None:
    vault.records.add(*lab_report())
    vault.connection.checkpoint()
    lines = _rescue_lines(sheet(vault, ON))
    told = subprocess.run(["sh", "-c", lines], cwd=path.parent, capture_output=True, text=True, timeout=30)
    assert "Blood count 1" in told.stdout


def test_printing_is_noted_and_a_change_makes_the_sheet_void(vault: Vault, path: Path) -> None:
    key = vault.key
    vault.close()
    with Binder.open(path, key=key) as binder:
        assert binder.ways()[1].since == ""
        text = binder.sheet()
        assert binder.ways()[1].since != ""
        assert binder.events(1)[0].action == "print-sheet"
    with Vault.open(path, key=key) as opened:
        change_passphrase(opened, "nine blue kites")
    with pytest.raises(WrongPassphrase, match="older than the present passphrase"):
        Binder.unlock_with_sheet(path, text)
    with Binder.unlock(path, "nine blue kites") as binder:
        assert binder.ways()[1].since == ""


def test_a_sheet_can_be_printed_from_a_binder_opened_for_reading(vault: Vault, path: Path) -> None:
    with Binder.open(path, key=vault.key, read_only=True) as binder:
        assert key_from_recovery_code(code_in(binder.sheet())) == vault.key
