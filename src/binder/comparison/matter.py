"""What frames a letter and states nothing: letterhead, address, date, greeting, closing, signature, page headers.

Told by general signs only: where a line stands, that it holds no verb, and shapes of addresses, telephones, labels
and degrees. When in doubt a line is text. What is recognised stays in the text and is named, but is not compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from binder.knowledge import load
from binder.model.comparison import OpinionText

TOP = 45  # lines in which a letter's head must have ended
EDGE = 5  # lines at the top or bottom of a page that may be its header or footer
TAIL = 40  # lines in which a signature must begin, counted from the end
WIDE = 400  # characters of a line that are looked at: a line of a letter's frame is not longer
_GAP = 6  # lines of names without any sign that may stand inside a head

_DATA = load("comparison_letters")


def _entries(name: str) -> list[str]:
    return sorted((e.strip() for e in re.split(r"[|\n]", _DATA[name]) if e.strip()), key=len, reverse=True)


def _any_of(entries: Iterable[str]) -> str:
    return "|".join(re.escape(e).replace(r"\ ", r"\s+") for e in entries)


_LABEL = re.compile(rf"\s*(?:{_any_of(_entries('labels'))})\.?\s*(?::|#:?)\s*(?P<rest>.*)$", re.I)
_INSTITUTION = re.compile(rf"\b(?:{_any_of(_entries('institutions'))})\b", re.I)
_STREET = re.compile(rf"\b\d+[A-Za-z]?,?\s+(?:[A-Z][\w.'’-]*\s+){{0,4}}(?:{_any_of(_entries('streets'))})\b", re.I)
_CREDENTIAL = re.compile(rf"[,\s(](?:{_any_of(_DATA['credentials'].split())})(?![\w])")
_CLOSING = re.compile(
    rf"\s*(?:{_any_of(_entries('closings'))})(?:\s+to\s+(?:you|your|all|both|the|him|her)\b[^.:;]{{0,40}})?\s*[,.!]?\s*$",
    re.I,
)
_ADDED = re.compile(_any_of(_entries("added")), re.I)
_DEAR = re.compile(r"\s*(?:dear|to whom it may concern|hello|hi)\b(?P<rest>.{0,60})$", re.I)
_PHONE = re.compile(
    r"(?:\(\d{3}\)\s*|\b\d{3}[-.\s])\d{3}[-.\s]\d{4}\b|\+\d{1,3}[\s\d()-]{7,}|\b0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}\b"
)
_CONTACT = re.compile(r"\b(?:tel|telephone|phone|fax|e-?mail|www)\b[.:\s]|\S+@\S+\.\S+|\bwww\.|https?://", re.I)
_ZIP = re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[\dA-Z]?\s+\d[A-Z]{2}\b|\bP\.?\s?O\.?\s+Box\b", re.I)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"(?:\b(?:{_MONTHS})[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})[a-z]*\.?,?\s+\d{{4}}"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b)",
    re.I,
)
_PAGE = re.compile(r"(?:^|\s)page\s+\d+(?:\s+of\s+\d+)?\s*$", re.I)
_COUNTED = re.compile(r"(?:^|\s)page\s+(?P<at>\d+)\s+of\s+(?P<of>\d+)\s*$", re.I)
_COPY = re.compile(r"\s*\(?(?:cop(?:y|ies)\s+(?:to|sent\s+to)|c\.?c\.?(?=\s+(?:Dr|Mr|Mrs|Ms|Miss|Prof)\b))", re.I)
_ABOUT = re.compile(r"\s*(?:re|subject|regarding|concerning)\s*:", re.I)
_SUBJECT = re.compile(rf"\b(?:{_any_of(_entries('subjects'))})\b", re.I)
_FILED = re.compile(rf"\b(?:{_any_of(_entries('filed'))})\b", re.I)
_BORN = re.compile(rf"{_FILED.pattern}[\s.:#]{{0,3}}(?:{_DATE.pattern}|[A-Z]{{0,2}}\d[\d\s-]{{3,}}\d)", re.I)
_TITLED = re.compile(r"\s*(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor)\.?\s+[A-Z]")
# A sentence ends inside the line and another begins: behind a label that is text ("Patient: A. Reed, 64. PSA 7.8").
_GOES_ON = re.compile(rf"\b(?:[a-z]{{3,}}|\d+)\.\s+(?!(?i:{_MONTHS})[a-z]*\b)[A-Z0-9]")
_SMALL = frozenset(["of", "and", "the", "for", "at", "in", "de", "van", "von", "der", "la", "le", "with", "dear"])
_FINITE = frozenset(load("comparison_words")["finite"].split()) | {"be", "been", "not", "thank", "you", "please"}
_HEADINGS = frozenset(load("comparison_words")["headings"].split()) - {
    "letter",
    "opinion",
    "consultation",
    "summary",
    "review",
}

_NAMES = {
    "head": "letterhead",
    "label": "address",
    "date": "date",
    "greeting": "greeting",
    "signature": "signature",
    "edge": "page headers and footers",
}


@dataclass(frozen=True, slots=True)
class _Row:
    page: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Matter:
    """The lines that frame a text.

    Attributes:
        frame: (page, line), both from 1, before the first statement and after the last.
        edges: headers and footers of pages; a sentence may run on over them.
        why: what they are and where, in words; empty where there are none.
    """

    frame: frozenset[tuple[int, int]] = frozenset()
    edges: frozenset[tuple[int, int]] = frozenset()
    why: str = ""


def outer_matter(text: OpinionText) -> Matter:
    """Find the lines of a text that frame it; a text without any statement has no frame."""
    rows = [_Row(page, n, line[:WIDE]) for page, lines in text.pages for n, line in enumerate(lines, 1) if line.strip()]
    edges = _edges(text)
    body = [r for r in rows if (r.page, r.number) not in edges]
    frame = _head(body[:TOP])
    edges |= _of_head(body, frame)
    body = [r for r in body if (r.page, r.number) not in edges]
    frame |= _tail([r for r in body[-TAIL:] if (r.page, r.number) not in frame])
    if not any(_states(r.text) for r in body if (r.page, r.number) not in frame):
        frame = {}
    return Matter(frozenset(frame), frozenset(edges), _words(frame | edges, len(text.pages) > 1))


def _states(line: str) -> bool:
    """Whether a line reads as part of a sentence: a verb, or several small words in a row of lower case."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", line)
    lower = [w for w in words if w.islower() and w not in _SMALL]
    verb = any(w in _FINITE for w in lower)
    ended = line.rstrip().endswith((".", "?")) and len(lower) >= 3
    return len(lower) >= 5 or ended or (verb and len(words) >= 4 and len(lower) >= 2)


def _shape(line: str) -> str:
    """What part of a frame a line has the shape of, or an empty string."""
    words = line.split()
    if _DEAR.match(line) and len(words) <= 9 and not line.rstrip().endswith("."):
        return "greeting"
    if _GOES_ON.search(line):
        return ""
    if _ABOUT.match(line) or _is_of_somebody(line):
        return "label"
    if _COPY.match(line) and not _FINITE.intersection(line.lower().split()):
        return "label"
    label = _LABEL.match(line)
    if label and (len(label["rest"].split()) <= 12 or _LABEL.match(label["rest"])):
        return "label" if not _states(label["rest"]) or line.lower().lstrip().startswith("cc:") else ""
    if _states(line):
        return ""
    if _PHONE.search(line) or _CONTACT.search(line) or _ZIP.search(line) or _STREET.search(line):
        return "head"
    if _DATE.search(line) and len(re.findall(r"[A-Za-z]{2,}", _DATE.sub(" ", line))) <= 3:
        return "date"
    if len(words) <= 10 and (_CREDENTIAL.search(line) or (_TITLED.match(line) and not line.rstrip().endswith("."))):
        return "head"
    if len(words) <= 10 and _INSTITUTION.search(line) and _is_name(line):
        return "head"
    return ""


def _is_of_somebody(line: str) -> bool:
    """ "Second opinion: Henrik Moor, DOB 11/02/1957": a line without a sentence that gives when somebody was born, or
    the number of a file, and says nothing behind it.
    """
    told = _BORN.search(line)
    if not told or len(line.split()) > 12 or _states(line):
        return False
    behind = _FILED.sub(" ", _DATE.sub(" ", line[told.start() :]))
    return len(re.findall(r"[A-Za-z]{3,}", behind)) <= 2


def _is_name(line: str) -> bool:
    """All words of weight begin with a capital, and no sentence ends: a name, a title, a place."""
    words = re.findall(r"[A-Za-zÀ-ÿ][\w'’-]*", line)
    return (
        0 < len(words) <= 10
        and not re.search(r"[.;!?:]\s*$", line)
        and all(w[0].isupper() or w in _SMALL for w in words)
    )


def _is_label(line: str) -> bool:
    """A few words without full stop: above a greeting what the letter is ("second opinion asked for by the family")."""
    return len(line.split()) <= 10 and not re.search(r"[.;!?]\s*$", line)


def _opens_text(line: str) -> bool:
    """A heading under which statements follow, or a line that carries one behind its label."""
    words = [w.lower() for w in re.findall(r"[A-Za-z-]+", line)]
    return (
        len(words) <= 6
        and not _LABEL.match(line)
        and any(w in _HEADINGS for w in words)
        and not _INSTITUTION.search(line)
    ) or bool(re.match(r"\s*(?:[-•*]|\d{1,2}[.)])\s", line))


def _head(rows: list[_Row]) -> dict[tuple[int, int], str]:
    """From the top to the last line with a sign of a frame, as long as no statement or heading comes between."""
    signs: dict[tuple[int, int], str] = {}
    pending: dict[tuple[int, int], str] = {}
    greeted = False
    greeting = next((n for n, row in enumerate(rows) if _shape(row.text) == "greeting"), 0)
    about = _above_greeting(rows, greeting)
    for n, row in enumerate(rows):
        sign = _shape(row.text) or ("label" if row in about else "")
        if sign and not (greeted and sign not in ("label", "date")):
            signs |= pending | {(row.page, row.number): sign}
            pending = {}
            greeted = greeted or sign == "greeting"
        elif _states(row.text) or _opens_text(row.text) or greeted or len(pending) >= _GAP:
            break
        elif _is_name(row.text) or (n < greeting and _is_label(row.text)):
            pending[row.page, row.number] = "head"
        else:
            break
    return signs


def _above_greeting(rows: list[_Row], greeting: int) -> list[_Row]:
    """The line right above "Dear ..." that says what the letter is about, though no "Re:" stands before it."""
    above = rows[max(0, greeting - 1) : greeting]
    return [
        r for r in above if _SUBJECT.search(r.text) and r.text.rstrip()[-1] not in ".:;" and not _begins_text(r.text)
    ]


def _begins_text(line: str) -> bool:
    """Whether a line opens the text, also where much stands behind its label ("Diagnosis: cancer of the ...")."""
    label, colon, _ = line.lower().partition(":")
    return _opens_text(line) or bool(colon and _HEADINGS.intersection(re.findall(r"[a-z-]+", label)))


def _tail(rows: list[_Row]) -> dict[tuple[int, int], str]:
    """From a closing on, else from the bottom up as long as every line has a sign of a frame."""
    closing = next((n for n, row in enumerate(rows) if _CLOSING.match(row.text)), None)
    if closing is None:
        return _signed(rows)
    found = {(rows[closing].page, rows[closing].number): "signature"}
    for row in rows[closing + 1 :]:
        if _opens_text(row.text) or (_states(row.text) and not _ADDED.search(row.text) and not _shape(row.text)):
            break
        found[row.page, row.number] = "signature"
    return found


def _signed(rows: list[_Row]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for row in reversed(rows):
        if not (_ADDED.search(row.text) or _shape(row.text) in ("head", "date", "label")):
            break
        found[row.page, row.number] = "signature"
    return found


def _edges(text: OpinionText) -> dict[tuple[int, int], str]:
    """Lines that come back at the top or bottom of pages with other numbers, counted page lines, and what a page
    that goes on repeats of the letter's head: whose it is, a number, a date.
    """
    pages: dict[str, set[int]] = defaultdict(set)
    for page, _, line in _outermost(text):
        pages[_folded(line)].add(page)
    most = max(2, len(text.pages) // 2)
    found: dict[tuple[int, int], str] = {}
    for page, lines in text.pages:
        full = [n for n, line in enumerate(lines, 1) if line.strip()]
        for run in (full[:EDGE], full[: -EDGE - 1 : -1]):
            for n in run:
                line = lines[n - 1][:WIDE]
                if not (_is_counted(line, len(text.pages)) or _comes_back(line, pages, most)):
                    break  # what stands further inside is text
                found[page, n] = "edge"
    width = max((len(line) for _, lines in text.pages for line in lines), default=0)
    for page, lines in text.pages[1:]:
        inside = [n for n, line in enumerate(lines, 1) if line.strip() and (page, n) not in found]
        for n, following in pairwise(inside[: EDGE + 1]):
            if not _names_letter(lines[n - 1][:WIDE], lines[following - 1], width):
                break
            found[page, n] = "edge"
    return found


def _of_head(body: list[_Row], head: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Lines of the letter's head that stand once more at the top of a later page, as a running head does."""
    at = set(head)
    known = {_folded(r.text) for r in body if (r.page, r.number) in at}
    found: dict[tuple[int, int], str] = {}
    for page in {r.page for r in body if r.page > 1}:
        top = [r for r in body if r.page == page and (r.page, r.number) not in at][:EDGE]
        for row in takewhile(lambda r: _folded(r.text) in known, top):
            found[row.page, row.number] = "edge"
    return found


def _comes_back(line: str, pages: dict[str, set[int]], most: int) -> bool:
    again = len(pages[_folded(line)]) >= most and (not line.rstrip().endswith(".") or bool(_ADDED.search(line)))
    return (
        (again or bool(_PAGE.search(line)))
        and not _opens_text(line)
        and (bool(_ADDED.search(line)) or not _states(line))
    )


def _is_counted(line: str, pages: int) -> bool:
    """ "Page 1 of 2" at the end of a line, whatever the office has put before it."""
    counted = _COUNTED.search(line)
    return counted is not None and 1 <= int(counted["at"]) <= int(counted["of"]) and int(counted["of"]) >= pages


def _names_letter(line: str, following: str, width: int) -> bool:
    """A short line at the top of a page that is the head of a letter in little: "R. Moor - 4 May 2025"."""
    short = len(line.strip()) < 0.6 * width and len(line.split()) <= 10
    text = line.strip()
    if not short or text[0].islower() or text[-1] in ".,;:" or _opens_text(line) or _CLOSING.match(line):
        return False
    numbered = any(c.isdigit() for c in line) and _shape(line) in ("date", "label", "head")
    return (numbered or bool(_TITLED.match(line) and _is_name(line))) and not _CLOSING.match(following)


def _outermost(text: OpinionText) -> Iterator[tuple[int, int, str]]:
    for page, lines in text.pages:
        full = [n for n, line in enumerate(lines, 1) if line.strip()]
        for n in sorted({*full[:EDGE], *full[-EDGE:]}):
            yield page, n, lines[n - 1][:WIDE]


def _folded(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.lower().split()))


def _words(found: dict[tuple[int, int], str], paged: bool) -> str:
    if not found:
        return ""
    kinds = [name for kind, name in _NAMES.items() if kind in found.values()]
    by_page: dict[int, list[int]] = defaultdict(list)
    for page, line in sorted(found):
        by_page[page].append(line)
    places = [f"{f'page {page} ' if paged else ''}{_runs(lines)}" for page, lines in by_page.items()]
    listed = kinds[0] if len(kinds) == 1 else ", ".join(kinds[:-1]) + " and " + kinds[-1]
    return f"{listed}: {', '.join(places)}"


def _runs(lines: list[int]) -> str:
    """Line numbers as runs: "lines 1-8, 46-49"; a run goes on over one empty line."""
    runs = [[lines[0], lines[0]]]
    for before, line in pairwise(lines):
        if line - before <= 2:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    words = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    return f"line {words}" if words.isdigit() else f"lines {words}"
