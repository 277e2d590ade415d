"""Hebrew and Arabic as they are set on paper: letters joined, words from right to left, within a text that is not.

Screens and browsers do this themselves; what draws a PDF letter by letter does not. Meant for names in an English text:
a run of such words is kept on one line. Numbers keep their direction. Nothing else of a text is changed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LETTER = "\u0590-\u065f\u066a-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_RUN = re.compile(f"[{_LETTER}](?:[{_LETTER} ]*[{_LETTER}])?")
_LAM = "\u0644"
_KINDS = ("isolated", "final", "initial", "medial")


def visual(text: str) -> str:
    """A text with every run of right-to-left letters joined and in the order of its places on the paper."""
    return text if text.isascii() else _RUN.sub(lambda run: _turned(_joined(run[0])), text)


def _turned(run: str) -> str:
    """Last letter first, each with its marks after it, the blanks between words unbreakable."""
    clusters: list[str] = []
    for character in run.replace(" ", "\N{NO-BREAK SPACE}"):
        if clusters and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return "".join(reversed(clusters))


def _joined(run: str) -> str:
    """Each letter in the form its neighbours ask for; lam with alef as one."""
    if not any(letter in _forms() for letter in run):
        return run
    made: list[str] = []
    before = ""  # the letter before, where it joins on
    at = 0
    while at < len(run):
        letter = run[at]
        pair = letter + run[at + 1 : at + 2] if letter == _LAM else ""
        if pair in _forms():
            letter, at = pair, at + 1
        at += 1
        if unicodedata.combining(letter[0]) or letter not in _forms():
            made.append(letter)
            before = before if unicodedata.combining(letter[0]) else ""
            continue
        forms = _forms()[letter]
        joins_on = "initial" in forms and _takes(run, at)
        kind = ("medial" if before and "medial" in forms else "initial") if joins_on else ("final" if before else "")
        made.append(forms.get(kind) or forms.get("isolated") or letter)
        before = letter if joins_on else ""
    return "".join(made)


def _takes(run: str, at: int) -> bool:
    """Whether the next letter joins to the one before it."""
    for letter in run[at:]:
        if not unicodedata.combining(letter):
            return "final" in _forms().get(letter, {})
    return False


@cache
def _forms() -> dict[str, dict[str, str]]:
    """The forms of each Arabic letter, and of lam with alef, by Unicode's own table of them."""
    forms: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD)):
        kind, _, letters = unicodedata.decomposition(chr(code)).partition("> ")
        kind = kind.lstrip("<")
        if kind in _KINDS:
            forms.setdefault("".join(chr(int(letter, 16)) for letter in letters.split()), {}).setdefault(
                kind, chr(code)
            )
    return forms
