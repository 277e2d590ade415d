"""A sheet of opinions as PDF, lying across the page, in binder's own typeface."""

from __future__ import annotations

from importlib.resources import as_file

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

from binder.export.opinion_sheet import Cell, Heading, Ink, Paragraph, Piece, Sheet, Table
from binder.knowledge.fonts import BOLD, REGULAR
from binder.model.spoken import FIXED_WORDS

_FACE = "Sheet"
_MARGIN, _BOTTOM = 14.0, 16.0  # mm
_SIZE, _SMALL = 9.5, 8.0  # points
_STEP = 0.45  # mm from line to line, for each point
_GAP = 2.5
_DOWN = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}
# Dark enough for black and white paper; the letters A and B stand at the head of their columns.
_COLOURS = {Ink.QUOTE_A: (11, 63, 112), Ink.QUOTE_B: (107, 51, 5)}


class _Paper(FPDF):  # type: ignore[misc]
    """Pages with the fixed words and the page's number at their foot."""

    def __init__(self, title: str) -> None:
        super().__init__(orientation="landscape", format="letter")
        self.str_alias_nb_pages = ""  # nothing that an opinion says may be taken for a place to put a number
        with as_file(REGULAR) as regular, as_file(BOLD) as bold:
            self.add_font(_FACE, "", regular)
            self.add_font(_FACE, "B", bold)
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, _BOTTOM)
        self.set_lang("en")
        self.set_title(title)
        self.set_producer("binder")

    def footer(self) -> None:
        """What binder does not do, and which page this is."""
        self.set_y(-_BOTTOM + 5)
        self.set_font(_FACE, "", _SMALL)
        self.set_text_color(0)
        self.cell(0, 4, FIXED_WORDS)
        self.set_xy(_MARGIN, -_BOTTOM + 5)
        self.cell(0, 4, f"page {self.page_no()}", align="R")


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF; letters that the typeface lacks are shown as boxes, which the last line then says."""
    pdf = _Paper(sheet.title)
    pdf.add_page()
    _say(pdf, sheet.title, 15, bold=True)
    pdf.ln(1.5)
    for block in sheet.blocks:
        if isinstance(block, Heading):
            if pdf.get_y() + 25 > pdf.page_break_trigger:
                pdf.add_page()
            pdf.ln(3)
            _say(pdf, block.text, 11.5, bold=True)
            pdf.ln(1)
        elif isinstance(block, Paragraph):
            _say(pdf, block.text, _SMALL if block.ink is Ink.SMALL else _SIZE, bold=block.ink is Ink.STRONG)
        else:
            _table(pdf, block)
    lacking = _lacking(pdf, sheet)
    if lacking:
        pdf.ln(2)
        _say(pdf, f"{lacking} kinds of letters in the texts are not in this typeface: HTML shows them.", _SMALL)
    return bytes(pdf.output())


def _say(pdf: _Paper, text: str, size: float, *, bold: bool = False) -> None:
    pdf.set_font(_FACE, "B" if bold else "", size)
    pdf.multi_cell(0, size * _STEP, text, align="L", wrapmode=WrapMode.WORD, **_DOWN)


def _table(pdf: _Paper, table: Table) -> None:
    whole = sum(table.widths)
    widths = [pdf.epw * width / whole for width in table.widths]
    _head(pdf, table, widths)
    for row in table.rows:
        height = max(_height(pdf, cell, width - _GAP) for cell, width in zip(row, widths, strict=True))
        if pdf.get_y() + height > pdf.page_break_trigger and pdf.get_y() > _MARGIN + 12:
            pdf.add_page()
            _head(pdf, table, widths)
        _row(pdf, row, widths)


def _head(pdf: _Paper, table: Table, widths: list[float]) -> None:
    pdf.set_font(_FACE, "B", _SIZE)
    step, y = _SIZE * _STEP, pdf.get_y()
    lines = [
        pdf.multi_cell(w - _GAP, step, t, align="L", dry_run=True, output="LINES")
        for t, w in zip(table.head, widths, strict=True)
    ]
    x = _MARGIN
    for words, width in zip(table.head, widths, strict=True):
        pdf.set_xy(x, y)
        pdf.multi_cell(width - _GAP, step, words, align="L")
        x += width
    _rule(pdf, y + step * max(len(one) for one in lines) + 0.6)


def _row(pdf: _Paper, row: tuple[Cell, ...], widths: list[float]) -> None:
    """Cells beside each other; one that is higher than a page goes on, and the next row begins under the longest."""
    page, y, x = pdf.page, pdf.get_y(), _MARGIN
    lowest = (page, y)
    for cell, width in zip(row, widths, strict=True):
        pdf.page = page
        pdf.set_xy(x, y)
        pdf.set_left_margin(x)
        for piece in cell:
            _set(pdf, piece)
            pdf.multi_cell(width - _GAP, pdf.font_size_pt * _STEP, piece.text, align="L", wrapmode=WrapMode.WORD,
                           **_DOWN)  # fmt: skip
        lowest = max(lowest, (pdf.page, pdf.get_y()))
        x += width
    pdf.set_left_margin(_MARGIN)
    pdf.set_text_color(0)
    pdf.page = lowest[0]
    _rule(pdf, lowest[1] + 0.6)


def _rule(pdf: _Paper, y: float) -> None:
    pdf.set_draw_color(170)
    pdf.line(_MARGIN, y, pdf.w - _MARGIN, y)
    pdf.set_xy(_MARGIN, y + 0.8)


def _set(pdf: _Paper, piece: Piece) -> None:
    pdf.set_font(_FACE, "B" if piece.ink is Ink.STRONG else "", _SMALL if piece.ink is Ink.SMALL else _SIZE)
    pdf.set_text_color(*_COLOURS.get(piece.ink, (0, 0, 0)))


def _height(pdf: _Paper, cell: Cell, width: float) -> float:
    height = 0.0
    for piece in cell:
        _set(pdf, piece)
        step = pdf.font_size_pt * _STEP
        lines = pdf.multi_cell(width, step, piece.text, align="L", wrapmode=WrapMode.WORD, dry_run=True, output="LINES")
        height += step * max(1, len(lines))
    return height


def _lacking(pdf: _Paper, sheet: Sheet) -> int:
    """How many different characters of the sheet the typeface does not have."""
    texts = [sheet.title]
    for block in sheet.blocks:
        if isinstance(block, Table):
            texts += [piece.text for row in block.rows for cell in row for piece in cell]
        else:
            texts.append(block.text)
    known = pdf.fonts[_FACE.lower()].cmap
    return sum(1 for letter in set("".join(texts)) if not letter.isspace() and ord(letter) not in known)
