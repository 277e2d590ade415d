"""Whether it must be soon, as one writes, or can wait, as the other does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.comparison.cues import cues_of
from binder.comparison.denied import ACTIONS
from binder.comparison.facts import Fact
from binder.comparison.found import NOT_NOW, Found, Opinion, Part
from binder.comparison.spotted import spotted
from binder.comparison.values import SOON, shown
from binder.comparison.whose import named_beside, of_another
from binder.model.comparison import Axis, Tier

# "I would not like to leave this too long": the denial belongs to what is quoted.
_DENIED = re.compile(r"\b(?:(?:would|should|must|do|can|could|need)\s+)?(?:not|never|nothing)\b[^.,;:]{0,24}$", re.I)

_AFTERWARDS = re.compile(r"\s*(?:after|afterwards?|later|following|from|post)\b", re.I)


def hurry_clashes(a: Opinion, b: Opinion) -> bool:
    """Whether one says that it must be soon, in words or by a short span, and the other in words that it can wait."""
    (soon_a, later_a), (soon_b, later_b) = (tuple(map(bool, _in_words(o))) for o in (a, b))
    in_words = (soon_a and later_b and not (later_a or soon_b)) or (soon_b and later_a and not (later_b or soon_a))
    within = (_spans(a) and later_b and not later_a) or (_spans(b) and later_a and not later_b)
    return bool(in_words or within)


def hurry_apart(a: Opinion, b: Opinion) -> Iterator[Found]:
    """What one writes of hurry with a treatment, and the other of time to spare: sure where both say it in words."""
    (soon_a, later_a), (soon_b, later_b) = _in_words(a), _in_words(b)
    if bool(later_a) == bool(later_b) or not hurry_clashes(a, b):
        return
    first, soon, later = (a, soon_a, later_b) if later_b else (b, soon_b, later_a)
    other = b if later_b else a
    told = [(n, place) for n, place in soon if _treats(first, n) and not _on_condition(first, n)]
    spared = _named(other, later[0][0])
    told = [e for e in told if not of_another(_named(first, e[0]), spared)]
    spans = [(n, f) for n, f in _spans(first) if _is_deadline(first, n, f) and not of_another(_named(first, n), spared)]
    given = {f.values for f in other.facts[later[0][0]]}  # "four weeks is fine, and it is safe to wait that long"
    spans = [e for e in spans if e[1].values not in given]
    if told:
        tier, mine = Tier.FIRM, _part(first, *told[0])
    elif spans:
        (n, fact) = spans[0]
        tier, mine = Tier.POSSIBLE, Part(n, ((fact.start, fact.end),), shown(fact))
    else:
        return
    theirs = _part(other, *later[0])
    yield Found(tier, Axis.TIMING, "time", "how soon", *((mine, theirs) if later_b else (theirs, mine)))


_Places = list[tuple[int, tuple[int, int]]]


def _in_words(opinion: Opinion) -> tuple[_Places, _Places]:
    """Where it is said that something must be soon, and that it need not be; "not urgent" is not "urgent"."""
    told = [(n, spotted(s)) for n, s in enumerate(opinion.statements)]
    later = [(n, t["hurry later"]) for n, t in told if "hurry later" in t]
    return [(n, t["hurry soon"]) for n, t in told if "hurry soon" in t and "hurry later" not in t], later


def _part(opinion: Opinion, sentence: int, place: tuple[int, int]) -> Part:
    text = opinion.statements[sentence].text
    denied = _DENIED.search(text[: place[0]])
    place = (denied.start(), place[1]) if denied else place
    return Part(sentence, (place,), text[slice(*place)])


def _spans(opinion: Opinion) -> list[tuple[int, Fact]]:
    """The spans within which something is to begin."""
    return [(n, f) for n, facts in enumerate(opinion.facts) for f in facts if _is_soon(f)]


def _is_soon(fact: Fact) -> bool:
    soon = fact.label == "start" and fact.dimension == "days" and max(fact.values, default=SOON) < SOON
    return soon and not NOT_NOW & fact.frames


def _is_deadline(opinion: Opinion, sentence: int, fact: Fact) -> bool:
    """ "Within six weeks", of a treatment; what comes six weeks after the operation is no matter of hurry."""
    text = opinion.statements[sentence].text
    return bool(named_beside(opinion, sentence)) and not _AFTERWARDS.match(text, fact.end)


def _treats(opinion: Opinion, sentence: int) -> bool:
    return any(t.kind in ("drug", "procedure") for t in opinion.statements[sentence].terms)


def _named(opinion: Opinion, sentence: int) -> frozenset[str]:
    return frozenset(t.name for t in opinion.statements[sentence].terms if t.kind in ACTIONS)


def _on_condition(opinion: Opinion, sentence: int) -> bool:
    """ "Come at once if the foot drops"."""
    s = opinion.statements[sentence]
    return s.words[0] == "should" or any(cue.name == "condition" for cue in cues_of(s, "frame"))
