"""The one cleaner: text from a document, a file name, a tag or an error passes here before it is stored or shown.

Neither Textual nor Rich strips control characters, so an escape sequence in a report would reach the terminal and act
there. Every harmful character becomes exactly ONE visible character, so that citations by column keep their places.
"""

from __future__ import annotations

import re

_C0 = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_REPLACED = "\N{REPLACEMENT CHARACTER}"
# C1 controls, bidirectional overrides and isolates, zero-width and tag characters, line separators, surrogates.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_COMBINING_RUN = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4,}")


def _visible(match: re.Match[str]) -> str:
    return chr(_C0[ord(match[0])]) if ord(match[0]) in _C0 else _REPLACED


def clean(text: str) -> str:
    """Return one line of text, of the same length, in which no character can act on a terminal.

    Tabs and line ends count as harmful here: split into lines and expand tabs first.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HARMFUL.sub(_visible, text)
    return _COMBINING_RUN.sub(lambda run: run[0][:3] + _REPLACED * (len(run[0]) - 3), text)


def clean_lines(text: str, *, tab: int = 8) -> list[str]:
    """Split text into clean lines: CR LF, CR, LF, form feed and NEL end a line, tabs are expanded, right blanks cut."""
    lines = re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)
    return [clean(line.expandtabs(tab)).rstrip() for line in lines]
