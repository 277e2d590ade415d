"""The text of records, page by page, and full-text search in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from binder.model.document import Page
from binder.vault.connections import Connections
from binder.vault.rows import page_rows, record_id, text_lines
from binder.vault.schema import FULL_TEXT, rebuild

_MOST_TERMS = 16
_LONGEST_TERM = 200
_SHORTEST_PREFIX = 3  # one letter begins half of all words: a second and a half in a large binder
# Ranking a hundred thousand hits takes half a second; beyond this many the newest pages are shown, not the best.
_RANKED = 5000
_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that holds the words sought, and its best line.

    Attributes:
        record, title, date: of the record.  page, line: from 1; line 0 where the page's lines hold none of the words.
        snippet: that line, blanks at its ends cut.
        score: higher is better; comparable within one search only.
    """

    record: str
    page: int
    line: int
    snippet: str
    score: float
    title: str = ""
    date: str = ""


def terms(words: str) -> list[str]:
    """Split what a person typed into words and "quoted phrases"; what holds no letter or digit is left out."""
    found = (m[1] if m[1] is not None else m[2] for m in _TERM.finditer(words.replace("\0", " ")))
    return [t[:_LONGEST_TERM] for t in found if any(c.isalnum() for c in t)][:_MOST_TERMS]


def match_expression(term: str, *, prefix: bool = False) -> str:
    """One term as an FTS5 string: quoted, so that nothing in it is syntax. `prefix` matches longer words too."""
    text = "".join(" " if unicodedata.category(c) in ("Cs", "Cc") else c for c in term)
    return '"' + text.replace('"', '""') + '"' + ("*" if prefix else "")


def match_expressions(words: str) -> list[str]:
    """All terms as FTS5 strings; the last one, which may still be being typed, matches longer words too."""
    found = terms(words)
    typed = found[-1] if found and len(found[-1]) >= _SHORTEST_PREFIX and not words.endswith((" ", '"')) else None
    return [match_expression(t) for t in found[: -1 if typed else None]] + (
        [match_expression(typed, prefix=True)] if typed else []
    )


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _stem(word: str) -> str:
    """A rough stem for choosing a line; the index has the true one."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _line_score(line: str, wanted: list[str]) -> float:
    tokens = _TOKEN.findall(_folded(line))
    stems = {_stem(t) for t in tokens}
    score = 0.0
    for word in wanted:
        if word in tokens:
            score += 3
        elif _stem(word) in stems:
            score += 2
        elif any(t.startswith(word) for t in tokens):
            score += 1
    if score and len(wanted) > 1 and " ".join(wanted) in " ".join(tokens):
        score += 2
    return score


def best_line(lines: tuple[str, ...], words: str) -> int:
    """Number from 1 of the line that holds most of the words, the first of equals; 0 where none holds any."""
    wanted = [token for term in terms(words) for token in _TOKEN.findall(_folded(term))]
    best, number = 0.0, 0
    for place, line in enumerate(lines, 1):
        score = _line_score(line, wanted)
        if score > best:
            best, number = score, place
    return number


class Pages:
    """All pages of text in the binder."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def save(self, record: int, pages: tuple[Page, ...], *, after: int = 0) -> None:
        """Store pages inside the caller's transaction; `after` is added to their numbers."""
        if pages:
            self._connections.here.db["page"].insert_all(page_rows(record, pages, after=after))

    def remove(self, record: int) -> None:
        """Remove a record's pages inside the caller's transaction."""
        self._connections.here.run("DELETE FROM page WHERE record = ?", [record])

    def of(self, record: int) -> tuple[Page, ...]:
        """A record's pages in order."""
        sql = "SELECT number, lines, prose, recognised FROM page WHERE record = ? ORDER BY number"
        rows = self._connections.here.all(sql, [record])
        return tuple(Page(number, text_lines(lines), prose, bool(seen)) for number, lines, prose, seen in rows)

    def search(self, words: str, limit: int = 50) -> list[Hit]:
        """Pages that hold all the words (and "quoted phrases"), best first; a word matches its other forms too.

        No input is an error: what holds no letter or digit finds nothing.
        """
        expressions = match_expressions(words)
        if not expressions:
            return []
        connection = self._connections.here
        query = " ".join(expressions)
        many = connection.value(
            "SELECT count(*) FROM (SELECT 1 FROM page_fts WHERE page_fts MATCH ? LIMIT ?)", [query, _RANKED + 1]
        )
        order = "page_fts.rowid DESC" if many > _RANKED else "rank"
        score = "0.0" if many > _RANKED else "rank"
        rows = connection.all(
            f"SELECT page.record, page.number, page.lines, {score}, coalesce(nullif(record.title, ''), record.name), "
            "record.date FROM page_fts JOIN page ON page.id = page_fts.rowid JOIN record ON record.id = page.record "
            f"WHERE page_fts MATCH ? AND record.state <> 'trashed' ORDER BY {order} LIMIT ?",
            [query, limit],
        )
        return [_hit(row, words) for row in rows]

    def rebuild(self) -> None:
        """Make the full-text index anew from the pages and titles."""
        with self._connections.transaction() as connection:
            for table in FULL_TEXT:
                rebuild(connection, table)


def _hit(row: tuple[object, ...], words: str) -> Hit:
    record, number, text, rank, title, date = row
    lines = text_lines(str(text))
    line = best_line(lines, words)
    snippet = lines[line - 1].strip() if line else ""
    assert isinstance(record, int) and isinstance(number, int) and isinstance(rank, float)
    return Hit(record_id(record), number, line, snippet, -rank, str(title), str(date))
