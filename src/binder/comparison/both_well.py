"""Two sentences that only say that all is well: "coronary arteries normal", "coronary disease has been excluded".

There are many ways to deny a thing and to call the place healthy where it would be. Where both sentences of a link do
nothing else, the words left over are other words and no difference: of 25 such left-overs of 360 pairs two were one.
"""

from __future__ import annotations

from collections.abc import Iterator

from binder.comparison.cues import cues_of
from binder.comparison.found import Found, Opinion
from binder.comparison.statement import Statement
from binder.comparison.words import EMPTY_WORDS, EVERYDAY_WORDS
from binder.model.comparison import Link

_THINGS = frozenset(("disease", "finding"))
_WHERE = frozenset(("anatomy", "test", "measure", "topic"))
_BREAKS = frozenset(",;:.")
_TREATMENTS = frozenset(("drug", "procedure"))


def both_well(found: Found, links: list[Link], a: Opinion, b: Opinion) -> bool:
    """Whether a difference lies between two sentences of one link of which neither says more than that."""
    if not found.a or not found.b or found.link is None:
        return False
    link = links[found.link]
    alone = len(link.a) == len(link.b) == 1
    return alone and _only_well(a, found.a.sentence) and _only_well(b, found.b.sentence)


def _only_well(opinion: Opinion, sentence: int) -> bool:
    """Whether a sentence denies or calls normal, and names no value, no advice, treatment or thing that is there."""
    s = opinion.statements[sentence]
    if any(f.values or f.kind in ("time", "dose") for f in opinion.facts[sentence]):
        return False
    if any(t.advice and (t.explicit or t.kind in _TREATMENTS) for t in s.terms):
        return False
    if any(t.kind in _THINGS and not t.denied and t.state >= 0 for t in s.terms):
        return False
    well = [c.first for c in cues_of(s, "denial") if c.name != "not_denial"]
    well += [c.first for c in cues_of(s, "state") if c.name == "normal"]
    return bool(well) and all(
        any(start <= i < end for i in well) or not _adds(s, start, end) for start, end in _stretches(s)
    )


def _stretches(s: Statement) -> Iterator[tuple[int, int]]:
    """First and last token of what stands between commas."""
    ends = [i for i, w in enumerate(s.words) if w in _BREAKS]
    yield from zip([0, *(i + 1 for i in ends)], [*ends, len(s.words)], strict=True)


def _adds(s: Statement, start: int, end: int) -> bool:
    """Whether a stretch names anything but places and tests: in "liver normal, a stone in the gallbladder" it does."""
    return any(
        start <= t.first < end and t.kind not in _WHERE and t.name not in EVERYDAY_WORDS | EMPTY_WORDS for t in s.terms
    )
