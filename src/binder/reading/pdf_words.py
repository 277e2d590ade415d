"""The words of a PDF page with their places, as pdfium gives them.

pdfium is asked twice a word and not twice a character: for the text of the whole page, which it has cut into words
where there are gaps, and for the boxes of the first and last character of each. Where these do not lie on one line as
a word's would, the word is taken character by character.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

from binder.reading.rows import Glyph

MOST = 200_000  # characters of one page
JOINED = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
          0x02: "-", 0xFFFE: "-", 0x2010: "-", 0x2011: "-"}  # fmt: skip
_QUARTER = math.pi / 2
_SLANT = 0.12  # radians a character may lean before it counts as turned
_WIDEST = 1.2  # heights: the mean width of a word's characters; what is wider holds a gap
_WORD = re.compile("[^ \r\n\t\xa0\u2000-\u200a]+")
_NONE = re.compile("[\0-\1\3-\x1f\ud800-\udfff]")  # stands for no character
_ODD = re.compile("[\0-\x1f\u0590-\u08ff\ud800-\udfff\ufb1d-\ufdff\ufe70-\ufeff]")  # none, or written from the right
Box = tuple[float, float, float, float]  # left, bottom, right, top
Rect = tuple[float, float, float, float]  # left, top, right, bottom: as pdfium has it
_FLOATS = struct.Struct("4f")


def text_of(text_page: Any) -> str:
    """The text of a page in reading order, one character for each that pdfium counts (NUL where it has none)."""
    count = min(text_page.count_chars(), MOST)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page.raw, 0, count, buffer)
    if written == count + 1:
        text = bytes(memoryview(buffer)[:count]).decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
    codes = (pdfium.FPDFText_GetUnicode(text_page.raw, index) for index in range(count))  # some are left out, or double
    return "".join(chr(code) if code <= 0x10FFFF else "\0" for code in codes)


def words_of(text_page: Any, text: str, bounds: Box) -> dict[int, list[Glyph]]:
    """Every visible word in the file's own order, by its direction in quarter turns (-1 where it leans).

    Args:
        text: as `text_of` gives it.  bounds: left, bottom, right, top of the page as printed.
    """
    box_of, angle_of = _asking(text_page.raw)
    left, bottom, right, top = bounds[0] - 2, bounds[1] - 2, bounds[2] + 2, bounds[3] + 2
    odd = _ODD.search(text) is not None
    plain = text.isascii() and "\2" not in text
    words: dict[int, list[Glyph]] = {turn: [] for turn in (0, 1, 2, 3, -1)}
    blank, turn, end, level, before = False, 0, math.inf, 0.0, 0
    for found in _WORD.finditer(text):
        start, stop = found.span()
        blank = blank or (start > before and text[start - 1] not in "\r\n")  # a break is no blank: places decide
        before = stop
        word = text[start:stop]
        first = None if odd and _ODD.search(word) else box_of(start)
        if first is not None:
            x0, y1, x1, y0 = first
            if not (x0 >= end - 0.5 and y0 == level):  # goes on along the line: turned as the one before
                turn = _turn(angle_of(start))
            if stop - start > 1:
                last = box_of(stop - 1)
                u0, v1, u1, v0 = last or first
                if turn == 0 and v0 == y0 and v1 == y1 and x0 < u0 and u1 - x0 <= _WIDEST * (y1 - y0) * (stop - start):
                    x1 = u1
                elif last is not None and (box := _along(first, last, turn, stop - start)):
                    x0, y0, x1, y1 = box
                else:
                    first = None
                end, level = u1, v0
            else:
                end, level = x1, y0
        if first is not None:
            if left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top:
                words[turn].append((word if plain else word.translate(JOINED), x0, y0, x1, y1, blank))
                blank = False
            continue
        for index in range(start, stop):
            char = text[index]
            place = None if _NONE.match(char) else box_of(index)
            if place is None:
                continue
            x0, y1, x1, y0 = place
            if not (left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top):
                continue  # outside the page as printed; also catches NaN
            if not (x0 >= end - 0.5 and y0 == level):
                turn = _turn(angle_of(index))
            end, level = x1, y0
            words[turn].append((char.translate(JOINED), x0, y0, x1, y1, blank))
            blank = False
    return {turn: found for turn, found in words.items() if found}


def _asking(page: Any) -> tuple[Callable[[int], Rect | None], Callable[[int], float]]:
    """What gives the box of a character (None where it has no place), and its angle.

    The functions are declared anew with plain addresses: this takes a third of the time of pypdfium2's declarations.
    """
    address = ctypes.cast(page, ctypes.c_void_p).value
    held = (ctypes.c_float * 4)()  # FS_RECTF: left, top, right, bottom
    place, unpack, ask = ctypes.addressof(held), _FLOATS.unpack, _BOX

    def box_of(index: int) -> Any:
        if not ask(address, index, place):
            return None
        return unpack(held)

    return box_of, lambda index: float(_ANGLE(address, index))


def _declared(function: Any, *types: Any) -> Any:
    return ctypes.CFUNCTYPE(*types)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_BOX = _declared(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_ANGLE = _declared(pdfium.FPDFText_GetCharAngle, ctypes.c_float, ctypes.c_void_p, ctypes.c_int)


def _turn(angle: float) -> int:
    turn = int(angle / _QUARTER + 0.5) if 0 <= angle < 7 else 0
    return -1 if abs(angle - turn * _QUARTER) > _SLANT else turn % 4


def _along(first: Rect, last: Rect, turn: int, count: int) -> Box | None:
    """The box around a word; None where its ends do not stand as the ends of a word do."""
    x0, y1, x1, y0 = first
    u0, v1, u1, v0 = last
    if turn == 0:
        across, height, ahead, length = abs(v0 - y0) + abs(v1 - y1), y1 - y0, u0 - x0, u1 - x0
    elif turn == 1:
        across, height, ahead, length = abs(u0 - x0) + abs(u1 - x1), x1 - x0, v0 - y0, v1 - y0
    elif turn == 2:
        across, height, ahead, length = abs(v0 - y0) + abs(v1 - y1), y1 - y0, x0 - u0, x1 - u0
    elif turn == 3:
        across, height, ahead, length = abs(u0 - x0) + abs(u1 - x1), x1 - x0, y0 - v0, y1 - v0
    else:
        return None
    if not (across <= 0.1 * height and ahead > 0 and length <= _WIDEST * height * count):
        return None
    return min(x0, u0), min(y0, v0), max(x1, u1), max(y1, v1)
