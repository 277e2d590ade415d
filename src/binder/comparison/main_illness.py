"""The illness an opinion is about: what it holds where it gives its diagnosis; whether another holds or denies it."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from binder.comparison.extent import ELSEWHERE
from binder.comparison.found import NOT_NOW, Opinion
from binder.comparison.kin import kin_of
from binder.comparison.spotted import spotted
from binder.comparison.statement import Statement, Term
from binder.comparison.swaps import GENERAL

WITHIN = 0.9  # how near an illness is to one named in fewer or more words
NEAR = 0.6  # how near it must be to count as named
WEIGHTY = 3.0  # salience from which an illness is held, not only mentioned
SHORT = 12  # words of a sentence that only names the illness


def denies_the_other(a: Opinion, b: Opinion) -> bool:
    """Whether either opinion holds, as its main illness, what the other rules out or calls unlikely throughout."""
    return _denied(main_illness(a), b) or _denied(main_illness(b), a)


def denies_here(a: Opinion, b: Opinion) -> bool:
    """Whether either rules out, in some sentence, the very illness that the other is most about."""
    return _ruled_out_first(a, b) or _ruled_out_first(b, a)


def _ruled_out_first(opinion: Opinion, other: Opinion) -> bool:
    held = salient(opinion)
    if not held:
        return False
    first = max(held, key=lambda n: (held[n], n))
    return any(
        t.name == first and _is_illness(t) and not t.frames and _rules_out(s, t)
        for s in other.statements
        for t in s.terms
    )


def main_illness(opinion: Opinion) -> Term | None:
    """The first illness held under a heading of diagnosis; elsewhere a letter also tells what might be."""
    under = (s for s in opinion.statements if s.axis_hint == "diagnosis")
    return next((t for s in under for t in s.terms if _is_illness(t) and _holds(t)), None)


def _is_illness(term: Term) -> bool:
    return term.kind == "disease" and term.name not in GENERAL and not NOT_NOW & term.frames


def _holds(term: Term) -> bool:
    return not (term.denied or term.state < 0 or term.frames or term.sure in (0, 1))


def _denied(illness: Term | None, other: Opinion) -> bool:
    """Denied wherever it is named, under no narrower name held: "no lymphoma in the marrow" is a word of extent."""
    if illness is None:
        return False
    words = set(illness.name.split())
    told = [
        (s, t)
        for s in other.statements
        if s.axis_hint not in ELSEWHERE
        for t in s.terms
        if _is_illness(t) and words <= set(t.name.split())
    ]
    return any(t.name == illness.name for _, t in told) and all(_rules_out(s, t) for s, t in told)


def _rules_out(s: Statement, term: Term) -> bool:
    place = any(
        t.kind == "anatomy" and t.first >= term.last and s.clause[t.first] == s.clause[term.first] for t in s.terms
    )
    return (term.denied or term.sure == 0) and not place


def speaks(s: Statement, how: str) -> bool:
    """Whether a sentence holds, shares or refuses something, or gives a diagnosis as such ("labels")."""
    return f"diagnosis {how}" in spotted(s)


def salient(opinion: Opinion) -> dict[str, float]:
    """Illness -> how much of the opinion is about it: said often, beside words of a diagnosis, by itself."""
    if "salient" not in opinion.known:
        found: dict[str, float] = {}
        for s in opinion.statements:
            if s.axis_hint in ELSEWHERE:
                continue
            holds = speaks(s, "holds")
            for t in s.terms:
                if _is_illness(t) and not (t.denied or t.state < 0 or t.sure == 0 or "condition" in t.frames):
                    weight = 1 + 1.5 * holds + 1.5 * (s.axis_hint == "diagnosis") + 0.5 * (" " in t.name)
                    weight += float(t.first <= 2 and len(s.words) < SHORT)
                    found[t.name] = found.get(t.name, 0.0) + weight
        opinion.known["salient"] = found
    return cast("dict[str, float]", opinion.known["salient"])


def _ruled_out(opinion: Opinion) -> set[str]:
    """Illnesses that an opinion denies or calls unlikely anywhere."""
    return {
        t.name
        for s in opinion.statements
        for t in s.terms
        if t.kind == "disease" and (t.denied or t.sure == 0 or t.state < 0) and not NOT_NOW & t.frames
    }


@lru_cache(maxsize=65_536)
def nearness(x: str, y: str) -> float:
    """How near two illnesses are by their names, 0 to 1."""
    if x == y:
        return 1.0
    mine, theirs = set(x.split()), set(y.split())
    if mine <= theirs or theirs <= mine:
        return WITHIN
    return max((how for other, how in kin_of(x) if other == y), default=0.0)


def _nearest(x: str, some: dict[str, float]) -> float:
    return max((nearness(x, y) for y in some), default=0.0)


def _share(mine: dict[str, float], theirs: dict[str, float]) -> float:
    """How much of what one holds the other holds too; 0.5 where nothing is held."""
    whole = sum(mine.values())
    return sum(v * _nearest(name, theirs) for name, v in mine.items()) / whole if whole else 0.5


def unnamed(a: Opinion, b: Opinion) -> bool:
    """Whether the illness that one opinion is most about is named by the other in no way that is known."""
    return any(_alone(a, b))


def _alone(a: Opinion, b: Opinion) -> tuple[bool, bool]:
    """Of either opinion whether its first illness stands in it alone."""
    found = []
    for opinion, other in ((a, b), (b, a)):
        held = salient(opinion)
        first = min(held, key=lambda n: (-held[n], n), default="")
        found.append(bool(first) and first not in other.terms and _nearest(first, salient(other)) <= NEAR)
    return found[0], found[1]


def illnesses_compared(a: Opinion, b: Opinion) -> dict[str, float]:
    """How the illnesses two opinions hold agree, and how they speak of each other's; the same whichever comes first."""
    x, y = salient(a), salient(b)
    first_x, first_y = ([*sorted(f, key=lambda n: (-f[n], n))] for f in (x, y))
    out_x, out_y = _ruled_out(a) - x.keys(), _ruled_out(b) - y.keys()
    out_all_x, out_all_y = _ruled_out(a), _ruled_out(b)
    shares = sorted((_share(x, y), _share(y, x)))
    firsts = sorted((_nearest(f[0], other) if f else 0.5) for f, other in ((first_x, y), (first_y, x)))
    missing = sum(v >= WEIGHTY and n not in b.terms for n, v in x.items())
    missing += sum(v >= WEIGHTY and n not in a.terms for n, v in y.items())
    spoken = [
        s for o in (a, b) for s in o.statements if s.axis_hint not in ELSEWHERE and any(map(_is_illness, s.terms))
    ]
    every = [s for o in (a, b) for s in o.statements]
    diagnosed = sum("diagnos" in s.text.lower() for s in every)
    return {
        "illnesses alike, least": shares[0],
        "illnesses alike, most": shares[1],
        "first illness held, least": firsts[0],
        "first illness held, most": firsts[1],
        "first illness alike": nearness(first_x[0], first_y[0]) if first_x and first_y else 0.5,
        "first illness ruled out": float(bool(set(first_x[:1]) & out_y or set(first_y[:1]) & out_x)),
        "illness ruled out": float(bool(set(first_x[:2]) & out_all_y or set(first_y[:2]) & out_all_x)),
        "no illness, one": float(not first_x or not first_y),
        "no illness, both": float(not first_x and not first_y),
        "first illness unnamed, both": float(all(_alone(a, b))),
        "illnesses unnamed": min(3, missing) / 3,
        "illness shared": min(2, sum(speaks(s, "shares") for s in spoken)) / 2,
        "illness refused": min(3, sum(speaks(s, "refuses") for s in spoken)) / 3,
        "shares": sum(speaks(s, "shares") for s in every) / (len(every) or 1),
        "refuses": sum(speaks(s, "refuses") for s in every) / (len(every) or 1),
        "diagnosis spoken of": min(2, diagnosed) / 2,
    }  # fmt: skip


def labelled(opinion: Opinion) -> dict[str, float]:
    """Illnesses named where a diagnosis is given as such ("Diagnosis:", "I call this"), with how often."""
    if "labelled" not in opinion.known:
        found: dict[str, float] = {}
        for s in opinion.statements:
            if s.axis_hint in ELSEWHERE or not (
                speaks(s, "labels") or (s.axis_hint == "diagnosis" and len(s.words) < SHORT)
            ):
                continue
            for t in s.terms:
                if _is_illness(t) and _holds(t):
                    found[t.name] = found.get(t.name, 0.0) + 1
        opinion.known["labelled"] = found
    return cast("dict[str, float]", opinion.known["labelled"])


def labels_compared(a: Opinion, b: Opinion) -> dict[str, float]:
    """How the illnesses agree that two opinions give as their diagnosis; 0.5 where either gives none as such."""
    x, y = labelled(a), labelled(b)
    if not x or not y:
        mine, other = (x, b) if x else (y, a)
        told = [n for n in mine if n in other.terms]
        return {
            "labelled, both": 0.0,
            "labelled alike, most": 0.5,
            "labelled alike, least": 0.5,
            "labelled, words": 0.5,
            "labelled, named": len(told) / len(mine) if mine else 0.5,
            "labelled, held": _share(mine, salient(other)) if mine else 0.5,
            "labelled, denied": float(bool(mine.keys() & _ruled_out(other))),
        }
    shares = sorted((_share(x, y), _share(y, x)))
    words = [{w for n in some for w in n.split()} for some in (x, y)]
    return {
        "labelled, both": 1.0,
        "labelled alike, most": max(_nearest(n, y) for n in x),
        "labelled alike, least": shares[0],
        "labelled, words": len(words[0] & words[1]) / min(map(len, words)),
        "labelled, named": sum([n in b.terms for n in x] + [n in a.terms for n in y]) / (len(x) + len(y)),
        "labelled, held": (_share(x, salient(b)) + _share(y, salient(a))) / 2,
        "labelled, denied": float(bool(x.keys() & _ruled_out(b) or y.keys() & _ruled_out(a))),
    }


def weight_of(opinion: Opinion, sentence: int, ranges: tuple[tuple[int, int], ...]) -> float:
    """How much of the opinion is about an illness in some marked words; 0 to 1, 1 that of the main one."""
    held = salient(opinion)
    most = max(held.values(), default=0.0)
    s = opinion.statements[sentence]
    inside = [
        held[t.name]
        for t in s.terms
        if t.name in held and any(s.starts[t.first] < y and x < s.ends[t.last - 1] for x, y in ranges)
    ]
    return max(inside, default=0.0) / most if most else 0.0
