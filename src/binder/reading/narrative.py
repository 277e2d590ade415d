"""The narrative of clinical documents (CDA R2 section 4.3.5) as lines: a paragraph, item or table row is one line.

Coded entries point into it by ID, so where each ID was put is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from binder.model.citation import Span
from binder.reading.lines import Lines, column_widths
from binder.reading.markup import Element

_BLOCKS = {"paragraph", "caption", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "title", "text", "section", "dd",
           "dt", "blockquote", "pre", "body", "html", "center", "form", "address"}  # fmt: skip
_UNSEEN = {"script", "style", "head", "colgroup", "col"}
_DEEPEST = 60


@dataclass(slots=True)
class _Run:
    """Running text in the making, with where each ID inside it begins and ends."""

    text: str = ""
    ids: list[tuple[str, int, int]] = field(default_factory=list)

    def put(self, more: str | None) -> None:
        if not more:
            return
        words = " ".join(more.split())
        if more[:1].isspace() and self.text and not self.text.endswith(" "):
            self.text += " "
        self.text += words
        if words and more[-1:].isspace():
            self.text += " "

    def stop(self, mark: str) -> None:
        """End a block inside a cell, where a line cannot be ended."""
        kept = self.text.rstrip()
        if kept:
            self.text = kept + (mark if kept[-1] not in ".;:,/" else " ")


class Narrative:
    """Lays narrative out into lines and remembers where each ID stands."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.ids: dict[str, Span] = {}
        self._run = _Run()
        self._indent = ""

    def lay(self, element: Element) -> None:
        """Lay one element's content out."""
        self._walk(element, 0)
        self._flush()

    def _flush(self) -> None:
        run, self._run = self._run, _Run()
        text = run.text.strip()
        if not text:
            for name, _, _ in run.ids:
                page, line = self.lines.here()
                self.ids.setdefault(name, Span(page, line, 0, 0))
            return
        cut = len(run.text) - len(run.text.lstrip())
        place = self.lines.add(self._indent + text)
        shift = len(self._indent) - cut
        for name, start, end in run.ids:
            low = min(max(start + shift, 0), place.end)
            self.ids.setdefault(name, Span(place.page, place.line, low, max(low, min(end + shift, place.end))))
        self._indent = " " * len(self._indent)

    def _walk(self, element: Element, depth: int) -> None:
        if not isinstance(element.tag, str) or element.tag.lower() in _UNSEEN or depth > _DEEPEST:
            return
        name = element.tag.lower()
        if name == "table":
            self._flush()
            self._table(element, depth)
        elif name in ("list", "ul", "ol"):
            self._flush()
            self._list(element, depth)
        elif name == "br":
            self._flush()
        else:
            self._inline(element, name in _BLOCKS, depth)

    def _inline(self, element: Element, block: bool, depth: int) -> None:
        if block:
            self._flush()
        run, start, before = self._run, len(self._run.text), self.lines.here()
        self._run.put(element.text)
        for child in element:
            self._walk(child, depth + 1)
            self._run.put(child.tail)
        if name := element.get("ID") or element.get("id"):
            if self._run is run:
                run.ids.append((name, start, len(run.text.rstrip())))
            else:  # it went over several lines: its first one
                first = Span(*before, 0, 0)
                self.ids.setdefault(name, first)
        if block:
            self._flush()

    def _list(self, element: Element, depth: int) -> None:
        outer = self._indent
        marked = (element.get("listType") or element.tag).lower() in ("ordered", "ol")
        number = 0
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if child.tag.lower() in ("item", "li"):
                number += 1
                self._indent = " " * len(outer) + (f"{number}. " if marked else "- ")
                self._inline(child, True, depth + 1)
            else:
                self._indent = " " * len(outer)
                self._walk(child, depth + 1)
                self._flush()
        self._indent = " " * len(outer)

    def _table(self, element: Element, depth: int) -> None:
        for caption in element.findall("caption"):
            self._inline(caption, True, depth + 1)
        rows = [row for row in element.iter("tr", "TR") if _table_of(row) is element]
        carried: dict[int, int] = {}
        laid = [_cells(row, carried, depth) for row in rows]
        texts = [[run.text.strip() for run in runs] for runs in laid]
        widths = column_widths(texts)
        for row, runs, cells in zip(rows, laid, texts, strict=True):
            if not any(cells):
                continue
            shown = cells if any(widths) else [cell or "-" for cell in cells]
            places = self.lines.cells(shown, widths)
            self._name_cells(row, runs, places)
        if name := element.get("ID"):
            self.ids.setdefault(name, Span(*self.lines.here(), 0, 0))

    def _name_cells(self, row: Element, runs: list[_Run], places: list[Span]) -> None:
        page, line = places[0].page, places[0].line
        for run, place in zip(runs, places, strict=True):
            cut = len(run.text) - len(run.text.lstrip())
            for name, start, end in run.ids:
                low = min(max(place.start + start - cut, place.start), place.end)
                self.ids.setdefault(name, Span(page, line, low, max(low, min(place.start + end - cut, place.end))))
        for name in (row.get("ID"), *(up.get("ID") for up in row.iterancestors("tbody"))):
            if name:
                self.ids.setdefault(name, Span(page, line, places[0].start, places[-1].end))


def _table_of(row: Element) -> Element | None:
    return next(iter(row.iterancestors("table", "TABLE")), None)


def _cells(row: Element, carried: dict[int, int], depth: int) -> list[_Run]:
    """The cells of a row; cells that reach over rows or columns leave empty ones behind, so columns stay."""
    runs: list[_Run] = []
    for cell in row:
        if not isinstance(cell.tag, str) or cell.tag.lower() not in ("td", "th"):
            continue
        while carried.get(len(runs), 0) > 0:
            carried[len(runs)] -= 1
            runs.append(_Run())
        run = _Run()
        _into(run, cell, depth)
        if down := _count(cell, "rowspan") - 1:
            carried[len(runs)] = down
        runs += [run, *(_Run() for _ in range(_count(cell, "colspan") - 1))]
    return runs


def _count(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), 40) if value.isascii() and value.isdigit() and int(value[:9]) > 0 else 1


def _into(run: _Run, element: Element, depth: int) -> None:
    """Put everything inside a cell into one run of text."""
    if not isinstance(element.tag, str) or element.tag.lower() in _UNSEEN or depth > _DEEPEST:
        return
    start = len(run.text)
    run.put(element.text)
    for child in element:
        _into(run, child, depth + 1)
        name = child.tag.lower() if isinstance(child.tag, str) else ""
        if name == "br":
            run.stop(" ")
        elif name in _BLOCKS or name in ("item", "li", "tr"):
            run.stop("; ")
        elif name in ("td", "th"):
            run.stop("  ")
        run.put(child.tail)
    if name := element.get("ID") or element.get("id"):
        run.ids.append((name, start, len(run.text.rstrip(" ;"))))
    if element.tag.lower() in ("td", "th"):
        run.text = run.text.rstrip(" ;")
