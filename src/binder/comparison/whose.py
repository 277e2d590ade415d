"""Of which treatment a time is told where only a pronoun stands for it: "We would start it now"."""

from __future__ import annotations

from bisect import bisect_right

from binder.comparison.facts import Fact
from binder.comparison.found import Opinion, Part
from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement

_PRONOUNS = frozenset(("it", "this", "them", "these"))
_TREATMENTS = frozenset(("drug", "procedure"))
_OPERATION = "surgery"  # "the operation" is whatever is operated on
_NO_OPERATION = frozenset(
    ("chemotherapy", "radiation", "endocrine therapy", "immunotherapy", "physical therapy", "active surveillance")
)


def meant(opinion: Opinion, sentence: int, fact: Fact) -> frozenset[str] | None:
    """The treatments that a pronoun beside a time stands for, those named last; none where that is not clear.

    None where the time has no pronoun for its subject.
    """
    s = opinion.statements[sentence]
    place = min(bisect_right(s.ends, fact.start), len(s.words) - 1)
    clause = s.clause[place]
    if _treatments(s, clause):
        return None
    said = [w for w, c in zip(s.words[:place], s.clause, strict=False) if c == clause]
    if _PRONOUNS.isdisjoint(said):
        return None
    for earlier in range(clause - 1, -1, -1):
        if named := _treatments(s, earlier):
            return named
    return _treatments(opinion.statements[sentence - 1]) if sentence else frozenset()


def leaves_open(opinion: Opinion, part: Part) -> bool:
    """Whether a pronoun leaves open of which treatment a time is told, or that is refused: "not start it now"."""
    inside = [f for f in opinion.facts[part.sentence] if part.meets(f.start, f.end)]
    starts = [f for f in inside if f.label == "start"]
    if any(_refused(opinion.statements[part.sentence], f) for f in starts):
        return True
    some = [meant(opinion, part.sentence, f) for f in starts]
    return any(named is not None and len(named) != 1 for named in some)


def _refused(s: Statement, fact: Fact) -> bool:
    """Whether what is advised against beside a moment would begin at once."""
    clause = s.clause[min(bisect_right(s.ends, fact.start), len(s.words) - 1)]
    against = any(t.advice < 0 and t.explicit for t in s.terms if t.kind in _TREATMENTS and s.clause[t.first] == clause)
    return against and not any(fact.values)


def _treatments(s: Statement, clause: int | None = None) -> frozenset[str]:
    return frozenset(
        t.name for t in s.terms if t.kind in _TREATMENTS and t.advice >= 0 and clause in (None, s.clause[t.first])
    )


def named_beside(opinion: Opinion, sentence: int) -> frozenset[str]:
    """The treatments that a sentence names."""
    return _treatments(opinion.statements[sentence])


def of_another(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether both are known and no treatment of the one may be one of the other."""
    return bool(mine and theirs) and not any(_may_be_one(x, y) for x in mine for y in theirs)


def _may_be_one(x: str, y: str) -> bool:
    if lexicon().may_be_one(x, y):
        return True
    other = y if x == _OPERATION else x if y == _OPERATION else ""
    return bool(other) and other not in _NO_OPERATION and not lexicon().generic(other)
