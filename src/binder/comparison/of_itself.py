"""Where one text by itself holds stages that exclude each other: of one illness, one side and one scale."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import combinations

from binder.comparison.cues import cues_of
from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Opinion
from binder.comparison.lexicon import lexicon
from binder.comparison.statement import Statement
from binder.comparison.values import same_value

_KEYS = ("stage", "T", "N", "M")
_REACH = 8  # tokens a denial reaches over
_SIDES = frozenset(("left", "right"))
# Kidneys are staged by filtration and protein ("G3a A3"), whatever is found under the microscope.
_OF_FILTRATION = re.compile(r"^G[1-5]|\bstage G[1-5]", re.I)
_OF_KIDNEY = re.compile(r"\b(?:CKD|GFR|eGFR|chronic kidney|renal failure|renal function|filtration)\b", re.I)

_Place = tuple[Statement, Fact]


def contradictions(opinion: Opinion) -> dict[str, list[str]]:
    """Stage values of which one text holds several that exclude each other: rule name -> the values."""
    table: dict[str, list[_Place]] = defaultdict(list)
    for s, facts in zip(opinion.statements, opinion.facts, strict=True):
        for fact in facts:
            if fact.key in _KEYS and not fact.frames & NOT_NOW and "condition" not in fact.frames:
                table[fact.key].append((s, fact))
    found = {}
    for places in table.values():
        held = [place for place in places if not _refused(*place)]
        if any(not same_value(x[1], y[1]) and _of_one(x, y) for x, y in combinations(held, 2)):
            found[held[0][1].rule] = list(dict.fromkeys(f.shown for _, f in held))
    return found


def _refused(s: Statement, fact: Fact) -> bool:
    """ "This does not push it into T2": named to be denied."""
    place = bisect_right(s.ends, fact.start)
    return any(
        cue.name == "deny_after" and cue.last <= place < cue.last + _REACH and s.clause[cue.first] == s.clause[place]
        for cue in cues_of(s, "denial")
    )


def _of_one(x: _Place, y: _Place) -> bool:
    """Whether two stages are of one illness, one side and one scale."""
    (s, f), (t, g) = x, y
    sides = [_SIDES.intersection(u.words) for u in (s, t)]
    if _SIDES in sides or (all(sides) and sides[0] != sides[1]):
        return False  # "stage 2 on the right and stage 1 on the left"
    mine, theirs = _illnesses(s), _illnesses(t)
    one = not (mine and theirs) or any(lexicon().may_be_one(a, b) for a in mine for b in theirs)
    return one and _by_filtration(s, f) == _by_filtration(t, g)


def _illnesses(s: Statement) -> set[str]:
    """The illnesses a sentence names; "node negative" is none."""
    return {t.name for t in s.terms if t.kind == "disease" and not t.denied and not t.name.endswith("negative")}


def _by_filtration(s: Statement, fact: Fact) -> bool:
    return bool(_OF_FILTRATION.search(fact.shown) or _OF_KIDNEY.search(s.text))
