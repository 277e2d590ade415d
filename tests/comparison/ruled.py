"""What the rules find in two short texts, before it is weighed how likely it is."""

from __future__ import annotations

from binder.comparison.align import align
from binder.comparison.differences import candidates
from binder.comparison.side_by_side import read_opinion
from tests.comparison.conftest import opinion


def ruled(a: str, b: str) -> list[tuple[str, str, str]]:
    """Rule and the words on either side of all that the rules find, however likely it is."""
    mine, theirs = read_opinion(opinion(a))[0], read_opinion(opinion(b))[0]
    found = [c.found for c in candidates(mine, theirs, align(mine, theirs)) if c.sort == "rule"]
    return [
        (
            f.rule,
            " ".join(mine.statements[f.a.sentence].text[s:e] for s, e in f.a.ranges) if f.a else "",
            " ".join(theirs.statements[f.b.sentence].text[s:e] for s, e in f.b.ranges) if f.b else "",
        )
        for f in found
    ]


def marks(a: str, b: str, left: str, right: str) -> bool:
    """Whether a rule points at these words on either side."""
    return any(left in x and right in y for _, x, y in ruled(a, b))
