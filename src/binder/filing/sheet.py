"""A document's text laid out for the rules: rows with their places, and zones of plain words to look for cues in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from binder.model.citation import Citation
from binder.model.document import Document

_NOT_WORD = re.compile(r"[^0-9a-z]+")
# A heading: words before a colon where a line or a sentence begins ("FINAL DIAGNOSIS:").
_BEFORE_COLON = re.compile(
    r"(?:^\s{0,40}|(?<=[.;!?*|] )|(?<=  ))(?=\S)[\s#*>\-\d.)(]{0,12}([A-Za-z][^\n:]{1,70}?)\s*:", re.MULTILINE
)
# Recognised text often loses its line ends: "MACROSCOPIC DESCRIPTION. Multiple pieces ..."
_SHOUTED = re.compile(r"(?:^|[.:;] +)([A-Z][A-Z /()-]{5,50})(?=\.(?: |$))", re.MULTILINE)
_TITLE_LABEL = re.compile(
    r"^(?:exam(?:ination)?|study|procedure|title|document(?: type| title)?|type|report(?: type)?|note type|"
    r"subject|re|form|"
    r"result (?:title|type)|service)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
# What a form holds where there is nothing to tell: "LABORATORY: None", "Procedures: N/A", "Facility: -".
_NOTHING = re.compile(
    r"\W*(?:(?:nil|no|unknown|n\s?/?\s?[ad]|tbd|pending|(?:none|nothing|not|see)(?:\s+\w+){0,2}|same(?:\s+as\s+above)?|"
    r"as\s+above)\W*)?",
    re.IGNORECASE,
)
_HEADED_ROWS = 400
_TITLE_ROWS = 16
_TITLE_WIDTH = 110
_SHORT_TITLE, _LONGEST_TITLE = 4, 12  # words
_START = 700
_FAR = 14_000  # characters looked at for cues: an export of everything holds the words of every kind further down
_END = 600


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page, both numbers from 1."""

    page: int
    number: int
    text: str
    recognised: bool = False

    def cite(self, start: int, end: int) -> Citation:
        """The citation of columns start to end."""
        return Citation(self.page, self.number, start, end, self.text[start:end])


def words(text: str) -> str:
    """Lower-case words with one blank around each, so that `" gross description " in words(text)` finds whole words."""
    return f" {_NOT_WORD.sub(' ', text.lower()).strip()} "


def says_nothing(text: str) -> bool:
    """Whether a field was left empty in words ("None", "N/A", "-", "Not performed"): no name and no title."""
    return _NOTHING.fullmatch(text) is not None


def _without_label(cell: str) -> str:
    """What a title cell says after "Exam:" or "Document type:"; nothing where the cell is some other field."""
    if label := _TITLE_LABEL.match(cell):
        return cell[label.end() :]
    return "" if ":" in cell[:-1] or (cell.endswith(":") and len(cell.split()) > 5) else cell


def _is_sentence(cell: str) -> bool:
    """Whether a line at the top tells something, as "Staging CT did not reveal metastases." does; no title does."""
    count = len(cell.split())
    return count > _LONGEST_TITLE or (count > _SHORT_TITLE and cell.rstrip().endswith((".", ",", ";")))


class Sheet:
    """The rows of a document and the zones that cues are looked for in, each made once, on demand."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rows: tuple[Row, ...] = tuple(
            Row(page.number, number, text, page.recognised)
            for page in document.pages
            for number, text in enumerate(page.lines, 1)
        )

    @cached_property
    def filled(self) -> tuple[Row, ...]:
        """The rows that hold something."""
        return tuple(row for row in self.rows if row.text.strip())

    @cached_property
    def text(self) -> str:
        """All lines, joined."""
        return "\n".join(row.text for row in self.rows)

    @cached_property
    def words(self) -> str:
        """All words, of the first pages."""
        return words(self.text[:_FAR])

    @cached_property
    def start(self) -> str:
        """The words of the first lines, about a quarter of a page."""
        return words(self.text.lstrip()[:_START])

    @cached_property
    def end(self) -> str:
        """The last words."""
        return words(self.text.rstrip()[-_END:])

    @cached_property
    def title(self) -> str:
        """The short lines at the top, where a title or a letterhead stands; `|` between them."""
        lines = [row.text for row in self.filled[:_TITLE_ROWS] if len(row.text.strip()) <= _TITLE_WIDTH]
        cells = [_without_label(cell) for line in lines for cell in re.split(r"\s{3,}", line.strip())]
        cells = [cell for cell in cells if not _is_sentence(cell)]
        return "|" + "|".join(words(cell) for cell in cells) + "|"

    @cached_property
    def headings(self) -> str:
        """The headings anywhere in the text; `|` between them."""
        return "|" + "|".join(words(h) for h in self._headings()) + "|"

    def _headings(self) -> Iterator[str]:
        for match in _BEFORE_COLON.finditer(self.text[:_FAR]):
            yield match[1][-60:]
        for match in _SHOUTED.finditer(self.text[:_FAR]):
            yield match[1]
        for row in self.filled[:_HEADED_ROWS]:
            line = row.text.strip()
            if 3 < len(line) <= 60 and not line.endswith((".", ",", ":")) and (line.isupper() or line.istitle()):
                yield line

    @cached_property
    def name(self) -> str:
        """The words of the file's name: people name their files, scanners do not."""
        stem = self.document.name.rsplit(">", 1)[-1].rsplit("/", 1)[-1]
        said = words(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem)).split()
        while said and re.search(r"\d", said[-1]):
            said.pop()  # a date or a number at the end
        return "| " + " ".join(said) + " |"
