"""How severe, active or risky a text calls an illness as its verdict: "mJOA 13, i.e. moderate", "his risk is low"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.comparison.cued import Cued
from binder.comparison.statement import Statement

_HOW = {
    "very mild": "0", "minimal": "0", "trivial": "0", "mild": "1", "slight": "1", "moderate": "2", "medium": "2",
    "moderately severe": "2.5", "moderate to severe": "2.5", "severe": "3", "critical": "3", "very severe": "4",
    "torrential": "4",
}  # fmt: skip
_MUCH = {
    "very low": "0", "low": "1", "lower": "1", "good": "1", "standard": "1", "average": "2", "intermediate": "2",
    "moderate": "2", "middling": "2", "mild": "1", "high": "3", "higher": "3", "poor": "3", "adverse": "3",
    "very high": "4",
}  # fmt: skip


def _any(words: dict[str, str]) -> str:
    return "|".join(re.sub(r"\\? ", r"[\\s-]", w) for w in sorted(words, key=len, reverse=True))


_CALLS = (
    r"(?:i\.\s?e\.,?|thus|hence|so|therefore|namely|meaning|means|which (?:is|counts as|we call|makes (?:it|this))"
    r"|(?:is|are|counts?|grade[ds]?\s+\w+(?:\s\w+)?|regard(?:ed)? as|rated?)(?:\s+as)?"
    r"|calls?\s+(?:it|this|that|them)|makes?\s+(?:it|this|that)"
    r"|among the|in the|=)"
)
# Called so, to the end of the clause or with a word of how severe behind it.
_SEVERE = Cued(
    rf"(?:(?:\b{_CALLS}|(?<==))\s+(?:an?\s+|the\s+|still\s+|now\s+|only\s+)?(?P<x>{_any(_HOW)})(?=\s*(?:[,.;:)]|$|and\b|in\b|one\b|by\b|on\b|disease\b|form\b))"
    rf"|,\s(?P<y>{_any(_HOW)})(?=[.;)]|\sby\b|$)"
    rf"|\b(?P<z>{_any(_HOW)})\s+(?:severity|degree|band|range|form|example|class|in degree|in severity)\b)",
    *{how.split()[-1] for how in _HOW},
)
_DENIED = re.compile(r"\b(?:not?|nor|never|than|if|rather)\s+(?:\w+\s+)?$", re.I)
_ACTIVE = re.compile(
    rf"\b(?P<x>{_any(_MUCH)})\s+(?:(?:systemic|disease|clinical|inflammatory)\s+)*activity\b"
    rf"|\bactivity\s+(?:is|was|remains|stays)\s+(?:still\s+|now\s+)?(?P<y>{_any(_MUCH)})\b",
    re.I,
)
_RISK = re.compile(
    r"\brisk\s+(?:of\s+(?:\w+\s+){1,3})?(?:is|was|remains|group is|category is|as)\s+(?:still\s+|now\s+)?"
    rf"(?P<x>{_any(_MUCH)})\b"
    r"|\b(?P<y>good|poor|standard|higher|lower)[\s-]risk\s+(?:disease|group|part|category|myeloma|leuk\w+|constellation)\b",
    re.I,
)


def verdicts(s: Statement) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """(scale, step, place) of what a sentence calls an illness; steps are numbers from low to high."""
    text = s.text
    for m in _SEVERE.finditer(text, s.lower):
        if not _DENIED.search(text, 0, m.start()) and not _DENIED.search(m[0]):
            yield "severity", _HOW[_plain(m)], m.span()
    for m in _ACTIVE.finditer(text) if "activity" in s.words else ():
        yield "how active", _MUCH[_plain(m)], m.span()
    for m in _RISK.finditer(text) if "risk" in s.lower else ():
        yield "risk", _MUCH[_plain(m)], m.span()


def _plain(m: re.Match[str]) -> str:
    found = next(v for v in m.groups() if v)
    return re.sub(r"[\s-]+", " ", found.lower())
