"""Word files (Office Open XML, ECMA-376): paragraphs, tables, lists, headers, notes and what was filled into forms.

lxml walks word/document.xml as a stream: python-docx builds objects for every run, took ten times as long, and leaves
out text boxes, content controls and notes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from lxml import etree

from binder.model.clean import clean
from binder.model.document import Document, Page
from binder.model.errors import Unreadable
from binder.reading.columns import aligned
from binder.reading.docx_lists import Lists
from binder.reading.limits import MIB, Limits
from binder.reading.text import bounded

_PARAGRAPH = 64  # characters that a paragraph counts for beside its own
READER = f"lxml {etree.__version__} word 1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"  # the same names in the strict form of the standard
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNPACKED = 96 * MIB  # bytes of XML in one part; a book has about 20
_RATIO = 400  # times its packed size
_SYMBOLS = {"F0FE": "☒", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓", "F0B7": "•", "F0A7": "▪", "F0E0": "→"}
_DAMAGED = "This Word file is damaged or not one; open it in Word and save it as PDF, or ask for it again."
_BOMB = "This Word file unpacks to far more than a document (an archive bomb); it was not read."
_LOCKED = "This Word file is locked with a password; open it in Word, save it without one, and add that."
_CORE = "{http://purl.org/dc/elements/1.1/}"


class _Full(Exception):
    """Enough text was read."""


@dataclass(slots=True)
class _Table:
    rows: list[tuple[list[str], bool]] = field(default_factory=list)  # cells, and whether a page begins with the row
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    span: int = 1


def read_docx(stream: BinaryIO, size: int, limits: Limits) -> Document:
    """Read a Word file. Raises Unreadable where it is damaged, locked or made to harm."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return _read(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, KeyError):
        raise Unreadable(_DAMAGED) from None
    except RuntimeError:  # zipfile's word for an encrypted member
        raise Unreadable(_LOCKED) from None
    except etree.XMLSyntaxError:
        raise Unreadable(_DAMAGED) from None


def _read(archive: zipfile.ZipFile, limits: Limits) -> Document:
    names = [info.filename for info in archive.infolist()[:5000]]
    main = next((name for name in names if name.lower() == "word/document.xml"), None)
    main = main or next((n for n in names if n.lower().startswith("word/document") and n.endswith(".xml")), None)
    if main is None:
        raise Unreadable(_DAMAGED)
    lists = Lists.of(_tree(archive, "word/numbering.xml", names))
    body = _Story(lists, limits.text)
    cut = body.read(_part(archive, main))
    before, after = _margins(archive, names, limits, "header"), _margins(archive, names, limits, "footer")
    notes = [line for kind in ("footnotes", "endnotes") for line in _story(archive, f"word/{kind}.xml", names, limits)]
    pages = body.pages or [[]]
    pages[0][:0] = [*before, ""] if before else []
    pages[-1] += ([""] if notes else []) + notes + ([""] if after else []) + after
    warnings = list(_warnings(archive, names, body, cut, limits, pages))
    made = tuple(Page(n, tuple(bounded(_trimmed(page))[0])) for n, page in enumerate(pages[: limits.pages], 1))
    return Document("", _MEDIA, made, None, _own_words(archive, names), 0, tuple(warnings), READER)


_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _warnings(
    archive: zipfile.ZipFile, names: list[str], body: _Story, cut: bool, limits: Limits, pages: list[list[str]]
) -> Iterator[str]:
    pictures = sum(1 for name in names if name.startswith("word/media/"))
    if pictures:
        yield f"it holds {pictures} picture{'s' * (pictures != 1)}, which are kept and not read"
    if any(name.startswith("word/embeddings/") for name in names):
        yield "it holds other files inside (a sheet, a drawing), which are kept and not read"
    if body.deleted:
        yield "it holds tracked changes: what was struck out is left out, what was put in is read"
    if cut:
        yield "it is very long: only its beginning is read"
    if len(pages) > limits.pages:
        yield f"only the first {limits.pages} of {len(pages)} pages are read"
    if not any(line for page in pages for line in page):
        yield "there are no words in this file"


def _story(archive: zipfile.ZipFile, name: str, names: list[str], limits: Limits) -> list[str]:
    """The lines of a part beside the body; a damaged one costs itself alone."""
    if name not in names:
        return []
    story = _Story(Lists(), limits.text // 8)
    try:
        story.read(_part(archive, name))
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, ValueError):
        return []
    return [line for page in story.pages for line in page if line]


def _margins(archive: zipfile.ZipFile, names: list[str], limits: Limits, kind: str) -> list[str]:
    """Headers or footers, each line once: first page, left and right pages mostly say the same."""
    found = sorted(name for name in names if name.startswith(f"word/{kind}") and name.endswith(".xml"))[:12]
    return list(dict.fromkeys(line for name in found for line in _story(archive, name, names, limits)))


def _own_words(archive: zipfile.ZipFile, names: list[str]) -> tuple[tuple[str, str], ...]:
    """What the file says of itself, never taken for the document's own words."""
    tree = _tree(archive, "docProps/core.xml", names)
    found = []
    for label, name in (("Word title", "title"), ("Word author", "creator"), ("Word subject", "subject")):
        value = clean(" ".join(((tree.findtext(f".//{_CORE}{name}") if tree is not None else "") or "").split()))[:400]
        if value:
            found.append((label, value))
    return tuple(found)


def _tree(archive: zipfile.ZipFile, name: str, names: list[str]) -> Any:
    """A small part as a tree; None where there is none or it is damaged."""
    if name not in names:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(_part(archive, name, 8 * MIB).read(), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, ValueError):
        return None


def _part(archive: zipfile.ZipFile, name: str, most: int = _UNPACKED) -> BinaryIO:
    """A part of the file, unpacked while it is read and stopped where it grows beyond all measure."""
    info = archive.getinfo(name)
    return io.BufferedReader(_Measured(archive.open(info), info.compress_size, most))


class _Measured(io.RawIOBase):
    def __init__(self, inner: Any, packed: int, most: int) -> None:
        self._inner = inner
        self._packed = packed
        self._most = most
        self._made = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(len(buffer))
        self._made += len(data)
        if self._made > self._most or (self._made > MIB and self._made > _RATIO * max(self._packed, 1)):
            raise Unreadable(_BOMB)
        buffer[: len(data)] = data
        return len(data)


class _Story:
    """One walk through a stream of text: the body, a header, the notes."""

    def __init__(self, lists: Lists, limit: int) -> None:
        self.pages: list[list[str]] = [[]]
        self.deleted = False
        self._lists = lists
        self._room = limit
        self._tables: list[_Table] = []
        self._paragraphs: list[list[str]] = []  # a text box holds paragraphs within a paragraph
        self._hidden = 0  # depth of elements that are not to be read
        self._vanished = False
        self._new_page = False
        self._item: list[str] = ["", "0"]

    def read(self, stream: BinaryIO) -> bool:
        """Take the stream in; true where it holds more than may be read."""
        events = etree.iterparse(
            stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            for event, element in events:
                tag = element.tag
                if not isinstance(tag, str):
                    continue
                name = tag.removeprefix(_W).removeprefix(_STRICT)
                if event == "start":
                    self._start(name, element)
                else:
                    self._end(name, element)
        except _Full:
            return True
        finally:
            while self._tables:
                self._end_table()
        return False

    def _start(self, name: str, element: Any) -> None:
        if self._hidden or name in ("del", "moveFrom", "rPrChange", "pPrChange", "instrText", _FALLBACK):
            self.deleted = self.deleted or name in ("del", "moveFrom")
            self._hidden += 1
        elif name == "p":
            self._paragraphs.append([])
            self._item = ["", "0"]
        elif name == "tbl":
            self._tables.append(_Table())
        elif name == "r":
            self._vanished = False

    def _end(self, name: str, element: Any) -> None:
        if self._hidden:
            self._hidden -= 1
            if not self._hidden:
                element.clear()
            return
        if name in ("t", "sym", "tab", "br", "cr", "noBreakHyphen", "vanish", "checkBox", "lastRenderedPageBreak"):
            self._inline(name, element)
        elif name in ("numId", "ilvl", "pageBreakBefore", "gridSpan"):
            self._property(name, element)
        elif name in ("footnoteReference", "endnoteReference"):
            self._say(f"[{_value(element, 'id')}]")
        elif name in ("footnote", "endnote"):
            element.clear()
        elif name == "p":
            self._end_paragraph()
            element.clear()
        elif name in ("tc", "tr", "tbl"):
            self._end_of_table_part(name)
            element.clear()
            _forget_before(element)
        if name == "p" and not self._tables:
            _forget_before(element)

    def _inline(self, name: str, element: Any) -> None:
        if name == "t":
            self._say(element.text or "")
        elif name == "tab":
            if element.getparent() is not None and element.getparent().tag.endswith("}r"):  # not a tab stop
                self._say("\t")
        elif name == "br":
            kind = _value(element, "type")
            self._new_page = self._new_page or kind == "page"
            self._say("\n")
        elif name == "lastRenderedPageBreak":
            self._new_page = True
        elif name == "cr":
            self._say("\n")
        elif name == "noBreakHyphen":
            self._say("-")
        elif name == "sym":
            self._say(_SYMBOLS.get(_value(element, "char").upper(), "□"))
        elif name == "vanish":
            self._vanished = _value(element, "val") not in ("0", "false", "off")
        elif name == "checkBox":
            self._say("[x] " if _checked(element) else "[ ] ")

    def _property(self, name: str, element: Any) -> None:
        value = _value(element, "val")
        if name == "numId":
            self._item[0] = value
        elif name == "ilvl":
            self._item[1] = value
        elif name == "pageBreakBefore":
            self._new_page = self._new_page or value not in ("0", "false", "off")
        elif self._tables and value.isdigit():
            self._tables[-1].span = min(int(value), 50)

    def _say(self, text: str) -> None:
        if self._vanished or not self._paragraphs:
            return
        self._room -= len(text)
        if self._room < 0:
            raise _Full
        self._paragraphs[-1].append(text)

    def _end_paragraph(self) -> None:
        text = "".join(self._paragraphs.pop()) if self._paragraphs else ""
        self._room -= _PARAGRAPH
        if self._room < 0:
            raise _Full
        mark = self._lists.mark(self._item[0], self._item[1]) if text.strip() else ""
        lines = [clean(line.expandtabs(8)).rstrip() for line in (mark + text).split("\n")]
        if self._tables:
            self._tables[-1].cell += lines
            return
        if self._new_page:
            self._turn_page()
        self.pages[-1] += lines

    def _turn_page(self) -> None:
        """Begin a page; a break that Word wrote down twice (as asked for, and as it fell) counts once."""
        self._new_page = False
        if any(self.pages[-1]):
            self.pages.append([])

    def _end_of_table_part(self, name: str) -> None:
        if not self._tables:
            return
        table = self._tables[-1]
        if name == "tc":
            table.cells.append(" ".join(" ".join(line.split()) for line in table.cell if line))
            table.cells += [""] * (table.span - 1)
            table.cell, table.span = [], 1
        elif name == "tr":
            if any(table.cells):
                table.rows.append((table.cells, self._new_page))
                self._new_page = False
            table.cells = []
        else:
            self._end_table()

    def _end_table(self) -> None:
        table = self._tables.pop()
        lines = aligned([cells for cells, _ in table.rows])
        if self._tables:  # a table within a cell
            self._tables[-1].cell += lines
            return
        for line, (_, new_page) in zip(lines, table.rows, strict=True):
            if new_page:
                self._turn_page()
            self.pages[-1].append(line)


def _value(element: Any, name: str) -> str:
    return str(element.get(_W + name) or element.get(_STRICT + name) or "")


def _checked(box: Any) -> bool:
    """A form's box as Word 97 knew it: ticked by hand, or by default."""
    for name in ("checked", "default"):
        for element in (*box.iter(_W + name), *box.iter(_STRICT + name)):
            return _value(element, "val") not in ("0", "false", "off")
    return False


def _forget_before(element: Any) -> None:
    """Let go of what was read: a tree of the whole is never needed."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[-1]:
        lines.pop()
    return lines
