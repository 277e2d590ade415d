"""A letter as a PDF: one quiet page where it fits, with page numbers and the patient's name where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import as_file
from itertools import groupby
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

from binder.knowledge.fonts import BOLD, REGULAR
from binder.letters.template import Block, Mark
from binder.model.visual import visual

_FACE = "Letter"
_MARGIN = 22.0  # mm
_TOP, _BOTTOM = 17.0, 20.0
_SIZES = (10.5, 10.0, 9.5)  # points: a little smaller where that saves a second page
_SIGN_ROOM, _SIGN_LABEL = 8.5, 4.0
_DOWN = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}


class Paper(StrEnum):
    """A size of paper."""

    LETTER = "letter"
    A4 = "a4"


class _Sheet(FPDF):  # type: ignore[misc]
    """Pages with their footer: what law the letter rests on, whose it is, and which page of how many."""

    def __init__(self, paper: Paper, law: str, whose: str, fonts: Sequence[Path]) -> None:
        super().__init__(format=paper.value)
        self.law, self.whose, self.size, self.of = law, whose, _SIZES[0], 1
        self.str_alias_nb_pages = ""  # nothing that a letter says may be taken for a place to put a number
        with as_file(REGULAR) as regular, as_file(BOLD) as bold:
            self.add_font(_FACE, "", regular)
            self.add_font(_FACE, "B", bold)
        for number, path in enumerate(fonts):
            self.add_font(f"more{number}", "", path)
        self.set_fallback_fonts([f"more{number}" for number in range(len(fonts))], exact_match=False)
        self.set_margins(_MARGIN, _TOP)
        self.set_auto_page_break(True, _BOTTOM)
        self.c_margin = 0
        self.set_lang("en-US")

    def begin_anew(self, size: float, of: int = 1) -> None:
        """Throw away what was drawn and draw in another size; the fonts, which cost most, stay read."""
        self.pages.clear()
        self.page, self.size, self.of = 0, size, of

    @property
    def step(self) -> float:
        """From one line to the next, in mm."""
        return self.size * 0.44

    def footer(self) -> None:
        """Law at the left, patient and page at the right."""
        self.set_y(-_BOTTOM + 4)
        self.set_draw_color(160)
        self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
        self.set_draw_color(0)
        self.set_y(-_BOTTOM + 5.5)
        self.set_font(_FACE, "", 7.5)
        y, room = self.get_y(), self.epw * 0.72
        self.multi_cell(room, 3.4, self.law, align="L", max_line_height=3.4)
        page = f"page {self.page_no()} of {self.of}"
        self.set_xy(_MARGIN + room, y)
        self.multi_cell(0, 3.4, f"{_shortened(self.whose)}\n{page}" if self.whose else page, align="R")


def as_pdf(
    blocks: tuple[Block, ...],
    *,
    title: str,
    law: str = "",
    whose: str = "",
    paper: Paper = Paper.LETTER,
    made: str = "",
    fonts: Sequence[Path] = (),
) -> bytes:
    """Draw a letter; the same letter always gives the same bytes.

    Args:
        law: what the footer cites.  whose: the patient's name, beside the page number.
        made: ISO date for the PDF's own date.  fonts: font files for letters that the own typeface lacks.
    """
    blocks = tuple(replace(block, parts=tuple(map(visual, block.parts))) for block in blocks)
    sheet = _Sheet(paper, law, visual(whose), fonts)
    sheet.set_title(title)
    sheet.set_producer("binder")
    sheet.set_creation_date(datetime.fromisoformat(made or "2000-01-01").replace(hour=12, tzinfo=UTC))
    needed: dict[float, int] = {}
    for size in _SIZES:
        sheet.begin_anew(size)
        needed[size] = _drawn(blocks, sheet).pages_count
        if needed[size] == 1:
            return bytes(sheet.output())
    best = min(_SIZES, key=lambda size: (needed[size], -size))
    sheet.begin_anew(best, needed[best])
    return bytes(_drawn(blocks, sheet).output())


def missing(text: str, fonts: Sequence[Path] = ()) -> str:
    """The characters of a text that neither the own typeface nor these font files have, each once."""
    wanted = {c for c in visual(text) if not c.isspace()}
    with as_file(REGULAR) as regular:
        for path in (regular, *fonts):
            if not wanted:
                break
            wanted -= {chr(code) for code in _covered(path)}
    return "".join(sorted(wanted))


def _covered(path: Path) -> Iterable[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return tuple(font.getBestCmap() or ())


def _drawn(blocks: tuple[Block, ...], pdf: _Sheet) -> _Sheet:
    pdf.add_page()
    groups = [list(group) for _, group in groupby(blocks, lambda b: b.mark in (Mark.LEFT, Mark.RIGHT))]
    for group in groups:
        if group[0].mark in (Mark.LEFT, Mark.RIGHT):
            _columns(pdf, group)
            continue
        for at, block in enumerate(group):
            _keep_together(pdf, group[at:])
            _draw(pdf, block)
    return pdf


def _keep_together(pdf: _Sheet, ahead: list[Block]) -> None:
    """Begin a new page where a line to be signed would stand alone on it, or a heading alone at the foot."""
    block, following = ahead[0], ahead[1:]
    need = 0.0
    if block.mark is Mark.SIGN:
        need = _SIGN_ROOM + _SIGN_LABEL
    elif following and following[0].mark is Mark.SIGN:
        signs = sum(1 for _ in _while_signed(following))
        need = pdf.step * 3 + signs * (_SIGN_ROOM + _SIGN_LABEL)
    elif block.mark is Mark.HEADING:
        need = pdf.step * 4
    if need and pdf.get_y() + need > pdf.page_break_trigger and pdf.get_y() > _TOP + 1:
        pdf.add_page()


def _while_signed(blocks: list[Block]) -> Iterable[Block]:
    for block in blocks:
        if block.mark is not Mark.SIGN:
            return
        yield block


def _draw(pdf: _Sheet, block: Block) -> None:
    if block.gap and pdf.get_y() > _TOP + 1:
        pdf.ln(pdf.step * 0.55)
    pdf.set_font(_FACE, "", pdf.size)
    if block.mark is Mark.HEADING:
        pdf.set_font(_FACE, "B", pdf.size)
        _say(pdf, block.text)
    elif block.mark is Mark.SMALL:
        pdf.set_font(_FACE, "", pdf.size - 1.5)
        _say(pdf, block.text, pdf.step * 0.86)
    elif block.mark in (Mark.POINT, Mark.BOX):
        _listed(pdf, block)
    elif block.mark is Mark.SIGN:
        _to_sign(pdf, block.parts)
    elif block.mark is Mark.RULE:
        pdf.line(_MARGIN, pdf.get_y() + 1, pdf.w - _MARGIN, pdf.get_y() + 1)
        pdf.ln(2.5)
    elif block.mark is Mark.PAGE:
        pdf.add_page()
    else:
        _say(pdf, block.text)


def _say(pdf: _Sheet, text: str, step: float | None = None, width: float = 0) -> None:
    pdf.multi_cell(width, step or pdf.step, text, align="L", wrapmode=WrapMode.WORD, **_DOWN)


def _listed(pdf: _Sheet, block: Block) -> None:
    """A point or a box, its text indented."""
    indent = 5.5
    lines = pdf.multi_cell(pdf.epw - indent, pdf.step, block.text, align="L", dry_run=True, output="LINES")
    if pdf.get_y() + pdf.step * min(len(lines), 3) > pdf.page_break_trigger:
        pdf.add_page()
    x, y, step = _MARGIN, pdf.get_y(), pdf.step
    if block.mark is Mark.BOX:
        pdf.rect(x + 0.6, y + step / 2 - 1.4, 2.8, 2.8)
    else:
        pdf.circle(x + 2, y + step / 2, 0.55, style="F")
    pdf.set_left_margin(x + indent)
    pdf.set_x(x + indent)
    _say(pdf, block.text)
    pdf.set_left_margin(x)
    pdf.set_x(x)
    pdf.ln(step * 0.12)


def _to_sign(pdf: _Sheet, labels: tuple[str, ...]) -> None:
    """A line to write on for each label, the first one longest, and the labels under them in small print."""
    gap = 6.0
    room = pdf.epw - gap * (len(labels) - 1)
    first = room if len(labels) == 1 else room * 0.6
    widths = [first] + [(room - first) / max(len(labels) - 1, 1)] * (len(labels) - 1)
    y = pdf.get_y() + _SIGN_ROOM
    x, low = _MARGIN, y
    pdf.set_font(_FACE, "", 8)
    for label, width in zip(labels, widths, strict=True):
        pdf.line(x, y, x + width, y)
        pdf.set_xy(x, y + 0.6)
        pdf.multi_cell(width, 3.4, label, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        low = max(low, pdf.get_y())
        x += width + gap
    pdf.set_xy(_MARGIN, low)


def _columns(pdf: _Sheet, blocks: list[Block]) -> None:
    """Lines at the left with lines at the right beside them: who writes, and to whom."""
    if blocks[0].gap and pdf.get_y() > _TOP + 1:
        pdf.ln(pdf.step * 0.55)
    pdf.set_font(_FACE, "", pdf.size)
    y, low = pdf.get_y(), pdf.get_y()
    for mark, at, width in ((Mark.LEFT, 0.0, 0.54), (Mark.RIGHT, 0.58, 0.42)):
        pdf.set_y(y)
        pdf.set_left_margin(_MARGIN + pdf.epw * at)
        pdf.set_x(pdf.l_margin)
        for block in blocks:
            if block.mark is mark:
                _say(pdf, block.text, width=(pdf.w - 2 * _MARGIN) * width)
        low = max(low, pdf.get_y())
        pdf.set_left_margin(_MARGIN)
    pdf.set_xy(_MARGIN, low)


def _shortened(name: str) -> str:
    return name if len(name) <= 60 else name[:59].rstrip() + "…"
