"""Turns a text with a few marks into a PDF like a paper from a hospital: letterhead, headings, tables, footer.

The marks: `## heading`, `- point`, `A: b || C: d` (two columns), `| cell | cell |` (a table, its first row the header,
widths after `|:`), two blanks at the start (a line of its own), `===` (new page). Everything else is running text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import EncryptionMethod, TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from binder.sample.people import FOOTER, HOUSES, House

_MARGIN = 20  # mm


class _Sheet(FPDF):  # type: ignore[misc]
    """A US letter page with the house at its head and a footer on every page."""

    def __init__(self, house: House, face: str, letter: bool) -> None:
        super().__init__(format="letter")
        self.house, self.face, self.letter = house, face, letter
        self.alias_nb_pages()
        self.set_margins(_MARGIN, 16)
        self.set_auto_page_break(True, 20)

    def header(self) -> None:
        if not self.house.name or (self.letter and self.page_no() > 1):
            return
        self.set_font(self.face, "B", 13)
        self._line(self.house.name, 6)
        self.set_font(self.face, "", 8.5)
        for text in (self.house.department, f"{self.house.address}   {self.house.telephone}"):
            if text:
                self._line(text, 4)
        self.line(_MARGIN, self.get_y() + 1.5, self.w - _MARGIN, self.get_y() + 1.5)
        self.ln(5)

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font("Helvetica", "", 8)
        self.cell(0, 5, FOOTER)
        self.set_x(-_MARGIN - 40)
        self.cell(40, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    def _line(self, text: str, height: float) -> None:
        self.cell(0, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def paper(
    body: str,
    *,
    house: str = "none",
    title: str = "",
    form: str = "report",
    made: str = "2026-03-27",
    password: str = "",
) -> bytes:
    """Draw a text as a PDF; the same text always gives the same bytes.

    Args:
        house: key of the letterhead.  title: printed large under it.
        form: "letter" (serif, wide lines) or "report".  made: ISO date for the PDF's own dates.
        password: lock the file with it.
    """
    face, size = ("Times", 12.0) if form == "letter" else ("Helvetica", 9.5)
    pdf = _Sheet(HOUSES[house], face, form == "letter")
    pdf.set_creation_date(datetime.fromisoformat(made).replace(hour=9, tzinfo=UTC))
    pdf.set_producer("made-up sample")
    if password:
        pdf.set_encryption(
            owner_password="sample-owner", user_password=password, encryption_method=EncryptionMethod.RC4
        )
    pdf.add_page()
    if title:
        pdf.set_font(face, "B", 12)
        pdf.multi_cell(0, 6, title, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(1.5)
    for mark, lines in _blocks(body):
        _draw(pdf, face, size, mark, lines)
    return bytes(pdf.output())


def _blocks(body: str) -> Iterator[tuple[str, list[str]]]:
    """The text in blocks of one mark each: heading, point, field, row, own, page, text."""
    held: list[str] = []
    held_mark = ""
    for line in [*body.strip("\n").split("\n"), ""]:
        mark = _mark(line)
        joins = mark == held_mark and mark in ("text", "row")
        if held and not joins:
            yield held_mark, held
            held = []
        if mark == "gap":
            held_mark = ""
            yield "gap", []
            continue
        held, held_mark = [*held, line], mark


def _mark(line: str) -> str:
    if not line.strip():
        return "gap"
    if line.startswith("=="):
        return "page"
    for start, mark in (("## ", "heading"), ("- ", "point"), ("|", "row"), ("  ", "own")):
        if line.startswith(start):
            return mark
    return "field" if " || " in line else "text"


def _draw(pdf: _Sheet, face: str, size: float, mark: str, lines: list[str]) -> None:
    pdf.set_font(face, "", size)
    height = size * 0.47
    down = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}
    if mark == "gap":
        pdf.ln(height * 0.55)
    elif mark == "page":
        pdf.add_page()
    elif mark == "heading":
        pdf.set_font(face, "B", size + 0.5)
        pdf.cell(0, height + 1, lines[0][3:], **down)
    elif mark == "point":
        pdf.set_x(_MARGIN + 3)
        pdf.multi_cell(0, height, lines[0], **down)
    elif mark == "own":
        pdf.multi_cell(0, height, lines[0].strip(), align="L", **down)
    elif mark == "field":
        left, right = lines[0].split(" || ", 1)
        column = pdf.epw * 0.52
        if pdf.get_string_width(left.strip()) > column - 4:  # no room beside it
            pdf.cell(0, height, left.strip(), **down)
        else:
            pdf.cell(column, height, left.strip())
        pdf.cell(0, height, right.strip(), **down)
    elif mark == "row":
        _table(pdf, lines, height)
    else:
        pdf.multi_cell(0, height, " ".join(line.strip() for line in lines), align="L", **down)


def _table(pdf: _Sheet, lines: list[str], height: float) -> None:
    widths = [float(w) for w in lines[0][2:].split()] if lines[0].startswith("|:") else None
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not line.startswith("|:")
    ]
    pdf.set_draw_color(150)
    with pdf.table(
        col_widths=widths,
        line_height=height + 0.6,
        text_align="LEFT",
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD"),
    ) as table:
        for row in rows:
            table.row(row)
    pdf.set_draw_color(0)
    pdf.ln(1)
