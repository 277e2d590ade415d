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
    r"(?:dear [^,]{2,40}, )?(?:and |but |so )?(?:" + "|".join(re.escape(e).replace(r"\*", ".*?") for e in _PHRASES) + r")\b",
    re.IGNORECASE,
)


def courtesies(statements: Sequence[Statement]) -> frozenset[int]:
    """Which sentences at either end of a letter are only polite; none where one speaks of medicine or gives a number."""
    last = len(statements) - AT_END
    return frozenset(n for n, s in enumerate(statements) if (n < AT_TOP or n >= last) and _is_courtesy(s))


def _is_courtesy(s: Statement) -> bool:
    text = re.sub(r"\b(?:a|this)\s+(?:second|further)\s+opinion\b", "", s.text)
    polite = _COURTESY.match(text.replace("’", "'").replace("\n", " "))
    return bool(polite) and not any(t.kind in _MEDICINE for t in s.terms)
