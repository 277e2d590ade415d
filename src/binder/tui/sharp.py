"""Pictures in a terminal that can draw them point by point: as Sixel, or by the graphics protocol of kitty.

What a terminal can is told by its name and never asked of it: an answer that comes late over a slow line would be
taken for keys. In tmux and screen, without colour, and where the size of a cell in points is not known, there are half
blocks.

Sources: DEC, VT330/VT340 Programmer Reference Manual, vol. 2, chapter 14 (Sixel); the description of the terminal
graphics protocol that comes with kitty, "Unicode placeholders".
"""

from __future__ import annotations

import base64
import fcntl
import io
import struct
import sys
import termios
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

SETTING = "BINDER_PICTURES"  # sixel, kitty, blocks
LARGEST = 800  # points a side: what a scan of 512 needs, and some hundred kilobytes on the line
GREYS = 32

# By $TERM, which travels over SSH, and by what some set beside it.
_KITTY = ("xterm-kitty", "xterm-ghostty")
_SIXEL = ("foot", "contour", "mlterm", "yaft", "xterm-sixel")
_SIXEL_PROGRAMS = ("WezTerm", "iTerm.app", "mintty", "BlackBox")


class Way(StrEnum):
    """How a picture is drawn point by point."""

    SIXEL = "sixel"
    KITTY = "kitty"


@dataclass(frozen=True, slots=True)
class Sharp:
    """A terminal that can draw pictures: how, and the size of one of its cells in points."""

    way: Way
    cell_width: int
    cell_height: int


def known(environ: Mapping[str, str]) -> Way | None:
    """What the terminal can, by the user's setting, else by its name."""
    term, asked = environ.get("TERM", ""), environ.get(SETTING, "").casefold()
    if "NO_COLOR" in environ or asked == "blocks":
        return None
    if asked in list(Way):
        return Way(asked)
    if "TMUX" in environ or "STY" in environ or term.startswith(("tmux", "screen")):
        return None
    if term in _KITTY:
        return Way.KITTY
    if term.startswith(_SIXEL) or environ.get("TERM_PROGRAM") in _SIXEL_PROGRAMS:
        return Way.SIXEL
    return None


def of_terminal(environ: Mapping[str, str]) -> Sharp | None:
    """What the terminal on the standard output can; None where it is to be half blocks."""
    way = known(environ)
    cell = _cell() if way else None
    return Sharp(way, *cell) if way and cell else None


def _cell() -> tuple[int, int] | None:
    """The size of a cell in points, as the terminal has told the system; SSH passes it on."""
    try:
        answer = fcntl.ioctl((sys.__stdout__ or sys.stdout).fileno(), termios.TIOCGWINSZ, bytes(8))
    except (OSError, ValueError):
        return None
    rows, columns, width, height = struct.unpack("HHHH", answer)
    if not (rows and columns and width and height):
        return None
    return width // columns, height // rows


def centred(grey: bytes, width: int, height: int, room: tuple[int, int]) -> bytes:
    """The picture in the middle of a black one of the room's size, so that nothing older shows beside it."""
    full, tall = room
    left, top = (full - width) // 2, (tall - height) // 2
    rows = (grey[y * width : (y + 1) * width].rjust(left + width, b"\0").ljust(full, b"\0") for y in range(height))
    return bytes(full * top) + b"".join(rows) + bytes(full * (tall - height - top))


def sixel(grey: bytes, width: int, height: int) -> str:
    """A grey picture as Sixel, in 32 greys; every row six points high, each grey of it once."""
    import numpy

    levels = (numpy.frombuffer(grey, numpy.uint8).reshape(height, width).astype(numpy.uint16) * GREYS) >> 8
    shades = [n * 100 // (GREYS - 1) for n in range(GREYS)]
    palette = "".join(f"#{n};2;{shade};{shade};{shade}" for n, shade in enumerate(shades))
    bands = []
    for top in range(0, height, 6):
        band = levels[top : top + 6]
        weights = (1 << numpy.arange(len(band), dtype=numpy.uint8))[:, None]
        parts = []
        for level in numpy.unique(band):
            column = ((band == level) * weights).sum(axis=0).astype(numpy.uint8) + numpy.uint8(63)
            parts.append(f"#{level}" + "".join(_runs(column)))
        bands.append("$".join(parts))
    return f'\x1bP0;1;0q"1;1;{width};{height}{palette}' + "-".join(bands) + "\x1b\\"


def _runs(line: NDArray[uint8]) -> Iterator[str]:
    """Points beside each other that are the same, counted where that is shorter."""
    import numpy

    starts = numpy.flatnonzero(numpy.diff(line, prepend=numpy.uint8(255)))  # no sign is 255, so the first starts a run
    for start, length in zip(starts, numpy.diff(starts, append=len(line)), strict=True):
        sign = chr(line[start])
        yield sign * length if length < 4 else f"!{length}{sign}"


def kitty(grey: bytes, width: int, height: int, *, number: int, columns: int, rows: int) -> str:
    """A grey picture sent under a number, to be shown where `placeholders` stand; what had the number is forgotten."""
    from PIL import Image

    file = io.BytesIO()
    Image.frombytes("L", (width, height), grey).save(file, "PNG")
    data = base64.standard_b64encode(file.getvalue()).decode()
    chunks = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    last = len(chunks) - 1
    sent = [
        f"\x1b_G{f'a=t,f=100,i={number},q=2,' if at == 0 else ''}m={int(at < last)};{chunk}\x1b\\"
        for at, chunk in enumerate(chunks)
    ]
    return (
        f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"
        + "".join(sent)
        + f"\x1b_Ga=p,U=1,i={number},c={columns},r={rows},q=2\x1b\\"
    )


def placeholders(row: int, columns: int) -> str:
    """One row of cells that a picture of kitty's protocol is shown in; the colour of the text is its number.

    Each cell carries the marks of its row and column; past the last mark, a cell without follows the one on its left.
    """
    marked = (f"\U0010eeee{chr(_MARKS[row])}{chr(mark)}" for mark in _MARKS[:columns])
    return "".join(marked) + "\U0010eeee" * (columns - len(_MARKS))


def most_rows() -> int:
    """How many rows of cells a picture of kitty's protocol may have here."""
    return len(_MARKS)


# The first of kitty's row and column marks, enough for any terminal a person reads in.
_MARKS = (
    0x305, 0x30D, 0x30E, 0x310, 0x312, 0x33D, 0x33E, 0x33F, 0x346, 0x34A, 0x34B, 0x34C, 0x350, 0x351, 0x352, 0x357,
    0x35B, 0x363, 0x364, 0x365, 0x366, 0x367, 0x368, 0x369, 0x36A, 0x36B, 0x36C, 0x36D, 0x36E, 0x36F, 0x483, 0x484,
    0x485, 0x486, 0x487, 0x592, 0x593, 0x594, 0x595, 0x597, 0x598, 0x599, 0x59C, 0x59D, 0x59E, 0x59F, 0x5A0, 0x5A1,
    0x5A8, 0x5A9, 0x5AB, 0x5AC, 0x5AF, 0x5C4, 0x610, 0x611, 0x612, 0x613, 0x614, 0x615, 0x616, 0x617, 0x657, 0x658,
    0x659, 0x65A, 0x65B, 0x65D, 0x65E, 0x6D6, 0x6D7, 0x6D8, 0x6D9, 0x6DA, 0x6DB, 0x6DC, 0x6DF, 0x6E0, 0x6E1, 0x6E2,
    0x6E4, 0x6E7, 0x6E8, 0x6EB, 0x6EC, 0x730, 0x732, 0x733, 0x735, 0x736, 0x73A, 0x73D, 0x73F, 0x740, 0x741, 0x743,
    0x745, 0x747, 0x749, 0x74A, 0x7EB, 0x7EC, 0x7ED, 0x7EE, 0x7EF, 0x7F0, 0x7F1, 0x7F3, 0x816, 0x817, 0x818, 0x819,
)  # fmt: skip
