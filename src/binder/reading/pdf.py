"""PDF text with page and line kept: pdfium first, pypdf as the second reader where pdfium fails.

Two texts a page: rows with their columns (shown, cited, parsed), and pdfium's reading order (searched).
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from binder.model.clean import clean, clean_lines
from binder.model.document import AGAIN, Document, Page
from binder.model.errors import Unreadable
from binder.reading.enclosed import named
from binder.reading.kits import PYPDF, need
from binder.reading.limits import MIB, Limits
from binder.reading.numbers import pages_in_words
from binder.reading.pdf_words import JOINED, text_of, words_of
from binder.reading.rows import Glyph, lines_of

READER = f"pdfium {pypdfium2.PYPDFIUM_INFO.version} rows 2"
_IN_MEMORY = 64 * MIB  # larger files are read piece by piece
_FEW = 200  # characters on a page that is mostly a picture: there is more on the picture
_TAIL = 4096  # bytes in which a PDF ends
_BEAT = 10  # pages between two signs of progress
_NOTES = 2_000  # notes of one page
_LIGATURES = {code: joined for code, joined in JOINED.items() if code > 0xFF}
_WRONG = "This PDF is damaged and could not be read; open it elsewhere, print it anew as PDF, or ask for it again."


def read_pdf(
    stream: BinaryIO,
    size: int,
    limits: Limits,
    password: str | None = None,
    second: bool = False,
    alive: Callable[[], None] = lambda: None,
) -> Document:
    """Read a PDF; `second` goes straight to the second reader, `alive` is called every few pages.

    Raises Unreadable with what to do.
    """
    if second:
        return _read_second(stream, limits, password, alive)
    try:
        pdf = open_pdf(stream, size, password)
    except pypdfium2.PdfiumError:
        return _read_second(stream, limits, password, alive)
    try:
        document = _read_first(pdf, limits, alive)
    finally:
        pdf.close()
    if _without_end(stream, size):
        return replace(document, warnings=(f"this PDF is cut off at its end: {AGAIN}", *document.warnings))
    return document


def _without_end(stream: BinaryIO, size: int) -> bool:
    """Whether the mark that ends every PDF is missing, near whose end some senders leave rubbish."""
    stream.seek(max(0, size - _TAIL))
    return b"%%EOF" not in stream.read(_TAIL)


def open_pdf(stream: BinaryIO, size: int, password: str | None) -> Any:
    """Open with pdfium. Raises PdfiumError where it is damaged, Unreadable where it is locked."""
    given: Any = stream.read() if size <= _IN_MEMORY else stream
    try:
        return pypdfium2.PdfDocument(given, password=password)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise _locked(password) from None
        if code == pdfium.FPDF_ERR_SECURITY:
            raise Unreadable(
                "This PDF is locked in a way that no password opens here; ask the sender for an unlocked copy."
            ) from None
        stream.seek(0)
        raise


def _locked(password: str | None) -> Unreadable:
    if password:
        return Unreadable("The password given does not open this PDF; try again.", needs_password=True)
    return Unreadable("This PDF is locked with a password; give the password to read it.", needs_password=True)


def _read_first(pdf: Any, limits: Limits, alive: Callable[[], None]) -> Document:
    count = len(pdf)
    if count == 0:
        raise Unreadable("This PDF has no pages; ask for it again.")
    pages: list[Page] = []
    pictures: list[int] = []
    failed: list[int] = []
    pinned: list[int] = []  # pages with a file pinned to them, once for each
    room = limits.answer // 4  # characters; one may take up to four bytes
    for number in range(1, min(count, limits.pages) + 1):
        try:
            page, is_picture = _read_page(pdf, number, pinned)
        except (pypdfium2.PdfiumError, ValueError, OverflowError):
            page, is_picture = Page(number, ()), False
            failed.append(number)
        if number % _BEAT == 0:
            alive()
        room -= sum(map(len, page.lines)) + len(page.prose)
        if room < 0:
            break
        pages.append(page)
        if is_picture:
            pictures.append(number)
    warnings = list(_page_warnings(pages, failed, count, bool(pictures)))
    tags = tuple(_own_words(pdf.get_metadata_dict(skip_empty=True)))
    attached = max(0, pdfium.FPDFDoc_GetAttachmentCount(pdf.raw)) + len(pinned)
    parts = named(("attachment" for _ in range(min(attached, limits.parts))), limits)  # named when they are taken out
    return Document(
        "", "application/pdf", tuple(pages), None, tags, count, tuple(warnings), READER, parts, pictures=tuple(pictures)
    )


def _page_warnings(pages: list[Page], failed: list[int], count: int, pictures: bool = False) -> Iterator[str]:
    recognised = [page.number for page in pages if page.recognised]
    if recognised:
        yield f"the text of {pages_in_words(recognised)} was recognised from a picture by whoever sent it: " + (
            "check numbers against the picture"
        )
    if failed:
        yield f"{pages_in_words(failed)} could not be read: {AGAIN}"
    if count > len(pages):
        yield f"only the first {len(pages)} of {count} pages are read"
    if not pictures and not failed and not any(page.lines for page in pages):
        yield "there are no words in this PDF"


def _read_page(pdf: Any, number: int, pinned: list[int]) -> tuple[Page, bool]:
    """One page, and whether it is a picture without text, or next to none."""
    page = _with_entries(pdf, number, pinned)
    try:
        text_page = page.get_textpage()
        try:
            words = words_of(text_page, text_of(text_page), page.get_bbox())
            lines = lines_of(*_upright(words))
            prose = text_page.get_text_bounded() if lines else ""
        finally:
            text_page.close()
        covered, hidden = _layers(page, bool(lines))
    finally:
        page.close()
    cleaned = tuple(clean(line) for line in lines)
    few = sum(map(len, cleaned)) < _FEW  # the stamp of a fax machine above the page it sent
    return Page(number, cleaned, _prose(prose, cleaned), bool(lines) and covered and hidden), covered and few


def _with_entries(pdf: Any, number: int, pinned: list[int]) -> Any:
    """The page with what was typed into its form fields and notes made part of it: it is printed, so it is read."""
    page = pdf[number - 1]
    notes = pdfium.FPDFPage_GetAnnotCount(page.raw)
    if notes < 1:
        return page
    pinned += [number for at in range(min(notes, _NOTES)) if _is_pinned(page.raw, at)]
    if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_PRINT) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return pdf[number - 1]


def _is_pinned(page: Any, at: int) -> bool:
    note = pdfium.FPDFPage_GetAnnot(page, at)
    try:
        return bool(pdfium.FPDFAnnot_GetSubtype(note) == pdfium.FPDF_ANNOT_FILEATTACHMENT)
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _prose(text: str, lines: tuple[str, ...]) -> str:
    """Reading order as clean lines; empty where it holds the same characters in the same order as the rows."""
    rows = "".join(" ".join(lines).split())
    if "".join(text.split()) == rows:
        return ""
    for mark in ("\x02\r\n", "\ufffe\r\n", "\x02", "\ufffe"):
        text = text.replace(mark, "")  # a word hyphenated at a line's end is searched for as one word
    text = text.translate(_LIGATURES)
    prose = "\n".join(line for line in clean_lines(text) if line)
    return "" if "".join(prose.split()) == rows else prose


def _upright(words: dict[int, list[Glyph]]) -> tuple[list[Glyph], list[list[Glyph]]]:
    """Turn the page so that most of its words stand upright; the others follow, each direction turned upright."""
    if not words:
        return [], []
    turned = {turn: [_turned(glyph, turn) for glyph in found] if turn > 0 else found for turn, found in words.items()}
    main = max(turned, key=lambda turn: sum(len(glyph[0]) for glyph in turned[turn]))
    return turned.pop(main), list(turned.values())


def _turned(glyph: Glyph, turn: int) -> Glyph:
    text, x0, y0, x1, y1, blank = glyph
    if turn == 1:
        return text, -y1, x0, -y0, x1, blank
    if turn == 2:
        return text, -x1, -y1, -x0, -y0, blank
    return text, y0, -x1, y1, -x0, blank


def _layers(page: Any, has_text: bool) -> tuple[bool, bool]:
    """Whether pictures cover over half the page, and whether its text is hidden: drawn invisible, or beneath them."""
    width, height = page.get_size()
    left, bottom, right, top = page.get_bbox()
    edges = [ctypes.c_float() for _ in range(4)]
    covered, last_picture = 0.0, -1
    texts: list[tuple[int, Any]] = []
    for index, (kind, item) in enumerate(_objects(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if len(texts) < 400:
                texts.append((index, item))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE and pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, edges)):
            x0, y0, x1, y1 = (edge.value for edge in edges)
            area = max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
            covered += area if math.isfinite(area) else 0.0
            last_picture = index
    if covered <= 0.5 * width * height:
        return False, False
    if not has_text or not texts:
        return True, has_text
    hidden = sum(
        1
        for index, item in texts
        if index < last_picture or pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
    )
    return True, hidden > len(texts) / 2


def _objects(owner: Any, count: Any, get: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    """The objects of a page with their kinds, forms opened up to two deep."""
    for index in range(min(count(owner), 20_000)):
        item = get(owner, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 2:
            yield from _objects(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1)
        else:
            yield kind, item


def _own_words(metadata: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the PDF says of itself, never taken for the document's own words."""
    for label, key in (("Title", "Title"), ("Author", "Author"), ("Subject", "Subject"), ("Made with", "Creator")):
        value = clean(" ".join(str(metadata.get(key) or "").split()))[:400]
        if value:
            yield f"PDF {label.lower()}", value


def _read_second(stream: BinaryIO, limits: Limits, password: str | None, alive: Callable[[], None]) -> Document:
    """pypdf in layout mode: slower, but it bounds itself and forgives other faults than pdfium."""
    need(PYPDF)
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(stream.read()))
        if reader.is_encrypted and not reader.decrypt(password or ""):
            raise _locked(password)
        count = len(reader.pages)
        pages: list[Page] = []
        failed: list[int] = []
        for number in range(1, min(count, limits.pages) + 1):
            try:
                drawn = reader.pages[number - 1].extract_text(extraction_mode="layout")
                pages.append(Page(number, tuple(line for line in clean_lines(drawn) if line)))
            except Exception:  # one bad page must not cost the others
                pages.append(Page(number, ()))
                failed.append(number)
            if number % _BEAT == 0:
                alive()
    except (Unreadable, MemoryError):
        raise
    except Exception:
        raise Unreadable(_WRONG) from None
    if not any(page.lines for page in pages):
        raise Unreadable(_WRONG)
    warnings = [f"this PDF is damaged: a second reader got its text, and its pages may not be drawn, {AGAIN}"]
    warnings += _page_warnings(pages, failed, count)
    metadata = {key.lstrip("/"): value for key, value in _metadata(reader).items()}
    tags = tuple(_own_words(metadata))
    return Document(
        "", "application/pdf", tuple(pages), None, tags, 0, tuple(warnings), f"pypdf {pypdf.__version__} layout"
    )


def _metadata(reader: Any) -> dict[str, Any]:
    try:
        return dict(reader.metadata or {})
    except Exception:
        return {}
