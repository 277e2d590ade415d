"""Courtesies with which a letter begins and ends: thanks, a pleasure to meet, an offer to call. They state nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from binder.comparison.statement import Statement
from binder.knowledge import load

AT_TOP, AT_END = 3, 4  # sentences in which they may stand
_MEDICINE = frozenset(("drug", "procedure", "test", "disease", "finding", "measure", "anatomy"))
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
    return frozenset(n for n, s in enumerate(statements) if (n < AT_TOP or n >= last) and _is_courtesy(s))


def _is_courtesy(s: Statement) -> bool:
    text = re.sub(r"\b(?:a|this)\s+(?:second|further)\s+opinion\b", "", s.text)
    if not _COURTESY.match(text.replace("’", "'")) or (_WHEN.search(text) and not _ASKS.search(text)):
        return False
    return not any(t.kind in _MEDICINE for t in s.terms)
