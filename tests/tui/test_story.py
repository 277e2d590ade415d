"""An evening with binder in a real terminal, from the passphrase to the source of a difference."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.record import RecordState
from tests.tui.conftest import PASSPHRASE
from tests.tui.terminal import Terminal, app_in_terminal

pytestmark = pytest.mark.pty

PAPERS = {
    "biopsy.txt": """SURGICAL PATHOLOGY REPORT

Collected: 01/12/2026    Reported: 01/15/2026
Accession: S26-0117

SPECIMEN
Left breast, core biopsy.

FINAL DIAGNOSIS
Invasive ductal carcinoma, grade 2.

Pathologist: Iris Lund, MD
""",
    "first.txt": """Dr. Ines Calloway
Letter of March 2, 2026

OPINION

Diagnosis
The biopsy shows an invasive ductal carcinoma, grade 2.

Stage
The clinical stage is IIA.

Plan
Surgery should take place within 4 weeks.
Chemotherapy is not recommended at this time.
""",
    "second.txt": """Dr. Henrike Solberg
SECOND OPINION
Date: March 24, 2026

Diagnosis
The biopsy shows an invasive ductal carcinoma, grade 2.

Stage
The clinical stage is IIB.

Plan
Surgery should take place within 2 weeks.
Chemotherapy is recommended before the operation.
""",
    "unclear.txt": "Thank you for waiting. We looked at 03/04/2026 and it was fine.\n",
}


def find(terminal: Terminal, words: str) -> None:
    """Narrow the timeline to what holds the words; the cursor stands on the only one."""
    terminal.type("/")
    terminal.until("Find:")
    terminal.type(words)
    terminal.until(f"1 of 7: records with “{words}”")
    terminal.type("enter")
    terminal.until("? help")


def test_add_review_mark_compare_and_open_the_source(family: Path, config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "from the e-mails"
    folder.mkdir()
    for name, text in PAPERS.items():
        (folder / name).write_text(text)
    with app_in_terminal(family, config, columns=120, lines=40) as terminal:
        terminal.until("Passphrase")
        terminal.type(PASSPHRASE)
        terminal.type("enter")
        terminal.until("Test Person")

        terminal.type("a")
        terminal.until("Add which")
        terminal.type(str(folder))
        terminal.type("enter")
        terminal.until("4 added")

        terminal.type("2")
        terminal.until("newest first")
        find(terminal, "waiting")
        terminal.until("needs a look")
        terminal.type("r")
        terminal.until("file it so")
        terminal.type("enter")
        terminal.until("Filed: unclear.txt")
        terminal.type("q")
        terminal.until("Esc shows all")
        terminal.type("esc")
        terminal.until("newest first")

        for words, number in (("Calloway", "1"), ("Solberg", "2")):
            find(terminal, words)
            terminal.type("o")
            terminal.until("as which opinion")
            terminal.type(number)
            terminal.until(f"is opinion {number}.")
            terminal.type("esc")
            terminal.until("newest first")

        terminal.type("3")
        terminal.until("Pathology report")
        terminal.type(" ")
        terminal.until("what came?")
        terminal.type("enter")
        terminal.until("● received")

        terminal.type("4")
        terminal.until("difference 3 of 3")  # the treatment: the weightiest of what differs
        terminal.type("N")
        terminal.until("difference 2 of 3")
        terminal.type("enter")
        terminal.until("Record R")
        terminal.until("Surgery should take place")
        terminal.type("q")
        terminal.until("n difference")
        terminal.type("q")
        assert terminal.gone(5)
        assert os.waitstatus_to_exitcode(terminal.status or 0) == 0

    with Binder.open(family, passphrase=PASSPHRASE) as binder:
        assert [record.name for record in binder.opinions()] == ["first.txt", "second.txt"]
        item = next(line.item for line in binder.checklist() if line.item.id == "pathology-report")
        assert binder.record(item.receipts[0].record).name == "biopsy.txt"
        unclear = next(row for row in binder.rows(i for i, _ in binder.ids()) if row.name == "unclear.txt")
        assert unclear.state is RecordState.FILED
        assert binder.check() == []
