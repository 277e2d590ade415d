"""The recovery sheet: the key on one page of paper, and how to use it with or without binder."""

from __future__ import annotations

import re
import shlex
from datetime import date

from binder.model.clean import clean
from binder.vault.events import now
from binder.vault.keys import recovery_code
from binder.vault.rekey import PRINTED
from binder.vault.vault import Vault

WIDTH = 80
_HEADING = "Recovery code"
_ROW = 5


def sheet(vault: Vault, on: date) -> str:
    """The text of the sheet: plain, at most 80 columns and one page. Whoever reads it can open the binder."""
    name = clean(vault.path.name)
    groups = recovery_code(vault.key).split("-")
    rows = ["-".join(groups[start : start + _ROW]) for start in range(0, len(groups), _ROW)]
    return "\n".join(
        [
            "RECOVERY SHEET OF A BINDER",
            "=" * (WIDTH - 1),
            "",
            *_labelled("File", name),
            *_labelled("Printed on", on.isoformat()),
            *_labelled("Begins with", vault.salt.hex()),
            "",
            "Whoever has this sheet and any copy of the file can read everything in it.",
            "Keep it on paper, away from the machine. It is void as soon as the passphrase",
            "is changed: then print a new one and destroy this. Copies of the file made",
            "before that change still open with it.",
            "",
            _HEADING,
            "",
            *(f"    {row}" for row in rows),
            "",
            "The fifth character of each group and the whole last group only check the",
            "others, so that a slip in typing is noticed. 0 and O are the same, so are",
            "1, I and L; capitals and hyphens do not matter.",
            "",
            "With binder",
            "",
            "    Start binder on the file and type this code in place of the passphrase.",
            "",
            "Without binder",
            "",
            "    Any SQLCipher 4 opens the file with the key itself. In the file's folder:",
            "",
            *_rescue(vault),
            "",
            "    The tables are described in docs/format.md of binder; original documents",
            "    are the rows of chunk, in order, as table blob names them.",
            "",
        ]
    )


def print_sheet(vault: Vault) -> str:
    """The sheet of today, noted in the binder as printed, so that a later look at the ways in shows it."""
    text = sheet(vault, date.today())
    if not vault.read_only:
        with vault.transaction():
            vault.set_meta(PRINTED, now(), logged=False)
            vault.events.append("print-sheet", "binder", "", "Printed the recovery sheet")
    return text


def _labelled(label: str, value: str) -> list[str]:
    """A label and its value, over as many lines as it takes."""
    room = WIDTH - 15
    parts = [value[start : start + room] for start in range(0, len(value), room)]
    return [f"{label if part is parts[0] else '':14}{part}" for part in parts]


def _rescue(vault: Vault) -> list[str]:
    name = vault.path.name
    file = shlex.quote(name if clean(name) == name and not name.startswith("-") else "./FILE")
    lines = [
        f"K={vault.key.hex()}",
        f'printf "PRAGMA key=\\"x\'$K\'\\";select * from record;" | sqlcipher {file}',
    ]
    if len(lines[1]) > WIDTH - 1:
        before, after = lines[1].split(" | ")
        lines[1:] = [f"{before} |", f"  {after}"]
    return lines


def code_in(text: str) -> str:
    """The recovery code in a file that holds it alone, or that holds a whole sheet."""
    text = "\n".join(text.splitlines())
    _, heading, below = text.partition(f"\n{_HEADING}\n")
    if not heading:
        return text
    rows = re.match(r"\s*((?:[ \t]*[0-9A-Za-z-]+[ \t]*\n)+)", below)
    return rows[1] if rows else below
