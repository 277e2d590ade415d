"""Lines of pages -> sentences, each with its heading and its place on every line it runs over."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import itemgetter

from binder.comparison.matter import Matter
from binder.knowledge import load
from binder.model.citation import Span
from binder.model.comparison import OpinionText, Sentence

LONGEST = 700  # characters of one sentence; what runs on without a full stop is cut at a blank
MOST_CHARACTERS = 600_000  # of one document: about 200 pages
MOST_SENTENCES = 12_000

_BULLET = re.compile(r"\s*(?:[-•*–▪◦·]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
_NUMBERED = re.compile(r"\s*\(?(\d{1,2})([.)])\s+(?=\S)")
_MARK = re.compile(r"([-•*–▪◦·])\s+(?=\S)")
_ROUND = re.compile(r"\s[•▪◦]\s+(?=\S)")
_PAGE_LINE = re.compile(r"\s*(?:page\s+\d+(?:\s+of\s+\d+)?|\d+\s*/\s*\d+|-\s*\d+\s*-)\s*$", re.I)
_INLINE = re.compile(r"\s*(?:\d{1,2}[.)]\s*)?([A-Z][A-Z /&,()-]{3,44}):(?:\s+|$)")
# A sentence may begin in small letters where those are part of a name: pT2, eGFR, mpMRI, pH, p53.
_END = re.compile(
    r"[.!?][\"'”’)\]]*(?=\s+(?:[\"'“‘(\[]?(?:[A-Z0-9À-Ý]|[a-z]{1,3}[A-Z]|[a-z]\d)|[-•*–▪◦·]\s|[a-z]\)\s))"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:Drs?|Mr|Mrs|Ms|Prof|St|Jr|Sr|vs|e\.g|i\.e|etc|approx|ca|Fig|cf|resp|Dept|Inc|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|a\.m|p\.m|b\.i\.d|t\.i\.d|q\.d|p\.o|i\.v|s\.c|M\.D|Ph\.D|tab|inj|max"
    r"|(?<!\d[ \n])min|avg|incl|pts?|lap|seg|(?:neo)?[Aa]dj|sta|[Vv]it|[Cc]ons|inv"
    r"|bilat|dilat|[Rr]ec|[Ii]mp|[DdHhTtRr]x)\.$"
    # A single capital is an initial after another name ("Dr. R. Smith"), but not in "stage I." or "vitamin D.".
    r"|(?:^|(?:[A-Z][a-z]*\.\s|[A-Z][a-z]+\s))[A-Z]\.$"
)
# After "Strasberg A." a new sentence, after "Thomas A." a name.
_BEGINS = re.compile(
    r"(?:I|The|This|That|These|It|He|She|We|You|They|No|In|On|At|For|With|Without|If|When|There|His|Her|Our|Your|My)\b"
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}\s+\w+\s+\d{4}|\w+\s+\d{1,2},\s+\d{4}")
_GREETING = re.compile(r"dear\b", re.I)
_BROKEN = re.compile(r"([A-Za-z]+)-$")
_WORDS = re.compile(r"[A-Za-z]+")
_TITLE = 100  # characters of a line in capitals, by itself, that is a heading
_QUESTION = 90  # characters: a question not longer than this is read together with its answer
_HEADING_WORDS = frozenset(load("comparison_words")["headings"].split())
_JOINS = frozenset(("and", "of", "the", "my", "your", "for", "plan", "further"))
_ALONE = frozenset(("When", "Why", "Next", "How"))
_NO_MATTER = Matter()
_OPENERS = frozenset(load("comparison_words")["openers"].split())
_KEPT_PREFIX = frozenset(load("comparison_words")["prefixes"].split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence and the way from a place in its text to places on the pages.

    Attributes:
        starts: offset in the text at which each span of the sentence begins; same length as sentence.spans.
        row: it stands in a table.
        first: a paragraph begins with it.
    """

    sentence: Sentence
    starts: tuple[int, ...]
    row: bool = False
    first: bool = True

    @property
    def text(self) -> str:
        """The words, lines joined."""
        return self.sentence.text

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where text[start:end] stands: one span a line."""
        starts, spans = self.starts, self.sentence.spans
        n, found = max(0, bisect_right(starts, start) - 1), []
        while n < len(starts) and (offset := starts[n]) < end:
            span = spans[n]
            left, right = max(start, offset) - offset, min(end, offset + span.end - span.start) - offset
            if left < right:
                found.append(Span(span.page, span.line, span.start + left, span.start + right))
            n += 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    number: int
    text: str


class _Known:
    """The words of a text in lower case, collected when one is first asked for."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines = lines
        self._words: frozenset[str] | None = None

    def __contains__(self, word: object) -> bool:
        if self._words is None:
            some = (line.text[:2000] for line in self._lines[:20_000])
            self._words = frozenset(w.lower() for text in some for w in _WORDS.findall(text))
        return word in self._words


class _Paragraph:
    """Lines of one paragraph joined into one text that knows where each character came from."""

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int, int, int, int]] = []  # offset, page, line, column, length
        self.length = 0
        self.row = False

    def add(self, line: _Line, column: int, known: Container[str]) -> None:
        """Append a line from a column on, undoing the hyphen at the end of the line before."""
        text = line.text[column:].rstrip()
        column += len(text) - len(text.lstrip())
        text = text.lstrip()
        if not text:
            return
        if self.parts:
            self._join(text, known)
        self.pieces.append((self.length, line.page, line.number, column, len(text)))
        self.parts.append(text)
        self.length += len(text)

    def _join(self, following: str, known: Container[str]) -> None:
        last = self.parts[-1]
        broken = _BROKEN.search(last) if last.endswith("-") else None
        if broken and following[0].islower() and len(last) > 1:
            word = re.match(r"[a-z]+", following)
            whole = broken[1] + (word[0] if word else "")
            if broken[1].lower() in _KEPT_PREFIX and whole.lower() not in known:
                return
            self.parts[-1] = last[:-1]
            offset, page, number, column, length = self.pieces[-1]
            self.pieces[-1] = (offset, page, number, column, length - 1)
            self.length -= 1
            return
        if last.endswith(("-", "–", "/")) and len(last) > 1 and not last[-2].isspace():
            return
        self.parts.append(" ")
        self.length += 1

    def sentences(self) -> Iterator[Passage]:
        """The sentences in order."""
        text = "".join(self.parts)
        places = [(0, len(text))] if self.row and len(text) <= LONGEST else _split(text)
        for n, (start, end) in enumerate(places):
            yield self._passage(text, start, end, first=n == 0)

    def _passage(self, text: str, start: int, end: int, *, first: bool) -> Passage:
        starts: list[int] = []
        spans: list[Span] = []
        begin = max(0, bisect_right(self.pieces, start, key=itemgetter(0)) - 1)
        for offset, page, line, column, length in islice(self.pieces, begin, None):
            if offset >= end:
                break
            left, right = max(start, offset), min(end, offset + length)
            if left < right:
                starts.append(left - start)
                spans.append(Span(page, line, column + left - offset, column + right - offset))
        return Passage(Sentence(text[start:end], tuple(spans), self.heading), tuple(starts), self.row, first)

    def goes_on_with(self, line: str) -> bool:
        """Whether a line has the next number of the list of which this paragraph is a point."""
        own, following = (_NUMBERED.match(text) for text in (self.parts[0] if self.parts else "", line))
        return bool(own and following and int(following[1]) == int(own[1]) + 1 and own[2] == following[2])


def _items(text: str) -> list[int]:
    """Where the points of a list begin that has lost its line breaks: " - " between its points, as before the first."""
    cuts = {0, *(m.start() + 1 for m in _ROUND.finditer(text))}
    if mark := _MARK.match(text):
        begins = "" if text[mark.end()].islower() else '(?=[A-Z0-9"(])'
        cuts |= {m.start() + 1 for m in re.finditer(rf"\s{re.escape(mark[1])}\s+{begins}", text)}
    return sorted(cuts)


def _split(text: str) -> list[tuple[int, int]]:
    """Places of the sentences of a paragraph."""
    items = [*_items(text), len(text)]
    return [
        (start + left, start + right) for start, end in pairwise(items) for left, right in _split_item(text[start:end])
    ]


def abbreviates(before: str) -> bool:
    """Whether the full stop in which some text ends is that of a shortened word or an initial, not of a sentence."""
    return bool(_ABBREVIATION.search(before[-14:]))


def _split_item(text: str) -> list[tuple[int, int]]:
    cuts, start = [], 0
    for match in _END.finditer(text):
        before = text[start : match.start() + 1]
        following = text[match.end() :].lstrip()
        if before.endswith(("No.", " no.")) and following[:1].isdigit():
            continue
        if re.fullmatch(r"\s*\(?(?:\d{1,2}|[A-Za-z])\.", before):
            continue
        if abbreviates(before) and not (before[-2].isupper() and _BEGINS.match(following)):
            continue
        if before.endswith("?") and len(before.strip()) <= _QUESTION and len(text) - match.end() > 1:
            question = re.search(r"[.!?]\s", before[:-1])
            if not question or re.match(r"\s*\d{1,2}\.", before):
                continue
        cuts.append((start, match.end()))
        start = match.end()
    cuts.append((start, len(text)))
    return [piece for cut in cuts for piece in _shorten(text, *cut)]


def _shorten(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end - start > LONGEST:
        cut = max(text.rfind("; ", start, start + LONGEST) + 1, text.rfind(" ", start + LONGEST // 2, start + LONGEST))
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut + (1 if cut < end and text[cut] == " " else 0)
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _is_heading(line: str, following: str, before: str, shouting: bool) -> bool:
    text = line.strip()
    if text.startswith("#"):
        return True
    if text.isupper() and not (before or following.strip() or shouting) and len(text) <= _TITLE and _WORDS.search(text):
        return text[-1] not in ".!"
    if len(text) > 64 or text[0].islower():
        return False
    words = re.findall(r"[A-Za-z][A-Za-z-]*", text)
    if not words or len(words) > 8:
        return False
    named = any(w.lower() in _HEADING_WORDS for w in words)
    if _GREETING.match(text):
        return not re.search(r",\s+(?:\S+\s+)*[a-z]+\s+[a-z]+", text)  # "Dear Ann, stop the tablet" is no greeting
    if text[-1] in ".,;!?" or re.search(r"[.!?;]\s", text):
        return False
    if text.endswith(":"):
        return named or len(words) <= 4
    if re.search(r"\d", _DATE.sub("", text)) and not named:
        return False
    if text.isupper():
        return named or (not shouting and (not following.strip() or not following.strip().isupper()))
    if not following.strip():
        return named and len(words) <= 5
    # "Diagnosis" right above its text: words of headings and nothing else, where a line may begin anew.
    plain = all(w.lower() in _HEADING_WORDS or w.lower() in _JOINS for w in words)
    return named and plain and len(words) <= 4 and not following.strip()[0].islower() and before[-1:] in ("", *".:?!")


def _opens(line: str, following: str) -> bool:
    """A short line after a gap that asks or names what comes ("How I found you", "When to begin")."""
    words = line.split()
    first = words[0].lower().strip(",:")
    return (
        first in _OPENERS
        and (2 <= len(words) <= 8 or line in _ALONE)
        and line[0].isupper()
        and line[-1] not in ".,;!-"
        and not following.strip()[:1].islower()
        and not re.search(r"\d|[.;]\s", line)
    )


def _lines(text: OpinionText, matter: Matter) -> tuple[list[_Line], bool]:
    """All lines but those that frame the text (left empty) and page edges; and whether some had to be left out."""
    found: list[_Line] = []
    room = MOST_CHARACTERS
    for page, lines in text.pages:
        own: list[_Line] = []
        for number, line in enumerate(lines, 1):
            if room <= 0:
                return found + _inside(own), True
            if (page, number) not in matter.edges:
                own.append(_Line(page, number, "" if (page, number) in matter.frame else line[:room]))
            room -= len(line) + 1
        found += _inside(own)
    return found, room < 0


def _inside(lines: list[_Line]) -> list[_Line]:
    """The lines of a page without the empty ones at its top and bottom: a sentence may run on over the page."""
    full = [n for n, line in enumerate(lines) if line.text.strip()]
    return lines[full[0] : full[-1] + 1] if full else []


def _is_row(text: str) -> bool:
    return "   " in text and len(re.findall(r"\S {3,}(?=\S)", text)) >= 2


def _continues(before: str, line: str, width: int) -> bool:
    """Whether a line goes on from the one before: there, its first word would not have fitted any more."""
    first = line.split(None, 1)[0]
    if len(before) + 1 + len(first) >= 0.75 * width:
        return True
    return line[0].islower() or before.endswith((",", "-", ";"))


def _is_point(before: str, line: str, width: int) -> bool:
    """Whether a line is a point of a list; "3. Then" after a full line without an end is the end of a sentence."""
    if not _BULLET.match(line):
        return False
    counted = line.lstrip()[0] == "(" or line.lstrip()[0].isalnum()
    return not (counted and before[-1] not in ".:;!?)" and _continues(before, line, width))


def _runs_on(before: str, line: str, width: int) -> bool:
    """Whether what looks like a heading goes on from the line before; in capitals, not after a full stop."""
    return _continues(before, line, width) and not (line.isupper() and before.endswith((".", ":", "?", "!")))


def segment(text: OpinionText, matter: Matter = _NO_MATTER) -> tuple[list[Passage], bool]:
    """Split an opinion into sentences; the second value tells that it was too long and its end was left out.

    Args:
        matter: the lines that only frame the text; no sentence is made of them.
    """
    lines, cut = _lines(text, matter)
    known = _Known(lines)
    texts = ["", *(line.text.strip() for line in lines), ""]
    # A line in capitals that stands alone is a heading and says nothing of how the rest is written.
    capital = sum([line.isupper() and (x or y) != "" for x, line, y in zip(texts, texts[1:], texts[2:], strict=False)])
    shouting = capital > 0.35 * sum([not line.text.isspace() and line.text != "" for line in lines])
    width = max(40, sorted([len(line.text) for line in lines], reverse=True)[len(lines) // 10] if lines else 0)
    found: list[Passage] = []
    for paragraph in _paragraphs(lines, known, shouting, width):
        found.extend(paragraph.sentences())
        if len(found) >= MOST_SENTENCES:
            return found[:MOST_SENTENCES], True
    return found, cut


def _paragraphs(lines: list[_Line], known: Container[str], shouting: bool, width: int) -> Iterator[_Paragraph]:
    heading, current, before = "", _Paragraph(""), ""
    for n, line in enumerate(lines):
        body = line.text.strip()
        following = lines[n + 1].text if n + 1 < len(lines) else ""
        if not body or _PAGE_LINE.match(body):
            if not body:
                yield current
                current, before = _Paragraph(heading), ""
            continue
        opens = not before and _opens(body, following)
        if opens or (
            _is_heading(line.text, following, before, shouting) and not (before and _runs_on(before, body, width))
        ):
            yield current
            # What stands below a greeting is the letter, not a part of it that has a name.
            heading = "" if _GREETING.match(body) else body.lstrip("# ").rstrip(": ")
            current, before = _Paragraph(heading), ""
            continue
        inline = _INLINE.match(line.text) if ":" in body else None
        column = 0
        if inline and any(w.lower() in _HEADING_WORDS for w in re.findall(r"[A-Za-z-]+", inline[1])):
            yield current
            heading, column = inline[1].strip(), inline.end()
            current = _Paragraph(heading)
        elif before and (
            _is_point(before, line.text, width)
            or current.goes_on_with(line.text)
            or _is_row(body)
            or current.row
            or not _continues(before, body, width)
        ):
            yield current
            current = _Paragraph(heading)
        current.row = _is_row(body)
        current.add(line, column, known)
        before = body
    yield current
