"""Binders for measuring: the sample, ones of so many records, and a bare Textual app to compare with."""

from __future__ import annotations

import sys
from pathlib import Path

from binder.model.document import Document, Page
from binder.model.kinds import Kind
from binder.model.record import Filing, Precision

PASSPHRASE = "a bench passphrase"
OPEN = "import sys; from pathlib import Path; from binder.tui.app import run; sys.exit(run(Path(sys.argv[1])))"

BARE_APP = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("one line of text")

Bare().run(mouse=False)
"""

TABLE_APP = """
import sys
from textual.app import App, ComposeResult
from textual.widgets import DataTable

class Table(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("date", "kind", "title", "from")
        for n in range(int(sys.argv[1])):
            table.add_row(f"{1 + n % 28:2} Mar 2026", "LAB", f"Record number {n} of the table", "Dr. Who, Lab One")

app = Table()
app.animation_level = "none"
app.run(mouse=False)
"""


def open_app(path: Path) -> list[str]:
    """The command that opens the app on a binder and asks for the passphrase."""
    return [sys.executable, "-c", OPEN, str(path)]


def bare_app() -> list[str]:
    """The command of a Textual app with one Static."""
    return [sys.executable, "-c", BARE_APP]


def table_app(rows: int) -> list[str]:
    """The command of a Textual app with one DataTable of so many rows."""
    return [sys.executable, "-c", TABLE_APP, str(rows)]


def sample(path: Path) -> Path:
    """The sample binder, made at a path."""
    from binder.sample import make

    make(path, passphrase=PASSPHRASE).close()
    return path


def filled(path: Path, count: int) -> Path:
    """A binder of so many short records over 25 years, made at a path."""
    from binder.vault import Vault

    kinds = [kind for kind in Kind if kind is not Kind.IMAGING_STUDY]
    with Vault.create(path, PASSPHRASE, profile=1) as vault:
        for start in range(0, count, 5_000):
            with vault.batch():
                for n in range(start, min(start + 5_000, count)):
                    date = f"{2000 + n % 25}-{1 + n % 12:02}-{1 + n % 28:02}"
                    filing = Filing(
                        kind=kinds[n % len(kinds)],
                        title=f"Record number {n}",
                        date=date,
                        date_precision=Precision.DAY,
                        author="Dr. Who",
                        facility="Lab One",
                    )
                    text = f"The text of record {n}."
                    document = Document(f"file {n}.txt", "text/plain", (Page(1, (text,)),))
                    vault.records.add(filing, document, text.encode())
    return path
