"""Text of web pages and of mails written as such: blocks become lines, tables keep their columns, nothing is run.

The standard library's parser builds no tree, so depth costs nothing; scripts, styles and what is hidden are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import BinaryIO

from binder.model.clean import clean
from binder.model.document import Document, Page
from binder.reading.columns import aligned
from binder.reading.limits import MIB, Limits
from binder.reading.text import bounded, decode, decode_as, up_to

READER = "binder html 1"
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_UNSEEN = {"script", "style", "template", "svg", "math", "object", "iframe", "noscript", "select"}
_SPACED = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "table", "blockquote"}
_BLOCKS = _SPACED | {
    "address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form",
    "header", "html", "legend", "li", "main", "nav", "pre", "section", "tbody", "tfoot", "thead", "title", "tr", "hr",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|mso-hide", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_NOTE = re.compile(r"<!--|<[!?]")
_DEEPEST = 30  # tables within tables
_ROWS = 5_000  # rows laid out together


@dataclass(slots=True)
class _Table:
    rows: list[list[list[str]]] = field(default_factory=list)  # rows of cells of lines
    lines: list[str] = field(default_factory=list)  # what was laid out before


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What a web page says: clean lines, its title, how many pictures it shows, and whether it was cut."""

    lines: tuple[str, ...]
    title: str = ""
    pictures: int = 0
    cut: bool = False


def read_html(stream: BinaryIO, limits: Limits) -> Document:
    """Read a web page as one page of text."""
    raw, cut = up_to(stream, limits.text)
    stated = _CHARSET.search(raw[:4096])
    guessed = False
    if stated and not raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        content = decode_as(raw, stated[1].decode("ascii"))
    else:
        content, guessed = decode(raw, cut)
    found = html_text(content, limits.text)
    lines, _ = bounded(list(found.lines))
    warnings = [f"only the first {limits.text // MIB} MB of this page are read"] if cut or found.cut else []
    if guessed:
        warnings.append("the encoding is not stated and was taken for Latin-1: accents and signs may be wrong")
    if not any(lines):
        warnings.append("there are no words in this file")
    tags = (("Web page title", found.title),) if found.title else ()
    pages = (Page(1, tuple(lines)),)
    return Document("", "text/html", pages, None, tags, 0, tuple(warnings), READER)


def html_text(content: str, limit: int) -> HtmlText:
    """The visible text of HTML, at most `limit` characters of it."""
    reader = _Reader(limit)
    try:
        reader.feed(_without_notes(content))
        reader.close()
    except _Full:
        pass
    except AssertionError:  # the standard parser's own word for markup it cannot follow
        pass
    lines = reader.finish()
    return HtmlText(tuple(lines), clean(" ".join(reader.title.split()))[:400], reader.pictures, reader.full)


def _without_notes(content: str) -> str:
    """HTML without its comments and declarations, which the parser looks for the end of again and again."""
    parts: list[str] = []
    at = 0
    while (start := _NOTE.search(content, at)) is not None:
        parts.append(content[at : start.start()])
        mark = "-->" if start[0] == "<!--" else ">"
        end = content.find(mark, start.end())
        if end < 0:
            return "".join(parts)
        at = end + len(mark)
    return "".join((*parts, content[at:]))


class _Full(Exception):
    """Enough text was read."""


class _Reader(HTMLParser):
    """Gathers lines; while a table is open they go to its cells."""

    def __init__(self, limit: int) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.pictures = 0
        self.full = False
        self._room = limit
        self._out: list[str] = []
        self._words: list[str] = []
        self._tables: list[_Table] = []
        self._hidden: list[str] = []  # open elements, from the one that hides
        self._lists: list[int | None] = []
        self._pre = 0
        self._in_title = False

    # -- what the parser says

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.append(tag)
            return
        given = dict(attrs)
        if tag not in _VOID and (tag in _UNSEEN or _HIDDEN.search(given.get("style") or "") or "hidden" in given):
            self._hidden = [tag]
            return
        if tag in ("td", "th"):
            self._cell()
        elif tag == "br":
            self._line(keep=True)
        elif tag in ("img", "input"):
            self._picture_or_entry(tag, given)
        elif tag in _BLOCKS:
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.pop()
            return
        if tag == "title":
            self._in_title = False
        elif tag in ("td", "th"):
            self._line()
        elif tag in _BLOCKS:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self._room -= len(data)
        if self._room < 0:
            self.full = True
            raise _Full
        if self._in_title:
            self.title += data[:400]
        elif self._pre and "\n" in data:
            *whole, rest = data.split("\n")
            for line in whole:
                self._words.append(line)
                self._line(keep=True)
            self._words.append(rest)
        else:
            self._words.append(data)

    # -- structure

    def _open(self, tag: str) -> None:
        self._line()
        if tag == "title":
            self._in_title = True
        elif tag == "table" and len(self._tables) < _DEEPEST:
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._row(self._tables[-1])
        elif tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self._pre += 1
        if tag in _SPACED:
            self._space()

    def _close(self, tag: str) -> None:
        self._line()
        if tag == "table" and self._tables:
            self._end_table()
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
        if tag in _SPACED:
            self._space()

    def _item(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is None:
            self._words.append("- ")
        else:
            self._lists[-1] = number + 1
            self._words.append(f"{number + 1}. ")

    def _row(self, table: _Table) -> None:
        if len(table.rows) >= _ROWS:
            table.lines += _laid_out(table.rows)
            table.rows = []
        table.rows.append([])

    def _cell(self) -> None:
        self._line()
        if not self._tables:
            return
        table = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append([])

    def _end_table(self) -> None:
        table = self._tables.pop()
        self._target().extend(table.lines + _laid_out(table.rows))

    def _picture_or_entry(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "img":
            self.pictures += 1
        elif (given.get("type") or "text").lower() in ("text", "date", "number", "tel", "email"):
            self._words.append(f" {given.get('value') or ''} ")
        elif (given.get("type") or "").lower() in ("checkbox", "radio"):
            self._words.append(" [x] " if "checked" in given else " [ ] ")

    # -- lines

    def _target(self) -> list[str]:
        if self._tables and self._tables[-1].rows and self._tables[-1].rows[-1]:
            return self._tables[-1].rows[-1][-1]
        return self._tables[-1].lines if self._tables and not self._tables[-1].rows else self._out

    def _line(self, keep: bool = False) -> None:
        """End the line; an empty one is kept only where it was asked for by name."""
        text = "".join(self._words)
        self._words = []
        text = clean(text.expandtabs(8)).rstrip() if self._pre else clean(" ".join(text.split()))
        if text or (keep and self._target() and self._target()[-1:] != [""]):
            self._target().append(text)

    def _space(self) -> None:
        target = self._target()
        if target and target[-1]:
            target.append("")

    def finish(self) -> list[str]:
        """All lines, without blank ones at either end."""
        self._line()
        while self._tables:
            self._end_table()
        lines = self._out
        while lines and not lines[-1]:
            lines.pop()
        return lines


def _laid_out(rows: list[list[list[str]]]) -> list[str]:
    """A table as lines: rows of short cells as columns, what is only there for the layout one after the other."""
    out: list[str] = []
    waiting: list[list[str]] = []
    for row in rows:
        cells = [[line for line in cell if line] for cell in row]
        if len(row) > 1 and sum(map(bool, cells)) > 1 and all(len(cell) <= 3 for cell in cells):
            waiting.append([" ".join(cell) for cell in cells])
            continue
        out += aligned(waiting)
        waiting = []
        for cell in row:
            out += cell
    return out + aligned(waiting)
