"""The chase in a real terminal of 80 columns and 24 lines, without a mouse: from what is missing to verified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.checklist import ItemState
from binder.model.people import Contact, Department, DepartmentKind, Organization, PatientDetails
from binder.model.request import RequestState
from tests.tui.conftest import PASSPHRASE
from tests.tui.terminal import Terminal, app_in_terminal

pytestmark = pytest.mark.pty

REPORT = "CT of the chest\nDate of exam: 01/20/2026\nFINDINGS\nNo nodules.\nIMPRESSION\nNormal CT of the chest.\n"


@pytest.fixture
def terminal(family: Path, config: Path) -> Iterator[Terminal]:
    with Binder.open(family, passphrase=PASSPHRASE) as binder:
        binder.set_patient_details(PatientDetails(contact=Contact("555-010-0104", address="1 Orchard Walk")))
        desk = Department(DepartmentKind.RADIOLOGY, contact=Contact("555-010-0158", "555-010-0159"))
        binder.save_organization(Organization("Saltmarsh Imaging", departments=(desk,)))
        for line in binder.checklist():  # one thing is missing, and nothing else
            if line.item.id not in ("imaging-ct", "imaging-mri"):
                binder.set_item_state(line.item.id, ItemState.WAIVED, "not for this story")
    with app_in_terminal(family, config, columns=80, lines=24) as opened:
        opened.until("Passphrase")
        opened.type(PASSPHRASE)
        opened.type("enter")
        opened.until("Test Person")
        yield opened


def step(terminal: Terminal, keys: str, then: str) -> None:
    terminal.type(keys)
    terminal.until(then)


def answer(terminal: Terminal, words: str, then: str) -> None:
    """Type over what stands in the line, and Enter."""
    terminal.type("\x15")
    terminal.type(words)
    step(terminal, "enter", then)


def test_from_missing_images_through_letter_calls_and_a_report_instead_to_verified(
    terminal: Terminal, family: Path, tmp_path: Path
) -> None:
    (tmp_path / "ct report.txt").write_text(REPORT)

    # What is missing: the checklist says it, and one key asks for it.
    step(terminal, "3", "CT scans")
    for _ in range(20):
        if "CT scans · needs report and images" in terminal.text:
            break
        terminal.type("j")
        terminal.read()
    step(terminal, "n", "Ask for what?")
    terminal.until("CT scans (images)")
    step(terminal, "1", "Ask whom for")
    terminal.until("Saltmarsh Imaging")
    terminal.until("555-010-0158")
    step(terminal, "1", "REQ1 is drafted")
    terminal.until("Not sent yet")

    # Enter offers what comes next, the letter first; it is read, written as a PDF and noted as sent.
    step(terminal, "enter", "What now?")
    step(terminal, "enter", "Letter")
    terminal.until("Saltmarsh Imaging")
    step(terminal, "w", "Write the PDF where?")
    answer(terminal, str(tmp_path / "letter.pdf"), "Wrote")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    step(terminal, "s", "How was it sent?")
    step(terminal, "enter", "When was it sent?")
    step(terminal, "enter", "Proof?")
    answer(terminal, "confirmation 8841", "Sent, and kept as it was")

    # A call, in three answers.
    step(terminal, "esc", "Waiting")
    terminal.until("day 0 of 30")
    step(terminal, "c", "Whom did you speak with?")
    answer(terminal, "Dana", "What was said?")
    answer(terminal, "in the queue", "What comes next?")
    step(terminal, "enter", "Noted. Next: call again")
    terminal.until("call, Dana: in the queue")

    # A report came instead of the images: nothing is closed by it.
    terminal.type(" ")
    terminal.until("what came?")
    step(terminal, "x", "a report is not the images")

    # A second request for what is missing, and its letter.
    step(terminal, "m", "REQ2 asks again")
    step(terminal, "s", "How was it sent?")
    step(terminal, "enter", "When was it sent?")
    step(terminal, "enter", "its clock runs")

    # The report is filed and marked on the checklist; the images stay missing there.
    step(terminal, "a", "Add which")
    answer(terminal, str(tmp_path / "ct report.txt"), "1 added")
    step(terminal, "3", "CT scans · needs")
    terminal.type(" ")
    terminal.until("what came?")
    step(terminal, "enter", "images still missing")

    # The disc comes: it answers the second request, the first is taken back, and all is looked at.
    step(terminal, "r", "REQ")
    terminal.until("Waiting")
    for _ in range(4):
        if "· REQ2 ·" in terminal.text:
            break
        terminal.type("j")
        terminal.read(quiet=0.3)
    assert "· REQ2 ·" in terminal.text
    terminal.type(" ")
    terminal.until("what came?")
    step(terminal, "i", "What came, in your words?")
    answer(terminal, "a disc with 212 images", "asked for it too")
    step(terminal, "enter", "All of it is here")
    step(terminal, "v", "Verified: CT scans")

    terminal.type("q")
    terminal.until("CT scans")
    with Binder.open(family, passphrase=PASSPHRASE, read_only=True) as binder:
        item = binder.item("imaging-ct")
        assert item.state is ItemState.VERIFIED and not item.missing
        states = {line.request.id: line.request.state for line in binder.requests()}
        assert states == {"REQ1": RequestState.WITHDRAWN, "REQ2": RequestState.FULFILLED}
        (letter,) = binder.letters()
        assert letter.proof == "confirmation 8841" and binder.record(letter.record).title
