"""A locked document that a person had filed by hand is read once its password is known, and stays as they filed it."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF

from binder.binder import Binder
from binder.model.kinds import Kind
from binder.model.record import Outcome


def test_a_locked_report_filed_by_hand_keeps_its_kind_and_date_and_gains_its_text(
    binder: Binder, tmp_path: Path
) -> None:
    pdf = FPDF()
    pdf.set_encryption(owner_password="oak", user_password="maple")
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for line in ("PROGRESS NOTE", "Visit date: 01/22/2026", "Subjective: doing well.", "Objective: BP 120/70."):
        pdf.cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    pdf.output(str(tmp_path / "locked.pdf"))
    (intake,) = binder.add([tmp_path / "locked.pdf"])
    assert intake.status is Outcome.UNREADABLE
    binder.settle(intake.record, kind=Kind.CONSULT_NOTE, date="2026-02", title="Dr. Quill, first visit")

    record = binder.reread(intake.record, "maple")

    assert (record.kind, record.date, record.title) == (Kind.CONSULT_NOTE, "2026-02", "Dr. Quill, first visit")
    assert record.pages == 1
    assert "Subjective: doing well." in binder.document(record.id).text
    assert "2026-01-22" in [date.value for date in record.filing.dates]
