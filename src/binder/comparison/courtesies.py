"""Courtesies with which a letter begins and ends: thanks, a pleasure to meet, an offer to call. They state nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from binder.comparison.statement import Statement
from binder.knowledge import load

AT_TOP, AT_END = 3, 4  # sentences in which they may stand
_MEDICINE = frozenset(("drug", "procedure", "test", "disease", "finding", "measure"))
_PHRASES = [e.strip() for e in re.split(r"[|\n]", load("comparison_letters")["courtesies"]) if e.strip()]
_COURTESY = re.compile(
    r"(?:dear [^,]{2,40}, )?(?:and |but |so )?(?:"
    + "|".join(re.escape(e).replace(r"\*", ".*?") for e in _PHRASES)
    + r")\b",
    re.IGNORECASE,
)
# "Please call if the leg grows weak" is advice, "please call if anything is unclear" is not.
_WHEN = re.compile(r"\b(?:if|should|when|in case)\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:questions?|concerns?|unclear|unsure|anything|discuss|help(?:ful)?)\b", re.IGNORECASE)


def courtesies(statements: Sequence[Statement]) -> frozenset[int]:
    """Which sentences at either end of a letter are only polite, and speak of no medicine nor of when to call."""
    last = len(statements) - AT_END
    # "... this lady with a lump in the neck": who is introduced may be told of by where it ails.
    at_top = {n for n, s in enumerate(statements[:AT_TOP]) if _is_courtesy(s, _MEDICINE | {"anatomy"})}
    at_end = {n for n, s in enumerate(statements) if n >= max(last, AT_TOP) and _is_courtesy(s, _MEDICINE)}
    return frozenset(at_top | at_end)


def _is_courtesy(s: Statement, medicine: frozenset[str]) -> bool:
    if not _COURTESY.match(s.text.replace("’", "'")) or (_WHEN.search(s.text) and not _ASKS.search(s.text)):
        return False
    return not any(t.kind in medicine for t in s.terms)
