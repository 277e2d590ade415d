"""Whether a value that one text gives of a scale stands in the other too, under whatever name: "NYHA class I" and
"class one of the New York scale", "full Mayo score 8" and "the Mayo index, eight points".
"""

from __future__ import annotations

import re
from math import log1p
from typing import NamedTuple, cast

from binder.comparison.extent import NAMED, SCORE, WORD, extent, rounded
from binder.comparison.found import Opinion
from binder.comparison.scales import ORDINALS, WRITTEN, level
from binder.comparison.spotted import spotted
from binder.comparison.statement import Statement

_VALUE = re.compile(r"(?<![\w.,/+-])(?:IV|V|I{1,3}|\d{1,2}(?:\.\d)?)\s?[a-dA-D]?[12]?(?![\w%]|[.,]\d)")
_WRITTEN = re.compile(rf"\b{WRITTEN}")
_ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)})\s+(?:\w+\s+)?(?:class|grade|stage|category|degree)\b")
_GENERAL = frozenset(("stage", "class", "score", "grade", "index", "type", "group", "functional", "scale", "disease"))


class Claim(NamedTuple):
    """A value of a scale that a text gives: sort as in `Extent`, names of the scale in lower case, value."""

    sort: str
    names: frozenset[str]
    value: str


def claims(opinion: Opinion) -> list[Claim]:
    """Every value a text gives of a named scale or a score."""
    if "claims" not in opinion.known:
        found = []
        for sort in (NAMED, SCORE):
            for which, values in extent(opinion).values[sort].items():
                name = which.removeprefix("extent:")
                names = frozenset({name} - _GENERAL)
                found += [Claim(sort, names, value) for value in values]
        opinion.known["claims"] = found
    return cast("list[Claim]", opinion.known["claims"])


def _values_beside(s: Statement) -> frozenset[str]:
    """The values in a sentence that has a word of a scale, or a scale's own name; looked up once."""
    if "values" not in s.cues:
        found = {level(m[0]) for m in _VALUE.finditer(s.text)}
        found |= {level(m[0]) for m in _WRITTEN.finditer(s.lower)}
        found |= {str(ORDINALS[m[1]]) for m in _ORDINAL.finditer(s.lower)}
        s.cues["values"] = frozenset(found)
    return cast("frozenset[str]", s.cues["values"])


def _said_of(opinion: Opinion) -> tuple[frozenset[str], dict[str, set[str]]]:
    """The values beside general words of a scale; and word -> the values in its sentences."""
    if "said of scales" not in opinion.known:
        general, by_word = set[str](), dict[str, set[str]]()
        for s in opinion.statements:
            values = _values_beside(s)
            if not values:
                continue
            if "said scale" in spotted(s):
                general |= values
            for word in (w if w.isalnum() else re.sub(r"[^a-z0-9]", "", w) for w in s.words if len(w) > 2):
                by_word.setdefault(word, set()).update(values)
        opinion.known["said of scales"] = frozenset(general), by_word
    return cast("tuple[frozenset[str], dict[str, set[str]]]", opinion.known["said of scales"])


def echoed(a: Opinion, b: Opinion) -> dict[str, float]:
    """How many values of scales the other text has too, has otherwise under the same name, and does not have."""
    met = other = silent = 0
    named_met = named_other = 0
    for own, rest in ((a, b), (b, a)):
        general, by_word = _said_of(rest)
        for claim in claims(own):
            of_name = set[str]().union(*(by_word.get(n, set()) for n in claim.names))
            alike = _has(claim.value, of_name) or _has(claim.value, general)
            apart = not alike and bool(of_name)
            met, other, silent = met + alike, other + apart, silent + (not alike and not apart)
            if claim.sort == NAMED:
                named_met, named_other = named_met + alike, named_other + (not alike)
    words = [extent(o).values[WORD] for o in (a, b)]
    both = words[0].keys() & words[1].keys()
    every = met + other + silent
    return {
        "values echoed": log1p(met),
        "values turned": log1p(other),
        "values unanswered": log1p(silent),
        "values echoed, share": met / every if every else 0.5,
        "named values echoed": log1p(named_met),
        "named values not echoed": log1p(named_other),
        "all values echoed": float(met > 0 and met == every),
        "words of scales alike": log1p(sum(words[0][k] == words[1][k] for k in both)),
        "words of scales unlike": log1p(sum(not words[0][k] & words[1][k] for k in both)),
        "named values of one alone": float(len({any(c.sort == NAMED for c in claims(o)) for o in (a, b)}) > 1),
        "named values of one, other mute": _mute(a, b) + _mute(b, a),
        "values of one alone": float(bool(claims(a)) != bool(claims(b))),
        "values of none": float(not claims(a) and not claims(b)),
    }


def _mute(opinion: Opinion, other: Opinion) -> float:
    """Whether one gives a named value where the other has no value at all, and no word of how far or how severe."""
    gives = any(c.sort == NAMED for c in claims(opinion))
    told = sum(extent(other).groups.get(g, 0) for g in ("spread", "advanced", "named", "severity", "risk", "activity"))
    return float(gives and not claims(other)) / (1 + told)


def _has(value: str, some: frozenset[str] | set[str]) -> bool:
    """Whether a value is among some; "3" and "3c" are one, told more and less exactly, as are 14 and 14.2."""
    return (
        value in some
        or any(
            (v.startswith(value) and v[len(value) :].isalpha()) or rounded(value, v) or rounded(v, value) for v in some
        )
        or (len(value) > 1 and value[0].isdigit() and value.rstrip("abcd12") in some and value[-1].isalpha())
    )
