"""Results that only one opinion has: a test not done here and reported there, a marker only one text names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from binder.comparison.cues import cues_of
from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Found, Opinion, Pair, Part, same_named
from binder.comparison.statement import Statement, Term
from binder.model.comparison import Axis, Tier

_UNDONE = re.compile(
    r"\b(?:not|never)\s+(?:yet\s+)?(?:been\s+)?(?:yet\s+)?(?:tested|done|performed|assessed|measured|sent|obtained"
    r"|available|determined|reported"
    r"|examined|carried out|evaluated|requested)\b|\b(?:pending|outstanding|awaited)\b"
    r"|\bno\s+\w+\s+(?:was|were|has been|is)\s+"
    r"(?:done|performed|obtained|sent|available)\b",
    re.I,
)
_SHOWS = re.compile(r"\b(?:shows?|showed|shown|reveals?|revealed|found|demonstrates?|demonstrated)\b|:", re.I)


def result_missing(pair: Pair) -> Iterator[Found]:
    """A test that one side says was not done and of which the other tells a result, inside a link."""
    for n, x, m, y in same_named(pair):
        if _may_be_tested(pair.a.statements[n], x):
            found = _untested(pair.a, n, x, pair.b, m, y)
            if found:
                tier = Tier.POSSIBLE if pair.link.weak else Tier.FIRM
                yield Found(tier, Axis.DIAGNOSIS, "finding", "tested or not", *found, pair.number)
                return


def results_across(a: Opinion, b: Opinion) -> Iterator[Found]:
    """The same for a known test wherever the two texts speak of it, where neither speaks of it twice."""
    for name in sorted(a.terms.keys() & b.terms.keys()):
        mine, theirs = a.terms[name], b.terms[name]
        if len(mine) == len(theirs) == 1 and mine[0][1].kind in ("test", "measure"):
            found = _untested(a, *mine[0], b, *theirs[0])
            if found:
                yield Found(Tier.POSSIBLE, Axis.DIAGNOSIS, "finding", "tested or not", *found)


def _untested(a: Opinion, n: int, x: Term, b: Opinion, m: int, y: Term) -> tuple[Part, Part] | None:
    """The words "not done" on one side and the result on the other, or nothing."""
    undone_a, undone_b = _undone(a.statements[n], x), _undone(b.statements[m], y)
    if bool(undone_a) == bool(undone_b):
        return None
    told_a, told_b = undone_a or _told(a, n, x), undone_b or _told(b, m, y)
    if not told_a or not told_b:
        return None
    return Part(n, (told_a,), _text(a, n, told_a)), Part(m, (told_b,), _text(b, m, told_b))


def _text(opinion: Opinion, sentence: int, place: tuple[int, int]) -> str:
    return opinion.statements[sentence].text[slice(*place)]


def _may_be_tested(s: Statement, term: Term) -> bool:
    """A known test or measure, or a name in capitals."""
    raw = s.text[s.starts[term.first] : s.ends[term.last - 1]]
    return term.kind in ("test", "measure") or (len(raw) > 1 and raw[:2].isupper())


def _undone(s: Statement, term: Term) -> tuple[int, int] | None:
    """Where a sentence says that a test was not done."""
    if NOT_NOW & term.frames:
        return None
    found = _UNDONE.search(s.text)
    return found.span() if found else None


def _told(opinion: Opinion, n: int, term: Term) -> tuple[int, int] | None:
    """Where a sentence tells what a test showed: a word of a state, or a value."""
    s = opinion.statements[n]
    for cue in cues_of(s, "state"):
        if abs(cue.first - term.last) < 14:
            return s.place(cue.first, cue.last)
    values = [f for f in opinion.facts[n] if f.kind in ("number", "biomarker") and not NOT_NOW & f.frames]
    if values:
        return values[0].start, values[0].end
    shown = _SHOWS.search(s.text, s.ends[term.last - 1])
    seen = next((t for t in s.terms if shown and t.kind and s.starts[t.first] >= shown.end()), None)
    return s.place(seen.first, seen.last) if seen else None


def markers_of_one(a: Opinion, b: Opinion) -> Iterator[Found]:
    """A marker with a result that the other opinion nowhere names."""
    for side, opinion, other in (("a", a, b), ("b", b, a)):
        words = {w for s in other.statements for w in s.words}
        seen: set[str] = set()
        for n, fact in _markers(opinion):
            name = fact.key.removesuffix(" status").removesuffix(" staining")
            if name in seen or any(part in words for part in re.split(r"[/ ]", name)) or _joined(name, other):
                continue
            if any(term.name in other.terms for term in _terms_in(opinion.statements[n], fact)):
                continue
            seen.add(name)
            part = Part(n, ((fact.start, fact.end),), fact.shown)
            mine, theirs = (part, None) if side == "a" else (None, part)
            yield Found(Tier.POSSIBLE, Axis.DIAGNOSIS, "biomarker", "marker only one names", mine, theirs)


def doses_of_one(a: Opinion, b: Opinion) -> Iterator[Found]:
    """A dose in a unit in which the other opinion gives none: it may leave the dose open, or mean another treatment."""
    for side, opinion, other in (("a", a, b), ("b", b, a)):
        units = {f.dimension.split("/")[0] for facts in other.facts for f in facts if f.kind == "dose"}
        for n, facts in enumerate(opinion.facts):
            for fact in facts:
                unit = fact.dimension.split("/")[0]
                given = unit != "mg" or any(t.kind == "drug" for t in opinion.statements[n].terms)  # not a weight
                if fact.kind == "dose" and given and unit not in units | {"days"} and not fact.frames & NOT_NOW:
                    units.add(unit)
                    part = Part(n, ((fact.start, fact.end),), fact.shown)
                    mine, theirs = (part, None) if side == "a" else (None, part)
                    yield Found(Tier.POSSIBLE, Axis.TREATMENT, "dose", "dose only one gives", mine, theirs)


def _markers(opinion: Opinion) -> Iterator[tuple[int, Fact]]:
    for n, facts in enumerate(opinion.facts):
        yield from ((n, f) for f in facts if f.kind == "biomarker" and not NOT_NOW & f.frames)


def _terms_in(s: Statement, fact: Fact) -> list[Term]:
    """The known things a marker's place covers: MSS is "microsatellite stable" elsewhere."""
    return [t for t in s.terms if t.kind and s.starts[t.first] < fact.end and s.ends[t.last - 1] > fact.start]


def _joined(name: str, other: Opinion) -> bool:
    """Whether the other text writes the name with a hyphen or a blank: "PD-L1", "Ki 67"."""
    if "joined" not in other.known:
        other.known["joined"] = "\n".join(re.sub(r"[^a-z0-9/]", "", s.text.lower()) for s in other.statements)
    return name in cast("str", other.known["joined"])
