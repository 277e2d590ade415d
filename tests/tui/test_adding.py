"""Adding a locked document from within the app: its password is asked for, and without it the document is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fpdf import FPDF
from textual.pilot import Pilot

from binder.binder import Binder
from binder.model.document import AGAIN
from binder.model.record import Intake, Outcome, RecordState
from binder.tui.adding import summary
from binder.tui.app import BinderApp


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A PDF that opens with "maple"."""
    pdf = FPDF()
    pdf.set_encryption(owner_password="oak", user_password="maple")
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for line in ("SURGICAL PATHOLOGY REPORT", "Collected: 01/22/2026", "FINAL DIAGNOSIS", "Benign breast tissue."):
        pdf.cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    path = tmp_path / "locked.pdf"
    pdf.output(str(path))
    return path


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(600):
        await pilot.pause(0.02)
        if true():
            return
    raise AssertionError("it never came to that")


def asked(app: BinderApp) -> str:
    """The question that is open."""
    assert app.main is not None
    question = app.main.prompt.query_one("#prompt-question")
    return str(question.render()) if app.main.prompt.asking else ""


async def offer(app: BinderApp, pilot: Pilot[int], path: Path) -> None:
    """Add a file by its path and wait for the password question."""
    await until(pilot, lambda: app.main is not None and app.main.is_mounted)
    await pilot.press("a")
    await until(pilot, lambda: "Add which" in asked(app))
    await pilot.press(*str(path), "enter")
    await until(pilot, lambda: "Password of locked.pdf" in asked(app))


async def test_the_password_is_asked_again_until_it_opens(open_family: Callable[[], Binder], locked: Path) -> None:
    binder = open_family()
    app = BinderApp(binder.path, binder=binder, keymap={})
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, locked)
        await pilot.press(*"oops", "enter")
        await until(pilot, lambda: "not it" in asked(app))
        await pilot.press(*"maple", "enter")
        await until(pilot, lambda: not asked(app))
        record = next(r for r in binder.rows(i for i, _ in binder.ids()) if r.name == "locked.pdf")
        assert record.state is RecordState.FILED
        assert record.date == "2026-01-22"
        assert "Benign breast tissue." in binder.document(record.id).text


async def test_without_it_the_document_is_kept_unread(open_family: Callable[[], Binder], locked: Path) -> None:
    binder = open_family()
    app = BinderApp(binder.path, binder=binder, keymap={})
    async with app.run_test(size=(100, 30)) as pilot:
        await offer(app, pilot, locked)
        await pilot.press("escape")
        await until(pilot, lambda: not asked(app))
        record = next(r for r in binder.rows(i for i, _ in binder.ids()) if r.name == "locked.pdf")
        assert record.state is RecordState.UNREADABLE
        assert b"".join(binder.original(record.id)) == locked.read_bytes()


def test_a_file_that_came_damaged_is_named_as_soon_as_it_is_added() -> None:
    torn = Intake("summary.xml", Outcome.ADDED, why="the file is cut off: ask for it again", warnings=(AGAIN,))
    assert summary([Intake("whole.pdf", Outcome.ADDED), torn]) == (
        "2 added: summary.xml (the file is cut off: ask for it again)"
    )
