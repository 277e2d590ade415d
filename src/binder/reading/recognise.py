"""Print on pictures becomes lines, by a program of the system that knows letters: tesseract, where it is installed.

The page is drawn in the isolated reader; the program gets its grey points through a socket and answers the same way. It
can read its own files and libraries and nothing else, write nothing and reach no network. What it answers is checked
like any answer of a reader. Nothing is put on disk.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from binder.model.clean import clean
from binder.model.document import Document, Page, Picture
from binder.model.errors import Unreadable
from binder.reading.numbers import pages_in_words
from binder.reading.rows import Glyph, lines_of
from binder.reading.starter import STARTER

SETTING = "BINDER_OCR"  # "off" leaves pictures as they are
INSTALL = "install tesseract to have it read (Debian, Ubuntu: apt install tesseract-ocr; Mac: brew install tesseract)"
_SECONDS = 90.0  # of processor time, and thrice as much by the clock, for one page
_MEMORY = 2 << 30
_ANSWER = 16 << 20  # bytes
_WORDS = 20_000  # of one page
_ARGUMENTS = ("stdin", "stdout", "--dpi", "300", "--psm", "4", "-l", "{languages}", "tsv")
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/nix/store", "/opt/homebrew", "/opt/local")
_LANGUAGES = 4  # installed languages that are tried, English first
_DOUBT = 40  # percent: marks of less certainty that hold no letter or digit are dirt
_GUESS = 20  # percent: a word of less certainty is a guess, and shown as a gap: leaving it out could turn the meaning
GAP = "[?]"
_POOR = 55.0  # percent: a page of less certainty may lie on its side
_HARD = 60  # percent: a line of less certainty is named
_FEW = 3  # words: fewer on a page are dirt


@dataclass(frozen=True, slots=True)
class Program:
    """What recognises print here: its path, its version, the languages it knows and where it keeps them."""

    path: str
    version: str
    languages: tuple[str, ...]
    folder: str

    @property
    def name(self) -> str:
        """For the record of what read a document."""
        return f"tesseract {self.version}"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as recognised: its box in points of the page, y down, that of its line, and certainty in percent."""

    text: str
    x0: int
    x1: int
    y0: int
    y1: int
    certainty: float


def program() -> Program | None:
    """What is installed here and not switched off, or None."""
    return None if _off() else _installed()


@cache
def _installed() -> Program | None:
    found = shutil.which("tesseract")
    if not found:
        return None
    try:
        told = [
            subprocess.run(
                [found, option], capture_output=True, text=True, timeout=20, check=True, stdin=subprocess.DEVNULL
            )
            for option in ("--version", "--list-langs")
        ]
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    version = (told[0].stdout or told[0].stderr).split("\n", 1)[0].removeprefix("tesseract").strip()
    head, *languages = told[1].stdout.strip().split("\n")
    known = sorted({name.strip() for name in languages} - {"osd", "equ", ""}, key=lambda name: (name != "eng", name))
    folder = head.partition('"')[2].rpartition('"')[0]
    return Program(os.path.realpath(found), clean(version)[:40], tuple(known[:_LANGUAGES]), folder) if known else None


def recognised(
    document: Document,
    draw: Callable[[int, int], Picture],
    most: int,
    watch: Callable[[int, int], bool] | None = None,
) -> Document:
    """The document with the print on its pictures read, and sentences that say so; without a program, that it is not.

    Args:
        draw: gives page `number` in grey after so many quarter turns to the left. Raises Unreadable.
        most: pages that are recognised at most.
        watch: told before each page the how manieth of how many it is; what is left is left when it says no.
    """
    if not document.pictures:
        return document
    found = program()
    if found is None:
        said = _unread(document, document.pictures) + ("" if _off() else f"; {INSTALL}")
        return replace(document, warnings=(*document.warnings, said))
    pages = {page.number: page for page in document.pages}
    made: list[Page] = []
    empty: list[int] = []
    left = list(document.pictures)
    stopped = False
    for count, number in enumerate(document.pictures[:most], 1):
        if stopped := watch is not None and not watch(count, min(len(document.pictures), most)):
            break
        left.remove(number)
        try:
            page = page_of(number, partial(draw, number))
        except Unreadable:
            page = None
        before = pages.get(number, Page(number, ()))
        if page is not None and _letters(page) > 2 * _letters(before):
            made.append(page)
        elif not before.lines:
            empty.append(number)
    pages |= {page.number: page for page in made}
    return replace(
        document,
        pages=tuple(pages[number] for number in sorted(pages)),
        pictures=tuple(number for number in document.pictures if number in empty or number in left),
        warnings=(*document.warnings, *_sentences(document, found, made, empty, left, stopped)),
        reader=f"{document.reader}, {found.name}" if made else document.reader,
    )


def _letters(page: Page) -> int:
    return sum(map(len, page.lines))


def _sentences(
    document: Document, found: Program, made: list[Page], empty: list[int], left: list[int], stopped: bool
) -> Iterator[str]:
    if made:
        read = pages_in_words(page.number for page in made)
        yield f"the text of {read} was recognised from a picture by {found.name}: check numbers against the picture"
    for page in made:
        hard = [n for n, certainty in enumerate(page.certainty, 1) if certainty < _HARD]
        if hard:
            yield f"hard to read on page {page.number}: {pages_in_words(hard, 'line')}"
    if empty:
        yield f"no print was found on {pages_in_words(empty)}"
    if left:
        yield _unread(document, left) + (", since reading was stopped" if stopped else ": too many to be read at once")


def _unread(document: Document, pictures: Sequence[int]) -> str:
    """ "pages 2-4 are pictures without text" """
    worded = {page.number for page in document.pages if page.lines}
    kind = "without text" if worded.isdisjoint(pictures) else "with little or no text"
    return f"{pages_in_words(pictures)} {'is a picture' if len(pictures) == 1 else 'are pictures'} {kind}"


def _off() -> bool:
    return os.environ.get(SETTING, "").casefold() == "off"


def page_of(number: int, draw: Callable[[int], Picture]) -> Page | None:
    """The page as recognised; None where there is no print on it.

    Args:
        draw: gives the page in grey after so many quarter turns to the left. Raises Unreadable.
    """
    best: list[Word] = []
    for tried, turned in enumerate((0, 3, 1, 2)):
        picture = draw(turned)
        if picture.note == "blank":
            return None
        found = [word for word in words_of(picture) if word.certainty >= _DOUBT or any(map(str.isalnum, word.text))]
        if _worth(found) > _worth(best):
            best = found
        if best and _certainty(best) >= _POOR and len(best) > _FEW:
            break
        if tried and len(best) <= _FEW:
            return None  # neither upright nor on its side: a picture of something else
    if len(best) <= _FEW or _certainty(best) < _POOR:
        return None
    glyphs: list[Glyph] = [(_shown(word), word.x0, -word.y1, word.x1, -word.y0, True) for word in best]
    lines = tuple(clean(line) for line in lines_of(glyphs))
    return Page(number, lines, recognised=True, certainty=_certainties(lines, best))


def _shown(word: Word) -> str:
    return word.text if word.certainty >= _GUESS else GAP


def _certainties(lines: tuple[str, ...], words: list[Word]) -> tuple[int, ...]:
    """Percent for each line, from its words; where a word stands more than once, its least certain reading counts."""
    least: dict[str, float] = {}
    for word in words:
        text = _shown(word)
        least[text] = min(least.get(text, 100.0), word.certainty)
    found = ([least.get(piece, 0.0) for piece in line.split()] for line in lines)
    return tuple(round(sum(each) / len(each)) if each else 100 for each in found)


def _worth(words: list[Word]) -> float:
    return sum(len(word.text) * word.certainty for word in words)


def _certainty(words: list[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return _worth(words) / letters if letters else 0.0


def words_of(picture: Picture) -> list[Word]:
    """The words on a page; none where the program failed or took too long."""
    found = program()
    if found is None:
        return []
    page = b"P5\n%d %d\n255\n" % (picture.width, picture.height) + picture.grey
    arguments = [found.path, *(part.format(languages="+".join(found.languages)) for part in _ARGUMENTS)]
    return list(_parsed(_answer(found, arguments, page), picture.width, picture.height))


def _answer(found: Program, arguments: list[str], page: bytes) -> bytes:
    """What the program says of a page. It is ended when its time is up, and when it says too much."""
    environment = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C"}
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    own = (str(Path(found.path).parent), found.folder, os.path.realpath(found.folder))
    pid, link = STARTER.program(
        arguments=arguments, environment=environment, readable=[*_SYSTEM, *filter(None, own)],
        memory=_MEMORY, seconds=_SECONDS,
    )  # fmt: skip
    until = time.monotonic() + 3 * _SECONDS
    parts: list[bytes] = []
    room = _ANSWER
    try:
        with link:
            link.settimeout(3 * _SECONDS)
            link.sendall(page)
            link.shutdown(socket.SHUT_WR)
            while room > 0 and time.monotonic() < until and (part := link.recv(1 << 16)):
                parts.append(part)
                room -= len(part)
    except OSError:
        parts.clear()
    finally:
        STARTER.end(pid)
    return b"".join(parts) if room > 0 else b""


def _parsed(answer: bytes, width: int, height: int) -> Iterator[Word]:
    """Words out of tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, certainty,
    text."""
    top = bottom = 0
    for line in answer.decode("utf-8", "replace").split("\n")[:_WORDS]:
        cells = line.split("\t")
        with contextlib.suppress(ValueError):
            if len(cells) != 12 or cells[0] not in ("4", "5"):
                continue
            left, above, wide, high = (int(cell) for cell in cells[6:10])
            if not (
                left >= 0 and above >= 0 and wide > 0 and high > 0 and left + wide <= width and above + high <= height
            ):
                continue
            if cells[0] == "4":
                top, bottom = above, above + high
            elif text := " ".join(clean(cells[11]).split()):
                y0, y1 = (top, bottom) if bottom - top < 3 * high else (above, above + high)
                yield Word(text[:200], left, left + wide, y0, y1, float(cells[10]))
